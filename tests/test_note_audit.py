"""The audit of the notes turns red for every fault that a page can have, and for nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from note_documents import FORMULA, STYLE, NoteDocument, Notes, render

from recto.tools import weasyprint
from recto.tools.note_audit import NoteFault, audit
from recto.tools.note_words import Line, follow, letters

PAGE = STYLE % {"size": "110mm 120mm", "orphans": 2, "widows": 2, "figure": 60}
WORDS = "Intergovernmental cooperation between both governments, 1965–2012."


def words(number: int) -> str:
    return " ".join(f"text{at}" for at in range(number))


def three_notes() -> NoteDocument:
    note = Notes()
    return note.document(
        f"<p>{words(60)}{note(WORDS)} {words(9)}{note('The second.')} {words(400)}"
        f"{note('The third.')}</p>",
        PAGE,
    )


def areas(document: Any) -> list[Any]:
    return [
        box
        for page in document.pages
        for box in page._page_box.children
        if type(box).__name__ == "FootnoteAreaBox"
    ]


def texts(box: Any) -> list[Any]:
    return [inside for inside in box.descendants() if type(inside).__name__ == "TextBox"]


# What may go wrong, done to the boxes of a document that is right


def drop_a_note(document: Any) -> None:
    area = areas(document)[0]
    area.children = area.children[:1]


def drop_a_call(document: Any) -> None:
    for page in document.pages:
        for box in page._page_box.descendants():
            box.children = [
                child
                for child in box.children
                if child.element is None or child.element.get("id") != "call-2"
            ]


def print_a_note_twice(document: Any) -> None:
    area = areas(document)[0]
    again = area.children[0].deepcopy()
    again.translate(dy=300)
    area.children = [*area.children, again]


def swap_two_notes(document: Any) -> None:
    area = areas(document)[0]
    area.children = area.children[::-1]


def swap_two_notes_for_the_eye(document: Any) -> None:
    first, second = areas(document)[0].children
    height = first.margin_height()
    first.translate(dy=second.margin_height())
    second.translate(dy=-height)


def move_a_note_to_the_page_before(document: Any) -> None:
    first, last = areas(document)[0], areas(document)[-1]
    first.children = [*first.children, last.children[-1]]
    last.children = last.children[:-1]


def move_a_note_to_a_later_page(document: Any) -> None:
    first, last = areas(document)[0], areas(document)[-1]
    last.children = [first.children[1], *last.children]
    first.children = first.children[:1]


def change_a_word(document: Any) -> None:
    box = texts(areas(document)[0])[1]
    box.text = box.text.replace("between", "among")


def add_a_word(document: Any) -> None:
    texts(areas(document)[0].children[1])[-1].text += " Really."


def lose_the_last_line(document: Any) -> None:
    note = areas(document)[0].children[0]
    note.children = note.children[:-1]


def print_a_strange_note(document: Any) -> None:
    note = areas(document)[0].children[1]
    note.element.set("id", "note-of-nobody")


def move_the_notes_over_the_text(document: Any) -> None:
    areas(document)[0].translate(dy=-40)


def move_a_note_over_another(document: Any) -> None:
    first, second = areas(document)[0].children
    second.translate(dy=first.position_y - second.position_y + 3)


def move_the_notes_off_the_page(document: Any) -> None:
    areas(document)[0].translate(dy=60)


def move_the_notes_off_the_sheet(document: Any) -> None:
    areas(document)[0].translate(dx=200)


SPOILT = [
    (drop_a_note, "lost", "note 2 is lost: its call stands on page 1"),
    (drop_a_call, "lost", "the note `note-2` on page 1 has lost its call"),
    (print_a_note_twice, "doubled", "note 1 on page 1 says what has already been said"),
    (swap_two_notes, "disordered", "note 1 on page 1 stands after note 2"),
    (swap_two_notes_for_the_eye, "disordered", "note 1 on page 1 stands after note 2"),
    (move_a_note_to_the_page_before, "early", "stands before its call on page"),
    (move_a_note_to_a_later_page, "late", "begins after its call on page 1"),
    (change_a_word, "text", "note 1 on page 1 leaves the words of its source: `between both"),
    (add_a_word, "text", "note 2 on page 1 goes on where its source ends"),
    (lose_the_last_line, "text", "note 1 on page 1 ends too early: `"),
    (print_a_strange_note, "text", "stands among the notes but is none of the paper's"),
    (move_the_notes_over_the_text, "overlap", "note 1 on page 1 covers the text"),
    (move_a_note_over_another, "overlap", "note 2 on page 1 covers note 1"),
    (move_the_notes_off_the_page, "outside", "leaves the page"),
    (move_the_notes_off_the_sheet, "outside", "note 1 on page 1 leaves the page"),
]


@pytest.mark.parametrize(("spoil", "kind", "says"), SPOILT)
def test_every_fault_turns_it_red(spoil: Callable[[Any], None], kind: str, says: str, tmp_path):
    source = three_notes()
    document = render(source, tmp_path)
    assert audit(document, source.notes).faults == ()
    spoil(document)
    found = [fault for fault in audit(document, source.notes).faults if fault.kind == kind]
    assert any(says in fault.message for fault in found), found
    assert all(fault.is_error == (kind != "late") for fault in found)


def test_it_knows_where_each_note_stands(tmp_path):
    note = Notes()
    source = note.document(f"<p>{words(30)}{note(words(900))} {words(600)}</p>", PAGE)
    (place,) = audit(render(source, tmp_path), source.notes).places
    assert (place.note, place.call) == ("note-1", 1)
    assert place.parts == tuple(range(1, len(place.parts) + 1))


def test_a_note_that_the_page_never_had_is_lost(tmp_path):
    source = three_notes()
    wanted = [*source.notes, ("note-4", "call-4", "The fourth.")]
    (fault,) = audit(render(source, tmp_path), wanted).faults
    assert fault == NoteFault("lost", "note-4", None, "the note `note-4` is lost: so is its call")


def test_the_print_edition_hands_over_the_faults(tmp_path):
    source = three_notes()
    prepared = weasyprint.prepare(source.style, tmp_path)
    wanted = [*source.notes[:2], ("note-3", "call-3", "The third, changed.")]
    done = weasyprint.lay_out(source.html, prepared, tmp_path, wanted)
    weasyprint.release(prepared)
    ((kind, note, message),) = done.faults
    assert (kind, note) == ("text", "note-3")
    assert message.startswith("note 3 on page")


# What is no fault

NO_FAULT = {
    "formula": (f"Where {FORMULA} holds.", "Where ⟦⟧ holds."),
    "formula alone": (FORMULA, "⟦⟧"),
    "two formulas": (f"{FORMULA}{FORMULA} and {FORMULA}", "⟦⟧⟦⟧ and ⟦⟧"),
    "formula that could not be drawn": (
        f"Where <code>\\frac{{1}}{{2}}</code> holds, {words(20)}",
        f"Where ⟦⟧ holds, {words(20)}",
    ),
    "formula over lines that could not be drawn": (
        f"Where <code>{words(40)}</code> holds.",
        "Where ⟦⟧ holds.",
    ),
    "hyphens": ("Co-operation and internationalisation " * 12,) * 2,
    "soft hyphens": ("Inter\u00adnationali\u00adsation " * 30,) * 2,
    "capitals": ('<span style="text-transform:uppercase">Ministry of</span> x', "Ministry of x"),
    "blocks": (
        "<p>One.</p><ol><li>two</li></ol><blockquote><p>three</p></blockquote><pre>four\nfive</pre>",
        "One. two three four five",
    ),
    "inline block": (
        'One <span style="display:inline-block;width:20mm">two three four five</span> six.',
        "One two three four five six.",
    ),
    "generated": ('<q class="page">One</q>', "“One”"),
    "lost": ("[…]", "[…]"),
    "hangul": ("박철희, 添谷芳秀 (Soeya)", "박철희, 添谷芳秀 (Soeya)"),
}


@pytest.mark.parametrize("case", NO_FAULT)
def test_what_is_printed_otherwise_is_still_the_note(case: str, tmp_path):
    html, source_words = NO_FAULT[case]
    note = Notes()
    source = note.document(f"<p>{words(30)}{note(html, source_words)} {words(90)}</p>", PAGE)
    style = source.style + "q::before, q::after { content: none }"
    if case == "generated":
        source_words = "One"
    document = render(NoteDocument(source.html, style, source.notes), tmp_path)
    assert audit(document, [("note-1", "call-1", source_words)]).faults == ()


def test_a_formula_that_is_not_there_is_missed(tmp_path):
    note = Notes()
    source = note.document(f"<p>{words(9)}{note('Where holds.', 'Where ⟦⟧ holds.')}</p>", PAGE)
    (fault,) = audit(render(source, tmp_path), source.notes).faults
    assert fault.kind == "text"


@pytest.mark.parametrize(
    ("source", "printed", "whole"),
    [
        ("cooperation", [("coop‐", "‐"), ("eration", "‐")], True),
        ("co-operation", [("co-", "‐"), ("operation", "‐")], True),
        ("co-operation", [("co", "‐"), ("operation", "‐")], False),
        ("cooperation", [("coop-", "‐"), ("eration", "‐")], False),
        ("cooperation", [("coop‐eration", "‐")], False),
        ("co‐op", [("co‐", "‐"), ("op", "‐")], True),
        ("a ⟦⟧ b", [("a\ufffcb", "")], True),
        ("a ⟦⟧ b", [("ab", "")], False),
        ("a ⟦⟧ b", [("axyz", ""), ("b", "")], True),
        ("a⟦note-3⟧ b", [("ab", "")], True),
        ("“a”", [('"a"', "")], False),
    ],
)
def test_letters_are_followed(source: str, printed: list[tuple[str, str]], whole: bool):
    wanted = letters(source)
    end = follow(wanted, 0, [Line(*line) for line in printed])
    assert (end == len(wanted)) is whole


# Notes elsewhere than at the foot

BESIDE = """
@page { size: 150mm 120mm } @page :right { padding-right: 40mm } @page :left { padding-left: 40mm }
"""
LISTED = ".note { float: none; margin: 0 }"


def in_the_margin() -> NoteDocument:
    note = Notes()
    body = "".join(f"<p>{words(30)}{note(words(3 * at))} {words(9)}</p>" for at in range(1, 9))
    source = note.document(body, PAGE)
    html = source.html.replace("<body>", '<body class="notes-margin">')
    return NoteDocument(html, source.style + BESIDE, source.notes)


def in_sections() -> NoteDocument:
    note = Notes()
    body = ""
    for count in (2, 1, 3):
        text = "".join(f"<p>{words(9)}{note(words(9))} {words(9)}</p>" for _ in range(count))
        listed = "".join(note.asides[-count:])
        body += f'<section class="section"><h2>A</h2>{text}<section>{listed}</section></section>'
    note.asides = []
    source = note.document(body, PAGE)
    html = source.html.replace("<body>", '<body class="notes-section">')
    return NoteDocument(html, source.style + LISTED, source.notes)


def at_the_end() -> NoteDocument:
    note = Notes()
    body = "".join(f"<p>{words(9)}{note(words(9))} {words(9)}</p>" for _ in range(4))
    body += f"<section>{''.join(note.asides)}</section>"
    note.asides = []
    source = note.document(body, PAGE)
    html = source.html.replace("<body>", '<body class="notes-end">')
    return NoteDocument(html, source.style + LISTED, source.notes)


def beside(document: Any, page: int = 0) -> list[Any]:
    (area,) = [one for one in document.pages[page]._page_box.children if one in areas(document)]
    return list(area.children)


def listed(document: Any) -> list[tuple[Any, Any]]:
    """Return the boxes of listed notes, each with the box around it."""
    return [
        (around, box)
        for page in document.pages
        for around in page._page_box.descendants()
        for box in around.children
        if box.element_tag == "aside" and around.element is not box.element
    ]


def set_a_note_lower(document: Any) -> None:
    beside(document)[-1].translate(dy=40)


def set_a_note_higher(document: Any) -> None:
    beside(document)[0].translate(dy=-40)


def set_a_note_over_another_beside(document: Any) -> None:
    first, second, *_ = beside(document)
    second.translate(dy=first.position_y - second.position_y + 3)


def swap_two_notes_beside(document: Any) -> None:
    first, second, *_ = beside(document)
    first_y, second_y = first.position_y, second.position_y
    first.translate(dy=second_y - first_y)
    second.translate(dy=first_y - second_y)


def set_a_note_below_the_page(document: Any) -> None:
    beside(document)[-1].translate(dy=300)


def set_a_note_off_the_sheet(document: Any) -> None:
    beside(document)[0].translate(dx=150)


def set_a_note_over_the_text(document: Any) -> None:
    beside(document)[0].translate(dx=-60)


def drop_a_note_beside(document: Any) -> None:
    area = areas(document)[0]
    area.children = area.children[1:]


def print_a_note_beside_twice(document: Any) -> None:
    area = areas(document)[0]
    again = area.children[0].deepcopy()
    area.children = [*area.children, again]


def move_a_note_beside_to_the_next_page(document: Any) -> None:
    first, second = areas(document)[:2]
    second.children = [first.children[-1], *second.children]
    first.children = first.children[:-1]


def move_a_note_beside_to_the_page_before(document: Any) -> None:
    first, second = areas(document)[:2]
    first.children = [*first.children, second.children[0]]
    second.children = second.children[1:]


def change_a_word_beside(document: Any) -> None:
    box = texts(beside(document)[0])[1]
    box.text = box.text.replace("text1", "text2")


def drop_a_listed_note(document: Any) -> None:
    around, box = listed(document)[1]
    around.children = [child for child in around.children if child is not box]


def swap_listed_notes(document: Any) -> None:
    around, box = listed(document)[0]
    other = next(one for parent, one in listed(document)[1:] if parent is around)
    children = list(around.children)
    one, two = children.index(box), children.index(other)
    children[one], children[two] = children[two], children[one]
    around.children = children


def set_a_listed_note_over_another(document: Any) -> None:
    listed(document)[1][1].translate(dy=-8)


def set_a_listed_note_before_its_call(document: Any) -> None:
    box = listed(document)[0][1]
    box.translate(dy=document.pages[0]._page_box.content_box_y() - box.position_y)


def set_a_listed_note_off_the_page(document: Any) -> None:
    listed(document)[-1][1].translate(dy=500)


def print_a_listed_note_twice(document: Any) -> None:
    around, box = listed(document)[-1]
    again = box.deepcopy()
    again.translate(dy=box.border_height())
    around.children = [*around.children, again]


def change_a_listed_word(document: Any) -> None:
    box = texts(listed(document)[0][1])[1]
    box.text = box.text.replace("text1", "text2")


def list_a_note_in_another_section(document: Any) -> None:
    (first, box), *_, (last, _) = listed(document)
    first.children = [child for child in first.children if child is not box]
    last.children = [*last.children, box]


MARGIN = [
    (set_a_note_lower, "adrift", "stands apart from the line of its call"),
    (set_a_note_higher, "adrift", "note 1 on page 1 stands apart from the line of its call"),
    (set_a_note_over_another_beside, "overlap", "note 2 on page 1 covers note 1"),
    (swap_two_notes_beside, "disordered", "note 1 on page 1 stands after note 2"),
    (set_a_note_below_the_page, "outside", "leaves the page"),
    (set_a_note_off_the_sheet, "outside", "note 1 on page 1 leaves the page"),
    (set_a_note_over_the_text, "overlap", "note 1 on page 1 covers the text"),
    (set_a_note_over_the_text, "late", "note 1 on page 1 has no room in the margin"),
    (drop_a_note_beside, "lost", "note 1 is lost: its call stands on page 1"),
    (print_a_note_beside_twice, "doubled", "note 1 on page 1 says what has already been said"),
    (move_a_note_beside_to_the_next_page, "late", "begins after its call on page 1"),
    (move_a_note_beside_to_the_page_before, "early", "stands before its call on page 2"),
    (change_a_word_beside, "text", "note 1 on page 1 leaves the words of its source"),
]
LISTS = [
    (drop_a_listed_note, "lost", "note 2 is lost: its call stands on page 1"),
    (swap_listed_notes, "disordered", "note 1 on page"),
    (set_a_listed_note_over_another, "overlap", "covers note 1"),
    (set_a_listed_note_before_its_call, "early", "stands before its call on page 1"),
    (set_a_listed_note_off_the_page, "outside", "leaves the page"),
    (print_a_listed_note_twice, "doubled", "says what has already been said"),
    (change_a_listed_word, "text", "note 1 on page"),
]
ELSEWHERE = [
    *((in_the_margin, *case) for case in MARGIN),
    *((in_sections, *case) for case in LISTS),
    *((at_the_end, *case) for case in LISTS),
    (in_sections, list_a_note_in_another_section, "disordered", "in another section than its"),
]


@pytest.mark.parametrize(("write", "spoil", "kind", "says"), ELSEWHERE)
def test_every_fault_elsewhere_turns_it_red(
    write: Callable[[], NoteDocument],
    spoil: Callable[[Any], None],
    kind: str,
    says: str,
    tmp_path,
):
    source = write()
    document = render(source, tmp_path)
    assert audit(document, source.notes).faults == ()
    spoil(document)
    found = [fault for fault in audit(document, source.notes).faults if fault.kind == kind]
    assert any(says in fault.message for fault in found), found
