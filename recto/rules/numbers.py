"""The numbers of notes: in order, without gaps, and what is said of them in words.

Labels that are numbers are meant to be the numbers of the notes. Labels by name are free.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from recto.model import Finding, Paper, Place
from recto.rules._crossrefs import (
    ABOVE,
    CrossReference,
    read_cross_references,
    read_numbers,
    standing_at,
)
from recto.rules._dead import read_dead
from recto.rules._late import late
from recto.rules._markers import Markers, read_markers
from recto.rules._rule import fault, rule

NUMBERED = late(r"(\d{1,6})[a-z]?\Z")


@rule("warning")
def note_number_gap(paper: Paper) -> Iterator[Finding]:
    """The numbers of the notes skip

    What it finds: labels that are numbers and leave one out, in a file or from one file to the
    next. A file may begin again at 1. Labels by name have no gaps.

    Why it matters: the editions count for themselves and show no gap. A number that nobody has is
    the trace of a note that was lost.

    Example: calls `[^5]` and `[^7]`, and no `[^6]` anywhere.

    Instead: bring the note back, or number the labels anew.
    """
    markers = read_markers(paper)
    known = _numbers(paper, markers)
    before, total = 0, sum(map(len, known.values()))
    gaps = []
    for file, places in known.items():
        numbers = sorted(places)
        last = before if numbers[0] > before else numbers[0] - 1
        if not before:
            last = _first_allowed(paper, file, numbers)
        for number in numbers:
            if number > last + 1:
                gaps.append((last + 1, number - 1, places[number]))
            last = number
        before = max(before, last)
    if total < 3 or len(gaps) > max(1 if total < 5 else 2, total // 5):
        return  # too few to be a series, or no series at all
    for first, end, place in gaps:
        missing = f"note {first} is" if first == end else f"notes {first} to {end} are"
        yield fault(f"the numbers of the notes skip: {missing} missing", place,
                    "bring the note back, or number the labels anew")  # fmt: skip


@rule("warning")
def note_order(paper: Paper) -> Iterator[Finding]:
    """The notes are not called in the order of their numbers

    What it finds: labels that are numbers, first called in another order than theirs.

    Why it matters: the editions count the calls as they come: what the source calls note 7 is
    printed as note 5, and "see note 7" leads astray. More often, two notes have changed places.

    Example: `... moved.[^1] ... taken.[^3] ... agreed.[^2]`

    Instead: `... moved.[^1] ... taken.[^2] ... agreed.[^3]`, each with the text that is its own.
    """
    called: dict[str, dict[int, Place]] = {}
    for mark in read_markers(paper).marks:
        if mark.label.isdigit():
            called.setdefault(mark.source.path, {}).setdefault(int(mark.label), mark.place)
    for places in called.values():
        blocks = list(_disordered(list(places)))
        moved = sum(1 if _one_is_moved(block) else len(block) for block in blocks)
        if len(places) < 3 or moved > max(3, len(places) // 3):
            continue
        for block in blocks:
            wrong, other = _out_of_place(block)
            where = "before" if wrong > other else "after"
            yield fault(
                f"note {wrong} is called {where} note {other}", places[wrong],
                "have two notes changed places? Else number the labels in the order of the calls",
                ((places[other], f"note {other} is called here"),),
            )  # fmt: skip


@rule("error")
def note_crossref_dangling(paper: Paper) -> Iterator[Finding]:
    """A note is named that does not exist

    What it finds: "see note 48" in a paper of forty-three notes, "(n 0)", and a note that sends its
    reader to itself. What is said of the notes of another work (`25, n. 3`) is let alone.

    Why it matters: notes come and go, and what is said of their numbers stays behind.

    Example: `[^12]: See note 48 below.`

    Instead: the number that the note has now.
    """
    numbers = read_numbers(paper)
    if not numbers.printed:
        return
    for one in read_cross_references(paper):
        label, printed = standing_at(one, paper)
        if one.number not in numbers.labels and one.number not in numbers.printed:
            yield fault(f"there is no note {one.number}", one.place,
                        f"the last is note {max(numbers.printed | numbers.labels)}")  # fmt: skip
        elif _is_its_own(one, paper, {label, printed} - {None}):
            yield fault(f"note {one.number} sends its reader to itself", one.place,
                        "name the note that is meant")  # fmt: skip


@rule("warning")
def note_crossref_direction(paper: Paper) -> Iterator[Finding]:
    """A note is said to be above and is below, or the reverse

    What it finds: "see note 20 above" in note 12, "infra note 3" in note 12, and the same in
    German, French, Spanish, Italian and Dutch.

    Why it matters: the reader looks on the wrong side, and wonders whether the number is right.

    Example: `[^12]: See note 20 above.`

    Instead: `[^12]: See note 20 below.`
    """
    numbers = read_numbers(paper)
    for one in read_cross_references(paper):
        if one.side and _wrong_side(one, paper, numbers.labels, numbers.printed):
            inside = read_markers(paper).span_at(one.source, one.start) is not None
            side = "below" if one.side.lower() in ABOVE else "above"
            start, end = one.side_span
            yield fault(
                f"note {one.number} is {side}, not `{one.side}`",
                one.source.place(min(start, one.start), max(end, one.end)),
                "say on which side it is" if inside else "say on which side of this sentence it is",
            )  # fmt: skip


def _is_its_own(one: CrossReference, paper: Paper, own: set[int | None]) -> bool:
    return own == {one.number} and read_markers(paper).span_at(one.source, one.start) is not None


def _wrong_side(
    one: CrossReference, paper: Paper, labels: frozenset[int], printed: frozenset[int]
) -> bool:
    """Tell whether a reference points the wrong way, by the labels and by the printed numbers."""
    above = one.side.lower() in ABOVE
    inside = read_markers(paper).span_at(one.source, one.start) is not None
    known = zip(standing_at(one, paper), (labels, printed), strict=True)
    answers = []
    for own, numbers in known:
        if own is not None and one.number in numbers and not (inside and own == one.number):
            # In the body, the last call before the words is above them.
            answers.append(one.number > own if above else one.number <= own)
    return bool(answers) and all(answers)


def _numbers(paper: Paper, markers: Markers) -> Mapping[str, dict[int, Place]]:
    """Return by file, in their order, the numbers that labels are, and where each is called."""
    found: dict[str, dict[int, Place]] = {
        source.path: {} for source in paper.manuscript.sources if not source.path.endswith(".yaml")
    }
    typed = [(mark.source.path, mark.label, mark.place) for mark in markers.marks]
    typed += [(one.source.path, one.form.label, one.place) for one in read_dead(paper)]
    typed += [(file, label, texts[0].place) for (file, label), texts in markers.texts.items()]
    for file, label, place in typed:
        number = NUMBERED.match(label)
        if number and file in found:
            found[file].setdefault(int(number[1]), place)
    return {file: places for file, places in found.items() if places}


def _first_allowed(paper: Paper, file: str, numbers: list[int]) -> int:
    """Return the number before the first of a paper: its notes may begin late."""
    first = numbers[0]
    for note in paper.manuscript.notes:
        if note.label == str(first) and note.call and note.call.file == file:
            # A note on the byline, or one by name, may have the numbers before it.
            missing = first - note.number
            return (
                first - 1 - missing if 0 < missing <= 2 and not _named_before(paper) else first - 1
            )
    return first - 1


def _named_before(paper: Paper) -> bool:
    return any(
        note.origin == "byline" or (note.label and not NUMBERED.match(note.label))
        for note in paper.manuscript.notes[:3]
    )


def _disordered(numbers: list[int]) -> Iterator[list[int]]:
    """Yield the runs of numbers that are not in order, each as short as it can be."""
    ordered = sorted(numbers)
    start, highest = 0, -1
    for at, number in enumerate(numbers):
        highest = max(highest, number)
        if highest == ordered[at]:
            if at > start:
                yield numbers[start : at + 1]
            start, highest = at + 1, -1


def _one_is_moved(block: list[int]) -> int | None:
    """Return the number without which a run would be in order, the first if there are two."""
    for at, number in enumerate(block if len(block) < 100 else []):
        rest = block[:at] + block[at + 1 :]
        if rest == sorted(rest):
            return number
    return None


def _out_of_place(block: list[int]) -> tuple[int, int]:
    """Return the number of a run that stands wrong, and the one that it stands wrong to."""
    moved = _one_is_moved(block)
    if moved is None:
        return block[0], min(block)
    at = block.index(moved)
    after = [other for other in block[at + 1 :] if other < moved]
    before = [other for other in block[:at] if other > moved]
    return moved, after[-1] if after else before[0]
