"""The EPUB 3.3 edition: a file a section, notes at its end, numbers running through the book."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from recto import __version__
from recto.editions._dates import iso_date
from recto.editions._identity import identifier, moment
from recto.editions._index import set_by_sections
from recto.editions._pictures import taken
from recto.editions.galley import Galley, Made, Section, SetNote
from recto.model import Paper
from recto.tools.pictures import MIME
from recto.tools.templates import Templates

PICTURE = re.compile(r'(<img\b[^>]*?\bsrc=")([^"]+)(")')
WORDLESS = re.compile(r'<img\b(?![^>]*\balt="[^"])')
ID = re.compile(r'\bid="([^"]+)"')
HREF = re.compile(r'\bhref="#([^"]+)"')
HEADING = re.compile(r"(</?h)([2-6])\b")
# Nothing in an EPUB may depend on the clock, and the format demands a date of modification.
EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Page:
    """One file of the book: its name, its title for the contents, its XHTML."""

    name: str
    title: str
    kind: str
    section: Section | None
    xhtml: str

    @property
    def properties(self) -> str:
        """The manifest properties that its contents demand."""
        return properties(self.xhtml)


@dataclass(frozen=True)
class Shelf:
    """The pictures of the book: name and bytes by the path that the paper calls them by."""

    root: Path
    pictures: dict[str, tuple[str, str, bytes]]

    def take(self, path: str) -> str:
        """Return the name of a picture in the book; equal pictures are kept once."""
        if path not in self.pictures:
            kind, content = taken(path, self.root)
            name = f"media/picture-{len(self.pictures) + 1}.{kind}"
            self.pictures[path] = (name, MIME[kind], content)
        return self.pictures[path][0]


def properties(xhtml: str) -> str:
    """Return the manifest properties of a page."""
    return "mathml" if "<math" in xhtml else ""


def make(paper: Paper, galley: Galley) -> Made:
    """Make the EPUB edition as bytes."""
    templates = Templates(paper.root)
    templates.speak(galley.say)
    shelf = Shelf(paper.root, {})
    pages = _linked([_with_media(page, shelf) for page in _pages(paper, galley, templates)])
    whole = "".join(page.xhtml for page in pages)
    home = {id: page.name for page in pages for id in ID.findall(page.xhtml)}
    values: dict[str, Any] = {
        "meta": paper.metadata,
        "galley": galley,
        "pages": pages,
        "identifier": identifier(paper),
        "date": iso_date(paper.metadata.date),
        "modified": moment(paper),
        "version": __version__,
        "media": [(name, kind) for name, kind, _ in shelf.pictures.values()],
        "described": not WORDLESS.search(whole),
        "formulas": "<math" in whole,
        "home": home,
    }
    contents = templates.render("epub/contents.xhtml.jinja", **values)
    contents = _linked_from(contents, home, "contents.xhtml")
    values["contents_properties"] = f"nav {properties(contents)}".strip()
    files: dict[str, bytes] = {
        "META-INF/container.xml": templates.text("epub/container.xml").encode(),
        "EPUB/package.opf": templates.render("epub/package.opf.jinja", **values).encode(),
        "EPUB/contents.xhtml": contents.encode(),
        "EPUB/edition.css": templates.stylesheet("epub/edition.css").encode(),
    }
    files |= {f"EPUB/{page.name}": page.xhtml.encode() for page in pages}
    files |= {f"EPUB/{name}": content for name, _, content in shelf.pictures.values()}
    return Made(_packed(files), galley.unset)


def _pages(paper: Paper, galley: Galley, templates: Templates) -> list[Page]:
    index = set_by_sections(galley, paper.settings.layout)

    def page(
        name: str, title: str, kind: str, section: Section | None = None,
        notes: list[SetNote] | None = None,
    ) -> Page:  # fmt: skip
        html = _raised(section.html) if section else ""
        xhtml = templates.render(
            "epub/page.xhtml.jinja",
            meta=paper.metadata, galley=galley, kind=kind, title=title, section=section,
            html=html, notes=notes or [], index=index,
        )  # fmt: skip
        if kind in ("bibliography", "index", "colophon"):
            xhtml = _raised(xhtml)
        return Page(name, title, kind, section, _typed(xhtml))

    say = galley.say
    title = paper.metadata.title or say("Untitled")
    pages = [page("title.xhtml", title, "titlepage", notes=galley.front_notes)]
    for number, section in enumerate(galley.sections, 1):
        heading = section.heading
        name = heading.name if heading else title
        pages.append(
            page(f"section-{number:02}.xhtml", name, "chapter", section, galley.notes_of(section))
        )
    if galley.works:
        pages.append(page("bibliography.xhtml", galley.works_title, "bibliography"))
    if index:
        pages.append(page("index.xhtml", say("Index"), "index"))
    return [*pages, page("colophon.xhtml", say("Colophon"), "colophon")]


def _raised(html: str) -> str:
    """Return a section with its headings a level higher: each is a page of its own."""
    return type(html)(HEADING.sub(lambda m: f"{m[1]}{int(m[2]) - 1}", html))


def _typed(xhtml: str) -> str:
    return xhtml.replace(' role="doc-noteref"', ' epub:type="noteref" role="doc-noteref"')


def _with_media(page: Page, shelf: Shelf) -> Page:
    xhtml = PICTURE.sub(
        lambda match: f"{match[1]}{shelf.take(unquote(unescape(match[2])))}{match[3]}", page.xhtml
    )
    return Page(page.name, page.title, page.kind, page.section, xhtml)


def _linked(pages: list[Page]) -> list[Page]:
    """Return the pages with links that lead into another file naming it."""
    home = {id: page.name for page in pages for id in ID.findall(page.xhtml)}
    return [
        Page(p.name, p.title, p.kind, p.section, _linked_from(p.xhtml, home, p.name)) for p in pages
    ]


def _linked_from(xhtml: str, home: Mapping[str, str], here: str) -> str:
    def target(match: re.Match[str]) -> str:
        name = home.get(unescape(match[1]), here)
        return match[0] if name == here else f'href="{name}#{match[1]}"'

    return HREF.sub(target, xhtml)


def _packed(files: dict[str, bytes]) -> bytes:
    """Zip the files: `mimetype` first and stored, no dates (OCF 3.3, section 4.3)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        first = zipfile.ZipInfo("mimetype", EPOCH)
        book.writestr(first, "application/epub+zip", zipfile.ZIP_STORED)
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            book.writestr(entry, content)
    return packed.getvalue()
