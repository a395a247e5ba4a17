"""Where a note call stands: behind the stop, outside the quotation marks, one at a time."""

from __future__ import annotations

from collections.abc import Iterator

from recto.model import Finding, Paper, Patch
from recto.rules._calls import Run, at_head_of_block, habit, read_runs
from recto.rules._late import late
from recto.rules._rule import fault, rule
from recto.rules._words import tongue, words_of

SPACES = " \t\n\u00a0\u202f\u2009"
OPENING = "([{*_–—-/«“„‘"
# A picture alone in its paragraph, and a note behind it.
AFTER_PICTURE = late(
    r"(?:\A|\n[ \t]*\n) {0,3}(?P<picture>!\[(?:[^\[\]]|\[[^\[\]]*\]){0,2000}\]\([^()\n]*\)"
    r"(?:\{[^{}\n]*\})?)(?P<note>[ \t]*(?:\[\^[^\]\s]+\]|\^\[(?=\S)))"
)
# Behind a stop and its call, a space and what can begin a sentence; or the end of the block.
SENTENCE_END = late(
    r"[.!?][”’\"')»]*\ufff9?\s+(?=[^\W\d_a-zß-öø-ÿ]|[“‘\"'(«*_])"
    r"|\n[ \t]*\n|\n[ \t>]*(?:[-*+|]|\d+[.)]) "
)
DENSE = 4


@rule("warning")
def marker_before_punctuation(paper: Paper) -> Iterator[Finding]:
    """A note call stands before a stop

    What it finds: a call before a full stop, a comma or another stop, in an English paper, or in
    one that sets its other calls behind them. A dash comes after the call. French, Spanish and
    Italian papers set calls before the stop, German ones by their sense: they are let alone.

    Why it matters: the raised figure opens a gap before the stop, and the eye stumbles over the one
    call that stands otherwise than the rest.

    Example: `The statue was not moved[^24]. Nor was the other.`

    Instead: `The statue was not moved.[^24] Nor was the other.`; `check --fix` does it.
    """
    wanted = habit(paper)
    if wanted.wants_after():
        for run in read_runs(paper):
            stop = run.stop
            if stop and not run.quote:
                again = run.after_stop and stop == "."  # moved, it would be the second
                drop = Patch(run.source.path, run.end, stop, "")
                yield fault(
                    f"the note call stands before `{stop}`",
                    run.source.place(run.start, run.end + len(stop)),
                    "take it away: a stop stands before the call" if again else _behind(stop, run),
                    fix=(drop,) if again else _moved(run, stop),
                )


@rule("warning")
def marker_after_punctuation(paper: Paper) -> Iterator[Finding]:
    """A note call stands behind a stop, where the paper sets it before

    What it finds: a call behind a full stop or a comma in a paper that sets at least five in six
    of its calls before them, as French papers do.

    Why it matters: one call stands otherwise than the rest.

    Example: `La statue ne fut pas déplacée.[^24]` where all others are `déplacée[^24].`

    Instead: `La statue ne fut pas déplacée[^24].`
    """
    if habit(paper).wants_before():
        for run in read_runs(paper):
            if run.after_stop and not run.stop:
                place = run.source.place(run.start, run.end)
                yield fault("the note call stands behind the stop, and all others before it",
                            place, "set it before the stop, as the others are")  # fmt: skip


@rule("warning")
def marker_inside_quotation(paper: Paper) -> Iterator[Finding]:
    """A note call stands inside the quotation marks

    What it finds: a call before the closing quotation mark, in an English paper, or in one that
    sets its other calls outside.

    Why it matters: the call is not part of what was said. Inside, it looks as if the source had a
    note there.

    Example: `He said that “the statue was not moved.[^24]”`

    Instead: `He said that “the statue was not moved.”[^24]`; `check --fix` does it.
    """
    if habit(paper).wants_outside():
        for run in read_runs(paper):
            if run.quote:
                yield fault(
                    "the note call stands inside the quotation marks",
                    run.source.place(run.start, run.end + len(run.quote)),
                    _behind(run.quote, run),
                    fix=_moved(run, run.quote),
                )  # fmt: skip


@rule("info")
def marker_inside_parenthesis(paper: Paper) -> Iterator[Finding]:
    """A note call stands inside a bracket that it belongs behind

    What it finds: a call before the closing bracket of four words or more, in an English paper. A
    call on the one term that the bracket holds is right there.

    Why it matters: a note on the whole remark stands behind its bracket.

    Example: `(the statue was not moved in that year[^24])`

    Instead: `(the statue was not moved in that year)[^24]`
    """
    if tongue(paper) != "en":
        return
    for run in read_runs(paper):
        if run.bracket:
            text = words_of(run.source)
            opened = text.rfind("(", max(run.start - 600, 0), run.start)
            inside = text[opened + 1 : run.start] if opened >= 0 else ""
            if len(inside.split()) > 3 and ")" not in inside and "\n\n" not in inside:
                place = run.source.place(run.start, run.end + len(run.bracket))
                yield fault("the note call stands inside the bracket", place,
                            "set it behind, if the note is on the whole of it")  # fmt: skip


