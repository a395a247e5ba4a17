"""Reads the file for a printer back, and says what the printer would refuse.

It shares no code with what makes the file. Where the ink stands is looked at in
`preflight_places`, what the file says of itself in `preflight_standard`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from recto.model import Finding, Printer, Trim
from recto.proof.preflight_places import (
    box_faults,
    count_faults,
    cuts_and_insides,
    phrase_of,
    safe_faults,
)
from recto.proof.preflight_standard import refused_content, standard_faults
from recto.tools.pdf_text import PdfError
from recto.tools.pressed import Ink, Inks, opened, read_inks
from recto.tools.pressed.places import read_places
from recto.tools.pressed.sheets import read_declared

ALLOWED = {"grey": ("DeviceGray",), "cmyk": ("DeviceGray", "DeviceCMYK")}
PLATES = ("Separation All", "Separation Black")
# Darker than this, and as little coloured, a colour is read as black.
DARK, COLOURLESS = 0.35, 0.12
# Resolution is rounded by the layout.
RESOLUTION_SLACK = 0.99


def preflight(path: Path, trim: Trim, printer: Printer) -> tuple[Finding, ...]:
    """Return what a printer would refuse, or complain of, in a finished file."""
    try:
        with opened(path) as pdf:
            declared = read_declared(pdf, path)
            inks = read_inks(pdf, count_ink=printer.ink > 0)
        cuts, insides = cuts_and_insides(declared.sheets, printer)
        marks, inked = read_places(path, cuts, insides)
    except PdfError as problem:
        said = f"the file for `{printer.name}` cannot be read back: {problem}"
        return (Finding("print-unreadable", "error", said, help="make it anew"),)
    return (
        *_fonts(inks, printer),
        *_colours(inks, printer),
        *_black(inks, printer),
        *_ink(inks, printer),
        *_resolution(inks, printer),
        *safe_faults(marks, declared.sheets, printer),
        *box_faults(declared.sheets, trim, printer),
        *count_faults(len(cuts), inked, printer),
        *_transparency(inks, printer),
        *refused_content(declared, printer),
        *standard_faults(declared, printer),
    )


def _fonts(inks: Inks, printer: Printer) -> Iterator[Finding]:
    names = sorted({font.name for font in inks.fonts})
    for name in names:
        here = [font for font in inks.fonts if font.name == name]
        where = phrase_of(font.page for font in here)
        if not all(font.program for font in here):
            said = f"the font `{name}` is not embedded, on {where}"
            help = "name a font file in the stylesheet with `@font-face`"
            yield Finding("print-font-missing", "error", said, help=help)
        elif printer.fonts == "whole" and any(font.subset for font in here):
            said = f"the font `{name}` is embedded as a subset, on {where}"
            help = f"`{printer.name}` wants whole fonts: lay the pages out with them"
            yield Finding("print-font-subset", "error", said, help=help)
        if printer.standard == "x-1a" and any(font.program == "OpenType" for font in here):
            said = f"for PDF/X-1a:2003, the font `{name}` is embedded as OpenType, on {where}"
            help = "make the file anew: PDF 1.4 knows CFF and TrueType only"
            yield Finding("print-standard", "error", said, help=help)


def _colours(inks: Inks, printer: Printer) -> Iterator[Finding]:
    if printer.colour == "rgb":
        return
    allowed = (*ALLOWED[printer.colour], *PLATES, "Pattern")
    wrong = {(ink.what, ink.space) for ink in inks.inks if ink.space not in allowed}
    for what, space in sorted(wrong):
        where = phrase_of(ink.page for ink in inks.inks if (ink.what, ink.space) == (what, space))
        said = f"{_NAMES[what]} is in `{space}`, on {where}"
        help = f"`{printer.name}` takes {' and '.join(ALLOWED[printer.colour])} only"
        yield Finding("print-colour", "error", said, help=help)


_NAMES = {
    "text": "text", "area": "an area", "line": "a line", "picture": "a picture",
    "gradient": "a gradient", "default": "a default colour space",
}  # fmt: skip


def _black(inks: Inks, printer: Printer) -> Iterator[Finding]:
    mixed = [ink for ink in inks.inks if ink.what == "text" and _is_mixed_black(ink)]
    if mixed and printer.colour != "rgb":
        share = " ".join(f"{one:g}" for one in min(mixed).values)
        where = phrase_of(ink.page for ink in mixed)
        said = f"black text is mixed of several inks (`{share}`), on {where}"
        help = "set it in black alone: each ink that is off by a hair gives it a coloured rim"
        yield Finding("print-mixed-black", "error", said, help=help)


def _is_mixed_black(ink: Ink) -> bool:
    if ink.space != "DeviceCMYK" or len(ink.values) != 4 or not any(ink.values[:3]):
        return False
    *colours, black = ink.values
    light = [(1 - one) * (1 - black) for one in colours]
    return max(light) < DARK and max(light) - min(light) < COLOURLESS


def _ink(inks: Inks, printer: Printer) -> Iterator[Finding]:
    if not printer.ink:
        return
    sums = [(100 * sum(i.values), i.page) for i in inks.inks if i.space == "DeviceCMYK"]
    sums += [(picture.ink, picture.page) for picture in inks.pictures]
    # One step of 255 in each ink is rounding.
    over = [(most, page) for most, page in sums if most > printer.ink + 2]
    if over:
        said = (
            f"too much ink lies in one place, {max(over)[0]:.0f} %, on "
            f"{phrase_of(page for _, page in over)}, where `{printer.name}` takes {printer.ink} %"
        )
        help = "use a profile with a lower limit, or lighter colours"
        yield Finding("print-ink", "error", said, help=help)


def _resolution(inks: Inks, printer: Printer) -> Iterator[Finding]:
    least = printer.resolution * RESOLUTION_SLACK
    coarse = {(p.page, round(p.ppi), p.width, p.height) for p in inks.pictures if p.ppi < least}
    for page, ppi, width, height in sorted(coarse):
        said = (
            f"a picture of {width} x {height} pixels has {ppi} ppi on page {page + 1}, "
            f"where `{printer.name}` wants {printer.resolution}"
        )
        help = f"print it {ppi / printer.resolution:.0%} as large, or take one with more pixels"
        yield Finding("print-resolution", "warning", said, help=help)


def _transparency(inks: Inks, printer: Printer) -> Iterator[Finding]:
    if printer.transparency and printer.standard != "x-1a":
        return
    for veil in sorted({what for _, what in inks.veils}):
        where = phrase_of(page for page, what in inks.veils if what == veil)
        said = f"{veil} makes the drawing transparent, on {where}"
        help = f"`{printer.name}` takes no transparency: flatten it"
        yield Finding("print-transparency", "error", said, help=help)
