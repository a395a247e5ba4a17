"""What is printed, as it is typed: the text of the paper, and the values of its entries."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from recto.model import Paper, Source
from recto.reading.bibliography import UNPRINTED
from recto.rules._once import once
from recto.rules._verbatim import text_of

# What may be wrong in a value: whatever is no plain letter or sign, and a hyphen before a space.
ODD = r"[^\t\n\x20-\x7e]"


@once
def texts(paper: Paper) -> list[tuple[Source, int, str]]:
    """Return what is printed: each source, and for entries each value, with its offset.

    Values in plain ASCII are left out where nothing in them can be wrong.
    """
    return list(_walked(paper))


def _walked(paper: Paper) -> Iterator[tuple[Source, int, str]]:
    for source in paper.manuscript.sources:
        yield source, 0, text_of(source)
    bibliography = paper.bibliography
    source = bibliography.source
    odd = [found.start() for found in re.finditer(ODD, source.text)]
    hyphens = [found.start() for found in re.finditer(r"-\s", source.text)]
    odd = sorted([*odd, *(at for at in hyphens if source.text[at - 1].isalpha())])
    last = 0
    for work in bibliography.works.values() if odd else ():
        begin = source.offset(work.place.line, work.place.column)
        # The strings stand between the entries.
        if _any(odd, last, begin) and "@string" in source.text[last:begin].lower():
            yield source, last, source.text[last:begin]
        last = source.offset(work.place.end_line, work.place.end_column)
        if not _any(odd, begin, last):
            continue
        for field in work.fields.values():
            if field.name in UNPRINTED or field.name in ("url", "file", "eprint", "provenance"):
                continue
            place = field.value_place
            start = source.offset(place.line, place.column)
            end = source.offset(place.end_line, place.end_column)
            if _any(odd, start, end):
                yield source, start, source.text[start:end]


def _any(odd: list[int], start: int, end: int) -> bool:
    at = bisect_left(odd, start)
    return at < len(odd) and odd[at] < end


def by_line(
    source: Source, start: int, found: Iterator[re.Match[str]]
) -> Iterator[list[tuple[int, str]]]:
    """Yield what was found, as offsets and texts, a list a line of the source."""
    line: list[tuple[int, str]] = []
    number = 0
    for match in found:
        here = bisect_right(source.line_starts, start + match.start())
        if line and here != number:
            yield line
            line = []
        number = here
        line.append((match.start(), match[0]))
    if line:
        yield line


def word_around(text: str, start: int, end: int) -> str:
    """Return the word around a span."""
    edges = ' \t\n{}[]()"“”«»,;\ufffc'
    while start > 0 and text[start - 1] not in edges and end - start < 40:
        start -= 1
    while end < len(text) and text[end] not in edges and end - start < 40:
        end += 1
    return text[start:end]
