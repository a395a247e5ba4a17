"""The words of a note as its boxes will print them, followed through those of its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple
from unicodedata import category

from recto.model import CALL, GAP

# What a stylesheet adds round the words of an element.
GENERATED: Final = ("::before", "::after", "::marker", "::footnote-call", "::footnote-marker")
# Numbers that lead from a note to its call, or from a note to a note in it.
NUMBERS: Final = {"backlink", "call"}
# One sign for a formula or a picture, as Unicode has it for any object in a text.
OBJECT: Final = "\ufffc"
_CALL = re.compile(CALL.format("[^⟦⟧]+"))
# So many letters tell where the text goes on behind a formula that is printed as text.
_RECOGNISED: Final = 8
_EXCERPT: Final = 40


class Line(NamedTuple):
    """The letters of a printed line, and the hyphen that may have been added at its end."""

    text: str
    hyphen: str


def letters(text: str) -> str:
    """Return what of a source's text leaves ink, whatever its case.

    Spaces are what a line break eats and justification stretches. Soft hyphens and other format
    characters print nothing of their own. Case is a matter of style: `text-transform` changes
    it. All else must be there, so that nothing that a reader could miss is forgiven.
    """
    return _inked(_CALL.sub("", text.replace(GAP, OBJECT)))


def lines_of(box: Any) -> Iterator[Line]:
    """Yield the lines in a box.

    The number of a note and what the stylesheet generates are not among the words of the source.
    """
    text, hyphen = "", ""
    for piece in _pieces(box):
        if piece is not None:
            text, hyphen = text + piece.text, piece.hyphen
        elif text:
            yield Line(_inked(text), _inked(hyphen))
            text, hyphen = "", ""
    if text:
        yield Line(_inked(text), _inked(hyphen))


def follow(wanted: str, start: int, lines: Sequence[Line]) -> int | None:
    """Return where the source stands after some lines, None where they are not its words.

    A hyphen is forgiven at the end of a line only, and only where the source has none: the
    hyphen of `co-operation` must be printed, that of a broken `cooperation` may be.
    """
    at, open_gap = start, False
    for text, hyphen in lines:
        after = _after(wanted, at, text, open_gap)
        if after is None and hyphen and text.endswith(hyphen):
            after = _after(wanted, at, text[: -len(hyphen)], open_gap)
        if after is None:
            return None
        at, open_gap = after
    return at


def parting(words: str, start: int, lines: Sequence[Line]) -> str:
    """Return the source's words from where some lines, which begin at `start`, leave them.

    `start` counts the letters of `words`; nothing is returned behind the last word.
    """
    wanted, at = letters(words), start
    for line in lines:
        after = follow(wanted, at, [line])
        if after is None:
            at += _shared(wanted[at:], line.text)
            break
        at = after
    return excerpt(words, at)


def excerpt(words: str, start: int) -> str:
    """Return some words of a source from its letter `start` on, as an editor knows them."""
    passed = 0
    for place, sign in enumerate(words):
        if passed >= start:
            return f"{words[place:].strip()[:_EXCERPT].strip()}"
        passed += len(letters(sign))
    return ""


def _shared(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (here, there) in pairs if here != there), min(len(one), len(other)))


def _after(wanted: str, at: int, text: str, open_gap: bool) -> tuple[int, bool] | None:
    """Return where the source stands after a text, and whether that is inside a formula.

    A formula that could not be drawn is printed as text: it may be any, up to the words behind.
    """
    if wanted.startswith(text, at) and not open_gap:
        return at + len(text), False
    gap = wanted.find(OBJECT, at, at + len(text) + 1)
    if gap < 0 or not text.startswith(wanted[at:gap]):
        return None
    undrawn = text[gap - at :]
    if undrawn.startswith(OBJECT):
        return _after(wanted, gap + 1, undrawn[1:], open_gap=False)
    behind = wanted[gap + 1 :].partition(OBJECT)[0][:_RECOGNISED]
    goes_on = undrawn.find(behind) if behind else -1
    if goes_on == 0 and not open_gap:
        return None  # nothing at all stands where the formula should
    if goes_on >= 0:
        return _after(wanted, gap + 1, undrawn[goes_on:], open_gap=False)
    return gap, bool(undrawn) or open_gap


def _inked(text: str) -> str:
    return "".join(
        letter for letter in text if category(letter) not in ("Zs", "Zl", "Zp", "Cf", "Cc")
    ).casefold()


def _pieces(box: Any) -> Iterator[Line | None]:
    """Yield each text in a box with the hyphen that it may end with, and None for a line's end."""
    for child in box.children:
        kind = type(child).__name__
        if _is_added(child):
            continue
        if kind == "TextBox":
            yield Line(child.text, child.style["hyphenate_character"])
        elif kind.endswith("ReplacedBox"):
            yield Line(OBJECT, "")
        else:
            yield from _pieces(child)
    if type(box).__name__ == "LineBox":
        yield None


def _is_added(box: Any) -> bool:
    if (box.element_tag or "").endswith(GENERATED):
        return True
    return box.element is not None and bool(NUMBERS & {*box.element.get("class", "").split()})
