"""pikepdf: the PDF of a layout becomes the file that a printer wants.

Boxes, inks, blank pages, and what the file says of itself (ISO 32000-1; ISO 15930 for PDF/X).
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from recto.model import Printer, Trim
from recto.tools.prepress.boxes import add_blanks, set_boxes
from recto.tools.prepress.fonts import name_whole_fonts, unwrap_fonts
from recto.tools.prepress.inks import LIMIT_PIXELS, PressError, drop
from recto.tools.prepress.intent import (
    VERSIONS,
    declare_document,
    declare_intent,
    moment,
    profile_name,
)  # fmt: skip

__all__ = ["PressError", "press_ready"]

# No stream of a layout is so long when unpacked (a picture of eighty million pixels in four inks
# is); nor has a book so many pages.
LIMIT_STREAM, LIMIT_PAGES = 4 * LIMIT_PIXELS, 5_000
# What has no place in a file for print, whoever prints it: it acts, or holds other files.
ACTIVE = ("/OpenAction", "/AA", "/AcroForm", "/AF", "/Collection", "/Perms", "/Threads", "/URI")
TAGS = ("/StructTreeRoot", "/MarkInfo")
NAMELESS = (
    "/Metadata", "/PageLabels", "/ViewerPreferences", "/PieceInfo", "/Lang", "/Names", "/Dests",
    "/SpiderInfo", "/Legal",
)  # fmt: skip
# What a damaged file makes of its own structure.
PROBLEMS = (
    ValueError, TypeError, KeyError, AttributeError, IndexError, RuntimeError, OSError,
    OverflowError, MemoryError, zlib.error,
)  # fmt: skip
SCREEN_ONLY = (
    "/AA", "/Metadata", "/PieceInfo", "/LastModified", "/StructParents", "/Tabs", "/Thumb", "/B",
    "/Trans", "/Dur", "/PresSteps", "/SeparationInfo",
)  # fmt: skip


def press_ready(
    pdf: bytes, trim: Trim, printer: Printer, *,
    profile: bytes | None = None, identifier: str, title: str, made_on: str,
) -> bytes:  # fmt: skip
    """Return the file that a printer wants, from the PDF of a layout.

    Each page is laid out at the trim size with a strip round it at least as wide as the bleed,
    which is drawn into; page 1 is a recto, with the spine at its left. ``profile`` is the ICC
    profile of the print; ``identifier`` is a name or URL of the paper that does not change;
    ``made_on`` is a date (ISO 8601). The same input gives the same bytes. Raises PressError.
    """
    import pikepdf

    made = moment(made_on)
    if printer.standard and not printer.metadata:
        raise PressError(f"{VERSIONS[printer.standard]} has metadata, which `metadata` refuses")
    if profile is not None:
        profile_name(profile, printer.colour)
    with _bounded():
        try:
            with pikepdf.open(io.BytesIO(pdf)) as opened:
                _refuse_unfit(opened)
                _paint(opened, pdf, printer, profile)
                _strip(opened, printer)
                if printer.fonts == "whole":
                    name_whole_fonts(opened)
                if printer.standard == "x-1a":
                    unwrap_fonts(opened)
                set_boxes(opened, trim, printer)
                add_blanks(opened, trim, printer)
                if printer.standard:
                    declare_intent(
                        opened, printer.standard, printer.colour, printer.condition, profile
                    )
                if printer.metadata:
                    declare_document(opened, printer.standard, title, identifier, made)
                return _saved(opened, printer.standard)
        except pikepdf.PasswordError as problem:
            raise PressError("the layout is encrypted") from problem
        except (*PROBLEMS, pikepdf.PikepdfError) as problem:
            raise PressError(f"the layout is damaged: {_plain(problem)}") from problem


def _plain(problem: BaseException) -> str:
    """Return what a library says in one line, without places in memory."""
    said = re.sub(r"(stream )?<_io\.\w+ object at \w+>", "the file", str(problem))
    return " ".join(said.split()) or type(problem).__name__


@contextmanager
def _bounded() -> Iterator[None]:
    """Refuse to unpack what nobody's memory could hold; qpdf's limits hold for the process."""
    import pikepdf

    before = pikepdf.settings.set_qpdf_limits(
        flate_max_memory=LIMIT_STREAM, run_length_max_memory=LIMIT_STREAM,
        png_max_memory=LIMIT_STREAM, tiff_max_memory=LIMIT_STREAM,
    )  # fmt: skip
    try:
        yield
    finally:
        pikepdf.settings.set_qpdf_limits(**before)  # type: ignore[arg-type]


def _refuse_unfit(pdf: Any) -> None:
    if pdf.is_encrypted:
        raise PressError("the layout is encrypted")
    if "/OCProperties" in pdf.Root:
        raise PressError("the layout has layers: a printer cannot know which of them to print")
    if not 1 <= len(pdf.pages) <= LIMIT_PAGES:
        raise PressError(f"the layout has {len(pdf.pages)} pages")


def _paint(pdf: Any, content: bytes, printer: Printer, profile: bytes | None) -> None:
    """Bring every page into the printer's inks, and flatten it where that is asked."""
    from recto.tools.prepress.flattening import flatten, is_transparent
    from recto.tools.prepress.inks import Inks
    from recto.tools.prepress.streams import Repainter

    for page in pdf.pages:
        # What pages inherit from the tree above them, each has for itself from here on.
        page.obj["/Resources"], page.obj["/MediaBox"] = page.resources, page.mediabox
    opaque = not printer.transparency or printer.standard == "x-1a"
    if opaque and is_transparent(pdf):
        flatten(pdf, content, printer.resolution)
        if printer.colour == "rgb":
            return
    elif printer.colour == "rgb" and not opaque:
        return
    Repainter(pdf, Inks(printer.colour, profile, printer.ink), opaque=opaque).every_page()


