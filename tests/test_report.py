"""The text of a report: windows, carets, widths, and what a source may not do to a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.model import Finding, Place, Source
from recto.report.cells import safe, width
from recto.report.excerpt import ROOM, excerpt
from recto.report.text import render, summary


def report(text: str, start: int, end: int, **more) -> str:
    source = Source("paper.md", text)
    finding = Finding("some-rule", "error", "a fault", source.place(start, end), **more)
    return render((finding,), {"paper.md": source})


def test_a_span_is_marked_from_end_to_end():
    assert report("one two three\n", 4, 7, help="mend it") == (
        "error[some-rule]: a fault\n"
        " --> paper.md:1:5\n"
        "  |\n"
        "1 | one two three\n"
        "  |     ^^^\n"
        "  = help: mend it\n"
        "\n"
        "1 error"
    )


def test_second_places_have_their_own_lines_and_labels():
    source = Source("paper.md", "one\n" * 12)
    also = ((source.place(0, 3), "first given here"),)
    finding = Finding("some-rule", "warning", "a fault", source.place(44, 47), "", also)
    assert render((finding,), {"paper.md": source}) == (
        "warning[some-rule]: a fault\n"
        "  --> paper.md:12:1\n"
        "   |\n"
        "12 | one\n"
        "   | ^^^\n"
        "  ::: paper.md:1:1\n"
        "   |\n"
        " 1 | one\n"
        "   | --- first given here\n"
        "\n"
        "1 warning"
    )


@pytest.mark.parametrize(
    ("text", "start", "end", "line", "marks"),
    [
        ("日本 [@a] x", 4, 6, "日本 [@a] x", "      ^^"),
        ("日本語", 1, 2, "日本語", "  ^^"),
        ("Keizo\u0304 [@a]", 8, 10, "Keizo\u0304 [@a]", "       ^^"),
        ("a\tb", 2, 3, "a    b", "     ^"),
        ("한국 x", 3, 4, "한국 x", "     ^"),
    ],
)
def test_carets_stand_under_wide_and_combined_letters(text, start, end, line, marks):
    lines = report(text, start, end).splitlines()
    assert lines[3] == f"1 | {line}"
    assert lines[4] == f"  | {marks}"


def test_a_long_line_is_a_window_round_the_span():
    text = "word " * 300 + "[@key, 5]" + " word" * 300
    lines = report(text, 1500, 1509).splitlines()
    shown, marks = lines[3].removeprefix("1 | "), lines[4].removeprefix("  | ")
    assert width(shown) <= ROOM
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert shown[marks.index("^") : marks.rindex("^") + 1] == "[@key, 5]"


def test_a_span_over_several_lines_is_marked_where_it_begins():
    lines = report("one two\nthree four", 4, 13).splitlines()
    assert lines[3:] == ["1 | one two", "  |     ^^^", "", "1 error"]


def test_an_empty_place_at_the_end_of_a_file_has_a_caret():
    assert "1 | one\n  |    ^\n" in report("one", 3, 4)


@pytest.mark.parametrize(
    "hostile", ["\x1b[31mred", "\x9b2J", "\u202eevil", "\x07", "\r\n", "\u2028", "\x00", "\x08"]
)
def test_nothing_of_a_source_reaches_the_terminal(hostile):
    source = Source("pa\x1bper.md", f"text {hostile} text")
    place = source.place(0, 4)
    finding = Finding(
        "some-rule", "error", f"`{hostile}` found", place, hostile, ((place, hostile),)
    )
    said = render((finding,), {source.path: source}, verbose=True)
    assert all(character.isprintable() for character in said.replace("\n", ""))
    assert "\\u{" in said


@settings(deadline=None)
@given(st.text(), st.integers(0, 400), st.integers(0, 400), st.integers(8, 120))
def test_an_excerpt_always_fits_and_marks_something(text, start, end, room):
    source = Source("paper.md", text)
    start, end = sorted((min(start, len(text)), min(end, len(text))))
    part = excerpt(source, source.place(start, end), room)
    assert width(part.text) <= room or room < 12
    assert part.length >= 1
    assert part.indent <= room
    assert "\n" not in part.text


@settings(deadline=None)
@given(st.text())
def test_safe_text_is_printable_or_harmless(text):
    shown = safe(text)
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in shown)
    assert "\u202e" not in shown


def test_few_remarks_are_shown_whole_and_many_are_counted():
    source = Source("paper.md", "one\n")
    remark = Finding("lost-note", "info", "the text of a note is lost", source.place(0, 3))
    warning = Finding("some-rule", "warning", "a fault", source.place(0, 3))
    sources = {"paper.md": source}
    assert render((remark,) * 3, sources).count("info[lost-note]") == 3
    said = render((*(remark,) * 36, *(warning,) * 5), sources)
    assert said.count("info[lost-note]") == 1
    assert "36 remarks, the first: the text of a note is lost (paper.md:1:1)" in said
    assert said.count("warning[some-rule]") == 5
    assert said.endswith("5 warnings, 36 remarks")


def test_a_finding_without_a_place_or_a_source():
    assert render((Finding("a-rule", "error", "it failed", None, "mend it"),), {}) == (
        "error[a-rule]: it failed\n  = help: mend it\n\n1 error"
    )
    nowhere = Finding("a-rule", "error", "it failed", Place("gone.md", 3, 1, 3, 2))
    assert " --> gone.md:3:1\n" in render((nowhere,), {})


def test_nothing_found_is_nothing_said():
    assert render((), {}) == ""
    assert summary(()) == ""


def test_the_summary_counts_what_there_is():
    one, two = Finding("a", "error", "x"), Finding("b", "info", "y")
    assert summary((one, one, two)) == "2 errors, 1 remark"
