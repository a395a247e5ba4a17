"""Calls and notes that are typed and dead: they print as they stand, and no note comes of them."""

from __future__ import annotations

from collections.abc import Iterator

from recto.model import Finding, Paper, Patch
from recto.rules._dead import Dead, read_dead, read_swallowed
from recto.rules._dead_texts import read_dead_texts
from recto.rules._rule import fault, rule


@rule("error")
def marker_typed_superscript(paper: Paper) -> Iterator[Finding]:
    """A note call is typed as a raised figure

    What it finds: `¹`, `^1^`, `<sup>1</sup>` behind a word or a stop where a note call should be,
    and bare figures (`moved.24`) where the note text 24 waits for its call. Powers, isotopes, units
    and the notes of a table are none.

    Why it matters: it looks like a call and leads nowhere: no edition has a note for it, and the
    numbers of the others pass it by.

    Example: `The statue was not moved.²⁴ Nor was the other.`

    Instead: `The statue was not moved.[^24] Nor was the other.`; `check --fix` does it.
    """
    yield from _said(paper, "marker-typed-superscript", "is typed as a figure and calls no note")


@rule("error")
def marker_escaped(paper: Paper) -> Iterator[Finding]:
    r"""A note call is escaped

    What it finds: `\[^24\]` where the note text 24 waits for its call, or where notes have numbers.

    Why it matters: it prints as `[^24]`, brackets and all. Programs that turn a Word file into
    Markdown leave it behind.

    Example: `The statue was not moved.\[^24\]`

    Instead: `The statue was not moved.[^24]` An example in a text on Markdown stands in backticks.
    `check --fix` does it.
    """
    yield from _said(paper, "marker-escaped", "is escaped and prints as it stands")


@rule("error")
def marker_malformed(paper: Paper) -> Iterator[Finding]:
    """A note call is misspelled

    What it finds: `[24^]`, `[^ 24]`, `[^24` without its bracket, `(^24)`, `^24]`, `[fn24]`, and
    `^[24]`, a note that holds nothing but a number.

    Why it matters: none of them is read as a call. They print as they stand, and the note is lost.

    Example: `The statue was not moved.[24^]`

    Instead: `The statue was not moved.[^24]`; `check --fix` does it.
    """
    yield from _said(paper, "marker-malformed", "is not read as a note call")


@rule("error")
def marker_numeric_bracket(paper: Paper) -> Iterator[Finding]:
    """A number in brackets stands where a note call should be

    What it finds: `[24]` or `(24)` where the note text 24 waits for its call, and one or two such
    numbers in a paper that cites in another way. A paper that numbers all its references by hand
    is let alone, and so are paragraphs of judgments (`at [24]`).

    Why it matters: it leads to nothing. It is left over from another program.

    Example: `The statue was not moved.[24]`

    Instead: `The statue was not moved.[^24]`, or a citation by its key. `check --fix` makes
    a call of it.
    """
    yield from _said(paper, "marker-numeric-bracket", "calls no note")


@rule("error")
def note_definition_no_colon(paper: Paper) -> Iterator[Finding]:
    """A note text is not read as one

    What it finds: a line `[^24] See the poll.` without the colon, and other misspelled marks of a
    note text (`[24]:`, `^24:`, `[^ 24]:`, one that is indented or stands within a line), where the
    call `[^24]` has no text.

    Why it matters: the call prints as it stands, and the text of the note goes into the body or
    into the note before it.

    Example:
        The statue was not moved.[^24]

        [^24] See the poll.

    Instead:
        [^24]: See the poll.

    `check --fix` does it.
    """
    for (file, label), dead in read_dead_texts(paper).items():
        at = dead.missing_colon
        yield fault(
            f"the text of `[^{label}]` is not read as a note: {dead.why}",
            dead.place,
            f"begin its line with `[^{label}]: `",
            ((dead.call.place, "called here"),) if dead.call else (),
            (Patch(file, at - 1, "]", "]:"),) if at else (),
        )


@rule("error")
def note_swallowed_by_bracket(paper: Paper) -> Iterator[Finding]:
    """A note written in the text is taken for a link

    What it finds: `^[A note.](` and `^[A note.][`: a bracket that follows at once.

    Why it matters: pandoc makes a link of the two. The words of the note stand in the sentence,
    with a caret before them, and there is no note.

    Example: `The statue was not moved^[See the poll.](in 2016).`

    Instead: `The statue was not moved^[See the poll.] (in 2016).`
    """
    for note in read_swallowed(paper).values():
        yield fault(
            "this note is taken for a link, and no note comes of it",
            note.place,
            "put a space between the note and the bracket behind it",
        )


def _said(paper: Paper, rule: str, what: str) -> Iterator[Finding]:
    for dead in read_dead(paper):
        if dead.rule == rule:
            yield fault(
                f"`{dead.typed}` {what}",
                dead.place,
                _help(dead),
                ((dead.text.place, "the note text that waits for it"),) if dead.text else (),
                (Patch(dead.source.path, dead.form.start, dead.typed, f"[^{dead.form.label}]"),)
                if dead.text and dead.form.kind not in ("round", "bare") else (),
            )  # fmt: skip


def _help(dead: Dead) -> str:
    label = dead.form.label
    if dead.text:
        return f"write `[^{label}]`"
    if dead.rule == "marker-numeric-bracket":
        return f"cite by key, or write `[^{label}]` and its text `[^{label}]: ...`"
    return f"write `[^{label}]`, and its text `[^{label}]: ...` on a line of its own"