def _strip(pdf: Any, printer: Printer) -> None:
    """Take out what acts, what is attached, what only a reader on a screen needs."""
    import pikepdf

    root = pdf.Root
    names = root.get("/Names")
    destinations = names.get("/Dests") if names is not None else None
    gone = [*ACTIVE, *TAGS, "/Names", "/OutputIntents", "/Metadata", "/PieceInfo"]
    if not printer.metadata:
        gone += NAMELESS
        drop(pdf.trailer, "/Info")
    if not printer.bookmarks:
        gone += ["/Outlines", "/PageMode"]
    drop(root, *gone)
    # Named destinations print nowhere, and by them the proof finds every note.
    if destinations is not None and (printer.metadata or printer.annotations):
        root["/Names"] = pikepdf.Dictionary(Dests=destinations)
    for page in pdf.pages:
        drop(page.obj, *SCREEN_ONLY)
        _strip_annotations(page.obj, keep=printer.annotations and not printer.standard)
    if "/Outlines" in root:
        _lead_only(root["/Outlines"])


def _strip_annotations(page: Any, *, keep: bool) -> None:
    """Keep links at the most, and of their actions only those that lead somewhere."""
    import pikepdf

    links = [one for one in page.get("/Annots", ()) if keep and one.get("/Subtype") == "/Link"]
    for link in links:
        drop(link, "/AA", "/PA", "/StructParent")
        if "/A" in link and link["/A"].get("/S") not in ("/GoTo", "/URI"):
            del link["/A"]
    if links:
        page["/Annots"] = pikepdf.Array(links)
    else:
        drop(page, "/Annots")


def _lead_only(outlines: Any) -> None:
    """Give bookmarks a destination in place of an action, which PDF/X refuses."""
    following, seen = [outlines], set()
    while following:
        one = following.pop()
        if one.objgen in seen:
            continue
        seen.add(one.objgen)
        action = one.get("/A")
        drop(one, "/A", "/AA")
        if action is not None and action.get("/S") == "/GoTo":
            one["/Dest"] = action["/D"]
        following += [one[key] for key in ("/First", "/Next") if key in one]


def _saved(pdf: Any, standard: str) -> bytes:
    import pikepdf

    pdf.remove_unreferenced_resources()
    file = io.BytesIO()
    version = {"x-1a": "1.4", "x-4": "1.6"}.get(standard, "")
    modes = pikepdf.ObjectStreamMode
    pdf.save(
        file,
        force_version=version,
        object_stream_mode=modes.disable if standard == "x-1a" else modes.generate,
        deterministic_id=True,
        fix_metadata_version=False,  # the XMP is ours to write
    )
    return file.getvalue()
