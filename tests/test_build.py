"""`recto build`: checked, made, proved, and nothing lost on the way."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from papers import BIB, TEXT, editions, write_paper

from recto.commands import main

ROOT = Path(__file__).parent.parent
NAMES = {"paper.html", "paper.epub", "paper.pdf", "pages.json", "ledger.json"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small paper that has been built; tests work on copies of it."""
    folder = write_paper(tmp_path_factory.mktemp("built") / "paper")
    assert main(["-C", str(folder), "build"]) == 0
    return folder


@pytest.fixture
def paper(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "paper")


def test_a_paper_becomes_three_proved_editions_and_a_ledger(built: Path) -> None:
    assert set(editions(built)) == NAMES
    ledger = json.loads((built / "build" / "ledger.json").read_text())
    assert [account["edition"] for account in ledger["editions"]] == ["html", "epub", "pdf"]
    for account in ledger["editions"]:
        assert account["whole"]
        assert account["faults"] == []
        expected = {"note": 4, "citation": 4, "paragraph": 5, "work": 2}
        assert account["arrived"] == account["expected"] == expected


def test_the_ledger_is_printed_as_a_table(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", str(paper)]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    head, *rows = said.out.splitlines()[-4:]
    assert head.split() == ["edition", "notes", "citations", "paragraphs", "works", "proof", "file"]
    assert [row.split()[0] for row in rows] == ["html", "epub", "pdf"]
    assert all("4 of 4" in row and "whole" in row for row in rows)


def test_the_same_paper_gives_the_same_bytes_in_another_process(
    built: Path, tmp_path: Path
) -> None:
    again = write_paper(tmp_path / "elsewhere" / "deep")
    command = [sys.executable, str(ROOT / "build.py"), "-C", str(again), "build"]
    env = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "SOURCE_DATE_EPOCH": "1"}
    subprocess.run(command, check=True, env=env, cwd=tmp_path, stdout=subprocess.DEVNULL)
    assert editions(again) == editions(built)


# Nothing is done twice


