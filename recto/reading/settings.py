"""The settings of a paper, `paper.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from recto.model import Layout, Settings
from recto.reading.sources import PaperError

KNOWN: dict[str, type | tuple[type, ...]] = {
    "bibliography": str,
    "style": str,
    "name": str,
    "trim": str,
    "printer": str,
    "notes": str,
    "note-numbers": str,
    "house": (str, list),
    "contact": str,
    "severity": dict,
    "ignore": dict,
}
WORDS = {str: "a text in quotation marks", dict: "a table", (str, list): "a list of names"}
# The files of the build folder are named by it.
NAME = re.compile(r"(?!\.)[\w. -]{0,100}")
# It goes into a header: no space, no line end, no bracket.
ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,190}", re.ASCII)
SEVERITIES = ("error", "warning", "info")
LIMIT_SIGNS, DOTTED = 100_000, re.compile(r"(?:[\w\"'-]+[ \t]*\.[ \t]*){20}")
CHOICES = {"notes": ("foot", "section", "end", "margin"), "note-numbers": ("through", "section")}


def read_settings(root: Path) -> Settings:
    """Read `paper.toml`; a paper without one has the defaults.

    Raises PaperError on a file that is no TOML, or on an unknown key.
    """
    path = root / "paper.toml"
    if path.exists() and not path.is_file():
        raise PaperError("`paper.toml` is not a file")
    if not path.is_file():
        return Settings()
    try:
        table = toml(path.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise PaperError(f"paper.toml: {problem}") from problem
    _refuse_unknown(table)
    if not NAME.fullmatch(table.get("name", "")):
        raise PaperError("paper.toml: `name` must be the bare name of a file, without a suffix")
    bibliography = str(table.get("bibliography", "bibliography.bib"))
    if not (root / bibliography).resolve().is_relative_to(root.resolve()):
        raise PaperError("paper.toml: `bibliography` leads out of the paper's folder")
    return Settings(
        bibliography=bibliography,
        style=str(table.get("style", "")),
        name=str(table.get("name", "")),
        layout=laid_out(Layout(), table, "paper.toml: "),
        severities=_strings(table, "severity"),
        mutes=_strings(table, "ignore"),
        houses=_houses(table.get("house", [])),
        contact=_contact(str(table.get("contact", ""))),
    )


def toml(text: str) -> dict[str, Any]:
    """Read a file of settings. Raises ValueError, whose message says where it is wrong."""
    import tomllib

    # A key of many parts takes the square of its length to read, and nobody's settings have one.
    if len(text) > LIMIT_SIGNS or DOTTED.search(text):
        raise ValueError("it is nested too deeply, or too long for settings")
    try:
        return tomllib.loads(text)
    except RecursionError as problem:
        raise ValueError("it is nested too deeply") from problem


def laid_out(layout: Layout, wanted: Mapping[str, Any], where: str = "") -> Layout:
    """Return a layout with what is wanted of it otherwise, by the names of the settings.

    Raises PaperError, with ``where`` before its message, on a choice that there is not.
    """
    for key, choices in CHOICES.items():
        if wanted.get(key) and wanted[key] not in choices:
            listed = ", ".join(f"`{choice}`" for choice in choices)
            raise PaperError(f"{where}`{key}` must be one of {listed}")
    keys = ("trim", "printer", *CHOICES)
    return replace(
        layout, **{key.replace("-", "_"): wanted[key] for key in keys if wanted.get(key)}
    )


def _refuse_unknown(table: dict[str, Any]) -> None:
    for key, value in table.items():
        if key not in KNOWN:
            known = ", ".join(f"`{name}`" for name in KNOWN)
            raise PaperError(f"paper.toml: unknown key `{key}`; known are {known}")
        if not isinstance(value, KNOWN[key]):
            raise PaperError(f"paper.toml: `{key}` must be {WORDS[KNOWN[key]]}")
    for rule, severity in table.get("severity", {}).items():
        if severity not in SEVERITIES:
            raise PaperError(f"paper.toml: severity of `{rule}` must be one of {SEVERITIES}")


def _contact(address: str) -> str:
    if address and not ADDRESS.fullmatch(address):
        raise PaperError("paper.toml: `contact` must be an e-mail address")
    return address


def _houses(value: str | list[Any]) -> tuple[str, ...]:
    """Return the names of house rules; whether there are such, the rules know."""
    return (value,) if isinstance(value, str) else tuple(map(str, value))


def _strings(table: dict[str, Any], key: str) -> dict[str, str]:
    return {str(name): str(value) for name, value in table.get(key, {}).items()}
