"""The repairs that the rules propose: tried on a copy, and written or shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from recto.model import Finding, Patch
from recto.press.choosing import Choice, choose
from recto.press.order import AS_SET, Order, Refused

if TYPE_CHECKING:
    from recto.editing.trial import Bench

# A repair may make another possible; rules that undo each other must come to an end.
ROUNDS = 12


@dataclass(frozen=True)
class Repaired:
    """How many findings were repaired, the changes as one diff, and what was left and why."""

    count: int
    diff: str
    left: tuple[tuple[Finding, str], ...]


def repair(
    root: Path, order: Order = AS_SET, select: Sequence[str] = (), ignore: Sequence[str] = (),
    *, write: bool = True,
) -> Repaired:  # fmt: skip
    """Repair in the sources what the rules know how to repair, all or nothing.

    Nothing is printed otherwise afterwards but the paragraph, note or entry of a finding. Unless
    ``write``, the sources stay as they are. Raises Refused where they cannot be changed.
    """
    from tempfile import TemporaryDirectory

    from recto.editing import apply
    from recto.editing.trial import lay_out
    from recto.reading import read_paper
    from recto.tools.pandoc import Pandoc

    choice = choose(select, ignore)
    with TemporaryDirectory(prefix="recto-") as name, Pandoc() as pandoc:
        folder = Path(name)
        bench = lay_out(root, folder, lambda: read_paper(folder, pandoc, order.style, order.layout))
        sources = dict(bench.sources)
        rounds, left = _rounds(bench, choice)
    patches = [[patch for one in made for patch in one.fix] for made in rounds]
    touched = sorted({patch.file for some in patches for patch in some})
    try:
        files = [
            apply.changed(root, sources[path], [_of(path, some) for some in patches])
            for path in touched
        ]
        if write:
            apply.write(root, files)
    except apply.EditingError as problem:
        raise Refused(str(problem)) from problem
    return Repaired(sum(map(len, rounds)), apply.unified(files), left)


def _rounds(
    bench: Bench, choice: Choice
) -> tuple[list[tuple[Finding, ...]], tuple[tuple[Finding, str], ...]]:
    """Return what was repaired in each round, and what was not, with the reason."""
    from recto.editing.trial import attempt
    from recto.rules import check

    rounds: list[tuple[Finding, ...]] = []
    reasons: dict[tuple[object, ...], str] = {}
    left: list[Finding] = []
    paper = bench.read()
    for _ in range(ROUNDS):
        found = [
            finding
            for finding in check(paper, choice.asked)
            if finding.fix and choice.takes(finding)
        ]
        # What was left in an earlier round is not tried again; where it stands may have changed.
        left = [finding for finding in found if _known_by(finding) in reasons]
        fresh = [finding for finding in found if _known_by(finding) not in reasons]
        trial = attempt(bench, paper, fresh)
        reasons |= {_known_by(finding): why for finding, why in trial.refused}
        left += [finding for finding, _ in trial.refused]
        if not trial.made:
            break
        rounds.append(trial.made)
        paper = trial.paper
    return rounds, tuple((finding, reasons[_known_by(finding)]) for finding in left)


def _known_by(finding: Finding) -> tuple[object, ...]:
    """Return what a finding is known by when its place has moved."""
    changes = tuple((patch.file, patch.old, patch.new) for patch in finding.fix)
    return finding.rule, finding.message, changes


def _of(path: str, patches: Sequence[Patch]) -> list[Patch]:
    return [patch for patch in patches if patch.file == path]
