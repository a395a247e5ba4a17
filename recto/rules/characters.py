"""Characters that a text should not have: unseen ones, and ones that only look like letters.

They are looked for in the entries and in the text of the paper.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from recto.model import Finding, Paper, Patch, Source
from recto.rules._rule import fault, rule
from recto.rules._texts import by_line, texts, word_around

CONTROLS = (
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u2028\u2029\ufff9-\ufffb\ue000-\uf8ff\ufdd0-\ufdef]"
)
INVISIBLE = "[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069]"
# Scripts that need what is invisible: Hebrew, Arabic and their kin, India's, Thai to Khmer.
JOINING = re.compile("[\u0590-\u08ff\u0900-\u109f\u1780-\u17ff\ufb1d-\ufdff\ufe70-\ufeff]")
# Those that may part two words.
PARTS = "\x0b\x0c\u2028\u2029"
LIGATURES = "[\ufb00-\ufb06]"
LATIN = "A-Za-z\u00c0-\u024f"
# Letters of other alphabets that look like Latin ones, and those.
TWINS = dict(zip("аеорсухіјѕԁһԛԝАВЕКМНОРСТХІЈЅοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
                 "aeopcyxijsdhqwABEKMHOPCTXIJSoABEZHIKMNOPTYX", strict=True))  # fmt: skip
OTHER = "[{}]".format("".join(TWINS))
# The second half of a word behind a hyphen at the end of a line of print, unless an "and" follows.
AND = (
    r"(?:and|or|to|nor|but|as|und|oder|bzw|bis|sowie|als|wie|et|ou|y|o|e|ed|u|en|of|og|och|eller|"
    r"i|ja|tai|и|или|і|та|és|vagy|ve|a|nebo|și|ir|un|versus|vs|through|into|plus|rather|than|in|on|ou|ni|minus|from|until|is|are|was)"
)
BROKEN = rf"\b([^\W\d_]{{2,}})-[ \t]*(?:\n[ \t]*|[ \t])(?!{AND}\b)([^\W\d_A-Z]{{2,}})\b"


@rule("warning")
def field_control_character(paper: Paper) -> Iterator[Finding]:
    """A control character stands in the text

    What it finds: a character that is no letter and no sign, as U+000B or a form feed, a line
    separator, a byte order mark inside a file, or one that only its own font can draw.

    Why it matters: nothing or a box is printed for it, and other programs stop at it.

    Example: a form feed between two pages that were copied from a PDF

    Instead: take it out; where it parted two words, write a space.
    """
    pattern = None
    for source, start, text in texts(paper):
        pattern = pattern or re.compile(CONTROLS)
        for line in by_line(source, start, pattern.finditer(text)):
            yield _unseen(source, start, text, line, "a control character")


@rule("info")
def invisible_character(paper: Paper) -> Iterator[Finding]:
    """A word has an invisible character in it

    What it finds: soft hyphens, zero-width spaces and joiners, and signs of writing direction in
    lines that run in one direction. Scripts that need them are left alone.

    Why it matters: no search finds the word, and an address does not open.

    Example: "coop\u00aderation", copied from a web page

    Instead: "cooperation": the words are hyphenated anyway. `check --fix` does it.
    """
    pattern = None
    for source, start, text in texts(paper):
        if text.isascii():
            continue
        pattern = pattern or re.compile(INVISIBLE)
        for line in by_line(source, start, pattern.finditer(text)):
            whole = source.line(source.line_and_column(start + line[0][0])[0])
            if not JOINING.search(whole) and _is_idle(text, line[0][0]):
                yield _unseen(source, start, text, line, "an invisible character")


@rule("warning")
def ligature(paper: Paper) -> Iterator[Finding]:
    """A word is typed with a ligature of a font

    What it finds: "ﬁ", "ﬂ", "ﬀ" and the like as one character, as they come out of a PDF.

    Why it matters: no search finds the word, and it cannot be hyphenated. Fonts make ligatures
    themselves.

    Example: `title = {Conﬂict and Conﬁdence}`

    Instead: `title = {Conflict and Confidence}`; `check --fix` does it.
    """
    for source, start, text in texts(paper):
        if text.isascii():
            continue
        for line in by_line(source, start, re.finditer(LIGATURES, text)):
            at, typed = line[0]
            place = source.place(start + at, start + at + 1)
            shown = word_around(text, at, at + 1)
            new = unicodedata.normalize("NFKC", typed)
            fixes = (
                Patch(source.path, start + at, one, unicodedata.normalize("NFKC", one))
                for at, one in line
            )
            yield fault(
                f"`{shown}` has a ligature for `{new}`",
                place,
                "write the letters",
                fix=tuple(fixes),
            )


@rule("warning")
def homoglyph(paper: Paper) -> Iterator[Finding]:
    """A word has a letter of another alphabet that looks like its own

    What it finds: a Cyrillic or Greek letter among Latin ones which looks the same: "а" in "Nаto".

    Why it matters: nobody sees it, no search finds the word, and two spellings of one name count as
    two.

    Example: `Soеya` with a Cyrillic "е"

    Instead: `Soeya`; `check --fix` does it.
    """
    pattern, other = None, re.compile(OTHER)
    for source, start, text in texts(paper):
        if text.isascii():
            continue
        pattern = pattern or re.compile(rf"[{LATIN}{''.join(TWINS)}]+")
        if not other.search(text):
            continue
        for line in by_line(source, start, pattern.finditer(text)):
            for at, typed in line:
                if not other.search(typed):
                    continue
                end = at + len(typed)
                if not _is_disguised(typed, text[max(at - 1, 0) : at], text[end : end + 1]):
                    continue
                first = next(i for i, sign in enumerate(typed) if sign in TWINS)
                sign = typed[first]
                alphabet = unicodedata.name(sign, "").split(" ")[0].capitalize()
                new = "".join(TWINS.get(one, one) for one in typed)
                yield fault(
                    f"`{typed}` has a {alphabet} letter in it, `{sign}`",
                    source.place(start + at + first, start + at + first + 1),
                    f"write `{new}` with Latin letters",
                    fix=(Patch(source.path, start + at, typed, new),),
                )


@rule("warning")
def broken_word(paper: Paper) -> Iterator[Finding]:
    """A word is broken by a hyphen and a space

    What it finds: "infor- mation": the hyphen of a line of print, copied into the text. "Pre- and
    post-war" is right, and so are its like in other languages.

    Why it matters: it is printed so.

    Example: `title = {The Future of Coop- eration}`

    Instead: `title = {The Future of Cooperation}`; `check --fix` does it.
    """
    pattern = None
    for source, start, text in texts(paper):
        if not re.search(r"[^\W\d_]-\s+[^\W\d_]", text):
            continue
        pattern = pattern or re.compile(BROKEN)
        for found in pattern.finditer(text):
            if text[max(found.start() - 1, 0)] in "-–\\@#/{":
                continue
            whole, compound = found[1] + found[2], f"{found[1]}-{found[2]}"
            # Which of the two is right, another place of the paper tells.
            right = next((one for one in (whole, compound) if _stands(paper, one)), "")
            at, end = found.span()
            fix = (Patch(source.path, start + at, found[0], right),) if right else ()
            yield fault(
                f"`{' '.join(found[0].split())}` is broken by a hyphen and a space",
                source.place(start + at, start + end),
                f"write `{right or whole}`",
                fix=fix,
            )


def _stands(paper: Paper, word: str) -> bool:
    """Tell whether a word stands somewhere in the paper as it is."""
    sources = (*paper.manuscript.sources, paper.bibliography.source)
    return any(re.search(rf"(?<![\w-]){word}(?![\w-])", one.text, re.IGNORECASE) for one in sources)


def _unseen(
    source: Source, start: int, text: str, line: list[tuple[int, str]], what: str
) -> Finding:
    at, typed = line[0]
    name = unicodedata.name(typed, "").lower()
    shown = word_around(text, at, at + 1).replace(typed, " " if typed in PARTS else "").strip()
    named = f"U+{ord(typed):04X}" + (f" ({name})" if name else "")
    where = f" in `{shown}`" if shown else ""
    fixes = tuple(
        Patch(source.path, start + one, sign, "")
        for one, sign in line
        if _parts_no_words(text, one)
    )
    return fault(
        f"{what}, {named}, stands{where}" if where else f"{what} stands here: {named}",
        source.place(start + at, start + at + 1),
        "take it out",
        fix=fixes,
    )


def _parts_no_words(text: str, at: int) -> bool:
    """Tell whether a character may go: it stands beside a space, or inside a word as a guest."""
    sign = text[at]
    if sign in PARTS:
        return text[at - 1 : at].isspace() or text[at + 1 : at + 2].isspace()
    return not "\ue000" <= sign <= "\uf8ff"


def _is_idle(text: str, at: int) -> bool:
    """Tell whether an invisible character has nothing to do where it stands."""
    sign, before, after = text[at], text[max(at - 1, 0) : at], text[at + 1 : at + 2]
    if sign == "\u200d":  # it joins signs to pictures
        return bool(re.match(r"\w", before) and re.match(r"\w", after))
    if sign in "\u200b\u2060":  # between scripts without spaces it parts words
        return not re.search(
            "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u9fff]", before + after
        )
    return True


def _is_disguised(word: str, before: str, after: str) -> bool:
    """Tell whether letters that only look Latin stand in a Latin word."""
    latin = len(re.findall(f"[{LATIN}]", word))
    other = len(word) - latin
    if not latin or len(word) < 3 or (latin < other and other > 3):
        return False
    greek = any("\u0370" <= sign <= "\u03ff" for sign in word)
    # A word that goes on in its own alphabet, as a formula or an ending does, is none of ours.
    return (
        latin > 1
        and not (before + after).strip(" \n.,;:!?)]}’”\"'-–(“‘{[*_").isalpha()
        and not (greek and latin < 3)
    )
