"""The PDF edition: pages with notes at their foot, for reading and for keeping."""

from __future__ import annotations

from pathlib import Path

from recto import __version__
from recto.editions._pictures import embedded
from recto.editions.galley import EditionError, Galley
from recto.model import Finding, Paper
from recto.tools import mathematics, weasyprint
from recto.tools.templates import Templates

# The size of the text in templates/pdf/edition.css, in pt: formulas are drawn to match.
TEXT_SIZE = 10.3
GLYPH_HELP = "install a font that has the character, or name one in the paper's own stylesheet"

PAGE = "pdf/edition.html.jinja"

_ready: dict[Path, tuple[Templates, weasyprint.Prepared]] = {}


def prepare(root: Path) -> None:
    """Do what needs no text: import the engine, read the stylesheet and the fonts."""
    templates = Templates(root)
    _ready[root] = templates, weasyprint.prepare(templates.text("pdf/edition.css"), root)
    templates.compile(PAGE)


def leave() -> None:
    """Let go of what was prepared: the engine keeps fonts in a temporary folder until then."""
    while _ready:
        weasyprint.release(_ready.popitem()[1][1])


def make(paper: Paper, galley: Galley) -> tuple[bytes, tuple[Finding, ...]]:
    """Make the PDF edition as bytes, and audit its pages.

    A lost or disordered note is an error among the findings, and so is a character that no font
    has. Raises EditionError where nothing can be laid out.
    """
    if paper.root not in _ready:
        prepare(paper.root)
    templates, engine = _ready[paper.root]
    html = templates.render(PAGE, meta=paper.metadata, galley=galley, version=__version__)
    html, undrawn = mathematics.drawn(embedded(html, paper.root), TEXT_SIZE)
    notes = [(note.id, note.call_id, note.text) for note in paper.manuscript.notes]
    try:
        done = weasyprint.lay_out(html, engine, paper.root, notes, _sources(paper))
    except weasyprint.LayoutError as problem:
        raise EditionError(str(problem)) from problem
    return done.pdf, (*_findings(done, paper), *(_warned(said) for said in undrawn))


def _sources(paper: Paper) -> list[tuple[str, bytes]]:
    """Return the files that the edition keeps inside it, by name: what it was made from."""
    sources = (*paper.manuscript.sources, paper.bibliography.source)
    return [(Path(source.path).name, source.text.encode()) for source in sources if source.text]


def _findings(done: weasyprint.LaidOut, paper: Paper) -> tuple[Finding, ...]:
    notes = {note.id: note for note in paper.manuscript.notes}
    audited = []
    for kind, id, message in done.faults:
        place = (notes[id].call or notes[id].place) if id in notes else None
        said = f"pdf: {message}"
        audited.append(
            Finding("note-late", "warning", said, place)
            if kind == "late"
            else Finding("note-misplaced", "error", said, place)
        )
    return (*audited, *(_warned(said) for said in done.warnings))


def _warned(said: str) -> Finding:
    if "notdef" in said:
        return Finding("missing-glyph", "error", f"pdf: {said}", None, GLYPH_HELP)
    return Finding("layout-warning", "warning", f"pdf: {said}")
