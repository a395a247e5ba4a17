"""Collate a manuscript with the text it was made from: every word, in order, and nothing else.

The manuscript is read by pandoc, not by pattern: its words are those of the AST, with the number of
each call set where the call stands and the number of each heading derived, as the editions derive
it. What may differ from the received text is listed in a file of repairs (`manuscript/repairs.toml`
says how), and each repair must be used once.
"""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pypandoc

# pandoc knows a note by its text only, so each definition is marked with its label before reading.
DEFINITION = re.compile(r"^\[\^([^\]\s]+)\]:[ \t]*", re.MULTILINE)
LABEL = "note-label"


@dataclass(frozen=True)
class Repair:
    """A stated difference: the words ``old`` that begin on ``line`` are read as ``new``."""

    line: int
    old: tuple[str, ...]
    new: tuple[str, ...]
    note: int | None = None


@dataclass
class Collation:
    """What differs. ``stranded`` has the words of each note that the repairs took from the body."""

    differences: list[str] = field(default_factory=list)
    unused: list[Repair] = field(default_factory=list)
    stranded: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        return not self.differences and not self.unused


def pandoc(*arguments: str, text: str) -> str:
    """Run pandoc on a text in its sandbox."""
    command = [pypandoc.get_pandoc_path(), "--sandbox", *arguments]
    done = subprocess.run(command, input=text, capture_output=True, check=True, encoding="utf-8")
    return done.stdout


def read(sections: Sequence[Path]) -> dict[str, Any]:
    """Read the files of a manuscript, each alone, into one pandoc document with marked notes."""
    document: dict[str, Any] = {}
    for section in sections:
        marked = DEFINITION.sub(rf'[^\1]: []{{{LABEL}="\1"}}', section.read_text(encoding="utf-8"))
        read = json.loads(pandoc("-f", "markdown-example_lists", "-t", "json", text=marked))
        document = {**read, "blocks": document.get("blocks", []) + read["blocks"]}
    return document


def plain(inlines: list[Any]) -> str:
    """Print inlines as text, a call as the label of its note; refuse what has no plain text."""
    return "".join(_plain(inline) for inline in inlines)


def _plain(inline: dict[str, Any]) -> str:
    match inline:
        case {"t": "Str", "c": text}:
            return text
        case {"t": "Space" | "SoftBreak"}:
            return " "
        case {"t": "Quoted", "c": [{"t": kind}, inner]}:
            opening, closing = "‘’" if kind == "SingleQuote" else "“”"
            return f"{opening}{plain(inner)}{closing}"
        case {"t": "Emph" | "Strong" | "SmallCaps", "c": inner} | {"t": "Span", "c": [_, inner]}:
            return plain(inner)
        case {"t": "Note", "c": blocks}:
            return label(blocks)
        case {"t": "RawInline", "c": ["html", comment]} if comment.startswith("<!--"):
            return ""
    raise ValueError(f"no plain text for {inline['t']}")


def label(blocks: list[Any]) -> str:
    """Find the label that marks a note, or say that it has none."""
    match blocks:
        case [{"c": [{"t": "Span", "c": [[_, _, attributes], _]}, *_]}, *_]:
            return dict(attributes).get(LABEL, "(no label)")
    return "(no label)"


def notes(node: Any) -> Iterator[tuple[str, list[Any]]]:
    """Walk a document and give each note that is called, with its label, in order."""
    if isinstance(node, dict) and node.get("t") == "Note":
        yield label(node["c"]), node["c"]
    children = node.values() if isinstance(node, dict) else node
    for child in children if isinstance(node, dict | list) else ():
        yield from notes(child)


def manuscript_words(document: dict[str, Any]) -> list[str]:
    """List the words of a manuscript, headings numbered "1." and "1.1" as in the received text."""
    counters: list[int] = []
    words: list[str] = []

    def take(blocks: list[Any]) -> None:
        for block in blocks:
            match block:
                case {"t": "Header", "c": [level, _, inlines]}:
                    counters[:] = (counters + [0] * level)[:level]
                    counters[-1] += 1
                    words.append(".".join(map(str, counters)) + "." * (level == 1))
                    words.extend(plain(inlines).split())
                case {"t": "Para" | "Plain", "c": inlines}:
                    words.extend(plain(inlines).split())
                case {"t": "BlockQuote", "c": inner}:
                    take(inner)
                case {"t": "RawBlock", "c": ["html", comment]} if comment.startswith("<!--"):
                    pass
                case _:
                    raise ValueError(f"no plain text for {block['t']}")

    take(document["blocks"])
    return words


def repairs(path: Path) -> list[Repair]:
    """Read the file of repairs."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))["repair"]
    return [
        Repair(row["line"], tuple(row["from"].split()), tuple(row["to"].split()), row.get("note"))
        for row in table
    ]


def collate(source: str, words: list[str], repairs: Sequence[Repair]) -> Collation:
    """Compare the words of a manuscript with those of the received text, repaired."""
    found = Collation()
    received = [(word, n) for n, line in enumerate(source.split("\n"), 1) for word in line.split()]
    for repair in repairs:
        long = len(repair.old)
        places = [
            place
            for place, (_, line) in enumerate(received)
            if line == repair.line
            and tuple(word for word, _ in received[place : place + long]) == repair.old
        ]
        if len(places) != 1 or repair.old == repair.new:
            found.unused.append(repair)
            continue
        received[places[0] : places[0] + long] = [(word, repair.line) for word in repair.new]
        if repair.note:
            found.stranded[str(repair.note)] = repair.old
    expected = [word for word, _ in received]
    matcher = SequenceMatcher(None, expected, words, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes() if expected != words else ():
        if what != "equal":
            line = received[min(a, len(received) - 1)][1]
            old, new = " ".join(expected[a:b]), " ".join(words[c:d])
            found.differences.append(f"line {line}: received “{old}”, manuscript “{new}”")
    return found
