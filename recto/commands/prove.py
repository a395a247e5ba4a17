"""`recto prove`: read finished editions back and account for everything in them."""

from __future__ import annotations

import argparse
from pathlib import Path

from recto import press

HELP = "read finished editions back; account for every note, citation and paragraph"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="default: build/*")
    parser.add_argument("--style", default="", metavar="NAME", help="the style they were made in")


def run(args: argparse.Namespace) -> int:
    """Prove the files, print the ledger, and return the exit code."""
    from recto.proof.ledger import table
    from recto.report.text import render

    outcome = press.prove(args.root, args.files, args.style)
    failed = tuple(one for one in outcome.findings if one.rule == "proof-failed")
    said = render(failed, outcome.sources, verbose=True)
    if said:
        print(said)
    if outcome.ledger:
        print(table(outcome.ledger))
    return 1 if failed else 0
