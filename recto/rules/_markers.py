"""The typed markers of a paper, set against what pandoc made notes of."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from recto.model import Call, Note, Paper, Place, Source
from recto.rules._late import late
from recto.rules._once import once
from recto.rules._verbatim import text_of, text_test

# Where the text of a note ends: a paragraph that is not indented, or the next text.
NOTE_END = late(r"\n[ \t]*\n(?!(?: {4}|\t|[ \t]*\n))|\n {0,3}\[\^[^\]\s]+\]:")
BRACKETS = late(r"[\[\]]")


@dataclass(frozen=True)
class Mark:
    """A note call as typed: `[^label]`, or a note written in the text, brackets and all."""

    source: Source
    start: int
    end: int
    label: str
    inline: bool = False

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.source.place(self.start, self.end)


@dataclass(frozen=True)
class NoteSpan:
    """A note text as typed: ``start`` is its marker, its words are from ``begin`` to ``end``."""

    source: Source
    start: int
    begin: int
    end: int
    label: str

    @property
    def words(self) -> str:
        """The words of the note, code and comments blanked out."""
        return text_of(self.source)[self.begin : self.end]

    def place(self, start: int, end: int) -> Place:
        """Return the place of characters of the source."""
        return self.source.place(start, end)


@dataclass(frozen=True)
class Markers:
    """Calls and note texts that stand in the text, not in code or comments.

    ``texts`` by file and label, ``labels`` by label alone; ``unread`` are the calls that pandoc
    made no note of; ``marks`` every call in the order of the sources, ``spans`` every note text,
    ``notes`` what pandoc made of a text, by its place.
    """

    calls: tuple[Call, ...]
    unread: tuple[Call, ...]
    texts: Mapping[tuple[str, str], list[Call]]
    labels: Mapping[str, list[Call]]
    sources: Mapping[str, Source]
    marks: tuple[Mark, ...]
    spans: Mapping[str, list[NoteSpan]]
    notes: Mapping[Place, Note]

    def text(self, call: Call) -> Call | None:
        """Return the text of a call in its own file, the last if there are several."""
        found = self.texts.get((call.place.file, call.label))
        return found[-1] if found else None

    def goes_on_a_paragraph(self, text: Call) -> bool:
        """Tell whether the line above a note text is one of a paragraph."""
        if text.place.line == 1:
            return False
        above = self.sources[text.place.file].line(text.place.line - 1)
        return bool(above.strip()) and not above.startswith(("[^", "#"))

    @cached_property
    def uncalled(self) -> tuple[Call, ...]:
        """The first text of each label that is called nowhere."""
        called = {(call.place.file, call.label) for call in self.calls}
        misplaced = {call.label for call in self.calls if not self.text(call)}
        return tuple(
            texts[0]
            for (file, label), texts in self.texts.items()
            if (file, label) not in called and label not in misplaced
        )

    @cached_property
    def by_file(self) -> Mapping[str, list[Mark]]:
        """The calls of each file, in its order."""
        found: dict[str, list[Mark]] = {}
        for mark in self.marks:
            found.setdefault(mark.source.path, []).append(mark)
        return found

    def span_at(self, source: Source, at: int) -> NoteSpan | None:
        """Return the note text that holds a character of a source."""
        spans = self.spans.get(source.path, [])
        number = bisect_right(spans, at, key=lambda span: span.start) - 1
        return spans[number] if number >= 0 and at < spans[number].end else None

    def each_span(self) -> Iterator[tuple[NoteSpan, Note]]:
        """Yield every note text that is printed, as typed and as pandoc reads it."""
        for spans in self.spans.values():
            for span in spans:
                note = self.notes.get(span.source.place(span.start, span.begin))
                if note:
                    yield span, note


@once
def read_markers(paper: Paper) -> Markers:
    """Return the markers of a paper."""
    manuscript, is_text = paper.manuscript, text_test(paper)
    sources = paper.sources
    calls = tuple(call for call in manuscript.calls if is_text(call.place))
    texts: dict[tuple[str, str], list[Call]] = {}
    labels: dict[str, list[Call]] = {}
    of_file: dict[str, list[Call]] = defaultdict(list)
    for text in manuscript.definitions:
        if is_text(text.place):
            texts.setdefault((text.place.file, text.label), []).append(text)
            labels.setdefault(text.label, []).append(text)
            of_file[text.place.file].append(text)
    read = {note.call for note in manuscript.notes}
    # A note that could not be placed may be of any call that has its text.
    typed = [note for note in manuscript.notes if note.origin in ("typed", "inline")]
    unsure = any(note.call is None for note in typed)
    unread = tuple(
        call
        for call in calls
        if call.place not in read and not (unsure and (call.place.file, call.label) in texts)
    )
    return Markers(
        calls, unread, texts, labels, sources, tuple(_marks(calls, typed, paper)),
        {source.path: _spans(source, of_file[source.path]) for source in manuscript.sources},
        {note.place: note for note in typed if note.place and note.origin == "typed"},
    )  # fmt: skip


def _marks(calls: tuple[Call, ...], notes: list[Note], paper: Paper) -> Iterator[Mark]:
    """Yield calls and notes written in the text, in the order of the sources."""
    found: dict[str, list[Mark]] = {}
    sources = paper.sources
    for call in calls:
        source = sources[call.place.file]
        start = source.offset(call.place.line, call.place.column)
        found.setdefault(source.path, []).append(
            Mark(source, start, start + len(call.label) + 3, call.label)
        )
    for note in notes:
        if note.origin == "inline" and note.call:
            source = sources[note.call.file]
            start = source.offset(note.call.line, note.call.column)
            close = brackets_of(source).get(start + 1)
            if close is not None:
                found.setdefault(source.path, []).append(Mark(source, start, close + 1, "", True))
    for source in paper.manuscript.sources:
        yield from sorted(found.get(source.path, []), key=lambda mark: mark.start)


@lru_cache(maxsize=1024)
def brackets_of(source: Source) -> Mapping[int, int]:
    """Return where each square bracket of a source closes, by where it opens."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for match in BRACKETS.finditer(text_of(source)):
        if match[0] == "[":
            opened.append(match.start())
        elif opened:
            pairs[opened.pop()] = match.start()
    return pairs


def closing(text: str, at: int, limit: int) -> int | None:
    """Return where the bracket closes that is open at a character."""
    depth = 1
    for match in BRACKETS.finditer(text, at, limit):
        depth += 1 if match[0] == "[" else -1
        if depth == 0:
            return match.start()
    return None


def _spans(source: Source, texts: list[Call]) -> list[NoteSpan]:
    spans = []
    for text in sorted(texts, key=lambda one: one.place):
        start = source.offset(text.place.line, text.place.column)
        begin = source.text.index("]:", start) + 2
        end = NOTE_END.search(source.text, begin)
        stop = end.start() if end else len(source.text)
        spans.append(NoteSpan(source, start, begin, stop, text.label))
    return spans
