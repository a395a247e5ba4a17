"""One question each: what is registered, and who answers at an address."""

from __future__ import annotations

from urllib.parse import urlsplit

from recto.model import Answer
from recto.tools import registries
from recto.tools.web import Unanswered, Web

GONE, CLOSED = (404, 410), 400
# To a question for the head alone many servers say no, or say what is not so.
HEAD_REFUSED = 400


def doi(web: Web, name: str, day: str) -> Answer:
    """Ask what is registered under a DOI. Raises Unanswered."""
    record = registries.by_doi(web, name)
    return Answer(f"doi:{name}", day, "found" if record else "unknown", record=record)


def isbn(web: Web, name: str, day: str) -> Answer:
    """Ask which book has an ISBN. Raises Unanswered."""
    record = registries.by_isbn(web, name)
    return Answer(f"isbn:{name}", day, "found" if record else "unknown", record=record)


def address(web: Web, name: str, day: str) -> Answer:
    """Ask whether a page is still there, and for a kept copy where it is not.

    Raises Unanswered where nobody can tell.
    """
    question = f"url:{name}"
    try:
        reply = web.ask(name, "text/html, */*;q=0.8", "HEAD")
        if reply.status >= HEAD_REFUSED:
            reply = web.ask(name, "text/html, */*;q=0.8")
    except Unanswered as problem:
        if str(problem) != "no such host":
            raise
        return Answer(question, day, "dead", str(problem), _kept(web, name))
    if reply.status in GONE:
        return Answer(question, day, "dead", str(reply.status), _kept(web, name))
    if reply.status >= CLOSED:
        # Somebody is there and does not speak to programs: a reader may have more luck.
        return Answer(question, day, "closed", str(reply.status))
    if reply.moved and not _same_page(name, reply.url):
        return Answer(question, day, "moved", reply.url)
    return Answer(question, day, "reached", str(reply.status))


def _kept(web: Web, name: str) -> str:
    try:
        return registries.kept_copy(web, name)
    except Unanswered:
        return ""  # the page is gone all the same


def _same_page(one: str, other: str) -> bool:
    """Tell whether two addresses differ in what a reader would not type anew."""
    first, second = urlsplit(one), urlsplit(other)
    hosts = {(part.hostname or "").removeprefix("www.") for part in (first, second)}
    paths = {part.path.rstrip("/") for part in (first, second)}
    return len(hosts) == 1 and len(paths) == 1
