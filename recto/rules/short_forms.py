"""Ibid. and short forms: each leans on a source that must have been named before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from recto.model import Citation, Finding, Note, Paper, Place, Source
from recto.rules._rule import fault, rule

# At the head of a note.
IBID = re.compile(r"[*_]*([Ii]bid(?:em)?\b\.?|[Ii]d\.|[Ii]dem\b)")
# What a source has and mere talk has not: a number, emphasis, quoted words, an address.
NAMES_A_SOURCE = re.compile(r"[\d*_“”\"«»„]|://|\b[Ii]bid")
LOST = re.compile(r"\blost\b", re.IGNORECASE)


@rule("warning")
def ibid_without_source(paper: Paper) -> Iterator[Finding]:
    """An "Ibid." has no source before it

    What it finds: a note that begins with "Ibid.", typed or printed by the style, where the note
    before it is lost, cites nothing, cites several works, or does not exist.

    Why it matters: "Ibid." means the one work of the note just before. Where that is not one work,
    a reader cannot know which is meant, and a later hand will guess.

    Example:
        [^31]: [Lost.]{.lost}

        [^32]: Ibid.

    Instead: cite the work by its key, `[^32]: [@soeya2016, 25].`, and let the style print "Ibid."
    where it may. Where the source is lost, the note stays as it was received.
    """
    notes = paper.manuscript.notes
    before: dict[str, Note] = {}
    for earlier, note in pairwise(notes):
        before[note.id] = earlier
    for note in notes:
        typed = None if note.citations else IBID.match(note.typed)
        if typed:
            source = _source_note(note, before)
            trouble = _trouble(source)
            if trouble:
                yield fault(
                    f"`{typed[1]}` has no source: {trouble}",
                    _words(note, typed[1], paper.sources),
                    "cite the work by its key; if its note is lost, it stays as it was received",
                    _also(source),
                )
        elif note.citations and _prints_ibid(note.citations[0]):
            earlier_note = before.get(note.id)
            trouble = _trouble(earlier_note, note.citations[0].key)
            if trouble:
                yield fault(
                    f"`Ibid.` is printed for `{note.citations[0].key}`: {trouble}",
                    note.citations[0].place or note.place,
                    "name the work in the note before, or write the short form by hand",
                    _also(earlier_note),
                )


@rule("warning")
def short_without_full(paper: Paper) -> Iterator[Finding]:
    """A work is known by its short form only

    What it finds: a cited entry whose `pubstate` says that its full reference is lost.

    Why it matters: a short form sends the reader to a full one. Where there is none, the work
    cannot be looked up.

    Example:
        @online{park,
          author   = {{Park}},
          title    = {Reviving the Triangle},
          pubstate = {[full reference lost]},
        }

    Instead: find the work and complete its entry. Until then every edition says that the full
    reference is lost, and this report says where the work is cited.
    """
    seen: set[str] = set()
    for citation in paper.manuscript.citations:
        work = paper.bibliography.works.get(citation.key)
        if work is None or citation.key in seen:
            continue
        seen.add(citation.key)
        state = work.fields.get("pubstate")
        if state and LOST.search(state.value):
            yield fault(
                f"`{citation.key}` is known by a short form only",
                citation.place or work.key_place,
                "find the work and complete its entry",
                ((state.place, "its entry says so"),),
            )


def _source_note(note: Note, before: Mapping[str, Note]) -> Note | None:
    """Return the note that an "Ibid." points to, through others before it."""
    earlier = before.get(note.id)
    while earlier is not None and not earlier.citations:
        if not IBID.match(earlier.typed):
            break
        earlier = before.get(earlier.id)
    return earlier


def _trouble(note: Note | None, key: str = "") -> str:
    """Say why a note is no source for an "Ibid.", empty if it is one."""
    if note is None:
        return "no note stands before it"
    named = f"note {note.number}"
    if note.origin == "byline":
        return f"{named} is the author's own"
    if note.state == "lost":
        return f"{named} is lost"
    keys = {citation.key for citation in note.citations}
    if len(keys) > 1:
        return f"{named} cites {len(keys)} works"
    if not keys and (key or not NAMES_A_SOURCE.search(note.typed)):
        return f"{named} cites nothing"
    return ""


def _prints_ibid(citation: Citation) -> bool:
    return citation.position.startswith("ibid") and citation.text.lower().startswith("ibid")


def _also(note: Note | None) -> tuple[tuple[Place, str], ...]:
    place = (note.place or note.call) if note else None
    return ((place, "the note before it"),) if place else ()


def _words(note: Note, word: str, sources: Mapping[str, Source]) -> Place | None:
    """Return where a word stands in a typed note, else the note's own place."""
    if note.place is None:
        return note.call
    source = sources[note.place.file]
    at = source.text.find(word, source.offset(note.place.line, note.place.column))
    return source.place(at, at + len(word)) if at >= 0 else note.place
