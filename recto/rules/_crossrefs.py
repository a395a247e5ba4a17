"""What a paper says of its own notes in words: "see note 12 above", "Smith (n 4)", "oben Anm. 3".

A number may be a label or the number that is printed. Where the two differ, nobody can know which
was meant: what holds for one of them is let alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from recto.model import Note, Paper, Place, Source
from recto.rules._late import late
from recto.rules._markers import Mark, Markers, read_markers
from recto.rules._once import once
from recto.rules._words import words_of

ABOVE = (
    "above", "earlier", "supra", "oben", "ci-dessus", "plus haut", "más arriba", "arriba", "sopra",
    "hierboven", "acima", "ovan", "preceding", "previous",
)  # fmt: skip
BELOW = (
    "below", "later", "infra", "unten", "ci-dessous", "plus bas", "más abajo", "abajo", "sotto",
    "hieronder", "abaixo", "nedan", "following",
)  # fmt: skip


@dataclass(frozen=True)
class CrossReference:
    """A number of a note that is named: the words, and on which side of them it is said to be."""

    source: Source
    start: int
    end: int
    number: int
    side: str
    side_span: tuple[int, int]

    @property
    def place(self) -> Place:
        """Where the words stand."""
        return self.source.place(self.start, self.end)


@dataclass(frozen=True)
class Numbers:
    """The numbers of the notes: as labels, by file, and as they are printed, by section."""

    labels: frozenset[int]
    files: Mapping[str, frozenset[int]]
    printed: frozenset[int]


WORDS = (
    "note", "notes", "n.", "nn.", "fn", "fn.", "fnn.", "anm.", "anmerkung", "anmerkungen",
    "fußnote", "fußnoten", "fussnote", "nota", "notas", "noot", "not",
)  # fmt: skip
SIDES = "|".join((*ABOVE, *BELOW))
NUMBER = late(r"\d{1,4}(?!\w|[.,:–-]\d)")
BEFORE = late(
    r"(?P<lead>\b(?:[Ss]ee(?: also)?|[Cc]f\.|[Cc]ompare|[Ss]iehe|[Vv]gl\.|[Vv]oir|[Vv]éase|[Vv]er"
    rf"|[Vv]edi|[Zz]ie|[Ww]ie(?: in)?|s\.|vgl\.)\s+)?"
    rf"(?:(?P<first>\b(?i:{SIDES})),?[*_]?\s+(?:at\s+|in\s+)?)?(?:the\s+|my\s+)?"
    r"(?P<where>\b(?:in|as in|at|to|from|and)\s+)?"
    r"(?P<word>(?<![\w.])(?:(?:foot|end)?notes?|nn?\.|fnn?\.?|Anm\.|Anmerkung(?:en)?|Fu(?:ß|ss)noten?"
    r"|Fn\.|notas?|noot))[\s\u00a0]*\Z"
)
BEHIND = late(rf"[,\s]+(?P<second>{SIDES})\b")
OSCOLA = late(r"\((?:n|fn)\.?[\s\u00a0]?\Z")
# Behind it the number is of another text: "note 4 of his article", "note 3 to chapter 2".
OF_ANOTHER = late(
    r"\s*,?\s*(?:of|to|on|in|de|du|des|von|zu|zum|del|della)\s+(?!this|the present)\w|\s*[:=]"
)
# Before it: the page of a work, or its author.
OF_A_WORK = late(r"(?:\d[\da-z–-]*,?\s*|[’']s?\s+|\b(?:his|her|their|its|ch|chap|vol)\.?\s+)\Z")


@once
def read_cross_references(paper: Paper) -> tuple[CrossReference, ...]:
    """Return every place where the paper names the number of a note of its own."""
    return tuple(
        one
        for source in paper.manuscript.sources
        if not source.path.endswith(".yaml")
        for one in _of_source(source, read_markers(paper))
    )


def _of_source(source: Source, markers: Markers) -> Iterator[CrossReference]:
    text = words_of(source)
    for number in NUMBER.finditer(text):
        start = number.start()
        before = text[max(start - 80, 0) : start]
        said = before.rstrip()
        if said.lower().endswith(WORDS):
            if (match := BEFORE.search(before)) and not _in_a_citation(text, start):
                yield from _named(source, number, match, start - len(before), markers)
        elif said.endswith(("(n", "(n.", "(fn", "(fn.")) and markers.span_at(source, start):
            # In the body "(n 5)" may be the size of a sample.
            opened = OSCOLA.search(before)
            if opened and text[number.end() : number.end() + 1] == ")":
                at = start - len(before) + opened.start()
                yield CrossReference(source, at, number.end() + 1, int(number[0]), "", (at, at))


def _named(
    source: Source, number: re.Match[str], match: re.Match[str], offset: int, markers: Markers
) -> Iterator[CrossReference]:
    text = words_of(source)
    second = BEHIND.match(text, number.end())
    joined = (match["where"] or "").strip() in ("and", "to", "from", "at")
    # "note 4 above, and note 1": the side is of the note before.
    first = match["first"] if match["first"] and not (second or joined) else ""
    inside = markers.span_at(source, number.start()) is not None
    # In the body "in note 5" may be a note of an embassy.
    in_note = bool(inside and match["where"] and not joined)
    led = bool(match["lead"] or first or in_note)
    begin = offset + match.start()
    if not (led or second) or (not led and OF_A_WORK.search(text[max(begin - 30, 0) : begin])):
        return
    if not second and OF_ANOTHER.match(text, number.end()):
        return
    start = offset + match.start("first" if first.lower() in ("supra", "infra") else "word")
    side, span = "", (0, 0)
    if second:
        side, span = second["second"], second.span("second")
    elif first:
        side, span = first, (offset + match.start("first"), offset + match.end("first"))
    yield CrossReference(source, start, number.end(), int(number[0]), side, span)


def _in_a_citation(text: str, at: int) -> bool:
    """Tell whether a character stands in the brackets of a citation: it is a note of the work."""
    opened = text.rfind("[", max(at - 300, 0), at)
    return opened >= 0 and "]" not in text[opened:at] and "@" in text[opened:at]


@once
def read_numbers(paper: Paper) -> Numbers:
    """Return the numbers of the notes of a paper."""
    markers = read_markers(paper)
    files: dict[str, set[int]] = {}
    for file, label in [*markers.texts, *((one.place.file, one.label) for one in markers.calls)]:
        if label.isdigit():
            files.setdefault(file, set()).add(int(label))
    return Numbers(
        frozenset(number for some in files.values() for number in some),
        {file: frozenset(some) for file, some in files.items()},
        frozenset(note.number for note in paper.manuscript.notes),
    )


def standing_at(reference: CrossReference, paper: Paper) -> tuple[int | None, int | None]:
    """Return the label and the printed number of the note that holds a reference.

    In the body it is the note of the last call before it.
    """
    markers = read_markers(paper)
    span = markers.span_at(reference.source, reference.start)
    if span:
        note = markers.notes.get(reference.source.place(span.start, span.begin))
        return _int(span.label), note.number if note else None
    mark = _mark_before(reference, markers)
    if mark is None:
        return None, None
    return _int(mark.label), _by_call(paper).get(mark.place)


def _mark_before(reference: CrossReference, markers: Markers) -> Mark | None:
    mine = markers.by_file.get(reference.source.path, [])
    number = bisect_right(mine, reference.start, key=lambda mark: mark.start)
    return mine[number - 1] if number else None


@once
def _by_call(paper: Paper) -> Mapping[Place | None, int]:
    notes: tuple[Note, ...] = paper.manuscript.notes
    return {note.call: note.number for note in notes}


def _int(label: str) -> int | None:
    return int(label) if label.isdigit() else None
