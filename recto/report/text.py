"""Findings as text, in the manner of rustc: fact, place, line with a caret, remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from recto.model import Finding, Place, Severity, Source
from recto.report.cells import safe
from recto.report.excerpt import excerpt

# How many remarks of one rule are shown in full before they are counted instead.
FEW = 3
# Of a rule that has found more than this, what comes after the first few is one line each.
MORE = 12
# From so many findings on, a table says where they are.
MANY = 30
NAMES: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "remark"}


def render(
    findings: Sequence[Finding],
    sources: Mapping[str, Source],
    verbose: bool = False,
    families: Mapping[str, str] | None = None,
) -> str:
    """Return the report of some findings: plain text, safe for a terminal, empty if there are none.

    Many remarks of one rule become one line with their number, and many errors or warnings of one
    a line each after the first, unless ``verbose``. ``families`` names the family of each rule,
    for a table of many findings.
    """
    if not findings:
        return ""
    counts = Counter((finding.rule, finding.severity) for finding in findings)
    folded = {kind for kind, count in counts.items() if kind[1] == "info" and count > FEW}
    terse = {kind for kind, count in counts.items() if kind[1] != "info" and count > MORE}
    if verbose:
        folded, terse = set(), set()
    parts = list(_each(findings, sources, folded, terse))
    if folded:
        parts.append("\n".join(_counted(findings, rule) for rule, _ in sorted(folded)))
    if len(findings) >= MANY and len({(families or {}).get(rule) for rule, _ in counts}) > 1:
        parts.append(table(findings, families or {}))
    return "\n\n".join([*parts, summary(findings)])


def _each(
    findings: Iterable[Finding],
    sources: Mapping[str, Source],
    folded: Container[tuple[str, Severity]],
    terse: Container[tuple[str, Severity]],
) -> Iterator[str]:
    """Yield findings in full; of a terse rule the later ones in a line, together in one part."""
    seen: Counter[str] = Counter()
    lines: list[str] = []
    for finding in findings:
        kind = finding.rule, finding.severity
        if kind in folded:
            continue
        seen[finding.rule] += 1
        if kind in terse and seen[finding.rule] > FEW:
            lines.append(_line(finding))
            continue
        if lines:
            yield "\n".join(lines)
            lines = []
        yield _whole(finding, sources)
    if lines:
        yield "\n".join(lines)


def table(findings: Iterable[Finding], families: Mapping[str, str]) -> str:
    """Return how many findings each family has, and of which rules: the most first."""
    rules: dict[str, Counter[str]] = {}
    severities: dict[str, Counter[str]] = {}
    for finding in findings:
        family = families.get(finding.rule, "other")
        rules.setdefault(family, Counter())[finding.rule] += 1
        severities.setdefault(family, Counter())[finding.severity] += 1
    gravest = sorted(rules, key=lambda name: ([-severities[name][one] for one in NAMES], name))
    room = max(map(len, rules))
    lines = [f"{'':{room}}  errors  warnings  remarks"]
    for family in gravest:
        numbers = severities[family]
        shown = [str(numbers[one] or "") for one in NAMES]
        named = ", ".join(f"{safe(rule)} {count}" for rule, count in rules[family].most_common())
        lines.append(f"{family:{room}}  {shown[0]:>6}  {shown[1]:>8}  {shown[2]:>7}   {named}")
    return "\n".join(lines)


def summary(findings: Iterable[Finding]) -> str:
    """Return how many there are of each severity: "3 errors, 2 warnings, 37 remarks"."""
    counts = Counter(finding.severity for finding in findings)
    said = [
        f"{counts[severity]} {name}{'' if counts[severity] == 1 else 's'}"
        for severity, name in NAMES.items()
        if counts[severity]
    ]
    return ", ".join(said)


def _counted(findings: Sequence[Finding], rule: str) -> str:
    some = [one for one in findings if one.rule == rule and one.severity == "info"]
    said = f"info[{safe(rule)}]: {len(some)} remarks, the first: {safe(some[0].message)}"
    if some[0].place:
        said += f" ({safe(str(some[0].place))})"
    return f"{said}; --verbose shows each"


def _line(finding: Finding) -> str:
    where = f"{safe(str(finding.place))}: " if finding.place else ""
    return f"{finding.severity}[{safe(finding.rule)}]: {where}{safe(finding.message)}"


def _whole(finding: Finding, sources: Mapping[str, Source]) -> str:
    lines = [f"{finding.severity}[{safe(finding.rule)}]: {safe(finding.message)}"]
    places = [place for place in (finding.place, *(place for place, _ in finding.also)) if place]
    gutter = max((len(str(place.line)) for place in places), default=1)
    edge = " " * gutter
    if finding.place:
        lines.append(f"{edge}--> {safe(str(finding.place))}")
        lines += _shown(finding.place, sources, gutter, "^", "")
    for place, label in finding.also:
        lines.append(f"{edge}::: {safe(str(place))}")
        lines += _shown(place, sources, gutter, "-", label)
    if finding.help:
        lines.append(f"{edge} = help: {safe(finding.help)}")
    return "\n".join(lines)


def _shown(
    place: Place, sources: Mapping[str, Source], gutter: int, mark: str, label: str
) -> list[str]:
    source = sources.get(place.file)
    if source is None or place.line > len(source.line_starts):
        return [f"{' ' * gutter} = {safe(label)}"] if label else []
    part = excerpt(source, place)
    empty = f"{' ' * gutter} |"
    marks = f"{empty} {' ' * part.indent}{mark * part.length} {safe(label)}".rstrip()
    return [empty, f"{place.line:>{gutter}} | {part.text}", marks]
