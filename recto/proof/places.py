"""Where things stand on the pages of a PDF, and whether destinations and links agree with that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from recto.proof.expected import Item
from recto.tools.pdf_structure import Link, Structure, Target
from recto.tools.pdf_text import PageText

# How far a destination may lie from its text, in points: a paragraph may open with a picture or
# inside a table cell; anything else begins where its destination says.
ROOMY, CLOSE = 60.0, 3.0
# A call is smaller than this share of a sign near it, so many signs before it.
SMALLER, AROUND = 0.85, 40
# An area thinner than this cannot be touched.
THIN = 1.0


class Places:
    """Compares the places of signs on the pages with the destinations and links of the file.

    A destination is where a line begins: ``above`` is how far that may be from its letters.
    """

    def __init__(
        self, structure: Structure, pages: Sequence[PageText], above: float = CLOSE
    ) -> None:
        self._above = above
        self.targets: Mapping[str, Target] = structure.targets
        self.links = structure.links
        self.undrawn = structure.undrawn
        self.replaced = structure.replaced
        self._pages = pages
        self._on_page: dict[int, list[Link]] = defaultdict(list)
        for link in structure.links:
            self._on_page[link.page].append(link)

    def beginning(self, items: Sequence[Item]) -> Target | None:
        """Return where the first of some items stands, but for one that leads far off."""
        found = [self.targets[item.id] for item in items if item.id in self.targets]
        middle = sorted(target.page for target in found)[len(found) // 2] if found else 0
        return next((target for target in found if target.page == middle), None)

    def is_below(self, target: Target, sign: int) -> bool:
        """Tell whether a sign of the page of a destination stands below it."""
        return target.y is None or self._pages[target.page].box(sign)[3] <= target.y + CLOSE

    def stands(self, id: str, page: int, sign: int, *, roomy: bool = False) -> bool:
        """Tell whether a destination leads to this sign of this page."""
        target = self.targets.get(id)
        if target is None or target.page != page:
            return False
        if target.y is None:
            return True
        left, bottom, _, top = self._pages[page].box(sign)
        if roomy:
            return bottom - CLOSE <= target.y <= top + ROOMY
        return bottom + CLOSE / 3 <= target.y <= top + self._above and (
            target.x is None or target.x <= left + CLOSE
        )

    def is_above(self, id: str, page: int, sign: int) -> bool:
        """Tell whether a destination leads to somewhere before a sign: the picture it follows."""
        target = self.targets.get(id)
        if target is None or target.page not in (page - 1, page):
            return False
        bottom = self._pages[page].box(sign)[1]
        return target.page < page or target.y is None or bottom - CLOSE <= target.y

    def exact(self, id: str, page: int, sign: int) -> bool:
        """Tell whether a destination leads to this sign, and to no other on its line."""
        target = self.targets.get(id)
        if target is None or not self.stands(id, page, sign):
            return False
        return target.x is None or abs(target.x - self._pages[page].box(sign)[0]) <= CLOSE

    def is_raised(self, page: int, sign: int) -> bool:
        """Tell whether a sign is smaller than one of those before it on its line, and higher."""
        _, low, _, high = self._pages[page].box(sign)
        line = self._pages[page].text[:sign].rpartition("\n")[2]
        for before in range(max(sign - len(line), sign - AROUND), sign):
            _, bottom, _, top = self._pages[page].box(before)
            if high - low < SMALLER * (top - bottom) and bottom < low:
                return True
        return False

    def link(self, page: int, sign: int) -> Link | None:
        """Return the link that lies over a sign of a page."""
        left, bottom, right, top = self._pages[page].box(sign)
        across = (left + right) / 2
        for link in self._on_page[page]:
            x1, y1, x2, y2 = link.box
            if x1 - THIN <= across <= x2 + THIN and y1 <= top and y2 >= bottom:
                return link
        return None


def is_thin(link: Link) -> bool:
    """Tell whether the area of a link has next to no height or width."""
    left, bottom, right, top = link.box
    return right - left < THIN or top - bottom < THIN
