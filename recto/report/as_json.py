"""Findings as one JSON array, for editors and programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from recto.model import Finding, Patch, Place, Source


def render(findings: Sequence[Finding], sources: Mapping[str, Source]) -> str:
    """Return findings as a JSON array of ASCII letters: nothing in it can reach a terminal.

    Lines and columns count from 1, columns in characters, ends are exclusive; a finding without a
    place has null for all of them. ``name`` is the rule in words.
    """
    return json.dumps([_finding(finding, sources) for finding in findings], indent=2)


def _finding(finding: Finding, sources: Mapping[str, Source]) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "name": finding.rule.replace("-", " "),
        "severity": finding.severity,
        "message": finding.message,
        **_place(finding.place),
        "help": finding.help,
        "also": [{"label": label, **_place(place)} for place, label in finding.also],
        "fix": [_patch(patch, sources) for patch in finding.fix],
    }


def _place(place: Place | None) -> dict[str, Any]:
    return {
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "end_line": place.end_line if place else None,
        "end_column": place.end_column if place else None,
    }


def _patch(patch: Patch, sources: Mapping[str, Source]) -> dict[str, Any]:
    source = sources.get(patch.file)
    place = source.place(patch.start, patch.end) if source else None
    return {**_place(place), "file": patch.file, "old": patch.old, "new": patch.new}
