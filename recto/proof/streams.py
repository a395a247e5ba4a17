"""The two streams of a paper, body and notes, as letters, and what may stand between them.

On the pages the letters must be the next of the body, the next of the notes, or furniture: known
titles, folios, markers of lists, the repeated head of a table, and what stands before the body
begins and after it ends.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from recto.proof.expected import Expected, Item
from recto.proof.pages import Page
from recto.proof.spelling import letters
from recto.proof.stream import GAP, State, Stream, common, piece_of

MARKER = re.compile(r"(?:[•◦▪‣⁃–■□]|\(?(?:\d{1,4}|[a-zA-Z]|[ivxlcdmIVXLCDM]{2,7})[.)])(?=\s|$)")
FIRST_FOLIO = re.compile(r"\s*(?:\d{1,5}|[ivxlc]{1,7})(?=\s)", re.IGNORECASE)
# By so many letters an item is known for sure.
SURE = 14
# So many letters of a piece, or all of it, are a copy of it.
COPIED = 40
# Titles of the parts of a bibliography are the designer's: so long may one be, in letters.
RUBRIC = 80
# The page of what there is not.
NOWHERE = 10**9
# By one of so many pieces the beginning of the body is known.
EARLY = 8


class Streams:
    """Body and notes, and what may stand between them."""

    def __init__(self, expected: Expected, works: Sequence[Item], pages: Mapping[str, int]) -> None:
        numbers = {item.link: item.text for item in expected.calls}
        self.body = Stream(
            [piece_of(item, numbers) for item in (*expected.paragraphs, *works)], pages
        )
        self.notes = Stream([piece_of(item, numbers) for item in expected.notes], pages)
        # Before this page, and the letter there, anything may stand.
        self.front = (0, 0)
        # From here on, an index may say what the body has said.
        self.back = (NOWHERE, 0)
        # What may stand above the notes of a section, or of a part of them.
        apart = expected.notes_at in ("section", "end")
        titles = (*expected.furniture, expected.front_title) if apart else ()
        self.rubrics = {letters(one) for one in titles}
        self.terms = expected.index_terms
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

    def is_put_off(self, page: Page, state: State, place: int) -> bool:
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
        broken = [held for held, _ in state.held]
        if state.mended[1] == page.number:
            broken.append(state.mended[0])
        if place not in self.notes.begins or called < 0 or not broken:
            return False
        return self.body.row(called) in {self.body.row(one) for one in broken}

    def beginning(self, pages: Sequence[Page]) -> tuple[int, int]:
        """Return the page where the body begins by its text, and the letter there.

        A table of contents has a title without what follows it.
        """
        for start, piece in zip(self.body.starts[:EARLY], self.body.pieces, strict=False):
            wanted = self.body.text[start : start + len(piece.letters) + SURE][:COPIED]
            wanted = wanted.partition(GAP)[0]
            for page in pages if len(wanted) >= SURE else ():
                at = page.letters.find(wanted)
                while at >= 0:
                    if at in page.line_starts:
                        return page.number, at
                    at = page.letters.find(wanted, at + 1)
        return len(pages), 0

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
        yield from ((end, 1) for end in self._rubrics(page, at, state))
        if state.body == 0 and (page.number, at) < self.front:
            yield end, 1
            yield from ((beside, 1) for beside in self._notes_beside(page, at, end, state))
        elif self._is_entry(page, at) or not self._is_copy(page, at):
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

    def _rubrics(self, page: Page, at: int, state: State) -> Iterator[int]:
        """Yield where a title ends, or two of them, below which the next note begins."""
        for end in self._titles(page, at):
            yield from (
                one for one in (end, *self._titles(page, end)) if self._is_note(page, one, state)
            )

    def _titles(self, page: Page, at: int) -> Iterator[int]:
        for rubric in self.rubrics:
            if page.letters.startswith(rubric, at) and at in page.line_starts:
                yield at + len(rubric)

    def _is_note(self, page: Page, at: int, state: State) -> bool:
        """Tell whether the next note begins at a place."""
        if state.notes == len(self.notes.text) or state.notes not in self.notes.begins:
            return False
        note = self.notes.text[state.notes : self.notes.end(state.notes)]
        return at in page.line_starts and page.letters.startswith(note[:SURE].partition(GAP)[0], at)

    def _is_entry(self, page: Page, at: int) -> bool:
        """Tell whether an entry of the index may begin at a place."""
        if (page.number, at) < self.back:
            return False
        return any(term and page.letters.startswith(term, at) for term in self.terms)

    def _is_copy(self, page: Page, at: int) -> bool:
        """Tell whether a piece stands at a place: an index only begins with the same name."""
        return any(
            common(stream.text, start, stream.end(start), page.letters, at)
            >= min(stream.end(start) - start, COPIED)
            for stream, start in self.openings.get(page.letters[at : at + SURE], ())
        )

    def _repeated_head(self, page: Page, state: State) -> Iterator[int]:
        """Yield where the head of the table ends that goes on here, or a part of it."""
        if state.body == 0 or not self.body.is_form(state.body - 1, "cell"):
            return
        last = self.body.index(state.body - 1)
        while last and not self.body.pieces[last].item.head:
            if self.body.pieces[last].item.form != "cell":
                return
            last -= 1
        first = last
        while first and self.body.pieces[first - 1].item.head:
            first -= 1
        begin, limit = self.body.starts[first], min(self.body.starts[last + 1], state.body)
        # What a formula in a head draws has no letters.
        whole = self.body.text[begin:limit].replace(GAP, "")
        if whole and page.letters.startswith(whole):
            yield len(whole)
            return
        count = common(self.body.text, begin, limit, page.letters, 0)
        for end in reversed(self.body.starts[first : last + 2]):
            if begin < end <= begin + count:
                yield end - begin
