"""A line of a source with its span marked: long lines are shown as a window round the span."""

from __future__ import annotations

from dataclasses import dataclass

from recto.model import Place, Source
from recto.report.cells import shown, width

ROOM = 88
CUT = "…"


@dataclass(frozen=True)
class Excerpt:
    """What is shown of a line: its text, the cells before the span, and the cells of the span."""

    text: str
    indent: int
    length: int


def excerpt(source: Source, place: Place, room: int = ROOM) -> Excerpt:
    """Return the part of the first line of a place that fits into a number of cells.

    Of a span over several lines, or wider than the room, the beginning is marked.
    """
    line = source.line(place.line)
    start = min(place.column - 1, len(line))
    end = min(place.end_column - 1, len(line)) if place.end_line == place.line else len(line)
    end = max(end, start)
    pieces = [shown(character) for character in line]
    cells = [width(piece) for piece in pieces]
    first, last = _window(cells, start, end, room)
    before = CUT if first > 0 else ""
    after = CUT if last < len(pieces) else ""
    text = before + "".join(pieces[first:last]) + after
    marked = sum(cells[start : min(end, last)])
    return Excerpt(text.rstrip(), width(before) + sum(cells[first:start]), max(marked, 1))


def _window(cells: list[int], start: int, end: int, room: int) -> tuple[int, int]:
    """Return the first and last of the characters that fit, the span among them."""
    if sum(cells) <= room:
        return 0, len(cells)
    room -= 2 * len(CUT)
    # The span comes first; what is left is shared, a little more of it before than after.
    first, last, used = start, start, 0
    while last < end and used + cells[last] <= room:
        used += cells[last]
        last += 1
    ahead = (room - used) * 3 // 5
    while first > 0 and cells[first - 1] <= ahead:
        first -= 1
        ahead -= cells[first]
        used += cells[first]
    while last < len(cells) and used + cells[last] <= room:
        used += cells[last]
        last += 1
    while first > 0 and used + cells[first - 1] <= room:
        first -= 1
        used += cells[first]
    return first, last
