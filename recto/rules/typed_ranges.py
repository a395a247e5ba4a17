"""Ranges of numbers as they are typed in notes: their dashes, and how far they are shortened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from recto.model import Finding, Paper, Patch, Place
from recto.rules._mixed import odd_places
from recto.rules._note_shape import BRACKET, NOT_TYPED, NoteText, note_texts
from recto.rules._rule import fault, rule
from recto.rules._words import tongue

# Languages in which a hyphen between pages is as good as a dash.
HYPHENATING = ("fr", "it", "es", "pt", "ca")


@rule("info")
def hand_locator_hyphen(paper: Paper) -> Iterator[Finding]:
    """A hyphen stands in a range of numbers

    What it finds: pages or years with a hyphen between them (`25-30`, `xii-xv`, `1914-1918`) in the
    typed words of a note. Keyed citations get their dash from the style; numbers of reports and
    laws (`No. 114-23`), dates of the form 2016-05-03, titles, quoted words and addresses are left
    alone, and so is a paper in French, Italian, Spanish or Portuguese that types no dash: there
    the hyphen is the custom.

    Why it matters: from 25 *to* 30 is an en dash in print; beside keyed citations, which have one,
    the hyphen shows that the note was typed by hand.

    Example: `[^9]: Smith, *Bridges*, 25-30.`

    Instead: `[^9]: Smith, *Bridges*, 25–30.`; `check --fix` does it.
    """
    if tongue(paper) in HYPHENATING and not any(
        _ranges().search(note.shape.replace("-", " ")) for note in note_texts(paper)
    ):
        return
    for note in note_texts(paper):
        if "-" not in note.shape and BRACKET not in note.shape:
            continue
        for match in _hyphened().finditer(note.text) if note.typed else ():
            at = match.start("dash")
            if note.shape[at] in NOT_TYPED or not _is_range(note, match):
                continue
            yield fault(
                f"a hyphen stands in the range `{match[0]}`",
                note.place(*match.span()),
                f"set an en dash: `{match['first']}–{match['last']}`",
                fix=(Patch(note.source.path, note.start + at, match["dash"], "–"),),
            )


@rule("info")
def range_elision(paper: Paper) -> Iterator[Finding]:
    """Ranges of pages are shortened here and written out there

    What it finds: among the typed ranges of pages in notes some that are shortened (`201–9`,
    `136–43`) and some that are not (`136–143`); those are named that are fewer.

    Why it matters: one paper, one way. Chicago, 18th edition, 9.63, shortens; keyed citations are
    written as the style has it.

    Example: `[^8]: Smith, *Bridges*, 201–9.` and `[^9]: Jones, *Roads*, 136–143.`

    Instead: `[^9]: Jones, *Roads*, 136–43.`
    """
    ways: dict[str, list[Place]] = {"shortened": [], "written out": []}
    shown: dict[Place, str] = {}
    for note in note_texts(paper):
        for match in _ranges().finditer(note.shape) if note.typed else ():
            before = note.shape[max(match.start() - 12, 0) : match.start()]
            if way := _way_of(match[1], match[2], before):
                place = note.place(*match.span())
                ways[way].append(place)
                shown[place] = match[0]
    for odd in odd_places(ways):
        most = (
            f"{odd.times} of {odd.of} are {odd.common}"
            if odd.of > 2
            else f"`{shown[odd.first]}` is {odd.common}"
        )
        yield fault(
            f"the range `{shown[odd.place]}` is {odd.way}; {most}",
            odd.place,
            "write all ranges of pages in one way",
            ((odd.first, f"this one is {odd.common}"),),
        )


@cache
def _ranges() -> re.Pattern[str]:
    return re.compile(r"(?<![\w./–-])(\d{3,5})[-–](\d{1,5})(?![\w/–-]|\.\d)")


@cache
def _hyphened() -> re.Pattern[str]:
    return re.compile(
        r"(?<![\w./–‑-])(?P<first>\d{1,5}|[ivxlc]{2,7})(?P<dash>-)(?P<last>\d{1,5}|[ivxlc]{2,7})"
        r"(?=[\s,;:)\]]|\.(?!\d)|\Z)"
    )


def _is_range(note: NoteText, match: re.Match[str]) -> bool:
    first, last = match["first"], match["last"]
    if first.isdigit() != last.isdigit():
        return False
    if first.isdigit() and not _ascends(first, last):
        return False
    before = note.text[max(match.start() - 24, 0) : match.start()]
    if note.shape[match.start()] == BRACKET:  # the years of a life or a reign
        years = len(first) == 4 and len(last) in (2, 4)
        return years and re.search(r"[(\[,\s]\Z", before) is not None
    if re.search(
        r"\b[Nn](?:o|r|um)\.?\s+\Z", before
    ):  # of a law or a report, unless a double issue
        return first.isdigit() and int(last) == int(first) + 1
    return _before_range().search(before) is not None


def _ascends(first: str, last: str) -> bool:
    if last.startswith("0") or len(last) > len(first) + 1 or len(first) - len(last) > 2:
        return False
    if len(first) == 4 and len(last) == 3:  # 3026-720 is a call number
        return False
    whole = first[: -len(last)] + last if len(last) < len(first) else last
    return int(whole) > int(first)


@cache
def _before_range() -> re.Pattern[str]:
    return re.compile(
        r"(?:[,:;(]\s*|[*_”\")]\s+|\b(?:pp?|esp|S|fols?|ff|cols?|chaps?|ch|nos?|vols?|paras?|lines?|figs?|"
        r"pls?|nn?|ll|vv|years?|from|in|and|und|et|of|the|seite|página|págs?)\b\.?\s+|\A\s*)\Z",
        re.IGNORECASE,
    )


def _way_of(first: str, last: str, before: str) -> str:
    """Tell whether a range is shortened or written out, empty where it can only be one of them."""
    if re.search(r"\b[Nn]o\.\s*\Z", before):
        return ""  # of a law or a report
    years = len(first) == 4 and 1000 <= int(first) <= 2100
    if years and not re.search(r"(?:pp?\.|:)\s*\Z", before):
        return ""
    if len(last) < len(first):
        whole = first[: len(first) - len(last)] + last
        return "shortened" if int(whole) > int(first) else ""
    same = len(last) == len(first) and first[:-2] == last[:-2]
    return "written out" if same and int(first) % 100 and int(last) > int(first) else ""
