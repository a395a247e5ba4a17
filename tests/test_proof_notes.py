"""The proof of notes that stand elsewhere than at the foot, and of numbers that begin anew."""

from __future__ import annotations

import pytest
from markup_mutations import Pages, cut
from mutations import TEXT, WORKS, Finished, laid_out_anew, make
from pdf_mutations import Book, draw_again, exchange, spoil, undraw, without_ways

PLACES = ("section", "end", "margin")
EDITIONS = ("html", "epub", "pdf", "print", "review")
COUNTS = {"note": 16, "citation": 7, "paragraph": 26, "work": 3}
ITEM, INLINE = "A note of a list.", "An inline note about the name Kōchi."
# Before the body, between the body and the bibliography, and after it.
MATTER = """list-of-figures: true
publisher: The House Press
copyright: 2017 Ada Example
---"""
INDEXED = [
    ("closes.", '[closes]{.index term="closing"}.'),
    ("Reported by", '[Reported by]{.index term="Park, Min"}'),
    ("of verse", '[of verse]{.index term="Soeya, Yoshi, the author of a future"}'),
    ("the matter.[^again]", '[the matter]{.index term="The last paragraph ends"}.[^again]'),
]


def paper(folder, place: str) -> Finished:
    """Make a paper whose numbers begin anew, with all that stands round a paper."""
    text = TEXT.replace("\n---", f"\n{MATTER}", 1)
    for old, new in INDEXED:
        assert old in text
        text = text.replace(old, new, 1)
    settings = f'notes = "{place}"\nnote-numbers = "section"\n'
    return make(folder / f"notes-{place}", text, WORKS, EDITIONS, settings)


@pytest.fixture(scope="module", params=PLACES)
def made(tmp_path_factory, request) -> Finished:
    return paper(tmp_path_factory.mktemp("papers"), request.param)


def on_pages(made: Finished) -> dict[str, tuple[str, bytes]]:
    """Return the files of pages, by what they are: (edition, bytes)."""
    files = {name: (name, made.editions[name]) for name in ("pdf", "print", "review")}
    return files | {"bare": ("print", without_ways(made.editions["print"]))}


def number(made: Finished, label: str) -> str:
    return next(str(one.number) for one in made.paper.manuscript.notes if one.label == label)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_edition_is_whole(made: Finished, edition: str):
    account = made.account(edition, made.editions[edition])
    assert account.faults == ()
    assert account.arrived == account.expected == COUNTS


def test_a_print_edition_without_ways_is_whole(made: Finished):
    assert made.faults(*on_pages(made)["bare"]) == set()


def test_numbers_begin_anew(made: Finished):
    """So that the tests above tell something."""
    numbers = [one.number for one in made.paper.manuscript.notes]
    assert len(set(numbers)) < len(numbers)


@pytest.mark.parametrize("file", ["pdf", "bare"])
@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (ITEM, ("note", "note-item", "lost")),
        ("A numbered thing", ("paragraph", "p-9", "lost")),
        ("North", ("paragraph", "p-14", "lost")),
    ],
)
def test_what_is_not_drawn_is_lost(made: Finished, file: str, words: str, fault):
    edition, content = on_pages(made)[file]
    assert made.faults(edition, spoil(content, lambda book: undraw(*book.find(words)))) == {fault}


@pytest.mark.parametrize("file", ["pdf", "bare"])
def test_the_last_paragraph_is_lost(made: Finished, file: str):
    """Notes, a bibliography and an index stand behind it."""

    def change(book: Book):
        sheet, steps = book.find("The last paragraph ends the matter.")
        undraw(sheet, steps)

    edition, content = on_pages(made)[file]
    faults = made.faults(edition, spoil(content, change))
    assert ("paragraph", "p-26") in {(kind, id) for kind, id, _ in faults}
    assert {id for kind, id, _ in faults if kind != "call"} <= {"p-26"}


@pytest.mark.parametrize("file", ["review", "bare"])
def test_texts_of_notes_that_changed_places(made: Finished, file: str):
    edition, content = on_pages(made)[file]
    content = spoil(content, lambda book: exchange(book.find(ITEM), book.find("Drawn by hand.")))
    faults = made.faults(edition, content)
    assert {(kind, id) for kind, id, _ in faults} == {
        ("note", "note-item"), ("note", "note-figure"),
    }  # fmt: skip


@pytest.mark.parametrize("file", ["review", "bare"])
def test_a_note_is_drawn_twice(made: Finished, file: str):
    def change(book: Book):
        sheet, steps = book.find(number(made, "item") + ITEM)
        draw_again(sheet, sheet, steps, 70, 40)

    edition, content = on_pages(made)[file]
    assert ("note", "note-item", "doubled") in made.faults(edition, spoil(content, change))


def remove_note(pages: Pages):
    cut(pages.at("note-item"))


def test_a_note_that_was_never_set(made: Finished):
    faults = made.faults("pdf", laid_out_anew(made, remove_note))
    assert faults == {("note", "note-item", "lost"), ("call", "note-item", "unlinked")}


def test_a_note_is_named_by_its_section_too(made: Finished):
    account = made.account(
        "pdf", spoil(made.editions["pdf"], lambda book: undraw(*book.find(INLINE)))
    )
    (fault,) = account.faults
    assert fault.message.startswith("note 1 of “Endings” is")
