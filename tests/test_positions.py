"""Where things stand: on random documents every place is exact, or it is said to be unknown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recto.model import Source
from recto.reading.citing import clusters
from recto.reading.drafting import Draft, draft
from recto.reading.numbering import TypedNote
from recto.reading.sources import Files
from recto.reading.tree import find
from recto.tools.pandoc import Pandoc

KEYS = st.sampled_from(["a", "soeya2016", "x_1", "Déf2000", "a:b", "2016x", "{odd:key}", "q.w"])
SHAPES = st.sampled_from(
    ["[K, 3]", "K [p. 4]", "[see K; K]", "[-K]", "K", "(K)", "a@K", "`K`", "\\K", "*K*", "_see K_",
     '"K"', "[K](u)", "^[See K, 5.]", "[@ K]", "[K"]
)  # fmt: skip
CITATIONS = st.builds(lambda key, shape: shape.replace("K", "@" + key), KEYS, SHAPES)
FRAGMENTS = st.one_of(
    CITATIONS,
    st.sampled_from(
        ["word", "[^1]", '"quoted"[^1]', "it's", "[^n2].", "--", "*em*[^n2]", "$x$", "[^none]",
         "<b>", "<!-- @c [^1] -->", "http://u@h.org/", "`[^1]`", "[Keio]{.query}"]
    ),
)  # fmt: skip
LINES = st.lists(FRAGMENTS, min_size=1, max_size=6).map(" ".join)
ROWS = st.lists(st.tuples(LINES, LINES), min_size=1, max_size=3)


def pipe_table(rows: list[tuple[str, str]]) -> str:
    return "\n".join(["| a | b |", "|---|---|", *(f"| {one} | {two} |" for one, two in rows)])


def grid_table(rows: list[tuple[str, str]]) -> str:
    width = max(len(cell) for row in rows for cell in row) + 2
    rule = "+" + "-" * width + "+" + "-" * width + "+"
    lines = [rule]
    for one, two in rows:
        lines += ["|" + (" " + one).ljust(width) + "|" + (" " + two).ljust(width) + "|", rule]
    return "\n".join(lines)


BLOCKS = st.one_of(
    LINES,
    LINES.map("# {}".format),
    st.lists(LINES, min_size=1, max_size=3).map(lambda lines: "\n".join("- " + x for x in lines)),
    LINES.map("> {}".format),
    LINES.map("    {}".format),
    LINES.map(lambda line: f"```\n{line}\n```"),
    ROWS.map(pipe_table),
    ROWS.map(grid_table),
    LINES.map("| {}".format),
)
NOTES = st.one_of(
    LINES, LINES.map("- {}".format), LINES.map(lambda line: f"{line}\n\n    {line}"),
    LINES.map("\n    {}".format), LINES.map("1) {}".format),
)  # fmt: skip
DOCUMENTS = st.builds(
    lambda blocks, one, two: "\n\n".join([*blocks, f"[^1]: {one}", f"[^n2]: {two}"]) + "\n",
    st.lists(BLOCKS, min_size=1, max_size=5), NOTES, NOTES,
)  # fmt: skip


QUICK = settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@pytest.fixture(scope="module")
def pandoc() -> Iterator[Pandoc]:
    with Pandoc() as running:
        yield running


def drafted(pandoc: Pandoc, text: str) -> tuple[Source, Draft]:
    source = Source("paper.md", text)
    files = Files((source,), None, Source("bibliography.bib", ""), ())
    return source, draft(pandoc, files, Path())


def cut(source: Source, place: object) -> str:
    start = source.offset(place.line, place.column)  # type: ignore[attr-defined]
    return source.text[start : source.offset(place.end_line, place.end_column)]  # type: ignore[attr-defined]


def check_places(pandoc: Pandoc, text: str) -> tuple[int, int]:
    """Assert that every place is exact; return how many there are, and how many are unknown."""
    source, made = drafted(pandoc, text)
    blocks = made.files[0].blocks
    total = unknown = 0
    for cluster in clusters(blocks):
        for citation in cluster["c"][0]:
            total += 1
            if citation["recto"] is None:
                unknown += 1
                continue
            stands = cut(source, citation["recto"])
            assert stands.lstrip("@").strip("{}") == citation["citationId"], stands
    for node in find(blocks, "Note"):
        typed: TypedNote = node["recto"]
        total += 1
        if typed.call is None:
            unknown += 1
        elif typed.origin == "typed":
            assert cut(source, typed.call) == f"[^{typed.label}]"
            if typed.definition:
                assert cut(source, typed.definition) == f"[^{typed.label}]:"
        else:
            assert cut(source, typed.call) == "^["
    said = [finding.rule for finding in made.findings]
    assert bool(unknown) == ("unplaced" in said or ("places-unknown" in said and total > 0))
    return total, unknown


@settings(QUICK, max_examples=120)
@given(text=DOCUMENTS)
def test_every_place_is_exact_or_said_to_be_unknown(pandoc: Pandoc, text: str) -> None:
    check_places(pandoc, text)


@pytest.mark.slow
@settings(max_examples=4000, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=DOCUMENTS)
def test_every_place_is_exact_on_thousands(pandoc: Pandoc, text: str) -> None:
    check_places(pandoc, text)


def test_nearly_everything_is_placed(pandoc: Pandoc) -> None:
    """The reading may say that it does not know a place, but that must stay rare."""
    counts: list[tuple[int, int]] = []

    @settings(QUICK, max_examples=60)
    @given(text=DOCUMENTS)
    def count(text: str) -> None:
        counts.append(check_places(pandoc, text))

    count()
    total = sum(total for total, _ in counts)
    assert total > 100
    assert sum(unknown for _, unknown in counts) / total < 0.005


def test_more_citations_than_there_are_letters(pandoc: Pandoc) -> None:
    """Marks run out after some four thousand citations: then a second twin is read."""
    text = "\n\n".join(f"Word [@key{number}, {number}].[^{number}]\n\n[^{number}]: [@n{number}]."
                       for number in range(2600))  # fmt: skip
    total, unknown = check_places(pandoc, text)
    assert total == 3 * 2600
    assert unknown == 0


def test_a_paper_in_the_letters_of_the_marks_is_read_without_places(pandoc: Pandoc) -> None:
    _, made = drafted(pandoc, "ᐁᐂᐃ [@a].\n")
    assert [finding.rule for finding in made.findings] == ["places-unknown"]
    assert len(clusters(made.files[0].blocks)) == 1


def test_two_uses_of_one_label_have_two_calls(pandoc: Pandoc) -> None:
    text = "A[^x] `[^x]` B[^x]\n\n[^x]: words\n"
    _, made = drafted(pandoc, text)
    calls = [node["recto"].call for node in find(made.files[0].blocks, "Note")]
    assert [call.column for call in calls] == [2, 15]
