"""Quotation marks: each has its partner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from recto.model import Finding, Paper
from recto.rules._quoted import Scan, scan
from recto.rules._rule import fault, rule
from recto.rules._sentences import Passage, passages_of


@rule("error")
def quotation_unbalanced(paper: Paper) -> Iterator[Finding]:
    """A quotation mark has no partner

    What it finds: a mark that opens and is not closed before the paragraph ends, and one that
    closes what was not opened. A quotation of several paragraphs opens each of them and closes
    the last. Apostrophes, inches, minutes and decades are no quotation marks; single marks are
    looked at where the paper quotes with them.

    Why it matters: a reader cannot tell where the quoted words end and the author's begin.

    Example: `The treaty speaks of “prior consultation, which was never held.`

    Instead: `The treaty speaks of “prior consultation,” which was never held.`
    """
    scanned = [(one, scan(one.text, one.start)) for one in passages_of(paper)
               if one.kind not in ("cell", "heading")]  # fmt: skip
    singles = sum(text.source.text[q.start] == "‘" for text, seen in scanned for q in seen.quoted)
    after = {id(first): second for (first, _), (second, _) in pairwise(scanned)}
    for passage, seen in scanned:
        lone = list(seen.lone)
        if lone and lone[-1].opens and _reopened(after.get(id(passage)), passage, lone[-1].at):
            lone.pop()
        if not lone and singles >= 3:
            lone = [one for one in seen.single if not _many_lone(scanned, one.opens)]
        for one in lone[:3]:
            mark = passage.source.text[one.at]
            yield fault(
                f"the quotation mark `{mark}` has no partner",
                passage.place(one.at, one.at + 1),
                "close the quotation where its words end" if one.opens
                else "open the quotation where its words begin",
            )  # fmt: skip


def _many_lone(scanned: Sequence[tuple[Passage, Scan]], opens: bool) -> bool:
    """Tell whether single marks stand alone often: they are letters of a transliteration then."""
    return sum(any(one.opens == opens for one in seen.single) for _, seen in scanned) > 2


def _reopened(after: Passage | None, passage: Passage, at: int) -> bool:
    """Tell whether the next paragraph begins with the mark that this one left open."""
    if after is None or after.source is not passage.source or after.kind != passage.kind:
        return False
    return after.text.lstrip(" \t\n*_[").startswith((passage.source.text[at], "»"))
