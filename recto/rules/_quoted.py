"""Quoted words: quotation marks in pairs, as many languages set them, and marks without a partner.

English “…” and ‘…’, German „…“ and »…«, French «…», Swedish ”…”, typewriter "…" and '…',
Japanese 「…」. Apostrophes, inches, minutes and decades are no quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from recto.rules._sentences import CALLED

# What may stand before a mark that opens, beside space.
BEFORE = "([{—–-/‘'“„«»*_\u00a0\u202f\ufffc¿¡"

# What stands behind no mark that opens.
NOT_AFTER = ("", " ", "\n", "\t", ".", ",", ";", ":", "!", "?", ")", "]", "}", CALLED)


@dataclass(frozen=True)
class Quoted:
    """Quoted words: ``start`` is the offset of the opening mark, ``end`` behind the closing one."""

    start: int
    end: int
    words: str

    @cached_property
    def count(self) -> int:
        """How many words they are."""
        return len(re.findall(r"[^\W_]+(?:[’'.-][^\W_]+)*", self.words))


@dataclass(frozen=True)
class Lone:
    """A mark without a partner, and whether it opens."""

    at: int
    opens: bool


@dataclass(frozen=True)
class Scan:
    """What a passage quotes, outermost only, and its marks without a partner."""

    quoted: tuple[Quoted, ...]
    lone: tuple[Lone, ...]
    single: tuple[Lone, ...] = ()


@cache
def _marks() -> re.Pattern[str]:
    return re.compile('[“”„«»"「」『』]')


CLOSES = {"”": '“„”"', "“": "„", "»": "«", "«": "»", "」": "「", "』": "『", '"': '"“'}


@lru_cache(maxsize=4096)
def scan(text: str, offset: int = 0) -> Scan:
    """Pair the quotation marks of a passage."""
    stack: list[tuple[int, str]] = []
    quoted: list[Quoted] = []
    lone: list[Lone] = []
    inches = False
    for match in _marks().finditer(text):
        at, mark = match.start(), match[0]
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        if mark == '"' and (_inside_a_word(before, after) or _is_a_measure(stack, before)):
            inches = inches or before.isdigit()
            continue
        top = stack[-1][1] if stack else ""
        opening = _opens_here(before, after)
        if top and top in CLOSES.get(mark, "") and not (mark == top and opening and before):
            start, _ = stack.pop()
            if not stack:
                quoted.append(Quoted(offset + start, offset + at + 1, text[start + 1 : at]))
        elif not opening and mark != "„" and not _spaced_guillemet(mark, after):
            lone.append(Lone(offset + at, opens=False))
        else:
            stack.append((at, mark))
    lone += [Lone(offset + at, opens=True) for at, mark in stack if not (mark == '"' and inches)]
    lone.sort(key=lambda one: one.at)
    quoted += _single(text, offset, quoted)
    quoted.sort(key=lambda one: one.start)
    return Scan(tuple(quoted), tuple(lone), tuple(_single_lone(text, offset)))


def _spaced_guillemet(mark: str, after: str) -> bool:
    """French opens with a guillemet and a space."""
    return mark == "«" and after in (" ", "\u00a0", "\u202f")


def _inside_a_word(before: str, after: str) -> bool:
    return before.isalpha() and after.isalpha()


def _is_a_measure(stack: list[tuple[int, str]], before: str) -> bool:
    """Tell whether a typewriter mark is an inch or a second: a figure before it, nothing open."""
    return before.isdigit() and not any(mark in '"“' for _, mark in stack)


def _opens_here(before: str, after: str) -> bool:
    """Tell whether a mark stands where one opens: after a space, before a word."""
    return (not before or before.isspace() or before in BEFORE) and after not in NOT_AFTER


@cache
def _single_marks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    opening = re.compile(r"(?:(?<=[\s(\[—–“\"])|\A)([‘'])(?=[^\W_]|[\[…“(*])")
    closing = re.compile(rf"(?<=\S)([’'])(?=[\s.,;:!?)\]—–”\"{CALLED}*_]|\Z)")
    return opening, closing


# ’90s, ’em, ’tis: the mark stands for what is left out.
LEFT_OUT = re.compile(r".(?:\d\ds?\b|em\b|tis\b|twas\b|til\b|cause\b|n\b|s\b)", re.IGNORECASE)


def _single(text: str, offset: int, double: list[Quoted]) -> Iterator[Quoted]:
    """Yield what stands between single marks, outside of double ones."""
    if "‘" not in text and "'" not in text:
        return
    opening, closing = _single_marks()
    at = 0
    while found := opening.search(text, at):
        at = found.end()
        if LEFT_OUT.match(text, found.start()):
            continue
        wanted = "’" if found[1] == "‘" else "'"
        ends = [one.start() for one in closing.finditer(text, at, at + 3000) if one[1] == wanted]
        end = next((one for one in ends if _ends_a_quotation(text, one)), ends[0] if ends else -1)
        if end < 0:
            continue
        inside = any(one.start <= offset + found.start() < one.end for one in double)
        if not inside and text.count("\n\n", at, end) == 0:
            yield Quoted(offset + found.start(), offset + end + 1, text[at:end])
            at = end + 1


def _ends_a_quotation(text: str, at: int) -> bool:
    """Tell a closing mark from the apostrophe of a plural: the alliances’ future."""
    before, after = text[at - 1], text[at + 1 : at + 2]
    return before in ".,!?;:…" or before != "s" or not after.isspace()


def _single_lone(text: str, offset: int) -> Iterator[Lone]:
    """Yield single marks that surely have no partner: ‘ with none after it, ,’ with none before."""
    if "‘" not in text and "’" not in text:
        return
    opening, closing = _single_marks()
    opens = [one.start(1) for one in opening.finditer(text)
             if one[1] == "‘" and not LEFT_OUT.match(text, one.start())]  # fmt: skip
    closes = [one.start() for one in closing.finditer(text) if one[1] == "’"]
    if opens and not any(one > opens[-1] for one in closes):
        yield Lone(offset + opens[-1], opens=True)
    before = opens[0] if opens else len(text)
    for one in closes:
        if one > before:
            return
        if text[one - 1] in ".,!?" and text[one + 1 : one + 2] in ("", " ", "\n", CALLED):
            yield Lone(offset + one, opens=False)
            return
