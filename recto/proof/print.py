"""Reads the print edition back: the text inside the trim of its pages.

A printer takes no links, and often no destinations: nothing is asked of them.
"""

from __future__ import annotations

from pathlib import Path

from recto.proof.account import Reading
from recto.proof.expected import Expected
from recto.proof.leaves import UNREADABLE, Manner, read_leaves

__all__ = ["UNREADABLE", "read"]

MANNER = Manner("print edition", linked=False, trimmed=True)


def read(path: Path, expected: Expected) -> Reading:
    """Read every item of a finished file for a printer. Raises PdfError, OSError."""
    return read_leaves(path, expected, MANNER)
