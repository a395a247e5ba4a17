"""pikepdf: what a finished PDF says of itself: boxes, standard, output intent, what is attached."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recto.tools.pdf_text import Box

BOXES = ("MediaBox", "CropBox", "BleedBox", "TrimBox", "ArtBox")
XMP_LIMIT = 1_000_000
NAMESPACES = {
    "http://www.npes.org/pdfx/ns/id/": "pdfxid",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/pdf/1.3/": "pdf",
}


@dataclass(frozen=True)
class Sheet:
    """The boxes of a page, as far as it has them, in PDF units; how it is turned; its notes."""

    boxes: Mapping[str, Box]
    turned: bool
    annotations: int


@dataclass(frozen=True)
class Intent:
    """The print that a PDF is made for: `device` and `space` are those of its profile."""

    condition: str
    registry: str
    info: str
    device: str
    space: str


@dataclass(frozen=True)
class Declared:
    """What a PDF says of itself.

    ``info`` is the information dictionary, ``xmp`` the properties of the metadata by prefixed
    name; ``holds`` names what it has beside its pages: bookmarks, JavaScript, files, layers,
    forms. ``filters`` are those of its streams.
    """

    version: str
    sheets: tuple[Sheet, ...]
    info: Mapping[str, str]
    xmp: Mapping[str, str]
    intents: tuple[Intent, ...]
    holds: frozenset[str]
    filters: frozenset[str]
    identified: bool
    has_object_streams: bool


def read_declared(pdf: Any, path: Path) -> Declared:
    """Read what an open PDF says of itself."""
    root = pdf.Root
    info = pdf.trailer.get("/Info", {})
    intents = root.get("/OutputIntents", ())
    return Declared(
        version=str(pdf.pdf_version),
        sheets=tuple(_sheet(page) for page in pdf.pages),
        info={key.removeprefix("/"): str(value) for key, value in info.items()},
        xmp=_properties(root["/Metadata"].read_bytes()) if "/Metadata" in root else {},
        intents=tuple(_intent(one) for one in intents if one.get("/S") == "/GTS_PDFX"),
        holds=frozenset(_held(pdf)),
        filters=frozenset(_filters(pdf)),
        identified=len(pdf.trailer.get("/ID", ())) == 2,
        has_object_streams=bool(re.search(rb"/Type\s*/(ObjStm|XRef)\b", path.read_bytes())),
    )


def _sheet(page: Any) -> Sheet:
    boxes: dict[str, Box] = {}
    for name in BOXES:
        value = page.mediabox if name == "MediaBox" else page.obj.get(f"/{name}")
        if value is not None:
            x1, y1, x2, y2 = (float(side) for side in value)
            boxes[name] = min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
    turned = bool(int(page.get("/Rotate", 0)) % 360) or float(page.get("/UserUnit", 1)) != 1
    return Sheet(boxes, turned, len(page.get("/Annots", ())))


def _intent(intent: Any) -> Intent:
    profile = intent.get("/DestOutputProfile")
    # The class and the colours of a profile stand in its header (ICC.1:2001-04, 6.1).
    header = profile.read_bytes()[:128] if profile is not None else b""
    return Intent(
        condition=str(intent.get("/OutputConditionIdentifier", "")),
        registry=str(intent.get("/RegistryName", "")),
        info=str(intent.get("/Info", "")),
        device=header[12:16].decode("latin-1").strip(),
        space=header[16:20].decode("latin-1").strip(),
    )


def _held(pdf: Any) -> set[str]:
    """Return the names of what a PDF has beside its pages."""
    root = pdf.Root
    names = root.get("/Names", {})
    found = {
        "bookmarks": "/Outlines" in root,
        "layers": "/OCProperties" in root,
        "metadata": "/Metadata" in root,
        "a form": "/AcroForm" in root,
        "tags": "/StructTreeRoot" in root,
        "JavaScript": "/JavaScript" in names or _acts(root) or _has_script(pdf),
        "attached files": "/EmbeddedFiles" in names or "/AF" in root or "/Collection" in root,
        "a lock": bool(pdf.is_encrypted),
    }
    return {name for name, held in found.items() if held}


def _acts(root: Any) -> bool:
    import pikepdf

    return "/AA" in root or isinstance(root.get("/OpenAction"), pikepdf.Dictionary)


def _has_script(pdf: Any) -> bool:
    import pikepdf

    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary):
            actions: list[Any] = [one, one.get("/A")]
            found = [dict(a).get("/S") for a in actions if isinstance(a, pikepdf.Dictionary)]
            if "/JavaScript" in found or "/Launch" in found:
                return True
    return False


def _filters(pdf: Any) -> set[str]:
    import pikepdf

    found = set()
    for one in pdf.objects:
        if isinstance(one, pikepdf.Stream) and "/Filter" in one:
            filters = one["/Filter"]
            names = [filters] if isinstance(filters, pikepdf.Name) else list(filters)
            found |= {str(name).removeprefix("/") for name in names}
    return found


def _properties(xmp: bytes) -> dict[str, str]:
    """Return the properties of metadata (ISO 16684-1), by prefixed name: `xmp:ModifyDate`."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(xmp[:XMP_LIMIT], parser)
    except etree.XMLSyntaxError:
        return {}
    found = {}
    for element in root.iter(etree.Element):
        words = "".join(str(text) for text in element.itertext())
        texts = [(element.tag, words), *element.attrib.items()]
        for name, text in texts:
            space, _, local = str(name).removeprefix("{").rpartition("}")
            if space in NAMESPACES:
                found[f"{NAMESPACES[space]}:{local}"] = str(text).strip()
    return found
