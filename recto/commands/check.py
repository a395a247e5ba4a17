"""`recto check`: run the rules over the paper."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from recto.commands._order import add_order, order_of

if TYPE_CHECKING:
    from recto import press
    from recto.model import Finding
    from recto.press.fixing import Repaired

HELP = "run the rules over the paper, and repair what they can; nothing is made"
WORDS = "by commas: names of rules, or how they begin (`missing-*`), families, houses, severities"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    parser.add_argument("--select", default="", metavar="RULES", help=f"only these, {WORDS}")
    parser.add_argument("--ignore", default="", metavar="RULES", help="all but these, the same")
    parser.add_argument("--format", default="text", choices=("text", "json", "sarif", "github"))
    parser.add_argument("--fix", action="store_true", help="repair in the sources what is safe to")
    help = "show what --fix would change, as a diff, and change nothing"
    parser.add_argument("--diff", action="store_true", help=help)
    help = "ask Crossref, DataCite, Open Library and the pages; answers stand in evidence.json"
    parser.add_argument("--online", action="store_true", help=help)
    add_order(parser)
    parser.add_argument("--strict", action="store_true", help="warnings count as errors")
    parser.add_argument("--verbose", action="store_true", help="show every finding in full")


def run(args: argparse.Namespace) -> int:
    """Check, repair if asked to, print the findings, and return the exit code."""
    from recto.tools.pandoc import start_ahead

    start_ahead()
    from recto import press

    order, select, ignore = order_of(args), _names(args.select), _names(args.ignore)
    unanswered = _asked(args.root, order) if args.online else ()
    repaired = None
    if args.fix or args.diff:
        from recto.press.fixing import repair

        repaired = repair(args.root, order, select, ignore, write=not args.diff)
    if args.diff and repaired:
        return _show(repaired)
    outcome = press.check(args.root, order, select, ignore, unanswered)
    said = _rendered(outcome, args)
    if said:
        print(said)
    if repaired:
        # Findings for a program are alone on standard output.
        stream = sys.stdout if args.format == "text" else sys.stderr
        print(_told(repaired, len(outcome.findings)), file=stream)
    return outcome.status(args.strict)


def _asked(root: Path, order: press.Order) -> tuple[Finding, ...]:
    """Ask the registries, and tell a person who waits how far it has come."""
    from recto.press.online import ask_registries

    def tell(done: int, of: int) -> None:
        end = "\n" if done == of else "\r"
        print(f"asked {done} of {of}", end=end, file=sys.stderr, flush=True)

    waits = sys.stderr.isatty()
    return ask_registries(root, order, tell) if waits else ask_registries(root, order)


def _rendered(outcome: press.Outcome, args: argparse.Namespace) -> str:
    findings, sources = outcome.findings, outcome.sources
    if args.format == "json":
        from recto.report import as_json

        return as_json.render(findings, sources)
    if args.format == "sarif":
        from recto.report import sarif
        from recto.rules import RULES

        return sarif.render(findings, sources, RULES, _folder(args.root))
    if args.format == "github":
        from recto.report import github

        return github.render(findings, _folder(args.root))
    from recto.report import text

    families = {}
    if len(findings) >= text.MANY:
        families = {rule: name.replace("_", " ") for rule, name in outcome.families.items()}
    said = text.render(findings, sources, verbose=args.verbose, families=families)
    able = sum(bool(finding.fix) for finding in findings)
    if able and not args.fix:
        said += f"\n`--fix` repairs {able} of them, `--diff` shows how"
    return said or ("" if args.fix else "nothing found")


def _show(repaired: Repaired) -> int:
    """Print what would be changed; return 1 if there is anything, as ruff does."""
    from recto.report.cells import safe

    # A terminal gets no commands from a source; a file gets every byte, or no patch would fit.
    lines = repaired.diff.split("\n") if sys.stdout.isatty() else [repaired.diff]
    print("\n".join(map(safe, lines)) if len(lines) > 1 else repaired.diff, end="")
    print(_told(repaired, None), file=sys.stderr)
    return int(bool(repaired.diff))


def _told(repaired: Repaired, remain: int | None) -> str:
    """Return what was repaired and what was not, with the reason."""
    from recto.report.cells import safe

    lines = [
        f"left as it is: {finding.rule} at {safe(str(finding.place))}: {safe(why)}"
        for finding, why in repaired.left
    ]
    if remain is None:
        return "\n".join([*lines, f"would fix {repaired.count}"])
    return "\n".join([*lines, f"fixed {repaired.count}, {remain} remain{'s' * (remain == 1)}"])


def _folder(root: Path) -> str:
    """Return the way from here to the paper: annotations name files by the repository's root."""
    way = os.path.relpath(root)
    return "" if way == "." or way.startswith("..") else Path(way).as_posix()


def _names(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(",") if word.strip())
