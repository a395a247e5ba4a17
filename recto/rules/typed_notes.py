"""Sources that are typed as prose where the paper cites by keys, or by name and year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from recto.model import Finding, Paper, Source
from recto.rules._houses import houses_of
from recto.rules._known_works import known_works
from recto.rules._listed import listed
from recto.rules._note_forms import Reference, families
from recto.rules._note_patterns import AND, NAME, PAGES, compiled
from recto.rules._note_shape import ADDRESS, KEYED, QUOTED, TITLE, note_texts, shape_of
from recto.rules._plain_works import keyed, plain_works
from recto.rules._rule import fault, rule
from recto.rules._verbatim import paragraph_span, text_of

OF_NOTES = re.compile(r"<style\b[^>]*\bclass=\"note\"")
CODE_HOSTS = re.compile(
    r"(?i)//(?:www\.)?(?:github|gitlab|bitbucket|codeberg|cran\.r-project|pypi)\b"
)


@rule("warning")
def plain_text_known_work(paper: Paper) -> Iterator[Finding]:
    """A work of the bibliography is cited as plain text

    What it finds: a note that names, in typed words, a work that has an entry, in full
    (`Ann Smith, *Bridges* (London: Harbour, 2016), 25`) or in short (`Smith, *Bridges*, 25`). Only
    where the paper cites by keys at all.

    Why it matters: typed words are no citation. They keep their form when the style changes, they
    do not follow the entry when it is corrected, and the proof cannot account for them.

    Example: `[^9]: Ann Smith, *Bridges* (London: Harbour, 2016), 25.`, where `smith2016` is an
    entry.

    Instead: `[^9]: [@smith2016, 25].`
    """
    if not keyed(paper):
        return
    for plain in plain_works(paper):
        if plain.work:
            key = plain.work.key
            yield fault(
                f"`{_called(plain.reference)}` is typed, and is `{key}` of the bibliography",
                plain.reference.place,
                f"cite it by its key: `[@{key}]`, with its page",
                ((plain.work.key_place, "its entry"),),
            )


@rule("warning")
def plain_text_unknown_work(paper: Paper) -> Iterator[Finding]:
    """A published work is cited as plain text and has no entry

    What it finds: a note that gives a work in full, with its author and its year or place in
    brackets, in a paper that cites most of its works by keys, where the bibliography lacks it.
    Documents of archives, newspapers and web pages are passed over: they often stand in notes only.

    Why it matters: the work is missing from the printed bibliography, and from what the proof
    accounts for.

    Example: `[^9]: Ann Smith, *Bridges* (London: Harbour, 2016), 25.`, where others cite keys.

    Instead: make an entry of it and cite that: `[^9]: [@smith2016, 25].`
    """
    unknown = [
        plain
        for plain in plain_works(paper)
        if plain.work is None and plain.reference.persons and _in_brackets(plain.reference)
    ]
    first = {plain.reference.words: plain for plain in reversed(unknown)}
    if keyed(paper) < OTHERWISE_KEYED * len(first):
        return
    for plain in reversed(first.values()):
        yield fault(
            f"`{_called(plain.reference)}` is typed, and has no entry in the bibliography",
            plain.reference.place,
            "make an entry of it, and cite it by its key",
        )


@rule("warning")
def bare_url_note(paper: Paper) -> Iterator[Finding]:
    """A source is given as an address only

    What it finds: a note that holds nothing but an address, or several, with no more than "See",
    "Available at" or a day of access beside it. In a paper that cites by name and year or by
    numbers, home pages and addresses of program code are passed over.

    Why it matters: addresses die. Who wrote the page, what it is called and when it was published
    is what a reader needs to find it again.

    Example: `[^9]: https://www.mod.go.jp/en/j-us-alliance/joint-declaration/index.html`

    Instead: name author, title, publisher and date, or make an entry and cite its key.
    """
    of_notes = is_of_notes(paper)
    for note in note_texts(paper):
        if (
            ADDRESS not in note.shape
            or re.search(TITLE, note.shape)
            or not _only_address(note.shape)
        ):
            continue
        start = note.shape.index(ADDRESS)
        end = re.compile(f"{ADDRESS}+").match(note.shape, start).end()  # type: ignore[union-attr]
        address = note.text[start:end].strip("<>")
        if not of_notes and (CODE_HOSTS.search(address) or _is_home(address)):
            continue
        yield fault(
            f"note {note.note.number} is an address only",
            note.place(start, end),
            "say who wrote the page, what it is called and when it was published",
        )


@rule("warning")
def author_date_in_notes_paper(paper: Paper) -> Iterator[Finding]:
    """A source is given by name and year in a paper with notes

    What it finds: `(Smith 2010, 25)`, `(see Smith and Jones 2010)` or `Smith (2010, 25)` in the
    text or a note of a paper whose style cites in notes. Without a page and a second name it is
    found only where a work of that author is known. Quoted words may cite as they like.

    Why it matters: the reader finds no such list of names and years here; the citation was left
    from an earlier version, or came in with a passage from another paper.

    Example: `The statue was not moved (Smith 2010, 25).`

    Instead: `The statue was not moved.[^9]`, and `[^9]: [@smith2010, 25].`
    """
    if not is_of_notes(paper):
        return
    for source in paper.manuscript.sources:
        if source.path.endswith(".yaml"):
            continue
        for match in _dated_names(text_of(source)):
            name = match["name"] or match["teller"]
            sure = match["pages"] or match["more"] or match["told"]
            known = not sure and _is_known(paper, name, match["year"], bool(match["teller"]))
            no_author = compiled(NO_AUTHOR).search(name)
            if no_author or not (sure or known) or _is_quoted(source, match.start()):
                continue
            yield fault(
                f"`{' '.join(match[0].split())}` cites by name and year in a paper with notes",
                source.place(match.start(), match.end()),
                "make a note of it, and cite the work by its key",
            )


@rule("info", houses=("author-date",))
def note_only_cites(paper: Paper) -> Iterator[Finding]:
    """A note only cites, where sources stand in the text

    What it finds: in a paper whose style cites by name and year or by numbers, a note that holds
    nothing but keyed citations.

    Why it matters: such a style has its sources in the text; notes are for what is said beside it.

    Example: `[^9]: [@smith2016, 25].`

    Instead: `The statue was not moved [@smith2016, 25].`
    """
    for note in paper.manuscript.notes:
        if note.origin != "typed" or not note.citations:
            continue
        if re.fullmatch(r"\s*(?:\[[^\[\]]*@[^\[\]]*\][\s.;]*)+", note.typed):
            yield fault(
                f"note {note.number} only cites",
                note.citations[0].place or note.place,
                f"cite in the text, where `[^{note.label}]` stands",
            )


def _called(reference: Reference) -> str:
    name = reference.persons[0][0] + ", " if reference.persons else ""
    title = reference.title_text
    return (
        name + (title if len(title) <= 60 else f"{title[:57].rstrip()} …") if title else name[:-2]
    )


def _in_brackets(reference: Reference) -> bool:
    """Tell whether a bracket holds a year: that of a publisher, or of the number of a journal."""
    text = reference.note.text[reference.start : reference.end]
    return re.search(r"\([^()]*(?:1[4-9]|20)\d\d[a-z]?\)", text) is not None


@lru_cache(maxsize=8)
def _is_note_style(style: Path) -> bool:
    if not style.is_file():
        return True
    return OF_NOTES.search(style.read_text("utf-8", errors="replace")[:4000]) is not None


def is_of_notes(paper: Paper) -> bool:
    """Tell whether a paper cites in notes."""
    return "author-date" not in houses_of(paper) and _is_note_style(paper.style)


def _only_address(shape: str) -> bool:
    """Tell whether a note has no words beside an address but those that lead to it."""
    words = re.findall(r"[^\W\d_]+", shape)
    return len(words) < 12 and all(word.lower() in BESIDE for word in words)


def _is_home(address: str) -> bool:
    return "/" not in address.partition("://")[2].rstrip("/")


# So many keyed citations for each typed work say that the paper means to cite by keys.
OTHERWISE_KEYED = 3
# What may stand beside an address that is all that a note says.
BESIDE = listed(
    "see also source sources available online at url urls cf from website web site link via siehe "
    "unter voir vedi véase retrieved last accessed visited viewed on and in et und consulté le "
    "abgerufen am zugriff stand access date here the page homepage st nd rd th jan january feb "
    "february mar march apr april may jun june jul july aug august sep sept september oct october "
    "nov november dec december januar februar märz mai juni juli oktober dezember janvier février "
    "mars avril juin juillet août septembre octobre novembre décembre"
)
MONTHS = (
    r"jan\w*|feb\w*|march|mar|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*|spring|"
    r"summer|autumn|fall|winter|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|"
    r"mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|"
    r"mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
)
NO_AUTHOR = (
    rf"(?i)\b(?:{MONTHS}|act|law|constitution|treaty|resolution|convention|code|order|directive|"
    r"regulation|census|survey|olympics?|cup|figures?|fig|tables?|version|since|until|before|after|"
    r"from|war|edition|vol|volume|no|number|page|chapter|section|article|part|agreement|summit|"
    r"press|university|sons|publish\w+|books|verlag|éditions|conference|declaration|charter|protocol|amendment|statute|guidelines|ce|bce|ad|bc)\b"
)


def _dated_names(text: str) -> Iterator[re.Match[str]]:
    """Yield every bracket with a name and a year, and every name before a bracket with a year."""
    last = -1
    for year in compiled(r"(?:19|20)\d\d[a-z]?[,:;)]").finditer(text):
        at = text.rfind("(", max(year.start() - 160, 0), year.start())
        if at <= last or ")" in text[at : year.start()]:
            continue
        last = at
        begin = max(at - 50, 0)
        near = _author_date().finditer(text, begin, min(year.end() + 60, len(text)))
        match = next((one for one in near if one.start() <= at < one.end()), None)
        if match:
            yield match


@cache
def _author_date() -> re.Pattern[str]:
    many = rf"(?P<more>,?\s+{AND}\s+{NAME}|,?\s+et\s+al\.)?"
    year = r"(?:19|20)\d\d[a-z]?"
    pages = rf"(?P<pages>(?:,\s*|:\s*){PAGES})?"
    within = (
        rf"\((?:(?:see(?: also)?|cf\.?|e\.g\.,?|for example,?|but see|pace)\s+)?"
        rf"(?P<name>{NAME}){many},?\s+{year}{pages}(?:;[^()]*)?\)"
    )
    told = (
        rf"(?<![\w’'-])(?P<teller>[A-Z][\w’'-]+)(?:\s+{AND}\s+[A-Z][\w’'-]+|\s+et\s+al\.)?\s+"
        rf"\((?P<year>{year})(?P<told>(?:,\s*|:\s*){PAGES})?\)"
    )
    return re.compile(rf"{within}|{told}")


def _is_known(paper: Paper, name: str, year: str | None, told: bool) -> bool:
    """Tell whether a work of an author is known; `Smith (2010)` may be talk, and needs its year."""
    for family in families(name):
        works = known_works(paper).by_family.get(family, ())
        if not told and works:
            return True
        for known in works:
            dates = known.reference.years if known.reference else frozenset()
            date = known.work.value("date") or known.work.value("year") if known.work else ""
            if year and (year in dates or date[:4] == year[:4]):
                return True
    return False


def _is_quoted(source: Source, at: int) -> bool:
    """Tell whether a bracket stands in quoted words, or behind a title that it belongs to."""
    start, end = paragraph_span(source, at)
    if source.text[max(start, at - 2) : at].rstrip()[-1:] in ("*", "_", "”", '"', "»"):
        return True
    kind, first, shape = _paragraph(source, start, end)
    # In a note that names a work "(Springer and Sons 1985)" is its publisher.
    return (
        kind == "quoted" or (kind == "note" and first < at) or shape[at - start] in (QUOTED, KEYED)
    )


@lru_cache(maxsize=8)
def _paragraph(source: Source, start: int, end: int) -> tuple[str, int, str]:
    """Return what a paragraph is, where its first title or quoted words begin, and its shape."""
    paragraph = source.text[start:end]
    head = paragraph.lstrip()
    kind = "quoted" if head.startswith(">") else "note" if head.startswith("[^") else "text"
    titled = compiled(r"[*_“”\"«„]").search(paragraph)
    return kind, start + titled.start() if titled else end, shape_of(paragraph, paragraph)
