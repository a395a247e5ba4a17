"""No note is lost, doubled, early, out of order, over the text or outside the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from note_documents import STYLE, NoteDocument, Notes, random_document, render

from recto.tools import note_page, weasyprint
from recto.tools.note_audit import NoteAudit, audit

SMALL = """
@page { size: 100px; margin: 0; @footnote { margin: 0 } }
html { font: 10px/1 "Recto Serif" } body { margin: 0; orphans: 2; widows: 2 }
h1, #notes, .backlink { display: none } p { margin: 0 } sup { font-size: 5px; line-height: 0 }
.note { float: footnote } .note::footnote-marker { content: none }
.note::footnote-call { content: none; line-height: 0; vertical-align: baseline }
.page::after { content: target-counter(attr(href), page) } .next { break-before: page }
"""
ROOMY = STYLE % {"size": "110mm 120mm", "orphans": 2, "widows": 2, "figure": 60}


def audited(document: NoteDocument, folder: Any) -> NoteAudit:
    return audit(render(document, folder), document.notes)


def lines(count: int) -> str:
    return "a<br>" * count


def words(count: int) -> str:
    return " ".join(f"text{at}" for at in range(count))


# The smallest documents in which WeasyPrint 70.0 loses notes


def put_off(note: Notes) -> str:
    """The note of a paragraph's first line is put off so that the second line may stay with it;
    the note of the second line is forgotten."""
    return f"{lines(8)}<div>i{note('1')}<br>j{note('2')}<br>k<br>l</div>"


def made_again(note: Notes) -> str:
    """A page that prints a page number is made again, without what the page before put off."""
    return (
        f'a<div class="next">{lines(9)}k{note("1")}<br>l<br><a class="page" href="#z">m</a></div>'
        '<div class="next" id="z">z</div>'
    )


def last_page(note: Notes) -> str:
    """A last page that need not be made again ends the document before the last notes."""
    return f'a<a class="page" href="#z">m</a><div class="next" id="z">{lines(9)}k{note("1")}</div>'


SMALLEST = (put_off, made_again, last_page)


@pytest.mark.parametrize("write", SMALLEST)
def test_the_smallest_losses_are_cured(write: Callable[[Notes], str], tmp_path):
    note = Notes()
    document = note.document(write(note), SMALL)
    assert audited(document, tmp_path).faults == ()


@pytest.mark.parametrize("write", SMALLEST)
def test_weasyprint_alone_still_loses_them(write: Callable[[Notes], str], tmp_path, monkeypatch):
    """When this fails, WeasyPrint has learnt: read docs/weasyprint-notes.md."""
    from weasyprint import document as documents
    from weasyprint import layout
    from weasyprint.layout import block, page

    monkeypatch.setattr(note_page, "install", lambda: None)
    monkeypatch.setattr(documents, "LayoutContext", layout.LayoutContext)
    monkeypatch.setattr(layout, "make_all_pages", page.make_all_pages)
    monkeypatch.setattr(page, "block_level_layout", block.block_level_layout)
    note = Notes()
    document = note.document(write(note), SMALL)
    assert "lost" in {fault.kind for fault in audited(document, tmp_path).faults}


# Where a note may stand


def many(count: int, block: str, note: Notes, length: int = 25) -> str:
    """Repeat a block, with text for each %t and a call for each %n in it."""
    made = []
    for _ in range(count):
        pieces = block.split("%n")
        calls = [note(words(length)) for _ in pieces[1:]]
        mixed = "".join(piece + call for piece, call in zip(pieces, [*calls, ""], strict=True))
        made.append(mixed.replace("%t", words(30)))
    return "".join(made)


CELL = "<tr><td>%t%n</td><td>%t %t%n</td></tr>"
PLACES = {
    "list": "<ul><li>%t%n</li><li><p>%t%n %t</p><p>%t%n</p></li></ul>",
    "quotation": "<blockquote><p>%t%n</p><p>%t%n</p></blockquote>",
    "heading": "<h2>Heading%n</h2><p>%t%n</p>",
    "caption": '<figure><div class="box"></div><figcaption>%t%n</figcaption></figure>',
    "float": '<div style="float:left;width:30mm">text%n</div><p>%t %t%n</p>',
    "absolute": '<p style="position:relative">%t%n<span style="position:absolute;right:0">x%n'
    "</span></p>",
    "flex": '<div style="display:flex"><p>%t%n</p><p>%t%n</p></div>',
    "grid": '<div style="display:grid;grid-template-columns:1fr 1fr"><p>%t%n</p><p>%t%n</p></div>',
    "inline block": '<p>%t<span style="display:inline-block;width:40mm">%t%n</span>%t%n</p>',
    "cells": f"<table>{CELL}</table>",
    "right page": '<section style="break-before:right"><h2>Part%n</h2><p>%t %t %t%n</p></section>',
    "unbreakable": '<div style="break-inside:avoid"><p>%t%n</p><p>%t%n</p></div>',
    "preformatted": "<pre>one%n\ntwo%n\nthree%n\nfour\n</pre>",
    "framed": '<div style="padding:6pt;border:1pt solid;box-decoration-break:clone"><p>%t %t%n</p>'
    "</div>",
    "touching calls": "<p>%t%n%n%n %t</p>",
}


# What floats or is positioned is laid out when its line is settled: its note may have to wait.
OUT_OF_FLOW = ("float", "absolute")


def test_a_note_stands_below_the_float_beside_its_line(tmp_path):
    """The float is lower than the line: room below the line would not be room for the note."""
    note = Notes()
    beside = f'<div style="float:left;width:40px">{lines(9)}</div>'
    body = f"<p>{beside}x x<br>x x{note('1')}{note('2')}<br>x</p>"
    found = audited(note.document(body, SMALL), tmp_path)
    assert found.faults == ()


@pytest.mark.parametrize("place", PLACES)
def test_a_note_may_stand_anywhere(place: str, tmp_path):
    note = Notes()
    body = many(5, PLACES[place], note)
    found = audited(note.document(body, ROOMY), tmp_path)
    assert (found.errors if place in OUT_OF_FLOW else found.faults) == ()


def test_a_header_that_is_repeated_calls_its_note_once(tmp_path):
    note = Notes()
    rows = many(8, CELL, note)
    body = f"<table><thead><tr><th>one{note('first')}</th><th>two</th></tr></thead>{rows}</table>"
    document = note.document(body, ROOMY.replace("thead:has(.note)", ".never"))
    head = document.notes.pop()
    found = audited(NoteDocument(document.html, document.style, [head, *document.notes]), tmp_path)
    assert found.faults == ()
    assert len(found.places[0].parts) == 1


def test_a_long_note_is_split_and_the_text_goes_on(tmp_path):
    note = Notes()
    body = f"<p>{words(30)}{note(words(1500))} {words(900)}</p>"
    found = audited(note.document(body, ROOMY), tmp_path)
    assert found.faults == ()
    (place,) = found.places
    assert place.call == 1
    assert len(place.parts) >= 4


def test_a_note_of_paragraphs_is_split_between_and_inside_them(tmp_path):
    note = Notes()
    inside = "".join(f"<p>{words(60)}</p>" for _ in range(8))
    body = f"<p>{words(90)}{note(inside, ' '.join([words(60)] * 8))} {words(300)}</p>"
    found = audited(note.document(body, ROOMY), tmp_path)
    assert found.faults == ()
    assert len(found.places[0].parts) > 1


def test_a_note_at_the_last_word_gets_pages_of_its_own(tmp_path):
    note = Notes()
    found = audited(note.document(f"<p>{words(30)}{note(words(900))}</p>", ROOMY), tmp_path)
    assert found.faults == ()
    assert len(found.places[0].parts) > 2


def test_a_note_without_a_page_to_begin_on_is_late_and_whole(tmp_path):
    note = Notes()
    body = f"<p>{words(20)}{note(words(1500))} a{note('short')} b{note('shorter')} {words(200)}</p>"
    found = audited(note.document(body, ROOMY), tmp_path)
    assert {fault.kind for fault in found.faults} == {"late"}
    assert found.errors == ()


def test_columns_lose_nothing(tmp_path):
    note = Notes()
    body = f'<div style="columns:2">{many(16, "<p>%t%n %t</p>", note)}</div>'
    assert audited(note.document(body, ROOMY), tmp_path).errors == ()


@pytest.mark.parametrize("width", ["40px", "100%"])
@pytest.mark.parametrize("height", [7, 40])
def test_a_line_stays_beside_the_rest_of_a_float(width: str, height: int, tmp_path):
    """Such a line was moved for its notes, page for page, until WeasyPrint gave up with IndexError.

    A float as wide as the page still stands alone.
    """
    note = Notes()
    beside = f'<div style="float:left;width:{width}">{lines(height)}</div>'
    text = f"x x<br>x<br>x<br>x x x{note(words(25))} x{note(words(25))}<br>y<br>z{note('1')}"
    document = note.document(f"{lines(6)}<p>{beside}{text}</p>", SMALL)
    assert audited(document, tmp_path).errors == ()


def test_a_float_behind_the_last_text_loses_neither_words_nor_note(tmp_path):
    """WeasyPrint alone ends the document with the text, in the middle of the float."""
    note = Notes()
    beside = f'<div style="float:left;width:40px">{lines(24)}z{note("1")}</div>'
    found = audited(note.document(f"{lines(3)}<p>{beside}x<br>y</p>", SMALL), tmp_path)
    assert found.faults == ()
    assert found.places[0].call == 3


def test_a_float_is_carried_to_a_page_that_alone_is_made_again(tmp_path):
    note = Notes()
    beside = f'<div style="float:left;width:40px">{lines(12)}z{note("1")}</div>'
    body = (
        f'{lines(6)}<p>{beside}{"x<br>" * 9}<a class="page" href="#z">m</a></p>'
        '<div class="next" id="z">z</div>'
    )
    assert audited(note.document(body, SMALL), tmp_path).errors == ()


def test_notes_that_would_run_together_are_refused(tmp_path):
    note = Notes()
    style = ROOMY + ".note { footnote-display: inline; display: inline }"
    document = note.document(f"<p>a{note('1')} b{note('2')}</p>", style)
    with pytest.raises(weasyprint.LayoutError, match="footnote-display"):
        render(document, tmp_path)


def test_another_weasyprint_is_refused_with_the_reason_and_the_test(monkeypatch):
    monkeypatch.setattr("weasyprint.__version__", "71.0")
    with pytest.raises(note_page.UnknownWeasyPrint) as refusal:
        note_page.install()
    for part in ("71.0", "70.0", "docs/weasyprint-notes.md", "tests/test_note_page.py"):
        assert part in str(refusal.value)


# Random documents


@pytest.mark.parametrize("seed", range(4))
def test_random_documents(seed: int, tmp_path):
    document = random_document(seed, blocks=8)
    assert audited(document, tmp_path).errors == ()


@pytest.mark.parametrize("seed", [2, 7])
def test_random_documents_with_page_numbers(seed: int, tmp_path):
    document = random_document(seed, blocks=6, page_references=True)
    assert audited(document, tmp_path).errors == ()


def late_without_need(found: NoteAudit) -> list[str]:
    """Return the late notes that no earlier note, which goes on to the next page, keeps waiting."""
    late, taken = [], 0
    for place in found.places:
        if place.call and place.parts[0] > place.call >= taken:
            late.append(place.note)
        taken = max(taken, *place.parts)
    return late


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 400, 20))
def test_four_hundred_random_documents(first: int, tmp_path):
    notes, late = 0, []
    for seed in range(first, first + 20):
        document = random_document(seed)
        found = audited(document, tmp_path)
        assert found.errors == (), f"seed {seed}"
        notes += len(document.notes)
        late += late_without_need(found)
    assert len(late) <= notes / 200


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 40, 10))
def test_forty_random_documents_with_page_numbers(first: int, tmp_path):
    for seed in range(first, first + 10):
        document = random_document(seed, page_references=True)
        assert audited(document, tmp_path).errors == (), f"seed {seed}"
