"""What is kept together on pages: title pages, tables and their captions, code, running heads."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pypdfium2
import pytest
import specimens

from recto.tools import mathematics
from recto.tools.templates import PACKAGED

CSS = (PACKAGED / "pdf/edition.css").read_text()
W = ["treaty", "alliance", "governments", "ministers", "public", "security", "terms", "force"]


def pages_of(folder: Path, trim: str, notes: str = "foot") -> list[str]:
    (folder / "paper.toml").write_text(f'trim = "{trim}"\nnotes = "{notes}"\n')
    editions, _ = specimens.made(folder, "pdf")
    document = pypdfium2.PdfDocument(editions["pdf"])
    try:
        return [page.get_textpage().get_text_range().replace("\r", "") for page in document]
    finally:
        document.close()


# The title page

NAMES = ["Ada Example", "Bernardo de la Cruz Sample", "Constantin von Altenburg"]


@pytest.mark.parametrize("trim", ["pocket", "a4"])
@pytest.mark.parametrize(("title", "note"), [(3, 0), (14, 70)])
def test_a_title_page_is_one_page(tmp_path, trim: str, title: int, note: int):
    heading = " ".join((W * 2)[:title]).capitalize()
    authors = "\n".join(
        f"  - {{name: {name}, affiliation: University of {name.split()[-1]}}}" for name in NAMES
    )
    note_line = f"author-note: {' '.join((W * 9)[:note])} end.\n" if note else ""
    known = f"title: {heading}\nauthor:\n{authors}\n{note_line}date: 5 May 2024\n"
    text = f"---\n{known}---\n\n# I\n\nA.\n"
    first = pages_of(specimens.plain(tmp_path, text), trim)[0]
    assert "5 May 2024" in first
    assert "end." in first or not note


def test_a_name_is_not_divided(tmp_path):
    text = f"---\ntitle: T\nauthor: [{', '.join(NAMES)}]\n---\n\nA.\n"
    first = pages_of(specimens.plain(tmp_path, text), "pocket")[0]
    assert all(name in first for name in NAMES)


# Tables


def tables(count: int) -> str:
    """Return a paper of tables with captions, each after another length of text."""
    dice = random.Random(7)
    parts = ["# One"]
    for number in range(count):
        rows = 30 if number % 5 == 4 else dice.randint(2, 7)
        lines = "\n".join(f"| r{number}x{row}. | {row} |" for row in range(rows))
        called = f"[^n{number}]" if number % 3 == 0 else ""
        parts += [
            " ".join(dice.choices(W, k=dice.randint(20, 160))) + ".",
            f"| A | B |\n|---|---|\n{lines}\n\n: Caption {number}.{called}",
            f"::: source\nSource: {number}, own count.\n:::" if number % 4 == 0 else "Then.",
        ]
        parts += [f"[^n{number}]: A note of the caption, of a few words."] * bool(called)
    return "\n\n".join(parts) + "\n"


def parted(pages: list[str], count: int) -> list[str]:
    """Return what stands on another page than it should."""
    found = []
    for number in range(count):
        of = {
            name: [at for at, page in enumerate(pages) if re.search(rf"{name}", page)]
            for name in (rf"Caption {number}\.", rf"r{number}x0\.", rf"r{number}x1\.")
        }
        found += [f"table {number}"] * (len({at for places in of.values() for at in places}) != 1)
        rows = re.findall(rf"r{number}x(\d+)\.", "".join(pages))
        last = [at for at, page in enumerate(pages) if f"r{number}x{max(map(int, rows))}." in page]
        source = [at for at, page in enumerate(pages) if f"Source: {number}," in page]
        found += [f"source {number}"] * (bool(source) and source != last)
        if len(rows) < 8 and last != of[rf"r{number}x0\."]:
            found.append(f"small table {number}")
    return found


def test_a_caption_a_source_and_a_small_table_are_not_parted(tmp_path):
    pages = pages_of(specimens.plain(tmp_path, tables(25)), "a5")
    assert parted(pages, 25) == []


def test_without_the_style_they_are(tmp_path):
    """So that the test above tells something."""
    folder = specimens.plain(tmp_path, tables(25))
    (folder / "templates/pdf").mkdir(parents=True)
    bare = re.sub(r"break-(?:after|before|inside): avoid;", "", CSS)
    (folder / "templates/pdf/edition.css").write_text(bare)
    found = " ".join(parted(pages_of(folder, "a5"), 25))
    assert "small table" in found
    assert re.search(r"(?:^| )table", found)


@pytest.mark.parametrize("trim", ["a5", "pocket"])
def test_a_short_row_is_not_broken_and_none_stands_alone(tmp_path, trim: str):
    dice = random.Random(3)
    rows = [" ".join(dice.choices(W, k=dice.randint(1, 9))) for _ in range(60)]
    lines = "\n".join(f"| b{at}. {words} e{at}. | {at} |" for at, words in enumerate(rows))
    text = f"# One\n\nText.\n\n| A | B |\n|---|---|\n{lines}\n\nThen.\n"
    pages = pages_of(specimens.plain(tmp_path, text), trim)
    spread = [[at for at in range(60) if f"b{at}." in page] for page in pages]
    for page, here in zip(pages, spread, strict=True):
        assert all(f"e{at}." in page for at in here)
        assert len(here) != 1
    assert sum(map(len, spread)) == 60
    assert len([here for here in spread if here]) > 1


# Code and formulas


def test_a_word_of_code_is_not_broken_at_the_end_of_a_line(tmp_path):
    line = 'loaded <- vapply(pkgs, library, logical(1L), "ggplot", logical.return = TRUE, FALSE)'
    text = f"# One\n\n``` r\n{line}\n{line[3:]}\n```\n"
    page = "".join(pages_of(specimens.plain(tmp_path, text), "pocket"))
    assert page.count("TRUE,") == page.count("FALSE)") == page.count('"ggplot"') == 2


def test_a_long_name_in_the_text_is_divided_at_its_joints(tmp_path):
    name = "round(minimum_age_if_trampled$age_at_depth_of_interest,digits)"
    text = f"# One\n\n{'So it is said of `' + name + '` here. ' * 9}\n"
    pages = "".join(pages_of(specimens.plain(tmp_path, text), "pocket"))
    ends = re.findall(r"(\S)\n(?=[a-z$]+_|age|depth|of|interest|digits)", pages)
    assert ends
    assert set(ends) <= set("_$(,.")
    assert name in re.sub(r"\s|\ufffe|\u200b", "", pages)


@pytest.mark.parametrize("tex", ["<mi>x</mi>", "<mfrac><mi>a</mi><mi>b</mi></mfrac>"])
def test_a_displayed_formula_fills_whole_lines(tex: str):
    formula = f'<math display="block"><semantics>{tex}</semantics></math>'
    html, failed = mathematics.drawn(f"<p>So {formula}\nwhere</p><p>And {formula}</p>", 10, 13)
    assert not failed
    first, second = re.findall(
        r"height:([\d.]+)em;margin-top:([\d.]+)em;margin-bottom:([\d.]+)em", html
    )
    assert first == second
    lines = sum(map(float, first)) / 1.3
    assert 0 <= round(lines) - lines < 0.01
    assert '<span class="resumed"></span>where' in html
    assert html.count("resumed") == html.count("display last") == 1


# Over the pages


def test_a_long_title_is_cut_at_its_colon(tmp_path):
    title = "Who Cares About Crackdowns? Exploring the Role of Trust in Individual Philanthropy"
    words = " ".join(W * 90)
    text = f"---\ntitle: {title}\n---\n\n{words}\n\n# Results\n\n{words}\n"
    pages = pages_of(specimens.plain(tmp_path, text), "a5")
    # Before the first heading the title stands over the right page too.
    heads = [page.strip().split("\n")[-2] for page in pages[3:-1]]
    assert heads[:3] == ["Who Cares About Crackdowns?"] * 3
    assert "Results" in heads


def test_a_page_is_named_by_what_it_begins_with(tmp_path):
    """Where the colophon begins on the page on which the works end, it is theirs."""
    text = "# One\n\nA.[^a]\n\n[^a]: [@smith2001, 3; @jones:1999, 4].\n"
    for page in pages_of(specimens.plain(tmp_path, text), "a5"):
        assert not page.rstrip().endswith("Colophon")


def test_many_warnings_of_a_kind_are_one(tmp_path):
    called = " ".join(f"word[^{number}]" for number in range(60))
    notes = "\n".join(f"[^{number}]: {' '.join(W)} {' '.join(W)}." for number in range(60))
    folder = specimens.plain(tmp_path, f"# One\n\n{called}\n\n{notes}\n")
    (folder / "paper.toml").write_text('trim = "pocket"\nnotes = "margin"\n')
    _, findings = specimens.made(folder, "pdf")
    (late,) = [one for one in findings if one.rule == "note-late"]
    assert re.search(r"; \d\d more like it$", late.message)
