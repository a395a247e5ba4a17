"""The proof of the PDF edition: whole as made, and red for everything that can be done to it.

The finished file is changed where it is drawn: test_proof_layout.py lays changed HTML out anew.
Out of reach are words that are covered, or drawn in the colour of the paper, and fonts that say of
a glyph that it is another sign.
"""

from __future__ import annotations

import io

import pikepdf
import pytest
from mutations import WORKS, Finished, finished, make
from pdf_mutations import Book, draw_again, exchange, spoil, undraw

ITEM, SOUTH = "A note of a list.", "The press of the south said so."
CHANGES = {}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return finished(tmp_path_factory.getbasetemp())


def mutation(*faults):
    def keep(change):
        CHANGES[change.__name__] = (change, set(faults))
        return change

    return keep


def test_the_finished_file_is_whole(made: Finished):
    account = made.account("pdf", made.editions["pdf"])
    assert account.faults == ()
    assert account.arrived == account.expected
    assert account.expected == {"note": 16, "citation": 7, "paragraph": 26, "work": 3}


def test_writing_the_file_anew_changes_nothing(made: Finished):
    assert made.faults("pdf", spoil(made.editions["pdf"], lambda _: None)) == set()


# Notes, changed where they are drawn


@mutation(("note", "note-item", "lost"))
def undraw_note(book: Book):
    undraw(*book.find("10" + ITEM))


@mutation(("note", "note-item", "lost"))
def undraw_text_of_note(book: Book):
    undraw(*book.find(ITEM))


@mutation(("note", "note-item", "changed"), ("note", "note-south", "changed"))
def swap_texts_of_notes(book: Book):
    exchange(book.find(ITEM), book.find(SOUTH))


@mutation(("note", "note-item", "changed"), ("note", "note-south", "changed"))
def swap_numbers_of_notes(book: Book):
    one, other = book.find("10" + ITEM), book.find("12" + SOUTH)
    exchange((one[0], one[1][:1]), (other[0], other[1][:1]))


@mutation(("note", "note-item", "unlinked"), ("note", "note-south", "unlinked"))
def swap_places_of_notes(book: Book):
    """They are drawn in their order, but each where the other should stand."""
    sheet, steps = book.find("10" + ITEM)
    _, others = book.find("12" + SOUTH)
    for one, other in zip(steps, others, strict=True):
        here = max(i for i in range(one) if sheet.steps[i][1] == "Tm")
        there = max(i for i in range(other) if sheet.steps[i][1] == "Tm")
        sheet.steps[here], sheet.steps[there] = sheet.steps[there], sheet.steps[here]


@mutation(("note", "note-item", "doubled"))
def draw_note_twice(book: Book):
    sheet, steps = book.find("10" + ITEM)
    draw_again(sheet, sheet, steps, 70, 40)


@mutation(("note", "note-item", "disordered"), ("note", "note-item", "unlinked"))
def move_note_to_a_later_page(book: Book):
    sheet, steps = book.find("10" + ITEM)
    after, _ = book.find("15An inline note about the name Kōchi.")
    draw_again(after, sheet, steps, 70, 40)
    undraw(sheet, steps)


@mutation(("note", "note-item", "changed"))
def change_word_of_note(book: Book):
    sheet, (at,) = book.find(ITEM)
    shown = sheet.steps[at][0][0]
    sheet.steps[at] = ([pikepdf.Array(list(shown)[:-4])], "TJ")


@mutation(("note", "note-long", "changed"))
def drop_a_line_of_a_long_note(book: Book):
    sheet = book.sheets[3]
    lines = [at for at, words in sheet.shown() if "Remark46" in words]
    undraw(sheet, lines)


@mutation(("note", "note-long", "changed"))
def double_a_line_of_a_long_note(book: Book):
    sheet = book.sheets[3]
    (line,) = [at for at, words in sheet.shown() if "Remark46" in words]
    sheet.steps[line:line] = [sheet.steps[line]]


@mutation(("note", "note-item", "unlinked"))
def unlink_note(book: Book):
    book.links("call-item")[0].Subtype = pikepdf.Name.Text


@mutation(("note", "note-item", "unlinked"))
def lead_note_to_another_call(book: Book):
    book.links("call-item")[0].Dest = pikepdf.String("call-north")


@mutation(("note", "note-item", "unlinked"))
def move_link_of_note(book: Book):
    book.links("call-item")[0].Rect = pikepdf.Array([0, 0, 10, 10])


@mutation(("note", "note-item", "unlinked"))
def flatten_link_of_note(book: Book):
    link = book.links("call-item")[0]
    left, bottom, right, _ = link.Rect
    link.Rect = pikepdf.Array([left, bottom, right, bottom])


@mutation(("note", "note-item", "unlinked"))
def remove_destination_of_note(book: Book):
    del book.targets["note-item"]


@mutation(("note", "note-item", "unlinked"))
def move_destination_of_note(book: Book):
    target = book.targets["note-item"]
    target[3] = float(target[3]) + 40


@mutation(("note", "note-item", "unlinked"))
def move_destination_of_note_to_another_page(book: Book):
    book.targets["note-item"][0] = book.pdf.pages[0].obj


