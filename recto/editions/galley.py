"""The galley: the paper set once as HTML, from which every page edition is made up."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any, NamedTuple

from recto import __version__
from recto.editions._captions import Listed, captioned, set_sources_apart, wanted
from recto.editions._headings import SetHeading, set_heading, titles, tree
from recto.editions._imprint import Imprint, imprint
from recto.editions._index import Marks
from recto.editions._links import mended
from recto.model import RESERVED, Finding, Note, Paper
from recto.reading.indexing import IndexMark, marked
from recto.reading.tree import document, find
from recto.reading.words import Words, read_words
from recto.tools.mathematics import UNSET, unset_formula
from recto.tools.pandoc import Pandoc
from recto.tools.templates import TemplateFault, safe

HEADING_ID = re.compile(r'<h[1-6][^>]*?\bid="([^"]*)"')
CALL_ID = re.compile(r'\bid="(call-[^"]*)"')
# pandoc numbers lines of code anew in every section: their ids would be there twice.
CODE_LINE = re.compile(r'(<span) id="[^"]*"><a href="#[^"]*" aria-hidden="true" tabindex="-1"></a>')
CODE_ID = re.compile(r'(<div class="sourceCode") id="cb\d+"')
# pandoc hides from a screen reader the caption that is the alternative text too; it has notes.
HIDDEN_CAPTION = '<figcaption aria-hidden="true">'
# A width in pixels is an attribute, which a print engine takes as a hint and leaves.
SIZED = re.compile(r'(<img\b[^>]*?)((?: (?:width|height)="\d+(?:\.\d+)?")+)')
LABEL = re.compile(r"\\label\s*\{[^{}]*\}")
OURS = re.compile(r"p-\d+|cite-\d+|(note|call)-.*", re.DOTALL)


class EditionError(Exception):
    """An edition cannot be made; the message is one line that says why."""


class Made(NamedTuple):
    """A finished edition: its bytes, what was found on the way, and its page map as JSON."""

    content: bytes
    findings: tuple[Finding, ...]
    pages: str = ""


@dataclass(frozen=True)
class Section:
    """A section with its heading (None before the first one) and all headings inside it.

    ``top`` holds the topmost headings inside it, each with those below it.
    """

    id: str
    heading: SetHeading | None
    headings: tuple[SetHeading, ...]
    top: tuple[SetHeading, ...]
    html: str


@dataclass(frozen=True)
class SetNote:
    """A note and its text as HTML, without its number."""

    note: Note
    html: str


@dataclass(frozen=True)
class SetWork:
    """An entry of the bibliography as HTML; ``editorial`` if the editor added it."""

    key: str
    html: str
    editorial: bool


@dataclass(frozen=True)
class Galley:
    """All that is printed, set as HTML that templates may trust: pandoc wrote and escaped it.

    ``say`` are the words of the templates in the language of the paper. ``lists`` holds the figures
    and the tables that are to be listed, by "Figure" and "Table".
    """

    front: dict[str, str]
    sections: tuple[Section, ...]
    notes: tuple[SetNote, ...]
    works: tuple[SetWork, ...]
    works_title: str
    colophon: tuple[tuple[str, str], ...]
    imprint: Imprint = field(default_factory=Imprint)
    lists: Mapping[str, tuple[Listed, ...]] = field(default_factory=dict)
    marks: Marks = field(default_factory=Marks)
    say: Words = field(default_factory=Words)

    def notes_of(self, section: Section) -> list[SetNote]:
        """Return the notes that are called in a section, in order."""
        called = set(CALL_ID.findall(section.html))
        return [one for one in self.notes if one.note.call_id in called]

    @property
    def unset(self) -> tuple[Finding, ...]:
        """What is to be said of formulas that pandoc could not read: they stand as TeX."""
        everything = (
            *self.front.values(),
            *(section.html for section in self.sections),
            *(note.html for note in self.notes),
        )
        return tuple(
            Finding(
                "layout-warning",
                "warning",
                unset_formula(tex),
                None,
                "say it in plain LaTeX mathematics, without commands of your own",
            )
            for html in everything
            for tex in UNSET.findall(html)
        )

    @property
    def numbers(self) -> dict[str, int]:
        """The number of every note, by its id."""
        return {one.note.id: one.note.number for one in self.notes}

    @property
    def headings(self) -> list[SetHeading]:
        """All headings in order."""
        found = []
        for section in self.sections:
            found += [*([section.heading] if section.heading else []), *section.headings]
        return found

    @property
    def front_notes(self) -> list[SetNote]:
        """The notes that are called before the paper: on the byline, in the abstract."""
        return [one for one in self.notes if one.note.section == "title"]


def set_galley(paper: Paper, pandoc: Pandoc) -> Galley:
    """Set a paper: everything is written by one call of pandoc. Sections begin at ``<h2>``."""
    manuscript, marks = marked(paper.manuscript)
    ids = {*RESERVED, *(heading.id for heading in manuscript.headings)}
    _keep_ids_apart([manuscript.blocks, *manuscript.note_blocks.values()], ids)
    if any(one.kind in ("caption", "cell") for one in manuscript.paragraphs):
        set_sources_apart(manuscript.blocks)
    lists = {kind: captioned(manuscript.blocks, kind) for kind in wanted(paper.metadata.extra)}
    pieces = _split(_stepped(manuscript.blocks, []), 2)
    front = manuscript.front or {}
    named = titles(manuscript.blocks)
    documents = [
        *([{"t": "Plain", "c": named.get(heading.id, [])}] for heading in manuscript.headings),
        *pieces,
        # A heading in the abstract stands below the abstract's own.
        *(_bare(_stepped(blocks, [0])) for blocks in front.values()),
        *(_bare(manuscript.note_blocks[note.id]) for note in manuscript.notes),
        *(_bare(blocks) for blocks in manuscript.entries.values()),
        *([{"t": "Plain", "c": words}] for captions in lists.values() for _, words in captions),
        *([{"t": "Plain", "c": list(mark.words)}] for mark in marks),
    ]
    _without_labels(documents)
    try:
        say = read_words(paper.root, paper.metadata.language)
    except TemplateFault as problem:
        raise EditionError(str(problem)) from problem
    written = []
    for reading in pandoc.write([document(blocks) for blocks in documents]):
        if reading.error:
            raise EditionError(f"pandoc cannot write the galley: {reading.error}")
        written.append(safe(_finished(reading.result.strip())))
    html = iter(written)
    headings = {
        heading.id: set_heading(heading, named.get(heading.id, []), next(html))
        for heading in manuscript.headings
    }
    sections = tuple(_section(next(html), headings, number) for number, _ in enumerate(pieces))
    return Galley(
        front={name: next(html) for name in front},
        sections=sections,
        notes=tuple(SetNote(note, next(html)) for note in manuscript.notes),
        works=tuple(SetWork(key, next(html), _editorial(paper, key)) for key in manuscript.entries),
        works_title=say(manuscript.bibliography_title),
        colophon=_colophon(paper),
        imprint=imprint(paper.metadata),
        lists={
            kind: tuple(Listed(id, next(html)) for id, _ in captions)
            for kind, captions in lists.items()
        },
        marks=_marks(marks, html, paper.metadata.language),
        say=say,
    )


def _marks(marks: Sequence[IndexMark], html: Iterator[str], language: str) -> Marks:
    """Return the marks of the index, with their words as HTML; the first for a term counts."""
    words: dict[str, str] = {}
    for mark in marks:
        written = next(html)
        if mark.words and mark.term:
            words.setdefault(mark.term[0], written)
    made = tuple(replace(mark, words=("set",) if mark.words else ()) for mark in marks)
    return Marks(made, words, language)


def _without_labels(documents: list[Any]) -> None:
    r"""Take `\label` out of formulas: it prints nothing, and pandoc would leave them as TeX."""
    for node in find(documents, "Math"):
        node["c"][1] = LABEL.sub("", node["c"][1])


def _finished(html: str) -> str:
    made = CODE_ID.sub(r"\1", CODE_LINE.sub(r"\1>", html))
    made = SIZED.sub(_sized, made)
    return mended(made.replace(HIDDEN_CAPTION, "<figcaption>"))


def _sized(match: re.Match[str]) -> str:
    sizes = re.findall(r'(\w+)="([\d.]+)"', match[2])
    styles = "".join(f"{name}:{size}px;" for name, size in sizes)
    before, style, rest = match[1].partition(' style="')
    return f'{before} style="{styles}{rest}' if style else f'{before} style="{styles}"'


def _keep_ids_apart(blocks: Any, taken: set[str]) -> None:
    """Take away the ids that the paper gives to a span, a figure or a table a second time."""
    if isinstance(blocks, dict):
        kind, content = blocks.get("t"), blocks.get("c") or []
        if kind in ("Span", "Div", "Link", "Image", "Code", "CodeBlock", "Table", "Figure"):
            id = content[0][0]
            if id in taken:
                content[0] = ["", *content[0][1:]]
            elif id and not OURS.fullmatch(id):
                taken.add(id)
        blocks = content
    if isinstance(blocks, list):
        for child in blocks:
            _keep_ids_apart(child, taken)


def _stepped(blocks: Any, path: list[int]) -> Any:
    """Return blocks with headings from the second level on, none of them skipped.

    ``path`` holds the typed levels that are open.
    """
    if isinstance(blocks, list):
        return [_stepped(child, path) for child in blocks]
    if not isinstance(blocks, dict):
        return blocks
    if blocks.get("t") != "Header":
        inside = blocks.get("t") in ("Div", "BlockQuote")
        return blocks | {"c": _stepped(blocks["c"], path)} if inside else blocks
    while path and path[-1] >= blocks["c"][0]:
        path.pop()
    path.append(blocks["c"][0])
    return {"t": "Header", "c": [min(6, 1 + len(path)), *blocks["c"][1:]]}


def _split(blocks: list[Any], level: int) -> list[list[Any]]:
    """Split blocks before each heading of a level; what stands before the first is a piece."""
    pieces: list[list[Any]] = [[]]
    for node in blocks:
        if node.get("t") == "Header" and node["c"][0] <= level and pieces[-1]:
            pieces.append([])
        pieces[-1].append(node)
    return [piece for piece in pieces if piece]


def _bare(blocks: list[Any]) -> list[Any]:
    """Take the paragraph away from round a text of a single paragraph."""
    if len(blocks) == 1 and blocks[0].get("t") == "Para":
        return [{"t": "Plain", "c": blocks[0]["c"]}]
    return blocks


def _section(html: str, known: dict[str, SetHeading], number: int) -> Section:
    ids = map(unescape, HEADING_ID.findall(html))
    headings = tuple(known[id] for id in ids if id in known)
    top = tree(headings)
    opening = top[0] if top and html.startswith("<h2") else None
    return Section(
        f"recto-section-{number + 1}", opening, headings[1:] if opening else headings,
        (*opening.below, *top[1:]) if opening else top, html,
    )  # fmt: skip


def _editorial(paper: Paper, key: str) -> bool:
    work = paper.bibliography.works.get(key)
    return bool(work and work.editorial)


def _colophon(paper: Paper) -> tuple[tuple[str, str], ...]:
    """Return what the edition was made from: each source with the head of its SHA-256."""
    sources = [*paper.manuscript.sources, paper.bibliography.source]
    made_of = [
        (source.path, hashlib.sha256(source.text.encode()).hexdigest()[:12])
        for source in sources
        if source.text
    ]
    return (*made_of, ("Recto", __version__), ("citation style", paper.style.stem))
