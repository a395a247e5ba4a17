"""UTF-8 that was read as another encoding: how it looks, and what it was.

A byte of two or three that made one letter became a letter itself. Read back, the run must give
UTF-8 again; and what it gives must be what texts are made of, for French and Portuguese have
letters that only look so.
"""

from __future__ import annotations

# What the bytes 80 to BF become in Windows-1252.
TAIL = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
CYRILLIC_TAIL = "\u0080-\u00bfЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџЎўЈҐЁЄЇІіґё№єјЅѕї"
RUNS = (
    rf"(?:[\u00c2-\u00df][{TAIL}]|[\u00e0-\u00ef][{TAIL}]{{2}}|\u00f0[{TAIL}]{{3}})+"
    rf"|[\u00c3\u00c2]\?(?=[a-z])"
    rf"|(?:[РСЃвЎ][{CYRILLIC_TAIL}]{{1,2}}){{3,}}|в\u20ac[™œќ“”\u2122\u0153¦]"
    r"|‚Ä[ôúùìîò¶]|√[©®∫∂§±Øâúüßùøî]|\u00ef\u00bf\u00bd|锟斤拷|[\u0080-\u009f]+"
)
# One of these stands in each of them: what is quickly found.
LEADS = "[\u0080-\u009f\u00c2-\u00f0РСЃвЎ‚√锟]"

MAC = {"‚Ä": "mac_roman", "√": "mac_roman"}
QUOTES = "„“”‘’‚…–—›‹"


def mended(text: str, at: int, typed: str) -> str:
    """Return what a run of letters was before it was misread, empty if it is as it should be.

    U+FFFD stands for what nobody can tell.
    """
    if typed.startswith("锟") or typed[1:2] == "?":
        return "\ufffd"
    if typed[0] in "\u0080\u0081" or "\u0080" <= typed[0] <= "\u009f":
        return _one_byte(typed)
    encoding = next((name for start, name in MAC.items() if typed.startswith(start)), "")
    if not encoding and typed[0] in "РСвЃЎ":
        encoding = "cp1251"
    found = _decoded(typed, encoding or "cp1252")
    if not found or found == typed:
        return ""
    if encoding:
        return found if encoding == "mac_roman" or _is_plain(found) else ""
    return found if _is_sure(text, at, typed, found) else ""


def _decoded(typed: str, encoding: str) -> str:
    raw = bytearray()
    for sign in typed:
        try:
            raw += sign.encode(encoding)
        except UnicodeEncodeError:
            if ord(sign) > 0xFF:
                return ""
            raw.append(ord(sign))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _is_sure(text: str, at: int, typed: str, found: str) -> bool:
    before, after = text[max(at - 1, 0) : at], text[at + len(typed) : at + len(typed) + 1]
    first = typed[0]
    if first in "ÂÃ" or "\ufffd" in found or "\ufeff" in found:
        # “A IRMÃ” and «Â» end with the letter itself.
        return typed[1] not in f"{QUOTES}»" or after.isalpha()
    if typed.startswith(("â€", "â‚", "â„", "â\u0080", "â\u0082", "â\u0084")):
        return True
    if len(typed) == 2:
        # Ä and Å end words before a quotation mark; inside one they do not stand beside it.
        if typed[1] in QUOTES:
            return after.islower() and before.isalpha()
        return (
            first in "ÄÅÆÇÈÉ"
            and _is_plain(found)
            and (typed[1] not in "\u00a0»«" or after.islower())
        )
    # Other scripts: only a run of several, without the spaces of French, is sure.
    if len(found) == 2 and first in "ÄÅ":
        return _is_plain(found)
    letters = sum(one.isalpha() for one in found)
    return len(found) > 2 and letters * 2 > len(found) and "\u00a0»" not in typed


def _is_plain(found: str) -> bool:
    return all(
        (one.isalpha() and ord(one) < 0x500) or "\u2010" <= one <= "\u2122" or one.isspace()
        for one in found
    )


def _one_byte(typed: str) -> str:
    """Return what Windows means by control characters."""
    raw = bytes(ord(sign) for sign in typed)
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return "\ufffd"
