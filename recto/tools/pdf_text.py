"""pypdfium2: the text of a finished PDF as it is drawn, and where each sign of it stands."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import Any

Box = tuple[float, float, float, float]
# A sign that is not so high, in points, cannot be seen.
TINY = 1.0
# pdfium marks a hyphen that divides a word at the end of a line in its own way.
_DIVISIONS = {0xFFFE: "\u00ad", 0x0002: "\u00ad"}


class PdfError(Exception):
    """The file is no PDF that can be read; the message is one line."""


def load() -> None:
    """Import pdfium and pikepdf ahead of the file that they will read."""
    import pikepdf  # noqa: F401
    import pypdfium2.raw  # noqa: F401


class PageText:
    """The text of one page in the order of its drawing, and where each sign of it stands.

    A soft hyphen stands where a word is divided at the end of a line. Signs drawn without ink,
    outside of the page or too small to see are left out.
    """

    def __init__(self, page: Any) -> None:
        self._page = page.get_textpage()
        text: str = self._page.get_text_range()
        # pdfium counts in units of UTF-16.
        self._units: list[int] | range = range(len(text))
        if text and max(text) > "\uffff":
            self._units = list(accumulate((1 + (sign > "\uffff") for sign in text), initial=0))
        if _is_suspect(page):
            hidden = _Hidden(self._page, page)
            kept = [at for at in range(len(text)) if not hidden.holds(self._index(at))]
            text = "".join(text[at] for at in kept)
            self._units = [self._units[at] for at in kept]
        self.text = text.translate(_DIVISIONS)

    def _index(self, at: int) -> int:
        import pypdfium2.raw as pdfium

        index: int = pdfium.FPDFText_GetCharIndexFromTextIndex(self._page.raw, self._units[at])
        return index

    def box(self, at: int) -> Box:
        """Return left, bottom, right, top of a sign of the text, as high as its font."""
        left, bottom, right, top = self._page.get_charbox(max(self._index(at), 0), loose=True)
        return left, bottom, right, top


def _is_suspect(page: Any) -> bool:
    """Tell whether anything on a page might be drawn so that nobody sees it."""
    import pypdfium2.raw as pdfium

    frame = page.get_cropbox()
    count = pdfium.FPDFPage_CountObjects(page.raw)
    drawn = [pdfium.FPDFPage_GetObject(page.raw, at) for at in range(count)]
    sides = [ctypes.c_float() for _ in range(4)]
    for one in drawn:
        kind = pdfium.FPDFPageObj_GetType(one)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            inside = range(pdfium.FPDFFormObj_CountObjects(one))
            drawn += [pdfium.FPDFFormObj_GetObject(one, at) for at in inside]
        if kind not in {pdfium.FPDF_PAGEOBJ_FORM, pdfium.FPDF_PAGEOBJ_TEXT}:
            continue
        if not pdfium.FPDFPageObj_GetBounds(one, *sides):
            return True
        left, bottom, right, top = (side.value for side in sides)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT and (_is_inkless(one) or _is_tiny(one)):
            return True
        if not (frame[0] <= left and frame[1] <= bottom and right <= frame[2] and top <= frame[3]):
            return True
    return False


def _is_tiny(drawn: Any) -> bool:
    import pypdfium2.raw as pdfium

    size, matrix = ctypes.c_float(), pdfium.FS_MATRIX()
    pdfium.FPDFTextObj_GetFontSize(drawn, size)
    pdfium.FPDFPageObj_GetMatrix(drawn, matrix)
    scale: float = abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
    return size.value * scale < TINY


def _is_inkless(drawn: Any) -> bool:
    import pypdfium2.raw as pdfium

    if pdfium.FPDFTextObj_GetTextRenderMode(drawn) in {
        pdfium.FPDF_TEXTRENDERMODE_INVISIBLE,
        pdfium.FPDF_TEXTRENDERMODE_CLIP,
    }:
        return True
    colour = [ctypes.c_uint() for _ in range(4)]
    return bool(pdfium.FPDFPageObj_GetFillColor(drawn, *colour)) and colour[3].value == 0


class _Hidden:
    """The signs of a page that nobody sees."""

    def __init__(self, text: Any, page: Any) -> None:
        self._text = text
        self._frame = page.get_cropbox()
        self._known: dict[int, bool] = {}

    def holds(self, index: int) -> bool:
        """Tell whether a sign is one of them; line ends, which pdfium adds, are not."""
        import pypdfium2.raw as pdfium

        if index < 0 or pdfium.FPDFText_IsGenerated(self._text.raw, index) == 1:
            return False
        left, bottom, right, top = self._text.get_charbox(index, loose=True)
        x, y = (left + right) / 2, (bottom + top) / 2
        west, south, east, north = self._frame
        if top - bottom < TINY or not (west <= x <= east and south <= y <= north):
            return True
        drawn = pdfium.FPDFText_GetTextObject(self._text.raw, index)
        address = ctypes.cast(drawn, ctypes.c_void_p).value or 0
        if address not in self._known:
            self._known[address] = bool(address) and _is_inkless(drawn)
        return self._known[address]


@contextmanager
def open_text(path: Path) -> Iterator[list[PageText]]:
    """Open a PDF for reading its text; the pages live as long as the context. Raises PdfError."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except (pypdfium2.PdfiumError, OSError) as problem:
        raise PdfError(str(problem)) from problem
    try:
        yield [PageText(page) for page in document]
    except pypdfium2.PdfiumError as problem:
        raise PdfError(str(problem)) from problem
    finally:
        document.close()
