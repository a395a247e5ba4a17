"""One stream of a paper, its body or its notes, as letters, and how it is followed on a page."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from recto.proof.expected import CALL, Item
from recto.proof.pages import Page
from recto.proof.spelling import LETTERS, letters

GAP = "\ue000"


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

    def row(self, position: int) -> int:
        """Return the row of the cell at a position, 0 if there is none."""
        return self.pieces[self.index(position)].item.row if self.pieces else 0

    def end_of_row(self, position: int) -> int:
        """Return where the row of the cell at a position ends."""
        row, index = self.row(position), self.index(position)
        while index < len(self.pieces) and self.pieces[index].item.row == row:
            index += 1
        return self.starts[index]

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
    where each goes on, with that page. ``mended`` is the last of them that was found whole, with
    the page. ``waiting`` are notes that stand behind later ones: where each goes on, and the page.
    """

    body: int = 0
    notes: int = 0
    held: tuple[tuple[int, int], ...] = ()
    mended: tuple[int, int] = (0, -1)
    waiting: tuple[tuple[int, int], ...] = ()


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


def piece_of(item: Item, numbers: dict[str, str]) -> Piece:
    """Return an item as it is printed; ``numbers`` are those of the calls, by note."""
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
