"""The baseline grid: lines of text stand at the same heights on every page.

A stylesheet that counts in lines keeps its text on a grid, until something comes whose height
nobody chose: a picture, a table, small type, a high formula, a heading of two lines. CSS has no
property that works in WeasyPrint 70.0, so its layout is followed in three places.

- A block of text begins on the grid: it moves down to the next line of it, by less than a line.
- A line of such a block is whole lines high: what rises out of it or hangs below it takes a whole
  line more, or, if it is small, no room of its own.
- A line that makes way for a float goes down by whole lines.

The grid is asked for by a custom property of the root element, `html { --baseline-grid: on }`; its
step is the line height of the root, and it begins at the top of each page's text. Without the
property nothing changes. `--baseline-grid: off` leaves an element and all in it alone.

Text whose lines are as high as those of the grid or higher takes its place on it. Smaller type does
not, nor does what is not in the flow of the page: notes, floats, cells of tables, flexible and
absolute boxes. Where such a thing ends is nobody's business but that of the text behind it.
"""

from __future__ import annotations

from math import ceil
from typing import Any, Final

from recto.tools.note_page import require_version

PROPERTY: Final = "__baseline_grid"  # WeasyPrint's own spelling of --baseline-grid
# In CSS pixels, a ten thousandth of an inch: less is rounding.
TOLERANCE: Final = 0.01
# What rises out of its line by less than this share of it finds room in the leading.
LEEWAY: Final = 0.3

Box = Any
_original: dict[str, Any] = {}  # WeasyPrint's own functions, needed by ours


def install() -> None:
    """Let documents that ask for a baseline grid have one from now on; twice is once.

    Raises UnknownWeasyPrint for any version but 70.0.
    """
    require_version("the baseline grid", "tests/test_baseline.py")
    from weasyprint.layout import block, inline

    for module, name, ours in (
        (block, "block_level_layout_switch", _place_block),
        (inline, "avoid_collisions", _place_line),
        (inline, "line_box_verticality", _whole_lines),
    ):
        if getattr(module, name) is not ours:
            _original[name] = getattr(module, name)
            setattr(module, name, ours)


# What takes part, told once for a document


def _is_asked(style: Any) -> bool:
    return any(getattr(token, "lower_value", "") == "on" for token in style[PROPERTY] or ())


def _mark_document(root: Box) -> None:
    """Tell the boxes of a document before layout which of them keep to the grid.

    `grid` is the step, in CSS pixels, or 0; a copy of a box keeps it.
    """
    from weasyprint.text.line_break import strut

    root.grid = 0.0
    if _is_asked(root.style):
        step = float(strut(root.style)[0])
        if step > TOLERANCE:
            _mark(root, step)


def _mark(box: Box, step: float) -> None:
    from weasyprint.formatting_structure import boxes
    from weasyprint.text.line_break import strut

    flow = [child for child in box.children if child.is_in_normal_flow()]
    for child in flow:
        if isinstance(child, boxes.LineBox):
            if strut(child.style)[0] > step - TOLERANCE:
                box.grid = child.grid = step
        elif isinstance(child, boxes.BlockBox) and _is_asked(child.style):
            _mark(child, step)
    # The mark of a list item stands where the item begins, not where its text does.
    if flow and box.children[0].is_outside_marker:
        box.grid = vars(flow[0]).get("grid", 0.0)


# The steps


def _place_block(context: Any, box: Box, *others: Any, **named: Any) -> Any:
    """Lay out a block as `block_level_layout_switch` does, from the next line of the grid on."""
    if box.is_for_root_element and "grid" not in vars(box):
        _mark_document(box)
    step = vars(box).get("grid")
    if step:
        _, start, _, _, _, _, margins, *_ = others
        top = context.current_footnote_area.page.content_box_y()
        box.position_y += _rest(_first_line(box, start, margins) - top, step)
    return _original["block_level_layout_switch"](context, box, *others, **named)


def _first_line(box: Box, start: Any, margins: list[float]) -> float:
    """Return the y of the first line of a block, which may go on from the page before."""
    from weasyprint.layout.block import collapse_margin

    if start is not None and box.style["box_decoration_break"] == "slice":
        return float(box.position_y + collapse_margin(margins))
    edge = box.border_top_width + box.padding_top
    return float(box.position_y + collapse_margin([*margins, box.margin_top]) + edge)


def _place_line(context: Any, line: Box, *others: Any, **named: Any) -> tuple[float, float, float]:
    """Return where a line stands beside the floats, or whole lines below them, and its width."""
    x, y, width = _original["avoid_collisions"](context, line, *others, **named)
    step = vars(line).get("grid")
    return (x, y + _rest(y - line.position_y, step), width) if step else (x, y, width)


def _whole_lines(line: Box) -> tuple[float, float]:
    """Return the bottom and the top of a line, from its baseline, as whole lines of the grid."""
    bottom, top = _original["line_box_verticality"](line)
    step = vars(line).get("grid")
    if not step:
        return bottom, top
    ceiling = -line.baseline
    floor = ceiling + line.margin_height()
    above, below = ceiling - top, bottom - floor
    if above < TOLERANCE and below < TOLERANCE:
        return bottom, top
    if not _has_text(line):
        return bottom + _rest(bottom - top, step), top  # a picture, and no baseline to keep
    return floor + _room(below, step), ceiling - _room(above, step)


def _has_text(line: Box) -> bool:
    return any(type(box).__name__ == "TextBox" for box in line.descendants())


def _room(excess: float, step: float) -> float:
    """Return the room that an excess over a line takes: none, or whole lines."""
    return max(0, ceil(excess / step - LEEWAY)) * step


def _rest(length: float, step: float) -> float:
    """Return what a length lacks to a whole number of steps."""
    rest = -length % step
    return 0.0 if rest < TOLERANCE or step - rest < TOLERANCE else rest
