"""Titles: how they end, what they are wrapped in, and what is no title at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.model import Field, Finding, Paper, Work
from recto.rules._houses import houses_of
from recto.rules._printed import HOSTS, JOURNALS, NAMED, TITLES, instead, matching, spot
from recto.rules._rule import fault, rule
from recto.rules._written import folded

# A last word that ends with a stop of its own.
ABBREVIATED = (
    r"(?:^|[\s(.,/'’-])(?:\w|[^\W\d_]{2,3}|[^\W\d_]*\.[^\W\d_]+|etc|vols?|esqs?|inc|corp|ltd|publ|"
    r"bros|assn|assoc|dept|univ|depts?|eds?|trans|dist|govt|proc|sept|intl?|natl?|mass|conn|penn|"
    r"calif|wash|tenn|minn|bull|phys|chem|math|lett|appl|[^aeiouyäöüàâéèêëíîïóôúûæœ\W\d]{2,5})\.$"
)
# Short last words of journals and publishers that are no abbreviations.
WHOLE = ("press.", "books.", "house.", "times.", "world.", "today.", "asia.", "china.", "japan.",
         "korea.", "group.", "sons.", "law.", "art.", "arts.", "policy.", "review.")  # fmt: skip
PAIRS = {"“": "”", "„": "“”", "«": "»", "»": "«", "‘": "’", "‚": "‘", "”": "”", "「": "」",
         "『": "』", '"': '"', "‹": "›"}  # fmt: skip
RETRACTED = (
    r"^[\s{\[(*]*(?i:retracted|withdrawn)(?:\s+(?i:article|paper|chapter))?[\s}*]*[:\])–—]"
    r"|^[\s{]*RETRACTED\b|[\[(]\s*(?i:retracted|withdrawn)(?:\s+(?i:article|paper))?\s*[\])]"
    r"|[-–—:]\s*(?i:retracted)[\s.}]*$"
)
NO_TITLE = (
    r"[\[(<{]*(?:to\s?do|tbd|tba|tbc|tk|fix\s?me|x{3,}|\?+|\.{3}|…|-{1,3}|title|the title|"
    r"(?:insert|add|your|some|the|full|working|missing|unknown)\s+(?:\w+\s+)?title(?:\s+here)?|"
    r"title\s+(?:here|goes here|missing|unknown|to come|tbd|tba)|title of (?:the )?(?:paper|"
    r"article|book|chapter|work)|(?:journal|book|article|publisher)(?:\s?title|\s+name)?(?:\s+here"
    r")?|lorem ipsum.*|place\s?holder.*|asdf\w*|foo(?:\s?bar)?|blah.*|n\s?/\s?a|null|undefined|nan"
    r"|unknown|no title|check|citation needed)[\])>}.!]*"
)
# What is a title of many a real book or journal, and a placeholder only if nothing else.
REAL = re.compile(r"(?:Book|Journal|Article|Publisher|Check|Unknown|Title|Foo|[Tt][Kk])\b")
ADDRESS = r"(?i)\b(?:https?|ftp)://\S+|\bwww\.[\w-]+\.\w\S*|\b(?:doi:\s*|doi\.org/)10\.\d{4,}\S*"
CUT = r"(?:^|\s)(?:of|the|and|an|de|du|des|und|der|et|della|degli|del)[\s,]*$"
LAST_WORD = r"\s(?:of|on|for|in|the|at|about|and|an|de|du|des|und|der|et|della|degli|del)[\s,}]*$"
CUT_MEETING = (
    r"(?i)\b(?:conference|workshop|symposium|meeting|congress|proceedings|colloquium|forum|school|"
    r"seminar)\s+(?:of|on|for|in|the|at|about|on\s+the|of\s+the)$"
)


@rule("warning")
def title_trailing_period(paper: Paper) -> Iterator[Finding]:
    """A title ends with a mark that is not its own

    What it finds: a title, or the name of a journal, a series or a publisher, that ends with a
    period, a comma, a colon or a semicolon. Abbreviations keep their stop, and so does `...`.

    Why it matters: the style sets the mark that follows; then there are two.

    Example: `title = {The Future of Trilateral Cooperation.}`

    Instead: `title = {The Future of Trilateral Cooperation}`; `check --fix` does it.
    """
    for work, field in matching(paper, NAMED, r"[.,:;]\}*$"):
        value = field.value.rstrip("}")
        mark = value[-1:]
        if mark not in ".,:;" or not mark or len(value) < 2:
            continue
        end = len(value)
        if mark == "." and (value.endswith("..") or _own_stop(field, value)):
            continue
        if mark == ";" and re.search(r"&#?\w+;$", value):
            continue
        yield fault(
            f"the {field.name} of `{work.key}` ends with `{mark}`",
            spot(paper, field, end - 1, end),
            "leave it out: the style sets the mark that follows",
            fix=instead(paper, field, len(value[:-1].rstrip()), end, ""),
        )


@rule("warning")
def title_in_quotes(paper: Paper) -> Iterator[Finding]:
    r"""A title is wrapped in quotation marks

    What it finds: a title that begins with a quotation mark and ends with its partner. A title with
    a quotation in it, or before a `subtitle`, is left alone, and so is `\enquote`.

    Why it matters: the style sets quotation marks around the titles that have them; then there are
    two pairs, and a book has one where it wants italics.

    Example: `title = {“The Future of Trilateral Cooperation”}`

    Instead: `title = {The Future of Trilateral Cooperation}`; `check --fix` does it.
    """
    names = ("title", "booktitle", *JOURNALS)
    for work, field in matching(paper, names, rf"^\{{*[`'{''.join(PAIRS)}]"):
        value = field.value
        bare = value.strip("{}")
        if bare[:1] not in PAIRS and bare[:2] != "``" and bare[:1] not in "`'":
            continue
        if field.name == "title" and "subtitle" in work.fields:
            continue
        if inner := _unquoted(bare):
            at = value.find(bare)
            yield fault(
                f"the {field.name} of `{work.key}` stands in quotation marks",
                field.value_place,
                "leave them out: the style sets them",
                fix=instead(paper, field, at, at + len(bare), inner),
            )


@rule("error")
def title_retracted_mark(paper: Paper) -> Iterator[Finding]:
    """A title says that the work was retracted

    What it finds: "RETRACTED:", "[Retracted]", "WITHDRAWN:" in a title. A work about retractions
    is left alone.

    Why it matters: what was taken back cannot carry an argument.

    Example: `title = {RETRACTED: A Study of Trust}`

    Instead: cite another work; or, if the retraction is the matter, mute this rule and say why.
    """
    names = ("title", "subtitle", "titleaddon")
    for work, field in matching(paper, names, "retracted|withdrawn", re.IGNORECASE):
        if found := re.search(RETRACTED, field.value):
            yield fault(
                f"`{work.key}` says of itself that it was retracted",
                spot(paper, field, *found.span()),
                "cite another work, or mute this rule here if the retraction is what is meant",
            )


@rule("error")
def title_placeholder(paper: Paper) -> Iterator[Finding]:
    """A title is a placeholder

    What it finds: "TODO", "Title here", "???", "xxx" and the like for the title of a work, or for
    the name of its journal or book.

    Why it matters: it is printed.

    Example: `title = {TODO}`

    Instead: the title; where a work has none, a description: `title = {[Letter on the treaty]}`
    """
    for work, field in matching(paper, ("title", *HOSTS), f"^{NO_TITLE}$", re.IGNORECASE):
        value = field.value
        if len(value) < 60 and not _is_real(work, field):
            yield fault(
                f"the {field.name} `{value}` of `{work.key}` is a placeholder",
                field.value_place,
                "write the title that the work has",
            )


@rule("warning")
def title_url(paper: Paper) -> Iterator[Finding]:
    """A title has an address in it

    What it finds: a web address or a DOI in a title or in the name of a journal or a book.

    Why it matters: it is printed as a part of the title, and nobody can follow it.

    Example: `title = {Joint Statement https://www.mofa.go.jp/statement.html}`

    Instead: `title = {Joint Statement}, url = {https://www.mofa.go.jp/statement.html}`
    """
    text = paper.bibliography.source.text.lower()
    if not any(sign in text for sign in ("://", "www.", "doi")):
        return
    names = (*TITLES, *JOURNALS, "publisher", "series")
    for work, field in matching(paper, names, r"://|www\.|doi", re.IGNORECASE):
        if found := re.search(ADDRESS, field.value):
            yield fault(
                f"the {field.name} of `{work.key}` has an address in it",
                spot(paper, field, *found.span()),
                "move it to `doi`" if "10." in found[0] else "move it to `url`",
            )


@rule("warning")
def title_cut_off(paper: Paper) -> Iterator[Finding]:
    """A title breaks off

    What it finds: a title whose last word cannot be the last: "Conference on", "History of the".

    Why it matters: the rest is missing, and no catalogue finds the work.

    Example: `booktitle = {Proceedings of the International Conference on}`

    Instead: `booktitle = {Proceedings of the International Conference on Security}`
    """
    names = ("title", "subtitle", "booktitle", *JOURNALS)
    for work, field in matching(paper, names, LAST_WORD, re.IGNORECASE):
        value = field.value.rstrip("} ")
        found = re.search(CUT_MEETING, value) if field.name == "booktitle" else None
        found = found or re.search(CUT, value)
        if found and len(value.split()) > 2:
            start = value.rindex(" ") + 1
            yield fault(
                f"the {field.name} of `{work.key}` breaks off after `{value[start:]}`",
                spot(paper, field, start, len(value)),
                "look the title up: its end is missing",
            )


@rule("warning")
def shorttitle_ambiguous(paper: Paper) -> Iterator[Finding]:
    """Two works of one author have the same short title

    What it finds: two cited works with the same authors and the same short title: the `shorttitle`,
    or what stands before the colon of the title. Papers that cite by year are left alone.

    Why it matters: after the first note both are cited by it, and the reader cannot tell them
    apart.

    Example: `shorttitle = {Trilateralism}` in two entries of one author

    Instead: `shorttitle = {Trilateralism Revisited}` in one of them.
    """
    if "author-date" in houses_of(paper):
        return
    cited = {citation.key for citation in paper.manuscript.citations}
    seen: dict[tuple[tuple[str, ...], str], Work] = {}
    for work in paper.bibliography.works.values():
        if work.key not in cited or work.mended:
            continue
        title = work.value("title")
        people = work.persons.get("author") or work.persons.get("editor") or ()
        if not people or not title:
            continue
        short = work.value("shorttitle") or title.partition(":")[0]
        names = tuple(f"{one.prefix} {one.family} {one.given[:1]}".casefold() for one in people)
        first = seen.setdefault((names, folded(short)), work)
        if first is work or folded(first.value("title")) == folded(title):
            continue  # one work twice, or two editions of it, is another rule's
        field = work.fields.get("shorttitle") or work.fields["title"]
        other = first.fields.get("shorttitle") or first.fields["title"]
        shown = short.strip("{}")
        yield fault(
            f"`{work.key}` and `{first.key}` have one author and one short title, `{shown}`",
            field.value_place,
            "give one of the two a `shorttitle` of its own",
            ((other.value_place, "the other one"),),
        )


def _own_stop(field: Field, value: str) -> bool:
    """Tell whether the stop at the end belongs to an abbreviation."""
    if re.search(ABBREVIATED, value[-40:], re.IGNORECASE):
        return True
    # J. Exp. Psychol. and Pacific Rev. are abbreviated in every word that is long.
    if field.name in (*JOURNALS, "series", "booktitle") and value.count(".") > 1:
        return True
    last = re.split(r"[\s-]", value)[-1]
    if field.name in ("title", "subtitle", "booktitle") or last.lower() in WHOLE:
        return False
    return len(last) < 7


def _unquoted(bare: str) -> str:
    """Return what stands inside quotation marks that wrap a whole value, empty if none do."""
    if bare.startswith("``") and bare.endswith(("''", '"')):
        inner = bare[2:].removesuffix("''").removesuffix('"')
        return inner if "''" not in inner else ""
    if bare[:1] in "`'" and bare[-1:] == "'" and len(bare) > 3:
        inner = bare[1:-1]
        # ’Tis the Season of the Sailors’ has two apostrophes.
        if bare[0] == "'" and inner.endswith("s"):
            return ""
        return inner if not re.search(r"[`]|(?<!\w)'|'(?!\w)", inner) else ""
    closing = PAIRS.get(bare[:1], "")
    inner = bare[1:-1]
    if len(bare) < 4 or not closing or bare[-1] not in closing:
        return ""
    if bare[0] == "‘" and re.search(r"’(?!\w)", inner):
        return ""
    wrapped = bare[0] == "‘" or not any(sign in inner for sign in {bare[0], bare[-1]})
    return inner if wrapped else ""


def _is_real(work: Work, field: Field) -> bool:
    """Tell whether a title that looks like a placeholder may be the work's own."""
    bare = field.value.strip("[](){}<> .!")
    if field.value.strip("{}") != bare or not REAL.fullmatch(bare):
        return False
    if bare in ("Title", "Book", "Journal", "Article", "Publisher", "Foo"):
        return False
    return any(name in work.fields for name in ("isbn", "issn", "doi", "publisher", "issue"))
