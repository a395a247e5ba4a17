"""Typed "ibid." and the note that it leans on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from recto.model import Note, Paper, Place
from recto.rules._note_forms import Reference, references
from recto.rules._note_patterns import IBID, compiled
from recto.rules._note_shape import ADDRESS, KEYED, NoteText, note_texts
from recto.rules._once import once

# At the head of a note.
HEAD = (
    rf"(?i){IBID}|[*_]?(?P<same>id\.|idem\b)"
    r"(?=[*_]?(?:[.,;]?\s*(?:pp?\.|at|s\.)?\s*\d|[.*_]*\s*\Z))"
)
# What a source has and mere talk has not: a number, emphasis, quoted words, an address.
NAMES_A_SOURCE = r"[\d*_“”\"«»„]|://|\b[Ii]bid"
# A whole sentence that says something and sends the reader nowhere.
SAYS = (
    r"\b(?:is|are|was|were|has|have|had|thanks?|grateful|owe|use|uses|refers?|means?|did|does|will|"
    r"ist|sind|war|waren|hat|haben|wurde|wurden|danke|est|sont|était|étaient|remercie|es|son|era|"
    r"eran|fue|agradezco|è|sono|ringrazio)\b"
)
SENDS = (
    r"(?i)\b(?:see|cf|vgl|siehe|voir|vedi|véase|ibid|ms|mss|fol|box|folder|reel|vol|bd|no|pp?|ed|eds|"
    r"para|art|sec|archives?|papers|report|letter|interview|act|law|treaty|code|supra|above|below|note|"
    r"notes|times|post|journal|review|v)\b|§|\b(?:s|pág|págs|blz)\.\s?[\divxl]"
)
# A work whose title is not set apart, as in German notes: name, title, year, page.
PLAIN = (
    r"(?:(?:[Vv]gl|[Ss]iehe|[Ss]|[Zz]it|[Aa]uch|[Ee]twa|[Ss]o|[Dd]azu|[Ff]erner)\.?:?\s+)*"
    r"[^\W\d_a-z][^,;:]{2,60}[,:]\s[^;]{4,200}\b(?:1[5-9]|20)\d\d\b[^;]{0,20},\s+S\.\s*[\dIVX]"
)


@dataclass(frozen=True)
class Ibid:
    """A typed "ibid." at the head of a note, and the note that it points to, through others."""

    note: Note
    word: str
    place: Place | None
    source: Note | None


@dataclass(frozen=True)
class Sources:
    """What the notes of a paper cite, by their ids."""

    before: dict[str, Note]
    typed: dict[str, NoteText]
    references: dict[str, list[Reference]]

    def cited(self, note: Note) -> int:
        """Return how many works a note cites, by key or in typed words."""
        typed = {
            (one.persons[0][0].split()[-1] if one.persons else "", one.words[:3])
            for one in self.references.get(note.id, ())
            if one.form != "open" or one.persons
        }
        more = 1 if typed and head_ibid(note) else 0
        keys = {citation.key for citation in note.citations}
        return len(keys) + len(typed) + more if keys or typed else self._plain(note)

    def _plain(self, note: Note) -> int:
        """Return how many works a note cites whose titles are not set apart, if several."""
        read = self.typed.get(note.id)
        parts = read.parts if read else ()
        found = sum(bool(compiled(PLAIN).match(read.text, *part)) for part in parts if read)
        return found if found > 1 else 0

    def trouble(self, note: Note | None) -> str:
        """Say why a note is no source for an "ibid.", empty if it is one."""
        if note is None:
            return "no note stands before it"
        named = f"note {note.number}"
        if note.origin == "byline":
            return f"{named} is the author's own"
        if note.state == "lost":
            return f"{named} is lost"
        cited = self.cited(note)
        if cited > 1:
            return f"{named} cites {cited} works"
        if not cited and self._only_talks(note):
            return f"{named} cites nothing"
        return ""

    def _only_talks(self, note: Note) -> bool:
        if not compiled(NAMES_A_SOURCE).search(note.typed):
            return True
        read = self.typed.get(note.id)
        if read is None or self.references.get(note.id):
            return False
        shape = read.shape
        whole = ADDRESS not in shape and KEYED not in shape and len(shape.split()) > 4
        return (
            whole and compiled(SAYS).search(shape) is not None and not compiled(SENDS).search(shape)
        )


def head_ibid(note: Note) -> re.Match[str] | None:
    """Return the "ibid." at the head of a typed note."""
    return compiled(HEAD).match(note.typed)


@once
def sources_of(paper: Paper) -> Sources:
    """Return what the notes of a paper cite."""
    by_note: dict[str, list[Reference]] = {}
    for one in references(paper):
        by_note.setdefault(one.note.note.id, []).append(one)
    before = {note.id: earlier for earlier, note in pairwise(paper.manuscript.notes)}
    return Sources(before, {one.note.id: one for one in note_texts(paper)}, by_note)


def typed_ibids(paper: Paper) -> Iterator[Ibid]:
    """Yield every note that begins with a typed "ibid."."""
    known = sources_of(paper)
    for note in paper.manuscript.notes:
        match = head_ibid(note)
        if match is None or (note.citations and not _stands_before_keys(note, match)):
            continue
        word = match["word"] or match["same"]
        read = known.typed.get(note.id)
        start = match.start("word") if match["word"] else match.start("same")
        place = read.place(start, start + len(word)) if read else note.place or note.call
        yield Ibid(note, word, place, _source_note(note, known))


def _stands_before_keys(note: Note, match: re.Match[str]) -> bool:
    return "@" not in note.typed[: match.end()]


def _source_note(note: Note, known: Sources) -> Note | None:
    earlier = known.before.get(note.id)
    while earlier is not None and head_ibid(earlier) and known.cited(earlier) == 0:
        earlier = known.before.get(earlier.id)
    return earlier
