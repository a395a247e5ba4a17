"""What a finished file says of itself: a name that does not change, and the paper's own date."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from recto.editions._dates import iso_date
from recto.model import Paper


def identifier(paper: Paper) -> str:
    """Return the paper's identifier, or else a URN made of its authors and title."""
    meta = paper.metadata
    if meta.identifier:
        return meta.identifier
    names = "/".join(author.name for author in meta.authors)
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{names}/{meta.title}/{meta.subtitle}')}"


def moment(paper: Paper) -> str:
    """Return the paper's own date (ISO 8601): the clock's would change the bytes of each build."""
    day = iso_date(paper.metadata.date) or "1980"
    return f"{day + '-01-01'[len(day) - 4 :]}T00:00:00Z"
