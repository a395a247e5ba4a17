"""The `pages` of an entry."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.model import Field, Finding, Paper, Work
from recto.rules._once import once
from recto.rules._printed import instead, matching, printed, spot
from recto.rules._ranges import PAGE, read_ranges
from recto.rules._rule import fault, rule

# Words that the style prints itself, or that are no pages.
PREFIX = re.compile(
    r"(?i)\s*(pages?\b\.?|pgs?\b\.?|p\.\s?p\.|pp?\b\.?|p\.?:|ss?\b\.|seiten?\b|p[áa]gs?\b\.?|"
    r"p[áa]ginas?\b|[sс]tr\b\.?|стр\b\.?|с\.|blz\b\.?)[\s~:]*(?=[\divxlc])"
)
NOT_PAGES = re.compile(r"(?i)[\s{]*(n\s*/\s*a|n\.?\s*p\.?|none|null|tbd|todo|x{2,}|\?+)\b.*|\?+")
OPEN = re.compile(r"\d\s*(?:[-–—]+|ff?\.?|sqq?\.?|et seq\.?)\s*$|^\s*[-–—]+\s*\d|^[\s\-–—]+$")
LONG_DASH = re.compile(r"(?<=\d)\s*(?:—|---+|[–—-]*—[–—-]*)\s*(?=\d)")
WORD_DASH = re.compile(r"(?<=\d)\s*(?:\bto\b|\bbis\b|\.{2,})\s*(?=\d)")
TOTAL = re.compile(r"(?i)(?:[ivxlc]+\s*[,+]\s*)?\d+\s*(?:pp?\.?|pages|seiten|s\.|p[áa]gs?\.?)|"
                   r"[ivxlc]+\s*\+\s*\d+")  # fmt: skip
PLAIN = re.compile(r"(\d{1,9})\s?(?:--?|–)\s?(\d{1,9})")
# One short dash: a hyphen, its cousins, and the sign of subtraction.
SHORT_DASH = r"(?<![-–—‐‑−])\s*[-‐‑−]\s*(?![-–—‐‑−])"
RIGHT_DASH = r"\d\s*(?:--|–|\\(?:text)?endash\b)"


@rule("error")
def page_range_reversed(paper: Paper) -> Iterator[Finding]:
    """The pages of an entry run backwards

    What it finds: `pages` whose last page is smaller than the first. `112-15` is 112 to 115, as
    many editors write it, and is no fault.

    Why it matters: one of the two numbers is wrong, and the reader looks in the wrong place.

    Example: `pages = {232--123}`

    Instead: look the pages up again, and write the smaller first: `pages = {123--232}`
    """
    for work, field in _odd(paper):
        for one in read_ranges(field.value):
            if one.reversed:
                at = max(field.value.find(one.text), 0)
                yield fault(
                    f"the pages `{one.text}` of `{work.key}` run backwards",
                    spot(paper, field, at, at + len(one.text)),
                    "look the pages up again: one of the two numbers is wrong",
                )


@rule("warning")
def page_range_form(paper: Paper) -> Iterator[Finding]:
    """The pages of an entry are not a range of pages

    What it finds: `pages` with "p." or "pp." in it, with an end missing, with an em dash or a word
    for the dash, or with a placeholder as "n/a".

    Why it matters: the style sets "pp." and the dash itself. What stands there is printed besides.

    Example: `pages = {pp. 23--32}`, `pages = {23--}`, `pages = {n/a}`

    Instead: `pages = {23--32}`, or no `pages` at all where a work has none.
    `check --fix` does it.
    """
    for work, field in _odd(paper):
        value, place = field.value, field.value_place
        if prefix := PREFIX.match(value):
            message = f"the pages of `{work.key}` begin with `{prefix[1].rstrip(':')}`"
            fix = instead(paper, field, 0, prefix.end(), "")
            yield fault(message, place, "leave it out: the style prints it", fix=fix)
        elif NOT_PAGES.fullmatch(value):
            help = "leave `pages` out where a work has none"
            yield fault(f"`{value}` of `{work.key}` is no page", place, help)
        elif OPEN.search(value.strip("{} ")):
            help = "complete the range, or give the one page"
            yield fault(f"an end is missing in the pages of `{work.key}`", place, help)
        elif dash := LONG_DASH.search(value):
            help = "write a range with two hyphens or an en dash: `23--32`"
            message = f"an em dash in the pages of `{work.key}`"
            yield fault(message, place, help, fix=instead(paper, field, *dash.span(), "--"))
        elif dash := WORD_DASH.search(value):
            help = "write a range with two hyphens or an en dash: `23--32`"
            message = f"`{dash[0].strip()}` for a dash in the pages of `{work.key}`"
            yield fault(message, place, help, fix=instead(paper, field, *dash.span(), "--"))


@rule("info")
def pages_hyphen(paper: Paper) -> Iterator[Finding]:
    """A range of pages has one hyphen, where the others have a dash

    What it finds: `pages` joined by a single hyphen, or by the sign of subtraction, in a file
    where most ranges have two hyphens or an en dash.

    Why it matters: citeproc sets a dash for a hyphen; LaTeX and other programs print it as it is.
    What is written in one way can be searched and mended in one way.

    Example: `pages = {23-32}`

    Instead: `pages = {23--32}`; `check --fix` does it.
    """
    short = [
        (work, field, found)
        for work, field in matching(paper, ("pages",), SHORT_DASH)
        if (found := _short_dash(field.value))
    ]
    dashes = len(list(matching(paper, ("pages",), RIGHT_DASH))) if short else 0
    if len(short) > dashes:
        return
    for work, field, found in short:
        value = field.value
        yield fault(
            f"the pages `{value}` of `{work.key}` have one hyphen, {dashes} others have a dash",
            field.value_place,
            f"write `{value[: found.start()]}--{value[found.end() :]}`",
            fix=instead(paper, field, *found.span(), "--"),
        )


@rule("info")
def pages_repeated(paper: Paper) -> Iterator[Finding]:
    """A range begins and ends with the same page

    What it finds: `pages` that name one page twice.

    Why it matters: it is printed so; or the last page was never looked up.

    Example: `pages = {23--23}`, `pages = {23, 23}`

    Instead: `pages = {23}`, or the page on which the work ends.
    `check --fix` does it.
    """
    for work, field in _odd(paper):
        ranges = read_ranges(field.value)
        same = next((one for one in ranges if one.first == one.last and not one.single), None)
        again = len(ranges) > 1 and len({(one.series, one.first, one.last) for one in ranges}) == 1
        if not same and not again:
            continue
        page = re.split(r"[\s,;&–—-]+", same.text if same else field.value.strip("{} "))[0]
        whole = again or len(ranges) == 1
        yield fault(
            f"the pages of `{work.key}` name page `{page}` twice",
            field.value_place,
            f"write `{page}`, or the page on which it ends",
            fix=instead(paper, field, 0, len(field.value), page) if whole else (),
        )


@rule("info")
def page_count(paper: Paper) -> Iterator[Finding]:
    """The number of pages stands where the pages belong

    What it finds: `pages` that say how many there are: "312 pp.", "xii + 312".

    Why it matters: the style prints it as the page on which the work stands.

    Example: `pages = {xii, 312 pp.}`

    Instead: `pagetotal = {312}`, or nothing.
    """
    for work, field in _odd(paper):
        if TOTAL.fullmatch(field.value):
            yield fault(
                f"`{field.value}` of `{work.key}` is a number of pages",
                field.value_place,
                "name the field `pagetotal`, or leave it out",
            )


@once
def _odd(paper: Paper) -> list[tuple[Work, Field]]:
    """Return the pages that are not simply two numbers with the smaller first."""
    return [
        (work, field)
        for work, field in printed(paper, ("pages",))
        if not (found := PLAIN.fullmatch(field.value)) or int(found[1]) >= int(found[2])
    ]


def _short_dash(value: str) -> re.Match[str] | None:
    """Return the one short dash of a range of two pages, None if it is something else."""
    found = re.search(SHORT_DASH, value)
    if found is None or re.search(RIGHT_DASH, value):
        return None
    first = re.split(r"[,;]\s*", value[: found.start()].strip("{} "))[-1]
    last = re.split(r"[,;]", value[found.end() :].strip("{} "))[0]
    if re.fullmatch(r"[ivxlcdm]+", first) and re.fullmatch(r"[ivxlcdm]+", last):
        return found
    begin, end = PAGE.fullmatch(first), PAGE.fullmatch(last)
    # A3-12 may be one page: only what has the same letters before both numbers is a range.
    return found if begin and end and begin["series"] == end["series"] else None
