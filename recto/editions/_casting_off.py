"""Casting off: how many lines a text will take, told before it is set."""

from __future__ import annotations

import re
from html import unescape
from math import ceil

from recto.editions.galley import Galley
from recto.model import Metadata, Trim

MM = 72 / 25.4  # points in a millimetre
# How wide a letter is on average, in its own size.
LETTER, BOLD_LETTER = 0.46, 0.52
TABLE = re.compile(r"<table\b[^>]*>.*?</table>", re.DOTALL)
ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL)
BLOCK = re.compile(r"<(?:p|li|pre|img|br|math)\b")
TAG = re.compile(r"<[^>]*>")
# Type and leading of tables in `edition.css`, of those of the text.
TABLE_SIZE, TABLE_LEADING = 0.854, 0.95
# A table of less than such a share of the page is never broken; it leaves no larger gap.
SMALL = 0.36
# Neither is a row of so few lines.
UNBROKEN = 6


def measure(trim: Trim) -> float:
    """Return how wide the text of a trim is, in points."""
    return (trim.width - trim.inner - trim.outer) * MM


def lines(letters: int, width: float, size: float, letter: float = LETTER) -> int:
    """Return how many lines so many letters of a size take in a width, both in points."""
    return ceil(letters * size * letter / width)


# Tables


def marked(html: str, trim: Trim) -> str:
    """Return HTML whose tables and rows have the class `whole` where they may not be broken."""
    return TABLE.sub(lambda table: _marked(table[0], trim), html) if "<table" in html else html


def _marked(table: str, trim: Trim) -> str:
    heights: list[int] = []

    def mark(row: re.Match[str]) -> str:
        heights.append(_height(row[0], trim))
        return _whole(row[0]) if heights[-1] <= UNBROKEN else row[0]

    made = ROW.sub(mark, table)
    return _whole(made) if sum(heights) * TABLE_LEADING <= SMALL * trim.lines else made


def _whole(element: str) -> str:
    """Return an element with one class more."""
    opening, end, rest = element.partition(">")
    if ' class="' in opening:
        return opening.replace(' class="', ' class="whole ', 1) + end + rest
    return f'{opening} class="whole"{end}{rest}'


def _height(row: str, trim: Trim) -> int:
    """Return about how many lines a row takes: all columns are taken to be equally wide."""
    cells = CELL.findall(row)
    share = measure(trim) / max(len(cells), 1)
    size = TABLE_SIZE * trim.size
    return max((_cell(cell, share, size) for cell in cells), default=1)


def _cell(cell: str, width: float, size: float) -> int:
    blocks = max(len(BLOCK.findall(cell)) - 1, 0)
    return max(lines(len(unescape(TAG.sub("", cell)).strip()), width, size), 1) + blocks


# The title page


def overfills(meta: Metadata, galley: Galley, trim: Trim) -> bool:
    """Tell whether a title page has to be set close: at its full size it would need a second one.

    The sizes are those of `.opening` in `edition.css`.
    """
    width, size = measure(trim), trim.size
    needed = 8.0 + 2 * lines(len(meta.title or ""), width, 2.33 * size, BOLD_LETTER) + 1
    needed += 1.5 * lines(len(meta.subtitle or ""), width, 1.359 * size)
    if meta.authors:
        names = sum(len(author.name) + 3 for author in meta.authors)
        needed += 3 + lines(names, width, 1.165 * size)
        homes = {author.affiliation for author in meta.authors if author.affiliation}
        needed += 0.5 + sum(lines(len(home) + 2, width, size) for home in homes)
    needed += 2 if meta.date else 0
    notes = [note.html for note in galley.front_notes if "author-note" in galley.front][:1]
    for note in notes:
        letters = len(unescape(TAG.sub("", note)))
        height = trim.note_leading * lines(letters, 0.9 * width, trim.note_size)
        needed += 2 + height / trim.leading
    return needed > trim.lines
