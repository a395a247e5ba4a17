"""What patches did to the printed words: what changed, and whether its finding stands there.

A repair may change the words of the paragraph, the note or the entry that it repairs, and what
citeproc prints of that entry. Whatever else changes is a stray, and speaks against the repair.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from recto.editing.reach import CALL, Reach, Shifts, reaches
from recto.model import Citation, Note, Paper, Patch
from recto.reading.tree import plain


def strays(before: Paper, after: Paper, patches: Sequence[Patch]) -> list[str]:
    """Return, in words, what speaks against some patches: first of all what is lost.

    ``patches`` are those of one round, made in the sources of ``before``.
    """
    old, new = reaches(before, after, patches)
    otherwise = [
        *_entries(old, new),
        *_citations(old, new, patches),
        *_notes(old, new),
        *_paragraphs(old, new),
        *_front(old, new),
    ]
    return [*_broken(before, after), *(f"{one} would be printed otherwise" for one in otherwise)]


def _broken(before: Paper, after: Paper) -> Iterator[str]:
    """Yield what could be read before and cannot be any more."""
    errors = [
        Counter(one.rule for one in paper.findings if one.severity == "error")
        for paper in (before, after)
    ]
    for rule in errors[1] - errors[0]:
        yield f"`{rule}` would be found then"
    if len(after.manuscript.citations) < len(before.manuscript.citations):
        yield "a citation would be lost"
    if len(after.manuscript.notes) < len(before.manuscript.notes):
        yield "a note would be lost"


def _entries(old: Reach, new: Reach) -> Iterator[str]:
    before = dict(old.paper.manuscript.bibliography)
    after = dict(new.paper.manuscript.bibliography)
    reached = old.keys | {
        citation.key
        for reach in (old, new)
        for citation in reach.paper.manuscript.citations
        if reach.holds(citation.place)
    }
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key) and key not in reached:
            yield f"the entry `{key}`"


def _citations(old: Reach, new: Reach, patches: Sequence[Patch]) -> Iterator[str]:
    """Yield the citations outside that are new, gone or printed otherwise, by where they stand."""
    shifts = Shifts(patches)
    before = {
        shifts.place(old.paper, place): citation
        for citation in old.paper.manuscript.citations
        if (place := citation.place) and not old.holds(place)
    }
    after = {
        (place.file, new.paper.sources[place.file].offset(place.line, place.column)): citation
        for citation in new.paper.manuscript.citations
        if (place := citation.place) and not new.holds(place)
    }
    together = _together(old.paper)
    for at in sorted(before.keys() | after.keys()):
        one, other = before.get(at), after.get(at)
        if one and other and one.text == other.text:
            continue
        known = one or other
        if known and not old.cites(together.get(known.id, ()) if one else (known,)):
            yield f"the citation of `{known.key}` at {known.place}"


def _together(paper: Paper) -> dict[str, list[Citation]]:
    """Return citations by their cluster: its text is that of all its works."""
    found: dict[str, list[Citation]] = {}
    for citation in paper.manuscript.citations:
        found.setdefault(citation.id, []).append(citation)
    return found


def _notes(old: Reach, new: Reach) -> Iterator[str]:
    before, after = _by_label(old.paper), _by_label(new.paper)
    for name in sorted(before.keys() & after.keys()):
        one, other = before[name], after[name]
        reached = old.holds(one.place) or old.cites(one.citations)
        if one.text != other.text and not reached:
            yield f"note {one.number}"
    # A label may change where it is repaired; the note itself is there, with all its words.
    gone = [note for name, note in before.items() if name not in after]
    come = [note for name, note in after.items() if name not in before]
    for reach, notes, others in ((old, gone, come), (new, come, ())):
        texts = Counter(note.text for note in others)
        for note in notes:
            kept = texts[note.text] > 0 or reach is new
            if not kept or not (reach.holds(note.place) or reach.holds(note.call)):
                yield f"note {note.number}"


def _by_label(paper: Paper) -> dict[tuple[str, str, int], Note]:
    """Return typed notes by file, label and how many were called so before.

    What else is a note is a citation or stands in its paragraph, and is looked at there.
    """
    seen: Counter[tuple[str, str]] = Counter()
    found = {}
    for note in paper.manuscript.notes:
        if note.origin in ("typed", "byline"):
            name = (note.call.file if note.call else "", note.label)
            found[*name, seen[name]] = note
            seen[name] += 1
    return found


def _paragraphs(old: Reach, new: Reach) -> Iterator[str]:
    before, after = _counted(old.paper), _counted(new.paper)
    for reach, others in ((old, before - after), (new, after - before)):
        for text in others:
            if not reach.explains(text):
                yield f"the paragraph that begins `{text[:40]}`"


def _counted(paper: Paper) -> Counter[str]:
    inline = (note.text for note in paper.manuscript.notes if note.origin == "inline")
    texts = (CALL.sub("⟦⟧", one.text) for one in paper.manuscript.paragraphs)
    return Counter([*texts, *inline])


def _front(old: Reach, new: Reach) -> Iterator[str]:
    def said(paper: Paper) -> tuple[object, ...]:
        front = paper.manuscript.front or {}
        return paper.metadata, {name: plain(blocks) for name, blocks in front.items()}

    if said(old.paper) != said(new.paper) and not old.head:
        yield "the metadata"
