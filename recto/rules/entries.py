"""Entries of the bibliography: what each must say, and the names of its type and fields."""

from __future__ import annotations

from collections.abc import Iterator

from recto.model import Finding, Paper, Patch, Place, Work
from recto.reading.bibliography import UNPRINTED
from recto.rules._cited import cited
from recto.rules._fields import PRINTED, misspelt
from recto.rules._kinds import better_type
from recto.rules._rule import fault, rule
from recto.rules._types import ALIASES, HELPERS, KNOWN, missing, type_place


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
    slips = misspelt(paper)
    for key, (work, place) in cited(paper).items():
        if _left_alone(work, paper) or better_type(work, paper.bibliography):
            continue
        meant = set(slips.get(key, {}).values())
        meant |= {ALIASES.get(name, name) for name in meant}
        lacks = [one for one in missing(work, paper.bibliography) if one not in meant]
        if not lacks or ("date" in lacks and "year" in meant):
            continue
        yield fault(
            f"the {work.type} `{key}` has no {_list(lacks)}",
            _gap(work, lacks),
            f"add `{lacks[0]} = {{...}}`",
            ((place, "first cited here"),) if place else (),
        )


@rule("info")
def empty_field(paper: Paper) -> Iterator[Finding]:
    """A field says nothing

    What it finds: a field that a style may print, and whose braces hold nothing. Where the entry
    cannot do without it, the rule `missing-field` says so.

    Why it matters: somebody wanted to fill it in later.

    Example: `publisher = {},`

    Instead: fill it in, or take it out.
    """
    printed = cited(paper)
    for key, work in paper.bibliography.works.items():
        if work.mended:
            continue
        lacks = set(missing(work, paper.bibliography)) if key in printed else set()
        for name, field in work.fields.items():
            if field.value.strip("{} ") or name in UNPRINTED or name not in PRINTED:
                continue
            if not lacks & {name, ALIASES.get(name, name), "date" if name == "year" else name}:
                message = f"the field `{name}` of `{key}` is empty"
                yield fault(message, field.place, "fill it in, or take it out")


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
        place = type_place(work, paper.bibliography.source)
        yield fault(f"`@{work.type}` is no type of entry", place, help)


@rule("warning")
def unknown_field(paper: Paper) -> Iterator[Finding]:
    """The name of a field is misspelt

    What it finds: a field that no program knows, and whose name is nearly one that styles print.
    Fields of your own, and those of reference managers and databases, are no fault.

    Why it matters: a style prints the fields whose names it knows. What stands in this one is lost.

    Example: `jounal = {International Security}`

    Instead: `journal = {International Security}`; `check --fix` does it.
    """
    bibliography = paper.bibliography
    source = bibliography.source
    for key, slips in misspelt(paper).items():
        for name, meant in slips.items():
            field = bibliography.works[key].fields[name]
            start = source.offset(field.place.line, field.place.column)
            typed = source.text[start : start + len(name)]
            yield fault(
                f"`{key}` has a field `{name}`: no style knows it",
                source.place(start, start + len(name)), f"did you mean `{meant}`?",
                fix=(Patch(source.path, start, typed, meant),) if typed.lower() == name else (),
            )  # fmt: skip


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


def _left_alone(work: Work, paper: Paper) -> bool:
    """Tell whether what an entry lacks is no fault of its own, or another rule's."""
    if work.mended or work.type in HELPERS or "lost" in work.value("pubstate").lower():
        return True
    works = paper.bibliography.works
    parents = ",".join(work.value(name) for name in ("crossref", "xdata") if name in work.fields)
    return any(one.strip() and one.strip() not in works for one in parents.split(","))


def _gap(work: Work, lacks: list[str]) -> Place:
    """Return where what is missing belongs: in its own empty field, if it is only that."""
    names = {lacks[0], *(name for name, other in ALIASES.items() if other == lacks[0])}
    if lacks == ["date"]:
        names.add("year")
    empty = [work.fields[name].place for name in work.fields if name in names]
    return empty[0] if len(lacks) == 1 and empty else work.key_place


def _list(names: list[str]) -> str:
    return " and no ".join(f"`{name}`" for name in names)
