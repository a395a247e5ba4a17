"""A line that fits but for the space at its end is not broken in its middle, nor is a last word."""

from __future__ import annotations

from collections import Counter

import pytest
import weasyprint as engine
from note_documents import NoteDocument, random_document, render
from weasyprint.layout import inline

from recto.tools import line_end
from recto.tools.folios import page_map
from recto.tools.note_page import pages
from recto.tools.note_page.geometry import last_text
from recto.tools.page_references import untrue_references

STYLE = """
@page { size: 400px 200px; margin: 0 } html { font: 10px monospace } body { margin: 0 }
p { margin: 0; hyphens: auto; text-align: justify; font-size: 10px }
"""
TEXT = "was to provide equivalent plotting capabilities using the "


@pytest.fixture
def stock(monkeypatch):
    """Lay out with WeasyPrint as it is, until the repair is installed; and undo that."""
    line_end.install()
    monkeypatch.setattr(inline, "split_first_line", line_end._original)


def lines(html: str, style: str = "") -> list[str]:
    pages = (
        engine.HTML(string=f"<html lang=en-US><style>{STYLE}{style}</style>{html}").render().pages
    )
    return [
        "".join(inside.text for inside in box.descendants() if hasattr(inside, "text"))
        for page in pages
        for box in page._page_box.descendants()
        if type(box).__name__ == "LineBox"
    ]


def widths(html: str) -> set[str]:
    """Return how the first line ends at every width near that of the text."""
    return {lines(html, f"p {{ width: {width}px }}")[0] for width in range(330, 390, 2)}


@pytest.mark.usefixtures("stock")
def test_weasyprint_alone_still_breaks_such_a_line_in_its_middle():
    html = f"<p><em>It</em> {TEXT}<em>ggplot</em> package.</p>"
    assert any(line.endswith(("‐", "-")) and len(line) < 20 for line in widths(html))
    line_end.install()
    ends = widths(html)
    assert not any(line.endswith(("‐", "-")) and len(line) < 20 for line in ends)
    assert f"It {TEXT.rstrip()}" in {line.rstrip() for line in ends}


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{TEXT}<em>ggplot</em> package.</p>",
        f"<p><b>Words</b> {TEXT}<em>ggplot</em> and {TEXT}<b>more</b>.</p>",
        f"<p>{TEXT * 3}<em>x</em></p>",
        f"<p>{TEXT}</p>",
        f"<p style='white-space: pre-wrap'>{TEXT}<em>x</em></p>",
    ],
)
@pytest.mark.usefixtures("stock")
def test_no_letter_is_lost_or_doubled_at_any_width(html):
    line_end.install()
    wanted = "".join(letter for letter in lines(html, "p { width: 4000px }")[0] if letter.isalpha())
    for width in range(100, 400, 13):
        found = "".join(lines(html, f"p {{ width: {width}px }}"))
        assert "".join(letter for letter in found if letter.isalpha()) == wanted


def test_another_version_is_refused(monkeypatch):
    monkeypatch.setattr(engine, "__version__", "71.0")
    with pytest.raises(Exception, match=r"knows WeasyPrint 70\.0 from inside, not 71\.0"):
        line_end.install()


def page_ends(seed: int, folder) -> tuple[list[str], Counter[str]]:
    """Return the last text of every page, and how often each letter stands on of the pages."""
    document = random_document(seed)
    laid_out = render(document, folder)
    bodies = [
        child
        for page in laid_out.pages
        for child in page._page_box.children
        if child.element_tag == "html"
    ]
    printed = "".join(
        box.text for body in bodies for box in body.descendants() if hasattr(box, "text")
    )
    return [last_text(body) for body in bodies], Counter(filter(str.isalpha, printed))


@pytest.mark.parametrize("seed", [13, 15])
def test_no_page_ends_in_the_middle_of_a_word(seed, tmp_path, monkeypatch):
    ends, letters = page_ends(seed, tmp_path)
    assert len(ends) > 4
    assert not [end for end in ends if end.endswith("‐")]
    monkeypatch.setattr(pages, "HYPHENS_REMOVED", 0)
    divided, as_many = page_ends(seed, tmp_path)
    assert [end for end in divided if end.endswith("‐")]
    assert letters == as_many


WORDS = ["internationalisation", "misunderstanding", "of", "deterioration"] * 60


def referring(width: int, more: str, folder):
    """Lay out a text whose every word is referred to on the pages before it.

    Return the pages, the page on which each word stands, and the page that is said of it.
    """
    text = " ".join(f'<span id="w{at}">{word}</span>' for at, word in enumerate(WORDS))
    listed = "".join(f'<a class="page" href="#w{at}"></a> ' for at in range(len(WORDS)))
    style = f"{random_document(0).style}@page {{ size: {width}mm 80mm; margin: 10mm }}{more}"
    html = f'<!DOCTYPE html><html lang="en-GB"><body><p>{listed}</p><p class="text">{text}</p>'
    laid_out = render(NoteDocument(html, style, ()), folder)
    stands, said = {}, {}
    for number, page in enumerate(laid_out.pages, 1):
        for box in page._page_box.descendants():
            if box.element_tag == "span" and box.element.get("id", "").startswith("w"):
                stands.setdefault(box.element.get("id"), number)
            if box.element_tag == "a::after" and hasattr(box, "text"):
                said[box.element.get("href")[1:]] = int(box.text)
    assert len(stands) == len(WORDS)
    return laid_out, stands, said


@pytest.mark.parametrize("width", [66, 70, 74, 78])
def test_a_word_that_moves_to_the_next_page_takes_its_page_number_along(width: int, tmp_path):
    """The page was made with the word on it, and is made again without."""
    apart = ".text { break-before: page } .page { display: inline-block; width: 5mm }"
    _, stands, said = referring(width, apart, tmp_path)
    assert said == stands


def test_a_page_number_that_is_not_true_is_found(tmp_path):
    """WeasyPrint gives up on numbers that move the text behind them."""
    laid_out, stands, said = referring(66, "", tmp_path)
    wrong = {word for word in stands if said[word] != stands[word]}
    assert wrong
    found = {id for _, id, _, _ in untrue_references(laid_out, page_map(laid_out))}
    assert found == wrong
