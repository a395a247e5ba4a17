"""Of which kind a work is, by what its entry says and not by the type that it is given."""

from __future__ import annotations

import re

from recto.model import Bibliography, Work
from recto.rules._types import kind_of, said

PREPRINT = re.compile(r"(?i)arxiv|biorxiv|medrxiv|\w+rxiv|ssrn|preprint|corr\b|repec|hal\b")
SERIAL = re.compile(r"(?i)journal|review|magazine|transactions|letters|quarterly|zeitschrift|revue")
MEETING = re.compile(r"(?i)proceedings|\bproc\b|conference|\bconf\b|workshop|symposium|congress")
DEGREE = re.compile(
    r"(?i)\b(?:ph\.? ?d|doctoral|doctorate|master'?s?|m\.?a|m\.?sc|bachelor'?s?)\b.{0,12}"
    r"\b(?:thesis|dissertation|diss)\b|\bdissertation\b|\bdoktorarbeit\b|\bth[eè]se de doctorat\b"
)


def better_type(work: Work, bibliography: Bibliography) -> str:
    """Return the type that the fields of an entry ask for; empty where its own will do.

    Only where its own type is not served: a book that has a publisher is a book, whatever else it
    has.
    """
    ask = ASKS.get(kind_of(work))
    if ask is None or work.mended:
        return ""
    has = said(work, bibliography)
    return ask(work, has)


def _article(work: Work, has: set[str]) -> str:
    if has & {"journaltitle", "journalsubtitle", "eprint", "issn", "crossref", "entrysubtype"}:
        return ""
    alone = "volume" not in has and not SERIAL.search(work.value("publisher"))
    alone = alone and ("pages" not in has or {"isbn", "publisher"} <= has)
    bound = "isbn" in has or ("publisher" in has and (has & {"location", "edition"}))
    signs = (
        ("thesis", "school" in work.fields),
        (_part_of(work), "booktitle" in has),
        ("book", alone and (bound or ("publisher" in has and "url" not in has))),
        ("report", alone and "institution" in has and has & {"number", "type"}),
    )
    return _first(signs)


def _book(work: Work, has: set[str]) -> str:
    whole, part = _words(work.value("booktitle")), _words(work.value("title"))
    issue = "pages" in has and has & {"volume", "number"} and not {"isbn", "publisher"} <= has
    other = whole and part and whole != part and work.type == "book"
    signs = (
        ("article", "journaltitle" in has and (issue or not has & {"publisher", "isbn"})),
        ("thesis", "publisher" not in has and ("school" in work.fields or _is_thesis(work))),
        (_part_of(work), other and "author" in has and has & {"pages", "editor"}),
    )
    return _first(signs)


def _part(work: Work, has: set[str]) -> str:
    hosted = has & {"booktitle", "maintitle", "eventtitle"} or "crossref" in work.fields
    return "article" if "journaltitle" in has and not hosted else ""


def _misc(work: Work, has: set[str]) -> str:
    journal = work.value("journaltitle") or work.value("journal")
    printed = journal and not PREPRINT.search(journal) and ("eprint" not in has or "volume" in has)
    signs = (
        ("article", printed and has & {"volume", "pages"}),
        ("thesis", "school" in work.fields or ("author" in has and _is_thesis(work))),
        (_part_of(work), {"booktitle", "pages"} <= has),
        ("book", {"publisher", "isbn", "author"} <= has and "url" not in has),
    )
    return _first(signs)


def _thesis(_work: Work, has: set[str]) -> str:
    signs = (("article", {"journaltitle", "volume"} <= has), ("book", {"publisher", "isbn"} <= has))
    return "" if "institution" in has else _first(signs)


def _report(work: Work, has: set[str]) -> str:
    made = "institution" in has
    signs = (
        ("article", {"journaltitle", "volume", "pages"} <= has and not made),
        ("thesis", "school" in work.fields or _is_thesis(work)),
        ("book", {"publisher", "isbn"} <= has and not made and "number" not in has),
    )
    return _first(signs)


def _proceedings(work: Work, has: set[str]) -> str:
    own = _words(work.value("title")) != _words(work.value("booktitle"))
    return "inproceedings" if own and {"author", "pages", "booktitle"} <= has else ""


def _first(signs: tuple[tuple[str, object], ...]) -> str:
    return next((kind for kind, fits in signs if fits), "")


def _part_of(work: Work) -> str:
    return "inproceedings" if MEETING.search(work.value("booktitle")) else "incollection"


ASKS = {
    "article": _article, "book": _book, "incollection": _part, "inproceedings": _part,
    "inbook": _part, "misc": _misc, "online": _misc, "unpublished": _misc, "booklet": _misc,
    "manual": _misc, "thesis": _thesis, "report": _report, "proceedings": _proceedings,
}  # fmt: skip


def _is_thesis(work: Work) -> bool:
    return any(DEGREE.search(work.value(name)) for name in ("type", "howpublished", "note"))


def _words(value: str) -> str:
    return re.sub(r"[\W_]+", " ", value).strip().casefold()