@rule("warning")
def marker_spaced(paper: Paper) -> Iterator[Finding]:
    """A space stands before a note call

    What it finds: a space, or the end of a line, between a word or a stop and its call.

    Why it matters: the raised figure floats away from its word, and may come to stand alone at the
    head of a line.

    Example: `The statue was not moved. [^24]`

    Instead: `The statue was not moved.[^24]`; `check --fix` does it.
    """
    for run in read_runs(paper):
        text = run.source.text
        word = (
            len(text[: run.start].rstrip(SPACES))
            if text[run.start - 1 : run.start] in SPACES
            else 0
        )
        if not run.start or not word or at_head_of_block(run) or text[word - 1] in OPENING:
            continue
        gap = text[word : run.start]
        place = run.source.place(word, run.end)
        if "\n" in gap:  # the line of the call is where it is seen
            place = run.source.place(run.start, run.end)
        yield fault("a space stands before the note call", place, "take the space away",
                    fix=(Patch(run.source.path, word, gap, ""),))  # fmt: skip


@rule("warning")
def markers_adjacent(paper: Paper) -> Iterator[Finding]:
    """Two note calls touch

    What it finds: two calls with nothing or a space between them. A comma between is let alone.

    Why it matters: 1 and 2 read as 12. One note can name several sources.

    Example: `The statue was not moved.[^24][^25]`

    Instead: one note, `[^24]: [@gallup2016; @genron2016].`
    """
    for run in read_runs(paper):
        for one, other in zip(run.marks, run.marks[1:], strict=False):
            if not run.source.text[one.end : other.start].strip():
                yield fault(
                    "two note calls touch", run.source.place(one.start, other.end),
                    "make one note of the two: a semicolon parts its sources",
                )  # fmt: skip
                break


@rule("info")
def marker_in_heading(paper: Paper) -> Iterator[Finding]:
    """A note call hangs on a heading

    What it finds: a call in the line of a heading.

    Why it matters: a heading is repeated in the contents and at the head of pages, where no note
    belongs. A reader of the list of contents meets a number that leads away.

    Example: `# Opportunities[^24]`

    Instead: set the call in the first sentence below the heading.
    """
    lines = {(one.place.file, one.place.line) for one in paper.manuscript.headings if one.place}
    for run in read_runs(paper):
        place = run.source.place(run.start, run.end)
        if (place.file, place.line) in lines:
            yield fault("a note call hangs on a heading", place,
                        "set it in the first sentence below")  # fmt: skip


@rule("warning")
def note_after_image(paper: Paper) -> Iterator[Finding]:
    """A note stands behind a picture

    What it finds: a call or a note directly behind a picture that stands in a paragraph of its own.

    Why it matters: the picture is no longer alone in its paragraph. It is set into a line of text,
    without its caption.

    Example: `![The peninsula](figures/map.svg)[^24]`

    Instead: set the call in the caption: `![The peninsula.[^24]](figures/map.svg)`
    """
    for source in paper.manuscript.sources:
        for match in AFTER_PICTURE.finditer(source.text) if "![" in source.text else ():
            if words_of(source)[match.start("picture")] == "!":
                yield fault(
                    "a note behind a picture takes its caption away",
                    source.place(*match.span("note")), "set the call at the end of the caption",
                )  # fmt: skip


@rule("info")
def notes_too_dense(paper: Paper) -> Iterator[Finding]:
    """Many notes hang on one sentence

    What it finds: four calls or more in one sentence.

    Why it matters: the reader's eye goes to the foot of the page four times before the stop. One
    note at the end can name all sources, in the order of what they are for.

    Example: `Some moved,[^1] some stood,[^2] some fell[^3] and some were lost.[^4]`

    Instead: `Some moved, some stood, some fell and some were lost.[^1]`
    """
    by_source: dict[str, list[Run]] = {}
    for run in read_runs(paper):
        by_source.setdefault(run.source.path, []).append(run)
    for runs in by_source.values():
        yield from _dense(runs)


def _dense(runs: list[Run]) -> Iterator[Finding]:
    source = runs[0].source
    text = words_of(source)
    group: list[Run] = []
    for run in runs:
        last = group[-1] if group else run
        between = text[max(last.start - 3, 0) : last.start] + "\ufff9" + text[last.end : run.start]
        if group and SENTENCE_END.search(between):
            yield from _dense_one(group)
            group = []
        group.append(run)
    yield from _dense_one(group)


def _dense_one(group: list[Run]) -> Iterator[Finding]:
    if len(group) >= DENSE:
        first, last = (one.source.place(one.start, one.end) for one in (group[0], group[-1]))
        message = f"{len(group)} note calls hang on one sentence"
        help = "name their sources in one note at its end"
        yield fault(message, last, help, ((first, "the first"),))


def _behind(signs: str, run: Run) -> str:
    return f"set it behind: `{signs}{run.typed}`" if len(run.typed) < 40 else "set it behind"


def _moved(run: Run, signs: str) -> tuple[Patch, ...]:
    """Return the repair that sets a run behind the signs that it stands before."""
    return (Patch(run.source.path, run.start, run.typed + signs, signs + run.typed),)
