"""Which findings are wanted: by rule, family, house or severity, or by how a rule's name begins.

As in ruff, the narrower word wins, and of two equally narrow ones the one that ignores:
``--select notes --ignore lost-note`` leaves that rule out, ``--select lost-note --ignore notes``
is that rule alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from recto.model import Finding
from recto.press.order import Refused

SEVERITIES = ("error", "warning", "info")
ALL = "all"
# From wide to narrow; a word that takes a finding has the number of its kind.
WIDTHS = {"all": 1, "severity": 2, "family": 3, "house": 3, "beginning": 4, "rule": 5}


@dataclass(frozen=True)
class Choice:
    """What was selected and ignored: kinds of words, and the words; nothing selected is all."""

    selected: tuple[tuple[str, str], ...] = ()
    ignored: tuple[tuple[str, str], ...] = ()
    asked: tuple[str, ...] = ()

    def takes(self, finding: Finding) -> bool:
        """Tell whether a finding is wanted."""
        wanted = max((_width(*word, finding) for word in self.selected), default=0)
        unwanted = max((_width(*word, finding) for word in self.ignored), default=0)
        return (wanted > 0 or not self.selected) and (unwanted == 0 or wanted > unwanted)


def choose(select: Sequence[str], ignore: Sequence[str]) -> Choice:
    """Return what is wanted. Raises Refused, with the nearest name, for a word that is none.

    ``asked`` are the rules that are named, or whose house is: they are run though the paper does
    not follow that house.
    """
    if not (select or ignore):
        return Choice()
    from recto.rules import RULES

    selected = tuple(map(_word, select))
    asked = [word for kind, word in selected if kind == "rule"]
    houses = {word for kind, word in selected if kind == "house"}
    asked += [rule.name for rule in RULES.values() if houses.intersection(rule.houses)]
    return Choice(selected, tuple(map(_word, ignore)), tuple(asked))


def refuse_unknown_rule(name: str) -> None:
    """Raise Refused, with the nearest name, for a rule that does not exist."""
    from recto.rules import RULES

    if name not in RULES:
        raise _unknown(name, RULES)


def _word(typed: str) -> tuple[str, str]:
    """Return the kind of a word, and the word as it is compared. Raises Refused."""
    from recto.rules import RULES
    from recto.rules._houses import HOUSES

    families = {rule.family for rule in RULES.values()}
    family = typed.replace("-", "_").replace(" ", "_")
    beginning = typed.removesuffix("*").removesuffix("-") + "-"
    kinds = {
        "rule": (typed, typed in RULES),
        "all": (typed, typed == ALL),
        "severity": (typed, typed in SEVERITIES),
        "house": (typed, typed in HOUSES),
        "family": (family, family in families),
        "beginning": (beginning, any(name.startswith(beginning) for name in RULES)),
    }
    for kind, (word, known) in kinds.items():
        if known:
            return kind, word
    raise _unknown(typed, [*RULES, *SEVERITIES, *HOUSES, *sorted(families)])


def _unknown(name: str, known: Iterable[str]) -> Refused:
    import difflib

    near = difflib.get_close_matches(name, list(known), n=1)
    hint = f"did you mean `{near[0]}`?" if near else "`recto rules` lists them"
    return Refused(f"no rule `{name}`: {hint}")


def _width(kind: str, word: str, finding: Finding) -> int:
    """Return how narrow a word is that takes a finding, 0 if it does not."""
    from recto.rules import RULES

    rule = RULES.get(finding.rule)
    match kind:
        case "severity":
            takes = finding.severity == word
        case "family":
            takes = rule is not None and rule.family == word
        case "house":
            takes = rule is not None and word in rule.houses
        case "beginning":
            takes = finding.rule.startswith(word)
        case "rule":
            takes = finding.rule == word
        case _:
            takes = True
    return WIDTHS[kind] if takes else 0
