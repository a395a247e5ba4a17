"""`recto rules`: the list of all rules."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Sequence
from typing import Any

from recto.model import Rule

HELP = "list the rules, family by family, or the houses"

WIDTH = 110  # of the list, in cells
LEGEND = "*  `check --fix` repairs it\nh  asked for by some houses only: `recto rules --houses`"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    parser.add_argument("family", nargs="?", default="", metavar="FAMILY", help="this one alone")
    help = "list the houses, and the rules that are run only where one of them is followed"
    parser.add_argument("--houses", action="store_true", help=help)
    parser.add_argument("--format", default="text", choices=("text", "json"))


def run(args: argparse.Namespace) -> int:
    """Print a line for each rule. Raises Refused where there is no such family."""
    from recto.rules import RULES

    rules = sorted(RULES.values(), key=lambda rule: (rule.family, rule.name))
    if args.family:
        rules = _of_family(rules, args.family)
    if args.houses:
        print(_houses([rule for rule in rules if rule.houses]))
    elif args.format == "json":
        import json

        print(json.dumps([as_values(rule) for rule in rules], indent=2))
    else:
        print(_listed(rules))
    return 0


def repairs(rule: Rule) -> bool:
    """Tell whether `check --fix` repairs what a rule finds: its manual page says so."""
    return "check --fix" in rule.manual


def as_values(rule: Rule) -> dict[str, Any]:
    """Return what is listed of a rule, as plain values."""
    return {
        "name": rule.name,
        "family": rule.family.replace("_", " "),
        "severity": rule.severity,
        "houses": list(rule.houses),
        "fix": repairs(rule),
        "title": rule.manual.splitlines()[0],
    }


def _of_family(rules: Sequence[Rule], typed: str) -> list[Rule]:
    from recto import press

    wanted = typed.replace(" ", "_").replace("-", "_")
    found = [rule for rule in rules if rule.family == wanted]
    if not found:
        known = ", ".join(dict.fromkeys(rule.family for rule in rules))
        raise press.Refused(f"no family of rules `{typed}`: there are {known}")
    return found


def _listed(rules: Sequence[Rule]) -> str:
    room = max(len(rule.name) for rule in rules)
    parts = []
    for family in dict.fromkeys(rule.family for rule in rules):
        lines = [_line(rule, room) for rule in rules if rule.family == family]
        parts.append("\n".join([family.replace("_", " "), *lines]))
    return "\n\n".join([*parts, LEGEND])


def _line(rule: Rule, room: int) -> str:
    head = f"  {rule.name:{room}} {_marks(rule)} {rule.severity:8}"
    title = textwrap.wrap(rule.manual.splitlines()[0], WIDTH - len(head))
    return head + f"\n{' ' * len(head)}".join(title)


def _marks(rule: Rule) -> str:
    return ("*" if repairs(rule) else " ") + ("h" if rule.houses else " ")


def _houses(rules: Sequence[Rule]) -> str:
    from recto.rules._houses import HOUSES

    parts = []
    for house, said in HOUSES.items():
        names = [f"  {rule.name}" for rule in rules if house in rule.houses]
        parts.append("\n".join([f"{house}: {said}", *names]))
    return "\n\n".join(parts)
