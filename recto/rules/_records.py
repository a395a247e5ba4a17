"""How an entry is compared with the record that a registry has of it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from recto.model import Record, Work

# Of 100: from here on two titles are one with slips in it; below, they are two.
OTHER = 60
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
