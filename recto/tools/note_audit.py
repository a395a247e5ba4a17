"""The notes of a laid-out document, counted against the source.

The layout is not believed: where a note stands is read from the boxes that will be drawn, and
its words are compared letter by letter with the words of the source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import Any, Final, Literal

from recto.tools.note_boxes import (
    TOLERANCE,
    Call,
    Printed,
    areas,
    calls_in,
    edges_of,
    first_line,
    place_asked,
    printed_on,
    text_bottom,
)
from recto.tools.note_words import Line, excerpt, follow, letters, lines_of, parting

FaultKind = Literal[
    "lost", "doubled", "disordered", "early", "late", "text", "overlap", "outside", "adrift"
]
NO_ROOM: Final = "has no room in the margin and stands at the foot"
# Where parts of notes stand, each a column of its own for the eye; and what lists notes.
WHERE: Final = ("foot", "beside", "listed")
LISTS: Final = ("section", "end")


@dataclass(frozen=True)
class NotePlace:
    """Where a note stands: the pages, from 1, of its parts and of its call."""

    note: str
    call: int | None
    parts: tuple[int, ...]


@dataclass(frozen=True)
class NoteFault:
    """Something wrong with a note on a page, counted from 1; None where it is on no page."""

    kind: FaultKind
    note: str
    page: int | None
    message: str

    @property
    def is_error(self) -> bool:
        """Tell whether the edition must not go out; a late note is whole and only warned of."""
        return self.kind != "late"


@dataclass(frozen=True)
class NoteAudit:
    """What an audit found: a place for every note of the source, and the faults."""

    places: tuple[NotePlace, ...]
    faults: tuple[NoteFault, ...]

    @property
    def errors(self) -> tuple[NoteFault, ...]:
        """Return the faults for which the edition must not go out."""
        return tuple(fault for fault in self.faults if fault.is_error)


class _Auditor:
    """Knows every note by the number that its reader sees, and words the faults."""

    def __init__(self, document: Any, source: Sequence[tuple[str, str, str]]) -> None:
        # The boxes are all that a Document tells of its notes.
        self.sheets = list(enumerate((page._page_box for page in document.pages), 1))  # noqa: SLF001
        self.source = source
        self.place = place_asked(self.sheets[0][1]) if self.sheets else "foot"
        calls = calls_in(self.sheets, {call for _, call, _ in source})
        self.called = {note: calls[call] for note, call, _ in source if call in calls}
        printed = [
            part for number, page in self.sheets for part in printed_on(number, page, self.place)
        ]
        self.parts: dict[str, list[Printed]] = {note: [] for note, _, _ in source}
        self.strays = [part for part in printed if part.note not in self.parts]
        self.known = [part for part in printed if part.note in self.parts]
        for part in self.known:
            self.parts[part.note].append(part)

    def audit(self) -> NoteAudit:
        """Return where the notes are, and every fault in the order of the pages."""
        faults = [
            self.fault("text", part, "stands among the notes but is none of the paper's")
            for part in self.strays
        ]
        places, repeated = [], []
        for note, _, words in self.source:
            found, call = self.parts[note], self.called.get(note)
            places.append(
                NotePlace(note, call.page if call else None, tuple(part.page for part in found))
            )
            faults += self.lost_or_apart(note, found)
            wrong, again = self.compared(found, words)
            faults += wrong
            repeated += again
        for number, page in self.sheets:
            faults += self.misplaced(number, page)
        ranks = {place.note: (place.call or 0, rank) for rank, place in enumerate(places)}
        if self.place in LISTS:  # which has nothing to do with pages
            ranks = {note: (0, rank) for note, (_, rank) in ranks.items()}
        faults += self.disordered([part for part in self.known if part not in repeated], ranks)
        faults.sort(key=lambda fault: (fault.page or 0, ranks.get(fault.note, (0, 0))))
        return NoteAudit(tuple(places), tuple(faults))

    def name(self, note: str) -> str:
        """Return a note's name: the number that is printed, or the id where none is."""
        call = self.called.get(note)
        return f"note {call.number}" if call and call.number else f"the note `{note}`"

    def fault(self, kind: FaultKind, part: Printed, says: str) -> NoteFault:
        """Return a fault of a part of a note."""
        said = f"{self.name(part.note)} on page {part.page} {says}"
        return NoteFault(kind, part.note, part.page, said)

    # Faults of one note

    def lost_or_apart(self, note: str, found: list[Printed]) -> Iterator[NoteFault]:
        """Yield that a note is nowhere, or not where its call is."""
        call = self.called.get(note)
        if not found:
            where = f"its call stands on page {call.page}" if call else "so is its call"
            page = call.page if call else None
            yield NoteFault("lost", note, page, f"{self.name(note)} is lost: {where}")
            return
        if call is None:
            yield self.fault("lost", found[0], "has lost its call")
        elif found[0].page < call.page or self.is_above(found[0], call):
            yield self.fault("early", found[0], f"stands before its call on page {call.page}")
        elif found[0].where == "listed" and self.place == "section":
            if found[0].section is not call.section:
                yield self.fault("disordered", found[0], "stands in another section than its call")
        elif found[0].where != "listed" and found[0].page > call.page:
            yield self.fault("late", found[0], f"begins after its call on page {call.page}")
        for before, after in pairwise(found):
            if after.page > before.page + 1:
                yield self.fault("late", after, f"was left off on page {before.page}")

    def is_above(self, part: Printed, call: Call) -> bool:
        """Tell whether a listed note stands above its call on the same page."""
        line = first_line(part.box)
        return (
            part.where == "listed"
            and part.page == call.page
            and None not in (line, call.baseline)
            and line.position_y + line.baseline < call.baseline
        )

    def compared(self, found: list[Printed], words: str) -> tuple[list[NoteFault], list[Printed]]:
        """Follow the source's words through the parts of a note.

        Return the faults, and the parts that say again what has been said.
        """
        wanted = letters(words)
        faults: list[NoteFault] = []
        again, reached = [], 0
        for part in found:
            lines = list(lines_of(part.box))
            end = follow(wanted, reached, lines)
            if end is not None and (end > reached or not lines):
                reached = end
            elif _is_said_before(wanted, reached, lines):
                again.append(part)
                faults.append(self.fault("doubled", part, "says what has already been said"))
            else:
                left = parting(words, reached, lines)
                says = f"leaves the words of its source: `{left}` should follow"
                if not left:
                    says = "goes on where its source ends"
                faults.append(self.fault("text", part, says))
                return faults, again
        if found and reached < len(wanted):
            says = f"ends too early: `{excerpt(words, reached)}` should follow"
            faults.append(self.fault("text", found[-1], says))
        return faults, again

    # Faults of a page

    def misplaced(self, number: int, page: Any) -> Iterator[NoteFault]:
        """Yield the notes of a page that cover its text or each other, or that leave the page."""
        parts = sorted(printed_on(number, page, self.place), key=lambda part: part.box.position_y)
        foot, beside, listed = (
            [part for part in parts if part.where == where]
            for where in ("foot", "beside", "listed")
        )
        area_top = min((area.position_y for area in areas(page) if foot), default=0.0)
        if foot and min(area_top, foot[0].box.position_y) < text_bottom(page) - TOLERANCE:
            yield self.fault("overlap", foot[0], "covers the text")
        for column in (foot, beside, listed):
            for above, below in pairwise(column):
                if below.top < above.bottom - TOLERANCE:
                    yield self.fault("overlap", below, f"covers {self.name(above.note)}")
        for part in parts:
            if _leaves(part, page):
                yield self.fault("outside", part, "leaves the page")
        yield from self.adrift(beside, page)
        if self.place == "margin":
            for part in foot:
                if self.parts.get(part.note, [part])[0].box is part.box:
                    yield self.fault("late", part, NO_ROOM)

    def adrift(self, beside: list[Printed], page: Any) -> Iterator[NoteFault]:
        """Yield the notes beside the text that are away from the line of their call.

        Another note, or the end of the page, may have pushed one: then it touches that.
        """
        above = [None, *(part.bottom for part in beside)]
        below = [*(part.top for part in beside[1:]), page.content_box_y() + page.height]
        for part, before, after in zip(beside, above, below, strict=False):
            call, line = self.called.get(part.note), first_line(part.box)
            if line is None or call is None or call.baseline is None or call.page != part.page:
                continue
            moved = line.position_y + line.baseline - call.baseline
            free = after - part.bottom if moved < 0 else part.top - (before or -inf)
            if abs(moved) > TOLERANCE and free > line.height + TOLERANCE:
                yield self.fault("adrift", part, "stands apart from the line of its call")

    def disordered(
        self, printed: list[Printed], ranks: dict[str, tuple[int, int]]
    ) -> Iterator[NoteFault]:
        """Yield each note that stands behind one whose call comes later.

        Calls are in order by page first: in a row of a table that is split, a later cell's call
        may stand a page before an earlier cell's.
        """
        # Read in the order of the boxes, which is that of the tags, and as the eye reads: each
        # column for itself, since what goes on at the foot may stand behind what is beside it.
        seen = sorted(printed, key=lambda part: (part.page, part.box.position_y))
        for order in (
            [part for part in parts if part.where == where]
            for where in WHERE
            for parts in (printed, seen)
        ):
            faults = [
                self.fault("disordered", second, f"stands after {self.name(first.note)}")
                for first, second in pairwise(order)
                if ranks[first.note] > ranks[second.note]
            ]
            if faults:
                yield from faults
                return


def audit(document: Any, source: Sequence[tuple[str, str, str]]) -> NoteAudit:
    """Audit the notes of a WeasyPrint Document against the notes of the source, in order.

    The source gives for each note the id of its element, the id of its call's element and its
    words, without its number; formulas and pictures are gaps in them.
    """
    return _Auditor(document, source).audit()


def _leaves(part: Printed, page: Any) -> bool:
    """Tell whether a part of a note leaves the height of the text, or its room beside it."""
    top, bottom = page.content_box_y(), page.content_box_y() + page.height
    left, right = 0.0, page.margin_width()
    if part.where == "beside":
        left, right = page.padding_box_x(), page.padding_box_x() + page.padding_width()
    first, last = edges_of(part.box)
    return bool(
        part.top < top - TOLERANCE
        or part.bottom > bottom + TOLERANCE
        or first < left - TOLERANCE
        or last > right + TOLERANCE
    )


def _is_said_before(wanted: str, reached: int, lines: list[Line]) -> bool:
    return any(line.text for line in lines) and any(
        follow(wanted, start, lines) is not None for start in range(reached)
    )
