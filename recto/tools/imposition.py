"""pikepdf: the pages of an edition, imposed on the sheets that a printer folds.

A page becomes a form that is drawn on its sheet: its type stays type, its lines stay lines. What
belongs to a place in a file, links and their destinations, bookmarks, tags and page labels, has
none on a sheet that will be folded, and is left behind.

How a sheet is folded, its back printed so that it is read by turning the sheet like a leaf:

    booklet      in the middle; the sheets are nested, the first one outside
    signature16  laid with page 2 up: the right half over the left, the upper half over the lower,
                 the right half over the left; page 1 is undermost, and head and fore-edge are cut
    2up          not at all: two pages that face each other in the open book

Creep: a sheet inside others lies away from their fold by the thickness of their paper, and the
knife, which cuts all of them at one place, takes more from its fore-edge. Its pages are moved
towards the spine by as much, and its crop marks with them, so that the outer margins of all pages
end up the same, as printers do it: https://printwiki.org/Shingling
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Literal

from recto.tools.press_sheet import MARK, MM, ROOM, Box, Place, Sheet

Scheme = Literal["booklet", "2up", "signature16"]

HAIRLINE: Final = 0.25
DASH: Final = 1.5
SAME: Final = 0.5  # pages of one size, in points: less is rounding

# One sheet, eight pages a side, head to head: the rows as they are seen, the upper one turned.
SECTION: Final = 16
OUTER: Final = ((5, 12, 9, 8), (4, 13, 16, 1))
INNER: Final = ((7, 10, 11, 6), (2, 15, 14, 3))


class ImpositionError(Exception):
    """The pages cannot be imposed; the message is one line."""


Side = tuple[Place, ...]


@dataclass(frozen=True)
class _Page:
    """A page as it is drawn: its form, and its boxes in the units of the form."""

    form: Any
    trim: Box
    bleed: Box


def impose(pdf: bytes, scheme: Scheme, *, paper_thickness: float = 0.1) -> bytes:
    """Impose the pages of a PDF, which begins with a recto, on sheets; return these as a PDF.

    ``booklet``: two pages a side, front and back of each sheet in turn, for one saddle-stitched
    section of all pages. ``signature16``: eight pages a side, head to head, for sections of 16
    pages, each a sheet folded three times. ``2up``: the pages two by two as the open book shows
    them, the first one alone on the right. Blanks fill up the end of the last section.

    ``paper_thickness`` is in mm. The bleed of a page (BleedBox, TrimBox: ISO 32000-1, 14.11.2) is
    kept at its outer edges and ends at its spine. Same input, same bytes. Raises ImpositionError.
    """
    import pikepdf

    if not 0 <= paper_thickness < 10:
        raise ImpositionError(f"paper of {paper_thickness} mm is no paper that can be folded")
    try:
        with pikepdf.open(io.BytesIO(pdf)) as source, pikepdf.new() as made:
            pages = [_page(page, number) for number, page in enumerate(source.pages, 1)]
            sheet = _measured(pages, scheme, paper_thickness * MM)
            for side in _sides(len(pages), scheme):
                _draw(side, sheet, pages, made)
            _declare(made, source, sheet, scheme)
            written = io.BytesIO()
            made.save(written, deterministic_id=True, min_version=source.pdf_version)
    except pikepdf.PasswordError as problem:
        raise ImpositionError("the pages cannot be read without a password") from problem
    except pikepdf.PdfError as problem:  # its own words name an address in memory
        raise ImpositionError("the pages cannot be read: the PDF is damaged") from problem
    return written.getvalue()


# Which page lies where


def _sides(count: int, scheme: Scheme) -> Iterator[Side]:
    """Yield the sides of the sheets for so many pages, in the order of their printing."""
    if scheme == "2up":
        for left in range(-1, count, 2):
            yield Place(left, 0, 0, 0), Place(left + 1, 1, 0, 0)
    elif scheme == "booklet":
        last = -(-count // 4) * 4 - 1
        for depth in range((last + 1) // 4):
            first = 2 * depth
            yield Place(last - first, 0, 0, depth), Place(first, 1, 0, depth)
            yield Place(first + 1, 0, 0, depth), Place(last - first - 1, 1, 0, depth)
    else:
        for start in range(0, count, SECTION):
            for form in (OUTER, INNER):
                yield tuple(
                    Place(start + number - 1, column, row, _leaves_around(number))
                    for row, numbers in enumerate(reversed(form))
                    for column, number in enumerate(numbers)
                )


def _leaves_around(number: int) -> int:
    """Return how many leaves of a section lie around a page of it, counted from 1."""
    return (min(number, SECTION + 1 - number) - 1) // 2


# Reading the pages


def _page(page: Any, number: int) -> _Page:
    if page.rotation or float(page.obj.get("/UserUnit", 1)) != 1:
        raise ImpositionError(f"page {number} is turned or scaled: write it as it is read")
    whole = _box(page.mediabox)
    trim, bleed = _common(_box(page.trimbox), whole), _common(_box(page.bleedbox), whole)
    form = page.as_form_xobject(handle_transformations=False)
    form.BBox = list(bleed)
    return _Page(form, trim, bleed)


def _box(corners: Any) -> Box:
    x1, y1, x2, y2 = map(float, corners)
    return Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _common(one: Box, other: Box) -> Box:
    return Box(*map(max, one[:2], other[:2]), *map(min, one[2:], other[2:]))


def _measured(pages: list[_Page], scheme: Scheme, leaf: float) -> Sheet:
    """Return the measures of the sheets. Raises ImpositionError for pages of several sizes."""
    if not pages:
        raise ImpositionError("there are no pages")
    width, height = pages[0].trim.size
    for number, page in enumerate(pages, 1):
        if max(abs(page.trim.size[0] - width), abs(page.trim.size[1] - height)) > SAME:
            raise ImpositionError(f"page {number} is not of the size of page 1")
    columns, rows = (4, 2) if scheme == "signature16" else (2, 1)
    bleed = max(
        abs(inner - outer)
        for page in pages
        for inner, outer in zip(page.trim, page.bleed, strict=True)
    )
    return Sheet(columns, rows, width, height, bleed, leaf)


# Drawing a side


def _draw(side: Side, sheet: Sheet, pages: list[_Page], made: Any) -> None:
    """Add a side of a sheet to the PDF that is made."""
    import pikepdf

    drawn, forms = [], pikepdf.Dictionary()
    for place in side:
        if 0 <= place.page < len(pages):
            page = pages[place.page]
            name = f"/Page{place.page + 1}"
            forms[name] = made.copy_foreign(page.form)
            drawn.append(_drawn(page, place, sheet, name))
    drawn.append(f"q 0 G {HAIRLINE} w")
    drawn += _crop_marks(side, sheet)
    drawn.append(f"[{DASH}] 0 d")
    drawn += _fold_marks(sheet)
    drawn.append("Q")
    width, height = sheet.size()
    made.add_blank_page(page_size=(width, height))
    leaf = made.pages[-1].obj
    leaf.MediaBox = leaf.CropBox = _inside(0, width, height)
    leaf.BleedBox = _inside(sheet.margin - sheet.bleed, width, height)
    leaf.TrimBox = _inside(sheet.margin, width, height)
    leaf.Resources = pikepdf.Dictionary(XObject=forms)
    leaf.Contents = made.make_stream("\n".join(drawn).encode())


def _inside(by: float, width: float, height: float) -> list[float]:
    return [round(side, 4) for side in (by, by, width - by, height - by)]


def _drawn(page: _Page, place: Place, sheet: Sheet, name: str) -> str:
    """Return how a page is drawn: moved because of creep, and cut off at its spine."""
    box, creep = sheet.box(place), sheet.creep(place)
    # Turned, what is left and below becomes right and above.
    way, x, y = (-1, box.right, box.top) if place.is_turned else (1, box.left, box.bottom)
    x, y = x + creep - way * page.trim.left, y - way * page.trim.bottom
    left, bottom, right, top = page.bleed
    seen = _box((way * left + x, way * bottom + y, way * right + x, way * top + y))
    if place.spine == "left":
        seen = seen._replace(left=max(seen.left, box.left))
    else:
        seen = seen._replace(right=min(seen.right, box.right))
    clip = _numbers(seen.left, seen.bottom, seen.right - seen.left, seen.top - seen.bottom)
    return f"q {clip} re W n {way} 0 0 {way} {_numbers(x, y)} cm {name} Do Q"


def _crop_marks(side: Side, sheet: Sheet) -> Iterator[str]:
    """Yield the lines along which the knife will cut, at the edges of the sheet."""
    for place in side:
        box, width, height = sheet.box(place), *sheet.size()
        edge = (box.right if place.spine == "left" else box.left) + sheet.creep(place)
        if place.row == 0:
            yield _line(edge, ROOM, edge, ROOM + MARK)
        if place.row == sheet.rows - 1:
            yield _line(edge, height - ROOM - MARK, edge, height - ROOM)
        for level in (box.bottom, box.top):
            if place.column == 0:
                yield _line(ROOM, level, ROOM + MARK, level)
            if place.column == sheet.columns - 1:
                yield _line(width - ROOM - MARK, level, width - ROOM, level)


def _fold_marks(sheet: Sheet) -> Iterator[str]:
    """Yield where the sheet is folded: at its spines, and midway where it is cut open later."""
    width, height = sheet.size()
    boxes = [sheet.box(Place(0, column, 0, 0)) for column in range(sheet.columns)]
    for here, there in pairwise(boxes):
        fold = (here.right + there.left) / 2
        yield _line(fold, ROOM, fold, ROOM + MARK)
        yield _line(fold, height - ROOM - MARK, fold, height - ROOM)
    if sheet.rows > 1:
        yield _line(ROOM, height / 2, ROOM + MARK, height / 2)
        yield _line(width - ROOM - MARK, height / 2, width - ROOM, height / 2)


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f"{_numbers(x1, y1)} m {_numbers(x2, y2)} l S"


def _numbers(*numbers: float) -> str:
    return " ".join(f"{number:.4f}" for number in numbers)


def _declare(made: Any, source: Any, sheet: Sheet, scheme: Scheme) -> None:
    """Say of the sheets what a press has to know: title, colours, and how they are turned."""
    import pikepdf

    title = source.docinfo.get("/Title")
    if title is not None:
        made.docinfo["/Title"] = str(title)
    intents = source.Root.get("/OutputIntents")
    if intents is not None:
        kept = source.make_indirect(intents) if not intents.is_indirect else intents
        made.Root.OutputIntents = made.copy_foreign(kept)
    made.Root.ViewerPreferences = pikepdf.Dictionary(PrintScaling=pikepdf.Name("/None"))
    if scheme != "2up":
        width, height = sheet.size()
        edge = "Short" if width > height else "Long"
        made.Root.ViewerPreferences.Duplex = pikepdf.Name(f"/DuplexFlip{edge}Edge")
