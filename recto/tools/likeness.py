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
