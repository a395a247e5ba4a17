"""The bibliography as read: works, their fields and where each of them stands.

Records travel between processes: they must pickle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from recto.model.place import Place, Source


@dataclass(frozen=True)
class Person:
    """A name in its parts; a corporate name stands whole in ``family``."""

    family: str
    given: str = ""
    prefix: str = ""
    suffix: str = ""
    corporate: bool = False


@dataclass(frozen=True)
class Pages:
    """A range of pages as numbers where both ends are arabic or both roman; ``text`` as typed."""

    text: str
    first: int | None
    last: int | None
    roman: bool = False


@dataclass(frozen=True)
class Field:
    """A field of an entry: its value after macros are expanded, and where it stands.

    ``place`` covers the whole ``name = {value}``; ``value_place`` the value inside its delimiters.
    """

    name: str
    value: str
    place: Place
    value_place: Place


@dataclass(frozen=True)
class Work:
    """An entry of the bibliography. Field names are lower case, in the order of the file.

    ``mended``: the entry is broken, and this is what could be understood of it.
    """

    key: str
    type: str
    fields: Mapping[str, Field]
    place: Place
    key_place: Place
    persons: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)
    mended: bool = False

    def value(self, name: str) -> str:
        """Return the value of a field, empty if it is missing."""
        found = self.fields.get(name)
        return found.value if found else ""

    @property
    def editorial(self) -> bool:
        """Tell whether the entry is the editor's addition (``keywords = {editor}``)."""
        return "editor" in (word.strip() for word in self.value("keywords").split(","))


@dataclass(frozen=True)
class Bibliography:
    """The works of a ``.bib`` file by key; ``again`` holds later entries with a key already taken.

    ``strings`` is the text of its ``@string`` commands, needed to read a part of the file alone.
    """

    source: Source
    works: Mapping[str, Work]
    again: tuple[Work, ...] = ()
    strings: str = ""
