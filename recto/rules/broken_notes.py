"""Notes that break off, fall apart, or take in what is not theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.model import Finding, Paper
from recto.rules._late import late
from recto.rules._markers import NoteSpan, read_markers
from recto.rules._note_ends import bare_words, hanging_end
from recto.rules._rule import fault, rule
from recto.rules._verbatim import BLANK, text_of
from recto.rules._words import tongue

HEADING_LINE = late(r"\n {0,3}(#{1,6}[ \t]+\S[^\n]*)")
LIST_LINES = late(r"\n {0,3}([-*+][ \t]+\S[^\n]*)\n {0,3}[-*+][ \t]+\S")
COUNTED_LINES = late(r"\n {0,3}(1[.)][ \t]+\S[^\n]*)\n {0,3}2[.)][ \t]+\S")
PARAGRAPH = late(rf"(?:\A|\n[ \t]*\n)(?P<indent>[ ]*)(?P<words>[^\s{BLANK}][^\n]*)")
# Other things than paragraphs, and note texts that are not read as such.
NO_PARAGRAPH = late(r"#|:::|[-*_=]{3,}[ \t]*$|\||\\?\[[ ]?\^?[ ]?[^\]\s@]+\]|\^\[?\d|<")
CITES = late(r"\[[^\[\]\n]*@[^\[\]\n]*\]\.?\s*\Z")


@rule("error")
def note_truncated(paper: Paper) -> Iterator[Finding]:
    """A note breaks off

    What it finds: a note that ends with a comma, a hyphen, an open bracket, "and", "the", "p." or
    another word that wants something behind it; and a round bracket that is never closed.

    Why it matters: its end is lost, and with it the page or the second source.

    Example: `[^24]: See the poll of September and`

    Instead: write the rest, or mark the gap: `[The note is cut off here.]{.lost}`
    """
    markers, language = read_markers(paper), tongue(paper)
    for span, note in markers.each_span():
        if note.state != "whole" or not note.text:
            continue
        words = bare_words(span)
        if hanging := hanging_end(words, language):
            start = span.begin + len(words) - len(hanging)
            yield fault(
                f"the note breaks off after `{hanging}`",
                span.place(start, span.begin + len(words) + 1),
                "write the rest, or mark the gap: `[The rest is lost.]{.lost}`",
            )
        elif (at := _never_closed(span)) is not None:
            yield fault("this bracket is never closed in its note", span.place(at, at + 1),
                        "close it, or write what is missing")  # fmt: skip


@rule("error")
def note_text_lost(paper: Paper) -> Iterator[Finding]:
    """A part of a note fell out of it

    What it finds: a paragraph between two note texts that belongs to neither, since it is not
    indented; and a paragraph below a note that is indented by less than four spaces, or goes on in
    the middle of a sentence.

    Why it matters: pandoc prints it in the body, where nobody knows what it is about.

    Example:
        [^24]: The poll was taken in September.

        A second one was taken in May.

        [^25]: [@genron2016].

    Instead: indent every further paragraph of a note by four spaces.

        [^24]: The poll was taken in September.

            A second one was taken in May.
    """
    markers = read_markers(paper)
    for file, spans in markers.spans.items():
        first_call = {mark.label: mark.start for mark in reversed(markers.by_file.get(file, []))}
        for at, span in enumerate(spans):
            after = spans[at + 1] if at + 1 < len(spans) else None
            among = after is not None and first_call.get(after.label, span.end) < span.start
            yield from _fallen_out(span, after.start if after else None, among)


@rule("warning")
def heading_in_note_text(paper: Paper) -> Iterator[Finding]:
    """A note text takes in the heading or the list below it

    What it finds: a heading, or the lines of a list, directly below a note text, without a blank
    line between.

    Why it matters: they become a part of the note. The heading is gone from the contents.

    Example:
        [^24]: [@gallup2016].
        # Opportunities

    Instead: set a blank line between them.
    """
    for span, _ in read_markers(paper).each_span():
        for pattern, what in (
            (HEADING_LINE, "heading"), (LIST_LINES, "list"), (COUNTED_LINES, "list"),
        ):  # fmt: skip
            # What begins behind a blank line is indented, and meant so.
            found = pattern.search(span.words.partition("\n\n")[0])
            if found:
                start = span.begin + found.start(1)
                yield fault(
                    f"this {what} belongs to the note `[^{span.label}]` above it",
                    span.place(start, span.begin + found.end(1)),
                    "set a blank line before it",
                )
                break


def _never_closed(span: NoteSpan) -> int | None:
    """Return the offset of a round bracket that is open at the end of a note."""
    opened: list[int] = []
    for match in re.finditer(r"[()\]]", span.words):
        if match[0] == "(":
            opened.append(match.start())
        elif opened:
            opened.pop()
    return span.begin + opened[-1] if opened else None


def _fallen_out(span: NoteSpan, after: int | None, among: bool) -> Iterator[Finding]:
    text = text_of(span.source)
    stop = after if after is not None else len(text)
    match = PARAGRAPH.search(text, span.end, min(stop, span.end + 3000))
    if match is None or NO_PARAGRAPH.match(match["words"]):
        return
    if HEADING_LINE.search(span.words) or LIST_LINES.search(span.words):
        return  # that is said of the heading
    if text[span.end : match.start()].strip(f"{BLANK} \t\n"):
        return
    first = match["words"].lstrip("*_“\"'(")[:1]
    cites = CITES.match(match["words"]) is not None
    indented = 0 < len(match["indent"]) < 4
    if among or first.islower() or cites or indented:
        start = match.start("words")
        yield fault(
            f"this paragraph is no part of the note `[^{span.label}]` above it",
            span.place(start, match.end("words")),
            "indent it by four spaces, or move it out of the notes",
            ((span.place(span.start, span.begin), "the note above it"),),
        )
