"""Patches of the sources: put together, made into files, and written all or none.

A patch counts in characters of a source as it was read: without a byte order mark, with line ends
of one character. The file keeps its own: only what is patched changes, to the byte.
"""

from __future__ import annotations

import difflib
import re
import stat
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from recto.model import Finding, Patch, Source

MARK = b"\xef\xbb\xbf"
# Where a new text waits until all of them are written; no section of a paper is named so.
DRAFT = ".recto-new"


class EditingError(Exception):
    """The sources cannot be changed; the message is one line, and no file has been touched."""


@dataclass(frozen=True)
class Changed:
    """A file of the paper as it stands on the disk, and as it will be."""

    path: str
    before: bytes
    after: bytes


def compatible(findings: Iterable[Finding]) -> list[Finding]:
    """Return those findings whose patches do not meet a patch of an earlier one.

    All patches of a finding are taken, or none; what is left waits for the next round.
    """
    taken: dict[str, list[tuple[int, int]]] = {}
    kept = []
    for finding in findings:
        own: list[tuple[list[tuple[int, int]], tuple[int, int]]] = []
        for patch in finding.fix:
            spans, span = taken.setdefault(patch.file, []), (patch.start, patch.end)
            if _meets(span, spans):
                break
            insort(spans, span)
            own.append((spans, span))
        else:
            kept.append(finding)
            continue
        for spans, span in own:
            spans.remove(span)
    return kept


def applied(source: Source, patches: Iterable[Patch]) -> Source:
    """Return a source with its patches made.

    Raises EditingError where the old text of one does not stand at its start, or two meet.
    """
    text, last = [], 0
    for patch in sorted(patches, key=lambda patch: (patch.start, patch.end)):
        if patch.start < last or not source.text.startswith(patch.old, patch.start):
            raise EditingError(f"`{source.path}` does not hold what a repair would change")
        text += [source.text[last : patch.start], patch.new]
        last = patch.end
    return Source(source.path, "".join([*text, source.text[last:]]))


def changed(root: Path, source: Source, rounds: Iterable[Sequence[Patch]]) -> Changed:
    """Return a file after some rounds of patches, its byte order mark and its line ends kept.

    Raises EditingError where the file is not what was read, is not UTF-8, or stands outside the
    paper.
    """
    raw = _own_file(root, source.path).read_bytes()
    mark = MARK if raw.startswith(MARK) else b""
    try:
        typed = raw.removeprefix(MARK).decode("utf-8")
    except UnicodeDecodeError as problem:
        message = f"`{source.path}` is not UTF-8: save it so, then repair it"
        raise EditingError(message) from problem
    if _one_line_end(typed) != source.text:
        raise EditingError(f"`{source.path}` has changed since it was read: run it again")
    for patches in rounds:
        source, typed = applied(source, patches), _typed(typed, patches)
    if _one_line_end(typed) != source.text:
        raise EditingError(f"`{source.path}` mixes line ends so that no repair is safe")
    return Changed(source.path, raw, mark + typed.encode())


def write(root: Path, files: Sequence[Changed]) -> None:
    """Write changed files, all of them or none, each with the permissions that it has.

    Raises EditingError where a file has changed meanwhile, is read-only, or cannot be written: the
    disk is full, or its folder is closed.
    """
    drafts: list[tuple[Path, Path]] = []
    try:
        for file in files:
            path = _own_file(root, file.path)
            drafts.append((path.with_name(f".{path.name}{DRAFT}"), path))
            _write_draft(*drafts[-1], file)
        _rename(drafts, files)
    except OSError as problem:
        reason = problem.strerror or problem
        raise EditingError(
            f"the repairs cannot be written ({reason}): nothing is changed"
        ) from problem
    finally:
        for draft, _ in drafts:
            with suppress(OSError):
                draft.unlink(missing_ok=True)


def _write_draft(draft: Path, path: Path, file: Changed) -> None:
    from recto.tools.store import replace_file

    mode = stat.S_IMODE(path.stat().st_mode)
    if not mode & stat.S_IWUSR:
        raise EditingError(f"`{file.path}` is read-only: allow it to be written, then repair it")
    replace_file(draft, file.after)
    draft.chmod(mode)
    if path.read_bytes() != file.before:
        raise EditingError(f"`{file.path}` has changed since it was read: run it again")


def _rename(drafts: Sequence[tuple[Path, Path]], files: Sequence[Changed]) -> None:
    """Put every draft in its place; where one cannot be, put the others back."""
    done: list[tuple[Path, Changed]] = []
    try:
        for (draft, path), file in zip(drafts, files, strict=True):
            draft.replace(path)
            done.append((path, file))
    except BaseException:
        for path, file in done:
            path.write_bytes(file.before)
        raise


def unified(files: Iterable[Changed]) -> str:
    """Return changed files as one diff that `patch -p1` and `git apply` take."""
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for file in files
        for line in difflib.unified_diff(
            _lines(file.before), _lines(file.after), f"a/{file.path}", f"b/{file.path}"
        )
    )


def _meets(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    """Tell whether a span meets one of some others, which are in order and apart."""
    start, end = span
    at = bisect_left(spans, span)
    # Two insertions at one place meet too: nobody can tell which of them comes first.
    before = at > 0 and (spans[at - 1][1] > start or spans[at - 1][0] == start)
    return before or (at < len(spans) and (spans[at][0] < end or spans[at][0] == start))


def _own_file(root: Path, name: str) -> Path:
    """Return the file itself where a link within the paper leads to it. Raises EditingError."""
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()) or not path.is_file():
        raise EditingError(f"`{name}` is no file of the paper's folder: it is not changed")
    return path


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _typed(text: str, patches: Sequence[Patch]) -> str:
    """Make patches in a text that has the line ends of its file."""
    # Each pair before a character moves it one place on.
    pairs = [match.start() - number for number, match in enumerate(re.finditer("\r\n", text))]
    ends = re.findall(r"\r\n|\r|\n", text)
    usual = max(("\n", "\r\n", "\r"), key=ends.count)
    out, last = [], 0
    for patch in sorted(patches, key=lambda patch: (patch.start, patch.end)):
        start, end = (at + bisect_left(pairs, at) for at in (patch.start, patch.end))
        out += [text[last:start], patch.new.replace("\n", usual)]
        last = end
    return "".join([*out, text[last:]])


def _lines(content: bytes) -> list[str]:
    # Lines of a diff end with a line feed and with nothing else.
    return [line for line in re.split(r"(?<=\n)", content.decode("utf-8")) if line]
