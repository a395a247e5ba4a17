"""Notes beside the text: each stands in the margin, level with the line of its call.

The column of the notes is the padding of the page, on the side where it is wider: on the outer one
of a book, on the right of sheets that are printed on one side. A page without padding has no room
beside its text.

A note that is marked (BESIDE) takes no room while lines are tried. When the text of a page is
settled, its notes are laid out in the width of the column and packed: in the order of their calls,
none over another, all within the height of the text. Those for which there is no room are set at
the foot, like any footnote, and the page is made again with them there.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from math import inf
from typing import Any, Final, NamedTuple

from weasyprint.css.properties import Dimension
from weasyprint.formatting_structure.boxes import LineBox, ParentBox, ReplacedBox, TextBox
from weasyprint.formatting_structure.build import create_anonymous_boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.layout.block import block_level_layout

from recto.tools.margin_column import Column, packed, without_room
from recto.tools.note_page.context import NoteContext
from recto.tools.note_page.geometry import Box, notes_called_in

BESIDE: Final = "margin-note"  # the class of a note that wants to stand in the margin
# In sizes of the notes: between text and column, between two notes (less where many crowd a
# page), and the narrowest column in which a note can be read.
FROM_TEXT: Final = 1.3
BETWEEN: Final = (0.65, 0.2)
NARROWEST: Final = 8.0
TOLERANCE: Final = 0.5  # CSS pixels
SIDES: Final = ("top", "right", "bottom", "left")


class _Called(NamedTuple):
    """A note beside the text, the note in whose text it is called if any, and its call's line."""

    note: Box
    root: Box
    top: float
    baseline: float


def install() -> None:
    """Let every document laid out from now on have notes beside its text; twice is once.

    To be called after note_page.install(), on which it builds. Documents without marked notes are
    laid out as before.
    """
    from weasyprint import document

    pages: Any = import_module("recto.tools.note_page.pages")
    document.LayoutContext = MarginContext
    if pages.remake_page is not _remade:
        global _remake_page  # noqa: PLW0603  # WeasyPrint's own function, needed by ours
        _remake_page = pages.remake_page
        pages.remake_page = _remade


def is_marked(note: Box) -> bool:
    """Tell whether a note wants to stand beside the text."""
    return note.element is not None and BESIDE in note.element.get("class", "").split()


