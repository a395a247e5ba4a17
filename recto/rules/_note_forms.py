"""References in notes that are typed as prose: who, which title, which page, and in what form.

A reference begins with persons and a title ("Ann Smith, *Bridges*"), with a title alone, or it is a
person and a page ("Smith, 25"). It is *full* if what follows tells where the work was published,
*short* if nothing but a page follows, and *open* if neither can be told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from recto.model import Paper, Place
from recto.rules import _note_patterns as patterns
from recto.rules._note_patterns import YEAR, compiled
from recto.rules._note_shape import ADDRESS, BRACKET, QUOTED, NoteText, note_texts
from recto.rules._once import once

Form = Literal["full", "short", "open"]
Persons = tuple[tuple[str, int, int], ...]

LONGEST = 200  # no short form has more characters behind its title
NEAR = 40  # so many characters before a name tell what it did


@dataclass(frozen=True)
class Reference:
    """One work named in a note: offsets are those of the note's text.

    ``persons`` are names as typed with where they stand; ``families`` what may be their family
    names, folded; ``title`` the span of the title with its marks; ``pages`` of a short form.
    """

    note: NoteText
    form: Form
    start: int
    end: int
    persons: Persons = ()
    title: tuple[int, int] | None = None
    pages: str = ""

    @property
    def place(self) -> Place:
        """Where an editor would put the pencil: on the name, else on the title."""
        if self.persons:
            _, start, end = self.persons[0]
            return self.note.place(start, end)
        return self.title_place

    @property
    def title_place(self) -> Place:
        """Where the words of the title stand, without their marks."""
        start, end = self.title or (self.start, self.end)
        return self.note.place(start + 1, end - 1) if self.title else self.note.place(start, end)

    @property
    def title_text(self) -> str:
        """The title as typed, without its marks and the stop or comma inside them."""
        if self.title is None:
            return ""
        inside = self.note.text[self.title[0] + 1 : self.title[1] - 1]
        return " ".join(inside.split()).strip(" .,*_")

    @property
    def quoted(self) -> bool:
        """Tell whether the title stands in quotation marks, not in italics."""
        return self.title is not None and self.note.shape[self.title[0]] == QUOTED

    @property
    def titles(self) -> tuple[str, ...]:
        """Every title that the reference names: its own, a translation, what it is part of."""
        if self.title is None:
            return ()
        shape, text = self.note.shape, self.note.text
        spans = compiled(patterns.TITLES).finditer(shape, self.title[0], self.end)
        found = [text[one.start() + 1 : one.end() - 1] for one in spans]
        beside = compiled(rf"\s*\\?({BRACKET}+)").match(shape, self.title[1])
        if beside and not compiled(YEAR).search(text, *beside.span(1)):
            found.append(text[slice(*beside.span(1))])
        return tuple(found)

    @property
    def years(self) -> frozenset[str]:
        """The years that the reference names."""
        return frozenset(compiled(YEAR).findall(self.note.text, self.start, self.end))

    @property
    def published(self) -> bool:
        """Tell whether it names a publication: a bracket with a year, or an address and a year."""
        shape, text = self.note.shape, self.note.text
        year = compiled(YEAR)
        brackets = compiled(f"{BRACKET}+").finditer(shape, self.start, self.end)
        if any(year.search(text, *one.span()) for one in brackets):
            return True
        return ADDRESS in shape[self.start : self.end] and bool(self.years)

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the title, folded, without an article at its head."""
        return title_words(self.title_text)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return a text in small letters without accents, so that two spellings of a name meet."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


@lru_cache(maxsize=4096)
def title_words(title: str) -> tuple[str, ...]:
    """Return the words of a title, folded, without an article at its head."""
    found = tuple(fold(word) for word in _words(title))
    return found[1:] if len(found) > 1 and found[0] in patterns.ARTICLES else found


def _words(title: str) -> list[str]:
    return compiled(patterns.WORDS).findall(compiled(patterns.POINTS).sub("", title))


def families(name: str) -> tuple[str, ...]:
    """Return what may be the family name of a typed name: its last words, or all of it."""
    words = fold(name).split()
    while len(words) > 1 and words[-1].strip(".") in patterns.ENDINGS:
        words.pop()
    made = [" ".join(words[-many:]) for many in (1, 2, 3) if many <= len(words)]
    return tuple(dict.fromkeys([*made, " ".join(words)]))


@once
def references(paper: Paper) -> tuple[Reference, ...]:
    """Return every reference that is typed in the notes of a paper, in their order."""
    return tuple(
        one
        for note in note_texts(paper)
        if note.typed
        for start, end in note.parts
        for one in read_part(note, start, end)
    )


