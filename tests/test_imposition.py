"""Sheets are folded here as paper is: the pages come out in order, upright, in their places."""

from __future__ import annotations

import io
import math
import time
from dataclasses import dataclass
from itertools import pairwise

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recto.tools.imposition import MM, ImpositionError, Scheme, impose

SIZE = WIDTH, HEIGHT = 300.0, 420.0
COLOURS = {1: (200, 40, 40), 0: (40, 40, 200)}  # of the whole of a recto and of a verso
# A number stands here, from the left and the foot of its trim: an odd place, so none is mistaken.
AT = 70.0, 330.0
ORIGIN = 5.0, -8.0  # the lower left corner of a trim: nothing says that it is nought
THICK = 0.2  # mm


def book(
    count: int,
    *,
    size: tuple[float, float] = SIZE,
    bleed: float = 0.0,
    room: float = 0.0,
    painted: bool = False,
) -> bytes:
    """Return a PDF whose pages bear their numbers; `room` is that outside the bleed, for marks."""
    made = pikepdf.new()
    made.docinfo["/Title"] = "A book"
    font = made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    out, (width, height) = bleed + room, size
    for number in range(1, count + 1):
        made.add_blank_page(page_size=(width + 2 * out, height + 2 * out))
        page = made.pages[-1].obj
        page.MediaBox, page.TrimBox, page.BleedBox = (
            [
                ORIGIN[0] - by, ORIGIN[1] - by, ORIGIN[0] + width + by, ORIGIN[1] + height + by
            ]
            for by in (out, 0, bleed)
        )  # fmt: skip
        if not out:
            del page.TrimBox, page.BleedBox
        red, green, blue = (part / 255 for part in COLOURS[number % 2])
        ground = f"{red} {green} {blue} rg -99 -99 9999 9999 re f" if painted else ""
        x, y = ORIGIN[0] + AT[0], ORIGIN[1] + AT[1]
        page.Contents = made.make_stream(
            f"{ground} 0 g BT /F1 14 Tf {x} {y} Td ({number}) Tj ET".encode()
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Annots = made.make_indirect(
            pikepdf.Array(
                [
                    pikepdf.Dictionary(
                        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
                        Dest=pikepdf.String("top"),
                    )
                ]
            )
        )  # fmt: skip
    written = io.BytesIO()
    made.save(written, deterministic_id=True)
    return written.getvalue()


# Sheets


@dataclass(frozen=True)
class Number:
    """A number on a side of a sheet: where it begins, in points, and whether it is turned."""

    number: int
    x: float
    y: float
    is_turned: bool


@dataclass(frozen=True)
class Printed:
    """A side of a sheet as it is read back: its numbers, and its boxes."""

    numbers: list[Number]
    media: tuple[float, ...]
    trim: tuple[float, ...]


def sheets(pdf: bytes) -> list[Printed]:
    """Read the sides of the sheets: the numbers of their pages, where they stand."""
    read = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            found, before = [], -2
            for at in range(text.count_chars()):
                sign = chr(pdfium.FPDFText_GetUnicode(text.raw, at))
                if not sign.isdigit():
                    continue
                turn = round(math.degrees(pdfium.FPDFText_GetCharAngle(text.raw, at))) % 360
                assert turn in (0, 180)
                left, bottom, right, top = text.get_charbox(at, loose=True)
                if at == before + 1:
                    last = found.pop()
                    joined = int(f"{last.number}{sign}")
                    found.append(Number(joined, last.x, last.y, last.is_turned))
                else:
                    corner = (right, top) if turn else (left, bottom)
                    found.append(Number(int(sign), *corner, turn == 180))
                before = at
            read.append(Printed(found, page.get_mediabox(), page.get_trimbox()))
    return read


Leaf = tuple[list[Number], list[Number]]  # what is on top of a piece of paper, what is below
Pile = list[Leaf]


def cells(side: Printed, columns: int, rows: int) -> dict[tuple[int, int], list[Number]]:
    """Return the numbers of a side by where they fall, the paper cut into equal parts."""
    _, _, width, height = side.media
    found: dict[tuple[int, int], list[Number]] = {
        (column, row): [] for column in range(columns) for row in range(rows)
    }
    for number in side.numbers:
        found[int(number.x // (width / columns)), int(number.y // (height / rows))].append(number)
    return found


def lay(front: Printed, back: Printed, columns: int, rows: int) -> dict[tuple[int, int], Pile]:
    """Lay a sheet on the table, its back on top; it was turned like a leaf to be printed there."""
    over, under = cells(back, columns, rows), cells(front, columns, rows)
    return {
        (column, row): [(over[column, row], under[columns - 1 - column, row])]
        for column, row in over
    }


def fold_right_over_left(paper: dict[tuple[int, int], Pile]) -> dict[tuple[int, int], Pile]:
    columns = max(column for column, _ in paper) + 1
    return {
        (column, row): [
            (below, above) for above, below in reversed(paper[columns - 1 - column, row])
        ] + paper[column, row]
        for column, row in paper
        if column < columns / 2
    }  # fmt: skip


def fold_upper_over_lower(paper: dict[tuple[int, int], Pile]) -> dict[tuple[int, int], Pile]:
    """A number folded so stands on its head to one who then turns the paper like a leaf."""

    def tumbled(numbers: list[Number]) -> list[Number]:
        return [Number(n.number, n.x, n.y, not n.is_turned) for n in numbers]

    return {
        (column, 0): [
            (tumbled(below), tumbled(above)) for above, below in reversed(paper[column, 1])
        ] + paper[column, 0]
        for column, row in paper
        if row == 0
    }  # fmt: skip


def leafed_through(pile: Pile) -> list[list[Number]]:
    """Turn a folded section over, page 1 was undermost, and read it page by page."""
    return [page for above, below in reversed(pile) for page in (below, above)]


def folded(sides: list[Printed], scheme: Scheme) -> list[list[Number]]:
    """Fold the sheets as the scheme says; return what is on each page of the book."""
    pairs = list(zip(sides[::2], sides[1::2], strict=True))
    if scheme == "booklet":
        # Nested, the first one outside; then all are folded at once.
        paper = {(column, 0): [] for column in (0, 1)}
        for front, back in pairs:
            for place, pile in lay(front, back, 2, 1).items():
                paper[place] = pile + paper[place]
        return leafed_through(fold_right_over_left(paper)[0, 0])
    pages = []
    for front, back in pairs:
        paper = fold_right_over_left(lay(front, back, 4, 2))
        paper = fold_right_over_left(fold_upper_over_lower(paper))
        pages += leafed_through(paper[0, 0])
    return pages


FILLED = {"booklet": 4, "signature16": 16}
SECTIONS = sorted(FILLED)


@pytest.mark.parametrize("scheme", SECTIONS)
@settings(max_examples=15, deadline=None)
@given(count=st.integers(1, 100))
@example(count=1)
@example(count=4)
@example(count=16)
@example(count=17)
@example(count=100)
def test_folded_sheets_give_the_pages_in_order_and_upright(scheme: Scheme, count: int):
    pages = folded(sheets(impose(book(count), scheme)), scheme)
    blanks = -count % FILLED[scheme]
    assert [[n.number for n in page] for page in pages] == (
        [[number] for number in range(1, count + 1)] + [[]] * blanks
    )
    assert not any(number.is_turned for page in pages for number in page)


@given(count=st.integers(1, 100))
@settings(max_examples=15, deadline=None)
def test_two_up_shows_the_pages_as_the_open_book_does(count: int):
    spreads = sheets(impose(book(count), "2up"))
    assert len(spreads) == count // 2 + 1
    for number in range(1, count + 1):
        spread = spreads[number // 2]
        found = next(one for one in spread.numbers if one.number == number)
        assert (found.x > spread.media[2] / 2) == (number % 2 == 1)
        assert not found.is_turned
    assert sum(len(spread.numbers) for spread in spreads) == count


def shifts(sides: list[Printed], scheme: Scheme, cut: float) -> dict[int, float]:
    """Return how far each page is moved towards its spine; it must stand at its height."""
    columns = 4 if scheme == "signature16" else 2
    found = {}
    for side in sides:
        left, bottom = side.trim[:2]
        for number in side.numbers:
            starts = [left + at * WIDTH + at // 2 * 2 * cut for at in range(columns)]
            column = max(at for at in range(columns) if starts[at] <= number.x)
            start = starts[column]
            if number.is_turned:
                x = start + WIDTH - number.x
                top = bottom + 2 * HEIGHT + 2 * cut
                y = top - number.y
            else:
                x, y = number.x - start, number.y - bottom
            assert y == pytest.approx(AT[1] - 3.0, abs=1)  # a descender below the baseline
            spine_is_right = column % 2 == 0
            by = x - AT[0]
            found[number.number] = by if spine_is_right != number.is_turned else -by
    return found


@pytest.mark.parametrize("scheme", SECTIONS)
@pytest.mark.parametrize("count", [16, 32, 61])
def test_creep_moves_each_leaf_inwards_by_the_paper_around_it(scheme: Scheme, count: int):
    pdf = book(count, room=15)
    flat = shifts(sheets(impose(pdf, scheme, paper_thickness=0)), scheme, 3 * MM)
    moved = shifts(sheets(impose(pdf, scheme, paper_thickness=THICK)), scheme, 3 * MM)
    length = 16 if scheme == "signature16" else -(-count // 4) * 4
    for number in range(1, count + 1):
        assert flat[number] == pytest.approx(0, abs=0.05)
        within = (number - 1) % length + 1
        around = (min(within, length + 1 - within) - 1) // 2
        assert moved[number] == pytest.approx(around * THICK * MM, abs=0.05)
    for recto, next_recto in pairwise(range(1, min(count, length // 2) + 1, 2)):
        assert moved[next_recto] > moved[recto] - 0.05


# What is drawn, and where it ends


def rendered(pdf: bytes, number: int = 0):
    """Draw a side at two pixels a point."""
    with pypdfium2.PdfDocument(pdf) as document:
        return document[number].render(scale=2, no_smoothpath=True).to_pil().convert("RGB")


def colour(image, x: float, y: float) -> str:
    """Return what is drawn at a place in points from the left and the foot of a sheet."""
    found = image.getpixel((round(2 * x), image.height - 1 - round(2 * y)))
    names = {COLOURS[1]: "recto", COLOURS[0]: "verso", (255, 255, 255): "paper"}
    return next((name for one, name in names.items() if math.dist(one, found) < 12), f"ink {found}")


BLEED = 3 * MM


@pytest.mark.parametrize("scheme", ["booklet", "2up"])
@pytest.mark.parametrize("thick", [0, 1.0])
def test_bleed_is_kept_outside_and_ends_at_the_spine(scheme: Scheme, thick: float):
    pdf = impose(book(8, bleed=BLEED, room=20, painted=True), scheme, paper_thickness=thick)
    for number, side in enumerate(sheets(pdf)[1:3], 1):
        image = rendered(pdf, number)
        left, bottom, right, top = side.trim
        spine, middle = (left + right) / 2, (bottom + top) / 2
        # The sheet with pages 3 to 6 lies in another: booklet sides 2 and 3, here the side 2.
        creep = thick * MM if scheme == "booklet" and number == 2 else 0
        assert right - left == pytest.approx(2 * WIDTH)
        for y in (middle, bottom - BLEED + 1, top + BLEED - 1):
            assert colour(image, spine - 1, y) == "verso"
            assert colour(image, spine + 1, y) == "recto"
            assert colour(image, left - BLEED + creep + 1, y) == "verso"
            assert colour(image, right + BLEED - creep - 1, y) == "recto"
        for x, y in [
            (left - BLEED + creep - 1, middle), (right + BLEED - creep + 1, middle),
            (spine - 9, bottom - BLEED - 1), (spine + 9, top + BLEED + 1),
        ]:  # fmt: skip
            assert colour(image, x, y) == "paper"


def test_the_bleed_of_a_signature_ends_before_its_neighbours():
    pdf = impose(book(16, bleed=BLEED, painted=True), "signature16", paper_thickness=0)
    image, side = rendered(pdf), sheets(pdf)[0]
    left, bottom, right, top = side.trim
    assert (right - left, top - bottom) == (
        pytest.approx(4 * WIDTH + 2 * BLEED), pytest.approx(2 * HEIGHT + 2 * BLEED)
    )  # fmt: skip
    middle, level = (left + right) / 2, bottom + HEIGHT / 2
    # The lower row of the outer form is 4, 13, 16, 1; the upper one 5, 12, 9, 8.
    assert [colour(image, left + x, level) for x in (WIDTH - 1, WIDTH + 1)] == ["verso", "recto"]
    assert [colour(image, middle + x, level) for x in (-1, 1)] == ["recto", "verso"]
    heads = (bottom + top) / 2
    assert [colour(image, left + 20, heads + y) for y in (-1, 1)] == ["verso", "recto"]
    assert colour(image, left + 20, bottom - BLEED - 1) == "paper"


@pytest.mark.parametrize("scheme", ["booklet", "2up", "signature16"])
def test_no_page_is_cut_but_at_the_spine(scheme: Scheme):
    """Every page is drawn whole where nothing is moved; each is compared with its source."""
    source = book(16, painted=True)
    pdf = impose(source, scheme, paper_thickness=0)
    for at, side in enumerate(sheets(pdf)):
        image = rendered(pdf, at)
        for number in side.numbers:
            way = -1 if number.is_turned else 1
            x, y = number.x - way * AT[0], number.y - way * (AT[1] - 3)
            corners = sorted([x, x + way * WIDTH]), sorted([y, y + way * HEIGHT])
            for px in (corners[0][0] + 1.5, corners[0][1] - 1.5):
                for py in (corners[1][0] + 1.5, corners[1][1] - 1.5):
                    assert colour(image, px, py) == ("verso", "recto")[number.number % 2]


@pytest.mark.parametrize("scheme", ["booklet", "2up", "signature16"])
@pytest.mark.parametrize("bleed", [0.0, 5 * MM])
def test_marks_stand_outside_of_what_is_printed(scheme: Scheme, bleed: float):
    # White pages: whatever is dark in the end is a mark.
    empty = pikepdf.open(io.BytesIO(book(16, bleed=bleed)))
    for page in empty.pages:
        page.obj.Contents = empty.make_stream(b"")
    bare = io.BytesIO()
    empty.save(bare)
    pdf = impose(bare.getvalue(), scheme)
    for at, side in enumerate(sheets(pdf)):
        image = rendered(pdf, at).convert("L").point(lambda grey: 255 if grey < 200 else 0)
        left, bottom, right, top = (round(2 * edge) for edge in side.trim)
        out = round(2 * max(bleed, 3 * MM)) - 3
        inside = left - out, image.height - top - out, right + out, image.height - bottom + out
        assert image.crop(inside).getbbox() is None
        strips = {
            "left": (0, 0, inside[0], image.height), "right": (inside[2], 0, *image.size),
            "above": (0, 0, image.width, inside[1]), "below": (0, inside[3], *image.size),
        }  # fmt: skip
        for strip in strips.values():
            assert image.crop(strip).getbbox()


def mark_at(image, x: float, level: str) -> bool:
    """Tell whether an upright line stands at x, in points, at the head or the foot of a sheet."""
    grey = image.convert("L").point(lambda grey: 255 if grey < 200 else 0)
    y = 8 * MM if level == "head" else image.height / 2 - 8 * MM
    strip = (round(2 * x) - 1, round(2 * min(y, 5 * MM)), round(2 * x) + 2, round(2 * y))
    if level == "foot":
        strip = strip[0], round(2 * y), strip[2], image.height
    return grey.crop(strip).getbbox() is not None


def test_the_knife_follows_the_creep():
    """The crop marks of an inner sheet stand where the edge of the outer one lies on it."""
    pdf = impose(book(32), "booklet", paper_thickness=1)
    read = sheets(pdf)
    for at, side in enumerate(read):
        image, creep = rendered(pdf, at), at // 2 * MM
        left, _, right, _ = side.trim
        for level in ("head", "foot"):
            assert mark_at(image, left + creep, level)
            assert mark_at(image, right - creep, level)
            assert mark_at(image, (left + right) / 2, level)
            for nowhere in (left + creep + 3, left + creep - 3, left + 50):
                assert not mark_at(image, nowhere, level)


# The file


@pytest.mark.parametrize("scheme", ["booklet", "2up", "signature16"])
def test_a_sheet_has_its_boxes_and_nothing_that_leads_elsewhere(scheme: Scheme):
    pdf = impose(book(9, bleed=BLEED, room=12), scheme)
    with pikepdf.open(io.BytesIO(pdf)) as made:
        assert made.check_pdf_syntax() == []
        assert str(made.docinfo["/Title"]) == "A book"
        for gone in (
            "/Names",
            "/Dests",
            "/Outlines",
            "/PageLabels",
            "/StructTreeRoot",
            "/Metadata",
        ):
            assert gone not in made.Root
        for page in made.pages:
            assert "/Annots" not in page.obj
            media, crop, bleed, trim = (
                [float(side) for side in page.obj[box]]
                for box in ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox")
            )
            assert media == crop
            assert [t - b for t, b in zip(trim[:2], bleed[:2], strict=True)] == pytest.approx(
                [BLEED] * 2, abs=0.01
            )
            assert media[0] < bleed[0] < trim[0] < trim[2] < bleed[2] < media[2]
        preferences = made.Root.ViewerPreferences
        assert preferences.get("/Duplex") == (
            None if scheme == "2up" else pikepdf.Name.DuplexFlipShortEdge
        )


def test_a_sheet_higher_than_wide_is_turned_about_its_long_edge():
    with pikepdf.open(io.BytesIO(impose(book(4, size=(100, 420)), "booklet"))) as made:
        assert made.Root.ViewerPreferences.Duplex == pikepdf.Name.DuplexFlipLongEdge


def test_the_same_pages_give_the_same_bytes():
    schemes: tuple[Scheme, ...] = ("booklet", "2up", "signature16")
    first = [impose(book(20), scheme) for scheme in schemes]
    time.sleep(1.1)  # a PDF's identifier may hold the second in which it was written
    assert [impose(book(20), scheme) for scheme in schemes] == first


def saved(pdf: pikepdf.Pdf, **how) -> bytes:
    written = io.BytesIO()
    pdf.save(written, **how)
    return written.getvalue()


def turned() -> bytes:
    pdf = pikepdf.open(io.BytesIO(book(2)))
    pdf.pages[1].rotate(90, relative=False)
    return saved(pdf)


def uneven() -> bytes:
    pdf = pikepdf.open(io.BytesIO(book(3)))
    pdf.pages[2].mediabox = [0, 0, WIDTH, HEIGHT + 2]  # those before have another corner, too
    return saved(pdf)


def locked() -> bytes:
    pdf = pikepdf.open(io.BytesIO(book(3)))
    return saved(pdf, encryption=pikepdf.Encryption(owner="o", user="u"))


@pytest.mark.parametrize(
    ("pdf", "says"),
    [
        (turned, "page 2 is turned"),
        (uneven, "page 3 is not of the size of page 1"),
        (locked, "password"),
        (lambda: b"no pdf", "cannot be read"),
        (lambda: book(0), "there are no pages"),
    ],
)
def test_what_cannot_be_imposed_is_refused_in_one_line(pdf, says: str):
    with pytest.raises(ImpositionError, match=says) as refusal:
        impose(pdf(), "booklet")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("thick", [-0.1, 10, math.nan, math.inf])
def test_paper_that_cannot_be_folded_is_refused(thick: float):
    with pytest.raises(ImpositionError, match="no paper"):
        impose(book(4), "booklet", paper_thickness=thick)
