"""The note-safe page: no note is lost, doubled or out of order, and a long one is split.

Cause. While WeasyPrint tries lines, it moves notes between three lists: waiting, on this page,
put off. When the page is done it prints the second list, and never asks whether these are the
notes of the calls that stand on the page. A trial that is undone and leaves its mark in a list
costs a note. So does a page that is made again: what the page before had put off is forgotten.

Cure. The lists only reserve room while lines are tried (`context`). When the text of a page is
settled, the calls that really stand on it are read, their notes are laid out in document order
in the room that the text really left, and what does not fit is carried to the next page, under
the rule and before the notes called there. A page whose carried notes change is made again
(`pages`). No file of WeasyPrint is changed; three of its names are replaced.

The limits, and how to raise the version, are told in docs/weasyprint-notes.md.
"""

from __future__ import annotations

from typing import Final

VERSION: Final = "70.0"


class UnknownWeasyPrint(RuntimeError):
    """This WeasyPrint is not the one whose insides the repair knows."""


def require_version(repair: str, test: str) -> None:
    """Refuse to repair a WeasyPrint whose insides nobody has compared with the repair.

    `repair` says what would be repaired, `test` is the file that proves it.
    Raises UnknownWeasyPrint.
    """
    import weasyprint

    found = weasyprint.__version__
    if found != VERSION:
        raise UnknownWeasyPrint(
            f"the repair of {repair} knows WeasyPrint {VERSION} from inside, not {found}: "
            f"read docs/weasyprint-notes.md, run `pytest -m '' {test}`, then raise VERSION"
        )


def install() -> None:
    """Give every document laid out from now on the note-safe page; twice is once.

    Raises UnknownWeasyPrint for any version but 70.0.
    """
    require_version("notes", "tests/test_note_page.py")
    from weasyprint import document, layout
    from weasyprint.layout import page

    from recto.tools.note_page.context import NoteContext
    from recto.tools.note_page.pages import make_all_pages, part_of_page

    document.LayoutContext = NoteContext
    layout.make_all_pages = make_all_pages
    page.block_level_layout = part_of_page
