"""Sentences and calls: which note or citation a sentence leans on, and where each stands.

Everything is said in offsets of the typed source. In the text of a passage what is no prose (code,
formulas, attributes, addresses) is `BLANK`, a call or a bracket of citations is `CALLED`, and a
citation that is part of its sentence (`@key argues`) is `NAMED`, character by character.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from recto.model import Citation, Note, Paper, Place, Source
from recto.rules._once import once
from recto.rules._verbatim import BLANK, text_of

CALLED, NAMED = "\ufff9", "\ufffa"


@dataclass(frozen=True)
class Reference:
    """A call or a citation in the text: where it is typed, and the works that it leads to.

    ``note`` is None for a citation that the style prints in the sentence, and for a lost call.
    """

    start: int
    end: int
    note: Note | None
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage, its calls included: offsets in the source."""

    start: int
    end: int
    references: tuple[Reference, ...]


@dataclass(frozen=True)
class Passage:
    """A block of the text: its prose as long as its source, and its calls.

    ``kind``: "text", "quotation", "heading", "note", "item", "cell" or "caption".
    ``head`` counts the headings before it.
    """

    source: Source
    start: int
    end: int
    kind: str
    text: str
    head: int
    references: tuple[Reference, ...] = ()

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the passage, which cover it."""
        found, start = [], 0
        for end in [*_ends(self.text), len(self.text)]:
            if end <= start or (end == len(self.text) and not self.text[start:].strip()):
                continue
            span = self.start + start, self.start + end
            inside = [one for one in self.references if span[0] <= one.start < span[1]]
            found.append(Sentence(*span, tuple(inside)))
            start = end
        return tuple(found)

    def said(self, start: int, end: int) -> str:
        """Return the prose between two offsets of the source."""
        return self.text[max(start - self.start, 0) : max(end - self.start, 0)]

    def place(self, start: int, end: int) -> Place:
        """Return the place of two offsets of the source."""
        return self.source.place(start, end)


@once
def passages_of(paper: Paper) -> tuple[Passage, ...]:
    """Return the passages of a paper in the order of its sources, notes where they are typed."""
    typed = _by_file(paper)
    return tuple(
        passage
        for source in paper.manuscript.sources
        if not source.path.endswith((".yaml", ".yml"))
        for passage in _passages(source, _references(source, typed[source.path]))
    )


@dataclass
class _Typed:
    """What is typed in a file: notes by their calls, calls, citations with their notes."""

    notes: list[tuple[Note, Place]] = field(default_factory=list)
    calls: list[Place] = field(default_factory=list)
    citations: list[tuple[Citation, Place, Note | None]] = field(default_factory=list)


def _by_file(paper: Paper) -> dict[str, _Typed]:
    found: dict[str, _Typed] = defaultdict(_Typed)
    for note in paper.manuscript.notes:
        if note.call and note.origin in ("typed", "inline"):
            found[note.call.file].notes.append((note, note.call))
    for call in paper.manuscript.calls:
        found[call.place.file].calls.append(call.place)
    notes = {note.id: note for note in paper.manuscript.notes}
    for one in paper.manuscript.citations:
        if one.place:
            found[one.place.file].citations.append((one, one.place, notes.get(one.note or "")))
    return found


def _references(source: Source, typed: _Typed) -> list[Reference]:
    """Return the calls and citations in the body of a source, in order."""
    found: dict[int, Reference] = {}
    for note, called in typed.notes:
        start, end = _span(source, called)
        if note.origin == "inline":
            end = _closing(source.text, source.text.find("[", start))
        found[start] = Reference(start, end, note, note.citations)
    for place in typed.calls:
        start, end = _span(source, place)
        found.setdefault(start, Reference(start, end, None, ()))
    for one, place, note_of in typed.citations:
        if note_of is None or note_of.origin == "cited":
            start, end = _cluster(source.text, *_span(source, place), one.mode)
            before = found.get(start)
            works = (*before.citations, one) if before else (one,)
            found[start] = Reference(start, end, note_of, works)
    return sorted(found.values(), key=lambda one: one.start)


def _span(source: Source, place: Place) -> tuple[int, int]:
    return (
        source.offset(place.line, place.column),
        source.offset(place.end_line, place.end_column),
    )


def _cluster(text: str, start: int, end: int, mode: str) -> tuple[int, int]:
    """Return the span of the bracket round a key, or of a bare key and the page behind it."""
    if mode == "author-in-text":
        if text[end : end + 2] == " [" and text[end + 2 : end + 3] not in ("@", "^", ""):
            end = _closing(text, end + 1)
        return start, end
    head = max(text.rfind("\n\n", 0, start), start - 2000, 0)
    depth = 0
    for at in range(start - 1, head - 1, -1):
        if text[at] == "]":
            depth += 1
        elif text[at] == "[":
            if depth == 0:
                return at, _closing(text, at)
            depth -= 1
    return start, end


def _closing(text: str, opening: int) -> int:
    """Return the offset after the bracket that closes one, at most a paragraph on."""
    depth = 0
    limit = text.find("\n\n", opening)
    for match in re.compile(r"[\[\]]").finditer(text, opening, len(text) if limit < 0 else limit):
        depth += 1 if match[0] == "[" else -1
        if depth == 0:
            return match.end()
    return opening + 1


def _passages(source: Source, references: Sequence[Reference]) -> Iterator[Passage]:
    text = _prose(source, references)
    starts = [one.start for one in references]
    head = 0
    for kind, start, end in _blocks(text):
        head += kind == "heading"
        prose = text[start:end]
        if kind == "quotation":
            prose = re.sub(r"(?m)^[ >]*>", lambda match: " " * len(match[0]), prose)
        inside = references[bisect_right(starts, start - 1) : bisect_right(starts, end - 1)]
        yield Passage(source, start, end, kind, prose, head, tuple(inside))


def _prose(source: Source, references: Sequence[Reference]) -> str:
    """Return a source with all that is no prose masked, and its references marked."""
    text = _attributes().sub(_masked, text_of(source))
    # An escaped bracket is a bracket that the author typed.
    text = _escaped().sub(lambda found: BLANK + source.text[found.end() - 1], text)
    out, last = [], 0
    for one in references:
        if one.start < last or text[one.start] == BLANK:
            continue
        bare = bool(one.citations) and source.text[one.start] not in "[^"
        out += [text[last : one.start], (NAMED if bare else CALLED) * (one.end - one.start)]
        last = one.end
    return "".join([*out, text[last:]])


@cache
def _attributes() -> re.Pattern[str]:
    # What stands behind a bracket (attributes, the goal of a link), behind a heading, on a fence.
    return re.compile(
        r"(?<=\])\{[^{}\n]*\}|(?<=\]\()[^()\n]*(?=\))|\{[#.][^{}\n]*\}[ \t]*$|^:::.*$",
        re.MULTILINE,
    )


@cache
def _escaped() -> re.Pattern[str]:
    return re.compile(f"(?<!{BLANK}){BLANK}{BLANK}(?!{BLANK})")


def _masked(match: re.Match[str]) -> str:
    return BLANK * len(match[0])


NOTE = re.compile(r" {0,3}\[\^[^\]\s]+\]:")
ITEM = re.compile(r" {0,3}(?:[-*+]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s")
# Kinds of lines that begin anew even where no blank line stands before them.
STARTS = ("quotation", "heading", "cell", "note")


@cache
def _lines() -> tuple[tuple[str, re.Pattern[str]], ...]:
    forms = {
        "quotation": r" {0,3}>",
        "heading": r"#{1,6}\s",
        "cell": r"\s*[|+].*[|+]\s*\Z",
        "note": NOTE.pattern,
        "item": ITEM.pattern,
        "caption": r" {0,3}(?:!\[|:\s|Table:)",
    }
    return tuple((name, re.compile(form)) for name, form in forms.items())


def _blocks(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the blocks of a source: kind, start and end."""
    kind, start, at, fresh, last = "", 0, 0, True, "text"
    for line in text.split("\n"):
        now = _kind_of(line, kind, fresh, last)
        opens = now in ("note", "item") and not line.startswith(("    ", "\t"))
        single = kind in ("heading", "cell")
        if kind and (now != kind or single or (opens and _opens(line))):
            yield kind, start, at
            kind = ""
        if now:
            if not kind:
                start = at
            kind = last = now
        fresh = not line.strip()
        at += len(line) + 1
    if kind:
        yield kind, start, len(text)


