"""The order of an index: word by word, without accents, with the letters of a language in place.

A word without a letter of its own in the alphabet is sorted by its base letters, as Unicode
decomposes them (UAX #15). Han signs have no order but that of their codes: give them a sort key.
"""

from __future__ import annotations

import re
import unicodedata

Key = tuple[tuple[int, int], ...]

# Letters that Unicode does not decompose.
BASES = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)
# Letters that stand after all others, in this order; and those that stand after their base letter.
LAST = {"sv": "åäö", "fi": "åäö", "da": "æøå", "nb": "æøå", "nn": "æøå", "no": "æøå", "is": "þæö"}
AFTER = {
    "es": "ñ", "pl": "ąćęłńóśźż", "cs": "čřšž", "sk": "čšž", "hr": "čćđšž", "sl": "čšž",
    "tr": "çğıöşü", "hu": "öü", "ro": "ăâîșț", "et": "õäöü", "lt": "čšž", "lv": "čšž",
}  # fmt: skip
NUMBER = re.compile(r"\d+")
# Signs inside a word, which its order passes over.
JOINERS = frozenset("-‐‑'’ʻʼ`·.")
DIGIT, LETTER, HAN = 1, 2, 3
GAP = 0, 0  # between words


def sort_key(words: str, language: str) -> Key:
    """Return what words are sorted by in a language, as BCP 47 names it ("en-US")."""
    key: list[tuple[int, int]] = []
    folded = NUMBER.sub(lambda number: number[0].zfill(12), words.casefold())
    for sign in unicodedata.normalize("NFC", folded):
        if (rank := _rank(sign, language.partition("-")[0].lower())) is not None:
            key.append(rank)
            continue
        for letter in unicodedata.normalize("NFKD", sign).translate(BASES):
            if letter.isdecimal():
                key.append((DIGIT, ord(letter)))
            elif unicodedata.name(letter, "").startswith("CJK UNIFIED"):
                key.append((HAN, ord(letter)))
            elif letter.isalnum():
                key.append((LETTER, ord(letter) * 100))
            elif letter in JOINERS or unicodedata.combining(letter):
                continue
            elif key and key[-1] != GAP:
                key.append(GAP)
    return tuple(key)


def _rank(sign: str, language: str) -> tuple[int, int] | None:
    last, after = LAST.get(language, ""), AFTER.get(language, "")
    if sign in last:
        return LETTER, ord("z") * 100 + 50 + last.index(sign)
    if sign in after:
        base = unicodedata.normalize("NFKD", sign).translate(BASES)[0]
        return LETTER, ord(base) * 100 + 1 + after.index(sign)
    return None


def letter_of(key: Key) -> str:
    """Return what a key has in common with others of its letter; figures and Han signs are one."""
    kind, sign = key[0] if key else GAP
    return f"{chr(sign // 100)}{sign % 100 or ''}" if kind == LETTER else str(kind == HAN)
