"""The proof of a PDF that was laid out from changed HTML: a finished file like any other."""

from __future__ import annotations

import pytest
from markup_mutations import Pages, behind, blank, cut, double, exchange, reword
from mutations import Finished, finished, laid_out_anew

LAID_OUT = {}


def change_before(*faults):
    def keep(change):
        LAID_OUT[change.__name__] = (change, set(faults))
        return change

    return keep


@change_before(("note", "note-item", "lost"), ("call", "note-item", "unlinked"))
def remove_note(pages: Pages):
    cut(pages.at("note-item"))


@change_before(("note", "note-item", "lost"))
def blank_note(pages: Pages):
    note = pages.at("note-item")
    note[0].tail = ""


@change_before(
    ("note", "note-north", "disordered"), ("call", "note-north", "disordered"),
    ("paragraph", "p-8", "changed"), ("paragraph", "p-15", "changed"),
)  # fmt: skip
def swap_calls_and_notes(pages: Pages):
    exchange(pages.at("call-item"), pages.at("call-north"))


@change_before(("note", "note-item", "doubled"))
def double_note(pages: Pages):
    double(pages.at("note-item"))


@change_before(("note", "note-item", "changed"))
def change_word_of_note(pages: Pages):
    reword(pages.at("note-item"), "list", "lists")


@change_before(("note", "note-long", "changed"))
def change_word_of_a_long_note(pages: Pages):
    reword(pages.at("note-long"), "Remark 30", "Remark 31")


@change_before(("note", "note-item", "changed"))
def renumber_note(pages: Pages):
    pages.backlink("note-item").text = "11"


@change_before(("note", "note-item", "unlinked"))
def unlink_note(pages: Pages):
    del pages.backlink("note-item").attrib["href"]


@change_before(("note", "note-item", "unlinked"))
def lead_note_to_another_call(pages: Pages):
    pages.backlink("note-item").set("href", "#call-north")


@change_before(("paragraph", "p-24", "disordered"))
def move_paragraph(pages: Pages):
    behind(pages.paragraph("p-24"), pages.paragraph("p-26"))


@change_before(("paragraph", "p-24", "doubled"))
def double_paragraph(pages: Pages):
    double(pages.paragraph("p-24"))


@change_before(("paragraph", "p-24", "lost"))
def blank_paragraph(pages: Pages):
    blank(pages.paragraph("p-24"))


@change_before(("work", "ref-soeya2016", "disordered"))
def swap_works(pages: Pages):
    exchange(pages.at("ref-park2014"), pages.at("ref-soeya2016"))


@change_before(("paragraph", "p-24", "unlinked"))
def take_anchor_away(pages: Pages):
    del pages.at("p-24").attrib["id"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return finished(tmp_path_factory.getbasetemp())


@pytest.mark.parametrize("name", LAID_OUT)
def test_a_change_before_the_layout_is_named(made: Finished, name: str):
    change, expected = LAID_OUT[name]
    assert made.faults("pdf", laid_out_anew(made, change)) == expected
