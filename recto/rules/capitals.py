"""Capitals in titles: all of them, none of them, and those that are lost in print."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from recto.model import Finding, Paper, Work
from recto.rules._printed import NAMED, instead, matching, printed, spot
from recto.rules._rule import fault, rule
from recto.rules._written import HEADLINE, listed

ENGLISH = ("", "english", "american", "british", "usenglish", "ukenglish", "australian",
           "canadian", "newzealand", "en", "eng", "en-us", "en-gb", "en_us", "en_gb")  # fmt: skip
ACRONYM = (
    r"(?<![\w.{\\-])(?:(?:[A-Z]\.){2,}|[A-Z]{2,}[a-z]?\b|[a-z]?[A-Z][a-z]*[A-Z]\w*|[B-HJ-Z]\b)"
)


@rule("warning")
def title_caps(paper: Paper) -> Iterator[Finding]:
    """A title is typed in capitals

    What it finds: the title of a work, of a journal or of what else the entry names, in capitals
    from end to end, or up to its colon. Acronyms and names of one word are left alone.

    Why it matters: it shouts in the bibliography, and no style can make small letters of it.

    Example: `title = {THE FUTURE OF TRILATERAL COOPERATION}`

    Instead: `title = {The Future of Trilateral Cooperation}`
    """
    for work, field in matching(paper, NAMED, r"^[^a-zà-öø-ÿ\n]{6}"):
        value = field.value
        main = value.split(":")[0]
        if _shouts(value) or (main != value and len(main.split()) > 2 and _shouts(main)):
            help = "type it with small letters, as on the title page's reverse"
            yield fault(f"the {field.name} of `{work.key}` is in capitals", field.value_place, help)


@rule("info")
def title_unprotected_acronym(paper: Paper) -> Iterator[Finding]:
    """An acronym or a name in a title loses its capitals

    What it finds: letters of an English title that stand outside braces and are printed small:
    "U.S." as "u.s."; in a style that sets titles with small letters, names that the paper itself
    writes with a capital, and acronyms that are braced in other entries of the file.

    Why it matters: BibTeX takes a capital for one of the headline, unless braces keep it.

    Example: `title = {The Future of U.S. Policy}`

    Instead: `title = {The Future of {U.S.} Policy}`; `check --fix` does it.
    """
    entries = dict(paper.manuscript.bibliography)
    small = _has_small_letters(paper.style)
    habit = small and _braces_acronyms(paper)
    names = _names_of(paper) if small else frozenset()
    for work, field in printed(paper, ("title", "booktitle", "subtitle")):
        if not habit and work.key not in entries:
            continue
        if _language(paper, work) not in ENGLISH or _shouts(field.value):
            continue
        for found in _unprotected(field.value, names):
            word = found[0]
            shown = entries.get(work.key, "")
            lowered = _is_lowered(word, shown)
            if lowered or (habit and re.fullmatch(r"[A-Z]{2,}", word)):
                what = f"is printed `{lowered}`" if lowered else "has no braces, as others have"
                yield fault(
                    f"`{word}` in the {field.name} of `{work.key}` {what}",
                    spot(paper, field, *found.span()),
                    f"keep its letters with braces: `{{{word}}}`",
                    fix=instead(paper, field, *found.span(), f"{{{word}}}"),
                )


@rule("info")
def title_sentence_case(paper: Paper) -> Iterator[Finding]:
    """A title has small letters where the others have capitals

    What it finds: an English title in sentence case in a file where nine of ten have the capitals
    of a headline.

    Why it matters: pandoc makes small letters of a headline and each style its own capitals, but it
    cannot know the names in a title that is small already; other programs print it as it is.

    Example: `title = {The future of trilateral cooperation in the region}`

    Instead: `title = {The Future of Trilateral Cooperation in the Region}`
    """
    if not paper.metadata.language.lower().startswith("en"):
        return
    small, headlines = [], 0
    for work, field in printed(paper, ("title",)):
        words = field.value.split()[1:]
        upper = sum([word[0].isupper() for word in words])
        capitals: float | None = upper / (len(words) or 1)
        if capitals and 0.2 < capitals < 0.5:
            continue  # neither, whatever its names are
        if (capitals := _capitals(work, field.value)) is None:
            continue
        headlines += capitals > 0.6
        if capitals < 0.15:
            small.append((work, field))
    if headlines < 5 or len(small) * 9 > headlines:
        return
    for work, field in small:
        yield fault(
            f"the title of `{work.key}` has small letters, {headlines} others have capitals",
            field.value_place,
            "write it as a headline: the style makes small letters where it wants them",
        )


def _shouts(value: str) -> bool:
    """Tell whether words that are no acronyms stand in capitals from end to end."""
    if not value.isupper():
        if "\\" not in value:
            return False
        value = re.sub(r"\\[A-Za-z]+", "", value)
        if not value.isupper():
            return False
    words = re.findall(r"[^\W\d_]+", value)
    if len(words) < 2:
        return False
    small = {"THE", "OF", "AND", "IN", "ON", "FOR", "TO", "DER", "DIE", "DAS", "UND", "DE", "LA",
             "LE", "LES", "ET", "DU", "DES", "Y", "EL", "E", "VON", "ZUR", "DI", "DEL"}  # fmt: skip
    common = small.intersection(words)
    return sum(len(word) > 4 for word in words) >= (1 if common else 2)


@lru_cache(maxsize=8)
def _has_small_letters(style: Path) -> bool:
    """Tell whether a style leaves titles in small letters, as pandoc makes them of BibTeX's."""
    if not style.is_file():
        return False
    return 'text-case="title"' not in style.read_text("utf-8", errors="replace")


