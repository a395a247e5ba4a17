"""The index of an edition: entries in the order of the alphabet, each with where it leads.

On pages a locator is a folio ("12", "12–14", "12n5" for note 5 there); elsewhere it is the number
of a section, or its title where it has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from recto.editions._alphabet import letter_of, sort_key
from recto.editions._headings import SetHeading
from recto.reading.indexing import IndexMark, Term
from recto.tools.templates import safe

if TYPE_CHECKING:
    from recto.editions.galley import Galley
    from recto.model import Layout
    from recto.tools.folios import PageMap

FRONT = {"abstract": "Abstract", "editorial-note": "A note on this edition"}
OPENING = "Opening"


@dataclass(frozen=True)
class Locator:
    """Where an entry leads: what is printed, and the id there; ``last`` is the end of a range."""

    name: str
    id: str
    last: tuple[str, str] | None = None


@dataclass(frozen=True)
class Reference:
    """Another entry to which one leads: its words as HTML, and its id, empty if there is none."""

    html: str
    id: str


@dataclass(frozen=True)
class Entry:
    """An entry: its words as HTML, locators, references to others, and the entries below it."""

    id: str
    html: str
    locators: tuple[Locator, ...]
    see: tuple[Reference, ...]
    below: tuple[Entry, ...]

    @property
    def lead(self) -> str:
        """What is printed before the references."""
        return "see also" if self.locators or self.below else "see"

    @property
    def separator(self) -> str:
        """What stands between locators: a title may have a comma of its own."""
        return "; " if any("," in one.name for one in self.locators) else ", "


Groups = tuple[tuple[Entry, ...], ...]
Locate = Callable[[Sequence[IndexMark]], tuple[Locator, ...]]


@dataclass
class _Node:
    """A term on its way to an entry."""

    sort: str
    html: str
    marks: list[IndexMark] = field(default_factory=list)
    below: dict[str, _Node] = field(default_factory=dict)


@dataclass(frozen=True)
class Marks:
    """All marks of a paper, and the words of their entries as HTML, as far as the text has them."""

    marks: tuple[IndexMark, ...] = ()
    html: Mapping[str, str] = field(default_factory=dict)
    language: str = ""

    def groups(self, locate: Locate) -> Groups:
        """Return the entries, those that begin with one letter together.

        ``locate`` returns the locators of the marks of one entry.
        """
        root = self._tree()
        ids: dict[Term, str] = {}
        _number(root, (), ids)
        keyed = self._sorted(root, (), ids, locate)
        return tuple(
            tuple(entry for _, entry in group)
            for _, group in groupby(keyed, key=lambda pair: pair[0])
        )

    def _tree(self) -> _Node:
        root = _Node("", "")
        for mark in self.marks:
            node = root
            for term, sort in zip(mark.term, mark.sort, strict=True):
                words = self.html.get(term, escape(term, quote=False)) if mark.words else ""
                node = node.below.setdefault(term, _Node("", ""))
                # The first that says how it is sorted, or how it looks, says it for all.
                node.sort = node.sort or (sort if sort != term else "")
                node.html = node.html or words
            if mark.term:
                node.marks.append(mark)
        return root

    def _sorted(
        self, node: _Node, above: Term, ids: Mapping[Term, str], locate: Locate
    ) -> list[tuple[str, Entry]]:
        """Return the entries below a node in their order, each with its letter."""
        keyed = []
        for term, child in node.below.items():
            path = (*above, term)
            key = sort_key(child.sort or term, self.language)
            see = dict.fromkeys(other for mark in child.marks for other in mark.see)
            entry = Entry(
                ids[path],
                safe(child.html or escape(term, quote=False)),
                locate([mark for mark in child.marks if not mark.see]),
                tuple(Reference(": ".join(other), ids.get(other, "")) for other in see),
                tuple(entry for _, entry in self._sorted(child, path, ids, locate)),
            )
            keyed.append((key, term, entry))
        keyed.sort(key=lambda one: one[:2])
        return [(letter_of(key), entry) for key, _, entry in keyed]


def _number(node: _Node, above: Term, ids: dict[Term, str]) -> None:
    for term, child in node.below.items():
        ids[*above, term] = f"recto-entry-{len(ids) + 1}"
        _number(child, (*above, term), ids)


def set_by_pages(galley: Galley, pages: PageMap | None) -> Groups:
    """Return the index of an edition on pages, without locators before there is a map of them."""
    if not galley.marks.marks:
        return ()
    return galley.marks.groups(by_pages(pages, galley.numbers))


def set_by_sections(galley: Galley, layout: Layout) -> Groups:
    """Return the index of an edition without pages."""
    if not galley.marks.marks:
        return ()
    anew = layout.note_numbers == "section"
    headings, numbers = galley.headings, galley.numbers
    return galley.marks.groups(by_sections(headings, numbers, galley.say, notes_by_section=anew))


def by_pages(pages: PageMap | None, numbers: Mapping[str, int]) -> Locate:
    """Return what locates marks by folio; ``numbers`` are those of the notes by id.

    A page is named once, pages in a row are joined. Before there is a map, nothing is located.
    """

    def locate(marks: Sequence[IndexMark]) -> tuple[Locator, ...]:
        if pages is None:
            return ()
        sheets: dict[int, str] = {}
        notes: dict[tuple[int, int], str] = {}
        for mark in marks:
            first, last = pages.ids.get(mark.id, (0, -1))
            if mark.note and first:
                notes.setdefault((first, numbers[mark.note]), mark.id)
            elif not mark.note:
                for sheet in range(first, last + 1):
                    sheets.setdefault(sheet, mark.id)
        found = [(first, 0, _pages(pages, first, last, sheets)) for first, last in _runs(sheets)]
        for (sheet, number), id in notes.items():
            folio = pages.pages[sheet - 1].folio
            found.append((sheet, number, Locator(f"{folio}n{number}", id)))
        return tuple(locator for _, _, locator in sorted(found, key=lambda one: one[:2]))

    return locate


def _runs(sheets: Iterable[int]) -> list[tuple[int, int]]:
    """Return first and last of all sheets that follow each other."""
    runs: list[tuple[int, int]] = []
    for sheet in sorted(sheets):
        if runs and runs[-1][1] == sheet - 1:
            runs[-1] = runs[-1][0], sheet
        else:
            runs.append((sheet, sheet))
    return runs


def _pages(pages: PageMap, first: int, last: int, ids: Mapping[int, str]) -> Locator:
    folio, end = pages.pages[first - 1].folio, pages.pages[last - 1].folio
    return Locator(folio, ids[first], None if first == last else (end, ids[last]))


def by_sections(
    headings: Sequence[SetHeading],
    numbers: Mapping[str, int],
    say: Callable[[str], str] = str,
    *,
    notes_by_section: bool = False,
) -> Locate:
    """Return what locates marks by the number or the title of their section, and notes by theirs.

    Notes that are counted anew in each section are named with it.
    """
    names = {heading.id: heading.number or heading.title for heading in headings}
    order = {heading.id: place for place, heading in enumerate(headings, 1)}

    def name(mark: IndexMark) -> str:
        section = names.get(mark.heading) or say(FRONT.get(mark.front, OPENING))
        if not mark.note:
            return section
        note = f"n. {numbers[mark.note]}"
        return f"{section} {note}" if notes_by_section and mark.heading else note

    def locate(marks: Sequence[IndexMark]) -> tuple[Locator, ...]:
        found: dict[str, tuple[int, int, str]] = {}
        for mark in marks:
            place = order.get(mark.heading, 0), numbers.get(mark.note, 0), mark.id
            found.setdefault(name(mark), place)
        return tuple(
            Locator(words, place[2])
            for words, place in sorted(found.items(), key=lambda one: one[1][:2])
        )

    return locate
