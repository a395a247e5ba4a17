"""The text of a report: windows, carets, widths, and what a source may not do to a terminal."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.model import Finding, Patch, Place, Rule, Source
from recto.report import github, sarif
from recto.report.cells import safe, width
from recto.report.excerpt import ROOM, excerpt
from recto.report.text import FEW, MANY, MORE, render, summary, table


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


def test_of_many_warnings_of_one_rule_the_later_ones_take_a_line_each():
    source = Source("paper.md", "one two\n" * 40)
    many = [
        Finding("some-rule", "warning", f"fault {n}", source.place(8 * n, 8 * n + 3))
        for n in range(MORE + 1)
    ]
    other = Finding("other-rule", "error", "it", source.place(8 * 6, 8 * 6 + 1))
    said = render([*many[:6], other, *many[6:]], {"paper.md": source})
    assert said.count("^^^") == FEW
    assert (
        "warning[some-rule]: paper.md:4:1: fault 3\n"
        "warning[some-rule]: paper.md:5:1: fault 4\n"
        "warning[some-rule]: paper.md:6:1: fault 5\n"
        "\n"
        "error[other-rule]: it\n"
    ) in said
    for one in many:
        assert one.message in said
    assert render(many[:MORE], {"paper.md": source}).count("^^^") == MORE
    assert render(many, {"paper.md": source}, verbose=True).count("^^^") == MORE + 1


def test_a_table_says_where_many_findings_are():
    some = [
        *[Finding("unknown-key", "error", "x")] * 2,
        *[Finding("unused-key", "info", "x")] * 3,
        *[Finding("isbn-check-digit", "warning", "x")] * 11,
        Finding("nobodys", "info", "x"),
    ]
    families = {"unknown-key": "keys", "unused-key": "keys", "isbn-check-digit": "identifiers"}
    assert table(some, families) == (
        "             errors  warnings  remarks\n"
        "keys              2                  3   unused-key 3, unknown-key 2\n"
        "identifiers                11            isbn-check-digit 11\n"
        "other                                1   nobodys 1"
    )
    assert table(some, families) not in render(some, {}, families=families)
    many = some + [Finding("unknown-key", "error", "x")] * MANY
    assert f"\n\n{table(many, families)}\n\n" in render(many, {}, families=families)
    assert "remarks\n" not in render(many[-MANY:], {}, families=families)  # one family alone


# GitHub

HOSTILE = "100% a,b:c\r\n::error::mine\n::set-output name=x::y\x1b[31m"


def carried_out(output: str) -> list[tuple[str, dict[str, str], str]]:
    """Read an output as a runner does: a line that begins with `::` is a command."""

    def plain(text: str, *more: tuple[str, str]) -> str:
        for written, meant in (("%0D", "\r"), ("%0A", "\n"), *more, ("%25", "%")):
            text = text.replace(written, meant)
        return text

    found = []
    for line in re.split(r"\r\n|\r|\n", output):
        if line.lstrip().startswith("::"):
            head, _, message = line.lstrip()[2:].partition("::")
            name, _, about = head.partition(" ")
            pairs = (pair.partition("=") for pair in about.split(",") if pair)
            known = {key: plain(value, ("%3A", ":"), ("%2C", ",")) for key, _, value in pairs}
            found.append((name, known, plain(message)))
    return found


def test_github_gets_a_command_a_finding_the_gravest_first():
    source = Source("one, two.md", "one two\nthree\n")
    findings = (
        Finding("a-rule", "info", "a remark"),
        Finding("b-rule", "warning", "a fault", source.place(4, 13), "mend it"),
        Finding("c-rule", "error", "it failed", source.place(4, 7)),
    )
    said = github.render(findings, "papers/one")
    assert said == (
        "::error file=papers/one/one%2C two.md,line=1,col=5,endLine=1,endColumn=8,title=c-rule"
        "::it failed\n"
        "::warning file=papers/one/one%2C two.md,line=1,endLine=2,title=b-rule"
        "::a fault%0Amend it\n"
        "::notice title=a-rule::a remark"
    )
    assert github.render(()) == ""


def test_a_paper_gives_a_runner_no_commands():
    place = Place(f"{HOSTILE}.md", 1, 1, 1, 2)
    finding = Finding(HOSTILE, "error", HOSTILE, place, HOSTILE, ((place, HOSTILE),))
    said = github.render((finding, finding))
    assert said.count("\n") == 1
    for name, known, message in carried_out(said):
        assert name == "error"
        assert known == {
            "file": f"{HOSTILE}.md", "line": "1", "col": "1", "endLine": "1", "endColumn": "2",
            "title": HOSTILE,
        }  # fmt: skip
        assert message == f"{safe(HOSTILE)}\n{safe(HOSTILE)}"


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_whatever_is_said_is_one_command(message, help, file):
    finding = Finding("a-rule", "warning", message, Place(file, 1, 1, 1, 2), help)
    ((name, known, said),) = carried_out(github.render((finding,)))
    assert (name, known["file"]) == ("warning", f"/{file}".lstrip("/"))
    assert said == safe(message) + (f"\n{safe(help)}" if help else "")


# SARIF: what the specification requires of each object, and what it allows (2.1.0, 3.13 and on)

TEXT = {"text": str, "markdown?": str}
ADDRESS = {"uri": str, "uriBaseId": str}
REGION = {"startLine": int, "startColumn": int, "endLine": int, "endColumn": int}
LOCATION = {
    "physicalLocation": {"artifactLocation": ADDRESS, "region": REGION},
    "id?": int,
    "message?": TEXT,
}
SHAPE = {
    "$schema": str,
    "version": str,
    "runs": [
        {
            "tool": {
                "driver": {
                    "name": str,
                    "version": str,
                    "rules": [
                        {
                            "id": str,
                            "shortDescription?": TEXT,
                            "fullDescription?": TEXT,
                            "help?": TEXT,
                            "defaultConfiguration?": {"level": str},
                            "properties?": {"tags": [str]},
                        }
                    ],
                }
            },
            "columnKind": str,
            "results": [
                {
                    "ruleId": str,
                    "ruleIndex": int,
                    "level": str,
                    "message": TEXT,
                    "partialFingerprints": {"recto/v1": str},
                    "locations?": [LOCATION],
                    "relatedLocations?": [LOCATION],
                    "fixes?": [
                        {
                            "description": TEXT,
                            "artifactChanges": [
                                {
                                    "artifactLocation": ADDRESS,
                                    "replacements": [
                                        {"deletedRegion": REGION, "insertedContent": TEXT}
                                    ],
                                }
                            ],
                        }
                    ],
                }
            ],
        }
    ],
}


def fits(value: Any, shape: Any) -> bool:
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(one, shape[0]) for one in value)
    if isinstance(shape, dict):
        names = {name.rstrip("?"): one for name, one in shape.items()}
        required = {name for name in shape if not name.endswith("?")}
        return (
            isinstance(value, dict)
            and required <= set(value) <= set(names)
            and all(fits(one, names[name]) for name, one in value.items())
        )
    return isinstance(value, shape)


def sarif_of(findings, sources, rules=None, folder="") -> dict[str, Any]:
    said = sarif.render(findings, sources, rules or {}, folder)
    assert said.isascii()
    log = json.loads(said)
    assert fits(log, SHAPE)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    names = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert names[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
    return run


def test_sarif_has_rules_places_second_places_and_repairs():
    source = Source("my papers/ä.md", "𝄞 teh the\n")
    place = source.place(2, 5)
    rule = Rule("some-rule", "short_forms", "info", "A fault\n\nWhat it finds: it", list, ("a",))
    finding = Finding(
        "some-rule", "warning", "`teh` is [no](1) word", place, "write `the`",
        ((source.place(6, 9), "as here"),), (Patch(source.path, 2, "teh", "the"),),
    )  # fmt: skip
    run = sarif_of((finding,), {source.path: source}, {"some-rule": rule}, "papers")
    address = {"uri": "papers/my%20papers/%C3%A4.md", "uriBaseId": "%SRCROOT%"}
    region = {"startLine": 1, "startColumn": 3, "endLine": 1, "endColumn": 6}
    (result,) = run["results"]
    assert result["locations"] == [
        {"physicalLocation": {"artifactLocation": address, "region": region}}
    ]
    assert result["relatedLocations"][0]["message"] == {"text": "as here"}
    assert result["message"] == {"text": "`teh` is \\[no\\](1) word: write `the`"}
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"] == address
    assert change["replacements"] == [{"deletedRegion": region, "insertedContent": {"text": "the"}}]
    (described,) = run["tool"]["driver"]["rules"]
    assert described["shortDescription"] == {"text": "A fault"}
    assert described["help"]["text"] == "What it finds: it"
    assert described["defaultConfiguration"] == {"level": "note"}
    assert described["properties"] == {"tags": ["short forms", "a"]}


def test_sarif_of_nothing_and_of_what_has_no_place():
    assert sarif_of((), {})["results"] == []
    (result,) = sarif_of((Finding("a-rule", "error", "it failed"),), {})["results"]
    assert "locations" not in result


def marks_of(text: str, words: str) -> list[str]:
    source = Source("paper.md", text)
    found = [
        Finding("some-rule", "error", f"at {match.start()}", source.place(*match.span()))
        for match in re.finditer(words, text)
    ]
    run = sarif_of(found, {"paper.md": source})
    return [result["partialFingerprints"]["recto/v1"] for result in run["results"]]


def test_a_finding_is_known_again_when_lines_come_before_it():
    before = marks_of("A line.\nteh one\nteh one\nteh two\n", "teh")
    assert len(set(before)) == 3
    assert marks_of("Another.\n\nA line.\n  teh one\nteh one\nteh two\n", "teh") == before
    assert marks_of("A line.\nteh one\nteh two\n", "teh") == [before[0], before[2]]


@settings(deadline=None)
@given(st.text(), st.text(min_size=1), st.integers(0, 50))
def test_sarif_holds_whatever_a_paper_says(message, text, at):
    source = Source(f"{message}.md", text)
    at = min(at, len(text) - 1)
    fix = (Patch(source.path, at, text[at], message),)
    finding = Finding("a-rule", "info", message, source.place(at), message, (), fix)
    (result,) = sarif_of((finding,), {source.path: source})["results"]
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["insertedContent"]["text"] == message
