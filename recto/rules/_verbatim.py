"""Which characters of a source are text: code, comments, formulas and addresses are not.

Rules that look at the typed source ask here, so that an example in a code block is no fault. In
doubt a character counts as no text: a rule rather keeps silent than says what is not so.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cache, lru_cache

from recto.model import Paper, Place, Source
from recto.reading.tree import find

HEAD = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})[^\n]*$", re.MULTILINE)
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
# In one pass: what begins first wins. A run of backticks closes with a run of the same length,
# a formula neither begins nor ends with a space, and neither goes beyond its paragraph.
INLINE = re.compile(
    r"(?P<escaped>\\.)"
    r"|(?P<code>(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<display>\$\$(?:(?!\n[ \t]*\n).)+?\$\$)"
    r"|(?P<formula>\$(?=[^\s$])(?:(?!\n[ \t]*\n)[^$\\]|\\.)*?(?<=[^\s\\])\$(?!\d))"
    r"|(?P<tag></?[A-Za-z][^<>\n]*>)"
    r"|(?P<address>\b(?:https?|ftp|doi|mailto):[^\s<>)\]]+)",
    re.DOTALL,
)
BLANK = "\ufffc"


def blank(match: re.Match[str]) -> str:
    """Return as many blanks as a match is long, keeping its line ends."""
    return re.sub(r"[^\n]", BLANK, match[0])


@lru_cache(maxsize=1024)
def text_of(source: Source) -> str:
    """Return a source with everything that is not text blanked out: offsets stay what they are."""
    if source.path.endswith(".yaml"):
        return source.text
    text = without_fences(HEAD.sub(blank, source.text, count=1))
    return INLINE.sub(blank, COMMENT.sub(blank, text))


def without_fences(text: str) -> str:
    """Return a text with its fenced code blanked out."""
    out, last = [], 0
    opening: re.Match[str] | None = None
    for fence in FENCE.finditer(text):
        if opening is None:
            # A fence of backticks has none behind it: ```this``` is code inside a line.
            opening = fence if "`" not in fence[0].strip().lstrip("`> \t") else None
        elif fence[1].startswith(opening[1]) and not fence[0].strip().strip("`~> \t"):
            out += [text[last : opening.start()], _blanks(text, opening.start(), fence.end())]
            last, opening = fence.end(), None
    if opening is not None:
        out += [text[last : opening.start()], _blanks(text, opening.start(), len(text))]
        last = len(text)
    return "".join([*out, text[last:]])


def _blanks(text: str, start: int, end: int) -> str:
    return re.sub(r"[^\n]", BLANK, text[start:end])


def text_test(paper: Paper) -> Callable[[Place], bool]:
    """Return a test that tells whether what begins at a place is text of the paper."""
    manuscript, sources = paper.manuscript, paper.sources

    @cache
    def code() -> str:
        trees = [manuscript.blocks, *manuscript.note_blocks.values()]
        return "\n".join(node["c"][1] for node in find(trees, "CodeBlock"))

    def is_text(place: Place) -> bool:
        source = sources[place.file]
        at = source.offset(place.line, place.column)
        if text_of(source)[at] != source.text[at]:
            return False
        line = source.line(place.line)
        # Indented: code, or a paragraph of a note or of a list. pandoc knows.
        return not line.startswith(("    ", "\t")) or line.strip() not in code()

    return is_text


def paragraph_span(source: Source, at: int) -> tuple[int, int]:
    """Return the offsets of the run of lines without a blank one that holds a character."""
    starts, ends = _edges(source)
    number = bisect_right(starts, at) - 1
    return starts[number], ends[number]


@lru_cache(maxsize=1024)
def _edges(source: Source) -> tuple[list[int], list[int]]:
    gaps = [match.span() for match in re.finditer(r"\n[ \t]*(?:\n[ \t]*)+", source.text)]
    starts = [0, *(end for _, end in gaps)]
    return starts, [*(start for start, _ in gaps), len(source.text)]
