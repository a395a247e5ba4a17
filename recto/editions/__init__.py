"""The editions, one module each: `make(paper, galley)` returns a `Made`."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path

from recto.editions.galley import EditionError, Galley, Made, set_galley
from recto.model import Paper
from recto.tools.templates import TemplateFault

__all__ = [
    "EditionError",
    "Galley",
    "Made",
    "edition_names",
    "make_edition",
    "prepare_pages",
    "set_galley",
]


@cache
def edition_names() -> tuple[str, ...]:
    """Return the names of all editions: every module here with a `make` of its own."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(name for name in names if name != "galley" and not name.startswith("_"))


def prepare_pages(name: str, root: Path, layout: Mapping[str, str]) -> None:
    """Do what an edition on pages needs before its text is there.

    ``layout`` comes before the settings of the paper. Raises PaperError.
    """
    from recto.editions import _leaves
    from recto.reading import laid_out, read_settings

    with suppress(TemplateFault):  # met again by making the edition, and said there
        _leaves.prepare(name, root, laid_out(read_settings(root).layout, layout))


def leave_pages() -> None:
    """Let go of what the editions on pages prepared."""
    from recto.editions import _leaves

    _leaves.leave()


def make_edition(name: str, paper: Paper, galley: Galley) -> Made:
    """Make one edition of a paper. Raises EditionError where it cannot be made."""
    try:
        made: Made = import_module(f"{__name__}.{name}").make(paper, galley)
    except TemplateFault as fault:
        raise EditionError(str(fault)) from fault
    return made
