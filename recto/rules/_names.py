"""Lists of names as typed: where each name stands, and whether it is a person's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.model import Field, Paper, Place, Work
from recto.rules._values import typed, works

AND = re.compile(r"[{}]|\s+and(?=\s)", re.IGNORECASE)
INITIAL = re.compile(r"[^\W\d_]\.")


def lists(paper: Paper) -> Iterator[tuple[Work, Field]]:
    """Yield every field that holds names."""
    for work in works(paper):
        for name in work.persons:
            yield work, work.fields[name]


def spans(text: str) -> list[tuple[int, int]]:
    """Return where each name of a list begins and ends, as it is typed."""
    spans, level, start = [], 0, 0
    for match in AND.finditer(text):
        if match[0] in "{}":
            level += 1 if match[0] == "{" else -1
        elif level <= 0:
            spans.append((start, match.start()))
            start = match.end()
    spans.append((start, len(text)))
    return [
        (start + len(name) - len(name.lstrip()), start + len(name.rstrip()))
        for start, end in spans
        if (name := text[start:end]).strip()
    ]


def outside(name: str, sign: str = " ") -> str:
    """Return a name with what stands in braces blanked out: its length stays what it is."""
    if "{" not in name:
        return name
    out, level = [], 0
    for one in name:
        level += one == "{"
        out.append(sign if level > 0 else one)
        level -= one == "}"
    return "".join(out)


def spot(paper: Paper, field: Field, start: int, end: int) -> Place:
    """Return the place of a part of a value, from its offsets there."""
    at = typed(paper, field)[1]
    return paper.bibliography.source.place(at + start, at + end)


def role(field: Field) -> str:
    """Say who a field names."""
    return {"author": "authors", "editor": "editors", "translator": "translators"}.get(
        field.name, "names"
    )


def short(name: str) -> str:
    """Return a name on one line, cut off where it is long."""
    name = " ".join(name.split())
    return name if len(name) < 80 else name[:79].rstrip() + "…"


def is_body(name: str) -> bool:
    """Tell whether a name as typed is a body's that has no braces of its own."""
    from recto.rules._given import ADJECTIVES, BODY, DOUBTFUL

    bare = outside(name, "x")
    words = [word.strip("., ") for word in bare.lower().replace(",", " , ").split()]
    words = [word for word in words if word]
    family, comma, given = bare.partition(",")
    if len(words) < 2:
        return False
    if comma and len(family.split()) == 1 and not given.strip(" .").lower().startswith("inc"):
        return False  # a person with such a name: Church, Alonzo
    if not BODY.isdisjoint(words):
        return True
    telling = not ADJECTIVES.isdisjoint(words)
    if not DOUBTFUL.isdisjoint(words):
        return telling or (not comma and len(words) > 2 and not INITIAL.search(bare))
    return not comma and telling and opens_body(bare.lower())


def opens_body(value: str) -> bool:
    """Tell whether small letters begin as the name of a body does."""
    from recto.rules._given import OPENERS

    return value.startswith(OPENERS)
