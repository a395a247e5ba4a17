"""What the two streams left on the pages: the text of each item as it stands, and the rest."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from recto.proof.expected import GAP, Item
from recto.proof.pages import Page
from recto.proof.search import Junk
from recto.proof.spelling import BREAK, HYPHENS, SOFT, letters
from recto.proof.stream import GAP as GAP_SIGN
from recto.proof.stream import Piece, Run, Stream
from recto.proof.streams import Streams

BEFORE = re.compile(rf"(?:^|(?<=\s))[{HYPHENS}]+$")
OF_THE_NEXT = re.compile(rf"\s+[{HYPHENS}]+$")


@dataclass(frozen=True)
class Spot:
    """A sign of a page, by its index in the text of the page."""

    page: int
    sign: int


@dataclass(frozen=True)
class _Part:
    """A part of a piece as found: letters ``start`` to ``end`` of it, or foreign letters."""

    start: int
    end: int
    page: Page
    at: int
    wide: int
    foreign: bool = False


class Cloth:
    """The parts of each item in the order of the pages."""

    def __init__(self, streams: Streams, found: Sequence[Run | Junk], *, exact: bool) -> None:
        self._streams = streams
        self.exact = exact
        self._parts: dict[tuple[Stream, int], list[_Part]] = {}
        self._copies: dict[tuple[Stream, int], list[_Part]] = {}
        self._strays: list[Junk] = []
        self._offsets: dict[str, int] = defaultdict(int)
        for one in found:
            if isinstance(one, Run):
                self._take(one)
        self._place_junk(found)
        self.calls = dict(self._calls())
        self._by_item = {
            (stream.pieces[index].item.kind, stream.pieces[index].item.id): (stream, index)
            for stream, index in self._parts
        }

    def _take(self, run: Run) -> None:
        """Share a run among its pieces; letters that were found before are a copy."""
        stream, start = run.stream, run.start
        while start < run.end:
            index = stream.index(start)
            begin = stream.starts[index]
            end = min(run.end, stream.starts[index + 1])
            gap = run.wide != run.end - run.start or stream.text[run.start] == GAP_SIGN
            at = run.at + (0 if gap else start - run.start)
            wide = run.wide if gap else end - start
            part = _Part(start - begin, end - begin, run.page, at, wide)
            known = self._parts.get((stream, index), ())
            again = sum(
                max(0, min(part.end, one.end) - max(part.start, one.start)) for one in known
            )
            if again * 2 > end - start:
                self._copies.setdefault((stream, index), []).append(part)
            else:
                self._parts.setdefault((stream, index), []).append(part)
            start = end

    # What is the next of nothing

    def _place_junk(self, found: Sequence[Run | Junk]) -> None:
        for at, one in enumerate(found):
            if isinstance(one, Run):
                continue
            before = next((run for run in reversed(found[:at]) if isinstance(run, Run)), None)
            after = next((run for run in found[at:] if isinstance(run, Run)), None)
            owner = self._owner(before, after)
            if owner is None:
                self._strays.append(one)
                continue
            wide = one.end - one.at
            parts = self._parts.setdefault(owner, [])
            parts.append(_Part(0, wide, one.page, one.at, wide, foreign=True))
            parts.sort(key=lambda part: (part.page.number, part.at))

    def _owner(self, before: Run | None, after: Run | None) -> tuple[Stream, int] | None:
        """Return the piece whose text was broken off or replaced by letters between two runs."""
        if before and before.end not in before.stream.begins:
            return before.stream, before.stream.index(before.end)
        if after and after.start not in after.stream.begins:
            return after.stream, after.stream.index(after.start)
        if before and before.end < len(before.stream.text):
            missing = before.stream, before.stream.index(before.end)
            if missing not in self._parts:
                return missing
        if after and after.start > 0:
            missing = after.stream, after.stream.index(after.start - 1)
            if missing not in self._parts:
                return missing
        return None

    # Items

    def firsts(self) -> Iterator[tuple[Item, Spot]]:
        """Yield every item that was found, in the order of the pages, and where it begins.

        What was read exactly is in order, though a cell may stand on a later page than its row.
        """

        def key(one: tuple[Stream, int]) -> tuple[int, int]:
            first = self._parts[one][0]
            exact = int(one[0] is self._streams.notes), one[1]
            return exact if self.exact else (first.page.number, first.at)

        for stream, index in sorted(self._parts, key=key):
            parts = self._parts[stream, index]
            first = next((part for part in parts if part.wide), parts[0])
            yield stream.pieces[index].item, Spot(first.page.number, first.page.sign(first.at))

    def copies(self) -> Iterator[tuple[Item, str, int]]:
        """Yield items that were found once more, with text and page."""
        for (stream, index), parts in self._copies.items():
            piece = stream.pieces[index]
            count = sum(part.end - part.start for part in parts)
            if count * 2 >= len(piece.letters):
                yield piece.item, _text(piece, parts, 0), parts[0].page.number

    def strays(self) -> Iterator[tuple[int, str]]:
        """Yield text that belongs to no item, with its page."""
        for junk in self._strays:
            yield junk.page.number, " ".join(_slice(junk.page, junk.at, junk.end).split())
        for (stream, index), parts in self._copies.items():
            if sum(part.end - part.start for part in parts) * 2 < len(stream.pieces[index].letters):
                for part in parts:
                    words = _slice(part.page, part.at, part.at + part.wide)
                    yield part.page.number, " ".join(words.split())

    def text(self, item: Item) -> tuple[str, str]:
        """Return the text of an item as it stands, and its number."""
        stream, index = self._by_item[item.kind, item.id]
        piece, parts = stream.pieces[index], self._parts[stream, index]
        wide = len(letters(item.number))
        numbered = sum(
            max(0, min(part.end, wide) - part.start) for part in parts if not part.foreign
        )
        return _text(piece, parts, wide), item.number if numbered == wide else ""

    def _calls(self) -> Iterator[tuple[str, Spot]]:
        for (stream, index), parts in self._parts.items():
            for start, end, note in stream.pieces[index].calls:
                for part in parts:
                    if not part.foreign and part.start <= start and end <= part.end:
                        at = part.at + start - part.start
                        yield note, Spot(part.page.number, part.page.sign(at))

    def place_of_call(self, note: str) -> tuple[int, int, int]:
        """Return a sorting key of a call: those of the body are in order where all was exact."""
        spot = self.calls[note]
        if self.exact:
            return 1, self._streams.call_places[note], 0
        return 0, spot.page, spot.sign

    # Citations

    def citation(self, item: Item) -> list[tuple[Spot, str, int]]:
        """Return where the words of a citation stand, after the one before it: place, text, end."""
        words = letters(item.text.replace(GAP, GAP_SIGN))
        if not words:
            return []
        stream = self._streams.notes if item.host else self._streams.body
        if item.host:
            index = next(
                (at for at, piece in enumerate(stream.pieces) if piece.item.id == item.host), None
            )
            if index is None:
                return []
            start, limit = stream.starts[index], stream.starts[index + 1]
        else:
            start, limit = 0, len(stream.text)
        start = max(start, self._offsets[item.host])
        found: list[tuple[Spot, str, int]] = []
        while len(found) < 20 and (start := stream.text.find(words, start, limit)) >= 0:
            end = start + len(words)
            seen = self._seen(stream, start, end)
            if seen:
                found.append((*seen, end))
            start += 1
        return found

    def passed(self, item: Item, end: int) -> None:
        """Remember where a citation ended: the next of its note stands behind it."""
        self._offsets[item.host] = end

    def _seen(self, stream: Stream, start: int, end: int) -> tuple[Spot, str] | None:
        index = stream.index(start)
        begin = stream.starts[index]
        piece, parts = stream.pieces[index], self._parts.get((stream, index), [])
        clipped = [
            _Part(low, high, part.page, part.at + low - part.start, high - low)
            for part in parts
            if not part.foreign
            and (low := max(part.start, start - begin)) < (high := min(part.end, end - begin))
        ]
        if sum(part.end - part.start for part in clipped) != end - start:
            return None
        first = clipped[0]
        return Spot(first.page.number, first.page.sign(first.at)), _text(piece, clipped, 0)


def _text(piece: Piece, parts: Sequence[_Part], skip: int) -> str:
    """Return the text of parts of a piece as it stands, without its first ``skip`` letters."""
    made: list[str] = []
    for part, after in zip_longest(parts, parts[1:]):
        if part.foreign:
            made.append(f" {_slice(part.page, part.at, part.at + part.wide)} ")
        elif part.end - part.start == 1 and piece.letters[part.start] == GAP_SIGN:
            # Nobody can tell on which side of a picture a space or a hyphen stands.
            made.append(f"{BREAK}{SOFT}{GAP}{BREAK}{SOFT}")
        else:
            made.append(_with_calls(piece, part, skip))
        # Where something stands in between, or a page ends, a space may stand or not.
        if after is None or (after.page, after.at) != (part.page, part.at + part.wide):
            made.append(BREAK)
    return _with_own_hyphens("".join(made).strip(), piece, parts)


def _with_own_hyphens(text: str, piece: Piece, parts: Sequence[_Part]) -> str:
    """Return a text with the hyphens that touch its first letter, without those of the next.

    Hyphens are no letters, so they are found behind the letter before them: that of another cell,
    where a number is negative.
    """
    first = parts[0]
    if not piece.item.text.endswith(tuple(HYPHENS)):
        text = OF_THE_NEXT.sub("", text)
    before = BEFORE.search(first.page.text[: first.page.sign(first.at)][-8:])
    return f"{before[0]}{text}" if before and not first.start else text


def _with_calls(piece: Piece, part: _Part, skip: int) -> str:
    made, start = [], max(part.start, skip)
    shift = part.at - part.start
    for begin, end, note in piece.calls:
        if start <= begin and end <= part.end:
            made.append(_slice(part.page, start + shift, begin + shift))
            after = part.page.sign(end - 1 + shift) + 1
            marks = part.page.text[after : part.page.sign(end + shift)].replace("\r", "")
            made.append(f"⟦{note}⟧{marks}")
            start = end
    made.append(_slice(part.page, start + shift, part.end + shift))
    return "".join(made)


def _slice(page: Page, at: int, end: int) -> str:
    """Return the signs of some letters of a page, and the spaces and hyphens after them."""
    if at >= end:
        return ""
    return page.text[page.sign(at) : page.sign(end)].replace("\r", "")
