"""Notes at the foot, at the end of sections or of the paper, in the margin: all are there."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import page as validation
import pikepdf
import pypdfium2
import pytest
import specimens
from hypothesis import given, settings
from hypothesis import strategies as st
from note_documents import FORMULA, STYLE, NoteDocument, Notes, random_document, render
from test_pdf_tags import elements

from recto.editions import leave_pages, make_edition
from recto.model import Finding, Paper
from recto.proof import pdf as proof
from recto.proof.expected import expected_of
from recto.tools.margin_column import Column, packed, without_room
from recto.tools.note_audit import audit
from recto.tools.note_boxes import Printed, calls_in, first_line, printed_on

PLACES = ("foot", "section", "end", "margin")
PROFILES = (validation.ValidationProfile.PDF_UA_1, validation.ValidationProfile.PDF_A_3A)
PAGE = STYLE % {"size": "150mm 120mm", "orphans": 2, "widows": 2, "figure": 60}
SIDE = """
@page :right { padding-right: 40mm } @page :left { padding-left: 40mm }
.note { text-align: left }
"""
HEIGHTS = st.lists(st.floats(1, 300), min_size=1, max_size=12)


def words(number: int) -> str:
    return " ".join(f"text{at}" for at in range(number))


# The column of a page


@settings(deadline=None)
@given(HEIGHTS, st.data())
def test_packed_notes_keep_their_order_and_the_page(heights: list[float], data: st.DataObject):
    apart, spare = data.draw(st.floats(0, 20)), data.draw(st.floats(0, 900))
    bottom = 50 + sum(heights) + apart * (len(heights) - 1) + spare
    wanted = [data.draw(st.floats(50, bottom)) for _ in heights]
    tops = packed(wanted, heights, 50, bottom, apart)
    ends = [top + height for top, height in zip(tops, heights, strict=True)]
    assert tops[0] >= 50 - 1e-6
    assert ends[-1] <= bottom + 1e-6
    for end, top in zip(ends, tops[1:], strict=False):
        assert top >= end + apart - 1e-6


@settings(deadline=None)
@given(HEIGHTS, st.data())
def test_a_note_leaves_its_line_only_for_another_or_for_the_end(
    heights: list[float], data: st.DataObject
):
    bottom = 2 * sum(heights)
    wanted = [data.draw(st.floats(0, bottom)) for _ in heights]
    tops = packed(wanted, heights, 0, bottom, 2)
    for at, (top, height, want) in enumerate(zip(tops, heights, wanted, strict=True)):
        if top > want + 1e-6:
            assert top == pytest.approx(tops[at - 1] + heights[at - 1] + 2)
        elif top < want - 1e-6:
            below = tops[at + 1] - 2 if at + 1 < len(tops) else bottom
            assert top + height == pytest.approx(below)


@settings(deadline=None)
@given(HEIGHTS, st.floats(50, 900), st.floats(0.2, 0.6), st.data())
def test_notes_go_to_the_foot_only_where_they_have_to(
    heights: list[float], room: float, share: float, data: st.DataObject
):
    calls = sorted(data.draw(st.floats(0, room)) for _ in heights)
    gone = without_room(heights, calls, Column(0, 100, 0, room, 8, share), 3)
    fits = sum(heights) + 3 * (len(heights) - 1) <= room
    assert bool(gone) == (not fits) or sum(heights) == pytest.approx(room, abs=40)
    assert {at for at, height in enumerate(heights) if height > room + 0.1} <= gone
    if gone:
        assert heights[max(gone, key=heights.__getitem__)] == max(heights)


# Notes in the margin, on pages


def in_the_margin(source: NoteDocument) -> NoteDocument:
    html = source.html.replace("<body>", '<body class="notes-margin">')
    return NoteDocument(html, source.style + SIDE, source.notes)


def everywhere() -> NoteDocument:
    note = Notes()
    formula = f"where {FORMULA} holds", "where ⟦⟧ holds"
    return in_the_margin(
        note.document(
            f"""<h2>Heading{note("in a heading")}</h2>
            <p>{words(70)}{note("first")}{note(words(12))} {words(9)}{note("third")} {words(60)}</p>
            <blockquote><p>{words(30)}{note("quoted")} {words(9)}</p></blockquote>
            <table><thead><tr><th>a{note(*formula)}</th><th>b</th></tr></thead><tbody>
            <tr><td>{words(20)}{note("left")}</td><td>b{note(words(8))} {words(9)}</td></tr>
            </tbody></table>
            <ul><li>item{note("<p>two</p><p>paragraphs</p>", "two paragraphs")}</li></ul>
            <figure><div class="box"></div><figcaption>caption{note("figure")}</figcaption></figure>
            <div class="beside">float{note("in a float")}</div><p>{words(80)}</p>""",
            PAGE,
        )
    )


def parts_of(document: Any) -> Iterator[tuple[Any, Printed]]:
    for number, page in enumerate(document.pages, 1):
        for part in printed_on(number, page._page_box, "margin"):
            yield page._page_box, part


def test_notes_stand_beside_what_calls_them(tmp_path):
    source = everywhere()
    document = render(source, tmp_path)
    found = audit(document, source.notes)
    assert found.faults == ()
    assert len(document.pages) > 1
    assert all(place.parts == (place.call,) for place in found.places)
    for page, part in parts_of(document):
        recto = part.page % 2
        assert part.where == "beside"
        left, right = page.content_box_x(), page.content_box_x() + page.width
        assert (part.box.position_x > right) if recto else (part.box.position_x < left)


def test_a_note_is_level_with_its_call_where_nothing_is_in_its_way(tmp_path):
    note = Notes()
    calls = "".join(f"{words(40)}{note(words(4))} " for _ in range(9))
    source = in_the_margin(note.document(f"<p>{calls}</p>", PAGE))
    document = render(source, tmp_path)
    sheets = [(n, page._page_box) for n, page in enumerate(document.pages, 1)]
    called = calls_in(sheets, {call for _, call, _ in source.notes})
    for _, part in parts_of(document):
        line = first_line(part.box)
        call = called[part.note.replace("note", "call")]
        assert line.position_y + line.baseline == pytest.approx(call.baseline, abs=0.01)


@pytest.mark.parametrize(
    ("long", "others"), [(words(900), 3), (words(60), 12), ('<span style="width:9in">', 1)]
)
def test_a_note_without_room_beside_the_text_stands_at_the_foot(long: str, others: int, tmp_path):
    note = Notes()
    if long.startswith("<"):
        long = f'<img alt="" style="width:60mm;height:9mm" src={FORMULA.partition("src=")[2][:-1]}>'
    short = "".join(f"{words(6)}{note(words(5))} " for _ in range(3))
    longs = "".join(
        f"{words(6)}{note(long, long if '<' not in long else '⟦⟧')} " for _ in range(others)
    )
    source = in_the_margin(note.document(f"<p>{short}{longs}{words(300)}</p>", PAGE))
    document = render(source, tmp_path)
    found = audit(document, source.notes)
    assert found.errors == ()
    at_foot = [fault for fault in found.faults if "no room in the margin" in fault.message]
    assert 1 <= len(at_foot) <= others
    assert all(fault.kind == "late" for fault in at_foot)
    beside = {part.note for _, part in parts_of(document) if part.where == "beside"}
    assert {"note-1", "note-2", "note-3"} <= beside
    assert beside | {fault.note for fault in at_foot} == {note for note, _, _ in source.notes}


def test_a_page_without_a_column_sets_its_notes_at_the_foot(tmp_path):
    source = everywhere()
    plain = replace(source, style=source.style.replace(SIDE, ""))
    document = render(plain, tmp_path)
    assert audit(document, source.notes).errors == ()
    assert {part.where for _, part in parts_of(document)} == {"foot"}


def test_a_heading_that_moves_with_its_notes_is_found_on_its_page(tmp_path):
    note = Notes()
    calls = "".join(f"{words(9)}{note(words(60))} " for _ in range(6))
    source = in_the_margin(
        note.document(
            f"""<p><a class="page" href="#last">see p. </a> {calls}{words(60)}</p>
            <h2 id="last">Last</h2><p>{words(20)}</p>""",
            PAGE,
        )
    )
    document = render(source, tmp_path)
    (stands,) = [n for n, page in enumerate(document.pages, 1) if "last" in page.anchors]
    (said,) = [
        text.text
        for page in document.pages
        for box in page._page_box.descendants()
        if box.element_tag == "a::after"
        for text in box.children
    ]
    assert stands > 1
    assert said == str(stands)


@pytest.mark.parametrize("seed", [0, 4, 7])
@pytest.mark.parametrize("references", [False, True])
def test_no_random_note_is_lost_in_the_margin(seed: int, references: bool, tmp_path):
    source = in_the_margin(random_document(seed, page_references=references, blocks=8))
    found = audit(render(source, tmp_path), source.notes)
    assert found.errors == ()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_no_note_of_many_is_lost_in_the_margin(seed: int, tmp_path):
    source = in_the_margin(random_document(seed, page_references=seed % 4 == 3))
    assert audit(render(source, tmp_path), source.notes).errors == ()


def test_notes_in_the_margin_leave_the_foot_layout_alone(tmp_path):
    source = random_document(5, blocks=8)
    before = render(source, tmp_path).write_pdf()
    render(everywhere(), tmp_path)
    assert render(source, tmp_path).write_pdf() == before


# The editions


def laid_out(paper: Paper, **layout: str) -> Paper:
    settings = paper.settings
    return replace(paper, settings=replace(settings, layout=replace(settings.layout, **layout)))


@pytest.fixture(scope="module")
def standing(tmp_path_factory):
    yield specimens.standing(tmp_path_factory.mktemp("paper"))
    leave_pages()


@pytest.fixture(scope="module")
def made(standing):
    """Return a function that makes the PDF of the rich paper with its notes in a place, once."""
    kept: dict[tuple[str, str], tuple[bytes, tuple[Finding, ...]]] = {}

    def make(place: str, trim: str = "170x240") -> tuple[bytes, tuple[Finding, ...]]:
        if (place, trim) not in kept:
            paper = laid_out(standing[0], notes=place, trim=trim)
            edition = make_edition("pdf", paper, standing[1])
            kept[place, trim] = edition.content, edition.findings
        return kept[place, trim]

    return make


def texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    finally:
        document.close()


@pytest.mark.parametrize("place", PLACES)
def test_each_is_valid_as_pdf_ua_1_and_pdf_a_3a(place: str, made):
    pdf, findings = made(place)
    assert [finding for finding in findings if finding.rule.startswith(("note", "layout"))] == []
    for profile in PROFILES:
        failures = validation.validate_pdf_bytes(pdf, profile=profile).failures
        assert [f"{failure.rule_id}: {failure.message}" for failure in failures] == []


@pytest.mark.parametrize("trim", ["170x240", "a5", "pocket", "a4"])
@pytest.mark.parametrize("place", PLACES)
def test_the_proof_reads_each_in_every_trim(place: str, trim: str, made, standing, tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(made(place, trim)[0])
    expected = expected_of(laid_out(standing[0], notes=place))
    reading = proof.read(path, expected)
    assert reading.faults == ()
    arrived = Counter(arrival.kind for arrival in reading.arrivals)
    assert arrived["note"] == arrived["call"] == len(expected.notes)


@pytest.mark.parametrize("place", PLACES)
def test_every_note_is_tagged_as_one(place: str, made, standing):
    with pikepdf.open(io.BytesIO(made(place)[0])) as pdf:
        tags = Counter(str(one.S) for one in elements(pdf.Root.StructTreeRoot))
        ids = [str(one.ID) for one in elements(pdf.Root.StructTreeRoot) if one.S == "/Note"]
    assert tags["/Note"] == tags["/Reference"] == len(standing[0].manuscript.notes)
    assert ids == [note.id for note in standing[0].manuscript.notes]


@pytest.mark.parametrize("place", PLACES)
def test_only_notes_of_the_whole_paper_are_in_the_contents(place: str, made):
    pages = texts(made(place)[0])
    document = pypdfium2.PdfDocument(made(place)[0])
    names = [one.get_title() for one in document.get_toc()]
    document.close()
    assert names.count("Notes") == (place == "end")
    contents = next(page for page in pages if "Contents" in page)
    listed = re.search(r"^Notes [. ]+\d+$", contents, re.MULTILINE)
    assert bool(listed) == (place == "end")


def test_each_section_ends_with_its_notes(made):
    text = " ".join(" ".join(texts(made("section")[0])).split())
    order = ("Abstract The", "The author thanks", "Text before", "A note with two", "item one",
             "In a quotation.", "In a list.", "Last text.", "In a heading.")  # fmt: skip
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert text.count(" Notes ") == 4


MANY = """---
title: Many notes
author: Ann Author
author-note: Thanks.
---

