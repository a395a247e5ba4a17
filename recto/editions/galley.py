"""The galley: the paper set once as HTML, from which every page edition is made up."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from recto import __version__
from recto.model import Heading, Note, Paper
from recto.tools.pandoc import Pandoc
from recto.tools.templates import safe

API_VERSION = [1, 23, 1, 1]
HEADING_ID = re.compile(r'<h[1-6][^>]*?\bid="([^"]*)"')


class EditionError(Exception):
    """An edition cannot be made; the message is one line that says why."""


@dataclass(frozen=True)
class Section:
    """A section with its heading (None before the first one) and all headings inside it."""

    id: str
    heading: Heading | None
    headings: tuple[Heading, ...]
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
    """All that is printed, set as HTML that templates may trust: pandoc wrote and escaped it."""

    front: dict[str, str]
    sections: tuple[Section, ...]
    notes: tuple[SetNote, ...]
    works: tuple[SetWork, ...]
    works_title: str
    colophon: tuple[tuple[str, str], ...]

    def notes_of(self, section: Section) -> list[SetNote]:
        """Return the notes that are called in a section, in order."""
        inside = {heading.id for heading in section.headings}
        inside.add(section.heading.id if section.heading else "")
        return [one for one in self.notes if one.note.section in inside]

    @property
    def front_notes(self) -> list[SetNote]:
        """The notes that are called before the paper: on the byline, in the abstract."""
        return [one for one in self.notes if one.note.section == "title"]


def set_galley(paper: Paper, pandoc: Pandoc) -> Galley:
    """Set a paper: everything is written by one call of pandoc. Sections begin at ``<h2>``."""
    manuscript = paper.manuscript
    top = min((heading.level for heading in manuscript.headings), default=1)
    pieces = _split(_shifted(manuscript.blocks, 2 - top), 2)
    front = manuscript.front or {}
    documents = [
        *(_document(piece) for piece in pieces),
        *(_document(_bare(blocks)) for blocks in front.values()),
        *(_document(_bare(manuscript.note_blocks[note.id])) for note in manuscript.notes),
        *(_document(_bare(blocks)) for blocks in manuscript.entries.values()),
    ]
    written = []
    for reading in pandoc.write(documents):
        if reading.error:
            raise EditionError(f"pandoc cannot write the galley: {reading.error}")
        written.append(safe(reading.result.strip()))
    html = iter(written)
    headings = {heading.id: heading for heading in manuscript.headings}
    sections = tuple(_section(next(html), headings, number) for number, _ in enumerate(pieces))
    return Galley(
        front={name: next(html) for name in front},
        sections=sections,
        notes=tuple(SetNote(note, next(html)) for note in manuscript.notes),
        works=tuple(
            SetWork(key, next(html), _editorial(paper, key)) for key in manuscript.entries
        ),
        works_title=manuscript.bibliography_title,
        colophon=_colophon(paper),
    )


def _document(blocks: list[Any]) -> str:
    import json

    head = {"pandoc-api-version": API_VERSION, "meta": {}, "blocks": blocks}
    return json.dumps(head, ensure_ascii=False)


def _shifted(blocks: list[Any], by: int) -> list[Any]:
    return [
        {"t": "Header", "c": [min(6, node["c"][0] + by), *node["c"][1:]]}
        if node.get("t") == "Header"
        else node
        for node in blocks
    ]


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


def _section(html: str, known: dict[str, Heading], number: int) -> Section:
    headings = tuple(known[id] for id in HEADING_ID.findall(html) if id in known)
    opening = headings[0] if headings and html.startswith("<h2") else None
    return Section(
        f"recto-section-{number + 1}", opening, headings[1:] if opening else headings, html
    )


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
