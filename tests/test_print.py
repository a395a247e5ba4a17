"""The print edition and the review copy through the verbs: whole, as the printer asks, the same."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from papers import TEXT, write_paper
from PIL import Image

from recto.commands import main
from recto.reading.sheets import printer_names, read_printer, read_trim

ROOT = Path(__file__).parent.parent
LONG = TEXT.replace(
    "A third claim", " ".join(["A sentence of the second section’s 34 offices."] * 120)
)
POINTS = 72 / 25.4


def built(folder: Path, *words: str) -> Path:
    assert main(["-C", str(folder), "build", *words]) == 0
    return folder / "build"


@pytest.mark.parametrize("printer", printer_names(ROOT))
def test_a_file_for_each_printer_is_whole_and_what_it_asks(
    printer: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_paper(tmp_path / "paper", LONG)
    words = ["print", "--trim", "6x9", "--printer", printer]
    build = built(folder, *words)
    said = capsys.readouterr().out
    assert "print    4 of 4     4 of 4      5 of 5  2 of 2  whole  paper-print.pdf" in said
    assert "print-" not in said.replace("paper-print", "")  # nothing that a printer would refuse
    first = (build / "paper-print.pdf").read_bytes()
    built(folder, *words, "--fresh")
    assert (build / "paper-print.pdf").read_bytes() == first
    trim = read_trim(ROOT, "6x9")
    asked = read_printer(ROOT, printer, trim)
    with pikepdf.open(build / "paper-print.pdf") as pdf:
        assert pdf.check_pdf_syntax() == []
        assert len(pdf.pages) % asked.pages_multiple == 0
        for page in pdf.pages:
            left, bottom, right, top = (float(side) for side in page.trimbox)
            assert (right - left, top - bottom) == pytest.approx((432, 648), abs=0.01)
            assert "/Annots" not in page
        wide = float(pdf.pages[0].mediabox[2]) - float(pdf.pages[0].mediabox[0])
        extra = {"kdp": 9, "ingramspark": 9, "lulu": 18}.get(printer)
        assert wide == pytest.approx(432 + extra, abs=0.01) if extra else wide > 450
        assert ("/Metadata" in pdf.Root or "/Info" in pdf.trailer) == asked.metadata
        assert "/Outlines" not in pdf.Root
    listed = subprocess.run(
        ["pdffonts", build / "paper-print.pdf"], capture_output=True, text=True, check=True
    ).stdout.splitlines()[2:]
    assert listed
    assert all(line.split()[-5] == "yes" for line in listed)  # the column `emb`


def test_what_a_printer_would_refuse_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trim = (ROOT / "templates/print/6x9.toml").read_text(encoding="utf-8")
    near = trim.replace('outer = "0.75in"', 'outer = "0.3in"')
    folder = write_paper(tmp_path / "paper", LONG, templates__print__near_toml=near)
    built(folder, "print", "--trim", "near", "--printer", "kdp")
    said = capsys.readouterr().out
    assert "warning[print-safe-area]: ink stands 7.4 mm from the trim on page" in said


def test_a_print_edition_proves_again_and_a_spoiled_one_does_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_paper(tmp_path / "paper")
    file = built(folder, "print") / "paper-print.pdf"
    assert main(["-C", str(folder), "prove", str(file)]) == 0
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        del pdf.pages[2]
        pdf.save(file)
    capsys.readouterr()
    assert main(["-C", str(folder), "prove", str(file)]) == 1
    said = capsys.readouterr().out
    assert "print: note 1 is missing from the print edition" in said


@pytest.mark.parametrize("scheme", ["booklet", "2up", "signature16"])
def test_sheets_lie_beside_the_print_edition(scheme: str, tmp_path: Path) -> None:
    folder = write_paper(tmp_path / "paper", LONG)
    build = built(folder, "print", "--trim", "a5", "--impose", scheme)
    pages = len(pypdfium2.PdfDocument(build / "paper-print.pdf"))
    with pikepdf.open(build / f"paper-print-{scheme}.pdf") as pdf:
        sides = len(pdf.pages)
        assert pdf.check_pdf_syntax() == []
    assert sides == {
        "booklet": -(-pages // 4) * 2, "2up": pages // 2 + 1, "signature16": -(-pages // 16) * 2
    }[scheme]  # fmt: skip


def test_a_picture_in_grey_of_sixteen_bits_is_printed_as_it_is(tmp_path: Path) -> None:
    folder = write_paper(tmp_path / "paper", TEXT.replace("A claim.", "A claim. ![A ramp](r.png)"))
    ramp = Image.new("I;16", (256, 64))
    ramp.putdata([256 * (at % 256) for at in range(256 * 64)])
    ramp.save(folder / "r.png")
    build = built(folder, "pdf", "print")
    for name in ("paper.pdf", "paper-print.pdf"):
        with pikepdf.open(build / name) as pdf:
            found = [
                pikepdf.PdfImage(one).as_pil_image().convert("L")
                for page in pdf.pages
                for one in page.get_images().values()
            ]
        assert [found[0].getpixel((x, 30)) for x in (0, 100, 200, 255)] == [0, 100, 200, 255]


def test_sheets_of_an_older_print_edition_do_not_stay(tmp_path: Path) -> None:
    folder = write_paper(tmp_path / "paper")
    build = built(folder, "print", "--impose", "booklet")
    assert (build / "paper-print-booklet.pdf").is_file()
    built(folder, "print", "--trim", "a5")
    assert not (build / "paper-print-booklet.pdf").exists()


def test_a_profile_of_the_house_may_not_lead_out_of_its_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "secret.icc"
    secret.write_bytes(b"not yours")
    os.mkfifo(write_paper(tmp_path / "paper") / "pipe")  # who opened it would wait for ever
    for profile in ("../secret.icc", "gone.icc", str(secret), "pipe", "."):
        house = f'colour = "cmyk"\nstandard = "x-4"\nprofile = "{profile}"\n'
        folder = write_paper(tmp_path / "paper", templates__print__printers__house_toml=house)
        assert main(["-C", str(folder), "build", "print", "--printer", "house"]) == 1
        said = capsys.readouterr().out
        assert (
            "error[edition-failed]: print: templates/print/printers/house.toml: `profile`" in said
        )
        assert not (folder / "build" / "paper-print.pdf").exists()


def test_a_review_copy_is_numbered_and_lists_what_is_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = LONG.replace("Another one.", '[Anoher]{.query note="Another?"} one.')
    text = text.replace("[^c]: [@doe2001, 7; @roe1999, 3].", "[^c]: [Lost.]{.lost}")
    folder = write_paper(tmp_path / "paper", text)
    build = built(folder, "review")
    assert "whole  paper-review.pdf" in capsys.readouterr().out
    document = pypdfium2.PdfDocument(build / "paper-review.pdf")
    pages = [page.get_textpage().get_text_range() for page in document]
    assert all("Review copy" in page for page in pages)
    numbers = [int(word) for word in pages[2].split() if word.isdigit()]
    last = numbers[-1]
    assert last > 10
    assert numbers[-last:] == list(range(1, last + 1))
    end = " ".join(" ".join(pages).split())
    assert "“Anoher”: Another? paper.md:8:" in end
    assert "Notes of which nothing survives: 3." in end


def test_the_page_map_names_the_printed_pages(tmp_path: Path) -> None:
    folder = write_paper(tmp_path / "paper", LONG)
    build = built(folder, "pdf", "--trim", "pocket")
    found = json.loads((build / "pages.json").read_text(encoding="utf-8"))
    assert (found["version"], found["trim"]) == (1, "pocket")
    document = pypdfium2.PdfDocument(build / "paper.pdf")
    assert len(found["pages"]) == len(document)
    for id, words in (("one", "One"), ("two", "Two"), ("note-b", "See also Richard Roe")):
        sheet = found["ids"][id][0]
        assert words in document[sheet - 1].get_textpage().get_text_range()
    built(folder, "print", "--trim", "pocket")
    again = json.loads((build / "pages.json").read_text(encoding="utf-8"))
    assert again == found  # the same pages for whoever prints
