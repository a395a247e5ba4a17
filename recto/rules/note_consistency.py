"""One way of writing in all notes: dates, abbreviations, titles, marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from recto.model import Finding, Paper, Place
from recto.rules._mixed import Odd, odd_places
from recto.rules._note_forms import Reference, references, title_words
from recto.rules._note_shape import NOT_TYPED, QUOTED, TITLE, note_texts
from recto.rules._rule import fault, rule
from recto.rules._short_forms import judged_short_forms
from recto.rules._words import tongue

# A section is carried by one source from so many citing notes on.
MANY_NOTES, MOST = 8, 0.8


@rule("info")
def date_style_mixed(paper: Paper) -> Iterator[Finding]:
    """Dates are written in two ways

    What it finds: in the notes of a paper in English some days as `March 1, 1664` and some as
    `1 March 1664`; those are named that are fewer. Titles and quoted words keep theirs.

    Why it matters: one paper, one way; two ways look like two hands.

    Example: `[^8]: Smith to Jones, 1 March 1664.` and `[^9]: Jones to Smith, March 9, 1664.`

    Instead: `[^9]: Jones to Smith, 9 March 1664.`
    """
    ways: dict[str, list[Place]] = {"day before the month": [], "month before the day": []}
    shown: dict[Place, str] = {}
    for note in note_texts(paper):
        for match in _dates().finditer(note.text) if note.typed else ():
            if note.shape[match.start()] in NOT_TYPED:
                continue
            place = note.place(*match.span())
            ways["month before the day" if match["month"] else "day before the month"].append(place)
            shown[place] = match[0]
    if not all(ways.values()) or tongue(paper) != "en":
        return
    for odd in odd_places(ways):
        yield fault(
            f"`{shown[odd.place]}` has the {odd.way}; {_others(odd, 'dates')} the {odd.common}",
            odd.place,
            "write all dates in one way",
            ((odd.first, f"the {odd.common}"),),
        )


@rule("info")
def abbreviation_mixed(paper: Paper) -> Iterator[Finding]:
    """An abbreviation is written in two ways

    What it finds: in the typed words of notes `vol.` here and `Vol.` there, and so for `no.`,
    `ed.`, `trans.`, for `chap.` and `ch.`, `p.` and `pg.`, and for `and` and `&` between authors;
    those are named that are fewer. A capital at the head of a sentence is none of these.

    Why it matters: one paper, one way; two ways look like two hands.

    Example: `[^8]: Smith, *Bridges*, vol. 2, 25.` and `[^9]: Jones, *Roads*, Vol. 1, 30.`

    Instead: `[^9]: Jones, *Roads*, vol. 1, 30.`
    """
    found: dict[str, dict[str, list[Place]]] = {}
    for note in note_texts(paper):
        for match in _abbreviations().finditer(note.shape) if note.typed else ():
            if match[0] == "No." and re.search(r"[A-Z][\w.’']*\s+\Z", note.shape[: match.start()]):
                continue  # of a name: "Grange No. 11", "Pub. L. No. 114-23"
            way = re.sub(r"(?<=[dl])s\.", ".", match[0]).replace("os.", "o.").replace("pp.", "p.")
            family = {"ch.": "chap.", "pg.": "p."}.get(way.lower(), way.lower())
            ways = found.setdefault(family, {})
            ways.setdefault(way, []).append(note.place(*match.span()))
    found["and"] = _ands(paper)
    for ways in found.values():
        for odd in odd_places(ways):
            yield fault(
                f"`{odd.way}` stands here; {_others(odd, 'places')} `{odd.common}`",
                odd.place,
                "write it in one way in all notes",
                ((odd.first, f"`{odd.common}` here"),),
            )


@rule("warning")
def title_format_mixed(paper: Paper) -> Iterator[Finding]:
    """A title stands in italics here and in quotation marks there

    What it finds: a typed short form whose title is in italics where the full form has it in
    quotation marks, or the reverse; and two full forms of one work that differ so.

    Why it matters: italics say that it is a book, quotation marks that it is a part of something.
    The reader looks in the wrong catalogue.

    Example:
        [^3]: Ann Smith, *Bridges* (London: Harbour, 2016), 25.

        [^9]: Smith, “Bridges,” 30.

    Instead: `[^9]: Smith, *Bridges*, 30.`
    """
    for judged in judged_short_forms(paper):
        short = judged.reference
        full = [known.reference for known in judged.works if known.reference]
        if judged.verdict != "known" or not full or short.title is None:
            continue
        ways = {
            way for one in full for words, way in _set_titles(one) if _heads(short.words, words)
        }
        if ways and short.quoted not in ways:
            yield _differs(short, full[0])
    first: dict[tuple[object, ...], Reference] = {}
    for one in references(paper):
        if one.form == "full" and one.persons and one.words:
            same = (one.persons[0][0].split()[-1], one.words, one.years)
            earlier = first.setdefault(same, one)
            if earlier.quoted != one.quoted:
                yield _differs(one, earlier)


@rule("info")
def quote_style_mixed(paper: Paper) -> Iterator[Finding]:
    """Straight quotation marks stand beside curly ones

    What it finds: in the typed words of notes pairs of `"` where most pairs are “ and ”, or the
    reverse; those are named that are fewer.

    Why it matters: pandoc makes curly marks of straight ones, and now and then the wrong one. In
    the source two kinds mean that a search finds half.

    Example: `[^9]: Jones, "Roads," 30.`, where other notes have “ and ”.

    Instead: `[^9]: Jones, “Roads,” 30.`
    """
    ways: dict[str, list[Place]] = {"straight": [], "curly": []}
    for note in note_texts(paper):
        for match in re.finditer(f"{QUOTED}+", note.shape) if note.typed else ():
            opening = note.text[match.start()]
            if opening in '"“”':
                way = "straight" if opening == '"' else "curly"
                ways[way].append(note.place(match.start(), match.start() + 1))
    for odd in odd_places(ways):
        yield fault(
            f"a quotation mark is {odd.way}; {_others(odd, 'pairs')} {odd.common}",
            odd.place,
            "set one kind of quotation marks in all notes",
            ((odd.first, f"{odd.common} here"),),
        )


@rule("info")
def source_overused(paper: Paper) -> Iterator[Finding]:
    """One source carries a section

    What it finds: a section of eight or more notes that cite, where four of five cite the same
    work, alone or beside others.

    Why it matters: the section retells one work. If the work is its subject, cite its pages in the
    text after the first note; if not, a reader asks for a second witness.

    Example: ten notes of a section, of which nine cite `soeya2016`.

    Instead: cite the page in the text, `(25)`, after a note that says so; or bring in other works.
    """
    typed: dict[str, set[str]] = {}
    for one in references(paper):
        if one.persons and one.form != "open":
            family, word = one.persons[0][0].split()[-1], " ".join(one.words[:1])
            typed.setdefault(one.note.note.id, set()).add(f"{family}, {word}" if word else family)
    sections: dict[str, list[set[str]]] = {}
    places: dict[tuple[str, str], Place | None] = {}
    for note in paper.manuscript.notes:
        keys = {one.key: one.place for one in note.citations if not one.editorial}
        cited = {*keys, *typed.get(note.id, ())}
        if cited:
            sections.setdefault(note.section, []).append(cited)
        for name in cited:
            places.setdefault((note.section, name), keys.get(name) or note.place or note.call)
    for section, notes in sections.items():
        name, times = Counter(sorted(one for cited in notes for one in cited)).most_common(1)[0]
        if len(notes) >= MANY_NOTES and times >= MOST * len(notes):
            yield fault(
                f"`{name}` is cited in {times} of the {len(notes)} notes of this section that cite",
                places[section, name],
                "if the work is the subject, say so and cite its pages in the text",
            )


def _others(odd: Odd, of_what: str) -> str:
    """Say how many do it in the common way."""
    return f"{odd.times} of {odd.of} {of_what} have" if odd.of > 2 else "before it stands"


@cache
def _dates() -> re.Pattern[str]:
    month = (
        r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
        r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
    )
    return re.compile(
        rf"\b(?P<month>{month}) \d{{1,2}}, \d{{4}}\b|(?<![\d–-])\d{{1,2}} {month} \d{{4}}\b"
    )


@cache
def _abbreviations() -> re.Pattern[str]:
    """Abbreviations inside a sentence: behind a word, a number, a comma or a title."""
    return re.compile(
        r"(?<=[a-z0-9,;:\ue101-\ue105] )(?:[Vv]ols?\.|[Nn]os?\.(?=\s?\d)|[Ee]ds?\.(?=\s[A-Z])|"
        r"[Tt]rans\.(?=\s[A-Z])|[Cc]hap\.|[Cc]h\.(?=\s?\d)|pp?\.(?=\s?\d)|pg\.(?=\s?\d))"
    )


def _ands(paper: Paper) -> dict[str, list[Place]]:
    ways: dict[str, list[Place]] = {}
    for one in references(paper):
        if len(one.persons) < 2 or one.form == "open" or one.persons[-1][0][0].islower():
            continue
        before, after = one.persons[-2][2], one.persons[-1][1]
        word = re.search(r"&|\band\b", one.note.text[before:after])
        if word:
            at = before + word.start()
            ways.setdefault(word[0], []).append(one.note.place(at, at + len(word[0])))
    return ways


def _set_titles(full: Reference) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yield every title of a full form, its words and whether it is quoted."""
    shape, text = full.note.shape, full.note.text
    start = full.title[0] if full.title else full.start
    for match in re.compile(f"{TITLE}+").finditer(shape, start, full.end):
        yield title_words(text[match.start() + 1 : match.end() - 1]), shape[match.start()] == QUOTED


def _heads(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    rest = iter(full)
    return bool(short) and all(word in rest for word in short)


def _differs(one: Reference, other: Reference) -> Finding:
    here = "in quotation marks" if one.quoted else "in italics"
    there = "in quotation marks" if other.quoted else "in italics"
    return fault(
        f"the title `{one.title_text}` stands {here} here and {there} before",
        one.title_place,
        "italics for what is published by itself, quotation marks for a part of it",
        ((other.title_place, f"{there} here"),),
    )
