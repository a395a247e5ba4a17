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

from pybtex.database.input.bibtex import LowLevelParser, SkipEntry, UndefinedMacro, month_names
from pybtex.scanner import PrematureEOF, PybtexSyntaxError
from pybtex.utils import CaseInsensitiveDict

BRACE = re.compile(r"[{}]")
COMMAND = re.compile(r"@\s*[A-Za-z]\w*\s*[{(]")
KEY = re.compile(r"[^,{}()=\n\"]*")
ODD_KEY = re.compile(r"[^,\s]*")
NEXT_ENTRY = re.compile(r"^[ \t]*(?=@\s*[A-Za-z]\w*\s*[{(])", re.MULTILINE)
FIELD = re.compile(r"\s*[A-Za-z][\w:+-]*\s*=")
# The next field on a line of its own, inside a value: the value before it was never closed.
SWALLOWED = re.compile(r"[,\s]*\n[ \t]*[A-Za-z][\w:+-]*[ \t]*=[ \t]*[{\"\w]")

# No name of a journal or of a publisher is so long, in characters.
LIMIT = 10_000
CLOSE = "close its brace or quotation mark at the end of its line"


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
    """An entry or a control command: its type and key, its fields, and its offsets.

    ``mended``: there was something wrong with it, and this is what could be understood.
    """

    type: str
    key: str
    start: int
    key_start: int
    end: int = 0
    mended: bool = False
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


def read_bib(text: str) -> RawBibliography:
    """Read the text of a `.bib` file; nothing is raised, faults are part of the result."""
    scanner = _Scanner(text)
    entries = tuple(scanner.entries())
    return RawBibliography(entries, "\n".join(scanner.strings), tuple(scanner.faults))


