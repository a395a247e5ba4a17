"""What a rule says of a paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from recto.model.place import Patch, Place

if TYPE_CHECKING:
    from recto.model.paper import Paper

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Finding:
    """A fact about the paper at a place, with one remedy.

    ``message`` is a lower-case fact with names in backticks; ``help`` is the remedy;
    ``also`` holds second places, each with a short label ("first defined here").
    """

    rule: str
    severity: Severity
    message: str
    place: Place | None = None
    help: str = ""
    also: tuple[tuple[Place, str], ...] = ()
    fix: tuple[Patch, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A check of one fault: its name, its family (the module), severity and manual page.

    ``houses``: the house rules that ask for it ("chicago-18"); a rule without any is everybody's.
    """

    name: str
    family: str
    severity: Severity
    manual: str
    check: Callable[[Paper], Iterable[Finding]]
    houses: tuple[str, ...] = ()
