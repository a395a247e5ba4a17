"""The end of a note: whether something must follow it."""

from __future__ import annotations

from functools import cache

from recto.rules._late import late
from recto.rules._markers import NoteSpan
from recto.rules._verbatim import BLANK

# No sentence ends with these, with a stop or without one.
NEVER_LAST = {
    "en": "the an and",
    "de": "und der dem des ein eine einen einem eines",
    "fr": "et le les des du une",
    "es": "y el los las del una",
    "it": "e il gli della dei una",
    "nl": "en het een",
    "pt": "e os as uma do",
}
# Nor, without a stop, with these.
HANGING = {
    "en": "a or of in on at to for from with by as that which who whose but nor see also cf than "
    "into between through under his their its this these is are was were be been has have had",
    "de": "oder die das von vom zu zur zum im in auf mit für bei nach aus an am als dass siehe vgl "
    "ist war sind waren",
    "fr": "ou la de dans sur pour par avec à au aux que qui voir cf en un est dont",
    "es": "o la de en con por para que a al su véase un es",
    "it": "o la di in con per che a da nel un è si veda cfr",
    "nl": "of de van in op met voor bij zie",
    "pt": "ou a o de em com por para que um",
}
# What wants a number or a name behind it.
WANTING = late(
    r"(?<!\d)(?<!\d[ \u00a0])(?<![\w.])(?:[Pp]p?|vol|Vol|nos|chaps?|figs?|fols?|Bd|Nr)\.\Z|§\Z"
)
SEITE = late(r"(?<=, )S\.\Z")
SIGN = late(r"\S*[,;(\[&/=–—-]\Z|(?:\S*\s)?[„“‘«]\Z")
LAST_WORD = late(r"(?<![\w’'-])([^\W\d_]+)(\.?)\Z")


def bare_words(span: NoteSpan) -> str:
    """Return the words of a note without the markup, the spaces and the comments at its end."""
    words = span.words.rstrip("*_ \t\n")
    while words.endswith(BLANK):
        start = len(words.rstrip(BLANK))
        if not span.source.text.startswith("<!--", span.begin + start):
            break  # an address, or code
        words = words[:start].rstrip("*_ \t\n")
    return words


def hanging_end(words: str, language: str) -> str:
    """Return the last word of a note, or its last sign, if something must follow it."""
    tail = words[-60:]
    if match := SIGN.search(tail) or WANTING.search(tail):
        return match[0]
    if language == "de" and (match := SEITE.search(tail)):
        return match[0]
    never, hanging = _words(language)
    last = LAST_WORD.search(tail)
    if last is None or len(words.split()) < 2:
        return ""
    known = never if last[2] else hanging
    return last[0] if last[1] in known else ""


@cache
def _words(language: str) -> tuple[frozenset[str], frozenset[str]]:
    never = frozenset(NEVER_LAST.get(language, "").split())
    return never, never | frozenset(HANGING.get(language, "").split())
