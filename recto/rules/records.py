"""Records: what the registries know of a work, against what the entry says.

All of it is read from the evidence file, which `recto check --online` writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.model import Finding, Paper, Place, Record, Work
from recto.reading.identifying import doi_of, isbn_of
from recto.rules import _records
from recto.rules._records import NAMES, answers, asked_on, records_of, shortened, value_of
from recto.rules._rule import fault, heard, rule

FIRST_PAGE = re.compile(r"[a-z]?\d+", re.IGNORECASE)


@rule("error")
def doi_not_registered(paper: Paper) -> Iterator[Finding]:
    """A DOI has the form of one and is not registered

    What it finds: a DOI that neither Crossref nor DataCite nor the resolver itself knows, when
    `recto check --online` asked.

    Why it matters: it leads nowhere. Either a sign is wrong, or the work was never there.

    Example: `doi = {10.1126/science.999.1.1}`

    Instead: copy the DOI again from the work itself. Where the work has none, take the field out.
    """
    for work, answer in answers(paper, "doi", doi_of):
        if answer.state == "unknown":
            yield fault(
                f"the DOI `{doi_of(work)}` of `{work.key}` is not registered ({asked_on(answer)})",
                value_of(work, "doi", "url"),
                "copy it again from the work itself",
            )


@rule("error")
def doi_of_another_work(paper: Paper) -> Iterator[Finding]:
    """A DOI belongs to another work

    What it finds: a DOI whose record has another title and another first author than the entry.

    Why it matters: a reader who follows it reads something else, and so does every machine that
    counts citations.

    Example: the DOI of an essay on bees in the entry of a book on ledgers.

    Instead: look which of the two is meant, and mend the DOI or the entry. Nothing is overwritten.
    """
    for work, record in records_of(paper):
        if _is_other(work, record):
            yield fault(
                f"the DOI of `{work.key}` belongs to another work: {_both(work, record)}",
                value_of(work, "doi", "url"),
                "look which of the two is meant, and mend the DOI or the entry",
                _also(work, "title"),
            )


@rule("error")
def isbn_of_another_book(paper: Paper) -> Iterator[Finding]:
    """An ISBN belongs to another book

    What it finds: an ISBN whose record at Open Library has another title and another first author.

    Why it matters: a reader who orders the book by it gets another one.

    Example: the ISBN of a novel in the entry of a history.

    Instead: look at the back of the title page, and mend the ISBN or the entry.
    """
    for work, answer in answers(paper, "isbn", isbn_of):
        if answer.record and _is_other(work, answer.record):
            yield fault(
                f"the ISBN of `{work.key}` belongs to another book: {_both(work, answer.record)}",
                value_of(work, "isbn"),
                "look at the back of the title page, and mend the ISBN or the entry",
                _also(work, "title"),
            )


@rule("warning")
def record_title(paper: Paper) -> Iterator[Finding]:
    """The title differs from the registered one

    What it finds: a title that is nearly that of the record: a word is missing, or written
    otherwise. Case, accents, punctuation and a subtitle left out are no difference.

    Why it matters: one of the two has a slip, and a search for the title fails.

    Example: `title = {Citation Indices}`, where Crossref has "Citation Indexes".

    Instead: look at the title page. Where the record is wrong, mute this with a reason.
    """
    for work, record in records_of(paper):
        if not _is_other(work, record) and _records.title_likeness(work, record) != "same":
            yield fault(
                f"the title of `{work.key}` differs: {_both(work, record)}",
                value_of(work, "title"), "look at the title page",
            )  # fmt: skip


@rule("warning")
def record_author(paper: Paper) -> Iterator[Finding]:
    """The authors differ from the registered ones

    What it finds: a first author, an order or a number of authors other than the record has.
    `and others` stands for those that are not named.

    Why it matters: the work is credited to somebody else, and sorted in another place.

    Example: `author = {Berg, Nils and Olsen, Kari}`, where Crossref has Olsen first.

    Instead: look at the work itself, and mend the entry where it is wrong.
    """
    for work, record in records_of(paper):
        names = work.persons.get("author", ())
        if _is_other(work, record) or not names or not record.families:
            continue
        mine = [f"{one.prefix} {one.family}".strip() for one in names]
        if trouble := _authors_trouble(mine, list(record.families), work):
            yield fault(
                f"the authors of `{work.key}` differ, {trouble}: "
                f"`{shortened('; '.join(mine))}`, and "
                f"{NAMES[record.source]} has `{shortened('; '.join(record.families))}`",
                value_of(work, "author"), "look at the work itself",
            )  # fmt: skip


@rule("warning")
def record_year(paper: Paper) -> Iterator[Finding]:
    """The year differs from the registered one

    What it finds: a year that the record does not give for any form of the work, in print or
    online. A year more or less at the turn of the year is a difference too: the record gives both.

    Why it matters: the year is what a short citation is known by.

    Example: `date = {2017}`, where Crossref has 2016.

    Instead: look at the work itself, and mend the entry where it is wrong.
    """
    for work, record in records_of(paper):
        field = work.fields.get("date") or work.fields.get("year") or work.fields.get("issued")
        found = re.search(r"\b\d{4}\b", field.value) if field else None
        if field is None or found is None or _is_other(work, record) or not record.years:
            continue
        if int(found[0]) not in record.years:
            yield fault(
                f"the year of `{work.key}` differs: `{found[0]}`, and {NAMES[record.source]} has "
                f"`{' or '.join(map(str, record.years))}`",
                field.value_place, "look at the work itself",
            )  # fmt: skip


@rule("warning")
def record_source(paper: Paper) -> Iterator[Finding]:
    """The journal, volume, issue or first page differs from the registered one

    What it finds: a journal, a volume, an issue or a first page other than the record has.
    An abbreviated journal and an elided last page are no difference.

    Why it matters: a reader who looks for the article finds another one, or nothing.

    Example: `volume = {51}`, where Crossref has 15.

    Instead: look at the work itself, and mend the entry where it is wrong.
    """
    for work, record in records_of(paper):
        if not _is_other(work, record):
            yield from _source_faults(work, record)


@heard("info")
def unanswered() -> None:
    """A registry or a page gave no answer

    What it finds: a question of `recto check --online` that nobody answered: the network is down,
    the server is busy or too slow, or the address leads into a private network, where nobody is
    asked.

    Why it matters: nothing is known then, neither good nor bad. What was known before is kept.

    Example: Crossref is busy and answers 503 three times.

    Instead: run `recto check --online` again later.
    """


def _is_other(work: Work, record: Record) -> bool:
    """Tell whether a record is another work's: by its title, and by no author of the entry."""
    if _records.title_likeness(work, record) != "other":
        return False
    names = [one.family for role in ("author", "editor") for one in work.persons.get(role, ())]
    known = any(_records.same_name(one, other) for one in names for other in record.families)
    return not known or not record.families


