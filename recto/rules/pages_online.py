"""Whether a page is still where the entry says. Read from the evidence file."""

from __future__ import annotations

from collections.abc import Iterator

from recto.model import Finding, Paper
from recto.reading.identifying import address_of
from recto.rules._records import answers, asked_on, shortened, value_of
from recto.rules._rule import fault, rule


@rule("warning")
def dead_address(paper: Paper) -> Iterator[Finding]:
    """A page is no longer there

    What it finds: an address whose server says that there is no such page, or whose host is gone.
    Where the Wayback Machine keeps a copy, it is named.

    Why it matters: the reader who follows the note stands before a closed door.

    Example: `url = {https://www.example.org/gone}`

    Instead: cite the kept copy, with its date, beside the old address.
    """
    for work, answer in answers(paper, "url", address_of):
        if answer.state == "dead":
            remedy = f"a copy is kept: {answer.archived}" if answer.archived else (
                "find where it moved to; the Wayback Machine keeps no copy"
            )  # fmt: skip
            yield fault(
                f"the address of `{work.key}` is dead: {answer.detail} ({asked_on(answer)})",
                value_of(work, "url"), remedy,
            )  # fmt: skip


@rule("info")
def moved_address(paper: Paper) -> Iterator[Finding]:
    """A page has moved for good

    What it finds: an address whose server says that the page stands at another one for good.

    Why it matters: the old address works until somebody tidies up.

    Example: `url = {http://old.example.org/page}`, which leads to `https://new.example.org/page`.

    Instead: write the new address.
    """
    for work, answer in answers(paper, "url", address_of):
        if answer.state == "moved":
            yield fault(
                f"the page of `{work.key}` has moved for good",
                value_of(work, "url"), f"it is at {shortened(answer.detail, 200)}",
            )  # fmt: skip
