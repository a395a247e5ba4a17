"""People whom a sentence names as the authors of what it says, and whom its notes cite."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from recto.model import Citation, Note, Paper, Work
from recto.rules._name_words import BODIES, LEADS, NOBODY, NOUNS, OFFICES, PAST, PLACES, PRESENT
from recto.rules._note_forms import fold, references
from recto.rules._once import once
from recto.rules._sentences import NAMED, Passage, Reference, Sentence, passages_of

# A letter that is none of a to z: whether it is a capital is asked when a name is read.
CAPITAL = r"[^\W\d_a-z]"
WORD = rf"{CAPITAL}[^\W\d_]*(?:[’'ʼ‐-][^\W\d_]+)*"
PARTICLE = r"(?:v[ao]n|de[rsnlm]?|d[aiou]s?|la|le|ten|ter|zu[rm]?|bin|ibn|af|al)"
NAME = rf"(?:(?:{WORD}|{CAPITAL}\.(?:[ -]?{CAPITAL}\.)*|{PARTICLE})\s+){{0,4}}{WORD}"
PEOPLE = (
    rf"(?P<list>{NAME}(?:,?\s+(?:(?:and|&|und|et|y|e|with)\s+)?{NAME}){{0,3}})"
    r"(?P<more>\s+et\s+al\.?|\s+and\s+(?:colleagues|others|co-?authors))?"
)
BETWEEN = (
    r"(?:\s+\([^()\n]{0,30}\))?(?:,[^,;:.\n]{0,60},)?"
    r"(?:\s+(?:has|have|had|also|thus|therefore|further|recently|rightly|once|again|in turn|"
    r"even|both|first|[a-z]+ly|a|hat|haben|auch))*\s+"
)
ACCORDING = r"[Aa]ccording\s+to|[Ss]elon|[Dd]['’]après|[Ll]aut|[Ss]egún|[Ss]econdo|[Ss]egundo"
WORK_NOUN = (
    r"(?:study|book|article|essay|chapter|monograph|paper|analysis|argument|account|work|review|"
    r"dissertation|thesis|volume|survey|history|reading|claim|findings?|biography|theory|lecture)"
)


IBID = re.compile(r"(?i)\W*(?:ibid|ebd)")
# Fields that say nothing of who made a work.
UNTOLD = ("abstract", "file", "url", "doi", "keywords", "provenance", "annotation", "annote")


@dataclass(frozen=True)
class Named:
    """A person as a sentence names one: words as typed, offsets in the source."""

    words: str
    start: int
    end: int

    @property
    def family(self) -> str:
        """The last word of the name."""
        return self.words.split()[-1]

    @property
    def given(self) -> str:
        """The first word of a name of several, without its point."""
        parts = self.words.split()
        return parts[0].strip(".") if len(parts) > 1 else ""


@dataclass(frozen=True)
class Attribution:
    """People to whom a sentence gives what it says; ``sure``: as authors are cited, not actors."""

    passage: Passage
    sentence: Sentence
    people: tuple[Named, ...]
    sure: bool


@once
def attributions(paper: Paper) -> tuple[Attribution, ...]:
    """Return every "Smith argues", "according to Smith" and "Smith’s study" beside a citation."""
    return tuple(
        found
        for passage in passages_of(paper)
        if passage.references and passage.kind in ("text", "item")
        for sentence in passage.sentences
        if sentence.references
        for found in _attributions(passage, sentence)
    )


def _attributions(passage: Passage, sentence: Sentence) -> Iterator[Attribution]:
    seen: set[int] = set()
    text = passage.said(sentence.start, sentence.end)
    for match in _form("cue").finditer(text):
        kind = str(match.lastgroup)
        if kind == "according":
            base = match.end()
            found = _form("ahead").match(text[base : base + 90])
        else:
            base = max(match.start() - 130, 0)
            form = _form("possessive" if kind == "noun" else "behind")
            found = form.search(text[base : match.start()])
        people = tuple(_people(found, sentence.start + base)) if found else ()
        if people and people[0].start not in seen:
            seen.add(people[0].start)
            sure = kind != "past" and not _is_a_noun(match, people, sentence, text)
            yield Attribution(passage, sentence, people, sure)


@once
def named_for(paper: Paper) -> tuple[tuple[Passage, Sentence, Reference, tuple[Named, ...]], ...]:
    """Return the people before each citation that leaves its author out: "Smith et al. [-@key]".

    A name alone is one where the bibliography has it, else it may be that of a test or a tool.
    """
    return tuple(
        (passage, sentence, one, people)
        for passage in passages_of(paper)
        if passage.kind in ("text", "item")
        for sentence in passage.sentences
        for one in sentence.references
        if one.citations and one.citations[0].mode == "suppress-author"
        if not one.citations[0].prefix.strip()
        and (people := _before(passage, sentence, one, paper))
    )


def _before(
    passage: Passage, sentence: Sentence, reference: Reference, paper: Paper
) -> tuple[Named, ...]:
    base = max(sentence.start, reference.start - 130)
    found = _form("beside").search(passage.said(base, reference.start))
    people = tuple(_people(found, base)) if found else ()
    if not found or not people:
        return ()
    # "Conversely, Smith", "At Cave Spring, Smith": what stands before a comma may be no name.
    comma = base + found.start("list") + found["list"].rfind(",")
    people = tuple(one for one in people if one.start > comma) if "," in found["list"] else people
    known = any(fold(one.family) in authors(paper) for one in people)
    return people if known or found["more"] or len(people) > 1 else ()


def _is_a_noun(
    match: re.Match[str], people: tuple[Named, ...], sentence: Sentence, text: str
) -> bool:
    """Tell whether a verb may be a noun: "Field notes", "Early reports" at the head."""
    at_head = not re.search(r"\w", text[: people[0].start - sentence.start])
    return (
        match[0] in NOUNS
        and at_head
        and " " not in people[0].words
        and not re.match(r"\s+that\b", text[match.end() :])
    )


def _people(found: re.Match[str], offset: int) -> Iterator[Named]:
    """Yield the people of a list; none if it names an office, a body or nobody."""
    start = found.start("list")
    before = found.string[max(start - 12, 0) : start].lower().split()
    if before and before[-1] in ("the", "a", "an", "its", "their", "der", "die", "das", "la", "le"):
        return
    names: list[Named] = []
    for one in _form("name").finditer(found["list"]):
        words, at = one[0], start + one.start()
        while " " in words and fold(words.split()[0]) in LEADS:
            cut = len(words.split()[0]) + len(re.match(r"\S+(\s+)", words)[1])  # type: ignore[index]
            words, at = words[cut:], at + cut
        words = re.sub(r"['’]s?\Z", "", words)
        parts = {fold(part).strip(".") for part in words.split()}
        if not parts.isdisjoint(OFFICES) or not parts.isdisjoint(BODIES):
            return
        if not parts.isdisjoint(NOBODY | LEADS) or not parts.isdisjoint(PLACES):
            return
        if len(words) < 3 or words.isupper() or not words[0].isupper():
            return
        names.append(Named(words, offset + at, offset + at + len(words)))
    yield from names


@cache
def _form(name: str) -> re.Pattern[str]:
    if name == "cue":
        present, past = "|".join(PRESENT), "|".join(PAST)
        return re.compile(
            rf"\b(?:(?P<according>{ACCORDING})\s+|(?:(?P<present>{present})|(?P<past>{past})"
            rf"|(?<=[’'s] )(?P<noun>{WORK_NOUN}|(?:[\w-]+\s+){{1,2}}{WORK_NOUN}))(?![\w’'-]))"
        )
    return re.compile(
        {
            "behind": rf"(?<![\w.@-]){PEOPLE}{BETWEEN}\Z",
            "ahead": rf"{PEOPLE}(?=[\s,.;:(’']|\Z)",
            "possessive": rf"(?<![\w.@-]){PEOPLE}(?:['’]s?)\s+\Z",
            "beside": rf"(?<![\w.@*_“”\"-]){PEOPLE}(?:['’]s?)?\s+\Z",
            "name": NAME,
        }[name]
    )


@dataclass(frozen=True)
class Cited:
    """Whom a call cites: works of the bibliography, and the words of their entries and note."""

    works: tuple[Work, ...]
    texts: tuple[str, ...]

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the entries and of the note, folded."""
        return frozenset(words_of(" ".join(self.texts)))


