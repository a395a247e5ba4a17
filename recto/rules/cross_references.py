"""Entries that name other entries: each must be there, and be what it is named for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from recto.model import Finding, Paper, Place, Work
from recto.rules._rule import fault, rule


@rule("error")
def crossref_missing(paper: Paper) -> Iterator[Finding]:
    """A crossref names an entry that is not there

    What it finds: a `crossref` whose key no entry of the bibliography has.

    Why it matters: what the entry was to take from the other (the title of the book, its editor,
    its publisher, its year) is not printed.

    Example: `crossref = {tatsumi2105}` beside `@collection{tatsumi2015, ...}`

    Instead: `crossref = {tatsumi2015}`
    """
    return _absent(paper, "crossref")


@rule("error")
def xref_missing(paper: Paper) -> Iterator[Finding]:
    """An xref names an entry that is not there

    What it finds: an `xref` whose key no entry of the bibliography has.

    Why it matters: the work in which this one stands is not listed.

    Example: `xref = {nobody}`

    Instead: the key of the entry that was meant, or no `xref`.
    """
    return _absent(paper, "xref")


@rule("error")
def xdata_missing(paper: Paper) -> Iterator[Finding]:
    """An xdata names an entry that is not there, or is of another type

    What it finds: an `xdata` whose key no entry has, or one that is no `@xdata`.

    Why it matters: the fields that the entry shares with others are not printed.

    Example: `xdata = {nbr}` without `@xdata{nbr, publisher = {National Bureau of Asian Research}}`

    Instead: the key of the `@xdata` that was meant.
    """
    yield from _absent(paper, "xdata")
    works = paper.bibliography.works
    for work, key, place in _named(paper, "xdata"):
        if key in works and works[key].type != "xdata" and key != work.key:
            yield fault(
                f"`{key}`, the `xdata` of `{work.key}`, is of the type `@{works[key].type}`",
                place, "name an entry of the type `@xdata`, or use `crossref`",
                ((works[key].key_place, "defined here"),),
            )  # fmt: skip


@rule("error")
def related_missing(paper: Paper) -> Iterator[Finding]:
    """A related entry is not there

    What it finds: a key in `related` that no entry of the bibliography has.

    Why it matters: the original, the translation or the reprint that was to be named is not.

    Example: `related = {kant1781}, relatedtype = {translationof}`

    Instead: the key of the entry that was meant, or no `related`.
    """
    return _absent(paper, "related")


@rule("error")
def entryset_broken(paper: Paper) -> Iterator[Finding]:
    """A set of entries has no members, or one that is not there

    What it finds: an `@set` without an `entryset`, and a key in an `entryset` that no entry has.

    Why it matters: what is cited together is printed in part, or not at all.

    Example: `@set{herrmann, entryset = {herrmann2006, hermann2007}}`

    Instead: `@set{herrmann, entryset = {herrmann2006, herrmann2007}}`
    """
    for work in paper.bibliography.works.values():
        if work.type == "set" and not work.mended and not work.value("entryset").strip("{}, "):
            message = f"the set `{work.key}` has no members"
            yield fault(message, work.key_place, "name them: `entryset = {one, two}`")
    yield from _absent(paper, "entryset")


@rule("warning")
def alias_collides(paper: Paper) -> Iterator[Finding]:
    """Another name of an entry is taken

    What it finds: a key in `ids` that is the key of another entry, or among the `ids` of one.

    Why it matters: a citation by that name prints the wrong work.

    Example: `ids = {cha1999}` beside `@book{cha1999, ...}`

    Instead: take it out of `ids`, or take out the other entry if it is the same work.
    """
    works = paper.bibliography.works
    first: dict[str, Place] = {}
    for work, key, place in _named(paper, "ids"):
        taken = works[key].key_place if key in works else first.get(key)
        if taken is None:
            first[key] = place
        elif key == work.key:
            message = f"`{key}` is named another name of itself"
            yield fault(message, place, "take it out of `ids`")
        else:
            yield fault(
                f"the name `{key}` of `{work.key}` is taken", place,
                "take it out, or the other entry if it is the same work",
                ((taken, "already used here"),),
            )  # fmt: skip


def _absent(paper: Paper, name: str) -> Iterator[Finding]:
    works = paper.bibliography.works
    others: set[str] | None = None
    for work, key, place in _named(paper, name):
        if key in works:
            continue
        if others is None:
            others = {one for _, one, _ in _named(paper, "ids")}
        if key in others:
            help = "write the key of the entry itself: `ids` are not known to every program"
        else:
            help = _hint(key, works)
        message = f"no entry `{key}`, which `{work.key}` names as its `{name}`"
        yield fault(message, place, help)


def _hint(key: str, works: Mapping[str, Work]) -> str:
    from recto.tools.likeness import nearest

    near = nearest(key, works)
    return f"did you mean `{near}`?" if near else "write an entry with this key, or name another"


def _named(paper: Paper, name: str) -> Iterator[tuple[Work, str, Place]]:
    """Yield each key that a field names, and where: the entry, the key, its place."""
    bibliography = paper.bibliography
    source = bibliography.source
    for work in chain(bibliography.works.values(), bibliography.again):
        if name not in work.fields:
            continue
        field = work.fields[name]
        at = source.offset(field.value_place.line, field.value_place.column)
        end = source.offset(field.value_place.end_line, field.value_place.end_column)
        for part in field.value.split(","):
            key = part.strip()
            if not key:
                continue
            found = source.text.find(key, at, end)
            place = source.place(found, found + len(key)) if found >= 0 else field.value_place
            at = found + len(key) if found >= 0 else at
            yield work, key, place
