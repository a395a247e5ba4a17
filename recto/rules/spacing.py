"""The spaces of a field: two for one, before a mark or not behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.model import Finding, Paper, Patch, Work
from recto.rules._printed import (
    NAMED,
    TEXTS,
    TITLES,
    WORDS,
    instead,
    matching,
    printed,
    raw,
    spot,
    typed,
)
from recto.rules._rule import fault, rule

SPACED_OUT = r"(?<=\S)[ \t]{2,}(?=\S)|(?<=\S)\t(?=\S)"
# Marks with a space before them or none after them; a space before : ; ? ! is right in French.
BEFORE_MARK = (
    r"(?<=[^\s.]) +[,.](?!\s?\.)(?=[\s}]|$)|(?<=[^\W_]) +(?:[;:?!](?=[\s}]|$)|[;:](?=[^\W\d_]))"
    r"|[(\[] +(?=\w)|(?<=\w) +[)\]]"
)
AFTER_MARK = r"(?<=[^\W\d_]{2})[,;](?=[^\W\d_]{2})|(?<=[a-zà-ÿ]{3}):(?=[A-Z][a-z])"
# What may be one of these, quickly found.
SUSPECT = r" [,.;:?!)\]]|[(\[] |[,;:][^\W\d_]|[,;:?.][,;:?.]|, [,.]"
TWICE = r",\s*,|;\s*;|:\s*:|(?<!\.)\.\.(?!\.)|(?<!\?)\?\?(?!\?)|,\s*\.(?!\.)"


@rule("info")
def field_double_space(paper: Paper) -> Iterator[Finding]:
    """A field has stray spaces in it

    What it finds: two spaces, or a tabulator, between two words of a field that is printed, or a
    space before its first or behind its last word.

    Why it matters: nothing is seen of it in print; but a search finds one spelling and not the
    other.

    Example: `title = {The  Future of Cooperation}`

    Instead: `title = {The Future of Cooperation}`; `check --fix` does it.
    """
    source = paper.bibliography.source
    edges, tabs = [], "\t" in source.text
    for work, field in printed(paper, TEXTS):
        place = field.value_place
        as_long = place.end_column - place.column == len(field.value)
        if place.line == place.end_line and as_long and not tabs:
            continue
        text = raw(paper, field)
        start = typed(paper, field)[0]
        spaces = [(start + one.start(), start + one.end()) for one in re.finditer(SPACED_OUT, text)]
        if spaces:
            fixes = tuple(patch for span in spaces for patch in _patched(paper, *span, " "))
            message = f"stray spaces in the {field.name} of `{work.key}`"
            yield fault(message, source.place(*spaces[0]), "leave one", fix=fixes)
        if "\n" not in text and text != text.strip():
            edges.append((work, field, text, start))
    if len(edges) > max(2, len(paper.bibliography.works) // 10):
        return  # a program writes so
    for work, field, text, start in edges:
        last = len(text.rstrip())
        at, end = (start, start + len(text) - len(text.lstrip()))
        if at == end:
            at, end = start + last, start + len(text)
        message = f"a stray space at an edge of the {field.name} of `{work.key}`"
        yield fault(message, source.place(at, end), "take it out", fix=_patched(paper, at, end, ""))


@rule("info")
def field_whitespace_typography(paper: Paper) -> Iterator[Finding]:
    """A mark in a field has a space before it, none after it, or stands twice

    What it finds: "Press ,", "Seattle,Washington", "( 1951)", ",," in a field that is printed. A
    space before a colon or a question mark is right in French and left alone there.

    Why it matters: it is printed so.

    Example: `title = {Trilateralism :Building Bridges}`

    Instead: `title = {Trilateralism: Building Bridges}`; `check --fix` does it.
    """
    for work, field in matching(paper, WORDS, SUSPECT):
        value = field.value
        if "$" in value or "\\url" in value or "http" in value:
            continue
        found = re.search(BEFORE_MARK, value)
        if found and field.name in NAMED and found.end() == len(value.rstrip("}")):
            continue  # a mark at its end is another rule's
        if found and found[0].strip() in (";", ":", "?", "!") and _is_french(paper, work, value):
            found = None
        if found:
            new = found[0].strip() + " " * value[found.end() : found.end() + 1].isalpha()
            new = found[0].strip() if found[0].strip() in ("(", "[") else new
        elif ((found := re.search(TWICE, value)) and not found[0].startswith(".")) or (
            found and field.name in TITLES
        ):
            new = found[0][0]
        elif found := re.search(AFTER_MARK, value):
            new = f"{found[0]} "
        else:
            continue
        yield fault(
            f"`{_around(value, found)}` in the {field.name} of `{work.key}` is ill spaced",
            spot(paper, field, *found.span()),
            f"write `{_around(value, found, new)}`",
            fix=instead(paper, field, *found.span(), new),
        )


def _patched(paper: Paper, at: int, end: int, new: str) -> tuple[Patch, ...]:
    source = paper.bibliography.source
    return (Patch(source.path, at, source.text[at:end], new),)


def _is_french(paper: Paper, work: Work, value: str) -> bool:
    own = (work.value("langid") or work.value("language") or paper.metadata.language).lower()
    if own.startswith(("fr", "canadien", "acadian")):
        return True
    # A French title among English ones: its own marks say it.
    return bool(
        re.search(r"[«»]|\b(?:le|la|les|des|une?|du|et|en|au|aux|l'|d'|l’|d’)(?=\W)", value)
    )


def _around(value: str, found: re.Match[str], new: str | None = None) -> str:
    """Return a mark with the words beside it."""
    first = re.search(r"\S{0,20}\s*$", value[: found.start()])
    last = re.match(r"\s*\S{0,20}", value[found.end() :])
    middle = found[0] if new is None else new
    return f"{first[0] if first else ''}{middle}{last[0] if last else ''}".strip()
