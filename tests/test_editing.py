"""Repairs: what is written to the byte, what is left alone, and that nothing else is printed."""

from __future__ import annotations

import inspect
import re
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import BIB, write_paper
from test_rules import ALL

from recto import press
from recto.commands import main
from recto.commands.rules import repairs
from recto.editing import apply
from recto.editing.apply import Changed, EditingError, applied, changed, compatible, unified, write
from recto.model import Finding, Patch, Rule, Source
from recto.press.fixing import repair
from recto.rules import RULES

TREE = Path(__file__).parent.parent
FAULTY = """\
@book{doe2001,
  author    = {Doe, Jane},
  title     = {A Book},
  publisher = {A Press},
  location  = {Paris},
  date      = {2001},
  doi       = {https://doi.org/10.1000/1},
}

@article{roe1999,
  author       = {Roe, Richard},
  title        = {An Article},
  journaltitle = {A Journal},
  volume       = {3},
  pages        = {pp. 1--20},
  doi          = {https://doi.org/10.1000/2},
  date         = {1999},
}
"""


RULES_HERE = "doi-as-url,doi-form,doi-trailing-period,page-range-form,isbn-check-digit"


def finding(*patches: Patch) -> Finding:
    return Finding("some-rule", "warning", "a fault", None, "", (), patches)


# Patches, in memory

TEXTS = st.text(st.sampled_from("ab\n é東𝄞"), min_size=1, max_size=40)


@st.composite
def patched(draw: st.DrawFn) -> tuple[Source, list[Finding]]:
    source = Source("paper.md", draw(TEXTS))
    found = []
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(source.text)))
        end = draw(st.integers(start, min(len(source.text), start + 5)))
        new = draw(st.text(st.sampled_from("xy\nü"), max_size=4))
        found.append(finding(Patch("paper.md", start, source.text[start:end], new)))
    return source, found


@given(patched())
def test_compatible_patches_are_all_made_and_nothing_else(given_: tuple[Source, list[Finding]]):
    source, found = given_
    kept = compatible(found)
    assert kept[:1] == found[:1]
    patches = [patch for one in kept for patch in one.fix]
    # Made one by one from the end, they give the same.
    text = source.text
    for patch in sorted(patches, key=lambda one: (one.start, one.end), reverse=True):
        text = text[: patch.start] + patch.new + text[patch.end :]
    assert applied(source, patches).text == text
    for one in found:
        if one not in kept:
            assert len(compatible([*kept, one])) == len(kept)


def test_a_finding_is_taken_with_all_its_patches_or_not_at_all():
    first = finding(Patch("a.md", 0, "ab", "x"))
    second = finding(Patch("b.md", 0, "ab", "x"), Patch("a.md", 1, "bc", "y"))
    third = finding(Patch("b.md", 1, "bc", "z"))
    assert compatible([first, second, third]) == [first, third]
    assert compatible([finding(Patch("a.md", 0, "ab", ""), Patch("a.md", 1, "b", ""))]) == []


def test_old_text_that_does_not_stand_there_is_refused():
    with pytest.raises(EditingError, match=r"`paper\.md` does not hold"):
        applied(Source("paper.md", "one"), [Patch("paper.md", 0, "two", "")])


# Files, to the byte


