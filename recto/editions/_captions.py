"""Captions: their last sentence may name a source, and lists of figures and tables name them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from recto.reading.indexing import CALLED
from recto.reading.tree import Node, bare, classes, find, is_a, plain, span

SOURCE = "source"
OPENS = re.compile(
    r"(?:Sources?|Quellen?|Fuentes?|Fontes?|Fonti|Bron(?:nen)?|Käll(?:a|or)|Kilder?|Źródł[oa]"
    r"|出典|資料|출처|자료)\s*(:)?"
)
SENTENCE_ENDS = tuple(".?!…)”’»。")
# Where the attributes of what has a caption stand, the caption, and how an edition names it.
NAMES = {"Figure": "figure", "Table": "table"}


@dataclass(frozen=True)
class Listed:
    """A figure or table in a list: its id, and its caption as HTML, without notes and source."""

    id: str
    html: str


def set_sources_apart(blocks: list[Any]) -> None:
    """Mark the sentence of each caption that names its source (`Source: ...`), in place."""
    for node in find(blocks, *NAMES):
        last = (_caption(node) or [None])[-1]
        if is_a(last, "Para", "Plain") and (at := _source_at(last["c"])):
            last["c"] = [*last["c"][:at], span(last["c"][at:], classes=(SOURCE,))]


def captioned(blocks: list[Any], kind: str) -> list[tuple[str, list[Any]]]:
    """Return id and caption, as inlines, of each "Figure" or "Table" that has one.

    One without an id gets one, in place.
    """
    found = []
    for number, node in enumerate(find(blocks, kind), 1):
        inlines = [
            one for block in _caption(node) if is_a(block, "Para", "Plain") for one in block["c"]
        ]
        words = bare(one for one in inlines if not (is_a(one, "Span") and SOURCE in classes(one)))
        if words:
            attributes = node["c"][0]
            attributes[0] = attributes[0] or f"recto-{NAMES[kind]}-{number}"
            found.append((attributes[0], _trimmed(words)))
    return found


def _caption(node: Node) -> list[Any]:
    blocks: list[Any] = node["c"][1][1]
    return blocks


def _source_at(inlines: list[Any]) -> int:
    """Return where the source begins among inlines, 0 if it does not, or nothing is before it."""
    if any(is_a(one, "Span") and SOURCE in classes(one) for one in inlines):
        return 0
    for at in range(1, len(inlines)):
        opens = OPENS.fullmatch(plain(inlines[at]))
        if not opens or not (opens[1] or plain(inlines[at + 1 : at + 3]).startswith(":")):
            continue
        if CALLED.sub("", plain(inlines[:at])).endswith(SENTENCE_ENDS):
            return at
    return 0


def _trimmed(inlines: list[Any]) -> list[Any]:
    while inlines and inlines[-1]["t"] == "Space":
        inlines.pop()
    return inlines


def wanted(extra: Any) -> Iterator[str]:
    """Yield what the metadata asks to be listed: "Figure", "Table"."""
    for kind, name in NAMES.items():
        if (extra or {}).get(f"list-of-{name}s") is True:
            yield kind
