"""What the head of a paper names, and where: the YAML of its metadata file or of its sections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from recto.model import Paper, Place, Source
from recto.rules._late import late
from recto.rules._once import once
from recto.rules._verbatim import HEAD

TOP = late(r"^([A-Za-z][\w-]*)[ \t]*:", re.MULTILINE)
COMMENT = late(r"(?:^|[ \t])#[^\n]*")
SCALAR = late(r"\"([^\"\n]*)\"|'([^'\n]*)'|([^\s,\[\]\"'|>{}-][^,\[\]\"'\n{}]*)")
IS_NOTE_STYLE = late(r"<style\b[^>]*\bclass=\"note\"")
DEFAULT_LOCALE = late(r"<style\b[^>]*\bdefault-locale=\"([a-z]{2})")


@dataclass(frozen=True)
class Named:
    """A value of the head, and where it stands."""

    value: str
    place: Place


def spans_of(paper: Paper, key: str) -> Iterator[tuple[Source, int, int]]:
    """Yield where the value of a key of the head stands: from its colon to the next key."""
    for source in paper.manuscript.sources:
        for name, start, end in _keys(source):
            if name == key:
                yield source, start, end


def named(paper: Paper, key: str) -> Iterator[Named]:
    """Yield the plain values of a key of the head, whether it is one or a list."""
    for source, start, end in spans_of(paper, key):
        text = COMMENT.sub(lambda match: " " * len(match[0]), source.text[start:end])
        for match in SCALAR.finditer(text):
            group = match.lastindex or 0
            value = match[group].strip()
            if value:
                at = start + match.start(group)
                yield Named(value, source.place(at, at + len(value)))


@lru_cache(maxsize=1024)
def _keys(source: Source) -> tuple[tuple[str, int, int], ...]:
    if source.path.endswith(".yaml"):
        first, last = 0, len(source.text)
    elif head := HEAD.match(source.text):
        first, last = head.span()
    else:
        return ()
    found = list(TOP.finditer(source.text, first, last))
    ends = [*(match.start() for match in found[1:]), last][: len(found)]
    return tuple((match[1], match.end(), end) for match, end in zip(found, ends, strict=True))


@once
def prints_notes(paper: Paper) -> bool:
    """Tell whether the citation style prints notes, and no citations in the text."""
    return bool(IS_NOTE_STYLE.search(_style_head(paper)))


def locale_of_style(paper: Paper) -> str:
    """Return the language that the citation style is written for, empty if it is for all."""
    found = DEFAULT_LOCALE.search(_style_head(paper))
    return found[1] if found else ""


@once
def _style_head(paper: Paper) -> str:
    if not paper.style.is_file():
        return ""
    with paper.style.open(encoding="utf-8", errors="replace") as file:
        return file.read(4000)


@once
def missing_bibliographies(paper: Paper) -> tuple[tuple[str, Place | None], ...]:
    """Return the bibliography files that the paper names and that are not there."""
    root, used = paper.root, paper.bibliography.source
    found: list[tuple[str, Place | None]] = []
    wanted = paper.settings.bibliography
    if not used.text and used.path == wanted and not (root / wanted).exists():
        listed = list(named(paper, "bibliography"))
        if not listed and (wanted != "bibliography.bib" or paper.manuscript.citations):
            found.append((wanted, _in_settings(paper, wanted)))
    elif wanted not in (used.path, "bibliography.bib"):
        found.append((wanted, _in_settings(paper, wanted)))
    for one in named(paper, "bibliography"):
        name = one.value.rpartition("/")[2]
        there = any((root / folder / one.value).is_file() for folder in ("", "manuscript"))
        if not there and name != used.path.rpartition("/")[2]:
            found.append((one.value, one.place))
    return tuple(found)


def _in_settings(paper: Paper, value: str) -> Place | None:
    """Return where `paper.toml` names a value."""
    path = paper.root / "paper.toml"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    at = text.find(value)
    return Source("paper.toml", text).place(at, at + len(value)) if at >= 0 else None


def has_no_bibliography(paper: Paper) -> bool:
    """Tell whether there is no bibliography at all, which is said once and for all."""
    return not paper.bibliography.source.text and bool(missing_bibliographies(paper))