@settings(deadline=None)
@given(patched(), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_a_file_keeps_its_mark_and_its_line_ends(
    tmp_path_factory: pytest.TempPathFactory, given_: tuple[Source, list[Finding]], end: str,
    mark: bool,
):  # fmt: skip
    source, found = given_
    patches = [patch for one in compatible(found) for patch in one.fix]
    if "\n" not in source.text and end != "\n":
        patches = [replace(patch, new=patch.new.replace("\n", "")) for patch in patches]
    root = tmp_path_factory.mktemp("paper")
    before = apply.MARK if mark else b""
    (root / "paper.md").write_bytes(before + source.text.replace("\n", end).encode())
    file = changed(root, source, [patches])
    assert file.after == before + applied(source, patches).text.replace("\n", end).encode()


def test_mixed_line_ends_stay_where_nothing_is_changed(tmp_path: Path):
    (tmp_path / "paper.md").write_bytes(b"one\r\ntwo\nthree\r\nfour")
    source = Source("paper.md", "one\ntwo\nthree\nfour")
    rounds = [[Patch("paper.md", 4, "two", "2\n2")], [Patch("paper.md", 14, "four", "4")]]
    assert changed(tmp_path, source, rounds).after == b"one\r\n2\r\n2\nthree\r\n4"


def files(root: Path, **texts: str) -> list[Changed]:
    made = []
    for name, text in texts.items():
        path = root / f"{name}.md"
        path.write_text(text, encoding="utf-8")
        source = Source(path.name, text)
        made.append(changed(root, source, [[Patch(path.name, 0, text[:1], "new")]]))
    return made


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_files_keep_their_permissions(tmp_path: Path):
    made = files(tmp_path, a="one")
    (tmp_path / "a.md").chmod(0o640)
    write(tmp_path, made)
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "newne"
    assert stat.S_IMODE((tmp_path / "a.md").stat().st_mode) == 0o640
    assert names(tmp_path) == ["a.md"]


def test_a_file_that_has_changed_stops_all(tmp_path: Path):
    made = files(tmp_path, a="one", b="two")
    (tmp_path / "b.md").write_text("mine", encoding="utf-8")
    with pytest.raises(EditingError, match=r"`b\.md` has changed since it was read"):
        write(tmp_path, made)
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "one"
    assert (tmp_path / "b.md").read_text(encoding="utf-8") == "mine"
    assert names(tmp_path) == ["a.md", "b.md"]
    with pytest.raises(EditingError, match=r"`b\.md` has changed since it was read"):
        changed(tmp_path, Source("b.md", "two"), [[]])


def test_a_file_that_may_not_be_written_is_refused(tmp_path: Path):
    made = files(tmp_path, a="one", b="two")
    (tmp_path / "b.md").chmod(0o444)
    with pytest.raises(EditingError, match=r"`b\.md` is read-only"):
        write(tmp_path, made)
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "one"
    assert names(tmp_path) == ["a.md", "b.md"]


def test_a_link_is_followed_within_the_paper_and_not_out_of_it(tmp_path: Path):
    root, outside = tmp_path / "paper", tmp_path / "outside.md"
    (root / "texts").mkdir(parents=True)
    outside.write_text("one", encoding="utf-8")
    (root / "texts" / "own.md").write_text("one", encoding="utf-8")
    (root / "a.md").symlink_to(root / "texts" / "own.md")
    (root / "b.md").symlink_to(outside)
    patch = Patch("a.md", 0, "o", "O")
    write(root, [changed(root, Source("a.md", "one"), [[patch]])])
    assert (root / "a.md").is_symlink()
    assert (root / "texts" / "own.md").read_text(encoding="utf-8") == "One"
    with pytest.raises(EditingError, match=r"`b\.md` is no file of the paper's folder"):
        changed(root, Source("b.md", "one"), [[patch]])
    assert outside.read_text(encoding="utf-8") == "one"


FULL = """
import resource, signal, sys
from pathlib import Path
from recto.editing.apply import Changed, EditingError, write
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write(Path(sys.argv[1]), [Changed("a.md", b"one", b"1"), Changed("b.md", b"two", b"2" * 2000)])
except EditingError as problem:
    print(problem)
"""


def test_a_full_disk_leaves_everything_as_it_was(tmp_path: Path):
    (tmp_path / "a.md").write_text("one", encoding="utf-8")
    (tmp_path / "b.md").write_text("two", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)],
        capture_output=True, text=True, check=True, cwd=TREE,
    )  # fmt: skip
    assert done.stdout.startswith("the repairs cannot be written (")
    assert done.stdout.endswith("): nothing is changed\n")
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "one"
    assert (tmp_path / "b.md").read_text(encoding="utf-8") == "two"
    assert names(tmp_path) == ["a.md", "b.md"]


