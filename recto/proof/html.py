"""Reads the HTML edition back."""

from __future__ import annotations

from pathlib import Path

from recto.proof.account import Reading
from recto.proof.expected import Expected
from recto.proof.markup import Pages
from recto.tools.markup import MarkupError, html_events

UNREADABLE = (MarkupError, OSError)


def read(path: Path, expected: Expected) -> Reading:
    """Read every item of a finished HTML file. Raises MarkupError, OSError."""
    del expected  # the marks in the file say what is what
    pages = Pages()
    pages.read(html_events(path.read_bytes()))
    return pages.reading("HTML")
