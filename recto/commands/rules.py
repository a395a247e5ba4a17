"""`recto rules`: the list of all rules."""

from __future__ import annotations

import argparse

HELP = "list the rules, family by family"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the verb takes: nothing."""


def run(args: argparse.Namespace) -> int:
    """Print a line for each rule."""
    from recto.rules import RULES

    family = ""
    for rule in sorted(RULES.values(), key=lambda rule: (rule.family, rule.name)):
        if rule.family != family:
            family = rule.family
            print(f"\n{family.replace('_', ' ')}")
        first = rule.manual.strip().splitlines()[0]
        print(f"  {rule.name:26} {rule.severity:8} {first}")
    return 0
