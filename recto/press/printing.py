"""Makes the editions of a paper and proves each; what is not good is not let out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recto.model import Account, Built, Finding, Paper
from recto.press.order import BUILD, LEDGER, PAGE_MAP, PAGES, REJECTED, Order, Printed, file_name
from recto.press.rulebook import lay_rules_at_hand

if TYPE_CHECKING:
    from recto.editions import Made
    from recto.tools.worker import Worker


def print_editions(
    root: Path, names: Sequence[str], order: Order
) -> tuple[Paper, tuple[Finding, ...], list[Printed] | None]:
    """Read and check a paper, and make the editions named; None of them after an error.

    Raises PaperError where there is no such paper, trim or printer.
    """
    from recto.tools.pandoc import Pandoc
    from recto.tools.worker import Worker

    paged = [name for name in names if name in PAGES]
    # Both get ready while the first lines of the paper are read.
    with Worker(_prepare, root, paged, order) as worker, Pandoc() as pandoc:
        lay_rules_at_hand(pandoc)
        from recto.editions import make_edition, set_galley
        from recto.proof import pdf as pdf_reader
        from recto.reading import read_paper
        from recto.reading.sheets import read_sheet

        paper = read_paper(root, pandoc, order.style, order.layout)
        if paged:
            read_sheet(root, paper.settings.layout)  # what there is not is said before all else
        from recto.rules import check as run_rules

        findings = run_rules(paper)
        if any(finding.severity == "error" for finding in findings) and not order.keep_going:
            return paper, findings, None
        galley = set_galley(paper, pandoc)
        waiting = [(make_edition, name, paper, galley) for name in paged]
        if waiting:
            worker.give(*waiting.pop(0))
        printed = [
            _print(name, paper, partial(make_edition, name, paper, galley))
            for name in names
            if name not in paged
        ]
        if paged:
            pdf_reader.get_ready()
        printed += [_print(name, paper, partial(_fetched, worker, waiting)) for name in paged]
    rejected = root / BUILD / REJECTED
    if rejected.is_dir() and not any(rejected.iterdir()):
        rejected.rmdir()
    return paper, findings, printed


def preflighted(path: Path, paper: Paper) -> tuple[Finding, ...]:
    """Return what the printer would refuse in a finished print edition."""
    from recto.proof.preflight import preflight
    from recto.reading.sheets import read_sheet

    return preflight(path, *read_sheet(paper.root, paper.settings.layout))


def imposed(paper: Paper, order: Order, printed: Sequence[Printed]) -> tuple[Finding, ...]:
    """Lay the print edition out on sheets, in a file beside it, if it was found good."""
    from recto.tools.imposition import ImpositionError, impose
    from recto.tools.store import replace_file

    if not any(one.edition == "print" and one.good for one in printed) or not order.impose:
        return ()
    path = paper.root / BUILD / file_name("print", paper)
    try:
        sheets = impose(path.read_bytes(), order.impose)
    except ImpositionError as problem:
        return (Finding("edition-failed", "error", f"{order.impose}: {problem}"),)
    replace_file(path.with_stem(f"{path.stem}-{order.impose}"), sheets)
    return ()


def _fetched(worker: Worker, waiting: list[tuple[Any, ...]]) -> Made:
    """Return what the second process has made, and give it the next piece before that is proved."""
    try:
        made: Made = worker.result()
    finally:
        if waiting:
            worker.give(*waiting.pop(0))
    return made


def _prepare(root: Path, names: Sequence[str], order: Order) -> None:
    if not names:
        return
    from recto.editions import prepare_pages
    from recto.reading import PaperError

    # What is wrong with a template or a trim is met again by making the edition, and said there.
    with suppress(PaperError):
        prepare_pages(names[0], root, order.layout)


def _print(name: str, paper: Paper, make: Callable[[], Made]) -> Printed:
    """Make one edition, prove the finished file, and put it in its place if the proof is whole.

    One that is not stays in `build/rejected/`, and the last good edition where it was.
    """
    from recto.editions import EditionError
    from recto.proof import prove as prove_one
    from recto.tools.store import digest, replace_file

    folder = paper.root / BUILD
    proofed = folder / REJECTED / file_name(name, paper)
    try:
        content, found, pages = make()
    except EditionError as problem:
        return Printed(name, None, (Finding("edition-failed", "error", f"{name}: {problem}"),))
    replace_file(proofed, content)
    account = prove_one(Built(name, proofed, digest(content)), paper)
    if name == "print":
        found = (*found, *preflighted(proofed, paper))
    if found:
        from recto.rules import heed

        found = heed(found, paper)
    # What the proof says is not for the paper to mute.
    printed = Printed(name, account, (*found, *faults_of(account, paper)))
    if printed.good:
        proofed.replace(folder / proofed.name)
        for sheets in folder.glob(f"{proofed.stem}-*.pdf") if name == "print" else ():
            sheets.unlink()  # they were imposed from the edition that was here before
        if pages:
            replace_file(folder / PAGE_MAP, pages.encode())
    return printed


def faults_of(account: Account, paper: Paper) -> tuple[Finding, ...]:
    """Return the faults of a proof as findings, at the place of the note where it has one."""
    notes = {note.id: note for note in paper.manuscript.notes}
    found = []
    for fault in account.faults:
        note = notes.get(fault.id)
        place = (note.place or note.call) if note else None
        message = f"{account.edition}: {fault.message}"
        found.append(Finding("proof-failed", "error", message, place))
    if not account.whole and not found:
        message = f"{account.edition}: not everything arrived, see `{BUILD}/{LEDGER}`"
        found.append(Finding("proof-failed", "error", message))
    return tuple(found)
