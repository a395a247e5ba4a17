"""The words of a source: its text without attributes, addresses of links and TeX environments.

Everything else is blanked out, so that offsets stay what they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from recto.model import Paper, Source
from recto.reading.positions import Candidate, candidates
from recto.rules._late import late
from recto.rules._once import once
from recto.rules._verbatim import BLANK, blank, text_of

# Behind the bracket of a link, a span or a picture.
BEHIND = late(r"\](?:\{[^{}\n]*\}|\([^()\n]*\))")
BEGIN = late(r"\\begin\{([A-Za-z]+\*?)\}")
# The commonest words of a language, which no other of these has.
COMMON = {
    "en": "the of and that with was were which for by from this",
    "de": "der und das nicht ist des dem den mit von auf eine wurde sich",
    "fr": "les des et une dans est que qui pour par sur aux cette",
    "es": "el los las del y una con por para que como se",
    "it": "il che di della nel una per con gli sono dei delle",
    "nl": "het een van en dat niet zijn voor met werd naar",
    "pt": "os uma do da em não com para que dos das pelo",
    "sv": "och att det som en av är på inte med den för",
    "pl": "się nie jest na do że przez oraz jako w z",
}
LOOKED_AT = 20_000


@lru_cache(maxsize=1024)
def words_of(source: Source) -> str:
    """Return the words of a source, everything else blanked out."""
    if source.path.endswith(".yaml"):
        return source.text
    return BEHIND.sub(_blank_behind, _without_environments(text_of(source)))


@lru_cache(maxsize=1024)
def candidates_of(source: Source) -> tuple[Candidate, ...]:
    """Return everything that pandoc may read as a citation, a call or a note text."""
    return tuple(candidates(source.text))


def is_word(source: Source, at: int) -> bool:
    """Tell whether a character of a source is one of its words."""
    return at < len(source.text) and words_of(source)[at] != BLANK


def _blank_behind(match: re.Match[str]) -> str:
    return "]" + blank(match)[1:]


def _without_environments(text: str) -> str:
    out, last, never = [], 0, set()
    for begin in BEGIN.finditer(text):
        if begin.start() < last or begin[1] in never:
            continue
        mark = "\\end{" + begin[1] + "}"
        end = text.find(mark, begin.end())
        if end < 0:
            never.add(begin[1])
            continue
        end += len(mark)
        out += [text[last : begin.start()], re.sub(r"[^\n]", BLANK, text[begin.start() : end])]
        last = end
    return "".join([*out, text[last:]])


@once
def tongue(paper: Paper) -> str:
    """Return the language of a paper as two letters: what its head says, or what its words say.

    A paper that does not name its language has "en" in its metadata, whatever it is written in.
    """
    said = paper.metadata.language[:2].lower()
    if said != "en":
        return said
    words = Counter(_some_words(paper))
    counts = {name: sum(words[one] for one in some.split()) for name, some in COMMON.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] > 2 * counts["en"] else "en"


def _some_words(paper: Paper) -> Iterator[str]:
    left = LOOKED_AT
    for source in paper.manuscript.sources:
        if left > 0 and not source.path.endswith(".yaml"):
            yield from words_of(source)[:left].lower().split()
            left -= len(source.text)
