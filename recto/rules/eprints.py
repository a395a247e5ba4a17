"""Preprints: the number that arXiv gave them, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from recto.model import Field, Finding, Paper, Work
from recto.rules._rule import fault, rule
from recto.rules._values import day_of, works


@rule("warning")
def eprint_malformed(paper: Paper) -> Iterator[Finding]:
    """The number of a preprint has not the form of one

    What it finds: an `eprint` of arXiv, or an address or DOI there, that is not four digits (year
    and month), a point and four or five digits, or one of the old form (`hep-th/9901001`).

    Why it matters: the link that is made of it leads nowhere, or to another paper.

    Example: `eprint = {1706.3762}`, `eprint = {1713.03762}`

    Instead: `eprint = {1706.03762}`; see https://info.arxiv.org/help/arxiv_identifier.html
    """
    for work, field, number in _numbers(paper):
        if not _fields(number) and not (field.name == "eprint" and _is_half(work, number)):
            yield fault(f"`{number}` of `{work.key}` is no number of arXiv", field.value_place,
                        "copy it again: as `1706.03762`, or `hep-th/9901001`")  # fmt: skip


@rule("warning")
def eprint_after_date(paper: Paper) -> Iterator[Finding]:
    """A preprint is older than its number

    What it finds: a preprint, not printed anywhere, whose number is of a later year than its entry.

    Why it matters: arXiv's numbers begin with year and month of the day they were given. The year
    or the number is wrong.

    Example: `eprint = {1706.03762}, date = {2015}`

    Instead: look it up; `date = {2017}`
    """
    for work, field, number in _numbers(paper):
        parts, day = _fields(number), day_of(work)
        if not parts or not day or _is_printed(work):
            continue
        year = 1900 + int(parts[0]) if int(parts[0]) > 90 else 2000 + int(parts[0])
        if year > day[0]:
            dated = work.fields.get("date") or work.fields["year"]
            yield fault(
                f"the preprint `{number}` of `{work.key}` is of {year}, and its entry of {day[0]}",
                field.value_place, "correct the one that is wrong",
                ((dated.value_place, "the date"),),
            )  # fmt: skip


@rule("info")
def preprint_version_missing(paper: Paper) -> Iterator[Finding]:
    """A preprint is cited without its version, unlike the rest

    What it finds: an arXiv number without `v1`, `v2` ... in a bibliography that gives the version
    of most others.

    Why it matters: a preprint changes, and pages and theorems with it.

    Example: `eprint = {1806.05726}` beside `eprint = {1706.03762v5}`

    Instead: `eprint = {1806.05726v1}`, the one that was read
    """
    found = [one for one in _numbers(paper) if one[1].name == "eprint" and _fields(one[2])]
    bare = [one for one in found if not re.search(r"v\d+$", one[2])]
    if len(found) > 3 and len(bare) <= len(found) / 4:
        for work, field, _ in bare:
            yield fault(f"the preprint of `{work.key}` has no version, unlike the rest",
                        field.value_place, "add `v1`, `v2` ...: the one that was read")  # fmt: skip


def _numbers(paper: Paper) -> Iterator[tuple[Work, Field, str]]:
    """Yield the number of every preprint of arXiv: from its eprint, its address or its DOI."""
    for work in works(paper):
        fields = work.fields
        if field := fields.get("eprint"):
            kind = work.value("eprinttype") or work.value("archiveprefix")
            value = re.sub(r"(?i)^\s*arxiv:\s*", "", field.value.strip("{} "))
            if kind.strip("{} ").lower() == "arxiv" or (not kind and value != field.value):
                named = re.match(r"(?i)https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/(.*)", value)
                # Some put the class behind it.
                yield work, field, re.sub(r"\s*\[[\w.-]+\]$", "", named[1] if named else value)
                continue
        if (field := fields.get("doi")) and "10.48550/" in field.value:
            number = re.sub(r"(?i)^.*10\.48550/(?:arxiv\.)?", "", field.value.strip("{} "))
            yield work, field, number
        elif (
            (field := fields.get("url"))
            and "arxiv.org/" in field.value
            and (named := re.search(r"arxiv\.org/(?:abs|pdf)/([^?#\s}]+)", field.value))
        ):
            yield work, field, re.sub(r"\.pdf$|/$", "", named[1])


def _fields(number: str) -> tuple[str, str] | None:
    """Return year and month of a number, two figures each; None if it is none."""
    match = _form().fullmatch(number)
    if match is None:
        return None
    year, month = match["y"] or match["oy"], match["m"] or match["om"]
    if match["y"]:  # five figures since 2015, and none of this kind before April 2007
        wanted = 5 if int(year) >= 15 else 4
        good = len(match["n"]) == wanted and (int(year), int(month)) >= (7, 4)
    else:
        good = int(year) > 90 or int(year) < 8
    return (year, month) if good and 1 <= int(month) <= 12 else None


@cache
def _form() -> re.Pattern[str]:
    return re.compile(
        r"(?P<y>\d\d)(?P<m>\d\d)\.(?P<n>\d{4,5})(?:v\d+)?"
        r"|[a-z]+(?:-[a-z]+)?(?:\.[A-Za-z-]{2,})?/(?P<oy>\d\d)(?P<om>\d\d)\d{3}(?:v\d+)?"
    )


def _is_half(work: Work, number: str) -> bool:
    """Tell whether an old number lacks its archive because another field has it."""
    old = re.fullmatch(r"\d{7}(?:v\d+)?", number)
    return bool(old) and bool(work.value("arxivid") or work.value("primaryclass")
                              or work.value("eprintclass") or work.value("journal"))  # fmt: skip


def _is_printed(work: Work) -> bool:
    """Tell whether a preprint has appeared elsewhere: then its number may be younger."""
    journal = work.value("journal") or work.value("journaltitle") or work.value("booktitle")
    doi = work.value("doi").lower()
    return (
        bool(journal and "arxiv" not in journal.lower())
        or bool(doi and "10.48550/" not in doi)
        or work.type in ("book", "incollection", "inproceedings", "inbook", "thesis", "phdthesis")
    )
