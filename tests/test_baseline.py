"""Text stands on the lines of one grid, whatever stands between."""

from __future__ import annotations

import ctypes
import io
import shutil
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from note_documents import NoteDocument, Notes, random_document, render
from pypdfium2 import raw
from specimens import made

from recto.tools import baseline
from recto.tools.note_audit import audit
from recto.tools.note_page import UnknownWeasyPrint
from recto.tools.note_words import lines_of

ON, OFF = "html { --baseline-grid: on }", "html { --baseline-grid: off }"
ROOT = Path(__file__).parent.parent
POINT = 0.75  # of a CSS pixel
CLOSE = 0.1  # in points
SMALL = """
@page { size: 300px 330px; margin: 15px; @footnote { margin-top: 13px } }
html { font: 10px/13px "Recto Serif" } body { margin: 0; orphans: 2; widows: 2 }
p { margin: 0 } h1, #notes { display: none } sup { font-size: 6px; line-height: 0 }
h2 { font-size: 14px; line-height: 20px; margin: 26px 0 7px }
.note { float: footnote; font: 7px/9px "Recto Serif" } .note::footnote-marker { content: none }
.note::footnote-call { content: none; line-height: 0; vertical-align: baseline }
table { border-collapse: collapse; margin: 7px 0; font-size: 8px; line-height: 10px }
td { padding: 2px; border: 1px solid } .box { height: 31px } ul { margin: 4px 0 }
pre { font: 7px/9px monospace; margin: 4px 0 } figcaption { font-size: 8px; line-height: 10px }
.next { break-before: page } .wide { font-size: 10px; line-height: 13px; margin: 5px 0 }
"""
OUTSIDE = ("AbsolutePlaceholder", "TableBox", "FlexBox", "InlineBlockBox")
W = "words of a treaty between governments " * 8
BOX = '<div class="box"></div>'
LONG = "internationalisationmisunderstandings " * 10
BESIDE = '<div style="float: left; width: 80%; height: 37px">f</div>'


def picture(style: str) -> str:
    drawing = "%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='7'/%3E"
    return f'<img alt="x" style="{style}" src="data:image/svg+xml,{drawing}">'


def formula(height: int, shift: int) -> str:
    return picture(f"width: 9px; height: {height}px; vertical-align: {shift}px")


BLOCKS = {
    "figure": f"<p>{W}</p><figure>{BOX}<figcaption>{W}</figcaption></figure><p>{W}",
    "figure at the top of a page": f"<p>{W}</p><figure class=next>{BOX}</figure><p>{W}",
    "picture": f"<p>{W}</p><figure>{picture('width: 60px; height: 31px')}</figure><p>{W}",
    "displayed formula": f"<p>{W}</p><p>{picture('display: block; height: 31px')}</p><p>{W}",
    "table": f"<table><tr><td>{W}<td>{W}</table><p>{W}",
    "table over two pages": f"<table>{f'<tr><td>{W}<td>{W}' * 9}</table><p>{W}",
    "code": f"<p>{W}</p><pre>one\ntwo\nthree\n</pre><p>{W}",
    "heading": f"<p>{W}</p><h2>Heading</h2><p>{W}</p><h2>{W[:70]}</h2><p>{W}",
    "heading at the top of a page": f"<h2 class=next>Heading</h2><p>{W}",
    "list": f"{BOX}<ul><li>{W}</li><li><p>{W}</p><ul><li>{W}</li></ul></li></ul><p>{W}",
    "quotation": f"{BOX}<blockquote><p>{W}</p></blockquote><p>{W}",
    "nested": f"{BOX}<section><div><h2>Heading</h2><p>{W}</p></div>{BOX}</section><p>{W}",
    "framed": f'{BOX}<div style="padding: 5px; border: 1px solid"><p>{W * 9}</p></div><p>{W}',
    "framed on every page": f'{BOX}<p style="padding: 5px; border: 1px solid; '
    f'box-decoration-break: clone">{W * 9}</p><p>{W}',
    "framed with a margin": f'{BOX}<div style="padding: 3px; border: 1px solid; '
    f'box-decoration-break: clone"><p style="margin-top: 5px">{W * 9}</p></div>',
    "caption": f"<p>{W}</p><table><caption class=wide>{W}</caption><tr><td>{W}</table><p>{W}",
    "unbreakable": f'{BOX * 8}<div style="break-inside: avoid"><p>{W}</p>{BOX}<p>{W}</p></div>',
    "columns": f'{BOX}<div style="columns: 2"><p>{W}</p>{BOX}<p>{W * 3}</p></div><p>{W}',
    "flexible": f'<div style="display: flex"><p>{W}</p>{BOX}</div><p>{W}',
    "absolute": f'{BOX}<p style="position: relative">{W}<span style="position: absolute">x</span>',
    "below a float": f"<p>{W}</p>{BESIDE}<p>{LONG}</p>",
    "below a float of its own": f"<p>{W}{BESIDE}{LONG}</p>",
    "cleared": f'<p>{W}</p>{BESIDE}<p>a</p><p style="clear: both">{W}</p>',
    "a line of a picture": f"<p>{W}<br>{picture('width: 50px; height: 31px')}<br>{W}</p><p>{W}",
    "high formula": f"<p>{W}{formula(24, -6)}{W}</p><p>{W}",
    "low formula": f"<p>{W}{formula(12, -9)}{W}</p><p>{W}",
    "inline block": f'<p>{W}<span style="display: inline-block; height: 29px">x</span>{W}</p>',
    "initial": f"<style>.i::first-letter {{ font-size: 30px }}</style>{BOX}<p class=i>{W}</p>",
    "drawn up": f'{BOX}<p style="margin-top: -3px">{W}</p><p>{W}',
}  # fmt: skip


