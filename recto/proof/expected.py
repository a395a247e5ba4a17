"""What an edition must hold, by the records of the paper alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from recto.model import NotesAt, Paper
from recto.model.edition import Kind
from recto.proof.rows import heads_of, rows_of
from recto.proof.spelling import letters
from recto.reading.indexing import marked
from recto.reading.words import Words, read_words

CALL = re.compile("⟦([^⟦⟧]+)⟧")
GAP = "⟦⟧"
# A title of more letters may be cut over the pages: to its first part too.
LONG = 60
SUBTITLE = re.compile(r":\s|(?<=\?)\s")
COUNTED: tuple[Kind, ...] = ("note", "citation", "paragraph", "work")


@dataclass(frozen=True)
class Item:
    """One thing that must arrive, once and in its place.

    ``form`` is the kind of a paragraph ("cell"), ``row`` the number of the row of a cell, and
    ``head`` tells whether that is one of a head, which pages may repeat; ``number`` what is printed
    before a note or a heading; ``link`` the id that a call or a note must lead to; ``name`` what an
    editor calls it.
    """

    kind: Kind
    id: str
    text: str
    name: str
    number: str = ""
    link: str = ""
    form: str = ""
    host: str = ""
    row: int = 0
    head: bool = False

    @property
    def blank(self) -> bool:
        """Tell whether it has no letter that could be found: it is empty, or a hyphen in a cell."""
        return not (self.number or GAP in self.text or letters(self.text))


@dataclass(frozen=True)
class Expected:
    """All that must arrive: each kind in its order.

    ``other_works`` is the second order in which a bibliography may stand: the editor's additions
    after the paper's own works. ``furniture`` holds titles that may recur on any page; ``notes_at``
    is where the notes stand on pages. ``front_title`` stands above the notes that are called
    before the paper, ``index_title`` above the index, if there is one; ``index_terms`` are the
    letters of its entries.
    """

    paragraphs: tuple[Item, ...]
    calls: tuple[Item, ...]
    notes: tuple[Item, ...]
    citations: tuple[Item, ...]
    works: tuple[Item, ...]
    other_works: tuple[Item, ...]
    furniture: frozenset[str]
    notes_at: NotesAt = "foot"
    front_title: str = "Front matter"
    index_title: str = ""
    index_terms: frozenset[str] = frozenset()

    @cached_property
    def by_id(self) -> Mapping[tuple[Kind, str], Item]:
        """Every item by its kind and id."""
        every = (*self.paragraphs, *self.calls, *self.notes, *self.citations, *self.works)
        return {(item.kind, item.id): item for item in every}

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many of each kind must arrive."""
        counts: dict[str, int] = dict.fromkeys(COUNTED, 0)
        for (kind, _), item in self.by_id.items():
            if kind in counts and not item.blank:
                counts[kind] += 1
        return counts


def expected_of(paper: Paper) -> Expected:
    """Return what every edition of a paper must hold."""
    text = paper.manuscript
    numbers = {heading.id: heading.number for heading in text.headings}
    names = _note_names(paper)
    tables = text.blocks if any(one.kind == "cell" for one in text.paragraphs) else []
    rows, heads = rows_of(tables), heads_of(tables)
    paragraphs = tuple(
        Item(
            "paragraph", one.id, one.text, _paragraph_name(one.kind, one.text, names),
            number=numbers.get(one.id, ""), form=one.kind, row=rows.get(one.id, 0),
            head=one.id in heads,
        )
        for one in text.paragraphs
    )  # fmt: skip
    works = tuple(
        Item("work", f"ref-{key}", words, f"the bibliography entry `{key}`")
        for key, words in text.bibliography
    )
    added = {f"ref-{key}" for key, work in paper.bibliography.works.items() if work.editorial}
    say = read_words(paper.root, paper.metadata.language)
    terms = frozenset(letters(words) for mark in marked(text)[1] for words in mark.term)
    return Expected(
        paragraphs=paragraphs,
        calls=tuple(
            Item(
                "call", note.call_id, str(note.number), f"the call of {names[note.id]}",
                link=note.id,
            )
            for note in text.notes
        ),
        notes=tuple(
            Item(
                "note", note.id, note.text, names[note.id],
                number=str(note.number), link=note.call_id,
            )
            for note in text.notes
        ),
        citations=_citations(paper, names),
        works=works,
        other_works=tuple(sorted(works, key=lambda item: item.id in added)),
        furniture=_furniture(paper, say),
        notes_at=paper.settings.layout.notes,
        front_title=say("Front matter"),
        index_title=say("Index") if terms else "",
        index_terms=terms,
    )  # fmt: skip


def _note_names(paper: Paper) -> dict[str, str]:
    """Return what an editor calls each note: by its section too where numbers begin anew."""
    titles = {one.id: one.title for one in paper.manuscript.headings}
    counts = Counter(note.number for note in paper.manuscript.notes)
    names = {}
    for note in paper.manuscript.notes:
        where = f" of “{shortened(titles[note.section])}”" if note.section in titles else ""
        names[note.id] = f"note {note.number}{where if counts[note.number] > 1 else ''}"
    return names


def shortened(text: str, limit: int = 40) -> str:
    """Return the first words of a text, without calls, for a message."""
    plain = " ".join(CALL.sub("", text).replace(GAP, "…").split())
    return plain if len(plain) <= limit else plain[:limit].rpartition(" ")[0] + " …"


def _citations(paper: Paper, names: Mapping[str, str]) -> tuple[Item, ...]:
    found: dict[str, Item] = {}
    for one in paper.manuscript.citations:
        where = f" in {names[one.note]}" if one.note and one.note in names else ""
        name = f"the citation “{shortened(one.text)}”{where}"
        found.setdefault(one.id, Item("citation", one.id, one.text, name, host=one.note or ""))
    return tuple(found.values())


def _paragraph_name(form: str, text: str, notes: Mapping[str, str]) -> str:
    words = shortened(text)
    if form == "text":
        form = "paragraph"
    if words:
        return f"the {form} “{words}”"
    calls = [notes[id] for id in CALL.findall(text) if id in notes]
    return f"the {form} with the call of {calls[0]}" if calls else f"the {form} without words"


def _furniture(paper: Paper, say: Words) -> frozenset[str]:
    meta = paper.metadata
    headings = paper.manuscript.headings
    words = {
        meta.title or say("Untitled"), meta.subtitle, f"{meta.title}: {meta.subtitle}", meta.date,
        paper.manuscript.bibliography_title, say(paper.manuscript.bibliography_title),
        "Notes", say("Notes"),
        *(author.name for author in meta.authors),
        *(heading.title for heading in headings),
        *(f"{heading.number} {heading.title}" for heading in headings),
    }  # fmt: skip
    return frozenset(form for word in words for form in _running(word) if form.strip())


def _running(title: str) -> Iterator[str]:
    """Yield a title, and what a running head leaves of it that has no room or no formulas."""
    plain = CALL.sub("", title)
    yield " ".join(plain.replace(GAP, "").split())
    if len(plain) > LONG:
        yield " ".join(SUBTITLE.split(plain, maxsplit=1)[0].split())
    whole = plain.partition(GAP)[0].split()
    for end in range(1, len(whole) + 1):
        cut = " ".join(whole[:end])
        longer = len(" ".join(whole[: end + 1]))  # a long word finds no room, and leaves much of it
        if len(cut) >= 40 or longer > LONG or (end == len(whole) and GAP in plain):
            yield f"{cut}…"
