"""What is remembered of a check and of a build, and what makes it be forgotten."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from recto.commands import main

TREE = Path(__file__).parent.parent
MARK = "this is only remembered"
PICTURE = next((TREE / "docs").rglob("*.png"))


@pytest.fixture
def paper(tmp_path):
    (tmp_path / "refs").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "paper.toml").write_text('bibliography = "refs/works.bib"\nstyle = "own"\n')
    (tmp_path / "paper.md").write_text("The first.[^1]\n\n[^1]: [@smith2016, 5].\n")
    (tmp_path / "refs/works.bib").write_text(
        "@book{smith2016, author = {Smith, Ann}, title = {One}, location = {Oslo},\n"
        "  publisher = {Press}, date = {2016}}\n"
    )
    from recto.tools.styles import find_style

    shutil.copy(find_style("", tmp_path), tmp_path / "templates/own.csl")
    return tmp_path


def said(capsys, *words: object) -> str:
    main([str(word) for word in words])
    return capsys.readouterr().out


def marked(paper: Path, name: str) -> Path:
    """Put a finding into what is remembered, so that one sees when it is used."""
    path = paper / f"build/.cache/{name}.json"
    value = json.loads(path.read_text())
    value["findings"].append(
        {"rule": "lost-note", "severity": "info", "message": MARK, "place": None,
         "help": "", "also": [], "fix": []}
    )  # fmt: skip
    path.write_text(json.dumps(value))
    return path


def test_an_unchanged_paper_is_only_remembered(paper, capsys):
    first = said(capsys, "check", "-C", paper)
    assert said(capsys, "check", "-C", paper) == first
    marked(paper, "check")
    assert MARK in said(capsys, "check", "-C", paper)


CHANGES = {
    "a word of the text": ("paper.md", "first", "second"),
    "a bibliography in a folder of its own": ("refs/works.bib", "One", "Two"),
    "the settings": ("paper.toml", "style", 'name = "other"\nstyle'),
    "the paper's own style": ("templates/own.csl", "<style ", "<style  "),
}


@pytest.mark.parametrize("verb", ["check", "build"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changes_makes_it_be_done_again(paper, capsys, verb, change):
    words = [verb, *(["html"] if verb == "build" else []), "-C", paper]
    said(capsys, *words)
    marked(paper, verb)
    assert MARK in said(capsys, *words)
    name, old, new = change
    text = (paper / name).read_text()
    assert old in text
    (paper / name).write_text(text.replace(old, new, 1))
    assert MARK not in said(capsys, *words)


def test_another_day_makes_it_be_done_again(paper, capsys, monkeypatch):
    said(capsys, "check", "-C", paper)
    marked(paper, "check")
    monkeypatch.setenv("RECTO_TODAY", "2100-01-01")
    assert MARK not in said(capsys, "check", "-C", paper)


def test_other_words_on_the_command_line_are_another_check(paper, capsys):
    said(capsys, "check", "-C", paper)
    marked(paper, "check")
    assert MARK not in said(capsys, "check", "-C", paper, "--style", "apa")


def test_a_picture_that_was_missing_is_seen_when_it_comes(paper, capsys):
    (paper / "paper.md").write_text("![A picture](figures/a.png)\n\nThe first [@smith2016, 5].\n")
    assert "missing-picture" in said(capsys, "check", "-C", paper)
    (paper / "figures").mkdir()
    shutil.copy(PICTURE, paper / "figures/a.png")
    assert "missing-picture" not in said(capsys, "check", "-C", paper)
    (paper / "figures/a.png").unlink()
    assert "missing-picture" in said(capsys, "check", "-C", paper)


@pytest.mark.parametrize("junk", [b"", b"{", b"[]", b"null", b'{"key": 1}', b"\xff\xfe"])
def test_a_damaged_memory_is_none(paper, capsys, junk):
    first = said(capsys, "check", "-C", paper)
    (paper / "build/.cache/check.json").write_bytes(junk)
    assert said(capsys, "check", "-C", paper) == first


def test_where_nothing_can_be_written_the_check_is_done_all_the_same(paper, capsys, tmp_path):
    first = said(capsys, "check", "-C", paper)
    shutil.rmtree(paper / "build")
    (paper / "build").write_text("no folder")
    assert said(capsys, "check", "-C", paper) == first
    (paper / "build").unlink()
    (tmp_path / "elsewhere").mkdir()
    (paper / "build").symlink_to(tmp_path / "elsewhere")
    assert said(capsys, "check", "-C", paper) == first
    assert not list((tmp_path / "elsewhere").iterdir())
