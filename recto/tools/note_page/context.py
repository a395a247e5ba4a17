"""The layout context that reserves room for notes, and settles them when the text is."""

from __future__ import annotations

from math import inf
from typing import Any

from weasyprint.formatting_structure.build import create_anonymous_boxes
from weasyprint.layout import LayoutContext
from weasyprint.layout.block import block_level_layout

from recto.tools.note_page.geometry import Box, Part, close_up, notes_called_in, text_bottom

# What a page keeps for its text, as a share of its height, when notes are carried to it: where
# they end on it, and where they go on. Without it a long note would stop the text for pages.
KEPT_FOR_TEXT = (0.125, 0.25)
NOTHING: tuple[list[Part], Box, list[Box]] = ([], None, [])


class _Waiting(list[Box]):
    """Notes from the page before, where a float is from there too.

    WeasyPrint makes a page behind the text if it finds any notes here; it shall make one for the
    float alone. Nobody else asks: make_page() takes the list away and reads it.
    """

    def __bool__(self) -> bool:
        return True


class NoteContext(LayoutContext):  # type: ignore[misc]  # WeasyPrint has no types
    """WeasyPrint's layout context, whose lists of notes are estimates and no longer the truth.

    block.py talks to it by five names: `layout_footnote` (a call stands in the line on trial),
    `overflows_page` (does the line still fit?), `report_footnote` (the note cannot stay),
    `unlayout_footnote` (the line was taken back) and the list `reported_footnotes`. The list
    `current_page_footnotes` stays empty: it is what block.py empties when it forgets notes.
    """

    def __init__(self, *inputs: Any) -> None:
        self._area: Box = None
        self._order: dict[Box, int] = {}  # a note's place in the document
        self._home: dict[Box, int] = {}  # the page on which a note is called
        self._carried: dict[int, list[Part]] = {}  # what a page gets from the page before it
        self._floats: dict[int, dict[Box, Any]] = {}  # the same of split floats
        self._made_with: dict[int, Any] = {}  # and what it got when it was last made
        self._arriving: list[Part] = []
        self._reserved: list[Part] = []
        self._on_trial: Box = None  # the note whose line is about to be measured
        self._whole = NOTHING  # the notes last laid out whole, their area, what is positioned in it
        self._floor = 0.0  # the bottom of the page's content, in CSS pixels
        self.divided_lines: dict[str, str] = {}  # lines that end in a divided word: as set, as text
        self.whole_lines: set[str] = set()  # texts whose first line may not end so
        self.body: Box = None  # the text of the page, as soon as it is settled
        super().__init__(*inputs)

    # The beginning of a page

    def carried_to(self, number: int) -> list[Part]:
        """Return the parts of notes that page `number`, from 1, gets from the page before it."""
        return self._carried.get(number, [])

    def is_made_again(self, number: int) -> bool:
        """Tell whether page `number` must be made, since it got other parts when it last was."""
        return self._made_with.get(number) != self._given_to(number)

    def start_page(self, number: int) -> None:
        """Get ready to make page `number`, for the first time or again."""
        self._made_with[number] = self._given_to(number)
        self._arriving = self.carried_to(number)
        self.reported_footnotes = [part.note for part in self._arriving]
        self.broken_out_of_flow = self._floats.get(number, {})
        if self.broken_out_of_flow:
            self.reported_footnotes = _Waiting(self.reported_footnotes)
        self._home = {note: page for note, page in self._home.items() if page != number}
        if self._order:
            self.footnotes = [n for n in self._order if self._home.get(n, inf) >= number]

    def end_page(self, number: int) -> None:
        """Keep the floats that are split at the end of page `number`, as settle() keeps notes."""
        self._floats[number + 1] = self.broken_out_of_flow

    def needs_page(self, number: int) -> bool:
        """Tell whether page `number` is needed for notes or floats alone, the text being over."""
        notes, floats = self._given_to(number)
        # A float that has not moved on would never end.
        return bool(notes) or bool(floats and floats != self._given_to(number - 1)[1])

    def _given_to(self, number: int) -> tuple[Any, ...]:
        floats = [
            (box.element, start) for box, _, _, start in self._floats.get(number, {}).values()
        ]
        return self.carried_to(number), floats

    def forget_pages_after(self, number: int) -> None:
        """Forget what was carried to pages that are no longer there."""
        for by_page in (self._carried, self._floats, self._made_with):
            for later in [page for page in by_page if page > number]:
                del by_page[later]

    @property
    def current_footnote_area(self) -> Box:
        """The empty box of the page's notes; make_page() sets it before anything is tried."""
        return self._area

    @current_footnote_area.setter
    def current_footnote_area(self, area: Box) -> None:
        self._area = area
        if area is None:
            return
        if not self._order:
            self._order = {note: place for place, note in enumerate(self.footnotes)}
        # A continued area is drawn as the lower part of a box, and would lose the rule.
        area.style = area.style.copy()
        area.style["box_decoration_break"] = "clone"
        self._floor = area.position_y
        self._reserved = []
        self._on_trial = None
        self._whole = NOTHING

    # While lines are tried

    def layout_footnote(self, footnote: Box) -> bool:
        """Reserve room for a note; True asks block.py to put it off at once."""
        self.footnotes.remove(footnote)
        # A call never stands on a page where its note cannot begin, if its line can still move.
        footnote.style["footnote_policy"] = "line"
        arrived = [part for part in self._arriving if part.note is footnote]
        if arrived:
            self._reserved += arrived
            self.reported_footnotes = [part.note for part in self._reserve_arrived()]
            return False
        if self.reported_footnotes or self._home.get(footnote, inf) < self.current_page:
            # It waits behind a note that goes on, or a repeated header calls it once more.
            return False
        self._reserved.append(Part(footnote))
        if self.in_column:
            return self._reserve_in_column(footnote)
        self._reserve(inf)
        self._on_trial = footnote
        return False

    def overflows_page(self, bottom_space: float, position_y: float) -> bool:
        """Tell whether a line overflows; one whose note can begin below it does not."""
        footnote, self._on_trial = self._on_trial, None
        if footnote is not None:
            # Its note has to stand below the floats beside the line, too.
            floats = (box.position_y + box.margin_height() for box in self.excluded_shapes)
            position_y = max([position_y, *floats])
        overflow = bool(super().overflows_page(bottom_space, position_y))
        if overflow and footnote is not None:
            rest = self._reserve(self._floor - bottom_space - position_y)
            if len(rest) == 1 and rest[0].start:
                self.reported_footnotes.append(footnote)
                return False
        return overflow

    def report_footnote(self, footnote: Box) -> None:
        """Put a note off: not even its beginning fits below its line."""
        self._on_trial = None
        self.reported_footnotes.append(footnote)
        self._release(footnote)

    def unlayout_footnote(self, footnote: Box) -> None:
        """Give back the room of a note whose line was taken back, and let it wait again."""
        if any(part.note is footnote for part in self._arriving):
            return  # its call stands on an earlier page
        reported = footnote in self.reported_footnotes
        if reported:
            self.reported_footnotes.remove(footnote)
        if self._release(footnote) or reported:
            self.footnotes.append(footnote)

    def _release(self, footnote: Box) -> bool:
        kept = [part for part in self._reserved if part.note is not footnote]
        released = len(kept) < len(self._reserved)
        self._reserved = kept
        if released:
            self._reserve(inf)
        return released

    def _reserve(self, height: float, forced: bool = False) -> list[Part]:
        """Keep room for what fits into `height` of the reserved notes; return the rest."""
        area, rest = self._fit(self._reserved, height, forced)
        self._area.height = "auto" if area is None else area.height
        if not self.in_column:
            self.page_bottom = self._floor - (0 if area is None else area.margin_height())
        return rest

    def _reserve_arrived(self) -> list[Part]:
        rest: list[Part] = []
        for share in KEPT_FOR_TEXT:
            rest = self._reserve(self._area.page.height * (1 - share), forced=True)
            if not rest:
                break
        return rest

    def _reserve_in_column(self, footnote: Box) -> bool:
        # Columns find their height by trial and error; half of the page is left to them.
        rest = self._reserve(self._area.page.height / 2)
        split = bool(rest) and bool(rest[0].start)
        if split:
            self.reported_footnotes.append(footnote)
        return bool(rest) and not split

    # The end of a page

    def is_on_page(self, body: Box) -> bool:
        """Tell whether a text ends above the bottom of the page."""
        bottom = None if body is None else text_bottom(body)
        return body is not None and (bottom is None or not self.overflows(self._floor, bottom))

    def settle(self, positioned: list[Box]) -> Box:
        """Return the area with the notes of the calls that stand on the page.

        What does not fit below the text is carried to the next page. Boxes in notes that are
        positioned absolutely are added to `positioned`. Raises ValueError for notes that are
        not blocks, since WeasyPrint would run them together.
        """
        number = self.current_page
        called = {
            note for note in notes_called_in(self.body) if self._home.get(note, inf) >= number
        }
        self._home.update(dict.fromkeys(called, number))
        self.footnotes = [note for note in self._order if self._home.get(note, inf) > number]
        parts = [*self._arriving, *map(Part, sorted(called, key=self._order.__getitem__))]
        bottom = text_bottom(self.body)
        if bottom is None:  # a page of notes only, or a blank one before a chapter
            area, rest = self._fit(parts, self._area.page.height, True, positioned)
        else:
            area, rest = self._fit(parts, self._floor - bottom, False, positioned)
        self._carried[number + 1] = rest
        self.reported_footnotes = [part.note for part in rest]
        return self._empty_area() if area is None else area

    def _empty_area(self) -> Box:
        area = self._area.deepcopy()
        area.children = []
        return block_level_layout(self, area, -inf, None, area.page)[0]

    def _fit(
        self, parts: list[Part], height: float, forced: bool, positioned: list[Box] | None = None
    ) -> tuple[Box, list[Part]]:
        """Lay out as much of the notes as `height`, in CSS pixels, takes.

        Return the area, None where nothing fits, and the rest. `forced` lays out a line at
        least, however little room there is.
        """
        if not parts:
            return None, []
        laid_out, area, found = self._whole
        if height != inf and laid_out == parts and area.margin_height() <= height:
            # The trial of the last line is what stands on the page: it is not laid out again.
            self._whole = NOTHING
            if positioned is not None:
                positioned += found
            return area, []
        # An area on an empty page takes a line whatever its height; so it comes second.
        for page_is_empty in (False, True) if forced else (False,):
            found = []
            area, resume_at = self._lay_out(parts, height, page_is_empty, found)
            if area is None:
                continue
            if positioned is not None:
                positioned += found
            if not resume_at:
                if height == inf:
                    self._whole = list(parts), area, found
                return area, []
            close_up(area)
            ((index, start),) = resume_at.items()
            return area, [Part(parts[index].note, start), *parts[index + 1 :]]
        return None, parts

    def _lay_out(
        self, parts: list[Part], height: float, page_is_empty: bool, found: list[Box]
    ) -> tuple[Box, Any]:
        """Let WeasyPrint itself break the notes, as if the area were a page `height` high."""
        area = self._area.deepcopy()
        area.height = "auto"
        area.children = [part.note.deepcopy() for part in parts]
        area = create_anonymous_boxes(area)
        if len(area.children) != len(parts):
            raise ValueError("a note needs `footnote-display: block`")
        # Laying out the notes asks this same context, so that the trial is set aside meanwhile.
        trial = self.page_bottom, self.footnotes, self._on_trial
        self.page_bottom, self.footnotes, self._on_trial = self._floor + height, [], None
        try:
            area, resume_at, *_ = block_level_layout(
                self,
                area,
                bottom_space=-inf if height == inf else 0,
                skip_stack={0: parts[0].start} if parts[0].start else None,
                containing_block=area.page,
                page_is_empty=page_is_empty,
                absolute_boxes=found,
                fixed_boxes=found,
            )
        finally:
            self.page_bottom, self.footnotes, self._on_trial = trial
        return area, resume_at
