"""Names of journals, publishers and places: what matters in them, and what they stand for."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

SMALL = "of the and for in on de der des die das du la le les et und a an & to"
# Words that stay small in a headline.
HEADLINE = (
    "the of and in on for to a an with from by at as or nor but its is it into through between "
    "under over after before during against about via per than toward towards upon within without "
    "across among vs versus de la du des von van der den et und al el be are was were that if we do"
)
# What a publisher's name may have or lack.
BUSINESS = (
    "press publishers publisher publishing publications publication books verlag inc ltd llc co "
    "company corp corporation gmbh bv b v sa sas ag plc limited international group usa us uk the "
    "and sons of new york london berlin heidelberg"
)
# What stands behind a town and only says where it lies.
REGION = (
    r"[A-Z]{2,3}|(?:[A-Z]\.\s?){2,3}|USA|England|Germany|France|The Netherlands|Netherlands|Italy|"
    r"Switzerland|United (?:States|Kingdom)(?: of America)?|Mass\.|Conn\.|Calif\.|Ill\.|Penn?\.|"
    r"Massachusetts|Connecticut|California|Illinois|New Jersey|Pennsylvania|Maryland|Japan|Korea|"
    r"South Korea|Republic of Korea|China|Canada|Australia|India|Spain|Austria|Belgium"
)
LONG = {
    "univ": "university", "u": "university", "pr": "press", "publ": "publishers",
    "pub": "publishers", "inst": "institute", "acad": "academic", "natl": "national",
    "int": "international", "intl": "international", "assoc": "association", "soc": "society",
    "bros": "brothers", "coll": "college", "ed": "editions", "edn": "editions",
    "p": "press",
}  # fmt: skip
# Towns of one name in two countries.
TWICE = "cambridge london oxford durham birmingham manchester athens boston"


@cache
def listed(words: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(words.split())


@lru_cache(maxsize=65536)
def folded(name: str) -> str:
    """Return a name without case, article, braces and stops, and with "and" for `&`."""
    bare = re.sub(r"\\&|&", " and ", name)
    bare = re.sub(r"[{}\\]", "", bare).casefold()
    words = re.findall(r"[^\W_]+", bare.replace("’", "").replace("'", ""))
    if len(words) > 1 and words[0] in ("the", "die", "der", "das", "le", "la", "les"):
        words = words[1:]
    return " ".join(words)


@lru_cache(maxsize=65536)
def publisher_name(name: str) -> str:
    """Return the folded name of a publisher without what only says that it is one."""
    bare = folded(name).replace(" science and business media", "")
    words = [LONG.get(word, word) for word in bare.split()]
    while len(words) > 1 and words[-1] in listed(BUSINESS):
        words.pop()
    if words[:1] == ["john"] and len(words) == 2:
        words = words[1:]
    return " ".join(words)


@lru_cache(maxsize=65536)
def town(name: str) -> str:
    """Return the folded name of a place without accents and without what follows its comma."""
    head, _, tail = name.partition(",")
    if tail and not re.fullmatch(REGION, tail.strip()):
        return folded(name)  # New York, London: two places
    before = folded(head)
    plain = unicodedata.normalize("NFD", before).encode("ascii", "ignore").decode()
    return folded(name) if plain in listed(TWICE) else plain or before


def is_abbreviated(name: str) -> bool:
    """Tell whether the words of a name are cut: J. Am. Chem. Soc., Int Secur."""
    words = name.split()
    cut = sum(bool(re.fullmatch(r"[^\W\d_]{1,7}\.(?:-[^\W\d_]+\.)?", word)) for word in words)
    if cut == 1 and words[0] in ("St.", "Dr.", "Mr.", "U.S."):
        return False
    return cut > 0 and (
        cut * 2 >= len([word for word in words if word.lower() not in listed(SMALL)])
    )


def abbreviates(short: str, full: str) -> bool:
    """Tell whether an abbreviated name may stand for a full one, word for word."""
    cut = [word for word in folded(short).split() if word not in listed(SMALL)]
    whole = [word for word in folded(full).split() if word not in listed(SMALL)]
    if len(cut) != len(whole) or not cut or cut == whole:
        return False
    return all(map(_is_cut, cut, whole))


def _is_cut(short: str, long: str) -> bool:
    if long.startswith(short):
        return True
    # natl, intl, dept: the first letters, and the last one.
    if len(short) < 3 or short[:2] != long[:2] or short[-1] not in long[2:]:
        return False
    rest = iter(long)
    return all(letter in rest for letter in short)


def is_slip(rare: str, better: str, more: bool) -> bool:
    """Tell whether a folded name is another one with a slip of the pen in one of its words.

    ``more``: the other is the more usual.
    """
    pairs = [pair for pair in zip(rare.split(), better.split(), strict=True) if pair[0] != pair[1]]
    (one, other), alone = pairs[0] if len(pairs) == 1 else ("", ""), " " not in rare
    if min(len(one), len(other)) < 5 or not (one.isalpha() and other.isalpha()):
        return False
    if one.rstrip("s") == other.rstrip("s") and (alone or not more):
        return False  # Polymer and Polymers are two journals
    if one[0] != other[0] or _are_forms(one, other):
        return False  # economic and economics, nature and natural are two words
    left, right = _differing(one, other)
    if sorted(left) == sorted(right) and len(left) == 2:
        return True
    most = 2 if min(len(one), len(other)) > 8 else 1
    if not left or not right:
        return len(left + right) <= most
    # Hematology and Hepatology: a letter for another is a slip only where the other name is usual.
    return more and max(len(left), len(right)) <= most


def _differing(one: str, other: str) -> tuple[str, str]:
    """Return what is left of two words without the letters that they begin and end with alike."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]


def _are_forms(one: str, other: str) -> bool:
    endings = ("", "s", "es", "al", "ic", "ics", "ical", "y", "ies", "e", "er", "ed", "ing", "n",
               "an", "ian", "ist", "ists")  # fmt: skip
    stem = 0
    while stem < min(len(one), len(other)) and one[stem] == other[stem]:
        stem += 1
    tails = {one[stem:], other[stem:]}
    return stem > 3 and tails.issubset(endings) and not tails.issubset({"", "s"})
