"""The typed markers of a paper, set against what pandoc made notes of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from recto.model import Call, Paper, Source
from recto.rules._verbatim import text_test


@dataclass(frozen=True)
class Markers:
    """Calls and note texts that stand in the text, not in code or comments.

    ``texts`` by file and label, ``labels`` by label alone; ``unread`` are the calls that pandoc
    made no note of.
    """

    calls: tuple[Call, ...]
    unread: tuple[Call, ...]
    texts: Mapping[tuple[str, str], list[Call]]
    labels: Mapping[str, list[Call]]
    sources: Mapping[str, Source]

    def text(self, call: Call) -> Call | None:
        """Return the text of a call in its own file, the last if there are several."""
        found = self.texts.get((call.place.file, call.label))
        return found[-1] if found else None

    def goes_on_a_paragraph(self, text: Call) -> bool:
        """Tell whether the line above a note text is one of a paragraph."""
        above = self.sources[text.place.file].line(text.place.line - 1)
        return bool(above.strip()) and not above.startswith(("[^", "#"))


def read_markers(paper: Paper) -> Markers:
    """Return the markers of a paper."""
    manuscript, is_text = paper.manuscript, text_test(paper)
    calls = tuple(call for call in manuscript.calls if is_text(call.place))
    texts: dict[tuple[str, str], list[Call]] = {}
    labels: dict[str, list[Call]] = {}
    for text in manuscript.definitions:
        if is_text(text.place):
            texts.setdefault((text.place.file, text.label), []).append(text)
            labels.setdefault(text.label, []).append(text)
    read = {note.call for note in manuscript.notes}
    # A note that could not be placed may be of any call that has its text.
    typed = [note for note in manuscript.notes if note.origin in ("typed", "inline")]
    unsure = any(note.call is None for note in typed)
    unread = tuple(
        call
        for call in calls
        if call.place not in read and not (unsure and (call.place.file, call.label) in texts)
    )
    return Markers(calls, unread, texts, labels, paper.sources)


def in_note_text(paper: Paper, call: Call) -> bool:
    """Tell whether a call stands in the text of a note."""
    source = paper.sources[call.place.file]
    at = source.offset(call.place.line, call.place.column)
    for note in paper.manuscript.notes:
        if note.place and note.place.file == call.place.file and note.origin == "typed":
            start = source.offset(note.place.line, note.place.column)
            begin = source.text.find(note.typed, start) if note.typed else -1
            if begin >= 0 and begin <= at < begin + len(note.typed):
                return True
    return False
