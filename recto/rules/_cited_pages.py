"""Every page that the paper cites: in a citation, in the words beside it, in a typed note."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from recto.model import Citation, Note, Paper, Place, Work
from recto.rules._known_works import known_works
from recto.rules._note_forms import references
from recto.rules._note_shape import NoteText, note_texts
from recto.rules._once import once
from recto.rules._ranges import Range, read_ranges

# What citeproc calls a page, in the languages that papers come in.
PAGE_WORDS = {
    "", "page", "pages", "p.", "pp.", "seite", "seiten", "s.", "página", "páginas", "pagina",
    "pagine", "pagina’s", "sida", "sidor", "side", "sider", "strona", "strony", "стр.",
}  # fmt: skip


@dataclass(frozen=True)
class CitedPage:
    """A page or range of pages of a work, and where it is typed. ``label`` is "page" or another."""

    work: Work
    range: Range
    place: Place
    label: str = "page"


@once
def cited_pages(paper: Paper) -> tuple[CitedPage, ...]:
    """Return every cited page of a work that is known, in the order of the notes."""
    return (*_keyed(paper), *_typed(paper))


def _keyed(paper: Paper) -> Iterator[CitedPage]:
    sources = paper.sources
    # In the text, what stands behind a citation is the sentence.
    typed = {note.id for note in paper.manuscript.notes if note.origin in ("typed", "inline")}
    for citation in paper.manuscript.citations:
        work, place = paper.bibliography.works.get(citation.key), citation.place
        if work is None or place is None:
            continue
        source = sources[place.file]
        at = source.offset(place.end_line, place.end_column)
        behind = source.text[at : at + 80] if citation.note in typed else ""
        label, words = _words(citation, behind)
        for cited in read_ranges(_bare(words)):
            found = _typed_as(cited).search(source.text, at, at + 200)
            spot = source.place(*found.span()) if found else place
            yield CitedPage(work, cited, spot, label)


def _words(citation: Citation, behind: str) -> tuple[str, str]:
    """Return what a citation points at: its label, and the words of its locator."""
    if locator := citation.locator:
        label = locator.label.lower()
        return "page" if label in PAGE_WORDS else label, locator.value
    if citation.suffix:
        found = _forms()["suffix"].match(citation.suffix)
        return "page", (found["page"] or found["roman"]) if found else ""
    # "@soeya2016, 45" in a note, and "[@soeya2016], 45".
    found = _forms()["behind"].match(behind)
    return "page", found["page"] if found else ""


def _bare(words: str) -> str:
    """Return a locator without what is said about it: 25ff., 25 (my emphasis), p25."""
    words = _forms()["remark"].split(words)[0]
    return _forms()["following"].sub("", re.sub(r"(?<!\w)pp?\.?\s*(?=\d)", "", words))


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    page = r"(?P<page>\d+(?:\s*[-–—]+\s*\d+)?)"
    roman = r"(?P<roman>[ivxl]{2,}(?:\s*[-–—]+\s*[ivxl]{2,})?)"
    return {
        "suffix": re.compile(
            r"[,:;\s]*(?:(?:esp(?:ecially|\.)|at|on|see|here|bes\.|notamment)\s+)?"
            rf"(?:p(?:p|gs?|ages?)?\.?|Pp?\.|S\.|Seiten?|:)?\s*(?:{page}|{roman})"
            r"(?![\w/])(?!\s+[A-Za-z])"
        ),
        "behind": re.compile(rf"\]?,\s+(?:pp?\.\s*)?{page}(?=[.,;)\]](?!\d)|\s*\Z)"),
        "head": re.compile(
            r"(?:(?:see|cf|vgl|siehe|voir)\b[.,]?\s+)*[*_]?(?:ib(?:id(?:em)?)?|ebd|ebenda)\b",
            re.IGNORECASE,
        ),
        "remark": re.compile(r"[(\[{]|\b(?:note|n|fn|fig|table)\b"),
        "following": re.compile(r"(?<=\d)\s*(?:ff?|sqq?|et seq)\b\.?"),
        "ibid": re.compile(rf"[.*_\s]*,?\s*(?:at\s+)?(?:pp?\.\s*)?{page}(?=[.,;]|\s*\Z)"),
    }


@cache
def _typed_as(cited: Range) -> re.Pattern[str]:
    """Return how a range may be typed: with any dash, with spaces, with TeX's dashes."""
    ends = re.split(r"[-‐‑‒–—−]+|\s+to\s+", cited.text)
    dash = r"\s*(?:[-‐‑‒–—−]+|\bto\b)\s*"
    words = dash.join(re.escape(end.strip()) for end in ends)
    return re.compile(rf"(?<!\w){words}|(?<!\d){words}(?!\d)")


def _typed(paper: Paper) -> Iterator[CitedPage]:
    """Yield the pages of typed short forms whose work has an entry, and of typed "Ibid."."""
    by_note: dict[str, set[str]] = {}
    for one in references(paper):
        works = known_works(paper)  # asked for here: a paper without typed notes needs none
        known = works.by_persons(one)
        if one.words:
            known = tuple(each for each in known if each.fits(one.words))
        entries = {each.work.key: each.work for each in known if each.work}
        by_note.setdefault(one.note.note.id, set()).update(entries)
        if len(entries) != 1 or not one.pages:
            continue
        (work,) = entries.values()
        start = one.note.text.find(one.pages, one.title[1] if one.title else one.start)
        yield from _ranges(one.note, work, one.pages, max(start, 0))
    yield from _ibids(paper, by_note)


def _ranges(note: NoteText, work: Work, words: str, start: int) -> Iterator[CitedPage]:
    if re.search(r"[:.]\d|vol|Bd|ch|n\.|§", words):
        return
    for cited in read_ranges(_bare(words)):
        found = _typed_as(cited).search(note.text, start)
        if found:
            yield CitedPage(work, cited, note.place(*found.span()))


def _ibids(paper: Paper, by_note: dict[str, set[str]]) -> Iterator[CitedPage]:
    texts = {one.note.id: one for one in note_texts(paper)}
    source: str | None = None
    for note in paper.manuscript.notes:
        text = texts.get(note.id)
        ibid = _forms()["head"].match(text.text) if text else None
        if ibid is None or text is None:
            source = _one_work(note, by_note)
            continue
        page = _forms()["ibid"].match(text.text, ibid.end())
        work = paper.bibliography.works.get(source or "")
        if page and work:
            yield from _ranges(text, work, page["page"], page.start("page"))
        if note.citations:
            source = None  # it cites another work besides


def _one_work(note: Note, by_note: dict[str, set[str]]) -> str | None:
    """Return the key of the one work that a note cites, None if it is not one."""
    keys = {one.key for one in note.citations} | by_note.get(note.id, set())
    return keys.pop() if len(keys) == 1 and note.state != "lost" else None
