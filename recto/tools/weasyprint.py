"""WeasyPrint 70: a page of HTML and a stylesheet to a PDF, with notes at the foot of the page.

The notes arrive in the HTML as `<aside class="note">` elements in one list; HTML does not let an
aside stand inside a paragraph, so each is moved behind its call after parsing.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from recto.tools.fonts import font_folder

FONT_SCHEME = "recto-font"


@dataclass(frozen=True)
class LaidOut:
    """A finished PDF: its bytes, its number of pages, what WeasyPrint warned of, and what the
    audit of the pages found, as (kind, note id, message)."""

    pdf: bytes
    pages: int
    warnings: tuple[str, ...]
    faults: tuple[tuple[str, str, str], ...]


class LayoutError(Exception):
    """WeasyPrint could not lay the document out; the message is one line."""


def prepare(stylesheet: str, root: Path) -> tuple[Any, Any, Any]:
    """Import WeasyPrint and parse a stylesheet ahead of the text: both take a third of a second."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    from recto.tools import note_page

    note_page.install()
    fonts = FontConfiguration()
    fetcher = _fetcher(root)
    # A stylesheet is parsed once; without pages of its own it needs no base but the fetcher's.
    sheet = weasyprint.CSS(
        string=stylesheet, font_config=fonts, url_fetcher=fetcher, base_url=_base(root)
    )
    return sheet, fonts, fetcher


def release(prepared: tuple[Any, Any, Any]) -> None:
    """Remove the temporary fonts: destructors, which would, do not run in every process."""
    import shutil

    folder = prepared[1]._folder
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
        prepared[1]._folder = None


def lay_out(
    html: str, prepared: tuple[Any, Any, Any], root: Path, notes: list[tuple[str, str, str]]
) -> LaidOut:
    """Lay out a document and audit its notes, given as (note id, call id, text), in order.

    Raises LayoutError.
    """
    import weasyprint
    from weasyprint.urls import FatalURLFetchingError

    from recto.tools.note_audit import audit

    sheet, fonts, fetcher = prepared
    warnings = _Warnings()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(warnings)
    try:
        page = weasyprint.HTML(string=html, base_url=_base(root), url_fetcher=fetcher)
        _move_notes(page)
        document = page.render(stylesheets=[sheet], font_config=fonts)
        faults = audit(document, notes)
        pdf = document.write_pdf()
    except FatalURLFetchingError as problem:
        raise LayoutError(f"the page asks for what it may not have: {problem}") from problem
    finally:
        logger.removeHandler(warnings)
    return LaidOut(pdf, len(document.pages), tuple(warnings.said), tuple(faults))


def _base(root: Path) -> str:
    return root.resolve().as_uri() + "/"


def _move_notes(page: Any) -> None:
    """Move each note behind the superscript that holds its call."""
    import cssselect2

    tree = page.etree_element
    parents = {child: parent for parent in tree.iter() for child in parent}
    calls = {
        element.get("href", "").removeprefix("#"): element
        for element in tree.iter("a")
        if element.get("class") == "call"
    }
    for note in [e for e in tree.iter("aside") if e.get("class", "").split()[:1] == ["note"]]:
        call = calls.get(note.get("id", ""))
        if call is None:
            continue
        parents[note].remove(note)
        place = parents[call] if parents[call].tag == "sup" else call
        around = parents[place]
        at = list(around).index(place)
        note.tail, place.tail = place.tail, None
        around.insert(at + 1, note)
    page.wrapper_element = cssselect2.ElementWrapper.from_html_root(tree, content_language=None)


def _fetcher(root: Path) -> Any:
    """Return a fetcher that reads the paper's folder and our fonts, and nothing else."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    home = root.resolve()

    class Jail(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        def __init__(self) -> None:
            super().__init__(
                allowed_protocols=("file", "data"), allow_redirects=False, fail_on_errors=True
            )

        def fetch(self, url: str, headers: Any = None) -> Any:
            parts = urlsplit(url)
            if parts.scheme == FONT_SCHEME:
                path = font_folder() / Path(unquote(parts.path)).name
                return super().fetch(path.as_uri(), headers)
            if parts.scheme == "file":
                path = Path(unquote(parts.path)).resolve()
                if not path.is_relative_to(home):
                    raise FatalURLFetchingError(f"{url} lies outside of the paper's folder")
            elif parts.scheme != "data":
                raise FatalURLFetchingError(f"{url} would have to be fetched")
            return super().fetch(url, headers)

    return Jail()


class _Warnings(logging.Handler):
    """Keeps what WeasyPrint logs: a warning of the printer is a finding, not noise."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())
