"""pybtex: `.bib` files in the wild, with the span of every entry and field.

pybtex's own reader stops at the first fault and knows no columns; its scanner knows both, so the
scanner is steered here. A fault is kept with its place, and reading goes on with the next field or
entry: what can be understood is never lost because of what cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pybtex.bibtex.utils import split_name_list
from pybtex.database import InvalidNameString
from pybtex.database import Person as PybtexPerson
from pybtex.database.input.bibtex import LowLevelParser, SkipEntry, UndefinedMacro, month_names
from pybtex.scanner import PrematureEOF, PybtexSyntaxError

COMMAND = re.compile(r"@\s*[A-Za-z]\w*\s*[{(]")
NEXT_ENTRY = re.compile(r"^[ \t]*(?=@\s*[A-Za-z]\w*\s*[{(])", re.M)
FIELD = re.compile(r"\s*[A-Za-z][\w:+-]*\s*=")
# The next field on a line of its own, inside a value: the value before it was never closed.
SWALLOWED = re.compile(r"[,\s]*\n[ \t]*[A-Za-z][\w:+-]*[ \t]*=[ \t]*[{\"\w]")
EXTENDED = re.compile(r"\s*(family|given|prefix|suffix)(?:-i)?\s*=\s*(.*?)\s*(?:,|$)", re.I)
LATEX = re.compile(r"\\|[~$]")
# Commands that only dress their words.
DRESS = re.compile(r"\\(?:emph|text\w\w|mkbib\w+|url|href|enquote)\b\s*")


@dataclass(frozen=True)
class RawField:
    """A field: its name, its value, and the offsets of both; the value's without delimiters."""

    name: str
    value: str
    start: int
    end: int
    value_start: int
    value_end: int


@dataclass
class RawEntry:
    """An entry or a control command: its type and key, its fields, and its offsets."""

    type: str
    key: str
    start: int
    key_start: int
    end: int = 0
    fields: list[RawField] = field(default_factory=list)


@dataclass(frozen=True)
class BibFault:
    """What is wrong with the file, at offsets, with one remedy."""

    message: str
    start: int
    end: int
    help: str


@dataclass(frozen=True)
class RawBibliography:
    """The entries of a file, the text of its `@string` commands, and its faults."""

    entries: tuple[RawEntry, ...]
    strings: str
    faults: tuple[BibFault, ...]


@dataclass(frozen=True)
class RawName:
    """A name in its parts, without braces; a name that stands in braces as a whole is corporate."""

    family: str
    given: str = ""
    prefix: str = ""
    suffix: str = ""
    corporate: bool = False


def read_bib(text: str) -> RawBibliography:
    """Read the text of a `.bib` file; nothing is raised, faults are part of the result."""
    scanner = _Scanner(text)
    entries = tuple(scanner.entries())
    return RawBibliography(entries, "\n".join(scanner.strings), tuple(scanner.faults))


def read_names(value: str) -> tuple[list[RawName], list[str]]:
    """Read a list of names joined by `and`; also return the names that have too many commas."""
    names, odd = [], []
    for typed in split_name_list(" ".join(value.split())):
        if not typed.strip() or typed.strip().lower() == "others":
            continue
        name = _name(typed.strip())
        if name is None:
            odd.append(typed)
            name = RawName(plain(typed))
        names.append(name)
    return names, odd


def plain(value: str) -> str:
    """Return a value as a reader sees it: TeX read, braces dropped, one space between words."""
    if LATEX.search(value):
        from pybtex.richtext import Text

        try:
            value = str(Text.from_latex(DRESS.sub("", value)))
        except (PybtexSyntaxError, ValueError, LookupError):
            value = value.replace("\\", "")
    return " ".join(re.sub(r"[{}]", "", value).replace("\u00a0", " ").split())


def _name(typed: str) -> RawName | None:
    if _is_whole(typed):
        return RawName(plain(typed), corporate=True)
    if "=" in typed and (parts := dict(EXTENDED.findall(typed))):
        known = {name.lower(): plain(part.strip('"')) for name, part in parts.items()}
        return RawName(known.pop("family", ""), **known)
    try:
        person = PybtexPerson(typed)
    except InvalidNameString:
        return None
    return RawName(
        family=plain(" ".join(person.last_names)),
        given=plain(" ".join([*person.first_names, *person.middle_names])),
        prefix=plain(" ".join(person.prelast_names)),
        suffix=plain(" ".join(person.lineage_names)),
    )


