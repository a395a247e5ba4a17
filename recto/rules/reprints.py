"""Works of old and works in translation: the first year, and the translator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from recto.model import Finding, Paper, Person, Work
from recto.rules._once import once
from recto.rules._rule import fault, rule

BOOKS = ("book", "incollection", "inbook", "collection", "mvbook", "bookinbook")
# So many years after its author's death a book is no first edition.
AFTER = 15


@rule("info")
def reprint_no_original_date(paper: Paper) -> Iterator[Finding]:
    """A classic is dated by its reprint only

    What it finds: a cited book by an author of old (Kant, Mill, Weber, …) whose year is that of a
    modern edition, where the entry has no `origdate`. Letters, papers and collected works are no
    fault.

    Why it matters: "Kant 1998" is two hundred years late, and a reader who compares dates is
    misled.

    Example: `author = {Kant, Immanuel}, title = {Critique of Pure Reason}, date = {1998}`

    Instead: `date = {1998}, origdate = {1781}`
    """
    for work, died, _ in _old(paper):
        date = work.fields.get("date") or work.fields.get("year")
        year = re.search(r"\d{4}", date.value) if date else None
        if date is None or year is None or int(year[0]) <= died + AFTER or died < 1400:
            continue
        if any(work.value(name) for name in ("origdate", "origyear", "originaldate")):
            continue
        if _forms()["first"].search(_told(work)) or _forms()["works"].search(
            work.value("title")[:500]
        ):
            continue
        yield fault(
            f"`{work.key}` is dated {year[0]}, and its author died in {died}",
            date.value_place,
            "give the year of the first edition as well: `origdate = {…}`",
        )


@rule("info")
def translation_no_translator(paper: Paper) -> Iterator[Finding]:
    """A work is cited in translation, and nobody translated it

    What it finds: a cited entry without a translator that says it is a translation (`origlanguage`,
    `origtitle`), and a book in English by an author of old who wrote in another language.

    Why it matters: the words that are quoted are the translator's.

    Example: `author = {Foucault, Michel}, title = {The Order of Things}, date = {1970}`

    Instead: `translator = {Sheridan, Alan}`, or whoever the title page names.
    """
    for work in _cited(paper):
        told = next((work.fields[name] for name in ("origlanguage", "origtitle")
                     if work.value(name)), None)  # fmt: skip
        if told and not _is_translated(work):
            yield fault(
                f"`{work.key}` is a translation, and names no translator",
                told.place,
                "add `translator = {…}`",
            )
    for work, _, english in _old(paper):
        title = work.fields.get("title")
        if english or title is None or work.value("origlanguage") or work.value("origtitle"):
            continue
        if not _is_translated(work) and _is_english(work):
            yield fault(
                f"`{work.key}` is cited in English, and names no translator",
                title.value_place,
                "add `translator = {…}`",
            )


@once
def _old(paper: Paper) -> list[tuple[Work, int, bool]]:
    """Return the cited books by authors of old: the work, the year of death, whether English."""
    from recto.rules._classics import classics

    found = []
    for work in _cited(paper):
        people = work.persons.get("author", ())
        if work.type not in BOOKS or not people:
            continue
        family = people[0].family.casefold()
        for one in classics().get(family, ()):
            if _is_same(people[0], one.given):
                found.append((work, one.died, one.english))
                break
    return found


def _is_same(person: Person, given: str) -> bool:
    """Tell whether a person has the given name of the table, or its initial."""
    mine = person.given.casefold()
    if not given:
        return not mine
    if not mine or person.corporate:
        return False
    first = re.split(r"[\s.]+", mine)[0]
    if len(first) == 1:
        return given.startswith(first) and given not in ("john", "adam", "thomas", "charles")
    return given.startswith(first) or first.startswith(given)


@once
def _cited(paper: Paper) -> list[Work]:
    keys = dict.fromkeys(one.key for one in paper.manuscript.citations)
    works = paper.bibliography.works
    return [works[key] for key in keys if key in works]


def _told(work: Work) -> str:
    names = ("note", "addendum", "titleaddon", "edition", "howpublished", "annotation", "date")
    return " ".join(work.value(name)[:500] for name in names)


def _is_translated(work: Work) -> bool:
    if any(work.persons.get(role) for role in ("translator", "editora")):
        return True
    return re.search(r"(?i)\btrans(?:l|\b)|übers|trad\b|traduit", _told(work)) is not None


def _is_english(work: Work) -> bool:
    if work.value("langid") and not re.match(
        r"(?i)en|american|british|usenglish|ukenglish|australian", work.value("langid")
    ):
        return False
    words = work.value("title")[:500].casefold().split()
    return any(word in ("the", "of", "and", "on", "in", "an", "to") for word in words)


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    return {
        "first": re.compile(
            r"(?i)(?:first|orig\w*|repr\w*|erst\w*|paru)\b[^.]{0,60}\b1[0-9]{3}|\[1[0-9]{3}\]"
        ),
        "works": re.compile(
            r"(?i)\b(?:works|letters|papers|writings|essays|selected|collected|reader|"
            r"correspondence|diar(?:y|ies)|notebooks|poems|stories|complete|plays|speeches|"
            r"lectures|fragments|werke|schriften|briefe|œuvres|oeuvres|opere|obras)\b"
        ),
    }
