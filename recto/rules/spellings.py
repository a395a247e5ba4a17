"""One person is written one way: initials here and a name in full there, accents, slips."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from recto.model import Finding, Paper
from recto.rules._mentions import WORD, Mention, is_short, letters, mentions_of
from recto.rules._rule import fault, rule
from recto.rules._values import folded

MARKED = re.compile(r"\d|[^\w\s.'’ʼ`´-]")
# A longer family name is none.
LONGEST = 60
# Families of which there are many: initials tell little.
MANY = frozenset(
    ("li", "wu", "xu", "hu", "he", "yu", "lu", "ma", "sun", "zhu", "lee", "kim", "lim", "tan")
)
# So many names make a habit, and so large a share of them.
HABIT, NEARLY_ALL = 5, 0.9


@rule("warning")
def author_initials_inconsistent(paper: Paper) -> Iterator[Finding]:
    """One person is written in two ways

    What it finds: initials where the same person's given name is written out in another entry, in
    a bibliography that writes given names out. Two who may both be meant by the initials are left
    alone, and so are middle names.

    Why it matters: the bibliography lists one person as two, and the reader cannot tell.

    Example: `author = {Soeya, Y.}` beside `author = {Soeya, Yoshihide}`

    Instead: `author = {Soeya, Yoshihide}` in both, if it is the same person.
    """
    yield from (_two_ways(paper, *pair) for pair, slip in _shortened(paper) if slip)


@rule("info")
def author_initials_mixed(paper: Paper) -> Iterator[Finding]:
    """One person is written with initials here and in full there

    What it finds: the same as `author-initials-inconsistent`, where it seems to be a habit: of a
    bibliography that mixes initials and names in full, or of an entry that has initials only.

    Why it matters: the bibliography lists one person as two.

    Example: `author = {Wood, S. N.}` beside `author = {Wood, Simon N.}`

    Instead: one of the two everywhere.
    """
    yield from (_two_ways(paper, *pair) for pair, slip in _shortened(paper) if not slip)


def _is_slip(one: Mention, other: Mention, family: list[Mention]) -> bool:
    """Tell whether initials stand out in their list, and for this person."""
    if len(one.key) < 3 or one.key in MANY:
        return False
    beside = [each for each in one.work.persons[one.field.name] if each.given]
    if len(beside) > 1 and all(is_short(each.given) for each in beside):
        return False
    forms = Counter(each.person.given for each in family)
    return forms[one.person.given] <= forms[other.person.given]


def _two_ways(paper: Paper, one: Mention, other: Mention) -> Finding:
    return fault(
        f"`{one.name}` of `{one.work.key}` is `{other.name}` in `{other.work.key}`",
        one.place(paper), "write one person one way",
        ((other.place(paper), "written so here"),),
    )  # fmt: skip


def _share_of_full(mentions: list[Mention]) -> float:
    if len(mentions) < HABIT:
        return 0
    return sum(not one.short for one in mentions) / len(mentions)


def _shortened(paper: Paper) -> Iterator[tuple[tuple[Mention, Mention], bool]]:
    """Yield each name in initials with the one full name that they can stand for.

    Also tell whether it stands out, or is a habit.
    """
    by_family: dict[str, list[Mention]] = defaultdict(list)
    mentions = mentions_of(paper)
    in_full = _share_of_full(mentions) >= NEARLY_ALL
    for one in mentions:
        by_family[one.key].append(one)
    for several in by_family.values():
        if len(several) < 2:
            continue
        full = {one.first: one for one in reversed(several) if not one.short}
        firsts = {given.partition(" ")[0] for given in full}
        for one in several if full else ():
            if not one.short:
                continue
            given = one.person.given
            meant = [other for other in full.values() if _fits(given, other.person.given)]
            initial = one.first[:1]
            alone = sum(first.startswith(initial) for first in firsts) == 1
            if meant and alone and all(other.work.key != one.work.key for other in meant):
                yield (one, meant[0]), in_full and _is_slip(one, meant[0], several)


def _fits(short_one: str, full: str) -> bool:
    """Tell whether initials can stand for a name: as far as both go."""
    words = WORD.findall(folded(short_one))
    if len(words) == 1:
        words = list(words[0])
    return all(word[:1] == name[:1] for word, name in zip(words, WORD.findall(folded(full)),
                                                          strict=False))  # fmt: skip


@rule("warning")
def author_spelling_inconsistent(paper: Paper) -> Iterator[Finding]:
    """One family name is spelled in two ways

    What it finds: two entries that name what must be one person, with the same given name, and with
    a family name that has lost its accent, a hyphen or a capital in one of them, or that differs in
    one letter where middle names or a common co-author leave no doubt.

    Why it matters: one of the two is a slip of the pen, and the bibliography lists two persons.

    Example: `author = {Muller, Anna K.}` beside `author = {Müller, Anna K.}`

    Instead: `author = {Müller, Anna K.}` in both.
    """
    mentions = mentions_of(paper)
    count = Counter(one.family for one in mentions)
    met: dict[tuple[str, str], Mention] = {}
    found = []
    for one in mentions:
        bare = letters(one.key)
        if len(bare) < 3:
            continue
        other = met.setdefault((bare, one.first[:1]), one)
        if other.family == one.family or other.work.key == one.work.key:
            continue
        if any(each.family.isupper() or MARKED.search(each.family) for each in (one, other)):
            continue  # of capitals and marks other rules tell
        if _fits_either(one.first, other.first):
            found.append(_misspelled(paper, one, other, count))
    found += (_misspelled(paper, *pair, count) for pair in _slips(mentions))
    yield from {one.place: one for one in reversed(found)}.values()


def _fits_either(one: str, other: str) -> bool:
    left, right = WORD.findall(one), WORD.findall(other)
    return all(a == b or (min(len(a), len(b)) == 1 and a[0] == b[0])
               for a, b in zip(left, right, strict=False))  # fmt: skip


def _misspelled(paper: Paper, one: Mention, other: Mention, count: Counter[str]) -> Finding:
    """Say it of the spelling that is the rarer, or has no accents."""
    rank = [(count[each.family], not each.family.isascii()) for each in (one, other)]
    if rank[0] > rank[1]:
        one, other = other, one
    return fault(
        f"`{one.family}` of `{one.work.key}` is spelled `{other.family}` in `{other.work.key}`",
        one.place(paper), f"write `{other.family}`, if it is the same person",
        ((other.place(paper), "spelled so here"),),
    )  # fmt: skip


def _slips(mentions: list[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Yield two who have one given name and nearly one family name, and are one for certain."""
    by_given: dict[str, dict[str, Mention]] = defaultdict(dict)
    for one in mentions:
        if 5 < len(one.key) < LONGEST and not one.short:
            by_given[one.first].setdefault(one.key, one)
    for given, families in by_given.items():
        if len(families) < 2:
            continue
        seen: dict[str, Mention] = {}
        for family, one in families.items():
            nearly = (family[:at] + family[at + 1 :] for at in range(1, len(family)))
            for near in dict.fromkeys((family, *nearly)):
                other = seen.setdefault(near, one)
                if other is not one and _is_one(given, one, other):
                    yield one, other
                    break


def _is_one(given: str, one: Mention, other: Mention) -> bool:
    """Tell whether two with one given name are one: by middle names, or by whom they write with."""
    left, right = one.key, other.key
    if one.work.key == other.work.key or letters(left) == letters(right):
        return False
    # Hansen and Hanson are two families; letters that have changed places are none.
    swapped = len(left) == len(right) and sorted(left) == sorted(right)
    together = {folded(each.family) for each in one.work.persons[one.field.name]} & {
        folded(each.family) for each in other.work.persons.get(other.field.name, ())
    }
    return swapped or len(WORD.findall(given)) > 1 or bool(together)
