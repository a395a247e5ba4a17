"""Numbers of books, journals, scores, persons and records: their form and their check digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.model import Field, Finding, Paper, Place, Work
from recto.rules._rule import fault, rule
from recto.rules._values import within, works

NUMBER = re.compile(r"(?<![\w-])\d[\d\u2010-\u2013 -]*[\dXx](?!\w)")
ISSN = re.compile(r"(?<![\w-])\d{4}\s?[-\u2010-\u2013]?\s?\d{3}[\dXx](?!\w)")


@rule("error")
def isbn_check_digit(paper: Paper) -> Iterator[Finding]:
    """An ISBN does not add up

    What it finds: an `isbn` whose last digit does not follow from the others, or that has not 10
    or 13 digits. Several in one field are each looked at.

    Why it matters: the last digit is there to catch a slip of the pen. A digit is wrong, and no
    catalogue finds the book.

    Example: `isbn = {978-0-306-40615-8}`

    Instead: copy it again from the book: `isbn = {978-0-306-40615-7}`
    """
    from recto.tools.check_digits import isbn_digit

    for key, field in _fields(paper, "isbn"):
        found = list(_numbers(paper, field))
        if not found and re.search(r"\d", field.value):
            yield fault(
                f"`{field.value}` of `{key}` is no ISBN", field.value_place, "copy it again"
            )
        for typed, compact, place in found:
            if len(compact) not in (10, 13):
                if _is_issn(typed):
                    continue
                if len(compact) < 20:  # more is two of them, with a space between
                    message = f"the ISBN `{typed}` of `{key}` has {len(compact)} digits"
                    yield fault(message, place, "copy it again: an ISBN has 13, an old one 10")
                continue
            right = isbn_digit(compact)
            if right and right != compact[-1]:
                yield fault(
                    f"the ISBN `{typed}` of `{key}` does not add up", place,
                    f"copy it again: its other digits ask for `{right}` at the end",
                )  # fmt: skip
            elif not right:
                help = "copy it again: an ISBN of 13 digits begins with 978 or 979"
                yield fault(f"`{typed}` of `{key}` is no ISBN", place, help)


@rule("info")
def issn_as_isbn(paper: Paper) -> Iterator[Finding]:
    """An ISSN stands where an ISBN belongs

    What it finds: an `isbn` that is an ISSN, as some reference managers write it.

    Why it matters: no catalogue of books knows the number, and where the style prints it, it is
    called by a wrong name.

    Example: `isbn = {0378-5955}`

    Instead: `issn = {0378-5955}`
    """
    for key, field in _fields(paper, "isbn"):
        for typed, _, place in _numbers(paper, field):
            if _is_issn(typed):
                yield fault(f"`{typed}` of `{key}` is an ISSN", place, "give it as `issn`")


@rule("error")
def issn_check_digit(paper: Paper) -> Iterator[Finding]:
    """An ISSN does not add up

    What it finds: an `issn` that is not eight digits, or whose last digit does not follow from the
    others. Several in one field are each looked at.

    Why it matters: the last digit is there to catch a slip of the pen. A digit is wrong, and the
    number is another journal's or nobody's.

    Example: `issn = {0378-5954}`

    Instead: copy it again from the journal: `issn = {0378-5955}`
    """
    from recto.tools.check_digits import issn_digit

    for key, field in _fields(paper, "issn"):
        found = list(ISSN.finditer(field.value))
        if not found and field.value.strip("{} "):
            help = "copy it again: an ISSN is eight digits, as in `0378-5955`"
            yield fault(f"`{field.value}` of `{key}` is no ISSN", field.value_place, help)
        for match in found:
            compact = re.sub(r"[^\dX]", "", match[0].upper())
            right = issn_digit(compact)
            if right != compact[-1]:
                yield fault(
                    f"the ISSN `{match[0]}` of `{key}` does not add up",
                    within(paper, field, match[0]),
                    f"copy it again: its other digits ask for `{right}` at the end",
                )


@rule("error")
def ismn_checksum(paper: Paper) -> Iterator[Finding]:
    """An ISMN does not add up

    What it finds: the number of a printed score, `ismn`, that is not 13 digits from 979-0 (or an
    old one of M and nine digits), or whose last digit does not follow from the others.

    Why it matters: a digit is wrong, and no catalogue finds the score.

    Example: `ismn = {979-0-2600-0043-9}`

    Instead: copy it again from the score: `ismn = {979-0-2600-0043-8}`
    """
    from recto.tools.check_digits import is_ismn

    for key, field in _fields(paper, "ismn"):
        if not is_ismn(field.value.strip("{} ")):
            yield fault(f"the ISMN `{field.value}` of `{key}` does not add up", field.value_place,
                        "copy it again: it is 979-0 and nine digits")  # fmt: skip


# Fields that hold the number of a record, the name of what they hold, its form, and an example.
RECORDS = {
    "pmid": ("PMID", r"(?:PMID:?\s*)?\d{1,8}", "an example is `20170136`"),
    "pmcid": ("PMCID", r"(?:PMCID:?\s*)?(?:PMC)?\d{3,8}(?:\.\d+)?", "an example is `PMC3183875`"),
    "wikidata": ("Wikidata id", r"(?:https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/)?[QPL]\d+",
                 "an example is `Q42`"),
    "qid": ("Wikidata id", r"Q\d+", "an example is `Q42`"),
    "bibcode": ("bibcode", r"\d{4}[A-Za-z.&]{5}[\w.]{4}[\w.]{5}[A-Z:.]",
                "it has 19 signs, as in `2019ApJ...882L..12A`"),
    "hdl": ("handle", r"(?:https?://hdl\.handle\.net/)?\d[\d.]*/\S+",
            "an example is `2027/mdp.390150`"),
}  # fmt: skip
# What `eprinttype` calls them.
KINDS = {"pubmed": "pmid", "pmid": "pmid", "pmc": "pmcid", "wikidata": "wikidata", "hdl": "hdl",
         "jstor": "jstor"}  # fmt: skip
JSTOR = ("JSTOR number", r"(?:https?://www\.jstor\.org/stable/)?(?:10\.\d+/\S+|\d{3,9}|[a-z]+\.\S+)",
         "it is the number behind `jstor.org/stable/`")  # fmt: skip


@rule("error")
def record_number_malformed(paper: Paper) -> Iterator[Finding]:
    """The number of a record has not the form of one

    What it finds: a `pmid` or `pmcid` (PubMed), a `wikidata` id, a `bibcode`, a handle (`hdl`) or a
    JSTOR number that cannot be one; the last three also as `eprint`.

    Why it matters: the link that is made of it leads nowhere.

    Example: `pmcid = {PMC}`, `wikidata = {42}`

    Instead: `pmcid = {PMC3183875}`, `wikidata = {Q42}`
    """
    for work in works(paper):
        for name in RECORDS.keys() & work.fields.keys():
            yield from _record(work, work.fields[name], *RECORDS[name])
        if "eprint" in work.fields and (kind := KINDS.get(_archive(work))):
            yield from _record(work, work.fields["eprint"], *RECORDS.get(kind, JSTOR))


def _record(work: Work, field: Field, name: str, form: str, help: str) -> Iterator[Finding]:
    value = field.value.replace("\\", "").strip("{} ")
    # Reference managers put a second number, or a word, behind it.
    first = re.split(r"[\s,;\[(]+(?=\D|\d)", value)[0] if name.startswith("PM") else value
    if value and not re.fullmatch(form, first) and not re.fullmatch(form, value):
        yield fault(f"`{field.value}` of `{work.key}` is no {name}", field.value_place, help)


def _archive(work: Work) -> str:
    return (work.value("eprinttype") or work.value("archiveprefix")).strip("{} ").lower()


@rule("error")
def orcid_checksum(paper: Paper) -> Iterator[Finding]:
    """An ORCID or ISNI does not add up

    What it finds: the `orcid` of an author of the paper, and an `orcid` or `isni` of an entry, that
    is not sixteen digits, or whose last one does not follow from the others.

    Why it matters: it names nobody, or another person.

    Example: `orcid: 0000-0002-1825-0098`

    Instead: `orcid: 0000-0002-1825-0097`
    """
    for author in paper.metadata.authors:
        if author.orcid and (wrong := _no_person(author.orcid)):
            yield fault(f"the ORCID `{author.orcid}` of {author.name} {wrong[0]}",
                        _in_sources(paper, author.orcid), wrong[1])  # fmt: skip
    for name in ("orcid", "isni"):
        for key, field in _fields(paper, name):
            for one in re.split(r"[\s,;](?=\d{4}-|https?:)", field.value.strip("{} ,;")):
                if wrong := _no_person(one):
                    yield fault(f"the {name.upper()} `{one}` of `{key}` {wrong[0]}",
                                within(paper, field, one), wrong[1])  # fmt: skip


def _no_person(number: str) -> tuple[str, str] | None:
    """Say what is wrong with the number of a person, and the remedy; None if nothing is."""
    from recto.tools.check_digits import orcid_digit

    bare = re.sub(r"(?i)^\s*(?:https?://)?(?:www\.)?(?:orcid\.org/|isni\.org/(?:isni/)?)|ISNI:?|-|\s",
                  "", number)  # fmt: skip
    if not re.fullmatch(r"\d{15}[\dXx]", bare):
        return "is none", "copy it again: sixteen digits, as in `0000-0002-1825-0097`"
    right = orcid_digit(bare)
    if right == bare[-1].upper():
        return None
    return "does not add up", f"copy it again: its other digits ask for `{right}` at the end"


def _in_sources(paper: Paper, words: str) -> Place | None:
    """Return where the metadata say something: the last of the sources is the first to look at."""
    for source in reversed(paper.manuscript.sources):
        at = source.text.find(words)
        if at >= 0:
            return source.place(at, at + len(words))
    return None


def _fields(paper: Paper, name: str) -> Iterator[tuple[str, Field]]:
    for work in works(paper):
        field = work.fields.get(name)
        if field and field.value.strip("{} "):
            yield work.key, field


def _numbers(paper: Paper, field: Field) -> Iterator[tuple[str, str, Place]]:
    """Yield the numbers of a field: as typed, without dashes, and where."""
    # A space may stand inside a number, and between two: 13 or 10 digits make one.
    whole = [match[0] for match in NUMBER.finditer(field.value)]
    for typed in whole:
        parts = [typed]
        if len(_compact(typed)) > 13 and all(
            len(_compact(part)) in (10, 13) for part in typed.split()
        ):
            parts = typed.split()
        for part in parts:
            yield part, _compact(part), within(paper, field, part)


def _is_issn(typed: str) -> bool:
    from recto.tools.check_digits import issn_digit

    compact = _compact(typed)
    return bool(ISSN.fullmatch(typed)) and issn_digit(compact) == compact[-1]


def _compact(typed: str) -> str:
    return re.sub(r"[^\dX]", "", typed.upper())
