"""The notes of a laid-out document, counted against the source.

The layout is not believed: where a note stands is read from the boxes that will be drawn, and
its words are compared letter by letter with the words of the source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Literal, NamedTuple

from recto.tools.note_words import Line, excerpt, follow, letters, lines_of, parting

FaultKind = Literal["lost", "doubled", "disordered", "early", "late", "text", "overlap", "outside"]
# Half a CSS pixel, a hundred and thirtieth of an inch: less is rounding, not a fault.
TOLERANCE: Final = 0.5


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


class _Printed(NamedTuple):
    """A part of a note as it is printed on a page."""

    note: str
    page: int
    box: Any


class _Call(NamedTuple):
    """The page on which a call first stands, and the number it prints."""

    page: int
    number: str


class _Auditor:
    """Knows every note by the number that its reader sees, and words the faults."""

    def __init__(self, document: Any, source: Sequence[tuple[str, str, str]]) -> None:
        # The boxes are all that a Document tells of its notes.
        self.sheets = list(enumerate((page._page_box for page in document.pages), 1))  # noqa: SLF001
        self.source = source
        calls = _calls(self.sheets, {call for _, call, _ in source})
        self.called = {note: calls[call] for note, call, _ in source if call in calls}
        printed = [part for number, page in self.sheets for part in _printed_on(number, page)]
        self.parts: dict[str, list[_Printed]] = {note: [] for note, _, _ in source}
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
        faults += self.disordered([part for part in self.known if part not in repeated], ranks)
        faults.sort(key=lambda fault: (fault.page or 0, ranks.get(fault.note, (0, 0))))
        return NoteAudit(tuple(places), tuple(faults))

    def name(self, note: str) -> str:
        """Return a note's name: the number that is printed, or the id where none is."""
        call = self.called.get(note)
        return f"note {call.number}" if call and call.number else f"the note `{note}`"

    def fault(self, kind: FaultKind, part: _Printed, says: str) -> NoteFault:
        """Return a fault of a part of a note."""
        said = f"{self.name(part.note)} on page {part.page} {says}"
        return NoteFault(kind, part.note, part.page, said)

    # Faults of one note

    def lost_or_apart(self, note: str, found: list[_Printed]) -> Iterator[NoteFault]:
        """Yield that a note is nowhere, or not where its call is."""
        call = self.called.get(note)
        if not found:
            where = f"its call stands on page {call.page}" if call else "so is its call"
            page = call.page if call else None
            yield NoteFault("lost", note, page, f"{self.name(note)} is lost: {where}")
            return
        if call is None:
            yield self.fault("lost", found[0], "has lost its call")
        elif found[0].page < call.page:
            yield self.fault("early", found[0], f"stands before its call on page {call.page}")
        elif found[0].page > call.page:
            yield self.fault("late", found[0], f"begins after its call on page {call.page}")
        for before, after in pairwise(found):
            if after.page > before.page + 1:
                yield self.fault("late", after, f"was left off on page {before.page}")

    def compared(self, found: list[_Printed], words: str) -> tuple[list[NoteFault], list[_Printed]]:
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
        top, bottom = page.content_box_y(), page.content_box_y() + page.height
        text_ends = max(
            (_bottom(box) for child in page.children if child.element_tag == "html"
             for box in child.descendants() if _is_inked(box)),
            default=top,
        )  # fmt: skip
        for area in _areas(page):
            notes = [_Printed(_identity(box), number, box) for box in area.children]
            notes.sort(key=lambda part: part.box.position_y)
            if notes and min(area.position_y, notes[0].box.position_y) < text_ends - TOLERANCE:
                yield self.fault("overlap", notes[0], "covers the text")
            for above, below in pairwise(notes):
                if below.box.border_box_y() < _bottom(above.box) - TOLERANCE:
                    yield self.fault("overlap", below, f"covers {self.name(above.note)}")
            for part in notes:
                if (
                    part.box.border_box_y() < top - TOLERANCE
                    or _bottom(part.box) > bottom + TOLERANCE
                    or _right(part.box) > page.margin_width() + TOLERANCE
                ):
                    yield self.fault("outside", part, "leaves the page")

    def disordered(
        self, printed: list[_Printed], ranks: dict[str, tuple[int, int]]
    ) -> Iterator[NoteFault]:
        """Yield each note that stands behind one whose call comes later.

        Calls are in order by page first: in a row of a table that is split, a later cell's call
        may stand a page before an earlier cell's.
        """
        # Read in the order of the boxes, which is that of the tags, and as the eye reads.
        for order in (
            printed,
            sorted(printed, key=lambda part: (part.page, part.box.position_y)),
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


# Reading the boxes


def _areas(page: Any) -> list[Any]:
    return [child for child in page.children if type(child).__name__ == "FootnoteAreaBox"]


def _identity(box: Any) -> str:
    return "" if box.element is None else str(box.element.get("id", ""))


def _printed_on(number: int, page: Any) -> list[_Printed]:
    return [_Printed(_identity(box), number, box) for area in _areas(page) for box in area.children]


def _calls(sheets: list[tuple[int, Any]], wanted: set[str]) -> dict[str, _Call]:
    """Return where each call first stands; a repeated header calls again."""
    found: dict[str, _Call] = {}
    for number, page in sheets:
        for box in page.descendants(placeholders=True):
            identity = _identity(box)
            if identity in wanted and box.element_tag == box.element.tag:
                printed = "".join(box.element.itertext()).strip()
                found.setdefault(identity, _Call(number, printed))
    return found


def _is_said_before(wanted: str, reached: int, lines: list[Line]) -> bool:
    return any(line.text for line in lines) and any(
        follow(wanted, start, lines) is not None for start in range(reached)
    )


def _bottom(box: Any) -> float:
    if type(box).__name__ == "LineBox":
        return float(box.position_y + box.height)
    return float(box.border_box_y() + box.border_height())


def _right(box: Any) -> float:
    """Return the right edge of the longest text in a box."""
    return max(
        (inside.position_x + inside.width for inside in box.descendants()
         if type(inside).__name__ == "TextBox"),
        default=0.0,
    )  # fmt: skip


def _is_inked(box: Any) -> bool:
    kind = type(box).__name__
    if kind in ("LineBox", "TableCellBox") or kind.endswith("ReplacedBox"):
        return True
    return kind == "BlockBox" and bool(box.border_bottom_width)
