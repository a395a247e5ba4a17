"""Whether two entries are one work: what they share, and what tells them apart.

A title says little of itself: "Introduction" is the title of many works. Two entries are one work
only if nothing that both say differs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from recto.model import Work
from recto.rules._types import kind_of
from recto.tools.likeness import likeness

TEX = re.compile(r"\\[a-zA-Z]+\s*|\\.|[{}$~^]")
YEAR = re.compile(r"\d{4}")
APART = re.compile(r"[\W_]+")
# Words by which a title is another's: its answer, its correction, its second part.
OTHER = (
    r"\b(?:erratum|errata|corrigend\w+|corrections?|retract\w+|reply|replies|response|respond\w*|"
    r"rejoinder|comments?|commentary|remarks|addend\w+|supplement\w*|review\w*|rezension|"
    r"parts?|vol\w*|band|tome|teil|chapter|appendix|introduction|foreword|preface|afterword|"
    r"first|second|third|fourth|fifth|i|ii|iii|iv|v|vi|vii|viii|ix|x|\d+)\b"
)
# So alike (of 100) are two titles with a slip of the pen in one of them, and two names.
TITLES, NAMES = 92, 84
# A shorter title says too little.
SHORT = 15
# What two entries of one work cannot say differently.
TELLING = ("volume", "number", "edition", "part", "chapter", "eprint", "issue")


@dataclass(frozen=True)
class Look:
    """An entry as it is compared: its first author's family name, year, title, all plain."""

    work: Work
    at: int
    author: str
    authors: int
    year: int
    title: str


def look_of(work: Work) -> Look | None:
    """Return an entry as it is compared; None for what is no work of its own."""
    if work.mended or work.type in ("xdata", "set"):
        return None
    title = plain_words(work.value("title"))
    if subtitle := work.value("subtitle"):
        title = f"{title} {plain_words(subtitle)}"
    people = work.persons.get("author") or work.persons.get("editor") or ()
    author = plain_words(people[0].family) if people else ""
    return Look(work, work.place.line, author, len(people), _year(work), title)


def hints_of(work: Work, around: int = 0) -> Iterator[tuple[str, object]]:
    """Yield by what a work may be found again, without a close look.

    ``around``: years that are so far away count, too.
    """
    fields = work.fields
    for name in ("doi", "isbn", "eprint", "url"):
        if name in fields:
            yield name, APART.sub("", fields[name].value).lower()[-9:-1]
    if "title" in fields:
        yield "title", APART.sub("", fields["title"].value[:60]).casefold()[:12]
    people = work.persons.get("author") or work.persons.get("editor")
    if people:
        year = _year(work)
        for one in range(year - around, year + around + 1):
            yield people[0].family.casefold(), one


def _year(work: Work) -> int:
    found = YEAR.search(work.value("date") or work.value("year"))
    return int(found[0]) if found else 0


@lru_cache(maxsize=4096)
def plain_words(value: str) -> str:
    """Return the words of a value: no TeX, no accents, no punctuation, small letters."""
    bare = TEX.sub("", value) if not value.isalnum() else value
    if not bare.isascii():
        bare = "".join(
            sign for sign in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(sign)
        )
    return APART.sub(" ", bare).strip().casefold()


def identifiers(work: Work) -> Iterator[str]:
    """Yield what names a work in catalogues: its DOI, its ISBN, its number in an archive."""
    if doi := _doi(work):
        yield f"doi {doi}"
    if kind_of(work) in ("book", "proceedings", "thesis") and (isbn := work.value("isbn")):
        for number in isbn.replace(",", " ").replace(";", " ").split():
            compact = re.sub(r"\W", "", number).lower()
            if len(compact) in (10, 13):
                yield f"isbn {compact[-10:-1]}"  # of ten and of thirteen digits these are the same
    if eprint := work.value("eprint"):
        yield f"eprint {re.sub(r'v[0-9]+$', '', eprint.strip().lower())}"
    if kind_of(work) in ("online", "misc") and (url := _url(work)):
        yield f"url {url}"


def same_words(one: Look, two: Look) -> bool:
    """Tell whether two works that are named the same have titles that may be one."""
    if not one.title or not two.title or one.title == two.title:
        return True
    if one.title.startswith(two.title) or two.title.startswith(one.title):
        return True
    return likeness(one.title, two.title) >= 75 and not _told_apart(one.title, two.title)


