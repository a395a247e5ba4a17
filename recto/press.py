"""The work as a whole: read the paper, check it, make its editions, prove them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from recto.model import Account, Built, Finding, Ledger, Paper

if TYPE_CHECKING:
    from recto.editions import Galley

BUILD = "build"
REJECTED = "rejected"


@dataclass(frozen=True)
class Printed:
    """One edition from the press: the account of its proof (none if it could not be made), and
    what was found on the way."""

    edition: str
    account: Account | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Outcome:
    """What a build came to: the paper, every finding, and the ledger if editions were made."""

    paper: Paper
    findings: tuple[Finding, ...]
    ledger: Ledger | None


def check(root: Path, style: str = "") -> tuple[Paper, tuple[Finding, ...]]:
    """Read a paper and run every rule over it."""
    from recto.reading import read_paper
    from recto.rules import check as run_rules
    from recto.tools.pandoc import Pandoc

    with Pandoc() as pandoc:
        paper = read_paper(root, pandoc, style)
    return paper, run_rules(paper)


def build(
    root: Path, names: Sequence[str], style: str = "", keep_going: bool = False
) -> Outcome:
    """Check a paper, make its editions and prove them; an error stops it before anything is made.

    The PDF is made beside the others, by a process that loads its engine while the paper is read.
    """
    from recto.tools.worker import Worker

    with Worker(_prepare, root, "pdf" in names) as worker:
        from recto.editions import set_galley
        from recto.reading import read_paper
        from recto.rules import check as run_rules
        from recto.tools.pandoc import Pandoc

        with Pandoc() as pandoc:
            paper = read_paper(root, pandoc, style)
            findings = run_rules(paper)
            if any(finding.severity == "error" for finding in findings) and not keep_going:
                return Outcome(paper, findings, None)
            galley = set_galley(paper, pandoc)
        if "pdf" in names:
            worker.give(print_edition, "pdf", paper, galley)
        printed = [print_edition(name, paper, galley) for name in names if name != "pdf"]
        if "pdf" in names:
            printed.append(worker.result())
    return _outcome(paper, findings, printed, keep_going)


def prove(root: Path, files: Sequence[Path], style: str = "") -> Outcome:
    """Read finished editions back and account for every note, citation and paragraph."""
    from recto.proof import prove as prove_one
    from recto.tools.store import digest

    paper, findings = check(root, style)
    accounts = tuple(
        prove_one(Built(path.suffix.lstrip("."), path, digest(path.read_bytes())), paper)
        for path in files
    )
    return Outcome(paper, findings, Ledger(accounts))


def print_edition(name: str, paper: Paper, galley: Galley) -> Printed:
    """Make one edition, prove the finished file, and put it in its place if the proof is whole.

    One that is not goes to `build/rejected/`, and the last good edition stays.
    """
    from recto.editions import EditionError, make_edition
    from recto.proof import prove as prove_one
    from recto.tools.store import digest, replace_file

    try:
        content, found = make_edition(name, paper, galley)
    except EditionError as problem:
        return Printed(name, None, (Finding("edition-failed", "error", f"{name}: {problem}"),))
    folder = paper.root / BUILD
    proofed = folder / REJECTED / f"{paper_name(paper)}.{name}"
    replace_file(proofed, content)
    account = prove_one(Built(name, proofed, digest(content)), paper)
    if account.whole and not any(finding.severity == "error" for finding in found):
        proofed.replace(folder / proofed.name)
        if not any(proofed.parent.iterdir()):
            proofed.parent.rmdir()
    faults = (
        Finding("proof-failed", "error", f"{name}: {fault.message}") for fault in account.faults
    )
    return Printed(name, account, (*found, *faults))


def paper_name(paper: Paper) -> str:
    """Return the name of the files of a paper, without suffix."""
    return paper.settings.name or "paper"


def _prepare(root: Path, wanted: bool) -> None:
    if wanted:
        from recto.editions import pdf
        from recto.tools.templates import TemplateFault

        try:
            pdf.prepare(root)
        except TemplateFault:
            return  # making the edition meets it again, and says so


def _outcome(
    paper: Paper, findings: tuple[Finding, ...], printed: list[Printed], keep_going: bool
) -> Outcome:
    accounts = [one.account for one in sorted(printed, key=lambda one: one.edition) if one.account]
    more = [finding for one in printed for finding in one.findings]
    return Outcome(paper, (*findings, *more), Ledger(tuple(accounts)))
