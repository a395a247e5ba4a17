"""The stylesheet of a trim: the page, the type and nothing else; `edition.css` comes after it."""

from __future__ import annotations

from recto.model import NotesAt, Trim

MM = 72 / 25.4  # points in a millimetre
SAFE = 12.7  # mm: no printer of ours wants ink nearer to the trim than half an inch
# Of what is left, the column of notes beside the text takes so much, the distance to it included,
# and never less than so many signs, each so wide in its size.
SHARE, LEAST_SIGNS, SIGN = 0.3, 24, 0.42
# No picture is higher than this share of the page: one that does not fit leaves a gap as high.
HIGHEST = 0.6


def sheet_style(
    trim: Trim, bleed: float = 0.0, notes: NotesAt = "foot", *, one_sided: bool = False
) -> str:
    """Return the CSS of a trim, with a strip of so many mm around each page for what bleeds.

    The foot margin takes what is left of the height beside whole lines, so that every page of
    text ends on the same line. An odd page is a recto: its spine is at the left. Notes in the
    margin stand in the padding of the page, so that running heads still span the whole of it;
    ``one_sided`` keeps them at the right of every page.
    """
    top, text = trim.top * MM, trim.lines * trim.leading
    foot = trim.height * MM - top - text
    bleeding = f" bleed: {bleed:g}mm;" if bleed else ""
    outer, right, left = trim.outer, "", ""
    if notes == "margin":
        outer, column = _beside(trim)
        right, left = f" padding-right: {column:.3f}mm;", f" padding-left: {column:.3f}mm;"
    recto = f"margin: {top:.3f}pt {outer:g}mm {foot:.3f}pt {trim.inner:g}mm;{right}"
    verso = f"margin: {top:.3f}pt {trim.inner:g}mm {foot:.3f}pt {outer:g}mm;{left}"
    return f"""
@page {{ size: {trim.width:g}mm {trim.height:g}mm;{bleeding} }}
@page :right {{ {recto} }}
@page :left {{ {recto if one_sided else verso} }}
html {{ font-size: {trim.size:g}pt; line-height: {trim.leading:g}pt; }}
.note {{ font-size: {trim.note_size:g}pt; line-height: {trim.note_leading:g}pt; }}
img {{ max-height: {HIGHEST * trim.lines * trim.leading:.3f}pt; }}
"""


def _beside(trim: Trim) -> tuple[float, float]:
    """Return the outer margin and, inside it, the column of notes beside the text, in mm."""
    outer = min(trim.outer, SAFE)
    free = trim.width - trim.inner - outer
    gap, least = trim.note_leading / MM, LEAST_SIGNS * SIGN * trim.note_size / MM
    return outer, max(SHARE * free, gap + least)
