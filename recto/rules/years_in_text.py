"""Years and titles in a sentence, set against the works that its note cites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from recto.model import Finding, Paper, Work
from recto.rules._evidence import folded, titles_of, works_by_title
from recto.rules._name_words import PAST, PRESENT
from recto.rules._note_forms import fold
from recto.rules._people import NAME, PEOPLE, WORK_NOUN, authors, cited_by, families_of
from recto.rules._rule import fault, rule
from recto.rules._sentences import NAMED, Passage, Sentence, passages_of

DATES = ("date", "year", "origdate", "origyear", "eventdate", "pubstate", "note", "addendum",
         "issued", "title", "booktitle", "howpublished")  # fmt: skip
YEAR = r"(?P<year>1[4-9]\d\d|20\d\d)"
# Beyond so many years a book is a reprint rather than a slip.
REPRINT = 10


@dataclass(frozen=True)
class _Dated:
    """A year that a sentence gives to an author: offsets in the source."""

    year: int
    start: int
    who: str


@rule("warning")
def year_in_text_disagrees(paper: Paper) -> Iterator[Finding]:
    """The year in the sentence is not the year of the work that is cited

    What it finds: "Smith (2009)", "Smith's 2009 study", "writing in 2009, Smith" beside a citation
    of Smith whose entries are all of another year. The first year of a reprinted book, `origdate`,
    and years more than ten before that of a book are no fault.

    Why it matters: the reader cannot tell whether the year is wrong or another work is meant.

    Example: `Smith (2009) held that the alliance would last [@smith2008].`

    Instead: `Smith (2008) …`, or the work of 2009.
    """
    for passage in passages_of(paper):
        if passage.kind not in ("text", "item"):
            continue
        for sentence in passage.sentences:
            if sentence.references and _has_year(passage, sentence):
                yield from _wrong_years(passage, sentence, paper)


@rule("warning")
def title_in_text_not_in_note(paper: Paper) -> Iterator[Finding]:
    """The sentence names one work of an author, and its note cites another

    What it finds: the title of a work of the bibliography in italics or in quotation marks, in a
    sentence whose notes cite the same author and not that work.

    Why it matters: the page that is given is a page of another work.

    Example: `In *Bridges*, Smith holds that the alliance will last.[^4]` with
    `[^4]: [@smith-harbours, 25].`

    Instead: `[^4]: [@smith-bridges, 25].`
    """
    titles = works_by_title(paper)
    if not titles:
        return
    for passage in passages_of(paper):
        if passage.kind not in ("text", "item"):
            continue
        for sentence in passage.sentences if passage.references else ():
            text = passage.said(sentence.start, sentence.end) if sentence.references else ""
            for match in _title().finditer(text):
                name = folded(match[0])
                # Titles of one word name too much.
                if " " in name and (named := titles.get(name)):
                    yield from _other_work(passage, sentence, match, named, paper)


def _other_work(
    passage: Passage, sentence: Sentence, match: re.Match[str], named: Sequence[Work], paper: Paper
) -> Iterator[Finding]:
    cited = [cited_by(reference, paper) for reference in sentence.references]
    works = [work for found in cited if found for work in found.works]
    keys = {work.key for work in works}
    words = set[str]().union(*(found.words for found in cited if found))
    if None in cited or not works or any(work.key in keys for work in named):
        return
    makers = {fold(name) for work in works for name in families_of(work)}
    mine = {fold(name) for work in named for name in families_of(work)}
    title = set(folded(match[0]).split())
    said = set(folded(passage.said(sentence.start, sentence.end)).split())
    # Another title of what is cited may stand in the sentence as well.
    others = any(set(folded(one).split()) <= said for work in works for one in titles_of(work))
    if makers & mine and not title <= words and not others:
        start, end = sentence.start + match.start(), sentence.start + match.end()
        at = sentence.references[0].citations
        yield fault(
            f"the sentence names `{named[0].key}` by its title, its note cites `{works[0].key}`",
            passage.place(start + 1, end - 1),
            f"cite `{named[0].key}`, or name the work that is cited",
            ((at[0].place, "cited here"),) if at and at[0].place else (),
        )


def _has_year(passage: Passage, sentence: Sentence) -> bool:
    return re.search(r"\d{4}", passage.said(sentence.start, sentence.end)) is not None


def _wrong_years(passage: Passage, sentence: Sentence, paper: Paper) -> Iterator[Finding]:
    works = [
        work
        for reference in sentence.references
        if (found := cited_by(reference, paper))
        for work in found.works
    ]
    if not works:
        return
    yield from _wrong_beside(passage, sentence, paper)
    for dated in _dated(passage, sentence):
        mine = [work for work in works if fold(dated.who) in map(fold, families_of(work))]
        if not mine or any(_is_of(work, dated.year) for work in mine):
            continue
        work = mine[0]
        other = next((one for one in authors(paper).get(fold(dated.who), ())
                      if _is_of(one, dated.year)), None)  # fmt: skip
        date = work.fields.get("date") or work.fields.get("year")
        help = f"cite `{other.key}`, which is of that year" if other else "mend one of the two"
        yield fault(
            f"the sentence says {dated.year}, and `{work.key}` is of {_year(work)}",
            passage.place(dated.start, dated.start + 4),
            help,
            ((date.value_place, "its year"),) if date else (),
        )


def _wrong_beside(passage: Passage, sentence: Sentence, paper: Paper) -> Iterator[Finding]:
    """Yield the wrong year of "the 2009 study of @smith2008"."""
    text = passage.said(sentence.start, sentence.end)
    for match in _form("by key").finditer(text) if NAMED in text else ():
        at = sentence.start + match.end()
        cited = next((one for one in sentence.references if one.start == at), None)
        found = cited_by(cited, paper) if cited and len(cited.citations) == 1 else None
        if found is None or not found.works or _is_of(found.works[0], int(match["year"])):
            continue
        work = found.works[0]
        date = work.fields.get("date") or work.fields.get("year")
        start = sentence.start + match.start("year")
        yield fault(
            f"the sentence says {match['year']}, and `{work.key}` is of {_year(work)}",
            passage.place(start, start + 4),
            "mend one of the two",
            ((date.value_place, "its year"),) if date else (),
        )


def _dated(passage: Passage, sentence: Sentence) -> Iterator[_Dated]:
    """Yield the years that a sentence gives to its authors."""
    text = passage.said(sentence.start, sentence.end)
    seen: set[int] = set()
    for name, guard in GUARDS.items():
        if not re.search(guard, text):
            continue
        for match in _form(name).finditer(text):
            at = sentence.start + match.start("year")
            if at in seen:
                continue
            seen.add(at)
            for one in re.compile(NAME).finditer(match["list"]):
                yield _Dated(int(match["year"]), at, re.sub(r"['’]s?\Z", "", one[0]).split()[-1])


def _is_of(work: Work, year: int) -> bool:
    """Tell whether a year may be meant of a work: one of its dates, or the first of a reprint."""
    known = {int(found) for name in DATES for found in re.findall(r"\d{4}", work.value(name))}
    if not known or year in known:
        return True
    latest = _year(work)
    reprint = work.type not in ("article", "inproceedings", "online", "report", "thesis")
    told = any(work.value(name) for name in ("translator", "edition", "origlanguage"))
    return reprint and year < latest and (told or latest - year > REPRINT)


def _year(work: Work) -> int:
    found = re.search(r"\d{4}", work.value("date") or work.value("year") or work.value("issued"))
    return int(found[0]) if found else 0


# What a sentence must have before a form is looked for in it.
GUARDS = {
    "bracket": r"\((?:in\s+)?\d{4}",
    "study": r"['’]s?\s+(?:[\w-]+\s+){0,2}\d{4}\s",
    "writing": r"(?i)(?:writing|publishing|wrote)\s+in\s+\d{4}",
    "argued": r"\b[Ii]n\s+(?:a|his|her|their|the)\s+(?:[\w-]+\s+)?\d{4}\s",
    "then": r"\A\W*In\s+\d{4}",
    "of": r"\s(?:of|from|in)\s+\d{4}",
    "whose": r"['’]s?\s[^,;]{3,60}\s(?:of|from|in)\s+\d{4}",
}


@cache
def _title() -> re.Pattern[str]:
    return re.compile(
        r"\*(?![\s*])[^*]{5,200}[^\s*]\*|(?<!\w)_(?![\s_])[^_]{5,200}[^\s_]_(?!\w)"
        r"|“[^“”]{5,200}”|(?<!\w)\"[^\"]{5,200}\"|«[^«»]{5,200}»|„[^„“”]{5,200}[“”]"
    )


@cache
def _form(name: str) -> re.Pattern[str]:
    verbs = "|".join([*PRESENT, *PAST])
    middle = r"(?:[\w-]+\s+){0,2}?"
    forms = {
        "bracket": rf"(?<![\w.@-]){PEOPLE}(?:['’]s?)?\s+\((?:in\s+)?{YEAR}[a-z]?(?:[,:;][^()]*)?\)",
        "study": rf"(?<![\w.@-]){PEOPLE}['’]s?\s+{middle}{YEAR}\s+{middle}{WORK_NOUN}\b",
        "writing": rf"\b(?:[Ww]riting|[Pp]ublishing|[Ww]rote)\s+in\s+{YEAR},\s+{PEOPLE}",
        "argued": (
            rf"\b[Ii]n\s+(?:a|his|her|their|the)\s+(?:[\w-]+\s+)?{YEAR}\s+{middle}{WORK_NOUN}"
            rf"(?:\s+\w+){{0,6}},\s+{PEOPLE}\s+(?:\w+ly\s+)?(?:{verbs})\b"
        ),
        "of": (
            rf"\b[Ii]n\s+(?:an?|his|her|their|the)\s+{middle}{WORK_NOUN}\s+"
            rf"(?:of|from|published\s+in)\s+{YEAR}(?:(?:\s+\w+){{0,4}},)?\s+{PEOPLE}"
        ),
        "whose": (
            rf"(?<![\w.@-]){PEOPLE}['’]s?\s+{middle}{WORK_NOUN}\s+"
            rf"(?:of|from|published\s+in)\s+{YEAR}"
        ),
        "by key": (
            rf"(?<!\w){YEAR}\s+{middle}(?:{WORK_NOUN}|meta-analysis|report|experiment|trial)\s+"
            rf"(?:of|by)\s+(?={NAMED})"
        ),
        # A year alone is that of a thought as often as of a book: only beside what authors do.
        "then": (
            rf"\A\W*In\s+{YEAR},?\s+{PEOPLE}\s+(?:\w+ly\s+)?(?:published|wrote|argued|showed|"
            r"contended|proposed|concluded|reported|found|demonstrated)\b"
        ),
    }
    return re.compile(forms[name])
