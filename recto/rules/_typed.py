"""Keys that stand in the typed text and of which pandoc made no citation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from recto.model import Paper, Patch, Place, Source
from recto.reading.positions import KEY, Candidate
from recto.rules._late import late
from recto.rules._markers import brackets_of, closing
from recto.rules._verbatim import BLANK, paragraph_span, text_of, text_test
from recto.rules._words import candidates_of, is_word, words_of

# A bracket that was opened just before a key, with no more than "see also" between them.
OPENED = late(r"(?<![\\\]!^])\[((?:[A-Za-z][A-Za-z.,]*[ \n]){0,4})-?\Z")
# A bracket whose first work has no `@`.
FIRST_PART = late(r"(?<![\\\]!^])\[([^\[\]@;\n]{2,80});[^\[\]@]{0,40}\Z")
# What after a closing bracket makes it something else: a link, a span, a definition.
ELSE = ("(", "[", "{", ":")
BRACKET = late(rf"\[([^\[\]@\n]{{3,200}})\](?![(\[{{:{BLANK}])")
ROUND = late(r"\(((?:[a-z.]+,? ){0,2}[^\s()\[\]@,;]{4,60}(?:[,;][^()\[\]@]{0,60})?)\)")
# Words before a key in its bracket.
PREFIX = late(
    r"(?:(?:see|also|cf|e\.g|compare|but|and|vgl|siehe|voir)[.,]*\s+){0,3}", re.IGNORECASE
)
# A word that nobody but a citation key is: letters with digits, or joined by : or _.
LIKE_A_KEY = late(r"(?=.*[A-Za-z])(?=.*[\d:_]).{4,}")
# And one that stands in a sentence: a name and a year.
YEAR = late(r"(?:1[5-9]|20)\d\d[a-z]?(?![\w/@-])")
BEFORE_YEAR = late(
    rf"(?<![\w@:/.#{{{BLANK}-])[a-zà-ÿ]{{2,20}}(?:[-_:][a-zà-ÿ]{{1,20}}){{0,4}}[-_:]?\Z"
)
HEADS_A_NOTE = late(r"\[\^[^\]\s]+\]:[ \t]*\Z")
PAGE = late(r",\s*(?:pp?\.|chap\.|S\.|vol\.)?\s*\d")
WRONG_SIGN = late(
    rf"@[ \t]+(?P<spaced>{KEY.pattern})|@\[(?P<outside>{KEY.pattern})|@@(?P<doubled>{KEY.pattern})"
    rf"|\\@(?P<escaped>{KEY.pattern})"
)
WRONG_SIGNS = {
    "spaced": "a space stands behind the `@`",
    "outside": "the `@` stands outside the bracket",
    "doubled": "the `@` is doubled",
    "escaped": "the `@` is escaped",
}
# What may stand between two works that a semicolon should part.
JOINING = frozenset("and und et y e en og och p pp s chap vol see also cf".split())  # noqa: SIM905


@dataclass(frozen=True)
class Unread:
    """What stands there, where, the remedy, and the repair if it is safe."""

    message: str
    place: Place
    help: str
    fix: tuple[Patch, ...] = ()


def unread_citations(paper: Paper) -> Iterator[Unread]:
    """Yield every place where a known key was not read as the citation that it was meant for."""
    read = {(one.place.file, one.place.line, one.place.column): one
            for one in paper.manuscript.citations if one.place}  # fmt: skip
    # A citation without a place may be any that has its key.
    unsure = {one.key for one in paper.manuscript.citations if one.place is None}
    works, is_text = paper.bibliography.works, text_test(paper)
    for source in paper.manuscript.sources:
        found: list[Unread] = []
        before: Candidate | None = None
        for one in candidates_of(source):
            if one.kind != "cite":
                continue
            place = source.place(one.start, one.end)
            citation = read.get((place.file, place.line, place.column))
            if citation is not None and citation.key == one.name:
                if citation.mode == "author-in-text" and one.name in works:
                    found += _half_read(source, one.start, one.end)
            elif one.name not in unsure and is_text(place):
                found += _unread(source, one, before, place, one.name in works)
            before = one
        if not source.path.endswith(".yaml"):
            found += _misspelled(paper, source)
            found += _without_at(paper, source, is_text)
            found += _in_a_sentence(paper, source, found)
        # A bracket that was never opened is one fault, however many works it holds.
        ends = {(one.message, one.place.end_line, one.place.end_column): one for one in found[::-1]}
        yield from (one for one in found if one in ends.values() or "opened" not in one.message)


def _unread(
    source: Source, one: Candidate, before: Candidate | None, place: Place, known: bool
) -> Iterator[Unread]:
    key, sign = one.name, source.text[one.start - 1 : one.start]
    if known and sign and (sign.isalnum() or sign in "_."):
        yield Unread(
            f"`@{key}` touches the word before it and is not read as a citation", place,
            f"put a space before it, or brackets round it: `[@{key}]`",
        )  # fmt: skip
    elif before and (between := _between(source, before, one)) is not None:
        comma = between.rstrip(" \n-").endswith(",")
        at = one.start - len(between) + len(between.rstrip(" \n-"))
        yield Unread(
            f"`@{key}` stands after a comma and is set into the citation before it" if comma
            else f"`@{key}` is set into the citation before it", place,
            f"separate the works of a bracket by a semicolon: `; @{key}`",
            (Patch(source.path, at - 1, ",", ";"),) if comma else (),
        )  # fmt: skip


def _between(source: Source, before: Candidate, one: Candidate) -> str | None:
    """Return what stands between two keys of a bracket, if it only joins them."""
    between = source.text[before.end : one.start]
    if len(between) > 60 or ";" in between or "]" in between or "\n\n" in between:
        return None
    words = re.findall(r"[^\W\d_]+", between.lower())
    return between if JOINING.issuperset(words) else None


def _half_read(source: Source, start: int, end: int) -> Iterator[Unread]:
    text = text_of(source)
    head, limit = paragraph_span(source, start)
    head = max(head, start - 200)
    opened = OPENED.search(text, head, start)
    if opened:
        yield from _opened(source, opened.start(), start, end, limit)
        return
    before = source.text[max(start - 2, head) : start]
    first = FIRST_PART.search(text, head, start)
    if first:
        bare = first[1].strip()
        yield Unread(
            f"this bracket is not read as one citation: `{bare}` has no `@`",
            source.place(first.start(1), first.start(1) + len(first[1].rstrip())),
            "write every work with `@`, and one semicolon between two: `[@one; @two]`",
        )  # fmt: skip
    elif before == "\\[":
        yield Unread(
            "the bracket of this citation is escaped, and prints as it stands",
            source.place(start - 2, end), "take the backslashes away: `[@key, 5]`",
        )  # fmt: skip
    elif (close := _stray_bracket(text, head, start, end, limit)) is not None:
        yield Unread(
            "the bracket of this citation was never opened", source.place(start, close + 1),
            "open it before the first work: `[@key, 5]`",
        )  # fmt: skip


def _stray_bracket(text: str, head: int, start: int, end: int, limit: int) -> int | None:
    """Return where a bracket closes behind a key that none was opened before."""
    close = closing(text, end, min(limit, end + 60))
    if close is None or "[" in text[end:close] or text[close + 1 : close + 2] in ELSE:
        return None
    return None if _is_open(text, head, start) else close


def _is_open(text: str, head: int, at: int) -> bool:
    return text.rfind("[", head, at) > text.rfind("]", head, at)


def _opened(source: Source, bracket: int, start: int, end: int, limit: int) -> Iterator[Unread]:
    text = text_of(source)
    close = brackets_of(source).get(bracket)
    place = source.place(start, end)
    if close is None or close >= limit:
        yield Unread(
            "the bracket before this citation is never closed", source.place(bracket, end),
            "close it after the last work and its page: `[@key, 5]`",
        )  # fmt: skip
    elif ";" in text[end:close] and text[close + 1 : close + 2] not in ELSE:
        parts = [part.strip() for part in text[end:close].split(";")[1:]]
        bare = next((part for part in parts if part and "@" not in part), "")
        at = text.find(bare, end) if bare else start
        yield Unread(
            "this bracket is not read as one citation"
            + (f": `{bare}` has no `@`" if bare else ""),
            source.place(bracket, at + len(bare)) if bare else place,
            "write every work with `@`, and one semicolon between two: `[@one; @two]`",
        )  # fmt: skip


def _misspelled(paper: Paper, source: Source) -> Iterator[Unread]:
    r"""Yield keys whose `@` stands wrong: `[@ key]`, `@[key]`, `[\@key]`, `@@key`."""
    text, works = source.text, paper.bibliography.works
    for match in WRONG_SIGN.finditer(text):
        key = match["spaced"] or match["outside"] or match["doubled"] or match["escaped"]
        at = match.start() + match[0].index(key)
        opened = text.rfind("[", max(match.start() - 40, 0), match.start())
        inside = opened >= 0 and "]" not in text[opened : match.start()]
        if key not in works or not is_word(source, at) or (match["escaped"] and not inside):
            continue
        kind = str(match.lastgroup)
        yield Unread(f"{WRONG_SIGNS[kind]}: no citation comes of it",
                     source.place(opened if kind == "escaped" else match.start(), match.end()),
                     f"write `[@{key}]`")  # fmt: skip


def _without_at(paper: Paper, source: Source, is_text: Callable[[Place], bool]) -> Iterator[Unread]:
    """Yield keys without their `@`: `[soeya2016, 25]`, `(soeya2016)`, and in a sentence."""
    works, text = paper.bibliography.works, words_of(source)
    cited = {one.key for one in paper.manuscript.citations}
    for pattern in (BRACKET, ROUND):
        for match in pattern.finditer(text):
            before = text[match.start() - 1 : match.start()]
            glued = before.isalnum() if pattern is BRACKET else False
            if before and (glued or before in ("\\]!^@" if pattern is BRACKET else "\\]")):
                continue
            start = PREFIX.match(text, match.start(1), match.end(1)).end()  # type: ignore[union-attr]
            key = re.split(r"[,;\s]", text[start : match.end(1)], maxsplit=1)[0]
            rest = text[start + len(key) : match.end() - 1]
            sure = LIKE_A_KEY.fullmatch(key) or (
                pattern is BRACKET
                and (
                    PAGE.match(rest)
                    or (
                        not rest
                        and (
                            HEADS_A_NOTE.search(text, max(match.start() - 80, 0), match.start())
                            or (len(key) > 3 and key not in cited)  # it was to be cited here
                        )
                    )
                )
            )
            if key not in works or not sure:
                continue
            place = source.place(start, start + len(key))
            defined = re.search(rf"(?m)^ {{0,3}}\[{re.escape(match[1])}\]:", source.text)
            if is_text(place) and not defined:
                yield Unread(f"`{match[0][0]}{key}{match[0][-1]}` has no `@` and is not read as a "
                             "citation", place, f"did you mean `[@{key}]`?")  # fmt: skip


def _in_a_sentence(paper: Paper, source: Source, found: list[Unread]) -> Iterator[Unread]:
    """Yield keys of a name and a year that stand among the words, where nothing else was said."""
    text, works, is_text = words_of(source), paper.bibliography.works, text_test(paper)
    said = [(one.place.line, one.place.column, one.place.end_column) for one in found]
    for year in YEAR.finditer(text):
        name = BEFORE_YEAR.search(text[max(year.start() - 60, 0) : year.start()])
        key = name[0] + year[0] if name else ""
        if key in works and text[year.end() - len(key) - 1 : year.end() - len(key)] != "[":
            place = source.place(year.end() - len(key), year.end())
            known = any(
                line == place.line and start <= place.column < end for line, start, end in said
            )
            if not known and is_text(place):
                yield Unread(f"`{key}` has no `@` and is not read as a citation", place,
                             f"did you mean `@{key}`?")  # fmt: skip
