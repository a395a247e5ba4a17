"""One journal, one publisher, one place: named in one way throughout.

Names are brought together by what does not matter in them (case, `&` or "and", an article before
them, stops), and near ones by all of their words but one: nothing is compared with everything.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from recto.model import Field, Finding, Paper, Work
from recto.rules._once import once
from recto.rules._printed import JOURNALS, PLACES, printed
from recto.rules._rule import fault, rule
from recto.rules._written import (
    HEADLINE,
    abbreviates,
    folded,
    is_abbreviated,
    is_slip,
    listed,
    publisher_name,
    town,
)  # fmt: skip

# Houses with several seats: only the odd one out of many is a doubt.
SEATS = (
    r"(?i)routledge|springer|palgrave|oxford u|cambridge u|wiley|elsevier|brill|sage|penguin|"
    r"macmillan|bloomsbury|gruyter|peter lang|taylor|francis|mcgraw|pearson|harper|random house|"
    r"norton|blackwell|edward elgar|academic press|ieee|acm|association|united nations|oecd|"
    r"world bank|crc|kluwer|birkh|verso|polity|ashgate|lexington|rowman|basic books|free press"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A name as it is typed, in what entry and in what field."""

    words: str
    work: Work
    field: Field


@rule("warning")
def journal_abbreviated(paper: Paper) -> Iterator[Finding]:
    """A journal is abbreviated here and named in full elsewhere

    What it finds: "Int. Secur." in a file that has "International Security" as well, and one of
    the few abbreviated journals of a file that names the others in full.

    Why it matters: the same journal seems to be two, and the bibliography is of two kinds.

    Example: `journal = {Int. Secur.}`

    Instead: `journal = {International Security}`
    """
    journals = _journals(paper)
    names = Counter(one.words for one in journals)
    short = [name for name in names if is_abbreviated(name)]
    full = _by_initial(name for name in names if not is_abbreviated(name) and " " in name)
    letters = [name for name in names if re.fullmatch(r"[A-Z]{3,7}", name)]
    meant = {name: _written_out(name, full) for name in [*short, *letters]}
    few = len(names) - len(short) >= 4 and len(short) * 5 <= len(names)
    for one in journals:
        if long := meant.get(one.words):
            first = next(other for other in journals if other.words == long)
            message = f"the journal `{one.words}` of `{one.work.key}` is named in full elsewhere"
            also = ((first.field.value_place, "in full here"),)
            yield fault(message, one.field.value_place, f"write `{long}`", also)
        elif few and one.words in meant and "." in one.words:
            message = (
                f"the journal `{one.words}` of `{one.work.key}` is abbreviated, few others are"
            )
            yield fault(message, one.field.value_place, "write its name in full")


@rule("info")
def journal_inconsistent(paper: Paper) -> Iterator[Finding]:
    """A journal is named in two ways

    What it finds: two spellings of one name that differ in case, in "&" and "and", in "The" before
    it or in a stop, and a name that is nearly another: a slip of the pen.

    Why it matters: the same journal seems to be two.

    Example: `journal = {Pacific Review}` beside `journal = {The Pacific Review}`

    Instead: one of the two throughout.
    """
    full = [one for one in _journals(paper) if not is_abbreviated(one.words)]
    yield from _two_ways(full, _text(paper), "journal")


@rule("info")
def booktitle_inconsistent(paper: Paper) -> Iterator[Finding]:
    """A book or a series is named in two ways

    What it finds: two spellings of one `booktitle` or one `series` that differ in case, in "&" and
    "and", in a stop or by a slip of the pen.

    Why it matters: two chapters of one book seem to be of two.

    Example: `booktitle = {Trilateralism and Beyond}` beside `booktitle = {Trilateralism & Beyond}`

    Instead: one of the two throughout.
    """
    for name in ("booktitle", "series"):
        yield from _two_ways(_named(paper, (name,)), _text(paper), name)


