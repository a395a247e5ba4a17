"""The review copy: double spaced, its lines numbered, the open questions listed at its end."""

from __future__ import annotations

from recto.editions._leaves import lay_out, opened
from recto.editions.galley import Galley, Made
from recto.model import Paper


def make(paper: Paper, galley: Galley) -> Made:
    """Make the review copy, and audit its pages. Raises EditionError, TemplateFault."""
    done, found = lay_out(opened("review", paper), paper, galley)
    return Made(done.pdf, found)