def _language(paper: Paper, work: Work) -> str:
    own = work.value("langid") or work.value("language") or work.value("hyphenation")
    if own:
        return own.strip().lower()
    return "" if paper.metadata.language.lower().startswith("en") else paper.metadata.language


def _braces_acronyms(paper: Paper) -> bool:
    """Tell whether a file braces most of its acronyms."""
    text = paper.bibliography.source.text
    if text.count("{") > 200_000:
        return False
    braced = bare = 0
    for _, field in printed(paper, ("title", "booktitle")):
        if field.value.startswith("{") and field.value.endswith("}"):
            continue
        braced += len(re.findall(r"\{[A-Z]{2,}[\w-]*\}", field.value))
        bare += len(re.findall(r"(?<![\w{-])[A-Z]{2,}(?![\w}-])", field.value))
    return braced >= 3 and bare * 4 <= braced


def _names_of(paper: Paper) -> frozenset[str]:
    """Return the words that the paper writes with a capital inside its sentences, and never small.

    Two places at least must say so: a heading's capitals are not enough.
    """
    text = "\n".join(one.text for one in paper.manuscript.paragraphs if one.kind != "heading")
    inside = Counter(re.findall(r"(?<=[a-z,] )[A-Z][a-z]{2,}", text))
    small = set(re.findall(r"\b[a-z]{3,}", text))
    return frozenset(
        word for word, times in inside.items() if times > 1 and word.lower() not in small
    )


def _unprotected(value: str, names: frozenset[str]) -> Iterator[re.Match[str]]:
    """Yield the acronyms and names of a value that no braces protect, its first word aside."""
    pattern = rf"{ACRONYM}|(?<=[a-z,] )[A-Z][a-z]{{2,}}\b" if names else ACRONYM
    for found in re.finditer(pattern, _bare(value)):
        word = found[0]
        if word in names or not re.fullmatch(r"[A-Z][a-z]+", word):
            yield found


def _bare(value: str) -> str:
    """Return a value with everything in braces blanked out: offsets stay what they are."""
    out, depth, last = [], 0, 0
    for sign in re.finditer(r"[{}]", value):
        part = value[last : sign.start()]
        out += [part if depth <= 0 else " " * len(part), sign[0]]
        depth += 1 if sign[0] == "{" else -1
        last = sign.end()
    return "".join([*out, value[last:]])


def _is_lowered(word: str, shown: str) -> str:
    """Return how a word is printed where it lost its capitals, empty if it kept them."""
    if not shown or re.search(rf"(?<!\w){re.escape(word)}", shown):
        return ""
    found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", shown, re.IGNORECASE)
    return found[0] if found else ""


def _capitals(work: Work, value: str) -> float | None:
    """Return the part of the words that have a capital of those that may, None if nothing tells."""
    language = (work.value("langid") or work.value("language")).lower()
    if language and not language.startswith(
        ("en", "american", "british", "usenglish", "ukenglish")
    ):
        return None
    if not value.isascii() and re.search(r"[^\W\d_a-zA-Z]", value.replace("’", "")):
        return None
    bare = re.sub(r"\{[^{}]*\}", " ", value)
    # The first word, and the first behind a colon, have a capital in both.
    bare = re.sub(r"(?:^|[:.?!–—]\s*|[“‘\"(]\s*)[^\W\d_][\w’'-]*", " ", bare)
    words: list[str] = [
        word
        for word in re.findall(r"[A-Za-z][A-Za-z’'-]+", bare)
        if word.lower() not in listed(HEADLINE)
    ]
    if len(words) < 3:
        return None
    if not language and not re.search(
        r"\b(?:the|of|and|in|for|on|to|an?|with|by)\b", value, re.IGNORECASE
    ):
        return None  # perhaps another language
    return sum(word[:1].isupper() for word in words) / len(words)
