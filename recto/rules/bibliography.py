"""The `.bib` file as a file: what its reading finds, and what nothing in it uses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.model import Finding, Paper
from recto.reading.bib_key import COMMAND
from recto.reading.bibliography import CITEPROC_KEY
from recto.rules._cited import cited
from recto.rules._rule import fault, heard, rule

# A bare word where a value, or a part of one, stands.
BARE = re.compile(r"[=#]\s*([^\W\d_][\w:.+*/-]*)")
DEFINED = re.compile(r"@\s*string\s*[{(]\s*([^\W\d_][\w:.+*/-]*)", re.IGNORECASE)
STRING = re.compile(r"@string\{([^\s=]+) = ", re.IGNORECASE)
# What separates and comments by its own look: % # ; // -- == ** and lines without a word.
COMMENT_LINE = re.compile(r"%|#|;|//|--|==|\*\*|<!--|\W*$")
WITHOUT_AT = re.compile(r"([A-Za-z]{4,})[ \t]*\{[ \t]*[^\s,{}=]+[ \t]*,[ \t]*$")


@heard("error")
def bib_syntax() -> None:
    """The bibliography breaks off or goes astray

    What it finds: a brace, a comma, a quotation mark or an `=` that is missing or too many, an
    entry without a key or one that opens inside another, a key with a space, a value without
    braces, an `@string` that is not defined. Reading goes on behind the fault.

    Why it matters: other programs stop there, or read the next entry as a part of this one.

    Example:
        @book{smith2016,
          title = {One,
          date  = {2016},
        }

    Instead: `title = {One},`; `check --fix` adds the sign that is missing.
    """


@heard("warning")
def duplicate_field() -> None:
    """An entry has a field twice

    What it finds: a second field of the same name in an entry.

    Why it matters: only the last is printed, and another program may take the first.

    Example: `date = {2016}, title = {One}, date = {2017}`

    Instead: keep the one that is right.
    """


@heard("error")
def name_form() -> None:
    """A name cannot be read

    What it finds: a name with more than two commas, most often a list whose names are separated by
    commas.

    Why it matters: the style takes the parts for family and given names, and prints one person for
    several.

    Example: `author = {Smith, John, Jones, Mary, Brown}`

    Instead: `author = {Smith, John and Jones, Mary}`; a body of people stands in braces of its own:
    `author = {{Genron NPO}}`
    """


@heard("error")
def circular_reference() -> None:
    """Entries lean on each other in a ring

    What it finds: a `crossref`, `xref`, `xdata`, `related` or `entryset` that leads back to the
    entry it stands in.

    Why it matters: what one entry lacks is looked for in the next, and in a ring without end. The
    entries are read as if they leaned on nothing.

    Example:
        @incollection{chapter2016, crossref = {whole2016}, title = {One}}
        @book{whole2016, crossref = {chapter2016}, title = {Two}}

    Instead: let the chapter lean on the book, and the book on nothing.
    """


@rule("error")
def bibliography_unread(paper: Paper) -> Iterator[Finding]:
    """Citeproc cannot read the bibliography

    What it finds: a cited entry that Recto could read and pandoc's citeproc cannot: its key has a
    sign that citeproc does not allow.

    Why it matters: no citation of the work can be printed.

    Example: `@book{smith#2016, title = {One}}`

    Instead: `@book{smith2016, title = {One}}`, and `[@smith2016]` in the text.
    """
    yield from (found for found in paper.findings if found.rule == "bibliography-unread")
    for key, (work, place) in cited(paper).items():
        odd = re.sub(CITEPROC_KEY, "", key)
        if odd and not (work.mended and " " in key):
            yield fault(
                f"citeproc cannot read the key `{key}`: it has `{odd[0]}` in it", work.key_place,
                "use letters, digits, and `-`, `_`, `:` or `.`, here and where it is cited",
                ((place, "first cited here"),) if place else (),
            )  # fmt: skip


@rule("info")
def string_unused(paper: Paper) -> Iterator[Finding]:
    """An @string is never used

    What it finds: an `@string` whose name no field of the file names.

    Why it matters: it may be left over, or the field that should name it is typed out or misspelt.

    Example: `@string{nbr = "NBR Press"}` in a file that never says `publisher = nbr`.

    Instead: use it, or take it out.
    """
    source, strings = paper.bibliography.source, paper.bibliography.strings
    if not strings:
        return
    used = {match[1].lower() for match in BARE.finditer(source.text)}
    defined = {match[1]: match.span(1) for match in DEFINED.finditer(source.text)}
    for name in dict.fromkeys(STRING.findall(strings)):
        if name.lower() not in used:
            place = source.place(*defined[name]) if name in defined else source.place(0)
            yield fault(f"the string `{name}` is never used", place, "use it, or take it out")


@rule("info")
def comment_lost(paper: Paper) -> Iterator[Finding]:
    """Text stands between the entries

    What it finds: words behind the first entry that stand in none, and do not look like a comment:
    lines that begin with `%`, `#`, `;`, `//` or dashes do.

    Why it matters: no program reads it. It may be the rest of an entry that lost its beginning.

    Example: `book{smith2016, title = {One}}`, which lacks its `@`

    Instead: begin the line with `%` if it is meant as a comment.
    """
    source = paper.bibliography.source
    works = sorted(
        [*paper.bibliography.works.values(), *paper.bibliography.again], key=lambda one: one.place
    )
    ends = [source.offset(work.place.end_line, work.place.end_column) for work in works]
    starts = [source.offset(work.place.line, work.place.column) for work in works]
    for work, at, following in zip(works, ends, [*starts[1:], len(source.text)], strict=False):
        if following - at < 3 or work.mended or not source.text[at:following].strip():
            continue
        if found := _stray(source.text, at, following):
            start, words = found
            place = source.place(start, start + len(words))
            if head := WITHOUT_AT.match(words):
                message, help = f"an entry `{head[1]}` lacks its `@`", f"write `@{words.strip()}`"
            else:
                message = "text between the entries is not read"
                help = "begin the line with `%` if it is a comment"
            yield fault(message, place, help)


def _stray(text: str, at: int, end: int) -> tuple[int, str] | None:
    """Return the first line of words between two entries: where it begins, and what it says."""
    if command := COMMAND.search(text, at, end):
        end = command.start()  # what follows a command that is no entry may belong to it
    while at < end:
        line = text.find("\n", at, end)
        line = line if line >= 0 else end
        typed = text[at:line].lstrip()
        words = typed.rstrip()
        if words and not COMMENT_LINE.match(words):
            return line - len(typed), words
        at = line + 1
    return None
