"""Repairs tried on a copy of the paper: those that change anything else are left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from recto.editing.apply import applied, compatible
from recto.editing.printed import strays
from recto.model import Finding, Paper, Patch, Source
from recto.reading import read_sources
from recto.tools.store import replace_file

# A paper is read once for each trial; after so many, what is still doubtful is left out.
TRIALS = 40


@dataclass
class Bench:
    """A copy of the sources of a paper in a folder of its own, and what may not be repaired.

    ``read`` reads the paper in that folder.
    """

    folder: Path
    sources: dict[str, Source]
    read: Callable[[], Paper]
    locked: Mapping[str, str]
    left: int = TRIALS

    def lay(self, sources: Mapping[str, Source]) -> None:
        """Put texts in place of those that are there."""
        for path, source in sources.items():
            if self.sources.get(path) != source:
                replace_file(self.folder / path, source.text.encode())
                self.sources[path] = source


@dataclass(frozen=True)
class Trial:
    """What came of some repairs: those that were made, why the others were not, the paper after."""

    made: tuple[Finding, ...]
    refused: tuple[tuple[Finding, str], ...]
    paper: Paper


def lay_out(root: Path, folder: Path, read: Callable[[], Paper]) -> Bench:
    """Copy the sources, settings and citation styles of a paper into a folder."""
    sources = read_sources(root)
    locked = {}
    for path, source in sources.items():
        if (root / path).is_file():
            replace_file(folder / path, source.text.encode())
            if not _is_utf_8((root / path).read_bytes()):
                locked[path] = f"`{path}` is not UTF-8: save it so first"
    for own in [root / "paper.toml", *root.glob("templates/*.csl")]:
        if own.is_file() and own.resolve().is_relative_to(root.resolve()):
            replace_file(folder / own.relative_to(root), own.read_bytes())
    return Bench(folder, sources, read, locked)


def attempt(bench: Bench, paper: Paper, findings: Sequence[Finding]) -> Trial:
    """Make the repairs of some findings, as many as change only what they stand for.

    What meets an earlier repair waits, and is in neither list. Where all of them together change
    something else, halves of them are tried, so that the guilty are found in few readings.
    """
    refused: list[tuple[Finding, str]] = []
    able = []
    for finding in findings:
        why = _impossible(finding, paper, bench)
        if why:
            refused.append((finding, why))
        else:
            able.append(finding)
    made = compatible(able)
    blamed: list[tuple[Finding, str]] = []
    after, found = _after(bench, paper, made)
    if found:
        made, blamed = _sift(bench, paper, made, found[0])
        after, found = _after(bench, paper, made)
    if found:  # none does harm alone, but two of them together: one is progress enough
        made = made[:1]
        after, _ = _after(bench, paper, made)
    bench.lay(after.sources)
    return Trial(tuple(made), (*refused, *blamed), after)


def _impossible(finding: Finding, paper: Paper, bench: Bench) -> str:
    """Return why the patches of a finding cannot be made at all, empty if they can."""
    for patch in finding.fix:
        if patch.file in bench.locked:
            return bench.locked[patch.file]
        source = paper.sources.get(patch.file)
        if source is None or not source.text.startswith(patch.old, patch.start):
            return f"what it would change does not stand in `{patch.file}`"
    return "" if compatible([finding]) else "its own patches meet"


def _sift(
    bench: Bench, paper: Paper, findings: list[Finding], found: str
) -> tuple[list[Finding], list[tuple[Finding, str]]]:
    """Return those findings whose repairs do no harm, and why the others are left out.

    ``found`` speaks against all of them together.
    """
    if len(findings) == 1:
        return [], [(findings[0], found)]
    good: list[Finding] = []
    bad: list[tuple[Finding, str]] = []
    half = len(findings) // 2
    for some in (findings[:half], findings[half:]):
        if bench.left <= 0:
            bad += [(one, "too many others were in doubt: repair it by hand") for one in some]
            continue
        _, harm = _after(bench, paper, some)
        kept, blamed = _sift(bench, paper, some, harm[0]) if harm else (some, [])
        good += kept
        bad += blamed
    return good, bad


def _after(bench: Bench, paper: Paper, findings: Sequence[Finding]) -> tuple[Paper, list[str]]:
    """Return the paper after some repairs, and what is printed otherwise than they may make it."""
    if not findings:
        return paper, []
    bench.left -= 1
    patches = [patch for finding in findings for patch in finding.fix]
    by_file: dict[str, list[Patch]] = {}
    for patch in patches:
        by_file.setdefault(patch.file, []).append(patch)
    sources = paper.sources | {
        path: applied(paper.sources[path], some) for path, some in by_file.items()
    }
    bench.lay(sources)
    after = bench.read()
    return after, strays(paper, after, patches)


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
