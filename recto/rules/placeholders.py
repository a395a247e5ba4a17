"""Words that were to be replaced: TODO, ???, [citation needed], "insert citation here"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.model import Finding, Paper, Source
from recto.rules._late import late
from recto.rules._markers import Markers, read_markers
from recto.rules._once import once
from recto.rules._placeholders import (
    DOUBLED,
    ESCAPED,
    ORDER,
    ROUND,
    SIGNS,
    SQUARED,
    is_query,
    whole_note,
)
from recto.rules._rule import fault, rule
from recto.rules._verbatim import BLANK
from recto.rules._words import is_word, tongue, words_of

PAGE_BEFORE = late(r"\b(?:pp?|vol|no)\.\s?\Z")
# Two question marks are a placeholder where they stand alone.
MARKS_AFTER = ("", " ", "\n", "(", "[", "“", "‘", ",", ".", ";", ":", "\u00a0", BLANK)


@rule("error")
def note_placeholder(paper: Paper) -> Iterator[Finding]:
    """A note holds a placeholder

    What it finds: a note that says no more than "TODO", "tk", "???", "cite" or "add reference", in
    English, German, French, Spanish or Italian; and such words in square brackets, or `p. ??`, in a
    note that says more.

    Why it matters: the source was to be looked up later, and later has come.

    Example: `[^24]: TODO`

    Instead: `[^24]: [@gallup2016].` If the source is lost, say so: `[Lost.]{.lost}`
    """
    markers = read_markers(paper)
    seen: set[tuple[str, int]] = set()
    for source, start, words in _notes(markers):
        if (whole := whole_note(words)) is not None:
            seen.add((source.path, start))
            at = start + len(words) - len(words.lstrip())
            yield fault(
                f"the note is a placeholder: `{whole}`",
                source.place(at, at + len(words.strip())), "write its source",
            )  # fmt: skip
    for source, start, end, note in _found(paper):
        if note is not None and (source.path, note) not in seen:
            yield fault(f"a placeholder: `{_shown(source, start, end)}`",
                        source.place(start, end), "write what it stands for")  # fmt: skip


@rule("error")
def citation_needed_in_text(paper: Paper) -> Iterator[Finding]:
    """A query is left in the text

    What it finds: "[citation needed]", "(ref?)", "[check]", "[AU: ...]", "TODO", "??" for a number
    and the like, in the body of the paper. Such a word in quotation marks is let alone, and so is
    "TODO" in a paper that is about it.

    Why it matters: it was meant for the author's or editor's eye, and would be printed.

    Example: `The statue was not moved [citation needed].`

    Instead: `The statue was not moved.[^24]` A doubt that is to be kept: `[Keio]{.query note="?"}`
    """
    for source, start, end, note in _found(paper):
        if note is None:
            yield fault(f"a query is left in the text: `{_shown(source, start, end)}`",
                        source.place(start, end), "answer it, and take it out")  # fmt: skip


def _notes(markers: Markers) -> Iterator[tuple[Source, int, str]]:
    """Yield the words of each note: of its text, or as written in the sentence."""
    for spans in markers.spans.values():
        for span in spans:
            yield span.source, span.begin, span.words
    for mark in markers.marks:
        if mark.inline:
            yield mark.source, mark.start + 2, mark.source.text[mark.start + 2 : mark.end - 1]


@once
def _found(paper: Paper) -> tuple[tuple[Source, int, int, int | None], ...]:
    """Return every placeholder in the words of a paper, and the note text that holds it."""
    markers = read_markers(paper)
    found = []
    for source in paper.manuscript.sources:
        if source.path.endswith(".yaml"):
            continue
        words = words_of(source)
        typed = list(_typed(source, paper))
        topic = sum(kind == "todo" for _, _, kind in typed) > 3
        inline = [mark for mark in markers.by_file.get(source.path, []) if mark.inline]
        last = 0
        for start, end, kind in sorted(typed):
            span = markers.span_at(source, start)
            within = [one for one in inline if one.start <= start < one.end]
            note = span.begin if span else within[0].start + 2 if within else None
            # A paper about such marks, and in the text a year that is still to come.
            let = (kind == "todo" and topic and words[end - 1] != ":") or (
                note is None and kind == "exes" and words[start].isdigit()
            )
            if start >= last and not let:
                found.append((source, start, end, note))
                last = end
    return tuple(found)


def _typed(source: Source, paper: Paper) -> Iterator[tuple[int, int, str]]:
    words = words_of(source)
    for pattern, text in (
        (SQUARED, words),
        (ESCAPED, source.text),
        (DOUBLED, words),
        (ROUND, words),
    ):
        for match in pattern.finditer(text):
            inside = match[match.lastindex or 0]
            if (
                is_query(inside, squared=pattern is not ROUND)
                and is_word(source, match.start(match.lastindex or 0))
                and _meant(match, "squared" if pattern is SQUARED else "", words, paper)
            ):
                yield *match.span(), "squared"
    low = words.lower()
    for match in ORDER.finditer(low) if len(low) == len(words) else ():
        if not words[match.start() - 1 : match.start()].isalnum():
            yield *match.span(), "order"
    for kind, pattern in SIGNS:
        for match in pattern.finditer(words):
            start = match.start()
            if kind == "page":
                before = PAGE_BEFORE.search(words[max(start - 6, 0) : start])
                start = start - len(before[0]) if before else -1
            elif kind == "marks" and len(match[0]) == 2:
                start = start if words[start - 1 : start] in MARKS_AFTER else -1
            elif kind in ("todo", "exes") and words[start - 1 : start].isalnum():
                start = -1
            if start >= 0 and _meant(match, kind, words, paper):
                yield start, match.end(), kind


def _meant(match: re.Match[str], kind: str, words: str, paper: Paper) -> bool:
    """Tell whether a match is a placeholder: not quoted, not a link, not a word of its language."""
    before = words[max(match.start() - 1, 0) : match.start()]
    behind = words[match.end() : match.end() + 1]
    if kind == "squared" and behind and behind in f"([{{:{BLANK}":
        return False
    quoted = before and before in "“\"„«‘'"
    if quoted and (kind == "marks" or (behind and behind in "”\"“»’'")):
        return False
    if kind == "todo" and tongue(paper) in ("es", "pt"):
        return match[0].endswith(":")
    return True


def _shown(source: Source, start: int, end: int) -> str:
    shown = " ".join(source.text[start:end].split())
    return shown if len(shown) < 60 else shown[:57] + "..."
