"""`recto explain RULE`: the manual page of a rule."""

from __future__ import annotations

import argparse

HELP = "print the manual page of a rule"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    parser.add_argument("rule", metavar="RULE")


def run(args: argparse.Namespace) -> int:
    """Print the page."""
    from recto import press
    from recto.rules import RULES

    press.refuse_unknown_rules((args.rule,))
    rule = RULES[args.rule]
    print(f"{rule.name} ({rule.severity}, {rule.family.replace('_', ' ')})\n\n{rule.manual}")
    return 0
