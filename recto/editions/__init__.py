"""The editions, one module each: `make(paper, galley)` returns the file's bytes and findings."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from recto.editions.galley import EditionError, Galley, set_galley
from recto.model import Finding, Paper
from recto.tools.templates import TemplateFault

__all__ = ["EditionError", "Galley", "edition_names", "make_edition", "set_galley"]


@cache
def edition_names() -> tuple[str, ...]:
    """Return the names of all editions: every module here with a `make` of its own."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(name for name in names if name != "galley" and not name.startswith("_"))


def make_edition(name: str, paper: Paper, galley: Galley) -> tuple[bytes, tuple[Finding, ...]]:
    """Make one edition of a paper; return its bytes, and what was found while it was made.

    Raises EditionError where it cannot be made.
    """
    try:
        made: tuple[bytes, tuple[Finding, ...]]
        made = import_module(f"{__name__}.{name}").make(paper, galley)
    except TemplateFault as fault:
        raise EditionError(str(fault)) from fault
    return made
