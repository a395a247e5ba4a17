"""Where something stands in the sources, and how a source is changed."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, order=True)
class Place:
    """A span of a source: lines and columns count from 1, columns in characters.

    The end is exclusive: a word of three characters at 4:1 ends at 4:4.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Source:
    """A file of the paper: its path below the root (POSIX) and its text."""

    path: str
    text: str

    @cached_property
    def line_starts(self) -> list[int]:
        """Offsets of the first character of every line."""
        starts, at = [0], self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return starts

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Return line and column, both from 1, of a character offset."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def place(self, start: int, end: int | None = None) -> Place:
        """Return the place of the characters ``start`` to ``end`` (one character if not given)."""
        end = start + 1 if end is None else end
        return Place(self.path, *self.line_and_column(start), *self.line_and_column(end))

    def line(self, number: int) -> str:
        """Return the text of a line (from 1) without its line end."""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] - 1 if number < len(self.line_starts) else len(self.text)
        return self.text[start:end]

    def offset(self, line: int, column: int) -> int:
        """Return the character offset of a line and column."""
        return self.line_starts[line - 1] + column - 1


@dataclass(frozen=True)
class Patch:
    """One change of a source: ``old`` stands at ``start``; it is refused if it does not."""

    file: str
    start: int
    old: str
    new: str

    @property
    def end(self) -> int:
        """Offset after the last character that is replaced."""
        return self.start + len(self.old)
