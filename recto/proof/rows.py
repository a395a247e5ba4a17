"""The rows of the tables of a paper: which cells stand beside each other, by the ids in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]


def rows_of(blocks: list[Any]) -> dict[str, int]:
    """Return the number of the row of every paragraph in a table of pandoc's tree (1.23).

    Rows that share a cell, which spans them, are one.
    """
    found: dict[str, int] = {}
    number = 0
    for table in _tables(blocks):
        spanned = 0
        for _, cells in _rows(table):
            number += spanned == 0
            deepest = max((rows for _, _, rows, _, _ in cells), default=1)
            spanned = max(spanned, deepest) - 1 if max(spanned, deepest) > 0 else 0
            for id in _anchors(cells):
                found[id] = number
    return found


def heads_of(blocks: list[Any]) -> frozenset[str]:
    """Return the ids of the paragraphs in the heads of tables, which pages may repeat."""
    heads = (table["c"][3][1] for table in _tables(blocks))
    return frozenset(id for rows in heads for id in _anchors(rows))


def _tables(nodes: Any) -> Iterator[Node]:
    if isinstance(nodes, dict):
        if nodes.get("t") == "Table":
            yield nodes
            return
        nodes = nodes.get("c")
    if isinstance(nodes, list):
        for node in nodes:
            yield from _tables(node)


def _rows(table: Node) -> Iterator[tuple[Any, list[Any]]]:
    _, _, _, head, bodies, foot = table["c"]
    yield from head[1]
    for _, _, heads, rows in bodies:
        yield from heads
        yield from rows
    yield from foot[1]


def _anchors(nodes: Any) -> Iterator[str]:
    """Yield the ids of the spans that mark where a paragraph begins."""
    if isinstance(nodes, dict):
        content: Any = nodes.get("c")
        if nodes.get("t") == "Span" and "anchor" in content[0][1]:
            yield content[0][0]
        nodes = content
    if isinstance(nodes, list):
        for node in nodes:
            yield from _anchors(node)
