"""`recto rules`: the list of all rules."""

from __future__ import annotations

import argparse

HELP = "list the rules, family by family"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    parser.add_argument("family", nargs="?", default="", metavar="FAMILY", help="this one alone")


def run(args: argparse.Namespace) -> int:
    """Print a line for each rule. Raises Refused where there is no such family."""
    from recto import press
    from recto.rules import RULES

    wanted = args.family.replace(" ", "_").replace("-", "_")
    families = sorted({rule.family for rule in RULES.values()})
    if wanted and wanted not in families:
        known = ", ".join(families)
        raise press.Refused(f"no family of rules `{args.family}`: there are {known}")
    parts = []
    for family in [wanted] if wanted else families:
        rules = sorted(
            (rule for rule in RULES.values() if rule.family == family), key=lambda rule: rule.name
        )
        lines = [f"  {one.name:22}{one.severity:9}{one.manual.splitlines()[0]}" for one in rules]
        parts.append("\n".join([family.replace("_", " "), *lines]))
    print("\n\n".join(parts))
    return 0