def cited_by(reference: Reference, paper: Paper) -> Cited | None:
    """Return whom a call cites; None where it cannot be told: a lost note, mere talk."""
    note = reference.note
    keyed = reference.citations or _leaned_on(note, paper)
    works = [paper.bibliography.works.get(one.key) for one in keyed]
    if None in works or (note is not None and (note.state != "whole" or note.editorial)):
        return None
    found = tuple(work for work in works if work is not None)
    if not found and (note is None or note.id not in _typed_notes(paper)):
        return None
    text = [field.value for work in found for name, field in work.fields.items()
            if name not in UNTOLD]  # fmt: skip
    text += [one.prefix + " " + one.suffix for one in reference.citations]
    if note is not None:
        text += _texts_of(note, paper)
    return Cited(found, tuple(text))


def _leaned_on(note: Note | None, paper: Paper) -> tuple[Citation, ...]:
    """Return the citation that a typed "Ibid." leans on, if the note before it has one alone."""
    notes, number = paper.manuscript.notes, _order(paper)[note.id] if note else 0
    while number and IBID.match(notes[number].text) and not notes[number].citations:
        number -= 1
        if len(notes[number].citations) == 1:
            return notes[number].citations
    return ()


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded; the parts of a hyphened one as well."""
    text = re.sub(r"\\[a-z]+\b|[{}\\'’\"^`~=.]", "", fold(text))
    return re.findall(r"[^\W_]+", text)


@once
def _typed_notes(paper: Paper) -> frozenset[str]:
    """Return the notes in which a source is typed."""
    return frozenset(one.note.note.id for one in references(paper) if one.persons)


@once
def _order(paper: Paper) -> Mapping[str, int]:
    return {note.id: number for number, note in enumerate(paper.manuscript.notes)}


def _texts_of(note: Note, paper: Paper) -> list[str]:
    """Return the text of a note, and of those before it that an "Ibid." leans on."""
    notes, number = paper.manuscript.notes, _order(paper)[note.id]
    found = [note.text]
    while number and re.match(r"(?i)\W*(?:ibid|idem|id\.|ebd|op\. cit)", found[-1]):
        number -= 1
        found.append(notes[number].text)
    return found


@once
def authors(paper: Paper) -> Mapping[str, tuple[Work, ...]]:
    """Return the works of each person of the bibliography, by folded family name."""
    found: dict[str, list[Work]] = {}
    for work in paper.bibliography.works.values():
        for family in families_of(work):
            found.setdefault(fold(family), []).append(work)
    return {name: tuple(works) for name, works in found.items()}


def families_of(work: Work) -> Iterator[str]:
    """Yield the family names of the people who made a work, the last word of each."""
    for role in ("author", "editor", "translator", "shortauthor"):
        for person in work.persons.get(role, ()):
            if person.family and not (person.corporate and " " in person.family):
                yield person.family.split()[-1]


def named_in(passage: Passage, sentence: Sentence) -> set[str]:
    """Return the words of a sentence, folded."""
    return set(words_of(passage.said(sentence.start, sentence.end).replace(NAMED, " ")))
