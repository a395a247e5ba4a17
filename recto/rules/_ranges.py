"""Ranges of pages as they are typed: 23–32, xii–xv, 112–15 for 112–115, S12–S15, 12:1–12:25."""

from __future__ import annotations

import re
from dataclasses import dataclass

DASHES = re.compile(r"\s*(?:[-‐‑‒–—−]+|\bto\b|\\(?:text)?[ne]ndash(?:\{\})?)\s*")
# A page: letters or a number with a point before it (S12, A3-, 12:1), then the number itself.
PAGE = re.compile(r"(?P<series>[A-Za-z]{0,3}(?:\d{1,6}[.:])?)(?P<number>\d{1,9})(?P<part>[a-z]?)")
ROMAN = re.compile(
    r"(?=[ivxlcdm])m{0,4}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})", re.IGNORECASE
)
# Works whose `pages` are the pages that they fill in something larger.
PARTS = (
    "article", "incollection", "inbook", "inproceedings", "conference", "inreference", "suppbook",
    "bookinbook", "suppcollection", "suppperiodical", "review",
)  # fmt: skip
VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


@dataclass(frozen=True)
class Range:
    """A range of pages: first and last as numbers, and the series that both belong to."""

    text: str
    series: str
    first: int
    last: int
    single: bool = False

    @property
    def reversed(self) -> bool:
        """Tell whether it runs backwards."""
        return self.last < self.first

    def holds(self, other: Range) -> bool:
        """Tell whether another range lies within this one."""
        return self.first <= other.first and other.last <= self.last


def read_ranges(value: str) -> list[Range]:
    """Return the ranges of a value that are understood; what is not is passed over."""
    found = []
    for part in re.split(r"[,;&]|\band\b", re.sub(r"[{}]", "", value)):
        made = _range(part.strip(" .\u00a0~+"))
        if made:
            found.append(made)
    return found


def _range(text: str) -> Range | None:
    ends = DASHES.split(text)
    if len(ends) > 2 or not all(ends):
        return None
    first, last = ends[0], ends[-1]
    if ROMAN.fullmatch(first) and ROMAN.fullmatch(last):
        return Range(text, "roman", _roman(first), _roman(last), len(ends) == 1)
    begin, end = PAGE.fullmatch(first), PAGE.fullmatch(last)
    if begin is None or end is None or end["series"] not in ("", begin["series"]):
        return None
    number, short = begin["number"], end["number"]
    if len(short) < len(number) and not end["series"].endswith((":", ".")):
        short = number[: len(number) - len(short)] + short  # 112–15 is 112–115
    return Range(text, begin["series"], int(number), int(short), len(ends) == 1)


def _roman(text: str) -> int:
    total, before = 0, 0
    for letter in reversed(text.lower()):
        value = VALUES[letter]
        total += value if value >= before else -value
        before = max(value, before)
    return total