@pytest.fixture(autouse=True)
def _with_grid():
    baseline.install()


def with_style(document: NoteDocument, style: str) -> NoteDocument:
    return NoteDocument(document.html, document.style + style, document.notes)


def written(body: str, style: str = ON) -> NoteDocument:
    note = Notes()
    noted = body.replace("treaty", f"treaty{note('a note')}", 1)
    return with_style(note.document(noted, SMALL), style)


def texts_in_flow(box: Any) -> Iterator[Any]:
    """Yield the texts of a page that stand on its lines: not in tables, floats, margins, notes."""
    for child in getattr(box, "children", ()):
        kind = type(child).__name__
        if kind == "TextBox":
            yield child
        elif kind not in OUTSIDE and not child.is_floated():
            yield from texts_in_flow(child)


def distances(document: Any) -> list[tuple[int, float, str]]:
    """Return the sheet, the distance from the grid in points and the words of texts in flow.

    Only those of the size of the root, whose baseline in its first line is the grid's.
    """
    found = []
    for sheet, page in enumerate(document.pages, 1):
        box = page._page_box
        (root,) = (child for child in box.children if child.element_tag == "html")
        height = root.style["line_height"].value
        for text in texts_in_flow(root):
            if text.style["font_size"] == root.style["font_size"] and text.text.strip():
                leading = text.margin_height()
                # The middle of a line is where that of the grid is, whatever the leading.
                middle = text.position_y + leading / 2 - box.content_box_y() - height / 2
                off = (middle + height / 2) % height - height / 2
                if leading == pytest.approx(height):
                    found.append((sheet, abs(off) * POINT, text.text))
    return found


def off_grid(document: Any) -> list[tuple[int, float, str]]:
    """Return the texts that are not on the grid; that there are texts at all is a condition."""
    found = distances(document)
    assert len(found) > 3
    return [text for text in found if text[1] > CLOSE]


def letters_of(document: Any) -> str:
    """Return all that is printed in the text, in order, but spaces, hyphens and page numbers."""
    return "".join(
        line.text.removesuffix(line.hyphen)
        for page in document.pages
        for child in page._page_box.children
        if child.element_tag == "html"
        for line in lines_of(child)
    ).replace("-", "")


@pytest.mark.parametrize("block", BLOCKS)
def test_text_is_on_the_grid_behind_any_block(block: str, tmp_path):
    document = written(BLOCKS[block])
    laid_out = render(document, tmp_path)
    assert off_grid(laid_out) == []
    assert audit(laid_out, document.notes).faults == ()
    plain = render(written(BLOCKS[block], OFF), tmp_path)
    assert letters_of(laid_out) == letters_of(plain)


