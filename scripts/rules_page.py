#!/usr/bin/env python3
"""Write docs/rules.md from the manual pages of the rules: `make docs`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from recto.commands.rules import repairs
from recto.model import Rule
from recto.rules import RULES
from recto.rules._houses import HOUSES

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rules.md"
HEAD = """\
# The rules

Written by `make docs` from the manual pages, which `python build.py explain RULE` prints.
`docs/checking.md` tells what to do with what is found.

✎ `check --fix` repairs it. ⌂ Some [houses](#houses) ask for it, and others do not.
"""
# A part of a page begins with its name, and goes on in lines that are indented or not.
PART = re.compile(r"^(What it finds|Why it matters|Example|Instead):[ ]?", re.MULTILINE)


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the page: a list of all rules by family, then each of them."""
    families = sorted({rule.family for rule in RULES.values()})
    by_family = {
        family: sorted(
            (rule for rule in RULES.values() if rule.family == family), key=lambda rule: rule.name
        )
        for family in families
    }
    linked = " · ".join(f"[{_title(family)}](#{_anchor(family)})" for family in families)
    parts = [
        HEAD,
        f"{linked}\n",
        *(_contents(family, rules) for family, rules in by_family.items()),
        _houses(),
    ]
    for family, rules in by_family.items():
        parts += [f"## {_title(family)}\n", *map(_entry, rules)]
    return "\n".join(parts)


def _title(family: str) -> str:
    return family.replace("_", " ").capitalize()


def _anchor(family: str) -> str:
    return family.replace("_", "-")


def _contents(family: str, rules: Sequence[Rule]) -> str:
    """Return the list of a family's rules: one table each, so that the eye has a place to go."""
    rows = "\n".join(
        f"| [{rule.name}](#{rule.name}) {_marks(rule)}| {rule.severity} | {_safe(_first(rule))} |"
        for rule in rules
    )
    return f"| {_title(family)} | | |\n| --- | --- | --- |\n{rows}\n"


def _houses() -> str:
    rows = "\n".join(f"| `{name}` | {said} |" for name, said in HOUSES.items())
    return (
        "## Houses\n\nA paper follows the houses that `house` in `paper.toml` names;\nwhere it "
        f"names none, that of its citation style.\n\n| | |\n| --- | --- |\n{rows}\n"
    )


def _entry(rule: Rule) -> str:
    about: list[str] = [rule.severity]
    if repairs(rule):
        about.append("repaired by `check --fix`")
    if rule.houses:
        about.append(f"for {', '.join(f'`{house}`' for house in rule.houses)}")
    parts = PART.split(rule.manual.partition("\n")[2])[1:]
    body = "\n\n".join(
        _part(name, text) for name, text in zip(parts[::2], parts[1::2], strict=True)
    )
    return f"### {rule.name}\n\n{_first(rule)}. *{'; '.join(about).capitalize()}.*\n\n{body}\n"


def _part(name: str, text: str) -> str:
    """Return a part of a page: indented lines are code, all else is prose."""
    shown: list[str] = []
    code: list[str] = []
    for line in [*text.rstrip().split("\n"), ""]:
        # The first line of an indented part has lost its spaces to the head.
        if line.startswith("    ") or (code and not line.strip()):
            code.append(line.removeprefix("    "))
            continue
        if code:
            shown += _fenced(code)
            code = []
        shown.append(line)
    said = "\n".join([*shown, *(_fenced(code) if code else [])]).strip("\n")
    return f"**{name}:** {said}" if not said.startswith("`````") else f"**{name}:**\n\n{said}"


def _fenced(lines: Sequence[str]) -> list[str]:
    code = "\n".join(lines).strip("\n")
    return ["", "`````text", *code.split("\n"), "`````", ""]


def _first(rule: Rule) -> str:
    return rule.manual.splitlines()[0]


def _marks(rule: Rule) -> str:
    return ("✎ " if repairs(rule) else "") + ("⌂ " if rule.houses else "")


def _safe(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    main()
