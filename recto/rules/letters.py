"""Letters that were spoiled on the way: in the entries and in the text of the paper.

What is printed nowhere (keywords, abstracts, paths of files) and what is no text (code, formulas)
is not looked at.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from recto.model import Finding, Paper, Patch
from recto.rules._printed import TEXTS, printed, spot
from recto.rules._rule import fault, rule
from recto.rules._spoiled import LEADS, RUNS, mended
from recto.rules._texts import by_line, texts, word_around

SIGN = "\ufffd"
MARKED = "[^\\W\\d_][\u0300-\u036f\u3099\u309a]+|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
LOST = r"(?<=[^\W\d_])\?(?=[a-zà-ÿ])"


@rule("error")
def mojibake(paper: Paper) -> Iterator[Finding]:
    """Letters were read in the wrong encoding

    What it finds: "Ã©" for "é", "â€™" for "’", and control characters that Windows uses for
    quotation marks, in the text and in the entries. Letters that a language writes so are left
    alone.

    Why it matters: it is printed so, and no catalogue finds the name.

    Example: `author = {GonzÃ¡lez, JosÃ©}`

    Instead: `author = {González, José}`; open the file as UTF-8, and copy the rest again.
    `check --fix` does it.
    """
    leads = runs = None
    for source, start, text in texts(paper):
        if text.isascii():
            continue
        leads, runs = leads or re.compile(LEADS), runs or re.compile(RUNS)
        for line in by_line(source, start, _runs(text, leads, runs)):
            found = [(at, typed, new) for at, typed in line if (new := mended(text, at, typed))]
            if not found:
                continue
            at, typed, new = found[0]
            shown = word_around(text, at, at + len(typed))
            place = source.place(start + at, start + at + len(typed))
            fixes = [
                Patch(source.path, start + at, old, new) for at, old, new in found if new != SIGN
            ]
            help = (
                "copy it again from its source"
                if new == SIGN
                else f"write `{new}`: save the file as UTF-8"
            )
            message = f"`{shown}` was read in the wrong encoding"
            yield fault(message, place, help, fix=tuple(fixes))


@rule("error")
def replacement_character(paper: Paper) -> Iterator[Finding]:
    """A letter was lost on the way

    What it finds: U+FFFD, the sign that programs set for a letter that they could not read.

    Why it matters: it is printed as a question mark in a lozenge.

    Example: `author = {Gonz�lez, Jos�}`

    Instead: `author = {González, José}`
    """
    misread = {one.place.file for one in paper.findings if one.rule == "not-utf-8" and one.place}
    for source, start, text in texts(paper):
        if SIGN not in text or source.path in misread:
            continue
        for line in by_line(source, start, re.finditer(f"{SIGN}+", text)):
            at, typed = line[0]
            place = source.place(start + at, start + at + len(typed))
            shown = word_around(text, at, at + len(typed))
            yield fault(
                f"a letter of `{shown}` is lost", place, "copy the word again from its source"
            )


@rule("warning")
def lost_letter(paper: Paper) -> Iterator[Finding]:
    """A question mark stands inside a word

    What it finds: "?" between two letters of a name or a title: what some programs write for a
    letter that they do not have.

    Why it matters: the letter is lost, and the name is another.

    Example: `author = {Erd?s, Paul}`

    Instead: `author = {Erdős, Paul}`
    """
    if "?" not in paper.bibliography.source.text:
        return
    for work, field in printed(paper, TEXTS):
        if "?" not in field.value or "://" in field.value:
            continue
        if found := re.search(LOST, field.value):
            shown = word_around(field.value, *found.span())
            yield fault(
                f"a letter of `{shown}` in the {field.name} of `{work.key}` is lost",
                spot(paper, field, *found.span()),
                "copy the word again from its source",
            )


@rule("info")
def unicode_nfd(paper: Paper) -> Iterator[Finding]:
    """A letter is taken apart into letter and accent

    What it finds: a letter that is followed by its accent as a character of its own, where one
    character has both (Unicode's form NFC).

    Why it matters: it looks the same, and no search finds it. Files from a Mac and text from a PDF
    have such letters.

    Example: `Keizō` typed as "o" and a macron behind it

    Instead: `Keizō` with the one letter "ō"; `check --fix` does it.
    """
    for source, start, text in texts(paper):
        if text.isascii() or unicodedata.is_normalized("NFC", text):
            continue
        for line in by_line(source, start, re.finditer(MARKED, text)):
            fixes = [
                Patch(source.path, start + at, typed, new)
                for at, typed in line
                if (new := unicodedata.normalize("NFC", typed)) != typed and len(new) < len(typed)
            ]
            if not fixes:
                continue
            first = fixes[0]
            at = first.start - start
            shown = unicodedata.normalize("NFC", word_around(text, at, at + len(first.old)))
            yield fault(
                f"a letter of `{shown}` is taken apart into letter and accent",
                source.place(first.start, first.end),
                f"write `{first.new}` as one letter",
                fix=tuple(fixes),
            )


def _runs(text: str, leads: re.Pattern[str], runs: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Yield the runs that may be misread UTF-8: few letters can begin one."""
    at = 0
    for lead in leads.finditer(text):
        if lead.start() >= at and (found := runs.match(text, lead.start())):
            at = found.end()
            yield found
