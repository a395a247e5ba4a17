"""The answers of the registries, and how an entry is compared with the record of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Literal

from recto.model import Answer, Paper, Place, Record, Work
from recto.reading.identifying import doi_of

# Of 100: from here on two titles are one with slips in it; below, they are two.
OTHER = 60
NAMES = {
    "crossref": "Crossref", "datacite": "DataCite", "openlibrary": "Open Library",
    "doi.org": "doi.org",
}  # fmt: skip
LIMIT_WORDS = 90
NOT_WORDS = re.compile(r"[\W_]+")
# Letters that Unicode does not take apart.
TURNED = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d"})
PART = re.compile(r"\s*[:.?!—–]\s+|\s+[-–—]\s+")

Likeness = Literal["same", "slip", "other"]


@lru_cache(maxsize=4096)
def folded(words: str) -> str:
    """Return words without case, accents and punctuation: what is left when style is taken off."""
    from recto.tools.names import plain

    bare = unicodedata.normalize("NFKD", plain(words).casefold().translate(TURNED))
    letters = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(NOT_WORDS.sub(" ", letters.replace("&", " and ")).split())


def titles_of(work: Work) -> tuple[str, ...]:
    """Return the forms in which a work may be named: with its subtitle first, then without."""
    title, subtitle = work.value("title"), work.value("subtitle")
    whole = f"{title}: {subtitle}" if subtitle else title
    return tuple(dict.fromkeys(filter(None, (whole, title))))


def title_likeness(work: Work, record: Record) -> Likeness:
    """Tell whether an entry and a record name the same work, with or without the subtitle.

    Where one of them has no title, there is nothing to tell them apart by.
    """
    if not record.title or not work.value("title"):
        return "same"
    mine = {form for title in titles_of(work) for form in (folded(title), _head(title))}
    whole = f"{record.title}: {record.subtitle}" if record.subtitle else record.title
    theirs = {folded(whole), folded(record.title), _head(record.title)}
    if (mine & theirs) - {""}:
        return "same"
    from recto.tools.likeness import likeness

    # A short title may stand inside a long one.
    short, long = sorted((folded(titles_of(work)[-1]), folded(record.title)), key=len)
    if f" {short} " in f" {long} ":
        return "same"
    best = max(likeness(one, other) for one in mine for other in theirs)
    return "slip" if best >= OTHER else "other"


def _head(title: str) -> str:
    """Return the title before its subtitle, where it has enough words to be known by."""
    head = folded(PART.split(title, maxsplit=1)[0])
    return head if len(head.split()) > 1 else folded(title)


def same_name(one: str, other: str) -> bool:
    """Tell whether two family names are one: particles and one of two names may be left out."""
    first, second = folded(one), folded(other)
    if first == second:
        return True
    words, others = set(first.split()), set(second.split())
    return bool(words and others) and (words <= others or others <= words)


def same_container(one: str, other: str) -> bool:
    """Tell whether two names are one journal's: abbreviated names are left to other rules."""
    first, second = (set(folded(name).split()) - {"the", "of", "and", "a"} for name in (one, other))
    if not first or not second or first <= second or second <= first:
        return True
    # `J. Mar. Hist.` beside `Journal of Maritime History`: each word begins one of the other's.
    short, long = sorted((folded(one), folded(other)), key=len)
    return all(any(whole.startswith(part) for whole in long.split()) for part in short.split())


def answers(
    paper: Paper, kind: str, name_of: Callable[[Work], str]
) -> Iterator[tuple[Work, Answer]]:
    """Yield every work whose identifier was answered for, with the answer."""
    if not paper.evidence.answers:
        return
    for work in paper.bibliography.works.values():
        name = name_of(work)
        if name and (answer := paper.evidence.answers.get(f"{kind}:{name}")):
            yield work, answer


def records_of(paper: Paper) -> Iterator[tuple[Work, Record]]:
    """Yield every work that has a record by its DOI, with the record."""
    for work, answer in answers(paper, "doi", doi_of):
        if answer.record and answer.record.source in NAMES:
            yield work, answer.record


def value_of(work: Work, *names: str) -> Place:
    """Return the place of the first of some fields that a work has, else of its key."""
    found = next((work.fields[name] for name in names if name in work.fields), None)
    return found.value_place if found else work.key_place


def first_cited(paper: Paper, work: Work) -> tuple[tuple[Place, str], ...]:
    """Return where a work is first cited, as a second place."""
    for citation in paper.manuscript.citations:
        if citation.key == work.key and citation.place:
            return ((citation.place, "first cited here"),)
    return ()


def shortened(words: str, limit: int = LIMIT_WORDS) -> str:
    """Return words for a message: on one line, without backticks, up to so many characters."""
    words = " ".join(words.replace("`", "'").split())
    return words if len(words) <= limit else f"{words[: limit - 1]}…"


def asked_on(answer: Answer) -> str:
    """Return the day of an answer, for a message."""
    return f"asked on {answer.asked}"
