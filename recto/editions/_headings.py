"""Headings as they are named elsewhere: in contents, running heads and titles of files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from recto.model import Heading
from recto.reading.tree import bare, find

FORMULA = "\N{OBJECT REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class SetHeading:
    """A heading with its title as plain text and as HTML, both without notes.

    In ``plain`` a sign stands for a formula; ``below`` it stand the headings of its part.
    """

    id: str
    level: int
    number: str
    title: str
    plain: str
    html: str
    below: tuple[SetHeading, ...] = ()

    @property
    def name(self) -> str:
        """Its number and title in one line."""
        return f"{self.number} {self.title}".strip()

    @property
    def running(self) -> str:
        """What stands of it over the pages, where there are no formulas."""
        words, formula, _ = self.plain.partition(FORMULA)
        cut = f"{words.rstrip()}…" if formula else words
        return f"{self.number} {cut}".strip()


def titles(blocks: list[Any]) -> dict[str, list[Any]]:
    """Return the inlines of every heading by its id, without notes, numbers and ids."""
    return {
        # A name in contents and running heads does not say in which language its words are.
        node["c"][1][0]: bare(node["c"][2], language=False)
        for node in find(blocks, "Header", inside=False)
    }


def set_heading(heading: Heading, inlines: list[Any], html: str) -> SetHeading:
    """Return a heading as set; its plain title has formulas as they were typed."""
    title, plain = (" ".join("".join(_words(inlines, mark)).split()) for mark in ("", FORMULA))
    return SetHeading(heading.id, heading.level, heading.number, title, plain, html)


def tree(headings: Sequence[SetHeading]) -> tuple[SetHeading, ...]:
    """Return the topmost of headings in order, each with those below it."""
    top: list[SetHeading] = []
    at = 0
    while at < len(headings):
        first = headings[at]
        deeper = range(at + 1, len(headings))
        end = next((i for i in deeper if headings[i].level <= first.level), len(headings))
        top.append(replace(first, below=tree(headings[at + 1 : end])))
        at = end
    return tuple(top)


def _words(inlines: list[Any], formula: str) -> Iterator[str]:
    for node in inlines:
        match node["t"]:
            case "Str":
                yield node["c"]
            case "Space":
                yield " "
            case "Math" if formula:
                yield formula
            case "Code" | "Math":
                yield node["c"][1]
            case "Quoted":
                marks = "“”" if node["c"][0]["t"] == "DoubleQuote" else "‘’"
                yield from (marks[0], *_words(node["c"][1], formula), marks[1])
            case _:
                yield from _words(node["c"], formula)
