"""How a key is made: of a name, a year, words of the title, and what stands between them."""

from __future__ import annotations

import re

from recto.model import Work
from recto.rules._same_work import plain_words

YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
PIECE = re.compile(r"(?P<letters>[^\W\d_]+)|(?P<digits>\d+)|(?P<sign>.)")

# Letters that a key spells out, or writes without their marks: `soerensen2009`, `sorensen2009`.
SPELT_OUT = str.maketrans({
    "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ø": "oe",
    "Ø": "Oe", "æ": "ae", "Æ": "Ae", "œ": "oe", "å": "aa", "Å": "Aa", "ł": "l", "Ł": "L",
    "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "Þ": "Th", "ı": "i",
})  # fmt: skip
BARE = str.maketrans("øØłŁđĐðı", "oOlLdDdi")


def shape_of(work: Work) -> str:
    """Return the pattern of a key, empty where the entry lacks what a pattern is made of.

    `A` stands for the first family name, `Y` for a year, `T` and `w` for words, each with its
    capitals: `a` is a name in small letters.
    """
    people = work.persons.get("author") or work.persons.get("editor") or ()
    if not people or people[0].corporate or not (work.value("date") or work.value("year")):
        return ""
    names = (f"{people[0].prefix} {people[0].family}", people[0].family)
    spellings = [typed for name in names
                 for typed in (name, name.translate(SPELT_OUT), name.translate(BARE))]  # fmt: skip
    families = tuple(dict.fromkeys(
        form for typed in spellings if (form := plain_words(typed).replace(" ", "")).isascii()
    ))  # fmt: skip
    if not any(families) or not work.key.isascii():
        return ""
    shape: list[str] = []
    for found in PIECE.finditer(work.key):
        piece = found[0]
        if found["digits"]:
            shape.append("Y" if YEAR.fullmatch(piece) else "y" if len(piece) == 2 else "9")
        elif found["sign"]:
            shape.append(piece)
        else:
            letters = _letters(piece, families, shape)
            if not letters and shape[-1] in "-_.:":
                shape.pop()  # it stands inside the name
            shape += letters
    while len(shape) > 2 and shape[-1] == "s":
        shape.pop()  # the letter that tells two works of a year apart
    return "".join(shape)


def _letters(piece: str, families: tuple[str, ...], before: list[str]) -> list[str]:
    small = piece.casefold()
    if len(piece) == 1 and before and before[-1] in "Yy":
        return ["s"]
    for family in families:
        if family and small == family:
            return [_cased("a", piece)]
        if len(family) > 2 and small.startswith(family):
            rest = piece[len(family) :]
            return [_cased("a", piece[: len(family)]), _cased("w", rest)]
    # The parts of a double name, and a name cut short, are that name.
    if len(small) > 2 and any(family.startswith(small) or small in family for family in families):
        return [_cased("a", piece)] if not any(one in "aA" for one in before) else []
    return [_cased("w", piece)]


def _cased(sign: str, piece: str) -> str:
    # `vanKampen` is as much a name with a capital as `Nisbet`.
    large = not piece.islower() if sign == "a" else piece[:1].isupper()
    return sign.upper() if large else sign
