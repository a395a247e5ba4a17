"""Note calls `[^label]` and note texts `[^label]: ...`: each call needs its text, and the reverse.

Each file of a manuscript is read alone, so that two sections may use the same label; a call and
its text therefore stand in one file.
"""

from __future__ import annotations

from collections.abc import Iterator

from recto.model import Call, Finding, Paper
from recto.reading.tree import plain
from recto.rules._dead import read_dead, read_swallowed
from recto.rules._dead_texts import read_dead_texts
from recto.rules._late import late
from recto.rules._markers import Markers, brackets_of, read_markers
from recto.rules._rule import fault, rule
from recto.rules._verbatim import text_of, text_test
from recto.rules._words import candidates_of

BLANK_LINE = late(r"\n[ \t]*\n")

# Of more note texts without a call, none is named as the one that was meant.
MANY = 50


@rule("error")
def undefined_note_label(paper: Paper) -> Iterator[Finding]:
    """A note is called and has no text

    What it finds: a call `[^label]` with no text `[^label]: ...` in any file of the manuscript, or
    with a text that pandoc does not take for one because no blank line stands before it.

    Why it matters: pandoc prints `[^label]` as it stands, brackets and all, and says nothing.

    Example:
        The statue was not moved.[^24]

        [^25]: [@gallup2016].

    Instead: give the call the label of its text, and the text a blank line before it.

        The statue was not moved.[^25]

        [^25]: [@gallup2016].
    """
    markers = read_markers(paper)
    dead = read_dead_texts(paper)
    for call in markers.unread:
        if (call.place.file, call.label) in dead:
            continue
        if call.label not in markers.labels:
            help = _near(call.label, markers, call.place.file)
            yield fault(f"the note `[^{call.label}]` has no text", call.place, help)
            continue
        text = markers.text(call)
        if text and markers.goes_on_a_paragraph(text):
            yield fault(
                f"the text of `[^{call.label}]` is not read as a note",
                call.place,
                "put a blank line before the text: it goes on the paragraph above it",
                ((text.place, "this line"),),
            )
    printed = _printed_metadata(paper)
    for call in paper.manuscript.calls:
        if f"[^{call.label}]" in printed and call not in markers.calls:
            help = "take it out: metadata have no notes but `author-note`"
            yield fault(f"the note `[^{call.label}]` has no text", call.place, help)


@rule("error")
def misplaced_note_label(paper: Paper) -> Iterator[Finding]:
    """A note is called in one file and has its text in another

    What it finds: a call `[^label]` whose text `[^label]: ...` stands in another file.

    Why it matters: each file is read alone, so that two sections can both have a note 1 without
    taking each other's text. The call prints as `[^label]` and the text is not printed at all.

    Example: `01-introduction.md` holds `...[^7]`, and `07-notes.md` holds `[^7]: [@soeya2016].`

    Instead: move the text into the file of its call.
    """
    markers = read_markers(paper)
    for call in markers.unread:
        if call.label in markers.labels and not markers.text(call):
            elsewhere = markers.labels[call.label][0].place
            yield fault(
                f"the text of `[^{call.label}]` stands in another file",
                call.place,
                f"move it to `{call.place.file}`: each file is read alone",
                ((elsewhere, "its text"),),
            )


@rule("error")
def unused_note_label(paper: Paper) -> Iterator[Finding]:
    """A note text is never called

    What it finds: a text `[^label]: ...` with no call `[^label]` anywhere in the manuscript.

    Why it matters: pandoc drops the text in silence, and every citation in it is lost.

    Example:
        The statue was not moved.

        [^24]: [@gallup2016].

    Instead: set the call where the note belongs, or take the text out.
    """
    dead = {one.text for one in read_dead(paper)}
    for text in read_markers(paper).uncalled:
        if text not in dead:  # else its call is misspelled, and that is said
            help = f"set `[^{text.label}]` where the note belongs, or take its text out"
            yield fault(f"the note text `[^{text.label}]` is never called", text.place, help)


@rule("error")
def duplicate_note_label(paper: Paper) -> Iterator[Finding]:
    """Two note texts of one file have the same label

    What it finds: a second text `[^label]: ...` in a file that has one already.

    Why it matters: pandoc prints the last of them at every call, and the first is lost.

    Example:
        [^24]: [@gallup2016].
        [^24]: [@genron2016].

    Instead: give each text a label of its own, and its own call. Two files may share a label.
    """
    for (_, label), texts in read_markers(paper).texts.items():
        for text in texts[1:]:
            yield fault(
                f"two note texts have the label `[^{label}]`",
                text.place,
                "give one of them another label: only the last is printed",
                ((texts[0].place, "first given here"),),
            )


