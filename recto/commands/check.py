"""`recto check`: run the rules over the paper."""

from __future__ import annotations

import argparse

from recto import press
from recto.commands._order import add_order, order_of

HELP = "run the rules over the paper; nothing is made"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    parser.add_argument("--select", default="", metavar="RULES", help="only these, by commas")
    parser.add_argument("--ignore", default="", metavar="RULES", help="all but these, by commas")
    parser.add_argument("--format", default="text", choices=("text", "json"))
    add_order(parser)
    parser.add_argument("--strict", action="store_true", help="warnings count as errors")
    parser.add_argument("--verbose", action="store_true", help="show every remark in full")


def run(args: argparse.Namespace) -> int:
    """Check, print the findings, and return the exit code."""
    outcome = press.check(args.root, order_of(args), _names(args.select), _names(args.ignore))
    if args.format == "json":
        from recto.report.as_json import render as render_json

        print(render_json(outcome.findings, outcome.sources))
    else:
        from recto.report.text import render

        print(render(outcome.findings, outcome.sources, verbose=args.verbose) or "nothing found")
    return outcome.status(args.strict)


def _names(words: str) -> tuple[str, ...]:
    names = tuple(word.strip() for word in words.split(",") if word.strip())
    if names:
        press.refuse_unknown_rules(names)
    return names
