"""What can be done to the notes, calls, citations, paragraphs and works of a page of HTML or XHTML.

Each mutation changes the parsed pages of an edition, and says which faults the proof must then
report: exactly these, as (kind, id, fault).
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

Fault = tuple[str, str, str]
PAGES: dict[str, tuple[Callable[[Pages], None], set[Fault]]] = {}


class Pages:
    """The parsed pages of an edition, by the names of their files."""

    def __init__(self, roots: dict[str, Any]) -> None:
        self.roots = roots

    def at(self, id: str) -> Any:
        return next(e for root in self.roots.values() for e in root.iter() if e.get("id") == id)

    def words(self, note: str) -> Any:
        """The element that holds the text of a note."""
        return next(e for e in self.at(note).iter() if e.get("class") == "note-text")

    def backlink(self, note: str) -> Any:
        return next(e for e in self.at(note).iter() if e.get("class") == "backlink")

    def paragraph(self, id: str) -> Any:
        """The element whose first child is the anchor of a paragraph."""
        return self.at(id).getparent()


def cut(element: Any) -> Any:
    """Take an element out, but leave the text behind it."""
    around, before = element.getparent(), element.getprevious()
    if before is None:
        around.text = (around.text or "") + (element.tail or "")
    else:
        before.tail = (before.tail or "") + (element.tail or "")
    element.tail = None
    around.remove(element)
    return element


def blank(element: Any) -> None:
    """Take everything out of an element."""
    for child in list(element):
        element.remove(child)
    element.text = ""


def exchange(one: Any, other: Any) -> None:
    """Let two elements change places; the text behind each stays where it was."""
    here, there = one.getparent().index(one), other.getparent().index(other)
    around, beyond = one.getparent(), other.getparent()
    first, second = deepcopy(other), deepcopy(one)
    first.tail, second.tail = one.tail, other.tail
    around[here], beyond[there] = first, second


def double(element: Any) -> None:
    copy = deepcopy(element)
    copy.tail = None
    element.addprevious(copy)


def behind(element: Any, other: Any) -> None:
    """Move an element behind another."""
    cut(element)
    element.tail, other.tail = other.tail, None
    other.addnext(element)


def reword(element: Any, old: str, new: str) -> None:
    """Change words of an element, wherever they stand inside it."""
    for one in element.iter():
        for side in ("text", "tail"):
            said = getattr(one, side) or ""
            if old in said and not (one is element and side == "tail"):
                setattr(one, side, said.replace(old, new, 1))
                return
    raise AssertionError(f"`{old}` does not stand there")


def mutation(*faults: Fault) -> Callable[[Callable[[Pages], None]], Callable[[Pages], None]]:
    def keep(change: Callable[[Pages], None]) -> Callable[[Pages], None]:
        PAGES[change.__name__] = (change, set(faults))
        return change

    return keep


# Notes


@mutation(("note", "note-item", "lost"), ("call", "note-item", "unlinked"))
def remove_note(pages: Pages) -> None:
    cut(pages.at("note-item"))


@mutation(
    ("note", "note-many", "lost"),
    ("call", "note-many", "unlinked"),
    ("citation", "cite-0002", "lost"),
)
def remove_note_that_cites(pages: Pages) -> None:
    cut(pages.at("note-many"))


@mutation(("note", "note-item", "lost"))
def blank_note(pages: Pages) -> None:
    blank(pages.words("note-item"))


@mutation(("note", "note-long", "changed"))
def cut_the_end_of_a_long_note(pages: Pages) -> None:
    words = pages.words("note-long")
    words.text = words.text[: words.text.index("Remark 60")]


@mutation(("note", "note-many", "disordered"))
def swap_notes(pages: Pages) -> None:
    exchange(pages.at("note-short"), pages.at("note-many"))


@mutation(("note", "note-item", "changed"), ("note", "note-south", "changed"))
def swap_texts_of_notes(pages: Pages) -> None:
    exchange(pages.words("note-item"), pages.words("note-south"))


@mutation(("note", "note-item", "doubled"))
def double_note(pages: Pages) -> None:
    double(pages.at("note-item"))


@mutation(("note", "note-item", "disordered"))
def move_note(pages: Pages) -> None:
    behind(pages.at("note-item"), pages.at("note-formula"))


@mutation(("note", "note-item", "changed"))
def change_word_of_note(pages: Pages) -> None:
    reword(pages.words("note-item"), "list", "lists")


@mutation(("note", "note-item", "changed"))
def join_words_of_note(pages: Pages) -> None:
    reword(pages.words("note-item"), "A note", "Anote")


@mutation(("note", "note-lost", "changed"))
def drop_bracket_of_lost_note(pages: Pages) -> None:
    reword(pages.words("note-lost"), "]", "")


@mutation(("note", "note-item", "unlinked"))
def unlink_note(pages: Pages) -> None:
    del pages.backlink("note-item").attrib["href"]


@mutation(("note", "note-item", "unlinked"))
def lead_note_to_another_call(pages: Pages) -> None:
    pages.backlink("note-item").set("href", pages.backlink("note-north").get("href"))


@mutation(("note", "note-item", "changed"))
def renumber_note(pages: Pages) -> None:
    pages.backlink("note-item").text = "11"


@mutation(("note", "note-item", "changed"))
def drop_number_of_note(pages: Pages) -> None:
    pages.backlink("note-item").text = ""


@mutation(("note", "note-item", "lost"), ("call", "note-item", "unlinked"))
def hide_note(pages: Pages) -> None:
    pages.at("note-item").set("hidden", "hidden")


@mutation(("note", "note-item", "lost"))
def hide_text_of_note(pages: Pages) -> None:
    pages.words("note-item").set("style", "color: red; display:NONE")


@mutation(("note", "note-item", "lost"))
def make_text_of_note_too_small(pages: Pages) -> None:
    pages.words("note-item").set("style", "font-size: 0")


@mutation(
    ("note", "note-item", "lost"), ("call", "note-item", "unlinked"), ("note", "note-none", "stray")
)
def give_note_another_id(pages: Pages) -> None:
    pages.at("note-item").set("id", "note-none")


@mutation(("note", "note-item", "changed"))
def comment_inside_note(pages: Pages) -> None:
    words = pages.words("note-item")
    words.text = "A note of "  # the rest stands where no reader sees it
    words.set("title", "a list.")


# Calls


@mutation(("call", "note-item", "lost"), ("note", "note-item", "unlinked"))
def remove_call(pages: Pages) -> None:
    cut(pages.at("call-item").getparent())


@mutation(("call", "note-item", "changed"))
def blank_call(pages: Pages) -> None:
    pages.at("call-item").text = ""


@mutation(("call", "note-item", "changed"))
def renumber_call(pages: Pages) -> None:
    pages.at("call-item").text = "11"


@mutation(("call", "note-item", "unlinked"))
def unlink_call(pages: Pages) -> None:
    del pages.at("call-item").attrib["href"]


@mutation(("call", "note-item", "unlinked"))
def lead_call_to_another_note(pages: Pages) -> None:
    pages.at("call-item").set("href", pages.at("call-north").get("href"))


@mutation(("call", "note-item", "doubled"))
def double_call(pages: Pages) -> None:
    double(pages.at("call-item").getparent())


@mutation(("call", "note-many", "disordered"), ("paragraph", "p-2", "changed"))
def swap_calls(pages: Pages) -> None:
    exchange(pages.at("call-short"), pages.at("call-many"))


@mutation(
    ("call", "note-item", "disordered"),
    ("paragraph", "p-8", "changed"),
    ("paragraph", "p-17", "changed"),
)
def move_call(pages: Pages) -> None:
    behind(pages.at("call-item").getparent(), pages.at("call-south").getparent())


@mutation(("paragraph", "p-2", "changed"))
def shift_call_inside_its_paragraph(pages: Pages) -> None:
    call = pages.at("call-short").getparent()
    cut(call)
    paragraph = pages.paragraph("p-2")
    anchor = paragraph[0]
    first, second = anchor.tail.split("paragraph ", 1)
    anchor.tail, call.tail = first + "paragraph ", second
    anchor.addnext(call)


@mutation(("call", "note-item", "lost"), ("note", "note-item", "unlinked"))
def hide_call(pages: Pages) -> None:
    pages.at("call-item").getparent().set("style", "visibility: hidden")


# Citations


@mutation(("citation", "cite-0002", "lost"), ("note", "note-many", "changed"))
def remove_citation(pages: Pages) -> None:
    cut(pages.at("cite-0002"))


@mutation(("citation", "cite-0002", "lost"), ("note", "note-many", "changed"))
def blank_citation(pages: Pages) -> None:
    blank(pages.at("cite-0002"))


@mutation(("citation", "cite-0002", "changed"), ("note", "note-many", "changed"))
def change_word_of_citation(pages: Pages) -> None:
    reword(pages.at("cite-0002"), "chap. 3", "chap. 4")


@mutation(("citation", "cite-0002", "changed"), ("note", "note-many", "changed"))
def change_page_range_of_citation(pages: Pages) -> None:
    reword(pages.at("cite-0002"), "23–32", "23-32")


@mutation(
    ("citation", "cite-0002", "disordered"), ("citation", "cite-0006", "disordered"),
    ("note", "note-many", "changed"), ("note", "note-north", "changed"),
)  # fmt: skip
def swap_citations(pages: Pages) -> None:
    exchange(pages.at("cite-0002"), pages.at("cite-0006"))


@mutation(("citation", "cite-0006", "doubled"), ("note", "note-north", "changed"))
def double_citation(pages: Pages) -> None:
    double(pages.at("cite-0006"))


@mutation(
    ("citation", "cite-0007", "disordered"),
    ("note", "note-north", "lost"), ("note", "note-again", "changed"),
)  # fmt: skip
def move_citation(pages: Pages) -> None:
    behind(pages.at("cite-0006"), pages.at("cite-0007"))


@mutation(("citation", "cite-0006", "lost"))
def unmark_citation(pages: Pages) -> None:
    del pages.at("cite-0006").attrib["id"]


# Paragraphs


@mutation(
    ("paragraph", "p-2", "lost"),
    ("call", "note-short", "lost"), ("note", "note-short", "unlinked"),
    ("call", "note-many", "lost"), ("note", "note-many", "unlinked"),
)  # fmt: skip
def remove_paragraph(pages: Pages) -> None:
    cut(pages.paragraph("p-2"))


@mutation(("paragraph", "p-24", "lost"))
def blank_paragraph(pages: Pages) -> None:
    pages.at("p-24").tail = ""


@mutation(("paragraph", "p-8", "disordered"))
def swap_items(pages: Pages) -> None:
    exchange(pages.paragraph("p-7"), pages.paragraph("p-8"))


@mutation(("paragraph", "p-9", "changed"), ("paragraph", "p-10", "changed"))
def swap_texts_of_items(pages: Pages) -> None:
    one, other = pages.at("p-9"), pages.at("p-10")
    one.tail, other.tail = other.tail, one.tail


@mutation(("paragraph", "p-24", "doubled"))
def double_paragraph(pages: Pages) -> None:
    double(pages.paragraph("p-24"))


@mutation(("paragraph", "p-24", "disordered"))
def move_paragraph(pages: Pages) -> None:
    behind(pages.paragraph("p-24"), pages.paragraph("p-26"))


@mutation(("paragraph", "p-24", "changed"))
def change_word_of_paragraph(pages: Pages) -> None:
    reword(pages.paragraph("p-24"), "Sentence 17", "Sentence 71")


@mutation(("paragraph", "p-24", "lost"))
def hide_paragraph(pages: Pages) -> None:
    pages.paragraph("p-24").set("style", "display : none")


@mutation(("paragraph", "p-24", "lost"))
def make_paragraph_transparent(pages: Pages) -> None:
    pages.paragraph("p-24").set("style", "opacity:0.0")


@mutation(("paragraph", "endings", "changed"))
def renumber_heading(pages: Pages) -> None:
    reword(pages.at("endings"), "2", "3")


@mutation(("paragraph", "endings", "changed"))
def change_word_of_heading(pages: Pages) -> None:
    reword(pages.at("endings"), "Endings", "Ends")


@mutation(("paragraph", "p-14", "changed"), ("paragraph", "p-16", "changed"))
def swap_texts_of_cells(pages: Pages) -> None:
    one, other = pages.at("p-14"), pages.at("p-16")
    one.tail, other.tail = other.tail, one.tail


@mutation(("paragraph", "p-19", "changed"))
def change_word_of_caption(pages: Pages) -> None:
    reword(pages.paragraph("p-19"), "figure", "picture")


@mutation(("paragraph", "p-18", "lost"))
def remove_picture(pages: Pages) -> None:
    cut(next(e for e in pages.paragraph("p-18").iter() if str(e.tag).endswith("img")))


@mutation(("paragraph", "p-20", "changed"))
def remove_formula(pages: Pages) -> None:
    cut(next(e for e in pages.paragraph("p-20").iter() if str(e.tag).endswith("math")))


@mutation(("paragraph", "p-21", "changed"))
def change_code(pages: Pages) -> None:
    reword(pages.at("p-21"), "0", "1")


@mutation(("paragraph", "p-22", "changed"))
def drop_line_of_verse(pages: Pages) -> None:
    reword(pages.paragraph("p-22"), "and its answer", "")


@mutation(("paragraph", "p-5", "changed"))
def say_more_in_a_quotation(pages: Pages) -> None:
    reword(pages.paragraph("p-5"), "word for word.", "word for word, almost.")


@mutation(("text", "", "stray"))
def add_a_paragraph(pages: Pages) -> None:
    extra = deepcopy(pages.paragraph("p-9"))
    blank(extra)
    extra.text = "Nobody wrote this."
    pages.paragraph("p-9").getparent().addprevious(extra)


# Works


@mutation(("work", "ref-park2014", "lost"))
def remove_work(pages: Pages) -> None:
    cut(pages.at("ref-park2014"))


@mutation(("work", "ref-park2014", "lost"))
def blank_work(pages: Pages) -> None:
    blank(pages.at("ref-park2014"))


@mutation(("work", "ref-soeya2016", "disordered"))
def swap_works(pages: Pages) -> None:
    exchange(pages.at("ref-park2014"), pages.at("ref-soeya2016"))


@mutation(("work", "ref-park2014", "doubled"))
def double_work(pages: Pages) -> None:
    double(pages.at("ref-park2014"))


@mutation(("work", "ref-park2014", "changed"))
def change_year_of_work(pages: Pages) -> None:
    reword(pages.at("ref-park2014"), "2014", "2015")


@mutation(("work", "ref-invented1999", "stray"))
def add_a_work(pages: Pages) -> None:
    extra = deepcopy(pages.at("ref-park2014"))
    extra.set("id", "ref-invented1999")
    pages.at("ref-park2014").addprevious(extra)


@mutation(("note", "note-invented", "stray"))
def add_a_note(pages: Pages) -> None:
    extra = deepcopy(pages.at("note-item"))
    extra.set("id", "note-invented")
    pages.at("note-item").addprevious(extra)
