"""Lines that are wider than their place: a number, an address or a formula that cannot break.

WeasyPrint lets them run over the edge without a word, into the margin, the next column or off the
page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

# CSS pixels: a hanging comma or the slant of an italic may stand out so far.
TOLERANCE = 2.0
MM = 25.4 / 96


class Overfull(NamedTuple):
    """A line that is too wide: its page from 1, the id it stands in, its words, by how many mm.

    ``off`` tells whether it leaves the page.
    """

    page: int
    id: str
    text: str
    over: float
    off: bool


def overfull_lines(document: Any) -> Iterator[Overfull]:
    """Yield each line of a WeasyPrint Document that is wider than the block it stands in."""
    for number, page in enumerate(document.pages, 1):
        sheet = page._page_box  # noqa: SLF001  # the boxes are all that tells
        for child in sheet.children:
            if type(child).__name__ != "MarginBox":
                for line, edge, id in _lines(child, ""):
                    right = _right(line)
                    if right > edge + TOLERANCE:
                        words = " ".join("".join(_texts(line)).split())
                        off = right > sheet.margin_width() + TOLERANCE
                        yield Overfull(number, id, words, (right - edge) * MM, off)


def _lines(box: Any, id: str) -> Iterator[tuple[Any, float, str]]:
    """Yield the lines in a box with the right edge of their block, and the id they stand in."""
    if box.element is not None and box.element.get("id"):
        id = box.element.get("id")
    for child in getattr(box, "children", ()):
        if type(child).__name__ == "LineBox":
            first = next((i for i in map(_id, child.descendants()) if i), "")
            yield child, float(box.border_box_x() + box.border_width()), first or id
        yield from _lines(child, id)


def _id(box: Any) -> str:
    return "" if box.element is None else str(box.element.get("id", ""))


def _texts(line: Any) -> Iterator[str]:
    for box in line.descendants():
        if type(box).__name__ == "TextBox":
            yield box.text


def _right(line: Any) -> float:
    """Return the right edge of what is seen of a line."""
    edges = [
        float(box.position_x + box.width)
        for box in line.descendants()
        if (type(box).__name__ == "TextBox" and box.text.strip())
        or type(box).__name__ == "InlineReplacedBox"
    ]
    return max(edges, default=0.0)
