"""Which is the family name: it stands in its place, and as in the other entries."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from recto.model import Field, Finding, Paper, Work
from recto.rules._mentions import WORD, Mention, letters, mentions_of
from recto.rules._names import AND, is_body, lists, outside, role, short, spans, spot
from recto.rules._rule import fault, rule
from recto.rules._values import folded, typed

# Of these other rules tell.
ODD = re.compile(r"(?i);|\bname|name\b|author|unknown|et\.? al")
# So many names make a habit, and so large a share of them.
HABIT, SHARE = 5, 0.8
NEARLY_ALL = 0.9


@rule("error")
def author_given_first_swapped(paper: Paper) -> Iterator[Finding]:
    """Family and given name have changed places

    What it finds: a name whose given name stands where the family name belongs, if something says
    so. That is the same two words the other way round in another entry or in the metadata, initials
    in the family's place, a key that has the one and not the other, or a common given name before
    the comma and none behind it.

    Why it matters: the work is filed, and its short form printed, under the given name.

    Example: `author = {Ann, Smith}`

    Instead: `author = {Smith, Ann}`
    """
    from recto.rules._given import GIVEN

    mentions = mentions_of(paper)
    told, keyed = _told(paper), _is_keyed_by_family(mentions)
    pairs = Counter((one.key, one.first) for one in mentions)
    families = Counter(key for key, _ in pairs)
    # The names that their keys confirm.
    confirmed = {(one.key, one.first) for one in mentions if keyed and _is_in_key(one, one.key)}
    for one in mentions:
        why = ""
        if (one.key, one.first) in told or (
            (one.first, one.key) in pairs and _is_reversed(pairs, one, confirmed)
        ):
            why = "it is the other way round elsewhere"
        elif one.person.family[-1] == "." and _are_initials(one):
            why = "initials are no family name"
        elif keyed and not one.short and _is_named_in_key(one):
            why = "the key has the other"
        elif one.key in GIVEN and families[one.key] == 1 and _is_given_alone(one, confirmed):
            why = f"`{one.family}` is a given name"
        if why and "," in one.field.value:
            right = f"{one.person.given}, {one.family}"
            yield fault(f"family and given name of `{one.name}` in `{one.work.key}` have changed "
                        f"places: {why}", one.place(paper), f"write `{right}`")  # fmt: skip


def _told(paper: Paper) -> set[tuple[str, str]]:
    """Return the authors of the paper itself, the wrong way round."""
    return {
        (folded(one.given), folded(one.family))
        for one in paper.metadata.authors
        if one.given and one.family
    }


def _is_reversed(
    pairs: Counter[tuple[str, str]], one: Mention, confirmed: set[tuple[str, str]]
) -> bool:
    """Tell whether the reverse pair is the better one."""
    here, there = pairs[one.key, one.first], pairs[one.first, one.key]
    if (one.key, one.first) in confirmed:
        return False
    if here != there:
        return here < there
    from recto.rules._given import GIVEN

    if (one.key in GIVEN) != (one.first in GIVEN):
        return one.key in GIVEN
    return (one.first, one.key) in confirmed


def _is_keyed_by_family(mentions: list[Mention]) -> bool:
    """Tell whether the keys of the paper are made of the first author's family name."""
    first = {one.work.key: one for one in reversed(mentions) if one.field.name == "author"}
    hits = sum(_is_in_key(one, one.key) for one in first.values())
    return hits >= 3 and hits >= SHARE * len(first)


def _is_in_key(one: Mention, name: str) -> bool:
    """Tell whether the key of a work begins with a name of its first author."""
    persons = one.work.persons.get("author") or one.work.persons.get("editor") or ()
    if not persons or persons[0] is not one.person or len(name) < 3:
        return False
    key, name = folded(one.work.key), letters(name)
    return key.startswith(name[:4]) and (key.startswith(name) or letters(key).startswith(name))


def _is_named_in_key(one: Mention) -> bool:
    """Tell whether a key begins with the given name, and not with the family name."""
    first = one.first.partition(" ")[0]
    return _is_in_key(one, first) and one.person.given[0].isupper() and not (
        _is_in_key(one, one.key) or _is_in_key(one, one.key.rpartition(" ")[2])
    )  # fmt: skip


def _are_initials(one: Mention) -> bool:
    """Tell whether a family name is or ends with initials: `J. R.`, `Susan D.`."""
    initials = re.fullmatch(r"(?:[^\W\d_]+\s+)?(?:[^\W\d_]\.[\s-]*)+", one.person.family)
    return bool(initials) and len(WORD.findall(one.person.given)[0]) > 2


def _is_given_alone(one: Mention, confirmed: set[tuple[str, str]]) -> bool:
    """Tell whether what stands behind a given name may be a family name: one word, and no other."""
    from recto.rules._given import GIVEN

    word = re.fullmatch(r"[^\W\d_]{3,}(?:[-'’][^\W\d_]+)?", one.person.given)
    return bool(word) and one.first not in GIVEN and (one.key, one.first) not in confirmed


@rule("info")
def author_order_inconsistent(paper: Paper) -> Iterator[Finding]:
    """Given names come first, unlike the rest

    What it finds: a name written as `Ann Smith` in a bibliography that writes nearly all of them as
    `Smith, Ann`.

    Why it matters: both are read, but the second leaves no doubt where the family name begins:
    `Ann van Smith Jones` does.

    Example: `author = {Ann Smith}` among forty like `author = {Jones, Ben}`

    Instead: `author = {Smith, Ann}`
    """
    given = [one for one in lists(paper) if any(each.given for each in one[0].persons[one[1].name])]
    # In most lists every name has its comma: they are looked at only if one has none elsewhere.
    plain = [
        one
        for work, field in given
        for text in [typed(paper, field)[0]]
        if "{" in text or any("," not in name for name in AND.split(text))
        for one in _typed_names(paper, work, field)
        if "," not in outside(one[4])
    ]
    if not plain:
        return
    lists_of = {(one[0].key, one[1].name) for each in given for one in _typed_names(paper, *each)}
    odd = {(one[0].key, one[1].name) for one in plain}
    if len(lists_of) < HABIT or len(lists_of - odd) < NEARLY_ALL * len(lists_of):
        return
    seen: set[tuple[str, str]] = set()
    for work, field, start, end, name in plain:
        if (work.key, field.name) not in seen:
            seen.add((work.key, field.name))
            yield fault(
                f"the {role(field)} of `{work.key}` have the given name first, unlike the rest",
                spot(paper, field, start, end), f"write `Family, Given` for `{short(name)}`",
            )  # fmt: skip


def _typed_names(
    paper: Paper, work: Work, field: Field
) -> Iterator[tuple[Work, Field, int, int, str]]:
    """Yield the names of persons in a list, and where each stands in the value."""
    text = typed(paper, field)[0]
    for start, end in spans(text):
        name = text[start:end]
        if " " in outside(name, "x") and not is_body(name) and not ODD.search(name):
            yield work, field, start, end, name
