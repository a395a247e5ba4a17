"""The works that the notes of a paper lean on: full forms typed before, and entries of the `.bib`.

A short form is set against them by family name and by the words of its title.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from recto.model import Paper, Person, Place, Work
from recto.rules._listed import listed
from recto.rules._note_forms import Reference, families, fold, references, title_words
from recto.rules._note_labels import labels
from recto.rules._once import once

# Words that say nothing of a title when they are all that two titles share.
SMALL = listed(
    "a an the of in on and or to for from with by at as its der die das und im von zu zur zum "
    "le la les l un une des du de d et en el los las y del il lo gli i di da e della delle "
    "nel"
)


@dataclass(frozen=True)
class Known:
    """A work as it is known: by a full form typed in a note, or by its entry.

    ``order`` is that of the note in which it is first named in full; for an entry that of the note
    that first cites it by its key, None if none does. ``weak``: it is named, and not in full.
    """

    families: frozenset[str]
    words: tuple[str, ...]
    titles: tuple[tuple[str, ...], ...]
    order: int | None
    place: Place
    name: str
    work: Work | None = None
    reference: Reference | None = None
    persons: int = 0
    weak: bool = False

    def fits(self, words: tuple[str, ...]) -> bool:
        """Tell whether the words of a short title are taken, in their order, from this one."""
        return any(_taken_from(words, title) for title in self.titles)


@dataclass(frozen=True)
class Works:
    """Known works, by family name and by each of the words of their titles."""

    works: tuple[Known, ...]
    by_family: Mapping[str, tuple[Known, ...]]
    by_word: Mapping[str, tuple[Known, ...]]

    def by_persons(self, reference: Reference) -> tuple[Known, ...]:
        """Return the works of which the first person of a reference is an author or editor."""
        for name in families(reference.persons[0][0]) if reference.persons else ():
            if name in self.by_family:
                return self.by_family[name]
        return ()

    def by_title(self, words: tuple[str, ...]) -> tuple[Known, ...]:
        """Return the works whose title has these words, whoever wrote them."""
        lists = [self.by_word.get(word, ()) for word in words if word not in SMALL]
        rarest = min(lists, key=len, default=())
        return tuple(one for one in rarest if one.fits(words))


@once
def known_works(paper: Paper) -> Works:
    """Return every work that is known to the notes of a paper."""
    found = [*_typed(references(paper)), *_labelled(paper), *_entries(paper)]
    by_family: dict[str, list[Known]] = {}
    by_word: dict[str, list[Known]] = {}
    for known in found:
        for family in known.families:
            by_family.setdefault(family, []).append(known)
        for word in {word for title in known.titles for word in title if word not in SMALL}:
            by_word.setdefault(word, []).append(known)
    return Works(tuple(found), _frozen(by_family), _frozen(by_word))


def _frozen(lists: Mapping[str, list[Known]]) -> dict[str, tuple[Known, ...]]:
    return {name: tuple(works) for name, works in lists.items()}


def _typed(typed: Iterable[Reference]) -> Iterable[Known]:
    for one in typed:
        if one.form == "short" or not one.words:
            continue
        names = {name for person, _, _ in one.persons for name in families(person)}
        yield Known(
            frozenset(names), one.words, _titles(*one.titles), one.note.order, one.place,
            one.title_text, reference=one, persons=len(one.persons), weak=one.form != "full",
        )  # fmt: skip


def _labelled(paper: Paper) -> Iterable[Known]:
    """Yield what a note says that it will be cited as."""
    for label in labels(paper):
        person, _, title = label.text.rpartition(",")
        yield Known(
            frozenset(families(person or title)), title_words(label.text), _titles(title),
            label.note.order, label.place, label.text, weak=True,
        )  # fmt: skip


def _entries(paper: Paper) -> Iterable[Known]:
    numbers = {note.id: order for order, note in enumerate(paper.manuscript.notes)}
    first: dict[str, int] = {}
    for citation in paper.manuscript.citations:
        if citation.note in numbers and not citation.editorial:
            first.setdefault(citation.key, numbers[citation.note])
    for key, work in paper.bibliography.works.items():
        title, short = _plain(work.value("title")), _plain(work.value("shorttitle"))
        if not title:
            continue
        persons = [*work.persons.get("author", ()), *work.persons.get("editor", ())]
        yield Known(
            frozenset(name for person in persons for name in _family(person)), title_words(title),
            (*_titles(title), *(_titles(short) if short else ())), first.get(key),
            work.key_place, title, work=work,
            persons=len(work.persons.get("author", ()) or work.persons.get("editor", ())),
        )  # fmt: skip


def _plain(value: str) -> str:
    if "\\" in value:
        from recto.tools.names import plain

        return plain(value)
    return value.replace("{", "").replace("}", "")


def _family(person: Person) -> tuple[str, ...]:
    """Return the names under which a person of an entry may be cited."""
    names = [person.family, f"{person.prefix} {person.family}".strip()]
    return tuple(dict.fromkeys(fold(name) for name in names if name))


def _titles(*titles: str) -> tuple[tuple[str, ...], ...]:
    return tuple(words for title in titles if (words := title_words(title)))


@lru_cache(maxsize=4096)
def _taken_from(words: tuple[str, ...], title: tuple[str, ...]) -> bool:
    """Tell whether words are taken from a title in its order: "Guidelines for" of a longer one."""
    if not words:
        return False
    rest = iter(title)
    return all(word in rest for word in words)