def test_without_the_layer_the_same_text_is_off_the_grid(tmp_path):
    for block in ("figure", "table over two pages", "heading", "code", "high formula"):
        assert off_grid(render(written(BLOCKS[block], OFF), tmp_path)), block


@pytest.mark.parametrize("seed", [0, 3, 4])
def test_random_documents_are_on_the_grid_and_lose_nothing(seed: int, tmp_path):
    document = random_document(seed, blocks=8, page_references=seed == 4)
    document = with_style(document, "thead { display: table-row-group }")  # never printed twice
    on, off = (render(with_style(document, style), tmp_path) for style in (ON, OFF))
    assert off_grid(on) == []
    assert off_grid(off)
    assert audit(on, document.notes).errors == ()
    assert sorted(letters_of(on)) == sorted(letters_of(off))  # rows may be split elsewhere


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_sixty_random_documents(seed: int, tmp_path):
    document = random_document(seed, page_references=seed % 6 == 0)
    laid_out = render(with_style(document, ON), tmp_path)
    assert off_grid(laid_out) == []
    assert audit(laid_out, document.notes).errors == ()


# Real papers, read from the finished file


def baselines(pdf: bytes) -> tuple[list[tuple[int, float]], float]:
    """Return the page and the baseline of every line in the size of the text, and their leading.

    In points, from the top; the size and the leading are those that are found most often. The
    size is that of the font's box, which pdfium tells where it does not tell the font's own.
    """
    found: Counter[tuple[int, float, float]] = Counter()
    sizes: Counter[float] = Counter()
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        for number, page in enumerate(document, 1):
            text, height = page.get_textpage(), page.get_height()
            x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
            for at in range(text.count_chars()):
                raw.FPDFText_GetCharOrigin(text, at, x, y)
                raw.FPDFText_GetLooseCharBox(text, at, box)
                size = round(box.top - box.bottom, 1)
                if size:  # spaces that pdfium adds have none
                    found[number, round(height - y.value, 2), size] += 1
                    sizes[size] += 1
    size = sizes.most_common(1)[0][0]
    lines = [(number, y) for number, y, own in found if own == size]
    steps = Counter(
        round(below - above, 1) for (page, above), (next_page, below) in pairwise(lines)
        if page == next_page and below > above
    )  # fmt: skip
    return lines, steps.most_common(1)[0][0]


def astray(pdf: bytes) -> list[tuple[int, float]]:
    """Return the lines that stand on no line of the page's grid, the same for all pages."""
    lines, leading = baselines(pdf)
    assert len(lines) > 20
    first = Counter(round(y % leading, 1) for _, y in lines).most_common(1)[0][0]
    return [
        (page, y) for page, y in lines
        if abs((y - first + leading / 2) % leading - leading / 2) > CLOSE
    ]  # fmt: skip


TROUBLE = r"""
| Left | Right |
|:-----|------:|
| one  |   1.5 |

: A caption

Text between, with a high formula $\frac{a^{2^2}}{b_{3_3}}$ in its only line.

$$\sum_{i=1}^{n} \frac{x_i^2}{\sigma_i} = \int_0^\infty e^{-x}\,dx$$

More text.

```
code = 1
code = 2
```

And more text.
"""


def troubled(folder: Path) -> Path:
    """Copy the repository's own paper, with much between its sections that is off any grid."""
    shutil.copytree(ROOT / "manuscript", folder / "manuscript")
    shutil.copy(ROOT / "bibliography.bib", folder)
    for section in sorted((folder / "manuscript").glob("*.md")):
        section.write_text(section.read_text() + TROUBLE)
    return folder


def test_facing_pages_of_a_real_paper_line_up(tmp_path):
    folder = troubled(tmp_path)
    style = (ROOT / "templates/pdf/edition.css").read_text()
    own = folder / "templates/pdf/edition.css"
    own.parent.mkdir(parents=True)
    found = {}
    for switch in (ON, OFF):
        own.write_text(style + switch)
        editions, findings = made(folder, "pdf")
        assert not [one for one in findings if one.rule == "note-misplaced"]
        found[switch] = astray(editions["pdf"])
    assert found[ON] == []
    assert found[OFF]


# What else


def first_line(box: Any, words: str) -> Any:
    return next(
        inside for inside in box.descendants(placeholders=True)
        if type(inside).__name__ == "TextBox" and inside.text.startswith(words)
    )  # fmt: skip


