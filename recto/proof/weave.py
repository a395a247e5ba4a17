"""Follows two streams, the body and the notes, through the text of finished pages.

On each page the letters must be the next of the body, the next of the notes, or furniture: known
titles, folios, markers of lists, the repeated head of a table, and what stands before the body
begins and after it ends. A page is read strictly first: a search among the few ways in which its
lines can be shared out, which almost always takes the first. Only a page that cannot be shared
out is read by `recto.proof.mislaid`, which says what is wrong with it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from recto.proof.expected import CALL, Expected, Item
from recto.proof.spelling import LETTERS, letters

GAP = "\ue000"
MARKER = re.compile(r"(?:[•◦▪‣⁃–■□]|\(?(?:\d{1,4}|[a-zA-Z]|[ivxlcdmIVXLCDM]{2,7})[.)])(?=\s|$)")
FOLIO = re.compile(r"(?:\d{1,5}|[ivxlc]{1,7})$", re.I)
LINE_END = "[\r\n\u00ad]+"
# Titles of the parts of a bibliography are the designer's: so long may one be, in letters.
RUBRIC = 80
# A page needs a few dozen steps; one that needs more cannot be shared out.
STEPS = 4000


@dataclass(frozen=True)
class Piece:
    """An item as it is printed: its number and text in letters, and where calls stand in them."""

    item: Item
    letters: str
    calls: tuple[tuple[int, int, str], ...]


class Stream:
    """Pieces one after the other as one string of letters."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = tuple(pieces)
        self.text = "".join(piece.letters for piece in pieces)
        self.starts = [0, *accumulate(len(piece.letters) for piece in pieces)]
        self.begins = frozenset(self.starts)

    def index(self, position: int) -> int:
        """Return the index of the piece at a position (that of the last at the very end)."""
        return min(bisect_right(self.starts, position) - 1, len(self.pieces) - 1)

    def end(self, position: int) -> int:
        """Return where the piece at a position ends."""
        return self.starts[self.index(position) + 1]


class Page:
    """The letters of one page, and which sign of its text each of them is."""

    def __init__(self, number: int, text: str) -> None:
        self.number = number
        self.text = text
        signs = [LETTERS[ord(sign)] for sign in text]
        self.letters = "".join(signs)
        self._ends = list(accumulate(map(len, signs)))
        starts = {0} | {self._ends[match.end() - 1] for match in re.finditer(LINE_END, text)}
        self.lines = sorted(starts)

    def sign(self, at: int) -> int:
        """Return the index in the text of the letter at ``at`` (the text's length at the end)."""
        return bisect_right(self._ends, at)

    def letter(self, sign: int) -> int:
        """Return how many letters stand before a sign of the text."""
        return self._ends[sign - 1] if sign else 0

    def next_line(self, at: int) -> int:
        """Return where the next line starts, in letters."""
        place = bisect_right(self.lines, at)
        return self.lines[place] if place < len(self.lines) else len(self.letters)

    @cached_property
    def line_starts(self) -> frozenset[int]:
        """Where lines start, in letters."""
        return frozenset(self.lines)


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
    """How far body and notes have come; ``held`` are cells that a page has cut off."""

    body: int = 0
    notes: int = 0
    held: tuple[int, ...] = ()


