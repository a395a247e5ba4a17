"""The two streams of a paper, body and notes, as letters, and what may stand between them.

On the pages the letters must be the next of the body, the next of the notes, or furniture: known
titles, folios, markers of lists, the repeated head of a table, and what stands before the body
begins and after it ends.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from recto.proof.expected import CALL, Expected, Item
from recto.proof.pages import Page
from recto.proof.spelling import LETTERS, letters

GAP = "\ue000"
MARKER = re.compile(r"(?:[•◦▪‣⁃–■□]|\(?(?:\d{1,4}|[a-zA-Z]|[ivxlcdmIVXLCDM]{2,7})[.)])(?=\s|$)")
FIRST_FOLIO = re.compile(r"\s*(?:\d{1,5}|[ivxlc]{1,7})(?=\s)", re.IGNORECASE)
# By so many letters an item is known for sure.
SURE = 14
# So many letters of a piece, or all of it, are a copy of it.
COPIED = 40
# Titles of the parts of a bibliography are the designer's: so long may one be, in letters.
RUBRIC = 80
# So many cells of a row may be cut off.
COLUMNS = 8


@dataclass(frozen=True)
class Piece:
    """An item as it is printed: its number and text in letters, and where calls stand in them."""

    item: Item
    letters: str
    calls: tuple[tuple[int, int, str], ...]


class Stream:
    """Pieces one after the other as one string of letters."""

    def __init__(self, pieces: Sequence[Piece], pages: Mapping[str, int] | None = None) -> None:
        self.pieces = tuple(pieces)
        self._pages = pages or {}
        self.text = "".join(piece.letters for piece in pieces)
        self.starts = [0, *accumulate(len(piece.letters) for piece in pieces)]
        self.begins = frozenset(self.starts)

    def index(self, position: int) -> int:
        """Return the index of the piece at a position (that of the last at the very end)."""
        return min(bisect_right(self.starts, position) - 1, len(self.pieces) - 1)

    def end(self, position: int) -> int:
        """Return where the piece at a position ends."""
        return self.starts[self.index(position) + 1]

    def misplaced(self, run: Run) -> int:
        """Return how many pieces begin in a run on another page than their destinations say.

        A number alone is no note: it may be a folio.
        """
        first, last = bisect_left(self.starts, run.start), bisect_left(self.starts, run.end)
        here, count = run.page.number, 0
        for piece in self.pieces[first:last] if self._pages else ():
            page = self._pages.get(piece.item.id, here)
            # A picture before its text may stand on the page before.
            count += page not in ((here - 1, here) if piece.letters[:1] == GAP else (here,))
        return count + self.is_number(run)

    def is_number(self, run: Run) -> bool:
        """Tell whether a run is the number of a note alone, or a part of it."""
        if run.start not in self.begins or not self.is_form(run.start, "note"):
            return False
        return run.end - run.start <= len(letters(self.pieces[self.index(run.start)].item.number))

    def end_of_cells(self, position: int) -> int:
        """Return where the cells end among which a position is; the position if it is in none."""
        while position < len(self.text) and self.is_form(position, "cell"):
            position = self.end(position)
        return position

    def is_form(self, position: int, form: str) -> bool:
        """Tell whether the piece at a position is a paragraph of a form, or an item of a kind."""
        item = self.pieces[self.index(position)].item if self.pieces else None
        return item is not None and form in (item.form, item.kind)


@dataclass(frozen=True)
class Run:
    """Letters ``start`` to ``end`` of a stream, found on a page from its letter ``at`` on.

    A gap (a formula or a picture) is a run of its own, of one sign; ``wide`` is how many letters
    of the page it takes.
    """

    stream: Stream
    start: int
    end: int
    page: Page
    at: int
    wide: int


@dataclass(frozen=True)
class State:
    """How far body and notes have come, and what waits for a later page.

    ``held`` are cells that the end of a page has cut off or pushed away: the place in the body
    where each goes on, with that page. ``waiting`` are the places of notes called in them.
    """

    body: int = 0
    notes: int = 0
    held: tuple[tuple[int, int], ...] = ()
    waiting: tuple[int, ...] = ()


class Streams:
    """Body and notes, and what may stand between them."""

    def __init__(
        self,
        expected: Expected,
        works: Sequence[Item],
        front: tuple[int, int],
        pages: Mapping[str, int],
    ) -> None:
        numbers = {item.link: item.text for item in expected.calls}
        self.body = Stream([_piece(item, numbers) for item in (*expected.paragraphs, *works)], pages)
        self.notes = Stream([_piece(item, numbers) for item in expected.notes], pages)
        self.front = front
        # What may stand above the notes of a section, or of a part of them.
        apart = expected.notes_at in ("section", "end")
        self.rubrics = {letters(one) for one in expected.furniture if apart}
        self.beside = expected.notes_at == "margin"

    @cached_property
    def openings(self) -> dict[str, list[tuple[Stream, int]]]:
        """The first letters of every piece, and the places where a piece begins with them."""
        found: dict[str, list[tuple[Stream, int]]] = defaultdict(list)
        for stream in (self.notes, self.body):
            for start, piece in zip(stream.starts, stream.pieces, strict=False):
                if len(piece.letters) >= SURE:
                    found[piece.letters[:SURE]].append((stream, start))
        return dict(found)

    @cached_property
    def call_places(self) -> dict[str, int]:
        """Where in the body each note is called, by the id of the note."""
        return {
            note: start + at
            for start, piece in zip(self.body.starts, self.body.pieces, strict=False)
            for at, _, note in piece.calls
        }

    def is_put_off(self, state: State, place: int) -> bool:
        """Tell whether a note, or the rest of one, may stand behind those that come after it.

        A note called in a row that goes on on the next page stands with its call there, or on the
        page where the row ends: nobody knows which cell the engine will end first. One that has no
        room beside the text stands at the foot, behind those that have.
        """
        called = self.call_places.get(self.notes.pieces[self.notes.index(place)].item.id, -1)
        if called >= state.body:
            return False
        if self.beside:
            return True
        if place not in self.notes.begins or called < 0 or not state.held:
            return False
        first = self.body.index(min(held for held, _ in state.held)) - COLUMNS
        return self.body.is_form(called, "cell") and self.body.index(called) > first

    def missing(self, state: State) -> tuple[int, int]:
        """Return how many letters of body and notes are still to come."""
        return len(self.body.text) - state.body, len(self.notes.text) - state.notes

    def skips(self, page: Page, at: int, state: State) -> Iterator[tuple[int, int]]:
        """Yield to where furniture reaches from a place on a page, and how doubtful that is."""
        if at in page.margins:
            yield page.margins[at], 0
        # The mark of an item is drawn after its page, and may be read as the end of its line.
        at_line = at in page.line_starts
        marker = MARKER.match(page.text, page.sign(at))
        if marker and (at_line or self.body.is_form(max(0, state.body - 1), "item")):
            yield page.letter(marker.end()), 1
        if not at_line:
            return
        if at == 0:
            yield from ((end, 1) for end in self._repeated_head(page, state))
            folio = FIRST_FOLIO.match(page.text)
            if folio:
                yield page.letter(folio.end()), 2
        end = page.next_line(at)
        for rubric in self.rubrics:
            if page.letters.startswith(rubric, at) and self._is_note(page, at + len(rubric), state):
                yield at + len(rubric), 1
        if state.body == 0 and (page.number, at) < self.front:
            yield end, 1
            yield from ((beside, 1) for beside in self._notes_beside(page, at, end, state))
        elif not self._is_copy(page, at):
            between = state.body in self.body.begins and self.body.is_form(state.body, "work")
            if state.body == len(self.body.text) or (between and end - at <= RUBRIC):
                yield end, 1

    def _notes_beside(self, page: Page, at: int, end: int, state: State) -> Iterator[int]:
        """Yield where the next note begins beside a line of what stands before the body."""
        note = self.notes.text[state.notes : self.notes.end(state.notes)][:SURE]
        if self.beside and note and state.notes in self.notes.begins:
            found = page.letters.find(note.partition(GAP)[0], at, end)
            if found > at:
                yield found

    def _is_note(self, page: Page, at: int, state: State) -> bool:
        """Tell whether the next note begins at a place."""
        if state.notes == len(self.notes.text) or state.notes not in self.notes.begins:
            return False
        note = self.notes.text[state.notes : self.notes.end(state.notes)]
        return at in page.line_starts and page.letters.startswith(
            note[:SURE].partition(GAP)[0], at
        )

    def _is_copy(self, page: Page, at: int) -> bool:
        """Tell whether a piece stands at a place: an index only begins with the same name."""
        return any(
            common(stream.text, start, stream.end(start), page.letters, at)
            >= min(stream.end(start) - start, COPIED)
            for stream, start in self.openings.get(page.letters[at : at + SURE], ())
        )

    def _repeated_head(self, page: Page, state: State) -> Iterator[int]:
        """Yield the ends of cells that repeat the head of the table that goes on here."""
        if state.body == 0 or not self.body.is_form(state.body - 1, "cell"):
            return
        first = self.body.index(state.body - 1)
        while first and self.body.pieces[first - 1].item.form == "cell":
            first -= 1
        line = page.letters[: page.next_line(0)]
        # Two tables may follow each other: the head is the last that begins as this line does.
        begin = self.body.text.rfind(line, self.body.starts[first], state.body)
        if begin not in self.body.begins:
            begin = self.body.starts[first]
        count = common(self.body.text, begin, state.body, page.letters, 0)
        for end in reversed(self.body.starts[first:]):
            if begin < end <= begin + count:
                yield end - begin


def follow(
    stream: Stream, start: int, page: Page, at: int, limit: int | None = None
) -> tuple[list[Run], int, int]:
    """Follow a stream on a page as far as it goes; of a gap it takes no letters.

    Returns the runs, the letter of the page after them, and the place in the stream.
    """
    runs: list[Run] = []
    limit = len(stream.text) if limit is None else limit
    stop = page.stop(at)
    while start < limit:
        if stream.text[start] == GAP:
            after = after_gap(stream, start)[: stream.end(start) - start - 1]
            if runs and not page.letters.startswith(after, at):
                break
            runs.append(Run(stream, start, start + 1, page, at, 0))
            start += 1
            continue
        count = common(stream.text, start, min(limit, start + stop - at), page.letters, at)
        if start + count < limit and stream.text[start + count] != GAP:
            count = _whole_words(stream, start, page, at, count, stop)
        if not count:
            break
        runs.append(Run(stream, start, start + count, page, at, count))
        start, at = start + count, at + count
    return runs, at, start


def after_gap(stream: Stream, start: int) -> str:
    """Return a few letters that follow a gap, up to the next one."""
    return stream.text[start + 1 : start + 9].partition(GAP)[0]


def _whole_words(stream: Stream, start: int, page: Page, at: int, count: int, stop: int) -> int:
    """Cut a run back to the end of a word: a word that ends otherwise is another word."""
    if at + count == stop or start + count in stream.begins:
        return count
    last = page.words[bisect_right(page.words, at + count) - 1]
    return max(0, last - at)


def common(text: str, start: int, limit: int, other: str, at: int) -> int:
    """Return how many letters two strings have in common from two places on."""
    most = min(limit - start, len(other) - at)
    if most <= 0 or text[start] != other[at]:
        return 0
    if text[start : start + most] == other[at : at + most]:
        return most
    low, high = 1, most
    while low < high - 1:
        middle = (low + high) // 2
        if text[start + low : start + middle] == other[at + low : at + middle]:
            low = middle
        else:
            high = middle
    return low


def _piece(item: Item, numbers: dict[str, str]) -> Piece:
    parts = [letters(item.number)]
    count = len(parts[0])
    calls = []
    for at, part in enumerate(CALL.split(item.text.replace("⟦⟧", GAP))):
        made = letters(numbers.get(part, "")) if at % 2 else part.translate(LETTERS)
        if at % 2:
            calls.append((count, count + len(made), part))
        parts.append(made)
        count += len(made)
    return Piece(item, "".join(parts), tuple(calls))
