"""The texts of notes: lost, cut off, or empty."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.model import Finding, Note, Paper, Place
from recto.rules._late import late
from recto.rules._markers import read_markers
from recto.rules._rule import fault, rule

# Nothing behind the marker, a blank line, and the next line that is not blank.
EMPTY = late(r":[ \t]*(?:\n(?:[ \t]*\n)+(?P<next>[^\n]*\S)|\s*\Z)")
# A letter or a figure; what has no words, as a picture; "???" is a placeholder.
SAYS = late(r"[^\W_]|⟦|\?")
AUTHOR_NOTE = late(r"^author-note:", re.MULTILINE)


@rule("info")
def lost_note(paper: Paper) -> Iterator[Finding]:
    """The text of a note is lost

    What it finds: a note that the editor marked as lost, with or without an addition beside it.

    Why it matters: the sentence has a source that nobody can look up. Every edition says so; the
    report counts these notes, so that one more does not slip in.

    Example:
        [^11]: [Lost.]{.lost}

    Instead: find the text. Until then the mark stays; what the sentence itself names may stand
    beside it as the editor's addition.

        [^4]: [Lost.]{.lost} [Named in the sentence: @joint-declaration1996.]{.editor}
    """
    for note in paper.manuscript.notes:
        if note.state == "lost":
            beside = "; an editor's addition stands beside the mark" if note.editorial else ""
            place, help = _place(note, paper), "restore it if another copy of the paper has it"
            yield fault(f"the text of note {note.number} is lost{beside}", place, help)


@rule("info")
def cut_note(paper: Paper) -> Iterator[Finding]:
    """The text of a note is cut off

    What it finds: a note of which a part survives and a part is marked as lost.

    Why it matters: what is missing may be the page, or a second source.

    Example:
        [^40]: [@park]. [The page is lost.]{.lost}

    Instead: restore the rest. Until then the mark stays.
    """
    for note in paper.manuscript.notes:
        if note.state == "cut":
            help = "restore the rest if another copy of the paper has it"
            yield fault(f"a part of note {note.number} is lost", _place(note, paper), help)


@rule("error")
def empty_note(paper: Paper) -> Iterator[Finding]:
    """A note has no words

    What it finds: a note text `[^label]:` with nothing behind it, and a note that prints nothing.

    Why it matters: a reader follows the number and finds nothing. Worse, pandoc takes the
    paragraph that comes after an empty note text for the text, and it goes from the body into the
    note.

    Example:
        [^24]:

        The poll was taken in September.

    Instead: write the text, or mark it: `[^24]: [Lost.]{.lost}`
    """
    bare = set()
    for texts in read_markers(paper).texts.values():
        for text in texts:
            empty, taken = _after_marker(paper, text.place)
            if empty:
                bare.add((text.place.file, text.place.line))
                yield fault(
                    f"the note text `[^{text.label}]` is empty",
                    text.place,
                    "write it, or mark it as lost: `[Lost.]{.lost}`",
                    ((taken, "pandoc takes this for its text"),) if taken else (),
                )
    for note in paper.manuscript.notes:
        place = _place(note, paper)
        known = place is not None and (place.file, place.line) in bare
        if note.state == "whole" and not SAYS.search(note.text) and not known:
            yield fault(f"note {note.number} prints nothing", place, "write its text")


def _after_marker(paper: Paper, place: Place) -> tuple[bool, Place | None]:
    """Tell whether a note text is empty, and where the paragraph stands that goes into it.

    Its words may stand indented below the marker: then it is not empty.
    """
    source = paper.sources[place.file]
    match = EMPTY.match(source.text, source.offset(place.end_line, place.end_column))
    if match is None or (match["next"] or "").startswith(("    ", "\t")):
        return False, None
    if match["next"] is None or match["next"].startswith("[^"):
        return True, None
    return True, source.place(*match.span("next"))


def _place(note: Note, paper: Paper) -> Place | None:
    if note.origin != "byline":
        return note.place or note.call
    for source in paper.manuscript.sources:
        match = AUTHOR_NOTE.search(source.text)
        if match:
            return source.place(match.start(), match.end() - 1)
    return None
