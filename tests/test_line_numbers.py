"""A review copy: each line of the text has its number, and the PDF below stays what it was."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import page as validation
import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from note_documents import FORMULA, STYLE, NoteDocument, Notes, random_document

from recto.tools import pdf_tags, weasyprint
from recto.tools.line_numbers import NUMBERS, PREFIX, WATERMARK, body_lines, numbered
from recto.tools.pdf_structure import read_structure

MARGIN = 15 / 25.4 * 72  # of STYLE, in points: the text begins there
PAGE = STYLE % {"size": "110mm 150mm", "orphans": 2, "widows": 2, "figure": 60} + (
    "@page { @top-left { content: 'running head' } } section { break-before: page }"
)
REVIEW = "Under review"
TALL = FORMULA.replace("height:7pt", "height:28pt")


def words(number: int, name: str = "text") -> str:
    return " ".join([name] * number)


@contextmanager
def laid_out(document: NoteDocument, folder: Path) -> Iterator[tuple[Any, bytes]]:
    """Lay a document out and write it tagged, with its running heads set apart."""
    prepared = weasyprint.prepare(document.style, folder)
    try:
        done = weasyprint.render(document.html, prepared, folder)
        pdf_tags.set_apart(done)
        pdf = done.write_pdf(
            pdf_variant="pdf/a-3a", output_intent="", pdf_identifier=b"x" * 16,
            finisher=pdf_tags.declare,
        )  # fmt: skip
        yield done, pdf
    finally:
        weasyprint.release(prepared)


def full() -> NoteDocument:
    note = Notes()
    body = f"""
    <p><a href="#two">a link</a> {words(30)}{note(words(40, "noted"))} {words(90)}</p>
    <h2>{words(24, "heading")}{note(words(3, "noted"))}</h2>
    <p>{words(60)} H<sub>2</sub>O {words(20)}<br>x<sup>y</sup> {words(3)}</p>
    <blockquote><p>{words(40)}</p></blockquote>
    <ul><li>{words(20)}</li><li>{words(3)}</li></ul>
    <table><tr><th>a</th><th>b</th><th>c</th></tr>
      <tr><td>{words(9)}</td><td>{words(40)}</td><td>{words(2)}</td></tr>
      <tr><td>a</td><td>b</td><td>c</td></tr></table>
    <h2 id="two">Two</h2><p>{words(200)}{note(words(90, "noted"))}</p>
    <figure><div class="box"></div><figcaption>{words(30)}</figcaption></figure>
    <p>{words(50)}</p>"""
    return note.document(body, PAGE)


class Line(NamedTuple):
    """Signs on one baseline of a page, in points from its foot."""

    baseline: float
    text: str


def signs(page: Any) -> Iterator[tuple[float, float, str]]:
    """Yield where each sign of a page stands, and the sign."""
    text = page.get_textpage()
    x, y = pdfium.c_double(), pdfium.c_double()
    for at in range(text.count_chars()):
        sign = chr(pdfium.FPDFText_GetUnicode(text.raw, at))
        angle = pdfium.FPDFText_GetCharAngle(text.raw, at)
        if not sign.isspace() and abs(angle) < 0.01:  # a watermark stands aslant
            pdfium.FPDFText_GetCharOrigin(text.raw, at, x, y)
            yield x.value, y.value, sign


def lines(page: Any, left: float = MARGIN) -> tuple[list[Line], list[Line]]:
    """Return what stands left of the text and what stands in it, line by line, down the page."""
    beside: dict[float, str] = {}
    inside: dict[float, str] = {}
    for x, y, sign in sorted(signs(page)):
        here = beside if x < left - 0.5 else inside
        at = next((known for known in here if abs(known - y) < 0.2), y)
        here[at] = here.get(at, "") + sign
    return tuple(  # type: ignore[return-value]
        [Line(y, text) for y, text in sorted(found.items(), reverse=True)]
        for found in (beside, inside)
    )


def is_of_the_text(line: Line) -> bool:
    """Tell whether a line counts: no note, running head or folio, nothing raised or lowered."""
    marks = ("noted", "runninghead")
    return not any(mark in line.text for mark in marks) and not (
        line.text.isdigit() or line.text in {"y", "•", "••"}
    )


def read(pdf: bytes, left: float = MARGIN) -> Iterator[tuple[list[Line], list[Line]]]:
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            yield lines(page, left)


@pytest.fixture(scope="module")
def copies(tmp_path_factory) -> dict[str, bytes]:
    """Return a document as it was written, and its review copies."""
    with laid_out(full(), tmp_path_factory.mktemp("paper")) as (document, pdf):
        assert len(document.pages) > 2
        return {
            "bare": pdf,
            "all": numbered(document, pdf, watermark=REVIEW),
            "through": numbered(document, pdf, watermark="", every=5, restart=False),
        }


def test_each_line_has_its_number_on_its_baseline(copies):
    seen = []
    for beside, inside in read(copies["all"]):
        text = [line for line in inside if is_of_the_text(line)]
        assert [line.text for line in beside] == [str(n + 1) for n in range(len(text))]
        for number, line in zip(beside, text, strict=True):
            assert number.baseline == pytest.approx(line.baseline, abs=0.1)
        seen += text
    heading = [line for line in seen if line.text.startswith("heading")]
    assert len(heading) > 1
    cells = [line for line in seen if line.text == "abc"]
    assert len(cells) == 2  # a row of a table is one line


def test_notes_and_running_heads_have_no_numbers(copies):
    unnumbered = 0
    for beside, inside in read(copies["all"]):
        baselines = [number.baseline for number in beside]
        for line in inside:
            if "noted" in line.text or "runninghead" in line.text:
                unnumbered += 1
                assert all(abs(line.baseline - y) > 1 for y in baselines)
    assert unnumbered > 12


def test_every_fifth_line_counted_through(copies):
    before = 0
    for (beside, inside), (every, _) in zip(
        read(copies["through"]), read(copies["all"]), strict=True
    ):
        count = len([line for line in inside if is_of_the_text(line)])
        wanted = [n for n in range(before + 1, before + count + 1) if n % 5 == 0]
        assert [int(line.text) for line in beside] == wanted
        for number, line in zip(wanted, beside, strict=True):
            assert line.baseline == pytest.approx(every[number - before - 1].baseline, abs=0.1)
        before += count
    assert before > 60


def test_numbers_stand_right_aligned_between_the_edge_and_the_text(copies):
    with pypdfium2.PdfDocument(copies["all"]) as document:
        rights = set()
        for page in document:
            text = page.get_textpage()
            for at in range(text.count_chars()):
                left, _, right, _ = text.get_charbox(at, loose=True)
                angle = pdfium.FPDFText_GetCharAngle(text.raw, at)
                sign = chr(pdfium.FPDFText_GetUnicode(text.raw, at))
                if angle == 0 and sign.isdigit() and left < MARGIN - 3:
                    assert left > 10
                    after = chr(pdfium.FPDFText_GetUnicode(text.raw, at + 1))
                    if not after.isdigit():
                        rights.add(round(right, 1))
        assert len(rights) == 1
        assert MARGIN - 12 < rights.pop() < MARGIN - 3


@pytest.mark.parametrize("seed", [3, 7, 20])
def test_numbers_of_any_document_run_down_the_page_beside_its_lines(seed: int, tmp_path):
    """Tables with notes, floats and figures: a number has its line, and no line has two."""
    with laid_out(random_document(seed, blocks=12), tmp_path) as (document, pdf):
        made = numbered(document, pdf, watermark="")
        pages = document.pages
        for (beside, inside), page in zip(read(made), pages, strict=True):
            assert [line.text for line in beside] == [str(n + 1) for n in range(len(beside))]
            for upper, lower in pairwise(beside):
                assert upper.baseline - lower.baseline > 5
            baselines = [line.baseline for line in inside]
            for number in beside:
                assert min(abs(number.baseline - y) for y in baselines) < 0.1
            # Whatever has no number stands beside what has one, floats, or lies in the notes.
            heights = [page.height - line.position_y - line.baseline for line in body_lines(page)]
            assert [line.baseline for line in beside] == pytest.approx(
                [height * 0.75 for height in heights], abs=0.1
            )
            for line in inside:
                if "Notes" in line.text:  # the heading of the document
                    assert beside[0].baseline == pytest.approx(line.baseline, abs=0.1)


def test_lines_side_by_side_share_a_number_unless_one_lies_below_the_other(tmp_path):
    style = PAGE + (
        ".flex { display: flex } .flex div { width: 50% } .low { padding-top: 8pt }"
        ".high { line-height: 40pt } .abs { position: absolute; left: 0; top: 90mm }"
    )
    body = (
        '<p>one</p><div class="flex"><div>two</div><div>two</div></div>'
        '<div class="flex"><div>three</div><div class="low">four</div></div>'
        '<p class="high">five</p><p>six <span style="display: inline-block; width: 5em">in a box'
        f"</span></p><p>{TALL}</p><p>seven</p>"
        f'<div class="flex"><div>{TALL} tall</div><div>eight<br>nine</div></div>'
        '<p style="clear: both"><br></p><p class="abs">put aside</p>'
        '<div class="beside">it<br>floats</div><p>ten</p><p class="low">eleven</p>'
    )
    with laid_out(Notes().document(body, style), tmp_path) as (document, pdf):
        assert pdf
        texts = [
            "".join(inside.text for inside in line.descendants() if hasattr(inside, "text"))
            for page in document.pages
            for line in body_lines(page)
        ]
    assert [text.split()[0] for text in texts] == [
        "Notes", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven",
    ]  # fmt: skip


def test_pages_of_several_sizes_keep_their_own(tmp_path):
    style = PAGE + "@page wide { size: 200mm 100mm } .wide { page: wide }"
    body = f"<p>{words(9)}</p><div class='wide'><p>{words(200)}</p></div><p>{words(20)}</p>"
    with laid_out(Notes().document(body, style), tmp_path) as (document, pdf):
        made = numbered(document, pdf, watermark=REVIEW)
    with pypdfium2.PdfDocument(made) as one, pypdfium2.PdfDocument(pdf) as other:
        assert [page.get_size() for page in one] == [page.get_size() for page in other]
    for beside, inside in read(made):
        text = [line for line in inside if is_of_the_text(line)]
        assert [line.baseline for line in beside] == pytest.approx(
            [line.baseline for line in text], abs=0.1
        )


def test_bleed_and_marks_move_nothing(tmp_path):
    style = PAGE + "@page { bleed: 6mm; marks: crop }"
    with laid_out(Notes().document(f"<p>{words(99)}</p>", style), tmp_path) as (document, pdf):
        ((beside, inside),) = read(numbered(document, pdf, watermark=REVIEW))
    text = [line for line in inside if is_of_the_text(line)]
    assert [line.baseline for line in beside] == pytest.approx(
        [line.baseline for line in text], abs=0.1
    )


# The watermark


@pytest.mark.parametrize(
    "words", ["R", REVIEW, "UNDER REVIEW", "Manuscript 1234: not to be cited, quoted or passed on"]
)
def test_a_watermark_lies_aslant_behind_the_text_and_fits_the_page(words: str, tmp_path):
    with laid_out(Notes().document("<p>text</p>", PAGE), tmp_path) as (document, pdf):
        made = numbered(document, pdf, watermark=f" {words}\n")
    with pypdfium2.PdfDocument(made) as file:
        page = file[0]
        width, height = page.get_size()
        text, found, boxes = page.get_textpage(), "", []
        for at in range(text.count_chars()):
            angle = pdfium.FPDFText_GetCharAngle(text.raw, at)
            if abs(angle) > 0.1 and not chr(pdfium.FPDFText_GetUnicode(text.raw, at)).isspace():
                found += chr(pdfium.FPDFText_GetUnicode(text.raw, at))
                boxes.append(text.get_charbox(at, loose=True))
        assert found == words.replace(" ", "")
        for left, bottom, right, top in boxes:
            assert left > 0
            assert bottom > 0
            assert right < width
            assert top < height
        if len(words) > 1:
            assert boxes[0][0] < boxes[-1][0]  # it rises
            assert boxes[0][1] < boxes[-1][1]
        whole = max(b[2] for b in boxes) - min(b[0] for b in boxes)
        assert len(words) == 1 or whole > 0.3 * width
        middle = (max(b[2] for b in boxes) + min(b[0] for b in boxes)) / 2
        assert middle == pytest.approx(width / 2, abs=0.06 * width)
        image = page.render().to_pil().convert("L")
        # Light grey on white, and the text as black as ever.
        assert image.getextrema()[0] < 30
        assert 200 < image.getpixel(_inked(page, boxes)) < 245


def _inked(page: Any, boxes: list[tuple[float, ...]]) -> tuple[int, int]:
    """Return a pixel on the first letter of the watermark: the darkest in the middle of its box."""
    left, bottom, right, top = boxes[0]
    image, height = page.render().to_pil().convert("L"), page.get_height()
    pixels = [
        (x, y)
        for x in range(round(left), round(right))
        for y in range(round(height - top), round(height - bottom))
    ]
    return min(pixels, key=image.getpixel)


def test_a_watermark_is_words_whatever_they_say(tmp_path):
    hostile = "</div></style><img src='file:///etc/passwd'>&amp;"
    with laid_out(Notes().document("<p>text</p>", PAGE), tmp_path) as (document, pdf):
        made = numbered(document, pdf, watermark=hostile)
    with pypdfium2.PdfDocument(made) as file:
        text = file[0].get_textpage().get_text_range()
    assert hostile.replace(" ", "") in "".join(text.split())


# The file


def test_what_is_laid_over_is_an_artifact_in_forms_of_its_own(copies):
    with pikepdf.open(io.BytesIO(copies["all"])) as made:
        for page in made.pages:
            names = [name for name in page.obj.Resources.XObject if name.startswith(PREFIX)]
            assert sorted(names) == [NUMBERS, WATERMARK]
            drawn: list[str] = []
            depth, open_marks = 0, []
            for operands, operator in pikepdf.parse_content_stream(page):
                match str(operator):
                    case "BMC" | "BDC":
                        open_marks.append((str(operator), str(operands[0])))
                    case "EMC":
                        open_marks.pop()
                    case "q":
                        depth += 1
                    case "Q":
                        depth -= 1
                    case "Tj" | "TJ":
                        drawn.append("text")
                    case "Do" if str(operands[0]).startswith(PREFIX):
                        assert open_marks == [("BMC", "/Artifact")]
                        assert depth == 0
                        drawn.append(str(operands[0]))
            assert (depth, open_marks) == (0, [])
            assert drawn[0] == WATERMARK
            assert drawn[-1] == NUMBERS
            assert {*drawn[1:-1]} == {"text"}
            for name in names:
                form = page.obj.Resources.XObject[name]
                assert b"BDC" not in form.read_bytes()
                for font in form.Resources.Font.values():
                    assert "/FontFile3" in font.DescendantFonts[0].FontDescriptor


def test_without_a_watermark_there_are_numbers_alone(copies):
    with pikepdf.open(io.BytesIO(copies["through"])) as made:
        for page in made.pages:
            assert [n for n in page.obj.Resources.XObject if n.startswith(PREFIX)] == [NUMBERS]


def test_links_destinations_and_tags_stay_what_they_were(copies, tmp_path):
    (tmp_path / "bare.pdf").write_bytes(copies["bare"])
    (tmp_path / "all.pdf").write_bytes(copies["all"])
    bare, made = (read_structure(tmp_path / name) for name in ("bare.pdf", "all.pdf"))
    assert made == bare
    assert len(made.links) > 6
    with (
        pikepdf.open(io.BytesIO(copies["bare"])) as one,
        pikepdf.open(io.BytesIO(copies["all"])) as other,
    ):
        assert other.check_pdf_syntax() == []
        assert tree(one.Root.StructTreeRoot) == tree(other.Root.StructTreeRoot)
        for page, copy in zip(one.pages, other.pages, strict=True):
            assert page.obj.StructParents == copy.obj.StructParents
            content = page.obj.Contents.read_bytes()
            assert any(content == part.read_bytes() for part in copy.obj.Contents)


def tree(element: Any) -> Any:
    """Return a structure element with its kinds and its content, without object numbers."""
    if not isinstance(element, pikepdf.Dictionary):
        return int(element)
    kids = element.get("/K")
    kids = [] if kids is None else kids if isinstance(kids, pikepdf.Array) else [kids]
    return str(element.get("/S")), str(element.get("/Type")), [tree(kid) for kid in kids]


def test_the_copy_is_as_valid_as_the_edition(copies):
    """PDF/A-3a and PDF/UA-1, with fonts embedded and nothing untagged."""
    for profile in (validation.ValidationProfile.PDF_A_3A, validation.ValidationProfile.PDF_UA_1):
        for pdf in (copies["bare"], copies["all"]):
            failures = validation.validate_pdf_bytes(pdf, profile=profile).failures
            assert [f"{failure.rule_id}: {failure.message}" for failure in failures] == []


PRINT = """
import hashlib, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_line_numbers import *
with laid_out(full(), Path(sys.argv[2])) as (document, pdf):
    print(hashlib.sha256(numbered(document, pdf, watermark=REVIEW)).hexdigest())
