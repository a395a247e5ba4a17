"""`recto prove`: read finished editions back and account for everything in them."""

from __future__ import annotations

import argparse
from pathlib import Path

from recto import press
from recto.commands._order import add_order, order_of

HELP = "read finished editions back; account for every note, citation and paragraph"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="default: build/*")
    add_order(parser)


def run(args: argparse.Namespace) -> int:
    """Prove the files, print the ledger, and return the exit code."""
    from recto.proof.ledger import table
    from recto.report.text import render

    outcome = press.prove(args.root, args.files, order_of(args))
    failed = tuple(one for one in outcome.findings if one.rule == "proof-failed")
    said = render(failed, outcome.sources, verbose=True)
    if said:
        print(said)
    if outcome.ledger:
        print(table(outcome.ledger))
    return 1 if failed else 0
