"""Findings as text, in the manner of rustc: fact, place, line with a caret, remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from recto.model import Finding, Place, Severity, Source
from recto.report.cells import safe
from recto.report.excerpt import excerpt

# How many remarks of one rule are shown in full before they are counted instead.
FEW = 3
NAMES: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "remark"}


def render(
    findings: Sequence[Finding], sources: Mapping[str, Source], verbose: bool = False
) -> str:
    """Return the report of some findings: plain text, safe for a terminal, empty if there are none.

    Many remarks of one rule become one line with their number, unless ``verbose``.
    """
    if not findings:
        return ""
    counts = Counter(finding.rule for finding in findings if finding.severity == "info")
    folded = {rule for rule, count in counts.items() if count > FEW and not verbose}
    parts = [
        _whole(finding, sources)
        for finding in findings
        if finding.severity != "info" or finding.rule not in folded
    ]
    if folded:
        parts.append("\n".join(_counted(findings, rule) for rule in sorted(folded)))
    return "\n\n".join([*parts, summary(findings)])


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
    some = [finding for finding in findings if finding.rule == rule]
    said = f"info[{safe(rule)}]: {len(some)} remarks, the first: {safe(some[0].message)}"
    if some[0].place:
        said += f" ({safe(str(some[0].place))})"
    return f"{said}; --verbose shows each"


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