def _is_whole(typed: str) -> bool:
    """Tell whether one pair of braces holds a whole name."""
    if not (typed.startswith("{") and typed.endswith("}")):
        return False
    level = 0
    for at, sign in enumerate(typed):
        level += (sign == "{") - (sign == "}")
        if level == 0 and at < len(typed) - 1:
            return False
    return True


class _Scanner(LowLevelParser):  # type: ignore[misc]  # pybtex has no types
    """pybtex's scanner, with offsets, and with a way on after every fault."""

    def __init__(self, text: str) -> None:
        super().__init__(text, macros=dict(month_names))
        self.faults: list[BibFault] = []
        self.strings: list[str] = []
        self._entry: RawEntry | None = None
        self._value_span = (0, 0)

    def entries(self) -> Iterator[RawEntry]:
        """Yield every entry, the broken ones as far as they could be read."""
        while found := COMMAND.search(self.text, self.pos):
            self.command_start = found.start()
            self.pos = found.start() + 1
            self._entry = None
            count = len(self.faults)
            try:
                command = tuple(self.parse_command())[0]
            except SkipEntry:
                self._skip_comment()
                continue
            except PybtexSyntaxError as fault:
                self.handle_error(fault)
                command = ""
            if len(self.faults) > count and not self._is_closed():
                self._go_on()
            if str(command).lower() == "string":
                self.strings.append(self.text[self.command_start : self.pos])
            entry = self._entry
            if entry is not None:
                entry.end = self.pos
                yield entry

    def _is_closed(self) -> bool:
        """Tell whether the command was read to its end despite its faults."""
        before = self.text[self.command_start : self.pos].rstrip()
        return before.endswith(("}", ")")) and before.count("{") <= before.count("}") + (
            before.count("\\{") - before.count("\\}")
        )

    def _go_on(self) -> None:
        """Go to the next entry that begins a line; a value that never ended swallowed it."""
        entry = self._entry
        after = self.command_start + 1
        if entry and entry.fields:
            after = max(after, entry.fields[-1].end)
        found = NEXT_ENTRY.search(self.text, after)
        self.pos = found.end() if found else self.end_pos

    def _skip_comment(self) -> None:
        """Skip what stands in the braces of `@comment`, if they close (as biber and pandoc do)."""
        level, at = 1, self.pos
        for match in re.finditer(r"[{}]", self.text[at:]):
            level += 1 if match[0] == "{" else -1
            if level == 0:
                self.pos = at + match.end()
                return

    # What pybtex calls

    def handle_error(self, error: Any) -> None:
        """Keep a fault with its place."""
        at = min(self.pos, max(self.end_pos - 1, 0))
        if isinstance(error, UndefinedMacro):
            name = str(error.args[0]) if error.args else ""
            start = max(self.pos - len(name), 0)
            self._fault(
                f"the string `{self.text[start : self.pos]}` is not defined", start, self.pos,
                "put the value into braces, or define it: `@string{name = {value}}`",
            )  # fmt: skip
        elif isinstance(error, PrematureEOF):
            named = f"the entry `{self._entry.key}`" if self._entry else "this command"
            self._fault(
                f"{named} is not closed before the file ends",
                self.command_start, self.command_start + 1, "close its braces",
            )  # fmt: skip
        else:
            said = str(error.args[0]) if error.args else "not BibTeX"
            named = f" in the entry `{self._entry.key}`" if self._entry else ""
            while at < self.end_pos - 1 and self.text[at].isspace():
                at += 1
            help = "compare it with the entry above: a comma, a brace or a quotation mark is missing"
            self._fault(f"{said.replace(chr(39), '`')}{named}", at, at + 1, help)

    def _fault(self, message: str, start: int, end: int, help: str) -> None:
        fault = BibFault(message, start, end, help)
        if fault not in self.faults:
            self.faults.append(fault)

    def substitute_macro(self, name: str) -> str:
        """Return the value of a macro; names are not case-sensitive."""
        known = {key.lower(): value for key, value in self.macros.items()}
        if name.lower() in known:
            return str(known[name.lower()])
        self.handle_error(UndefinedMacro(name, self))
        return name

    def parse_entry_body(self, body_end: Any) -> None:
        """Read key and fields of an entry."""
        command = self.text[self.command_start + 1 : self.pos - 1].strip()
        key_start, key = self._key()
        if not key:
            self._fault(
                f"an entry `@{command}` has no key", self.command_start, self.pos,
                "give it one, as in `@book{soeya2016, ...`: without it nothing can cite it",
            )  # fmt: skip
        else:
            self._entry = RawEntry(command.lower(), key, self.command_start, key_start)
        self.current_entry_key = key or None
        self._fields(body_end)

    def _key(self) -> tuple[int, str]:
        match = re.compile(r"\s*([^,{}()=\n\"]*)").match(self.text, self.pos)
        assert match is not None
        start, key = match.start(1), match[1].rstrip()
        following = self.text[match.end() : match.end() + 1]
        if following == "=":
            return start, ""  # no key: this is the first field
        if following not in (",", "}", ")", "\n", ""):
            odd = re.compile(r"[^,\s]*").match(self.text, start)
            key = odd[0] if odd else key
            self.pos = start + len(key)
        else:
            self.pos = match.end()
        if re.search(r"\s", key):
            self._fault(
                f"the key `{key}` has a space in it", start, start + len(key),
                "write it as one word: no citation can name it as it is",
            )  # fmt: skip
        return start, key

    def _fields(self, body_end: Any) -> None:
        while True:
            self.current_field_name, self.current_value = None, []
            try:
                self._field()
            except PybtexSyntaxError as fault:
                if isinstance(fault, PrematureEOF):
                    self.pos = self.end_pos
                if not self._reopen():
                    raise
                continue
            if self.optional([self.COMMA]):
                continue
            ended = self.pos
            self.eat_whitespace()
            if self.eof() or body_end.match(self.text, self.pos):
                return
            if FIELD.match(self.text, self.pos):
                self._fault(
                    "a comma is missing before the next field", ended - 1, ended, "put one here"
                )
            elif not self._reopen():
                return

    def _field(self) -> None:
        self.eat_whitespace()
        start = self.pos
        name = FIELD.match(self.text, start)
        if not name:
            super().parse_field()
            return
        self.current_field_name = name[0][:-1].strip()
        self.pos = name.end()
        self.eat_whitespace()
        self._value_span = (self.pos, self.pos)
        self.parse_value()
        end = self.pos
        begin = self._value_span[0]
        inside = int(self.text[begin : begin + 1] in ('"', "{"))
        value = " ".join("".join(self.current_value).split())
        self._keep(RawField(
            self.current_field_name, value, start, end, begin + inside, max(end - inside, begin)
        ))  # fmt: skip

    def _keep(self, found: RawField) -> None:
        if self._entry is not None:
            self._entry.fields.append(found)

    def _reopen(self) -> bool:
        """Cut a value off where the next field begins inside it, and go on from there.

        Only asked where the entry does not end as it should.
        """
        begin = self._value_span[0]
        found = SWALLOWED.search(self.text, begin)
        limit = NEXT_ENTRY.search(self.text, self.command_start + 1)
        if not found or found.start() >= self.pos:
            return False
        if limit and found.start() > limit.start():
            return False
        if self._entry and self._entry.fields and self._entry.fields[-1].value_start > begin:
            self._entry.fields.pop()
        inside = int(self.text[begin : begin + 1] in ('"', "{"))
        value = " ".join(self.text[begin + inside : found.start()].split()).rstrip('",}')
        self._fault(
            f"the value of `{self.current_field_name}` is never closed", begin, found.start(),
            "close its brace or quotation mark at the end of its line",
        )  # fmt: skip
        self._keep(RawField(
            self.current_field_name, value, begin, found.start(), begin + inside, found.start()
        ))  # fmt: skip
        self.pos = found.start()
        self.optional([self.COMMA])
        self._value_span = (self.pos, self.pos)
        return True
