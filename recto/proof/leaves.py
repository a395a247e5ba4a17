"""Reads an edition on pages back: their text as drawn, and the destinations and links of the file.

An edition for a printer has no links, and may have no destinations: then the text alone tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from recto.model import Arrival, Fault
from recto.proof.account import Reading
from recto.proof.cloth import Cloth, Spot
from recto.proof.expected import GAP, Expected, Item
from recto.proof.pages import Page
from recto.proof.places import CLOSE, Places, is_thin
from recto.proof.search import Search
from recto.proof.spelling import letters
from recto.proof.streams import COPIED, NOWHERE, SURE, Streams
from recto.tools.pdf_structure import read_structure
from recto.tools.pdf_text import PdfError, open_text

UNREADABLE = (PdfError, OSError)
INDEX = "recto-index"


@dataclass(frozen=True)
class Manner:
    """How an edition on pages is to be read.

    ``name`` is what a message calls it. ``linked``: calls and notes must lead to each other, and
    every item has its destination. ``trimmed``: what is outside of the trim is cut off.
    ``overlaid`` are the words that may be laid over a page, beside numbers. ``above`` is how far
    the top of a line may be from its letters, in points.
    """

    name: str
    linked: bool = True
    trimmed: bool = False
    overlaid: str | None = None
    above: float = CLOSE


def read_leaves(path: Path, expected: Expected, manner: Manner) -> Reading:
    """Read every item of a finished file of pages. Raises PdfError, OSError."""
    structure = read_structure(path)
    with open_text(path, trimmed=manner.trimmed, overlaid=manner.overlaid) as texts:
        places = Places(structure, texts, manner.above)
        furniture = frozenset(letters(one) for one in expected.furniture)
        pages = [Page(number, text.text, furniture) for number, text in enumerate(texts)]
        cloth = _woven(pages, expected, places)
        return _Reader(expected, places, pages, cloth, manner).reading()


def _woven(pages: Sequence[Page], expected: Expected, places: Places) -> Cloth:
    """Find the text on the pages: strictly first, for that is soon done, then with its faults."""
    numbers = {name: target.page for name, target in places.targets.items()}
    orders = dict.fromkeys((expected.works, expected.other_works))
    streams = [Streams(expected, works, numbers) for works in orders]
    front = _front(pages, places, expected) or streams[0].beginning(pages)
    for one in streams:
        one.front = front
        one.back = _back(pages, places, expected)
    for faults in (False, True):
        ways = [(Search(pages, one, faults=faults).cheapest(), one) for one in streams]
        found = [(way, one) for way, one in ways if way]
        if found:
            way, one = min(found, key=lambda pair: pair[0].cost)
            return Cloth(one, way.found(), exact=not faults)
    return Cloth(streams[0], (), exact=False)


def _front(pages: Sequence[Page], places: Places, expected: Expected) -> tuple[int, int] | None:
    """Return the page, and the letter there, up to which anything may stand before the body."""
    target = places.beginning(expected.paragraphs[:5])
    if target is None:
        return None
    page = pages[target.page]
    return page.number, next((at for at in page.lines if places.is_below(target, page.sign(at))), 0)


def _back(pages: Sequence[Page], places: Places, expected: Expected) -> tuple[int, int]:
    """Return the page, and the letter there, where the index begins by its destination.

    Where a file has none it begins with its title, behind the last long text of the paper.
    """
    target = places.targets.get(INDEX)
    if target is not None:
        page = pages[target.page]
        below = (at for at in page.lines if places.is_below(target, page.sign(at)))
        return page.number, next(below, 0)
    if places.targets or not expected.index_title:
        return NOWHERE, 0
    title = letters(expected.index_title)
    begins = ((page.number, at) for page in pages for at in page.lines if page.is_line(at, title))
    end = _end(pages, expected)
    return next((place for place in begins if place > end), (NOWHERE, 0))


def _end(pages: Sequence[Page], expected: Expected) -> tuple[int, int]:
    """Return the page, and the letter there, where the last long text of the paper ends."""
    texts = (letters(one.text)[-COPIED:] for one in (*expected.paragraphs, *expected.works))
    ends = [text for text in texts if len(text) == COPIED and GAP not in text]
    for page in reversed(pages) if ends else ():
        at = page.letters.rfind(ends[-1][SURE:])
        if at >= 0:
            return page.number, at
    return 0, 0


class _Reader:
    """Turns what was found on the pages into arrivals, and compares the links with it."""

    def __init__(
        self, expected: Expected, places: Places, pages: list[Page], cloth: Cloth, manner: Manner
    ) -> None:
        self.expected = expected
        self.manner = manner
        self.places = places
        self.pages = pages
        self.cloth = cloth
        self.body: Spot | None = None
        self.faults: list[Fault] = []

    def reading(self) -> Reading:
        """Return arrivals and faults."""
        firsts = list(self.cloth.firsts())
        self.body = next((first for item, first in firsts if item.kind == "paragraph"), None)
        found = [self._arrival(item, first) for item, first in firsts]
        copies = [
            Arrival(item.kind, item.id, text, _page(page))
            for item, text, page in self.cloth.copies()
        ]
        calls = [arrival for item in self.expected.calls for arrival in self._call(item)]
        calls.sort(key=lambda pair: pair[0])
        citations = self._citations()
        if self.manner.linked:
            self._dead_links()
        self._undrawn()
        for page in self.places.replaced:
            where = f"{_page(page)} of the {self.manner.name}"
            said = f"a program copies other words than {where} shows (ActualText)"
            self.faults.append(Fault("text", "", "unreadable", said))
        for page, words in self.cloth.strays():
            said = (
                f"the {self.manner.name} holds text that the paper does not have "
                f"on {_page(page)}: “{words[:60]}”"
            )
            self.faults.append(Fault("text", "", "stray", said))
        arrivals = (*(arrival for _, arrival in calls), *found, *copies, *citations)
        return Reading(arrivals, tuple(self.faults), linked=self.manner.linked)

    def _arrival(self, item: Item, first: Spot) -> Arrival:
        text, number = self.cloth.text(item)
        link = ""
        if item.kind == "note" and self.manner.linked:
            link = self._led(item, first)
        roomy = item.kind == "paragraph"
        if letters(text.replace(GAP, "")) or not roomy:
            self._check_target(item, first, roomy=roomy)
        return Arrival(item.kind, item.id, text, _page(first.page), number, link)

    def _call(self, item: Item) -> list[tuple[tuple[int, int, int], Arrival]]:
        """Return the arrival of a call: in the body by its letters, before it by its place."""
        spot = self.cloth.calls.get(item.link)
        if spot:
            place = self.cloth.place_of_call(item.link)
        elif spot := self._in_front(item.id, item.text, raised=True):
            place = 0, spot.page, spot.sign
        else:
            return []
        self._check_target(item, spot)
        link = self._led(item, spot) if self.manner.linked else ""
        arrival = Arrival("call", item.id, item.text, _page(spot.page), link=link)
        return [(place, arrival)]

    def _led(self, item: Item, spot: Spot) -> str:
        """Return the id to which the link over a sign leads; nothing if it cannot be touched."""
        link = self.places.link(spot.page, spot.sign)
        if link is None:
            return ""
        if is_thin(link):
            where = f"on {_page(spot.page)} of the {self.manner.name}"
            said = f"{item.name} cannot be touched {where}: its link has no area"
            id = item.link if item.kind == "call" else item.id
            self.faults.append(Fault(item.kind, id, "unlinked", said))
        return link.name

    def _check_target(self, item: Item, spot: Spot, *, roomy: bool = False) -> None:
        if not self.manner.linked:
            return
        stands = (
            self.places.exact(item.id, spot.page, spot.sign)
            if item.kind == "call"
            else self.places.stands(item.id, spot.page, spot.sign, roomy=roomy)
        )
        if roomy and item.text.startswith(GAP):
            stands = self.places.is_above(item.id, spot.page, spot.sign)
        if stands:
            return
        target, file = self.places.targets.get(item.id), self.manner.name
        if target is None:
            said = f"{item.name} has no destination `{item.id}` in the {file}: no link leads to it"
        elif target.page != spot.page:
            said = (
                f"links to {item.name} lead to {_page(target.page)} of the {file}, "
                f"but it stands on {_page(spot.page)}"
            )
        else:
            said = f"links to {item.name} lead to another place on {_page(spot.page)} of the {file}"
        id = item.link if item.kind == "call" else item.id
        self.faults.append(Fault(item.kind, id, "unlinked", said))

    # What stands before the body has no place in a stream

    def _in_front(self, id: str, words: str, *, raised: bool = False) -> Spot | None:
        """Return where words stand before the body, by their destination if there are any."""
        wanted = letters(words)
        for page in self.pages if wanted else ():
            at = page.letters.find(wanted)
            while at >= 0:
                spot = Spot(page.number, page.sign(at))
                if self._is_in_front(id, spot, raised):
                    return spot
                at = page.letters.find(wanted, at + 1)
        return None

    def _is_in_front(self, id: str, spot: Spot, raised: bool) -> bool:
        if self.places.targets:
            return self.places.exact(id, spot.page, spot.sign)
        if self.body and (spot.page, spot.sign) >= (self.body.page, self.body.sign):
            return False
        return not raised or self.places.is_raised(spot.page, spot.sign)

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
                where = f"{_page(link.page)} of the {self.manner.name}"
                said = f"a link on {where} leads to nothing: `{link.name}`"
                self.faults.append(Fault("link", link.name, "unlinked", said))

    def _undrawn(self) -> None:
        for sign in self.places.undrawn:
            named = (
                f"“{sign}” (U+{ord(sign):04X})" if len(sign) == 1 and sign != "\ufffd" else "a sign"
            )
            said = (
                f"cannot be read in the {self.manner.name}: "
                f"no font has {named}, and an empty box stands there"
            )
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
