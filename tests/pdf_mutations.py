"""Changes a finished PDF where it is drawn: its content streams, links, destinations and pages."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf

from recto.proof.spelling import letters

PAIR = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>")
SHOWS = ("TJ", "Tj")


class Sheet:
    """One page as its drawing steps: (operands, operator)."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.steps = [
            (list(one.operands), str(one.operator)) for one in pikepdf.parse_content_stream(page)
        ]
        self._signs = {
            name: {
                bytes.fromhex(code.decode()): bytes.fromhex(sign.decode()).decode("utf-16-be")
                for code, sign in PAIR.findall(font.ToUnicode.read_bytes())
            }
            for name, font in page.get("/Resources", {}).get("/Font", {}).items()
        }

    def shown(self) -> Iterator[tuple[int, str]]:
        """Yield each step that shows text, and the letters of it."""
        font = ""
        for at, (operands, operator) in enumerate(self.steps):
            if operator == "Tf":
                font = str(operands[0])
            if operator in SHOWS:
                parts = operands[0] if operator == "TJ" else operands
                codes = b"".join(bytes(one) for one in parts if isinstance(one, pikepdf.String))
                signs = self._signs[font]
                yield at, letters("".join(signs[codes[i : i + 2]] for i in range(0, len(codes), 2)))

    def find(self, words: str) -> list[int]:
        """Return the steps, one after the other, that show just these words."""
        wanted, shown = letters(words), list(self.shown())
        for first in range(len(shown)):
            made = ""
            for last in range(first, len(shown)):
                made += shown[last][1]
                if made == wanted:
                    return [at for at, _ in shown[first : last + 1]]
                if not wanted.startswith(made):
                    break
        return []

    def block(self, at: int) -> tuple[int, int]:
        """Return the text object (BT ... ET) round a step."""
        first = max(i for i in range(at) if self.steps[i][1] == "BT")
        last = min(i for i in range(at, len(self.steps)) if self.steps[i][1] == "ET")
        return first, last + 1


class Book:
    """A finished PDF, open for changes."""

    def __init__(self, content: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(content))
        self.sheets = [Sheet(page) for page in self.pdf.pages]
        names = self.pdf.Root.get("/Names", {}).get("/Dests")
        self.targets = {} if names is None else pikepdf.NameTree(names)

    def find(self, words: str, last: bool = False) -> tuple[Sheet, list[int]]:
        """Return where some words are drawn, first (or last) in the book."""
        found = [(sheet, steps) for sheet in self.sheets if (steps := sheet.find(words))]
        assert found, f"`{words}` is not drawn in one piece"
        return found[-1 if last else 0]

    def sheet_of(self, name: str) -> Sheet:
        """Return the page to which a destination leads."""
        there = self.targets[name][0].objgen
        return next(one for one in self.sheets if one.page.objgen == there)

    def links(self, name: str) -> list[Any]:
        """Return the annotations that lead to a name."""
        return [
            one
            for page in self.pdf.pages
            for one in page.get("/Annots", ())
            if str(one.get("/Dest", "")) == name
        ]

    def saved(self) -> bytes:
        for sheet in self.sheets:
            steps = [(operands, pikepdf.Operator(name)) for operands, name in sheet.steps]
            sheet.page.Contents = self.pdf.make_stream(pikepdf.unparse_content_stream(steps))
        made = io.BytesIO()
        self.pdf.save(made)
        self.pdf.close()
        return made.getvalue()


def spoil(content: bytes, change: Callable[[Book], None]) -> bytes:
    book = Book(content)
    change(book)
    return book.saved()


def saved(pdf: Any) -> bytes:
    made = io.BytesIO()
    pdf.save(made)
    return made.getvalue()


def without_ways(content: bytes) -> bytes:
    """Take away all that leads through a file: destinations, links, bookmarks, structure."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for key in ("/Names", "/Dests", "/Outlines", "/StructTreeRoot", "/MarkInfo", "/Metadata"):
            if key in pdf.Root:
                del pdf.Root[key]
        for page in pdf.pages:
            if "/Annots" in page:
                del page["/Annots"]
        return saved(pdf)


def on_larger_sheets(content: bytes) -> bytes:
    """Give every page a bleed and crop marks, and the book two blank pages at its end."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            left, bottom, right, top = (float(side) for side in page.trimbox)
            page.BleedBox = pikepdf.Array([left - 9, bottom - 9, right + 9, top + 9])
            page.MediaBox = pikepdf.Array([left - 30, bottom - 30, right + 30, top + 30])
            page.CropBox = page.MediaBox
            marks = f"q .25 w {left} {top + 12} m {left} {top + 28} l S Q".encode()
            page.contents_add(pdf.make_stream(marks))
        for _ in range(2):
            pdf.add_blank_page(page_size=(right + 30, top + 30))
        return saved(pdf)


def laid_over(content: bytes, number: int, words: str, *, artifact: bool = True) -> bytes:
    """Draw words over a page, in a form of their own."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page = pdf.pages[number]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        form = pdf.make_stream(f"BT /F 9 Tf 90 300 Td ({words}) Tj ET".encode())
        form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        form.BBox = page.MediaBox
        form.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        # All pages may share one dictionary of resources.
        page.Resources = pikepdf.Dictionary(page.Resources)
        forms = page.Resources.get("/XObject", pikepdf.Dictionary())
        page.Resources.XObject = pikepdf.Dictionary({**forms, "/RectoReviewOver": form})
        drawn = "/RectoReviewOver Do"
        drawn = f"/Artifact BMC {drawn} EMC" if artifact else drawn
        page.contents_add(pdf.make_stream(b"q"), prepend=True)
        page.contents_add(pdf.make_stream(f"Q q {drawn} Q".encode()))
        return saved(pdf)


def undraw(sheet: Sheet, steps: list[int]) -> None:
    """Draw nothing where some words were drawn; what lies round them stays."""
    for at in steps:
        sheet.steps[at] = ([pikepdf.Array([])], "TJ")


def draw_again(sheet: Sheet, source: Sheet, steps: list[int], x: float, y: float) -> None:
    """Draw some words once more, from a place of the page on (PDF units from the lower left)."""
    made: list[Any] = [([], "q"), ([0.75, 0, 0, -0.75, x, y], "cm"), ([], "BT")]
    for line, at in enumerate(steps):
        font = max(i for i in range(at) if source.steps[i][1] == "Tf")
        made += [source.steps[font], ([1, 0, 0, -1, 0, line * 14], "Tm"), source.steps[at]]
    made += [([], "ET"), ([], "Q")]
    # The page is drawn upside down from its first step on: its own units come back outside.
    sheet.steps = [([], "q"), *sheet.steps, ([], "Q"), *made]


def exchange(one: tuple[Sheet, list[int]], other: tuple[Sheet, list[int]]) -> None:
    """Let two lines of words change places, each with its font."""
    (sheet, (here,)), (beyond, (there,)) = one, other
    sheet.steps[here], beyond.steps[there] = beyond.steps[there], sheet.steps[here]
