"""What is asked for, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from recto.model import Account, Finding, Ledger, Paper, Source

BUILD = "build"
REJECTED = "rejected"
LEDGER = "ledger.json"
# How the file of an edition is called after the paper.
FILES = {
    "html": ".html",
    "epub": ".epub",
    "pdf": ".pdf",
    "print": "-print.pdf",
    "review": "-review.pdf",
}
EDITIONS = ("html", "epub", "pdf")  # those that are made when none is named
PAGES = ("pdf", "print", "review")  # those that a second process lays out
PAGE_MAP = "pages.json"


class Refused(Exception):
    """What was asked for does not exist; the message is one line."""


@dataclass(frozen=True)
class Order:
    """What is asked for on the command line; it comes before the settings of the paper.

    ``layout`` holds settings of `paper.toml` by name; ``impose`` names the scheme in which the
    print edition is laid out on sheets as well.
    """

    style: str = ""
    layout: Mapping[str, str] = field(default_factory=dict)
    impose: Literal["", "booklet", "2up", "signature16"] = ""
    keep_going: bool = False


AS_SET = Order()  # as the paper's settings say


@dataclass(frozen=True)
class Outcome:
    """What was found, the sources it was found in, and the ledger if editions were made.

    ``families`` are those of the rules that found something, after a check.
    """

    findings: tuple[Finding, ...]
    sources: Mapping[str, Source]
    ledger: Ledger | None = None
    families: Mapping[str, str] = field(default_factory=dict)

    def status(self, strict: bool = False) -> int:
        """Return the exit code: 1 where something is an error (or a warning, if strict)."""
        bad = ("error", "warning") if strict else ("error",)
        return int(any(finding.severity in bad for finding in self.findings))


@dataclass(frozen=True)
class Printed:
    """One edition from the press, and what was found on the way.

    ``account`` is that of its proof, None if it could not be made.
    """

    edition: str
    account: Account | None
    findings: tuple[Finding, ...]

    @property
    def good(self) -> bool:
        """Tell whether it may go out: everything arrived, and nothing found is an error."""
        errors = any(finding.severity == "error" for finding in self.findings)
        return self.account is not None and self.account.whole and not errors


def chosen_editions(names: Sequence[str]) -> tuple[str, ...]:
    """Return the editions to make, the usual if none is named. Raises Refused on an unknown one."""
    for name in names:
        if name not in FILES:
            raise Refused(f"no edition `{name}`: there are {', '.join(FILES)}")
    return tuple(name for name in FILES if name in (names or EDITIONS))


def file_name(edition: str, paper: Paper) -> str:
    """Return the name of the file of an edition of a paper."""
    return (paper.settings.name or "paper") + FILES[edition]


def edition_of(path: Path) -> str:
    """Return the edition that a file is, by its name. Raises Refused."""
    endings = sorted(FILES.items(), key=lambda pair: -len(pair[1]))
    for edition, ending in endings:
        if path.name.endswith(ending):
            return edition
    raise Refused(f"`{path}` is no edition: there are {', '.join(FILES)}")