def test_a_rename_that_fails_puts_the_others_back(tmp_path: Path):
    made = files(tmp_path, a="one", b="two")
    drafts = [(tmp_path / f"{name}.draft", tmp_path / f"{name}.md") for name in "ab"]
    drafts[0][0].write_bytes(made[0].after)
    with pytest.raises(FileNotFoundError):
        apply._rename(drafts, made)
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "one"


# A diff is what `git apply` makes of it


@settings(deadline=None, max_examples=20)
@given(patched(), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_a_diff_applied_gives_the_file(
    tmp_path_factory: pytest.TempPathFactory, given_: tuple[Source, list[Finding]], end: str,
    mark: bool,
):  # fmt: skip
    source, found = given_
    root = tmp_path_factory.mktemp("paper")
    before = (apply.MARK if mark else b"") + source.text.replace("\n", end).encode()
    (root / "paper.md").write_bytes(before)
    patches = [patch for one in compatible(found) for patch in one.fix]
    file = changed(root, source, [patches])
    diff = unified([file])
    if file.before == file.after:
        assert diff == ""
        return
    (root / "it.diff").write_bytes(diff.encode())
    words = ["git", "apply", "--whitespace=nowarn", "--unsafe-paths", "it.diff"]
    if file.after:  # a file that becomes empty is deleted by a diff
        subprocess.run(words, cwd=root, check=True, capture_output=True)
        assert (root / "paper.md").read_bytes() == file.after


# The verb


def check(capsys: pytest.CaptureFixture[str], root: Path, *words: str) -> tuple[int, str, str]:
    status = main(["check", "-C", str(root), *words])
    out, err = capsys.readouterr()
    return status, out, err


def contents(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and "build" not in path.parts
    }


def test_fix_repairs_and_says_what_remains(capsys, tmp_path: Path):
    bib = FAULTY.replace("A Book}", "A Book}, isbn = {978-0-00-000000-1}")
    root = write_paper(tmp_path, bib=bib)
    words = ("--fix", "--select", RULES_HERE)
    status, out, _ = check(capsys, root, *words)
    assert status == 1
    assert out.endswith("1 error\nfixed 3, 1 remains\n")
    assert "error[isbn-check-digit]" in out
    text = (root / "refs.bib").read_text(encoding="utf-8")
    assert text == bib.replace("https://doi.org/", "").replace("pp. ", "")
    before = contents(root)
    assert check(capsys, root, *words)[1].endswith("fixed 0, 1 remains\n")
    assert contents(root) == before


def test_a_diff_is_alone_on_standard_output_and_changes_nothing(capsys, tmp_path: Path):
    root = write_paper(tmp_path, bib=FAULTY)
    before = contents(root)
    status, out, err = check(capsys, root, "--diff")
    assert (status, err) == (1, "would fix 3\n")
    assert out.startswith("--- a/refs.bib\n+++ b/refs.bib\n@@ ")
    assert "-  doi       = {https://doi.org/10.1000/1},\n+  doi       = {10.1000/1},\n" in out
    assert contents(root) == before
    assert check(capsys, root, "--fix", "--diff")[0] == 1
    assert contents(root) == before
    check(capsys, root, "--fix")
    assert check(capsys, root, "--diff") == (0, "", "would fix 0\n")


@pytest.mark.parametrize("format", ["json", "sarif"])
def test_a_program_gets_findings_alone(capsys, tmp_path: Path, format: str):
    import json

    root = write_paper(tmp_path, bib=FAULTY)
    _, out, err = check(capsys, root, "--fix", "--format", format, "--select", RULES_HERE)
    assert err == "fixed 3, 0 remain\n"
    assert json.loads(out) is not None


def test_only_what_is_selected_is_repaired_and_nothing_that_is_muted(capsys, tmp_path: Path):
    muted = FAULTY.replace("@book", "% recto: ignore doi-as-url so in the register\n@book")
    root = write_paper(tmp_path, bib=muted)
    check(capsys, root, "--fix", "--select", "doi-as-url")
    text = (root / "refs.bib").read_text(encoding="utf-8")
    assert text == muted.replace("https://doi.org/10.1000/2", "10.1000/2")
    check(capsys, root, "--fix", "--ignore", "doi-as-url")
    assert (root / "refs.bib").read_text(encoding="utf-8") == text.replace("pp. ", "")


def test_what_is_not_utf_8_is_left_and_said(capsys, tmp_path: Path):
    root = write_paper(tmp_path)
    raw = FAULTY.replace("Doe, Jane", "Doé, Jane").encode("latin-1")
    (root / "refs.bib").write_bytes(raw)
    status, out, _ = check(capsys, root, "--fix")
    assert status == 1
    assert "left as it is: doi-as-url at refs.bib:7:16: `refs.bib` is not UTF-8: save it so" in out
    assert (root / "refs.bib").read_bytes() == raw


def test_a_read_only_file_is_2_in_one_line(capsys, tmp_path: Path):
    root = write_paper(tmp_path, bib=FAULTY)
    (root / "refs.bib").chmod(0o444)
    assert check(capsys, root, "--diff", "--select", RULES_HERE)[0] == 1
    status, out, err = check(capsys, root, "--fix", "--select", RULES_HERE)
    assert (status, out) == (2, "")
    assert err == ("recto: `refs.bib` is read-only: allow it to be written, then repair it\n")


PLANTED = {
    "doi = {doi:10.1000/9}": "doi",
    "doi = {https://doi.org/10.1000/9}": "doi",
    "doi = {10.1000/9.}": "doi",
    "pages = {pp. 3--9}": "pages",
    "pages = {p. 4}": "pages",
    "isbn = {978-0-00-000000-1}": "isbn",
}


@settings(deadline=None, max_examples=5)
@given(
    st.lists(st.sampled_from(sorted(PLANTED)), min_size=1, max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_a_second_repair_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, planted: list[str], end: str, mark: bool
):
    entries = [
        f"@article{{k{number}, author = {{Doe, Jane}}, title = {{T{number}}}, journaltitle = {{J}},"
        f" volume = {{1}}, date = {{2001}}, {fault}}}\n"
        for number, fault in enumerate(planted)
    ]
    text = "".join(f"Cited.[^{n}]\n\n[^{n}]: [@k{n}].\n\n" for n in range(len(planted)))
    root = tmp_path_factory.mktemp("paper")
    typed = {"paper.md": text, "refs.bib": "".join(entries)}
    for name, content in typed.items():
        raw = content.replace("\n", end).encode()
        (root / name).write_bytes((apply.MARK if mark else b"") + raw)
    named = repair(root, select=RULES_HERE.split(","))
    assert named.count == sum("isbn" not in fault for fault in planted)
    repair(root)
    after = contents(root)
    assert all(raw.startswith(apply.MARK) == mark for raw in after.values())
    assert all((b"\r\n" in raw) == (end == "\r\n") for raw in after.values())
    again = repair(root)
    assert (again.count, again.diff, again.left) == (0, "", ())
    assert contents(root) == after


def test_every_rule_that_repairs_says_so_in_its_manual_page():
    silent = []
    for rule in RULES.values():
        inside = [cell.cell_contents for cell in rule.check.__closure__ or ()]
        sources = [inspect.getsource(one) for one in inside if inspect.isfunction(one)]
        # Those whose repair is made elsewhere are held by what their cases yield.
        yields = any(re.search(r"\bfix=|\bPatch\(", source) for source in sources)
        if yields and not repairs(rule):
            silent.append(rule.name)
    assert silent == [], "say in `Instead` that `check --fix` does it"


@pytest.mark.parametrize("name", [rule.name for rule in RULES.values() if repairs(rule)])
def test_a_rule_that_says_it_repairs_does_so_and_once(name: str, tmp_path: Path):
    """In one of its cases, at least; after it the rule finds nothing more to repair there."""
    fired = [
        case
        for case in ALL
        if case.rule == name and any(one.startswith(f"{name} ") for one in case.expected)
    ]
    for number, case in enumerate(fired):
        root = tmp_path / str(number)
        for path, (content, encoding) in case.files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content.encode(encoding))
        if repair(root, select=[name]).count:
            assert not [one for one in press.check(root, select=[name]).findings if one.fix]
            return
    pytest.fail("no case in which it does")


# What is printed otherwise


def lying(monkeypatch: pytest.MonkeyPatch, *changes: tuple[str, str, str]) -> None:
    """Add a rule that proposes, as a repair of its own, each change (file, old, new)."""

    def told(paper):
        for file, old, new in changes:
            source = paper.sources[file]
            for match in re.finditer(re.escape(old), source.text):
                place = source.place(*match.span())
                fix = (Patch(file, match.start(), old, new),)
                yield Finding("lying", "warning", f"`{old}`", place, "", (), fix)

    monkeypatch.setitem(RULES, "lying", Rule("lying", "notes", "warning", "A lie", told))


NOTES = """\
---
title: A Small Paper
lang: en-US
---

# One

A claim.[^a] Another one.[^b] A third.[^c]

The second paragraph has more words in it.[^d]

[^a]: [@doe2001, 5].
[^b]: [@doe2001, 5].
[^c]: See teh book by [@roe1999, 3].
[^d]: A long note.

    It has a second paragraph with teh words.
"""


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("paper.md", "See teh book", "See the book"),  # the words of its note
        ("paper.md", "with teh words", "with the words"),  # further down in its note
        ("paper.md", "second paragraph has", "second paragraph had"),
        ("paper.md", "A third.[^c]", "A third[^c]."),
        ("paper.md", "[^c]: See teh book by ", "[^c]: See teh book.\n\n    By "),
        ("paper.md", "A Small Paper", "A Smaller Paper"),
        ("refs.bib", "{A Book}", "{A Booklet}"),  # printed in two notes and the bibliography
        ("refs.bib", "  volume ", "  number "),
    ],
)
def test_a_repair_may_change_the_words_of_its_own_place(
    monkeypatch, tmp_path: Path, file: str, old: str, new: str
):
    lying(monkeypatch, (file, old, new))
    root = write_paper(tmp_path, NOTES)
    done = repair(root, select=["lying"])
    assert (done.count, done.left) == (1, ())
    assert new in (root / file).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "why"),
    [
        ("paper.md", "[^a]: [@doe2001, 5]", "[^a]: [@roe1999, 5]", "doe2001"),  # b was "Ibid."
        ("paper.md", "[^d]: A long", "A long", "a note would be lost"),
        ("paper.md", "[^c]: See teh", "[^b]: See teh", "a citation would be lost"),
        ("paper.md", "in it.[^d]\n\n", "in it.[^d]\n", "a note would be lost"),
        ("paper.md", "[^b]: [@doe2001, 5].", "[^b]: Doe.", "a citation would be lost"),
        ("paper.md", "lang: en-US", "lang: de-DE", " would be printed otherwise"),
        ("refs.bib", "@article{roe1999,", "@article{roe1999", " would be found then"),
        (
            "refs.bib",
            "title     = {A Book}",
            "title     = {A Book",
            "`bib-syntax` would be found then",
        ),
        ("refs.bib", "{A Journal}}", "{Another}}", "roe1999"),
    ],
)
def test_a_repair_that_changes_other_printed_words_is_left_and_said(
    monkeypatch, capsys, tmp_path: Path, file: str, old: str, new: str, why: str
):
    lying(monkeypatch, (file, old, new))
    bib = BIB.replace("{A Journal}", "journal")
    root = write_paper(tmp_path, NOTES, f"@string{{journal = {{A Journal}}}}\n{bib}")
    before = contents(root)
    done = repair(root, select=["lying"])
    assert done.count == 0
    assert contents(root) == before
    ((left, reason),) = done.left
    assert left.rule == "lying"
    assert why in reason
    _, out, _ = check(capsys, root, "--fix", "--select", "lying")
    assert f"left as it is: lying at {left.place}: {reason}\nfixed 0, 1 remains\n" in out


