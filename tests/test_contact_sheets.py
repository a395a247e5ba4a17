"""Contact sheets: the pages of a PDF as the open book shows them, in every trim of a paper."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from papers import write_paper
from PIL import Image

SCRIPT = Path(__file__).parents[1] / "scripts" / "contact_sheets.py"
ROOM, GROUND = 18, (216, 216, 212)
WIDTH, HEIGHT = 120, 180  # points, and pixels at 72 dpi
COLOURS = [
    (200, 30, 30), (30, 200, 30), (30, 30, 200), (200, 200, 30), (30, 200, 200), (200, 30, 200),
]  # fmt: skip


def book(file: Path, count: int) -> Path:
    """Write a PDF whose pages have colours of their own."""
    made = pikepdf.new()
    for number in range(count):
        made.add_blank_page(page_size=(WIDTH, HEIGHT))
        red, green, blue = (part / 255 for part in COLOURS[number])
        made.pages[-1].obj.Contents = made.make_stream(
            f"{red} {green} {blue} rg 0 0 {WIDTH} {HEIGHT} re f".encode()
        )
    made.save(file)
    return file


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SCRIPT, *words], capture_output=True, text=True, check=False
    )


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return math.dist(one, other) < 30


def shown(image: Image.Image, row: int, column: int, side: int) -> int | None:
    """Return the number of the page in a place, from 1, or None where the ground is."""
    left = ROOM + column * (2 * WIDTH + ROOM) + side * WIDTH
    top = ROOM + row * (HEIGHT + ROOM)
    found = image.getpixel((left + WIDTH // 2, top + HEIGHT // 2))
    if near(found, GROUND):
        return None
    # A thin frame is darker than the page all round it.
    for x, y in ((left, top), (left + WIDTH - 1, top + HEIGHT - 1)):
        assert near(image.getpixel((x, y)), (140, 140, 136))
    return next(at for at, colour in enumerate(COLOURS, 1) if near(found, colour))


@pytest.mark.parametrize(
    ("count", "rows"),
    [
        (1, [[(None, 1)]]),
        (2, [[(None, 1), (2, None)]]),
        (6, [[(None, 1), (2, 3)], [(4, 5), (6, None)]]),
        (5, [[(None, 1), (2, 3)], [(4, 5)]]),
    ],
)
def test_facing_pages_stand_side_by_side(count: int, rows, tmp_path):
    file = book(tmp_path / "book.pdf", count)
    done = run(file, "--out", tmp_path / "out", "--across", "2", "--dpi", "72")
    assert (done.returncode, done.stderr) == (0, "")
    assert str(tmp_path / "out" / "book.png") in done.stdout
    image = Image.open(tmp_path / "out" / "book.png").convert("RGB")
    across = len(rows[0])
    assert image.width == across * (2 * WIDTH + ROOM) + ROOM
    assert [
        [(shown(image, row, column, 0), shown(image, row, column, 1)) for column in range(across)]
        for row in range(len(rows))
    ] == [row + [(None, None)] * (across - len(row)) for row in rows]
    # Its name stands below the last row.
    below = image.crop((0, ROOM + len(rows) * (HEIGHT + ROOM), *image.size)).convert("L")
    assert below.height > 16
    assert below.getextrema()[0] < 100


def test_two_files_of_one_name_have_a_sheet_each(tmp_path):
    files = []
    for at in (1, 2):
        (tmp_path / str(at)).mkdir()
        files.append(book(tmp_path / str(at) / "book.pdf", at))
    assert run(*files, "--out", tmp_path).returncode == 0
    assert sorted(file.name for file in tmp_path.glob("*.png")) == ["book-2.png", "book.png"]


def test_the_same_pdf_gives_the_same_picture(tmp_path):
    file = book(tmp_path / "book.pdf", 3)
    pictures = []
    for out in (tmp_path / "a", tmp_path / "b"):
        run(file, "--out", out)
        pictures.append((out / "book.png").read_bytes())
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nothing.pdf"], "`nothing.pdf` is no PDF"),
        (["-C", "no-folder"], "`no-folder` is not a folder"),
        (["--across", "0"], "one spread or more"),
        (["-C", "mine", "--trims", "nothing"], "nothing: "),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(words, says: str, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_paper(tmp_path / "mine")
    done = run(*words, "--out", "out")
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_paper_is_built_in_each_trim_and_left_as_it_was(tmp_path):
    paper = write_paper(tmp_path / "mine")
    before = {file: file.read_bytes() for file in paper.rglob("*") if file.is_file()}
    done = run("-C", paper, "--trims", "a5, 6x9", "--out", tmp_path / "out", "--dpi", "72")
    assert (done.returncode, done.stderr) == (0, "")
    after = {
        file: file.read_bytes()
        for file in paper.rglob("*")
        if file.is_file() and not file.is_relative_to(tmp_path / "out")
    }
    assert after == before
    heights = {}
    for file in (tmp_path / "out").iterdir():
        with Image.open(file) as image:
            heights[file.name] = image.height
    # One row of pages each: 210 mm against 9 inches, at 72 dpi.
    assert sorted(heights) == ["paper-6x9.png", "paper-a5.png"]
    assert heights["paper-6x9.png"] - heights["paper-a5.png"] == 648 - 595
