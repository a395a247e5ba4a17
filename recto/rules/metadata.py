"""The metadata of the paper: what is typed in them and does not reach the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from recto.model import Finding, Paper, Place, Source
from recto.reading.metadata import FRONT
from recto.rules._once import once
from recto.rules._rule import fault, rule
from recto.rules._verbatim import HEAD

# A key and its value, or a further line of it: how deep it stands, a dash before it, its name.
LINE = (
    r"(?m)^(?P<deep>[ ]*)(?P<item>(?:-[ ]+)*)"
    r"(?:(?P<key>[A-Za-z][\w-]*)[ ]*:(?=[ \n]|\Z)[ ]*)?(?P<value>.*)$"
)
# Tags vanish, addresses in angle brackets are links, and comments are meant to vanish.
TAG = r"<(?!!--)/?[A-Za-z][^<>\n]*>"
LINKED = r"<(?:[A-Za-z][\w+.-]*:[^\s<>]*|[^\s<>@]+@[^\s<>]+)>"
# Keys whose value is words of the author's, and not a setting.
OF_WORDS = ("title", "subtitle", "author", "authors", "name", "given", "family", "affiliation",
            "affiliations", "date", "date-note", "rights", "license", "keywords", "tags", "source",
            "series", "publisher", "institute", "subject", "identifier")  # fmt: skip
UNDATED = (
    r"(?i)n\.?\s?d\.?|undated|forthcoming|in press|draft|today|`?r [A-Za-z].*\(.*|\\today.*|"
    r"no date|o\.\s?j\.|s\.\s?d\."
)
CREATIVE = (
    r"(?i)\bCC[\s-]+(BY(?:[\s-]+(?:NC|ND|SA))*|NC\S*|ND\S*|SA\S*|0)(?:[\s,]+v?(\d(?:\.\d+)?))?"
)
VERSIONS = ("1", "1.0", "2", "2.0", "2.1", "2.5", "3", "3.0", "4", "4.0")
KINDS = ("BY", "BY-NC", "BY-ND", "BY-SA", "BY-NC-ND", "BY-NC-SA", "0")


@dataclass(frozen=True, slots=True)
class Typed:
    """A line of the metadata: its key and those above it, its value as typed, and where."""

    keys: tuple[str, ...]
    value: str
    source: Source
    start: int

    @property
    def key(self) -> str:
        """The innermost key."""
        return self.keys[-1] if self.keys else ""

    @property
    def top(self) -> str:
        """The key at the margin."""
        return self.keys[0] if self.keys else ""

    def place(self, start: int = 0, end: int | None = None) -> Place:
        """Return the place of a part of the value, of the whole value if none is named."""
        end = len(self.value) if end is None else end
        return self.source.place(self.start + start, self.start + max(end, start + 1))

    @property
    def bare(self) -> str:
        """The value without quotation marks and without a comment behind it."""
        value = self.value.strip()
        if value[:1] in "\"'" and value[-1:] == value[:1] and len(value) > 1:
            return value[1:-1]
        return re.sub(r"\s#.*$", "", value)


@rule("warning")
def metadata_markup(paper: Paper) -> Iterator[Finding]:
    """A tag in the metadata vanishes

    What it finds: `<...>` in the title, the names and the other fields of the metadata. In texts of
    the front matter, as the abstract, `raw-markup` finds it; addresses in angle brackets are links.

    Why it matters: HTML is not printed: what stands between the brackets is gone, and nobody is
    told.

    Example: `title: The <i>Yomiuri</i> and the Treaty`

    Instead: `title: The *Yomiuri* and the Treaty`
    """
    for line in _lines(paper):
        if "<" not in line.value or line.top in FRONT:
            continue
        for found in re.finditer(TAG, line.value):
            if re.fullmatch(LINKED, found[0]):
                continue
            yield fault(
                f"`{found[0]}` in `{line.key or line.top}` is not printed",
                line.place(*found.span()),
                "mark words as in the text, `*italic*`; a bracket that is meant is `\\<`",
            )


@rule("info")
def untitled_paper(paper: Paper) -> Iterator[Finding]:
    """The paper has an author and no title

    What it finds: metadata with authors, and without a title.

    Why it matters: the title page, the name of the tab and every catalogue are without one.

    Example: `author: Junya Nishino`, and nothing else

    Instead: `title: Japan’s Security Relationship with the Republic of Korea`
    """
    metadata = paper.metadata
    if not metadata.title.strip() and any(author.name for author in metadata.authors):
        line = next((one for one in _lines(paper) if one.key == "title"), None)
        author = next((one for one in _lines(paper) if one.top in ("author", "authors")), None)
        at = line or author
        place = _key_place(at) if at else None
        yield fault("the paper has no title", place, "add `title: ...` to its metadata")


@rule("warning")
def nameless_author(paper: Paper) -> Iterator[Finding]:
    """An author of the paper has no name

    What it finds: an entry of `author` without `name`, and without `given` and `family`; and an
    affiliation by a number that `affiliations` does not list.

    Why it matters: nothing is printed for the author.

    Example: `author: [{orcid: 0000-0002-1825-0097}]`

    Instead: `author: [{name: Ann Smith, orcid: 0000-0002-1825-0097}]`
    """
    lines = [one for one in _lines(paper) if one.top in ("author", "authors")]
    for number, author in enumerate(paper.metadata.authors):
        if not author.name.strip():
            at = _of_author(lines, number)
            message = f"author {number + 1} of the paper has no name"
            yield fault(message, _key_place(at) if at else None, "add `name: ...`")


@rule("warning")
def metadata_date(paper: Paper) -> Iterator[Finding]:
    """The date of the paper is none

    What it finds: a `date` without a year, or with a month or a day that the calendar does not
    have.

    Why it matters: it is printed on the title page, and catalogues leave it out.

    Example: `date: 2017-02-30`

    Instead: `date: 2017-02-28`
    """
    line = next((one for one in _lines(paper) if one.keys == ("date",)), None)
    value = paper.metadata.date.strip()
    if line is None or not value or re.fullmatch(UNDATED, value):
        return
    said = ""
    if found := re.fullmatch(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:T.*)?", value):
        said = _calendar(int(found[1]), int(found[2]), int(found[3] or 1))
    elif not re.search(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)|[一-龯]|年", value):
        said = "has no year of four digits"
    if said:
        yield fault(
            f"the date `{value}` of the paper {said}",
            line.place(),
            "write it as `2017-02-28` or `2017`",
        )


@rule("warning")
def metadata_language(paper: Paper) -> Iterator[Finding]:
    """The language of the paper is none that is known

    What it finds: a `lang` that is no tag of a language: `english`, `jp`, `en-UK`.

    Why it matters: quotation marks, hyphenation, the words of the bibliography and what a screen
    reader says follow it.

    Example: `lang: jp`

    Instead: `lang: ja`
    """
    from recto.tools.language_tags import is_tag, nearest_language

    for line in _lines(paper):
        if line.keys not in (("lang",), ("language",)) or not line.bare:
            continue
        typed = line.bare.strip()
        if not is_tag(typed):
            near = COMMON.get(typed.lower()) or nearest_language(typed)
            near = COMMON.get(near or "", near)
            help = f"did you mean `{near}`?" if near else "write a tag: `en-US`, `de`, `ja`"
            yield fault(f"`{typed}` is no language", line.place(), help)


COMMON = {
    "english": "en", "german": "de", "ngerman": "de", "french": "fr", "spanish": "es",
    "italian": "it", "japanese": "ja", "korean": "ko", "chinese": "zh", "portuguese": "pt",
    "dutch": "nl", "russian": "ru", "polish": "pl", "swedish": "sv", "danish": "da", "jp": "ja",
    "cn": "zh", "kr": "ko", "gr": "el", "dk": "da", "cz": "cs", "ua": "uk", "american": "en-US",
    "british": "en-GB", "en-uk": "en-GB", "en_uk": "en-GB", "deutsch": "de", "eng-us": "en-US",
    "français": "fr", "español": "es", "us": "en-US", "en-en": "en",
}  # fmt: skip


@rule("info")
def keywords_in_one(paper: Paper) -> Iterator[Finding]:
    """Several keywords are typed as one

    What it finds: an item of the list of `keywords` with commas or semicolons in it, and keywords
    in one line with semicolons between them.

    Why it matters: a catalogue takes them for one long word. A line with commas is understood.

    Example: `keywords: [alliance, "treaty; Seoul; Tokyo"]`

    Instead: `keywords: [alliance, treaty, Seoul, Tokyo]`
    """
    line = next((one for one in _lines(paper) if one.top in ("keywords", "tags")), None)
    for word in paper.metadata.keywords:
        if line and (word.count(";") or word.count(",") > 1 or word.count(" • ")):
            at = next(
                (one for one in _lines(paper) if one.top == line.top and word in one.value), line
            )
            begin = max(at.value.find(word), 0)
            message = f"`{word}` is several keywords in one"
            yield fault(message, at.place(begin, begin + len(word)), "write each for itself")


@rule("warning")
def unknown_license(paper: Paper) -> Iterator[Finding]:
    """The licence of the paper does not exist

    What it finds: a licence of Creative Commons that there is not: "CC BY 5.0", "CC NC".

    Why it matters: nobody knows what is allowed.

    Example: `rights: CC BY-NC-ND-SA 4.0`

    Instead: `rights: CC BY-NC-ND 4.0`
    """
    for line in _lines(paper):
        if line.top not in ("rights", "license", "licence", "copyright"):
            continue
        found = re.search(CREATIVE, line.value)
        if found is None:
            continue
        kind = re.sub(r"[\s-]+", "-", found[1].upper())
        wrong = kind not in KINDS or (found[2] and found[2] not in VERSIONS and kind != "0")
        if wrong:
            shown = found[0].strip()
            message = f"there is no licence `{shown}`"
            yield fault(
                message, line.place(*found.span()), "see https://creativecommons.org/licenses/"
            )


@once
def _lines(paper: Paper) -> list[Typed]:
    """Return the lines of the metadata, of their own file or at the head of the text."""
    found: list[Typed] = []
    for source in paper.manuscript.sources:
        if source.path.endswith(".yaml"):
            found += _read(source, 0, len(source.text))
        elif head := HEAD.match(source.text):
            found += _read(source, source.text.index("\n") + 1, head.end())
    return found


def _read(source: Source, start: int, end: int) -> Iterator[Typed]:
    """Yield the lines of a text in YAML between two offsets: not all of YAML, but what is typed."""
    above: list[tuple[int, str]] = []
    for line in re.compile(LINE).finditer(source.text, start, end):
        if line["value"].startswith("#") and not line["key"]:
            continue
        if line[0].strip() in ("---", "...", ""):
            continue
        deep = len(line["deep"]) + len(line["item"])
        if line["key"] or line["item"]:
            while above and above[-1][0] >= deep + (not line["key"]):
                above.pop()
        if line["key"]:
            above.append((deep, line["key"].lower()))
        keys = tuple(key for _, key in above)
        yield Typed(keys, line["value"], source, line.start("value"))
        yield from _flow(line["value"], keys, source, line.start("value"))


def _flow(value: str, keys: tuple[str, ...], source: Source, start: int) -> Iterator[Typed]:
    """Yield the pairs of a mapping in braces: {name: Ann Smith, orcid: ...}."""
    if "{" not in value or ":" not in value:
        return
    for pair in re.finditer(r"([A-Za-z][\w-]*):[ ]+(\"[^\"]*\"|'[^']*'|[^,{}\[\]]*)", value):
        yield Typed((*keys, pair[1].lower()), pair[2].rstrip(), source, start + pair.start(2))


def _of_author(lines: list[Typed], number: int) -> Typed | None:
    """Return the line on which an author begins, the first of all where that cannot be told."""
    begins = [
        one for one in lines
        if re.match(r"[ ]*-[ ]", one.source.line(one.place().line))
        and len(re.match(r"[ ]*", one.source.line(one.place().line))[0]) < 5  # type: ignore[index]
    ]  # fmt: skip
    by_line = list({one.place().line: one for one in reversed(begins)}.values())[::-1]
    if number < len(by_line):
        return by_line[number]
    return lines[0] if lines else None


def _key_place(line: Typed) -> Place:
    """Return the place of a line from its first letter on."""
    number = line.place().line
    text = line.source.line(number)
    start = line.source.offset(number, 1) + len(text) - len(text.lstrip(" -"))
    return line.source.place(start, line.source.offset(number, 1) + max(len(text.rstrip()), 1))


def _calendar(year: int, month: int, day: int) -> str:
    from calendar import monthrange

    if not 1 <= month <= 12:
        return "has no such month"
    return "" if 1 <= day <= monthrange(year or 4, month)[1] else "is not in the calendar"
