"""Reads the pages of a file: the cheapest way to account for every letter on them.

The cheapest way is followed first, from one place of a page to the next, and no more than a few
ways are followed from each place. A text that goes on as it should costs nothing, furniture next to
nothing; text that is missing, elsewhere, or known to nobody is dear.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from recto.proof.pages import Page
from recto.proof.steps import steps
from recto.proof.stream import Run, State, Stream, follow
from recto.proof.streams import SURE, Streams

# A fault costs by the number of its letters, and a leap into the middle of another piece more: so
# the smallest change explains a page.
LEAP = 500
# How many ways are followed from one place, and how much dearer than the cheapest one may be.
KEPT, MANY, DEARER = 10, 60, 3000
# A place of a stream is found again by fewer letters if it is near, in letters.
NEAR, NEARBY, PIECES = 8, 400, 8


@dataclass(frozen=True)
class Junk:
    """Letters of a page that are the next of nothing."""

    page: Page
    at: int
    end: int


@dataclass(frozen=True)
class Way:
    """A way of reading up to a place: what it cost, how far it came, its last step and the rest."""

    cost: int
    state: State
    step: Sequence[Run | Junk] = ()
    before: Way | None = None

    def found(self) -> list[Run | Junk]:
        """Return what was found on the whole way, in the order of the pages."""
        steps: list[Sequence[Run | Junk]] = []
        way: Way | None = self
        while way:
            steps.append(way.step)
            way = way.before
        return [one for step in reversed(steps) for one in step]


class Search:
    """A search over the pages; without ``faults`` it only takes what is as it should be."""

    def __init__(self, pages: Sequence[Page], streams: Streams, *, faults: bool) -> None:
        self.pages = pages
        self.streams = streams
        self.faults = faults
        # The cheapest way comes first, and of two the one that has come further.
        self._queue: list[tuple[int, int, int, int, Way]] = []
        self._order = count()
        self._taken: dict[tuple[int, int], dict[State, int]] = defaultdict(dict)

    def cheapest(self) -> Way | None:
        """Return the cheapest way through all pages, None if there is none."""
        self._push(0, 0, Way(0, State()))
        while self._queue:
            cost, before, back, _, way = heapq.heappop(self._queue)
            number, at = -before, -back
            if at < 0:
                return way
            if not self._is_worth(number, at, cost, way.state):
                continue
            if number == len(self.pages):
                self._end(way)
            elif at >= len(self.pages[number].letters):
                self._push(number + 1, 0, way)
            else:
                self._go_on(self.pages[number], at, way)
        return None

    def _push(self, number: int, at: int, way: Way) -> None:
        heapq.heappush(self._queue, (way.cost, -number, -at, next(self._order), way))

    def _end(self, way: Way) -> None:
        """Push a way that has come to the end: what was not found on it is missing."""
        left = [one for one in self.streams.missing(way.state) if one]
        left += [self.streams.notes.end(place) - place for place, _ in way.state.waiting]
        # Cells that were put off have been paid for.
        if self.faults or not (left or way.state.held):
            cost = way.cost + sum(map(_price, left))
            self._push(len(self.pages), -1, Way(cost, way.state, (), way))

    def _is_worth(self, number: int, at: int, cost: int, state: State) -> bool:
        """Tell whether a way is one of the few cheapest to a place, and the first in its state."""
        taken = self._taken[number, at]
        if (
            state in taken
            or len(taken) == (KEPT if self.faults else MANY)
            or (taken and cost > min(taken.values()) + DEARER)
        ):
            return False
        taken[state] = cost
        return True

    def _go_on(self, page: Page, at: int, way: Way) -> None:
        """Push all that the letters at a place can be."""
        far = 0
        for runs, end, state in steps(self.streams, page, at, way.state):
            # Where something is wrong, a cell that is put off may as well be missing.
            put_off = state.held[len(way.state.held) :] if self.faults else ()
            cost = sum(_price(self.streams.body.end(place) - place) for place, _ in put_off)
            cost += self._doubt(page, runs, state, way)
            far = far if put_off else max(far, end - at)
            found = Way(way.cost + cost, state, runs, way)
            self._push(page.number, end, found)
            self._push_shorter(page, at, end, found)
        for end, cost in self.streams.skips(page, at, way.state):
            if end > at:
                self._push(page.number, end, Way(way.cost + cost, way.state, (), way))
                far = max(far, 0 if cost else end - at)
        if self.faults and far < NEAR:
            for runs, end, state, cost in self._jumps(page, at, way.state):
                self._push(page.number, end, Way(way.cost + cost, state, runs, way))
            self._push_junk(page, at, way)
            self._push_end(page, at, way)

    def _doubt(self, page: Page, runs: list[Run], state: State, way: Way) -> int:
        """Return a small price for what can be, but seldom is."""
        doubt = sum(run.stream.misplaced(run) for run in runs)
        if state.body > way.state.body:
            # A cell is whole before the next one goes on.
            doubt += sum(on < page.number for _, on in state.held)
        if state.notes > way.state.notes:
            doubt += len(state.waiting)
        # Few pictures have letters in them.
        return doubt + 3 * (runs[0].wide > runs[0].end - runs[0].start)

    def _push_shorter(self, page: Page, at: int, end: int, way: Way) -> None:
        """Push a run cut back to the start of a line too: its last letters may be another's.

        A picture at its end may stand on a later page.
        """
        runs, state = [run for run in way.step if isinstance(run, Run)], way.state
        last, left = runs[-1], list(runs)
        while len(left) > 1 and not left[-1].wide:
            left.pop()
        if left[-1] is not last:
            short = self._cut_back(state, last, left[-1].end)
            if short:
                self._push(page.number, end, Way(way.cost, short, left, way.before))
            return
        if last.wide != last.end - last.start:
            return
        after = bisect_left(page.lines, end)
        first = bisect_left(page.lines, last.at) if len(runs) > 1 else bisect_right(page.lines, at)
        for line in page.lines[max(first, after - 3) : after]:
            back = end - line
            short = self._cut_back(state, last, last.end - back)
            if short:
                cut = replace(last, end=last.end - back, wide=last.wide - back)
                left = [*runs[:-1], cut] if cut.wide else runs[:-1]
                self._push(page.number, line, Way(way.cost, short, left, way.before))

    def _cut_back(self, state: State, run: Run, end: int) -> State | None:
        """Return a state as if its last run had ended earlier, None if something came after it."""
        if run.stream is self.streams.notes:
            return replace(state, notes=end) if run.end == state.notes else None
        if run.end == state.body:
            return replace(state, body=end)
        for number, (held, on) in enumerate(state.held):
            if held == run.end:
                rest = (*state.held[:number], (end, on), *state.held[number + 1 :])
                return replace(state, held=rest)
        if run.end in self.streams.body.begins and not self.faults:
            # It was the rest of a cell, which then goes on later.
            return replace(state, held=(*state.held, (end, run.page.number)))
        return None

    # As it should not be

    def _jumps(
        self, page: Page, at: int, state: State
    ) -> Iterator[tuple[list[Run], int, State, int]]:
        """Yield text that goes on further ahead, and pieces that stand where they should not."""
        for stream, place in self._places(page, at, state):
            start = state.notes if stream is self.streams.notes else state.body
            if place > start:
                runs, end, after = follow(stream, place, page, at)
                cost = _price(place - start)
                if place not in stream.begins and place > stream.end(start):
                    cost += LEAP
                if stream is self.streams.notes:
                    yield runs, end, replace(state, notes=after), cost
                else:
                    yield runs, end, replace(state, body=after), cost
            # A short word may stand anywhere; a note has its number before it.
            length = stream.end(place) - place
            if place in stream.begins and (stream is self.streams.notes or length >= SURE):
                runs, end, after = follow(stream, place, page, at, stream.end(place))
                held = state.held
                if stream is self.streams.body and self._goes_on(page, end, after):
                    held = (*held, (after, page.number))
                yield runs, end, replace(state, held=held), _price(end - at) // 2

    def _goes_on(self, page: Page, end: int, after: int) -> bool:
        """Tell whether a piece that has come to a place goes on on the next page."""
        body = self.streams.body
        rest = body.text[after : body.end(after)][:SURE]
        if after in body.begins or end not in {page.stop(end - 1), *page.line_starts}:
            return False
        return page.number + 1 < len(self.pages) and rest in self.pages[page.number + 1].letters

    def _places(self, page: Page, at: int, state: State) -> set[tuple[Stream, int]]:
        """Return the places of the streams where the letters of a page may stand."""
        found: set[tuple[Stream, int]] = set()
        sure, near = page.letters[at : at + SURE], page.letters[at : at + NEAR]
        for stream, start in ((self.streams.body, state.body), (self.streams.notes, state.notes)):
            if len(sure) == SURE:
                found.add((stream, stream.text.find(sure, start)))
            if len(near) == NEAR:
                found.add((stream, stream.text.find(near, start, start + NEARBY)))
            # A short piece is known whole.
            first = max(stream.index(start), 0)  # a paper without notes has no piece
            for number in range(first, min(first + PIECES, len(stream.pieces))):
                if page.letters.startswith(stream.pieces[number].letters or "\n", at):
                    found.add((stream, stream.starts[number]))
        found.update(self.streams.openings.get(sure, [])[:PIECES])
        return {one for one in found if one[1] >= 0}

    def _push_end(self, page: Page, at: int, way: Way) -> None:
        """Push the end of the body too, where only its last pieces are missing."""
        body, start = self.streams.body, way.state.body
        left = len(body.pieces) - body.index(start)
        if at in page.line_starts and start in body.begins and start < len(body.text) and left < 3:
            cost = way.cost + _price(len(body.text) - start)
            state = replace(way.state, body=len(body.text))
            self._push(page.number, at, Way(cost, state, (), way))

    def _push_junk(self, page: Page, at: int, way: Way) -> None:
        """Push letters that nobody knows, up to the next places where something is known."""
        known, stop = 0, page.stop(at)
        for here in page.words[bisect_right(page.words, at) :]:
            if here >= stop or known == 2:
                break
            if self._is_known(page, here, way.state):
                known += 1
                self._drop(page, at, here, way)
        if known < 2:
            self._drop(page, at, stop, way)

    def _is_known(self, page: Page, here: int, state: State) -> bool:
        for runs, end, _ in steps(self.streams, page, here, state):
            if end - here >= NEAR or runs[-1].end in runs[-1].stream.begins:
                return True
        return bool(self._places(page, here, state))

    def _drop(self, page: Page, at: int, end: int, way: Way) -> None:
        cost = way.cost + _price(end - at)
        self._push(page.number, end, Way(cost, way.state, (Junk(page, at, end),), way))


def _price(letters: int) -> int:
    return 100 + 20 * min(letters, 50) + letters // 10
