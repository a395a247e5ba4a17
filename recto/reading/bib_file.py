"""A `.bib` file from its first command to its last; `read_bib` is the door.

Nothing is raised: what is wrong is kept with its place, and reading goes on with the next field or
entry. An entry is never read beyond the line on which the next one begins, so a brace that is lost
costs one field, not the rest of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from recto.reading.bib_entry import Entry
from recto.reading.bib_key import COMMAND
from recto.reading.bib_records import BibFault, Lost, NoValue, RawEntry
from recto.reading.bib_scan import FIELD, NAME, Scan

# The first line of an entry, and where its first field begins: what holds one is not its value.
NEXT_ENTRY = re.compile(
    rf"^[ \t]*(?=@[ \t]*[^\W\d_]\w*[ \t]*[{{(][ \t]*[^\s,{{}}()=\"]*[ \t]*,\s*{NAME}\s*=)",
    re.MULTILINE,
)
# What citeproc's reader takes for the name of a field or string.
CITEPROC_NAME = re.compile(r"[^\W\d_][\w:+-]*")
# So many comments without an end are looked for; behind that a comment is its line.
OPEN_COMMENTS = 20


@dataclass(frozen=True)
class RawBibliography:
    """The entries of a file, its `@string` commands as one line each, and its faults."""

    entries: tuple[RawEntry, ...]
    strings: str
    faults: tuple[BibFault, ...]


def read_bib(text: str) -> RawBibliography:
    """Read the text of a `.bib` file; nothing is raised, faults are part of the result."""
    reader = _File(text)
    entries = tuple(reader.entries())
    strings = "\n".join(
        f"@string{{{name} = {{{closed(value)}}}}}"
        for name, value in reader.strings.items()
        if CITEPROC_NAME.fullmatch(name)
    )
    return RawBibliography(entries, strings, tuple(reader.scan.faults))


def closed(value: str) -> str:
    """Return a value without braces if they do not pair off.

    To citeproc a brace behind a backslash is none.
    """
    level = 0
    for sign in re.findall(r"\\[{}\\]|[{}]", value):
        level += (sign == "{") - (sign == "}")
        if level < 0:
            break
    kept = value if level == 0 else re.sub(r"\\?[{}]", "", value)
    return f"{kept} " if kept.endswith("\\") else kept


class _File:
    """The commands of a file, one after another."""

    def __init__(self, text: str) -> None:
        self.text, self.scan = text, Scan(text)
        self.strings: dict[str, str] = {}
        self._following = -1
        self._open_comments = 0

    def entries(self) -> Iterator[RawEntry]:
        """Yield every entry that has a key, the broken ones as far as they could be read."""
        at = 0
        while found := COMMAND.search(self.text, at):
            line = self.text.rfind("\n", at, found.start()) + 1 or at
            if self.text[line : found.start()].lstrip().startswith("%"):
                end = self.text.find("\n", found.end())  # the line is commented out
                at = end if end >= 0 else len(self.text)
                continue
            command = found[1].lower()
            if command == "comment":
                at = self._behind_comment(found)
            elif command == "preamble":
                at = self._behind_preamble(found)
            elif command == "string":
                at = self._behind_strings(found)
            else:
                entry = Entry(self.scan, found, self._next_entry(found.end())).read()
                at = max(entry.end, found.end())
                if entry.key:
                    yield entry

    def _next_entry(self, at: int) -> int:
        """Return where the next entry begins, or the end of the file."""
        if self._following < at:
            found = NEXT_ENTRY.search(self.text, at)
            self._following = found.end() if found else len(self.text)
        return self._following

    def _behind_comment(self, found: re.Match[str]) -> int:
        """Skip what stands in the braces of `@comment` (as biber and pandoc do)."""
        if found[2] == "{" and self._open_comments < OPEN_COMMENTS:
            try:
                return self.scan.closing(found.end() - 1, len(self.text)) + 1
            except Lost:
                self._open_comments += 1
                self.scan.fault(
                    "this comment is never closed", found.start(), found.end(),
                    "close its brace: what follows is read as if it were no comment",
                    kind="warning",
                )  # fmt: skip
        line = self.text.find("\n", found.end())
        return line if line >= 0 else len(self.text)

    def _behind_preamble(self, found: re.Match[str]) -> int:
        end = self._next_entry(found.end())
        closer = "}" if found[2] == "{" else ")"
        at = self.scan.space(found.end(), end)
        try:
            if found[2] == "{":
                return self.scan.closing(found.end() - 1, end) + 1
            at = self.scan.space(self.scan.value("preamble", at, end)[2], end)
            if self.text[at : at + 1] == closer:
                return at + 1
        except (Lost, NoValue):
            pass
        self._not_closed("preamble", found)
        return self._end_of(found, end)

    def _behind_strings(self, found: re.Match[str]) -> int:
        """Read the macros of one `@string`; more than one is more than BibTeX allows."""
        scan, end = self.scan, self._next_entry(found.end())
        closer = "}" if found[2] == "{" else ")"
        at = found.end()
        while True:
            at = scan.space(at, end)
            if self.text[at : min(at + 1, end)] == ",":
                at += 1
                continue
            if self.text[at : min(at + 1, end)] == closer:
                return at + 1
            named = FIELD.match(self.text, at, end)
            if not named:
                break
            try:
                value, _, at = scan.value(named[1], scan.space(named.end(), end), end)
            except (Lost, NoValue):
                break
            if scan.define(named[1], value, named.start(1), named.end(1)):
                self.strings[named[1]] = value
        self._not_closed("string", found)
        return self._end_of(found, end)

    def _not_closed(self, command: str, found: re.Match[str]) -> None:
        example = "@string{name = {value}}" if command == "string" else '@preamble{"..."}'
        self.scan.fault(
            f"this `@{command}` cannot be read", found.start(), found.end(),
            f"close its braces and quotation marks: `{example}`",
        )  # fmt: skip

    def _end_of(self, found: re.Match[str], end: int) -> int:
        """Return where a command that is not closed ends: with its line."""
        line = self.text.find("\n", found.end(), end)
        return line if line >= 0 else end
