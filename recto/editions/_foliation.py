"""An index on pages: folios are known only when the pages are laid out, so that it is done twice.

The index stands at the very end, where its length moves no mark.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from recto.editions._index import Groups, set_by_pages
from recto.model import Finding

if TYPE_CHECKING:
    from recto.editions.galley import Galley
    from recto.tools.folios import PageMap

# The first layout has no folios, the second has them, and a third only where the index stands
# before the text, in a paper's own template.
LAYOUTS = 4

Page = tuple[str, tuple[str, ...]]  # a document, and what is to be said of it


class FoliatedIndex:
    """The index of one edition; ``render`` makes the document of it.

    What is printed in the end is compared with the pages once more.
    """

    def __init__(self, galley: Galley, render: Callable[[Groups], Page]) -> None:
        self._galley, self._render = galley, render
        self._printed = set_by_pages(galley, None)
        self._layouts = 1
        self._is_true = True
        self._unprinted: tuple[str, ...] = ()

    @cached_property
    def page(self) -> Page:
        """The document with an index that names no pages yet."""
        return self._render(self._printed)

    def again(self, pages: PageMap) -> str:
        """Return the document with the folios of a layout, nothing if it has them already."""
        if not self._printed:
            return ""
        marks = self._galley.marks.marks
        self._unprinted = tuple(
            ": ".join(mark.term)
            for mark in marks
            if mark.term and not mark.see and mark.id not in pages.ids
        )
        found = set_by_pages(self._galley, pages)
        self._is_true = found == self._printed
        if self._is_true or self._layouts == LAYOUTS:
            return ""
        self._printed = found
        self._layouts += 1
        return self._render(found)[0]

    def findings(self, edition: str) -> tuple[Finding, ...]:
        """Return what is wrong with the index that was printed."""
        unprinted = tuple(
            Finding(
                "layout-warning", "warning",
                f"{edition}: a mark of the index, `{term}`, is on no page",
                None, "let the template print what it stands in",
            )
            for term in dict.fromkeys(self._unprinted)
        )  # fmt: skip
        if self._is_true:
            return unprinted
        untrue = Finding(
            "index-untrue", "error",
            f"{edition}: after {LAYOUTS} layouts the index names other pages than its words are on",
            None, "let the index stand at the end, where its length moves nothing",
        )  # fmt: skip
        return (*unprinted, untrue)
