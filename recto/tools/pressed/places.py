"""pypdfium2: where a finished PDF puts ink on its pages."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from recto.tools.pdf_text import Box, PdfError
from recto.tools.pressed.drawn import UPRIGHT, Matrix, times

LIMIT_DEPTH = 16
WHITE = 255


class Mark(NamedTuple):
    """Something printed on a page (from 0): text or anything else, and the box round its ink."""

    page: int
    is_text: bool
    box: Box


def read_places(
    path: Path, cuts: Sequence[Box], insides: Sequence[Box]
) -> tuple[tuple[Mark, ...], frozenset[int]]:
    """Return what is not wholly inside of a box of its page, and the pages that have any ink.

    ``cuts`` are the trims of the pages, ``insides`` the boxes (left, bottom, right, top, in PDF
    units). What is white, or clipped away, is no ink; nor does what stands outside the trim, as
    crop marks do, make a page inked. Raises PdfError.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except (pypdfium2.PdfiumError, OSError) as problem:
        raise PdfError(str(problem)) from problem
    marks, inked = [], set()
    try:
        for number, (cut, inside) in enumerate(zip(cuts, insides, strict=True)):
            page = document[number]
            for is_text, box, clip in _inks(page):
                if number not in inked and _common(_common(box, clip()), cut):
                    inked.add(number)
                if not _holds(inside, box):
                    kept = _common(box, clip())
                    if kept and not _holds(inside, kept):
                        marks.append(Mark(number, is_text, kept))
            page.close()
    except (pypdfium2.PdfiumError, IndexError) as problem:
        raise PdfError(str(problem)) from problem
    finally:
        document.close()
    return tuple(marks), frozenset(inked)


def _inks(page: Any) -> Iterator[tuple[bool, Box, Any]]:
    """Yield what is drawn on a page with ink: whether it is text, its box, how it is clipped."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPage_CountObjects(page.raw)
    for at in range(count):
        yield from _drawn(pdfium.FPDFPage_GetObject(page.raw, at), UPRIGHT, 0)


def _drawn(one: Any, matrix: Matrix, depth: int) -> Iterator[tuple[bool, Box, Any]]:
    import pypdfium2.raw as pdfium

    kind = pdfium.FPDFPageObj_GetType(one)
    if kind == pdfium.FPDF_PAGEOBJ_FORM:
        if depth > LIMIT_DEPTH:
            raise PdfError("forms stand in forms without end")
        own = pdfium.FS_MATRIX()
        pdfium.FPDFPageObj_GetMatrix(one, own)
        inner = times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
        for at in range(pdfium.FPDFFormObj_CountObjects(one)):
            for is_text, box, clip in _drawn(
                pdfium.FPDFFormObj_GetObject(one, at), inner, depth + 1
            ):
                # What clips a form clips all that is in it.
                yield is_text, box, lambda clip=clip: _common(clip(), _clip(one, matrix))
        return
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(one, *sides) or not _has_ink(one, kind):
        return
    left, bottom, right, top = (side.value for side in sides)
    box = _placed((left, bottom, right, top), matrix)
    yield kind == pdfium.FPDF_PAGEOBJ_TEXT, box, lambda: _clip(one, matrix)


def _has_ink(one: Any, kind: int) -> bool:
    """Tell whether an object leaves anything on white paper."""
    import pypdfium2.raw as pdfium

    fills, strokes = True, False
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(one, mode, stroke)
        fills, strokes = bool(mode.value), bool(stroke.value)
    elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
        mode = pdfium.FPDFTextObj_GetTextRenderMode(one)
        fills, strokes = mode % 4 in (0, 2), mode % 4 in (1, 2)
    else:
        return True
    return (fills and not _is_white(one, pdfium.FPDFPageObj_GetFillColor)) or (
        strokes and not _is_white(one, pdfium.FPDFPageObj_GetStrokeColor)
    )


def _is_white(one: Any, ask: Any) -> bool:
    colour = [ctypes.c_uint() for _ in range(4)]
    if not ask(one, *colour):
        return False
    red, green, blue, alpha = (part.value for part in colour)
    return alpha == 0 or red == green == blue == WHITE


def _clip(one: Any, matrix: Matrix) -> Box | None:
    """Return the box round what an object is clipped to: everything, if it is not clipped."""
    import pypdfium2.raw as pdfium

    everything: Box = (-1e6, -1e6, 1e6, 1e6)
    clip = pdfium.FPDFPageObj_GetClipPath(one)
    if not clip:
        return everything
    common: Box | None = everything
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(max(pdfium.FPDFClipPath_CountPaths(clip), 0)):
        points = []
        for at in range(max(pdfium.FPDFClipPath_CountPathSegments(clip, path), 0)):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, at)
            if segment and pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                points.append((x.value, y.value))
        if points:
            across, up = zip(*points, strict=True)
            box = _placed((min(across), min(up), max(across), max(up)), matrix)
            common = _common(common, box)
    return common


def _common(one: Box | None, other: Box | None) -> Box | None:
    """Return what two boxes have in common, None if that is nothing."""
    if one is None or other is None:
        return None
    box = (
        max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]),
    )  # fmt: skip
    return box if box[0] <= box[2] and box[1] <= box[3] else None


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and inner[2] <= outer[2]
        and inner[3] <= outer[3]
    )


def _placed(box: Box, matrix: Matrix) -> Box:
    """Return the box round a box that is moved by a transformation."""
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    across = [a * x + c * y + e for x, y in corners]
    up = [b * x + d * y + f for x, y in corners]
    return min(across), min(up), max(across), max(up)
