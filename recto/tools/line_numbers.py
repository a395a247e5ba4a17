"""A review copy: a number beside each line, and a watermark below the text.

CSS has no property for line numbers, so they are read off the boxes of the finished layout, set in
a document of their own, and laid over the finished PDF: nothing in it moves, and its tags, links
and destinations stay what they were. What is laid over is an artifact to a screen reader (ISO
32000-1, 14.8.2.2.2): one form a page for the numbers, one for the watermark.
"""

from __future__ import annotations

import io
import math
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, Final

from recto.tools.fonts import FAMILY, font_folder

# The names of the forms begin so: who reads the text of a page back can tell what is not in it.
PREFIX: Final = "/RectoReview"
NUMBERS: Final = PREFIX + "Numbers"
WATERMARK: Final = PREFIX + "Watermark"

GAP: Final = 9.0  # CSS pixels between a number and the text
STRUT: Final = 40.0  # and above the baseline of a number: higher than any figure
SIZE: Final = 9.2
GREY: Final = "#777"
FAINT: Final = "#ececec"
# The share of a page's diagonal that a watermark takes, and the most of a page's width of a letter.
LENGTH: Final = 0.72
LARGEST: Final = 0.16

STYLE: Final = f"""
@font-face {{ font-family: "{FAMILY}"; src: url("recto-font:SourceSerifPro-Regular.otf") }}
html {{ font: {SIZE}px "{FAMILY}", "Noto Serif CJK KR", "Noto Serif CJK JP", serif }}
body {{ margin: 0 }}
section {{ break-before: page; position: relative; height: 1px }}
section > div {{ position: absolute; white-space: nowrap }}
.number {{ left: 0; text-align: right; line-height: 0; color: {GREY};
          font-variant-numeric: lining-nums tabular-nums }}
/* The baseline of a line is where this ends, whatever the font. */
.number::before {{ content: ""; display: inline-block; height: {STRUT}px }}
.watermark {{ text-align: center; line-height: 1; color: {FAINT} }}
"""


def numbered(
    document: Any, pdf: bytes, *, watermark: str, every: int = 1, restart: bool = True
) -> bytes:
    """Number the lines of a WeasyPrint Document in the PDF that was written from it.

    The number of each ``every``-th line stands left of the text, on the line's baseline; with
    ``restart`` each page begins at 1. ``watermark`` is one line, set along the diagonal of each
    page behind its text; none if it is empty. Each is a form of the page, named with PREFIX.
    Same input, same bytes. Raises ValueError for ``every`` below 1 and for the PDF of another
    document.
    """
    import pikepdf

    if every < 1:
        raise ValueError(f"no line is the {every}th")
    sizes = [(float(page.width), float(page.height)) for page in document.pages]
    watermark = " ".join(watermark.split())
    marked = sorted(set(sizes)) if watermark else []
    sections = [_watermark(watermark, size) for size in marked]
    counted, number = [], 0
    for at, page in enumerate(document.pages):
        number = 0 if restart else number
        places = list(enumerate(body_lines(page), number + 1))
        number += len(places)
        shown = [(n, line.position_y + line.baseline) for n, line in places if n % every == 0]
        if shown:
            counted.append(at)
            sections.append(_numbers(shown, page._page_box.content_box_x(), sizes[at]))  # noqa: SLF001  # no public name leads to it
    with pikepdf.open(io.BytesIO(pdf)) as made:
        if len(made.pages) != len(sizes):
            raise ValueError(f"a PDF of {len(made.pages)} pages for a document of {len(sizes)}")
        forms = _forms(sections, made)
        below = dict(zip(marked, forms, strict=False))
        above = dict(zip(counted, forms[len(marked) :], strict=True))
        for at, (page, size) in enumerate(zip(made.pages, sizes, strict=True)):
            _lay(page, below.get(size), above.get(at), made)
        written = io.BytesIO()
        made.save(written, deterministic_id=True)
    return written.getvalue()


def body_lines(page: Any) -> Iterator[Any]:
    """Yield the line boxes of the text of a WeasyPrint page, down the page.

    Of lines that stand side by side, as those of the cells of a table, the first one is yielded.
    Notes at the foot, running heads, and what floats or is put beside the text have no lines here.
    """
    lines: list[Any] = []
    for child in page._page_box.children:  # noqa: SLF001  # no public name leads to the boxes
        if child.element_tag == "html":  # the others are the margins and the notes
            lines += _lines(child)
    lines.sort(key=lambda line: (line.position_y + line.baseline, line.position_x))
    before = None
    for line in lines:
        if before is None or not _are_one(before, line):
            before = line
            yield line


