"""Page numbers that a document prints of itself, compared with the pages as they are.

WeasyPrint fills them in while it lays out, again and again; where they themselves move the text
(a table of contents that grows by a page), its last numbers can be those of the round before.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from recto.tools.folios import PageMap


def untrue_references(document: Any, pages: PageMap) -> Iterator[tuple[int, str, str, str]]:
    """Yield what is not so: the page from 1, the id that is meant, the folio said, the true one.

    A reference is what `::after` prints behind a link to a place in the document.
    """
    for number, page in enumerate(document.pages, 1):
        for box in page._page_box.descendants():  # noqa: SLF001  # the boxes are all that tells
            if box.element_tag != "a::after" or not hasattr(box, "children"):
                continue
            id = box.element.get("href", "").removeprefix("#")
            printed = "".join(
                inside.text for inside in box.descendants() if hasattr(inside, "text")
            )
            words = [word for word in printed.split() if word.strip(".")]  # but the leader
            true = pages.folios(id) if id in pages.ids else ()
            # A table may begin with its caption at the foot of the page before.
            if words and true and words[-1] not in true:
                yield number, id, words[-1], true[0]
