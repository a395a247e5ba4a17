"""Types of entries, what each must say, and the names under which it may say it.

Types and fields: the biblatex manual, 2.1 and 2.2 (https://ctan.org/pkg/biblatex), and BibTeX's
btxdoc. Only what a reader needs to find the work is called for: biblatex asks for more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.model import Bibliography, Place, Source, Work
from recto.reading.bibliography import GENERATIONS

TYPE = re.compile(r"@\s*\w+")
DAY = re.compile(r"\d{4}-\d\d-\d\d")

# BibTeX's names, and what biblatex calls the same.
ALIASES = {
    "journal": "journaltitle",
    "address": "location",
    "school": "institution",
    "annote": "annotation",
    "archiveprefix": "eprinttype",
    "primaryclass": "eprintclass",
}

MAKERS = (
    "author", "editor", "translator", "organization", "institution", "publisher", "howpublished",
    "editora", "editorb", "editorc", "shortauthor", "bookauthor", "authority", "holder",
)  # fmt: skip
# A date may be a year, or the word that stands for one. What is only read on a screen may go by the
# day on which it was seen.
PRINTED_DATES = ("date", "year", "issued", "pubstate")
DATES = (*PRINTED_DATES, "eventdate", "urldate")
WRITERS = ("author", "editor", "translator", "organization", "institution", "shortauthor")
HOSTS = ("booktitle", "maintitle")

# What each type must say: for each thing the fields that can say it, the usual one first.
NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "article": (
        WRITERS, ("title",), ("journaltitle", "journalsubtitle", "eprint"), PRINTED_DATES,
    ),
    "book": (MAKERS, ("title",), PRINTED_DATES),
    "incollection": (WRITERS, ("title",), HOSTS, PRINTED_DATES),
    "inreference": (("title",), HOSTS, DATES),
    "inproceedings": (
        WRITERS, ("title",), ("booktitle", "eventtitle", "maintitle"),
        (*PRINTED_DATES, "eventdate"),
    ),
    "inbook": (MAKERS, ("title", "chapter"), PRINTED_DATES),
    "thesis": (("author",), ("title",), ("institution", "publisher"), PRINTED_DATES),
    "report": (MAKERS, ("title",), DATES),
    "unpublished": (("author", "editor"), ("title",)),
    "proceedings": (("title", "booktitle"), PRINTED_DATES),
    "online": (("title", "url"), ("url", "doi", "eprint", "howpublished", "note", "pubstate")),
}  # fmt: skip
SAME = {
    "mvbook": "book", "collection": "book", "mvcollection": "book", "reference": "book",
    "conference": "inproceedings", "bookinbook": "incollection",
    "suppbook": "inbook", "suppcollection": "inbook", "mvproceedings": "proceedings",
    "phdthesis": "thesis", "mastersthesis": "thesis", "bathesis": "thesis",
    "techreport": "report", "electronic": "online", "www": "online", "webpage": "online",
}  # fmt: skip
TITLE_ALONE = (
    "misc", "booklet", "manual", "patent", "dataset", "software", "legal", "legislation",
    "jurisdiction", "standard", "movie", "video", "music", "audio", "image", "artwork",
    "performance", "letter", "review", "commentary", "periodical", "suppperiodical",
    # Types of other styles: biblatex-apa, -chicago, -software, -archaeology.
    "constitution", "legmaterial", "legadminmaterial", "nameonly", "newsarticle", "newspaper",
    "softwareversion", "softwaremodule", "codefragment", "archive", "unpublishedletter", "map",
    "bibleversion", "hearing", "presentation", "podcast", "interview", "blogpost", "entry",
)  # fmt: skip
# Types that are no works of their own.
HELPERS = ("xdata", "set", "bibnote", "customa", "customb", "customc", "customd", "custome",
           "customf")  # fmt: skip

KNOWN = {*NEEDS, *SAME, *TITLE_ALONE, *HELPERS}


def kind_of(work: Work) -> str:
    """Return the type of an entry, BibTeX's names and biblatex's finer ones as the common one."""
    return SAME.get(work.type, work.type)


def missing(work: Work, bibliography: Bibliography) -> Iterator[str]:
    """Yield what an entry must say and does not: the usual field for it."""
    needs = NEEDS.get(kind_of(work))
    if needs is None and work.type in TITLE_ALONE:
        needs = (("title", "subtitle", "maintitle", "booktitle", "type", "howpublished", "number"),)
    fields = said(work, bibliography)
    for names in needs or ():
        if names is WRITERS and kind_of(work) == "article" and in_newspaper(work):
            continue  # what an editor wrote for the paper is not signed
        if not any(name in fields for name in names):
            yield names[0]


def in_newspaper(work: Work) -> bool:
    """Tell whether an article stands in a newspaper or magazine: it is known by its day."""
    if work.value("entrysubtype").lower() in ("newspaper", "magazine"):
        return True
    day = DAY.search(work.value("date")) or work.value("day")
    return bool(day) and not (work.value("volume") or work.value("doi"))


def type_place(work: Work, source: Source) -> Place:
    """Return where the type of an entry stands, with its `@`."""
    start = source.offset(work.place.line, work.place.column)
    typed = TYPE.match(source.text, start)
    return source.place(start, typed.end() if typed else start + 1)


def said(work: Work, bibliography: Bibliography, seen: frozenset[str] = frozenset()) -> set[str]:
    """Return the names of the fields that an entry has or inherits, aliases resolved."""
    own = {
        ALIASES.get(name, name) for name, field in work.fields.items() if field.value.strip("{} ")
    }
    for name in ("xdata", "crossref"):
        if name not in work.fields:
            continue
        for key in (one.strip() for one in work.value(name).split(",")):
            parent = bibliography.works.get(key)
            if parent is None or key in seen or len(seen) > GENERATIONS:
                continue
            given = said(parent, bibliography, seen | {work.key})
            if name == "crossref" and "title" in given and work.type != parent.type:
                # biblatex, appendix B: the title of the whole is the part's booktitle.
                given = given - {"title"} | {"booktitle", "maintitle", "journaltitle"}
            own |= given
    return own