def test_a_build_with_nothing_changed_says_the_same_and_touches_nothing(
    paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even in a copy of the folder: what is remembered does not depend on where it lies."""
    main(["-C", str(paper), "build", "--fresh"])
    first = capsys.readouterr().out
    stamps = {path: path.stat().st_mtime_ns for path in (paper / "build").iterdir()}
    assert main(["-C", str(paper)]) == 0
    assert capsys.readouterr().out == first
    assert {path: path.stat().st_mtime_ns for path in (paper / "build").iterdir()} == stamps


CHANGES: dict[str, Callable[[Path], object]] = {
    "the text": lambda root: (root / "paper.md").write_text(TEXT.replace("A claim", "Claims")),
    "the bibliography": lambda root: (root / "refs.bib").write_text(BIB.replace("Paris", "Rome")),
    "the settings": lambda root: (root / "paper.toml").write_text('style = "apa"\n'),
    "a template": lambda root: write_paper(
        root, templates__html__edition_css="body { color: black }"
    ),
    "a lost edition": lambda root: (root / "build" / "paper.epub").unlink(),
    "a page map taken away": lambda root: (root / "build" / "pages.json").unlink(),
    "a damaged edition": lambda root: (root / "build" / "paper.pdf").write_bytes(b"%PDF-1.7"),
    "a damaged memory": lambda root: (root / "build" / ".cache" / "build.json").write_text("{"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_build_is_made_again_when_anything_has_changed(change: str, paper: Path) -> None:
    before = editions(paper)
    CHANGES[change](paper)
    spoiled = editions(paper)
    stamp = (paper / "build" / "paper.html").stat().st_mtime_ns
    assert main(["-C", str(paper)]) == 0
    assert (paper / "build" / "paper.html").stat().st_mtime_ns > stamp
    if "edition" in change or "memory" in change:
        assert editions(paper) == before
    else:
        assert editions(paper) != spoiled


# Bad input leaves the last good editions as they were

BAD: dict[str, tuple[dict[str, str | bytes], int, str, str]] = {
    "undefined key": (
        {"paper.md": TEXT.replace("@doe2001, 5", "@doe2011, 5")}, 1,
        "paper.md:16:8", "did you mean `doe2001`?",
    ),
    "undefined note": (
        {"paper.md": TEXT.replace("[^b]: ", "[^d]: ")}, 1, "paper.md:8:26", "`[^b]: ...`",
    ),
    "bibliography that does not parse": (
        {"refs.bib": BIB.replace("{A Book},", "{A Book")}, 1, "refs.bib:3:15", "close its brace",
    ),
    "not UTF-8": (
        {"paper.md": TEXT.replace("claim", "été").encode("latin-1")}, 1,
        "paper.md:8:3", "save the file as UTF-8",
    ),
    "front matter that is no YAML": (
        {"paper.md": TEXT.replace("title: A", "title: [A")}, 1, "paper.md:", "YAML",
    ),
    "empty manuscript": ({"paper.md": ""}, 1, "paper.md:1:1", "write the paper there"),
    "binary file": ({"paper.md": b"\0\1\2"}, 2, "`paper.md`", "not a text file"),
    "settings that are no TOML": ({"paper.toml": "style ="}, 2, "paper.toml", "value"),
    "unknown style": ({"paper.toml": 'style = "apaa"'}, 2, "`apaa`", "did you mean `apa`"),
    "template that is wrong": (
        {"templates/html/edition.html.jinja": "{% for x in %}"}, 1,
        "templates/html/edition.html.jinja:1", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_has_a_place_and_a_remedy_and_spoils_no_edition(
    name: str, paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files, status, place, remedy = BAD[name]
    before = editions(paper)
    for path, content in files.items():
        (paper / path).parent.mkdir(parents=True, exist_ok=True)
        (paper / path).write_bytes(content.encode() if isinstance(content, str) else content)
    assert main(["-C", str(paper)]) == status
    said = capsys.readouterr()
    assert place in said.out + said.err
    assert remedy in said.out + said.err
    assert "Traceback" not in said.out + said.err
    after = editions(paper)
    assert {name: after[name] for name in NAMES - {"ledger.json"} if name in before} == {
        name: before[name] for name in NAMES - {"ledger.json"}
    } or "template" in name
    if status == 2:
        assert said.out == ""
        assert said.err.count("\n") == 1


def test_a_missing_manuscript_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["-C", str(tmp_path)]) == 2
    assert "it needs a folder `manuscript/` or one Markdown file" in capsys.readouterr().err
    assert main(["-C", str(tmp_path / "nowhere")]) == 2
    assert "is not a folder" in capsys.readouterr().err


def test_an_edition_that_loses_a_note_never_replaces_the_good_one(
    paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A designer's template forgets the notes: the proof, not the template, has the last word."""
    before = editions(paper)
    template = (ROOT / "templates/html/edition.html.jinja").read_text()
    own = paper / "templates" / "html" / "edition.html.jinja"
    own.parent.mkdir(parents=True)
    assert "{{ listed(galley.notes) }}" in template
    own.write_text(template.replace("{{ listed(galley.notes) }}", "{{ listed(galley.notes[1:]) }}"))
    assert main(["-C", str(paper)]) == 1
    said = capsys.readouterr().out
    assert "error[proof-failed]: html: note 1 is missing from the HTML" in said
    assert "paper.md:16:1" in said
    after = editions(paper)
    assert after["paper.html"] == before["paper.html"]
    assert "rejected/paper.html" in after
    own.unlink()
    assert main(["-C", str(paper)]) == 0
    assert editions(paper) == before


def test_a_paper_cannot_mute_that_an_edition_is_missing(
    paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toml = (
        '[ignore]\nedition-failed = "no"\nproof-failed = "no"\n[severity]\nproof-failed = "info"\n'
    )
    (paper / "paper.toml").write_text(toml)
    broken = paper / "templates" / "html" / "edition.html.jinja"
    broken.parent.mkdir(parents=True)
    broken.write_text("{{ nothing }}")
    assert main(["-C", str(paper)]) == 1
    assert "error[edition-failed]: html:" in capsys.readouterr().out
    broken.write_text("<!DOCTYPE html><title>Nothing</title><main></main>")
    assert main(["-C", str(paper)]) == 1
    assert "error[proof-failed]: html:" in capsys.readouterr().out


def test_editions_can_be_chosen_and_an_unknown_one_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_paper(tmp_path / "paper")
    assert main(["-C", str(folder), "build", "html", "--edition", "epub"]) == 0
    assert set(editions(folder)) == NAMES - {"paper.pdf", "pages.json"}
    capsys.readouterr()
    assert main(["-C", str(folder), "build", "docs"]) == 2
    assert capsys.readouterr().err.startswith("recto: no edition `docs`: there are html, epub")


def test_keep_going_makes_editions_of_a_faulty_paper(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_paper(tmp_path / "paper", TEXT.replace("@doe2001, 5", "@doe2011, 5"))
    assert main(["-C", str(folder), "build"]) == 1
    assert "nothing was made" in capsys.readouterr().err
    assert not (folder / "build").exists()
    assert main(["-C", str(folder), "build", "--keep-going"]) == 1
    assert set(editions(folder)) == NAMES
    assert "error[unknown-key]" in capsys.readouterr().out


def test_strict_counts_warnings(tmp_path: Path) -> None:
    bib = BIB.replace("date      = {2001}", "date = {2001}, doi = {10.5555/one.}")
    folder = write_paper(tmp_path / "paper", bib=bib)
    assert main(["-C", str(folder), "build", "html"]) == 0
    assert main(["-C", str(folder), "build", "html", "--strict"]) == 1


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("@doe2001, 5", "@doe2011, 5")])
def test_a_build_leaves_nothing_in_the_temporary_folder(text: str, tmp_path: Path) -> None:
    """Good or bad, and a bad one does not wait for the engine."""
    folder = write_paper(tmp_path / "paper", text)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    command = [sys.executable, str(ROOT / "build.py"), "-C", str(folder), "build"]
    env = os.environ | {"TMPDIR": str(scratch)}
    done = subprocess.run(command, check=False, env=env, capture_output=True)
    assert done.returncode == (text != TEXT)
    assert list(scratch.iterdir()) == []


def test_a_build_starts_no_compiler(tmp_path: Path) -> None:
    """Python looks for libraries with one, which outlives a killed build and its folder."""
    folder = write_paper(tmp_path / "paper")
    heard = tmp_path / "heard"
    for name in ("gcc", "cc", "ld"):
        (tmp_path / name).write_text(f'#!/bin/sh\necho "$0" >> "{heard}"\nexit 1\n')
        (tmp_path / name).chmod(0o755)
    command = [sys.executable, str(ROOT / "build.py"), "-C", str(folder), "build", "pdf"]
    env = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run(command, check=True, env=env, capture_output=True)
    assert not heard.exists()


def test_the_second_process_ends_and_tidies_up_when_the_first_is_killed(tmp_path: Path) -> None:
    folder = write_paper(tmp_path / "paper")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    command = [sys.executable, str(ROOT / "build.py"), "-C", str(folder), "build"]
    env = os.environ | {"TMPDIR": str(scratch)}
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL) as process:
        until(lambda: any(scratch.glob("recto-*")))
        time.sleep(0.3)  # the folder is there before the process that it is for
        process.kill()
    until(lambda: not any(scratch.glob("recto-*")))


