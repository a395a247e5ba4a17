"""Which entries are printed: what is cited, what `nocite` lists, and what those lean on."""

from __future__ import annotations

from recto.model import Paper, Place, Work
from recto.reading.bibliography import with_leaned_on
from recto.reading.citing import listed_keys
from recto.rules._once import once


@once
def cited(paper: Paper) -> dict[str, tuple[Work, Place | None]]:
    """Return the works that are cited or listed, by key, each with where it is first cited."""
    works = paper.bibliography.works
    found: dict[str, Place | None] = dict.fromkeys(listed_keys(paper.metadata, paper.bibliography))
    for citation in reversed(paper.manuscript.citations):
        found[citation.key] = citation.place
    # In the order of the file.
    return {key: (work, found[key]) for key, work in works.items() if key in found}


@once
def printed_keys(paper: Paper) -> frozenset[str]:
    """Return the keys of the works that are cited or listed, and of those that they lean on."""
    return frozenset(with_leaned_on(paper.bibliography, cited(paper)))
