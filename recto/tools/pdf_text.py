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
    outside of the page (of its trim, if ``trimmed``) or too small to see are left out, and so are
    numbers and the words ``overlaid`` in a form that is an artifact.
    """

    def __init__(self, page: Any, *, trimmed: bool = False, overlaid: str | None = None) -> None:
        self._page = page.get_textpage()
        text: str = self._page.get_text_range()
        # pdfium counts in units of UTF-16.
        self._units: list[int] | range = range(len(text))
        if text and max(text) > "\uffff":
            self._units = list(accumulate((1 + (sign > "\uffff") for sign in text), initial=0))
        frame = page.get_trimbox() if trimmed else page.get_cropbox()
        laid_over = set() if overlaid is None else _laid_over(page, self._page, overlaid)
        if laid_over or _is_suspect(page, frame):
            hidden = _Hidden(self._page, frame, laid_over)
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


def _laid_over(page: Any, text: Any, words: str) -> set[int]:
    """Return the text objects of forms that are artifacts and say nothing but numbers, or words.

    Numbers of lines and a watermark are drawn so (ISO 32000-1, 14.8.2.2.2).
    """
    import pypdfium2.raw as pdfium

    found: set[int] = set()
    for at in range(pdfium.FPDFPage_CountObjects(page.raw)):
        form = pdfium.FPDFPage_GetObject(page.raw, at)
        if pdfium.FPDFPageObj_GetType(form) == pdfium.FPDF_PAGEOBJ_FORM and _is_artifact(form):
            inside = list(_texts(form))
            said = ["".join(_words(one, text).split()) for one in inside]
            if all(map(str.isdigit, filter(None, said))) or "".join(said) == "".join(words.split()):
                found |= {_address(one) for one in inside}
    return found


def _is_artifact(drawn: Any) -> bool:
    import pypdfium2.raw as pdfium

    name, length = ctypes.create_string_buffer(64), ctypes.c_ulong()
    for at in range(pdfium.FPDFPageObj_CountMarks(drawn)):
        mark = pdfium.FPDFPageObj_GetMark(drawn, at)
        shown = ctypes.cast(name, ctypes.POINTER(pdfium.FPDF_WCHAR))
        if pdfium.FPDFPageObjMark_GetName(mark, shown, len(name), length):
            said = name.raw[: min(length.value, len(name))].decode("utf-16-le", "replace")
            if said.rstrip("\0") == "Artifact":
                return True
    return False


def _texts(form: Any) -> Iterator[Any]:
    """Yield the text objects of a form, and of the forms in it."""
    import pypdfium2.raw as pdfium

    for at in range(pdfium.FPDFFormObj_CountObjects(form)):
        one = pdfium.FPDFFormObj_GetObject(form, at)
        kind = pdfium.FPDFPageObj_GetType(one)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            yield from _texts(one)
        elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
            yield one


def _words(drawn: Any, text: Any) -> str:
    import pypdfium2.raw as pdfium

    length = pdfium.FPDFTextObj_GetText(drawn, text.raw, None, 0)
    words = ctypes.create_string_buffer(length)
    shown = ctypes.cast(words, ctypes.POINTER(pdfium.FPDF_WCHAR))
    pdfium.FPDFTextObj_GetText(drawn, text.raw, shown, length)
    return words.raw.decode("utf-16-le", "replace").rstrip("\0")


def _address(drawn: Any) -> int:
    return ctypes.cast(drawn, ctypes.c_void_p).value or 0


def _is_suspect(page: Any, frame: Box) -> bool:
    """Tell whether anything on a page might be drawn so that nobody sees it."""
    import pypdfium2.raw as pdfium

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

    def __init__(self, text: Any, frame: Box, laid_over: set[int]) -> None:
        self._text = text
        self._frame = frame
        self._known = dict.fromkeys(laid_over, True)

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
        address = _address(drawn)
        if address not in self._known:
            self._known[address] = bool(address) and _is_inkless(drawn)
        return self._known[address]


@contextmanager
def open_text(
    path: Path, *, trimmed: bool = False, overlaid: str | None = None
) -> Iterator[list[PageText]]:
    """Open a PDF for reading its text; the pages live as long as the context. Raises PdfError."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except (pypdfium2.PdfiumError, OSError) as problem:
        raise PdfError(str(problem)) from problem
    try:
        yield [PageText(page, trimmed=trimmed, overlaid=overlaid) for page in document]
    except pypdfium2.PdfiumError as problem:
        raise PdfError(str(problem)) from problem
    finally:
        document.close()
