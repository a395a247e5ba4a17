"""The rules, made ready while pandoc is at work and Python would wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recto.tools.pandoc import Pandoc


def lay_rules_at_hand(pandoc: Pandoc) -> None:
    """Let the rules be imported while pandoc reads, and compiled while it cites."""
    pandoc.meanwhile("read", _fetch)
    pandoc.meanwhile("cite", _warm)


def _fetch() -> None:
    import recto.rules  # noqa: F401 - what is imported now is there when it is asked for


def _warm() -> None:
    from recto.rules import warm

    warm()
