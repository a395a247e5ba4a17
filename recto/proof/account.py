"""Compares what arrived with what was expected, and says what is wrong in an editor's words."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from recto.model import Account, Arrival, Built, Fault
from recto.proof.expected import CALL, GAP, Expected, Item
from recto.proof.spelling import BREAK, HYPHENS, SOFT, agree, letters

NAMES = {
    "html": "HTML",
    "epub": "EPUB",
    "pdf": "PDF",
    "print": "print edition",
    "review": "review copy",
}
# A file that is wholly wrong would be reported word by word; nobody reads further than this.
MOST = 200
_DIVIDED = re.compile(f"{SOFT}\\s*|[{HYPHENS}]\\s*{BREAK}\\s*")


@dataclass(frozen=True)
class Reading:
    """What a reader found in a finished file: the items in their order, and faults of the file.

    ``linked``: calls and notes must lead to each other in it.
    """

    arrivals: tuple[Arrival, ...]
    faults: tuple[Fault, ...] = ()
    linked: bool = True


def account_for(built: Built, reading: Reading, expected: Expected) -> Account:
    """Compare a reading with what was expected; every difference is a fault."""
    edition = NAMES.get(built.edition, built.edition.upper())
    judge = _Judge(edition, expected, reading)
    faults = (*judge.faults(), *reading.faults)
    bad = {(fault.kind, fault.id) for fault in faults}
    bad |= {("note", id) for kind, id in bad if kind == "call"}
    arrived = dict.fromkeys(expected.counts, 0)
    for kind, id in {(one.kind, one.id) for one in reading.arrivals} - bad:
        item = expected.by_id.get((kind, id))
        if item and not item.blank and kind in arrived:
            arrived[kind] += 1
    return Account(
        built.edition, built.path.name, built.sha256, arrived, expected.counts, _few(faults)
    )


def _few(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    if len(faults) <= MOST:
        return faults
    more = Fault("file", "", "unreadable", f"{len(faults) - MOST} more faults are not listed")
    return (*faults[:MOST], more)


class _Judge:
    def __init__(self, edition: str, expected: Expected, reading: Reading) -> None:
        self.edition = edition
        self.expected = expected
        self.linked = reading.linked
        self.arrived: dict[tuple[str, str], list[Arrival]] = defaultdict(list)
        for arrival in reading.arrivals:
            self.arrived[arrival.kind, arrival.id].append(arrival)
        self.order = list(self.arrived)
        self.texts: dict[str, Item] = {}
        for item in (*expected.notes, *expected.paragraphs, *expected.works):
            self.texts.setdefault(letters(item.text), item)

    def faults(self) -> list[Fault]:
        """Return every fault: of calls first, because they explain those of their paragraphs."""
        works = self._works()
        body = [item for item in self.expected.citations if not item.host]
        noted = [item for item in self.expected.citations if item.host]
        calls = [fault for item in self.expected.calls for fault in self._call(item)]
        self.bad_calls = {fault.id for fault in calls}
        found = [*calls, *self._disorder(self.expected.calls)]
        for items in (self.expected.notes, self.expected.paragraphs, works, body, noted):
            found += [fault for item in items for fault in self._item(item)]
            found += self._disorder(items)
        found += self._unknown()
        return found

    def _works(self) -> tuple[Item, ...]:
        ids = [id for kind, id in self.order if kind == "work"]
        other = self.expected.other_works
        return other if ids == [item.id for item in other] else self.expected.works

    # One item

    def _item(self, item: Item) -> Iterable[Fault]:
        copies = self.arrived.get((item.kind, item.id), [])
        if not copies and item.blank:
            return
        if not copies:
            yield self._fault(
                item, "lost", f"is missing from the {self.edition}{self._called(item)}"
            )
            return
        yield from self._doubled(item, copies)
        first = copies[0]
        if not self._same(item, first.text):
            yield self._changed(item, first)
        if first.number != item.number:
            said = f"numbered `{first.number}`" if first.number else "without its number"
            yield self._fault(item, "changed", f"is {said} in the {self.edition}{_at(first)}")
        if self.linked and item.link and first.link != item.link:
            yield self._fault(
                item, "unlinked",
                f"does not lead back to its call in the {self.edition}{self._leads(first)}",
            )  # fmt: skip

    def _call(self, item: Item) -> Iterable[Fault]:
        copies = self.arrived.get(("call", item.id), [])
        if not copies:
            yield self._fault(item, "lost", f"is missing from the {self.edition}")
            return
        yield from self._doubled(item, copies)
        first = copies[0]
        if first.text.strip() != item.text:
            shown = first.text.strip() or "blank"
            yield self._fault(item, "changed", f"is `{shown}` in the {self.edition}{_at(first)}")
        if self.linked and first.link != item.link:
            yield self._fault(
                item, "unlinked", f"does not lead to it in the {self.edition}{self._leads(first)}"
            )

    def _doubled(self, item: Item, copies: Sequence[Arrival]) -> Iterable[Fault]:
        if len(copies) > 1:
            where = _listed([copy.where for copy in copies])
            yield self._fault(
                item, "doubled", f"stands {len(copies)} times in the {self.edition}{where}"
            )

    def _same(self, item: Item, text: str) -> bool:
        want, have = item.text, text
        if item.kind == "paragraph" and self.bad_calls:
            want, have = self._without_bad_calls(want), self._without_bad_calls(have)
        return agree(want, have)

    def _without_bad_calls(self, text: str) -> str:
        return CALL.sub(lambda match: "" if match[1] in self.bad_calls else match[0], text)

    def _changed(self, item: Item, arrival: Arrival) -> Fault:
        seen = letters(arrival.text)
        if not seen:
            return self._fault(
                item, "lost", f"is empty in the {self.edition}{_at(arrival) or self._called(item)}"
            )
        other = self.texts.get(seen)
        if other and other.kind == item.kind and letters(other.text) != letters(item.text):
            said = f"has the text of {other.name} in the {self.edition}{_at(arrival)}"
            return self._fault(item, "changed", said)
        want, have = _difference(item.text, arrival.text)
        return self._fault(
            item, "changed",
            f"is changed in the {self.edition}{_at(arrival)}: it reads “{have}”, not “{want}”",
        )  # fmt: skip

    def _leads(self, arrival: Arrival) -> str:
        target = arrival.link
        if not target:
            return f"{_at(arrival)}: it is no link"
        for item in (*self.expected.calls, *self.expected.notes):
            if item.id == target:
                return f"{_at(arrival)}: it leads to {item.name}"
        return f"{_at(arrival)}: it leads to `{target}`"

    def _called(self, item: Item) -> str:
        if item.kind != "note":
            return ""
        where = next((one.where for one in self.arrived.get(("call", item.link), [])), "")
        return f": its call stands {_on(where)}" if where else ""

    # All items

    def _disorder(self, items: Sequence[Item]) -> Iterable[Fault]:
        """Yield a fault for the fewest items whose moving would put all in order."""
        places = {(item.kind, item.id): at for at, item in enumerate(items)}
        came = [places[one] for one in self.order if one in places]
        kept = set(_longest_rising(came))
        for before, at in itertools.pairwise([-1, *came]):
            if at not in kept:
                after = (
                    f"it stands after {items[before].name}" if before >= 0 else "it stands first"
                )
                yield self._fault(
                    items[at], "disordered", f"is out of order in the {self.edition}: {after}"
                )

    def _unknown(self) -> Iterable[Fault]:
        for (kind, id), copies in self.arrived.items():
            if (kind, id) not in self.expected.by_id:
                words = " ".join(copies[0].text.split())[:60]
                said = f"holds a {kind} that the paper does not have{_at(copies[0])}: “{words}”"
                yield Fault(kind, id, "stray", f"the {self.edition} {said}")

    def _fault(self, item: Item, fault: str, said: str) -> Fault:
        # A call is reported under its note: that is where an editor looks.
        id = item.link if item.kind == "call" else item.id
        return Fault(item.kind, id, fault, f"{item.name} {said}")


def _longest_rising(values: Sequence[int]) -> list[int]:
    """Return a longest rising subsequence, by patience sorting."""
    tails: list[int] = []
    at_tail: list[int] = []
    before: list[int] = []
    for at, value in enumerate(values):
        pile = bisect_left(tails, value)
        before.append(at_tail[pile - 1] if pile else -1)
        tails[pile : pile + 1] = [value]
        at_tail[pile : pile + 1] = [at]
    found, at = [], at_tail[-1] if at_tail else -1
    while at >= 0:
        found.append(values[at])
        at = before[at]
    return found[::-1]


def _difference(expected: str, seen: str) -> tuple[str, str]:
    """Return a few words round the first place where two texts differ."""
    whole = (_DIVIDED.sub("", CALL.sub("", text)) for text in (expected, seen))
    want, have = (text.replace(GAP, " … ").split() for text in whole)
    at = next(
        (at for at, (one, two) in enumerate(zip(want, have, strict=False)) if one != two),
        min(len(want), len(have)),
    )
    start = max(0, at - 2)
    return tuple(" ".join(words[start : at + 5]) for words in (want, have))  # type: ignore[return-value]


def _at(arrival: Arrival) -> str:
    return f" {_on(arrival.where)}" if arrival.where else ""


def _on(where: str) -> str:
    return f"on {where}" if where.startswith("page ") else f"in {where}"


def _listed(places: Sequence[str]) -> str:
    named = Counter(place for place in places if place)
    return f" ({', '.join(named)})" if named else ""
