"""`recto explain RULE`: the manual page of a rule."""

from __future__ import annotations

import argparse

HELP = "print the manual page of a rule"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    parser.add_argument("rule", metavar="RULE")
    parser.add_argument("--format", default="text", choices=("text", "json"))


def run(args: argparse.Namespace) -> int:
    """Print the page. Raises Refused, with the nearest name, where there is no such rule."""
    from recto import press
    from recto.commands.rules import as_values
    from recto.rules import RULES

    press.refuse_unknown_rule(args.rule)
    rule = RULES[args.rule]
    if args.format == "json":
        import json

        print(json.dumps(as_values(rule) | {"manual": rule.manual}, indent=2))
        return 0
    print(f"{rule.name} ({rule.severity}, {rule.family.replace('_', ' ')})\n\n{rule.manual}")
    if rule.houses:
        print(f"\nRun where the paper follows {' or '.join(rule.houses)}, or where it is selected.")
    return 0
