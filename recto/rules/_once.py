"""What several rules ask of a paper is read once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from recto.model import Paper

Read = TypeVar("Read")


def once(read: Callable[[Paper], Read]) -> Callable[[Paper], Read]:
    """Keep what was read of the last paper: the rules of a check ask one after the other."""
    kept: list[tuple[Paper, Read]] = []

    @wraps(read)
    def ask(paper: Paper) -> Read:
        if not kept or kept[0][0] is not paper:
            kept[:] = [(paper, read(paper))]
        return kept[0][1]

    return ask