@rule("warning")
def reused_note_label(paper: Paper) -> Iterator[Finding]:
    """One note is called twice

    What it finds: a second call `[^label]` of the same note in a file.

    Why it matters: the whole note is printed twice, under two numbers, and a reader takes it for
    two sources.

    Example: `...in 2016.[^24] ... removed.[^24]`

    Instead: write a second note; if it cites the same work, its short form or `Ibid.` comes of
    itself.
    """
    markers = read_markers(paper)
    first: dict[tuple[str, str], Call] = {}
    for call in markers.calls:
        named = (call.place.file, call.label)
        source = paper.sources[call.place.file]
        if markers.span_at(source, source.offset(call.place.line, call.place.column)):
            continue  # a call in a note is another fault
        if named in first and named in markers.texts:
            yield fault(
                f"the note `[^{call.label}]` is called twice, and is printed twice",
                call.place,
                "write a second note with a label of its own",
                ((first[named].place, "first called here"),),
            )
        first.setdefault(named, call)


@rule("error")
def note_inside_note(paper: Paper) -> Iterator[Finding]:
    """A note is called inside a note

    What it finds: a call `[^label]`, or a note `^[...]`, in the text of another note.

    Why it matters: notes have no notes. pandoc prints the call as it stands, and drops the text
    that it calls.

    Example:
        [^24]: [@gallup2016].[^25]

        [^25]: [@genron2016].

    Instead: join the two in one note.

        [^24]: [@gallup2016; @genron2016].
    """
    markers = read_markers(paper)
    for call in markers.unread:
        source = paper.sources[call.place.file]
        at = source.offset(call.place.line, call.place.column)
        if markers.text(call) and markers.span_at(source, at):
            help = "put its words into this note: notes have no notes"
            yield fault(f"`[^{call.label}]` is called inside a note", call.place, help)
    yield from (one for one in paper.findings if one.rule == "note-inside-note")


@rule("error")
def unclosed_note(paper: Paper) -> Iterator[Finding]:
    """A note written in the text never closes

    What it finds: `^[` with no bracket that closes it in its paragraph, also where a blank line
    stands between the two.

    Why it matters: pandoc prints it as it stands, and what should be a note is text.

    Example: `The statue was not moved.^[See [@gallup2016].`

    Instead: `The statue was not moved.^[See [@gallup2016].]`
    """
    is_text = text_test(paper)
    notes = [note for note in paper.manuscript.notes if note.origin == "inline"]
    read = {note.call for note in notes}
    if None in read:
        return
    swallowed = read_swallowed(paper)
    for source in paper.manuscript.sources:
        if "^[" not in source.text:
            continue
        for one in candidates_of(source):
            if one.kind != "inline":
                continue
            place = source.place(one.start, one.end)
            if place in read or place in swallowed or not is_text(place):
                continue
            text = text_of(source)
            close = brackets_of(source).get(one.end - 1)
            if close is not None and BLANK_LINE.search(text, one.end, close):
                yield fault("a blank line stands in this note, and ends it before its bracket",
                            place, "take the blank line out, or write `[^label]` and its text "
                            "`[^label]: ...` of several paragraphs")  # fmt: skip
            else:
                yield fault("this note is never closed", place, "close it with a bracket: `]`")


def _printed_metadata(paper: Paper) -> str:
    meta = paper.metadata
    front = plain(list((paper.manuscript.front or {}).values()))
    authors = [f"{author.name} {author.affiliation}" for author in meta.authors]
    words = [meta.title, meta.subtitle, meta.date, meta.date_note, meta.rights, front]
    return " ".join([*words, *authors, *meta.keywords])


def _near(label: str, markers: Markers, file: str) -> str:
    """Return the remedy for a call without a text: the label that was meant, if there is one."""
    from recto.tools.likeness import nearest

    known = [text.label for text in markers.uncalled if text.place.file == file][:MANY]
    near = nearest(label, known) if known else None
    if near:
        return f"did you mean `[^{near}]`?"
    if label.startswith("@"):
        return f"a note that is written in the text has its mark before: `^[{label}]`"
    return f"write its text in this file, on a line of its own: `[^{label}]: ...`"
