"""The names of fields, and which of them was meant.

Fields: the biblatex manual, 2.2 (https://ctan.org/pkg/biblatex), BibTeX's btxdoc, and what the
managers of references and the databases write besides. Only a name that is nearly one that styles
print is a slip: everybody may have fields of his own.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from recto.model import Paper, Work
from recto.rules._once import once


def _words(text: str) -> list[str]:
    return text.split()


# What a style may print or needs: the names that a slip of the pen is measured by.
PRINTED = frozenset(
    _words("""
    abstract addendum address afterword annotation annotator annote archiveprefix author
    authortype bookauthor bookpagination booksubtitle booktitle booktitleaddon chapter
    commentator crossref date doi edition editor editora editorb editorc editortype eid
    entrysubtype eprint eprintclass eprinttype eventdate eventtitle eventtitleaddon foreword
    holder howpublished institution introduction isan isbn ismn isrn issn iswc issue
    issuesubtitle issuetitle
    journal journalsubtitle journaltitle keywords label langid language location mainsubtitle
    maintitle maintitleaddon month note number options organization origdate origlanguage
    origlocation origpublisher origtitle pages pagetotal pagination part primaryclass
    publisher pubstate related relatedtype reprinttitle school series shortauthor shorteditor
    shorthand shortjournal shortseries shorttitle subtitle title titleaddon translator type
    url urldate venue version volume volumes xdata xref year
""")
)
# Names that others know: BibTeX styles, JabRef, Zotero, Mendeley, BibDesk, the databases.
# One with a dash or a digit in it is never a slip.
OTHERS = frozenset(
    _words("""
    accessed acmid adsnote adsurl affiliation articleno arxiv arxivid asin assignee bibsource
    bibtexkey biburl bookpages booktitleabbr callnumber citation city clonesource code coden
    collaboration comment comments contents copyright country creationdate crossreference
    custom day dayfiled db dimensions document edate editoratype editorbtype editorctype eissn
    entryset epub event eventlocation eventplace eventyear execute extra file filename files
    fjournal funding gender genre gps group groups hyphenation ids indexsorttitle indextitle
    issued journalabbr keyword labeltitle lang lastchecked lccn library licence license link
    links lista listb listc listd liste listf localfile medium mesh modificationdate
    monthfiled mrclass mrnumber mrreviewer namea nameaddon nameatype nameb namebtype namec
    namectype nationality nihms nlmuniqueid numpages oclc opacurl owner pageabbr pdf pii place
    pmc pmcid pmid presort printed priority publicationtype publisherplace qualityassured rank
    ranking rating read readstatus refsection relatedoptions relatedstring repository review
    reviewer revision rights scale section sentelink shorthandintro shorthandwidth sid size
    slaccitation sn sortkey sortname sortshorthand sorttitle sortyear source sourcetitle
    status subject supertitle tag tags tc thesistype timestamp titletranslation translatortype
    uniqueid urn us usera userb userc userd usere userf username ut verba verbb verbc video
    website wos xeditor yearfiled zbl zblnumber zmnumber
""")
)
# What is often written, and is too short or too far away to be found by its letters.
SLIPS = {
    "vol": "volume", "no": "number", "nr": "number", "num": "number", "pp": "pages",
    "pg": "pages", "page": "pages", "authors": "author", "editors": "editor", "ed": "edition",
    "jour": "journal", "jnl": "journal", "pub": "publisher", "publ": "publisher",
    "eds": "editor", "yr": "year", "yeer": "year", "adress": "address", "isnb": "isbn",
    "inst": "institution", "titel": "title", "jurnal": "journal",
    "translators": "translator", "notes": "note",
}  # fmt: skip
# More entries with the same odd name are a habit, not a slip.
HABIT = 3


@once
def misspelt(paper: Paper) -> dict[str, dict[str, str]]:
    """Return the fields whose names are slips, by key and name, each with what was meant."""
    bibliography = paper.bibliography
    odd = [
        (work, name)
        for work in bibliography.works.values()
        for name in work.fields
        if name not in PRINTED and name not in OTHERS
    ]
    often = Counter(name for _, name in odd)
    found: dict[str, dict[str, str]] = {}
    for work, name in odd:
        meant = meant_by(name) if often[name] <= HABIT else ""
        # Beside the right field a name of one's own may be meant; a slip that is known is a slip.
        if meant and (name in SLIPS or _slips(name, meant) == 1 or not _has(work, meant)):
            found.setdefault(work.key, {})[name] = meant
    return found


@lru_cache(maxsize=1024)
def meant_by(name: str) -> str:
    """Return the printed field that an unknown name was probably meant for, empty if none."""
    if name in SLIPS:
        return SLIPS[name]
    if len(name) < 3 or len(name) > 25 or not name.isalpha():
        return ""
    from recto.tools.likeness import nearest

    near = nearest(name, PRINTED) or ""
    # One letter in a short name, two in a long one: `lending` is no `landing`.
    return near if near and _slips(name, near) <= (1 if len(name) < 7 else 2) else ""


def _has(work: Work, name: str) -> bool:
    same = {"journal": "journaltitle", "address": "location", "year": "date"}
    names = {name, same.get(name, name), *(one for one, other in same.items() if other == name)}
    return any(work.value(one) for one in names)


def _slips(one: str, two: str) -> int:
    """Return how many letters are wrong, missing, too many, or changed places."""
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        following = [i]
        for j, b in enumerate(two, 1):
            cost = min(row[j] + 1, following[-1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        before, row = row, following
    return row[-1]
