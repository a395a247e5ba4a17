"""The PDF is tagged for a screen reader, valid as PDF/UA-1 and PDF/A-3a, and always the same."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import page as validation
import pikepdf
import pytest
from note_documents import FORMULA, STYLE, NoteDocument, Notes, random_document

from recto.tools import pdf_tags, weasyprint
from recto.tools.note_page import UnknownWeasyPrint

PROFILES = (validation.ValidationProfile.PDF_UA_1, validation.ValidationProfile.PDF_A_3A)
PAGE = STYLE % {"size": "110mm 120mm", "orphans": 2, "widows": 2, "figure": 60} + (
    "@page { @top-left { content: 'running head' } }"
)
SOURCES = [("paper.md", b"Text[^1].\n"), ("bibliography.bib", b"@book{soeya2016}")]


def laid_out(document: NoteDocument, folder: Path) -> bytes:
    prepared = weasyprint.prepare(document.style, folder)
    try:
        done = weasyprint.lay_out(document.html, prepared, folder, document.notes, SOURCES)
    finally:
        weasyprint.release(prepared)
    assert done.warnings == ()
    assert [fault for fault in done.faults if fault[0] not in ("late", "long")] == []
    return done.pdf


def failures(pdf: bytes) -> list[str]:
    return [
        f"{failure.rule_id}: {failure.message}"
        for profile in PROFILES
        for failure in validation.validate_pdf_bytes(pdf, profile=profile).failures
    ]


def words(number: int) -> str:
    return " ".join(f"text{at}" for at in range(number))


OUTSIDE = ("<a href='https://example.org/x'>an <i>outside</i> page</a>", "an outside page")
FORMAL = (f"with {FORMULA} in it", "with ⟦⟧ in it")
TWO = ("<p>two</p><p>paragraphs</p>", "two paragraphs")


def full() -> NoteDocument:
    """Return a document with everything that needs tags."""
    note = Notes()
    body = f"""
    <nav><ol style="list-style:none"><li><a style="display:block" href="#one"><span>1</span> One</a>
      <ol><li><a href="#two"><em>T<b>w</b>o</em></a></li></ol></li></ol></nav>
    <h2 id="one">One{note("in a heading")}</h2>
    <p>{words(40)}{note(*OUTSIDE)}
       {words(60)}{note(words(900))} <span class="anchor" id="here"></span>{words(90)}
       <a href="#here">a link over <em>more <sup>than</sup></em> one line {words(12)}</a></p>
    <h3 id="two">Two</h3>
    <ul><li><p>{words(9)}{note("in a list")}</p><p>again</p><ul><li>nested</li></ul></li>
      <li>plain <b>bold</b></li><li><blockquote><p>quoted</p></blockquote></li></ul>
    <dl><div><dt>term</dt><dd>its words</dd></div></dl>
    <table><thead><tr><th>a{note(*FORMAL)}</th><th>b</th></tr></thead>
      <tbody><tr><td>1</td><td>{words(9)}{note("in a cell")}</td></tr></tbody></table>
    <figure>{FORMULA}<figcaption>Caption{note(*TWO)}
      </figcaption></figure>
    <p>The name <span lang="ko">Seoul</span>, {words(200)}.</p>"""
    return note.document(body, PAGE)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory) -> bytes:
    return laid_out(full(), tmp_path_factory.mktemp("paper"))


@pytest.fixture(scope="module")
def opened(pdf) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        yield document


def elements(node: Any) -> Iterator[Any]:
    """Yield the structure elements below a node, in the order of reading."""
    kids = node.get("/K", ())
    for kid in kids if isinstance(kids, pikepdf.Array) else (kids,):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def named(opened: pikepdf.Pdf, name: str) -> list[Any]:
    return [one for one in elements(opened.Root.StructTreeRoot) if str(one.S) == name]


def inside(element: Any) -> list[str]:
    return [str(one.S) for one in elements(element)]


def links(element: Any) -> Iterator[Any]:
    for kid in element.K:
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR":
            yield kid.Obj


def test_it_is_valid_as_pdf_ua_1_and_pdf_a_3a(pdf):
    assert failures(pdf) == []


@pytest.mark.parametrize("seed", [1, 3])
def test_random_documents_are_valid(seed: int, tmp_path):
    assert failures(laid_out(random_document(seed, blocks=9), tmp_path)) == []


def test_without_the_repair_the_validator_objects(tmp_path, monkeypatch):
    """When this fails, WeasyPrint has learnt: read docs/weasyprint-notes.md."""
    from weasyprint.pdf import tags
    from weasyprint.pdf.stream import Stream

    monkeypatch.setattr(tags, "_build_box_tree", pdf_tags._original)
    monkeypatch.setattr(Stream, "marked", pdf_tags._marked)
    monkeypatch.setattr(pdf_tags, "install", lambda: None)
    found = {failure.partition(":")[0] for failure in failures(laid_out(full(), tmp_path))}
    assert found == {
        "PDFUA1-L-KIDS-001",
        "PDFUA1-LI-KIDS-001",
        "PDFUA1-LI-PARENT-001",
        "PDFUA1-LINK-LINK-TAG-001",
        "PDFUA1-TABLE-THEAD-TBODY-001",
    }


def test_each_note_is_one_note_however_often_split(opened):
    notes = named(opened, "/Note")
    assert [str(note.ID) for note in notes] == [id for id, _, _ in full().notes]
    pages = {str(one.Pg.objgen) for one in elements(notes[2])}
    assert len(pages) > 2


def test_the_number_of_a_note_is_its_label_and_leads_back(opened):
    for note, (_, call, _) in zip(named(opened, "/Note"), full().notes, strict=True):
        assert [kind for kind in inside(note) if kind != "/NonStruct"][:2] == ["/Lbl", "/Link"]
        (link,) = [link for one in elements(note) if one.S == "/Link" for link in links(one)][:1]
        assert str(link.Dest) == call


def test_each_call_is_a_reference_that_leads_to_its_note(opened):
    references = named(opened, "/Reference")
    led = [str(link.Dest) for one in references for kid in elements(one) for link in links(kid)]
    assert led == [id for id, _, _ in full().notes]


def test_every_link_of_a_page_stands_in_a_link_of_the_tree(opened):
    held = {link.objgen for one in named(opened, "/Link") for link in links(one)}
    annotations = {one.objgen for page in opened.pages for one in page.get("/Annots", ())}
    assert annotations == held
    assert not any("/Link" in inside(one) for one in named(opened, "/Link"))


def test_a_link_is_called_by_its_words_and_not_by_an_id(opened):
    said = {str(link.Contents) for one in named(opened, "/Link") for link in links(one)}
    assert {"1 One", "Two", "https://example.org/x"} <= said
    assert not any(word.startswith(("note-", "call-")) for word in said)


def test_list_items_hold_labels_bodies_and_lists_only(opened):
    items = named(opened, "/LI")
    assert items
    for item in items:
        assert {str(kid.S) for kid in item.K} <= {"/Lbl", "/LBody", "/L"}
    for listed in named(opened, "/L"):
        assert {str(kid.S) for kid in listed.K} <= {"/LI", "/L", "/Caption"}


def test_a_header_alone_at_the_end_of_a_page_is_the_body_of_its_table(tmp_path):
    """PDF/UA-1 knows no table with a header and no body."""
    rows = "<tbody><tr><td>c</td></tr></tbody>"
    head = '<thead style="break-after:page"><tr><th>a%s</th></tr></thead>'
    note = Notes()
    document = note.document(f"<table>{head % note('in a header')}{rows}</table>", PAGE)
    made = laid_out(document, tmp_path)
    assert failures(made) == []
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert [inside(table)[0] for table in named(opened, "/Table")] == ["/TBody"] * 2


def test_a_language_is_told(opened):
    assert str(opened.Root.Lang) == "en"
    assert [str(one.Lang) for one in elements(opened.Root.StructTreeRoot) if "/Lang" in one] == [
        "ko"
    ]


def test_running_heads_are_not_read_out(opened):
    """They are artifacts, and so is nothing of the text."""
    for page in opened.pages:
        marks = [
            str(operands[0])
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) in ("BMC", "BDC")
        ]
        assert "/Artifact" in marks
    drawn = sum(
        str(operator) == "BDC"
        for page in opened.pages
        for _, operator in pikepdf.parse_content_stream(page)
    )
    told = sum(
        isinstance(kid, int) for one in elements(opened.Root.StructTreeRoot) for kid in one.K
    )
    assert drawn == told


def test_qpdf_finds_no_fault_in_its_syntax(opened):
    assert opened.check_pdf_syntax() == []


def test_the_sources_are_inside_with_a_fixed_date(opened):
    assert {
        name: opened.attachments[name].get_file().read_bytes() for name in opened.attachments
    } == dict(SOURCES)
    for name, _ in SOURCES:
        assert opened.attachments[name].obj.AFRelationship == "/Source"
        assert str(opened.attachments[name].get_file().creation_date)[:10] == "1980-01-01"


SCRIPT = """
import hashlib, sys
from pathlib import Path
from test_pdf_tags import full, laid_out
print(hashlib.sha256(laid_out(full(), Path(sys.argv[1]))).hexdigest())
"""


def test_the_same_document_gives_the_same_bytes_in_two_processes(tmp_path):
    made = set()
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        ran = subprocess.run(
            [sys.executable, "-c", SCRIPT, folder],
            capture_output=True, text=True, check=True, cwd=Path(__file__).parent,
            env={"PYTHONHASHSEED": seed, "PATH": "", "HOME": str(tmp_path)},
        )  # fmt: skip
        made.add(ran.stdout)
    assert len(made) == 1


def test_a_sign_that_no_font_has_is_warned_of(tmp_path):
    document = Notes().document("<p>a \ue123 sign</p>", PAGE)
    prepared = weasyprint.prepare(document.style, tmp_path)
    done = weasyprint.lay_out(document.html, prepared, tmp_path, [])
    weasyprint.release(prepared)
    assert any(".notdef" in said for said in done.warnings)


def test_another_weasyprint_is_refused_with_the_reason_and_the_test(monkeypatch):
    monkeypatch.setattr("weasyprint.__version__", "71.0")
    with pytest.raises(UnknownWeasyPrint, match=r"tags.*71\.0.*tests/test_pdf_tags\.py"):
        pdf_tags.install()
