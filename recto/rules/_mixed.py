"""Where a paper does one thing in two ways: which of its places are the odd ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from recto.model import Place

FEW = 3  # more odd places than these, and more than a third of all, are said once


@dataclass(frozen=True)
class Odd:
    """A place that does not do as most do; the common way, and where it comes first."""

    way: str
    place: Place
    common: str
    first: Place
    times: int
    of: int


def odd_places(ways: Mapping[str, Sequence[Place]]) -> Iterator[Odd]:
    """Yield the places that do not do as most do; of two equal ways the later one is odd."""
    used = {way: places for way, places in ways.items() if places}
    if len(used) < 2:
        return
    common = max(used, key=lambda way: (len(used[way]), _earliness(used, way)))
    total = sum(map(len, used.values()))
    for way, places in used.items():
        if way == common:
            continue
        few = len(places) <= FEW or len(places) * 3 <= total
        for place in places if few else places[:1]:
            yield Odd(way, place, common, used[common][0], len(used[common]), total)


def _earliness(used: Mapping[str, Sequence[Place]], way: str) -> int:
    """Return a number that is larger the earlier a way comes first."""
    return -sorted(used, key=lambda one: used[one][0]).index(way)
