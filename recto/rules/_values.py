"""The values of fields as they are typed: where a part of one stands, and what day one names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from recto.model import Field, Paper, Patch, Place, Work

Day = tuple[int, int, int]

# The first date of a value: EDTF, or a bare year; 0 is a month or a day that is not given.
FIRST_DAY = re.compile(r"(-?\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?![\dXxu])")
YEAR = re.compile(r"(?<![^\W_])(?:c|ca|p)?(\d{3,4})(?![\dXxuA-Z])")
WRITTEN_DAY = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?!\d)")
MONTHS = {
    name: number
    for number, names in enumerate((
        "jan", "feb", "mar mär mrz", "apr avr", "may mai", "jun juin", "jul juil",
        "aug aoû", "sep", "oct okt", "nov", "dec dez déc",
    ), 1)
    for name in names.split()
}  # fmt: skip
# Letters that are no letter with an accent.
BARE = str.maketrans({
    "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
})  # fmt: skip


def works(paper: Paper) -> Iterator[Work]:
    """Yield the works whose entries are whole: of a broken one the reading has spoken."""
    return (work for work in paper.bibliography.works.values() if not work.mended)


def typed(paper: Paper, field: Field) -> tuple[str, int]:
    """Return the value of a field as typed, and its offset in the source."""
    source, place = paper.bibliography.source, field.value_place
    start = source.offset(place.line, place.column)
    return source.text[start : source.offset(place.end_line, place.end_column)], start


def within(paper: Paper, field: Field, words: str) -> Place:
    """Return where words of a value stand, the whole value if they are not typed so."""
    text, start = typed(paper, field)
    at, length = text.find(words), len(words)
    if at < 0 and words.strip():
        # The value may go on in the next line.
        match = re.search(r"\s+".join(map(re.escape, words.split())), text)
        at, length = (match.start(), match.end() - match.start()) if match else (-1, 0)
    if at < 0 or not length:
        return field.value_place
    return paper.bibliography.source.place(start + at, start + at + length)


def instead(paper: Paper, field: Field, new: str, old: str = "") -> tuple[Patch, ...]:
    """Return the patch that puts ``new`` for a whole value, or for its part ``old``.

    None where the part is not typed so, or typed twice.
    """
    text, start = typed(paper, field)
    if old and text.count(old) != 1:
        return ()
    at = text.index(old) if old else 0
    return (Patch(paper.bibliography.source.path, start + at, old or text, new),)


def first_day(value: str) -> Day | None:
    """Return the first year, month and day of a date as typed, 0 for what it does not say.

    ``value``: EDTF, a year with words around it, or a date written in English, French or German.
    """
    if match := FIRST_DAY.match(value):
        number, last = int(match[2] or 0), int(match[3] or 0)
        return int(match[1]), number if number < 13 else 0, last if last < 32 else 0
    year = YEAR.search(value)
    if year is None:
        return None
    rest = value[: year.start()] + " " + value[year.end() :]
    month = next((MONTHS[one] for one in re.findall(r"[^\W\d]{3}", rest.lower())
                  if one in MONTHS), 0)  # fmt: skip
    day = WRITTEN_DAY.search(rest) if month else None
    return int(year[1]), month, int(day[1]) if day and int(day[1]) <= 31 else 0


def day_of(work: Work) -> Day | None:
    """Return when a work was published as far as its entry says; a day of a range is its first."""
    date = work.fields.get("date") or work.fields.get("year")
    day = first_day(date.value.strip("{} ")) if date else None
    if day and not day[1] and (month := work.fields.get("month")):
        typed_month = month.value.strip("{} ").lower()
        number = int(typed_month) if typed_month.isdecimal() and len(typed_month) < 3 else 0
        named = MONTHS.get(typed_month[:3], number)
        return day[0], named if named <= 12 else 0, day[2]
    return day


def later(one: Day, other: Day) -> bool:
    """Tell whether a day lies behind another, as far as both are known."""
    for left, right in zip(one, other, strict=True):
        if not left or not right:
            return False
        if left != right:
            return left > right
    return False


@lru_cache(maxsize=65536)
def folded(words: str) -> str:
    """Return words in small letters without their accents: `Müller` and `Muller` are `muller`."""
    words = words.lower()
    if words.isascii():
        return words
    apart = unicodedata.normalize("NFD", words.translate(BARE))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
