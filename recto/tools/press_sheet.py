"""A sheet of paper that pages are imposed on: the places on it, and its measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

MM: Final = 72 / 25.4
# From the trim to the marks, which must not lie in the bleed, and to the folds that are cut open.
KNIFE: Final = 3 * MM
MARK: Final = 5 * MM
ROOM: Final = 2 * MM  # outside of the marks


class Place(NamedTuple):
    """A place on a side of a sheet: its column from the left, its row from below.

    ``page`` counts from 0; it may be one that the edition does not have, which stays blank.
    ``depth`` is the number of leaves of paper around the page, between it and the outer fold.
    """

    page: int
    column: int
    row: int
    depth: int

    @property
    def spine(self) -> Literal["left", "right"]:
        """On which side of the page the spine is."""
        # Columns face each other two by two.
        return "left" if self.column % 2 else "right"

    @property
    def is_turned(self) -> bool:
        """Tell whether the page stands head down: in the upper row."""
        return self.row == 1


class Box(NamedTuple):
    """Left, bottom, right and top, in points."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height."""
        return self.right - self.left, self.top - self.bottom


@dataclass(frozen=True)
class Sheet:
    """The measures of a sheet, in points: of its pages, its bleed, and one leaf of its paper."""

    columns: int
    rows: int
    width: float
    height: float
    bleed: float
    leaf: float

    @property
    def cut(self) -> float:
        """The strip that the knife takes away around a page."""
        return max(KNIFE, self.bleed)

    @property
    def margin(self) -> float:
        """The room around all pages, for what is cut off and for the marks."""
        return self.cut + MARK + ROOM

    def size(self) -> tuple[float, float]:
        """Return width and height of the sheet."""
        last = self.box(Place(0, self.columns - 1, self.rows - 1, 0))
        return last.right + self.margin, last.top + self.margin

    def box(self, place: Place) -> Box:
        """Return where the trim of a page is, before it is moved because of creep."""
        left = self.margin + place.column * self.width + place.column // 2 * 2 * self.cut
        bottom = self.margin + place.row * (self.height + 2 * self.cut)
        return Box(left, bottom, left + self.width, bottom + self.height)

    def creep(self, place: Place) -> float:
        """Return how far a page is moved to the right, which is towards its spine."""
        by = place.depth * self.leaf
        return by if place.spine == "right" else -by
