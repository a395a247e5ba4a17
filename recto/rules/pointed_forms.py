"""Short forms that name the note of their full form: each must agree with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from recto.model import Finding, Note, Paper, Place
from recto.rules._late import late
from recto.rules._listed import listed
from recto.rules._note_forms import fold
from recto.rules._note_shape import NoteText, note_texts
from recto.rules._people import words_of
from recto.rules._rule import fault, rule

# "Stieda, Briefwechsel (wie Anm. 4)", "Smith (n 4)", "Smith, *supra* note 4".
POINTED = late(
    r"(?P<name>[^\W\d_a-z][\w’'.-]*(?:(?:\s+|\s*/\s*|,?\s+(?:and|und|&)\s+)[\w’'.-]+){0,4})"
    r"(?:,\s+(?P<title>[^\s,;()][^;()\n]{2,80}?))?,?\s*"
    r"(?:\((?:wie|s\.|siehe|n\.?|fn\.?)\s*(?:oben\s+)?(?:Anm\.\s*)?|[*_]?supra[*_]?,?\s+(?:foot)?notes?\s+)"
    r"(?P<number>\d{1,4})(?=[),.]|\s+at\b|\s*\Z)"
)
LEADS = late(
    r"(?:(?:See|Cf|But|And|Also|also|see|Compare|Siehe|Vgl|Dazu|Hierzu|So|Ebenso|Ähnlich|aber|auch|"
    r"dazu|hierzu|etwa|wieder|nochmals|erneut|nur|bes|noch|bereits|schon|for|example|generally|e\.g|"
    r"In|in|Zu|zu|bei|Bei|nach|Nach|mit|Mit)\b[.,*_]*\s+)+"
)
# What stands in place of a name, and behind which a note is no full form.
NOBODY = listed("ders dies dieser dieselbe ebd ebenda ibid id idem the die der das")
NEAR = 76


@dataclass(frozen=True)
class Pointed:
    """A short form and the notes that its number may mean; spans are those of the note's text."""

    note: NoteText
    name: str
    start: int
    title: str
    title_start: int
    number: int
    full: tuple[Note, ...]

    def words(self) -> frozenset[str]:
        """Return the words of the notes that are named."""
        return frozenset(word for one in self.full for word in words_of(one.text))

    def place(self) -> Place | None:
        """Return where the full form stands."""
        return self.full[0].place


@rule("error")
def pointed_name_mismatch(paper: Paper) -> Iterator[Finding]:
    """A short form names a note that does not know its author

    What it finds: "Smith, Bridges (wie Anm. 4)", "Smith (n 4)", "Smith, *supra* note 4" where
    note 4 has no Smith in it. The name is misspelled, or the number is that of another note.

    Why it matters: the reader who looks note 4 up finds another work, and not this one.

    Example: `[^9]: Smyth (n 4) 25.` with `[^4]: Ann Smith, *Bridges* (Harbour Press 2016) 12.`

    Instead: `[^9]: Smith (n 4) 25.`
    """
    for one in _pointed(paper):
        if not _names(one, one.words()):
            near = _nearest(one)
            yield fault(
                f"note {one.number} does not name `{one.name}`",
                one.note.place(one.start, one.start + len(one.name)),
                f"did you mean `{near}`?" if near else "name the note that cites the work in full",
                ((place, "the note that is named"),) if (place := one.place()) else (),
            )


@rule("warning")
def pointed_title_mismatch(paper: Paper) -> Iterator[Finding]:
    """A short form names a note that has another title of its author

    What it finds: "Smith, Roads (wie Anm. 4)" where note 4 is of Smith and has no such word.

    Why it matters: the reader cannot tell whether the title or the number is wrong.

    Example: `[^9]: Stieda, Schriften (wie Anm. 4), S. 25.`, where note 4 has Stieda's
    *Briefwechsel*.

    Instead: `[^9]: Stieda, Briefwechsel (wie Anm. 4), S. 25.`
    """
    for one in _pointed(paper):
        known = one.words()
        title = [word for word in words_of(one.title) if len(word) > 3 and not word.isdigit()]
        if not title or not _names(one, known) or any(_is_in(word, known) for word in title):
            continue
        yield fault(
            f"note {one.number} has no title `{one.title.strip('*_ “”„')}`",
            one.note.place(one.title_start, one.title_start + len(one.title)),
            "take the short title from the full one, or name the note that cites the work",
            ((place, "the note that is named"),) if (place := one.place()) else (),
        )


def _pointed(paper: Paper) -> Iterator[Pointed]:
    texts = [one for one in note_texts(paper) if _points(one.text)]
    if not texts:
        return
    notes: dict[int, list[Note]] = {}
    for note in paper.manuscript.notes:
        for number in {note.number, int(note.label) if note.label.isdigit() else note.number}:
            notes.setdefault(number, []).append(note)
    for text in texts:
        for part, end in text.parts:
            match = POINTED.search(text.text, part, end)
            full = notes.get(int(match["number"]), []) if match else []
            if match is None or not full or any(_is_silent(one) for one in full):
                continue
            lead = LEADS.match(text.text, match.start("name"), match.end("name"))
            start = lead.end() if lead else match.start("name")
            name = text.text[start : match.end("name")]
            if text.note in full or not _is_name(name):
                continue
            yield Pointed(text, name, start, match["title"] or "", max(match.start("title"), 0),
                          int(match["number"]), tuple(full))  # fmt: skip


def _points(text: str) -> bool:
    return "Anm." in text or "(n" in text or "(fn" in text or "supra" in text


def _is_silent(note: Note) -> bool:
    """Tell whether a note cannot say whom it cites: it is lost, or leans on another."""
    return (
        note.state != "whole"
        or re.match(r"(?i)\W*(?:ib|ebd|id\.|ders|dies)", note.text) is not None
    )


def _is_name(name: str) -> bool:
    return (
        name[:1].isupper()
        and len(name) > 2
        and fold(name.split(maxsplit=1)[0]).strip(".") not in NOBODY
    )


def _names(one: Pointed, known: frozenset[str]) -> bool:
    """Tell whether a word of the name stands in the notes, as it is or with an ending."""
    return any(_is_in(word, known, exact=True) for word in words_of(one.name) if len(word) > 1)


def _is_in(word: str, known: frozenset[str], exact: bool = False) -> bool:
    if word in known or word.removesuffix("s") in known:
        return True
    stem = word[: max(len(word) - 2, 4)]
    return not exact and any(other.startswith(stem) for other in known)


def _nearest(one: Pointed) -> str:
    """Return the word of the notes that a name is a near miss of."""
    from recto.tools.likeness import likeness

    last = one.name.split()[-1].split("/")[-1]
    words = {word for note in one.full for word in re.findall(r"[^\W\d_a-z][\w’'-]{2,}", note.text)}
    near = max(sorted(words), key=lambda word: likeness(last, word), default="")
    return near if near and likeness(last, near) >= NEAR else ""
