"""Citation keys: each needs its entry, and each must be read as a citation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from recto.model import Citation, Finding, Paper, Patch, Place
from recto.reading.bibliography import with_leaned_on
from recto.reading.citing import listed_keys
from recto.rules._heads import has_no_bibliography
from recto.rules._late import late
from recto.rules._once import once
from recto.rules._rule import fault, rule
from recto.rules._typed import unread_citations
from recto.rules._words import candidates_of

# What other programs make cross-references of: @fig:map, @tbl-votes.
CROSS_REFERENCE = late(r"(fig|tbl|tab|eq|sec|lst|thm|lem)[:-]", re.IGNORECASE)

# `doi:10.1000/x`: identifiers as keys, where a program looks them up.
PREFIX = late(r"([A-Za-z]{2,10}):(?=[\w/.])")
SOURCES = ("doi", "pmid", "pmc", "pmcid", "arxiv", "isbn", "url", "wikidata", "https", "http")
# Each look through a bibliography of 10,000 entries takes some milliseconds.
LOOKED_UP = 60


@rule("error")
def unknown_key(paper: Paper) -> Iterator[Finding]:
    """A citation names a key that the bibliography does not have

    What it finds: `@key` in the text, where no entry of the bibliography has that key. Keys are
    told apart by capitals.

    Why it matters: no style can print the work. The citation would stand as bare letters in every
    edition.

    Example: `[^39]: [@soya2016, 23–32].` with an entry `@incollection{soeya2016, ...}`.

    Instead: `[@soeya2016, 23–32]`, or an entry with the key that is cited.
    `check --fix` does it.
    """
    works, where = paper.bibliography.works, paper.bibliography.source.path
    if has_no_bibliography(paper):
        return  # said once, of the file
    for citation in paper.manuscript.citations:
        if citation.key not in works:
            place = citation.place or _first_typed(citation.key, paper)
            help = _key_hint(citation.key, paper)
            fix = _in_its_letters(citation, paper)
            yield fault(f"no entry `{citation.key}` in `{where}`", place, help, fix=fix)


@rule("info")
def unused_key(paper: Paper) -> Iterator[Finding]:
    """An entry is never cited

    What it finds: an entry of the bibliography that no citation names and no cited entry leans on
    (`crossref`, `xdata`, `related`). Entries of `nocite` in the metadata count as cited.

    Why it matters: it is not printed. It may be left over from a draft, or the citation that
    belongs to it is lost.

    Example: an entry `genron2016` in a paper that never says `@genron2016`.

    Instead: cite it, or take it out; entries that wait for a later version may be muted.
    """
    cited = {citation.key for citation in paper.manuscript.citations}
    cited.update(listed_keys(paper.metadata, paper.bibliography))
    # One that is typed and was not read as a citation is another rule's.
    cited |= {one.name for source in paper.manuscript.sources for one in candidates_of(source)}
    cited.update(with_leaned_on(paper.bibliography, cited))
    for key, work in paper.bibliography.works.items():
        if key not in cited:
            yield fault(
                f"the entry `{key}` is never cited", work.key_place, "cite it, or take it out"
            )


@rule("error")
def unread_citation(paper: Paper) -> Iterator[Finding]:
    """Something looks like a citation and is not read as one

    What it finds: a key of the bibliography in the text where no citation came of it: `word@key`
    without a space, `[@key` without its closing bracket, `[@one; two]` and `[key2016]` without
    their `@`, `[@one, @two]` with a comma for the semicolon.

    Why it matters: the key is printed as it stands, or a second citation is set into the first;
    pandoc says nothing.

    Example: `The statue was not moved [gallup2016].`

    Instead: `The statue was not moved [@gallup2016].` A key in backticks or after a backslash is
    meant as it stands and is no fault.
    `check --fix` does it.
    """
    for found in unread_citations(paper):
        yield fault(found.message, found.place, found.help, fix=found.fix)


def _first_typed(key: str, paper: Paper) -> Place | None:
    """Return where a key is first typed: for a citation that could not be placed."""
    for source in paper.manuscript.sources:
        for one in candidates_of(source):
            if one.kind == "cite" and one.name == key:
                return source.place(one.start, one.end)
    return None


def _in_its_letters(citation: Citation, paper: Paper) -> tuple[Patch, ...]:
    """Return the repair of a key that differs from an entry's in its capitals alone."""
    meant, place = _by_letters(paper).get(citation.key.casefold()), citation.place
    if not meant or place is None:
        return ()
    source = paper.sources[place.file]
    start = source.offset(place.line, place.column)
    at = source.text.find(citation.key, start, start + len(citation.key) + 2)
    return (Patch(source.path, at, citation.key, meant),) if at >= 0 else ()


@once
def _by_letters(paper: Paper) -> Mapping[str, str]:
    """Return the keys of the bibliography by their letters, where no two share them."""
    found: dict[str, str] = {}
    for key in paper.bibliography.works:
        found[key.casefold()] = "" if key.casefold() in found else key
    return found


@once
def _hints(_: Paper) -> dict[str, str]:
    """Return what has been looked for: a key may be cited a hundred times."""
    return {}


def _key_hint(key: str, paper: Paper) -> str:
    hints = _hints(paper)
    if key not in hints:
        hints[key] = _looked_up(key, paper) if len(hints) < LOOKED_UP else "write its entry"
    return hints[key]


def _looked_up(key: str, paper: Paper) -> str:
    works = paper.bibliography.works
    if not works:
        return f"write its entry into `{paper.bibliography.source.path}`: it has none"
    if meant := _by_letters(paper).get(key.casefold()):
        return f"did you mean `{meant}`? Capitals count"
    if other := _by_other_names(paper).get(key):
        return f"`{key}` is another name of `{other}`: cite that, citeproc knows no `ids`"
    from recto.tools.likeness import nearest

    if near := nearest(key, works):
        return f"did you mean `{near}`?"
    return _hint_by_form(key)


def _hint_by_form(key: str) -> str:
    prefix = PREFIX.match(key)
    if prefix and prefix[1].lower() not in SOURCES:
        for known in SOURCES:
            if sorted(known) == sorted(prefix[1].lower()):
                return f"`{prefix[1]}:` is no kind of identifier: did you mean `{known}:`?"
    if CROSS_REFERENCE.match(key):
        return "a cross-reference to a figure or section is a link here: `[Figure 2](#map)`"
    return "write an entry with this key, or cite the key of another"


@once
def _by_other_names(paper: Paper) -> Mapping[str, str]:
    """Return the keys of entries by their other names (`ids`)."""
    return {
        name.strip(): work.key
        for work in paper.bibliography.works.values()
        if "ids" in work.fields
        for name in work.value("ids").split(",")
    }