def test_the_mark_of_an_item_moves_with_it(tmp_path):
    page = render(written(f"{BOX}<ul><li>{W}</li></ul>"), tmp_path).pages[0]._page_box
    (item,) = (box for box in page.descendants() if type(box).__name__ == "BlockBox"
               and box.element_tag == "li" and box.children[0].element_tag != "li")  # fmt: skip
    mark = next(box for box in item.children[0]._box.descendants() if hasattr(box, "text"))
    line = first_line(page, "words")
    assert mark.position_y + mark.baseline == pytest.approx(line.position_y + line.baseline)


def lines_in(document: Any, element: str) -> list[Any]:
    return [
        box for page in document.pages for box in page._page_box.descendants()
        if type(box).__name__ == "LineBox" and box.element_tag == element
    ]  # fmt: skip


def test_a_high_formula_takes_whole_lines_and_a_low_one_none(tmp_path):
    for height, shift, wanted in ((24, 0, 26), (60, 0, 65), (12, 0, 13), (9, -12, 26)):
        body = f"<p>{W}{formula(height, shift)}{W}</p>"
        heights = {round(line.height) for line in lines_in(render(written(body), tmp_path), "p")}
        assert heights == {13, wanted}, (height, shift)


def test_a_picture_alone_in_its_line_is_not_moved_down(tmp_path):
    body = f"{BOX}<figure>{picture('width: 60px; height: 31px')}</figure><p>{W}"
    pictures = [
        next(
            (box.position_y, line.position_y)
            for line in lines_in(render(written(body, style), tmp_path), "figure")
            for box in line.children
        )
        for style in (ON, OFF)
    ]
    for drawn, line in pictures:
        assert drawn == line


def test_smaller_type_and_what_asks_to_be_left_alone_stay_where_they_are(tmp_path):
    small = f'{BOX}<p style="font-size: 8px; line-height: 10px">{W}</p>'
    alone = f'{BOX}<p style="--baseline-grid: off">{W}</p>'
    for body in (small, alone):
        tops = [
            [line.position_y for line in lines_in(render(written(body, style), tmp_path), "p")]
            for style in (ON, OFF)
        ]
        assert tops[0] == tops[1]


def positions(document: Any) -> list[tuple[float, float, str]]:
    return [
        (box.position_x, box.position_y, box.text)
        for page in document.pages for box in page._page_box.descendants()
        if type(box).__name__ == "TextBox"
    ]  # fmt: skip


def test_a_document_that_does_not_ask_is_laid_out_as_before(tmp_path, monkeypatch):
    document = random_document(5, blocks=8)
    installed = positions(render(document, tmp_path))
    from weasyprint.layout import block, inline

    for name, original in baseline._original.items():
        monkeypatch.setattr(block if hasattr(block, name) else inline, name, original)
    monkeypatch.setattr(inline, "avoid_collisions", baseline._original["avoid_collisions"])
    assert positions(render(document, tmp_path)) == installed


def test_a_block_that_ends_a_page_takes_no_page_more(tmp_path):
    """300 px are 23 lines of 13 px and one more px: 20 lines leave room for 40 px."""
    body = '<p style="white-space: pre">{}</p><div style="height: 39px"></div>'
    document = written(body.format("\n".join("abcdefghijklmnopqrst")))
    assert len(render(document, tmp_path).pages) == 1


def test_notes_are_no_part_of_the_grid(tmp_path):
    """A note as wide as the text is laid out more than once, at heights that are not yet known."""
    style = f'{ON} .note {{ font: 10px/13px "Recto Serif"; padding-top: 4px }}'
    note = Notes()
    body = f"<p>{W}{note(W * 4)}</p>{BOX}<p>{W}{note(W)} {W}{note(W * 9)} {W * 6}</p>"
    document = with_style(note.document(body, SMALL), style)
    laid_out = render(document, tmp_path)
    assert audit(laid_out, document.notes).faults == ()
    assert off_grid(laid_out) == []


def test_another_version_is_refused(monkeypatch):
    monkeypatch.setattr("weasyprint.__version__", "71.0")
    with pytest.raises(UnknownWeasyPrint, match=r"knows WeasyPrint 70\.0 from inside, not 71\.0"):
        baseline.install()
