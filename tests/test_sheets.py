"""Trims and printers are data: read with their places, and laid out as they say."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest
from papers import TEXT, write_paper

from recto.commands import main
from recto.reading import PaperError
from recto.reading.sheets import printer_names, read_printer, read_trim, trim_names

ROOT = Path(__file__).parent.parent
OWN = (ROOT / "templates/print/6x9.toml").read_text(encoding="utf-8")
KDP = (ROOT / "templates/print/printers/kdp.toml").read_text(encoding="utf-8")
POINTS = 72 / 25.4


def own_trim(folder: Path, old: str = "", new: str = "") -> Path:
    """Write a paper whose trim `house` is 6x9 with something replaced."""
    assert old in OWN
    return write_paper(folder / "paper", templates__print__house_toml=OWN.replace(old, new, 1))


@pytest.mark.parametrize("name", trim_names(ROOT))
def test_every_trim_of_the_package_has_room_for_text(name: str) -> None:
    trim = read_trim(ROOT, name)
    assert trim.lines >= (28 if name == "review" else 32)
    assert trim.inner + trim.outer < trim.width / 2
    text = (trim.width - trim.inner - trim.outer) * POINTS
    assert 55 < text / trim.size / 0.42 < 90  # signs a line


@pytest.mark.parametrize("name", printer_names(ROOT))
def test_every_value_of_a_printer_says_where_it_is_from(name: str) -> None:
    text = (ROOT / f"templates/print/printers/{name}.toml").read_text(encoding="utf-8")
    values, _, sources = text.partition("[sources]")
    keys = set(re.findall(r"^([a-z-]+) =", values, re.MULTILINE)) - {"title"}
    told = set(re.findall(r"^([a-z-]+) =", sources, re.MULTILINE))
    assert keys - told <= ({"safe"} if name == "plain" else set())
    printer = read_printer(ROOT, name, read_trim(ROOT, "6x9"))
    assert set(printer.sources or ()) == told


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('width = "6in"', 'width = "six"', "house.toml:3:1: `width` must be a length"),
        ('width = "6in"', "width = 6", "house.toml:3:1: `width` must be a length"),
        ('width = "6in"', "", "house.toml: `width` must be a length"),
        ('width = "6in"', 'width = "300in"', "`width` is larger than a page may be"),
        ('title = "6 x 9 in"', 'titel = "x"', "house.toml:2:1: `titel` is not known: did you mean"),
        ("marks = true", 'marks = "yes"', "house.toml:6:1: `marks` must be true or false"),
        ("[notes]", "[nothes]", "`nothes` is not known: did you mean `notes`?"),
        ('inner = "0.8in"', 'inner = "4in"', "`margins` leaves 32 mm for the text of 152.4 mm"),
        ('inner = "0.8in"', 'inner = "5.5in"', "`margins` leaves 0 mm"),
        ('height = "9in"', 'height = "3in"', "lines a page, and 12 are the least"),
        ('size = "10pt"', 'size = "100pt"', "`text` has a size of 100 pt"),
        ('leading = "13.5pt"', 'leading = "9pt"', "`text` has a leading of 9 pt"),
        ("[margins]", "[margins", "templates/print/house.toml: "),
    ],
)
def test_a_trim_that_cannot_be_is_refused_at_its_place(
    old: str, new: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = own_trim(tmp_path, old, new)
    assert main(["-C", str(folder), "build", "pdf", "--trim", "house"]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert not (folder / "build").exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('colour = "grey"', 'colour = "gray"', "`colour` must be one of `grey`, `cmyk`, `rgb`"),
        ("resolution = 300", "resolution = 0", "`resolution` must be a whole number from 1"),
        ("resolution = 300", "resolution = true", "`resolution` must be a whole number from 1"),
        ("gutter = [[150,", "gutter = [[", "`gutter` must be pairs"),
        ("gutter = [[", 'gutter = [["few", "1in"], [', "`gutter` must be pairs"),
        ("[sources]", "[sources]\ncolor = 'x'", "`color` is not a key of a printer"),
        ("metadata = false", "meta-data = false", "`meta-data` is not known: did you mean"),
        ('safe = "0.375in"', "safe = 1", "`safe` must be a length"),
        ('fonts = "whole"', "fonts = 1", "`fonts` must be a string"),
        ("gutter = [[150,", "gutter = [[true,", "`gutter` must be pairs"),
        ("gutter = [[150,", "gutter = [[900,", "`gutter` must name more pages with each pair"),
        ('bleed = "0.125in"', 'bleed = "190in"', "`bleed` is wider than 50 mm"),
        ('standard = ""', 'standard = "x-9"', "one of `x-1a`, `x-4`, or left out"),
        ('standard = ""', 'profile = "a\\u0000b"', "`profile` holds a sign that cannot be printed"),
    ],
)
def test_a_printer_that_cannot_be_is_refused_at_its_place(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    assert old in KDP
    text = KDP.replace(old, new, 1)
    folder = write_paper(tmp_path / "paper", templates__print__printers__kdp_toml=text)
    with pytest.raises(PaperError, match=re.escape(said)):
        read_printer(folder, "kdp", read_trim(folder, "6x9"))


@pytest.mark.parametrize("name", ["paper.toml", "templates/print/house.toml"])
def test_a_key_of_many_parts_is_not_read(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = own_trim(tmp_path)
    (folder / name).write_text(".".join(["a"] * 20_000) + " = 1\n")
    assert main(["-C", str(folder), "build", "pdf", "--trim", "house"]) == 2
    said = f"recto: {name}: it is nested too deeply, or too long for settings\n"
    assert capsys.readouterr().err == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--trim", "6x8"], "recto: no trim `6x8`: there are 170x240, 5.5x8.5, 6x9"),
        (["--trim", "pocked"], "recto: no trim `pocked`: did you mean `pocket`?"),
        (["--trim", "../../etc/passwd"], "recto: no trim `../../etc/passwd`"),
        (["--printer", "kpd"], "recto: no printer `kpd`: there are ingramspark, kdp, lulu, plain"),
        (["--notes", "side"], "recto: `notes` must be one of `foot`, `section`, `end`, `margin`"),
        (["--note-numbers", "page"], "recto: `note-numbers` must be one of `through`, `section`"),
        (["--impose", "2up"], "recto: sheets are imposed from the print edition"),
        (["--impose", "4up"], "recto: argument --impose: invalid choice: '4up'"),
    ],
)
def test_what_there_is_not_is_said_in_one_line(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_paper(tmp_path / "paper")
    assert main(["-C", str(folder), "build", "pdf", *words]) == 2
    told = capsys.readouterr()
    assert told.err.startswith(said)
    assert told.err.count("\n") == 1
    assert not (folder / "build").exists()


def test_settings_say_the_same_as_options(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_paper(tmp_path / "paper", paper_toml='trim = "a5"\nnotes = "side"\n')
    assert main(["-C", str(folder), "build", "pdf"]) == 2
    assert capsys.readouterr().err.startswith("recto: paper.toml: `notes` must be one of")
    (folder / "paper.toml").write_text('trim = "a5"\nnotes = "end"\n')
    assert main(["-C", str(folder), "build", "pdf"]) == 0
    assert sizes(folder) == {(148, 210)}
    assert main(["-C", str(folder), "build", "pdf", "--trim", "6x9"]) == 0
    assert sizes(folder) == {(152, 229)}


def test_a_trim_of_the_papers_own_sets_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = own_trim(tmp_path, 'width = "6in"', 'width = "7in"')
    assert main(["-C", str(folder), "trims"]) == 0
    assert "  house     10 on 13.5 pt" in capsys.readouterr().out
    assert main(["-C", str(folder), "build", "pdf", "--trim", "house"]) == 0
    assert sizes(folder) == {(178, 229)}


def test_a_stylesheet_that_overrules_the_trim_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    style = (ROOT / "templates/pdf/edition.css").read_text(encoding="utf-8")
    own = f"{style}\n@page {{ size: 200mm 200mm }}\n"
    folder = write_paper(tmp_path / "paper", templates__pdf__edition_css=own)
    assert main(["-C", str(folder), "build", "pdf"]) == 0
    said = capsys.readouterr().out
    assert "warning[trim-overruled]: pdf: the pages are 200 x 200 mm, not 170 x 240 mm" in said


@pytest.mark.parametrize("word", ["12345678901234" * 9, "x" * 200])
def test_a_word_that_cannot_break_is_named_with_its_page(
    word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_paper(tmp_path / "paper", TEXT.replace("A claim.", f"A claim {word}."))
    assert main(["-C", str(folder), "build", "pdf"]) == 1
    said = capsys.readouterr().out
    assert "error[overfull-line]: pdf: a line on page 3 runs" in said
    assert word[:40] in said


def test_a_word_in_a_cell_that_is_too_wide_is_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    style = (ROOT / "templates/pdf/edition.css").read_text(encoding="utf-8")
    own = (
        f"{style}\ntd, th {{ overflow-wrap: normal; hyphens: none }}\n"
        "table { width: 30mm; table-layout: fixed }\n"
    )
    table = "\n\n| a | b |\n|---|---|\n| 12345678901234567890 | x |\n"
    folder = write_paper(
        tmp_path / "paper", TEXT.replace("A claim.[^a]", f"A claim.[^a]{table}\n"),
        templates__pdf__edition_css=own,
    )  # fmt: skip
    main(["-C", str(folder), "build", "pdf"])
    assert "warning[overfull-line]: pdf: a line on page 3 runs" in capsys.readouterr().out


def test_a_note_of_many_pages_is_whole_and_remarked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long = " ".join(f"Sentence {number} of a very long note goes on." for number in range(500))
    folder = write_paper(tmp_path / "paper", TEXT.replace("which says less", long))
    assert main(["-C", str(folder), "build", "pdf", "--trim", "pocket"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"info\[long-note\]: pdf: the note runs over (\d\d?) pages", said)
    assert "4 of 4" in said


def test_another_place_of_the_notes_is_another_build(tmp_path: Path) -> None:
    """Two options may have the same value."""
    folder = write_paper(tmp_path / "paper")
    assert main(["-C", str(folder), "build", "pdf", "--notes", "section"]) == 0
    first = (folder / "build" / "paper.pdf").read_bytes()
    assert main(["-C", str(folder), "build", "pdf", "--note-numbers", "section"]) == 0
    assert (folder / "build" / "paper.pdf").read_bytes() != first


def sizes(folder: Path) -> set[tuple[int, int]]:
    with pikepdf.open(folder / "build" / "paper.pdf") as pdf:
        boxes = [[float(side) for side in page.trimbox] for page in pdf.pages]
    return {
        (round((right - left) / POINTS), round((top - bottom) / POINTS))
        for left, bottom, right, top in boxes
    }
