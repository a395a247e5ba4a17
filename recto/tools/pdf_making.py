"""What kind of PDF WeasyPrint makes of a layout, and how its bytes are written.

The archived PDF is PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) in one file, with its sources
in it; the one for a printer is plain, and becomes what the printer wants in recto.tools.prepress.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

SCREEN: Final = "srgb"  # colours as on a screen: what PDF/A calls the output intent
# A file in a PDF needs a date, and the clock's would change the bytes with every build.
ATTACHED_ON: Final = datetime(1980, 1, 1, tzinfo=UTC)


class LayoutError(Exception):
    """WeasyPrint could not lay the document out; the message is one line."""


@dataclass(frozen=True)
class Making:
    """What kind of PDF is made: of a variant (tagged, declared, with its sources), or a plain one.

    `whole_fonts` keeps all glyphs of each font. With a `watermark` the lines are numbered, too.
    """

    variant: str | None
    whole_fonts: bool = False
    watermark: str = ""


ARCHIVE: Final = Making("pdf/a-3a")


@contextmanager
def refusing(fetcher: Any) -> Iterator[None]:
    """Turn what a PaperFetcher refuses into LayoutError; and whatever WeasyPrint stumbles over.

    It has no exception of its own: what it cannot lay out may end as an AssertionError.
    """
    from weasyprint.urls import FatalURLFetchingError

    fetcher.refusals.clear()
    problem: BaseException | None = None
    try:
        yield
    except FatalURLFetchingError as refusal:
        problem = refusal
    except Exception as stumble:
        said = " ".join(f"{type(stumble).__name__}: {stumble}".split())
        raise LayoutError(f"WeasyPrint cannot lay the document out: {said}") from stumble
    if fetcher.refusals:
        said = f"the page asks for what it cannot have: {fetcher.refusals[0]}"
        raise LayoutError(said) from problem


def write(document: Any, making: Making, attachments: Sequence[tuple[str, bytes]]) -> bytes:
    """Write a WeasyPrint Document as the PDF that is to be made. Raises LayoutError.

    `attachments` are files to keep in it, as (name, content); a plain PDF keeps none.
    """
    from weasyprint import Attachment

    from recto.tools import pdf_tags

    if making.variant is None:
        with refusing(document.url_fetcher):
            finisher = _finish_whole if making.whole_fonts else _compress
            plain: bytes = document.write_pdf(full_fonts=making.whole_fonts, finisher=finisher)
        return plain
    attached = [
        Attachment(
            string=content, name=name, relationship="Source",
            created=ATTACHED_ON, modified=ATTACHED_ON,
        )
        for name, content in sorted(attachments)  # as the names of a PDF have to be
    ]  # fmt: skip
    for linked in document.metadata.attachments:  # by `<link rel="attachment">` of a template
        linked.created = linked.modified = ATTACHED_ON
    pdf_tags.set_apart(document)
    with refusing(document.url_fetcher):
        pdf: bytes = document.write_pdf(
            pdf_variant=making.variant,
            output_intent="",  # the document has its own already
            pdf_identifier=False,  # made below, in a fifth of the time
            attachments=attached,
            finisher=_finish,
        )
    return _identified(pdf)


def _finish(document: Any, pdf: Any) -> None:
    """Declare what the PDF is, and compress its streams."""
    from recto.tools import pdf_tags

    pdf_tags.declare(document, pdf)
    _compress(document, pdf)


def _finish_whole(document: Any, pdf: Any) -> None:
    """Let the glyphs of whole fonts be read back, and compress the streams."""
    from recto.tools.glyph_names import name_used_glyphs

    name_used_glyphs(document, pdf)
    _compress(document, pdf)


def _compress(document: Any, pdf: Any) -> None:  # noqa: ARG001  # as WeasyPrint calls it
    """Compress the streams of a PDF as zlib does by default.

    pydyf would take twice the time for a file smaller by a fiftieth.
    """
    from pydyf import Stream, _to_bytes

    for part in pdf.objects:
        if isinstance(part, Stream) and part.compress:
            part.stream = [zlib.compress(b"\n".join(map(_to_bytes, part.stream)))]
            part.extra["Filter"] = "/FlateDecode"
            part.compress = False


def _identified(pdf: bytes) -> bytes:
    """Return a PDF with an identifier made of its bytes, which PDF/A asks for.

    WeasyPrint would compress the whole file a second time for it. The last object is the list of
    all others, and what stands in it moves nothing.
    """
    from hashlib import sha256

    made = sha256(pdf).hexdigest()[:32].encode()
    before, mark, behind = pdf.rpartition(b"/Type /XRef")
    if not mark:
        raise LayoutError("WeasyPrint wrote a PDF without an index")
    return before + mark + b"/ID[<%s><%s>]" % (made, made) + behind


def screen_colours() -> Any:
    """Return the sRGB profile of WeasyPrint, which itself would leave the file of it open."""
    from importlib.resources import files

    from weasyprint.css import ColorProfile

    with (files("weasyprint.pdf") / "sRGB2014.icc").open("rb") as file:
        return ColorProfile(
            file, "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"])
        )  # fmt: skip