def nearly_same(one: Look, two: Look) -> bool:
    """Tell whether two entries are one work but for a slip in title, name or year."""
    if abs(one.year - two.year) > 1 or not (one.year and two.year):
        return False
    if one.title == two.title and one.author == two.author:
        return one.year != two.year and _same_pages(one.work, two.work)
    if one.year != two.year or min(len(one.title), len(two.title)) < SHORT:
        return False
    if one.title == two.title:
        return bool(one.author and two.author) and likeness(one.author, two.author) >= NAMES
    if one.author != two.author or _told_apart(one.title, two.title):
        return False
    return _is_whole_title(one, two) or likeness(one.title, two.title) >= TITLES


def _is_whole_title(one: Look, two: Look) -> bool:
    """Tell whether one title of a book is the other with its subtitle."""
    short, long = sorted((one, two), key=lambda look: len(look.title))
    books = kind_of(one.work) == kind_of(two.work) == "book"
    return books and long.title.startswith(short.title + " ") and _subtitle(long)


def contradict(one: Look, two: Look, *, known: bool) -> bool:
    """Tell whether two entries say different things of what one work can only have once.

    ``known``: they share a DOI or the like, so that only what tells parts of a whole apart counts.
    """
    a, b = one.work, two.work
    if known:
        return bool(_differ(a, b, ("chapter", "part"))) or _pages_differ(a, b, parts=True)
    kinds = {kind_of(a), kind_of(b)}
    if len(kinds) > 1:
        return True
    if _differ(a, b, TELLING) or _pages_differ(a, b, parts=False):
        return True
    if (first := _doi(a)) and (second := _doi(b)) and first != second:
        return True
    if kinds <= {"online", "misc", "software", "dataset"}:
        first, second = _url(a), _url(b)
        if first and second and first != second:
            return True
    return _host_differs(a, b) or _day_differs(a, b)


def _differ(a: Work, b: Work, names: tuple[str, ...]) -> bool:
    for name in names:
        if name in a.fields and name in b.fields:
            first, second = plain_words(a.value(name)), plain_words(b.value(name))
            if first and second and first != second:
                return True
    return False


def _pages_differ(a: Work, b: Work, *, parts: bool) -> bool:
    first, second = (re.findall(r"[a-z]*\d+", one.value("pages").lower()) for one in (a, b))
    if not first or not second:
        return False
    if parts and kind_of(a) == kind_of(b) == "article":
        return False  # an article has its DOI alone
    return bool(first[0] != second[0])


def _same_pages(a: Work, b: Work) -> bool:
    """Tell whether both stand on the same pages: a yearly report has the same title each year."""
    first, second = (re.findall(r"[a-z]*\d+", one.value("pages").lower()) for one in (a, b))
    return bool(first) and first == second


def _host_differs(a: Work, b: Work) -> bool:
    for names in (("journaltitle", "journal"), ("booktitle",), ("maintitle",), ("school",)):
        first, second = (
            plain_words(next((one.value(name) for name in names if one.value(name)), ""))
            for one in (a, b)
        )
        if first and second and first != second and likeness(first, second) < 60:
            return not _shortened(first, second)
    return False


def _shortened(one: str, two: str) -> bool:
    """Tell whether one name of a journal may be the short form of the other."""
    short, long = sorted((one.split(), two.split()), key=lambda words: len(" ".join(words)))
    left = iter(long)
    return all(any(word.startswith(begin) for word in left) for begin in short)


def _day_differs(a: Work, b: Work) -> bool:
    first, second = (re.search(r"\d{4}-\d\d-\d\d", one.value("date")) for one in (a, b))
    return bool(first and second and first[0] != second[0])


def _told_apart(one: str, two: str) -> bool:
    """Tell whether two titles differ by a number, or by a word that makes another work of one."""
    return sorted(re.findall(OTHER, one)) != sorted(re.findall(OTHER, two))


def _subtitle(look: Look) -> bool:
    return bool(look.work.value("subtitle")) or ":" in look.work.value("title")


def _doi(work: Work) -> str:
    found = re.search(r"10\.\d{4,9}/\S+", work.value("doi"))
    return found[0].lower().rstrip(".,;}") if found else ""


def _url(work: Work) -> str:
    url = work.value("url").strip().lower()
    return re.sub(r"^https?://(?:www\.)?|/+$", "", url)
