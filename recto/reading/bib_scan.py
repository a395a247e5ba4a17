"""The text of a `.bib` file under a pencil: values, macros, and what is wrong with them.

The grammar is BibTeX's (btxdoc, 2, https://ctan.org/pkg/bibtex), with the comments behind `%` that
biber knows. Every pattern here reads on in one direction: a file of any size takes linear time.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left

from recto.reading.bib_records import BibFault, Kind, Lost, NoValue

MONTHS = {
    "jan": "January", "feb": "February", "mar": "March", "apr": "April", "may": "May",
    "jun": "June", "jul": "July", "aug": "August", "sep": "September", "oct": "October",
    "nov": "November", "dec": "December",
}  # fmt: skip
NAME = r"[^\W\d_][\w:.+*/-]*"
SPACE = re.compile(r"\s*(?:%[^\n]*\s*)*")
BRACE = re.compile(r"[{}]")
BRACE_OR_QUOTE = re.compile(r"[{}\"]")
WORD = re.compile(r"[^\s,{}()\"#=]+")
MACRO = re.compile(NAME)
FIELD = re.compile(rf"({NAME})\s*=")
# The next field on a line of its own, inside a value: the value before it was never closed.
SWALLOWED = re.compile(rf"\n[ \t]*(?P<name>{NAME})[ \t]*=[ \t]*[{{\"\w]")
# On the same line only a name that nothing but a field has is taken for one.
SAME_LINE = re.compile(
    r",[ \t]*(?:author|title|year|date|journal(?:title)?|booktitle|publisher|editor|pages|"
    r"volume|number|address|location|doi|url|urldate|isbn|issn|month|note|series|edition|school|"
    r"institution|organization|keywords|abstract)[ \t]*=[ \t]*(?=[{\"\w])",
    re.IGNORECASE,
)
# A value that ends so was closed by the quotation mark that opens the next one.
ENDS_IN_FIELD = re.compile(rf"[,\s]\s*{NAME}\s*=\s*\Z")
# Another command inside a value that is never closed.
INSIDE = re.compile(
    rf"^[ \t]*(?=@[ \t]*[^\W\d_]\w*[ \t]*[{{(])"
    rf"|(?=@[a-zA-Z]+[ \t]*[{{(][ \t]*[^\s,{{}}()=\"]+[ \t]*,\s*{NAME}\s*=\s*[{{\"\d])",
    re.MULTILINE,
)
# The line of an entry's last brace, or an empty one.
ENTRY_END = re.compile(r"\n[ \t]*(?:[})]|(?=\n)|\Z)")
# What stands behind the last brace or quotation mark of a value.
ENDED = re.compile(r"[ \t]*(?:,|\n|\Z)")
REST_OF_LINE = re.compile(r"[^{}\"\n]*")
NEXT_FIELD = re.compile(rf",[ \t]*{NAME}[ \t]*=")

# No name of a journal or of a publisher is so long, in characters.
LIMIT = 10_000
# So far a quotation mark is looked for in a file that has thousands without a partner.
SHORT = 500
# Braces in braces, deeper than this, mean nothing, and what reads TeX does not come back from them.
DEEPEST = 20
CLOSE = "close its brace or quotation mark at the end of its line"


class Scan:
    """A text, the macros that it has defined so far, and its faults."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.faults: list[BibFault] = []
        self.macros: dict[str, str] = dict(MONTHS)
        self._later: set[str] | None = None
        # Where braces open and close, and how many characters may be read in vain for a quotation
        # mark: both keep a file with thousands of faults from being read thousands of times.
        self._opened: array[int] | None = None
        self._closed: array[int] = array("l")
        self._sought, self._command = 0, -1
        self._patience = 4 * len(text) + 1_000_000

    def fault(
        self, message: str, start: int, end: int, help: str, kind: Kind = "error", insert: str = ""
    ) -> None:
        """Keep a fault; what is said twice of a place is said once."""
        said = BibFault(message, start, end, help, kind, insert)
        if said not in self.faults[-3:]:
            self.faults.append(said)

    def space(self, at: int, end: int) -> int:
        """Return the offset behind white space and comments."""
        return SPACE.match(self.text, at, end).end()  # type: ignore[union-attr]  # may be empty

    def value(self, name: str, at: int, end: int) -> tuple[str, int, int]:
        """Read a value, its parts joined by `#`: return it, and where its first and last end.

        Raises Lost where one is opened and not closed before ``end``.
        """
        parts: list[str] = []
        first = 0
        while True:
            part, at = self._part(name, at, end, alone=not parts)
            parts.append(part)
            first = first or at
            following = self.space(at, end)
            if self.text[following : min(following + 1, end)] != "#":
                return shallow(" ".join("".join(parts).split())), first, at
            at = self.space(following + 1, end)

    def _part(self, name: str, at: int, end: int, *, alone: bool) -> tuple[str, int]:
        sign = self.text[at : min(at + 1, end)]
        if sign == "{":
            closed = self.closing(at, end)
            return self.text[at + 1 : closed], closed + 1
        if sign == '"':
            closed = self._closing_quote(at, end)
            return self.text[at + 1 : closed], closed + 1
        word = WORD.match(self.text, at, end)
        following = self.space(word.end(), end) if word else at
        if not word or self.text[following : following + 1] == "=":
            raise NoValue(following if word is None else at)
        return self._bare(name, word[0], at, end, alone=alone)

    def closing(self, at: int, end: int) -> int:
        """Return where the brace at an offset is closed. Raises Lost if it is not."""
        if self._opened is None:
            level = 0
            for match in BRACE.finditer(self.text, at, end):
                level += 1 if match[0] == "{" else -1
                if level == 0:
                    return match.start()
            self._pair_off()
        closed = self._closed[bisect_left(self._opened or (), at)]
        if at < closed < end:
            return closed
        raise Lost(end)

    def _pair_off(self) -> None:
        """Find the partner of every brace, once: where one is lost, others often are."""
        self._opened = array("l")
        waiting = array("l")
        for match in BRACE.finditer(self.text):
            if match[0] == "{":
                waiting.append(len(self._opened))
                self._opened.append(match.start())
                self._closed.append(-1)
            elif waiting:
                self._closed[waiting.pop()] = match.start()

    def _closing_quote(self, at: int, end: int) -> int:
        level = 0
        if self._patience < 0:
            end = min(end, at + SHORT)
        for match in BRACE_OR_QUOTE.finditer(self.text, at + 1, end):
            if match[0] == '"':
                if level == 0:
                    before = max(at + 1, match.start() - 80)
                    if ENDS_IN_FIELD.search(self.text, before, match.start()):
                        raise Lost(match.start())
                    return match.start()
            else:
                level += 1 if match[0] == "{" else -1
                if level < 0:
                    raise Lost(match.start())
        self._patience -= end - at
        raise Lost(end)

    def _bare(self, name: str, word: str, at: int, end: int, *, alone: bool) -> tuple[str, int]:
        """Read a number or the name of a macro, or what should stand in braces and does not."""
        after = at + len(word)
        number = word.isdigit()
        if alone and not (number and self._ends_entry(after)):
            closed = self._opening_lost(at, end)
            if closed:
                sign = "brace" if self.text[closed] == "}" else "quotation mark"
                self.fault(
                    f"the value of `{name}` has no opening {sign}", at, closed,
                    f"put a {'`{`' if sign == 'brace' else sign} before it",
                )  # fmt: skip
                return self.text[at:closed], closed + 1
        if number or word.lower() in self.macros:
            return (word if number else self.macros[word.lower()]), after
        rest = REST_OF_LINE.match(self.text, after, end)[0] if alone else ""  # type: ignore[index]  # may be empty
        following = NEXT_FIELD.search(rest)
        rest = (rest[: following.start()] if following else rest).rstrip().rstrip(",").rstrip()
        if MACRO.fullmatch(word) and not rest.strip(" \t#)"):
            self._undefined(word, at)
            return word, after
        ended = after + len(rest)
        self.fault(
            f"the value of `{name}` has neither braces nor quotation marks", at, ended,
            f"put it into braces: `{name} = {{{_short(self.text[at:ended])}}}`",
        )  # fmt: skip
        return self.text[at:ended], ended

    def _opening_lost(self, at: int, end: int) -> int:
        """Return where a value is closed that was never opened, 0 if it is not such a one."""
        following = self.swallowed(at, end)
        level = 0
        for match in BRACE_OR_QUOTE.finditer(
            self.text, at, end if following is None else following
        ):
            sign, place = match[0], match.start()
            level += (sign == "{") - (sign == "}")
            if level > 0 or (level == 0 and (sign != '"' or not ENDED.match(self.text, place + 1))):
                continue
            alone = "\n" in self.text[place - 1 : place] or self._ends_entry(place)
            own = "=" in self.text[at:place] or "#" in self.text[at:place]
            return 0 if own or (sign == "}" and alone) else place
        return 0

    def _ends_entry(self, at: int) -> bool:
        """Tell whether the brace at an offset, behind a bare word, may be that of the entry."""
        following = self.text[at + 1 : at + 400].lstrip()
        if self.text[at : at + 1] != "}":
            return True
        return not (following.startswith(("}", ",")) or FIELD.match(following))

    def _undefined(self, word: str, at: int) -> None:
        from recto.tools.likeness import nearest

        known = [name for name in self.macros if name not in MONTHS or len(word) > 2]
        near = nearest(word, known)
        help = "put the value into braces, or define it: `@string{name = {value}}`"
        if self._defined_later(word):
            help = "move its `@string` above this entry: it is defined only below"
        elif near:
            help = f"did you mean `{near}`? a value that is no `@string` stands in braces"
        self.fault(f"the string `{word}` is not defined", at, at + len(word), help)

    def _defined_later(self, word: str) -> bool:
        if self._later is None:
            found = re.finditer(rf"@\s*string\s*[{{(]\s*({NAME})", self.text, re.IGNORECASE)
            self._later = {match[1].lower() for match in found}
        return word.lower() in self._later

    def define(self, name: str, value: str, start: int, end: int) -> bool:
        """Keep a macro. One that others blow up, or that is given anew, is a fault."""
        if len(value) > LIMIT:
            self.fault(
                f"the string `{name}` is longer than {LIMIT} characters", start, end,
                "write out what it stands for where it is used",
            )  # fmt: skip
            self.macros[name.lower()] = name
            return False
        known = self.macros.get(name.lower())
        if known is not None and known != value and name.lower() not in MONTHS:
            self.fault(
                f"the string `{name}` is defined twice", start, end, "keep one of the two",
                kind="warning",
            )  # fmt: skip
        self.macros[name.lower()] = value
        return True

    def swallowed(self, at: int, end: int) -> int | None:
        """Return where the next field begins inside a value, with the space before it."""
        line = SWALLOWED.search(self.text, at, end)
        same = SAME_LINE.search(self.text, at, line.start() if line else end)
        found = same or line
        return self._before_space(found.start(), at) if found else None

    def entry_end(self, at: int, end: int) -> tuple[int, int, bool] | None:
        """Return where an entry ends that is astray, where what is behind it begins.

        Also whether a brace ends it.
        """
        found = ENTRY_END.search(self.text, at, end)
        if not found:
            return None
        return self._before_space(found.start(), at), found.end(), found[0][-1] in "})"

    def command_after(self, at: int) -> int:
        """Return where the next command begins that may stand in a value, or the file's end."""
        if not self._sought <= at <= self._command:
            found = INSIDE.search(self.text, at)
            self._sought, self._command = at, found.start() if found else len(self.text)
        return self._command

    def _before_space(self, at: int, least: int) -> int:
        while at > least and self.text[at - 1] in ", \t\n\r":
            at -= 1
        return at

    def inside(self, at: int, end: int) -> int | None:
        """Return where a field begins that a closed value has swallowed, None if it has not."""
        if self.text.find("=", at, end) < 0 or self.text.find("\n", at, end) < 0:
            return None
        for found in SWALLOWED.finditer(self.text, at, end):
            if SAME_LINE.match(", " + self.text[found.start("name") : found.end()]):
                return self._before_space(found.start(), at)
        return None


def shallow(value: str) -> str:
    """Return a value without its braces if they are nested deeper than anything that means it."""
    if value.count("{") <= DEEPEST:
        return value
    level = deepest = 0
    for match in BRACE.finditer(value):
        level += 1 if match[0] == "{" else -1
        deepest = max(deepest, level)
    return value if deepest <= DEEPEST else BRACE.sub("", value)


def _short(value: str) -> str:
    return value if len(value) <= 40 else value[:39] + "…"
