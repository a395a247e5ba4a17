"""What an entry should say besides: what its sisters in the same file say, or its own type asks."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from recto.model import Finding, Paper, Place, Work
from recto.rules._cited import cited
from recto.rules._kinds import PREPRINT, better_type
from recto.rules._once import once
from recto.rules._rule import fault, rule
from recto.rules._types import ALIASES, HELPERS, in_newspaper, kind_of, said, type_place

FORTHCOMING = re.compile(
    r"(?i)forthcoming|in press|to appear|accepted|submitted|in prepar|under review|ahead of print|"
    r"advance(?:d)? (?:online|access|article)|online first|early view|im erscheinen|im druck|"
    r"à paraître|in corso di stampa|en prensa|unpublished|working paper"
)
STATUS = ("pubstate", "note", "addendum", "volume", "number", "pages", "year", "date", "journal",
          "journaltitle", "howpublished", "publisher")  # fmt: skip
# Since about then books name their publisher, and articles have a DOI.
PUBLISHERS_SINCE, DOIS_SINCE = 1900, 2000
# No journal has more issues to a volume: a higher number is counted through, without volumes.
ISSUES = 12
# So many others must have what one lacks, and so many of a hundred.
SISTERS, SHARE, FEW = 6, 85, 3
PUBLISHED_BY = frozenset({"publisher", "organization", "institution", "howpublished", "eprint"})
PEOPLE = frozenset({
    "author", "editor", "translator", "organization", "institution", "shortauthor", "holder",
    "howpublished", "authority",
})  # fmt: skip
COUNTED = frozenset({
    *PUBLISHED_BY, *PEOPLE, "school", "doi", "number", "pages", "eid", "location", "address",
    "volume",
})  # fmt: skip
# What articles, chapters and papers are compared for; the usual name of the field first.
COMPARED = {
    "article": ("doi", "number", "pages"),
    "incollection": ("pages", "publisher", "editor"),
    "inproceedings": ("pages",),
    "book": ("location",),
}


@dataclass
class Group:
    """Works of one kind or one journal: how many, and how many of them say each field."""

    size: int = 0
    says: Counter[str] = field(default_factory=Counter)

    def take(self, fields: set[str]) -> None:
        """Count a work."""
        self.size += 1
        self.says.update(fields)

    def but(self, fields: set[str], name: str) -> tuple[int, int]:
        """Return how many works but the one with these fields say one, and how many there are."""
        return self.says[name] - (name in fields), self.size - 1


@dataclass
class Sisters:
    """The works of a file, by kind and by journal, and what each says.

    A kind of its own are the articles that a field may be expected of, under the field's name.
    """

    kinds: dict[str, Group] = field(default_factory=lambda: defaultdict(Group))
    journals: dict[str, Group] = field(default_factory=lambda: defaultdict(Group))
    says: dict[str, set[str]] = field(default_factory=dict)


@once
def _sisters(paper: Paper) -> Sisters:
    found, printed = Sisters(), cited(paper)
    for key, work in paper.bibliography.works.items():
        fields = said(work, paper.bibliography) if key in printed else _says_itself(work)
        if "eid" in fields:
            fields.add("pages")
        if not PUBLISHED_BY.isdisjoint(fields):
            fields.add("published by")
        if not PEOPLE.isdisjoint(fields):
            fields.add("people")
        if key in printed:
            found.says[key] = fields
        kind = kind_of(work)
        found.kinds[kind].take(fields)
        if kind == "article":
            found.journals[_journal(work)].take(fields)
            if "volume" in fields:
                found.kinds["pages"].take(fields)
                found.kinds["number"].take(fields)
                if _year(work) >= DOIS_SINCE:
                    found.kinds["doi"].take(fields)
    return found


def _says_itself(work: Work) -> set[str]:
    """Return which of the compared fields an entry says: of one that is not printed no more."""
    own = {name for name in COUNTED.intersection(work.fields) if work.fields[name].value}
    return {ALIASES.get(name, name) for name in own}


@rule("warning")
def missing_detail(paper: Paper) -> Iterator[Finding]:
    """An entry lacks what a reference of its kind is printed with

    What it finds: a cited book without its publisher, an article without its volume or its pages,
    where nothing excuses it. Excused are what is forthcoming or was published ahead of print,
    articles of newspapers, of preprint servers and of pages on the web, journals that count their
    issues without volumes, books from before 1900, and whatever most of the file leaves out.

    Why it matters: the reference is printed with a gap that its neighbours do not have.

    Example: `@article{cha2000, author = {Cha, Victor}, title = {Abandonment}, journal =
    {International Studies Quarterly}, number = {2}, pages = {261--291}, date = {2000}}`

    Instead: add `volume = {44}`.
    """
    sisters = _sisters(paper)
    for key, work, place in _whole(paper):
        lacks = list(_lacks(work, sisters))
        if lacks:
            names = " and no ".join(f"`{name}`" for name in lacks)
            yield fault(
                f"the {work.type} `{key}` has no {names}", work.key_place,
                f"add `{lacks[0]} = {{...}}`",
                ((place, "first cited here"),) if place else (),
            )  # fmt: skip


@rule("info")
def fields_inconsistent_in_type(paper: Paper) -> Iterator[Finding]:
    """An entry lacks a field that nearly all of its kind have

    What it finds: a cited article without the DOI, the number or the pages, a chapter without the
    pages, the editor or the publisher, a book without the place, that nearly all the others of its
    kind in the file have. Articles from before 2000 need no DOI, and where a whole journal has no
    numbers, none of its articles needs one.

    Why it matters: the list of works looks uneven, and what one lacks was probably forgotten.

    Example: one article without `doi` among twenty that have it.

    Instead: add what the others have, if the work has it.
    """
    sisters = _sisters(paper)
    for key, work, _ in _whole(paper):
        kind, has = kind_of(work), sisters.says[key]
        lacks = [
            name
            for name in COMPARED.get(kind, ())
            if name not in has
            and _comparable(name, work, sisters)
            and _most(_peers(kind, name, sisters), name)
        ]
        known = set(_lacks(work, sisters)) if lacks else set()
        for name in lacks:
            if name in known:
                continue
            group = _peers(kind, name, sisters)
            yield fault(
                f"`{key}` has no `{name}`; {group.says[name]} of {group.size} such entries have",
                work.key_place, f"add `{name} = {{...}}`, if the work has one",
            )  # fmt: skip


@rule("warning")
def type_mismatch(paper: Paper) -> Iterator[Finding]:
    """An entry is of another type than its fields

    What it finds: a cited entry that says what another type says, and not what its own needs: a
    book with a journal and no publisher, an article with a publisher and no journal, a chapter with
    a journal and no book, something of no kind with the university of a thesis.

    Why it matters: the style prints the fields of the type. The journal of a book is not printed.

    Example: `@book{cha2000, author = {Cha, Victor}, title = {Abandonment}, journal =
    {International Studies Quarterly}, volume = {44}, pages = {261--291}, date = {2000}}`

    Instead: `@article{cha2000, ...}`
    """
    for key, (work, _) in cited(paper).items():
        if better := better_type(work, paper.bibliography):
            place = type_place(work, paper.bibliography.source)
            yield fault(f"`{key}` is no {work.type} by its fields", place, f"make it `@{better}`")


def _whole(paper: Paper) -> Iterator[tuple[str, Work, Place | None]]:
    """Yield the cited works that were read whole, and are what they say they are."""
    for key, (work, place) in cited(paper).items():
        lost = "lost" in work.value("pubstate").lower()
        if work.mended or lost or work.type in HELPERS or "crossref" in work.fields:
            continue
        if not better_type(work, paper.bibliography):
            yield key, work, place


def _lacks(work: Work, sisters: Sisters) -> Iterator[str]:
    kind, has = kind_of(work), sisters.says[work.key]
    if any(FORTHCOMING.search(work.value(name)) for name in STATUS):
        return
    if kind == "book" and _lacks_author(work, has, sisters.kinds[kind]):
        yield "author"
    if kind == "book" and _lacks_publisher(work, has, sisters.kinds[kind]):
        yield "publisher"
    if kind == "incollection" and not has & {"url", "doi", *PUBLISHED_BY}:
        # The book that holds it is known by its publisher, where the other books of the file are.
        having, others = sisters.kinds[kind].but(has, "published by")
        books = sisters.kinds["book"]
        if 2 * (having + books.says["published by"]) > others + books.size:
            yield "publisher"
    journal = work.value("journaltitle") or work.value("journal")
    if kind != "article" or not journal or _eprint(work):
        return
    if PREPRINT.search(journal) or in_newspaper(work):
        return
    own = sisters.journals[_journal(work)]
    if "volume" not in has and _lacks_volume(work, has, own, sisters.kinds[kind]):
        yield "volume"
        if not has & {"pages", "number"}:
            yield "pages"
    elif "volume" in has and _lacks_pages(work, has, own, sisters.kinds[kind]):
        yield "pages"


def _lacks_author(work: Work, has: set[str], kind: Group) -> bool:
    """Tell whether a book has a publisher and nobody else, where all other books have somebody."""
    if work.type != "book" or not has.isdisjoint(PEOPLE) or "publisher" not in has:
        return False
    having, others = kind.but(has, "people")
    return others >= FEW and having == others


def _lacks_publisher(work: Work, has: set[str], kind: Group) -> bool:
    year = _year(work)
    if has & PUBLISHED_BY or (year and year < PUBLISHERS_SINCE):
        return False
    having, others = kind.but(has, "published by")
    if has & {"url", "doi"}:
        return others >= FEW and having * 100 >= SHARE * others
    if others:
        return 2 * having >= others
    return "location" not in has  # some name the place alone


def _lacks_volume(work: Work, has: set[str], journal: Group, kind: Group) -> bool:
    having, others = journal.but(has, "volume")
    if (others > 1 and not having) or not _usual(kind, has, "volume"):
        return False
    sure = others > 0 and having == others
    if "number" in has:
        number = re.match(r"\d{1,9}", work.value("number").strip("{} "))
        return sure or bool(number and int(number[0]) <= ISSUES)
    if "pages" not in has:
        return not has & {"doi", "url"} and (sure or "month" not in has)
    first = re.match(r"\W*(\d+)", work.value("pages"))
    if "doi" in has and first and (int(first[1][:9]) == 1 or len(first[1]) > 5):
        return False  # counted from 1, or by a number of its own: ahead of print
    return sure or "doi" in has or not has & {"month", "url"}


def _lacks_pages(work: Work, has: set[str], journal: Group, kind: Group) -> bool:
    if has & {"pages", "articleno", "article-number", "article_number", "pagetotal"}:
        return False
    if re.fullmatch(r"\W*[a-zA-Z]*\d{4,}\W*", work.value("number")):
        return False  # the number of the article
    if has & {"doi", "url"}:
        having, others = journal.but(has, "pages")
        return others > 1 and having == others
    return _usual(kind, has, "pages")


def _comparable(name: str, work: Work, sisters: Sisters) -> bool:
    """Tell whether a work would have a field if it could."""
    has = sisters.says[work.key]
    if kind_of(work) != "article":
        return not any(FORTHCOMING.search(work.value(one)) for one in STATUS)
    journal = work.value("journaltitle") or work.value("journal")
    if "volume" not in has or PREPRINT.search(journal) or in_newspaper(work):
        return False
    if name == "doi":
        return _year(work) >= DOIS_SINCE and not _eprint(work)
    if name == "pages":
        return "articleno" not in has
    having, others = sisters.journals[_journal(work)].but(has, name)
    return having == others


def _peers(kind: str, name: str, sisters: Sisters) -> Group:
    return sisters.kinds[name if kind == "article" else kind]


def _most(group: Group, name: str) -> bool:
    return group.says[name] >= SISTERS and group.says[name] * 100 >= SHARE * group.size


def _usual(group: Group, has: set[str], name: str) -> bool:
    having, others = group.but(has, name)
    return 2 * having >= others


def _journal(work: Work) -> str:
    name = work.value("journaltitle") or work.value("journal")
    return re.sub(r"[\W_]+", " ", name).strip().casefold().removeprefix("the ")


def _eprint(work: Work) -> bool:
    """Tell whether an article is in an archive; some databases give an address as its number."""
    eprint = work.value("eprint")
    return bool(eprint) and not eprint.lower().startswith("http")


def _year(work: Work) -> int:
    found = re.search(r"\d{4}", work.value("date") or work.value("year"))
    return int(found[0]) if found else 0
