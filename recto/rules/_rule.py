"""How a function becomes a rule.

A family is a module here; a rule is a function in it. The function's name is the rule's name, its
docstring the manual page, and what it yields are faults: findings that still lack the name and
severity of their rule. `heard` makes a rule of what another stage finds itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from inspect import cleandoc

from recto.model import Finding, Paper, Patch, Place, Rule, Severity

Check = Callable[[Paper], Iterable[Finding]]


def fault(
    message: str,
    place: Place | None = None,
    help: str = "",
    also: tuple[tuple[Place, str], ...] = (),
    fix: tuple[Patch, ...] = (),
) -> Finding:
    """Return a finding of the rule that yields it."""
    return Finding("", "info", message, place, help, also, fix)


def rule(severity: Severity, houses: tuple[str, ...] = ()) -> Callable[[Check], Rule]:
    """Make a rule of a function that yields the faults of a paper.

    ``houses`` names the house rules that ask for it (`rules/_houses.py`): it is run where a paper
    follows one of them, or where it is selected by name. Without any it is run on every paper.
    """

    def made(check: Check) -> Rule:
        name = _name(check)

        def stamped(paper: Paper) -> Iterator[Finding]:
            for found in check(paper):
                yield Finding(
                    name, severity, found.message, found.place, found.help, found.also, found.fix
                )

        return Rule(name, _family(check), severity, cleandoc(check.__doc__ or ""), stamped, houses)

    return made


def heard(severity: Severity) -> Callable[[Callable[[], None]], Rule]:
    """Make a rule of a fault that reading or printing finds itself: only its manual page is here.

    What reading found under this name is passed on as it is; severity is what it usually has.
    """

    def made(page: Callable[[], None]) -> Rule:
        name = _name(page)

        def told(paper: Paper) -> Iterator[Finding]:
            return (found for found in paper.findings if found.rule == name)

        return Rule(name, _family(page), severity, cleandoc(page.__doc__ or ""), told)

    return made


def _name(function: Callable[..., object]) -> str:
    return function.__name__.replace("_", "-")


def _family(function: Callable[..., object]) -> str:
    return function.__module__.rpartition(".")[2]