def until(happened: Callable[[], bool]) -> None:
    for _ in range(2000):
        if happened():
            return
        time.sleep(0.01)
    pytest.fail("it never happened")


def test_negative_numbers_and_dashes_in_cells_are_read_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = "| a | b |\n|---|---|\n| 1 | -0.1 |\n| -2.5 | -3 |\n| 0.9 | - |\n| - | -1 |\n"
    folder = write_paper(tmp_path / "paper", f"# A\n\nText.\n\n{table}\nEnd.\n")
    assert main(["-C", str(folder), "build", "pdf"]) == 0
    assert "whole" in capsys.readouterr().out


def test_a_lost_ledger_is_written_again(paper: Path) -> None:
    before = editions(paper)
    (paper / "build" / "ledger.json").unlink()
    assert main(["-C", str(paper)]) == 0
    assert editions(paper) == before


@pytest.mark.parametrize("after", [0.05, 0.4, 0.9, 1.4])
def test_a_build_that_is_killed_leaves_the_last_good_editions(after: float, paper: Path) -> None:
    before = editions(paper)
    (paper / "paper.md").write_text(TEXT.replace("A claim", "Claims"))
    command = [sys.executable, str(ROOT / "build.py"), "-C", str(paper), "build"]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        time.sleep(after)
        os.killpg(process.pid, signal.SIGKILL)
    for name, content in editions(paper).items():
        if name in NAMES - {"ledger.json"} and content != before[name]:
            assert b"Claims" in content or name != "paper.html"
            assert content.startswith((b"<!DOCTYPE", b"\n<!DOCTYPE", b"PK", b"%PDF"))
    assert main(["-C", str(paper)]) == 0
    assert set(editions(paper)) == NAMES
