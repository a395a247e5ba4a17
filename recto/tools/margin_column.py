"""The column of the notes beside the text of a page: who stands where in it, and who has to go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

ROUNDING: Final = 0.001  # CSS pixels


class Column(NamedTuple):
    """Where the notes of a page may stand, in CSS pixels, and the size of their type.

    At the foot a note takes `share` of the height that it has here.
    """

    left: float
    right: float
    top: float
    bottom: float
    size: float
    share: float


def packed(
    wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float, apart: float
) -> list[float]:
    """Return where notes begin that want to begin at some heights and must not cover each other.

    They stay in order, between `top` and `bottom`, and `apart` from each other; together they must
    not be higher than that. One that is in the way of another pushes it down, and the end of the
    page pushes them up: as few as possible leave their place.
    """
    places, free = [], top
    for want, height in zip(wanted, heights, strict=True):
        places.append(max(want, free))
        free = places[-1] + height + apart
    free = bottom
    for at in reversed(range(len(places))):
        places[at] = min(places[at], free - heights[at])
        free = places[at] - apart
    return places


def without_room(
    heights: Sequence[float], calls: Sequence[float], column: Column, apart: float
) -> set[int]:
    """Return which notes of a page have to go to its foot, none if all fit into the column.

    The highest first, so that as few as possible go. At the foot they take lines of the text, and
    the notes that are called in these lines move to the next page, which makes room as well.
    """
    room = column.bottom - column.top
    gone = {at for at, height in enumerate(heights) if height > room + ROUNDING}
    while True:
        end = max(calls, default=0.0) - column.share * sum(heights[at] for at in gone)
        kept = [at for at in range(len(heights)) if at not in gone and calls[at] <= end + ROUNDING]
        if sum(heights[at] + apart for at in kept) - apart <= room + ROUNDING:
            return gone
        gone.add(max(kept, key=heights.__getitem__))
