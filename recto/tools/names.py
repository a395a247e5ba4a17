"""pybtex: the names and the TeX of a `.bib` value, as a reader sees them."""

from __future__ import annotations

import re

from pybtex.bibtex.utils import split_name_list
from pybtex.database import InvalidNameString
from pybtex.database import Person as PybtexPerson
from pybtex.scanner import PybtexSyntaxError

from recto.model import Person

EXTENDED = re.compile(
    r"\s*(family|given|prefix|suffix)(?:-i)?\s*=\s*(.*?)\s*(?:,|$)", re.IGNORECASE
)
LATEX = re.compile(r"\\|[~$]")
# Commands that only dress their words.
DRESS = re.compile(r"\\(?:emph|text\w\w|mkbib\w+|url|href|enquote)\b\s*")


def read_names(value: str) -> tuple[list[Person], list[tuple[str, str]]]:
    """Read a list of names joined by `and`.

    Also return the names that are none, each with what is wrong with it. What can be read as one,
    though it is several or none ("et al.", a semicolon), is looked at by the rules of names.
    """
    names: list[Person] = []
    odd: list[tuple[str, str]] = []
    for typed in split_name_list(" ".join(value.split())):
        if not typed.strip() or typed.strip().lower() == "others":
            continue
        name = _name(typed.strip())
        if not _is_whole(typed) and " & " in typed.replace("\\&", "&"):
            odd.append((typed, "holds several names"))
        elif name is None and ";" not in typed:
            odd.append((typed, "has too many commas"))
        if name is None:
            name = Person(plain(typed))
        names.append(name)
    return names, odd


def plain(value: str) -> str:
    """Return a value as a reader sees it: TeX read, braces dropped, one space between words."""
    if LATEX.search(value):
        from pybtex.richtext import Text

        try:
            value = str(Text.from_latex(DRESS.sub("", value)))
        except (PybtexSyntaxError, ValueError, LookupError, RecursionError):
            value = value.replace("\\", "")
    return " ".join(re.sub(r"[{}]", "", value).replace("\u00a0", " ").split())


def _name(typed: str) -> Person | None:
    if _is_whole(typed):
        return Person(plain(typed), corporate=True)
    if "=" in typed and (parts := dict(EXTENDED.findall(typed))):
        known = {name.lower(): plain(part.strip('"')) for name, part in parts.items()}
        family, given = known.get("family", ""), known.get("given", "")
        return Person(family, given, known.get("prefix", ""), known.get("suffix", ""))
    try:
        person = PybtexPerson(typed)
    except InvalidNameString:
        return None
    return Person(
        family=plain(" ".join(person.last_names)),
        given=plain(" ".join([*person.first_names, *person.middle_names])),
        prefix=plain(" ".join(person.prelast_names)),
        suffix=plain(" ".join(person.lineage_names)),
    )


def _is_whole(typed: str) -> bool:
    """Tell whether one pair of braces holds a whole name."""
    if not (typed.startswith("{") and typed.endswith("}")):
        return False
    level = 0
    for at, sign in enumerate(typed):
        level += (sign == "{") - (sign == "}")
        if level == 0 and at < len(typed) - 1:
            return False
    return True
