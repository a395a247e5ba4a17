"""Where a file for a printer puts its ink: boxes, safe areas, the gutter, the number of pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from recto.model import Finding, Printer, Trim
from recto.tools.pdf_text import Box
from recto.tools.pressed.places import Mark
from recto.tools.pressed.sheets import Sheet

MM = 72 / 25.4
# Lengths are written with four decimals, and a pixel of CSS is three quarters of a point.
CLOSE = 0.1
SIDES = ("left", "bottom", "right", "top")


def phrase_of(numbers: Iterable[int]) -> str:
    """Return a phrase for some pages: "page 3", "pages 3 and 5", "page 3 and 12 others"."""
    found = sorted(set(numbers))
    if len(found) > 2:
        return f"page {found[0] + 1} and {len(found) - 1} others"
    return f"page{'s' * (len(found) > 1)} {' and '.join(str(one + 1) for one in found)}"


def _cut(sheet: Sheet) -> Box:
    return sheet.boxes.get("TrimBox", sheet.boxes["MediaBox"])


def _spine(number: int) -> str:
    """Return at which side the spine is: page 1 is a recto."""
    return "right" if number % 2 else "left"


def _margins(number: int, printer: Printer, count: int) -> dict[str, float]:
    """Return how far from each side of a page ink has to stay, in PDF units."""
    gutters = sorted(printer.gutter)
    gutter = next((one for most, one in gutters if count <= most), gutters[-1][1] if gutters else 0)
    wide = dict.fromkeys(SIDES, printer.safe)
    wide[_spine(number)] = max(gutter, printer.safe)
    return {side: one * MM - CLOSE if one else 0.0 for side, one in wide.items()}


def cuts_and_insides(
    sheets: Sequence[Sheet], printer: Printer
) -> tuple[tuple[Box, ...], tuple[Box, ...]]:
    """Return the trim of each page, and the box inside it that ink may stand in."""
    cuts = tuple(_cut(sheet) for sheet in sheets)
    insides = tuple(_inside(cut, number, printer, len(cuts)) for number, cut in enumerate(cuts))
    return cuts, insides


def _inside(cut: Box, number: int, printer: Printer, count: int) -> Box:
    left, bottom, right, top = _margins(number, printer, count).values()
    return cut[0] + left, cut[1] + bottom, cut[2] - right, cut[3] - top


def _distances(box: Box, cut: Box) -> dict[str, float]:
    """Return how far from each side of the trim a box stays inside; below 0 it is outside."""
    return dict(
        zip(
            SIDES, (box[0] - cut[0], box[1] - cut[1], cut[2] - box[2], cut[3] - box[3]), strict=True
        )
    )


def safe_faults(
    marks: Iterable[Mark], sheets: Sequence[Sheet], printer: Printer
) -> Iterator[Finding]:
    """Yield what stands too near to the trim, and what to the spine; not what bleeds."""
    cuts = [_cut(sheet) for sheet in sheets]
    found: dict[bool, list[tuple[float, int]]] = {False: [], True: []}
    margins = [_margins(number, printer, len(cuts)) for number in range(len(cuts))]
    for mark in marks:
        cut, sheet = cuts[mark.page], sheets[mark.page]
        if not mark.is_text and (_is_outside(mark.box, cut) or _bleeds(mark, cut, sheet)):
            continue
        for side, distance in _distances(mark.box, cut).items():
            if distance < margins[mark.page][side]:
                at_spine = side == _spine(mark.page)
                found[at_spine].append((distance / MM, mark.page))
    for at_spine, near in found.items():
        if near:
            yield _near(min(near), [page for _, page in near], at_spine, margins, printer)


def _near(
    nearest: tuple[float, int], pages: list[int], at_spine: bool,
    margins: list[dict[str, float]], printer: Printer,
) -> Finding:  # fmt: skip
    distance, page = nearest
    wanted = margins[page][_spine(page)] / MM if at_spine else printer.safe
    where = "spine" if at_spine else "trim"
    stands = f"{distance:.1f} mm from the {where}" if distance >= 0 else f"beyond the {where}"
    said = f"ink stands {stands} on page {page + 1}"
    if wanted:
        said += f", where `{printer.name}` wants {wanted:.1f} mm"
    if others := len(set(pages)) - 1:
        said += f"; so does some on {others} other page{'s' * (others > 1)}"
    help = f"make the {'inner' if at_spine else 'outer'} margins of the trim wider"
    return Finding("print-safe-area", "warning", said, help=help)


def _is_outside(box: Box, cut: Box) -> bool:
    return box[2] <= cut[0] or box[0] >= cut[2] or box[3] <= cut[1] or box[1] >= cut[3]


def _bleeds(mark: Mark, cut: Box, sheet: Sheet) -> bool:
    """Tell whether something runs off the page on purpose: up to the bleed on some side."""
    bleed = sheet.boxes.get("BleedBox", cut)
    beyond = _distances(mark.box, bleed)
    return any(beyond[side] <= 5 * CLOSE for side in SIDES)


def box_faults(sheets: Sequence[Sheet], trim: Trim, printer: Printer) -> Iterator[Finding]:
    """Yield what is wrong with the boxes of pages (ISO 32000-1, 14.11.2)."""
    found: dict[str, list[int]] = {}
    for number, sheet in enumerate(sheets):
        for said in _box_faults(sheet, number, trim, printer):
            found.setdefault(said, []).append(number)
    sizes = {_size(sheet.boxes["MediaBox"]) for sheet in sheets}
    if len(sizes) > 1:
        pages = range(len(sheets))
        found[f"pages have {len(sizes)} different sizes ({', '.join(sorted(sizes))})"] = [*pages]
    for said, numbers in found.items():
        help = f"make the file anew: `{printer.name}` cuts where the boxes say"
        yield Finding("print-box", "error", f"{said}, on {phrase_of(numbers)}", help=help)


def _box_faults(sheet: Sheet, number: int, trim: Trim, printer: Printer) -> Iterator[str]:
    media = sheet.boxes["MediaBox"]
    if sheet.turned:
        yield "the page is turned or scaled"
    if "TrimBox" not in sheet.boxes:
        yield "there is no TrimBox"
    cut = _cut(sheet)
    if (
        abs(cut[2] - cut[0] - trim.width * MM) > CLOSE
        or abs(cut[3] - cut[1] - trim.height * MM) > CLOSE
    ):
        yield f"the TrimBox is {_size(cut)}, the trim {trim.width:.1f} x {trim.height:.1f} mm"
    wanted = dict.fromkeys(SIDES, printer.bleed * MM)
    if printer.bleed_sides == "outer":
        wanted[_spine(number)] = 0.0
    bleed = sheet.boxes.get("BleedBox", cut)
    if not _is_close(_distances(cut, bleed).values(), wanted.values()):
        yield f"the BleedBox is {_beyond(bleed, cut)}, not {_beyond(None, cut, wanted)}"
    room = _distances(bleed, media).values()
    if printer.marks and min(room) < 3 * MM:
        yield f"the MediaBox leaves {min(room) / MM:.1f} mm round the bleed for crop marks"
    if not printer.marks and not _is_close(room, (0.0,) * 4):
        yield f"the MediaBox is {_size(media)}, the bleed {_size(bleed)}"
    if not _is_close(sheet.boxes.get("CropBox", media), media):
        yield "the CropBox hides a part of the page"
    if printer.standard and "ArtBox" in sheet.boxes:
        yield "there is an ArtBox beside the TrimBox"


def _is_close(some: Iterable[float], others: Iterable[float]) -> bool:
    return all(abs(one - other) <= CLOSE for one, other in zip(some, others, strict=True))


def _size(box: Box) -> str:
    return f"{(box[2] - box[0]) / MM:.1f} x {(box[3] - box[1]) / MM:.1f} mm"


def _beyond(box: Box | None, cut: Box, wanted: dict[str, float] | None = None) -> str:
    """Return a phrase for how far a box reaches beyond the trim."""
    sides = wanted if wanted is not None else _distances(cut, box or cut)
    return " / ".join(f"{side} {one / MM + 0.0:.1f}" for side, one in sides.items()) + " mm"


def count_faults(count: int, inked: frozenset[int], printer: Printer) -> Iterator[Finding]:
    """Yield what is wrong with the number of pages, and with the last of them."""
    if count % max(printer.pages_multiple, 1):
        said = f"the file has {count} pages, and `{printer.name}` wants a multiple of "
        said += str(printer.pages_multiple)
        yield Finding("print-page-count", "warning", said, help="fill it up with blank pages")
    if printer.last_blank and count - 1 in inked:
        said = f"the last page, {count}, is not blank, and `{printer.name}` wants it blank"
        yield Finding("print-page-count", "warning", said, help="add a blank page at the end")