@rule("info")
def publisher_inconsistent(paper: Paper) -> Iterator[Finding]:
    """A publisher is named in two ways

    What it finds: two forms of one name: "Univ." and "University", "MIT Press" and "The MIT Press",
    "Wiley" and "John Wiley & Sons", one that has lost its "Press", and slips of the pen.

    Why it matters: the same house seems to be two.

    Example: `publisher = {Cornell Univ. Press}` beside `publisher = {Cornell University Press}`

    Instead: one of the two throughout.
    """
    named = _named(paper, ("publisher",))
    yield from _two_ways(named, _text(paper), "publisher", publisher_name)


@rule("info")
def place_inconsistent(paper: Paper) -> Iterator[Finding]:
    """A place is named in two ways

    What it finds: two spellings of one place: a slip of the pen, "New York, NY" among "New York",
    "München" and "Munchen". Places of one name, as the two Cambridges, are left alone.

    Why it matters: the bibliography is of two kinds, or a name is wrong.

    Example: `location = {Seatle}` beside `location = {Seattle}`

    Instead: `location = {Seattle}`
    """
    named = _named(paper, PLACES)
    by_town = {one.words: folded(one.words.partition(",")[0]) for one in named}
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for one in named:
        groups[by_town[one.words]][one.words] += 1
    near = _slips(groups, _text(paper))
    for one in named:
        if better := near.get(by_town[one.words]):
            right = next(other for other in named if by_town[other.words] == better)
            yield fault(
                f"the place `{one.words}` of `{one.work.key}` is elsewhere `{right.words}`",
                one.field.value_place,
                f"did you mean `{right.words}`?",
                ((right.field.value_place, "elsewhere"),),
            )
    rest = [one for one in named if by_town[one.words] not in near]
    yield from _two_ways(rest, _text(paper), "place", town)


@rule("info")
def place_conflict(paper: Paper) -> Iterator[Finding]:
    """A publisher has two places

    What it finds: one publisher with another place than in its other entries. A house with several
    seats is only named where one of many is the odd one out.

    Why it matters: one of the two is more likely wrong than not.

    Example: `publisher = {Cornell University Press}, location = {New York}` beside two entries with
    `location = {Ithaca}`

    Instead: the place that the title page names.
    """
    by_house: dict[str, list[Named]] = defaultdict(list)
    for one in _named(paper, PLACES):
        if publisher := one.work.value("publisher").strip("{}"):
            by_house[publisher_name(publisher) or publisher].append(one)
    for named in by_house.values():
        if len({one.words for one in named}) > 1:
            yield from _conflicts(named)


def _conflicts(named: list[Named]) -> Iterator[Finding]:
    """Yield a finding for each place of a publisher that is neither its usual one nor repeated."""
    towns = Counter(one_town for one in named for one_town in _towns(one.words))
    usual, times = towns.most_common(1)[0]
    house = named[0].work.value("publisher").strip("{}")
    if len(towns) < 2 or (times < 3 and re.search(SEATS, house)):
        return
    first = next(one for one in named if usual in _towns(one.words))
    for one in named:
        own = _towns(one.words)
        if usual in own or any(towns[one_town] > 1 for one_town in own):
            continue
        if any(is_slip(one_town, usual, True) for one_town in own if " " not in one_town + usual):
            continue  # `place-inconsistent` says it
        yield fault(
            f"`{house}` is in `{one.words}` here, elsewhere in `{first.words}`",
            one.field.value_place,
            "look at the title page",
            ((first.field.value_place, "elsewhere"),),
        )


def _two_ways(
    named: list[Named], text: str, what: str, key_of: Callable[[str], str] = folded
) -> Iterator[Finding]:
    """Yield a finding for each name that has another, more usual spelling."""
    firsts: dict[str, Named] = {}
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for one in named:
        firsts.setdefault(one.words, one)
        groups[key_of(one.words) or one.words][one.words] += 1
    usual = {key: _usual(spelled) for key, spelled in groups.items()}
    near = _slips(groups, text)
    for one in named:
        key = key_of(one.words) or one.words
        better = usual[near.get(key, key)]
        if better == one.words:
            continue
        yield fault(
            f"the {what} `{one.words}` of `{one.work.key}` is elsewhere `{better}`",
            one.field.value_place,
            f"did you mean `{better}`?" if key in near else f"write `{better}` throughout",
            ((firsts[better].field.value_place, "elsewhere"),),
        )


