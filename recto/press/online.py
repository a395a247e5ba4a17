"""The one way out: the registries are asked, and the evidence file is written anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from recto.model import Finding
from recto.press.order import AS_SET, Order

# A house's own copy of the registries, a folder each: it is the user's to name, not the paper's.
MIRROR = "RECTO_REGISTRIES"


def ask_registries(
    root: Path, order: Order = AS_SET, tell: Callable[[int, int], None] = lambda _done, _of: None
) -> tuple[Finding, ...]:
    """Ask what is not known of the cited works, and keep the answers beside the paper.

    ``tell`` hears how many of how many questions are answered. Return what was not answered.
    Raises PaperError where there is no paper.
    """
    from recto.evidence import gather
    from recto.reading import read_paper
    from recto.reading.evidence import FILE, written
    from recto.tools.clock import today
    from recto.tools.pandoc import Pandoc
    from recto.tools.store import replace_file
    from recto.tools.web import Web

    with Pandoc() as pandoc:
        paper = read_paper(root, pandoc, order.style, order.layout)
    with Web(os.environ.get(MIRROR, ""), paper.settings.contact) as web:
        evidence, unanswered = gather(paper, web, today(), tell)
    if evidence != paper.evidence:
        replace_file(root / FILE, written(evidence).encode())
    return unanswered
