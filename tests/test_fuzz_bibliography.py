"""Papers of any kind: the doors of the reading raise nothing, and come to an end.

Real-looking files are spoilt at random, and files are made that would be slow if anything in the
reading went over its text more than once. Every paper is read in a process of its own, which has
no more memory and no more time than a reader would bear.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.model import Source
from recto.reading.bibliography import read_bibliography

HERE = Path(__file__).parent
TREE = HERE.parent
PATIENCE_SECONDS = 60  # of a machine that does other things besides; alone it takes one or two
MEMORY = 500 * 1024 * 1024

GOOD = (TREE / "bibliography.bib").read_text(encoding="utf-8")
PROSE = max((TREE / "manuscript").glob("*.md"), key=lambda path: path.stat().st_size).read_text()
SPOILS = [
    "{", "}", "}}", "{{", '"', ",", "=", "#", "@", "@book{", "@book{x,", "@string{s = ", "%", "\\",
    "\n", "\r\n", "\\{", "(", ")", "@comment{", "\x0b", "\u202e", "添", "é", "$", "&", "~",
    "[^1]", "[@", "]", "[^9]: ", "^[", "```\n", "<!-- ", "---\n", "[@a; @b", "::: ", "| ", "`",
]  # fmt: skip

BIG = 200_000
# Each would take hours if it were read as often as it has lines or signs.
SLOW = {
    "lost braces": "@book{k,\n" + "a = {x\n" * 20_000,
    "lost quotation marks": "@book{k,\n" + 'a = "{\n' * 20_000,
    "entries that open in each other": "@book{a\n" * 20_000,
    "entries of one line": "".join(f"@book{{k{n}, title = {{One, @" for n in range(5000)),
    "commas": "@book{k" + "," * BIG,
    "spaces": "@book{k," + " " * BIG + "x",
    "spaces behind": "@book{k, a = {b}}" + " " * BIG + "x",
    "lines": "@book{k, a = {" + "\n" * BIG,
    "lines of spaces": "@book{k, a = {" + " \n" * BIG,
    "open comments": "@comment{\n" * 20_000,
    "words": "@book{k, a = " + "word " * 40_000,
    "sharps": "@book{k, a = b" + " # b" * 50_000 + "}",
    "at signs": "@" * BIG,
    "keys": "@book{" + "k" * BIG,
    "odd keys": "@book{" + "{k " * 50_000,
    "brackets": "@book{k, author = {" + "{" * BIG + "}" * BIG + "}, date = {2016}}",
    "brackets behind TeX": "@book{k, title = {\\x" + "{" * 2000 + "}" * 2000 + "}}",
    "names": "@book{k, author = {" + " and ".join(["A, B"] * 20_000) + "}}",
    "one long field": "@book{k, abstract = {" + "one = {two}\n" * 90_000 + "}, year = 2000}",
    "strings that grow": "@string{a = 'x'}\n" + "".join(
        f'@string{{s{n} = s{n - 1} # s{n - 1}}}\n' for n in range(1, 60)
    ),
    "entries that lean": "".join(
        f"@book{{k{n}, crossref = {{k{n + 1}}}}}\n" for n in range(20_000)
    ),
    "one key": "@book{k, title = {One}}\n" * 10_000,
    "one title": "".join(
        f"@book{{k{n}, author = {{Doe, Jo}}, title = {{The Same Old Story}}, year = 2000}}\n"
        for n in range(5000)
    ),
    "unknown fields": "@book{k,\n"
    + "".join(f"jurnal{chr(97 + n % 26)}{chr(97 + n // 26 % 26)} = {{x}},\n" for n in range(5000))
    + "}",
}  # fmt: skip


def spoilt(text: str, seed: int) -> str:
    """Return a part of a text with some of its signs lost, doubled or put in."""
    chance = random.Random(seed)
    start = chance.randrange(len(text))
    text = text[start : start + chance.randint(100, 4000)] if chance.random() < 0.7 else text
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(text) + 1)
        kind = chance.random()
        if kind < 0.4:
            text = text[:at] + text[at + chance.randint(1, 3) :]
        elif kind < 0.9:
            text = text[:at] + chance.choice(SPOILS) + text[at:]
        else:
            text = text[:at] + text[at : at + 80] + text[at:]
    return text


@settings(max_examples=200, deadline=None, derandomize=True)
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_a_spoilt_bibliography_is_read(seed: int) -> None:
    text = spoilt(GOOD, seed)
    bibliography, findings = read_bibliography(Source("b.bib", text))
    lines = text.count("\n") + 1
    for work in [*bibliography.works.values(), *bibliography.again]:
        assert work.place.line <= work.key_place.line <= lines
        assert all(work.place.line <= field.place.line for field in work.fields.values())
    for finding in findings:
        assert finding.place
        assert 1 <= finding.place.line <= lines
        assert finding.message
        assert finding.help


def test_a_bibliography_of_any_bytes_is_read() -> None:
    for encoding in ("latin-1", "utf-16-le", "cp437"):
        text = GOOD.encode("utf-8").decode(encoding, "replace")
        read_bibliography(Source("b.bib", text))


@pytest.mark.parametrize("name", SLOW)
def test_a_bibliography_that_is_all_fault_is_read(name: str) -> None:
    bibliography, findings = read_bibliography(Source("b.bib", SLOW[name]))
    assert bibliography.works or findings or "@" * 9 in SLOW[name]


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW)
def test_no_bibliography_takes_long(name: str, tmp_path: Path) -> None:
    (tmp_path / "paper.md").write_text("The first [@k], and the next [@k1; @k2].\n")
    (tmp_path / "bibliography.bib").write_text(SLOW[name])
    checked(tmp_path)


@pytest.mark.parametrize("seed", range(2))
def test_a_spoilt_paper_is_checked(seed: int, tmp_path: Path) -> None:
    spoil(tmp_path, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 160))
def test_many_spoilt_papers_are_checked(seed: int, tmp_path: Path) -> None:
    spoil(tmp_path, seed)


def spoil(folder: Path, seed: int) -> None:
    (folder / "paper.md").write_text(spoilt(PROSE, seed), encoding="utf-8", newline="")
    bibliography = spoilt(GOOD, seed + 1).encode("utf-8")
    if seed % 3 == 0:
        bibliography += b"@book{latin, title = {\xe9\xff}}"
    (folder / "bibliography.bib").write_bytes(bibliography)
    checked(folder)


def checked(folder: Path) -> None:
    """Check a paper in a process of its own: its exit code is a verdict, not an accident."""
    command = [sys.executable, str(TREE / "build.py"), "check", "-C", str(folder)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, preexec_fn=_limited,
        check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr[-2000:]
    assert done.returncode in (0, 1, 2), done.stderr[-2000:]
    assert done.returncode < 2 or len(done.stderr.splitlines()) <= 2, done.stderr


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
