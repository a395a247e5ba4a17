"""What is read of a `.bib` file, with the offsets of everything, before it becomes works."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Kind = Literal["error", "warning"]


class RawField(NamedTuple):
    """A field: its name, its value, and the offsets of both; the value's without delimiters."""

    name: str
    value: str
    start: int
    end: int
    value_start: int
    value_end: int


@dataclass
class RawEntry:
    """An entry or a control command: its type and key, its fields, and its offsets.

    ``mended``: there was something wrong with it, and this is what could be understood.
    """

    type: str
    key: str
    start: int
    key_start: int
    end: int = 0
    mended: bool = False
    fields: list[RawField] = field(default_factory=list)


class BibFault(NamedTuple):
    """What is wrong with the file, at offsets, with one remedy.

    ``insert``: what put in at ``end`` mends it, without any doubt.
    """

    message: str
    start: int
    end: int
    help: str
    kind: Kind = "error"
    insert: str = ""


class Lost(Exception):
    """A value does not end where it should; ``offset`` is as far as it was looked for."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class NoValue(Exception):
    """Where a value belongs stands none; ``offset`` is what stands there."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset
