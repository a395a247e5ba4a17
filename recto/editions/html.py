"""The HTML edition: one file that needs nothing beside it."""

from __future__ import annotations

import re
from html import unescape

from recto import __version__
from recto.editions._index import set_by_sections
from recto.editions._pictures import embedded
from recto.editions.galley import EditionError, Galley, Made
from recto.model import Paper
from recto.tools.fonts import embedded_faces
from recto.tools.templates import Templates, safe

PAGE = "html/edition.html.jinja"
STYLE = "html/edition.css"
OPENED = re.compile(r"""<([a-z][a-z0-9-]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>""", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
# What a paper's own template may not bring: it would run, or fetch, whatever its policy says.
FOREIGN = frozenset(
    {
        *("script", "iframe", "frame", "object", "embed", "applet", "link", "base", "form"),
        *("audio", "video"),
    }
)
FETCHING = frozenset(
    {"src", "srcset", "data", "poster", "background", "action", "formaction", "ping"}
)


def make(paper: Paper, galley: Galley) -> Made:
    """Make the HTML edition as UTF-8 bytes. Raises EditionError."""
    templates = Templates(paper.root)
    templates.speak(galley.say)
    style = templates.stylesheet(STYLE).replace("</", "<\\/")
    html = templates.render(
        PAGE,
        meta=paper.metadata,
        galley=galley,
        layout=paper.settings.layout,
        index=set_by_sections(galley, paper.settings.layout),
        style=safe(style),
        version=__version__,
    )
    html = embedded(html, paper.root)
    _refuse_foreign(html)
    small = "smallcaps" in html.partition("</style>")[2] or templates.own(STYLE)
    faces = embedded_faces("".join(sorted(set(unescape(html)))), small_capitals=small)
    html = html.replace("<style>\n", f"<style>\n{faces}\n", 1)
    return Made(html.encode(), galley.unset)


def _refuse_foreign(html: str) -> None:
    for tag in OPENED.finditer(html):
        name = tag[1].lower()
        brought = "" if name not in FOREIGN else f"a `<{name}>`"
        for attribute in ATTRIBUTE.finditer(tag[2]):
            key, value = attribute[1].lower(), (attribute[2] or "").strip("\"' ")
            fetching = key in FETCHING and not value.startswith("data:")
            if key.startswith("on") or fetching:
                brought = brought or f"`{key}` in a `<{name}>`"
        if brought:
            raise EditionError(
                f"templates/{PAGE} brings {brought}: an edition runs and fetches nothing"
            )
