"""A paper of one sign a hundred thousand times over is checked in seconds, and in little memory.

A child reads it whose processor time and memory are limited: a rule or a reader whose work grows
with the square of a text is killed there, and does not end with 0 or 1.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SECONDS, MEBIBYTES = 5, 500
SIGNS = 100_000
# pandoc takes memory by the terabyte and uses little of it: it starts before that is limited.
CHILD = """
import resource, sys
seconds, mebibytes, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
from recto.tools.pandoc import start_ahead
start_ahead()
resource.setrlimit(resource.RLIMIT_AS, (mebibytes << 20, mebibytes << 20))
from recto.commands import main
sys.exit(main(["check", "-C", folder]))
"""
QUICK = ["¹", "A. ", ",", "{"]
SNIPPETS = [
    r"\[^", "“", '"', "*", "_", "(", "Ibid. ", "see note 1 ", "10.1000/", "http://", "Smith, ",
    " and ", "}", "1–", "—", "’", "\n\n", "|", "]", "$", "1", "a", "É", "\\", "#", "- ", "p. 1, ",
    "“a” ", "[1] ", "& ", "https://doi.org/10.1/a ",
]  # fmt: skip
# pandoc itself is slow to read these, twenty `[` take it many seconds: they stand in a block of
# code, which pandoc passes by, and our own readers do not.
UNREAD = ["[", "[^", "^[", "[@a", "@{a", "> ", "`", "<", "(2001) ", "[@a]", "[^1]"]
PLACES = ("body", "note")

ENTRY = """@article{{a,
  author = {{{author}}}, title = {{{title}}}, journal = {{Journal of Ports}}, volume = {{1}},
  pages = {{{pages}}}, date = {{2001}}, url = {{{url}}},
}}
"""
GOOD = {
    "author": "Smith, Ann", "title": "Tolls of the Sea", "pages": "1--20",
    "url": "https://example.org/a",
}  # fmt: skip


def paper(folder: Path, where: str, words: str) -> None:
    """Write a paper that has some words in its text, a note, a block of code, or its entry."""
    shown = {"body": words, "code": f"~~~\n{words}\n~~~"}
    body = shown.get(where, "The statue was not moved.")
    note = words if where == "note" else "[@a, 5]."
    (folder / "paper.md").write_text(f"# Lights\n\n{body}\n\nIt stands.[^1]\n\n[^1]: {note}\n")
    fields = GOOD | ({where: words} if where in GOOD else {})
    (folder / "bibliography.bib").write_text(ENTRY.format(**fields))


def checked(folder: Path) -> int:
    """Return the exit code of a check whose time and memory are limited."""
    limits = [str(SECONDS), str(MEBIBYTES), str(folder)]
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *limits], capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr[-2000:]
    assert "Traceback" not in done.stderr  # Python ends with 1, too
    return done.returncode


def repeated(snippet: str) -> str:
    """Return a text of a snippet again and again."""
    # citeproc's own reader of names takes long over very many quotation marks.
    signs = SIGNS // 5 if snippet == "“" else SIGNS
    return snippet * (signs // len(snippet))


@pytest.mark.parametrize("where", [*PLACES, "title"])
@pytest.mark.parametrize("snippet", QUICK)
def test_one_sign_again_and_again_is_checked_in_little_time(
    tmp_path: Path, where: str, snippet: str
) -> None:
    paper(tmp_path, where, repeated(snippet))
    checked(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("where", [*PLACES, *GOOD])
@pytest.mark.parametrize("snippet", [*QUICK, *SNIPPETS])
def test_every_sign_again_and_again_is_checked_in_little_time(
    tmp_path: Path, where: str, snippet: str
) -> None:
    paper(tmp_path, where, repeated(snippet))
    checked(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("where", ["code", *GOOD])
@pytest.mark.parametrize("snippet", UNREAD)
def test_what_pandoc_is_slow_to_read_is_nothing_to_ours(
    tmp_path: Path, where: str, snippet: str
) -> None:
    paper(tmp_path, where, repeated(snippet))
    checked(tmp_path)


def test_a_child_without_memory_is_found_out(tmp_path: Path) -> None:
    # A limit that is never met would make every test above green.
    paper(tmp_path, "body", "A sentence.")
    done = subprocess.run(
        [sys.executable, "-c", CHILD, "5", "40", str(tmp_path)], capture_output=True, check=False
    )
    assert done.returncode not in (0, 1) or b"Traceback" in done.stderr
