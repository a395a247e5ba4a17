"""Note texts that pandoc does not take for such: `[^24] See the poll.`"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from recto.model import Call, Paper, Place, Source
from recto.rules._markers import Markers, read_markers
from recto.rules._once import once
from recto.rules._words import is_word

LINE_FORMS = (
    r"^(?P<lead>[ \t>]*)(?P<mark>"
    r"(?:\\?\[[ ]?\\?\^[ ]?|\^\[?|\[)(?P<one>[^\W_][\w*-]*)(?:[ ]?\^?\\?\])?"
    r"|(?P<two>\d{1,3}))(?P<sign>[ ]?[:;.,=–-]?)(?=[ \t]|$)"
)


@dataclass(frozen=True)
class DeadText:
    """A note text that is none: its mark, the call that waits for it, and why it is not read."""

    label: str
    place: Place
    call: Call | None
    why: str
    missing_colon: int | None


@once
def read_dead_texts(paper: Paper) -> Mapping[tuple[str, str], DeadText]:
    """Return by file and label the note texts that pandoc does not take for such."""
    markers = read_markers(paper)
    undefined: dict[str, dict[str, list[Call]]] = {}
    for call in markers.unread:
        if call.label not in markers.labels:
            undefined.setdefault(call.place.file, {}).setdefault(call.label, []).append(call)
    found: dict[tuple[str, str], DeadText] = {}
    for file, labels in undefined.items():
        source = markers.sources[file]
        for dead in _texts_of(source, labels, markers):
            found.setdefault((file, dead.label), dead)
    return found


def _texts_of(
    source: Source, labels: Mapping[str, list[Call]], markers: Markers
) -> Iterator[DeadText]:
    for match in re.finditer(LINE_FORMS, source.text, re.MULTILINE):
        label = match["one"] or match["two"]
        if label not in labels or not is_word(
            source, match.start("one" if match["one"] else "two")
        ):
            continue
        place = source.place(*match.span("mark"))
        calls = [one for one in labels[label] if one.place.line != place.line]
        among = _among_texts(source, match.start(), match.end(), markers)
        if (among or (calls and match["one"])) and (calls or match["one"]):
            plain = match["mark"] == f"[^{label}]" and not match["sign"].strip()
            colon = match.end("mark") if plain and len(match["lead"]) < 4 else None
            yield DeadText(label, place, calls[0] if calls else None, _why(match), colon)
    for match in re.finditer(r"\[\^([^\]\s]+)\]:", source.text):
        if match[1] in labels and is_word(source, match.start(1)):
            place = source.place(*match.span())
            why = "it does not begin its line, and belongs to the note or paragraph before it"
            yield DeadText(match[1], place, labels[match[1]][0], why, None)


def _why(match: re.Match[str]) -> str:
    if match["lead"].replace("\t", "    ").count(" ") > 3:
        return "it is indented, and belongs to the note or paragraph before it"
    if not match["sign"].strip().startswith(":"):
        return "it has no colon"
    return f"its mark is `{match['mark']}`"


def _among_texts(source: Source, start: int, end: int, markers: Markers) -> bool:
    """Tell whether a line stands behind a note text, or before one."""
    before = len(source.text[:start].rstrip())
    if before and markers.span_at(source, before - 1):
        return True
    return bool(re.compile(r"[^\n]*\n+ {0,3}\[\^[^\]\s]+\]:").match(source.text, end))