Before any heading.[^p]

# First

{first}

# Second[^h]

{second}

[^p]: Early.
[^h]: Of a heading.
""".format(
    first=" ".join(f"Line {words(30)}.^[The note {at}, {words(40)}.]" for at in range(20)),
    second=" ".join(f"Line {words(30)}.^[The remark {at}, {words(40)}.]" for at in range(20)),
)


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    root = specimens.plain(tmp_path_factory.mktemp("many"), MANY)
    (root / "paper.toml").write_text('note-numbers = "section"\n')
    yield specimens.read(root)
    leave_pages()


def test_the_notes_at_the_end_are_headed_by_their_sections(many):
    paper, galley = many
    edition = make_edition("pdf", laid_out(paper, notes="end"), galley)
    pages = texts(edition.content)
    text = " ".join(" ".join(pages).split())
    text = text[text.index("Notes Front matter") :]
    order = ("Notes", "Front matter", "Thanks.", "Many notes", "Early.", "The note 0,",
             "The note 19,", "Second", "Of a heading.", "The remark 0,")  # fmt: skip
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    # A page of notes alone, on the right, is headed so.
    others = ("Line", "Colophon")
    rectos = [
        page for page in pages[::2] if "The note" in page and not any(map(page.count, others))
    ]
    assert rectos
    assert all(re.search(r"^Notes$", page, re.MULTILINE) for page in rectos)


@pytest.mark.parametrize("place", PLACES)
def test_numbers_begin_anew_in_each_section(place: str, many, tmp_path):
    paper, galley = many
    numbers = [note.number for note in paper.manuscript.notes]
    assert numbers == [1, 2, *range(1, 21), *range(1, 22)]
    path = tmp_path / "paper.pdf"
    paper = laid_out(paper, notes=place)
    made = make_edition("pdf", paper, galley)
    path.write_bytes(made.content)
    assert [one for one in made.findings if one.severity == "error"] == []
    reading = proof.read(path, expected_of(paper))
    assert reading.faults == ()
    found = [one.number for one in reading.arrivals if one.kind == "note"]
    assert found == [str(number) for number in numbers]


def test_html_and_epub_print_the_numbers_of_the_sections(many):
    paper, _ = many
    for name, page in specimens.well_formed(paper.root).items():
        listed = re.findall(r'<a class="backlink"[^>]*>(\d+)</a>', page)
        called = re.findall(r'<a [^>]*class="call"[^>]*>(\d+)</a>', page)
        assert listed == called, name
        lists = re.findall(r'<section class="notes".*?</section>', page, re.DOTALL)
        assert not any("<ol" in one or "<li" in one for one in lists)
