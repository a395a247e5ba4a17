"""The pages of a finished file as letters, in the order in which they are drawn."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate

from recto.proof.spelling import LETTERS

FOLIO = re.compile(r"(?:\d{1,5}|[ivxlc]{1,7})$", re.IGNORECASE)
DIGITS = "0123456789"
# A folio may be drawn so near to the last word that it is read as its end.
GLUED_FOLIO = re.compile(r"(?<!\d)\d{1,5}$")
LINE_END = re.compile("[\r\n\u00ad]+")
WORD_END = re.compile(r"\s+")
# More running heads and folios than these, line by line, stand on no page.
FEW = 6
WIDEST_FOLIO = 5


class Page:
    """The letters of one page, and which sign of its text each of them is."""

    def __init__(self, number: int, text: str, furniture: frozenset[str]) -> None:
        self.number = number
        self.text = text
        signs = [LETTERS[ord(sign)] for sign in text]
        self.letters = "".join(signs)
        self._ends = list(accumulate(map(len, signs), initial=0))
        self.lines = self._after(LINE_END)
        self.line_starts = frozenset(self.lines)
        self.margins = self._few(list(self._margins(furniture)))
        end = len(text.rstrip())
        glued = GLUED_FOLIO.search(text, max(0, end - 6), end)
        if glued:
            folio = self.letter(glued.start())
            for start in (folio, *self._glued_titles(glued.start(), furniture)):
                self.margins.setdefault(start, len(self.letters))

    def _after(self, mark: re.Pattern[str]) -> list[int]:
        starts = {0} | {self.letter(match.end()) for match in mark.finditer(self.text)}
        return sorted(start for start in starts if start < len(self.letters))

    @cached_property
    def words(self) -> list[int]:
        """Where words and lines start, in letters."""
        return sorted({*self.lines, *self._after(WORD_END), *self.margins})

    def sign(self, at: int) -> int:
        """Return the index in the text of the letter at ``at`` (the text's length at the end)."""
        return bisect_right(self._ends, at) - 1

    def letter(self, sign: int) -> int:
        """Return how many letters stand before a sign of the text."""
        return self._ends[sign]

    def next_line(self, at: int) -> int:
        """Return where the next line starts, in letters."""
        place = bisect_right(self.lines, at)
        return self.lines[place] if place < len(self.lines) else len(self.letters)

    def is_line(self, at: int, words: str) -> bool:
        """Tell whether a line that starts at a letter says just some letters."""
        return self._line(at) == words

    def _line(self, at: int) -> str:
        return self.letters[at : self.next_line(at)]

    def stop(self, at: int) -> int:
        """Return where the next margin begins after a place, or the page ends."""
        return min((start for start in self.margins if start > at), default=len(self.letters))

    def _few(self, margins: list[tuple[int, int]]) -> dict[int, int]:
        """Return where margins begin and end: a page has few, and a table may look like many."""
        end = len(self.letters) - WIDEST_FOLIO
        inside = [one for one in margins if one[0] and one[1] < end]
        return dict(one for one in margins if len(inside) <= FEW or one not in inside)

    def _glued_titles(self, folio: int, furniture: frozenset[str]) -> Iterator[int]:
        """Yield where a title begins that is read as the last word before a folio."""
        line = re.split("[\r\n]", self.text[:folio])[-1]
        for space in WORD_END.finditer(line):
            if line[space.end() :].translate(LETTERS) in furniture:
                yield self.letter(folio - len(line) + space.end())

    def _margins(self, furniture: frozenset[str]) -> Iterator[tuple[int, int]]:
        """Yield where titles and a folio stand together or end the page, and where they end.

        Any number of their lines may be text: a heading or a call may be the last of a page.
        """
        lines: list[int] = []
        folio, titled = False, False
        for line in self.lines:
            words = self._line(line)
            both = words not in furniture and _has_title(words, furniture)
            title = words in furniture or both
            number = not title and bool(FOLIO.match(words))
            if (number and folio) or not (title or number):
                if folio and titled:
                    yield from ((start, line) for start in lines[-FEW:])
                # A number before the title is not the folio if one comes after it.
                again = number and titled and bool(FOLIO.match(self._line(lines[0])))
                lines, folio, titled = lines if again else [], False, again
                if not number:
                    continue
            lines.append(line)
            titled = titled or title
            # A number before a title with a folio was not the folio.
            folio = folio or number or both
        yield from ((start, len(self.letters)) for start in lines[-FEW:])


def _has_title(words: str, furniture: frozenset[str]) -> bool:
    """Tell whether a line is a title that touches a folio, which may follow a number of its own."""
    before = len(words) - len(words.lstrip(DIGITS))
    after = len(words) - len(words.rstrip(DIGITS))
    return any(words[at:] in furniture for at in range(1, before + 1)) or any(
        words[:-at] in furniture for at in range(1, after + 1)
    )
