"""DOIs: their form, and whether they are this work's."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from recto.model import Field, Finding, Paper, Work
from recto.rules._doi import BEFORE, DOI, bare, known_forms
from recto.rules._rule import fault, rule
from recto.rules._values import day_of, folded, instead, works

# A run of figures or of letters: what is between two signs.
RUN = re.compile(r"\d+|[^\W\d_]+")
FIGURES = re.compile(r"\d+")
PARTS = ("volume", "number", "pages", "year")
# Types of parts that share the DOI of their whole.
PIECES = frozenset({"incollection", "inbook", "inproceedings", "conference", "suppbook",
                    "bookinbook", "inreference", "suppcollection"})  # fmt: skip


@rule("error")
def doi_form(paper: Paper) -> Iterator[Finding]:
    """A DOI has not the form of one

    What it finds: a `doi` that is not `10.`, a registrant's number, a slash and a name.

    Why it matters: the style makes the address of the DOI itself, and it leads nowhere.

    Example: `doi = {11.1000/182}`, `doi = {10.1000}`

    Instead: `doi = {10.1000/182}`
    """
    for work, field, core in _dois(paper):
        if not DOI.fullmatch(core):
            help = "copy it again: `10.`, digits, a slash and a name, as in `10.1000/182`"
            yield fault(f"`{field.value}` of `{work.key}` is no DOI", field.value_place, help)


@rule("info")
def doi_as_url(paper: Paper) -> Iterator[Finding]:
    """A DOI is given as an address

    What it finds: an address, or the word `doi:`, before the DOI itself.

    Why it matters: the style makes the address of the DOI itself. Some write it twice.

    Example: `doi = {https://doi.org/10.1000/182}`

    Instead: `doi = {10.1000/182}`; `check --fix` does it.
    """
    for work, field, core in _dois(paper):
        if (before := BEFORE.match(field.value)) and DOI.fullmatch(core):
            what = before[0].strip()
            said = "is given as an address" if "." in what else f"begins with `{what}`"
            yield fault(f"the DOI of `{work.key}` {said}", field.value_place, f"write `{core}`",
                        fix=instead(paper, field, core))  # fmt: skip


@rule("warning")
def doi_trailing_period(paper: Paper) -> Iterator[Finding]:
    """A DOI ends with a stop

    What it finds: a stop, a comma or a semicolon behind a DOI.

    Why it matters: it came with the sentence the DOI was copied from. The link leads nowhere.

    Example: `doi = {10.1000/182.}`

    Instead: `doi = {10.1000/182}`; `check --fix` does it.
    """
    for work, field, core in _dois(paper):
        last = field.value.strip("{} ")[-1:]
        if last in tuple(".,;") and DOI.fullmatch(core):
            yield fault(f"the DOI of `{work.key}` ends with `{last}`", field.value_place,
                        f"write `{core}`", fix=instead(paper, field, core))  # fmt: skip


@rule("error")
def doi_duplicate(paper: Paper) -> Iterator[Finding]:
    """Two works have one DOI

    What it finds: a DOI that another entry has, for another work: their titles are not the same.
    The parts of one book or of one volume of proceedings may have its DOI.

    Why it matters: a DOI is one work's. One of the two links leads to the wrong one.

    Example: `doi = {10.1000/182}` in `smith2016` and in `jones2015`

    Instead: look up the DOI of each.
    """
    shared = list(_shared(paper))
    untrue = {one.work.key for one, *_ in _disagreements(paper)} if shared else set()
    for core, later, earlier in shared:
        (work, field), (other, others) = later, earlier
        if other.key in untrue and work.key not in untrue:
            (work, field), (other, others) = earlier, later
        if not _are_one(work, other) and not _are_parts(work, other):
            yield fault(
                f"the DOI `{core}` of `{work.key}` is that of `{other.key}`",
                field.value_place,
                "look up the DOI of each; keep one entry, if they are one work",
                ((others.value_place, f"the DOI of `{other.key}`"),),
            )


def _shared(paper: Paper) -> Iterator[tuple[str, tuple[Work, Field], tuple[Work, Field]]]:
    """Yield every DOI that stands twice, with the later place and the first."""
    first: dict[str, tuple[Work, Field]] = {}
    for work, field, core in _dois(paper):
        met = first.setdefault(core.lower(), (work, field))
        if met[0] is not work:
            yield core, (work, field), met


def _are_one(work: Work, other: Work) -> bool:
    """Tell whether two entries are one work, which is another fault."""
    left, right = (_title(one.value("title")) for one in (work, other))
    if not left or not right or left.startswith(right) or right.startswith(left):
        return True
    from recto.tools.likeness import likeness

    return likeness(left, right) > 80


def _title(title: str) -> str:
    return " ".join(RUN.findall(folded(title)))


def _are_parts(work: Work, other: Work) -> bool:
    """Tell whether two are parts of one whole, or the whole and a part of it."""
    if work.type not in PIECES and other.type not in PIECES:
        return False
    leaning = {one.value(name) for one in (work, other) for name in ("crossref", "xref")}
    if {work.key, other.key} & leaning:
        return True
    names = [{_title(one.value("booktitle")), _title(one.value("maintitle"))} if one.type in PIECES
             else {_title(one.value("title"))} for one in (work, other)]  # fmt: skip
    same = names[0] & names[1] - {""}
    return bool(same) or (bool(work.value("crossref")) and
                          work.value("crossref") == other.value("crossref"))  # fmt: skip


@rule("warning")
def doi_disagrees_with_fields(paper: Paper) -> Iterator[Finding]:
    """A DOI tells of another year, volume or page

    What it finds: a DOI with a year, a volume, a number or a first page in it that is not the
    entry's. What the figures of a DOI mean is known of some publishers, and learnt from the other
    DOIs of the paper, where they all have the volume, say, at that place. A year in a DOI may be
    that of acceptance, and then some later years are allowed.

    Why it matters: it is the DOI of another work, or a figure of the entry is wrong.

    Example: `doi = {10.1103/PhysRevLett.94.218102}, volume = {95}`

    Instead: look the work up, and correct the one that is wrong.
    """
    twice = {one.key for _, *both in _shared(paper) for one, _ in both}
    for one, name, said in _disagreements(paper):
        if one.work.key not in twice:  # of these `doi-duplicate` tells
            yield _disagreement(one, name, said)


def _disagreements(paper: Paper) -> Iterator[tuple[Suffix, str, str]]:
    """Yield every DOI that says otherwise than its entry: what it tells of, and what it says."""
    shapes: dict[str, list[Suffix]] = defaultdict(list)
    for work, field, core in _dois(paper):
        prefix, slash, suffix = core.lower().partition("/")
        if not slash or not any(map(str.isdigit, suffix)):
            continue
        one = Suffix(work, field, core)
        said = _against_form(one, prefix, suffix)
        if said is None:
            # Letters name the journal; figures are what is compared.
            shapes[prefix + FIGURES.sub("#", suffix)].append(one)
        elif said:
            yield one, *said
    for alike in shapes.values():
        if len(alike) == 1 and len(alike[0].figures) != 3:
            continue
        votes = Counter(pair for one in alike for pair in one.roles.items())
        for one in alike:
            said = _against_others(one, votes, len(alike) - 1) or _against_itself(one)
            if said:
                yield one, *said


@dataclass
class Suffix:
    """A DOI and what its entry says of year, volume, number and first page."""

    work: Work
    field: Field
    doi: str

    @cached_property
    def own(self) -> dict[str, str]:
        """Year, volume, number and first page of the entry."""
        return _own(self.work)

    @cached_property
    def figures(self) -> list[str]:
        """The figures of the suffix without leading noughts."""
        found = FIGURES.findall(self.doi.partition("/")[2])
        return [one.lstrip("0") or "0" for one in found]

    @cached_property
    def roles(self) -> dict[int, str]:
        """Which part of the entry each figure is, where it can be only one."""
        roles = {}
        for at, figure in enumerate(self.figures):
            names = [name for name in PARTS if self.own.get(name) == figure]
            if len(names) == 1:
                roles[at] = names[0]
        return roles


def _own(work: Work) -> dict[str, str]:
    own = {}
    for name in ("volume", "number", "pages"):
        value = work.value(name) or (work.value("issue") if name == "number" else "")
        if name == "pages" and (work.value("eid") or work.value("articleno")):
            value = work.value("eid") or work.value("articleno")
        if found := re.match(r"[{\s]*0*(\d+)", value):
            own[name] = found[1]
    if day := day_of(work):
        own["year"] = str(day[0])
    return own


def _against_form(one: Suffix, prefix: str, suffix: str) -> tuple[str, str] | tuple[()] | None:
    """Say what a DOI of a known form says otherwise; None if its form is not known."""
    for form, late in known_forms(prefix, suffix):
        match = form.fullmatch(suffix)
        if match is None:
            continue
        found = match.groupdict()
        own = one.own
        year = int(own.get("year", 0))
        encoded = int(found.get("y") or 0)
        if found.get("t") and year:
            # Two figures: the century is the one that is nearer to the entry's year.
            ends = (1900 + int(found["t"]), 2000 + int(found["t"]))
            encoded = min(ends, key=lambda end: abs(end - year))
        if year and encoded and not encoded - 1 <= year <= encoded + late + 1:
            return "year", str(encoded)
        for sign, name in (("v", "volume"), ("p", "pages"), ("n", "number")):
            said = (found.get(sign) or "").lstrip("0")
            if said and name in own and own[name] != said and not _is_double(one, name, said):
                return name, said
        return ()
    return None


def _is_double(one: Suffix, name: str, said: str) -> bool:
    """Tell whether a field names several numbers, this one among them: `3/4`, `1-2`."""
    value = one.work.value(name) or one.work.value("issue")
    return said in re.findall(r"[1-9]\d*", value) or (name == "number" and len(value) > 3)


def _against_others(
    one: Suffix, votes: Counter[tuple[int, str]], others: int
) -> tuple[str, str] | None:
    """Say what a DOI says otherwise than its entry, at a place where others say the same.

    ``votes`` counts, for all DOIs of this form, which part of its entry a figure is.
    """
    for at, figure in enumerate(one.figures):
        for name in PARTS:
            if name in one.roles.values() or one.own.get(name) in (None, figure):
                continue
            count = votes[at, name]
            enough = count == others if others < 4 else count >= 0.8 * others
            # One other is enough where the rest of this DOI agrees with its own entry.
            if (
                enough
                and (count > 1 or (count and one.roles))
                and not _is_double(one, name, figure)
            ):
                return name, figure
    return None


def _against_itself(one: Suffix) -> tuple[str, str] | None:
    """Look at a DOI alone: two of year, volume and page agree, and the third is in its place."""
    if len(one.figures) != 3:
        return None
    for order in (("year", "volume", "pages"), ("volume", "number", "pages")):
        wrong = [at for at, name in enumerate(order) if one.roles.get(at) != name]
        if len(wrong) == 1 and (own := one.own.get(order[wrong[0]])):
            name, figure = order[wrong[0]], one.figures[wrong[0]]
            if own != figure and not _is_double(one, name, figure):
                return name, figure
    return None


def _disagreement(one: Suffix, name: str, said: str) -> Finding:
    what = "page" if name == "pages" else name
    field = one.work.fields.get("date" if name == "year" else name) or one.work.fields.get("year")
    return fault(
        f"the DOI of `{one.work.key}` tells of the {what} `{said}`, and the entry of "
        f"`{one.own[name]}`",
        one.field.value_place, "look the work up: the DOI or the entry is wrong",
        ((field.value_place, f"the {what}"),) if field else (),
    )  # fmt: skip


def _dois(paper: Paper) -> Iterator[tuple[Work, Field, str]]:
    """Yield every DOI: its work, its field, and the DOI as registered."""
    for work in works(paper):
        field = work.fields.get("doi")
        if field and field.value.strip("{} "):
            yield work, field, bare(field.value)
