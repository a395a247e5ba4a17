"""The print edition: the pages of the PDF edition as the printer wants them."""

from __future__ import annotations

from pathlib import Path

from recto.editions._identity import identifier, moment
from recto.editions._leaves import lay_out, opened
from recto.editions.galley import EditionError, Galley, Made
from recto.model import Paper, Printer
from recto.tools.prepress import PressError, press_ready

LIMIT_BYTES = 8_000_000  # the largest profiles have three


def make(paper: Paper, galley: Galley) -> Made:
    """Make the print edition, and audit its pages. Raises EditionError, TemplateFault."""
    leaves = opened("print", paper)
    profile = _profile(leaves.printer, paper.root)
    done, found = lay_out(leaves, paper, galley)
    try:
        pdf = press_ready(
            done.pdf, leaves.trim, leaves.printer, profile=profile,
            identifier=identifier(paper), title=paper.metadata.title or galley.say("Untitled"),
            made_on=moment(paper),
        )  # fmt: skip
    except PressError as problem:
        raise EditionError(str(problem)) from problem
    return Made(pdf, found, done.pages.to_json())


def _profile(printer: Printer, root: Path) -> bytes | None:
    """Return the ICC profile that a printer's file names. Raises EditionError."""
    if not printer.profile:
        return None
    path = root / printer.profile
    where = f"templates/print/printers/{printer.name}.toml: `profile`"
    if not path.resolve().is_relative_to(root.resolve()):
        raise EditionError(f"{where} leads out of the paper's folder")
    if not path.is_file():
        raise EditionError(f"{where} names no file: `{printer.profile}`")
    try:
        if path.stat().st_size > LIMIT_BYTES:
            raise EditionError(f"{where} is larger than {LIMIT_BYTES // 1_000_000} MB")
        return path.read_bytes()
    except OSError as problem:
        raise EditionError(f"{where} cannot be read: {problem.strerror}") from problem
