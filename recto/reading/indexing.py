"""Marks for the index, `[words]{.index}`: the entry that each makes, and where it stands.

[the alliance]{.index}                       an entry of the words themselves
[the alliance]{.index term="alliance!US"}    an entry "US" below "alliance"; `!!` is one `!`
[Soeya]{.index sort="soeya"}                 sorted by another word than its own
[]{.index term="Korea, South" see="Republic of Korea; Seoul"}    leads to other entries
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from recto.model import Manuscript
from recto.reading.tree import Node, bare, classes, is_a, plain, span

MARK = "index"
TAGS = ("term", "see", "sort")
# What lies deeper stands in the last level, after a comma: no index has more.
LEVELS = 3
CALLED = re.compile("⟦[^⟦⟧]*⟧")
LEAVES = frozenset({"Str", "Space", "SoftBreak", "LineBreak", "Code", "CodeBlock", "Math"})

Term = tuple[str, ...]


@dataclass(frozen=True)
class IndexMark:
    """A mark: its entry as words by level, how each is sorted, and the entries that it leads to.

    ``words`` are the inlines of the entry where they are those of the text. ``id`` is that of the
    marked words in every edition. ``heading`` is the id of the heading that they stand under, empty
    before any, ``front`` the text of the front matter, ``note`` the id of the note.
    """

    id: str
    term: Term
    sort: Term
    see: tuple[Term, ...] = ()
    words: tuple[Any, ...] = ()
    heading: str = ""
    front: str = ""
    note: str = ""


def marked(manuscript: Manuscript) -> tuple[Manuscript, tuple[IndexMark, ...]]:
    """Return the marks of a manuscript, and the manuscript with an id instead of each.

    A mark without a term, or which leads to other entries only, leaves no id.
    """
    # A paper without an index shall not pay for one.
    if not any(MARK in source.text for source in manuscript.sources):
        return manuscript, ()
    marker = _Marker()
    front = {}
    for name, blocks in (manuscript.front or {}).items():
        marker.front = name
        front[name] = marker.visit(blocks)
    marker.front = ""
    blocks = marker.visit(manuscript.blocks)
    notes = dict(manuscript.note_blocks)
    for note in manuscript.notes:
        marker.note = note.id
        marker.heading = "" if note.section == "title" else note.section
        notes[note.id] = marker.visit(notes[note.id])
    if not marker.marks:
        return manuscript, ()
    changed = replace(manuscript, front=front, blocks=blocks, note_blocks=notes)
    return changed, tuple(marker.marks)


class _Marker:
    """Walks what is printed, and takes the marks out of it."""

    def __init__(self) -> None:
        self.marks: list[IndexMark] = []
        self.heading = self.front = self.note = ""
        self.count = 0

    def visit(self, node: Any) -> Any:
        """Return a node without its marks."""
        if isinstance(node, list):
            return [self.visit(child) for child in node]
        if not isinstance(node, dict) or "c" not in node or node.get("t") in LEAVES:
            return node
        content = node["c"]
        if is_a(node, "Header"):
            self.heading = content[1][0]
        if is_a(node, "Cite"):  # its prefix stands once as typed, and once as printed
            return node | {"c": [content[0], self.visit(content[1])]}
        made = node | {"c": self.visit(content)}
        return self._unmarked(made) if is_a(node, "Span") and MARK in classes(node) else made

    def _unmarked(self, made: Node) -> Node:
        """Keep a mark, and return its words with an id that a locator can lead to."""
        (id, names, pairs), children = made["c"]
        tags = {key: value for key, value in pairs if key in TAGS}
        kept = [id, [name for name in names if name != MARK], _others(pairs)]
        inner = [{"t": "Span", "c": [kept, children]}] if any(kept) else children
        term = parts(tags["term"]) if tags.get("term") else _whole(children)
        see = tuple(filter(None, map(parts, tags.get("see", "").split(";"))))
        self.count += 1
        mark = f"recto-mark-{self.count}"
        self.marks.append(
            IndexMark(
                mark, term, _sorted_by(term, parts(tags.get("sort", ""))), see,
                () if tags.get("term") else tuple(bare(inner)),
                self.heading, self.front, self.note,
            )
        )  # fmt: skip
        return span(inner, mark if term and not see else "")


def parts(typed: str) -> Term:
    """Return the levels of a term as typed."""
    words = [part.replace("\0", "!") for part in typed.replace("!!", "\0").split("!")]
    found = [" ".join(word.split()) for word in words if word.split()]
    if len(found) > LEVELS:
        found[LEVELS - 1 :] = [", ".join(found[LEVELS - 1 :])]
    return tuple(found)


def _whole(children: list[Any]) -> Term:
    words = " ".join(CALLED.sub("", plain(children)).split())
    return (words,) if words else ()


def _sorted_by(term: Term, sort: Term) -> Term:
    """Return how each level is sorted: a key that is given counts from the last level on."""
    given = sort[-len(term) :] if term else ()
    return (*term[: len(term) - len(given)], *given)


def _others(pairs: Iterable[list[str]]) -> list[list[str]]:
    return [[key, value] for key, value in pairs if key not in TAGS]
