"""Findings as annotations of GitHub Actions, one line each.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
A runner carries out every line that begins with `::`: nothing of a paper may begin one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from recto.model import Finding, Place, Severity
from recto.report.cells import safe

COMMANDS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}
ORDER = tuple(COMMANDS)


def render(findings: Sequence[Finding], folder: str = "") -> str:
    """Return a command for each finding, the gravest first: GitHub shows ten of a kind.

    ``folder`` is the paper's, seen from the root of the repository.
    """
    ordered = sorted(findings, key=lambda finding: ORDER.index(finding.severity))
    return "\n".join(_command(finding, folder) for finding in ordered)


def _command(finding: Finding, folder: str) -> str:
    about = {**_place(finding.place, folder), "title": finding.rule}
    said = ",".join(f"{name}={_property(str(value))}" for name, value in about.items())
    message = safe(finding.message)
    if finding.help:
        message += f"\n{safe(finding.help)}"
    return f"::{COMMANDS[finding.severity]} {said}::{_escaped(message)}"


def _place(place: Place | None, folder: str) -> dict[str, str | int]:
    if place is None:
        return {}
    lines: dict[str, str | int] = {"file": f"{folder}/{place.file}".lstrip("/"), "line": place.line}
    if place.line != place.end_line:  # columns are refused for a span over several lines
        return lines | {"endLine": place.end_line}
    return lines | {
        "col": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