class _Scanner(LowLevelParser):  # type: ignore[misc]  # pybtex has no types
    """pybtex's scanner, with offsets, and with a way on after every fault."""

    pos: int
    current_field_name: str | None
    current_value: list[str]

    def __init__(self, text: str) -> None:
        super().__init__(text, macros=CaseInsensitiveDict(month_names))
        self.faults: list[BibFault] = []
        self.strings: list[str] = []
        self._entry: RawEntry | None = None
        # The field that was read last: its name, and where it and its value begin.
        self._last = ("", 0, 0)
        self._in_value = False
        self._broken = False

    def entries(self) -> Iterator[RawEntry]:
        """Yield every entry, the broken ones as far as they could be read."""
        while found := COMMAND.search(self.text, self.pos):
            start, before = found.start(), len(self.faults)
            entry = self._read(start)
            following = NEXT_ENTRY.search(self.text, start + 1)
            if self._broken and following and following.end() < self.pos:
                # The fault has swallowed what follows: read the entry again, and no further.
                del self.faults[before:]
                alone = _Scanner(self.text[: following.end()])
                alone.macros = self.macros
                entry = alone._read(start)
                self.faults += alone.faults
            if self._broken:
                self.pos = following.end() if following else self.end_pos
            if entry is not None:
                entry.mended = len(self.faults) > before
                yield entry

    def _read(self, start: int) -> RawEntry | None:
        """Read the command that begins at an offset; return it if it is an entry with a key."""
        self.command_start, self.pos = start, start + 1
        self._begin(None)
        self._broken = self._in_value = False
        faults = len(self.faults)
        try:
            command = str(next(iter(self.parse_command()))).lower()
        except SkipEntry:
            self._skip_comment()
            return None
        except PybtexSyntaxError as fault:
            self.handle_error(fault)
            return None
        if command == "string" and len(self.faults) == faults:
            self.strings.append(self.text[start : self.pos])
        entry: RawEntry | None = self._entry
        if entry:
            entry.end = self.pos
        return entry

    def _begin(self, entry: RawEntry | None) -> None:
        self._entry = entry

    def _skip_comment(self) -> None:
        """Skip what stands in the braces of `@comment`, if they close (as biber and pandoc do)."""
        level, at = 1, self.pos
        for match in BRACE.finditer(self.text, at):
            level += 1 if match[0] == "{" else -1
            if level == 0:
                self.pos = match.end()
                return

    # What pybtex calls

    def handle_error(self, error: Any) -> None:
        """Keep a fault with its place."""
        self._broken = self._broken or not isinstance(error, UndefinedMacro)
        at = min(self.pos, max(self.end_pos - 1, 0))
        if isinstance(error, UndefinedMacro):
            name = str(error.args[0]) if error.args else ""
            start = max(self.pos - len(name), 0)
            self._fault(
                f"the string `{self.text[start : self.pos]}` is not defined", start, self.pos,
                "put the value into braces, or define it: `@string{name = {value}}`",
            )  # fmt: skip
        elif isinstance(error, PrematureEOF) and self._in_value:
            name, _, begin = self._last
            self._fault(f"the value of `{name}` is never closed", begin, begin + 1, CLOSE)
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
            help = (
                "compare it with the entry above: a comma, a brace or a quotation mark is missing"
            )
            self._fault(f"{said.replace(chr(39), '`')}{named}", at, at + 1, help)

    def _fault(self, message: str, start: int, end: int, help: str) -> None:
        fault = BibFault(message, start, end, help)
        if fault not in self.faults:
            self.faults.append(fault)

    def optional(self, patterns: Any, allow_eof: bool = False) -> Any:
        """Return a token if it is there; at the end of the file nothing is."""
        try:
            return super().optional(patterns, allow_eof)
        except PrematureEOF:
            return None

    def substitute_macro(self, name: str) -> str:
        """Return the value of a macro, its name where there is none."""
        if name in self.macros:
            return str(self.macros[name])
        self.handle_error(UndefinedMacro(name, self))
        return name

    def parse_string_body(self, body_end: Any) -> None:
        """Read a macro; one that others blow up is not kept."""
        super().parse_string_body(body_end)
        name = str(self.current_field_name)
        if len(self.macros[name]) > LIMIT:
            self.macros[name] = name
            self._fault(
                f"the string `{name}` is longer than {LIMIT} characters", self.command_start,
                self.command_start + 1, "write out what it stands for where it is used",
            )  # fmt: skip

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
            self._begin(RawEntry(command.lower(), key, self.command_start, key_start))
        self.current_entry_key = key or None
        self._fields(body_end)

    def _key(self) -> tuple[int, str]:
        self.eat_whitespace()
        start = self.pos
        key = KEY.match(self.text, start)[0].rstrip()  # type: ignore[index]  # it may be empty
        end = start + len(key)
        following = self.text[end:].lstrip(" \t")[:1]
        if following == "=" or key.startswith("@"):
            return start, ""  # no key: this is the first field, or the next entry
        if following not in (",", "}", ")", "\n", ""):
            key = ODD_KEY.match(self.text, start)[0]  # type: ignore[index]  # it may be empty
        self.pos = start + len(key)
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
            self.eat_whitespace()
            if self.eof() or body_end.match(self.text, self.pos):
                return
            if FIELD.match(self.text, self.pos):
                ended = self._before_space()
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
            if self.optional([self.NAME]):
                raise PybtexSyntaxError("`=` expected", self)
            return
        self.current_field_name = name[0][:-1].strip()
        self.pos = name.end()
        self.eat_whitespace()
        begin = self.pos
        self._last = (self.current_field_name, start, begin)
        self._in_value = True
        self.parse_value()
        self._in_value = False
        end = self._before_space()
        inside = int(self.text[begin : begin + 1] in ('"', "{"))
        value = " ".join("".join(self.current_value).split())
        self._keep(RawField(
            self.current_field_name, value, start, end, begin + inside, max(end - inside, begin)
        ))  # fmt: skip

    def _before_space(self) -> int:
        """Return where the text before this place ends: looking for `#` has eaten the spaces."""
        at = self.pos
        while at > 0 and self.text[at - 1].isspace():
            at -= 1
        return at

    def _keep(self, found: RawField) -> None:
        if self._entry is not None:
            self._entry.fields.append(found)

    def _reopen(self) -> bool:
        """Cut a value off where the next field begins inside it, and go on from there.

        Only asked where the entry does not end as it should.
        """
        name, start, begin = self._last
        found = SWALLOWED.search(self.text, begin)
        if not found or found.start() >= self.pos:
            return False
        if self._entry and self._entry.fields and self._entry.fields[-1].value_start > begin:
            self._entry.fields.pop()
        inside = int(self.text[begin : begin + 1] in ('"', "{"))
        value = " ".join(self.text[begin + inside : found.start()].split()).rstrip('",}')
        self._fault(f"the value of `{name}` is never closed", begin, found.start(), CLOSE)
        self._keep(RawField(name, value, start, found.start(), begin + inside, found.start()))
        self.pos = found.start()
        self.optional([self.COMMA])
        self._last = (name, self.pos, self.pos)
        return True
