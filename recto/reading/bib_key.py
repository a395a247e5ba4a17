"""The key of an entry of a `.bib` file, whatever stands where it should."""

from __future__ import annotations

import re
from typing import NamedTuple

from recto.reading.bib_scan import FIELD, NAME, Scan

COMMAND = re.compile(r"@\s*([^\W\d_]\w*)\s*([{(])")
KEY = re.compile(r"\s*([^\s,{}()=\"#%\\~@]+)[ \t]*(?=[,})\n]|\Z)")
ODD_KEY = re.compile(r"[{\"\s]*([^,\n=]*)")
# A key, no comma, and the first field on the same line.
KEY_AND_FIELD = re.compile(rf"\s*([^\s,{{}}()=\"]+)[ \t]+(?={NAME}\s*=)")
ODD_SIGN = re.compile(r"[{}\"\\~%#]")
# No key that anybody has typed is longer, in characters.
LONGEST = 1000


class Key(NamedTuple):
    """A key, empty where there is none; where it and what follows it begin.

    ``astray``: what follows need not fit.
    """

    key: str
    start: int
    behind: int
    astray: bool = False


def read_key(scan: Scan, type: str, command: int, at: int, end: int) -> Key:  # noqa: A002
    """Read the key at an offset, in the entry of a type whose command begins at another."""
    text = scan.text
    if found := KEY.match(text, at, end):
        if FIELD.match(text, scan.space(found.end(), end), end):
            _comma(scan, found.end(1))
        return Key(found[1], found.start(1), found.end())
    space = scan.space(at, end)
    no_key = FIELD.match(text, space, end) or COMMAND.match(text, space)
    if no_key or text[space : min(space + 1, end)] in (",", "}", ""):
        return _none(scan, command, at)
    if found := KEY_AND_FIELD.match(text, at, end):
        _comma(scan, found.end(1))
        return Key(found[1], found.start(1), found.end())
    found = ODD_KEY.match(text, at, end)
    typed = found[1].rstrip("{}\"' \t") if found else ""
    if not found or not typed or len(typed) > LONGEST:
        return _none(scan, command, at)
    return _odd(scan, type, typed, found, space)


def _odd(scan: Scan, type: str, key: str, found: re.Match[str], space: int) -> Key:  # noqa: A002
    start = found.start(1)
    whole = scan.text[space : found.end(1)].rstrip()
    odd = ODD_SIGN.search(whole)
    astray = False
    if re.search(r"\s", key):
        scan.fault(
            f"the key `{key}` has a space in it", start, start + len(key),
            "write it as one word: no citation can name it as it is",
        )  # fmt: skip
    elif not whole.startswith(key):
        astray = True
        sign = "a brace" if "{" in whole else "a quotation mark"
        scan.fault(
            f"{sign} stands before the key `{key}`", start - 1, found.end(1),
            f"write `@{type}{{{key},`",
        )  # fmt: skip
    elif odd and odd[0] not in "#\\~%":  # one with these can be read; a rule asks who cites it
        scan.fault(
            f"the key `{key}` has `{odd[0]}` in it", start, start + len(whole),
            "use letters, digits, and `-`, `_`, `:` or `.`",
        )  # fmt: skip
    return Key(key, start, found.end(), astray)


def _none(scan: Scan, command: int, at: int) -> Key:
    typed = scan.text[command + 1 : at - 1].strip()
    scan.fault(
        f"an entry `@{typed}` has no key", command, at,
        "give it one, as in `@book{soeya2016, ...`: without it nothing can cite it",
    )  # fmt: skip
    return Key("", at, at)


def _comma(scan: Scan, end: int) -> None:
    scan.fault("a comma is missing behind the key", end - 1, end, "put one here", insert=",")
