"""Reads the PDF edition back: the text of its pages as drawn, its destinations and its links."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from recto.model import Arrival, Fault
from recto.proof.account import Reading
from recto.proof.cloth import Cloth, Spot
from recto.proof.expected import GAP, Expected, Item
from recto.proof.pages import Page
from recto.proof.places import Places, is_thin
from recto.proof.search import Search
from recto.proof.spelling import letters
from recto.proof.streams import Streams
from recto.tools.pdf_structure import read_structure
from recto.tools.pdf_text import PdfError, load, open_text

UNREADABLE = (PdfError, OSError)


def get_ready() -> None:
    """Load what reads a PDF, while one is being made."""
    load()


def read(path: Path, expected: Expected) -> Reading:
    """Read every item of a finished PDF. Raises PdfError, OSError."""
    structure = read_structure(path)
    with open_text(path) as texts:
        places = Places(structure, texts)
        furniture = frozenset(letters(one) for one in expected.furniture)
        pages = [Page(number, text.text, furniture) for number, text in enumerate(texts)]
        cloth = _woven(pages, expected, _front(pages, places, expected))
        return _Reader(expected, places, pages, cloth).reading()


def _front(pages: Sequence[Page], places: Places, expected: Expected) -> tuple[int, int]:
    """Return the page, and the letter there, up to which anything may stand before the body."""
    target = places.beginning(expected.paragraphs[:5])
    if target is None:
        return len(pages), 0
    page = pages[target.page]
    return page.number, next((at for at in page.lines if places.is_below(target, page.sign(at))), 0)


def _woven(pages: Sequence[Page], expected: Expected, front: tuple[int, int]) -> Cloth:
    """Find the text on the pages: strictly first, for that is soon done, then with its faults."""
    orders = dict.fromkeys((expected.works, expected.other_works))
    streams = [Streams(expected, works, front) for works in orders]
    for faults in (False, True):
        ways = [(Search(pages, one, faults=faults).cheapest(), one) for one in streams]
        found = [(way, one) for way, one in ways if way]
        if found:
            way, one = min(found, key=lambda pair: pair[0].cost)
            return Cloth(one, way.found(), exact=not faults)
    return Cloth(streams[0], (), exact=False)


class _Reader:
    """Turns what was found on the pages into arrivals, and compares the links with it."""

    def __init__(self, expected: Expected, places: Places, pages: list[Page], cloth: Cloth) -> None:
        self.expected = expected
        self.places = places
        self.pages = pages
        self.cloth = cloth
        self.faults: list[Fault] = []

    def reading(self) -> Reading:
        """Return arrivals and faults."""
        found = [self._arrival(item, first) for item, first in self.cloth.firsts()]
        copies = [
            Arrival(item.kind, item.id, text, _page(page))
            for item, text, page in self.cloth.copies()
        ]
        calls = [arrival for item in self.expected.calls for arrival in self._call(item)]
        calls.sort(key=lambda pair: pair[0])
        citations = self._citations()
        self._dead_links()
        self._undrawn()
        for page in self.places.replaced:
            said = f"a program copies other words than {_page(page)} of the PDF shows (ActualText)"
            self.faults.append(Fault("text", "", "unreadable", said))
        for page, words in self.cloth.strays():
            said = (
                f"the PDF holds text that the paper does not have on {_page(page)}: “{words[:60]}”"
            )
            self.faults.append(Fault("text", "", "stray", said))
        arrivals = (*(arrival for _, arrival in calls), *found, *copies, *citations)
        return Reading(arrivals, tuple(self.faults))

    def _arrival(self, item: Item, first: Spot) -> Arrival:
        text, number = self.cloth.text(item)
        link = ""
        if item.kind == "note":
            link = self._led(item, first)
        roomy = item.kind == "paragraph"
        if letters(text.replace(GAP, "")) or not roomy:
            self._check_target(item, first, roomy=roomy)
        return Arrival(item.kind, item.id, text, _page(first.page), number, link)

    def _call(self, item: Item) -> list[tuple[tuple[int, int], Arrival]]:
        """Return the arrival of a call: in the body by its letters, before it by its place."""
        spot = self.cloth.calls.get(item.link) or self._in_front(item.id, item.text)
        if spot is None:
            return []
        self._check_target(item, spot)
        arrival = Arrival("call", item.id, item.text, _page(spot.page), link=self._led(item, spot))
        return [((spot.page, spot.sign), arrival)]

    def _led(self, item: Item, spot: Spot) -> str:
        """Return the id to which the link over a sign leads; nothing if it cannot be touched."""
        link = self.places.link(spot.page, spot.sign)
        if link is None:
            return ""
        if is_thin(link):
            where = f"on {_page(spot.page)} of the PDF"
            said = f"{item.name} cannot be touched {where}: its link has no area"
            id = item.link if item.kind == "call" else item.id
            self.faults.append(Fault(item.kind, id, "unlinked", said))
        return link.name

    def _check_target(self, item: Item, spot: Spot, *, roomy: bool = False) -> None:
        stands = (
            self.places.exact(item.id, spot.page, spot.sign)
            if item.kind == "call"
            else self.places.stands(item.id, spot.page, spot.sign, roomy=roomy)
        )
        if stands:
            return
        target = self.places.targets.get(item.id)
        if target is None:
            said = f"{item.name} has no destination `{item.id}` in the PDF: no link can lead to it"
        elif target.page != spot.page:
            said = (
                f"links to {item.name} lead to {_page(target.page)} of the PDF, "
                f"but it stands on {_page(spot.page)}"
            )
        else:
            said = f"links to {item.name} lead to another place on {_page(spot.page)} of the PDF"
        id = item.link if item.kind == "call" else item.id
        self.faults.append(Fault(item.kind, id, "unlinked", said))

    # What stands before the body has no place in a stream

    def _in_front(self, id: str, words: str) -> Spot | None:
        target = self.places.targets.get(id)
        wanted = letters(words)
        if target is None or not wanted:
            return None
        page = self.pages[target.page]
        at = page.letters.find(wanted)
        while at >= 0:
            spot = Spot(page.number, page.sign(at))
            if self.places.exact(id, spot.page, spot.sign):
                return spot
            at = page.letters.find(wanted, at + 1)
        return None

    def _citations(self) -> list[Arrival]:
        found = []
        for item in self.expected.citations:
            spots = self.cloth.citation(item)
            spot = next(
                (one for one in spots if self.places.stands(item.id, one[0].page, one[0].sign)),
                spots[0] if spots else None,
            )
            if spot:
                self._check_target(item, spot[0])
                self.cloth.passed(item, spot[2])
                found.append(Arrival("citation", item.id, spot[1], _page(spot[0].page)))
            elif not item.host and (front := self._in_front(item.id, item.text)):
                found.append(Arrival("citation", item.id, item.text, _page(front.page)))
        return found

    def _dead_links(self) -> None:
        items = {item.id for item in (*self.expected.calls, *self.expected.notes)}
        for link in self.places.links:
            if link.name not in self.places.targets and link.name not in items:
                said = f"a link on {_page(link.page)} of the PDF leads to nothing: `{link.name}`"
                self.faults.append(Fault("link", link.name, "unlinked", said))

    def _undrawn(self) -> None:
        for sign in self.places.undrawn:
            named = (
                f"“{sign}” (U+{ord(sign):04X})" if len(sign) == 1 and sign != "\ufffd" else "a sign"
            )
            said = f"cannot be read in the PDF: no font has {named}, and an empty box stands there"
            items = [
                item
                for item in (*self.expected.notes, *self.expected.paragraphs, *self.expected.works)
                if sign in item.text
            ]
            for item in items:
                self.faults.append(Fault(item.kind, item.id, "unreadable", f"{item.name} {said}"))
            if not items:
                self.faults.append(Fault("text", "", "unreadable", f"a text {said}"))


def _page(number: int) -> str:
    return f"page {number + 1}"
