"""A cell that is broken over pages goes on where it was, below the head of its table."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import weasyprint as engine

from recto.tools import broken_rows, note_page

LINES = [f"a{number}" for number in range(1, 13)]
LAST = [f"c{number}" for number in range(1, 8)]
DOCUMENT = f"""
<style>@page {{ size: 200px 100px; margin: 0 }} body {{ margin: 0; font: 10px/20px monospace }}
td {{ vertical-align: top; padding: 0 }} p {{ margin: 0; orphans: 1; widows: 1 }}</style>
<table><thead><tr><th>h<th>h2</thead><tr><td><p>{"<br>".join(LINES)}</p></td>
<td><p>b1</p><p>b2</p><p>b3</p><p>b4</p><p style="orphans: 9">{"<br>".join(LAST)}</p>
</td></tr></table>
"""


# A row that may not be broken, higher than the page has room for below the head.
HIGH = f"""
<style>@page {{ size: 200px 100px; margin: 0 }} body {{ margin: 0; font: 10px/20px monospace }}
td, th {{ padding: 0 }} p {{ margin: 0; orphans: 9; widows: 9 }}</style><p>before</p>
<table><thead><tr><th>head</thead><tr><td><p>{"<br>".join(LINES[:9])}</p></td></tr></table>
"""


def pages_of(document: str) -> list[list[str]]:
    return [
        [box.text for box in page._page_box.descendants() if hasattr(box, "text")]
        for page in engine.HTML(string=document).render().pages
    ]


def printed() -> list[str]:
    return sorted(text for page in pages_of(DOCUMENT) for text in page if text[0] in "abc")


def without(monkeypatch, good: str, bad: str, look: Callable[[], object]) -> object:
    """Return what a layout shows when one of the lines is not replaced."""
    from weasyprint.layout import block, table

    broken_rows.install()
    monkeypatch.setattr(broken_rows, good, getattr(broken_rows, bad))
    monkeypatch.delattr(block.table_layout, "repaired")
    ours = block.table_layout
    broken_rows.install()
    try:
        return look()
    finally:
        monkeypatch.undo()
        ours.repaired = True
        block.table_layout = table.table_layout = ours


def test_every_line_of_a_broken_cell_is_drawn_once():
    note_page.install()
    broken_rows.install()
    broken_rows.install()
    assert printed() == sorted([*LINES, *LAST, "b1", "b2", "b3", "b4"])


def test_weasyprint_alone_still_draws_lines_twice(monkeypatch):
    seen = without(monkeypatch, "REMEMBERS", "FORGETS", lambda: printed().count("b1"))
    assert seen == 2


def test_a_head_stands_above_a_row_that_is_too_high_for_the_page():
    note_page.install()
    broken_rows.install()
    before, first, *others = pages_of(HIGH)
    assert before == ["before"]
    assert first[:2] == ["head", "a1"]
    assert [text for page in (first, *others) for text in page if text != "head"] == LINES[:9]


def test_weasyprint_alone_still_drops_the_head(monkeypatch):
    seen = without(monkeypatch, "KEEPS", "DROPS", lambda: pages_of(HIGH))
    assert not any("head" in page for page in seen)


def test_another_version_is_refused(monkeypatch):
    monkeypatch.setattr(engine, "__version__", "71.0")
    with pytest.raises(Exception, match=r"knows WeasyPrint 70\.0 from inside, not 71\.0"):
        broken_rows.install()
