"""DOI, ISBN and ISSN: their form and their check digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.model import Field, Finding, Paper, Patch, Place
from recto.rules._rule import fault, rule

# https://www.doi.org/doi-handbook/HTML/doi-syntax.html; 10/abc is a short DOI.
DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+|10/[a-zA-Z0-9]+")
BEFORE_DOI = re.compile(r"(?i)\s*(?:https?://(?:dx\.)?(?:www\.)?doi\.org/|doi:?\s*)(?=10[./])")
NUMBER = re.compile(r"(?<![\w-])\d[\d\u2010-\u2013 -]*[\dXx](?!\w)")
ISSN = re.compile(r"(?<![\w-])\d{4}\s?[-\u2010-\u2013]?\s?\d{3}[\dXx](?!\w)")


@rule("warning")
def doi_form(paper: Paper) -> Iterator[Finding]:
    """A DOI has not the form of one

    What it finds: a `doi` that is not `10.`, a registrant's number, a slash and a name: an
    address, a word before it, a stop after it, or something else altogether.

    Why it matters: the style makes the address of the DOI itself. What stands there besides makes
    a link that leads nowhere.

    Example: `doi = {https://doi.org/10.1000/182}`, `doi = {10.1000/182.}`

    Instead: `doi = {10.1000/182}`
    """
    for key, field in _fields(paper, "doi"):
        typed = field.value.strip()
        bare = re.sub(r"\\(?=[_%&#{}<>$~^])|(?<!\\)[{}]", "", typed)
        before = BEFORE_DOI.match(bare)
        core = (bare[before.end() :] if before else bare).strip()
        ended = core.rstrip(".,;")
        place = field.value_place
        if not DOI.fullmatch(ended):
            help = "copy it again: `10.`, digits, a slash and a name, as in `10.1000/182`"
            yield fault(f"`{typed}` of `{key}` is no DOI", place, help)
        elif before and before[0].strip().lower().startswith("http"):
            message = f"the DOI of `{key}` is given as an address"
            yield fault(message, place, f"write `{ended}`", fix=_instead(paper, field, ended))
        elif before or ended != core:
            what = f"begins with `{before[0].strip()}`" if before else f"ends with `{core[-1]}`"
            message = f"the DOI of `{key}` {what}"
            yield fault(message, place, f"write `{ended}`", fix=_instead(paper, field, ended))


@rule("warning")
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


@rule("warning")
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
                    _within(paper, field, match[0]),
                    f"copy it again: its other digits ask for `{right}` at the end",
                )


def _fields(paper: Paper, name: str) -> Iterator[tuple[str, Field]]:
    for work in paper.bibliography.works.values():
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
            yield part, _compact(part), _within(paper, field, part)


def _is_issn(typed: str) -> bool:
    from recto.tools.check_digits import issn_digit

    compact = _compact(typed)
    return bool(ISSN.fullmatch(typed)) and issn_digit(compact) == compact[-1]


def _compact(typed: str) -> str:
    return re.sub(r"[^\dX]", "", typed.upper())


def _within(paper: Paper, field: Field, typed: str) -> Place:
    """Return where a part of a value stands, the whole value if it is not typed so."""
    source, place = paper.bibliography.source, field.value_place
    start = source.offset(place.line, place.column)
    end = source.offset(place.end_line, place.end_column)
    at = source.text.find(typed, start, end)
    return source.place(at, at + len(typed)) if at >= 0 else place


def _instead(paper: Paper, field: Field, new: str) -> tuple[Patch, ...]:
    source, place = paper.bibliography.source, field.value_place
    start = source.offset(place.line, place.column)
    old = source.text[start : source.offset(place.end_line, place.end_column)]
    return (Patch(source.path, start, old, new),)
