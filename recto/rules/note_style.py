"""How a note begins and ends: with a capital, and with one stop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from recto.model import Finding, Note, Paper, Patch, Place
from recto.rules._late import late
from recto.rules._markers import NoteSpan, read_markers
from recto.rules._note_ends import bare_words, hanging_end
from recto.rules._once import once
from recto.rules._placeholders import whole_note
from recto.rules._rule import fault, rule
from recto.rules._verbatim import BLANK
from recto.rules._words import tongue

ENDS = late(r"[.?!…。！？．:][”“’‘»«\"')\]）」』›*_\s]*\Z")
ADDRESS = late(r"(?:://|www\.|doi|@)\S*\Z|⟧\s*\Z|[^\x00-\u02ff\u2000-\u206f]\Z")
ONLY_CITES = late(r"\s*\[[^\[\]]*@[^\[\]]*\]\.?\s*\Z")
ENDS_WITH_CALL = late(r"\[\^[^\]\s]+\]\Z")
# Of several paragraphs, or with a heading that was taken in.
SEVERAL = late(r"\n(?: {4}|\t| {0,3}#)")
TWICE = late(
    r"(?<![.…\w/])\.\.(?![.\w/])|(?<=[\w\])*_])\.\.(?![.\w/])"
    r"|(?<=\S),,|;;|(?<=[^.\s])\.[ \u00a0]\.\s*\Z"
)
TWICE_QUOTED = late(r"(?<=[^.])\.[”’\"]\.\s*\Z")
# Names and abbreviations that keep their small letter at the head of a sentence.
SMALL = late(
    r"(?:de|du|des|di|da|dal|del|della|dos|van|von|vom|zu|zur|zum|ten|ter|den|der|le|la|al|el|bin|ibn|"
    r"ben|af|av|d|l|i|e|n|nn|p|pp|s|vgl|ebd|ibid|id|idem|eadem|op|loc|ca|c|cf|cfr|viz|v|vs|ff|fol|fols|"
    r"https?|www|doi|m|r|x|y|z|f|k)\b|[a-z]+[A-Z0-9_(]|\w+[-’'][A-Z]|[a-z]\b"
)  # fmt: skip


@rule("warning")
def note_no_final_period(paper: Paper) -> Iterator[Finding]:
    """A note does not end with a stop

    What it finds: a note without a stop at its end, in a paper whose other notes have one. An
    address at the end of a note may stand without. Of notes that only cite, one is typed without a
    stop where the others have it, even if the style prints it.

    Why it matters: a note is a sentence. Where the stop is missing, the rest may be missing too.

    Example: `[^24]: [@gallup2016] asks another question`

    Instead: `[^24]: [@gallup2016] asks another question.`; `check --fix` does it.
    """
    bare, ended = _endings(paper)
    citing = [span for span in ended if ONLY_CITES.match(span.words)]
    typed = [span for span in citing if not bare_words(span).endswith(".")]
    if len(typed) * 3 <= len(citing) - len(typed):
        bare = sorted([*bare, *typed], key=lambda span: (span.source.path, span.start))
    if len(bare) * 2 <= len(ended):
        for span in bare:
            end = span.begin + len(_trimmed(span))
            word = re.search(r"\S{1,40}\Z", span.source.text[span.begin : end])
            start = end - len(word[0]) if word else end - 1
            sign = span.source.text[end - 1 : end]
            yield fault(
                "the note does not end with a stop", _open_ended(span, start, end),
                "set a stop at its end", fix=(Patch(span.source.path, end - 1, sign, sign + "."),),
            )  # fmt: skip


@rule("warning")
def note_double_period(paper: Paper) -> Iterator[Finding]:
    """Two stops stand where one belongs

    What it finds: `..` at the end of a note or within it, `,,` and `;;`, and in an English paper a
    stop before a closing quotation mark and another behind it.

    Why it matters: the second is left over from an edit.

    Example: `[^24]: See the poll of September..`

    Instead: `[^24]: See the poll of September.` Three dots are an ellipsis, and no fault.
    `check --fix` does it.
    """
    english = tongue(paper) == "en"
    for span, note in read_markers(paper).each_span():
        words = span.words
        for match in TWICE.finditer(words):
            signs = match[0]
            start = span.begin + match.start()
            yield fault(
                f"two stops: `{signs.strip()}`", span.place(start, start + len(signs.rstrip())),
                "leave one", fix=(Patch(span.source.path, start, signs.rstrip(), signs[0]),),
            )  # fmt: skip
            break
        else:
            twice = TWICE_QUOTED.search(words) if english and note.state == "whole" else None
            if twice:
                start = span.begin + twice.start()
                typed = twice[0].rstrip()
                yield fault(
                    f"two stops, inside and outside the quotation mark: `{typed}`",
                    span.place(start, start + len(typed)), "leave the one inside",
                    fix=(Patch(span.source.path, start, typed, typed[:-1]),),
                )  # fmt: skip


@rule("info")
def note_lowercase_start(paper: Paper) -> Iterator[Finding]:
    """A note begins with a small letter

    What it finds: a note that begins with a small letter, in a paper whose other notes begin with a
    capital. Names ("de Gaulle") and abbreviations ("n. 3") keep theirs.

    Why it matters: a note is a sentence of its own. A small letter at its head may be the second
    half of one that was cut.

    Example: `[^24]: see the poll of September.`

    Instead: `[^24]: See the poll of September.`
    """
    small: list[tuple[NoteSpan, str]] = []
    large = 0
    for span, note in read_markers(paper).each_span():
        first = re.match(r"[“‘\"'(«\[*_]*([^\W\d_]\S*)", note.text)
        if not first or note.state != "whole" or whole_note(span.words):
            continue
        if first[1][0].islower():
            small.append((span, first[1]))
        elif first[1][0].isupper():
            large += 1
    if len(small) * 4 > large:
        return
    for span, word in small:
        typed = re.match(r"[\s“‘\"'(«*_]*", span.words)
        at = span.begin + (typed.end() if typed else 0)
        if not SMALL.match(word) and span.source.text.startswith(word[0], at):
            yield fault(f"the note begins with a small letter: `{word}`",
                        span.place(at, at + len(word)), "begin it with a capital")  # fmt: skip


@once
def _endings(paper: Paper) -> tuple[list[NoteSpan], list[NoteSpan]]:
    """Return the notes that end without a stop, and those with one."""
    bare: list[NoteSpan] = []
    ended: list[NoteSpan] = []
    language = tongue(paper)
    for span, note in read_markers(paper).each_span():
        if note.state != "whole" or note.editorial:
            continue
        if ENDS.search(note.text):
            ended.append(span)
        elif _may_want_a_stop(note, span) and not hanging_end(bare_words(span), language):
            bare.append(span)
    return bare, ended


def _may_want_a_stop(note: Note, span: NoteSpan) -> bool:
    """Tell whether a note ends in plain words: no address, no formula, nothing that breaks off."""
    words = _trimmed(span)
    if (
        not words
        or words[-1] in f"{BLANK},;:–—-|(/&"
        or SEVERAL.search(words)
        or ENDS_WITH_CALL.search(words)
    ):
        return False
    return not (ADDRESS.search(note.text) or whole_note(words))


def _trimmed(span: NoteSpan) -> str:
    return span.words.rstrip(f" \t\n{BLANK}")


def _open_ended(span: NoteSpan, start: int, end: int) -> Place:
    """Return the place of the last word and of what is missing behind it."""
    place = span.place(start, end)
    return replace(place, end_column=place.end_column + 1)
