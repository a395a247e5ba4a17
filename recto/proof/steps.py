"""The next steps of a reading that is as it should be: body, notes, and what a page break moves.

A row that a page cuts goes on on the next one, cell by cell; the notes called in it come with their
calls. Each step is the runs it takes, the letter of the page after them, and the state after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from recto.proof.pages import Page
from recto.proof.stream import GAP, Run, State, after_gap, follow
from recto.proof.streams import Streams

Step = tuple[list[Run], int, State]

# So many letters may be drawn in a picture.
DRAWN = 2000


def steps(streams: Streams, page: Page, at: int, state: State) -> Iterator[Step]:
    """Yield all that the letters at a place of a page can be, if all is as it should be."""
    body, notes = streams.body, streams.notes
    runs, end, place = follow(body, state.body, page, at, _limit(streams, state))
    if runs:
        yield runs, end, replace(state, body=place)
    # A note beside the text is read between the words of a line.
    if at in page.line_starts or streams.beside or state.notes not in notes.begins:
        runs, end, place = follow(notes, state.notes, page, at)
        if runs and (at in page.line_starts or not notes.is_number(runs[0])):
            yield runs, end, replace(state, notes=place)
    if state.held or state.waiting or state.mended[1] >= 0 or streams.beside:
        yield from _waiting(streams, page, at, state)
        yield from _put_off(streams, page, at, state)
    yield from _drawn(streams, page, at, state)
    yield from _held(streams, page, at, state)
    yield from _next_cell(streams, page, at, state)


def _limit(streams: Streams, state: State) -> int | None:
    """Return how far the body may go on beside cells that are cut off: to the end of their row."""
    ends = [streams.body.end_of_row(held) for held, _ in state.held]
    return max(min(ends), state.body) if ends else None


# Cells


def _held(streams: Streams, page: Page, at: int, state: State) -> Iterator[Step]:
    """Yield the rest of a cell that an earlier page cut off."""
    body = streams.body
    for number, (held, on) in enumerate(state.held):
        if on == page.number:
            continue
        runs, end, place = follow(body, held, page, at, body.end(held))
        if end > at:
            # What looks like a margin may be its next line.
            cut = on if end == page.stop(at) else page.number
            left = ((place, cut),) if place < body.end(held) else ()
            rest = (*state.held[:number], *left, *state.held[number + 1 :])
            mended = state.mended if left else (held, page.number)
            yield runs, end, replace(state, held=rest, mended=mended)


def _next_cell(streams: Streams, page: Page, at: int, state: State) -> Iterator[Step]:
    """Yield a later cell of a row of which some cells go on on the next page, or are there."""
    body, held, start = streams.body, state.held, state.body
    pictures: list[Run] = []
    last = body.end_of_row(start) if body.row(start) else start
    while start < last:
        stop = body.end(start)
        if body.text[start:stop].strip(GAP):
            held = (*held, (start, page.number))
        else:  # a picture alone has no letters that could be waited for
            pictures += [Run(body, one, one + 1, page, at, 0) for one in range(start, stop)]
        start = stop
        limit = _limit(streams, replace(state, body=start, held=held))
        runs, end, place = follow(body, start, page, at, limit)
        if end > at:
            yield [*pictures, *runs], end, replace(state, body=place, held=held)


# Notes


def _waiting(streams: Streams, page: Page, at: int, state: State) -> Iterator[Step]:
    """Yield a note that was put off, or the rest of one."""
    notes, waiting = streams.notes, state.waiting
    for number, (place, on) in enumerate(waiting):
        late = page.number > on + 1 and not (state.held or state.mended[1] == page.number)
        begun = place not in notes.begins
        if late or not (at in page.line_starts or streams.beside or begun):
            continue
        runs, end, after = follow(notes, place, page, at, notes.end(place))
        left = ((after, page.number),) if after < notes.end(place) else ()
        if end > at:
            rest = (*waiting[:number], *left, *waiting[number + 1 :])
            yield runs, end, replace(state, waiting=rest)


def _put_off(streams: Streams, page: Page, at: int, state: State) -> Iterator[Step]:
    """Yield a later note while those before it are put off."""
    notes, start, waiting = streams.notes, state.notes, state.waiting
    if not (at in page.line_starts or streams.beside):
        return
    while start < len(notes.text) and streams.is_put_off(page, state, start):
        waiting, start = (*waiting, (start, page.number)), notes.end(start)
        runs, end, after = follow(notes, start, page, at)
        if end > at:
            yield runs, end, replace(state, notes=after, waiting=waiting)


# Pictures


def _drawn(streams: Streams, page: Page, at: int, state: State) -> Iterator[Step]:
    """Yield the letters that a formula or a picture brings, up to the text behind it."""
    for stream, start in ((streams.body, state.body), (streams.notes, state.notes)):
        if start < len(stream.text) and stream.text[start] == GAP:
            after = after_gap(stream, start)
            end = page.letters.find(after, at, min(at + DRAWN, page.stop(at))) if after else -1
            if end > at:
                place = replace(state, body=start + 1)
                if stream is streams.notes:
                    place = replace(state, notes=start + 1)
                yield [Run(stream, start, start + 1, page, at, end - at)], end, place