WITHIN = "First words.\n\nWhat stands between the two.\n\nLast words. -->\n"
LABELS = "A claim.[^c] Another.[^d]\n\n[^c]: One.\n[^d]: Two.\n[^e]: Three.\n"
HEADLESS = "A claim.\n\n***\nsubtitle: Another paper\n---\n\nThe end.\n"


@pytest.mark.parametrize(
    ("text", "file", "old", "new", "why"),
    [
        # What only one of the comparisons can see.
        (NOTES, "refs.bib", "range = {1--20}", "range = {1--2}", "the entry `roe1999`"),
        (WITHIN, "paper.md", "First words.", "First words. <!--", "the paragraph that begins"),
        (LABELS, "paper.md", "[^e]: Three", "[^d]: Three", "note 2"),
        (HEADLESS, "paper.md", "***", "---", "the metadata"),
    ],
)
def test_entries_paragraphs_notes_and_metadata_are_compared(
    monkeypatch, tmp_path: Path, text: str, file: str, old: str, new: str, why: str
):
    lying(monkeypatch, (file, old, new))
    bib = BIB.replace("{1--20}", "range")
    root = write_paper(tmp_path, text, f"@string{{range = {{1--20}}}}\n{bib}")
    ((_, reason),) = repair(root, select=["lying"]).left
    assert reason.startswith(why)


