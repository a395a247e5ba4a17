"""The PDF edition: pages with notes at their foot, for reading and for keeping."""

from __future__ import annotations

from recto.editions._leaves import lay_out, opened
from recto.editions.galley import Galley, Made
from recto.model import Paper


def make(paper: Paper, galley: Galley) -> Made:
    """Make the PDF edition, and audit its pages. Raises EditionError, TemplateFault."""
    done, found = lay_out(opened("pdf", paper), paper, galley)
    return Made(done.pdf, found, done.pages.to_json())
