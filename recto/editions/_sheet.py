"""The stylesheet of a trim: the page, the type and nothing else; `edition.css` comes after it."""

from __future__ import annotations

from recto.model import Trim

MM = 72 / 25.4  # points in a millimetre


def sheet_style(trim: Trim, bleed: float = 0.0) -> str:
    """Return the CSS of a trim, with a strip of so many mm around each page for what bleeds.

    The foot margin takes what is left of the height beside whole lines, so that every page of
    text ends on the same line. An odd page is a recto: its spine is at the left.
    """
    top, text = trim.top * MM, trim.lines * trim.leading
    foot = trim.height * MM - top - text
    bleeding = f" bleed: {bleed:g}mm;" if bleed else ""
    return f"""
@page {{ size: {trim.width:g}mm {trim.height:g}mm;{bleeding} }}
@page :right {{ margin: {top:.3f}pt {trim.outer:g}mm {foot:.3f}pt {trim.inner:g}mm; }}
@page :left {{ margin: {top:.3f}pt {trim.inner:g}mm {foot:.3f}pt {trim.outer:g}mm; }}
html {{ font-size: {trim.size:g}pt; line-height: {trim.leading:g}pt; }}
.note {{ font-size: {trim.note_size:g}pt; line-height: {trim.note_leading:g}pt; }}
"""
