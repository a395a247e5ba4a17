"""Where every citation and note stands in a source.

pandoc gives no positions, so beside the plain text two marked twins of it are read. In the first
every `@key` has one letter replaced by a letter of a rare script, one letter a candidate, and
every note text begins with a mark; the tree of the twin has the shape of the plain tree, so that
walking both in step finds the candidate of each citation, and the text of each note; where every
label is called once, that tells the call. Where not, there is a second twin, in which every call
`[^label]` carries a label of its own, with a definition that holds nothing but its number: each
note of the plain tree meets the number of its call. Marks keep the width of what they replace, so
tables that are drawn with columns stay tables. Where the trees differ, nothing is guessed: the
place is None.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from recto.model import Place, Source
from recto.reading.tree import WORDS, Node, rewrite

MARK = "\ue0f1"
MARKED = re.compile(MARK + r"(\d+)" + MARK)
# Letters of scripts that no paper in our trade is written in, and of the width of a Latin letter.
RANGES = (
    (0x1401, 0x166D), (0x1200, 0x1249), (0xA500, 0xA60D), (0x12000, 0x1239A), (0x13000, 0x13430),
    (0x14400, 0x14647), (0x16800, 0x16A39),
)  # fmt: skip
LETTERS = [
    letter
    for first, last in RANGES
    for letter in map(chr, range(first, last))
    if letter.isalnum() and unicodedata.east_asian_width(letter) == "N"
]
NUMBER = {letter: number for number, letter in enumerate(LETTERS)}
CODED = re.compile("[" + "".join(f"{chr(first)}-{chr(end - 1)}" for first, end in RANGES) + "]")

# No label is so long: without a limit, every `[^` of a thousand would be read to the end.
CANDIDATE = re.compile(
    r"(?P<definition>^[ ]{0,3}\[\^(?P<defined>[^\]\s]{1,200})\]:[ \t]*)"
    r"|(?P<cite>@\{?(?=\w))"
    r"|(?P<call>\[\^(?P<called>[^\]\s]{1,200})\](?!:))"
    r"|(?P<inline>\^\[(?=\S))",
    re.MULTILINE,
)
# A mark at the head of a note text must not change what the text is: only before plain words.
PROSE = re.compile(r"[^\W\d]|[\"“‘'@*_\[$`—–]|\d+(?![.)\d])")
KEY = re.compile(r"\{[^}\s]{0,1000}\}|\w+(?:[:.#$%&+?<>~/-]\w+|_)*", re.DOTALL)
DRAWN = re.compile(r"[ \t]*([|+])")


@dataclass(frozen=True)
class Candidate:
    """Something that looks like a citation, a call or a note text: where it stands, its name."""

    kind: str
    start: int
    end: int
    name: str


@dataclass
class Placed:
    """What was found: places by the identity of nodes in the plain tree, and typed markers."""

    citations: dict[int, Place] = field(default_factory=dict)
    calls: dict[int, Candidate] = field(default_factory=dict)
    definitions: dict[int, Candidate] = field(default_factory=dict)
    inline: dict[int, Candidate] = field(default_factory=dict)


def candidates(text: str) -> list[Candidate]:
    """Return everything in a source that pandoc may read as citation, call or note text."""
    found = []
    for match in CANDIDATE.finditer(text):
        kind = str(match.lastgroup if match.lastgroup not in ("defined", "called") else "")
        kind = kind or ("definition" if match["definition"] is not None else "call")
        start, end = match.span()
        name = match["defined"] or match["called"] or ""
        if kind == "cite" and (key := KEY.match(text, start + 1)):
            end, name = key.end(), key[0].strip("{}")
        found.append(Candidate(kind, start, end, name))
    return found


def twins(text: str, found: Sequence[Candidate]) -> tuple[list[str], list[str]]:
    """Return the twins of a source: citations and note texts marked, and calls marked.

    There is a marked twin for each 4,000 citations, and one with marked calls only where a note
    text does not tell its call.
    """
    if not found:
        return [], []
    lettered = _lettered(text, found)
    size = len(LETTERS)
    marked = [
        _mark_citations(text, found, lettered[at : at + size])
        for at in range(0, max(1, len(lettered)), size)
    ]
    return marked, [] if _each_called_once(text, found) else [_mark_calls(text, found)]


def _each_called_once(text: str, found: Sequence[Candidate]) -> bool:
    """Tell whether every label has one text, which can be marked, and one call at most."""
    texts = [one for one in found if one.kind == "definition"]
    calls = Counter(one.name for one in found if one.kind == "call")
    return len({one.name for one in texts}) == len(texts) and all(
        calls[one.name] <= 1 and PROSE.match(text, one.end) for one in texts
    )


def _lettered(text: str, found: Sequence[Candidate]) -> list[int]:
    """Return the candidates that are marked by a letter.

    These are citations, and inline notes in drawn tables, whose width must not change.
    """
    return [
        number
        for number, one in enumerate(found)
        if one.kind == "cite"
        or (one.kind == "inline" and text[one.end].isalnum() and _drawn(text, one.start))
    ]


def _mark_citations(text: str, found: Sequence[Candidate], lettered: Sequence[int]) -> str:
    letters = {candidate: LETTERS[at] for at, candidate in enumerate(lettered)}
    out, last = [], 0
    for number, candidate in enumerate(found):
        if number in letters:
            # The letter takes the place of the first character of the key, or of the note.
            at = candidate.end
            if candidate.kind == "cite":
                at = candidate.start + (2 if text[candidate.start + 1] == "{" else 1)
            out += [text[last:at], letters[number]]
            last = at + 1
        elif (candidate.kind == "definition" and PROSE.match(text, candidate.end)) or (
            candidate.kind == "inline" and not _drawn(text, candidate.start)
        ):
            out += [text[last : candidate.end], f"{MARK}{number}{MARK}"]
            last = candidate.end
    return "".join([*out, text[last:]])


def _mark_calls(text: str, found: Sequence[Candidate]) -> str:
    out, last, notes, taken = [], 0, [], set()
    # A call without a text is no note to pandoc, and must not become one in the twin.
    defined = {one.name for one in found if one.kind == "definition"}
    for number, candidate in enumerate(found):
        if candidate.kind != "call" or candidate.name not in defined:
            continue
        label = _label(number, len(candidate.name))
        if label is None or label in taken:
            continue
        taken.add(label)
        out += [text[last : candidate.start], f"[^{label}]"]
        last = candidate.end
        notes.append(f"[^{label}]: {MARK}{number}{MARK}")
    return "\n\n".join(["".join([*out, text[last:]]), *notes, ""])


def _label(number: int, width: int) -> str | None:
    """Return a label of a width for a number, None if the width is too small for it."""
    letters = []
    for _ in range(width):
        number, digit = divmod(number, len(LETTERS))
        letters.append(LETTERS[digit])
    return None if number else "".join(letters)


def _drawn(text: str, at: int) -> bool:
    """Tell whether a character stands in a table that is drawn with `+--+`."""
    start = text.rfind("\n", 0, at) + 1
    while edge := DRAWN.match(text, start):
        if edge[1] == "+":
            return True
        if start == 0:
            return False
        start = text.rfind("\n", 0, start - 1) + 1
    return False


def has_rare_letters(text: str) -> bool:
    """Tell whether a source uses the letters that the marks need (then nothing is placed)."""
    return MARK in text or CODED.search(text) is not None


def place_all(
    source: Source,
    found: Sequence[Candidate],
    tree: list[Any],
    marked: Sequence[list[Any]],
    called: Sequence[list[Any]],
) -> Placed:
    """Walk the plain tree beside its twins and return where its citations and notes stand."""
    placed = Placed()
    lettered = _lettered(source.text, found)
    for part, twin in enumerate(marked):
        mine = lettered[part * len(LETTERS) : (part + 1) * len(LETTERS)]
        for plain, other in _in_step(tree, _without_marks(twin)):
            if "citationId" in plain:
                letter = CODED.search(other["citationId"])
                if letter and NUMBER[letter[0]] < len(mine):
                    at = found[mine[NUMBER[letter[0]]]]
                    if at.name.startswith(plain["citationId"][:1]):
                        placed.citations[id(plain)] = source.place(at.start, at.end)
            elif (number := _note_mark(other, mine)) is not None:
                kind = placed.inline if found[number].kind == "inline" else placed.definitions
                kind[id(plain)] = found[number]
    for twin in called:
        for plain, other in _in_step(tree, twin, into_notes=False):
            if plain.get("t") == "Note" and (number := _first_mark(other)) is not None:
                placed.calls[id(plain)] = found[number]
    if not called:
        placed.calls = _calls_of(placed.definitions, found)
    return placed


def _calls_of(texts: dict[int, Candidate], found: Sequence[Candidate]) -> dict[int, Candidate]:
    """Return the call of each note by its text, where no label is called twice."""
    calls = {one.name: one for one in found if one.kind == "call"}
    return {note: calls[text.name] for note, text in texts.items() if text.name in calls}


def _note_mark(node: Node, lettered: Sequence[int]) -> int | None:
    """Return the candidate of a note of a twin: by its mark, or by its first letter."""
    if node.get("t") != "Note":
        return None
    if node["recto-mark"] is not None or not lettered:
        mark: int | None = node["recto-mark"]
        return mark
    first = CODED.match(_first_words(node["c"]))
    return lettered[NUMBER[first[0]]] if first and NUMBER[first[0]] < len(lettered) else None


def _first_mark(node: Any) -> int | None:
    """Return the number at the head of a note of a twin."""
    match = MARKED.match(_first_words(node))
    return int(match[1]) if match else None


def _first_words(node: Any) -> str:
    """Return the text at the head of a node, empty if it begins with something else."""
    while isinstance(node, (dict, list)) and node:
        if isinstance(node, list):
            node = node[0]
        elif node.get("t") == "Str":
            return str(node["c"])
        elif node.get("t") == "Quoted" or node.get("t") in ("Span", "Cite", "Link", "Div"):
            node = node["c"][1]
        else:
            node = node.get("c")
    return ""


def _without_marks(tree: list[Any]) -> list[Any]:
    """Return a twin with the marks taken out of the text and hung on their notes."""

    def clean(node: Node) -> Any:
        if node["t"] == "Note":
            number = _first_mark(node)
            blocks = rewrite(node["c"], strip)
            return {"t": "Note", "c": blocks, "recto-mark": number}
        return node

    def strip(node: Node) -> Any:
        if node["t"] == "Str" and MARK in node["c"]:
            rest = MARKED.sub("", node["c"])
            return {"t": "Str", "c": rest} if rest else []
        return node

    return list(rewrite(tree, clean))


def _in_step(plain: Any, twin: Any, into_notes: bool = True) -> Iterator[tuple[Node, Node]]:
    """Yield the nodes of two trees side by side, as far as their shapes agree."""
    stack = [(plain, twin)]
    while stack:
        one, other = stack.pop()
        if isinstance(one, dict) and isinstance(other, dict):
            if one.get("t") != other.get("t"):
                continue
            yield one, other
            if not into_notes and one.get("t") == "Note":
                continue
            stack.extend((one[name], other[name]) for name in reversed(one) if name in other)
        elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
            # Words are most of a tree, and nothing stands in them.
            pairs = zip(one, other, strict=True)
            stack += [
                pair
                for pair in pairs
                if type(pair[0]) is list
                or (type(pair[0]) is dict and pair[0].get("t") not in WORDS)
            ][::-1]
