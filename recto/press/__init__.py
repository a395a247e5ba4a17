"""The work as a whole: read the paper, check it, make its editions, prove them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from recto.model import Built, Finding, Ledger, Paper, Source
from recto.press.choosing import choose, refuse_unknown_rule
from recto.press.order import (
    AS_SET,
    BUILD,
    EDITIONS,
    FILES,
    LEDGER,
    PAGE_MAP,
    Order,
    Outcome,
    Refused,
    chosen_editions,
    edition_of,
    file_name,
)
from recto.press.printing import faults_of, imposed, preflighted, print_editions
from recto.press.rulebook import lay_rules_at_hand

if TYPE_CHECKING:
    from recto.tools.pandoc import Pandoc

__all__ = [
    "Order", "Outcome", "Refused", "build", "check", "chosen_editions", "prove",
    "refuse_unknown_rule",
]  # fmt: skip
# No paper of ours comes near; a file that does is not read.
LIMIT_BYTES = 1_000_000_000
# What is found until a file is put somewhere: such an outcome is not remembered.
AWAITED = ("missing-picture", "missing-file", "missing-bibliography", "missing-style")


def check(
    root: Path, order: Order = AS_SET, select: Sequence[str] = (), ignore: Sequence[str] = (),
    unanswered: Sequence[Finding] = (),
) -> Outcome:  # fmt: skip
    """Read a paper and run every rule over it; a paper that was checked before is remembered.

    ``select`` and ``ignore`` are names of rules, families, houses or severities; ``unanswered``
    is what the registries left open, and stands at the end.
    """
    from recto.tools import memory
    from recto.tools.pandoc import Pandoc

    choice = choose(select, ignore)
    words = ("check", *_words(order), *sorted(choice.asked))
    folder = root / BUILD
    with Pandoc() as pandoc:  # it starts while we look whether it is needed
        known = memory.recollect_check(folder, root, words)
        if known:
            from recto.reading import read_sources

            findings, families = known
            sources: Mapping[str, Source] = read_sources(root)
        else:
            paper, findings = _checked(root, order, pandoc, choice.asked)
            sources, families = paper.sources, _families(findings)
            if not folder.is_symlink() and _complete(findings):
                memory.keep_check(folder, root, words, _paths(paper), findings, families)
    kept = tuple(filter(choice.takes, (*findings, *unanswered)))
    return Outcome(kept, sources, families=families)


def build(
    root: Path,
    names: Sequence[str] = EDITIONS,
    order: Order = AS_SET,
    *,
    fresh: bool = True,
) -> Outcome:
    """Check a paper, make its editions and prove them; an error stops it before anything is made.

    Pages are laid out beside the others, by a process that loads its engine while the paper is
    read. Unless ``fresh``, a build of unchanged sources, code and editions is only remembered.
    """
    from recto.tools import memory

    if (root / BUILD).is_symlink():
        raise Refused("`build` is a link: editions are made in the paper's own folder only")
    if order.impose and "print" not in names:
        raise Refused("sheets are imposed from the print edition: name it, as in `build print`")
    words = (*names, order.impose, str(order.keep_going), *_words(order))
    if not (fresh or order.impose) and (known := memory.recollect(root / BUILD, root, words)):
        from recto.reading import read_sources

        _write_ledger(root, known[1])  # it may have been taken away, or written by `prove`
        return Outcome(known[0], read_sources(root), known[1])
    paper, findings, printed = print_editions(root, names, order)
    if printed is None:
        return Outcome(findings, paper.sources)
    findings = (*findings, *(finding for one in printed for finding in one.findings))
    if order.impose:
        findings = (*findings, *imposed(paper, order, printed))
    accounts = [one.account for one in printed if one.account]
    ledger = Ledger(tuple(sorted(accounts, key=lambda one: list(FILES).index(one.edition))))
    _write_ledger(root, ledger)
    if _complete(findings):
        memory.keep(root / BUILD, root, words, _paths(paper), findings, ledger, (PAGE_MAP,))
    return Outcome(findings, paper.sources, ledger)


def prove(root: Path, files: Sequence[Path] = (), order: Order = AS_SET) -> Outcome:
    """Read finished editions back and account for every note, citation and paragraph.

    Without files, those in `build/`. Raises Refused where there is none.
    """
    from recto.proof import prove as prove_one
    from recto.tools.pandoc import Pandoc
    from recto.tools.store import digest

    with Pandoc() as pandoc:
        paper, findings = _checked(root, order, pandoc)
    paths = list(files) or [root / BUILD / file_name(name, paper) for name in FILES]
    paths = [path for path in paths if files or path.is_file()]
    if not paths:
        raise Refused(f"no editions in `{root / BUILD}`: run `recto build` first")
    accounts = []
    for path in paths:
        name = edition_of(path)
        if path.is_file() and path.stat().st_size > LIMIT_BYTES:
            raise Refused(f"`{path}` is larger than {LIMIT_BYTES // 1_000_000} MB")
        accounts.append(prove_one(Built(name, path, digest(path.read_bytes())), paper))
        if name == "print" and path.is_file():
            findings = (*findings, *preflighted(path, paper))
    faults = [faults_of(account, paper) for account in accounts]
    ledger = Ledger(tuple(accounts))
    if not files:
        _write_ledger(root, ledger)
    return Outcome((*findings, *(one for some in faults for one in some)), paper.sources, ledger)


def _words(order: Order) -> tuple[str, ...]:
    """Return what of an order an outcome depends on, as words."""
    return (order.style, *(f"{name}={value}" for name, value in sorted(order.layout.items())))


def _paths(paper: Paper) -> tuple[str, ...]:
    """Return the files that a paper names, and which may stand anywhere below its folder."""
    return (*paper.manuscript.pictures, paper.bibliography.source.path)


def _complete(findings: Sequence[Finding]) -> bool:
    """Tell whether no file is missing: when and where it will be put, nobody can know."""
    return all(finding.rule not in AWAITED for finding in findings)


def _families(findings: Sequence[Finding]) -> dict[str, str]:
    """Return the families of the rules that found something."""
    from recto.rules import RULES

    return {one.rule: RULES[one.rule].family for one in findings if one.rule in RULES}


def _checked(
    root: Path, order: Order, pandoc: Pandoc, selected: Sequence[str] = ()
) -> tuple[Paper, tuple[Finding, ...]]:
    from recto.reading import read_paper

    lay_rules_at_hand(pandoc)
    paper = read_paper(root, pandoc, order.style, order.layout)
    from recto.rules import check as run_rules

    return paper, run_rules(paper, selected)


def _write_ledger(root: Path, ledger: Ledger) -> None:
    from recto.proof.ledger import to_json
    from recto.tools.store import replace_file

    accounts = [replace(one, file=Path(one.file).name) for one in ledger.accounts]
    path, content = root / BUILD / LEDGER, to_json(Ledger(tuple(accounts))).encode()
    if not path.is_file() or path.read_bytes() != content:
        replace_file(path, content)
