"""What one file does in one way, and some of its entries in another."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping

from recto.model import Finding, Paper, Place, Work
from recto.rules._key_shapes import shape_of
from recto.rules._rule import fault, rule
from recto.rules._types import type_place

# So many of a hundred are a habit of the file, and so many keys at least.
HABIT, KEYS = 80, 8
# So many entries at least, and so many of a hundred in order, are an order that was meant.
ORDERED, IN_ORDER = 10, 90
NEW_TYPES = {
    "phdthesis": "thesis", "mastersthesis": "thesis", "techreport": "report",
    "conference": "inproceedings", "electronic": "online", "www": "online", "webpage": "online",
}  # fmt: skip
NEW_FIELDS = {
    "journal": "journaltitle", "address": "location", "school": "institution",
    "archiveprefix": "eprinttype", "primaryclass": "eprintclass", "year": "date",
    "annote": "annotation",
}  # fmt: skip


@rule("info")
def key_pattern_deviates(paper: Paper) -> Iterator[Finding]:
    """A key is not made as the others are

    What it finds: a key that does not follow the pattern of at least four of five keys of the file:
    the family name and the year, a word of the title, their order, their capitals and what stands
    between them. Entries without a person or a year are left alone.

    Why it matters: nobody can guess the key, and it may be a leftover of another file.

    Example: `SoeyaTrilateral` among `cha2000`, `park2013` and `tatsumi2015`

    Instead: `soeya2016`; cite it by that key.
    """
    shapes = {
        key: shape
        for key, work in paper.bibliography.works.items()
        if not work.mended and (shape := shape_of(work))
    }
    if not shapes:
        return
    usual, often = Counter(shapes.values()).most_common(1)[0]
    if often < KEYS or often * 100 < HABIT * len(shapes) or not set("AY") & set(usual.upper()):
        return
    example = next(key for key, shape in shapes.items() if shape == usual)
    for key, shape in shapes.items():
        if shape != usual:
            yield fault(
                f"the key `{key}` is not made as the others are",
                paper.bibliography.works[key].key_place,
                f"{often} of {len(shapes)} are made like `{example}`",
            )


@rule("info")
def entry_order(paper: Paper) -> Iterator[Finding]:
    """An entry is out of order

    What it finds: an entry that does not stand where its key belongs, in a file whose other entries
    are in the order of their keys.

    Why it matters: whoever looks for it does not find it, and adds it again.

    Example: `@book{cha2000, ...}` behind `@book{tatsumi2015, ...}`

    Instead: move it between its neighbours in the alphabet.
    """
    works = [*paper.bibliography.works.values()]
    keys = [work.key.casefold() for work in works]
    if len(keys) < ORDERED:
        return
    run = _longest_run(keys)
    if len(run) == len(keys) or len(run) * 100 < IN_ORDER * len(keys):
        return
    kept, ordered = set(run), [keys[at] for at in run]
    for at, work in enumerate(works):
        if at not in kept:
            before = bisect_right(ordered, keys[at])
            where = f"behind `{works[run[before - 1]].key}`" if before else "at the beginning"
            yield fault(f"`{work.key}` is out of order", work.key_place, f"it belongs {where}")


@rule("info")
def type_uppercase(paper: Paper) -> Iterator[Finding]:
    """A type is written with other capitals than the rest

    What it finds: `@ARTICLE` or `@Article` in a file whose other types are written `@article`, or
    the other way round.

    Why it matters: nothing is printed otherwise; the entry came from somewhere else.

    Example: `@ARTICLE{cha2000, ...}` among `@article` and `@book`

    Instead: `@article{cha2000, ...}`
    """
    source = paper.bibliography.source
    typed = {}
    for key, work in paper.bibliography.works.items():
        start = source.offset(work.place.line, work.place.column) + 1
        typed[key] = source.text[start : start + len(work.type)]
    usual = _habit(Counter(_capitals(one) for one in typed.values()))
    if not usual:
        return
    wanted = {"lower": str.lower, "UPPER": str.upper, "Title": _titled}[usual]
    for key, one in typed.items():
        if _capitals(one) != usual and one.isalpha():
            yield fault(
                f"`@{one}` is written with other capitals than the rest",
                type_place(paper.bibliography.works[key], source), f"write `@{wanted(one)}`",
            )  # fmt: skip


@rule("info")
def type_alias(paper: Paper) -> Iterator[Finding]:
    """Types of BibTeX and of biblatex stand side by side

    What it finds: `@phdthesis`, `@techreport`, `@conference` or `@electronic` in a file that
    has `@thesis`, `@report`, `@inproceedings` or `@online` too: the fewer of the two.

    Why it matters: both are printed alike; whoever sorts or searches by type misses some.

    Example: `@techreport{who2020, ...}` among seven `@report`

    Instead: `@report{who2020, ...}`
    """
    works = paper.bibliography.works.values()
    counted = Counter(work.type for work in works)
    for old, new in NEW_TYPES.items():
        if not (counted[old] and counted[new]) or counted[old] == counted[new]:
            continue
        odd, usual = (old, new) if counted[old] < counted[new] else (new, old)
        if old in ("phdthesis", "mastersthesis") and odd == new:
            continue  # a thesis of another degree has no other name
        for work in works:
            if work.type == odd:
                place = type_place(work, paper.bibliography.source)
                yield fault(
                    f"`@{odd}` stands beside `@{usual}`", place, f"write `@{usual}` here, too"
                )


@rule("info")
def field_alias(paper: Paper) -> Iterator[Finding]:
    """Names of fields of BibTeX and of biblatex stand side by side

    What it finds: `journal`, `address`, `school` or `year` in a file whose other entries say
    `journaltitle`, `location`, `institution` or `date`, or the other way round: one of five at
    most.

    Why it matters: both are printed alike; whoever sorts or searches by field misses some.

    Example: one `journal` among twenty `journaltitle`

    Instead: `journaltitle`, here too.
    """
    works = [work for work in paper.bibliography.works.values() if not work.mended]
    counted = Counter(name for work in works for name in work.fields)
    for old, new in NEW_FIELDS.items():
        usual = _habit(Counter({old: counted[old], new: counted[new]}))
        odd = {old: new, new: old}.get(usual, "")
        if not odd or not counted[odd] or (odd == "institution"):
            continue
        for work in works:
            if odd == "date" and len(work.value(odd).strip()) > len("2016"):
                continue  # a year says less
            if odd in work.fields and usual not in work.fields:
                place = _name_place(paper, work, odd)
                yield fault(f"`{odd}` stands beside `{usual}`", place, f"write `{usual}` here, too")


def _habit(counted: Mapping[str, int]) -> str:
    """Return what four of five do, if there are five."""
    total = sum(counted.values())
    usual = max(counted, key=counted.__getitem__, default="")
    return usual if total >= 5 and counted[usual] * 100 >= HABIT * total else ""


def _longest_run(keys: list[str]) -> list[int]:
    """Return the longest part of a list that is in order, as indexes."""
    tails: list[str] = []
    ends: list[int] = []
    before: list[int] = []
    for at, key in enumerate(keys):
        length = bisect_right(tails, key)
        before.append(ends[length - 1] if length else -1)
        if length == len(tails):
            tails.append(key)
            ends.append(at)
        else:
            tails[length], ends[length] = key, at
    found, at = [], ends[-1] if ends else -1
    while at >= 0:
        found.append(at)
        at = before[at]
    return found[::-1]


def _capitals(typed: str) -> str:
    if typed.islower():
        return "lower"
    return "UPPER" if typed.isupper() else "Title"


def _titled(typed: str) -> str:
    return typed[:1].upper() + typed[1:].lower()


def _name_place(paper: Paper, work: Work, name: str) -> Place:
    source, place = paper.bibliography.source, work.fields[name].place
    start = source.offset(place.line, place.column)
    return source.place(start, start + len(name))
