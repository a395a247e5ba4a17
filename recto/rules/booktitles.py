"""What a title says that another field of its entry says too, and the names of proceedings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.model import Field, Finding, Paper, Work
from recto.rules._printed import JOURNALS, NAMED, changed, instead, matching, printed, spot
from recto.rules._rule import fault, rule

HOUSES = (
    r"IEEE|ACM|AAAI|ACL|IFIP|USENIX|SIAM|SPIE|Springer|Elsevier|ASME|AIAA|PMLR|JMLR|CEUR|IOS Press|"
    r"Wiley|AIP|IET|ISCA|INTERSPEECH|OSA|IOP|AMS|EURASIP|ASCE|ACS|"
    r"Association for Computing Machinery|Institute of Electrical and Electronics Engineers"
)
PROCEEDINGS = r"(?i)[\s{]*(?:in\s+)?(?:the\s+)?(?:\d{4}\s+)?(?:proceedings\b|proc\b)"
PAGES_IN = r"(?i)[,;:(]?\s*\b(?:pp?\.?|pages?|s\.|seiten?)[\s~]*\d+(?:\s*[-–—]+\s*\d+)?\)?"
YEAR_AT_END = r"[,;]?\s*\(?\b((?:1[5-9]|20)\d\d)\)?[\s.}]*$"
EDITION_AT_END = (
    r"(?i)[\[(]?\b(?:\d{1,2}(?:st|nd|rd|th|d)|second|third|fourth|fifth|sixth|seventh|"
    r"eighth|ninth|tenth|revised|rev\.)\s+(?:ed\b\.?|edn\b\.?|edition)[\])]?[\s.]*$"
)
DOUBLED = (
    r"(?<![\w'’-])(the|of|and|a|an|in|to|for|on|with|by|from|is|at|as|or|its|their|und|von|zur|"
    r"zum|mit|für|des|de|du|les|la|le|et|del|el|los|las)\s+\1(?![\w'’-])"
)
# "on on-line" is stopped by its hyphen; these are words of other languages that may stand twice.
MAY_DOUBLE = ("la la", "in in", "le le", "a a", "de de")
# A book has its own title as `booktitle` where chapters lean on it.
WHOLES = (
    "book",
    "mvbook",
    "collection",
    "mvcollection",
    "proceedings",
    "mvproceedings",
    "reference",
)
BRACKETS = {"(": ")", "[": "]", "“": "”", "«": "»"}


@rule("info")
def booktitle_organization(paper: Paper) -> Iterator[Finding]:
    """The name of a book or a journal is that of its publisher

    What it finds: a `booktitle` or a `journal` that names an organization and nothing else, or that
    has one after its last comma.

    Why it matters: nobody finds the volume under that name; the organization has a field of its
    own.

    Example: `booktitle = {IEEE}`

    Instead: `booktitle = {Proceedings of the International Conference on Robotics}`,
    `publisher = {IEEE}`
    """
    names = ("booktitle", *JOURNALS)
    fields = [
        *matching(paper, names, rf"^\W*(?:{HOUSES})\W*$"),
        *matching(paper, ("booktitle",), rf",\s*(?:{HOUSES})\W*$"),
        *(one for one in printed(paper, ("booktitle",)) if _is_publisher(*one)),
    ]
    for work, field in {id(field): (work, field) for work, field in fields}.values():
        publisher = work.value("publisher").strip("{}")
        found = re.search(rf",\s*({HOUSES})[.}}]*$", field.value)
        if not found or _is_publisher(work, field):
            message = f"the {field.name} `{field.value}` of `{work.key}` is an organization"
            yield fault(message, field.value_place, "name the volume, and move it to `publisher`")
        else:
            message = f"the booktitle of `{work.key}` ends with an organization, `{found[1]}`"
            help = "it is there as `publisher`" if publisher else "move it to `publisher`"
            yield fault(message, spot(paper, field, *found.span(1)), help)


@rule("info")
def booktitle_not_proceedings(paper: Paper) -> Iterator[Finding]:
    """The proceedings of a conference are named otherwise than the others

    What it finds: a `booktitle` of a conference paper that does not begin with "Proceedings", in a
    file where eight of ten do.

    Why it matters: what is written in one way is found in one way.

    Example: `booktitle = {Conference on Robotics}` beside four `Proceedings of the ...`

    Instead: `booktitle = {Proceedings of the Conference on Robotics}`
    """
    other = []
    of_all = 0
    pattern = re.compile(PROCEEDINGS)
    for work, field in printed(paper, ("booktitle",)):
        if work.type in ("inproceedings", "conference"):
            of_all += 1
            if not pattern.match(field.value):
                other.append((work, field))
    if of_all - len(other) < 4 or len(other) * 5 > of_all:
        return
    for work, field in other:
        yield fault(
            f"the booktitle of `{work.key}` does not begin with `Proceedings`, as the others do",
            field.value_place,
            f"if it is a volume of them: `Proceedings of {field.value[:30].strip('{}')} ...`",
        )


@rule("info")
def booktitle_year_pages(paper: Paper) -> Iterator[Finding]:
    """The name of a book ends with its year or its pages

    What it finds: "pp. 23-32" in a `booktitle` or a journal's name, and at its end the year that
    the entry has as its date. A year inside a name is a part of it.

    Why it matters: they are printed twice, and in the wrong place.

    Example: `booktitle = {Proceedings of the Harbour Conference, 2016, pp. 23--32}`

    Instead: `booktitle = {Proceedings of the Harbour Conference}, date = {2016}, pages = {23--32}`
    """
    hint = r"\b(?:pp?|pages?|s|seiten?)\b\.?~? ?\d|\d\W{0,4}$"
    for work, field in matching(paper, ("booktitle", *JOURNALS), hint, re.IGNORECASE):
        value = field.value
        if pages := re.search(PAGES_IN, value):
            message = f"the {field.name} of `{work.key}` has pages in it"
            place = spot(paper, field, *_trimmed(value, *pages.span()))
            yield fault(message, place, "move them to `pages`")
        elif value[-1:].isdigit() or value[-2:-1].isdigit():
            start = max(len(value) - 40, 0)
            year = re.compile(YEAR_AT_END).search(value, start)
            if year and year[1] in (work.value("date")[:4], work.value("year").strip("{}")):
                help = "leave it out, unless the meeting is called so: it stands in the date"
                message = f"the {field.name} of `{work.key}` ends with its year, `{year[1]}`"
                yield fault(message, spot(paper, field, *year.span(1)), help)


@rule("warning")
def title_repeated(paper: Paper) -> Iterator[Finding]:
    """Two fields of an entry say the same

    What it finds: a `booktitle` or a journal's name that is the title itself, a `title` that ends
    with its own `subtitle`, a `booktitle` that names the book twice.

    Why it matters: it is printed twice, and one of the two is wrong.

    Example: `title = {Trilateralism}, booktitle = {Trilateralism}`

    Instead: `title = {The Future of Trilateral Cooperation}, booktitle = {Trilateralism}`
    """
    leaned_on = {work.value("crossref") for work in paper.bibliography.works.values()}
    for work, field in printed(paper, ("booktitle", *JOURNALS, "subtitle", "booksubtitle")):
        beginning = field.value[:6]
        other = work.fields.get("booktitle" if field.name == "booksubtitle" else "title")
        if field.value.count(beginning) < 2 and (
            other is None or beginning.strip("{")[:4].lower() not in other.value.lower()
        ):
            continue
        value = _flat(field.value)
        half = len(value) // 2
        if len(value) > 12 and value[:half].strip(" :,.") == value[-half:].strip(" :,."):
            message = f"the {field.name} of `{work.key}` says the same twice"
            yield fault(message, field.value_place, "say it once")
            continue
        name = "booktitle" if field.name == "booksubtitle" else "title"
        if other is None or not value:
            continue
        title = _flat(other.value)
        same = title == value
        if same and field.name in JOURNALS and work.type != "article":
            continue  # a whole issue, or a periodical
        whole = work.type in WHOLES or work.key in leaned_on
        if same and field.name == "booktitle" and whole:
            continue  # for the chapters that lean on it
        tail = field.name.endswith("subtitle") and title.endswith(f" {value}")
        if same or tail:
            what = "is its title again" if same else f"stands at the end of its {name}, too"
            yield fault(
                f"the {field.name} of `{work.key}` {what}",
                field.value_place,
                "look up which of the two is right" if same else f"take it out of the {name}",
                ((other.value_place, f"the {name}"),),
            )


@rule("warning")
def title_holds_field(paper: Paper) -> Iterator[Finding]:
    """A title ends with what another field says

    What it finds: a title with the journal, the newspaper or the publisher at its end, as pages of
    the web are called, or with the edition or the year that the entry has.

    Why it matters: it is printed twice.

    Example: `title = {A Summit in Seoul - The Japan Times}, journal = {The Japan Times}`

    Instead: `title = {A Summit in Seoul}`; `check --fix` does it.
    """
    hint = r"(?:ed|edn|edition)\b\W*$|\(\d{4}\)\W*$|\s[-–—|·]+\s|\||[.,]\s\w"
    for work, field in matching(paper, ("title",), hint, re.IGNORECASE):
        value = field.value
        tail = max(len(value) - 40, 0)
        likely = value[-1] in "nd.)]"
        found = re.compile(EDITION_AT_END).search(value, tail) if likely else None
        # In words only behind a mark: a title may be called so itself.
        before = value[: found.start()].rstrip()[-1:] if found else ""
        apart = found and not (found[0][0].isalpha() and before.isalnum())
        if found and apart and found.start() > 3:
            has = "edition" in work.fields
            message = f"the title of `{work.key}` ends with its edition"
            help = "leave it out: it stands in `edition`" if has else "move it to `edition`"
            yield fault(message, spot(paper, field, *_trimmed(value, *found.span())), help)
        elif said := _said_again(work, value):
            name, start = said
            yield fault(
                f"the title of `{work.key}` ends with its {name}",
                spot(paper, field, *_trimmed(value, start, len(value))),
                "leave it out: it is printed from its own field",
                ((work.fields[name].value_place, f"the {name}"),),
                instead(paper, field, start, len(value), "") if "{" not in value else (),
            )


@rule("warning")
def doubled_word(paper: Paper) -> Iterator[Finding]:
    """A small word stands twice in a title

    What it finds: "the the", "of of" and their like in a title or in the name of a journal.

    Why it matters: it is printed.

    Example: `title = {The Future of of Trilateral Cooperation}`

    Instead: `title = {The Future of Trilateral Cooperation}`; `check --fix` does it.
    """
    for work, field in matching(paper, NAMED, r"(?<!\w)(\w{1,5}) \1(?!\w)", re.IGNORECASE):
        found = [
            one
            for one in re.finditer(DOUBLED, field.value, re.IGNORECASE)
            if one[0].lower() not in MAY_DOUBLE and not one[0][len(one[1]) + 1 :][:1].isupper()
        ]
        if found:
            first = found[0]
            yield fault(
                f"`{first[1]}` stands twice in the {field.name} of `{work.key}`",
                spot(paper, field, first.end() - len(first[1]), first.end()),
                "take one out",
                fix=changed(paper, field, [(one.end(1), one.end(), "") for one in found]),
            )


@rule("warning")
def title_unbalanced(paper: Paper) -> Iterator[Finding]:
    """A bracket or a quotation mark in a title has no partner

    What it finds: "(" without ")", "[" without "]", "“" without "”" in a title or in the name of a
    journal, a series or a publisher.

    Why it matters: one of the two was lost, and words perhaps with it.

    Example: `title = {The Alliance (1951–1960}`

    Instead: `title = {The Alliance (1951–1960)}`
    """
    for work, field in matching(paper, NAMED, r"[()\[\]“”«»]"):
        value = field.value
        at = _unmatched(value)
        if at is not None:
            yield fault(
                f"`{value[at]}` in the {field.name} of `{work.key}` has no partner",
                spot(paper, field, at, at + 1),
                "set the other one, or take it out",
            )


def _is_publisher(work: Work, field: Field) -> bool:
    return field.value.strip("{}") == work.value("publisher").strip("{}")


def _unmatched(value: str) -> int | None:
    """Return where the first bracket or quotation mark without a partner stands."""
    # In German “ closes and in Danish » opens: there only the number can be looked at.
    value = re.sub(r"[\[(]-?[\d.]+, ?-?[\d.∞]+[\])]", lambda found: " " * len(found[0]), value)
    looked = dict(BRACKETS)
    if "„" in value:
        looked.pop("“")
    if value.find("»") < value.find("«") or "’" in value:
        looked.pop("«")
    opened: list[int] = []
    for at, sign in enumerate(value):
        if sign in looked:
            opened.append(at)
        elif sign in looked.values():
            if opened and looked[value[opened[-1]]] == sign:
                opened.pop()
            elif (sign in ")]" and not _counts(value, at)) or sign in "”»":
                return at
    return opened[0] if opened else None


def _counts(value: str, at: int) -> bool:
    """Tell whether a closing bracket belongs to a count: a), 1), iv)."""
    return bool(re.search(r"(?:^|\s)\w{1,3}$", value[max(at - 4, 0) : at]))


def _said_again(work: Work, value: str) -> tuple[str, int] | None:
    """Return the field that a title ends with behind a mark, and where that begins."""
    for name in (*JOURNALS, "publisher", "eventtitle", "organization", "series"):
        said = work.value(name).strip("{}")
        if len(said) < 3 or not value.lower().rstrip(". }").endswith(said.lower()):
            continue
        start = len(value.rstrip(". }")) - len(said)
        mark = re.search(r"\s+[-–—|·]+\s*$|\s*[|]\s*$|[.,]\s+$", value[:start])
        if mark and mark.start() > 8:
            return name, mark.start()
    year = re.search(r"\s?\(((?:1[5-9]|20)\d\d)\)[.}]?$", value) if ")" in value[-3:] else None
    if year and year.start() > 3:
        for name in ("year", "date"):
            if work.value(name).strip("{}")[:4] == year[1]:
                return name, year.start()
    return None


def _trimmed(value: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the marks and spaces at its edges."""
    while start < end - 1 and value[start] in " ,;:.-–—|(":
        start += 1
    while end > start + 1 and value[end - 1] in " .":
        end -= 1
    return start, end


def _flat(value: str) -> str:
    return " ".join(re.sub(r"[{}]", "", value).casefold().split()).rstrip(".")
