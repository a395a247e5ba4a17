"""The evidence file of a paper: what the registries answered, and when.

It stands beside the paper and is kept with it, so that no check and no build needs the network.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

from recto.model import Answer, Evidence, Record, Update
from recto.model.evidence import State
from recto.reading.sources import PaperError

FILE = "evidence.json"
LIMIT_BYTES = 50_000_000
REMEDY = "delete it and run `recto check --online`"


def read_evidence(root: Path) -> Evidence:
    """Read the evidence file in the folder of a paper; without one nothing is known.

    Raises PaperError with line and column on a file that is none.
    """
    path = root / FILE
    if not path.is_file():
        return Evidence()
    if not path.resolve().is_relative_to(root.resolve()):
        raise PaperError(f"`{FILE}` leads out of the paper's folder: replace the link by the file")
    if path.stat().st_size > LIMIT_BYTES:
        raise PaperError(f"`{FILE}` is larger than {LIMIT_BYTES // 1_000_000} MB: {REMEDY}")
    try:
        table = json.loads(path.read_bytes())
        return Evidence({name: _answer(name, given) for name, given in table.items()})
    except json.JSONDecodeError as problem:
        place = f"{FILE}:{problem.lineno}:{problem.colno}"
        raise PaperError(f"{place}: {problem.msg}; {REMEDY}") from problem
    except (TypeError, KeyError, AttributeError, ValueError, RecursionError) as problem:
        raise PaperError(f"`{FILE}` is no evidence of ours: {REMEDY}") from problem


def written(evidence: Evidence) -> str:
    """Return the text of an evidence file: sorted, without what is empty, the same for the same."""
    table = {}
    for name, answer in sorted(evidence.answers.items()):
        given = _filled(asdict(answer))
        del given["question"]
        table[name] = given
    return json.dumps(table, ensure_ascii=False, indent=1) + "\n"


def _filled(value: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, one in value.items():
        if isinstance(one, dict):
            out[name] = _filled(one)
        elif isinstance(one, list | tuple) and one:
            out[name] = [_filled(each) if isinstance(each, dict) else each for each in one]
        elif one:
            out[name] = one
    return out


def _answer(name: str, given: dict[str, Any]) -> Answer:
    record = given.get("record")
    if given["state"] not in get_args(State):
        raise ValueError("no such state")
    return Answer(
        question=name,
        asked=str(given["asked"]),
        state=given["state"],
        detail=str(given.get("detail", "")),
        archived=str(given.get("archived", "")),
        record=_record(record) if record else None,
    )


def _record(given: dict[str, Any]) -> Record:
    words = ("source", "title", "subtitle", "container", "volume", "issue", "pages")
    return Record(
        **{name: str(given.get(name, "")) for name in words},
        families=tuple(map(str, given.get("families", ()))),
        years=tuple(map(int, given.get("years", ()))),
        updates=tuple(_update(one) for one in given.get("updates", ())),
        notice_of=tuple(_update(one) for one in given.get("notice_of", ())),
    )


def _update(given: dict[str, Any]) -> Update:
    return Update(**{name: str(given.get(name, "")) for name in ("kind", "doi", "date", "source")})
