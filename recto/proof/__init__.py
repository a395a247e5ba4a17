"""The proof: reads a finished edition back and accounts for everything in it.

It shares no code with what makes the editions, and expects only what the paper's records say.
"""

from __future__ import annotations

from importlib import import_module

from recto.model import Account, Built, Fault, Paper
from recto.proof.account import NAMES, Reading, account_for
from recto.proof.expected import Expected, expected_of

__all__ = ["prove"]


def prove(built: Built, paper: Paper) -> Account:
    """Read a finished edition back and account for its notes, citations, paragraphs and works.

    A file that cannot be read is a fault of its own. Raises ValueError for an edition that has no
    reader.
    """
    if built.edition not in NAMES:
        raise ValueError(f"no proof reads the edition `{built.edition}`")
    expected = expected_of(paper)
    return account_for(built, _read(built, expected), expected)


def _read(built: Built, expected: Expected) -> Reading:
    reader = import_module(f"{__name__}.{built.edition}")
    try:
        reading: Reading = reader.read(built.path, expected)
    except reader.UNREADABLE as problem:
        name = NAMES[built.edition]
        said = f"the {name} cannot be read back: {' '.join(str(problem).split())}"
        return Reading((), (Fault("file", "", "unreadable", said),))
    return reading
