"""Names in a sentence, set against the works that its note cites."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from recto.model import Finding, Paper, Person, Place, Work
from recto.rules._name_words import BODIES, PAST, PLACES, PRESENT
from recto.rules._note_forms import fold, references
from recto.rules._once import once
from recto.rules._people import (
    BETWEEN,
    WORD,
    Attribution,
    attributions,
    authors,
    cited_by,
    families_of,
    named_for,
    named_in,
    words_of,
)
from recto.rules._rule import fault, rule
from recto.rules._sentences import CALLED, Passage, Reference, Sentence, passages_of

QUOTED_IN = re.compile(
    r"(?i)\b(?:quoted|cited|qtd|discussed|summari[sz]ed|reported|reprinted|zit\w*|cité\w*|citado)\b"
    r"|\b(?:apud|on this|critici[sz]ed|against|contra)\b"
)


@rule("warning")
def name_in_text_not_in_note(paper: Paper) -> Iterator[Finding]:
    """The sentence names one author, and its note cites another

    What it finds: "Smith argues", "according to Smith", "Smith's study" in a sentence whose notes
    and citations know no Smith, neither as author, editor or translator of what they cite, nor in
    a title, nor in their own words; and "Smith and Brown [-@key]" where the work is of others.
    Statesmen, bodies and places are no authors, and "quoted in" is heeded; a name that the
    bibliography does not have must stand in this place alone, as authors who are cited once do.

    Why it matters: either the sentence credits the wrong person, or the note belongs elsewhere.

    Example: `As Brown argues, the alliance held.[^4]` with `[^4]: [@smith2016, 25].`

    Instead: `As Smith argues, …`, or the work of Brown's that is meant.
    """
    spelt = [found.place for found in _misspelled(paper) if found.place]
    for one in attributions(paper):
        target = next((ref for ref in one.sentence.references if ref.start >= one.people[0].start),
                      next(iter(one.sentence.references), None))  # fmt: skip
        if target is None:
            continue
        cited = [cited_by(reference, paper) for reference in one.sentence.references]
        words: set[str] = set()
        for known in cited:
            words |= known.words if known else set()
        if None in cited or not words or _is_answered(one, words, cited, paper):
            continue
        person = one.people[0]
        place = one.passage.place(person.start, person.end)
        if not any(_holds(place, word) for word in spelt):
            at = target.citations[0].place if target.citations else None
            yield fault(
                f"the sentence names `{person.words}`, its note does not",
                place,
                "name the author who is cited, or cite the one who is named",
                ((at or one.passage.place(target.start, target.end), "cited here"),),
            )
    yield from _named_for_another(paper, spelt)


def _named_for_another(paper: Paper, spelt: Sequence[Place]) -> Iterator[Finding]:
    """Yield who stands before a citation without its author, `Smith [-@key]`, and is another."""
    for passage, _, reference, people in named_for(paper):
        found = cited_by(reference, paper)
        if found is None or not found.works:
            continue
        told = [one for one in people if not _is_among(one.words, found.words)]
        makers = frozenset(fold(family) for work in found.works for family in families_of(work))
        if any(_is_among(one.words, found.words - makers) for one in people if one not in told):
            continue  # words of the title
        for person in told[:1]:
            place = passage.place(person.start, person.end)
            if not any(_holds(place, word) for word in spelt):
                yield fault(
                    f"the sentence names `{person.words}`, the citation behind it does not",
                    place,
                    "name the author who is cited, or cite the one who is named",
                    ((reference.citations[0].place or place, "cited here"),),
                )


def _is_among(name: str, words: frozenset[str]) -> bool:
    """Tell whether any part of a name, but for its initials, is among words."""
    parts = {one for part in words_of(name) for one in (part, part.rstrip("s")) if len(part) > 1}
    return (
        not parts.isdisjoint(words) or fold(name.rsplit(maxsplit=1)[-1]).replace("'", "") in words
    )


@rule("warning")
def name_in_text_misspelled(paper: Paper) -> Iterator[Finding]:
    """The name of a cited author is misspelled in the sentence

    What it finds: a name beside a citation that is nearly, and not quite, the family name of an
    author whom the note cites, where the right name does not stand in the sentence: "Soyea argues"
    for Soeya, "Muller" for Müller; also a given name that is nearly the author's, before the right
    family name. A name that the bibliography has as well is another person's.

    Why it matters: a reader who looks for the name finds nobody.

    Example: `Soyea argues that the triangle held.[^4]` with `[^4]: [@soeya2016, 25].`

    Instead: `Soeya argues that the triangle held.[^4]`
    """
    yield from _misspelled(paper)


def _is_answered(one: Attribution, words: set[str], cited: Sequence[object], paper: Paper) -> bool:
    """Tell whether the notes of a sentence know the people it names, or it need not be asked."""
    known = authors(paper)
    given = _given_names(cited)
    for person in one.people:
        # A given name alone is anybody's.
        parts = {fold(part) for part in re.split(r"[\s‐-]+", person.words)} - given
        if not parts.isdisjoint(words) or fold(person.family).replace("'", "") in words:
            return True
    said = named_in(one.passage, one.sentence)
    for found in cited:
        for work in getattr(found, "works", ()):
            if any(fold(family) in said for family in families_of(work)):
                return True
    text = one.passage.said(one.sentence.start, one.sentence.end)
    notes = " ".join(ref.note.text for ref in one.sentence.references if ref.note)
    if QUOTED_IN.search(notes) or QUOTED_IN.search(text):
        return True
    if any(fold(person.family) in known for person in one.people):
        # Cited in the sentence before or after, the sentence may lean on that.
        return any(_cites(reference, one, paper) for reference in _beside(one))
    return not one.sure or not _stands_alone(one, paper)


def _holds(name: Place, word: Place) -> bool:
    """Tell whether a word stands in a name: `Joens` in `Benjamin Joens`."""
    begins = (name.line, name.column) <= (word.line, word.column)
    ends = (word.end_line, word.end_column) <= (name.end_line, name.end_column)
    return name.file == word.file and begins and ends


def _given_names(cited: Sequence[object]) -> set[str]:
    """Return the given names of those who are cited that are nobody's family name."""
    people = [
        person
        for found in cited
        for work in getattr(found, "works", ())
        for some in work.persons.values()
        for person in some
    ]
    families = {word for person in people for word in words_of(person.family)}
    return {word for person in people for word in words_of(person.given)} - families


