"""What the proof compares: the letters of a text, and where its spaces and hyphens stand.

A text read back from an edition may hold a line feed where a line or a block ends: a space may
stand there or not. It may hold a soft hyphen where a word is divided at the end of a line: a
hyphen may stand there or not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import category, normalize

BREAK = "\n"
SOFT = "\u00ad"
HYPHENS = "-\u2010\u2011"

_DIVISION = re.compile(f"{SOFT}\\s*")
_MARKS = re.compile(r"[\s\u00ad\u200b\u2060\ufeff\-\u2010\u2011]+")


class _Letters(dict[int, str]):
    """A table for str.translate: compatibility forms taken apart, spaces and hyphens dropped."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        dropped = sign in HYPHENS or sign.isspace() or category(sign) == "Cf"
        # A sign that is compatible with a space and a mark (´) must not bring the space.
        made = "" if dropped else "".join(normalize("NFKD", sign).split())
        self[code] = made
        return made


LETTERS = _Letters()


def letters(text: str) -> str:
    """Return a text without spaces and hyphens, in compatibility decomposition (NFKD)."""
    return text.translate(LETTERS)


@dataclass(frozen=True)
class Spelling:
    """The letters of a text, and after how many of them its spaces, breaks and hyphens stand."""

    letters: str
    spaces: frozenset[int]
    breaks: frozenset[int]
    hyphens: frozenset[int]
    softs: frozenset[int]


def spell(text: str) -> Spelling:
    """Take a text apart into its letters and the places of its marks."""
    spaces, breaks, hyphens, softs = (set[int]() for _ in range(4))
    parts, count, last = [], 0, 0
    for match in _MARKS.finditer(text):
        part = text[last : match.start()].translate(LETTERS)
        parts.append(part)
        count, last = count + len(part), match.end()
        marks = match[0]
        if BREAK in marks or SOFT in marks:
            breaks.add(count)
        elif any(sign.isspace() for sign in marks):
            spaces.add(count)
        if SOFT in marks:
            softs.add(count)
        if any(sign in marks for sign in HYPHENS):
            # At the end of a line nobody can tell a hyphen from a division.
            (softs if BREAK in marks else hyphens).add(count)
    parts.append(text[last:].translate(LETTERS))
    whole = "".join(parts)
    ends = {0, len(whole)}
    return Spelling(
        whole, frozenset(spaces - ends), frozenset(breaks), frozenset(hyphens), frozenset(softs)
    )


def agree(expected: str, seen: str) -> bool:
    """Tell whether a text read back says what was expected: letter by letter, word by word."""
    # Most texts only differ in where their lines end.
    if expected.split() == _DIVISION.sub("", seen).split():
        return True
    want, have = spell(expected), spell(seen)
    return (
        want.letters == have.letters
        and want.spaces <= have.spaces | have.breaks
        and have.spaces <= want.spaces | want.breaks
        and want.hyphens <= have.hyphens | have.softs
        and have.hyphens <= want.hyphens | want.softs
    )
