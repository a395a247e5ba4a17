"""Pages on the web: when somebody looked at them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from recto.model import Finding, Paper, Work
from recto.rules._rule import fault, rule
from recto.rules._values import Day, day_of, first_day, later, works

PAGES = frozenset({"online", "electronic", "www", "webpage"})
# Types that appear on the web before the volume that they are dated by.
AHEAD = frozenset({
    "article", "incollection", "inproceedings", "book", "inbook", "collection", "conference",
    "thesis", "phdthesis", "proceedings", "software", "dataset", "report", "techreport",
})  # fmt: skip
# So many entries make a habit, and so large a share of them.
HABIT, SHARE = 2, 0.6


@rule("warning")
def url_no_access_date(paper: Paper) -> Iterator[Finding]:
    """A page on the web has no date of access

    What it finds: a page on the web without `urldate` (and without "accessed" in a note) that is
    not dated to the day itself, or whose like in this bibliography have one. What has a DOI, and
    what is printed and only found at an address, is left alone.

    Why it matters: pages change. Only the day tells the reader which of them the author saw.

    Example: `@online{harbor2019, title = {Accounts}, date = {2019}, url = {https://...}}`

    Instead: `urldate = {2021-11-03}`
    """
    alike: dict[bool, list[tuple[Work, bool]]] = {True: [], False: []}
    for work in works(paper):
        if "url" in work.fields and _is_only_there(work):
            alike[work.type in PAGES].append((work, _is_dated(work)))
    linked = [_is_dated(work) for work in works(paper) if "url" in work.fields]
    for pages, found in alike.items():
        dated = sum(seen for _, seen in found)
        habit = dated >= HABIT and dated >= SHARE * (len(found) - 1)
        # Where whatever has an address has its day, a page without one is forgotten.
        habit = habit or (pages and HABIT <= sum(linked) >= 0.8 * (len(linked) - 1))
        for work, seen in found:
            if seen or "lost" in work.value("pubstate").lower():
                continue
            day = day_of(work)
            if habit or (pages and not (day and day[2])):
                yield fault(
                    f"nobody says when the page of `{work.key}` was seen",
                    work.key_place,
                    "add `urldate = {YYYY-MM-DD}`, the day you looked at it",
                    ((work.fields["url"].value_place, "its address"),),
                )


def _is_only_there(work: Work) -> bool:
    """Tell whether a work is a page on the web, and nothing that is printed or kept elsewhere."""
    if not work.value("url").strip("{} ") or work.value("doi") or work.value("eprint"):
        return False
    if work.type in PAGES:
        return True
    return work.type == "misc" and not (work.value("publisher") or work.value("journal"))


def _is_dated(work: Work) -> bool:
    if work.value("urldate").strip("{} ") or work.value("lastchecked").strip("{} "):
        return True
    said = " ".join(work.value(name) for name in ("note", "howpublished", "addendum", "annote"))
    return bool(said) and bool(_seen().search(said))


@cache
def _seen() -> re.Pattern[str]:
    """Return the words for the day of access in some languages."""
    return re.compile(
        r"(?i)access|visited|retrieved|viewed|consult|last checked|last seen|abgerufen|abruf|"
        r"zugriff|zugegriffen|aufgerufen|eingesehen|besucht|geraadpleegd|bezocht|hämtad|besøgt|"
        r"lest|luettu|обращения|archived|web\.archive"
    )


@rule("error")
def access_before_publication(paper: Paper) -> Iterator[Finding]:
    """A page was seen before it was published

    What it finds: a `urldate` before the date of the work. Articles, books and the like are often
    on the web before the volume that dates them, so they are allowed two years; a report that is
    dated to the day is not.

    Why it matters: one of the two dates is wrong.

    Example: `date = {2017-01-05}, urldate = {2016-11-03}`

    Instead: correct the one that is wrong.
    """
    for work, seen in _seen_days(paper):
        day = day_of(work)
        if day is None or not later(day, seen) or _is_to_come(day):
            continue  # of a date that has not come `year-future` tells
        if work.type in AHEAD and day[0] - seen[0] < 3 and not _is_issued(work, day):
            continue
        url, own = work.fields["urldate"], work.fields.get("date") or work.fields["year"]
        yield fault(
            f"`{work.key}` was seen on {url.value}, before it was published", url.value_place,
            "correct the date that is wrong", ((own.value_place, "published here"),),
        )  # fmt: skip


def _is_issued(work: Work, day: Day) -> bool:
    """Tell whether a date is the very day on which a report was put on the web."""
    return work.type in ("report", "techreport") and day[2] > 0 and "url" in work.fields


@rule("error")
def access_date_future(paper: Paper) -> Iterator[Finding]:
    """A page was seen in the future

    What it finds: a `urldate` that has not come.

    Why it matters: a figure of it is wrong.

    Example: `urldate = {2107-11-03}`

    Instead: `urldate = {2017-11-03}`
    """
    for work, seen in _seen_days(paper):
        if _is_to_come(seen):
            field = work.fields["urldate"]
            message = f"the urldate `{field.value}` of `{work.key}` lies in the future"
            yield fault(message, field.value_place, "write the day you looked at the page")


@rule("warning")
def access_after_paper(paper: Paper) -> Iterator[Finding]:
    """A page was seen after the paper was finished

    What it finds: a `urldate` after the date of the paper, as its metadata give it. A paper that is
    dated to the day may be revised for a year; an addition of the editor's is left alone.

    Why it matters: the author cannot have cited what was seen later. One of the dates is wrong.

    Example: `date: 2017` in the metadata and `urldate = {2018-01-02}` in the entry

    Instead: correct the one that is wrong.
    """
    own = first_day(paper.metadata.date)
    if own is None:
        return
    for work, seen in _seen_days(paper):
        year = (own[0] + 1, own[1], own[2]) if own[1] else own
        if later(seen, year) and not work.editorial and not _is_to_come(seen):
            field = work.fields["urldate"]
            yield fault(
                f"`{work.key}` was seen on {field.value}, and the paper is of "
                f"{paper.metadata.date}",
                field.value_place, "correct the date that is wrong",
            )  # fmt: skip


def _seen_days(paper: Paper) -> Iterator[tuple[Work, Day]]:
    """Yield every work that says when it was seen."""
    for work in works(paper):
        field = work.fields.get("urldate")
        if field and (seen := first_day(field.value.strip("{} "))):
            yield work, seen


def _is_to_come(seen: Day) -> bool:
    from recto.tools.clock import today

    now = today()
    # It may be tomorrow already where the author lives.
    return later(seen, (now.year, now.month, min(now.day + 1, 31)))
