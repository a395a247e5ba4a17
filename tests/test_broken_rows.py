"""A cell that is broken over pages goes on where it was, however little fits on a page."""

from __future__ import annotations

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


def printed() -> list[str]:
    boxes = (
        box
        for page in engine.HTML(string=DOCUMENT).render().pages
        for box in page._page_box.descendants()
    )
    return sorted(box.text for box in boxes if hasattr(box, "text") and box.text[0] in "abc")


def test_every_line_of_a_broken_cell_is_drawn_once():
    note_page.install()
    broken_rows.install()
    broken_rows.install()
    assert printed() == sorted([*LINES, *LAST, "b1", "b2", "b3", "b4"])


def test_weasyprint_alone_still_draws_lines_twice(monkeypatch):
    from weasyprint.layout import block

    broken_rows.install()
    monkeypatch.setattr(broken_rows, "REMEMBERS", broken_rows.FORGETS)
    monkeypatch.delattr(block.table_layout, "repaired")
    ours = block.table_layout
    broken_rows.install()
    try:
        assert printed().count("b1") == 2
    finally:
        monkeypatch.undo()
        ours.repaired = True
        from weasyprint.layout import table

        block.table_layout = table.table_layout = ours


def test_another_version_is_refused(monkeypatch):
    monkeypatch.setattr(engine, "__version__", "71.0")
    with pytest.raises(Exception, match=r"knows WeasyPrint 70\.0 from inside, not 71\.0"):
        broken_rows.install()
