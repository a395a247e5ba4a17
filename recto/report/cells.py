r"""How wide text is on a terminal, and how it is made safe for one.

Widths: Unicode Standard Annex 11, East Asian Width. What a source may not do to a terminal (move
its cursor, change its colours, turn the direction of a line) is shown as `\u{1b}`.
"""

from __future__ import annotations

import unicodedata

# Line and paragraph separators, and what turns the direction of what follows (Trojan Source).
UNSAFE = (
    "\u2028\u2029\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
NO_WIDTH = ("Mn", "Me", "Cf")


def shown(character: str) -> str:
    """Return what stands on the terminal for a character of a source."""
    if character.isascii() and character.isprintable():
        return character
    if character == "\t":
        return "    "
    if character in UNSAFE or unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn"):
        return f"\\u{{{ord(character):x}}}"
    return character


def safe(text: str) -> str:
    """Return a text that can do nothing to a terminal, on one line."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(shown(character) for character in text)


def width(text: str) -> int:
    """Return how many cells a text takes that is made safe already."""
    if text.isascii():
        return len(text)
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in NO_WIDTH and character != "\u00ad":
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
