"""pikepdf: what lies round the text of a finished PDF: destinations, links, missing glyphs."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recto.tools.pdf_forms import refuse_endless
from recto.tools.pdf_text import Box, PdfError

# Generous for a paper without its pictures, and small enough for a file that claims to be one.
LIMIT_BYTES, PIECE_BYTES = 256_000_000, 1_000_000
# No stream that is deflated (RFC 1951) becomes longer than by this.
DEFLATE_RATIO = 1032
# What a damaged file makes of its own structure.
PROBLEMS = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, zlib.error)
_UNDRAWN = re.compile(rb"<(?:[0-9a-fA-F]{4})*?0000(?:[0-9a-fA-F]{4})*>")
_TO_NOTDEF = re.compile(rb"<([0-9a-fA-F]{4})>\s+0\b")
_PAIR = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>")


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
    """What lies round the text: destinations by name, inner links, signs drawn as no glyph.

    ``replaced`` are the pages where a program copies other words than are drawn (ActualText).
    """

    targets: Mapping[str, Target]
    links: tuple[Link, ...]
    undrawn: tuple[str, ...]
    replaced: tuple[int, ...]


def read_structure(path: Path) -> Structure:
    """Read destinations, links and missing glyphs of a PDF. Raises PdfError."""
    import pikepdf

    try:
        with pikepdf.open(path) as pdf:
            _refuse_bombs(pdf)
            refuse_endless(pdf)
            numbers = {page.objgen: at for at, page in enumerate(pdf.pages)}
            targets = {}
            for name, destination in _destinations(pdf):
                target = _target(destination, numbers)
                if target:
                    targets[name] = target
            links = [link for at, page in enumerate(pdf.pages) for link in _links(page, at)]
            undrawn: dict[str, None] = {}
            replaced = []
            for at, page in enumerate(pdf.pages):
                drawn = b"\n".join(_drawn(page, set()))
                undrawn |= dict.fromkeys(_undrawn(page, drawn))
                if b"/ActualText" in drawn or _speaks(page):
                    replaced.append(at)
    except pikepdf.PasswordError as problem:
        raise PdfError(
            "it is encrypted, and no program may read it without a password"
        ) from problem
    except PROBLEMS as problem:
        raise PdfError(" ".join(str(problem).split())) from problem
    except pikepdf.PdfError as problem:
        raise PdfError(" ".join(str(problem).split())) from problem
    return Structure(targets, tuple(links), tuple(undrawn), tuple(replaced))


def _refuse_bombs(pdf: Any) -> None:
    """Raise PdfError for a file that would unpack to more than anybody's memory."""
    import pikepdf

    packed = []
    for one in pdf.objects:
        # Pictures may be large: nobody unpacks them to read a text.
        if not isinstance(one, pikepdf.Stream) or one.get("/Subtype") == "/Image":
            continue
        filters = one.get("/Filter", ())
        names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(f) for f in filters]
        if names.count("/FlateDecode") > 1 or {"/LZWDecode", "/RunLengthDecode"} & set(names):
            what = " ".join(names)
            raise PdfError(f"a stream of it is packed with {what}, which no edition needs")
        if "/FlateDecode" in names:
            packed.append(one.read_raw_bytes())
    if sum(map(len, packed)) * DEFLATE_RATIO > LIMIT_BYTES:
        left = LIMIT_BYTES
        for stream in packed:
            left -= _unpacked(stream, left)


def _unpacked(packed: bytes, limit: int) -> int:
    """Return how long a stream is when unpacked; no more than a piece of it is kept."""
    machine, length = zlib.decompressobj(), 0
    while packed and not machine.eof:
        length += len(machine.decompress(packed, PIECE_BYTES))
        packed = machine.unconsumed_tail
        if length > limit:
            raise PdfError(f"it is larger than {LIMIT_BYTES // 1_000_000} MB when unpacked")
    return length


def _drawn(page: Any, seen: set[Any]) -> Iterator[bytes]:
    """Yield the content streams of a page, and of the forms that are drawn on it."""
    import pikepdf

    contents = page.get("/Contents", ())
    for stream in [contents] if isinstance(contents, pikepdf.Stream) else contents:
        if stream.get("/Subtype") == "/Image":
            raise PdfError("a page of it is a picture that is called a text")
        yield stream.read_bytes()
    resources = page.get("/Resources", {})
    for form in resources.get("/XObject", {}).values():
        if form.get("/Subtype") == "/Form" and form.objgen not in seen:
            seen.add(form.objgen)
            yield form.read_bytes()
            yield from _drawn(form, seen)


def _speaks(page: Any) -> bool:
    properties = page.get("/Resources", {}).get("/Properties", {})
    return any("/ActualText" in one for one in properties.values())


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


def _undrawn(page: Any, drawn: bytes) -> Iterator[str]:
    """Yield signs that are drawn as glyph 0, which every font keeps for what it does not have.

    A font whose CMap sends a code to glyph 0 says which sign was meant in its ToUnicode; a font
    that numbers its glyphs as they are (Identity-H) does not: U+FFFD stands for those.
    """
    import pikepdf

    fonts = [*page.get("/Resources", {}).get("/Font", {}).values()]
    for font in fonts:
        encoding = font.get("/Encoding")
        if isinstance(encoding, pikepdf.Stream):
            signs = dict(_PAIR.findall(font.ToUnicode.read_bytes()))
            for code in _TO_NOTDEF.findall(encoding.read_bytes()):
                yield bytes.fromhex(signs.get(code, b"fffd").decode()).decode(
                    "utf-16-be", "replace"
                )
    plain = fonts and all(font.get("/Encoding") == "/Identity-H" for font in fonts)
    if plain and _UNDRAWN.search(drawn):
        yield "\ufffd"
