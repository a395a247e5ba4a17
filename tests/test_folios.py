"""The map of the pages leads to the sign at which each page begins."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import count
from typing import Any

import pypdfium2
import pytest
from lxml import html as markup
from note_documents import NoteDocument, Notes, random_document, render

from recto.tools.folios import PageMap, TextPlace, UnknownPages, from_json, page_map, signs
from recto.tools.note_words import OBJECT, follow, letters, lines_of

SMALL = """
@page { size: 200px 130px; margin: 15px; @bottom-center { content: counter(page) } @footnote { margin: 0 } }
html { font: 10px/1 "Recto Serif" } body { margin: 0; orphans: 1; widows: 1 }
h1, #notes { display: none } p, table, td, ul { margin: 0; padding: 0 } table { border-spacing: 0 }
.note { float: footnote } .note::footnote-marker { content: none } sup { font-size: 5px; line-height: 0 }
.note::footnote-call { content: none; line-height: 0; vertical-align: baseline }
.next { break-before: page }
"""  # noqa: E501
PICTURE = (
    '<img alt="x" style="width:9px;height:7px" src="data:image/svg+xml,'
    "%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='7'/%3E\">"
)
TEXTS = re.compile(r"<(?:p|li|td|th|figcaption)\b[^>]*>(?!<p)|<div class=\"beside\">")
HEADS = re.compile(r"<(h[12])>")


def anchored(document: NoteDocument, style: str = "") -> NoteDocument:
    """Return a document with an id for everything that has a text, as a galley has."""
    number = count(1)
    body, mark, notes = document.html.partition('<div id="notes">')
    body = TEXTS.sub(lambda m: f'{m[0]}<span id="p-{next(number)}" class="anchor"></span>', body)
    body = HEADS.sub(lambda m: f'<{m[1]} id="heading-{next(number)}">', body)
    return NoteDocument(body + mark + notes, document.style + style, document.notes)


def texts_of(document: NoteDocument) -> tuple[dict[str, str], dict[str, str]]:
    """Return the signs of every text of the body and of every note, read from the HTML."""
    body: dict[str, list[str]] = {"": []}
    notes: dict[str, list[str]] = {"": []}

    def read(element: Any, found: dict[str, list[str]]) -> None:
        classes, id = element.get("class", ""), element.get("id")
        if classes == "anchor" or (element.tag in ("h1", "h2", "aside") and id):
            found[id] = []
        last = [*found.values()][-1]
        if element.tag == "img":
            last.append(OBJECT)
        if classes not in ("call", "backlink") and element.tag not in ("title", "style"):
            last.append(element.text or "")
            for child in element:
                read(child, notes if child.tag == "aside" else found)
                [*found.values()][-1].append(child.tail or "")

    read(markup.document_fromstring(document.html), body)
    return tuple(  # type: ignore[return-value]
        {id: signs("".join(pieces)) for id, pieces in found.items() if id}
        for found in (body, notes)
    )


def cut(texts: dict[str, str], pages: PageMap, sheet: int) -> str:
    """Return what of some texts stands on a sheet, by the map."""
    starts = {
        (place.id, page.sheet): place.at
        for page in pages.pages
        for place in (*((page.begins,) if page.begins else ()), *page.goes_on)
    }
    pieces = []
    for id, text in texts.items():
        first, last = pages.ids.get(id, (0, -1))
        if first <= sheet <= last:
            begin = 0 if sheet == first else starts[id, sheet]
            later = [starts[id, at] for at in range(sheet + 1, last + 1) if (id, at) in starts]
            pieces.append(text[begin : min(later, default=None)])
    return "".join(pieces)


def boxes_of(document: Any, kind: str) -> list[list[Any]]:
    """Return the boxes of the text (BlockBox), or of the notes, that stand on every page."""
    return [
        [box for box in page._page_box.children if type(box).__name__ == kind]
        for page in document.pages
    ]


def unlike(document: NoteDocument, laid_out: Any, pages: PageMap) -> list[tuple[int, str]]:
    """Return the sheets, and what should be there, where the map does not cut the text rightly."""
    wrong = []
    body, notes = texts_of(document)
    # Of cells side by side a later one's note may begin a page before an earlier one's.
    by_page = sorted(notes.items(), key=lambda pair: pages.ids.get(pair[0], (0,))[0])
    for texts, kind in ((body, "BlockBox"), (dict(by_page), "FootnoteAreaBox")):
        for sheet, boxes in enumerate(boxes_of(laid_out, kind), 1):
            wanted = letters(cut(texts, pages, sheet))
            lines = [line for box in boxes for line in lines_of(box)]
            if follow(wanted, 0, lines) != len(wanted):
                wrong.append((sheet, wanted))
    return wrong


def mapped(document: NoteDocument, folder: Any) -> tuple[Any, PageMap]:
    laid_out = render(document, folder)
    return laid_out, page_map(laid_out, "test")


def words(count: int, word: str = "text") -> str:
    return " ".join(f"{word}{at}" for at in range(count))


# Every page begins where the map says

PLAIN_HEADS = "thead { display: table-row-group }"  # a head that is repeated is a test of its own


@pytest.mark.parametrize("seed", [0, 1, 3, 5])
def test_every_page_of_a_random_document_is_cut_out_of_its_text(seed: int, tmp_path):
    document = anchored(random_document(seed, blocks=10), PLAIN_HEADS)
    laid_out, pages = mapped(document, tmp_path)
    assert len(pages.pages) == len(laid_out.pages) > 1
    assert unlike(document, laid_out, pages) == []
    printed = {id for texts in texts_of(document) for id, text in texts.items() if text}
    calls = {call for _, call, _ in document.notes}
    assert printed | calls <= {*pages.ids}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 60))
def test_every_page_of_fifty_random_documents(seed: int, tmp_path):
    document = anchored(random_document(seed, page_references=seed % 5 == 0), PLAIN_HEADS)
    laid_out, pages = mapped(document, tmp_path)
    assert unlike(document, laid_out, pages) == []


def test_a_map_that_is_wrong_by_one_sign_is_found_out(tmp_path):
    document = anchored(random_document(1, blocks=10), PLAIN_HEADS)
    laid_out, pages = mapped(document, tmp_path)
    going_on = [page for page in pages.pages if page.begins and page.begins.at]
    assert going_on
    for page in going_on:
        for by in (-1, 1):
            moved = replace(page, begins=replace(page.begins, at=page.begins.at + by))
            spoilt = [moved if one is page else one for one in pages.pages]
            assert unlike(document, laid_out, replace(pages, pages=tuple(spoilt)))


def test_the_finished_pdf_has_each_page_where_the_map_says(tmp_path):
    body = "".join(f"<p>{words(60, word)}</p>" for word in ("one", "two", "three"))
    document = anchored(Notes().document(body, SMALL))
    laid_out, pages = mapped(document, tmp_path)
    (texts, _) = texts_of(document)
    with pypdfium2.PdfDocument(io.BytesIO(laid_out.write_pdf())) as pdf:
        printed = [signs(page.get_textpage().get_text_range()) for page in pdf]
    assert len(printed) > 2
    for page, text in zip(pages.pages, printed, strict=True):
        assert page.begins
        assert text.startswith(texts[page.begins.id][page.begins.at :][:12])
        assert text.endswith(page.folio)


@pytest.mark.parametrize(
    ("word", "transform"),
    [
        ("misunder\u00adstandings", "none"),
        ("co\u2010operations", "none"),
        ("internationalisation", "none"),
        ("a-b", "none"),
        ("straße\u200bn", "none"),
        ("co\u2010operations", "uppercase"),
    ],
)
def test_a_hyphen_counts_where_the_source_has_it(word: str, transform: str, tmp_path):
    body = f'<p lang="en">{" ".join([word] * 90)}</p>'
    style = SMALL + f"p {{ width: 70px; hyphens: auto; text-transform: {transform} }}"
    document = anchored(Notes().document(body, style))
    laid_out, pages = mapped(document, tmp_path)
    assert len(pages.pages) > 2
    assert unlike(document, laid_out, pages) == []


def test_texts_that_go_on_beside_each_other_are_all_told(tmp_path):
    cells = f"<td>{words(50, 'left')}</td><td>{words(40, 'right')}</td>"
    document = anchored(Notes().document(f"<table><tr>{cells}</tr></table><p>end</p>", SMALL))
    laid_out, pages = mapped(document, tmp_path)
    assert unlike(document, laid_out, pages) == []
    second = pages.pages[1]
    assert second.begins
    assert {second.begins.id, *(place.id for place in second.goes_on)} == {"p-1", "p-2"}


def test_a_note_that_goes_on_is_told_with_its_place(tmp_path):
    note = Notes()
    body = f"<p>a{note(words(90))} {words(90, 'b')}</p>"
    document = anchored(note.document(body, SMALL))
    laid_out, pages = mapped(document, tmp_path)
    assert unlike(document, laid_out, pages) == []
    assert pages.ids["note-1"][0] == 1 < pages.ids["note-1"][1]
    assert [place.id for place in pages.pages[1].goes_on] == ["note-1"]


def test_pages_without_text_begin_nowhere(tmp_path):
    note = Notes()
    body = f'<p>a{note(words(90))}</p><p class="next" style="break-before: right">b</p>'
    _, pages = mapped(anchored(note.document(body, SMALL)), tmp_path)
    starts = [page.begins for page in pages.pages]
    assert starts[0] == TextPlace("p-1", 0)
    assert starts[-1] == TextPlace("p-2", 0)
    assert set(starts[1:-1]) == {None}


def test_text_before_the_first_id_begins_nowhere(tmp_path):
    _, pages = mapped(Notes().document("<p>no id</p>", SMALL), tmp_path)
    assert pages.pages[0].begins is None


def test_a_head_that_is_repeated_is_no_beginning(tmp_path):
    head = "<thead><tr><th>Head</th></tr></thead>"
    rows = "".join(f"<tr><td>row{at}</td></tr>" for at in range(20))
    document = anchored(Notes().document(f"<table>{head}{rows}</table>", SMALL))
    laid_out, pages = mapped(document, tmp_path)
    assert len(pages.pages) > 1
    for page, (root,) in zip(pages.pages, boxes_of(laid_out, "BlockBox"), strict=True):
        assert next(lines_of(root)).text == "head"
        assert page.begins
        assert page.begins.at == 0
    assert pages.ids["p-1"] == (1, 1)
    assert len({page.begins for page in pages.pages}) == len(pages.pages)


def test_a_text_begins_where_its_first_sign_is(tmp_path):
    """The anchor of a displayed formula stands in a line without height, on the page before."""
    formula = PICTURE.replace("width:9px;height:7px", "display:block;width:9px;height:60px")
    body = f"<p>{words(30)}</p><p>{formula}</p><p>{words(9)}</p>"
    document = anchored(Notes().document(body, SMALL))
    laid_out, pages = mapped(document, tmp_path)
    assert unlike(document, laid_out, pages) == []
    assert pages.ids["p-2"] == (2, 2)
    assert pages.pages[1].begins == TextPlace("p-2", 0)


def test_what_a_stylesheet_adds_does_not_count(tmp_path):
    style = SMALL + 'p::before { content: "added" } ul { list-style: decimal }'
    items = "".join(f"<li>{words(7, word)}</li>" for word in "abcdefghijkl")
    document = anchored(Notes().document(f"<p>{words(60)}</p><ul>{items}</ul>", style))
    laid_out, pages = mapped(document, tmp_path)
    assert unlike(document, laid_out, pages) == []
    starts = [page.begins for page in pages.pages if page.begins]
    assert {place.id for place in starts if place.at} & {"p-1"}
    assert any(place.at == 0 and place.id != "p-1" for place in starts)


def test_text_without_an_id_is_counted_from_the_id_before(tmp_path):
    """It belongs to that id, but the element of the id has ended."""
    inner = f"<ul><li>{words(9, 'in')}</li></ul>"
    body = f'<ul><li>out {inner}{words(150, "tail")}</li></ul><div class="next">more</div>'
    document = anchored(Notes().document(body, SMALL))
    _, pages = mapped(document, tmp_path)
    text = texts_of(document)[0]["p-2"]
    starts = [page.begins for page in pages.pages]
    assert len(starts) > 3
    assert starts[0] == TextPlace("p-1", 0)
    assert {place.id for place in starts[1:] if place} == {"p-2"}
    assert all(text[place.at :].startswith("tail") for place in starts[1:-1] if place)
    assert starts[-1] == TextPlace("p-2", len(text) - len("more"))
    assert pages.ids["p-2"] == (1, 1)


def test_the_rest_of_a_float_is_no_beginning(tmp_path):
    beside = f'<div style="float: left; width: 60px">{"<br>".join("x" * 15)}</div>'
    _, pages = mapped(
        anchored(Notes().document(f"<p>{beside}</p><p>{words(60)}</p>", SMALL)), tmp_path
    )
    assert pages.pages[1].begins
    assert pages.pages[1].begins.id == "p-2"


def test_ids_inside_a_line_are_found_and_begin_no_text(tmp_path):
    cited = f'<span id="cite-1">{words(90)}</span>'
    body = f'<p>{cited} <span id="index-1"></span>end.</p><p>x</p>'
    _, pages = mapped(anchored(Notes().document(body, SMALL)), tmp_path)
    last = pages.ids["index-1"][0]
    assert pages.ids["cite-1"] == (1, last)
    assert last > 1
    assert {page.begins.id for page in pages.pages if page.begins} == {"p-1"}


# Folios

FRONT = """
@page { size: 200px 130px; margin: 15px }
@page title { @bottom-center { content: none } }
@page front { @top-left { content: "1984" } @bottom-center { content: "– " counter(page, lower-roman) " –" } }
@page main { @bottom-left { content: counter(page) } @top-right { content: "xii" } }
@page :nth(1 of main) { counter-reset: page 1; @bottom-left { content: none } }
@page :blank { @bottom-center { content: none } @top-left { content: none } }
html { font: 10px/1 "Recto Serif" } h1, #notes { display: none }
.title { page: title } .front { page: front } .main { page: main; break-before: right }
.next { break-before: page }
"""  # noqa: E501


def test_folios_are_what_the_pages_print_or_count_as(tmp_path):
    body = (
        '<div class="title">t</div><div class="front">a<p class="next">b</p></div>'
        '<div class="main">c<p class="next">d</p><p class="next">e</p></div>'
    )
    laid_out, pages = mapped(Notes().document(body, FRONT), tmp_path)
    assert [page.folio for page in pages.pages] == ["i", "ii", "iii", "iv", "1", "2", "3"]
    with pypdfium2.PdfDocument(io.BytesIO(laid_out.write_pdf())) as pdf:
        printed = [page.get_textpage().get_text_range() for page in pdf]
    for sheet in (2, 3, 6, 7):
        assert pages.pages[sheet - 1].folio in re.split(r"\W+", printed[sheet - 1])
    for sheet in (1, 4, 5):  # title, blank and first page print none
        assert pages.pages[sheet - 1].folio not in re.split(r"\W+", printed[sheet - 1])


def test_a_document_without_folios_counts_in_figures(tmp_path):
    style = SMALL.replace("@bottom-center { content: counter(page) }", "")
    _, pages = mapped(Notes().document(f"<p>{words(60)}</p>", style), tmp_path)
    assert [page.folio for page in pages.pages] == [
        str(number + 1) for number in range(len(pages.pages))
    ]
    assert len(pages.pages) > 1


@pytest.mark.parametrize("numerals", ["lower-roman); text-transform: uppercase", "upper-roman)"])
def test_capitals_are_taken_as_printed(numerals: str, tmp_path):
    style = SMALL.replace("counter(page)", f'"– " counter(page, {numerals}')
    _, pages = mapped(Notes().document(f"<p>{words(90)}</p>", style), tmp_path)
    assert [page.folio for page in pages.pages][:2] == ["I", "II"]


# The file


def test_the_file_is_the_same_and_comes_back(tmp_path):
    document = anchored(random_document(2, blocks=6))
    first, second = (mapped(document, tmp_path)[1] for _ in range(2))
    assert first.to_json() == second.to_json()
    assert from_json(first.to_json()) == first
    assert first.trim == "test"
    assert first.to_json().startswith('{"version":1,"trim":"test","pages":[{"sheet":1,"folio":"1",')


def test_a_file_of_another_version_is_refused():
    for text in ('{"version":2}', "[]", "{}"):
        with pytest.raises(UnknownPages, match="version"):
            from_json(text)


def test_an_id_has_the_folios_of_its_beginning_and_its_end(tmp_path):
    _, pages = mapped(anchored(Notes().document(f"<p>{words(60)}</p><p>x</p>", SMALL)), tmp_path)
    last = str(len(pages.pages))
    assert pages.folios("p-1") == ("1", last)
    assert pages.folios("p-2") == (last,)
    with pytest.raises(KeyError):
        pages.folios("nowhere")
