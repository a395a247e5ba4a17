"""rapidfuzz: the name that was probably meant.

https://rapidfuzz.github.io/RapidFuzz/Usage/process.html
"""

from __future__ import annotations

from collections.abc import Iterable

# Below this (of 100) two names are two names: `soeya2016` and `sneider2015` are 55 alike.
ALIKE = 74


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like a word, None if none is near."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(
        word, list(known), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=ALIKE
    )
    return str(found[0]) if found else None


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, 0 to 100: the part of their letters that stays in an edit."""
    from rapidfuzz import fuzz

    return float(fuzz.ratio(one, other))
