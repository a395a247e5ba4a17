"""The captions of figures and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from recto.model import Finding, Paper
from recto.rules._rule import fault, rule
from recto.rules._sentences import Passage, passages_of


@rule("warning")
def figure_source_missing(paper: Paper) -> Iterator[Finding]:
    """A figure or table does not say where it is from, and the others do

    What it finds: the caption of a figure or table without a source ("Source: …", "Photograph: …",
    a citation or a note), in a paper with three or more of which two in three name one.

    Why it matters: a reader takes it for the author's own, and a publisher asks for the right to
    print it.

    Example: `![The harbour in 1912](harbour.png)` among figures with `Source: City Archive.`

    Instead: `![The harbour in 1912. Source: City Archive, Lübeck.](harbour.png)`
    """
    passages = passages_of(paper)
    found: list[tuple[Passage, bool]] = []
    for number, passage in enumerate(passages):
        if passage.kind == "caption" and len(re.findall(r"[^\W\d_]{2,}", passage.text)) > 1:
            after = passages[number + 1] if number + 1 < len(passages) else None
            found.append((passage, _names_source(passage, after)))
    told = sum(sourced for _, sourced in found)
    if len(found) < 3 or told < 2 or 3 * told < 2 * len(found):
        return
    for passage, sourced in found:
        if not sourced:
            lead = re.match(r"[\s!\[:]*(?:Table:)?\s*", passage.text)
            start = passage.start + (lead.end() if lead else 0)
            end = passage.source.text.find("]", start)
            line = passage.source.text.find("\n", start)
            ends = [one for one in (end, line, passage.end) if one > start]
            yield fault(
                "this caption names no source, and the others do",
                passage.place(start, min(ends)),
                "say where it is from, or that it is the author's own: `Source: …`",
            )


def _names_source(passage: Passage, after: Passage | None) -> bool:
    if passage.references or _source().search(passage.text):
        return True
    return after is not None and _source().match(after.text.lstrip(" *_\n(:")) is not None


@cache
def _source() -> re.Pattern[str]:
    return re.compile(
        r"(?i)\b(?:sources?|quellen?|fuentes?|fontes?|bron|källa|kilde)\s*[:.]|"
        r"\b(?:adapted|reproduced|reprinted|redrawn|modified|taken)\s+(?:from|after|with)\b|"
        r"\b(?:courtesy|photo(?:graph)?s?(?:\s+by|\s*:)|credit|©|copyright|cc by|public domain)|"
        r"\bauthors?['’]?s?\s+(?:own|calculation|elaboration|compilation)|\bdata\s*:|©"
    )
