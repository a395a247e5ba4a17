"""Where note calls stand: what is before and behind each, and what the paper is used to.

Calls that touch, or have no more than a comma or a space between them, are one run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from recto.model import Paper, Source
from recto.rules._late import late
from recto.rules._markers import Mark, read_markers
from recto.rules._once import once
from recto.rules._verbatim import text_of
from recto.rules._words import tongue

STOPS = ".,;:!?。、，；：！？"
QUOTES = "”’»\"'›」』"
BETWEEN = late(r"[ \t]*(?:\^,\^|,)?[ \t\n]*\Z")
# What may stand before the first word of a block.
BLOCK_HEAD = late(r"[ \t]*(?:(?:[>|*+-]|#{1,6}|\d+[.)]|\[[ x]\]|:|\|)[ \t]*)*\Z")


@dataclass(frozen=True)
class Run:
    """Calls without words between them."""

    source: Source
    marks: tuple[Mark, ...]
    before: str
    behind: str

    @property
    def start(self) -> int:
        """Offset of its first sign."""
        return self.marks[0].start

    @property
    def end(self) -> int:
        """Offset behind its last sign."""
        return self.marks[-1].end

    @property
    def typed(self) -> str:
        """The calls as typed."""
        return self.source.text[self.start : self.end]

    @property
    def stop(self) -> str:
        """The stops that it stands before, wrongly or not: no ellipsis, no figure behind them."""
        match = re.match(rf"[{re.escape(STOPS)}]+(?![\w{re.escape(STOPS)}])", self.behind)
        return "" if match is None or match[0].startswith("..") else match[0]

    @property
    def quote(self) -> str:
        """The closing quotation marks that it stands before, with stops between and behind them."""
        match = re.match(rf"[.,;:!?]*[{re.escape(QUOTES)}]+[.,;:!?]*(?!\w)", self.behind)
        return match[0] if match and not self.before[-1:].isspace() else ""

    @property
    def bracket(self) -> str:
        """The bracket of the text that it stands before, with the stops behind it."""
        match = re.match(r"\)[.,;:!?]*", self.behind)
        return match[0] if match else ""

    @property
    def after_stop(self) -> bool:
        """Tell whether it stands behind a stop."""
        return bool(re.search(rf"[{re.escape(STOPS)}][{re.escape(QUOTES)})]*\Z", self.before))

    @property
    def after_quote(self) -> bool:
        """Tell whether it stands behind a closing quotation mark."""
        return bool(re.search(rf"\S[{re.escape(QUOTES)}][{re.escape(STOPS)})]*\Z", self.before))


@once
def read_runs(paper: Paper) -> tuple[Run, ...]:
    """Return the runs of calls in the text of a paper."""
    return tuple(_runs(read_markers(paper).marks))


def _runs(marks: tuple[Mark, ...]) -> Iterator[Run]:
    run: list[Mark] = []
    for mark in marks:
        if run and (mark.source is not run[-1].source or not _joined(run[-1], mark)):
            yield _run(run)
            run = []
        run.append(mark)
    if run:
        yield _run(run)


def _joined(one: Mark, other: Mark) -> bool:
    between = one.source.text[one.end : other.start]
    return len(between) < 40 and BETWEEN.match(between) is not None and "\n\n" not in between


def _run(marks: list[Mark]) -> Run:
    source = marks[0].source
    text = text_of(source)
    start, end = marks[0].start, marks[-1].end
    return Run(source, tuple(marks), text[max(start - 40, 0) : start], text[end : end + 12])


@dataclass(frozen=True)
class Habit:
    """What a paper does with its calls: how many stand where, and in which language."""

    language: str
    before_stop: int
    after_stop: int
    inside_quote: int
    after_quote: int

    def wants_after(self) -> bool:
        """Tell whether a call before a stop is out of place here."""
        if self.language == "en":
            return self.before_stop < 3 or self.after_stop * 2 >= self.before_stop
        # German sets it by its sense; elsewhere the custom of the paper is the only judge.
        return self.language != "de" and self.after_stop >= max(5, 5 * self.before_stop)

    def wants_before(self) -> bool:
        """Tell whether a call behind a stop is out of place here."""
        return self.language != "de" and self.before_stop >= max(5, 5 * self.after_stop)

    def wants_outside(self) -> bool:
        """Tell whether a call inside a quotation mark is out of place here."""
        if self.language == "en":
            return self.inside_quote < 5 or self.after_quote * 2 >= self.inside_quote
        return self.language != "de" and self.after_quote >= max(4, 6 * self.inside_quote)


@once
def habit(paper: Paper) -> Habit:
    """Return what a paper does with its calls."""
    runs = read_runs(paper)
    quoted = [run for run in runs if run.quote]
    return Habit(
        tongue(paper),
        sum(bool(run.stop) for run in runs),
        sum(run.after_stop and not run.stop for run in runs),
        len(quoted),
        sum(run.after_quote for run in runs),
    )


def at_head_of_block(run: Run) -> bool:
    """Tell whether no word of its paragraph, item or cell stands before a run."""
    text = run.source.text
    line = text.rfind("\n", 0, run.start) + 1
    head = text[line : run.start]
    if not BLOCK_HEAD.match(head):
        return head.rstrip().endswith("|")
    above = text[text.rfind("\n", 0, max(line - 1, 0)) + 1 : max(line - 1, 0)]
    return bool(head.strip()) or not above.strip() or above.lstrip().startswith(("#", "|", "+"))
