"""What the editions on pages share: the page is set, laid out, and its notes are audited."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from recto import __version__
from recto.editions._pictures import embedded
from recto.editions._sheet import sheet_style
from recto.editions.galley import EditionError, Galley
from recto.model import Finding, Layout, Paper, Printer, Trim
from recto.reading import PaperError
from recto.reading.sheets import read_printer, read_trim
from recto.tools import mathematics, weasyprint
from recto.tools.templates import Templates

GLYPH_HELP = "install a font that has the character, or name one in the paper's own stylesheet"
PAGE, STYLE = "pdf/edition.html.jinja", "pdf/edition.css"
# A review copy has a sheet of its own: wide leading, and room for remarks.
REVIEW = "review"


@dataclass(frozen=True)
class Leaves:
    """What is ready before the text comes: trim, printer, templates, and the engine."""

    edition: str
    trim: Trim
    printer: Printer
    templates: Templates
    engine: weasyprint.Prepared


_ready: dict[tuple[str, Path, Layout], Leaves] = {}


def prepare(edition: str, root: Path, layout: Layout) -> Leaves:
    """Do what needs no text, once: import the engine, read stylesheet and fonts.

    Raises PaperError on a trim or printer that there is not, TemplateFault.
    """
    key = edition, root, layout
    if key not in _ready:
        trim = read_trim(root, REVIEW if edition == REVIEW else layout.trim)
        printer = read_printer(root, layout.printer, trim)
        bleed = printer.bleed if edition == "print" else 0.0
        templates = Templates(root)
        style = sheet_style(trim, bleed) + templates.text(STYLE)
        making = weasyprint.PRESS if edition == "print" else weasyprint.ARCHIVE
        _ready[key] = Leaves(
            edition, trim, printer, templates, weasyprint.prepare(style, root, making)
        )
        templates.compile(PAGE)
    return _ready[key]


def leave() -> None:
    """Let go of what was prepared: the engine keeps fonts in a temporary folder until then."""
    while _ready:
        weasyprint.release(_ready.popitem()[1].engine)


def opened(edition: str, paper: Paper) -> Leaves:
    """Return what an edition of a paper needs. Raises EditionError on a trim there is not."""
    try:
        return prepare(edition, paper.root, paper.settings.layout)
    except PaperError as problem:
        raise EditionError(str(problem)) from problem


def lay_out(
    leaves: Leaves, paper: Paper, galley: Galley
) -> tuple[weasyprint.LaidOut, tuple[Finding, ...]]:
    """Lay the pages of an edition out, and return them with what was found on the way.

    A lost or disordered note is an error among the findings, and so is a character that no font
    has. Raises EditionError where nothing can be laid out.
    """
    html = leaves.templates.render(
        PAGE,
        meta=paper.metadata,
        galley=galley,
        version=__version__,
        edition=leaves.edition,
        layout=paper.settings.layout,
    )
    html, undrawn = mathematics.drawn(embedded(html, paper.root), leaves.trim.size)
    notes = [(note.id, note.call_id, note.text) for note in paper.manuscript.notes]
    attached = _sources(paper) if leaves.edition == "pdf" else []
    try:
        done = weasyprint.lay_out(html, leaves.engine, paper.root, notes, attached)
    except weasyprint.LayoutError as problem:
        raise EditionError(str(problem)) from problem
    found = _findings(leaves.edition, done, paper)
    return done, (*found, *(_warned(leaves.edition, said) for said in undrawn))


def _sources(paper: Paper) -> list[tuple[str, bytes]]:
    """Return the files that the edition keeps inside it, by name: what it was made from."""
    sources = (*paper.manuscript.sources, paper.bibliography.source)
    return [(Path(source.path).name, source.text.encode()) for source in sources if source.text]


def _findings(edition: str, done: weasyprint.LaidOut, paper: Paper) -> tuple[Finding, ...]:
    notes = {note.id: note for note in paper.manuscript.notes}
    audited = []
    for kind, id, message in done.faults:
        place = (notes[id].call or notes[id].place) if id in notes else None
        said = f"{edition}: {message}"
        audited.append(
            Finding("note-late", "warning", said, place)
            if kind == "late"
            else Finding("note-misplaced", "error", said, place)
        )
    return (*audited, *(_warned(edition, said) for said in done.warnings))


def _warned(edition: str, said: str) -> Finding:
    if "notdef" in said:
        return Finding("missing-glyph", "error", f"{edition}: {said}", None, GLYPH_HELP)
    return Finding("layout-warning", "warning", f"{edition}: {said}")
