"""Rows of a table that are broken over pages, repaired: no text is drawn twice.

A cell that goes on on the next page, and of which nothing fits there, begins anew on the page
after: WeasyPrint 70.0 forgets how far it had come. One line of `table_layout` is replaced.
"""

from __future__ import annotations

import inspect
from typing import Final

from recto.tools.note_page import require_version

FORGETS: Final = "cell_resume_at = {0: None}"
REMEMBERS: Final = "cell_resume_at = cell_skip_stack or {0: None}"


def install() -> None:
    """Let cells go on where they were broken from now on; twice is once.

    Raises UnknownWeasyPrint for any version but 70.0.
    """
    require_version("broken rows", "tests/test_broken_rows.py")
    from weasyprint.layout import block, table

    if block.table_layout is not table.table_layout or hasattr(table.table_layout, "repaired"):
        return
    # The line stands in a function inside of the function, which nothing else can reach.
    source = inspect.getsource(table.table_layout)
    cured = compile(source.replace(FORGETS, REMEMBERS), str(table.__file__), "exec")
    exec(cured, vars(table))  # noqa: S102  # WeasyPrint's own source, of the version above
    table.table_layout.repaired = True
    block.table_layout = table.table_layout
