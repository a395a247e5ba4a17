"""Ids, classes and attributes of the paper's own: what of them may stand in an edition.

pandoc writes attributes as they come, `onclick` and `style` among them, so only those kept here
go on. Names that the editions use themselves (a class `note`, an id `p-3`) are changed.
"""

from __future__ import annotations

import re
from typing import Any

from recto.reading.tree import Node

# A note of the editor's on a query, what the index says of a mark, the language, and the size of a
# picture. Nothing that runs, hides or fetches.
KEPT = ("lang", "dir", "width", "height", "note", "term", "see", "sort")
OURS_BY_ID = re.compile(r"(p-\d+|cite-\d+|(note|call|ref|recto)-.*)", re.DOTALL)
OURS_BY_CLASS = frozenset(
    {
        *("abstract", "affiliation", "anchor", "author", "back-heading", "back-subheading"),
        *("backlink", "bibliography", "bracketed", "byline", "call", "chapter", "citation"),
        *("code", "colophon", "column", "contents", "date", "display", "editorial"),
        *("editorial-note", "formula", "front", "front-heading", "front-text", "home", "host"),
        *("keywords", "missing-picture", "note", "note-text", "notes", "number", "opening"),
        *("page", "paper", "section", "section-number", "skip", "subtitle", "table", "title"),
        *("titlepage", "work", "works", "book-index", "facts", "imprint", "index-entries"),
        *("listed", "locator", "notes-of", "queried", "queries", "range", "term"),
    }
)
# Where the attributes of a node stand among its children.
AT = {
    "Span": 0, "Div": 0, "Link": 0, "Image": 0, "Code": 0, "CodeBlock": 0, "Table": 0, "Figure": 0,
    "Header": 1,
}  # fmt: skip


def tamed(node: Node) -> Node:
    """Return a node with what its attributes may be; a link follows the id that it leads to."""
    kind = node["t"]
    if kind not in AT:
        return node
    content = list(node["c"])
    content[AT[kind]] = _attributes(*content[AT[kind]])
    if kind == "Link" and content[2][0].startswith("#"):
        href, title = content[2]
        content[2] = [f"#{own_id(href[1:])}", title]
    return node | {"c": content}


def own_id(id: str) -> str:
    """Return an id that no edition gives itself, and that is one word."""
    word = re.sub(r"\s+", "-", id.strip())
    return f"own-{word}" if OURS_BY_ID.fullmatch(word) else word


def _attributes(id: str, names: list[str], pairs: list[list[str]]) -> list[Any]:
    return [
        own_id(id),
        [f"own-{name}" if name in OURS_BY_CLASS else name for name in names],
        [[key, value] for key, value in pairs if key in KEPT],
    ]
