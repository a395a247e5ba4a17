"""Finished editions, and what the proof found in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["paragraph", "note", "citation", "work", "call"]


@dataclass(frozen=True)
class Built:
    """A finished edition: its name ("html"), its file, and the SHA-256 of its bytes."""

    edition: str
    path: Path
    sha256: str


@dataclass(frozen=True)
class Arrival:
    """One item read back from a finished edition: what it is, its id, and its text as it stands.

    In the text a line feed stands where a line or a block ends. ``number`` is what is printed
    before a note or a heading, ``link`` the id to which a call or a note leads.
    """

    kind: Kind
    id: str
    text: str
    where: str = ""
    number: str = ""
    link: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one item in a finished edition.

    ``fault``: "lost", "changed", "doubled", "disordered", "unlinked", "stray" or "unreadable".
    """

    kind: str
    id: str
    fault: str
    message: str


@dataclass(frozen=True)
class Account:
    """The account of one edition: of each kind, how many arrived of how many; and the faults."""

    edition: str
    file: str
    sha256: str
    arrived: dict[str, int]
    expected: dict[str, int]
    faults: tuple[Fault, ...]

    @property
    def whole(self) -> bool:
        """Tell whether everything arrived, unchanged and in order."""
        return not self.faults and self.arrived == self.expected


@dataclass(frozen=True)
class Ledger:
    """The accounts of all editions of one build."""

    accounts: tuple[Account, ...]

    @property
    def whole(self) -> bool:
        """Tell whether every edition is whole."""
        return all(account.whole for account in self.accounts)
