"""From the files of a paper to a draft: every file read alone, placed and settled."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from recto.model import Call, Finding, Metadata, Place, Query, Source
from recto.reading import positions
from recto.reading.citing import clusters
from recto.reading.markup import Markup
from recto.reading.metadata import front_blocks, merge_metadata, read_metadata
from recto.reading.numbering import TypedNote, typed_words
from recto.reading.positions import Candidate, Placed
from recto.reading.sources import Files
from recto.reading.tree import Node, find, load, plain
from recto.tools.pandoc import Pandoc, Reading

# libyaml counts lines and columns from 0, from the line of dashes that pandoc names in brackets.
YAML_PLACE = re.compile(r"\(line (\d+), .*?line (\d+), column (\d+)", re.DOTALL)
YAML_HEAD = re.compile(r"(?:[ \t]*\n)*(?:---[ \t]*\n)?(?:[ \t]*\n)*")
YAML_END = re.compile(r"\n(?:---|\.\.\.)\s*\Z|\s+\Z")
UNCLOSED = re.compile(r"\s*(---)[ \t]*\n[A-Za-z][\w-]*:(?:[ \t]|\n)")
# So many characters are read together, with their twins.
TOGETHER = 250_000
YAML_SAYS = re.compile(r"(at )?line \d+, column \d+[:,]?")


@dataclass
class File:
    """One file as pandoc read it: its tree, settled, and the typed markers of its source."""

    source: Source
    meta: dict[str, Any]
    blocks: list[Any]
    definitions: tuple[Call, ...]
    calls: tuple[Call, ...]


@dataclass
class Draft:
    """The files of a paper before citeproc, and what was found in them."""

    files: list[File]
    metadata: Metadata
    front: dict[str, list[Any]]
    findings: list[Finding]
    queries: list[Query]
    heading_places: dict[str, Place | None]


def draft(pandoc: Pandoc, files: Files, root: Path) -> Draft:
    """Read every file alone, with its twins, and settle its markup."""
    sources = [*([files.metadata] if files.metadata else []), *files.sections]
    made = Draft([], Metadata(), {}, [], [], {})
    for group in _groups(sources):
        _read(pandoc, group, root, made)
    meta = merge_metadata([file.meta for file in made.files])
    made.metadata = read_metadata(meta)
    markup = Markup(files.metadata or sources[0], root)
    made.front = {name: markup.settle(blocks) for name, blocks in front_blocks(meta).items()}
    made.findings += markup.findings
    return made


def _groups(sources: list[Source]) -> Iterator[list[Source]]:
    """Yield the sources as they are read together: a book at once would take much memory."""
    group: list[Source] = []
    size = 0
    for source in sources:
        group.append(source)
        size += len(source.text)
        if size >= TOGETHER:
            yield group
            group, size = [], 0
    if group:
        yield group


def _read(pandoc: Pandoc, sources: list[Source], root: Path, made: Draft) -> None:
    """Read some sources and their twins, and add them to the draft."""
    found = [positions.candidates(source.text) for source in sources]
    texts: list[str] = []
    counts = []
    for source, candidates in zip(sources, found, strict=True):
        marked, called = positions.twins(source.text, candidates)
        counts.append((len(marked), len(called)))
        texts += [_wrapped(source, text) for text in (source.text, *marked, *called)]
    readings = iter(pandoc.read(texts))
    for source, candidates, count in zip(sources, found, counts, strict=True):
        read = next(readings)
        twins = [[next(readings) for _ in range(of_a_kind)] for of_a_kind in count]
        made.files.append(_file(source, candidates, read, twins, root, made))


def _wrapped(source: Source, text: str) -> str:
    # pandoc reads a metadata file as the head of an empty document. Its own dashes become comments,
    # and so do empty lines at its head: no line moves.
    if not source.path.endswith(".yaml"):
        return text
    bare = YAML_END.sub("", text)
    head = YAML_HEAD.match(bare)
    shown = "#\n" * head[0].count("\n") + bare[head.end() :] if head else bare
    return f"---\n{shown}\n---\n"


def _file(
    source: Source, candidates: list[Candidate], read: Reading, twins: list[list[Reading]],
    root: Path, made: Draft,
) -> File:  # fmt: skip
    if read.error:
        made.findings.append(_unreadable(source, read.error))
        return File(source, {}, [], (), ())
    tree = load(read.result, words=True)
    if not tree["meta"] and (opened := UNCLOSED.match(source.text)):
        made.findings.append(
            Finding(
                "unreadable", "error", "the metadata is not closed, and would be printed as text",
                source.place(*opened.span(1)), "close it with a line `---`",
            )
        )  # fmt: skip
    placed = _place(source, candidates, tree, twins, made)
    _stamp(tree, placed, source)
    markup = Markup(source, root)
    blocks = markup.settle(tree["blocks"])
    _place_headings(source, blocks, made)
    made.findings += markup.findings
    made.queries += markup.queries
    return File(
        source,
        tree["meta"],
        blocks,
        _markers(source, candidates, "definition"),
        _markers(source, candidates, "call"),
    )


def _markers(source: Source, candidates: list[Candidate], kind: str) -> tuple[Call, ...]:
    return tuple(
        Call(one.name, source.place(one.start, one.start + len(one.name) + 3))
        for one in candidates
        if one.kind == kind
    )


def _unreadable(source: Source, error: str) -> Finding:
    match = YAML_PLACE.search(error)
    place = source.place(0)
    if match:
        shift = 1 if source.path.endswith(".yaml") else 0
        start, line, column = map(int, match.groups())
        # What is found missing at the start of a line is missing on the line before it.
        line = min(max(start + line - shift - (column == 0), 1), len(source.line_starts))
        place = source.place(
            source.offset(line, 1), source.offset(line, len(source.line(line)) + 1)
        )
    said = YAML_SAYS.sub("", error.rpartition("YAML parse exception")[2])
    reason = " ".join(said.split())
    what = "the metadata" if "YAML" in error else "the text"
    return Finding(
        "unreadable", "error", f"pandoc cannot read {what}: {reason}", place,
        "mend this line; YAML needs quotes around values that hold `: ` or begin with [",
    )  # fmt: skip


def _place(
    source: Source, candidates: list[Candidate], tree: Node, twins: list[list[Reading]],
    made: Draft,
) -> Placed:  # fmt: skip
    failed = any(reading.error for group in twins for reading in group)
    if failed or positions.has_rare_letters(source.text):
        made.findings.append(
            Finding(
                "places-unknown", "info",
                f"`{source.path}` uses letters that mark places here: its findings have none",
                source.place(0),
            )
        )  # fmt: skip
        return Placed()
    whole = [tree["meta"], tree["blocks"]]
    placed = positions.place_all(source, candidates, whole, *map(_trees, twins))
    lost = sum(
        id(citation) not in placed.citations
        for cluster in clusters(whole)
        for citation in cluster["c"][0]
        if citation["citationId"] != "*"  # all entries, in `nocite`: no key stands there
    ) + sum(
        id(node) not in placed.calls and id(node) not in placed.inline
        for node in find(whole, "Note")
    )
    if lost:
        made.findings.append(
            Finding(
                "unplaced", "info",
                f"{lost} citations or notes of `{source.path}` could not be placed to the column",
                source.place(0),
            )
        )  # fmt: skip
    return placed


def _trees(readings: list[Reading]) -> list[Any]:
    trees = [json.loads(reading.result) for reading in readings]
    return [[tree["meta"], tree["blocks"]] for tree in trees]


def _stamp(tree: Node, placed: Placed, source: Source) -> None:
    """Hang on every citation and note what is known of it: rewriting keeps it there."""
    by_label: dict[str, list[Candidate]] = {}
    for node in find([tree["meta"], tree["blocks"]], "Cite", "Note"):
        if node["t"] == "Cite":
            for citation in node["c"][0]:
                citation["recto"] = placed.citations.get(id(citation))
        elif node["t"] == "Note":
            node["recto"] = _typed_note(node, placed, source, by_label)


def _typed_note(
    node: Node, placed: Placed, source: Source, by_label: dict[str, list[Candidate]]
) -> TypedNote:
    inline = placed.inline.get(id(node))
    if inline:
        place = source.place(inline.start, inline.end)
        return TypedNote("inline", "", place, place, plain(node["c"]))
    call = placed.calls.get(id(node))
    if call is None:
        return TypedNote("inline", "", None, None, plain(node["c"]))
    if not by_label:
        for candidate in positions.candidates(source.text):
            if candidate.kind == "definition":
                by_label.setdefault(candidate.name, []).append(candidate)
    known = by_label.get(call.name, [])
    definition = placed.definitions.get(id(node)) or (known[0] if len(known) == 1 else None)
    call_place = source.place(call.start, call.end)
    if definition is None:
        return TypedNote("typed", call.name, call_place, None, plain(node["c"]))
    # The marker alone, not the spaces after it.
    end = definition.start + source.text[definition.start : definition.end].index("]") + 2
    return TypedNote(
        "typed", call.name, call_place, source.place(definition.start, end),
        typed_words(source.text, definition),
    )  # fmt: skip


def _place_headings(source: Source, blocks: list[Any], made: Draft) -> None:
    """Find headings in their source by order and words; a heading that differs has no place."""
    lines = list(re.finditer(r"(?m)^ {0,3}(?:#{1,6}[ \t]+)?(\S.*)$", source.text))
    at = 0
    for number, node in enumerate(find(blocks, "Header")):
        words = re.sub(r"\W", "", plain(node))
        key = node["recto-id"] = f"{source.path}#{number}"
        made.heading_places[key] = None
        for index in range(at, len(lines)):
            if words and re.sub(r"\{[^}]*\}|\W", "", lines[index][1]).startswith(words):
                made.heading_places[key] = source.place(*lines[index].span(1))
                at = index + 1
                break


def with_findings(draft: Draft, more: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return what the reading has to say, first of all of an empty manuscript."""
    findings = list(draft.findings)
    if not any(file.blocks for file in draft.files) and not findings:
        first = draft.files[-1].source
        findings.append(
            Finding(
                "empty-manuscript", "error", f"`{first.path}` holds no text",
                replace(first.place(0)), "write the paper there, or name its folder with -C",
            )
        )  # fmt: skip
    return (*findings, *more)
