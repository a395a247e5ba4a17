"""Types of entries, what each must say, and the names under which it may say it.

Types and fields: the biblatex manual, 2.1 and 2.2 (https://ctan.org/pkg/biblatex), and BibTeX's
btxdoc. Only what a reader needs to find the work is called for: biblatex asks for more.
"""

from __future__ import annotations

from collections.abc import Iterator

from recto.model import Bibliography, Work

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
# A date may be a year, or the word that stands for one.
DATES = ("date", "year", "issued", "pubstate", "eventdate", "urldate")
WRITERS = ("author", "editor", "translator", "organization", "institution", "shortauthor")

# What each type must say: for each thing the fields that can say it, the usual one first.
NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "article": (WRITERS, ("title",), ("journaltitle", "journalsubtitle", "eprint"), DATES),
    "book": (MAKERS, ("title",), DATES),
    "incollection": (WRITERS, ("title",), ("booktitle", "maintitle"), DATES),
    "inproceedings": (WRITERS, ("title",), ("booktitle", "eventtitle", "maintitle"), DATES),
    "inbook": (MAKERS, ("title", "chapter"), DATES),
    "thesis": (("author",), ("title",), ("institution", "publisher"), DATES),
    "report": (MAKERS, ("title",), DATES),
    "unpublished": (("author", "editor"), ("title",)),
    "proceedings": (("title", "booktitle"), DATES),
    "online": (("title", "url"), ("url", "doi", "eprint", "howpublished", "note", "pubstate")),
}
SAME = {
    "mvbook": "book", "collection": "book", "mvcollection": "book", "reference": "book",
    "conference": "inproceedings", "bookinbook": "incollection", "inreference": "incollection",
    "suppbook": "inbook", "suppcollection": "inbook", "mvproceedings": "proceedings",
    "phdthesis": "thesis", "mastersthesis": "thesis", "bathesis": "thesis",
    "techreport": "report", "electronic": "online", "www": "online", "webpage": "online",
}  # fmt: skip
TITLE_ALONE = (
    "misc", "booklet", "manual", "patent", "dataset", "software", "legal", "legislation",
    "jurisdiction", "standard", "movie", "video", "music", "audio", "image", "artwork",
    "performance", "letter", "review", "commentary", "periodical", "suppperiodical",
)  # fmt: skip
# Types that are no works of their own.
HELPERS = ("xdata", "set", "bibnote", "customa", "customb", "customc", "customd", "custome",
           "customf")  # fmt: skip

KNOWN = {*NEEDS, *SAME, *TITLE_ALONE, *HELPERS}


def missing(work: Work, bibliography: Bibliography) -> Iterator[str]:
    """Yield what an entry must say and does not: the usual field for it."""
    needs = NEEDS.get(SAME.get(work.type, work.type))
    if needs is None and work.type in TITLE_ALONE:
        needs = (("title", "subtitle", "maintitle", "booktitle", "type", "howpublished", "number"),)
    fields = said(work, bibliography)
    for names in needs or ():
        if not any(name in fields for name in names):
            yield names[0]


def said(work: Work, bibliography: Bibliography, seen: frozenset[str] = frozenset()) -> set[str]:
    """Return the names of the fields that an entry has or inherits, aliases resolved."""
    own = {
        ALIASES.get(name, name) for name, field in work.fields.items() if field.value.strip("{} ")
    }
    for name in ("xdata", "crossref"):
        for key in (one.strip() for one in work.value(name).split(",")):
            parent = bibliography.works.get(key)
            if parent is None or key in seen:
                continue
            given = said(parent, bibliography, seen | {work.key})
            if name == "crossref" and "title" in given and work.type != parent.type:
                # biblatex, appendix B: the title of the whole is the part's booktitle.
                given = given - {"title"} | {"booktitle", "maintitle", "journaltitle"}
            own |= given
    return own
