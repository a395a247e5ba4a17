"""pypdfium2 and pikepdf: the text of a finished PDF as it is drawn, its destinations and links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Box = tuple[float, float, float, float]
# pdfium marks a hyphen that divides a word at the end of a line in its own way.
_DIVISIONS = {0xFFFE: "\u00ad", 0x0002: "\u00ad"}
_UNDRAWN = re.compile(rb"<(?:[0-9a-fA-F]{4})*?0000(?:[0-9a-fA-F]{4})*>")

_TO_NOTDEF = re.compile(rb"<([0-9a-fA-F]{4})>\s+0\b")
_PAIR = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>")


class PdfError(Exception):
    """The file is no PDF that can be read; the message is one line."""


@dataclass(frozen=True, slots=True)
class Target:
    """A named destination: page (from 0) and the point there, in PDF units from the lower left."""

    page: int
    x: float | None
    y: float | None


@dataclass(frozen=True, slots=True)
class Link:
    """An area of a page that leads to a named destination: left, bottom, right, top."""

    page: int
    box: Box
    name: str


@dataclass(frozen=True)
class Structure:
    """What lies round the text: destinations by name, inner links, and signs drawn as no glyph."""

    targets: Mapping[str, Target]
    links: tuple[Link, ...]
    undrawn: tuple[str, ...]


class PageText:
    """The text of one page in the order of its drawing, and where each sign of it stands.

    A soft hyphen stands where a word is divided at the end of a line.
    """

    def __init__(self, page: Any) -> None:
        self._page = page.get_textpage()
        self.text: str = self._page.get_text_range().translate(_DIVISIONS)

    def box(self, index: int) -> Box:
        """Return left, bottom, right, top of a sign of the text, as high as its font."""
        import pypdfium2.raw as pdfium

        at = pdfium.FPDFText_GetCharIndexFromTextIndex(self._page.raw, index)
        left, bottom, right, top = self._page.get_charbox(max(at, 0), loose=True)
        return left, bottom, right, top


@contextmanager
def open_text(path: Path) -> Iterator[list[PageText]]:
    """Open a PDF for reading its text; the pages live as long as the context. Raises PdfError."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except (pypdfium2.PdfiumError, OSError) as problem:
        raise PdfError(str(problem)) from problem
    try:
        yield [PageText(page) for page in document]
    except pypdfium2.PdfiumError as problem:
        raise PdfError(str(problem)) from problem
    finally:
        document.close()


def read_structure(path: Path) -> Structure:
    """Read destinations, links and missing glyphs of a PDF. Raises PdfError."""
    import pikepdf

    try:
        with pikepdf.open(path) as pdf:
            numbers = {page.objgen: at for at, page in enumerate(pdf.pages)}
            named = dict(_destinations(pdf))
            targets = {}
            for name, destination in named.items():
                target = _target(destination, numbers)
                if target:
                    targets[name] = target
            links = [link for at, page in enumerate(pdf.pages) for link in _links(page, at)]
            undrawn = tuple(dict.fromkeys(_undrawn(pdf)))
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError) as problem:
        raise PdfError(" ".join(str(problem).split())) from problem
    return Structure(targets, tuple(links), undrawn)


def _destinations(pdf: Any) -> Iterator[tuple[str, Any]]:
    import pikepdf

    names = pdf.Root.get("/Names", {}).get("/Dests")
    if names is not None:
        for name, value in pikepdf.NameTree(names).items():
            yield str(name), value
    old = pdf.Root.get("/Dests")
    if old is not None:
        for name, value in old.items():
            yield name.removeprefix("/"), value


def _target(destination: Any, numbers: Mapping[Any, int]) -> Target | None:
    import pikepdf

    if isinstance(destination, pikepdf.Dictionary):
        destination = destination.get("/D")
    if not isinstance(destination, pikepdf.Array) or len(destination) < 2:
        return None
    page = numbers.get(getattr(destination[0], "objgen", None))
    if page is None:
        return None
    kind, rest = str(destination[1]), [*destination[2:], None, None]
    if kind == "/XYZ":
        return Target(page, _number(rest[0]), _number(rest[1]))
    if kind in ("/FitH", "/FitBH"):
        return Target(page, None, _number(rest[0]))
    return Target(page, None, None)


def _links(page: Any, number: int) -> Iterator[Link]:
    for annotation in page.get("/Annots", ()):
        if annotation.get("/Subtype") != "/Link":
            continue
        name = annotation.get("/Dest")
        action = annotation.get("/A")
        if name is None and action is not None and action.get("/S") == "/GoTo":
            name = action.get("/D")
        if name is None or not _is_name(name):
            continue
        x1, y1, x2, y2 = (float(side) for side in annotation.Rect)
        box = min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
        yield Link(number, box, str(name).removeprefix("/"))


def _is_name(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.String | pikepdf.Name)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _undrawn(pdf: Any) -> Iterator[str]:
    """Yield signs that are drawn as glyph 0, which every font keeps for what it does not have.

    A font whose CMap sends a code to glyph 0 says which sign was meant in its ToUnicode; a font
    that numbers its glyphs as they are (Identity-H) does not: U+FFFD stands for those.
    """
    import pikepdf

    seen = set()
    for page in pdf.pages:
        fonts = [*page.get("/Resources", {}).get("/Font", {}).values()]
        for font in fonts:
            encoding = font.get("/Encoding")
            if font.objgen in seen or not isinstance(encoding, pikepdf.Stream):
                continue
            seen.add(font.objgen)
            signs = dict(_PAIR.findall(font.ToUnicode.read_bytes()))
            for code in _TO_NOTDEF.findall(encoding.read_bytes()):
                yield bytes.fromhex(signs.get(code, b"fffd").decode()).decode("utf-16-be", "replace")
        if fonts and all(font.get("/Encoding") == "/Identity-H" for font in fonts):
            contents = page.get("/Contents", ())
            streams = [contents] if isinstance(contents, pikepdf.Stream) else list(contents)
            if any(_UNDRAWN.search(stream.read_bytes()) for stream in streams):
                yield "\ufffd"
