"""The identifiers of a work, in the one form in which registries are asked for them."""

from __future__ import annotations

import re

from recto.model import Work

DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>{}|\\^`]+")
RESOLVER = re.compile(r"\Ahttps?://(?:dx\.|www\.)?doi\.org/", re.IGNORECASE)
ISBN = re.compile(r"(?:97[89][ -]?)?(?:\d[ -]?){9}[\dXx]")
ADDRESS = re.compile(r"https?://[^\s<>\"{}]+", re.IGNORECASE)


def doi_of(work: Work) -> str:
    """Return the DOI of a work in small letters, empty if it has none.

    DOI names are not sensitive to case (DOI Handbook, 2.4).
    """
    for name in ("doi", "url"):
        value = work.value(name).replace("\\", "")
        if name == "url" and not RESOLVER.match(value.strip()):
            continue
        if found := DOI.search(value):
            return found[0].rstrip(".,;").lower()
    return ""


def isbn_of(work: Work) -> str:
    """Return the first ISBN of a work without hyphens, empty if it has none."""
    found = ISBN.search(work.value("isbn"))
    return re.sub(r"[ -]", "", found[0]).upper() if found else ""


def address_of(work: Work) -> str:
    """Return the address of a work that is no DOI, empty if it has none."""
    value = work.value("url").replace("\\", "").strip()
    found = ADDRESS.fullmatch(value)
    return value if found and not RESOLVER.match(value) else ""
