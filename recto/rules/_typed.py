"""Keys that stand in the typed text and of which pandoc made no citation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from recto.model import Paper, Place, Source
from recto.reading.positions import candidates
from recto.rules._verbatim import text_of, text_test

# A bracket that was opened just before a key, with no more than "see also" between them.
OPENED = re.compile(r"(?<![\\\]!^])\[((?:[A-Za-z][A-Za-z.,]*[ \n]){0,4})-?\Z")
# A bracket that holds a citation already, and a comma.
COMMA = re.compile(r"\[[^\[\]\n]*@[^\[\];\n]*,\s*\Z")
# What after a closing bracket makes it something else: a link, a span, a definition.
ELSE = ("(", "[", "{", ":")
BRACKET = re.compile(r"(?<![\\\]!^\w])\[([^\[\]@\n]{3,200})\](?![(\[{:])")
# A word that nobody but a citation key is: letters with digits, or joined by : or _.
LIKE_A_KEY = re.compile(r"(?=.*[A-Za-z])(?=.*[\d:_]).{4,}")


@dataclass(frozen=True)
class Unread:
    """What stands there, where, and the remedy."""

    message: str
    place: Place
    help: str


def unread_citations(paper: Paper) -> Iterator[Unread]:
    """Yield every place where a known key was not read as the citation that it was meant for."""
    read = {(one.place.file, one.place.line, one.place.column): one
            for one in paper.manuscript.citations if one.place}  # fmt: skip
    # A citation without a place may be any that has its key.
    unsure = {one.key for one in paper.manuscript.citations if one.place is None}
    is_text = text_test(paper)
    for source in paper.manuscript.sources:
        for one in candidates(source.text):
            if one.kind != "cite" or one.name not in paper.bibliography.works:
                continue
            place = source.place(one.start, one.end)
            if not is_text(place) or one.name in unsure:
                continue
            citation = read.get((place.file, place.line, place.column))
            if citation is None or citation.key != one.name:
                yield from _unread(source, one.start, one.name, place)
            elif citation.mode == "author-in-text":
                yield from _half_read(source, one.start, one.end, place)
        yield from _without_at(paper, source, is_text)


def _unread(source: Source, at: int, key: str, place: Place) -> Iterator[Unread]:
    before = source.text[at - 1 : at]
    if before and (before.isalnum() or before in "_."):
        yield Unread(
            f"`@{key}` touches the word before it and is not read as a citation", place,
            f"put a space before it, or brackets round it: `[@{key}]`",
        )  # fmt: skip
    elif COMMA.search(source.text, max(at - 200, 0), at):
        yield Unread(
            f"`@{key}` stands after a comma and is set into the citation before it", place,
            f"separate the works of a bracket by a semicolon: `; @{key}`",
        )  # fmt: skip


def _half_read(source: Source, start: int, end: int, place: Place) -> Iterator[Unread]:
    text = text_of(source)
    head = max(text.rfind("\n\n", 0, start) + 1, start - 200, 0)
    if not OPENED.search(text, head, start):
        return
    limit = text.find("\n\n", end)
    close = _closing(text, end, len(text) if limit < 0 else limit)
    if close is None:
        yield Unread(
            "the bracket before this citation is never closed", place,
            "close it after the last work and its page: `[@key, 5]`",
        )  # fmt: skip
    elif ";" in text[end:close] and text[close + 1 : close + 2] not in ELSE:
        parts = [part.strip() for part in text[end:close].split(";")[1:]]
        bare = next((part for part in parts if part and "@" not in part), "")
        yield Unread(
            "this bracket is not read as one citation"
            + (f": `{bare}` has no `@`" if bare else ""), place,
            "write every work with `@`, and one semicolon between two: `[@one; @two]`",
        )  # fmt: skip


def _closing(text: str, at: int, limit: int) -> int | None:
    """Return where the bracket closes that is open at a character."""
    depth = 1
    for match in re.compile(r"[\[\]]").finditer(text, at, limit):
        depth += 1 if match[0] == "[" else -1
        if depth == 0:
            return match.start()
    return None


def _without_at(paper: Paper, source: Source, is_text: Callable[[Place], bool]) -> Iterator[Unread]:
    """Yield brackets that begin with a bare key: `[soeya2016, 25]`."""
    for match in BRACKET.finditer(text_of(source)):
        key = re.split(r"[,;\s]", match[1], maxsplit=1)[0]
        if key not in paper.bibliography.works or not LIKE_A_KEY.fullmatch(key):
            continue
        place = source.place(match.start(1), match.start(1) + len(key))
        defined = re.search(rf"(?m)^ {{0,3}}\[{re.escape(match[1])}\]:", source.text)
        if is_text(place) and not defined:
            yield Unread(f"`[{key}]` has no `@` and is not read as a citation", place,
                         f"did you mean `[@{key}]`?")  # fmt: skip
