"""What a file for a printer says of itself: its standard (ISO 15930), and what else it holds."""

from __future__ import annotations

from collections.abc import Iterator

from recto.model import Finding, Printer
from recto.tools.pressed.sheets import Declared

# ISO 15930-4:2003 and 15930-7:2010: the versions of PDF that they are built on.
VERSIONS = {"x-1a": ("1.3", "1.4"), "x-4": ("1.4", "1.5", "1.6")}
NAMES = {"x-1a": "PDF/X-1a:2003", "x-4": "PDF/X-4"}
INFO = ("Title", "CreationDate", "ModDate")
XMP = (
    "dc:title", "xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate", "xmpMM:DocumentID",
    "xmpMM:RenditionClass", "xmpMM:VersionID",
)  # fmt: skip
FILTERS = {
    "x-1a": {"LZWDecode", "JPXDecode", "JBIG2Decode", "Crypt"},
    "x-4": {"LZWDecode", "Crypt"},
}
NEVER = ("JavaScript", "attached files", "a form", "layers", "a lock")


def refused_content(declared: Declared, printer: Printer) -> Iterator[Finding]:
    """Yield a finding for each thing beside the pages that a printer refuses."""
    held = [name for name in NEVER if name in declared.holds]
    if not printer.bookmarks and "bookmarks" in declared.holds:
        held.append("bookmarks")
    if not printer.metadata and (declared.info or "metadata" in declared.holds):
        held.append(f"metadata (`{min(declared.info, default='XMP')}`)")
    if not printer.metadata and "tags" in declared.holds:
        held.append("tags")
    notes = [number for number, sheet in enumerate(declared.sheets) if sheet.annotations]
    if notes and (not printer.annotations or printer.standard):
        held.append(f"annotations (on page {notes[0] + 1})")
    for what in held:
        help = f"make the file anew: `{printer.name}` takes none of it"
        yield Finding("print-refused-content", "error", f"the file holds {what}", help=help)


def standard_faults(declared: Declared, printer: Printer) -> Iterator[Finding]:
    """Yield a finding for each thing that the standard of a printer asks for and is not there."""
    if not printer.standard:
        return
    name = NAMES[printer.standard]
    for said in (*_declared(declared, printer), *_intended(declared, printer)):
        help = f"make the file anew: `{printer.name}` wants {name}"
        yield Finding("print-standard", "error", f"for {name}, {said}", help=help)


def _declared(declared: Declared, printer: Printer) -> Iterator[str]:
    standard, info = printer.standard, declared.info
    if declared.version not in VERSIONS[standard]:
        yield f"the file is PDF {declared.version}, and may be {VERSIONS[standard][-1]} at most"
    for key in INFO:
        if not info.get(key):
            yield f"`{key}` is missing in the information dictionary"
    if info.get("Trapped", "").removeprefix("/") not in ("True", "False"):
        yield "`Trapped` says neither `True` nor `False`"
    if not declared.identified:
        yield "the file has no `ID`"
    for name in sorted(declared.filters & FILTERS[standard]):
        yield f"a stream is packed with `{name}`"
    yield from _of_2003(declared) if standard == "x-1a" else _of_2010(declared)


def _of_2003(declared: Declared) -> Iterator[str]:
    if declared.info.get("GTS_PDFXVersion") != NAMES["x-1a"]:
        yield f"`GTS_PDFXVersion` is `{declared.info.get('GTS_PDFXVersion', '')}`"
    if declared.has_object_streams:
        yield "objects are packed in streams, which PDF 1.4 does not know"


def _of_2010(declared: Declared) -> Iterator[str]:
    if declared.xmp.get("pdfxid:GTS_PDFXVersion") != NAMES["x-4"]:
        yield f"`pdfxid:GTS_PDFXVersion` is `{declared.xmp.get('pdfxid:GTS_PDFXVersion', '')}`"
    for key in XMP:
        if not declared.xmp.get(key):
            yield f"`{key}` is missing in the metadata"


def _intended(declared: Declared, printer: Printer) -> Iterator[str]:
    """Look at the output intent: the print that the file is made for."""
    if len(declared.intents) != 1:
        yield f"there are {len(declared.intents)} output intents `GTS_PDFX`, and one belongs"
        return
    intent = declared.intents[0]
    if not intent.condition:
        yield "the output intent has no `OutputConditionIdentifier`"
    if printer.condition and intent.condition != printer.condition:
        yield f"the output intent is `{intent.condition}`, not `{printer.condition}`"
    if not intent.info:
        yield "the output intent has no `Info`"
    if not intent.device:
        if printer.standard == "x-4":
            yield "the output intent has no profile in it"
        elif not intent.registry:
            yield "the output intent has neither a profile nor a registry"
        return
    if intent.device != "prtr":
        yield f"the profile of the output intent is one of a `{intent.device}`, not of a printer"
    spaces = ("GRAY", "CMYK") if printer.colour == "grey" else ("CMYK",)
    if intent.space not in spaces:
        yield f"the profile of the output intent is one of `{intent.space}`"
