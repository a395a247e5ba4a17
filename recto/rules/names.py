"""Lists of names: what stands between one name and the next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from recto.model import Field, Finding, Paper, Patch, Work
from recto.rules._names import INITIAL, is_body, lists, outside, role, short, spans, spot
from recto.rules._rule import fault, rule
from recto.rules._values import folded, instead, typed

SUFFIX = re.compile(
    r"(?i)(?:jr|sr|jnr|snr|jun|sen|junior|senior|[ivx]{1,4}|[2-9](?:nd|rd|th)|ph\.?\s?d|esq|fils|"
    r"neto|filho|s\.?\s?j|o\.?\s?p|o\.?\s?s\.?\s?b|m\.?\s?d)\.?"
)
JUNIOR = re.compile(r"(?i)[js]r\.?|junior|senior")
# Without one of these no list is cut short by hand: a quick look.
CUT = (" al", "u.", " et", "andere", "otros", "altri", "др", "etc", "olleagues", "workers",
       "other ", "...", "\u2026", "dots")  # fmt: skip
EMPTY = re.compile(r"(?i)(?<!\S)and(?:\s+and(?!\S))+|^\s*and(?=\s)|(?<=\s)and\s*$")


@rule("error")
def author_semicolon(paper: Paper) -> Iterator[Finding]:
    """Names are separated by semicolons

    What it finds: a semicolon between the names of authors, editors or translators. One in the
    braces of a body's name is part of it.

    Why it matters: BibTeX separates names by the word `and` alone. All of them are read as one
    person, and printed so.

    Example: `author = {Smith, Ann; Jones, Ben}`

    Instead: `author = {Smith, Ann and Jones, Ben}`; `check --fix` does it.
    """
    for work, field in lists(paper):
        if ";" not in field.value:
            continue
        text, _ = typed(paper, field)
        for start, end in spans(text):
            name = text[start:end]
            if ";" in outside(re.sub(r"&#?\w+;", "", name)):
                joined = re.sub(r"\s*;\s*(?:and\s+)?", " and ", name.rstrip("; \t\n"))
                yield fault(
                    f"semicolons separate the {role(field)} of `{work.key}`",
                    spot(paper, field, start, end),
                    f"write `{joined}`" if len(joined) < 60 else "separate them by ` and `",
                    fix=instead(paper, field, joined, name),
                )


@rule("error")
def author_commas_no_and(paper: Paper) -> Iterator[Finding]:
    """Names are separated by commas

    What it finds: several names in the place of one, with commas between them, that can still be
    read as one (`name-form` tells of those that cannot); a comma with nothing behind it; a `Jr.`
    that stands last.

    Why it matters: a comma separates the family name from the given one. The second person is
    printed as the first one's given name.

    Example: `author = {A. Smith, B. Jones}`, `author = {Smith, Ann, and Jones, Ben}`

    Instead: `author = {A. Smith and B. Jones}`, `author = {Smith, Ann and Jones, Ben}`
    """
    for work, field in lists(paper):
        if (
            "," not in field.value
            or ";" in field.value
            or "&" in field.value
            or not _may_be_several(work, field)
        ):
            continue
        text, _ = typed(paper, field)
        for start, end in spans(text):
            name = text[start:end]
            said = _commas(name) or _by_key(name, work)
            if said and not is_body(name) and not _et_al().search(name):
                yield fault(f"`{short(name)}` of `{work.key}` {said[0]}",
                            spot(paper, field, start, end), said[1])  # fmt: skip


def _may_be_several(work: Work, field: Field) -> bool:
    """Tell quickly whether some name may be several: most lists are good."""
    if re.search(r",\s*(?:,|$|and\s)", field.value):
        return True
    return any(
        one.suffix or INITIAL.match(one.family) or (" " in one.family and " " in one.given)
        or SUFFIX.fullmatch(one.given)
        for one in work.persons[field.name]
        if not one.corporate
    )  # fmt: skip


def _commas(name: str) -> tuple[str, str] | None:
    """Say what is wrong with the commas of a name, and the remedy; None if nothing is."""
    # Of degrees `name-with-more` tells.
    if "," not in outside(name) or re.search(r"(?i)\b(?:family|given)\s*=|,\s*ph\.?\s?d\.?$", name):
        return None
    parts = [part.strip() for part in outside(name, "x").split(",")]
    if not all(parts):
        return "has a comma too many", "take it out: `and` alone separates names"
    if len(parts) == 3 and not SUFFIX.fullmatch(parts[1]):
        if SUFFIX.fullmatch(parts[2]):
            return _suffix(parts[2], f"{parts[0]}, {parts[2]}, {parts[1]}")
    elif len(parts) != 2 or not _are_two(*parts):
        first = parts[0].split()
        if len(parts) == 2 and len(first) > 1 and JUNIOR.fullmatch(parts[1]):
            return _suffix(parts[1], f"{first[-1]}, {parts[1]}, {' '.join(first[:-1])}")
        return None
    return "is more than one name", "separate the names by ` and `"


def _by_key(name: str, work: Work) -> tuple[str, str] | None:
    """Look at two words, a comma and two words: a key tells which is the family name."""
    parts = [part.split() for part in outside(name, "x").split(",")]
    if [len(part) for part in parts] != [2, 2]:
        return None
    from recto.rules._given import GIVEN

    key, (before, last) = folded(work.key), map(folded, parts[0])
    if before in GIVEN and len(last) > 2 and key.startswith(last) and not key.startswith(before):
        return "is more than one name", "separate the names by ` and `"
    return None


def _suffix(suffix: str, right: str) -> tuple[str, str]:
    return f"has `{suffix}` in the place of the given name", f"write `{right}`"


def _are_two(first: str, second: str) -> bool:
    """Tell whether each side of a comma is a whole name, given name and family name."""
    left, right = first.split(), second.split()
    if min(len(left), len(right)) < 2:
        return False
    if INITIAL.match(first):
        return all(len(one[-1].strip(".")) > 1 for one in (left, right))
    from recto.rules._given import GIVEN

    return left[0].lower() in GIVEN and right[0].lower() in GIVEN


@rule("warning")
def author_et_al(paper: Paper) -> Iterator[Finding]:
    """The rest of the names is cut short by hand

    What it finds: "et al." and its like ("u. a.", "and colleagues", dots) in a list of names.

    Why it matters: it is read as a name, or as a part of one. The style itself writes "et al." or
    its own word where a list is too long, and it needs to know that the list is not whole.

    Example: `author = {Smith, Ann et al.}`

    Instead: `author = {Smith, Ann and others}`; better still, all of them.
    `check --fix` does it.
    """
    for work, field in lists(paper):
        value = field.value
        if not any(words in value for words in CUT) or not _et_al().search(value):
            continue
        text, start = typed(paper, field)
        for match in _et_al().finditer(text):
            whole, words = match[0], match["words"]
            outside = text.count("{", 0, match.start()) == text.count("}", 0, match.start())
            patch = Patch(paper.bibliography.source.path, start + match.start(), whole,
                          " and others")  # fmt: skip
            last = outside and match.start() > 0 and not text[match.end() :].strip()
            yield fault(
                f"`{words}` stands among the {role(field)} of `{work.key}`",
                spot(paper, field, match.start("words"), match.end("words")),
                "write `and others`: the style has its own word for it",
                fix=(patch,) if last else (),
            )


@cache
def _et_al() -> re.Pattern[str]:
    return re.compile(
        r"(?:(?<=\S)\s*,?\s+(?:and\s+|&\s*)?|(?<=,)|^\s*|(?<=\{))"
        r"(?P<words>\[?(?:[Ee]t\.?\s+[Aa]l(?:ii|iae|ia)?\b\.?|u\.\s?a\.|\bet\s+autres|und\s+andere|"
        r"y\s+otros|e\s+altri|и\s+др\.?|\betc\.?|(?:\band\s+)?(?:(?:the\s+|his\s+|her\s+)?"
        r"(?:colleagues|co-?workers)|(?:many\s+)?other\s+(?:contributors|authors|people))"
        r"|\.\.\.|\u2026|\\l?dots(?:\{\})?)\]?)(?=\s*(?:[,}]|and\s|$))"
    )


@rule("error")
def author_and_and(paper: Paper) -> Iterator[Finding]:
    """A name is missing between two `and`

    What it finds: `and` twice in a row, or at the beginning or the end of a list of names.

    Why it matters: a name was lost there. Some programs print an empty one, others the word "and"
    as a name.

    Example: `author = {Smith, Ann and and Jones, Ben}`

    Instead: `author = {Smith, Ann and Jones, Ben}`, if nobody is missing.
    `check --fix` does it.
    """
    for work, field in lists(paper):
        value = field.value.lower()
        if not (" and and" in value or value.startswith("and ") or value.endswith(" and")):
            continue
        text, _ = typed(paper, field)
        for match in EMPTY.finditer(text):
            message = f"no name stands beside the `and` among the {role(field)} of `{work.key}`"
            yield fault(message, spot(paper, field, *match.span()), "put the name in, or take "
                        "the `and` out", fix=_one_and(paper, field, match))  # fmt: skip


def _one_and(paper: Paper, field: Field, match: re.Match[str]) -> tuple[Patch, ...]:
    start = typed(paper, field)[1] + match.start()
    if len(match[0].split()) < 2:
        return ()
    return (Patch(paper.bibliography.source.path, start, match[0], "and"),)
