"""`recto build`: check the paper, make its editions, prove them."""

from __future__ import annotations

import argparse
import sys

from recto import press

HELP = "check the paper, make its editions (html, epub, pdf) and prove them"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    parser.add_argument("editions", nargs="*", metavar="EDITION", help="html, epub or pdf (all)")
    parser.add_argument("--edition", action="append", default=[], metavar="EDITION")
    parser.add_argument("--style", default="", metavar="NAME", help="a CSL style by name")
    parser.add_argument("--keep-going", action="store_true", help="make editions despite errors")
    parser.add_argument("--strict", action="store_true", help="warnings count as errors")
    parser.add_argument("--verbose", action="store_true", help="show every remark in full")
    parser.add_argument("--fresh", action="store_true", help="build even if nothing has changed")


def run(args: argparse.Namespace) -> int:
    """Build, print findings and ledger, and return the exit code."""
    from recto.proof.ledger import table
    from recto.report.text import render

    names = press.chosen_editions([*args.editions, *args.edition])
    outcome = press.build(
        args.root, names, style=args.style, keep_going=args.keep_going, fresh=args.fresh
    )
    said = render(outcome.findings, outcome.sources, verbose=args.verbose)
    if said:
        print(said)
    if outcome.ledger is None:
        print("nothing was made: mend the errors, or build with --keep-going", file=sys.stderr)
        return 1
    print(table(outcome.ledger))
    return outcome.status(args.strict)
