"""`recto check`, `explain` and `rules` as a person or a program calls them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from recto.commands import main

TREE = Path(__file__).parent.parent
ENTRY = "@book{smith2016, author = {Smith, Ann}, title = {One}, publisher = {P}, date = {2016}}\n"


@pytest.fixture
def paper(tmp_path):
    """A paper without fault; calling it with other files lays them over it."""

    def made(**files: str | bytes) -> Path:
        given = {"paper.md": "The first [@smith2016, 5].\n", "bibliography.bib": ENTRY} | files
        for name, content in given.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path

    return made


def recto(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(TREE / "build.py"), *map(str, words)],
        capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip


# The front door, as a program


def test_a_good_paper_is_0(paper):
    run = recto("check", "-C", paper())
    assert (run.returncode, run.stdout, run.stderr) == (0, "nothing found\n", "")


def test_an_undefined_key_is_1_with_place_caret_and_remedy(paper):
    run = recto("check", "-C", paper(**{"paper.md": "The first [@smith2017].\n"}))
    assert run.returncode == 1
    assert run.stderr == ""
    assert run.stdout == (
        "info[unused-key]: the entry `smith2016` is never cited\n"
        " --> bibliography.bib:1:7\n"
        "  |\n"
        f"1 | {ENTRY}"
        "  |       ^^^^^^^^^\n"
        "  = help: cite it, or take it out\n"
        "\n"
        "error[unknown-key]: no entry `smith2017` in `bibliography.bib`\n"
        " --> paper.md:1:12\n"
        "  |\n"
        "1 | The first [@smith2017].\n"
        "  |            ^^^^^^^^^^\n"
        "  = help: did you mean `smith2016`?\n"
        "\n"
        "1 error, 1 remark\n"
    )


def test_a_missing_folder_is_2_in_one_line(tmp_path):
    run = recto("check", "-C", tmp_path / "nowhere")
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.count("\n") == 1
    assert "is not a folder" in run.stderr
    assert "-C" in run.stderr


def test_json_is_one_array_and_nothing_else(paper):
    run = recto("check", "-C", paper(**{"paper.md": "[@smith2017]\n"}), "--format", "json")
    findings = json.loads(run.stdout)
    assert run.returncode == 1
    assert run.stderr == ""
    unknown = next(one for one in findings if one["rule"] == "unknown-key")
    assert unknown == {
        "rule": "unknown-key",
        "name": "unknown key",
        "severity": "error",
        "message": "no entry `smith2017` in `bibliography.bib`",
        "file": "paper.md",
        "line": 1,
        "column": 2,
        "end_line": 1,
        "end_column": 12,
        "help": "did you mean `smith2016`?",
        "also": [],
        "fix": [],
    }


# In this process


def check(capsys, root: Path, *words: str) -> tuple[int, str, str]:
    status = main(["check", "-C", str(root), *words])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return status, out, err


def rules(out: str) -> list[str]:
    return [one["rule"] for one in json.loads(out)]


def test_json_of_a_good_paper_is_an_empty_array(capsys, paper):
    assert check(capsys, paper(), "--format", "json") == (0, "[]\n", "")


def test_json_holds_second_places_and_fixes(capsys, paper):
    twice = ENTRY + ENTRY.replace("date", "doi = {doi:10.1000/1}, date").replace("smith2016", "a")
    root = paper(**{"bibliography.bib": twice + ENTRY, "paper.md": "[@smith2016; @a]\n"})
    _, out, _ = check(capsys, root, "--format", "json")
    findings = json.loads(out)
    again = next(one for one in findings if one["rule"] == "duplicate-key")
    assert again["also"] == [
        {"label": "first given here", "file": "bibliography.bib", "line": 1, "column": 7,
         "end_line": 1, "end_column": 16}
    ]  # fmt: skip
    fixes = [fix for one in findings for fix in one["fix"]]
    assert {(fix["old"], fix["new"], fix["line"]) for fix in fixes} == {
        ("doi:10.1000/1", "10.1000/1", 2)
    }


def test_json_is_ascii_whatever_the_source_says(capsys, paper):
    root = paper(**{"paper.md": "[@\u6771\u4eac]\u202e\u001b[31m\n"})
    _, out, _ = check(capsys, root, "--format", "json")
    assert out.isascii()
    assert json.loads(out)


def test_select_keeps_only_the_rules_that_are_named(capsys, paper):
    root = paper(**{"paper.md": "The first [@brown1999].[^1]\n"})
    status, out, _ = check(capsys, root, "--format", "json", "--select", "unused-key")
    assert (status, rules(out)) == (0, ["unused-key"])
    status, out, _ = check(
        capsys, root, "--format", "json", "--select=unused-key,undefined-note-label"
    )
    assert (status, rules(out)) == (1, ["unused-key", "undefined-note-label"])


def test_ignore_leaves_out_the_rules_that_are_named(capsys, paper):
    root = paper(**{"paper.md": "The first [@brown1999].[^1]\n"})
    words = ("--format", "json", "--ignore", "unknown-key, undefined-note-label")
    status, out, _ = check(capsys, root, *words)
    assert (status, rules(out)) == (0, ["unused-key"])


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_unknown_rule_is_2_and_names_the_nearest(capsys, paper, option):
    status, out, err = check(capsys, paper(), option, "unknwon-key")
    assert (status, out) == (2, "")
    assert err == "recto: no rule `unknwon-key`: did you mean `unknown-key`?\n"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("--select keys", {"unknown-key", "unused-key"}),
        ("--select error", {"unknown-key", "undefined-note-label"}),
        ("--select undefined", {"undefined-note-label"}),
        ("--select undefined-note-*", {"undefined-note-label"}),
        ("--select all --ignore keys", {"undefined-note-label"}),
        ("--ignore error", {"unused-key"}),
        ("--ignore info,markers", {"unknown-key"}),
        # The narrower word wins, whichever way it points.
        ("--select keys --ignore unknown-key", {"unused-key"}),
        ("--select unknown-key --ignore keys", {"unknown-key"}),
        ("--select unknown-key --ignore unknown-key", set()),
        ("--select all --ignore error", {"unused-key"}),
        ("--select author-date", set()),
    ],
)
def test_words_that_select_and_ignore(capsys, paper, words, expected):
    root = paper(**{"paper.md": "The first [@brown1999].[^1]\n"})
    known = "unknown-key,unused-key,undefined-note-label"
    status, out, _ = check(capsys, root, "--format", "json", *words.split())
    assert set(rules(out)) & set(known.split(",")) == expected
    assert status == int(bool(expected & {"unknown-key", "undefined-note-label"}))


def test_no_word_means_two_things():
    from recto.press.choosing import ALL, SEVERITIES
    from recto.rules import RULES
    from recto.rules._houses import HOUSES

    families = {rule.family.replace("_", "-") for rule in RULES.values()}
    kinds = [set(RULES), set(SEVERITIES), set(HOUSES), families, {ALL}]
    assert sum(map(len, kinds)) == len(set().union(*kinds))


def test_a_rule_of_a_house_is_run_where_it_is_followed_or_asked_for(capsys, paper, monkeypatch):
    from recto.model import Finding, Rule
    from recto.rules import RULES

    def told(_paper):
        yield Finding("house-only", "warning", "a fault")

    rule = Rule("house-only", "notes", "warning", "A fault", told, ("no-ibid",))
    monkeypatch.setitem(RULES, "house-only", rule)
    root = paper()

    def found(*words: str) -> bool:
        return "house-only" in rules(check(capsys, root, "--format", "json", *words)[1])

    assert not found()
    assert not found("--select", "notes")
    assert not found("--select", "all")
    assert found("--select", "house-only")
    assert found("--select", "no-ibid")
    paper(**{"paper.toml": 'house = "no-ibid"\n'})
    assert found()
    assert found("--select", "notes")
    assert not found("--ignore", "no-ibid")


def test_strict_counts_warnings_as_errors(capsys, paper):
    more = ENTRY.replace("smith2016", "smith2015")
    settings = '[severity]\nunused-key = "warning"\n'
    root = paper(**{"bibliography.bib": ENTRY + more, "paper.toml": settings})
    assert check(capsys, root)[0] == 0
    assert check(capsys, root, "--strict")[0] == 1


def test_many_remarks_are_one_line_unless_verbose(capsys, paper):
    more = "".join(ENTRY.replace("smith2016", f"smith{year}") for year in range(1900, 1940))
    root = paper(**{"bibliography.bib": ENTRY + more})
    status, out, _ = check(capsys, root, "--select", "unused-key")
    assert status == 0
    assert out == (
        "info[unused-key]: 40 remarks, the first: the entry `smith1900` is never cited "
        "(bibliography.bib:2:7); --verbose shows each\n\n40 remarks\n"
    )
    _, out, _ = check(capsys, root, "--verbose", "--select", "unused-key")
    assert out.count("info[unused-key]") == 40


# Bad input: a place, a remedy, no traceback


def test_a_file_that_is_not_utf_8(capsys, paper):
    status, out, _ = check(
        capsys, paper(**{"paper.md": "Caf\xe9 [@smith2016].\n".encode("cp1252")})
    )
    assert status == 1
    assert "error[not-utf-8]: byte `0xe9` is not UTF-8\n --> paper.md:1:4\n" in out
    assert "1 | Café [@smith2016].\n  |    ^\n" in out
    assert "= help: save the file as UTF-8" in out


def test_a_bibliography_that_does_not_parse(capsys, paper):
    broken = ENTRY + "@book{jones2015,\n  title = {Roads,\n  date = {2015}\n}\n"
    status, out, _ = check(capsys, paper(**{"bibliography.bib": broken}))
    assert status == 1
    assert "error[bib-syntax]" in out
    assert " --> bibliography.bib:" in out
    assert "= help:" in out


def test_metadata_that_is_no_yaml(capsys, paper):
    status, out, _ = check(capsys, paper(**{"paper.md": "---\ntitle: a: b\n---\n\n[@smith2016]\n"}))
    assert status == 1
    assert "error[unreadable]" in out
    assert " --> paper.md:2:1" in out


@pytest.mark.parametrize("text", ["", "\n\n", "<!-- nothing yet -->\n", "---\ntitle: A\n---\n"])
def test_an_empty_manuscript(capsys, paper, text):
    status, out, _ = check(capsys, paper(**{"paper.md": text}))
    assert status == 1
    assert "error[empty-manuscript]: `paper.md` holds no text\n --> paper.md:1:1\n" in out
    assert "= help: write the paper there" in out


def test_a_folder_without_a_paper(capsys, tmp_path):
    status, out, err = check(capsys, tmp_path)
    assert (status, out) == (2, "")
    assert "no paper in" in err
    assert err.count("\n") == 1


def test_settings_that_are_no_toml(capsys, paper):
    status, out, err = check(capsys, paper(**{"paper.toml": "style = \n"}))
    assert (status, out) == (2, "")
    assert err.startswith("recto: paper.toml: ")
    assert err.count("\n") == 1


def test_an_unknown_option_is_2(capsys, paper):
    status, out, err = check(capsys, paper(), "--stirct")
    assert (status, out) == (2, "")
    assert "--stirct" in err


# explain and rules


def test_explain_prints_the_manual_page(capsys):
    assert main(["explain", "unknown-key"]) == 0
    out, _ = capsys.readouterr()
    assert out.startswith("unknown-key (error, keys)\n\nA citation names a key")
    assert "\nWhat it finds: " in out
    assert "\nInstead: " in out


def test_explain_of_an_unknown_rule_names_the_nearest(capsys):
    assert main(["explain", "unkown-key"]) == 2
    assert capsys.readouterr().err == "recto: no rule `unkown-key`: did you mean `unknown-key`?\n"


def test_rules_lists_every_rule_under_its_family(capsys):
    from recto.rules import RULES

    assert main(["rules"]) == 0
    out, _ = capsys.readouterr()
    listed = re.findall(r"^  (\S+)", out, re.MULTILINE)
    assert sorted(listed) == sorted(RULES)
    assert max(map(len, out.splitlines())) <= 110


def test_rules_of_one_family(capsys):
    assert main(["rules", "short-forms"]) == 0
    assert capsys.readouterr().out.startswith("short forms\n  ")
    assert main(["rules", "shrot"]) == 2
    assert "no family of rules `shrot`" in capsys.readouterr().err


def test_rules_and_explain_for_a_program(capsys):
    from recto.rules import RULES

    assert main(["rules", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {one["name"] for one in listed} == set(RULES)
    assert {"name", "family", "severity", "houses", "fix", "title"} == set(listed[0])
    assert main(["explain", "unknown-key", "--format", "json"]) == 0
    page = json.loads(capsys.readouterr().out)
    assert page["manual"] == RULES["unknown-key"].manual
    assert page["family"] == "keys"


def test_houses_are_listed_with_their_rules(capsys):
    from recto.rules import RULES
    from recto.rules._houses import HOUSES

    assert main(["rules", "--houses"]) == 0
    out, _ = capsys.readouterr()
    parts = dict(part.split(": ", 1) for part in out.strip().split("\n\n"))
    assert list(parts) == list(HOUSES)
    for house, said in parts.items():
        listed = {line.strip() for line in said.splitlines()[1:]}
        assert listed == {rule.name for rule in RULES.values() if house in rule.houses}


@pytest.mark.parametrize("format", ["sarif", "github"])
def test_annotations_name_files_from_where_the_check_is_run(capsys, paper, monkeypatch, format):
    root = paper(**{"paper.md": "[@smith2017]\n"})
    monkeypatch.chdir(root.parent)
    status, out, err = check(capsys, root, "--format", format, "--select", "unknown-key")
    assert (status, err) == (1, "")
    assert f"{root.name}/paper.md" in out
    assert str(root) not in out
    monkeypatch.chdir(root)
    assert root.name not in check(capsys, root, "--format", format)[1]


def test_github_gets_nothing_of_a_good_paper(capsys, paper):
    assert check(capsys, paper(), "--format", "github") == (0, "", "")