def _cites(reference: Reference, one: Attribution, paper: Paper) -> bool:
    found = cited_by(reference, paper)
    return found is not None and any(fold(person.family) in found.words for person in one.people)


def _beside(one: Attribution) -> Iterator[Reference]:
    """Yield the references of the sentences before and after."""
    sentences = one.passage.sentences
    number = sentences.index(one.sentence)
    for other in sentences[max(number - 1, 0) : number + 2]:
        yield from other.references


def _stands_alone(one: Attribution, paper: Paper) -> bool:
    """Tell whether a name stands in one sentence of the paper only, as an author's may."""
    family = one.people[0].family
    here = _tokens().findall(one.passage.said(one.sentence.start, one.sentence.end))
    counts = _counts(paper)
    return counts[family] == here.count(family) and not counts[family.lower()]


@once
def _counts(paper: Paper) -> Counter[str]:
    """Return how often each word stands in the text and the notes."""
    return Counter(word for one in passages_of(paper) for word in _tokens().findall(one.text))


@cache
def _tokens() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]+(?:[‐-][^\W\d_]+)*")


@once
def _misspelled(paper: Paper) -> list[Finding]:
    """Return the names that are misspelled beside a citation."""
    return [
        found
        for passage in passages_of(paper)
        if passage.kind in ("text", "item")
        for sentence in passage.sentences
        if sentence.references
        for found in _in_sentence(passage, sentence, paper)
    ]


def _in_sentence(passage: Passage, sentence: Sentence, paper: Paper) -> Iterator[Finding]:
    cited = [cited_by(reference, paper) for reference in sentence.references]
    works = [work for found in cited if found for work in found.works]
    people = [person for work in works for role in ("author", "editor")
              for person in work.persons.get(role, ()) if not person.corporate]  # fmt: skip
    if not works:
        people = [one for ref in sentence.references if ref.note
                  for one in _typed_people(paper).get(ref.note.id, ())]  # fmt: skip
    if not people:
        return
    text = passage.said(sentence.start, sentence.end)
    typed = list(_word().finditer(text))
    bare = {re.sub(r"['’]s?\Z", "", match[0]) for match in typed}
    for match in typed:
        word = re.sub(r"['’]s?\Z", "", match[0])
        for person in people:
            family = person.family.split()[-1] if person.family else ""
            if family in bare:
                if _given_misspelled(word, person, text[match.end() :], family):
                    start = sentence.start + match.start()
                    yield _said(passage, start, word, person.given.split()[0], works)
                continue
            if _is_near(word, family, paper) and _is_beside(match, word, person, passage, sentence):
                yield _said(passage, sentence.start + match.start(), word, family, works)
                break


