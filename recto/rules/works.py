"""One work that has two entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise

from recto.model import Finding, Paper, Work
from recto.rules._cited import cited
from recto.rules._once import once
from recto.rules._rule import fault, rule
from recto.rules._same_work import (
    SHORT,
    Look,
    contradict,
    hints_of,
    identifiers,
    look_of,
    nearly_same,
    same_words,
)

# In a larger heap of works with one name and year only neighbours are compared.
HEAP = 40


@rule("error")
def duplicate_work(paper: Paper) -> Iterator[Finding]:
    """One work has two entries, and both are cited

    What it finds: two cited entries with the same DOI, ISBN or address and like titles, or with the
    same title, first author and year. Two parts, volumes, editions or dates are two works, and so
    are a review, a reply or a correction and what it is about.

    Why it matters: the work is listed twice, and its second citation is printed in full again.

    Example: `@article{cha2000, title = {Abandonment}, ...}` and `@article{cha00, title =
    {Abandonment}, ...}`, of the same author and year.

    Instead: keep one of the two, and cite it in both places.
    """
    printed = cited(paper)
    for first, second in _same(paper):
        if first.key in printed and second.key in printed:
            yield fault(
                f"`{second.key}` is the same work as `{first.key}`", second.key_place,
                f"keep one of the two: cite `{first.key}` in both places",
                ((first.key_place, "first given here"),),
            )  # fmt: skip


@rule("warning")
def near_duplicate(paper: Paper) -> Iterator[Finding]:
    """Two entries seem to be one work

    What it finds: two entries of the same author and year whose titles are the same but for a few
    letters or for the subtitle, or with the same title and authors whose names differ by a letter;
    and two that are the same, where only one of them is cited.

    Why it matters: one of them is misspelt, or the wrong one may be cited.

    Example: `title = {Alignment despite Antagonism}` and `title = {Alignement Despite Antagonism}`

    Instead: keep the right one, and cite it. If they are two works, mute the rule with the reason.
    """
    printed = cited(paper)
    said = set()
    for first, second in _same(paper):
        said.add((first.key, second.key))
        if (first.key in printed) != (second.key in printed):
            yield _seems(first, second)
    for first, second in _pairs(_nearly(_looks(paper))):
        pair = (first.key, second.key)
        if pair not in said and (first.key in printed or second.key in printed):
            said.add(pair)
            yield _seems(first, second)


def _seems(first: Work, second: Work) -> Finding:
    return fault(
        f"`{second.key}` seems to be the same work as `{first.key}`", second.key_place,
        "keep one of the two, or tell them apart", ((first.key_place, "first given here"),),
    )  # fmt: skip


Heaps = dict[object, list[Look]]


@once
def _looks(paper: Paper) -> list[Look]:
    """Return the cited works, and those that may be one of them: of ten thousand not many."""
    sought = {hint for work, _ in cited(paper).values() for hint in hints_of(work, around=1)}
    works = paper.bibliography.works.values() if sought else ()
    near = (work for work in works if any(hint in sought for hint in hints_of(work)))
    return [look for work in near if (look := look_of(work))]


@once
def _same(paper: Paper) -> list[tuple[Work, Work]]:
    return _pairs(_exactly(_looks(paper)))


def _pairs(found: Iterator[tuple[Look, Look]]) -> list[tuple[Work, Work]]:
    """Return pairs of works, each once, the earlier first."""
    pairs = {}
    for one, two in found:
        first, second = (one, two) if one.at <= two.at else (two, one)
        pairs[first.work.key, second.work.key] = first.work, second.work
    return list(pairs.values())


def _exactly(looks: list[Look]) -> Iterator[tuple[Look, Look]]:
    heaps: Heaps = defaultdict(list)
    for look in looks:
        for identifier in set(identifiers(look.work)):
            heaps[identifier].append(look)
        if look.year and (look.author or len(look.title) > SHORT):
            heaps[look.author, look.year, look.title].append(look)
    for heap, held in heaps.items():
        named = isinstance(heap, str)
        for one, two in _compared(held):
            same = same_words(one, two) if named else one.title == two.title
            if same and not contradict(one, two, known=named):
                yield one, two


def _nearly(looks: list[Look]) -> Iterator[tuple[Look, Look]]:
    heaps: Heaps = defaultdict(list)
    for look in looks:
        if not look.title:
            continue
        if look.author and look.year:
            # Of two years that differ by one, one may be misread.
            heaps[look.author, look.year].append(look)
            heaps[look.author, look.year + 1].append(look)
        heaps[look.title].append(look)
    for held in heaps.values():
        for one, two in _compared(sorted(held, key=lambda look: look.title)):
            if nearly_same(one, two) and not contradict(one, two, known=False):
                yield one, two


def _compared(held: list[Look]) -> Iterator[tuple[Look, Look]]:
    if len(held) <= HEAP:
        yield from combinations(held, 2)
    else:
        yield from pairwise(held)
