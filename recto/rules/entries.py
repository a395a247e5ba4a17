"""Entries of the bibliography: what each must say."""

from __future__ import annotations

from collections.abc import Iterator

from recto.model import Finding, Paper
from recto.rules._rule import fault, rule
from recto.rules._types import KNOWN, missing


@rule("warning")
def missing_field(paper: Paper) -> Iterator[Finding]:
    """An entry lacks what a reader needs to find the work

    What it finds: a cited entry without a field that its type cannot do without: author (or who
    stands for one), title, date, the journal of an article, the book of a chapter, the institution
    of a thesis, the address of a page. BibTeX's names and biblatex's both count (`year` or
    `date`, `journal` or `journaltitle`, `school` or `institution`), and so does what `crossref` and
    `xdata` hand down. An entry whose `pubstate` says that its reference is lost is left alone.

    Why it matters: the style prints what is there, and a gap looks like any other reference.

    Example:
        @incollection{soeya2016,
          author = {Soeya, Yoshihide},
          title  = {The Future of Trilateral Cooperation},
          date   = {2016},
        }

    Instead: add `booktitle = {...}`. Where nobody knows, say so: `date = {n.d.}`.
    """
    cited = {citation.key: citation for citation in reversed(paper.manuscript.citations)}
    broken = [one.place.line for one in paper.findings if one.place and one.rule == "bib-syntax"]
    for key, work in paper.bibliography.works.items():
        if key not in cited or "lost" in work.value("pubstate").lower():
            continue
        if any(work.place.line <= line <= work.place.end_line for line in broken):
            continue  # what seems to be missing may only be unread
        lacks = list(missing(work, paper.bibliography))
        if not lacks:
            continue
        place = cited[key].place
        yield fault(
            f"the {work.type} `{key}` has no {_list(lacks)}",
            work.key_place,
            f"add `{lacks[0]} = {{...}}`",
            ((place, "first cited here"),) if place else (),
        )


@rule("warning")
def unknown_type(paper: Paper) -> Iterator[Finding]:
    """An entry is of no known type

    What it finds: `@type` that neither BibTeX nor biblatex knows.

    Why it matters: citeproc prints the work as if nothing were known of its kind: a book without
    italics, a chapter without its book.

    Example: `@artcle{soeya2016, ...}`

    Instead: `@article{soeya2016, ...}`; `@misc` is for what fits nowhere.
    """
    for work in paper.bibliography.works.values():
        if work.type in KNOWN:
            continue
        from recto.tools.likeness import nearest

        near = nearest(work.type, KNOWN)
        help = f"did you mean `@{near}`?" if near else "`@misc` is for what fits nowhere"
        source = paper.bibliography.source
        start = source.offset(work.place.line, work.place.column)
        place = source.place(start, start + len(work.type) + 1)
        yield fault(f"`@{work.type}` is no type of entry", place, help)


@rule("error")
def duplicate_key(paper: Paper) -> Iterator[Finding]:
    """Two entries have the same key

    What it finds: an entry whose key an entry above it has already.

    Why it matters: only the first is read. If they differ, a citation may print the wrong work.

    Example:
        @book{smith2016, title = {One}}
        @book{smith2016, title = {Another}}

    Instead: give the second a key of its own, or take one out if they are the same work.
    """
    for work in paper.bibliography.again:
        first = paper.bibliography.works[work.key]
        same = {name: field.value for name, field in work.fields.items()} == {
            name: field.value for name, field in first.fields.items()
        }
        yield fault(
            f"the key `{work.key}` is taken",
            work.key_place,
            "the two are the same: take one out" if same else "give this entry a key of its own",
            ((first.key_place, "first given here"),),
        )


def _list(names: list[str]) -> str:
    return " and no ".join(f"`{name}`" for name in names)