@dataclass
class Loom:
    """The two streams, and what may stand between them."""

    body: Stream
    notes: Stream
    furniture: frozenset[str]
    first_page: int | None = None
    heads: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        first = 0
        for at, piece in enumerate(self.body.pieces):
            if piece.item.form != "cell":
                first = at + 1
            self.heads[at] = first

    # Strictly

    def share_out(self, page: Page, state: State) -> tuple[State, list[Run]] | None:
        """Share out all letters of a page among body, notes and furniture; None if they do not fit."""
        tails = self.tails(page)
        failed: set[tuple[int, State]] = set()
        path: list[tuple[list[Run], Iterator[tuple[int, State, list[Run]]]]] = []
        at, steps = 0, 0
        choices = self._choices(page, 0, state, tails)
        while True:
            if at >= len(page.letters) and self._begun(page, state):
                return state, [run for runs, _ in path for run in runs]
            steps += 1
            chosen = next(choices, None) if steps < STEPS else None
            if chosen is not None:
                if chosen[:2] not in failed:
                    failed.add(chosen[:2])
                    path.append((chosen[2], choices))
                    at, state = chosen[:2]
                    choices = self._choices(page, at, state, tails)
            elif not path or steps >= STEPS:
                return None
            else:
                _, choices = path.pop()
                at = -1  # whatever it was, letters are left

    def _begun(self, page: Page, state: State) -> bool:
        """Tell whether the body has begun where it must: all its page could be taken for front."""
        return state.body > 0 or page.number != self.first_page

    def _choices(
        self, page: Page, at: int, state: State, tails: frozenset[int]
    ) -> Iterator[tuple[int, State, list[Run]]]:
        """Yield what the letters at a place can be, the likeliest first."""
        if at in tails:
            yield len(page.letters), state, []
        at_line = at in page.line_starts
        found = [] if self.before_body(page, state) else self._body_choices(page, at, state, at_line)
        if at_line or state.notes not in self.notes.begins:
            runs, reached, place = self.run(self.notes, state.notes, page, at)
            if runs:
                found.append((reached, State(state.body, place, state.held), runs))
        found.sort(key=lambda choice: -choice[0])
        yield from found
        yield from self._skips(page, at, state, at_line)
        for reached, after, runs in found:
            yield from self._shorter(page, at, reached, after, runs, state)

    def _body_choices(
        self, page: Page, at: int, state: State, at_line: bool
    ) -> list[tuple[int, State, list[Run]]]:
        found = []
        for place, held in enumerate(state.held):
            runs, reached, end = self.run(self.body, held, page, at, self.body.end(held))
            if runs:
                left = [*state.held[:place], *state.held[place + 1 :]]
                if end < self.body.end(held):
                    left.insert(place, end)
                found.append((reached, State(state.body, state.notes, tuple(left)), runs))
        runs, reached, end = self.run(self.body, state.body, page, at)
        if runs:
            found.append((reached, State(end, state.notes, state.held), runs))
        if at_line and self._is_cell(state.body) and state.body not in self.body.begins:
            following = self.body.end(state.body)
            runs, reached, end = self.run(self.body, following, page, at)
            if runs:
                held_now = (*state.held, state.body)
                found.append((reached, State(end, state.notes, held_now), runs))
        return found

    def _shorter(
        self, page: Page, at: int, reached: int, after: State, runs: list[Run], before: State
    ) -> Iterator[tuple[int, State, list[Run]]]:
        """Yield a choice cut back to the start of a line: its last letters may be another's."""
        last = runs[-1]
        if last.wide != last.end - last.start:
            return
        place = bisect_left(page.lines, reached)
        for line in reversed(page.lines[max(0, place - 3) : place]):
            if line <= max(at, last.at):
                break
            end = last.start + line - last.at
            cut = Run(last.stream, last.start, end, page, last.at, line - last.at)
            if last.stream is self.notes:
                state = State(before.body, end, before.held)
            elif after.body == last.end:
                state = State(end, after.notes, after.held)
            else:
                continue
            yield line, state, [*runs[:-1], cut]

    def _skips(
        self, page: Page, at: int, state: State, at_line: bool
    ) -> Iterator[tuple[int, State, list[Run]]]:
        for end in self.skips(page, at, state, at_line):
            yield end, state, []

    # What strict and lenient reading share

    def run(
        self, stream: Stream, start: int, page: Page, at: int, limit: int | None = None
    ) -> tuple[list[Run], int, int]:
        """Follow a stream on a page as far as it goes.

        Returns the runs, the letter of the page after them, and the place in the stream.
        """
        runs: list[Run] = []
        limit = len(stream.text) if limit is None else limit
        while start < limit:
            count = common(stream.text, start, limit, page.letters, at)
            if count:
                runs.append(Run(stream, start, start + count, page, at, count))
                start, at = start + count, at + count
            if start >= limit or stream.text[start] != GAP:
                break
            after = stream.text[start + 1 : start + 9].partition(GAP)[0]
            end = page.letters.find(after, at, at + 2000) if after else at
            wide = max(end, at) - at
            runs.append(Run(stream, start, start + 1, page, at, wide))
            start, at = start + 1, at + wide
        return runs, at, start

    def before_body(self, page: Page, state: State) -> bool:
        """Tell whether the body cannot have begun: its first place is on a later page."""
        return state.body == 0 and self.first_page is not None and page.number < self.first_page

    def skips(self, page: Page, at: int, state: State, at_line: bool) -> Iterator[int]:
        """Yield to where furniture reaches from a place on a page."""
        if not at_line:
            return
        marker = MARKER.match(page.text, page.sign(at))
        if marker:
            yield page.letter(marker.end())
        if at == 0:
            yield from self._repeated_head(page, state)
        end = page.next_line(at)
        front = self.first_page is None or page.number <= self.first_page
        free = (state.body == 0 and front) or state.body == len(self.body.text)
        if free or (end - at <= RUBRIC and self._between_works(state.body)):
            yield end

    def tails(self, page: Page) -> frozenset[int]:
        """Return the places from which only titles and a folio stand on a page."""
        found = set()
        lines = [*page.lines, len(page.letters)]
        ends = len(page.letters)
        folio = False
        for start, end in reversed(list(zip(lines, lines[1:], strict=False))):
            words = page.letters[start:end]
            if ends - start > 2 * RUBRIC:
                break
            stripped = words.strip("0123456789")
            if words in self.furniture or (stripped in self.furniture and not folio):
                found.add(start)
            elif FOLIO.match(words) and not folio:
                folio = True
                found.add(start)
            elif words:
                break
        return frozenset(found)

    def _repeated_head(self, page: Page, state: State) -> Iterator[int]:
        """Yield the ends of cells that repeat the head of the table that goes on here."""
        index = self.body.index(max(0, state.body - 1))
        if not self.body.pieces or self.body.pieces[index].item.form != "cell":
            return
        first = self.body.starts[self.heads[index]]
        line = page.letters[: page.next_line(0)]
        # Two tables may follow each other: the head is the last that begins as this line does.
        begin = self.body.text.rfind(line, first, state.body)
        if begin not in self.body.begins:
            begin = first
        count = common(self.body.text, begin, state.body, page.letters, 0)
        ends = [
            end - begin for end in self.body.starts[self.heads[index] :] if begin < end <= begin + count
        ][:40]
        yield from reversed(ends)

    def _between_works(self, position: int) -> bool:
        if position not in self.body.begins or position >= len(self.body.text):
            return False
        return self.body.pieces[self.body.index(position)].item.kind == "work"

    def _is_cell(self, position: int) -> bool:
        return self.body.pieces[self.body.index(position)].item.form == "cell"


def loom(expected: Expected, works: Sequence[Item], first_page: int | None) -> Loom:
    """Set up the streams: paragraphs and works, and notes."""
    numbers = {item.link: item.text for item in expected.calls}
    body = Stream([_piece(item, numbers) for item in (*expected.paragraphs, *works)])
    notes = Stream([_piece(item, numbers) for item in expected.notes])
    return Loom(body, notes, frozenset(letters(one) for one in expected.furniture), first_page)


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
