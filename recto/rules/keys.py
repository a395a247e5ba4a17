"""Citation keys: each needs its entry, and each must be read as a citation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.model import Finding, Paper, Place
from recto.reading.bibliography import with_leaned_on
from recto.reading.citing import listed_keys
from recto.reading.positions import candidates
from recto.rules._rule import fault, rule
from recto.rules._typed import unread_citations

# What other programs make cross-references of: @fig:map, @tbl-votes.
CROSS_REFERENCE = re.compile(r"(fig|tbl|tab|eq|sec|lst|thm|lem)[:-]", re.IGNORECASE)


@rule("error")
def unknown_key(paper: Paper) -> Iterator[Finding]:
    """A citation names a key that the bibliography does not have

    What it finds: `@key` in the text, where no entry of the bibliography has that key. Keys are
    told apart by capitals.

    Why it matters: no style can print the work. The citation would stand as bare letters in every
    edition.

    Example: `[^39]: [@soya2016, 23–32].` with an entry `@incollection{soeya2016, ...}`.

    Instead: `[@soeya2016, 23–32]`, or an entry with the key that is cited.
    """
    works, where = paper.bibliography.works, paper.bibliography.source.path
    for citation in paper.manuscript.citations:
        if citation.key not in works:
            place = citation.place or _first_typed(citation.key, paper)
            help = _key_hint(citation.key, paper)
            yield fault(f"no entry `{citation.key}` in `{where}`", place, help)


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
    cited |= {one.name for source in paper.manuscript.sources for one in candidates(source.text)}
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
    """
    for found in unread_citations(paper):
        yield fault(found.message, found.place, found.help)


def _first_typed(key: str, paper: Paper) -> Place | None:
    """Return where a key is first typed: for a citation that could not be placed."""
    for source in paper.manuscript.sources:
        for one in candidates(source.text):
            if one.kind == "cite" and one.name == key:
                return source.place(one.start, one.end)
    return None


def _key_hint(key: str, paper: Paper) -> str:
    works = paper.bibliography.works
    if not works:
        return f"write its entry into `{paper.bibliography.source.path}`: it has none"
    for work in works.values():
        if key in (one.strip() for one in work.value("ids").split(",")):
            return f"`{key}` is another name of `{work.key}`: cite that, citeproc knows no `ids`"
    from recto.tools.likeness import nearest

    near = nearest(key, works)
    if near:
        return f"did you mean `{near}`?"
    if CROSS_REFERENCE.match(key):
        return "a cross-reference to a figure or section is a link here: `[Figure 2](#map)`"
    return "write an entry with this key, or cite the key of another"
