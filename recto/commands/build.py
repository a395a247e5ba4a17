"""`recto build`: check the paper, make its editions, prove them."""

from __future__ import annotations

import argparse
import sys

from recto import press
from recto.commands._order import add_order, order_of

HELP = "check the paper, make its editions (html, epub, pdf; print, review) and prove them"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    help = "html, epub, pdf (these if none is named), print, review"
    parser.add_argument("editions", nargs="*", metavar="EDITION", help=help)
    parser.add_argument("--edition", action="append", default=[], metavar="EDITION")
    add_order(parser)
    help = "lay the print edition out on sheets too: booklet, 2up or signature16"
    schemes = ("booklet", "2up", "signature16")
    parser.add_argument("--impose", default="", choices=schemes, help=help)
    parser.add_argument("--keep-going", action="store_true", help="make editions despite errors")
    parser.add_argument("--strict", action="store_true", help="warnings count as errors")
    parser.add_argument("--verbose", action="store_true", help="show every remark in full")
    parser.add_argument("--fresh", action="store_true", help="build even if nothing has changed")


def run(args: argparse.Namespace) -> int:
    """Build, print findings and ledger, and return the exit code."""
    from recto.proof.ledger import table
    from recto.report.text import render

    names = press.chosen_editions([*args.editions, *args.edition])
    outcome = press.build(args.root, names, order_of(args), fresh=args.fresh)
    said = render(outcome.findings, outcome.sources, verbose=args.verbose)
    if said:
        print(said)
    if outcome.ledger is None:
        print("nothing was made: mend the errors, or build with --keep-going", file=sys.stderr)
        return 1
    print(table(outcome.ledger))
    return outcome.status(args.strict)