def _authors_trouble(mine: list[str], theirs: list[str], work: Work) -> str:
    others = re.search(r"\band others\s*\Z", work.value("author"))
    if not _records.same_name(mine[0], theirs[0]):
        return "the first is another"
    if len(mine) != len(theirs) and not (others and len(mine) < len(theirs)):
        return f"{len(mine)} against {len(theirs)}"
    pairs = zip(mine, theirs, strict=False)
    if not all(_records.same_name(one, other) for one, other in pairs):
        return "in name or order"
    return ""


def _source_faults(work: Work, record: Record) -> Iterator[Finding]:
    name = "journaltitle" if "journaltitle" in work.fields else "journal"
    container = work.value(name)
    if container and record.container and not _records.same_container(container, record.container):
        yield _differs(work, name, "journal", container, record.container, record)
    issue = "number" if "number" in work.fields else "issue"
    for field, word, theirs in (
        ("volume", "volume", record.volume),
        (issue, "issue", record.issue),
    ):
        mine = work.value(field)
        if mine and theirs and _records.folded(mine) != _records.folded(theirs):
            yield _differs(work, field, word, mine, theirs, record)
    mine_page, their_page = (
        FIRST_PAGE.match(pages.strip()) for pages in (work.value("pages"), record.pages)
    )
    if mine_page and their_page and mine_page[0].lower() != their_page[0].lower():
        yield _differs(work, "pages", "first page", mine_page[0], their_page[0], record)


def _differs(
    work: Work, field: str, word: str, mine: str, theirs: str, record: Record
) -> Finding:  # fmt: skip
    return fault(
        f"the {word} of `{work.key}` differs: `{shortened(mine)}`, and {NAMES[record.source]} has "
        f"`{shortened(theirs)}`",
        value_of(work, field), "look at the work itself",
    )  # fmt: skip


def _also(work: Work, name: str) -> tuple[tuple[Place, str], ...]:
    field = work.fields.get(name)
    return ((field.value_place, "what the entry says"),) if field else ()


def _both(work: Work, record: Record) -> str:
    whole = f"{record.title}: {record.subtitle}" if record.subtitle else record.title
    mine, who = _records.titles_of(work)[0], NAMES.get(record.source, record.source)
    return f"`{shortened(mine)}`, and {who} has `{shortened(whole)}`"