def read_part(note: NoteText, start: int, end: int) -> Iterator[Reference]:
    """Yield the references of one part of a note."""
    heads: list[tuple[int, Persons, tuple[int, int]]] = []
    last = start
    for title in compiled(patterns.TITLES).finditer(note.shape, start, end):
        if _is_no_title(note, title):
            continue
        persons = _persons_before(note, title, last)
        at = persons[0][1] if persons else title.start()
        before = note.shape[max(start, at - NEAR) : at]
        if heads and (
            not persons
            or _is_part_of(before)
            or not note.shape[last:at].strip(" ,.:")  # "Title," Someone, *Series*: one work
        ):
            continue
        if not heads and persons and compiled(patterns.MADE_BY).search(before):
            persons, at = (), title.start()
        heads.append((at, persons, (title.start(), title.end())))
        last = title.end()
    if not heads:
        yield from _bare(note, start, end)
    for number, (at, persons, span) in enumerate(heads):
        until = heads[number + 1][0] if number + 1 < len(heads) else end
        form, pages = _form(note, span[1], until)
        if not persons and number == 0 and not _heads_its_part(note, start, at):
            form = "open"
        yield Reference(note, form, at, until, persons, span, pages)


def _is_part_of(before: str) -> bool:
    """Tell whether persons behind these words made a part of a work that is named before."""
    part = compiled(patterns.PART_OF).search(before)
    return part is not None and compiled(patterns.QUOTED_IN).search(before) is None


def _heads_its_part(note: NoteText, start: int, at: int) -> bool:
    """Tell whether nothing but a lead-in stands before a title without a name."""
    before = fold(note.shape[start:at]).replace(".", " ").replace(",", " ").split()
    return len(before) < 4 and all(word in patterns.LEAD for word in before)


def _is_no_title(note: NoteText, title: re.Match[str]) -> bool:
    """Tell whether quoted words are said, not named: they begin small; or "op. cit." in italics."""
    words = note.text[title.start() + 1 : title.end() - 1]
    if note.shape[title.start()] != QUOTED:
        return compiled(patterns.DEAD_WORDS).fullmatch(words) is not None
    return not words.strip("[*_ ‘“")[:1].isupper() and not words[:1].isdigit()


def _persons_before(note: NoteText, title: re.Match[str], last: int) -> Persons:
    """Return the persons that stand just before a title."""
    before = note.shape[max(last, title.start() - 240) : title.start()]
    named = compiled(patterns.PERSONS).search(before)
    if named is None or (":" in named[0][-3:] and note.text[title.start()] in '“"'):
        return ()  # "The French text: “De plus ...”" is words, not a work
    return _persons(note, named, title.start() - len(before))


def _persons(note: NoteText, named: re.Match[str], offset: int) -> Persons:
    found: list[tuple[str, int, int]] = []
    text, last = named.string, named.start("list")
    for cut in [*compiled(patterns.SEPARATOR).finditer(text, last, named.end("list")), None]:
        end = cut.start() if cut else named.end("list")
        start = last if found else _behind_lead(text, last, end)
        name = re.sub(r"\s+et\s+al\.?\Z", "", text[start:end])
        plain = fold(name).strip(". ")
        if plain in patterns.NOBODY:
            return ()
        first = not found and plain in patterns.LEAD
        if plain not in patterns.ENDINGS and not first and name[:1].isalpha():
            at = offset + start
            found.append((note.text[at : at + len(name)], at, at + len(name)))
        last = cut.end() if cut else end
    return tuple(found)


def _behind_lead(text: str, start: int, end: int) -> int:
    """Return where a name begins: "See also" is no part of it."""
    while word := compiled(r"(\w[\w.]*)[,.]?\s+").match(text, start, end):
        if word[1].lower().strip(".") not in patterns.LEAD:
            break
        start = word.end()
    return start


def _form(note: NoteText, at: int, end: int) -> tuple[Form, str]:
    shape, text = note.shape[at:end], note.text[at:end]
    if compiled(patterns.UNDATED).search(text):
        return "full", ""
    rest = re.sub(r",?\s+(?:and|und|et|y|e)\s*\Z", "", shape)
    short = compiled(patterns.SHORT_REST).fullmatch(rest) if len(rest) < LONGEST else None
    if short and not (BRACKET in rest and compiled(YEAR).search(text)):
        pages = short["pages"] or ""
        # A number that may be a year: "*Typesetting*, 1986", "*Internet*, 1998, 224".
        year = compiled(YEAR).match(pages)
        return ("open" if year and year[0] == pages else "full" if year else "short"), pages
    published = compiled(patterns.PUBLISHED)
    return ("full" if published.search(text) or published.search(shape) else "open"), ""


def _bare(note: NoteText, start: int, end: int) -> Iterator[Reference]:
    """Yield "Smith, 25": a name and a page that fill the part of a note."""
    if end - start > LONGEST:
        return
    lead = compiled(patterns.LEAD_IN).match(note.shape, start, end)
    at = lead.end() if lead else start
    found = compiled(patterns.BARE_SHORT).fullmatch(note.shape, at, end)
    if found and not compiled(YEAR).match(found["pages"]):
        persons = _persons(note, found, 0)
        if persons and len(persons[0][0].split()) <= 3:
            yield Reference(note, "short", persons[0][1], end, persons, None, found["pages"])
