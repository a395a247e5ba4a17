"""WeasyPrint 70: a page of HTML and a stylesheet to a PDF, with notes at the foot of the page.

The notes arrive in the HTML as `<aside class="note">` elements in one list; HTML does not let an
aside stand inside a paragraph, so each is moved behind its call after parsing.

What kind of PDF is made of the pages stands in recto.tools.pdf_making.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from recto.tools.pdf_making import (
    ARCHIVE,
    SCREEN,
    LayoutError,
    Making,
    refusing,
    screen_colours,
    write,
)

if TYPE_CHECKING:
    from recto.tools.folios import PageMap
    from recto.tools.overfull import Overfull

__all__ = [
    "ARCHIVE", "LaidOut", "LayoutError", "Making", "Prepared", "lay_out", "prepare", "release",
    "render",
]  # fmt: skip

# A page laid out while nobody waits: modules, fonts, patterns and hyphenation are loaded with it.
TRIAL: Final = """<!DOCTYPE html><html lang="en-US"><head><title>Trial</title></head><body>
<h2>A heading</h2><p style="width: 6em">Words <em>in italic</em> and <b>bold</b>, with considerable
typographical hyphenation.<sup><a class="call" id="call-x" href="#note-x">1</a></sup></p>
<aside class="note" id="note-x"><a class="backlink" href="#call-x">1</a>A note.</aside>
</body></html>"""
MM: Final = 25.4 / 96  # in a CSS pixel
# A note that goes on over more pages than these is worth a word.
MANY_PAGES: Final = 4


@dataclass(frozen=True)
class LaidOut:
    """A finished PDF, the map of its pages, and what was found on the way.

    `size` is width and height of its first page, in mm. `warnings` are WeasyPrint's own; `faults`
    are the audit's and those of lines, as (kind, id, message).
    """

    pdf: bytes
    pages: PageMap
    size: tuple[float, float]
    warnings: tuple[str, ...]
    faults: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Prepared:
    """A parsed stylesheet with its fonts and fetcher, and what was found on the way.

    `refused` says what the stylesheet asks for and may not have, None if there is nothing.
    """

    making: Making

    sheet: Any
    fonts: Any
    fetcher: Any
    warnings: tuple[str, ...]
    refused: LayoutError | None


def prepare(stylesheet: str, root: Path, making: Making = ARCHIVE) -> Prepared:
    """Import WeasyPrint and parse a stylesheet ahead of the text: both take a third of a second.

    What the stylesheet may not have is refused by lay_out(), which somebody waits for.
    """
    with _libraries_by_name():
        import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    from recto.tools import baseline, broken_rows, line_end, margin_notes, note_page, pdf_tags
    from recto.tools.fetching import PaperFetcher

    for repair in (note_page, margin_notes, broken_rows, line_end, baseline, pdf_tags):
        repair.install()
    fonts = FontConfiguration()
    fetcher = PaperFetcher(root)
    sheet, refused = None, None
    with _heard() as said:
        try:
            # Without pages of its own a stylesheet needs no base but the fetcher's.
            with refusing(fetcher):
                sheet = weasyprint.CSS(
                    string=stylesheet, font_config=fonts, url_fetcher=fetcher, base_url=_base(root)
                )
        except LayoutError as problem:
            refused = problem
    prepared = Prepared(making, sheet, fonts, fetcher, tuple(said), refused)
    with _heard(), suppress(LayoutError):  # what is wrong here is as wrong with the real document
        write(render(TRIAL, prepared, root), making, ())
    return prepared


@contextmanager
def _libraries_by_name() -> Iterator[None]:
    """Let the system's libraries be opened by their file names, the last that WeasyPrint tries.

    For each of the names before, Python would start ldconfig and a compiler, 70 programs in all:
    they take time, and go on writing to the temporary folder when the process is killed.
    """
    import ctypes.util
    import sys

    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None  # noqa: ARG005  # its own signature
    try:
        yield
    finally:
        ctypes.util.find_library = search


def release(prepared: Prepared) -> None:
    """Remove the temporary fonts: destructors, which would, do not run in every process."""
    import shutil

    folder = prepared.fonts._folder  # noqa: SLF001  # no public name leads to it
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
        prepared.fonts._folder = None  # noqa: SLF001


def lay_out(
    html: str,
    prepared: Prepared,
    root: Path,
    notes: Sequence[tuple[str, str, str]],
    attachments: Sequence[tuple[str, bytes]] = (),
    again: Callable[[PageMap], str] | None = None,
) -> LaidOut:
    """Lay out a document and audit its notes, given as (note id, call id, text), in order.

    `attachments` are files to keep in the PDF, as (name, content). `again` is given the map of the
    pages, and returns the document as it is to be laid out again, or nothing if it is right as it
    is; it is asked after every layout. Raises LayoutError.
    """
    from recto.tools.note_audit import audit
    from recto.tools.overfull import overfull_lines
    from recto.tools.page_references import untrue_references

    with _heard() as said:
        document = render(html, prepared, root)
        pages = _mapped(document)
        while again and (html := again(pages)):
            said.clear()  # it says it once more
            document = render(html, prepared, root)
            pages = _mapped(document)
        audited = audit(document, notes)
        pdf = write(document, prepared.making, attachments)
        if prepared.making.watermark:
            from recto.tools.line_numbers import numbered

            pdf = numbered(document, pdf, watermark=prepared.making.watermark)
    faults: list[tuple[str, str, str]]
    faults = [(fault.kind, fault.note, fault.message) for fault in audited.faults]
    faults += [_overfull(line) for line in overfull_lines(document)]
    faults += [
        ("untrue", id, f"page {page} says that `{id}` is on page {said}, and it is on {true}")
        for page, id, said, true in untrue_references(document, pages)
    ]
    faults += [
        ("long", place.note, f"the note runs over {len(place.parts)} pages")
        for place in audited.places
        if len(place.parts) > MANY_PAGES
    ]
    first = document.pages[0]
    size = first.width * MM, first.height * MM
    return LaidOut(pdf, pages, size, (*prepared.warnings, *said), tuple(faults))


def _overfull(line: Overfull) -> tuple[str, str, str]:
    words = line.text if len(line.text) < 60 else f"{line.text[:57]}…"
    where = "off the page" if line.off else "over the edge of its place"
    said = f"a line on page {line.page} runs {line.over:.0f} mm {where}: `{words}`"
    return "off-page" if line.off else "overfull", line.id, said


def _mapped(document: Any) -> PageMap:
    from recto.tools.folios import page_map

    return page_map(document)


def render(html: str, prepared: Prepared, root: Path) -> Any:
    """Lay out a document; return WeasyPrint's own, with its pages. Raises LayoutError."""
    import weasyprint

    if prepared.refused:
        raise prepared.refused
    with refusing(prepared.fetcher):
        page = weasyprint.HTML(string=html, base_url=_base(root), url_fetcher=prepared.fetcher)
        _move_notes(page)
        kind = {}
        if prepared.making.variant:
            kind = {
                "pdf_variant": prepared.making.variant,
                "color_profiles": {SCREEN: screen_colours()},
                "output_intent": SCREEN,
            }
        return page.render(stylesheets=[prepared.sheet], font_config=prepared.fonts, **kind)


