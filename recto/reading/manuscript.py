"""From a draft to the manuscript: joined, cited once, and numbered."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from recto.model import Bibliography, Finding, Manuscript
from recto.reading.citing import Cited, cite, clusters
from recto.reading.drafting import Draft
from recto.reading.metadata import FRONT
from recto.reading.numbering import Numbering, TypedCluster, TypedNote
from recto.reading.sources import Files
from recto.reading.tree import Node, classes, div, find, is_a, paragraph, plain
from recto.tools.pandoc import Pandoc

REFERENCES = re.compile(r"(?i)(references|bibliography|works cited|literature)( cited)?$")


def compose(
    pandoc: Pandoc, draft: Draft, files: Files, bibliography: Bibliography, style: Path,
    *, notes_by_section: bool = False,
) -> tuple[Manuscript, tuple[Finding, ...]]:  # fmt: skip
    """Join the files, run citeproc once, number everything, and return the manuscript.

    ``notes_by_section``: notes are counted anew under each heading of the topmost level.
    """
    front = [div(blocks, f"front-{name}") for name, blocks in _front(draft).items()]
    body_blocks, title = _without_references_heading(
        [block for file in draft.files for block in file.blocks]
    )
    blocks = [*front, *body_blocks]
    typed, places = _unstamp(blocks)
    cited = cite(pandoc, blocks, bibliography, style, draft.metadata)
    headers = list(find(blocks, "Header"))
    # A tree is large, and there is another now: of a draft only its shape is asked for again.
    del blocks, body_blocks
    for file in draft.files:
        del file.blocks[1:]
    numbering = Numbering(
        typed, places, cited.probed, draft.metadata.number_sections, draft.heading_places,
        notes_by_section,
    )  # fmt: skip
    body, entries = _without_entries(cited)
    _restamp_headings(headers, body)
    made = []
    body.reverse()
    while body:  # each block is given up for its numbered one
        node = body.pop()
        numbered = _numbered_front if _is_front(node) else _numbered_text
        made.append(numbered(node, numbering))
    parts = {node["c"][0][0]: node["c"][1] for node in made if _is_front(node)}
    sources = [*files.sections, *([files.metadata] if files.metadata else [])]
    manuscript = Manuscript(
        sources=tuple(sources),
        blocks=[node for node in made if not _is_front(node)],
        note_blocks=numbering.note_blocks,
        notes=tuple(numbering.notes),
        citations=tuple(numbering.citations),
        headings=tuple(numbering.headings),
        paragraphs=tuple(numbering.paragraphs),
        bibliography=tuple((key, plain(blocks)) for key, blocks in entries.items()),
        entries=entries,
        definitions=tuple(one for file in draft.files for one in file.definitions),
        calls=tuple(one for file in draft.files for one in file.calls),
        queries=tuple(draft.queries),
        bibliography_title=title or "Bibliography",
        pictures=tuple(dict.fromkeys(node["c"][2][0] for node in find(made, "Image"))),
        front={id.removeprefix("front-"): blocks for id, blocks in parts.items()},
    )
    nested = (
        Finding(
            "note-inside-note", "error", "a note stands inside a note", place,
            "put its words into the note around it: notes have no notes",
        )
        for place in numbering.nested
    )  # fmt: skip
    return manuscript, (*cited.findings, *nested)


def _without_references_heading(blocks: list[Any]) -> tuple[list[Any], str]:
    """Take away a last heading with nothing below it: it waits for the bibliography."""
    kept = list(blocks)
    while kept and is_a(kept[-1], "Div") and not plain(kept[-1]):
        kept.pop()
    if len(kept) > 1 and is_a(kept[-1], "Header") and REFERENCES.match(plain(kept[-1])):
        return kept[:-1], plain(kept[-1])
    return list(blocks), ""


def _front(draft: Draft) -> dict[str, list[Any]]:
    """Return the texts of the front matter; the author's note becomes a note on the byline."""
    found = {}
    for name in FRONT:
        if name not in draft.front:
            continue
        blocks = draft.front[name]
        if name == "author-note":
            note: Node = {"t": "Note", "c": blocks}
            note["recto"] = TypedNote("byline", "author", None, None, plain(blocks))
            blocks = [paragraph([note])]
        found[name] = blocks
    return found


def _is_front(node: Any) -> bool:
    return is_a(node, "Div") and str(node["c"][0][0]).startswith("front-")


def _numbered_text(node: Node, numbering: Numbering) -> Node:
    numbered: Node = numbering.visit(node, "text")
    return numbered


def _numbered_front(node: Node, numbering: Numbering) -> Node:
    """Number a text of the front matter: it stands outside the paragraphs of the paper."""
    before = len(numbering.paragraphs)
    numbering.in_front = True
    made = numbering.visit(node["c"][1], "front")
    numbering.in_front = False
    del numbering.paragraphs[before:]
    return div(_without_anchors(made), node["c"][0][0])


def _without_anchors(nodes: Any) -> Any:
    for node in nodes:
        first = node["c"][0] if is_a(node, "Para", "Plain") and node["c"] else None
        if first and is_a(first, "Span") and "anchor" in classes(first):
            del node["c"][0]
    return nodes


def _unstamp(blocks: list[Any]) -> tuple[list[TypedNote], list[TypedCluster]]:
    """Take the places off the nodes, in the order in which citeproc leaves them."""
    notes = [
        node.pop("recto", TypedNote("inline", "", None, None, "")) for node in find(blocks, "Note")
    ]
    places = [
        TypedCluster(tuple(citation.pop("recto", None) for citation in cluster["c"][0]))
        for cluster in clusters(blocks)
    ]
    for node in find(blocks, "Cite"):  # one in the words of another has no place of its own
        for citation in node["c"][0]:
            citation.pop("recto", None)
    return notes, places


def _restamp_headings(before: list[Any], after: list[Any]) -> None:
    for old, new in zip(before, find(after, "Header"), strict=False):
        new["recto-id"] = old.pop("recto-id", "")


def _without_entries(cited: Cited) -> tuple[list[Any], dict[str, list[Any]]]:
    """Split the bibliography that citeproc appended from the body."""
    body, entries = [], {}
    for node in cited.blocks:
        if is_a(node, "Div") and node["c"][0][0] == "refs":
            for entry in node["c"][1]:
                if plain(entry):  # of one with nothing to print, citeproc has warned
                    entries[entry["c"][0][0].removeprefix("ref-")] = entry["c"][1]
        else:
            body.append(node)
    cited.blocks.clear()
    return body, entries
