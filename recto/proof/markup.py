"""Reads marked-up pages, of HTML or EPUB, by the classes and ids that every edition carries.

What an element itself hides is not read. Out of reach is what a stylesheet hides, or the colour of
the paper: only a browser could tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from recto.model import Arrival, Fault
from recto.model.edition import Kind
from recto.proof.account import Reading
from recto.proof.expected import GAP
from recto.proof.spelling import BREAK

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = HEADINGS | {
    "p", "div", "br", "hr", "pre", "li", "ul", "ol", "dl", "dt", "dd", "table", "thead", "tbody",
    "tfoot", "tr", "td", "th", "caption", "figure", "figcaption", "blockquote", "section", "aside",
    "main", "nav", "header", "footer",
}  # fmt: skip
UNREAD = {
    "head", "script", "style", "template", "noscript", "iframe", "object", "textarea", "select",
    "dialog",
}  # fmt: skip
PICTURES = frozenset({"img", "math", "svg"})
ASIDES = frozenset({"nav", "header", "footer"})
HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|color\s*:\s*transparent"
    r"|(opacity|font-size)\s*:\s*0*\.?0+(?![.\d])",
    re.IGNORECASE,
)
MARK = "⟦"
SPACES = re.compile(r"\s+")


@dataclass
class _Host:
    """An item whose text is being read: it ends with the element that was opened as ``depth``th."""

    kind: Kind
    id: str
    depth: int
    where: str
    parts: list[str] = field(default_factory=list)
    number: list[str] = field(default_factory=list)
    href: str = ""


@dataclass
class _Element:
    tag: str
    region: str
    hidden: bool
    into: list[str] | None = None


class Pages:
    """Reads pages one after the other; ``reading`` then tells what they hold."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._links: list[tuple[str, str]] = []
        self._hosts: list[_Host] = []
        self._cites: list[_Host] = []
        self._open: list[_Element] = []
        self._done: list[_Host] = []
        self._stray: list[tuple[str, str]] = []
        self._where = ""

    def read(self, events: Iterable[Any], name: str = "") -> None:
        """Read one page; ``events`` are those of recto.tools.markup."""
        self._where, self._open = name, [_Element("", "", False)]
        for event in events:
            if event.kind == "text":
                self._text(event.text)
            elif event.kind == "open":
                self._start(event.tag, event.attributes)
            else:
                self._end()
        self._close(0)

    def reading(self, edition: str) -> Reading:
        """Return what was read, in order, with dead links and stray text as faults."""
        arrivals = tuple(
            Arrival(
                host.kind, host.id, "".join(host.parts).strip(), host.where,
                "".join(host.number).strip(), self._target(host.href, host.where),
            )
            for host in self._done
        )  # fmt: skip
        return Reading(arrivals, tuple(self._faults(edition)))

    # Elements

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        around = self._open[-1]
        names = (attributes.get("class") or "").split()
        hidden = (
            around.hidden
            or tag in UNREAD
            or "hidden" in attributes
            or bool(HIDDEN.search(attributes.get("style") or ""))
        )
        element = _Element(tag, _region(around.region, tag, names), hidden, around.into)
        if tag in BLOCKS:
            self._say(BREAK)
        self._open.append(element)
        if hidden:
            return
        id = attributes.get("id") or ""
        if id:
            self._ids.setdefault(id, self._where)
        if tag in PICTURES or (tag == "span" and "math" in names):
            self._say(GAP)
            element.hidden = True
        elif tag == "a":
            self._link(element, id, names, attributes.get("href") or "")
        elif "section-number" in names and self._hosts:
            element.into = self._hosts[-1].number
        else:
            self._item(tag, id, names, element.region)

    def _link(self, element: _Element, id: str, names: list[str], href: str) -> None:
        if href:
            self._links.append((href, self._where))
        if "call" in names:
            # The call stands in the text under its own name: where it leads is judged apart.
            self._say(f"⟦note-{id.removeprefix('call-')}⟧")
            call = _Host("call", id, len(self._open), self._where, href=href)
            self._done.append(call)
            element.into = call.parts
        elif "backlink" in names and self._hosts and self._hosts[-1].kind == "note":
            note = self._hosts[-1]
            # Only the first is the note's own: a second one is text that does not belong.
            if not note.href and not "".join(note.parts).strip():
                note.href, element.into = href, note.number

    def _item(self, tag: str, id: str, names: list[str], region: str) -> None:
        depth = len(self._open)
        if id.startswith("cite-") and "citation" in names:
            self._cites.append(self._begin("citation", id, depth))
        elif id and "note" in names:
            self._hosts.append(self._begin("note", id, depth))
        elif id.startswith("ref-") and region == "works":
            self._hosts.append(self._begin("work", id, depth))
        elif region == "main" and (tag in HEADINGS or ("code" in names and id.startswith("p-"))):
            self._hosts.append(self._begin("paragraph", id, depth))
        elif region == "main" and "anchor" in names:
            # The paragraph is what follows inside the element that holds the anchor.
            self._close(depth - 1)
            self._hosts.append(self._begin("paragraph", id, depth - 1))

    def _begin(self, kind: Kind, id: str, depth: int) -> _Host:
        host = _Host(kind, id, depth, self._where)
        self._done.append(host)
        return host

    def _end(self) -> None:
        closed = self._open.pop()
        self._close(len(self._open) + 1)
        if closed.tag in BLOCKS:
            self._say(BREAK)

    def _close(self, depth: int) -> None:
        """End the items that began where ``depth`` or more elements were open."""
        while self._hosts and self._hosts[-1].depth >= depth:
            self._hosts.pop()
        while self._cites and self._cites[-1].depth >= depth:
            self._cites.pop()

    # Text

    def _text(self, text: str) -> None:
        around = self._open[-1]
        if around.hidden:
            return
        plain = SPACES.sub(" ", text)
        if MARK in plain:
            # Our own sign for a call or a picture: it belongs in the records, never in print.
            self._stray.append((plain.strip(), self._where))
        if around.into is not None:
            around.into.append(plain)
        elif self._hosts:
            self._say(plain)
        elif self._cites:
            self._cites[-1].parts.append(plain)
        elif around.region and around.region != "aside" and plain.strip():
            titled = any(element.tag in HEADINGS for element in self._open)
            if not (titled and around.region in ("works", "notes")):
                self._stray.append((plain.strip(), self._where))

    def _say(self, words: str) -> None:
        if self._open[-1].hidden or self._open[-1].into is not None:
            return
        if self._hosts:
            self._hosts[-1].parts.append(words)
        for cite in self._cites:
            cite.parts.append(words)

    # Links

    def _target(self, href: str, where: str) -> str:
        """Return the id to which a link leads, the whole link where it leads to none."""
        file, _, id = href.partition("#")
        if id in self._ids and self._ids[id] == (_beside(where, file) if file else where):
            return id
        return href

    def _faults(self, edition: str) -> Iterator[Fault]:
        items = {host.href for host in self._done}
        dead = dict.fromkeys(
            href
            for href, where in self._links
            if href not in items and _inner(href) and self._target(href, where) == href
        )
        for href in dead:
            yield Fault(
                "link", href, "unlinked", f"a link of the {edition} leads to nothing: `{href}`"
            )
        for words, where in self._stray:
            place = f" in {where}" if where else ""
            said = f"the {edition} holds text that the paper does not have{place}: “{words[:60]}”"
            yield Fault("text", "", "stray", said)


def _region(around: str, tag: str, names: list[str]) -> str:
    if "bibliography" in names:
        return "works"
    if "notes" in names:
        return "notes"
    if tag in ASIDES:
        return "aside"
    return "main" if tag == "main" else around


def _inner(href: str) -> bool:
    return "#" in href and not re.match(r"[a-z][a-z0-9+.-]*:|//", href, re.IGNORECASE)


def _beside(where: str, file: str) -> str:
    folder = where.rpartition("/")[0]
    return f"{folder}/{file}" if folder else file