def _opens(line: str) -> bool:
    return NOTE.match(line) is not None or ITEM.match(line) is not None


def _kind_of(line: str, kind: str, fresh: bool, last: str) -> str:
    """Return the kind of a line, empty for one that is no text."""
    bare = line.strip(BLANK + " \t\r")
    if not bare:
        return ""
    if line.startswith(("    ", "\t")) and fresh and bare[0] != "|":
        return last if last in ("note", "item") else ""
    for name, form in _lines():
        if form.match(line) and (name in STARTS or not kind):
            return name
    # The paragraph goes on.
    return kind or "text"


@cache
def _end() -> re.Pattern[str]:
    # A stop, what closes with it, the calls that hang on it, and then space or nothing.
    return re.compile(
        r"(?:(?<![.!?…])[.!?…]{1,8}[\"'”’»“)\]*_]{0,8}|[。！？][」』）]{0,8})"
        rf"(?P<called>(?:[ \u00a0]?{CALLED}+[.,;:]?)*)(?=\s|\Z)"
    )


@cache
def _abbreviation() -> re.Pattern[str]:
    words = (
        "Mr Mrs Ms Dr Prof Rev Hon Gen Col Lt Sgt Capt Sen Rep Gov St Ste Jr Sr Messrs Mme Mlle "
        "p pp vol vols no nos ed eds trans cf ca c fl d b r ch chap chaps sec fig figs n nn fn "
        "vs v etc al viz approx Art art Abs Bd Bde Nr Hg Hrsg bzw vgl Vgl usw ca Jh S s esp Esp "
        "Inc Ltd Co Corp Dept Univ Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec t f ff op "
        "éd coord dir M MM"
    )
    return re.compile(rf"(?:\b(?:{'|'.join(words.split())})|\b[^\W\d_]|\.[^\W\d_])\.\Z")


def _ends(text: str) -> Iterator[int]:
    """Yield the offsets after the sentences of a passage."""
    for match in _end().finditer(text):
        following = text[match.end() : match.end() + 12].lstrip()
        if match["called"]:
            yield match.end()
        elif following[:1].islower() or not following:
            continue
        elif match[0] != "." or not _abbreviation().search(
            text, max(match.start() - 12, 0), match.start() + 1
        ):
            yield match.end()
