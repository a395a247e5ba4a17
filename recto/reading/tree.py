"""Walking and making pandoc's JSON tree (pandoc-types 1.23)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from recto.model import CALL, GAP

Node = dict[str, Any]

API_VERSION = [1, 23, 1, 1]
SPACES = ("Space", "SoftBreak", "LineBreak")
WORDS = frozenset({"Str", *SPACES})
# Marks of the text itself, which a name of it leaves out: an id would be there twice.
MARKS = frozenset({"anchor", "section-number"})
DRESSED = frozenset(
    {"Emph", "Strong", "Superscript", "Subscript", "SmallCaps", "Underline", "Strikeout"}
)
QUOTES = {"DoubleQuote": "“”", "SingleQuote": "‘’"}


def document(blocks: list[Any]) -> str:
    """Return a whole pandoc document, as JSON, of these blocks."""
    head = {"pandoc-api-version": API_VERSION, "meta": {}, "blocks": blocks}
    return json.dumps(head, ensure_ascii=False)


def load(typed: str, *, words: bool) -> Any:
    """Return a tree from pandoc's JSON, in which equal spaces are one node.

    Equal ``words`` are one node, too: in such a tree no word may be changed in place. A tree is
    words for the most part, and those of a book fill many times the memory of its text.
    """
    known: dict[str, Node] = {}
    spaces: dict[Any, Node] = {name: {"t": name} for name in SPACES}

    def share(node: Node) -> Node:
        kind = node.get("t")
        if kind == "Str":
            return known.setdefault(node["c"], node) if words else node
        return spaces.get(kind, node)

    return json.loads(typed, object_hook=share)


def text(string: str) -> Node:
    """Return a piece of text."""
    return {"t": "Str", "c": string}


def space() -> Node:
    """Return a space between words."""
    return {"t": "Space"}


def span(children: list[Any], id: str = "", classes: tuple[str, ...] = ()) -> Node:
    """Return a span with an id and classes."""
    return {"t": "Span", "c": [[id, list(classes), []], children]}


def div(children: list[Any], id: str = "", classes: tuple[str, ...] = ()) -> Node:
    """Return a division with an id and classes."""
    return {"t": "Div", "c": [[id, list(classes), []], children]}


def paragraph(children: list[Any]) -> Node:
    """Return a paragraph."""
    return {"t": "Para", "c": children}


def link(children: list[Any], href: str, id: str, classes: tuple[str, ...], role: str) -> Node:
    """Return a link with an id, classes and an ARIA role."""
    return {"t": "Link", "c": [[id, list(classes), [["role", role]]], children, [href, ""]]}


def is_a(node: Any, *names: str) -> bool:
    """Tell whether a node is of one of these types."""
    return isinstance(node, dict) and node.get("t") in names


def classes(node: Node) -> list[str]:
    """Return the classes of a node that has attributes, else none."""
    at = {"Span": 0, "Div": 0, "Link": 0, "Image": 0, "Code": 0, "CodeBlock": 0, "Header": 1}
    where = at.get(node["t"])
    return [] if where is None else list(node["c"][where][1])


def find(tree: Any, *names: str, inside: bool = True) -> Iterator[Node]:
    """Yield every node of these types, in document order, parents first.

    ``inside`` looks for more of them within those that are found.
    """
    # Most of a tree is words, in which nothing can be found: they are never put on the stack.
    passed = WORDS.difference(names)
    stack = [tree]
    while stack:
        current = stack.pop()
        if isinstance(current, dict):
            if current.get("t") in names:
                yield current
                if not inside:
                    continue
            children: Iterable[Any] = current.values()
        else:
            children = current
        stack += [
            child
            for child in children
            if (kind := type(child)) is list or (kind is dict and child.get("t") not in passed)
        ][::-1]


def rewrite(node: Any, change: Callable[[Node], Any]) -> Any:
    """Return the tree with every node replaced, children first.

    ``change`` returns a node, or a list of nodes to put in its place (none drops it).
    """
    if isinstance(node, list):
        made: list[Any] = []
        for child in node:
            new = rewrite(child, change)
            # Only a node may become several; lists that stand in the tree stay one thing.
            if isinstance(new, list) and isinstance(child, dict):
                made.extend(new)
            else:
                made.append(new)
        return made
    if isinstance(node, dict):
        if node.get("t") in WORDS:  # nothing stands inside a word, and most of a tree is words
            return change(node)
        whole = {name: rewrite(child, change) for name, child in node.items()}
        return change(whole) if "t" in whole else whole
    return node


def plain(node: Any) -> str:
    """Return the text of inlines or blocks as a reader sees it, on one line.

    Calls stand as ``⟦note id⟧`` and what has no text of its own as ``⟦⟧`` (see model.paper).
    """
    parts: list[str] = []
    _plain(node, parts)
    return " ".join("".join(parts).split())


# A line for each kind of node reads better than a table of functions.
def _plain(node: Any, parts: list[str]) -> None:  # noqa: C901, PLR0912
    if isinstance(node, list):
        for child in node:
            _plain(child, parts)
        return
    if not isinstance(node, dict):
        return
    kind, content = node.get("t"), node.get("c", [])
    if kind == "Str":
        parts.append(content)
    elif kind in SPACES:
        parts.append(" ")
    elif kind in ("Code", "CodeBlock"):
        parts.append(content[1])
    elif kind in ("Math", "Image"):
        parts.append(GAP)
    elif kind in ("RawInline", "RawBlock", "Note"):
        return
    elif kind == "Quoted":
        marks = QUOTES[content[0]["t"]]
        parts.append(marks[0])
        _plain(content[1], parts)
        parts.append(marks[1])
    elif kind == "Link" and "call" in content[0][1]:
        parts.append(CALL.format(content[2][0].removeprefix("#")))
    elif kind == "Span" and "section-number" in content[0][1]:
        return
    elif kind in ("Span", "Div", "Link", "Cite"):
        _plain(content[1], parts)
    elif kind == "Header":
        _plain(content[2], parts)
    else:
        _plain(content, parts)
        if kind in ("Para", "Plain", "DefinitionList", "LineBlock"):
            parts.append(" ")


def bare(inlines: Iterable[Any], *, language: bool = True) -> list[Any]:
    """Return inlines as they are named elsewhere: without notes, ids, links and pictures.

    ``language`` keeps what says in which language some words are.
    """
    made: list[Any] = []
    for node in inlines:
        if _is_of_the_text(node):
            continue
        kind, content = node["t"], node.get("c")
        if kind in DRESSED:
            made.append(node | {"c": bare(content, language=language)})
        elif kind == "Quoted":
            made.append(node | {"c": [content[0], bare(content[1], language=language)]})
        elif kind in ("Span", "Link", "Cite"):
            inside = bare(content[1], language=language)
            pairs = content[0][2] if kind == "Span" and language else []
            spoken = [pair for pair in pairs if pair[0] == "lang"]
            made += [{"t": "Span", "c": [["", [], spoken], inside]}] if spoken else inside
        elif kind in SPACES:
            made.append(space())
        elif kind == "Code":
            made.append({"t": "Code", "c": [["", [], []], content[1]]})
        else:
            made.append(node)
    while made and made[0]["t"] == "Space":
        made.pop(0)
    return made


def _is_of_the_text(node: Node) -> bool:
    """Tell whether an inline belongs to the place where it stands, and to no name of it."""
    match node["t"]:
        case "Note" | "Image" | "RawInline":
            return True
        case "Superscript":
            return any("call" in classes(child) for child in node["c"])
        case "Span":
            return not MARKS.isdisjoint(classes(node))
    return False
