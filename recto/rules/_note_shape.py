"""The shape of a typed note: where its titles, brackets, addresses and keyed citations stand.

The shape is the note with each of these written as a run of one sign, character by character, so
that an offset in the shape is an offset in the source. Patterns for the forms of references then
need not know what stands inside a title.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from recto.model import Note, Paper, Place, Source
from recto.rules._listed import listed
from recto.rules._once import once
from recto.rules._verbatim import BLANK, text_of

# Quoted words, italics, brackets, keyed citations, addresses.
QUOTED, ITALIC, BRACKET, KEYED, ADDRESS = "\ue101\ue102\ue103\ue104\ue105"
TITLE = f"[{QUOTED}{ITALIC}]"
# What the author did not write in his own words, or not in words at all.
NOT_TYPED = frozenset((QUOTED, ITALIC, KEYED, ADDRESS, BLANK))
# What the editor says in a note is not the author's, and what is lost cannot be read.
NOT_THE_AUTHORS = r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]\{[^{}]*\.(?:lost|editor)\b[^{}]*\}"
DRESS = r"(?<=\])\{[^{}]*\}"
LINKED = r"\[([^\[\]]*)(\]\([^()\n]*\))"
CLUSTER = r"\[[^\[\]]*@[^\[\]]*\]|(?<![\w@])-?@\{?\w[^\s;,\]]*"
LINK = r"<?(?:https?://|www\.|doi:\s?10\.)[^\s<>\])}]+>?"
QUOTES = (
    r"“[^“”]*(?:“[^“”]*”[^“”]*)*”|„[^„“”]*[“”]|«[^«»]*»|「[^「」]*」|『[^『』]*』|《[^《》]*》"
    r"|\"[^\"]*\"|(?<!\w)‘(?:[^‘’]|’(?=\w))*’(?!\w)|‚[^‚‘]*‘"
)
# Two italic stretches with no more than a dash between them are one title.
SLANTED = (
    r"(?<![\w*\\])\*(?![\s*])[^*]*[^\s*]\*(?:[\s–-]*\*[^\s*](?:[^*]*[^\s*])?\*)*(?!\*)"
    r"|(?<![\w\\])_(?![\s_])[^_]*[^\s_]_(?!\w)"
)
# Abbreviations that do not end a sentence.
SHORT_WORDS = listed(
    "ed eds trans transl vol vols no nos nr p pp cf vgl e.g i.e etc al dr mr mrs ms st jr sr "
    "cat exh diss univ hrsg hg bd bde s fol fols ch chap chaps n nn par para paras art arts "
    "sec secs col cols fig figs pl pls rev repr comp comps ca c viz v vs inc ltd co corp gen "
    "lt capt prof op cit loc esp dept assn ser n.s suppl pt pts bk bks app approx cap tom t "
    "coord dir éd éds zit sog bzw ggf ms mss ff f r sch supp suppl jan feb mar apr jun jul "
    "aug sep sept oct nov dec"
)
AFTER_SENTENCE = re.compile(rf"(?:[.?!]|{QUOTED})({TITLE}?)\s+(?=[^\W\d_]|{TITLE}|{KEYED})")
HEAD_OF_SENTENCE = re.compile(r"(?:See|Cf|But|On|For|This|The|In|It|Siehe|Vgl|Voir|Vedi)\b")


@dataclass(frozen=True)
class NoteText:
    """A note as it is typed: its words from ``start`` on in ``source``, and their shape."""

    note: Note
    order: int
    source: Source
    start: int
    text: str
    shape: str

    def place(self, start: int, end: int) -> Place:
        """Return the place of characters of the note."""
        return self.source.place(self.start + start, self.start + end)

    @cached_property
    def typed(self) -> bool:
        """Tell whether the author typed words beside keyed citations."""
        return any(sign.isalnum() or sign == ADDRESS for sign in self.shape)

    @cached_property
    def parts(self) -> tuple[tuple[int, int], ...]:
        """Sentences, and within them what semicolons part, as start and end."""
        cuts = [(match.start(), match.end()) for match in re.finditer(";", self.shape)]
        cuts += [(match.end(1), match.end()) for match in self._sentence_ends()]
        parts, last = [], 0
        for cut, after in [*sorted(cuts), (len(self.shape), len(self.shape))]:
            start, end = _trimmed(self.shape, last, cut)
            if start < end:
                parts.append((start, end))
            last = after
        return tuple(parts)

    def _sentence_ends(self) -> Iterator[re.Match[str]]:
        for match in AFTER_SENTENCE.finditer(self.shape):
            at = match.start()
            if self.shape[at] == QUOTED or match[1]:
                inner = self.text[at - 1 : at + 1].strip('”"’«»*_ ')[-1:]
                rest = self.shape[match.end() :]
                if (inner == "." and rest[:1].isupper()) or (
                    inner in ("?", "!") and HEAD_OF_SENTENCE.match(rest)
                ):
                    yield match
                continue
            word = re.search(r"[\w.’'-]*\Z", self.shape[max(at - 20, 0) : at])
            name = word[0].lower() if word else ""
            starts = self.shape[match.end()]
            if self.shape[at] == "." and (name in SHORT_WORDS or len(name) == 1 or "." in name):
                continue
            if starts.isupper() or not starts.isalpha():
                yield match


@once
def note_texts(paper: Paper) -> tuple[NoteText, ...]:
    """Return the notes of a paper that stand in its sources, in the order of their calls."""
    sources = paper.sources
    found = []
    for order, note in enumerate(paper.manuscript.notes):
        place = note.place
        if place is None or place.file not in sources or place.file.endswith(".yaml"):
            continue
        source = sources[place.file]
        start = source.offset(place.end_line, place.end_column)
        start += re.compile(r"\s*").match(source.text, start).end() - start  # type: ignore[union-attr]
        end = _end_of_inline(source, start) if note.origin == "inline" else start + len(note.typed)
        if note.origin == "typed" and source.text[start:end] != note.typed:
            continue
        text = source.text[start:end]
        shape = shape_of(text, text_of(source)[start:end])
        found.append(NoteText(note, order, source, start, text, shape))
    return tuple(found)


def _end_of_inline(source: Source, start: int) -> int:
    """Return where the bracket of a note closes that is written in the text."""
    depth = 1
    for match in re.compile(r"\\.|[\[\]]").finditer(source.text, start):
        depth += {"[": 1, "]": -1}.get(match[0], 0)
        if depth == 0:
            return match.start()
    return len(source.text)


def shape_of(typed: str, text: str) -> str:
    """Return the shape of a typed note; ``text`` is the same with what is no text blanked."""
    patterns = _patterns()
    shape = text
    if "{" in shape:
        shape = patterns["not the author's"].sub(_runs(BLANK), shape)
    if "]{" in shape:
        shape = patterns["dress"].sub(_runs(BLANK), shape)
    if "](" in shape:
        shape = patterns["linked"].sub(_linked, shape)
    if "@" in shape:
        shape = patterns["cluster"].sub(_runs(KEYED), shape)
    for match in patterns["link"].finditer(typed) if "/" in typed or "www." in typed else ():
        end = match.start() + len(match[0].rstrip('.,;:”"’'))
        shape = shape[: match.start()] + ADDRESS * (end - match.start()) + shape[end:]
    shape = patterns["title"].sub(
        lambda match: (ITALIC if match[0][0] in "*_" else QUOTED) * len(match[0]), shape
    )
    return _bracketed(shape).replace("\n", " ").replace("\u00a0", " ")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "not the author's": re.compile(NOT_THE_AUTHORS),
        "dress": re.compile(DRESS),
        "linked": re.compile(LINKED),
        "cluster": re.compile(CLUSTER),
        "link": re.compile(LINK),
        "title": re.compile(f"{QUOTES}|{SLANTED}"),
    }


def _runs(sign: str) -> Callable[[re.Match[str]], str]:
    return lambda match: sign * len(match[0])


def _linked(match: re.Match[str]) -> str:
    """Write a link as its words and an address: its signs are no brackets of the note."""
    return BLANK + match[1] + ADDRESS * len(match[2])


def _bracketed(shape: str) -> str:
    """Write brackets and what they hold as one run."""
    if "(" not in shape and "[" not in shape:
        return shape
    out, opened, last = [], [], 0
    for match in re.finditer(r"[()\[\]]", shape):
        if match[0] in "([":
            opened.append(match.start())
        elif opened:
            start = opened.pop()
            if not opened:
                out += [shape[last:start], BRACKET * (match.end() - start)]
                last = match.end()
    return "".join([*out, shape[last:]])


def _trimmed(shape: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (shape[start].isspace() or shape[start] == BLANK):
        start += 1
    while start < end and (shape[end - 1].isspace() or shape[end - 1] == BLANK):
        end -= 1
    return start, end
