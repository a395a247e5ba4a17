"""Plant every fault we know into good papers, and count what the check finds of it.

    python bench/faults.py [--each N] [--only FAULT] [PAPER ...]

Without papers, those of the tests and the paper of this repository. A fault is found where a
finding stands on its line that the good paper does not have; the column counts where the finding
marks the very words. "Elsewhere" counts errors and warnings on other lines, many of them true: a
call that is spoilt leaves its note without one.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TREE), str(TREE / "tests")]

import planting  # noqa: E402 - found by the path above
import planting.entries  # noqa: E402
import planting.notes  # noqa: E402

PAPERS = ("tests/faults/lighthouses", "tests/faults/tides")


def own_paper(scratch: Path) -> Path:
    """Return a copy of the paper of this repository, without all that is beside it."""
    copy = scratch / "sample"
    shutil.copytree(
        TREE / "manuscript", copy / "manuscript", ignore=shutil.ignore_patterns("source")
    )
    for name in ("bibliography.bib", "paper.toml"):
        if (TREE / name).is_file():
            shutil.copy(TREE / name, copy / name)
    return copy


def tried(mutants: list[planting.Mutant], scratch: Path) -> list[planting.Verdict]:
    """Check some mutants in a process of their own."""
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        return list(planting.judge(mutants, Path(folder)))


def main() -> None:
    """Plant, check, count, and name what was missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("papers", nargs="*", type=Path)
    parser.add_argument("--each", type=int, default=2, help="mutants a planter and paper")
    parser.add_argument("--only", default="", help="faults whose name holds this")
    parser.add_argument("--verbose", action="store_true", help="show what was said of each miss")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        papers = args.papers or [*(TREE / name for name in PAPERS), own_paper(scratch)]
        beds = [planting.bed(path) for path in papers]
        mutants = [one for one in planting.mutants(beds, args.each) if args.only in one.fault]
        with ProcessPoolExecutor(2) as crew:
            halves = crew.map(tried, [mutants[::2], mutants[1::2]], [scratch, scratch])
            verdicts = [one for half in halves for one in half]
    report(verdicts, verbose=args.verbose)


def report(verdicts: list[planting.Verdict], *, verbose: bool) -> None:
    """Print a line for each fault that was missed, and the sums."""
    by_fault: dict[str, list[planting.Verdict]] = defaultdict(list)
    for one in verdicts:
        by_fault[one.mutant.fault].append(one)
    elsewhere: Counter[str] = Counter()
    for name, some in sorted(by_fault.items()):
        found = [one for one in some if one.on_line]
        columns = [one for one in found if one.on_column]
        elsewhere.update(finding.rule for one in some for finding in one.false)
        if len(columns) < len(some):
            papers = sorted({one.mutant.bed.name for one in some if not one.on_column})
            print(f"{name:32}{len(found)} of {len(some)}, column {len(columns)}  {papers}")
        for one in some if verbose else ():
            if not one.on_column:
                said = [f"{f.rule} {f.place}" for f in one.new]
                print(f"    {one.mutant} at {':'.join(map(str, one.pencil))}: {said}")
    found = [one for one in verdicts if one.on_line]
    columns = [one for one in found if one.on_column]
    names = {one.mutant.fault for one in found}
    print(f"faults   {len(names)} of {len(by_fault)} found at least once")
    print(f"mutants  {len(found)} of {len(verdicts)} found, on their line")
    print(f"columns  {len(columns)} of {len(found)}")
    print(f"elsewhere {sum(elsewhere.values())}: {dict(elsewhere.most_common(8))}")


if __name__ == "__main__":
    main()
