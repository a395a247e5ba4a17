"""The text of a note: what survives of it, and what citeproc leaves that no editor would print."""

from __future__ import annotations

import itertools
import re
from typing import Any, Literal

from recto.reading.tree import classes, find, is_a, plain

CLAUSE_ENDS = tuple(".:;,?!—[(")


def state_of(blocks: list[Any]) -> tuple[Literal["whole", "lost", "cut"], bool]:
    """Tell whether a note is lost or cut, and whether the editor added to it."""
    spans = list(find(blocks, "Span"))
    lost = any("lost" in classes(node) for node in spans)
    editorial = any("editor" in classes(node) for node in spans)
    if not lost:
        return "whole", editorial
    inside = "".join(plain(node) for node in spans if "bracketed" in classes(node))
    rest = plain(blocks).replace(inside, "", 1) if inside else plain(blocks)
    return ("cut" if re.search(r"\w", rest) else "lost"), editorial


def tidy(blocks: list[Any]) -> None:
    """Make the blocks of a note fit for print, in place.

    The parentheses that citeproc sets round a citation go where it begins a clause; of two stops
    one goes; and the note begins with a capital.
    """
    for block in blocks:
        if is_a(block, "Para", "Plain"):
            _unwrap(block["c"], "")
            _single_stop(block["c"])
    first = blocks[0]["c"][0] if blocks and is_a(blocks[0], "Para") and blocks[0]["c"] else None
    if is_a(first, "Cite") and isinstance(first, dict):
        word = next((node for node in find(first["c"][1], "Str") if node["c"]), None)
        prefixed = first["c"][0][0]["citationPrefix"]
        if word and (prefixed or word["c"].lower().startswith("ibid")):
            word["c"] = word["c"][0].upper() + word["c"][1:]


def _single_stop(inlines: list[Any]) -> None:
    """Drop the typed stop after a citation that brings its own inside the quotation mark."""
    for cluster, after in itertools.pairwise(inlines):
        stopped = is_a(after, "Str") and after["c"].startswith(".")
        if stopped and is_a(cluster, "Cite") and re.search(r"[.?!][”’»)]*$", plain(cluster)):
            after["c"] = after["c"][1:]


def _unwrap(nodes: list[Any], before: str) -> str:
    for node in nodes:
        if is_a(node, "Cite"):
            inside = plain(node["c"][1])
            clause = not before.strip() or before.rstrip().endswith(CLAUSE_ENDS)
            if clause and inside.startswith("(") and inside.endswith(")"):
                words = [one for one in find(node["c"][1], "Str") if one["c"]]
                words[0]["c"] = words[0]["c"].removeprefix("(")
                words[-1]["c"] = words[-1]["c"].removesuffix(")")
            before += plain(node)
        elif is_a(node, "Span", "Emph", "Strong", "Quoted"):
            children = node["c"] if isinstance(node["c"][0], dict) else node["c"][1]
            before = _unwrap(children, before)
        elif is_a(node, "Str"):
            before += node["c"]
        else:
            before += " "
    return before
