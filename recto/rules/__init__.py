"""The rules: a module a family, a function a rule; its docstring is its manual page.

To add a rule, write a function in a family (or a new module: it is found by walking this folder)
and two cases in `tests/rules/FAMILY.md`. Modules that begin with `_` hold what families share.
"""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import cast

from recto.model import Finding, Paper, Rule, Severity
from recto.rules import _mutes
from recto.rules._houses import houses_of
from recto.rules._late import late as late_pattern

__all__ = ["RULES", "check", "heed", "warm"]
# A function without arguments that is remembered: a pattern, or a table that is made once.
CACHED = type(cache(lambda: None))


def _walk() -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name.startswith("_"):
            continue
        for one in vars(import_module(f"{__name__}.{module.name}")).values():
            if isinstance(one, Rule) and one.family == module.name:
                rules[one.name] = one
    return rules


RULES: dict[str, Rule] = _walk()


def check(paper: Paper, selected: Sequence[str] = ()) -> tuple[Finding, ...]:
    """Run every rule and return what is not muted, in the order of the sources.

    The rules of a house are run where the paper follows it, or where they are ``selected``.
    What the reading said of a fault that no rule is named for is passed on too: nothing is lost.
    """
    houses = houses_of(paper)
    found = [
        one
        for rule in RULES.values()
        if not rule.houses or houses.intersection(rule.houses) or rule.name in selected
        for one in rule.check(paper)
    ]
    found += [one for one in paper.findings if one.rule not in RULES]
    heeded, said = _mutes.settle(found, paper, RULES)
    return _settled([*heeded, *said], paper)


def warm() -> None:
    """Compile what the rules compile at their first use, for a caller who has to wait anyway."""
    from recto.rules._specimen import specimen

    late = type(late_pattern(""))
    for name, module in list(sys.modules.items()):
        for value in list(vars(module).values()) if name.startswith(__name__) else ():
            if isinstance(value, late):
                value.pattern  # noqa: B018 - what is asked of it is to be there
            elif isinstance(value, CACHED) and not value.__wrapped__.__code__.co_argcount:
                value()
    check(specimen())


def heed(found: Iterable[Finding], paper: Paper) -> tuple[Finding, ...]:
    """Return what was found after the check, in the making of editions, as the paper wants it.

    Its mutes and severities count there too.
    """
    return _settled(_mutes.settle(found, paper, RULES)[0], paper)


def _settled(found: Iterable[Finding], paper: Paper) -> tuple[Finding, ...]:
    given = cast("dict[str, Severity]", paper.settings.severities or {})
    settled = [
        replace(one, severity=given[one.rule]) if one.rule in given else one for one in found
    ]
    return tuple(sorted(dict.fromkeys(settled), key=_order))


def _order(finding: Finding) -> tuple[bool, str, int, int, str]:
    place = finding.place
    if place is None:
        return True, "", 0, 0, finding.rule
    return False, place.file, place.line, place.column, finding.rule
