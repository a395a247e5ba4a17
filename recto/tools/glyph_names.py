"""The letters of glyphs in a PDF whose fonts are whole.

WeasyPrint 70.0 names in the ToUnicode map of a whole font only the glyphs that its character map
leads to, each by the first letter that does: old-style figures and ligatures cannot be read back,
and an apostrophe is read as another sign that looks like it (ISO 32000-1, 9.10.3).
"""

from __future__ import annotations

from typing import Any

MOST = 100  # entries of a map may stand in one block


def name_used_glyphs(document: Any, pdf: Any) -> None:
    """Name the glyphs that a document uses by its own letters, in the fonts of a pydyf.PDF."""
    used = {font.name: font.to_unicode for font in document.fonts.values()}
    for part in pdf.objects:
        if not isinstance(part, dict) or "ToUnicode" not in part:
            continue
        lines = pdf.objects[int(part["ToUnicode"].split()[0])].stream
        letters = {
            b"<%04x>" % glyph: b"<%s>" % text.encode("utf-16-be").hex().encode()
            for glyph, text in sorted(used.get(part["BaseFont"], {}).items())
            if text
        }
        for at, line in enumerate(lines):
            glyph, _, _ = bytes(line).partition(b" ")
            if glyph in letters:
                lines[at] = glyph + b" " + letters.pop(glyph)
        rest = [glyph + b" " + text for glyph, text in letters.items()]
        at = lines.index(b"endcmap")
        for start in range(0, len(rest), MOST):
            some = rest[start : start + MOST]
            lines[at:at] = [b"%d beginbfchar" % len(some), *some, b"endbfchar"]
