"""The map of the pages: what each page is called, and where in the text it begins.

It is read from the boxes that will be drawn, and kept as `build/pages.json`, so that "p. 12" is
the same place in every edition:

    {"version": 1, "trim": "recto",
     "pages": [{"sheet": 3, "folio": "3", "begins": {"id": "p-12", "at": 134},
                "goes_on": [{"id": "note-7", "at": 58}]}],
     "ids": {"p-12": [2, 3], "note-7": [2, 3]}}

- `sheet` counts the pages of the file from 1. `folio` is what the page prints, or, where it prints
  none, what it counts as, in the numerals of its neighbours. Folios may repeat, sheets do not.
- `begins` is the first sign of the page's text: number `at`, from 0, of those that belong to `id`.
  It is null where no text with an id stands: a blank page, a title page, one of notes alone.
- `goes_on` says the same of the other texts that go on from an earlier page: a note at the foot,
  the cells of a row that is split. It is left out where there are none.
- `ids` gives for every id that is printed the sheets on which it begins and ends.

Signs are what `signs` leaves of a text, and each picture or formula (`img`, `math`) is one. To an
id belong the signs from it to the next id that a text may have, in the order of the source. Such
are the ids of blocks, and those of empty elements of the class `anchor`, which stand at the head of
a paragraph, an item or a cell; not those inside a line, of citations and calls. No signs of the
text are the number of a call (class `call`) or of a note (`backlink`), notes that are called in
it, and what a stylesheet adds: marks of lists, hyphens, numbers of pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from recto.tools.folio_names import printed_folios
from recto.tools.note_words import GENERATED, NUMBERS, OBJECT

VERSION: Final = 1
# White space, control characters, and those of Unicode's format characters that a text may hold.
_SILENT: Final = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+"
)

Box = Any
Element = Any


class UnknownPages(ValueError):
    """A map of pages is of a version that nobody here can read."""


@dataclass(frozen=True)
class TextPlace:
    """A place in a text: before sign number `at`, from 0, of those that belong to an id."""

    id: str
    at: int


@dataclass(frozen=True)
class PageStart:
    """A page: its sheet from 1, its folio, where its text begins, and what else goes on there."""

    sheet: int
    folio: str
    begins: TextPlace | None
    goes_on: tuple[TextPlace, ...] = ()


@dataclass(frozen=True)
class PageMap:
    """All pages of an edition in a trim, and for every id the first and the last of its sheets."""

    trim: str
    pages: tuple[PageStart, ...]
    ids: Mapping[str, tuple[int, int]]

    def folios(self, id: str) -> tuple[str, ...]:
        """Return the folio of an id, and that of its end if it is another; KeyError if unknown."""
        sheets = sorted({*self.ids[id]})
        return tuple(self.pages[sheet - 1].folio for sheet in sheets)

    def to_json(self) -> str:
        """Return the map as JSON, the same for the same pages."""
        pages = []
        for page in self.pages:
            listed: dict[str, Any] = {"sheet": page.sheet, "folio": page.folio}
            listed["begins"] = vars(page.begins) if page.begins else None
            if page.goes_on:
                listed["goes_on"] = [vars(place) for place in page.goes_on]
            pages.append(listed)
        everything = {"version": VERSION, "trim": self.trim, "pages": pages, "ids": dict(self.ids)}
        return json.dumps(everything, ensure_ascii=False, separators=(",", ":")) + "\n"


def from_json(text: str) -> PageMap:
    """Return the map that `to_json` wrote. Raises UnknownPages for another version."""
    read = json.loads(text)
    version = read.get("version") if isinstance(read, dict) else None
    if version != VERSION:
        raise UnknownPages(f"the map of pages is of version {version!r}, not {VERSION}")
    pages = tuple(
        PageStart(
            page["sheet"],
            page["folio"],
            TextPlace(**page["begins"]) if page["begins"] else None,
            tuple(TextPlace(**place) for place in page.get("goes_on", ())),
        )
        for page in read["pages"]
    )
    ids = {id: (first, last) for id, (first, last) in read["ids"].items()}
    return PageMap(read["trim"], pages, ids)


def signs(text: str) -> str:
    """Return what of a text counts: all but white space, and characters that print nothing."""
    return _SILENT.sub("", text)


def page_map(document: Any, trim: str = "") -> PageMap:
    """Map the pages of a laid-out WeasyPrint Document; `trim` is the name of its format."""
    from weasyprint.formatting_structure import boxes

    # The boxes are all that a Document tells of its pages.
    sheets = [page._page_box for page in document.pages]  # noqa: SLF001
    ids: dict[str, tuple[int, int]] = {}
    text, notes = _Reader(ids), _Reader(ids)
    pages = []
    for number, (sheet, folio) in enumerate(zip(sheets, printed_folios(sheets), strict=True), 1):
        areas = [box for box in sheet.children if isinstance(box, boxes.FootnoteAreaBox)]
        rest = [
            box for box in sheet.children
            if not isinstance(box, (boxes.FootnoteAreaBox, boxes.MarginBox))
        ]  # fmt: skip
        begins, others = text.read(number, rest)
        _, at_foot = notes.read(number, areas)
        others = [place for place in others if place != begins]
        pages.append(PageStart(number, folio, begins, (*others, *at_foot)))
    return PageMap(trim, tuple(pages), ids)


class _Reader:
    """Reads a stream of text through the pages, that of the body or that of the notes.

    A text that has an id belongs to an element, its owner: where a box of the owner goes on,
    so does the text.
    """

    def __init__(self, ids: dict[str, tuple[int, int]]) -> None:
        from weasyprint.formatting_structure import boxes

        self.boxes = boxes
        self.ids = ids
        self.printed: dict[str, list[Box]] = {}  # the boxes of each text, in order
        self.owners: dict[Element, str] = {}
        self.inside: list[Element] = []  # the owners in whose boxes the reader is
        self.heads: set[Element] = set()  # of tables: they are repeated on every page
        self.current = ""  # the text that is being read
        self.waiting = ""  # the same, as long as nothing of it is printed
        self.sheet = 0
        self.aside = 0  # how deep in what is out of the flow
        self.started: dict[str, TextPlace] = {}  # where the texts of this page begin on it
        self.begins: TextPlace | None = None
        self.is_begun = False

    def read(self, sheet: int, tops: Iterable[Box]) -> tuple[TextPlace | None, list[TextPlace]]:
        """Read a page; return where it begins in the flow, and all texts that go on there."""
        self.sheet, self.started, self.begins, self.is_begun = sheet, {}, None, False
        for box in tops:
            self.visit(box, None)
        return self.begins, [place for place in self.started.values() if place.at]

    def visit(self, box: Box, around: Element) -> None:
        """Read a box; `around` is the element of the box that it is in."""
        box = getattr(box, "_box", box)  # what is positioned absolutely stands behind a placeholder
        if isinstance(box, self.boxes.TextBox):
            if signs(box.text):
                self.print(box)
            return
        if (box.element_tag or "").endswith(GENERATED) or self.is_repeated(box):
            return
        element = box.element
        is_whole = element is not None and element is not around and element.tag == box.element_tag
        if is_whole and not self.enter(box, element, around):
            return
        if isinstance(box, self.boxes.ReplacedBox):
            self.print(box)
        apart = is_whole and (box.is_floated() or box.is_absolutely_positioned())
        self.aside += apart
        for child in box.children:
            self.visit(child, element)
        self.aside -= apart
        if self.inside and self.inside[-1] is element and is_whole:
            self.inside.pop()

    def is_repeated(self, box: Box) -> bool:
        """Tell whether a box is the head or foot of a table that has been read before."""
        if not isinstance(box, self.boxes.TableRowGroupBox) or not (box.is_header or box.is_footer):
            return False
        again = box.element in self.heads
        self.heads.add(box.element)
        return again

    def enter(self, box: Box, element: Element, around: Element) -> bool:
        """Note the id of an element, and begin or go on with its text; False if it has none."""
        id, classes = element.get("id"), element.get("class", "").split()
        if id in self.ids:
            self.ids[id] = self.ids[id][0], self.sheet
        elif id:
            self.ids[id] = self.sheet, self.sheet
            if "anchor" in classes:
                self.begin(id, around)
            elif not isinstance(box, self.boxes.InlineLevelBox):
                self.begin(id, element)
                return True
        if element in self.owners:
            self.current = self.owners[element]
            self.inside.append(element)
        return not NUMBERS.intersection(classes)

    def begin(self, id: str, owner: Element) -> None:
        """Begin the text of an id: those round it are over, whatever follows."""
        for outer in self.inside:
            self.owners.pop(outer, None)
        if owner not in self.inside:
            self.inside.append(owner)
        self.owners[owner] = self.current = self.waiting = id

    def print(self, box: Box) -> None:
        """Count a text or a picture in."""
        id = self.current
        if id:
            if self.waiting:  # its anchor may be left at the foot of the page before
                self.ids[id], self.waiting = (self.sheet, self.sheet), ""
            if id not in self.started:
                self.started[id] = TextPlace(id, _count(self.printed.get(id, ())))
            self.printed.setdefault(id, []).append(box)
            if self.inside and self.owners.get(self.inside[-1]) == id:
                self.ids[id] = self.ids[id][0], self.sheet
        if not self.is_begun and not self.aside:
            self.is_begun, self.begins = True, self.started.get(id)


def _count(printed: Iterable[Box]) -> int:
    """Count the signs of some boxes, without the hyphens that break words."""
    total = 0
    texts: dict[Element, str] = {}
    for box in printed:
        text = signs(box.text) if hasattr(box, "text") else OBJECT
        if text != OBJECT:
            rest = texts[box.element] if box.element in texts else _own_text(box.element)
            hyphen = box.style["hyphenate_character"]
            if text.endswith(hyphen) and not _begins_with(rest, text):
                bare = text.removesuffix(hyphen)
                text = bare if _begins_with(rest, bare) else text
            texts[box.element] = rest[len(text) :]
        total += len(text)
    return total


def _begins_with(whole: str, text: str) -> bool:
    """Tell whether a text begins with another, which may be printed in capitals."""
    return whole[: len(text)].casefold() == text.casefold()


def _own_text(element: Element) -> str:
    """Return the signs of an element that stand in none of its children."""
    return signs("".join([element.text or "", *(child.tail or "" for child in element)]))
