"""Rows of a table that are broken over pages, repaired: no text is drawn twice, no head is lost.

A cell that goes on on the next page, and of which nothing fits there, begins anew on the page
after: WeasyPrint 70.0 forgets how far it had come. And a head is dropped from a page whose first
row may not be broken and does not fit below it: the row is tried as if other text stood before
the table. One line of `table_layout` is replaced for each.
"""

from __future__ import annotations

import inspect
from typing import Final

from recto.tools.note_page import require_version

FORGETS: Final = "cell_resume_at = {0: None}"
REMEMBERS: Final = "cell_resume_at = cell_skip_stack or {0: None}"
DROPS: Final = """
                # We could not fit any content, drop the header.
                header = None
"""
KEEPS: Final = """
                # Nothing stands before the table on this page: a row that is too high is broken.
                new_table_children, resume_at, next_page, end_position_y = (
                    body_groups_layout(
                        skip_stack, position_y + header_height, bottom_space,
                        page_is_empty=True))
                if new_table_children:
                    return (
                        header, new_table_children, footer, end_position_y,
                        resume_at, next_page)
                header = None
"""


def install() -> None:
    """Let cells go on where they were broken, below the head, from now on; twice is once.

    Raises UnknownWeasyPrint for any version but 70.0.
    """
    require_version("broken rows", "tests/test_broken_rows.py")
    from weasyprint.layout import block, table

    if block.table_layout is not table.table_layout or hasattr(table.table_layout, "repaired"):
        return
    # The lines stand in functions inside of the function, which nothing else can reach.
    source = inspect.getsource(table.table_layout)
    source = source.replace(FORGETS, REMEMBERS).replace(DROPS, KEEPS)
    cured = compile(source, str(table.__file__), "exec")
    exec(cured, vars(table))  # noqa: S102  # WeasyPrint's own source, of the version above
    table.table_layout.repaired = True
    block.table_layout = table.table_layout
