"""The proof of the review copy: numbers of lines and a watermark are no text, all else is."""

from __future__ import annotations

import pikepdf
import pytest
from mutations import Finished, for_print
from pdf_mutations import Book, laid_over, spoil, undraw

ITEM = "A note of a list."


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return for_print(tmp_path_factory.getbasetemp())


def test_the_finished_file_is_whole(made: Finished):
    account = made.account("review", made.editions["review"])
    assert account.faults == ()
    assert account.arrived == account.expected
    assert account.expected == {"note": 16, "citation": 7, "paragraph": 26, "work": 3}


def test_it_has_numbers_a_watermark_and_queries(made: Finished):
    """So that the test above tells something."""
    book = Book(made.editions["review"])
    forms = {name for sheet in book.sheets for name in sheet.page.Resources.XObject}
    assert sum(name.startswith("/RectoReview") for name in forms) == 2
    assert book.find("Queries")


@pytest.mark.parametrize("words", ["17", "Review copy"])
def test_numbers_and_the_watermark_may_stand_anywhere(made: Finished, words: str):
    content = laid_over(made.editions["review"], 5, words)
    assert made.faults("review", content) == set()


@pytest.mark.parametrize(
    ("words", "artifact"),
    [("Approved by nobody", True), ("17 reviewers agree", True), ("Review copy", False)],
)
def test_other_words_laid_over_are_stray(made: Finished, words: str, artifact: bool):
    content = laid_over(made.editions["review"], 5, words, artifact=artifact)
    assert {fault for _, _, fault in made.faults("review", content)} & {"stray", "changed"}


def test_what_is_laid_over_a_pdf_is_stray(made: Finished):
    """Only a review copy has numbers beside its lines."""
    faults = made.faults("pdf", made.editions["review"])
    assert {fault for _, _, fault in faults} & {"stray", "changed", "lost"}


def undraw_note(book: Book):
    undraw(*book.find("10" + ITEM))


def undraw_paragraph(book: Book):
    undraw(*book.find("A numbered thing"))


def undraw_cell(book: Book):
    undraw(*book.find("North"))


def unlink_note(book: Book):
    book.links("call-item")[0].Subtype = pikepdf.Name.Text


def move_destination_of_note_by_a_line(book: Book):
    target = book.targets["note-item"]
    target[3] = float(target[3]) + 24


def undraw_the_last_work(book: Book):
    sheet, steps = book.find("Sohn, Yul. “Bridges of Paper.”", last=True)
    lines = [at for at, _ in sheet.shown() if at >= steps[0]]
    undraw(sheet, lines[:4])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (undraw_note, ("note", "note-item", "lost")),
        (undraw_paragraph, ("paragraph", "p-9", "lost")),
        (undraw_cell, ("paragraph", "p-14", "lost")),
        (unlink_note, ("note", "note-item", "unlinked")),
        (move_destination_of_note_by_a_line, ("note", "note-item", "unlinked")),
    ],
)
def test_a_mutation_is_named(made: Finished, change, fault):
    assert made.faults("review", spoil(made.editions["review"], change)) == {fault}
