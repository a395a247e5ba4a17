"""Where the notes of a laid-out document and their calls stand, read from the finished boxes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal, NamedTuple

Where = Literal["foot", "beside", "listed"]
# Half a CSS pixel, a hundred and thirtieth of an inch: less is rounding, not a fault.
TOLERANCE: Final = 0.5
BODY: Final = {"notes-margin": "margin", "notes-section": "section", "notes-end": "end"}


class Printed(NamedTuple):
    """A part of a note as it is printed on a page: at its foot, beside its text or in a list.

    `section` is the element of the section around a listed one, None if there is none.
    """

    note: str
    page: int
    box: Any
    where: Where = "foot"
    section: Any = None

    @property
    def top(self) -> float:
        """The upper edge, in CSS pixels."""
        return float(self.box.border_box_y())

    @property
    def bottom(self) -> float:
        """The lower edge, in CSS pixels."""
        return bottom_of(self.box)


class Call(NamedTuple):
    """The page on which a call first stands, the number it prints, its baseline and section."""

    page: int
    number: str
    baseline: float | None
    section: Any


class Found(NamedTuple):
    """A box of the text with the box, the line and the section around it."""

    box: Any
    around: Any
    line: Any
    section: Any


def place_asked(page: Any) -> str:
    """Return where the notes of a document are asked to stand: the class of its body says so."""
    for box in page.descendants():
        if box.element_tag == "body" and box.element is not None:
            names = box.element.get("class", "").split()
            return next((BODY[name] for name in names if name in BODY), "foot")
    return "foot"


def printed_on(number: int, page: Any, place: str) -> Iterator[Printed]:
    """Yield the notes on a page of a document whose notes stand in a place, as they are tagged."""
    if place in ("section", "end"):
        for found in _in_text(page):
            box = found.box
            is_outermost = found.around.element is not box.element  # its lines have it as well
            if (
                is_outermost
                and box.element_tag == "aside"
                and "note" in box.element.get("class", "").split()
            ):
                yield Printed(identity(box), number, box, "listed", found.section)
    for area in areas(page):
        for box in area.children:
            beside = place == "margin" and is_beside(box, page)
            yield Printed(identity(box), number, box, "beside" if beside else "foot")


def areas(page: Any) -> list[Any]:
    """Return the areas of notes of a page: those at the foot, and those beside the text."""
    return [child for child in page.children if type(child).__name__ == "FootnoteAreaBox"]


def is_beside(box: Any, page: Any) -> bool:
    """Tell whether a box stands wholly at one side of the text."""
    left, right = page.content_box_x(), page.content_box_x() + page.width
    begins, ends = box.border_box_x(), box.border_box_x() + box.border_width()
    return bool(begins >= right - TOLERANCE or ends <= left + TOLERANCE)


def identity(box: Any) -> str:
    """Return the id of a box's element."""
    return "" if box.element is None else str(box.element.get("id", ""))


def calls_in(sheets: list[tuple[int, Any]], wanted: set[str]) -> dict[str, Call]:
    """Return where each call first stands; a repeated header calls again."""
    calls: dict[str, Call] = {}
    for number, page in sheets:
        for box, _, line, section in _in_text(page):
            name = identity(box)
            if name in wanted and box.element_tag == box.element.tag:
                printed = "".join(box.element.itertext()).strip()
                baseline = None if line is None else float(line.position_y + line.baseline)
                calls.setdefault(name, Call(number, printed, baseline, section))
    return calls


def first_line(box: Any) -> Any:
    """Return the first line in a box, None if it has none."""
    return next((one for one in box.descendants() if type(one).__name__ == "LineBox"), None)


def bottom_of(box: Any) -> float:
    """Return the lower edge of a box that is drawn, in CSS pixels."""
    if type(box).__name__ == "LineBox":
        return float(box.position_y + box.height)
    return float(box.border_box_y() + box.border_height())


def edges_of(box: Any) -> tuple[float, float]:
    """Return the left and the right edge of the texts in a box."""
    texts = [one for one in box.descendants() if type(one).__name__ == "TextBox"]
    left = min((text.position_x for text in texts), default=box.border_box_x())
    right = max((text.position_x + text.width for text in texts), default=0.0)
    return float(left), float(right)


def text_bottom(page: Any) -> float:
    """Return where the text of a page ends, without its notes."""
    return max(
        (bottom_of(box) for child in page.children if child.element_tag == "html"
         for box in child.descendants() if _is_inked(box)),
        default=float(page.content_box_y()),
    )  # fmt: skip


def _is_inked(box: Any) -> bool:
    kind = type(box).__name__
    if kind in ("LineBox", "TableCellBox") or kind.endswith("ReplacedBox"):
        return True
    return kind == "BlockBox" and bool(box.border_bottom_width)


def _in_text(
    box: Any, line: Any = None, section: Any = None, *, in_flow: bool = True
) -> Iterator[Found]:
    """Yield all boxes inside a box. What is positioned absolutely stands in no line of the text."""
    for child in box.children:
        inside = getattr(child, "_box", child)
        placed = in_flow and inside is child
        here = inside if type(inside).__name__ == "LineBox" else line
        within = section
        names = () if inside.element is None else inside.element.get("class", "").split()
        if inside.element_tag == "section" and "section" in names:
            within = inside.element
        yield Found(inside, box, here if placed else None, within)
        yield from _in_text(inside, here, within, in_flow=placed)
