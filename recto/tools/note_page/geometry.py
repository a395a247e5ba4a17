"""What stands on a page: the calls in its text, and where the text ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes

Box = Any


@dataclass(frozen=True)
class Part:
    """A note from a place onwards: from its beginning (None), or from where it was split."""

    note: Box
    start: Any = None


def notes_called_in(box: Box) -> Iterator[Box]:
    """Yield the notes called in a box, and those called in these notes."""
    # A box that is positioned absolutely is a placeholder until the page is done, but its calls
    # are on this page all the same.
    for inside in box.descendants(placeholders=True):
        note = getattr(inside, "footnote", None)
        if note is not None:
            yield note
            yield from notes_called_in(note)


def text_bottom(body: Box) -> float | None:
    """Return the lowest y, in CSS pixels, that a page's text uses; None on a blank page."""
    return max((_bottom(box) for box in body.descendants() if _is_seen(box)), default=None)


def last_text(body: Box) -> str:
    """Return the text that ends the last line of a page, empty where a page ends otherwise."""
    box = body
    while isinstance(box, boxes.ParentBox) and not isinstance(box, boxes.TableBox):
        flow = [child for child in box.children if child.is_in_normal_flow()]
        if not flow:
            return ""
        box = flow[-1]
    return str(box.text) if isinstance(box, boxes.TextBox) else ""


def close_up(box: Box) -> None:
    """Let a box that is split end where its content ends.

    WeasyPrint stretches it to the bottom of its page, where the notes would stand too high.
    """
    flow = [child for child in box.children if child.is_in_normal_flow()]
    if not flow:
        return
    if isinstance(flow[-1], boxes.BlockBox):
        close_up(flow[-1])
    box.height = _bottom(flow[-1]) - box.content_box_y()


def _bottom(box: Box) -> float:
    if isinstance(box, boxes.LineBox):
        return float(box.position_y + box.height)
    return float(box.border_box_y() + box.border_height())


def _is_seen(box: Box) -> bool:
    """Tell whether a box puts ink on the page; the rest may end below the notes unseen."""
    if isinstance(box, (boxes.LineBox, boxes.ReplacedBox, boxes.TableCellBox)):
        return True
    if not isinstance(box, boxes.BlockLevelBox) or box.element_tag in ("html", "body"):
        return False
    return bool(
        box.border_bottom_width
        or box.style["height"] != "auto"
        or box.style["background_color"].alpha
    )
