"""Faults planted into good papers: what an editor would have to find, and where.

A fault is a function of a paper that yields every way to plant it there; a few of them are taken,
by a fixed seed. Where it is planted, a caret (`‸`) in the new words says where an editor would put
the pencil. `tests/faults/PAPER/` are good papers; any folder with a paper will do.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from recto.model import Finding

PENCIL = "‸"
SUFFIXES = (".md", ".Rmd", ".bib", ".yaml")


@dataclass(frozen=True)
class Edit:
    """The characters `start` to `end` of a file become `new`, which may hold the pencil."""

    file: str
    start: int
    end: int
    new: str


Plan = tuple[Edit, ...]
Planter = Callable[["Bed"], Iterator[Plan]]
FAULTS: dict[str, list[Planter]] = {}


def fault(name: str) -> Callable[[Planter], Planter]:
    """Make a planter of a fault; one fault may be planted in several manners."""

    def known(planter: Planter) -> Planter:
        FAULTS.setdefault(name, []).append(planter)
        return planter

    return known


@dataclass(frozen=True)
class Field:
    """A field of an entry on its own lines: where the line, the name and the value stand."""

    name: str
    value: str
    start: int
    end: int
    value_start: int
    value_end: int


@dataclass(frozen=True)
class Entry:
    """An entry: its type, its key, its fields, and where they stand."""

    type: str
    key: str
    start: int
    end: int
    key_start: int
    fields: dict[str, Field] = field(default_factory=dict)


ENTRY = re.compile(r"^@(\w+)\{([^\s,]+),[ \t]*\n(.*?)^\}[ \t]*\n?", re.MULTILINE | re.DOTALL)
FIELD = re.compile(
    r"^[ \t]*([\w-]+)([ \t]*=[ \t]*)(?:\{(.*)\}|\"(.*)\"|(\w+)),?[ \t]*\n", re.MULTILINE
)
NOTE = re.compile(r"^\[\^([^\]]+)\]: (.*)\n", re.MULTILINE)
CALL = re.compile(r"\[\^([^\]]+)\](?!:)")
CITE = re.compile(r"\[[^\[\]^]*@[^\[\]]*\]")


@dataclass(frozen=True)
class Bed:
    """A paper into which faults are planted: its texts by path below the folder."""

    name: str
    folder: Path
    texts: dict[str, str]

    @cached_property
    def bib(self) -> str:
        """The path of its bibliography."""
        return next(name for name in self.texts if name.endswith(".bib"))

    @cached_property
    def sections(self) -> list[str]:
        """The paths of its text, in order."""
        return [name for name in self.texts if name.endswith((".md", ".Rmd"))]

    @cached_property
    def body(self) -> str:
        """All of its text."""
        return "\n".join(self.texts[name] for name in self.sections)

    @cached_property
    def entries(self) -> list[Entry]:
        """Its entries that are cited and written line by line."""
        text, found = self.texts[self.bib], []
        for match in ENTRY.finditer(text):
            if not re.search(rf"@\{{?{re.escape(match[2])}\b", self.body):
                continue
            entry = Entry(match[1].lower(), match[2], *match.span(), match.start(2))
            for one in FIELD.finditer(text, match.start(3), match.end(3)):
                group = next(g for g in (3, 4, 5) if one[g] is not None)
                entry.fields[one[1].lower()] = Field(
                    one[1].lower(), one[group], one.start(), one.end(), *one.span(group)
                )
            found.append(entry)
        return found

    def notes(self) -> Iterator[tuple[str, re.Match[str]]]:
        """Its note texts of one line: the file, and label and text."""
        for name in self.sections:
            yield from ((name, match) for match in NOTE.finditer(self.texts[name]))

    def calls(self) -> Iterator[tuple[str, re.Match[str]]]:
        """Its calls in paragraphs: the file, and the label."""
        for name in self.sections:
            for match in CALL.finditer(self.texts[name]):
                line = self.texts[name].rfind("\n", 0, match.start()) + 1
                if self.texts[name][line] not in "[#|:!>":
                    yield name, match

    def cites(self) -> Iterator[tuple[str, re.Match[str]]]:
        """Its bracketed citations: the file, and the bracket."""
        for name in self.sections:
            yield from ((name, match) for match in CITE.finditer(self.texts[name]))


def bed(folder: Path, name: str = "") -> Bed:
    """Read a paper in a folder: its manuscript or its one file, and the bibliography."""
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix in SUFFIXES]
    paths = [path for path in paths if path.stem.lower() not in ("readme", "license", "contents")]
    texts = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}
    return Bed(name or folder.name, folder, texts)


@dataclass(frozen=True)
class Mutant:
    """A paper with one fault."""

    bed: Bed
    fault: str
    plan: Plan
    number: int

    def __str__(self) -> str:
        return f"{self.bed.name}-{self.fault}-{self.number}"

    def plant(self, folder: Path) -> tuple[str, int, int]:
        """Write the paper with its fault into a folder; return file, line and column of it."""
        shutil.copytree(self.bed.folder, folder, dirs_exist_ok=True)
        pencil: tuple[str, int, int] | None = None
        for name in {edit.file for edit in self.plan}:
            text = self.bed.texts.get(name, "")
            edits = sorted((e for e in self.plan if e.file == name), key=lambda e: -e.start)
            for edit in edits:
                text = text[: edit.start] + edit.new + text[edit.end :]
            at = text.find(PENCIL)
            if at >= 0:
                text = text.replace(PENCIL, "")
                before = text[:at]
                pencil = name, before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        assert pencil, f"{self}: nobody says where the fault is"
        return pencil


def mutants(beds: list[Bed], each: int = 1, seed: int = 5) -> list[Mutant]:
    """Return for every fault, planter and paper up to `each` mutants, chosen by a seed."""
    found = []
    for name, planters in FAULTS.items():
        for one in beds:
            chosen: list[Plan] = []
            for planter in planters:
                plans = list(planter(one))
                lot = random.Random(f"{seed} {name} {one.name}")
                chosen += lot.sample(plans, min(each, len(plans)))
            found += [Mutant(one, name, plan, number) for number, plan in enumerate(chosen, 1)]
    return found


@dataclass(frozen=True)
class Verdict:
    """What the check made of a mutant: what it said that it does not say of the good paper."""

    mutant: Mutant
    new: tuple[Finding, ...]
    pencil: tuple[str, int, int]

    @property
    def on_line(self) -> tuple[Finding, ...]:
        """The findings that stand on the line of the fault."""
        file, line, _ = self.pencil
        return tuple(
            one
            for one in self.new
            if one.place and (one.place.file, one.place.line) == (file, line)
        )

    @property
    def on_column(self) -> bool:
        """Tell whether a finding marks the very sign, or words that hold it."""
        column = self.pencil[2]
        places = (one.place for one in self.on_line if one.place)
        return any(
            place.column == column
            or (
                place.column < column and (place.end_line > place.line or column < place.end_column)
            )
            for place in places
        )

    @property
    def false(self) -> tuple[Finding, ...]:
        """The errors and warnings that stand elsewhere."""
        return tuple(one for one in self.new if one.severity != "info" and one not in self.on_line)


def _said(finding: Finding) -> str:
    """Return what a finding says, whatever the numbers: those of notes move with a fault."""
    return f"{finding.rule} {re.sub('[0-9]+', '0', finding.message)}"


def judge(wanted: list[Mutant], scratch: Path) -> Iterator[Verdict]:
    """Check every mutant and yield what was found; pandoc is started once for all."""
    from recto.reading import read_paper
    from recto.rules import check
    from recto.tools.pandoc import Pandoc

    with Pandoc() as pandoc:
        known: dict[str, set[str]] = {}
        for mutant in wanted:
            if mutant.bed.name not in known:
                good = check(read_paper(mutant.bed.folder, pandoc))
                known[mutant.bed.name] = set(map(_said, good))
            folder = scratch / re.sub(r"\W", "-", str(mutant))
            pencil = mutant.plant(folder)
            found = check(read_paper(folder, pandoc))
            new = (one for one in found if _said(one) not in known[mutant.bed.name])
            yield Verdict(mutant, tuple(new), pencil)
            shutil.rmtree(folder)
