"""What the editions on pages share: the page is set, laid out, and its notes are audited."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from recto import __version__
from recto.editions import _casting_off, _code
from recto.editions._foliation import FoliatedIndex
from recto.editions._glyphs import missing_glyph
from recto.editions._index import Groups
from recto.editions._pictures import embedded
from recto.editions._sheet import sheet_style
from recto.editions.galley import EditionError, Galley
from recto.model import Finding, Layout, Paper, Printer, Severity, Trim
from recto.reading import PaperError
from recto.reading.sheets import read_sheet
from recto.tools import mathematics, weasyprint
from recto.tools.templates import Templates

PAGE, STYLE = "pdf/edition.html.jinja", "pdf/edition.css"
# A review copy has a sheet of its own: wide leading, and room for remarks.
REVIEW, WATERMARK = "review", "Review copy"

SAME_SIZE_MM = 0.3
# More warnings of one rule than these are one.
MANY = 9
# What a kind of fault in the layout is called, and how bad it is; any other misplaces a note.
SAID: dict[str, tuple[str, Severity]] = {
    "late": ("note-late", "warning"),
    "long": ("long-note", "info"),
    "overfull": ("overfull-line", "warning"),
    "off-page": ("overfull-line", "error"),
    "untrue": ("page-untrue", "error"),
}


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
        review = replace(layout, trim=REVIEW)
        trim, printer = read_sheet(root, review if edition == REVIEW else layout)
        bleed = printer.bleed if edition == "print" else 0.0
        templates = Templates(root)
        sheet = sheet_style(trim, bleed, layout.notes, one_sided=edition == REVIEW)
        style = sheet + templates.text(STYLE)
        making = weasyprint.ARCHIVE
        if edition == "print":
            making = weasyprint.Making(None, whole_fonts=printer.fonts == "whole")
        elif edition == REVIEW:
            making = replace(making, watermark=WATERMARK)
        engine = weasyprint.prepare(style, root, making)
        _ready[key] = Leaves(edition, trim, printer, templates, engine)
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
    index = FoliatedIndex(galley, partial(page, leaves, paper, galley))
    html, undrawn = index.page
    notes = [(note.id, note.call_id, note.text) for note in paper.manuscript.notes]
    attached = _sources(paper) if leaves.edition == "pdf" else []
    try:
        again = index.again if galley.marks.marks else None
        done = weasyprint.lay_out(html, leaves.engine, paper.root, notes, attached, again)
    except weasyprint.LayoutError as problem:
        raise EditionError(str(problem)) from problem
    done = replace(done, pages=replace(done.pages, trim=leaves.trim.name))
    found = (*_findings(leaves, done, paper), *index.findings(leaves.edition))
    return done, (*found, *(_warned(leaves.edition, said) for said in undrawn))


def page(
    leaves: Leaves, paper: Paper, galley: Galley, index: Groups = ()
) -> tuple[str, tuple[str, ...]]:
    """Return the document of an edition with an index, and what is to be said of its formulas."""
    leaves.templates.speak(galley.say)
    html = leaves.templates.render(
        PAGE,
        meta=paper.metadata,
        galley=galley,
        index=index,
        version=__version__,
        edition=leaves.edition,
        layout=paper.settings.layout,
        trim=leaves.trim,
        full=_casting_off.overfills(paper.metadata, galley, leaves.trim),
        own_style=leaves.templates.own(STYLE),
        queries=paper.manuscript.queries,
    )
    trim = leaves.trim
    set_out = _code.on_pages(_casting_off.marked(html, trim))
    return mathematics.drawn(embedded(set_out, paper.root, for_pages=True), trim.size, trim.leading)


def _sources(paper: Paper) -> list[tuple[str, bytes]]:
    """Return the files that the edition keeps inside it, by name: what it was made from."""
    sources = (*paper.manuscript.sources, paper.bibliography.source)
    return [(Path(source.path).name, source.text.encode()) for source in sources if source.text]


def _findings(leaves: Leaves, done: weasyprint.LaidOut, paper: Paper) -> tuple[Finding, ...]:
    notes = {note.id: note for note in paper.manuscript.notes}
    found = []
    for kind, id, message in done.faults:
        place = (notes[id].call or notes[id].place) if id in notes else None
        rule, severity = SAID.get(kind, ("note-misplaced", "error"))
        found.append(Finding(rule, severity, f"{leaves.edition}: {message}", place))
    found = _folded(found)
    trim = leaves.trim
    width, height = done.size
    if max(abs(width - trim.width), abs(height - trim.height)) > SAME_SIZE_MM:
        said = (
            f"{leaves.edition}: the pages are {width:.0f} x {height:.0f} mm, "
            f"not {trim.width:.0f} x {trim.height:.0f} mm as the trim `{trim.name}` says"
        )
        help = "take size and margins out of the paper's own `templates/pdf/edition.css`"
        found.append(Finding("trim-overruled", "warning", said, None, help))
    return (*found, *(_warned(leaves.edition, said) for said in done.warnings))


def _folded(found: list[Finding]) -> list[Finding]:
    """Return findings in which many warnings of one rule are the first of them and their number.

    A margin that is too narrow for the notes says so of hundreds; errors are all said.
    """
    counts = Counter(one.rule for one in found if one.severity != "error")
    folded: list[Finding] = []
    said: set[str] = set()
    for one in found:
        if one.severity == "error" or counts[one.rule] <= MANY:
            folded.append(one)
        elif one.rule not in said:
            said.add(one.rule)
            more = f"{one.message}; {counts[one.rule] - 1} more like it"
            folded.append(replace(one, message=more))
    return folded


def _warned(edition: str, said: str) -> Finding:
    if "notdef" in said:
        return missing_glyph(edition, said)
    return Finding("layout-warning", "warning", f"{edition}: {said}")
