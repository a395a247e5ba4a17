"""Dates of entries: EDTF in `date` and its kin, a year in `year`, a month in `month`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator

from recto.model import Finding, Paper
from recto.rules._rule import fault, rule

DATES = ("date", "origdate", "eventdate", "urldate")
# What stands for a date that is not known, or has not come.
WORDS = re.compile(
    r"(?i)[\[(]?(forthcoming|in press|in preparation|in print|to appear|submitted|under review|"
    r"n\.\s*d\.|n\.d|nd|no date|s\.\s*a\.|undated|o\.\s*j\.|accepted|ongoing|present|"
    r"in review|preprint|unpublished)[\])]?\.?"
)
PLAIN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?[~?%]?")
YEAR = re.compile(r"(?<!\d)\d{3,4}(?!\d)")
LETTERED = re.compile(r"\d{4}[a-z]")
NUMBER = re.compile(r"\d+")
MONTH = re.compile(r"0?[1-9]|1[0-2]")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WRITTEN = re.compile(
    r"(?i)(?:(?P<d>\d{1,2})(?:st|nd|rd|th)?\s+)?(?P<m>[a-z]{3})[a-z]*\.?"
    r"(?:\s+(?P<e>\d{1,2})(?:st|nd|rd|th)?)?,?\s+(?P<y>\d{4})"
)


@rule("warning")
def date_form(paper: Paper) -> Iterator[Finding]:
    """A date cannot be read

    What it finds: `date`, `origdate`, `eventdate` and `urldate` that are not EDTF (`2016`,
    `2016-05`, `2016-05-31`, `2015/2016`, `2016~`), that name a day the calendar does not have, or
    that end before they begin; a `year` without a year in it, or with a letter after it (the style
    sets the letters itself); a `month` beyond 12. "n.d." and "forthcoming" are understood.

    Why it matters: citeproc prints "n.d." for a date that it cannot read, as if nobody knew it.

    Example: `date = {May 2016}`, `date = {2016-02-30}`, `year = {2016a}`

    Instead: `date = {2016-05}`, `date = {2016-02-29}`, `year = {2016}`
    """
    for work in paper.bibliography.works.values():
        for name, field in work.fields.items():
            value = " ".join(field.value.strip("{} ").split())
            if not value:
                continue
            if name in DATES:
                said = _date(value)
            elif name == "year":
                said = _year(value)
            elif name == "month" and NUMBER.fullmatch(value) and not MONTH.fullmatch(value):
                said = "is no month", "months run from 1 to 12"
            else:
                continue
            if said:
                what, help = said
                message = f"the {name} `{value}` of `{work.key}` {what}"
                yield fault(message, field.value_place, help)


def _date(value: str) -> tuple[str, str] | None:
    """Say what is wrong with a date, and the remedy; None if nothing is."""
    if WORDS.fullmatch(value):
        return None
    ends = value.split("/")
    if len(ends) < 3 and all(end in ("", "..") or PLAIN.fullmatch(end) for end in ends):
        return _plain(ends)
    if written := _written(value):
        return "is not written in figures", f"write `{written}`"
    from recto.tools.edtf_dates import is_edtf

    if is_edtf(value):
        return None
    return (
        "is not a date",
        "write year, month and day: `2016`, `2016-05`, `2016-05-31`, `2015/2016`",
    )


def _plain(ends: list[str]) -> tuple[str, str] | None:
    """Look at a date of plain figures, or at the two ends of a span."""
    for end in ends:
        if said := _calendar(end):
            return said
    first, last = ends[0], ends[-1]
    if first[:1].isdigit() and last[:1].isdigit() and last < first[: len(last)]:
        return "ends before it begins", "write the earlier date first"
    return None


def _calendar(end: str) -> tuple[str, str] | None:
    match = PLAIN.fullmatch(end)
    if match is None or match[2] is None:
        return None
    year, month = int(match[1]), int(match[2])
    if not 1 <= month <= 12:
        # EDTF: 21 to 41 are seasons, quarters and the like.
        if 21 <= month <= 41 and match[3] is None:
            return None
        return "has no such month", "months run from 01 to 12"
    last = monthrange(year or 4, month)[1]
    if match[3] and not 1 <= int(match[3]) <= last:
        return "is not in the calendar", f"that month has {last} days"
    return None


def _year(value: str) -> tuple[str, str] | None:
    if WORDS.fullmatch(value):
        return None
    if LETTERED.fullmatch(value):
        return "has a letter", f"write `{value[:4]}`: the style sets the letters itself"
    if YEAR.search(value) or re.search(r"(?i)\d\s*(?:bc|ce|ad)|century|\d\d[-xXu?]{2}", value):
        return None
    if re.fullmatch(r"'?\d\d", value):
        return "has two digits", "write all four"
    return "is no year", "write four digits, or `n.d.` where nobody knows"


def _written(value: str) -> str:
    """Return a written date in figures, empty if it is none."""
    match = WRITTEN.fullmatch(value)
    if match and match["m"].lower() in MONTHS:
        month = f"{match['y']}-{MONTHS.index(match['m'].lower()) + 1:02}"
        day = match["d"] or match["e"]
        return f"{month}-{int(day):02}" if day else month
    return ""
