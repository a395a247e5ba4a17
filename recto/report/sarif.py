"""Findings as SARIF 2.1.0, for code scanning and editors.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from recto import __version__
from recto.model import Finding, Patch, Place, Rule, Source

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LINK = re.compile(r"\[([^\[\]]*)\]\(")
LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def render(
    findings: Sequence[Finding], sources: Mapping[str, Source], rules: Mapping[str, Rule],
    folder: str = "",
) -> str:  # fmt: skip
    """Return findings as one run of SARIF, in ASCII letters.

    Columns count characters. ``folder`` is the paper's, seen from the root of the repository;
    addresses are relative to that root. Rules are those that something was found by.
    """
    names = sorted({finding.rule for finding in findings})
    marks = _fingerprints(findings, sources)
    run = {
        "tool": {
            "driver": {
                "name": "Recto",
                "version": __version__,
                "rules": [_rule(name, rules.get(name)) for name in names],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(finding, names.index(finding.rule), mark, sources, folder)
            for finding, mark in zip(findings, marks, strict=True)
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(name: str, rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"id": name}
    first, _, page = rule.manual.partition("\n")
    return {
        "id": name,
        "shortDescription": {"text": first},
        "fullDescription": {"text": first},
        "help": {"text": page.strip() or first, "markdown": page.strip() or first},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": [rule.family.replace("_", " "), *rule.houses]},
    }


def _result(
    finding: Finding, index: int, mark: str, sources: Mapping[str, Source], folder: str
) -> dict[str, Any]:
    said = f"{finding.message}: {finding.help}" if finding.help else finding.message
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {"text": _plain(said)},
        "partialFingerprints": {"recto/v1": mark},
    }
    if finding.place:
        result["locations"] = [_location(finding.place, folder)]
    if finding.also:
        result["relatedLocations"] = [
            _location(place, folder) | {"id": number, "message": {"text": _plain(label)}}
            for number, (place, label) in enumerate(finding.also, 1)
        ]
    if fixed := list(_changes(finding.fix, sources, folder)):
        what = {"text": _plain(finding.help or finding.message)}
        result["fixes"] = [{"description": what, "artifactChanges": fixed}]
    return result


def _plain(text: str) -> str:
    """Return a text in which nothing is read as a link (SARIF, 3.11.6)."""
    return LINK.sub(r"\\[\1\\](", text)


def _location(place: Place, folder: str) -> dict[str, Any]:
    where = {"artifactLocation": _file(place.file, folder), "region": _region(place)}
    return {"physicalLocation": where}


def _file(path: str, folder: str) -> dict[str, str]:
    return {"uri": quote(f"{folder}/{path}".lstrip("/")), "uriBaseId": "%SRCROOT%"}


def _region(place: Place) -> dict[str, int]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _changes(
    patches: Sequence[Patch], sources: Mapping[str, Source], folder: str
) -> Iterator[dict[str, Any]]:
    """Yield what is to be replaced, a file after the other."""
    for path in dict.fromkeys(patch.file for patch in patches if patch.file in sources):
        replacements = [
            {
                "deletedRegion": _region(sources[path].place(patch.start, patch.end)),
                "insertedContent": {"text": patch.new},
            }
            for patch in patches
            if patch.file == path
        ]
        yield {"artifactLocation": _file(path, folder), "replacements": replacements}


def _fingerprints(findings: Iterable[Finding], sources: Mapping[str, Source]) -> Iterator[str]:
    """Yield for each finding what it is known by when lines come or go before it."""
    seen: Counter[tuple[str, ...]] = Counter()
    for finding in findings:
        place = finding.place
        source = sources.get(place.file) if place else None
        if place and source and place.line <= len(source.line_starts):
            known = finding.rule, place.file, source.line(place.line).strip()
        else:
            known = finding.rule, place.file if place else "", finding.message
        seen[known] += 1
        yield sha256("\0".join([*known, str(seen[known])]).encode("utf-8", "replace")).hexdigest()
