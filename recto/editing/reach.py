"""What some patches may change in a paper, before and after they are made."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from recto.model import Citation, Paper, Patch, Place, Source
from recto.reading.bibliography import LEANS_ON

WORD = re.compile(r"\w+")
# A call without a note stands in the text as it is typed; where it gets its note, that is no loss.
CALL = re.compile(r"⟦[^⟧]*⟧|\[\^[^\]\s]+\]")
LABEL = re.compile(r"(?<!\\)\[\^([^\]\s]+)\](?!:)")
# Lines without a blank one between them, and a marker at the beginning of a line.
RUN = re.compile(r"(?:^[ \t]*\S.*(?:\n|\Z))+", re.MULTILINE)
MARKER = re.compile(r"^ {0,3}\[\^[^\]\n]+\](:?)", re.MULTILINE)
HEAD = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
INDENTED = re.compile(r" {4}|\t")

Span = tuple[str, int, int]  # file, start and end


@dataclass
class Reach:
    """What some patches may change in a paper: lines by file, entries by key, the metadata.

    ``words`` are those of the lines, typed and cited; ``cited`` what is printed of the entries.
    """

    paper: Paper
    lines: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    keys: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    cited: set[str] = field(default_factory=set)
    head: bool = False

    def holds(self, place: Place | None) -> bool:
        """Tell whether something stands in the lines of a patch."""
        return place is not None and place.line in self.lines.get(place.file, ())

    def cites(self, citations: Iterable[Citation]) -> bool:
        """Tell whether a work is cited whose entry is patched."""
        return any(citation.key in self.keys for citation in citations)

    def explains(self, paragraph: str) -> bool:
        """Tell whether a paragraph is one of a patch: most of its words are there, or it cites."""
        words = _words(paragraph)
        known = sum(word in self.words for word in words)
        return 2 * known >= len(words) or any(text in paragraph for text in self.cited)


class Shifts:
    """How far a character moves by the patches before it in its file."""

    def __init__(self, patches: Iterable[Patch]) -> None:
        self.ends: dict[str, list[int]] = {}
        self.shifts: dict[str, list[int]] = {}
        for patch in sorted(patches, key=lambda patch: patch.end):
            self.ends.setdefault(patch.file, []).append(patch.end)
            shifts = self.shifts.setdefault(patch.file, [0])
            shifts.append(shifts[-1] + len(patch.new) - len(patch.old))

    def at(self, file: str, at: int) -> int:
        """Return where a character of the old text stands in the new one."""
        number = bisect_right(self.ends.get(file, []), at)
        return at + self.shifts.get(file, [0])[number]

    def span(self, span: Span) -> Span:
        """Return where a span of the old text stands in the new one."""
        file, start, end = span
        return file, self.at(file, start), self.at(file, end)

    def place(self, paper: Paper, place: Place) -> tuple[str, int]:
        """Return file and offset in the new text of a place in the old one."""
        at = paper.sources[place.file].offset(place.line, place.column)
        return place.file, self.at(place.file, at)


def reaches(before: Paper, after: Paper, patches: Sequence[Patch]) -> tuple[Reach, Reach]:
    """Return what patches may have changed, in the paper before and in that after them.

    Two paragraphs may have become one, or one two: all of them are in reach on both sides.
    """
    moved = _moved(patches)
    spans, new_spans = _spans(before, patches), _spans(after, moved)
    back = Shifts(replace(patch, old=patch.new, new=was.old) for patch, was in moved.items())
    old = _reach(before, patches, [*spans, *map(back.span, new_spans)])
    new = _reach(after, moved, [*new_spans, *map(Shifts(patches).span, spans)])
    old.keys |= new.keys | _revived(after, moved, new)
    new.keys |= old.keys
    return old, new


def _revived(after: Paper, moved: Mapping[Patch, Patch], reach: Reach) -> set[str]:
    """Bring the notes whose calls came by a patch into reach; return the works that they cite.

    Such a note is printed where it was not: its works are then cited again behind it, in short.
    """
    calls = {
        (patch.file, label)
        for patch, was in moved.items()
        for label in LABEL.findall(patch.new)
        if label not in LABEL.findall(was.old)
    }
    keys: set[str] = set()
    for note in after.manuscript.notes:
        if note.place and note.call and (note.call.file, note.label) in calls:
            reach.lines[note.place.file].update(range(note.place.line, note.place.end_line + 1))
            keys.update(citation.key for citation in note.citations)
            for citation in note.citations:
                if citation.place:
                    reach.lines[citation.place.file].add(citation.place.line)
    return keys


def _moved(patches: Iterable[Patch]) -> dict[Patch, Patch]:
    """Return patches as they stand in the text that they made, each with what it was."""
    made, shift = {}, defaultdict[str, int](int)
    for patch in sorted(patches, key=lambda patch: (patch.file, patch.start, patch.end)):
        made[Patch(patch.file, patch.start + shift[patch.file], patch.new, patch.new)] = patch
        shift[patch.file] += len(patch.new) - len(patch.old)
    return made


def _spans(paper: Paper, patches: Iterable[Patch]) -> list[Span]:
    """Return the paragraphs and notes that are patched."""
    found = []
    for patch in patches:
        source = paper.sources[patch.file]
        if source is not paper.bibliography.source and not _in_head(source, patch):
            found.append((patch.file, *_block(source, patch.start, patch.end)))
    return found


def _reach(paper: Paper, patches: Iterable[Patch], spans: Iterable[Span]) -> Reach:
    reach = Reach(paper)
    entries = [patch for patch in patches if patch.file == paper.bibliography.source.path]
    reach.keys.update(_keys(paper, entries))
    reach.head = any(_in_head(paper.sources[patch.file], patch) for patch in patches)
    for file, start, end in spans:
        source = paper.sources[file]
        first, last = source.line_and_column(start)[0], source.line_and_column(end)[0]
        reach.lines[file].update(range(first, last + 1))
        reach.words.update(_words(source.text[start:end]))
    for citation in paper.manuscript.citations:
        if reach.holds(citation.place):
            reach.words.update(_words(citation.text))
        elif citation.key in reach.keys and citation.text:
            reach.cited.add(citation.text)
    return reach


def _keys(paper: Paper, patches: Iterable[Patch]) -> set[str]:
    """Return the keys of the entries that are patched, and of those that lean on them."""
    works = sorted(
        [*paper.bibliography.works.values(), *paper.bibliography.again],
        key=lambda work: work.place,
    )
    starts = [(work.place.line, work.place.column) for work in works]
    leaning: dict[str, list[str]] = {}
    for work in works:
        for name in LEANS_ON:
            for key in re.split(r"\s*,\s*", work.value(name)):
                leaning.setdefault(key, []).append(work.key)
    left, found = [], set[str]()
    for patch in patches:
        at = paper.bibliography.source.line_and_column(patch.start)
        number = bisect_right(starts, at) - 1
        if number >= 0 and at < (works[number].place.end_line, works[number].place.end_column):
            left.append(works[number].key)
    while left:
        key = left.pop()
        if key not in found:
            found.add(key)
            left += leaning.get(key, [])
    return found


def _in_head(source: Source, patch: Patch) -> bool:
    """Tell whether metadata are patched."""
    head = HEAD.match(source.text)
    return source.path.endswith(".yaml") or (head is not None and patch.start < head.end())


def _block(source: Source, start: int, end: int) -> tuple[int, int]:
    """Return the paragraph, or paragraphs, around a span; of a note, all that stand before too."""
    begins = _begins(source)
    number = max(bisect_right(begins, start) - 1, 0)
    after = begins[bisect_right(begins, max(start, end - 1)) :]
    while number > 0 and INDENTED.match(source.text, begins[number]):
        number -= 1
    return min(begins[number], start), after[0] - 1 if after else len(source.text)


@lru_cache(maxsize=64)
def _begins(source: Source) -> list[int]:
    """Return where paragraphs and the texts of notes begin."""
    found = []
    for run in RUN.finditer(source.text):
        found.append(run.start())
        marker = MARKER.match(source.text, run.start())
        # The text of a note ends with the next marker; one without a colon begins a paragraph.
        while marker and marker[1]:
            marker = MARKER.search(source.text, marker.end(), run.end())
            if marker:
                found.append(marker.start())
    return found or [0]


def _words(text: str) -> list[str]:
    return WORD.findall(CALL.sub(" ", text).casefold())