def _usual(spelled: Counter[str]) -> str:
    """Return the most usual spelling; of two that are as usual, the one that is written out.

    That is the one without a stop, with the capitals of a name, and at last the first in the file.
    """

    def rank(words: str) -> tuple[int, bool, int, bool]:
        parts = words.split()
        written = "." not in words and (len(parts) > 1 or parts[0].istitle())
        capitals = sum(one[0].isupper() for one in parts if one != "The")
        return spelled[words], written, capitals, "Press" in parts

    return max(spelled, key=rank)


def _slips(groups: Mapping[str, Counter[str]], text: str) -> dict[str, str]:
    """Return the names that are another one with a slip of the pen in it, and those others.

    ``text``: the whole file. Of two names that are as usual, the one is a slip whose odd word
    stands there less often.
    """
    # Such a slip leaves all words alone but one, and of that the first letter.
    blocks: dict[str, list[str]] = defaultdict(list)
    for name in groups:
        words = name.split()
        for at, word in enumerate(words) if len(words) < 12 else ():
            if len(word) > 4:
                blocks[" ".join([*words[:at], f"{word[0]}*", *words[at + 1 :]])].append(name)
    found: dict[str, str] = {}
    for block in blocks.values():
        for one, other in combinations(block, 2) if len(block) < 40 else ():
            if not (is_slip(one, other, True) or is_slip(other, one, True)):
                continue
            often = [_often(name, block, groups, text) for name in (one, other)]
            rare, better = (one, other) if often[0] < often[1] else (other, one)
            if is_slip(rare, better, often[0] != often[1]):
                found.setdefault(rare, better)
    return {rare: better for rare, better in found.items() if better not in found}


def _often(
    name: str, block: list[str], groups: Mapping[str, Counter[str]], text: str
) -> tuple[int, int]:
    """Return how often a name stands in its fields, and its odd word in the file."""
    words = Counter(word for one in block for word in one.split())
    odd = [word for word in name.split() if words[word] < len(block)]
    return sum(groups[name].values()), sum(text.count(word) for word in odd)


def _by_initial(names: Iterable[str]) -> dict[str, list[str]]:
    """Return full names by their first letter, and by the letters that their words begin with."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for name in names:
        words = [one for one in name.split() if one.lower() not in listed(HEADLINE)]
        for key in {folded(name)[:2], "".join(one[0] for one in words).upper()}:
            blocks[key].append(name)
    return blocks


def _written_out(name: str, full: Mapping[str, list[str]]) -> str:
    """Return the full name that an abbreviated one stands for, empty if none of the file's does."""
    if name.isupper():
        return full[name][0] if name in full else ""
    first = folded(name)[:2].strip()
    blocks = [first] if len(first) > 1 else [key for key in full if key[:1] == first]
    return next((one for key in blocks for one in full.get(key, ()) if abbreviates(name, one)), "")


def _towns(words: str) -> set[str]:
    parts = re.split(r"\s*(?:/|;|&|\\&|\band\b|\bund\b|–)\s*", words)
    return {town(part.partition(",")[0]) for part in parts if part.strip("{} ")}


@once
def _text(paper: Paper) -> str:
    return paper.bibliography.source.text.casefold()


@once
def _journals(paper: Paper) -> list[Named]:
    return _named(paper, JOURNALS)


def _named(paper: Paper, names: tuple[str, ...]) -> list[Named]:
    """Return the values of some fields without their braces, in the order of the file."""
    named = [
        Named(words, work, field)
        for work, field in printed(paper, names)
        if (words := re.sub(r"\{?\\&\}?", "&", field.value).strip("{} "))
    ]
    return sorted(named, key=lambda one: one.field.place.line) if len(names) > 1 else named
