"""Reads the review copy back: a PDF whose lines are numbered, with a watermark on its pages.

The list of queries at its end is no text of the paper, like everything behind the last entry.
"""

from __future__ import annotations

from pathlib import Path

from recto.proof.account import Reading
from recto.proof.expected import Expected
from recto.proof.leaves import UNREADABLE, Manner, read_leaves

__all__ = ["UNREADABLE", "read"]

# What is printed across the pages: no other words may be laid over the text.
WATERMARK = "Review copy"
# Half of the room between two lines that are double spaced, and less than one of them.
ABOVE = 12.0
MANNER = Manner("review copy", overlaid=WATERMARK, above=ABOVE)


def read(path: Path, expected: Expected) -> Reading:
    """Read every item of a finished review copy. Raises PdfError, OSError."""
    return read_leaves(path, expected, MANNER)
