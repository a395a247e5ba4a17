"""Short forms: each leans on a full form that must have been given before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.model import Finding, Paper, Place
from recto.rules._known_works import Known
from recto.rules._note_forms import Reference, fold, references
from recto.rules._note_labels import labels
from recto.rules._rule import fault, rule
from recto.rules._short_forms import Judged, Verdict, judged_short_forms

LOST = re.compile(r"\blost\b", re.IGNORECASE)


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


@rule("error")
def short_before_full(paper: Paper) -> Iterator[Finding]:
    """A short form stands before the full form

    What it finds: a typed short form of a work that is given in full, or cited by its key for the
    first time, in a later note.

    Why it matters: the reader meets a name and half a title and looks for them in the notes before,
    where they are not. Mostly notes were moved after they were written.

    Example:
        [^3]: Smith, *Bridges*, 25.

        [^7]: Ann Smith, *Bridges and Borders* (London: Harbour, 2016), 30.

    Instead: let the two change places, or cite the work by its key and let the style choose.
    """
    for judged in _of(paper, "late"):
        first = min(judged.works, key=lambda known: known.order or 0)
        yield fault(
            f"`{_name(judged.reference)}` is cited by a short form before its full form",
            judged.reference.place,
            "give the full form here and the short form there",
            ((_first_place(paper, first), "its full form"),),
        )


@rule("error")
def unknown_short_form(paper: Paper) -> Iterator[Finding]:
    """A short form has no full form

    What it finds: the first typed short form (`Smith, *Bridges*, 25` or `Smith, 25`) of a work that
    is given in full in no note, and that is no entry of the bibliography either. Classics that are
    cited by book and line are passed over.

    Why it matters: the work cannot be looked up. Its full form was deleted with a passage, or the
    author took for granted what the reader does not know.

    Example: `[^12]: Smith, *Bridges*, 25.` in a paper that names no more of this book.

    Instead: give the full form here: `Ann Smith, *Bridges* (London: Harbour, 2016), 25.`
    """
    found: dict[tuple[str, ...], list[Judged]] = {}
    for judged in _of(paper, "unknown"):
        one = judged.reference
        found.setdefault((fold(one.persons[0][0]), *one.words), []).append(judged)
    for first, *more in found.values():
        again = f", {len(more) + 1} times" if more else ""
        also = [(known.place, "another work of that author") for known in first.works[:1]]
        yield fault(
            f"`{_name(first.reference)}` is cited by a short form{again}, and nowhere in full",
            first.reference.place,
            "give the full form, or cite the work by its key",
            (*also, *((one.reference.place, "and here") for one in more[:2])),
        )


@rule("error")
def ambiguous_short_form(paper: Paper) -> Iterator[Finding]:
    """A short form fits two works

    What it finds: a typed short form that may mean two or more of the works given before it: a name
    and a page where the author has two works, or a short title that two of them begin with.

    Why it matters: the reader cannot tell which of them is meant.

    Example: `[^9]: Smith, 25.`, after notes that cite *Bridges* and *Roads* of Smith.

    Instead: add as much of the title as tells them apart: `[^9]: Smith, *Roads*, 25.`
    """
    for judged in _of(paper, "ambiguous"):
        yield fault(
            f"`{_name(judged.reference)}` fits {len(judged.works)} works",
            judged.reference.place,
            "add as much of the title as tells them apart",
            tuple((known.place, _cut(known.name)) for known in judged.works[:3]),
        )


@rule("error")
def short_author_misspelled(paper: Paper) -> Iterator[Finding]:
    """The name in a short form is spelled otherwise than in the full form

    What it finds: a typed short form whose title is known and whose name is not, but is nearly that
    of the author or editor of the work.

    Why it matters: one of the two names is wrong, and in print they are two persons.

    Example: `[^9]: Sneyder, *Bridges*, 25.`, where the full form has "Ann Snyder".

    Instead: look the name up at the work itself, and write it so everywhere.
    """
    for judged in _of(paper, "misspelled"):
        known, typed = judged.works[0], judged.reference.persons[0][0]
        yield fault(
            f"`{typed}` is not the author of `{_cut(known.name)}`",
            judged.reference.place,
            f"did you mean `{_as_typed(known, judged.name)}`?",
            ((known.place, "the work"),),
        )


@rule("warning")
def short_title_mismatch(paper: Paper) -> Iterator[Finding]:
    """A short title is not taken from the full title

    What it finds: a typed short form of a known author whose title has words that the full title
    lacks, or has in another order, while most of them agree.

    Why it matters: a short title is a part of the full one. Where it differs, the reader looks for
    a second work of the author, and one of the two titles is wrong.

    Example: `[^9]: Smith, *Bridges of Borders*, 25.`, where the book is *Bridges and Borders*.

    Instead: take the first words of the full title up to its first noun: `Smith, *Bridges*, 25.`
    """
    for judged in _of(paper, "retitled"):
        known = judged.works[0]
        yield fault(
            f"the short title `{judged.reference.title_text}` is not taken from the full title",
            judged.reference.title_place,
            f"the full title is `{_cut(known.name)}`: keep its words and their order",
            ((known.place, "the work"),),
        )


@rule("info")
def hereafter_unused(paper: Paper) -> Iterator[Finding]:
    """A label for later citations is never used

    What it finds: "hereafter cited as X" (in other languages "im Folgenden", "ci-après", "en
    adelante", "d'ora in avanti") in a note, where X stands nowhere else in the paper.

    Why it matters: the reader learns an abbreviation for nothing; or the later notes cite the work
    by another label, and that one is not explained.

    Example: `[^3]: Ann Smith, *Bridges* (London: Harbour, 2016), hereafter *BB*.`

    Instead: use the label in the later notes, or take the words out.
    """
    for label in labels(paper):
        mark = "[*_]" if label.mark in ("*", "_") else '[“"‘«]' if label.mark else r"(?<!\w)"
        whole = re.compile(rf"{mark}{re.escape(label.text)}(?!\w)")
        used = any(
            not (source is label.note.source and label.note.start <= match.start() < label.end)
            for source in paper.manuscript.sources
            for match in whole.finditer(source.text)
        )
        if not used:
            help = "use it in the later notes, or take it out"
            yield fault(f"the label `{label.text}` is never used", label.place, help)


@rule("warning")
def full_form_repeated(paper: Paper) -> Iterator[Finding]:
    """A full form is given twice

    What it finds: a work that is typed in full in a note and was typed in full, with the same
    title and year, in an earlier one. Where notes are numbered by section, each section may begin
    with full forms.

    Why it matters: the reader takes the second full form for another work or another edition.

    Example:
        [^3]: Ann Smith, *Bridges* (London: Harbour, 2016), 25.

        [^9]: Ann Smith, *Bridges* (London: Harbour, 2016), 30.

    Instead: the short form from the second note on: `[^9]: Smith, *Bridges*, 30.`
    """
    first: dict[tuple[object, ...], Reference] = {}
    by_section = paper.settings.layout.note_numbers == "section"
    for one in references(paper):
        if one.form != "full" or not (one.persons and one.words and one.published):
            continue
        part = one.note.note.section if by_section else ""
        same = (part, one.persons[0][0].split()[-1], one.titles, one.years)
        earlier = first.setdefault(same, one)
        if earlier.note is not one.note:
            number = earlier.note.note.number
            yield fault(
                f"`{_name(one)}` is given in full again, as in note {number}",
                one.place,
                "use the short form: the author's name, a short title and the page",
                ((earlier.place, "its first full form"),),
            )


def _of(paper: Paper, verdict: Verdict) -> Iterator[Judged]:
    return (one for one in judged_short_forms(paper) if one.verdict == verdict)


def _name(reference: Reference) -> str:
    names = [name for name, _, _ in reference.persons]
    named = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{named}, {_cut(reference.title_text)}" if reference.title else named


def _cut(title: str) -> str:
    return title if len(title) <= 60 else f"{title[:57].rstrip()} …"


def _as_typed(known: Known, folded: str) -> str:
    """Return a folded family name as the work has it."""
    from recto.rules._note_forms import families

    typed = [name for name, _, _ in known.reference.persons] if known.reference else []
    if known.work:
        people = [*known.work.persons.get("author", ()), *known.work.persons.get("editor", ())]
        typed += [person.family for person in people]
    for name in typed:
        for many in (1, 2, 3):
            part = " ".join(name.split()[-many:])
            if families(part)[-1] == folded:
                return part
    return folded.title()


def _first_place(paper: Paper, known: Known) -> Place:
    """Return where a work is first named in full: its typed form, or its first citation."""
    if known.work:
        for citation in paper.manuscript.citations:
            if citation.key == known.work.key and citation.place:
                return citation.place
    return known.place
