"""The fields of entries that a reader sees, and where each part of a value stands.

A value is its source with one space between words; a part of it is found again there. What comes
from an `@string` stands where the string is defined, and is a fault once, however often it is used.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from recto.model import Field, Paper, Patch, Place, Source, Work
from recto.rules._once import once

# Values as one text, where each begins, and whose it is.
Joined = tuple[str, list[int], list[tuple[Work, Field]]]

TITLES = (
    "title", "subtitle", "booktitle", "booksubtitle", "maintitle", "mainsubtitle", "issuetitle",
    "issuesubtitle", "eventtitle",
)  # fmt: skip
JOURNALS = ("journaltitle", "journal")
HOSTS = ("booktitle", "maintitle", "eventtitle", *JOURNALS)
PLACES = ("location", "address")
MAKERS = ("publisher", "institution", "school", "organization")
# What stands in words of the editor's or of the title page, names of persons not among it.
WORDS = (
    *TITLES, "journaltitle", "journal", "journalsubtitle", "shorttitle", "titleaddon",
    "booktitleaddon", "series", *MAKERS, *PLACES, "edition", "howpublished", "note", "addendum",
    "type", "venue", "reprinttitle", "origtitle",
)  # fmt: skip
NAMED = ("title", "subtitle", "booktitle", "booksubtitle", "maintitle", "journaltitle", "journal",
         "publisher", "series")  # fmt: skip
PERSONS = ("author", "editor", "translator", "bookauthor", "shortauthor")
TEXTS = (*PERSONS, *WORDS)


def printed(paper: Paper, names: tuple[str, ...]) -> Iterator[tuple[Work, Field]]:
    """Yield the fields of these names that have a value; what an `@string` says only once.

    What could not be read whole is another rule's.
    """
    columns = _columns(paper)
    for name in names:
        if name not in columns:
            columns[name] = _column(paper, name)
        yield from columns[name]


def matching(
    paper: Paper, names: tuple[str, ...], pattern: str, flags: int = 0
) -> Iterator[tuple[Work, Field]]:
    """Yield the fields of these names in which a pattern is found, each once.

    ``^`` and ``$`` are the edges of a value. All values are searched as one text, for most rules
    find nothing in most values.
    """
    text, starts, fields = _joined(paper, names)
    last = -1
    for found in re.finditer(pattern, text, flags | re.MULTILINE):
        at = bisect_right(starts, found.start()) - 1
        if at != last:
            yield fields[at]
        last = at


@once
def _columns(_: Paper) -> dict[str, list[tuple[Work, Field]]]:
    return {}


def _column(paper: Paper, name: str) -> list[tuple[Work, Field]]:
    bibliography = paper.bibliography
    found = [
        (work, field)
        for work in bibliography.works.values()
        if (field := work.fields.get(name)) and field.value and not work.mended
    ]
    if not bibliography.strings:
        return found
    seen: set[str] = set()
    kept = []
    for work, field in found:
        macro = _macro(bibliography.source, field)
        if macro not in seen:
            kept.append((work, field))
        if macro:
            seen.add(macro)
    return kept


@once
def _kept(_: Paper) -> dict[tuple[str, ...], Joined]:
    return {}


def _joined(paper: Paper, names: tuple[str, ...]) -> Joined:
    """Return the values of some fields as one text, a line each, where each begins, and whose."""
    known = _kept(paper)
    if names not in known:
        fields = list(printed(paper, names))
        values = [field.value for _, field in fields]
        starts = list(accumulate((len(value) + 1 for value in values), initial=0))
        known[names] = "\n".join(values), starts, fields
    return known[names]


def typed(paper: Paper, field: Field) -> tuple[int, int]:
    """Return the offsets of a value in its source; of an `@string`, those of its definition."""
    source, place = paper.bibliography.source, field.value_place
    start = source.offset(place.line, place.column)
    end = source.offset(place.end_line, place.end_column)
    if paper.bibliography.strings and (macro := _macro(source, field)):
        name = re.escape(macro)
        pattern = rf'(?i)@string\s*[{{(]\s*{name}\s*=\s*(?:\{{([^{{}}]*)\}}|"([^"]*)")'
        if found := re.search(pattern, source.text):
            return found.span(1) if found[1] is not None else found.span(2)
    return start, end


def spot(paper: Paper, field: Field, start: int, end: int) -> Place:
    """Return where the characters ``start`` to ``end`` of a value stand in the source."""
    first, last = typed(paper, field)
    at = _letters(paper, field)
    if at and start < end <= len(at):
        return paper.bibliography.source.place(at[start], at[end - 1] + 1)
    return paper.bibliography.source.place(first, max(last, first + 1))


def instead(paper: Paper, field: Field, start: int, end: int, new: str) -> tuple[Patch, ...]:
    """Return the patch that writes something else for a part of a value.

    There is none where the value is not typed as one piece.
    """
    return changed(paper, field, [(start, end, new)])


def changed(paper: Paper, field: Field, parts: list[tuple[int, int, str]]) -> tuple[Patch, ...]:
    """Return the patches that write something else for several parts of a value."""
    at, source = _letters(paper, field), paper.bibliography.source
    return tuple(
        Patch(source.path, at[start], source.text[at[start] : at[end - 1] + 1], new)
        for start, end, new in parts
        if at and start < end <= len(at)
    )


def raw(paper: Paper, field: Field) -> str:
    """Return a value as it is typed, with its line ends."""
    start, end = typed(paper, field)
    return paper.bibliography.source.text[start:end]


def _letters(paper: Paper, field: Field) -> Sequence[int]:
    """Return where each character of a value stands; nothing if it is not typed as one piece."""
    return _aligned(paper.bibliography.source, *typed(paper, field), field.value)


@lru_cache(maxsize=8)
def _aligned(source: Source, first: int, last: int, value: str) -> Sequence[int]:
    text = source.text[first:last]
    if text == value:
        return range(first, last)
    at: list[int] = []
    for word in re.finditer(r"\S+", text):
        if at:
            at.append(first + word.start() - 1)
        at += range(first + word.start(), first + word.end())
    return at if len(at) == len(value) else ()


def _macro(source: Source, field: Field) -> str:
    """Return the name of the `@string` that a value consists of, empty if it is typed itself."""
    place = field.value_place
    start = source.offset(place.line, place.column)
    if source.text[start - 1 : start] in ("{", '"'):
        return ""
    word = source.text[start : source.offset(place.end_line, place.end_column)].strip()
    return word if re.fullmatch(r"[A-Za-z][^\s#{}\"]*", word) else ""
