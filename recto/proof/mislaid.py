"""Reads a page that cannot be shared out: finds what goes on where, and keeps what fits nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from recto.proof.weave import Loom, Page, Run, State, Stream

# A place is found again by this many letters; near to where it should be, by fewer.
SURE, NEAR = 14, 8
# How far, in letters, a place is looked for: two pages and a half; and how far is near.
WINDOW, NEARBY = 6000, 200


@dataclass(frozen=True)
class Junk:
    """Letters of a page that are the next of nothing."""

    page: Page
    at: int
    end: int


class Search:
    """Finds places in the streams; made once for a file that has something wrong with it."""

    def __init__(self, loom: Loom) -> None:
        self.loom = loom

    @cached_property
    def openings(self) -> dict[str, tuple[Stream, int]]:
        """The first letters of every piece, and where it stands."""
        found: dict[str, tuple[Stream, int]] = {}
        for stream in (self.loom.notes, self.loom.body):
            for start in stream.starts[:-1]:
                found.setdefault(stream.text[start : start + SURE], (stream, start))
        return found

    def read(self, page: Page, state: State) -> tuple[State, list[Run | Junk]]:
        """Read a page as far as its letters can be told; what cannot be told is junk."""
        made: list[Run | Junk] = []
        tails = self.loom.tails(page)
        at = 0
        while at < len(page.letters) and at not in tails:
            step = self._go_on(page, at, state) or self._skip(page, at, state)
            if step is None:
                found = self._find(page, at, state)
                end = found[0] if found else min(tails, default=len(page.letters))
                if end > at:
                    made.append(Junk(page, at, end))
                if found is None:
                    break
                step = self._resume(page, *found, state)
                at = end
            at, state = step[:2]
            made += step[2]
        return state, made

    def _go_on(self, page: Page, at: int, state: State) -> tuple[int, State, list[Run]] | None:
        """Follow the stream that goes on longest from here, if any does so plainly."""
        loom = self.loom
        best: tuple[int, State, list[Run]] | None = None
        choices = [(loom.notes, state.notes, None)]
        if not loom.before_body(page, state):
            choices += [(loom.body, held, loom.body.end(held)) for held in state.held]
            choices.append((loom.body, state.body, None))
        for stream, start, limit in choices:
            runs, reached, end = loom.run(stream, start, page, at, limit)
            plain = reached - at >= NEAR or end in stream.begins or reached in page.line_starts
            if not runs or not plain or (best and reached <= best[0]):
                continue
            if stream is loom.notes:
                best = reached, State(state.body, end, state.held), runs
            elif limit is None:
                best = reached, State(end, state.notes, state.held), runs
            else:
                held = tuple(end if one == start else one for one in state.held)
                held = tuple(one for one in held if one not in loom.body.begins)
                best = reached, State(state.body, state.notes, held), runs
        return best

    def _skip(self, page: Page, at: int, state: State) -> tuple[int, State, list[Run]] | None:
        at_line = at in page.line_starts
        for end in self.loom.skips(page, at, state, at_line):
            free = end == page.next_line(at)
            # What stands before or after the body may be anything, but no copy of an item.
            if not (free and self._is_item(page, at)):
                return end, state, []
        return None

    def _is_item(self, page: Page, at: int) -> bool:
        return page.letters[at : at + SURE] in self.openings

    def _find(self, page: Page, at: int, state: State) -> tuple[int, Stream, int] | None:
        """Return the next letter of the page whose place is known, with the stream and place."""
        for here in self._places(page, at):
            for stream, start in ((self.loom.notes, state.notes), (self.loom.body, state.body)):
                place = self._near(stream, start, page, here) or self._far(stream, start, page, here)
                if place is not None:
                    return here, stream, place
            known = self.openings.get(page.letters[here : here + SURE])
            if known and here in page.line_starts:
                return here, *known
        return None

    @staticmethod
    def _places(page: Page, at: int) -> Iterator[int]:
        yield from range(at, min(at + 100, len(page.letters)))
        yield from (line for line in page.lines if line >= at + 100)

    @staticmethod
    def _near(stream: Stream, start: int, page: Page, here: int) -> int | None:
        words = page.letters[here : here + NEAR]
        if here in page.line_starts:
            # A short note is known whole: its number and its few letters.
            first = stream.index(start)
            for begin, end in zip(
                stream.starts[first : first + 8], stream.starts[first + 1 : first + 9], strict=False
            ):
                whole = stream.text[begin:end]
                if begin >= start and 4 <= end - begin < NEAR and page.letters.startswith(whole, here):
                    return begin
        place = stream.text.find(words, start, start + NEARBY) if len(words) == NEAR else -1
        return place if place >= 0 else None

    @staticmethod
    def _far(stream: Stream, start: int, page: Page, here: int) -> int | None:
        words = page.letters[here : here + SURE]
        if len(words) < SURE:
            return None
        place = stream.text.find(words, start, start + WINDOW)
        if place < 0:
            place = stream.text.rfind(words, max(0, start - WINDOW), start)
        return place if place >= 0 else None

    def _resume(
        self, page: Page, here: int, stream: Stream, place: int, state: State
    ) -> tuple[int, State, list[Run]]:
        """Follow a stream from a place that was found; only a place ahead moves the stream on."""
        runs, reached, end = self.loom.run(stream, place, page, here)
        if stream is self.loom.notes:
            return reached, State(state.body, max(end, state.notes), state.held), runs
        return reached, State(max(end, state.body), state.notes, state.held), runs
