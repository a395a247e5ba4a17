"""The work as a whole: read the paper, check it, make its editions, prove them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from recto.model import Account, Built, Finding, Ledger, Paper, Source

if TYPE_CHECKING:
    from recto.editions import Made
    from recto.tools.worker import Worker

BUILD = "build"
REJECTED = "rejected"
LEDGER = "ledger.json"
# No paper of ours comes near; a file that does is not read.
LIMIT_BYTES = 1_000_000_000
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


@dataclass(frozen=True)
class Outcome:
    """What was found, the sources it was found in, and the ledger if editions were made."""

    findings: tuple[Finding, ...]
    sources: Mapping[str, Source]
    ledger: Ledger | None = None

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


def chosen_editions(names: Sequence[str]) -> tuple[str, ...]:
    """Return the editions to make, the usual if none is named. Raises Refused on an unknown one."""
    for name in names:
        if name not in FILES:
            raise Refused(f"no edition `{name}`: there are {', '.join(FILES)}")
    return tuple(name for name in FILES if name in (names or EDITIONS))


def refuse_unknown_rules(names: Sequence[str]) -> None:
    """Raise Refused, with the nearest name, for a rule that does not exist."""
    import difflib

    from recto.rules import RULES

    for name in names:
        if name not in RULES:
            near = difflib.get_close_matches(name, RULES, n=1)
            hint = f": did you mean `{near[0]}`?" if near else ": `recto rules` lists them"
            raise Refused(f"no rule `{name}`{hint}")


def check(
    root: Path, order: Order, select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> Outcome:
    """Read a paper and run every rule over it."""
    paper, findings = _checked(root, order)
    kept = tuple(
        finding
        for finding in findings
        if (not select or finding.rule in select) and finding.rule not in ignore
    )
    return Outcome(kept, paper.sources)


def build(
    root: Path,
    names: Sequence[str] = EDITIONS,
    order: Order = Order(),  # frozen
    *,
    fresh: bool = True,
) -> Outcome:
    """Check a paper, make its editions and prove them; an error stops it before anything is made.

    Pages are laid out beside the others, by a process that loads its engine while the paper is
    read.
    Unless ``fresh``, a build whose sources, code and editions are unchanged is only remembered.
    """
    from recto.tools import memory

    if (root / BUILD).is_symlink():
        raise Refused("`build` is a link: editions are made in the paper's own folder only")
    words = (*names, order.style, order.impose, str(order.keep_going), *order.layout.values())
    if not fresh and (known := memory.recollect(root / BUILD, root, words)):
        from recto.reading import read_sources

        _write_ledger(root, known[1])  # it may have been taken away, or written by `prove`
        return Outcome(known[0], read_sources(root), known[1])
    paper, findings, printed = _printed(root, names, order)
    if printed is None:
        return Outcome(findings, paper.sources)
    findings = (*findings, *(finding for one in printed for finding in one.findings))
    accounts = [one.account for one in printed if one.account]
    ledger = Ledger(tuple(sorted(accounts, key=lambda one: list(FILES).index(one.edition))))
    _write_ledger(root, ledger)
    memory.keep(root / BUILD, root, words, paper.manuscript.pictures, findings, ledger)
    return Outcome(findings, paper.sources, ledger)


def prove(root: Path, files: Sequence[Path] = (), order: Order = Order()) -> Outcome:
    """Read finished editions back and account for every note, citation and paragraph.

    Without files, those in `build/`. Raises Refused where there is none.
    """
    from recto.proof import prove as prove_one
    from recto.tools.store import digest

    paper, findings = _checked(root, order)
    paths = list(files) or [root / BUILD / file_name(name, paper) for name in FILES]
    paths = [path for path in paths if files or path.is_file()]
    if not paths:
        raise Refused(f"no editions in `{root / BUILD}`: run `recto build` first")
    accounts = []
    for path in paths:
        name = _edition_of(path)
        if path.is_file() and path.stat().st_size > LIMIT_BYTES:
            raise Refused(f"`{path}` is larger than {LIMIT_BYTES // 1_000_000} MB")
        accounts.append(prove_one(Built(name, path, digest(path.read_bytes())), paper))
    faults = [_fault(account, paper) for account in accounts]
    ledger = Ledger(tuple(accounts))
    if not files:
        _write_ledger(root, ledger)
    return Outcome((*findings, *(one for some in faults for one in some)), paper.sources, ledger)


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
    if found:
        from recto.rules import heed

        found = heed(found, paper)
    # What the proof says is not for the paper to mute.
    if account.whole and not any(finding.severity == "error" for finding in found):
        proofed.replace(folder / proofed.name)
        if pages:
            replace_file(folder / PAGE_MAP, pages.encode())
    return Printed(name, account, (*found, *_fault(account, paper)))


def file_name(edition: str, paper: Paper) -> str:
    """Return the name of the file of an edition of a paper."""
    return (paper.settings.name or "paper") + FILES[edition]


def _edition_of(path: Path) -> str:
    """Return the edition that a file is, by its name. Raises Refused."""
    endings = sorted(FILES.items(), key=lambda pair: -len(pair[1]))
    for edition, ending in endings:
        if path.name.endswith(ending):
            return edition
    raise Refused(f"`{path}` is no edition: there are {', '.join(FILES)}")


def _checked(root: Path, order: Order) -> tuple[Paper, tuple[Finding, ...]]:
    from recto.tools.pandoc import Pandoc

    with Pandoc() as pandoc:
        # Imported while pandoc starts.
        from recto.reading import read_paper
        from recto.rules import check as run_rules

        paper = read_paper(root, pandoc, order.style, order.layout)
    return paper, run_rules(paper)


def _printed(
    root: Path, names: Sequence[str], order: Order
) -> tuple[Paper, tuple[Finding, ...], list[Printed] | None]:
    from recto.tools.pandoc import Pandoc
    from recto.tools.worker import Worker

    paged = [name for name in names if name in PAGES]
    # Both get ready while the first lines of the paper are read.
    with Worker(_prepare, root, paged, order) as worker, Pandoc() as pandoc:
        from recto.editions import make_edition, set_galley
        from recto.proof import pdf as pdf_reader
        from recto.reading import read_paper
        from recto.reading.sheets import read_printer, read_trim
        from recto.rules import check as run_rules

        paper = read_paper(root, pandoc, order.style, order.layout)
        if paged:
            layout = paper.settings.layout  # what there is not is said before anything is made
            read_printer(root, layout.printer, read_trim(root, layout.trim))
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


def _fault(account: Account, paper: Paper) -> tuple[Finding, ...]:
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


def _write_ledger(root: Path, ledger: Ledger) -> None:
    from recto.proof.ledger import to_json
    from recto.tools.store import replace_file

    accounts = [replace(one, file=Path(one.file).name) for one in ledger.accounts]
    path, content = root / BUILD / LEDGER, to_json(Ledger(tuple(accounts))).encode()
    if not path.is_file() or path.read_bytes() != content:
        replace_file(path, content)