class MarginContext(NoteContext):
    """The layout context of notes beside the text; it knows of each whether it stands there."""

    def __init__(self, *inputs: Any) -> None:
        self._at_foot: set[Box] = set()  # marked notes without room beside the text
        self.is_crowded = False  # whether such notes were found on the page just made
        super().__init__(*inputs)

    def start_page(self, number: int) -> None:
        """Get ready to make a page: the notes from here on may all stand beside the text again."""
        super().start_page(number)
        self._at_foot = {note for note in self._at_foot if self._home.get(note, inf) < number}

    def start_page_again(self, number: int) -> None:
        """Get ready to make a page again, with the notes at its foot that had no room beside it."""
        at_foot = self._at_foot
        self.start_page(number)
        self._at_foot = at_foot

    @property
    def current_footnote_area(self) -> Box:
        """The empty box of the notes at the foot; make_page() sets it before anything is tried."""
        return self._area

    @current_footnote_area.setter
    def current_footnote_area(self, area: Box) -> None:
        NoteContext.current_footnote_area.fset(self, area)  # type: ignore[attr-defined]
        self.is_crowded = False
        # Nobody has to keep room for the others.
        self.footnotes = [note for note in self.footnotes if not self._is_beside(note)]

    def unlayout_footnote(self, footnote: Box) -> None:
        """Give back the room of a note whose line was taken back, if it had any."""
        if not self._is_beside(footnote):
            super().unlayout_footnote(footnote)

    def settle(self, positioned: list[Box]) -> Box:
        """Return the area with the notes of the page: those at its foot, and those beside it."""
        number = self.current_page
        calls = [call for call in _calls(self.body) if self._is_beside(call[0].footnote)]
        if not calls:
            return super().settle(positioned)
        new = [
            called
            for call, top, baseline in calls
            if self._home.get(call.footnote, inf) >= number
            for called in _with_nested(call.footnote, top, baseline)
        ]
        self._home.update({called.note: number for called in new})
        notes = [call.footnote for call, _, _ in calls]
        for call, _, _ in calls:
            call.footnote = None  # a note beside the text is none at the foot
        area = super().settle(positioned)
        for (call, _, _), note in zip(calls, notes, strict=True):
            call.footnote = note
        return self._with(area, self._placed(new, positioned))

    def _is_beside(self, note: Box) -> bool:
        return note is not None and is_marked(note) and note not in self._at_foot

    def _with(self, area: Box, beside: list[Box]) -> Box:
        """Return an area with notes beside the text too, in the order of the document."""
        if not beside:
            return area
        if not area.children:  # nothing at the foot: no rule, and no room for it
            area = block_level_layout(self, self._bare_area(0), -inf, None, self._area.page)[0]
        for note in beside:
            note.translate(dy=area.margin_height())  # make_page() lifts the area so high
        order = {id(note.element): place for note, place in self._order.items()}
        area.children = sorted((*area.children, *beside), key=lambda box: order[id(box.element)])
        return area

    def _placed(self, called: list[_Called], positioned: list[Box]) -> list[Box]:
        """Return the notes of a page in their places; nothing where some have no room."""
        column = self._column(called) if called else None
        laid_out, found = [], []
        for one in called:
            made, absolute = (None, []) if column is None else self._laid_out(one.note, column)
            if made is None or column is None or _right(made) > column.right + TOLERANCE:
                self._set_at_foot(one)
            else:
                laid_out.append((one, made))
                found += absolute
        if column is None or not laid_out:
            return []
        heights = [made.border_height() for _, made in laid_out]
        calls = [one.baseline for one, _ in laid_out]
        gone: set[int] = set()
        for apart in BETWEEN:
            gone = without_room(heights, calls, column, apart * column.size)
            if not gone:
                wanted = [_wanted(one, made) for one, made in laid_out]
                tops = packed(wanted, heights, column.top, column.bottom, apart * column.size)
                for (_, made), top in zip(laid_out, tops, strict=True):
                    made.translate(dy=top - made.border_box_y())
                positioned += found
                return [made for _, made in laid_out]
        for at in gone:
            self._set_at_foot(laid_out[at][0])
        return []

    def _set_at_foot(self, called: _Called) -> None:
        self._at_foot.add(called.root)
        self.is_crowded = True

    def _column(self, called: list[_Called]) -> Column | None:
        """Return the column beside the text, None where it is too narrow for these notes."""
        page = self._area.page
        size = max(one.note.style["font_size"] for one in called)
        width = max(page.padding_left, page.padding_right) - FROM_TEXT * size
        left = page.padding_box_x()
        if page.padding_right >= page.padding_left:
            left = page.content_box_x() + page.width + FROM_TEXT * size
        top = page.content_box_y()
        if width < NARROWEST * size:
            return None
        return Column(left, left + width, top, top + page.height, size, width / page.width)

    def _laid_out(self, note: Box, column: Column) -> tuple[Box, list[Box]]:
        """Lay out a note at the top of the column; return it, and what is positioned in it."""
        area = self._bare_area(column.right - column.left)
        area.position_x, area.position_y = column.left, column.top
        area.children = [note.deepcopy()]
        area = create_anonymous_boxes(area)
        found: list[Box] = []
        # Laying out the note asks this same context, so that the trial is set aside meanwhile.
        trial = self.page_bottom, self.footnotes, self._on_trial
        self.page_bottom, self.footnotes, self._on_trial = inf, [], None
        self.create_block_formatting_context(area)  # the floats of the text are not in its way
        try:
            area = block_level_layout(
                self, area, -inf, None, area.page, absolute_boxes=found, fixed_boxes=found
            )[0]
        finally:
            self.finish_block_formatting_context()
            self.page_bottom, self.footnotes, self._on_trial = trial
        (made,) = area.children
        return made, found

    def _bare_area(self, width: float) -> Box:
        """Return an area of notes without margins, padding and rule."""
        area = self._area.deepcopy()
        area.children = []
        area.height = "auto"
        area.style = area.style.copy()
        for side in SIDES:
            area.style[f"margin_{side}"] = area.style[f"padding_{side}"] = Dimension(0, "px")
            area.style[f"border_{side}_width"] = 0
        area.style["width"] = Dimension(width, "px")
        return area


_remake_page: Any = None


def _remade(index: int, context: Any, root_box: Box, html: Any) -> tuple[Box, Any]:
    """Make a page, and again until every note has its place."""
    made: tuple[Box, Any] = _remake_page(index, context, root_box, html)
    while isinstance(context, MarginContext) and context.is_crowded:
        context.start_page_again(index + 1)
        # What stood on the page may now stand on the next, and its number is asked for.
        context.page_maker[index][-1].update(anchors=[], content_lookups=[])
        made = _remake_page(index, context, root_box, html)
    return made


def _with_nested(note: Box, top: float, baseline: float) -> Iterator[_Called]:
    yield _Called(note, note, top, baseline)
    for nested in notes_called_in(note):
        yield _Called(nested, note, top, baseline)


def _calls(box: Box, line: Box = None, is_laid_out: bool = True) -> Iterator[tuple[Any, ...]]:
    """Yield each call in a box with the top and the baseline of its line.

    A box that is positioned absolutely is laid out after the notes: its calls count as made in
    the line where it would stand.
    """
    for child in box.children:
        inside = child
        if isinstance(child, AbsolutePlaceholder):
            inside = child._box  # noqa: SLF001  # it has no other name
        if getattr(inside, "footnote", None) is not None:
            place = (line.position_y, line.position_y + line.baseline) if line else (0.0, 0.0)
            yield inside, *place
        if isinstance(inside, ParentBox):
            placed = is_laid_out and inside is child
            here = inside if placed and isinstance(inside, LineBox) else line
            yield from _calls(inside, here, placed)


def _wanted(called: _Called, note: Box) -> float:
    """Return the top of a note whose first line stands on the baseline of the line of its call."""
    for box in note.descendants():
        if isinstance(box, LineBox):
            drop = box.position_y + box.baseline - note.border_box_y()
            return float(called.baseline - drop)
    return called.top  # it has no line


def _right(note: Box) -> float:
    """Return the right edge of what is drawn in a note."""
    return max(
        (float(box.position_x + box.width)
         for box in note.descendants() if isinstance(box, (TextBox, ReplacedBox))),
        default=0.0,
    )  # fmt: skip
