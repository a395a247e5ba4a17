"""The rules, made ready while pandoc is at work and Python would wait."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recto.tools.pandoc import Pandoc

# A check makes many records and throws few away: looking for rings of them in vain costs a third
# of the reading of a large bibliography.
GARBAGE = (100_000, 50, 50)


@contextmanager
def rules_at_hand(pandoc: Pandoc) -> Iterator[None]:
    """Let the rules be imported while pandoc reads, and compiled while it cites."""
    usual = gc.get_threshold()
    gc.set_threshold(*GARBAGE)
    pandoc.meanwhile("read", _fetch)
    pandoc.meanwhile("cite", _warm)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _fetch() -> None:
    import recto.rules  # noqa: F401 - what is imported now is there when it is asked for


def _warm() -> None:
    from recto.rules import warm

    warm()
