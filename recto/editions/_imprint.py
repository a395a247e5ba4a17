"""The imprint: what is known of the publication, from the metadata; nothing is filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from recto.model import Metadata

DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
CLAIMED = re.compile(r"©|\(c\)|copyright\b", re.IGNORECASE)
# So many lines make a page of their own; fewer stand in the colophon.
LEAST_LINES = 3


@dataclass(frozen=True)
class Fact:
    """One thing that is known: what it is called, its words, and where they lead, if anywhere."""

    name: str
    words: str
    href: str = ""

    @property
    def line(self) -> str:
        """What stands before the words on an imprint page, where most speak for themselves."""
        return self.name if self.name in ("ISBN", "ISSN", "DOI", "Version") else ""


@dataclass(frozen=True)
class Imprint:
    """All that is known of the publication; ``houses`` holds the publisher, if one is known."""

    facts: tuple[Fact, ...] = ()
    houses: tuple[str, ...] = ()

    @property
    def fills_a_page(self) -> bool:
        """Tell whether it has a page of its own."""
        return len(self.facts) >= LEAST_LINES


def imprint(meta: Metadata) -> Imprint:
    """Return what the metadata of a paper says of its publication."""
    known = {key.lower().replace("_", "-"): value for key, value in (meta.extra or {}).items()}
    house = _said(known.get("publisher"))
    facts = tuple(fact for fact in _facts(meta, known) if fact.words)
    return Imprint(facts, (house,) if house else ())


def _facts(meta: Metadata, known: Mapping[str, Any]) -> Iterator[Fact]:
    series = known.get("series") or known.get("collection-title")
    number = _said(known.get("series-number") or known.get("collection-number"))
    yield Fact("Series", ", ".join(filter(None, (_said(series), number))))
    yield Fact("Edition", _said(known.get("edition")))
    yield Fact("Publisher", _published(meta, known))
    yield Fact("Copyright", _copyright(known.get("copyright")))
    yield Fact("Rights", meta.rights)
    yield _licence(known.get("license") or known.get("licence"))
    for name in ("ISBN", "ISSN"):
        for words in _numbered(known.get(name.lower())):
            yield Fact(name, words)
    yield from _identifiers(meta.identifier, _said(known.get("doi")))
    yield Fact("Version", _said(known.get("version")))


def _published(meta: Metadata, known: Mapping[str, Any]) -> str:
    """Return publisher, place and date in one line; a date alone stands on the title page."""
    place = known.get("place") or known.get("publisher-place") or known.get("location")
    house = [_said(known.get("publisher")), _said(place)]
    date = f"[{meta.date}]" if meta.date_inferred and meta.date else meta.date
    return ", ".join(filter(None, (*house, date))) if any(house) else ""


def _copyright(value: Any) -> str:
    words = _said(value)
    if isinstance(value, dict):
        words = _said(value.get("statement")) or " ".join(
            filter(None, (_said(value.get("year")), _said(value.get("holder"))))
        )
    return f"© {words}" if words and not CLAIMED.match(words) else words


def _licence(value: Any) -> Fact:
    """Return a licence: its name, its address, or a table of both."""
    if isinstance(value, list) and value:
        value = value[0]
    href = ""
    if isinstance(value, dict):
        href = _said(value.get("url") or value.get("link"))
        value = value.get("text") or value.get("name") or value.get("type") or href
    words = _said(value)
    href = href or words
    return Fact("Licence", words, href if href.lower().startswith(("https://", "http://")) else "")


def _numbered(value: Any) -> Iterator[str]:
    """Yield standard numbers: one, several, or by the format that they belong to."""
    if isinstance(value, dict):
        for form, number in value.items():
            if _said(number):
                yield f"{_said(number)} ({form})"
    elif isinstance(value, list):
        for one in value:
            yield from _numbered(one)
    else:
        yield _said(value)


def _identifiers(*typed: str) -> Iterator[Fact]:
    for identifier in dict.fromkeys(typed):
        doi = DOI.fullmatch(identifier)
        if doi:
            yield Fact("DOI", doi[1], f"https://doi.org/{doi[1]}")
        else:
            leads = identifier.lower().startswith(("https://", "http://"))
            yield Fact("Identifier", identifier, identifier if leads else "")


def _said(value: Any) -> str:
    """Return a value of the metadata in one line."""
    if isinstance(value, dict):
        return _said(value.get("name") or value.get("title") or value.get("text") or "")
    if isinstance(value, list):
        return ", ".join(filter(None, map(_said, value)))
    return "" if value is None or isinstance(value, bool) else " ".join(str(value).split())
