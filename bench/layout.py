#!/usr/bin/env python3
"""Time the layout of pages with our repairs against WeasyPrint as it is.

The same HTML and stylesheet are laid out in turn in fresh processes, one with the note-safe page
and the other repairs, one without; medians are compared. Reading, fonts and the TRIAL page are
outside of the measure on both sides. Without arguments: the paper of this repository.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIDES = ("stock", "recto")


def main() -> None:
    """Run both sides in turn, or one of them in this process."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-C", "--paper", type=Path, default=ROOT)
    parser.add_argument("--trim", default="170x240")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.side:
        print(*laid_out(args.side, args.paper.resolve(), args.trim))
        return
    took: dict[str, list[float]] = {side: [] for side in SIDES}
    pages: dict[str, str] = {}
    for _ in range(args.runs):
        for side in SIDES:
            command = [sys.executable, __file__, "-C", str(args.paper), "--trim", args.trim]
            done = subprocess.run(
                [*command, "--side", side], check=True, capture_output=True, text=True
            )
            seconds, pages[side] = done.stdout.split()[-2:]
            took[side].append(float(seconds))
    base = statistics.median(took["stock"])
    print(f"medians of {args.runs} rounds in turn, {args.paper.resolve().name}, {args.trim}")
    print("         wall s   ratio   pages")
    for side in SIDES:
        median = statistics.median(took[side])
        print(f"{side:7}{median:8.2f}{median / base:8.2f}{pages[side]:>8}")


def laid_out(side: str, paper: Path, trim: str) -> tuple[float, int]:
    """Lay the paper out in this process; return the seconds that took, and the pages."""
    from recto.editions import _leaves, set_galley
    from recto.reading import read_paper
    from recto.tools import baseline, broken_rows, line_end, margin_notes, note_page, weasyprint
    from recto.tools.pandoc import Pandoc

    if side == "stock":
        for repair in (note_page, margin_notes, broken_rows, line_end, baseline):
            vars(repair)["install"] = lambda: None
    with Pandoc() as pandoc:
        read = read_paper(paper, pandoc, layout={"trim": trim})
        galley = set_galley(read, pandoc)
    leaves = _leaves.opened("pdf", read)
    html, _ = _leaves.page(leaves, read, galley)
    start = time.perf_counter()
    document = weasyprint.render(html, leaves.engine, paper)
    return time.perf_counter() - start, len(document.pages)


if __name__ == "__main__":
    main()
