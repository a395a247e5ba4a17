"""Lists of words, as they read best: one string of them."""

from __future__ import annotations


def listed(words: str) -> frozenset[str]:
    """Return the words of a string as a set."""
    return frozenset(words.split())
