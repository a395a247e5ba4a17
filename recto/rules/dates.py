"""Dates of entries: EDTF in `date` and its kin, a year in `year`, a month in `month`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from functools import cache

from recto.model import Finding, Paper
from recto.rules._rule import fault, rule
from recto.rules._values import works

DATES = ("date", "origdate", "eventdate", "urldate")
PLAIN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?[~?%]?")
YEAR = re.compile(r"(?<![^\W_])(?:c|ca|p)?(\d{3,4})(?![^\W_])")
LETTERED = re.compile(r"\[?\d{4}\s?[a-z]\]?")
WRITTEN = re.compile(
    r"(?i)(?:(?P<d>\d{1,2})(?:st|nd|rd|th)?\s+)?(?P<m>[a-z]{3})[a-z]*\.?"
    r"(?:\s+(?P<e>\d{1,2})(?:st|nd|rd|th)?)?,?\s+(?P<y>\d{4})"
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NAMES = ("january", "february", "march", "april", "june", "july", "august", "september",
               "october", "november", "december")  # fmt: skip


@rule("error")
def date_form(paper: Paper) -> Iterator[Finding]:
    """A date cannot be read

    What it finds: `date`, `origdate`, `eventdate` and `urldate` that are not EDTF (`2016`,
    `2016-05`, `2016-05-31`, `2015/2016`, `2016~`), that name a day the calendar does not have, or
    that end before they begin; a `year` without a year in it, or with a letter after it (the style
    sets the letters itself); a `month` beyond 12, or with its name misspelled. "n.d." and
    "forthcoming" are understood.

    Why it matters: citeproc prints "n.d." for a date that it cannot read, as if nobody knew it.

    Example: `date = {May 2016}`, `date = {2016-02-30}`, `year = {2016a}`

    Instead: `date = {2016-05}`, `date = {2016-02-29}`, `year = {2016}`
    """
    for work in works(paper):
        for name in (*DATES, "year", "month"):
            field = work.fields.get(name)
            value = " ".join(field.value.strip("{} ").split()) if field else ""
            if not field or not value or (value.isdecimal() and len(value) == 4):
                continue
            said = _said(name, value)
            if said:
                message = f"the {name} `{value}` of `{work.key}` {said[0]}"
                yield fault(message, field.value_place, said[1])


def _said(name: str, value: str) -> tuple[str, str] | None:
    """Say what is wrong with a field that holds a date, and the remedy; None if nothing is."""
    if name == "month":
        return _month(value)
    return _year(value) if name == "year" else _date(value)


def _month(value: str) -> tuple[str, str] | None:
    if value.isdecimal():
        if 1 <= int(value[:9]) <= 12:
            return None
        return "is no month", "months run from 1 to 12"
    word = value.lower().strip(".")
    if not word.isalpha() or len(word) < 5 or word in MONTH_NAMES:
        return None
    from recto.tools.likeness import nearest

    near = nearest(word, MONTH_NAMES)
    # The names of other languages are near, too: mars, avril, septembre, Juli, dezember.
    if near is None or word[:3] in ("okt", "dez", "déc") or not _is_slip(word, near):
        return None
    return "is no month", f"did you mean `{near[:3]}`?"


def _is_slip(word: str, near: str) -> bool:
    """Tell whether a word has the letters of another in a wrong order, or one too many or few."""
    if word.endswith(("bre", "bro", "ber", "bar")) and len(word) >= len(near):
        return False
    return near.startswith(word[:1]) and abs(len(word) - len(near)) < 2 and (
        sorted(word) == sorted(near) or sum(map(near.count, set(word))) >= len(near) - 2
    )  # fmt: skip


def _date(value: str) -> tuple[str, str] | None:
    """Say what is wrong with a date, and the remedy; None if nothing is."""
    if _words().fullmatch(value):
        return None
    ends = value.split("/")
    if len(ends) < 3 and all(end in ("", "..") or PLAIN.fullmatch(end) for end in ends):
        return _plain(ends)
    if written := _written(value):
        return "is not written in figures", f"write `{written}`"
    from recto.tools.edtf_dates import is_edtf

    if is_edtf(value):
        return None
    if about := re.fullmatch(r"(?i)\[?(?:c|ca|circa|um|vers|about)\.?\s*(\d{3,4})\]?", value):
        return "is not written in figures", f"write `{about[1]}~`"
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
    if _words().fullmatch(value):
        return None
    if LETTERED.fullmatch(value):
        return (
            "has a letter",
            f"write `{value.strip('[ ]')[:4]}`: the style sets the letters itself",
        )
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


@cache
def _words() -> re.Pattern[str]:
    """Return what stands for a date that is not known, or has not come."""
    return re.compile(
        r"(?i)[\[(]?(forthcoming|in press|in preparation|in print|to appear|submitted|under review|"
        r"n\.\s*d\.|n\.d|nd|no date|s\.\s*a\.|undated|o\.\s*j\.|s\.\s*d\.|accepted|ongoing|present|"
        r"in review|preprint|unpublished|im erscheinen|im druck|à paraître|en prensa|"
        r"in corso di stampa|b\.\s*d\.|z\.\s*j\.|u\.\s*å\.|б\.\s*г\.)[\])]?\.?"
    )