def _said(passage: Passage, start: int, word: str, name: str, works: list[Work]) -> Finding:
    return fault(
        f"`{word}` is not how the {f'entry `{works[0].key}`' if works else 'note'} spells the name",
        passage.place(start, start + len(word)),
        f"did you mean `{name}`?",
        ((works[0].key_place, "its entry"),) if works else (),
    )


@once
def _typed_people(paper: Paper) -> dict[str, list[Person]]:
    """Return the persons whose works are typed in each note, in full or by a short form."""
    found: dict[str, list[Person]] = {}
    for one in references(paper):
        for name, _, _ in one.persons:
            given, _, family = name.rpartition(" ")
            found.setdefault(one.note.note.id, []).append(Person(family=family, given=given))
    return found


@once
def _typed_names(paper: Paper) -> frozenset[str]:
    people = (person for some in _typed_people(paper).values() for person in some)
    return frozenset(fold(person.family) for person in people)


def _is_near(word: str, family: str, paper: Paper) -> bool:
    """Tell whether a word is nearly a family name, and nobody else's."""
    if len(word) < 4 or len(family) < 4 or abs(len(word) - len(family)) > 2 or word == family:
        return False
    one, other = fold(word), fold(family)
    if one == other:
        return word.casefold() != family.casefold()
    if one in authors(paper) or one in PLACES or one in BODIES or one in _typed_names(paper):
        return False
    if one.startswith(other) or (other.startswith(one) and len(other) - len(one) > 1):
        return one[len(other) :] not in ("s", "n", "an", "ian", "ist", "ism", "es") and one != other
    return distance(one, other) <= (1 if len(other) < 7 else 2)


def _is_beside(
    match: re.Match[str], word: str, person: Person, passage: Passage, sentence: Sentence
) -> bool:
    """Tell whether a word stands where a name does: before a verb, a year, a call, "et al."."""
    text = passage.said(sentence.start, sentence.end)
    before, after = text[: match.start()], text[match.end() :]
    given = re.search(r"([^\W\d_]+)\.?\s+\Z", before)
    if (
        given
        and person.given
        and fold(given[1])
        in (
            fold(person.given)[:1],
            fold(person.given.split()[0]),
        )
    ):
        return True
    if person.given and re.match(rf"\s+{re.escape(person.given.split()[0])}(?!\w)", after):
        return True  # the family name first, as in Japan
    if _after().match(after) or re.search(r"(?i)according to\s+(?:\S+\s+)?\Z", before):
        return True
    if match[0] != word and re.match(r"\s+[^\W\d_]", after):
        return True
    # Elsewhere only a long name with one slip, inside the sentence.
    lower = re.search(rf"(?<!\w){re.escape(word.lower())}(?!\w)", passage.text)
    return (
        len(word) >= 6
        and match.start() > 0
        and lower is None
        and distance(fold(word), fold(person.family.split()[-1])) == 1
    )


def _given_misspelled(word: str, person: Person, after: str, family: str) -> bool:
    """Tell whether a word before the right family name is nearly the given name."""
    given = person.given.split()[0] if person.given else ""
    if len(given) < 5 or len(word) < 4 or word == given or given.endswith("."):
        return False
    if not re.match(rf"\s+(?:[{'A-Z'}]\.\s+)?{re.escape(family)}(?!\w)", after):
        return False
    return distance(fold(word), fold(given)) == 1 or fold(word) == fold(given)


@cache
def _word() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@’']){WORD}")


@cache
def _after() -> re.Pattern[str]:
    verbs = "|".join([*PRESENT, *PAST])
    return re.compile(
        rf"\s*{CALLED}|\s+et\s+al|\s+\((?:1[5-9]|20)\d\d|{BETWEEN}(?:{verbs})\b"
        rf"|,?\s+(?:and|&)\s+{WORD}\s*(?:\(|{CALLED}|(?:{verbs})\b)"
    )


@cache
def distance(one: str, other: str) -> int:
    """Return how many letters must be changed, added, dropped or swapped with the next."""
    if abs(len(one) - len(other)) > 2:
        return 3
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]