@mutation(("note", "note-item", "changed"))
def renumber_note(book: Book):
    sheet, steps = book.find("10" + ITEM)
    _, others = book.find("11Park,")
    sheet.steps[steps[0]] = sheet.steps[others[0]]


# Hidden, but there for a program that copies text


def wrapped(sheet, steps, before, after=()):
    for step in reversed(steps):
        first, last = sheet.block(step)
        sheet.steps[last:last] = [*after, ([], "Q")]
        sheet.steps[first:first] = [([], "q"), *before]


@mutation(("note", "note-item", "lost"))
def draw_note_without_ink(book: Book):
    wrapped(*book.find("10" + ITEM), [([3], "Tr")])


@mutation(("note", "note-item", "lost"))
def draw_note_outside_of_the_page(book: Book):
    wrapped(*book.find("10" + ITEM), [([1, 0, 0, 1, -2000, 0], "cm")])


@mutation(("note", "note-item", "lost"))
def draw_note_too_small_to_see(book: Book):
    wrapped(*book.find("10" + ITEM), [([0.001, 0, 0, 0.001, 100, 100], "cm")])


@mutation(("note", "note-item", "lost"))
def draw_note_transparent(book: Book):
    sheet, steps = book.find("10" + ITEM)
    sheet.page.Resources.ExtGState["/clear"] = pikepdf.Dictionary(ca=0, CA=0)
    wrapped(sheet, steps, [([pikepdf.Name("/clear")], "gs")])


@mutation(("text", "", "unreadable"), ("note", "note-item", "lost"))
def let_another_text_speak_for_the_note(book: Book):
    """ActualText is what a program copies in place of what is drawn."""
    sheet, steps = book.find(ITEM)
    undraw(sheet, steps)
    said = pikepdf.Dictionary(ActualText=pikepdf.String(ITEM))
    wrapped(sheet, steps, [([pikepdf.Name.Span, said], "BDC")], [([], "EMC")])


# Calls


@mutation(("call", "note-item", "lost"))
def undraw_call(book: Book):
    sheet, steps = book.find("The second thing, noted10")
    undraw(sheet, steps[1:])


@mutation(("call", "note-item", "unlinked"))
def unlink_call(book: Book):
    book.links("note-item")[0].Subtype = pikepdf.Name.Text


@mutation(("call", "note-item", "unlinked"))
def lead_call_to_another_note(book: Book):
    book.links("note-item")[0].Dest = pikepdf.String("note-north")


@mutation(("call", "note-item", "unlinked"))
def flatten_link_of_call(book: Book):
    link = book.links("note-item")[0]
    left, bottom, right, _ = link.Rect
    link.Rect = pikepdf.Array([left, bottom, right, bottom])


@mutation(("call", "note-item", "unlinked"))
def move_destination_of_call(book: Book):
    target = book.targets["call-item"]
    target[2] = float(target[2]) - 30


@mutation(("call", "note-item", "lost"), ("paragraph", "p-8", "changed"))
def renumber_call(book: Book):
    sheet, steps = book.find("The second thing, noted10")
    beyond, others = book.find("the embassy11")
    sheet.steps[steps[-1]] = beyond.steps[others[-1]]


@mutation(
    ("call", "note-short", "lost"), ("call", "note-many", "lost"), ("paragraph", "p-2", "changed")
)
def swap_calls(book: Book):
    sheet, steps = book.find(
        "The first paragraph opens the matter.3 It goes on with a second call,4"
    )
    exchange((sheet, steps[2:3]), (sheet, steps[-1:]))


@mutation(("link", "note-nowhere", "unlinked"))
def add_a_link_to_nothing(book: Book):
    page = book.pdf.pages[2]
    page.Annots.append(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link,
            Rect=pikepdf.Array([0, 0, 20, 20]), Dest=pikepdf.String("note-nowhere"),
        )
    )  # fmt: skip


# Citations


@mutation(("citation", "cite-0005", "lost"), ("note", "note-quoted", "lost"))
def undraw_citation(book: Book):
    undraw(*book.find("Soeya, “The Future of Counting,” 25."))


@mutation(("citation", "cite-0006", "lost"), ("note", "note-north", "changed"))
def change_page_of_citation(book: Book):
    sheet, steps = book.find("Park, The Triangle of States, 7.")
    shown = list(sheet.steps[steps[-1]][0][0])
    sheet.steps[steps[-1]] = ([pikepdf.Array(shown[:-4])], "TJ")


@mutation(("citation", "cite-0006", "unlinked"))
def move_destination_of_citation(book: Book):
    target = book.targets["cite-0006"]
    target[3] = float(target[3]) + 100


# Paragraphs and works


@mutation(("paragraph", "p-9", "lost"))
def undraw_item(book: Book):
    undraw(*book.find("A numbered thing"))


@mutation(("paragraph", "p-10", "disordered"))
def swap_texts_of_items(book: Book):
    exchange(book.find("A numbered thing"), book.find("Another numbered thing"))


