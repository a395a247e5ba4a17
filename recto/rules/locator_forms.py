"""How the cited pages are written: so that citeproc reads them, and a reader finds them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from recto.model import Citation, Finding, Paper, Patch, Source, Work
from recto.rules._note_shape import note_texts
from recto.rules._once import once
from recto.rules._rule import fault, rule
from recto.rules._words import tongue

UNPAGED = ("online", "webpage", "www", "electronic", "dataset", "software", "video", "movie",
           "audio", "music", "image", "artwork")  # fmt: skip
# What tells that a work has pages, or stands in something that has.
PAGED = ("pages", "pagetotal", "eid", "volume", "number", "isbn", "journal", "journaltitle",
         "howpublished", "eprint", "booktitle", "issn")  # fmt: skip


@rule("info")
def locator_ff(paper: Paper) -> Iterator[Finding]:
    """A citation says "ff." or "passim" for the pages that it means

    What it finds: "f.", "ff.", "et seq." and "passim" in the pages of a citation or of a typed
    note, in papers in English; other languages write them by rule.

    Why it matters: a reader does not know where the passage ends. The Chicago Manual asks for the
    range of pages (17th edition, 14.149).

    Example: `[@soeya2016, 25ff.]`

    Instead: `[@soeya2016, 25–28]`
    """
    if tongue(paper) != "en":
        return
    for source, start, end in [*_behind_keys(paper), *_typed_notes(paper)]:
        for match in _forms()["following"].finditer(source.text, start, end):
            yield fault(
                f"`{match['what']}` stands for the cited pages",
                source.place(*match.span("what")),
                "give the last page as well: `25–28`",
            )


@rule("warning")
def locator_unread(paper: Paper) -> Iterator[Finding]:
    """A page stands in a citation, and citeproc does not read it as one

    What it finds: a page behind a label that citeproc does not know (`pg. 25`, `pp 25`, `S. 25` in
    an English paper), or behind a colon (`[@key: 25]`).

    Why it matters: it is printed as it is typed, whatever the style asks for, and a repeated
    citation becomes a plain "Ibid." of the page before.

    Example: `[@soeya2016, pg. 25]`

    Instead: `[@soeya2016, 25]`; `check --fix` does it.
    """
    for citation in paper.manuscript.citations:
        match = _forms()["unread"].match(citation.suffix) if citation.locator is None else None
        if match is None:
            continue
        place, fix = citation.place, tuple[Patch, ...]()
        found = _in_source(paper, citation, match["label"] + match["space"] + match["page"])
        if found:
            source, at = found
            label = match["label"] + match["space"]
            place = source.place(at, at + max(len(label.strip()), 1))
            fix = (Patch(source.path, at, label, ", " if ":" in label else ""),)
        yield fault(
            f"the page behind `{match['label']}` is not read as a page of `{citation.key}`",
            place,
            f"write `[@{citation.key}, {match['page']}]`",
            fix=fix,
        )


@rule("info")
def locator_label_double(paper: Paper) -> Iterator[Finding]:
    """A citation says "p." twice

    What it finds: two words for a page before one number, in a citation or in a typed note:
    `p. pp. 4`.

    Why it matters: citeproc takes neither for a page, and both are printed.

    Example: `[@soeya2016, p. pp. 25]`

    Instead: `[@soeya2016, 25]`; `check --fix` does it.
    """
    for source, start, end in [*_behind_keys(paper), *_typed_notes(paper)]:
        for match in _forms()["double"].finditer(source.text, start, end):
            first = match["first"]
            yield fault(
                f"`{match[0].strip()}` names the page twice",
                source.place(*match.span("all")),
                "write one of the two, or none: the style prints it",
                fix=(Patch(source.path, match.start("first"), first, ""),),
            )


@rule("info")
def locator_on_online(paper: Paper) -> Iterator[Finding]:
    """A page is cited of a source that has no pages

    What it finds: a page in a citation of a web page, a data set, a program or a recording whose
    entry has no pages and whose address is no PDF.

    Why it matters: a reader looks for page 5 of a page that has none.

    Example: `[@genron2016, 5]` for an entry `@online{genron2016, …}`

    Instead: the heading or the paragraph, `[@genron2016, sec. 2]`, or no locator.
    """
    for citation in paper.manuscript.citations:
        work = paper.bibliography.works.get(citation.key)
        locator = citation.locator
        if work is None or locator is None or locator.label not in ("page", "pages", ""):
            continue
        if _is_unpaged(work) and re.match(r"\d+(?!\w)|[ivxl]+\b", locator.value):
            found = _in_source(paper, citation, locator.value)
            place = found[0].place(found[1], found[1] + len(locator.value)) if found else None
            yield fault(
                f"page `{locator.value}` is cited of `{work.key}`, which has no pages",
                place or citation.place,
                "cite a heading or a paragraph, or nothing: `[@key, sec. 2]`",
                ((work.key_place, f"its entry is `@{work.type}`"),),
            )


@rule("info")
def chapter_without_entry(paper: Paper) -> Iterator[Finding]:
    """A chapter is cited through the entry of the whole book

    What it finds: a title in quotation marks and the word "in" before the citation of a book that
    has editors and no author; and the entry of such a book that has the pages of a chapter.

    Why it matters: the author of the chapter is not in the bibliography, and the next citation of
    it will be printed with the editors' names.

    Example: `[Jones, “The Pier,” in @harbour2016, 25]`

    Instead: an entry of the chapter, `@incollection{jones2016, crossref = {harbour2016}, …}`, and
    `[@jones2016, 25]`
    """
    help = "give the chapter an entry of its own, with `crossref` to that of the book"
    seen: set[str] = set()
    for citation in paper.manuscript.citations:
        work = paper.bibliography.works.get(citation.key)
        if work is None or not _is_edited_book(work):
            continue
        pages = work.fields.get("pages")
        if pages and re.search(r"\d\s*[-–]+\s*\d", pages.value) and _starts_late(pages.value):
            if citation.key not in seen:
                seen.add(citation.key)
                message = f"the book `{work.key}` has the pages of a chapter"
                yield fault(message, pages.value_place, help)
        elif citation.place and _forms()["part"].search(_before(paper, citation)):
            message = f"a chapter of `{work.key}` is cited through the book"
            yield fault(message, citation.place, help, ((work.key_place, "the entry of the book"),))


def _starts_late(pages: str) -> bool:
    first = re.search(r"\d+", pages)
    return first is not None and int(first[0]) > 1


def _is_edited_book(work: Work) -> bool:
    return (
        work.type in ("book", "collection", "mvcollection", "mvbook")
        and bool(work.persons.get("editor"))
        and not work.persons.get("author")
    )


def _before(paper: Paper, citation: Citation) -> str:
    place = citation.place
    if place is None:
        return ""
    source = paper.sources[place.file]
    at = source.offset(place.line, place.column)
    return source.text[max(at - 300, 0) : at]


def _is_unpaged(work: Work) -> bool:
    """Tell whether a work has no pages: by its type, or a `misc` that is an address only."""
    url = work.value("url").lower()
    if any(work.value(name) for name in PAGED) or re.search(r"\.pdf\b|arxiv|/pdf/", url):
        return False
    if "doi" in work.fields and work.type != "dataset":
        return False
    return work.type in UNPAGED or (work.type == "misc" and bool(url))


def _in_source(paper: Paper, citation: Citation, words: str) -> tuple[Source, int] | None:
    """Return where words stand behind the key of a citation."""
    if citation.place is None:
        return None
    source = paper.sources[citation.place.file]
    start = source.offset(citation.place.end_line, citation.place.end_column)
    at = source.text.find(words, start, start + 300)
    return (source, at) if at >= 0 else None


@once
def _behind_keys(paper: Paper) -> list[tuple[Source, int, int]]:
    """Return what stands behind the key of each citation, up to the next work or the end."""
    found = []
    for citation in paper.manuscript.citations:
        if citation.place and (citation.locator or citation.suffix):
            source = paper.sources[citation.place.file]
            start = source.offset(citation.place.end_line, citation.place.end_column)
            end = re.compile(r"[;\]]|\n\n").search(source.text, start)
            found.append((source, start, end.start() if end else len(source.text)))
    return found


@once
def _typed_notes(paper: Paper) -> list[tuple[Source, int, int]]:
    """Return the notes that are typed as prose, without a citation by its key."""
    return [
        (one.source, one.start, one.start + len(one.text))
        for one in note_texts(paper)
        if one.typed and not one.note.citations
    ]


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    word = r"(?:pp?\.|pp?(?=\s*\d)|pages?|pgs?\.|S\.)"
    return {
        "following": re.compile(
            r"(?:(?<=\d)\s)?(?P<what>(?<=[\d\s])ff?\.?(?![\w’'])|(?<=\d )et seqq?\.|"
            r"\bpassim\b)"
        ),
        "unread": re.compile(
            r"(?:,\s*)?(?P<label>pgs?\.?|pag\.|pp?(?=\s)|Pp?\.?|PP?\.?|S\.|Seiten?|:)"
            r"(?P<space>\s*)(?P<page>\d+(?:\s*[-–]+\s*\d+)?)(?!\w)"
        ),
        "double": re.compile(rf"(?<!\w)(?P<all>(?P<first>{word}\s*){word})\s*(?=\d|[ivxl]+\b)"),
        "part": re.compile(r"[“\"‘„«][^“”\"\n]{4,200}[”\"’“»][,.]?\s+in:?\s+\[?(?:see\s+)?-?\Z"),
    }
