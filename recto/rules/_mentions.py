"""The persons that entries name, each with the entry and the field, ready to be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from recto.model import Field, Paper, Person, Place, Source, Work
from recto.rules._names import spans, spot
from recto.rules._values import folded, typed, within, works

WORD = re.compile(r"[^\W\d_]+")


class Mention(NamedTuple):
    """A person named by an entry.

    ``family`` is the whole family name as it is printed, ``key`` and ``first`` the family name and
    the given name in small letters without accents, ``short`` whether the given name is initials.
    """

    work: Work
    field: Field
    person: Person
    family: str
    key: str
    first: str
    short: bool

    @property
    def name(self) -> str:
        """The name with the family name first."""
        return f"{self.family}, {self.person.given}"

    def place(self, paper: Paper) -> Place:
        """Return where the name stands in its field, the whole field if it is typed otherwise."""
        text, _ = typed(paper, self.field)
        wanted = set(WORD.findall(folded(f"{self.family} {self.person.given}")))
        for start, end in spans(text):
            name = text[start:end]
            if "\\" in name:
                from recto.tools.names import plain

                name = plain(name)
            if set(WORD.findall(folded(name))) == wanted:
                return spot(paper, self.field, start, end)
        return within(paper, self.field, self.person.family)


def mentions_of(paper: Paper) -> list[Mention]:
    """Return every person with a given name, entry by entry."""
    return _gathered(_Key(paper.bibliography.source, paper))


@dataclass(frozen=True)
class _Key:
    """A paper that is remembered by its bibliography."""

    source: Source
    paper: Paper

    def __hash__(self) -> int:
        return hash(self.source)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.paper.bibliography is other.paper.bibliography


@lru_cache(maxsize=2)
def _gathered(key: _Key) -> list[Mention]:
    return [
        Mention(
            work, work.fields[name], person, family, folded(family), folded(person.given),
            is_short(person.given),
        )
        for work in works(key.paper)
        for name, persons in work.persons.items()
        for person in persons
        if person.given and person.family and not person.corporate
        and any(map(str.isalpha, person.given[:2]))
        and (family := f"{person.prefix} {person.family}" if person.prefix else person.family)
    ]  # fmt: skip


def is_short(given: str) -> bool:
    """Tell whether a given name is initials alone: `Y.`, `J.-P.`, `PJ`."""
    if given.isalpha() and (len(given) > 3 or not given.isupper()):
        return False
    words = WORD.findall(given)
    return all(len(word) == 1 for word in words) or (
        len(words) == 1 and words[0].isupper() and len(words[0]) < 4 and words[0].isascii()
    )


def letters(word: str) -> str:
    """Return the letters of a word, German umlauts as others write them: `mueller`, `muller`."""
    if not word.isalpha():
        word = re.sub(r"\W", "", word)
    return word.replace("ae", "a").replace("oe", "o").replace("ue", "u")
