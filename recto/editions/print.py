"""The print edition: the pages of the PDF edition as the printer wants them."""

from __future__ import annotations

from recto.editions._leaves import lay_out, opened
from recto.editions.galley import Galley, Made
from recto.model import Paper


def make(paper: Paper, galley: Galley) -> Made:
    """Make the print edition, and audit its pages. Raises EditionError, TemplateFault."""
    done, found = lay_out(opened("print", paper), paper, galley)
    return Made(done.pdf, found)
