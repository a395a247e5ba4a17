"""What a note says that a work will be cited as: "(hereafter *RT*)"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from recto.model import Paper, Place
from recto.rules._note_patterns import compiled
from recto.rules._note_shape import NoteText, note_texts
from recto.rules._once import once

LABEL = (
    r"(?i)(?:here(?:in)?after|henceforth|im folgenden|"
    r"fortan|künftig|désormais|ci-après|en adelante|"
    r"d[’']ora in (?:poi|avanti))\s*[:,]?\s+"
    r"(?:(?:abgekürzt|abrégé|cited|quoted|referred to|abbreviated|zitiert|cité|citado|citato|noted|"
    r"given)\s+)?(?:(?:as|als|como|come|to as|simply|the)\s+)*[:,]?\s*"
    r"(?P<label>[^()\[\];.\n]{1,80}?)(?=[)\];.]|\s*\Z)"
)
VERBS = r"(?:be|will|is|are|was|the|this|in|we|i|that|to)\b|\w+ed\b"


@dataclass(frozen=True)
class Label:
    """A label as it is given in a note, and its end there; ``mark`` opens its italics or quotes."""

    note: NoteText
    text: str
    place: Place
    mark: str
    end: int


@once
def labels(paper: Paper) -> tuple[Label, ...]:
    """Return every label that the notes of a paper give to a work."""
    found = []
    for note in note_texts(paper):
        if "after" not in (small := note.text.lower()) and not re.search(
            "henceforth|folgenden|fortan|künftig|désormais|ci-après|adelante|d.ora in", small
        ):
            continue
        for match in compiled(LABEL).finditer(note.text):
            text = match["label"].strip(' *_“”"‘’«»„')
            if text and not compiled(VERBS).match(text):
                start = match.start("label") + match["label"].find(text)
                place = note.place(start, start + len(text))
                before = note.text[start - 1 : start]
                mark = before if before in ("*", "_", "“", '"', "‘", "«") else ""
                end = note.start + start + len(text)
                found.append(Label(note, text, place, mark, end))
    return tuple(found)