def _lines(box: Any) -> Iterator[Any]:
    """Yield the lines with words in a box; a line in a line, as in an inline block, is part of it.

    A box that is positioned absolutely is none of the children, but a placeholder of one.
    """
    from weasyprint.formatting_structure import boxes

    for child in box.children:
        if not isinstance(child, boxes.ParentBox) or child.is_floated():
            continue
        if not isinstance(child, boxes.LineBox):
            yield from _lines(child)
        elif any(
            isinstance(inside, boxes.TextBox) and inside.text.strip()
            for inside in child.descendants()
        ):
            yield child


def _are_one(upper: Any, lower: Any) -> bool:
    """Tell whether two lines are one to the eye: side by side for more than half their height."""
    top = max(upper.position_y, lower.position_y)
    bottom = min(upper.position_y + upper.height, lower.position_y + lower.height)
    return bool(bottom - top > min(upper.height, lower.height) / 2)


# What is laid over


def _numbers(shown: Sequence[tuple[int, float]], left: float, size: tuple[float, float]) -> str:
    """Return a page of numbers, each given with its baseline; ``left`` is where the text begins."""
    width = max(left - min(GAP, left / 4), 0)
    return _section(
        size,
        "".join(
            f'<div class="number" style="top: {baseline - STRUT:.3f}px; width: {width:.3f}px">'
            f"{number}</div>"
            for number, baseline in shown
        ),
    )


def _watermark(words: str, size: tuple[float, float]) -> str:
    """Return a page with words along its diagonal, from the lower left to the upper right."""
    width, height = size
    diagonal = math.hypot(width, height)
    letter = min(LENGTH * diagonal / sum(map(_width, words)), LARGEST * width)
    angle = math.degrees(math.atan2(height, width))
    return _section(
        size,
        f'<div class="watermark" style="font-size: {letter:.3f}px; width: {diagonal:.3f}px; '
        f"left: {(width - diagonal) / 2:.3f}px; top: {(height - letter) / 2:.3f}px; "
        f'transform: rotate({-angle:.3f}deg)">{escape(words)}</div>',
    )


def _width(sign: str) -> float:
    """Return a generous width of a letter, in ems."""
    if unicodedata.east_asian_width(sign) in "WF":
        return 1.0
    return 0.7 if sign.isupper() else 0.55


def _section(size: tuple[float, float], inside: str) -> str:
    width, height = size
    name = f"of-{width:.3f}-{height:.3f}".replace(".", "-")
    return (
        f"<style>@page {name} {{ size: {width:.6f}px {height:.6f}px; margin: 0 }}</style>"
        f'<section style="page: {name}">{inside}</section>'
    )


def _forms(sections: Sequence[str], made: Any) -> list[Any]:
    """Lay pages out and return each as a form of the PDF that is made."""
    if not sections:
        return []
    import pikepdf
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    from recto.tools.fetching import PaperFetcher

    # Nothing is read but the fonts, whatever a watermark may say.
    fonts, fetcher = FontConfiguration(), PaperFetcher(font_folder())
    html = f"<!DOCTYPE html><title>Lines</title><style>{STYLE}</style>{''.join(sections)}"
    try:
        pages = weasyprint.HTML(string=html, url_fetcher=fetcher).write_pdf(font_config=fonts)
    finally:
        # Destructors, which would remove the temporary fonts, do not run in every process.
        shutil.rmtree(fonts._folder or "", ignore_errors=True)  # noqa: SLF001  # no public name
        fonts._folder = None  # noqa: SLF001
    with pikepdf.open(io.BytesIO(pages)) as laid_out:
        return [made.copy_foreign(page.as_form_xobject()) for page in laid_out.pages]


def _lay(page: Any, below: Any, above: Any, made: Any) -> None:
    """Draw one form below what is on a page and one above it; either may be None."""
    import pikepdf

    forms = {WATERMARK: below, NUMBERS: above}
    forms = {name: form for name, form in forms.items() if form is not None}
    # All pages share one dictionary of resources, and each has forms of its own.
    own = pikepdf.Dictionary(page.resources)
    own.XObject = pikepdf.Dictionary({**own.get("/XObject", {}), **forms})
    page.obj.Resources = own
    before, behind = (
        f"/Artifact BMC\n{name} Do\nEMC\n" if name in forms else "" for name in (WATERMARK, NUMBERS)
    )
    # A page may leave its own scale behind.
    page.contents_add(made.make_stream(f"{before}q\n".encode()), prepend=True)
    page.contents_add(made.make_stream(f"Q\n{behind}".encode()))