def _base(root: Path) -> str:
    return root.resolve().as_uri() + "/"


def _move_notes(page: Any) -> None:
    """Move each note behind the superscript that holds its call, where it belongs to its page.

    The class of the body says where notes stand: `notes-margin` beside the text, `notes-section`
    and `notes-end` where they are. Without one they stand at the foot.
    """
    tree = page.etree_element
    body = tree.find("body")
    places = set() if body is None else {*body.get("class", "").split()}
    if places & {"notes-section", "notes-end"}:
        return
    parents = {child: parent for parent in tree.iter() for child in parent}
    calls = {
        element.get("href", "").removeprefix("#"): element
        for element in tree.iter("a")
        if element.get("class") == "call"
    }
    for note in [e for e in tree.iter("aside") if e.get("class", "").split()[:1] == ["note"]]:
        call = calls.get(note.get("id", ""))
        if call is None:
            continue
        parents[note].remove(note)
        if "notes-margin" in places:
            note.set("class", f"{note.get('class')} margin-note")
        place = parents[call] if parents[call].tag == "sup" else call
        around = parents[place]
        at = list(around).index(place)
        note.tail, place.tail = place.tail, None
        around.insert(at + 1, note)
    wrap = type(page.wrapper_element).from_html_root
    page.wrapper_element = wrap(tree, content_language=None)


@contextmanager
def _heard() -> Iterator[list[str]]:
    """Keep what WeasyPrint logs: a warning of the printer is a finding, not noise."""
    heard = _Warnings()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(heard)
    try:
        yield heard.said
    finally:
        logger.removeHandler(heard)


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())
