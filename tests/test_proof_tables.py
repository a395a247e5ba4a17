"""The proof of rows that break over pages: whole as made, and red for a cell lost or moved."""

from __future__ import annotations

import pytest
from mutations import WORKS, Finished, make
from pdf_mutations import Book, draw_again, spoil, undraw, without_ways


def told(what: str, count: int) -> str:
    return " ".join(
        f"Of {what} {number} it is told that it was counted." for number in range(count)
    )


TEXT = f"""# Before

Words before the table.

| Land | Told | Counted |
|------|------|---------|
| North | {told("treaty", 150)}[^long] | {told("letter", 90)}[^short] |
| South | A cell of few words | {told("harvest", 40)}[^last] |
| East | The fifth land | 12 |

![](dot.png)

# After

Words after the table.[^after]

[^long]: The note of the longest cell.
[^short]: The note of a shorter cell.
[^last]: The note of the last row.
[^after]: The note of the text.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Finished:
    return make(tmp_path_factory.mktemp("tables") / "paper", TEXT, WORKS, ("pdf", "print"))


def files(made: Finished) -> dict[str, tuple[str, bytes]]:
    found = {name: (name, made.editions[name]) for name in ("pdf", "print")}
    return found | {"bare": ("print", without_ways(made.editions["print"]))}


def without_order(faults):
    """Where something is wrong, the notes of the broken row are out of order as well."""
    return {one for one in faults if one[2] != "disordered" or one[1] != "note-short"}


FILES = pytest.mark.parametrize("file", ["pdf", "bare"])


@FILES
def test_broken_rows_are_whole(made: Finished, file: str):
    edition, content = files(made)[file]
    account = made.account(edition, content)
    assert account.faults == ()
    assert account.arrived == account.expected


def test_a_row_is_broken_and_its_notes_are_out_of_order(made: Finished):
    """So that the test above tells something."""
    book = Book(made.editions["pdf"])
    at = {
        words: next(n for n, one in enumerate(book.sheets) if one.find(words))
        for words in ("The note of the longest cell.", "The note of a shorter cell.")
    }
    assert at["The note of a shorter cell."] < at["The note of the longest cell."]


@FILES
@pytest.mark.parametrize(
    ("words", "item"),
    [
        ("North", ("paragraph", "p-6")),
        ("A cell of few words", ("paragraph", "p-10")),
        ("The fifth land", ("paragraph", "p-13")),
        ("The note of the longest cell.", ("note", "note-long")),
        ("The note of a shorter cell.", ("note", "note-short")),
    ],
)
def test_what_is_not_drawn_is_lost(made: Finished, file: str, words: str, item):
    edition, content = files(made)[file]
    faults = made.faults(edition, spoil(content, lambda book: undraw(*book.find(words))))
    assert without_order(faults) == {(*item, "lost")}


@FILES
@pytest.mark.parametrize("words", ["North", "A cell of few words"])
def test_a_cell_is_moved_to_another_page(made: Finished, file: str, words: str):
    def change(book: Book):
        sheet, steps = book.find(words)
        after, _ = book.find("Words after the table.")
        draw_again(after, sheet, steps, 70, 40)
        undraw(sheet, steps)

    edition, content = files(made)[file]
    assert made.faults(edition, spoil(content, change))


@FILES
def test_a_cell_is_drawn_twice(made: Finished, file: str):
    def change(book: Book):
        sheet, steps = book.find("A cell of few words")
        after, _ = book.find("Words after the table.")
        draw_again(after, sheet, steps, 70, 40)

    edition, content = files(made)[file]
    assert ("paragraph", "p-10", "doubled") in made.faults(edition, spoil(content, change))


@FILES
def test_a_line_of_a_broken_cell_is_not_drawn(made: Finished, file: str):
    def change(book: Book):
        sheet, line = next(
            (one, at) for one in book.sheets for at, words in one.shown() if "treaty77" in words
        )
        undraw(sheet, [line])

    edition, content = files(made)[file]
    faults = made.faults(edition, spoil(content, change))
    assert without_order(faults) == {("paragraph", "p-7", "changed")}


# Tables of which much is the same, or the same as what stands over and under the pages

ALIKE = {
    "equal rows": ("Equal", "| A | B | C |", "| yes | no | 1 |", 90),
    "a title of one letter, and rows of it": ("T", "| AB | T |", "| T | {} |", 120),
    "numbers and a title": ("T", "| AB | T |", "| {} | T |", 120),
    "a title that ends the last row": ("T", "| AB | T |", "| {0} | a{0} |", 120),
}


@pytest.mark.parametrize("trim", ["a5", "pocket"])
@pytest.mark.parametrize("name", ALIKE)
def test_a_table_like_furniture_is_whole_and_a_lost_cell_is_seen(tmp_path, name: str, trim: str):
    title, head, row, count = ALIKE[name]
    ruled = "|---" * (head.count("|") - 1) + "|"
    table = "\n".join([head, ruled, *(row.format(number) for number in range(count))])
    text = f"---\ntitle: {title}\n---\n\n# One\n\nText.\n\n{table}\n\nMore text.\n"
    paper = make(tmp_path / "paper", text, "", ("pdf",), f'trim = "{trim}"')
    content = paper.editions["pdf"]
    assert paper.faults("pdf", content) == set()
    cell = next(one for one in row.split("|") if one.strip() not in ("", "T"))
    words = cell.format(count - 1).strip()
    assert paper.faults("pdf", spoil(content, lambda book: undraw(*book.find(words, last=True))))


def test_a_head_with_a_formula_is_repeated(tmp_path):
    rows = "\n".join(f"| word {number} | {number} |" for number in range(90))
    text = f"# One\n\n| Of $x^2$ all | B |\n|---|---|\n{rows}\n\nMore text.\n"
    paper = make(tmp_path / "paper", text, "", ("pdf",), "")
    assert paper.faults("pdf", paper.editions["pdf"]) == set()
