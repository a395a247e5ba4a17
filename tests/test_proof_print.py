"""The proof of the print edition: whole without links, and red for what is missing in its text."""

from __future__ import annotations

import pytest
from mutations import Finished, for_print, make
from pdf_mutations import (
    Book,
    draw_again,
    on_larger_sheets,
    spoil,
    undraw,
    without_ways,
)
from test_proof_pdf import CHANGES as OF_PDF

ITEM, SOUTH = "A note of a list.", "The press of the south said so."
LAST = "A last sentence of the paper, which is longer than any heading of it."
PARK = "Park, Min. The Triangle of States. Seoul: House Press, 2014."
# What is drawn is drawn in both editions, and what is done to it is seen in both.
ALIKE = (
    "undraw_note",
    "undraw_text_of_note",
    "swap_texts_of_notes",
    "draw_note_twice",
    "undraw_call",
    "undraw_citation",
    "change_page_of_citation",
    "undraw_item",
    "swap_texts_of_items",
    "draw_item_twice",
    "swap_texts_of_cells",
    "draw_words_that_nobody_wrote",
)
CHANGES = {name: OF_PDF[name] for name in ALIKE}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return for_print(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module", params=["as made", "without ways"])
def content(made: Finished, request) -> bytes:
    content = made.editions["print"]
    return content if request.param == "as made" else on_larger_sheets(without_ways(content))


def mutation(*faults):
    def keep(change):
        CHANGES[change.__name__] = (change, set(faults))
        return change

    return keep


def test_the_finished_file_is_whole(made: Finished, content: bytes):
    account = made.account("print", content)
    assert account.faults == ()
    assert account.arrived == account.expected
    assert account.expected == {"note": 16, "citation": 7, "paragraph": 26, "work": 3}


def test_without_ways_there_are_none(made: Finished):
    """So that the test above tells something."""
    bare = Book(without_ways(made.editions["print"]))
    assert not bare.targets
    assert not any("/Annots" in page for page in bare.pdf.pages)


@mutation(("note", "note-item", "disordered"))
def move_note_to_a_later_page(book: Book):
    sheet, steps = book.find("10" + ITEM)
    after, _ = book.find("15An inline note about the name Kōchi.")
    draw_again(after, sheet, steps, 70, 40)
    undraw(sheet, steps)


@mutation(("note", "note-item", "lost"))
def draw_note_outside_of_the_trim(book: Book):
    sheet, steps = book.find("10" + ITEM)
    draw_again(sheet, sheet, steps, 70, -12)
    undraw(sheet, [at + 1 for at in steps])  # it is wrapped now


@mutation(("call", "note-author", "lost"))
def undraw_call_of_the_author(book: Book):
    sheet, steps = book.find("Ada Example1")
    undraw(sheet, steps[-1:])


@mutation(("paragraph", "p-14", "lost"))
def undraw_cell(book: Book):
    undraw(*book.find("North"))


@mutation(("paragraph", "endings", "lost"))
def undraw_heading(book: Book):
    sheet = next(one for one in book.sheets if one.find("Endings") and one is not book.sheets[1])
    undraw(sheet, sheet.find("2 Endings"))


@mutation(("work", "ref-park2014", "lost"))
def undraw_work(book: Book):
    undraw(*book.find(PARK, last=True))


@mutation(("work", "ref-sohn2015", "lost"))
def undraw_the_last_work(book: Book):
    sheet, steps = book.find("Sohn, Yul. “Bridges of Paper.”", last=True)
    lines = [at for at, _ in sheet.shown() if at >= steps[0]]
    undraw(sheet, lines[: next(n for n, at in enumerate(lines) if at == sheet.find("Colophon")[0])])


@mutation(("work", "ref-park2014", "doubled"))
def draw_work_twice(book: Book):
    sheet, steps = book.find(PARK, last=True)
    draw_again(sheet, sheet, steps, 70, 40)


@pytest.mark.parametrize("name", CHANGES)
def test_a_mutation_is_named(made: Finished, content: bytes, name: str):
    change, expected = CHANGES[name]
    assert made.faults("print", spoil(content, change)) == expected


@pytest.mark.parametrize("printer", ["ingramspark", "kdp"])
def test_what_a_printer_asks_for_does_not_hide_the_text(tmp_path, printer: str):
    text = "# One\n\nA claim.^[A *first* note.] An office.\n\n# Two\n\nAnother.^[A second one.]\n"
    paper = make(tmp_path / "paper", text, "", ("print",), f'printer = "{printer}"\ntrim = "6x9"')
    assert paper.faults("print", paper.editions["print"]) == set()
    faults = paper.faults("print", spoil(paper.editions["print"], undraw_a_note))
    assert ("note", "note-n2", "lost") in faults


def undraw_a_note(book: Book):
    undraw(*book.find("2A second one."))


@pytest.mark.parametrize("printer", ["plain", "kdp"])
def test_an_index_may_say_what_a_heading_says(tmp_path, printer: str):
    """An entry that is the same as a whole heading is no copy of it; kdp wants no destinations."""
    words = "The Republic of Korea and its neighbours"
    text = f"# {words}\n\n[{words}]{{.index}} and more words of the text.[^a]\n\n{LAST}\n"
    text += "\n[^a]: A note.\n"
    settings = f'printer = "{printer}"\ntrim = "6x9"'
    paper = make(tmp_path / "paper", f"---\ntitle: A\n---\n\n{text}", "", ("print",), settings)
    assert paper.faults("print", paper.editions["print"]) == set()
    faults = paper.faults("print", spoil(paper.editions["print"], draw_the_last_words_again))
    assert faults & {("text", "", "stray"), ("paragraph", "p-3", "doubled")}


def draw_the_last_words_again(book: Book):
    sheet, steps = book.find(LAST)
    draw_again(sheet, sheet, steps, 70, 200)