@mutation(("paragraph", "p-14", "changed"), ("paragraph", "p-16", "changed"))
def swap_texts_of_cells(book: Book):
    exchange(book.find("North"), book.find("South"))


@mutation(("paragraph", "p-24", "changed"))
def drop_a_line_of_a_paragraph(book: Book):
    sheet = next(
        one for one in book.sheets if any("Sentence17ofthelongstory" in w for _, w in one.shown())
    )
    undraw(sheet, [at for at, words in sheet.shown() if "Sentence17ofthelongstory" in words])


@mutation(("paragraph", "p-9", "doubled"))
def draw_item_twice(book: Book):
    sheet, steps = book.find("A numbered thing")
    draw_again(sheet, sheet, steps, 70, 40)


@mutation(("paragraph", "endings", "lost"))
def undraw_heading(book: Book):
    sheet = book.sheet_of("endings")
    undraw(sheet, sheet.find("2 Endings"))


@mutation(("paragraph", "p-21", "changed"))
def change_code(book: Book):
    sheet, (at,) = book.find("count = 0")
    shown = list(sheet.steps[at][0][0])
    sheet.steps[at] = ([pikepdf.Array(shown[:-2])], "TJ")


@mutation(("work", "ref-park2014", "lost"))
def undraw_work(book: Book):
    undraw(*book.find("Park, Min. The Triangle of States. Seoul: House Press, 2014.", last=True))


@mutation(("work", "ref-park2014", "doubled"))
def draw_work_twice(book: Book):
    sheet, steps = book.find(
        "Park, Min. The Triangle of States. Seoul: House Press, 2014.", last=True
    )
    draw_again(sheet, sheet, steps, 70, 40)


@mutation(("text", "", "stray"))
def draw_words_that_nobody_wrote(book: Book):
    sheet, _ = book.find("A line of verse")
    source, words = book.find("word for word.")
    draw_again(sheet, source, [*words, *words], 70, 40)


@pytest.mark.parametrize("name", CHANGES)
def test_a_mutation_is_named(made: Finished, name: str):
    change, expected = CHANGES[name]
    assert made.faults("pdf", spoil(made.editions["pdf"], change)) == expected


# Whole pages


def pages_changed(content: bytes, change) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        made = io.BytesIO()
        pdf.save(made)
    return made.getvalue()


def test_a_page_is_missing(made: Finished):
    faults = made.faults(
        "pdf", pages_changed(made.editions["pdf"], lambda pdf: pdf.pages.__delitem__(4))
    )
    lost = {id for kind, id, fault in faults if fault == "lost" and kind != "citation"}
    assert lost >= {"note-item", "note-north", "note-south", "p-9", "p-10", "p-14", "p-21"}
    assert not lost & {"note-short", "note-long", "note-again", "p-2", "p-24", "ref-park2014"}


def test_two_pages_change_places(made: Finished):
    def swap(pdf):
        one, other = pdf.pages[3], pdf.pages[4]
        pdf.pages[3], pdf.pages[4] = other, one

    faults = made.faults("pdf", pages_changed(made.editions["pdf"], swap))
    assert any(fault == "disordered" for _, _, fault in faults)
    # What stands on the other pages is as it was.
    assert not {id for _, id, _ in faults} & {"note-short", "note-again", "p-26", "ref-park2014"}


def test_a_page_comes_twice(made: Finished):
    faults = made.faults(
        "pdf", pages_changed(made.editions["pdf"], lambda pdf: pdf.pages.insert(5, pdf.pages[4]))
    )
    assert {id for _, id, fault in faults if fault == "doubled"} >= {"note-item", "note-south"}
    assert not {id for _, id, _ in faults} & {"note-short", "note-again", "p-26", "ref-park2014"}


def test_a_page_shows_only_its_upper_half(made: Finished):
    def crop(pdf):
        page = pdf.pages[4]
        left, bottom, right, top = (float(side) for side in page.MediaBox)
        page.CropBox = pikepdf.Array([left, (bottom + top) / 2, right, top])

    faults = made.faults("pdf", pages_changed(made.editions["pdf"], crop))
    assert {id for kind, id, fault in faults if (kind, fault) == ("note", "lost")} == {
        "note-quoted", "note-item", "note-north", "note-south", "note-figure", "note-formula",
    }  # fmt: skip


# Signs


@pytest.mark.parametrize("name", ["西野純也", "\U0001e2c0"], ids=["Nishino", "Wancho"])
def test_a_name_is_whole_or_its_empty_boxes_are_reported(tmp_path, name: str):
    """Whether a font has Chinese characters depends on the machine; hardly one has Wancho."""
    text = f"By {name} and others.^[So {name} says.] And 𝑥 then.^[A second note.]\n"
    made = make(tmp_path / "paper", text, WORKS, ("html", "epub", "pdf"))
    assert made.faults("html", made.editions["html"]) == set()
    assert made.faults("epub", made.editions["epub"]) == set()
    boxes = {("paragraph", "p-1", "unreadable"), ("note", "note-n1", "unreadable")}
    assert made.faults("pdf", made.editions["pdf"]) in (set(), boxes)
