"""The page that a citation points at, against the pages of its work."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.model import Field, Finding, Paper
from recto.rules._cited_pages import CitedPage, cited_pages
from recto.rules._ranges import PARTS, Range, read_ranges
from recto.rules._rule import fault, rule

# A book that gives `pages` as one number says how many it has.
BOOKS = (
    "book",
    "mvbook",
    "collection",
    "thesis",
    "phdthesis",
    "mastersthesis",
    "report",
    "booklet",
)


@rule("error")
def locator_outside_pages(paper: Paper) -> Iterator[Finding]:
    """A cited page lies outside the pages of its work

    What it finds: a page in a citation of an article or a chapter that is smaller than the first or
    larger than the last of the entry's `pages`; in a bracket, in the words beside it, in a short
    form that is typed, or behind a typed "Ibid."

    Why it matters: the page belongs to another work, or one of the numbers is wrong.

    Example: `[@soeya2016, 45]`, where the chapter has `pages = {23--32}`.

    Instead: look the passage up again, and mend the page or the entry.
    """
    for one in _pages(paper):
        pages, known = _of_part(one)
        if pages is None or not known or one.range.reversed:
            continue
        if any(each.series != one.range.series for each in known):
            continue
        if not any(each.holds(one.range) for each in known):
            yield fault(
                f"page `{one.range.text}` lies outside `{one.work.key}`, which has `{pages.value}`",
                one.place,
                "look the page up again, or mend the pages of the entry",
                ((pages.value_place, "its pages"),),
            )


@rule("error")
def locator_reversed(paper: Paper) -> Iterator[Finding]:
    """The cited pages run backwards

    What it finds: a range of pages, lines, notes or chapters in a citation whose last is smaller
    than its first. `112–15` is 112 to 115 and is no fault.

    Why it matters: one of the two numbers is wrong, and the reader looks in the wrong place.

    Example: `[@soeya2016, 32–23]`

    Instead: look the passage up again: `[@soeya2016, 23–32]`
    """
    for one in cited_pages(paper):
        if one.range.reversed:
            what = "pages" if one.label == "page" else "parts"
            yield fault(
                f"the cited {what} `{one.range.text}` run backwards",
                one.place,
                "look the passage up again: one of the two numbers is wrong",
            )


@rule("error")
def locator_exceeds_total(paper: Paper) -> Iterator[Finding]:
    """A cited page lies beyond the last page of its book

    What it finds: a page larger than the entry's `pagetotal`, or than the one number that a book
    gives as its `pages`.

    Why it matters: the book has no such page: one of the numbers is wrong, or the work is another.

    Example: `[@soeya2016, 900]` for a book with `pagetotal = {412}`

    Instead: look the passage up again, and mend the page or the entry.
    """
    for one in _pages(paper):
        total = one.work.fields.get("pagetotal")
        if total is None and one.work.type in BOOKS:
            total = one.work.fields.get("pages")
            if total and not re.fullmatch(r"\W*\d{2,5}\s*(?:pp?|S|pages|Seiten)?\W*", total.value):
                total = None
        counts = re.findall(r"(?<![\w,.])\d{1,5}(?![\w])", total.value) if total else []
        if total is None or not counts or one.range.series or one.range.reversed:
            continue
        if one.range.last > max(map(int, counts)):
            yield fault(
                f"page `{one.range.text}` lies beyond `{one.work.key}`, which has `{total.value}`",
                one.place,
                "look the page up again, or mend the number of pages of the entry",
                ((total.value_place, "as many it has"),),
            )


@rule("info")
def locator_roman_arabic(paper: Paper) -> Iterator[Finding]:
    """A page is cited in arabic figures where the pages are roman, or the reverse

    What it finds: a cited page in arabic figures where every page of an article or a chapter is
    roman, and one in roman figures where all are arabic.

    Why it matters: page 12 is not page xii: a preface has its own pages, and the two are in
    different places of the book.

    Example: `[@preface1998, 12]`, where the preface has `pages = {ix--xx}`.

    Instead: `[@preface1998, xii]`
    """
    for one in _pages(paper):
        pages, known = _of_part(one)
        if pages is None or not known or {each.series for each in known} not in ({"roman"}, {""}):
            continue
        if one.range.series in ("roman", "") and one.range.series != known[0].series:
            kind = "roman" if known[0].series else "arabic"
            yield fault(
                f"page `{one.range.text}` is cited, and the pages of `{one.work.key}` are {kind}",
                one.place,
                "look the page up again, or mend the pages of the entry",
                ((pages.value_place, "its pages"),),
            )


def _pages(paper: Paper) -> Iterator[CitedPage]:
    return (one for one in cited_pages(paper) if one.label == "page")


def _of_part(one: CitedPage) -> tuple[Field | None, list[Range]]:
    """Return the pages that an article or a chapter fills, if all of them are ranges."""
    pages = one.work.fields.get("pages")
    if pages is None or one.work.type not in PARTS:
        return None, []
    known = [each for each in read_ranges(pages.value) if not each.single and not each.reversed]
    parts = [part for part in re.split(r"[,;&]", pages.value) if part.strip(" {}")]
    return pages, known if len(known) == len(parts) else []