def test_one_guilty_repair_does_not_keep_the_others_back(monkeypatch, tmp_path: Path):
    good = [("paper.md", f"Word{n} teh end", f"Word{n} the end") for n in range(7)]
    bad = ("paper.md", "[^a]: [@doe2001, 5]", "[^a]: [@roe1999, 5]")
    lying(monkeypatch, *good[:4], bad, *good[4:])
    text = NOTES + "".join(f"\nWord{n} teh end of it.\n" for n in range(7))
    root = write_paper(tmp_path, text)
    done = repair(root, select=["lying"])
    assert done.count == 7
    assert [one.message for one, _ in done.left] == ["`[^a]: [@doe2001, 5]`"]
    after = (root / "paper.md").read_text(encoding="utf-8")
    assert after == text.replace("it.\n", "it.\n").replace(" teh end", " the end")


def test_rules_that_undo_each_other_come_to_an_end(monkeypatch, tmp_path: Path):
    lying(monkeypatch, ("paper.md", "second", "2nd"), ("paper.md", "2nd", "second"))
    root = write_paper(tmp_path, NOTES)
    assert repair(root, select=["lying"]).count > 1
    assert re.search("second|2nd", (root / "paper.md").read_text(encoding="utf-8"))


def test_a_repair_that_makes_another_possible_is_followed_by_it(monkeypatch, tmp_path: Path):
    lying(monkeypatch, ("paper.md", "teh words", "thewords"), ("paper.md", "thewords", "the words"))
    root = write_paper(tmp_path, NOTES)
    assert repair(root, select=["lying"]).count == 2
    assert "with the words" in (root / "paper.md").read_text(encoding="utf-8")


def test_a_note_that_was_part_of_the_one_before_may_become_its_own(monkeypatch, tmp_path: Path):
    lying(monkeypatch, ("paper.md", "[^b] [@doe2001, 5]", "[^b]: [@doe2001, 5]"))
    text = "A claim.[^a] Another.[^b]\n\n[^a]: [@roe1999, 5].\n[^b] [@doe2001, 5].\n"
    root = write_paper(tmp_path, text)
    assert repair(root, select=["lying"]).count == 1


def test_in_an_author_date_style_the_citations_of_an_entry_change_with_it(
    monkeypatch, tmp_path: Path
):
    lying(monkeypatch, ("refs.bib", "Doe, Jane", "Poe, Jane"))
    root = write_paper(tmp_path, paper_toml='style = "apa"\n')
    assert repair(root, select=["lying"]).count == 1
