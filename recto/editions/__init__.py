"""The editions, one module each: `make(paper, galley, templates)` returns the bytes of the file."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from recto.editions.galley import Galley, set_galley
from recto.model import Paper

__all__ = ["Galley", "edition_names", "make_edition", "set_galley"]


@cache
def edition_names() -> tuple[str, ...]:
    """Return the names of all editions: every module here with a `make` of its own."""
    return tuple(
        module.name for module in pkgutil.iter_modules(__path__) if module.name != "galley"
    )


def make_edition(name: str, paper: Paper, galley: Galley) -> bytes:
    """Make one edition of a paper and return its bytes.

    Raises EditionError where the edition cannot be made.
    """
    made: bytes = import_module(f"{__name__}.{name}").make(paper, galley)
    return made
