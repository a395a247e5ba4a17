"""Pictures of a paper: what they are by their bytes, and whether they are safe to print."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import Any

MIME = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "svg": "image/svg+xml",
}
LIMIT_BYTES = 64_000_000
# An A3 page at 600 dpi has seventy million; a file of a few kilobytes can claim a billion.
LIMIT_PIXELS = 80_000_000
HEAD_BYTES = 512_000
# What runs, and what brings another document with it.
ACTIVE = frozenset({"script", "foreignObject", "handler", "listener", "iframe", "audio", "video"})
# xlink:href and href lead to places in the drawing or hold a bitmap; nothing else is followed.
INSIDE = re.compile(r"(#|data:image/(png|jpeg|gif|webp)[;,])", re.IGNORECASE)
RUNNING = re.compile(r"\W*(javascript|data|vbscript):", re.IGNORECASE)
# What CSS would have to fetch; read it with its comments and escapes undone.
FETCHED = re.compile(r"(?i)@import|(?:url|src|image|image-set)\((?!\s*['\"]?\s*(?:data:|#))")


class PictureFault(Exception):
    """A picture cannot be printed; the message is a clause that says why."""


def picture_kind(path: Path) -> str:
    """Return what a picture is: png, jpg, gif, webp or svg. Raises PictureFault."""
    try:
        if path.stat().st_size > LIMIT_BYTES:
            raise PictureFault(f"it is larger than {LIMIT_BYTES // 1_000_000} MB")
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as problem:
        raise PictureFault(f"it cannot be read: {problem.strerror}") from problem
    kind, size = _bitmap(head)
    if kind:
        width, height = size
        if not width or not height:
            raise PictureFault(f"its {kind.upper()} has no size")
        if width * height > LIMIT_PIXELS:
            raise PictureFault(f"it has {width} x {height} pixels, more than eighty million")
        return kind
    if path.suffix.lower() == ".svg":
        _examined(path.read_bytes())
        return "svg"
    raise PictureFault("its bytes are no picture")


def picture_bytes(name: str, root: Path) -> tuple[str, bytes]:
    """Return kind and bytes of a picture below a folder; an SVG without prologue and comments.

    Raises PictureFault.
    """
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()):
        raise PictureFault("it is no file of the paper")
    kind = picture_kind(path)
    content = path.read_bytes()
    if kind != "svg":
        return kind, content
    from lxml import etree

    return kind, etree.tostring(_examined(content), encoding="utf-8")


def eight_bits(kind: str, content: bytes) -> bytes:
    """Return a picture with eight bits a sample where it is a PNG in grey of sixteen.

    WeasyPrint 70.0 writes those as if they were in colour, and the page shows noise. Raises
    PictureFault.
    """
    # The header (PNG, 11.2.2): width, height, bits a sample, kind of colour.
    if kind != "png" or content[24:26] != bytes((16, 0)):
        return content
    import io

    from PIL import Image

    made = io.BytesIO()
    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.convert("I").point(lambda grey: grey * (1 / 256)).convert("L").save(made, "PNG")
    except (OSError, ValueError, SyntaxError) as problem:
        raise PictureFault(f"it cannot be read: {' '.join(str(problem).split())}") from problem
    return made.getvalue()


def _bitmap(head: bytes) -> tuple[str, tuple[int, int]]:
    """Return kind and size of a bitmap by its first bytes, an empty kind if it is none."""
    try:
        if head.startswith(b"\x89PNG\r\n\x1a\n"):
            return "png", struct.unpack(">II", head[16:24])
        if head[:6] in (b"GIF87a", b"GIF89a"):
            return "gif", struct.unpack("<HH", head[6:10])
        if head.startswith(b"\xff\xd8\xff"):
            return "jpg", _jpeg_size(head)
        if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
            return "webp", _webp_size(head)
    except struct.error as problem:
        raise PictureFault("its first bytes are cut off") from problem
    return "", (0, 0)


def _jpeg_size(head: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(head):
        marker, length = head[at + 1], int.from_bytes(head[at + 2 : at + 4], "big")
        if head[at] != 0xFF or (length < 2 and marker != 0xFF):
            break
        if marker in range(0xC0, 0xD0) and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", head[at + 5 : at + 9])
            return width, height
        at += 1 if marker == 0xFF else 2 + length
    raise PictureFault("its JPEG names no size")


def _webp_size(head: bytes) -> tuple[int, int]:
    """Read the size from the first chunk (the WebP container specification, section 4)."""
    if head[12:16] == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", head[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _examined(content: bytes) -> Any:
    """Return the root of an SVG picture that neither runs nor fetches anything."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError) as problem:
        raise PictureFault(f"its SVG does not parse: {' '.join(str(problem).split())}") from problem
    if not isinstance(root.tag, str) or etree.QName(root).localname != "svg":
        raise PictureFault("it is no SVG")
    internal: Any = root.getroottree().docinfo.internalDTD
    if internal is not None and next(internal.iterentities(), None) is not None:
        raise PictureFault("its SVG defines entities")
    for element in root.iter():
        if not isinstance(element.tag, str):
            raise PictureFault("its SVG uses an entity")
        _examine_element(etree.QName(element).localname, element)
    return root


def _examine_element(name: str, element: Any) -> None:
    from lxml import etree

    if name in ACTIVE:
        raise PictureFault(f"its SVG has a `{name}`")
    if name == "style" and asks(element.text or ""):
        raise PictureFault("its SVG asks for something from outside")
    for key, value in element.attrib.items():
        plain = etree.QName(key).localname.lower()
        if plain.startswith("on"):
            raise PictureFault(f"its SVG has an `{plain}`")
        linked = plain in ("href", "src") and name != "a" and not INSIDE.match(value.strip())
        if (linked and value.strip()) or asks(value):
            raise PictureFault("its SVG asks for something from outside")
        if name == "a" and plain == "href" and RUNNING.match(value):
            raise PictureFault("its SVG has a link that runs")
        animated = name in ("animate", "set") and plain == "attributename"
        if animated and value.rpartition(":")[2].strip().lower() == "href":
            raise PictureFault("its SVG changes where it leads")


def asks(css: str) -> int:
    r"""Return the line on which CSS asks for a file, 0 if it needs none: `\75rl(` is `url(` too."""

    def sign(match: re.Match[str]) -> str:
        code = int(match[1], 16)
        return chr(code) if 0 < code < 0x110000 else "\N{REPLACEMENT CHARACTER}"

    # A comment is blanked and not cut, so that lines keep their numbers.
    bare = re.sub(r"/\*.*?\*/", lambda match: re.sub(r"\S", " ", match[0]), css, flags=re.DOTALL)
    bare = re.sub(r"\\([0-9a-fA-F]{1,6})\s?", sign, bare).replace("\\", "")
    found = FETCHED.search(bare)
    return bare.count("\n", 0, found.start()) + 1 if found else 0
