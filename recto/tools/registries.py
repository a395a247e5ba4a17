"""Crossref, DataCite, Open Library and the Wayback Machine: what they know of a work.

https://api.crossref.org/swagger-ui, https://support.datacite.org/docs/api,
https://openlibrary.org/dev/docs/api/books, https://archive.org/help/wayback_api.php
"""

from __future__ import annotations

import html
import json
import re
from typing import Any
from urllib.parse import quote

from recto.model import Record, Update
from recto.tools.web import Unanswered, Web

HOSTS = {
    "crossref": "https://api.crossref.org",
    "datacite": "https://api.datacite.org",
    "handle": "https://doi.org",
    "openlibrary": "https://openlibrary.org",
    "wayback": "https://archive.org",
}
TAG = re.compile(r"<[^<>]*>")
YEAR = re.compile(r"\b(1[4-9]\d\d|20\d\d)\b")
FOUND, NOT_FOUND = 200, (404, 410)
NO_SUCH_HANDLE = 100


def by_doi(web: Web, doi: str) -> Record | None:
    """Return what is registered under a DOI, None if no agency knows it. Raises Unanswered.

    Crossref is asked first, then DataCite; where neither has a record, the resolver is asked
    whether the DOI exists at all: a record without anything in it then says that it does.
    """
    name = quote(doi, safe="/")
    if found := _asked(web, "crossref", f"/works/{name}"):
        return _crossref(_table(found, "message"))
    if found := _asked(web, "datacite", f"/dois/{name}"):
        return _datacite(_table(_table(found, "data"), "attributes"))
    handle = _asked(web, "handle", f"/api/handles/{name}")
    if handle is None or handle.get("responseCode") == NO_SUCH_HANDLE:
        return None
    return Record("doi.org")


def by_isbn(web: Web, isbn: str) -> Record | None:
    """Return the book of an ISBN, None if Open Library does not know it. Raises Unanswered."""
    path = f"/api/books?bibkeys=ISBN:{quote(isbn)}&format=json&jscmd=data"
    found = _asked(web, "openlibrary", path) or {}
    if not (book := found.get(f"ISBN:{isbn}")):
        return None
    if not isinstance(book, dict):
        raise Unanswered("the answer is not understood")
    return Record(
        "openlibrary",
        title=_text(book.get("title")),
        subtitle=_text(book.get("subtitle")),
        families=tuple(_text(one.get("name")) for one in _tables(book.get("authors"))),
        years=tuple(int(year) for year in YEAR.findall(_text(book.get("publish_date")))),
    )


def kept_copy(web: Web, address: str) -> str:
    """Return the address of the latest kept copy of a page, empty if none is. Raises Unanswered."""
    found = _asked(web, "wayback", f"/wayback/available?url={quote(address, safe='')}") or {}
    snapshots = found.get("archived_snapshots")
    closest = snapshots.get("closest") if isinstance(snapshots, dict) else None
    if not isinstance(closest, dict) or closest.get("available") is not True:
        return ""
    return _text(closest.get("url"))


def _asked(web: Web, registry: str, path: str) -> dict[str, Any] | None:
    """Return the answer of a registry, None where it has nothing. Raises Unanswered."""
    # A mirror has a folder for each of them.
    base = f"{web.mirror}/{registry}" if web.mirror else HOSTS[registry]
    try:
        reply = web.ask(base + path)
    except Unanswered as problem:
        raise Unanswered(f"{registry}: {problem}") from problem
    if reply.status in NOT_FOUND:
        return None
    if reply.status != FOUND:
        raise Unanswered(f"{registry}: it answered {reply.status}")
    try:
        found = json.loads(reply.body)
    except (ValueError, RecursionError) as problem:
        raise Unanswered(f"{registry}: the answer is no JSON") from problem
    if not isinstance(found, dict):
        raise Unanswered(f"{registry}: the answer is not understood")
    return found


def _crossref(work: dict[str, Any]) -> Record:
    dates = [work.get(name) for name in ("published-print", "published-online", "issued",
                                         "published")]  # fmt: skip
    return Record(
        "crossref",
        title=_first(work.get("title")),
        subtitle=_first(work.get("subtitle")),
        families=tuple(filter(None, map(_family, _tables(work.get("author"))))),
        years=tuple(sorted({year for date in dates if (year := _year(date))})),
        container=_first(work.get("container-title")),
        volume=_text(work.get("volume")),
        issue=_text(work.get("issue")),
        pages=_text(work.get("page")),
        updates=_updates(work.get("updated-by")),
        notice_of=_updates(work.get("update-to")),
    )


def _datacite(work: dict[str, Any]) -> Record:
    container = work.get("container")
    container = container if isinstance(container, dict) else {}
    year = work.get("publicationYear")
    return Record(
        "datacite",
        title=next((_text(one.get("title")) for one in _tables(work.get("titles"))), ""),
        families=tuple(
            _text(one.get("familyName") or str(one.get("name") or "").partition(",")[0])
            for one in _tables(work.get("creators"))
        ),
        years=tuple(map(int, YEAR.findall(str(year)))),
        container=_text(container.get("title")),
        volume=_text(container.get("volume")),
        issue=_text(container.get("issue")),
    )


def _updates(given: Any) -> tuple[Update, ...]:
    found = []
    for one in _tables(given):
        date = _table(one, "updated").get("date-time")
        found.append(
            Update(
                kind=_text(one.get("type")).lower().replace(" ", "_"),
                doi=_text(one.get("DOI")).lower(),
                date=_text(date)[:10],
                source=_text(one.get("source")),
            )
        )
    return tuple(dict.fromkeys(found))


def _family(author: dict[str, Any]) -> str:
    return _text(author.get("family") or author.get("name"))


def _year(date: Any) -> int:
    parts = date.get("date-parts") if isinstance(date, dict) else None
    first = parts[0] if isinstance(parts, list) and parts else None
    year = first[0] if isinstance(first, list) and first else None
    return year if isinstance(year, int) else 0


def _first(given: Any) -> str:
    return _text(given[0]) if isinstance(given, list) and given else _text(given)


def _text(given: Any) -> str:
    """Return a value as plain text: registries keep tags and entities in titles."""
    if not isinstance(given, str | int):
        return ""
    plain = html.unescape(TAG.sub("", str(given)))
    return " ".join("".join(sign for sign in plain if sign.isprintable() or sign.isspace()).split())


def _table(given: Any, name: str) -> dict[str, Any]:
    found = given.get(name) if isinstance(given, dict) else None
    return found if isinstance(found, dict) else {}


def _tables(given: Any) -> list[dict[str, Any]]:
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
