"""Citations in their brackets: one bracket a note, each work once, and nothing that reads badly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from recto.model import Citation, Finding, Paper, Place, Source
from recto.reading.positions import KEY
from recto.rules._dead_texts import read_dead_texts
from recto.rules._heads import prints_notes
from recto.rules._late import late
from recto.rules._markers import brackets_of
from recto.rules._once import once
from recto.rules._rule import fault, rule
from recto.rules._verbatim import text_of
from recto.rules._words import is_word

CONNECTS = late(
    r"[\s.,;:]*(?:(?:[Ss]ee also|[Ss]ee|[Aa]lso|[Cc]f\.|[Cc]ompare|and|but see|und|et|y|e"
    r"|[Ss]iehe auch|[Ss]iehe|[Vv]gl\.(?: auch)?|[Vv]oir aussi|[Vv]oir|[Vv]éase|[Vv]edi)[\s,]*)?\Z"
)
# A work behind these is a part of the sentence: "Besides [@one], see [@two]".
GOVERNED = late(
    r"(?i)\b(?:besides|in addition to|apart from|aside from|along with|beyond|unlike|outre|hormis|"
    r"en plus de|neben|außer|zusätzlich zu|además de|aparte de|oltre a|naast|behalve)\s+\Z"
)
CITING = late(
    r"(?:\A|[;:(]\s*|\.\s+|\b(?:[Ss]ee(?: also)?|[Cc]f\.|[Aa]lso|[Cc]ompare|[Ss]iehe(?: auch)?"
    r"|[Vv]gl\.|[Vv]oir(?: aussi)?)\s+)\Z"
)
AFTER_KEY = late(r"\s*(?:[,.;)]|\[\d|\Z)")
STRAY_BRACKET = late(r"[^\[\]\n]{0,60}\]")
RANGE = late(r"\\?\[((?:\d{1,3}\s*[,;–-]\s*){1,12}\d{1,3})\\?\]")
PAIR = late(r"(\d+)\s*[–-]\s*(\d+)")
HARD = late(r"(?:\u00a0|\u202f|\\ |&nbsp;)\Z")
DOI = late(r"(?i)(?:(?:https?://)?(?:dx\.)?doi(?:\.org/|:))?(10\.\d{4,9}/\S+)\Z")


@dataclass(frozen=True)
class Cluster:
    """One citation as typed: the works of a bracket, and where the bracket stands."""

    works: tuple[Citation, ...]
    source: Source
    start: int
    end: int

    @property
    def place(self) -> Place:
        """The bracket and what it holds."""
        return self.source.place(self.start, self.end)


@rule("warning")
def citation_split_cluster(paper: Paper) -> Iterator[Finding]:
    """One citation is split into two brackets

    What it finds: two brackets of citations with no words of their own between them, in a note
    (`[@one, 5] [@two].`, `[@one]. See also [@two].`) or in the text. "Besides [@one], see [@two]"
    is a sentence, and let alone.

    Why it matters: a style prints them as two citations: two sentences, or the second one in
    parentheses behind a stop.

    Example: `[^24]: [@gallup2016]. See also [@genron2016].`

    Instead: `[^24]: [@gallup2016; see also @genron2016].`
    """
    notes = prints_notes(paper)
    for one, other in _neighbours(paper):
        between = one.source.text[one.end : other.start]
        in_note = one.works[0].note and not one.works[0].note.startswith("note-at-")
        split = CONNECTS.match(between) if in_note and notes else re.match(r"\s*;?\s*\Z", between)
        led = GOVERNED.search(one.source.text, max(one.start - 40, 0), one.start)
        if len(between) < 40 and "\n\n" not in between and split and not led:
            yield fault(
                "this bracket goes on the citation before it", other.place,
                "join the two: one bracket, and a semicolon between the works",
                ((one.place, "the one before it"),),
            )  # fmt: skip


@rule("warning")
def citation_duplicate_in_cluster(paper: Paper) -> Iterator[Finding]:
    """One bracket cites a work twice

    What it finds: the same key twice in a bracket, with the same page, or with another one and no
    words before it.

    Why it matters: the work is printed twice, once with *ibid.* or in its short form.

    Example: `[@gallup2016, 5; @gallup2016, 5]`

    Instead: `[@gallup2016, 5]`, and `[@gallup2016, 5, 9]` for two pages.
    """
    for cluster in _clusters(paper):
        seen: dict[str, Citation] = {}
        for one in cluster.works:
            first = seen.setdefault(one.key, one)
            if first is one or not one.place:
                continue
            same = first.suffix.strip(" ,.") == one.suffix.strip(" ,.")
            if same or not one.prefix.strip():
                yield fault(
                    f"`{one.key}` is cited twice in this bracket", one.place,
                    "cite it once" if same else "name both pages behind one key: `[@key, 5, 9]`",
                    ((first.place, "first here"),) if first.place else (),
                )  # fmt: skip


@rule("info")
def citation_narrative_in_note(paper: Paper) -> Iterator[Finding]:
    """A note cites by a bare key

    What it finds: `@key` without brackets where a note cites, in a style that prints notes: at its
    head, or behind "see". In a sentence of a note (`@key argues`) it is right.

    Why it matters: it is printed as part of a sentence, and what stands behind it is no page to
    the style.

    Example: `[^24]: @gallup2016, 5.`

    Instead: `[^24]: [@gallup2016, 5].`
    """
    if not prints_notes(paper):
        return
    notes = {note.id: note for note in paper.manuscript.notes}
    for one in paper.manuscript.citations:
        note = notes.get(one.note or "")
        bare = one.mode == "author-in-text" and not one.editorial and one.place
        if not bare or not note or note.origin not in ("typed", "inline") or not note.place:
            continue
        source = paper.sources[one.place.file]  # type: ignore[union-attr]
        start = source.offset(one.place.line, one.place.column)  # type: ignore[union-attr]
        end = source.offset(one.place.end_line, one.place.end_column)  # type: ignore[union-attr]
        begin = source.offset(note.place.end_line, note.place.end_column)
        before = source.text[max(begin, start - 60) : start]
        if STRAY_BRACKET.match(source.text, end):
            continue  # it is a bracket that was never opened
        if CITING.search(before.lstrip() if begin >= start - 60 else before) and AFTER_KEY.match(
            source.text, end
        ):
            yield fault(f"`@{one.key}` is cited without brackets", one.place,
                        f"write `[@{one.key}, ...]`")  # fmt: skip


@rule("info")
def citation_in_body(paper: Paper) -> Iterator[Finding]:
    """A citation stands in the text of a paper that cites in notes

    What it finds: `[@key]` in the text, in a paper that has four times as many notes that cite.

    Why it matters: in a style that prints notes it becomes a note like the others, and nobody sees
    the difference; in every other style the paper cites in two ways.

    Example: `The statue was not moved [@gallup2016].` in a paper with forty notes.

    Instead: `The statue was not moved.[^24]` and `[^24]: [@gallup2016].`
    """
    origins = {note.id: note.origin for note in paper.manuscript.notes}
    body, noted = [], set()
    for one in paper.manuscript.citations:
        if origins.get(one.note or "", "cited") == "cited":
            body.append(one)
        else:
            noted.add(one.note)
    dead = {(text.place.file, text.place.line) for text in read_dead_texts(paper).values()}
    if len(noted) >= 4 and len(body) * 4 <= len(noted):
        for one in body:
            place = one.place
            if one.mode != "author-in-text" and place and (place.file, place.line) not in dead:
                yield fault(f"`{one.key}` is cited in the text, the others in notes", place,
                            "move it into a note")  # fmt: skip


@rule("warning")
def citation_as_link_target(paper: Paper) -> Iterator[Finding]:
    """A link leads to a citation key

    What it finds: `[text](@key)`, and `[text](key)` with a key of the bibliography.

    Why it matters: a key is no address. The link leads to nothing, and nothing is cited.

    Example: `[the poll](@gallup2016)`

    Instead: `the poll [@gallup2016]`
    """
    works = paper.bibliography.works
    for source in paper.manuscript.sources:
        for match in re.finditer(rf"\]\(\s*(-?@\{{?)?({KEY.pattern})\}}?\s*\)", text_of(source)):
            if match[1] or match[2] in works:
                place = source.place(match.start(1) if match[1] else match.start(2), match.end(2))
                yield fault(f"`{match[2]}` is no address to link to", place,
                            f"cite it: `[@{match[2]}]`")  # fmt: skip


@rule("info")
def citation_line_break(paper: Paper) -> Iterator[Finding]:
    r"""A citation may be parted from its word

    What it finds: a common space before a bracket, in a paper that sets a hard space before nine
    of ten.

    Why it matters: the citation may come to stand alone at the head of a line.

    Example: `not moved [@gallup2016]` where all others are `not moved\ [@gallup2016]`

    Instead: a hard space, as the others have.
    """
    soft, hard = [], 0
    for cluster in _clusters(paper):
        before = cluster.source.text[max(cluster.start - 6, 0) : cluster.start]
        if HARD.search(before):
            hard += 1
        elif before[-1:] in " \n" and before.strip():
            soft.append(cluster)
    if hard >= 5 and len(soft) * 9 <= hard:
        for cluster in soft:
            message = "a common space stands before this citation, and a hard one before the others"
            yield fault(message, cluster.place, "set a hard space, as the others have")


@rule("error")
def citation_numeric_range(paper: Paper) -> Iterator[Finding]:
    """A typed range of numbers runs backwards

    What it finds: `[7-3]` in square brackets, where citations are typed as numbers.

    Why it matters: it names no references at all, or others than were meant.

    Example: `as was shown before [7–3]`

    Instead: `as was shown before [3–7]`, or citations by their keys.
    """
    for source in paper.manuscript.sources:
        for match in RANGE.finditer(source.text):
            turned = next(
                (pair for pair in PAIR.finditer(match[1])
                 if int(pair[1]) > int(pair[2]) and len(pair[1]) <= len(pair[2])), None
            )  # fmt: skip
            link = source.text[match.end() : match.end() + 1] in ("(", "[", "{", ":")
            if turned and not link and is_word(source, match.start(1)):
                at = match.start(1) + turned.start()
                yield fault(f"the range `{turned[0]}` runs backwards",
                            source.place(at, at + len(turned[0])),
                            "did the two change places?")  # fmt: skip


@rule("warning")
def citekeys_same_work(paper: Paper) -> Iterator[Finding]:
    """One work is cited by two keys

    What it finds: keys that are DOIs, and the same DOI in other letters or with another head.

    Why it matters: the work is listed twice.

    Example: `@doi:10.1000/ABC` and `@https://doi.org/10.1000/abc`

    Instead: one key for one work.
    """
    seen: dict[str, Citation] = {}
    for one in paper.manuscript.citations:
        match = DOI.match(one.key) if "10." in one.key else None
        if match and one.place:
            first = seen.setdefault(match[1].lower(), one)
            if first.key != one.key and first.place:
                yield fault(f"`{one.key}` and `{first.key}` are one work", one.place,
                            "cite it by one key", ((first.place, "cited here too"),))  # fmt: skip


@once
def _clusters(paper: Paper) -> tuple[Cluster, ...]:
    """Return the citations that are typed in brackets, in the order of the paper."""
    found, sources = [], paper.sources
    for _, group in groupby(paper.manuscript.citations, key=lambda one: one.id):
        works = tuple(group)
        place = works[0].place
        if place is None or works[0].mode == "author-in-text":
            continue
        source = sources[place.file]
        at = source.offset(place.line, place.column)
        start = source.text.rfind("[", max(at - 400, 0), at)
        end = brackets_of(source).get(start)
        if end is not None:
            found.append(Cluster(works, source, start, end + 1))
    return tuple(found)


def _neighbours(paper: Paper) -> Iterator[tuple[Cluster, Cluster]]:
    clusters = sorted(_clusters(paper), key=lambda one: (one.source.path, one.start))
    inside = {note.id for note in paper.manuscript.notes if note.origin in ("typed", "inline")}
    for one, other in pairwise(clusters):
        notes = [cluster.works[0].note for cluster in (one, other)]
        together = notes[0] == notes[1] if inside.intersection(notes) else True
        if one.source is other.source and one.end <= other.start and together:
            yield one, other
