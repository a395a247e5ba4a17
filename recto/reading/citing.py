"""One citeproc run for each style: it alone decides what is first, short or ibid."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from recto.model import Bibliography, Finding, Locator, Metadata
from recto.model.paper import Position
from recto.reading.bibliography import part
from recto.reading.positions import candidates
from recto.reading.tree import Node, document, find, load, paragraph, plain
from recto.tools.pandoc import PROBE, Pandoc

PROBED = re.compile(r"¬(first|short|ibid-with-locator|ibid)¬(?:([^¬¦]*)¬([^¦]*))?", re.IGNORECASE)


@dataclass(frozen=True)
class Probed:
    """What citeproc said of one cited work: its position, and the locator it understood."""

    position: Position | None
    locator: Locator | None


@dataclass(frozen=True)
class Cited:
    """The tree after citeproc, and for each cluster in document order what the probe said."""

    blocks: list[Any]
    probed: list[list[Probed]]
    findings: tuple[Finding, ...]


def cite(
    pandoc: Pandoc, blocks: list[Any], bibliography: Bibliography, style: Path, metadata: Metadata
) -> Cited:
    """Run citeproc over the blocks of a paper in its style, and in the probe's."""
    listed = listed_keys(metadata, bibliography)
    keys = {work["citationId"] for node in find(blocks, "Cite") for work in node["c"][0]}
    findings: list[Finding] = []
    reading, _ = pandoc.take_bibliography(part(bibliography, [*keys, *listed], metadata.language))
    if reading.error:
        findings.append(_unread(bibliography, reading.error))
    printed, probe = pandoc.cite(
        [(document(blocks), style), (document(_bones(blocks)), PROBE)], metadata.language, listed
    )
    for reading in (printed, probe):
        if reading.error:
            problem = " ".join(reading.error.split())
            message = f"citeproc failed with the style `{style.stem}`: {problem}"
            findings.append(Finding("citeproc-failed", "error", message))
            return Cited(blocks, [], tuple(findings))
    findings += [_warned(said) for said in printed.said if _is_news(said)]
    return Cited(
        load(printed.result, words=False)["blocks"],
        [_probed(node) for node in clusters(json.loads(probe.result)["blocks"])],
        tuple(findings),
    )


def listed_keys(metadata: Metadata, bibliography: Bibliography) -> list[str]:
    """Return the keys of `nocite`: works to be listed though nothing cites them; `@*` is all."""
    words = str((metadata.extra or {}).get("nocite", ""))
    if "@*" in words:
        return list(bibliography.works)
    return [one.name for one in candidates(words) if one.name in bibliography.works]


def clusters(tree: Any) -> list[Node]:
    """Return every citation cluster of a tree, in document order.

    `[@one, @two]` has its second work inside the words of the first: citeproc prints one cluster.
    """
    found: list[Node] = []
    inner: set[int] = set()
    for node in find(tree, "Cite"):
        if id(node) not in inner:
            found.append(node)
        inner.update(id(one) for one in find(node["c"][0], "Cite"))
    return found


def _bones(blocks: list[Any]) -> list[Any]:
    """Return the notes and citations of a tree without its words: the probe needs no more."""
    return [paragraph(_bare(node)) for node in find(blocks, "Note", "Cite", inside=False)]


def _bare(node: Node) -> list[Any]:
    if node["t"] == "Cite":
        return [{"t": "Cite", "c": [node["c"][0], []]}]
    within = find(node["c"], "Note", "Cite", inside=False)
    return [{"t": "Note", "c": [paragraph([one for child in within for one in _bare(child)])]}]


def _probed(cluster: Node) -> list[Probed]:
    notes = [node["c"] for node in find(cluster["c"][1], "Note")]
    said = PROBED.findall(plain(notes or cluster["c"][1]))
    works = cluster["c"][0]
    if len(said) != len(works):
        return [Probed(None, None)] * len(works)
    return [
        Probed(_position(position), Locator(label.strip(), value.strip(" .)")) if value else None)
        for position, label, value in said
    ]


def _position(word: str) -> Position | None:
    known = {name: name for name in get_args(Position)}
    return known.get(word.lower())


def _unread(bibliography: Bibliography, error: str) -> Finding:
    """Citeproc's reader is stricter than ours: say so with the entry that it names."""
    lines = [line.strip() for line in error.splitlines() if line.strip()]
    message = "citeproc cannot read the bibliography: " + "; ".join(lines[1:3] or lines)
    return Finding(
        "bibliography-unread", "error", message, bibliography.source.place(0),
        "mend the entry that is shown: without it no citation can be printed",
    )  # fmt: skip


def _is_news(said: str) -> bool:
    # Unknown keys are found, with a place, by the rules.
    message = json.loads(said)
    known = str(message.get("message", "")).endswith("not found")
    return message.get("verbosity") in ("WARNING", "ERROR") and not known


def _warned(said: str) -> Finding:
    text = " ".join(str(json.loads(said).get("pretty", said)).split())
    return Finding("citeproc-warning", "warning", f"citeproc says: {text}")
