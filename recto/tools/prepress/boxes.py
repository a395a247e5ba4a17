"""pikepdf: the boxes of pages (ISO 32000-1, 14.11), their crop marks, blank pages at the end."""

from __future__ import annotations

from typing import Any

from recto.model import Printer, Trim
from recto.tools.prepress.inks import PressError, drop

MM = 72 / 25.4
# A page of the layout may be off by so much (pt): CSS counts in pixels.
TOLERANCE = 0.5
# Crop marks: how far from the bleed they begin, how long they are, how thick (mm, mm, pt).
MARK_GAP, MARK_LENGTH, MARK_WIDTH = 3.0, 4.0, 0.25
PAINTING = frozenset(
    ["f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "Tj", "TJ", "'", '"']
) | {"INLINE IMAGE"}
Sides = tuple[float, float, float, float]


def _sides(number: int, printer: Printer) -> Sides:
    """Return the bleed of a page (from 0) at the left, below, at the right, above, in points."""
    bleed = printer.bleed * MM
    if printer.bleed_sides == "all":
        return bleed, bleed, bleed, bleed
    # A recto, the first page and every other, has its spine at the left.
    return (bleed, bleed, 0.0, bleed) if number % 2 else (0.0, bleed, bleed, bleed)


def _around(box: Sides, sides: Sides) -> Sides:
    return box[0] - sides[0], box[1] - sides[1], box[2] + sides[2], box[3] + sides[3]


def set_boxes(pdf: Any, trim: Trim, printer: Printer) -> None:
    """Give each page of a layout its boxes and crop marks.

    Raises PressError for a page that is laid out in another size, or without the bleed.
    """
    for number, page in enumerate(pdf.pages):
        if int(page.get("/Rotate", 0)) or float(page.get("/UserUnit", 1)) != 1:
            raise PressError(f"page {number + 1} is turned or scaled")
        media: Sides = tuple(float(side) for side in page.mediabox)  # type: ignore[assignment]
        cut: Sides = tuple(float(side) for side in page.get("/TrimBox", page.mediabox))  # type: ignore[assignment]
        width, height = trim.width * MM, trim.height * MM
        if max(abs(cut[2] - cut[0] - width), abs(cut[3] - cut[1] - height)) > TOLERANCE:
            found = f"{(cut[2] - cut[0]) / MM:.1f} x {(cut[3] - cut[1]) / MM:.1f} mm"
            wanted = f"{trim.width:.1f} x {trim.height:.1f} mm"
            raise PressError(f"page {number + 1} is laid out as {found}, its trim is {wanted}")
        cut = (cut[0], cut[1], cut[0] + width, cut[1] + height)
        bleed = _around(cut, _sides(number, printer))
        short = max(
            media[0] - bleed[0], media[1] - bleed[1], bleed[2] - media[2], bleed[3] - media[3]
        )
        if short > TOLERANCE:
            raise PressError(
                f"page {number + 1} is laid out with {short / MM:.1f} mm less than the bleed"
            )
        _box(page.obj, cut, bleed, printer)
        if printer.marks:
            _mark(page, cut, bleed, printer)


def _box(page: Any, cut: Sides, bleed: Sides, printer: Printer) -> None:
    import pikepdf

    slug = (MARK_GAP + MARK_LENGTH) * MM if printer.marks else 0.0
    for key, box in (
        ("/MediaBox", _around(bleed, (slug, slug, slug, slug))),
        ("/BleedBox", bleed),
        ("/TrimBox", cut),
    ):
        page[key] = pikepdf.Array([round(side, 4) + 0.0 for side in box])
    drop(page, "/CropBox", "/ArtBox", "/Rotate", "/UserUnit")


def _mark(page: Any, cut: Sides, bleed: Sides, printer: Printer) -> None:
    """Draw the marks below the page, which is cut off at its bleed and cannot move them."""
    left, bottom, right, top = bleed
    gap, long = MARK_GAP * MM, MARK_LENGTH * MM
    lines = []
    for y in (cut[1], cut[3]):
        lines += [(left - gap - long, y, left - gap, y), (right + gap, y, right + gap + long, y)]
    for x in (cut[0], cut[2]):
        lines += [(x, bottom - gap - long, x, bottom - gap), (x, top + gap, x, top + gap + long)]
    drawn = "".join(f"{a:.4f} {b:.4f} m {c:.4f} {d:.4f} l S\n" for a, b, c, d in lines)
    ink = {"grey": "0 G", "cmyk": "/Registration CS 1 SCN", "rgb": "0 0 0 RG"}[printer.colour]
    if printer.colour == "cmyk":
        _registration(page)
    clip = f"{left:.4f} {bottom:.4f} {right - left:.4f} {top - bottom:.4f} re W n\n"
    steps = f"q {MARK_WIDTH} w {ink}\n{drawn}Q\n{clip}"
    page.contents_add(steps.encode("ascii"), prepend=True)
    page.contents_coalesce()


def _registration(page: Any) -> None:
    """Name the colour that prints in every ink (ISO 32000-1, 8.6.6.4)."""
    import pikepdf

    spaces = page.resources.get("/ColorSpace")
    if spaces is None:
        spaces = page.resources["/ColorSpace"] = pikepdf.Dictionary()
    tint = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1)
    spaces["/Registration"] = pikepdf.Array(
        [pikepdf.Name.Separation, pikepdf.Name.All, pikepdf.Name.DeviceCMYK, tint]
    )


def add_blanks(pdf: Any, trim: Trim, printer: Printer) -> None:
    """Fill up the pages: the last is blank where that is asked, and their number is a multiple."""
    import pikepdf

    count = len(pdf.pages)
    wanted = count + int(printer.last_blank and not _is_blank(pdf.pages[-1]))
    wanted += -wanted % max(printer.pages_multiple, 1)
    cut = (0.0, 0.0, trim.width * MM, trim.height * MM)
    for number in range(count, wanted):
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page, Resources=pikepdf.Dictionary(), Contents=pdf.make_stream(b"")
        )
        bleed = _around(cut, _sides(number, printer))
        _box(page, cut, bleed, printer)
        pdf.pages.append(pikepdf.Page(page))
        if printer.marks:
            _mark(pdf.pages[number], cut, bleed, printer)


def _is_blank(page: Any) -> bool:
    import pikepdf

    steps = pikepdf.parse_content_stream(page)
    return not any(str(step.operator) in PAINTING for step in steps)
