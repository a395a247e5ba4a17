"""The `pages` of an entry."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.model import Field, Finding, Paper, Patch, Source
from recto.rules._ranges import read_ranges
from recto.rules._rule import fault, rule

# Words that the style prints itself, or that are no pages.
PREFIX = re.compile(r"(?i)\s*(pages?|pgs?\b\.?|pp?\b\.?|ss?\b\.|seiten?)\s*(?=[\divxlc])")
NOT_PAGES = re.compile(r"(?i)[\s{]*(n\s*/\s*a|n\.?\s*p\.?|none|null|tbd|\?+)\b.*")
OPEN = re.compile(r"\d\s*[-–—]+\s*$|^\s*[-–—]+\s*\d|^[\s\-–—]+$")


@rule("warning")
def page_range_reversed(paper: Paper) -> Iterator[Finding]:
    """The pages of an entry run backwards

    What it finds: `pages` whose last page is smaller than the first. `112-15` is 112 to 115, as
    many editors write it, and is no fault.

    Why it matters: one of the two numbers is wrong, and the reader looks in the wrong place.

    Example: `pages = {232--123}`

    Instead: look the pages up again, and write the smaller first: `pages = {123--232}`
    """
    for key, field in _pages(paper):
        for one in read_ranges(field.value):
            if one.reversed:
                yield fault(
                    f"the pages `{one.text}` of `{key}` run backwards",
                    field.value_place,
                    "look the pages up again: one of the two numbers is wrong",
                )


@rule("warning")
def page_range_form(paper: Paper) -> Iterator[Finding]:
    """The pages of an entry are not a range of pages

    What it finds: `pages` with "p." or "pp." in it, with an end missing, with an em dash, or with
    a placeholder as "n/a".

    Why it matters: the style sets "pp." and the dash itself. What stands there is printed besides.

    Example: `pages = {pp. 23--32}`, `pages = {23--}`, `pages = {n/a}`

    Instead: `pages = {23--32}`, or no `pages` at all where a work has none.
    """
    source = paper.bibliography.source
    for key, field in _pages(paper):
        value = field.value
        prefix = PREFIX.match(value)
        if prefix:
            message = f"the pages of `{key}` begin with `{prefix[1]}`"
            help = "leave it out: the style prints it"
            yield fault(message, field.value_place, help, fix=_without(source, field, prefix[0]))
        elif NOT_PAGES.fullmatch(value):
            help = "leave `pages` out where a work has none"
            yield fault(f"`{value}` of `{key}` is no page", field.value_place, help)
        elif OPEN.search(value.strip("{} ")):
            help = "complete the range, or give the one page"
            yield fault(f"an end is missing in the pages of `{key}`", field.value_place, help)
        elif re.search(r"\d\s*(?:—|---)\s*\d", value):
            help = "write a range with two hyphens or an en dash: `23--32`"
            yield fault(f"an em dash in the pages of `{key}`", field.value_place, help)


def _pages(paper: Paper) -> Iterator[tuple[str, Field]]:
    for work in paper.bibliography.works.values():
        if field := work.fields.get("pages"):
            yield work.key, field


def _without(source: Source, field: Field, typed: str) -> tuple[Patch, ...]:
    start = source.offset(field.value_place.line, field.value_place.column)
    if source.text.startswith(typed, start):
        return (Patch(source.path, start, typed, ""),)
    return ()
