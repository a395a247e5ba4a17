"""Reads the PDF edition back: the text of its pages as drawn, its destinations and its links."""

from __future__ import annotations

from pathlib import Path

from recto.proof.account import Reading
from recto.proof.expected import Expected
from recto.proof.leaves import UNREADABLE, Manner, read_leaves
from recto.tools.pdf_text import load

__all__ = ["UNREADABLE", "get_ready", "read"]

MANNER = Manner("PDF")


def get_ready() -> None:
    """Load what reads a PDF, while one is being made."""
    load()


def read(path: Path, expected: Expected) -> Reading:
    """Read every item of a finished PDF. Raises PdfError, OSError."""
    return read_leaves(path, expected, MANNER)
