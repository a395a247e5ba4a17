"""uharfbuzz and pikepdf: the fonts of a layout, as a printer wants them.

WeasyPrint gives each font six letters before its name, as if it were a subset (ISO 32000-1,
9.6.4), even where it embeds it whole; and it embeds the tables of OpenType round the outlines,
which PDF 1.4 does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from recto.tools.prepress.inks import PressError

PREFIX = re.compile(r"^/?[A-Z]{6}\+")
PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
# A subset keeps the numbers of the glyphs that it empties; a whole font has hardly an empty one.
DRAWN_SHARE = 0.5


def name_whole_fonts(pdf: Any) -> None:
    """Take the prefix of a subset from fonts. Raises PressError for one that is a subset."""
    import pikepdf

    for font in _fonts(pdf):
        inside = font["/DescendantFonts"][0] if "/DescendantFonts" in font else font
        described = inside.get("/FontDescriptor")
        named = str(font.get("/BaseFont", ""))
        if described is None or not PREFIX.match(named):
            continue
        plain = PREFIX.sub("", named)
        program = next((described[key] for key in PROGRAMS if key in described), None)
        if program is None or not _is_whole(program.read_bytes()):
            raise PressError(f"the font `{plain}` is embedded as a subset, and is asked for whole")
        font["/BaseFont"] = inside["/BaseFont"] = pikepdf.Name(f"/{plain}")
        described["/FontName"] = pikepdf.Name(f"/{plain}")


def unwrap_fonts(pdf: Any) -> None:
    """Leave of OpenType fonts their outlines in CFF: what PDF 1.4 can hold (PDF 1.4, table 5.22).

    Raises PressError for a font that holds none.
    """
    import pikepdf

    for one in list(pdf.objects):
        if not isinstance(one, pikepdf.Stream) or one.get("/Subtype") != "/OpenType":
            continue
        outlines = _table(one.read_bytes(), b"CFF ")
        if not outlines:
            raise PressError("an OpenType font has no outlines that PDF 1.4 can hold")
        one.write(outlines)
        one["/Subtype"] = pikepdf.Name.CIDFontType0C


def _table(program: bytes, tag: bytes) -> bytes:
    """Return a table of an OpenType font, empty if there is none."""
    for at in range(12, 12 + 16 * int.from_bytes(program[4:6], "big"), 16):
        if program[at : at + 4] == tag:
            begin, length = (
                int.from_bytes(program[at + byte : at + byte + 4], "big") for byte in (8, 12)
            )
            return program[begin : begin + length]
    return b""


def _fonts(pdf: Any) -> Iterator[Any]:
    import pikepdf

    for one in pdf.objects:
        is_font = isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"
        if is_font and one.get("/Subtype") in ("/Type0", "/TrueType", "/Type1"):
            yield one


def _is_whole(program: bytes) -> bool:
    import uharfbuzz

    face = uharfbuzz.Face(program)
    font, count = uharfbuzz.Font(face), face.glyph_count
    drawn = [font.get_glyph_extents(glyph) for glyph in range(count)]
    inked = sum(1 for one in drawn if one and (one.width or one.height))
    return inked > DRAWN_SHARE * int(count)
