"""Years that cannot be: in the future, after the paper, before printing, or two that disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from recto.model import Field, Finding, Paper, Place, Work
from recto.rules._rule import fault, rule
from recto.rules._values import Day, day_of, first_day, later, works

# Types that are printed, or are made for readers at once: none is older than printing.
PRINTED = frozenset({
    "article", "book", "incollection", "inproceedings", "inbook", "thesis", "report", "online",
    "phdthesis", "mastersthesis", "techreport", "proceedings", "collection", "conference",
    "software", "dataset", "electronic", "www", "webpage", "periodical", "reference", "mvbook",
})  # fmt: skip
PRINTING, JOURNALS = 1455, 1665


@rule("error")
def year_future(paper: Paper) -> Iterator[Finding]:
    """A work is dated in the future

    What it finds: a year or a date that has not come. In the last months of a year the next one is
    allowed, as publishers date ahead, and so is a work that is said to be forthcoming.

    Why it matters: nobody can have read it. A figure is wrong, or the work is forthcoming.

    Example: `date = {2106}`

    Instead: `date = {2016}`; of a work that has not appeared, `pubstate = {forthcoming}`
    """
    from recto.tools.clock import today

    now = today()
    for work, day in _dated(paper):
        if _is_future(day, now) and not _is_forthcoming(work):
            field = _dating(work)
            yield fault(
                f"the {field.name} `{field.value}` of `{work.key}` lies in the future",
                field.value_place, "correct it, or say that it is forthcoming: "
                "`pubstate = {forthcoming}`",
            )  # fmt: skip


@rule("warning")
def year_after_paper(paper: Paper) -> Iterator[Finding]:
    """A work is younger than the paper that cites it

    What it finds: a year after that of the paper itself, as its metadata give it; of a page on the
    web also a later day. A work that is said to be forthcoming and an addition of the editor's are
    left alone, and in a paper of November or December the next year.

    Why it matters: the author cannot have read it. A figure of the one date or of the other is
    wrong, or the work was forthcoming.

    Example: `date: 2017` in the metadata and `date = {2019}` in the entry

    Instead: correct the one that is wrong.
    """
    from recto.tools.clock import today

    own, now = first_day(paper.metadata.date), today()
    if own is None:
        return
    for work, day in _dated(paper):
        ahead = day[0] > own[0] + (own[1] > 10)
        if work.type == "online" and all(day) and all(own):
            ahead = ahead or later(day, own)
        if ahead and not (work.editorial or _is_future(day, now) or _is_forthcoming(work)):
            field = _dating(work)
            yield fault(
                f"`{work.key}` is of {field.value}, and the paper is of {paper.metadata.date}",
                field.value_place, "correct the date that is wrong",
            )  # fmt: skip


@rule("warning")
def year_implausible(paper: Paper) -> Iterator[Finding]:
    """A printed work is older than printing

    What it finds: a book, article, report, thesis or page on the web that is dated before 1455, and
    an article in a journal before 1665. An `origdate` shows that the date is meant; so do a year
    before Christ and one that is "about".

    Why it matters: a figure is wrong, or it is the year of the text and not of the book: a reader
    looks for a printing that there is not.

    Example: `@book{soeya2016, date = {216}}`

    Instead: `date = {2016}`; an old text has the year of its printing, and `origdate = {1320~}`
    """
    for work, day in _dated(paper):
        oldest = JOURNALS if work.type == "article" else PRINTING
        if (
            day[0] < oldest
            and day[0] > 0
            and work.type in PRINTED
            and "origdate" not in work.fields
        ):
            field = _dating(work)
            if not re.search(r"[~?%]|\bc[a.]|circa|/", field.value):
                yield fault(
                    f"the {field.name} `{field.value}` of the {work.type} `{work.key}` is before "
                    + ("the first journal" if day[0] > PRINTING else "printing"),
                    field.value_place,
                    "correct it; the year of an old text itself is its `origdate`",
                )


@rule("warning")
def year_date_disagree(paper: Paper) -> Iterator[Finding]:
    """An entry has two dates that disagree

    What it finds: a `year` that is not the year of `date`, a `month` that is not its month, and an
    `origdate` after the date.

    Why it matters: one program prints the one and another the other.

    Example: `year = {2015}, date = {2016-05}`

    Instead: keep `date` alone.
    """
    for work in works(paper):
        fields = work.fields
        day = first_day(fields["date"].value.strip("{} ")) if "date" in fields else None
        year = first_day(fields["year"].value.strip("{} ")) if "year" in fields else None
        if day and year and "/" not in fields["date"].value and year[0] != day[0]:
            yield _two(work, "year", "date")
        elif day and "month" in fields and (month := fields["month"].value.strip("{} ")):
            number = int(month) if month.isdecimal() and len(month) < 3 else 0
            if day[1] and number and number != day[1] and "/" not in fields["date"].value:
                yield _two(work, "month", "date")
        if "origdate" in fields and (said := day or year):
            original = first_day(fields["origdate"].value.strip("{} "))
            if original and original[0] > said[0]:
                yield fault(
                    f"the original of `{work.key}` is of {original[0]}, after the reprint of "
                    f"{said[0]}",
                    fields["origdate"].value_place, "let the two change places",
                    ((_dating(work).value_place, "dated here"),),
                )  # fmt: skip


def _two(work: Work, one: str, other: str) -> Finding:
    left, right = work.fields[one], work.fields[other]
    at, also = (left, right) if later(*map(_start, (left.place, right.place))) else (right, left)
    return fault(
        f"the {one} `{left.value}` and the {other} `{right.value}` of `{work.key}` disagree",
        at.value_place, "keep the one that is right", ((also.value_place, f"the {also.name}"),),
    )  # fmt: skip


def _start(place: Place) -> Day:
    return place.line, place.column, 1


def _dated(paper: Paper) -> Iterator[tuple[Work, Day]]:
    """Yield every work whose entry says when it was published."""
    for work in works(paper):
        if day := day_of(work):
            yield work, day


def _dating(work: Work) -> Field:
    return work.fields["date"] if "date" in work.fields else work.fields["year"]


def _is_future(day: Day, now: date) -> bool:
    if day[0] == now.year + 1 and not day[1]:
        return now.month < 10
    return day[0] > now.year or later(day, (now.year, now.month, min(now.day + 1, 31)))


def _is_forthcoming(work: Work) -> bool:
    """Tell whether an entry says that the work has not appeared."""
    if work.value("pubstate"):
        return True
    said = " ".join(work.value(name) for name in ("note", "howpublished", "addendum", "year"))
    return bool(said) and bool(re.search(
        r"(?i)forthcoming|in press|to appear|in preparation|submitted|accepted|under review|"
        r"in print|online first|early (?:view|access)|"
            r"erscheinen|im druck|paraître|en prensa|stampa",
        said,
    ))  # fmt: skip
