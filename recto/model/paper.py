"""A paper as read: every note, citation, heading and paragraph, and where each stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from recto.model.evidence import Evidence
from recto.model.finding import Finding
from recto.model.place import Place, Source
from recto.model.sheet import Layout
from recto.model.work import Bibliography

Position = Literal["first", "short", "ibid", "ibid-with-locator"]

# In the text of a paragraph a call stands as ⟦note id⟧, and what has no text of its own that is
# the same in every edition (a formula, a picture) as ⟦⟧. The proof reads both.
CALL = "⟦{}⟧"
GAP = "⟦⟧"
# Ids that the editions use themselves: a heading of such a name gets another.
RESERVED = ("title", "contents", "paper", "notes", "bibliography", "colophon")


@dataclass(frozen=True)
class Author:
    """An author of the paper; ``name`` as printed."""

    name: str
    family: str = ""
    given: str = ""
    orcid: str = ""
    affiliation: str = ""
    email: str = ""


@dataclass(frozen=True)
class Metadata:
    """What is known of the paper. Strings are plain text, empty where nothing is known.

    ``extra`` holds every other key of the metadata as plain values.
    """

    title: str = ""
    subtitle: str = ""
    authors: tuple[Author, ...] = ()
    date: str = ""
    date_inferred: bool = False
    date_note: str = ""
    language: str = "en-US"
    rights: str = ""
    keywords: tuple[str, ...] = ()
    identifier: str = ""
    number_sections: bool = False
    style: str = ""
    extra: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Locator:
    """The part of a work that is cited: the words as typed ("23–32", "chap. 3")."""

    label: str
    value: str


@dataclass(frozen=True)
class Citation:
    """One work cited at one place.

    ``id`` is the id of its cluster in every edition ("cite-0001"; the works of one bracket share
    it). ``note`` is the id of the note it stands in. ``text`` is what citeproc prints for the
    whole cluster. ``position`` is citeproc's own word for first, short or ibid.
    """

    id: str
    key: str
    place: Place | None
    note: str | None
    mode: Literal["normal", "author-in-text", "suppress-author"]
    prefix: str
    suffix: str
    locator: Locator | None
    position: Position
    text: str
    editorial: bool = False


@dataclass(frozen=True)
class Call:
    """A typed ``[^label]`` in the sources."""

    label: str
    place: Place


@dataclass(frozen=True)
class Note:
    """A note as printed.

    ``origin``: "typed" (``[^label]:``), "inline" (``^[...]``), "cited" (made of a citation in the
    body) or "byline" (the author's note). ``state``: "whole", "lost" (nothing survives) or "cut".
    ``text`` is its whole plain text as printed, without its number. ``section`` is the id of the
    heading that its call stands under, "title" in the front matter, empty before any heading.
    """

    id: str
    call_id: str
    number: int
    label: str
    origin: Literal["typed", "inline", "cited", "byline"]
    state: Literal["whole", "lost", "cut"]
    place: Place | None
    call: Place | None
    text: str
    typed: str
    citations: tuple[Citation, ...] = ()
    editorial: bool = False
    section: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading: ``number`` is "3.1" or empty, ``title`` its plain text without the number."""

    id: str
    level: int
    number: str
    title: str
    place: Place | None


@dataclass(frozen=True)
class Paragraph:
    """A block of text that is printed whole and in order.

    ``kind``: "heading", "text", "quotation", "item", "cell", "caption", "code" or "line".
    ``text`` has calls as ``⟦note id⟧`` and gaps (formulas, pictures) as ``⟦⟧``.
    """

    id: str
    kind: str
    text: str


@dataclass(frozen=True)
class Query:
    """A doubtful reading that the editor marked: the words kept, and the question."""

    text: str
    question: str
    place: Place | None


@dataclass(frozen=True)
class Manuscript:
    """The text of the paper, read by pandoc.

    ``blocks`` is the pandoc AST after citeproc, with stable ids; ``bibliography`` the entries
    that citeproc printed, as (work key, plain text), in its order; ``entries`` their AST.
    ``definitions`` and ``calls`` are the typed markers of the sources, used or not; ``pictures``
    the paths of pictures below the root.
    """

    sources: tuple[Source, ...]
    blocks: list[Any]
    note_blocks: Mapping[str, list[Any]]
    notes: tuple[Note, ...]
    citations: tuple[Citation, ...]
    headings: tuple[Heading, ...]
    paragraphs: tuple[Paragraph, ...]
    bibliography: tuple[tuple[str, str], ...]
    entries: Mapping[str, list[Any]]
    definitions: tuple[Call, ...]
    calls: tuple[Call, ...]
    queries: tuple[Query, ...] = ()
    front: Mapping[str, list[Any]] | None = None
    pictures: tuple[str, ...] = ()
    bibliography_title: str = "Bibliography"


@dataclass(frozen=True)
class Settings:
    """What ``paper.toml`` says; every value has a default.

    ``severities`` raises or lowers a rule, ``mutes`` silences it for the whole paper; ``houses``
    names the house rules that it follows, empty for those of its citation style. ``contact`` is
    the address that registries may write to.
    """

    bibliography: str = "bibliography.bib"
    style: str = ""
    name: str = ""
    layout: Layout = field(default_factory=Layout)
    severities: Mapping[str, str] | None = None
    mutes: Mapping[str, str] | None = None
    houses: tuple[str, ...] = ()
    contact: str = ""


@dataclass(frozen=True)
class Paper:
    """One paper of the layout: what was read, and what the reading had to say."""

    root: Path
    metadata: Metadata
    manuscript: Manuscript
    bibliography: Bibliography
    settings: Settings
    findings: tuple[Finding, ...]
    style: Path
    evidence: Evidence = field(default_factory=Evidence)

    @property
    def sources(self) -> dict[str, Source]:
        """Every source by its path, for reports."""
        found = {source.path: source for source in self.manuscript.sources}
        return found | {self.bibliography.source.path: self.bibliography.source}
