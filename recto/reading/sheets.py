"""Trims and printers: the TOML files of `templates/print/`, a paper's own before the package's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from recto.model import Layout, Printer, Trim
from recto.reading.settings import toml
from recto.reading.sources import PaperError
from recto.tools.likeness import nearest
from recto.tools.templates import TemplateFault, Templates

TRIMS, PRINTERS = "print", "print/printers"
UNITS = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72}
LENGTH = re.compile(r"(\d+(?:\.\d+)?) ?(mm|cm|in|pt)")
# A line of fewer signs cannot be set, and a page of fewer lines has no room for its notes.
LEAST_SIGNS, LEAST_LINES = 24, 12
# An average sign of a text face is so wide, in its size.
SIGN = 0.42
# What a page may be at the most: the limit of PDF is 200 inches, with bleed and marks.
MOST_MM, MOST_BLEED_MM = 4900.0, 50.0


class _Table:
    """A table of a TOML file, which knows its file for messages."""

    def __init__(self, file: str, text: str, values: Mapping[str, Any]) -> None:
        self.file, self.text, self.values = file, text, values

    def refuse(self, key: str, says: str) -> NoReturn:
        """Raise PaperError at the line of a key."""
        lines = self.text.splitlines()
        found = [
            n for n, line in enumerate(lines, 1) if re.match(rf"\s*\[?{re.escape(key)}\b", line)
        ]
        where = f"{self.file}:{found[0]}:1" if found else self.file
        raise PaperError(f"{where}: `{key}` {says}")

    def only(self, known: Sequence[str]) -> None:
        """Refuse a key that is not known."""
        for key in self.values:
            if key not in known:
                near = nearest(key, known)
                hint = f": did you mean `{near}`?" if near else f"; known are {', '.join(known)}"
                self.refuse(key, f"is not known{hint}")

    def table(self, key: str, known: Sequence[str]) -> _Table:
        """Return a table inside this one."""
        found = self.values.get(key)
        if not isinstance(found, dict):
            self.refuse(key, "is missing: it is a table")
        inside = _Table(self.file, self.text, found)
        inside.only(known)
        return inside

    def length(self, key: str, unit: str, default: float | None = None) -> float:
        """Return a length ("6in", "12.5 mm") in a unit."""
        if key not in self.values and default is not None:
            return default
        return self._length(key, self.values.get(key), unit)

    def bleed(self, default: float) -> float:
        """Return the bleed in mm."""
        bleed = self.length("bleed", "mm", default)
        if bleed > MOST_BLEED_MM:
            self.refuse("bleed", f"is wider than {MOST_BLEED_MM:g} mm")
        return bleed

    def _length(self, key: str, value: Any, unit: str) -> float:
        match = LENGTH.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            self.refuse(key, 'must be a length: "6in", "152.4mm", "10pt"')
        length = float(match[1]) * UNITS[match[2]]
        if length > MOST_MM:
            self.refuse(key, "is larger than a page may be (190 in)")
        return round(length / UNITS[unit], 4)

    def word(self, key: str, default: str, among: Sequence[str] = ()) -> str:
        """Return a string, one of some if they are given."""
        value = self.values.get(key, default)
        if not isinstance(value, str):
            self.refuse(key, "must be a string")
        if not value.isprintable():
            self.refuse(key, "holds a sign that cannot be printed")
        if among and value not in among:
            listed = ", ".join(f"`{one}`" for one in among if one)
            self.refuse(key, f"must be one of {listed}{'' if all(among) else ', or left out'}")
        return value

    def yes(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            self.refuse(key, "must be true or false")
        return value

    def count(self, key: str, default: int, least: int, most: int) -> int:
        """Return a whole number between two others."""
        value = self.values.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.refuse(key, f"must be a whole number from {least} to {most}")
        return value

    def steps(self, key: str) -> tuple[tuple[int, float], ...]:
        """Return pairs of a number of pages and a length, in mm."""
        value = self.values.get(key, [])
        good = isinstance(value, list) and all(
            isinstance(one, list) and len(one) == 2 and type(one[0]) is int for one in value
        )
        if not good:
            self.refuse(key, 'must be pairs of a number of pages and a length: [[150, "0.375in"]]')
        pairs = tuple((pages, self._length(key, length, "mm")) for pages, length in value)
        if [pages for pages, _ in pairs] != sorted({pages for pages, _ in pairs}):
            self.refuse(key, "must name more pages with each pair")
        return pairs


def trim_names(root: Path) -> tuple[str, ...]:
    """Return the names of all trims that a paper can have."""
    return Templates(root).names(TRIMS, ".toml")


def printer_names(root: Path) -> tuple[str, ...]:
    """Return the names of all printers that are known."""
    return Templates(root).names(PRINTERS, ".toml")


def read_trim(root: Path, name: str) -> Trim:
    """Read `templates/print/NAME.toml`. Raises PaperError with the place of what is wrong."""
    table = _read(root, TRIMS, name, trim_names)
    table.only(("title", "width", "height", "bleed", "marks", "margins", "text", "notes"))
    margins = table.table("margins", ("inner", "outer", "top", "bottom"))
    text = table.table("text", ("size", "leading"))
    notes = table.table("notes", ("size", "leading"))
    trim = Trim(
        name=name,
        title=table.word("title", name),
        width=table.length("width", "mm"),
        height=table.length("height", "mm"),
        bleed=table.bleed(0.0),
        marks=table.yes("marks", False),
        inner=margins.length("inner", "mm"),
        outer=margins.length("outer", "mm"),
        top=margins.length("top", "mm"),
        bottom=margins.length("bottom", "mm"),
        size=text.length("size", "pt"),
        leading=text.length("leading", "pt"),
        note_size=notes.length("size", "pt"),
        note_leading=notes.length("leading", "pt"),
    )
    _refuse_too_small(table, trim)
    return trim


def _refuse_too_small(table: _Table, trim: Trim) -> None:
    for size, leading, what in (
        (trim.size, trim.leading, "text"),
        (trim.note_size, trim.note_leading, "notes"),
    ):
        if not 4 <= size <= 72:
            table.refuse(what, f"has a size of {size:g} pt: from 4 to 72 pt can be set")
        if not size <= leading <= 3 * size:
            said = (
                f"has a leading of {leading:g} pt: at least the size, at most three times the size"
            )
            table.refuse(what, said)
    measure = (trim.width - trim.inner - trim.outer) * 72 / 25.4
    if measure < LEAST_SIGNS * SIGN * trim.size:
        said = f"leaves {max(measure, 0) * 25.4 / 72:.0f} mm for the text of {trim.width:g} mm"
        table.refuse("margins", f"{said}: make the page wider, the margins or the type smaller")
    if trim.lines < LEAST_LINES:
        said = f"leaves {max(trim.lines, 0)} lines a page, and {LEAST_LINES} are the least"
        table.refuse("margins", f"{said}: make the page higher, the margins or the leading smaller")


def read_printer(root: Path, name: str, trim: Trim) -> Printer:
    """Read `templates/print/printers/NAME.toml`; what it leaves open is the trim's to say.

    Raises PaperError with the place of what is wrong.
    """
    table = _read(root, PRINTERS, name, printer_names)
    known = Printer(name, name, marks=trim.marks)
    keys = [key.replace("_", "-") for key in Printer.__dataclass_fields__ if key != "name"]
    table.only(keys)
    sources = table.values.get("sources", {})
    if not isinstance(sources, dict):
        table.refuse("sources", "must be a table")
    for key in sources:
        if key not in keys:
            table.refuse(key, "is not a key of a printer")
    flags = ("marks", "metadata", "bookmarks", "annotations", "transparency", "last_blank")
    asked: dict[str, Any] = {
        "title": table.word("title", name),
        "standard": table.word("standard", "", ("", "x-1a", "x-4")),
        "colour": table.word("colour", "grey", ("grey", "cmyk", "rgb")),
        "bleed": table.bleed(trim.bleed),
        "bleed_sides": table.word("bleed-sides", "all", ("all", "outer")),
        **{key: table.yes(key.replace("_", "-"), getattr(known, key)) for key in flags},
        "fonts": table.word("fonts", "subset", ("subset", "whole")),
        "pages_multiple": table.count("pages-multiple", 1, 1, 64),
        "resolution": table.count("resolution", 300, 1, 10_000),
        "safe": table.length("safe", "mm", 0.0),
        "gutter": table.steps("gutter"),
        "ink": table.count("ink", 0, 0, 400),
        "condition": table.word("condition", ""),
        "profile": table.word("profile", ""),
        "sources": {str(key): str(value) for key, value in sources.items()},
    }
    return replace(known, **asked)


def read_sheet(root: Path, layout: Layout) -> tuple[Trim, Printer]:
    """Read the trim and the printer of a layout. Raises PaperError."""
    trim = read_trim(root, layout.trim)
    return trim, read_printer(root, layout.printer, trim)


def _read(root: Path, folder: str, name: str, names: Callable[[Path], Sequence[str]]) -> _Table:
    known = names(root)
    what = "trim" if folder == TRIMS else "printer"
    if name not in known:
        near = nearest(name, known)
        hint = f"did you mean `{near}`?" if near else f"there are {', '.join(known)}"
        raise PaperError(f"no {what} `{name}`: {hint}")
    file = f"{folder}/{name}.toml"
    try:
        text = Templates(root).text(file)
        return _Table(f"templates/{file}", text, toml(text))
    except TemplateFault as problem:
        raise PaperError(str(problem)) from problem
    except ValueError as problem:
        raise PaperError(f"templates/{file}: {problem}") from problem
