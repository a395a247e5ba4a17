"""What is remembered of the last check and the last build, so that nothing is done twice.

It is JSON, never a pickle: the build folder belongs to the paper, and a paper is not trusted.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from recto.model import Account, Fault, Finding, Ledger, Patch, Place
from recto.tools.clock import today
from recto.tools.store import digest, fingerprint, recall, remember, stamps

PACKAGE = Path(__file__).parent.parent
INPUTS = ("*.md", "*.markdown", "*.Rmd", "*.qmd", "*.bib", "paper.toml", "evidence.json")
FOLDERS = ("manuscript", "templates")


def key_of(root: Path, words: Sequence[str], paths: Sequence[str]) -> str:
    """Return one hash of everything that an outcome depends on: sources, templates, code, tools.

    ``paths`` names files below the root that do not stand where every paper has its sources. The
    day counts too: an entry may be of the future today, and not tomorrow.
    """
    found = [path for pattern in INPUTS for path in root.glob(pattern)]
    for folder in FOLDERS:
        found += [path for path in (root / folder).rglob("*") if path.is_file()]
    found += [root / name for name in paths]
    code = [*stamps(PACKAGE), *stamps(PACKAGE.parent / "templates"), *_installed()]
    return fingerprint(root, sorted(set(found)), [*words, str(today()), *code])


def _installed() -> list[str]:
    """Return what changes when a package is installed, removed or upgraded."""
    folders = {Path(entry) for entry in sys.path if entry.endswith("site-packages")}
    return [
        f"{folder}:{folder.stat().st_mtime_ns}" for folder in sorted(folders) if folder.exists()
    ]


def keep(
    folder: Path, root: Path, words: Sequence[str], paths: Sequence[str],
    findings: Sequence[Finding], ledger: Ledger, beside: Sequence[str] = (),
) -> None:  # fmt: skip
    """Remember the outcome of a build in its build folder.

    ``beside`` names files there that belong to the editions, if they were made.
    """
    made = {
        "accounts": [asdict(account) for account in ledger.accounts],
        "beside": {
            name: digest((folder / name).read_bytes())
            for name in beside
            if (folder / name).is_file()
        },
    }
    remember(folder, "build", _outcome(root, words, paths, findings) | made)


def keep_check(
    folder: Path, root: Path, words: Sequence[str], paths: Sequence[str],
    findings: Sequence[Finding], families: Mapping[str, str],
) -> None:  # fmt: skip
    """Remember what a check has found; where nothing can be written, it is done again."""
    with suppress(OSError):
        value = _outcome(root, words, paths, findings) | {"families": dict(families)}
        remember(folder, "check", value)


def recollect(
    folder: Path, root: Path, words: Sequence[str]
) -> tuple[tuple[Finding, ...], Ledger] | None:
    """Return findings and ledger of the last build if nothing has changed since, else None.

    The editions themselves must still be the files that were proved.
    """
    value = recall(folder, "build")
    try:
        if value["key"] != key_of(root, words, value["paths"]) or not value["accounts"]:
            return None
        ledger = Ledger(tuple(_account(account) for account in value["accounts"]))
        files = {account.file: account.sha256 for account in ledger.accounts} | value["beside"]
        for name, sha256 in files.items():
            if digest((folder / name).read_bytes()) != sha256:
                return None
        return tuple(_finding(finding) for finding in value["findings"]), ledger
    except (TypeError, KeyError, ValueError, OSError, AttributeError):
        return None


def recollect_check(
    folder: Path, root: Path, words: Sequence[str]
) -> tuple[tuple[Finding, ...], dict[str, str]] | None:
    """Return what the last check has found if nothing has changed since, else None.

    The second are the families of the rules that found something.
    """
    value = recall(folder, "check")
    try:
        if value["key"] != key_of(root, words, value["paths"]):
            return None
        findings = tuple(_finding(finding) for finding in value["findings"])
        return findings, {str(rule): str(name) for rule, name in value["families"].items()}
    except (TypeError, KeyError, ValueError, OSError, AttributeError):
        return None


def _outcome(
    root: Path, words: Sequence[str], paths: Sequence[str], findings: Sequence[Finding]
) -> dict[str, Any]:
    return {
        "key": key_of(root, words, paths),
        "paths": list(paths),
        "findings": [_told(finding) for finding in findings],
    }


def _told(finding: Finding) -> dict[str, Any]:
    """Return a finding as a table; `asdict` copies all of it deeply, and there may be thousands."""
    return vars(finding) | {
        "place": vars(finding.place) if finding.place else None,
        "also": [(vars(place), label) for place, label in finding.also],
        "fix": [vars(patch) for patch in finding.fix],
    }


def _account(value: dict[str, Any]) -> Account:
    return Account(**value | {"faults": tuple(Fault(**fault) for fault in value["faults"])})


def _finding(value: dict[str, Any]) -> Finding:
    return Finding(
        **value
        | {
            "place": Place(**value["place"]) if value["place"] else None,
            "also": tuple((Place(**place), label) for place, label in value["also"]),
            "fix": tuple(Patch(**patch) for patch in value["fix"]),
        }
    )
