"""How long a check takes: of this paper, of it again, of a large bibliography, and as it grows.

    python bench/check.py [--runs N]

Each figure stands beside pandoc alone on the same files (`pandoc --citeproc`, one run), measured in
turn with it: a ratio means the same on every machine, a second does not.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
ENTRIES = 10_000


def check(paper: Path) -> None:
    """Check a paper by the front door."""
    run([PYTHON, str(TREE / "build.py"), "check", "-C", str(paper)])


def pandoc(paper: Path) -> None:
    """Let pandoc read the same files and print their citations, in one run."""
    from pypandoc import get_pandoc_path

    sections = sorted(paper.glob("manuscript/*.md")) or sorted(paper.glob("*.md"))
    bibliography = next(paper.glob("*.bib"))
    run([
        get_pandoc_path(), "--citeproc", f"--bibliography={bibliography}", "--file-scope", "-t",
        "html", "-o", "/dev/null", *map(str, sections),
    ])  # fmt: skip


def run(command: list[str]) -> None:
    """Run a command; a paper with faults is no failure."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode > 1:
        sys.exit(f"{command[:3]}: {done.stderr}")


def seconds(work: Callable[[Path], None], paper: Path) -> float:
    """Return how long something takes on a paper."""
    start = time.perf_counter()
    work(paper)
    return time.perf_counter() - start


def forget(paper: Path) -> None:
    """Take away what is remembered of a paper."""
    shutil.rmtree(paper / "build", ignore_errors=True)


def sample(folder: Path, times: int = 1) -> Path:
    """Return the paper of this repository, its sections so many times over."""
    paper = folder / f"sample-{times}"
    (paper / "manuscript").mkdir(parents=True)
    for path in (TREE / "manuscript").glob("*.*"):
        if path.suffix != ".md":
            shutil.copy(path, paper / "manuscript")
        for copy in range(times if path.suffix == ".md" else 0):
            shutil.copy(path, paper / "manuscript" / f"{copy:03}-{path.name}")
    shutil.copy(TREE / "bibliography.bib", paper)
    return paper


def spoken(lot: random.Random, syllables: int) -> str:
    """Return a word that can be spoken."""
    return "".join(lot.choice("bdfgklmnprstvz") + lot.choice("aeiou") for _ in range(syllables))


def large(folder: Path) -> Path:
    """Return a paper with a bibliography of ten thousand entries, of which it cites a few."""
    paper = folder / "large"
    paper.mkdir()
    lot = random.Random(7)  # noqa: S311 - no secret, and the same each time
    families = [spoken(lot, 3).title() for _ in range(2000)]
    fields = [spoken(lot, 3).title() for _ in range(60)]
    entries = [
        f"@article{{{lot.choice(families).lower()}{number},\n"
        f"  author = {{{lot.choice(families)}, Ann and {lot.choice(families)}, Ben}},\n"
        f"  title = {{{' '.join(spoken(lot, 3).title() for _ in range(6))}}},\n"
        f"  journal = {{Journal of {lot.choice(fields)}}},\n  volume = {{{number % 60 + 1}}},\n"
        f"  number = {{{number % 4 + 1}}},\n"
        f"  pages = {{{number % 300 + 1}--{number % 300 + 19}}},\n"
        f"  year = {{{1960 + number % 60}}},\n  doi = {{10.5555/field.{number}}},\n}}\n"
        for number in range(ENTRIES)
    ]
    keys = [entry[9 : entry.index(",")] for entry in entries]
    (paper / "bibliography.bib").write_text("\n".join(entries))
    cited = "\n\n".join(f"A sentence [@{key}]." for key in keys[::200])
    (paper / "paper.md").write_text(f"# Text\n\n{cited}\n")
    return paper


def line(name: str, paper: Path, runs: int, *, fresh: bool = True) -> None:
    """Measure check and pandoc in turn, and print the middle of the runs and their ratio."""
    ours, theirs = [], []
    if not fresh:
        check(paper)
    for _ in range(runs):
        if fresh:
            forget(paper)
        ours.append(seconds(check, paper))
        theirs.append(seconds(pandoc, paper))
    mine, naive = statistics.median(ours), statistics.median(theirs)
    print(f"{name:34}{mine:7.2f} s   pandoc {naive:6.2f} s   ratio {mine / naive:5.2f}")


def main() -> None:
    """Print a line for each case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paper = sample(folder)
        line("this paper", paper, runs)
        line("this paper, unchanged", paper, runs, fresh=False)
        line(f"{ENTRIES} entries", large(folder), min(runs, 3))
        for times in (4, 16, 64):
            line(f"this paper {times} times", sample(folder, times), min(runs, 3))
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"memory of the largest process: {most} MiB")


if __name__ == "__main__":
    main()