"""


def test_the_same_document_gives_the_same_bytes(copies, tmp_path):
    import hashlib

    here = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", PRINT, here, str(tmp_path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == [hashlib.sha256(copies["all"]).hexdigest()]


def test_nothing_is_left_in_the_temporary_folder(tmp_path, monkeypatch):
    import tempfile

    with laid_out(Notes().document("<p>text</p>", PAGE), tmp_path) as (document, pdf):
        (tmp_path / "scratch").mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
        numbered(document, pdf, watermark=REVIEW)
    assert list((tmp_path / "scratch").iterdir()) == []


def test_another_documents_pdf_is_refused(tmp_path, copies):
    with laid_out(Notes().document("<p>text</p>", PAGE), tmp_path) as (document, pdf):
        with pytest.raises(ValueError, match="for a document of 1"):
            numbered(document, copies["bare"], watermark="")
        with pytest.raises(ValueError, match="0th"):
            numbered(document, pdf, watermark="", every=0)


def test_an_empty_page_gets_no_numbers(tmp_path):
    body = "<div style='break-after: page'></div><p>text</p>"
    html = "<!DOCTYPE html><html lang='en'><title>t</title><body>" + body
    with laid_out(NoteDocument(html, PAGE, []), tmp_path) as (document, pdf):
        made = numbered(document, pdf, watermark="")
    assert [[line.text for line in beside] for beside, _ in read(made)] == [[], ["1"]]
