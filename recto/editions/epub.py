"""The EPUB 3.3 edition: a file a section, notes at its end, numbers running through the book."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import unquote
from uuid import NAMESPACE_URL, uuid5

from recto import __version__
from recto.editions.galley import Galley, Section, SetNote
from recto.model import Finding, Paper
from recto.tools.templates import Templates

PICTURE = re.compile(r'(<img\b[^>]*?\bsrc=")([^"]+)(")')
ID = re.compile(r'\bid="([^"]+)"')
HREF = re.compile(r'\bhref="#([^"]+)"')
HEADING = re.compile(r"(</?h)([2-6])\b")
MIME = {
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
    ".svg": "image/svg+xml", ".webp": "image/webp",
}  # fmt: skip
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
        return "mathml" if "<math" in self.xhtml else ""


def make(paper: Paper, galley: Galley) -> tuple[bytes, tuple[Finding, ...]]:
    """Make the EPUB edition as bytes."""
    templates = Templates(paper.root)
    pictures: dict[str, Path] = {}
    pages = _linked([_with_media(page, paper, pictures) for page in _pages(paper, galley, templates)])
    values = {
        "meta": paper.metadata,
        "galley": galley,
        "pages": pages,
        "identifier": _identifier(paper),
        "modified": _modified(paper),
        "version": __version__,
        "media": [(name, MIME[path.suffix.lower()]) for name, path in pictures.items()],
        "home": {id: page.name for page in pages for id in ID.findall(page.xhtml)},
    }
    files: dict[str, bytes] = {
        "META-INF/container.xml": templates.text("epub/container.xml").encode(),
        "EPUB/package.opf": templates.render("epub/package.opf.jinja", **values).encode(),
        "EPUB/contents.xhtml": templates.render("epub/contents.xhtml.jinja", **values).encode(),
        "EPUB/edition.css": templates.text("epub/edition.css").encode(),
    }
    files |= {f"EPUB/{page.name}": page.xhtml.encode() for page in pages}
    files |= {f"EPUB/{name}": path.read_bytes() for name, path in pictures.items()}
    return _packed(files), ()


def _pages(paper: Paper, galley: Galley, templates: Templates) -> list[Page]:
    def page(
        name: str, title: str, kind: str, section: Section | None = None,
        notes: list[SetNote] | None = None,
    ) -> Page:  # fmt: skip
        html = _raised(section.html) if section else ""
        xhtml = templates.render(
            "epub/page.xhtml.jinja",
            meta=paper.metadata, galley=galley, kind=kind, title=title, section=section,
            html=html, notes=notes or [],
        )  # fmt: skip
        return Page(name, title, kind, section, _typed(xhtml))

    title = paper.metadata.title or "Untitled"
    pages = [page("title.xhtml", title, "titlepage", notes=galley.front_notes)]
    for number, section in enumerate(galley.sections, 1):
        heading = section.heading
        name = f"{heading.number} {heading.title}".strip() if heading else title
        pages.append(
            page(f"section-{number:02}.xhtml", name, "chapter", section, galley.notes_of(section))
        )
    if galley.works:
        pages.append(page("bibliography.xhtml", galley.works_title, "bibliography"))
    return [*pages, page("colophon.xhtml", "Colophon", "colophon")]


def _raised(html: str) -> str:
    """Return a section with its headings a level higher: each is a page of its own."""
    return type(html)(HEADING.sub(lambda m: f"{m[1]}{int(m[2]) - 1}", html))


def _typed(xhtml: str) -> str:
    return xhtml.replace(' role="doc-noteref"', ' epub:type="noteref" role="doc-noteref"')


def _with_media(page: Page, paper: Paper, pictures: dict[str, Path]) -> Page:
    def moved(match: re.Match[str]) -> str:
        path = paper.root / unquote(unescape(match[2]))
        name = next((name for name, known in pictures.items() if known == path), None)
        if name is None:
            name = f"media/picture-{len(pictures) + 1}{path.suffix.lower()}"
            pictures[name] = path
        return f"{match[1]}{name}{match[3]}"

    xhtml = PICTURE.sub(moved, page.xhtml)
    return Page(page.name, page.title, page.kind, page.section, xhtml)


def _linked(pages: list[Page]) -> list[Page]:
    """Return the pages with links that lead into another file naming it."""
    home = {id: page.name for page in pages for id in ID.findall(page.xhtml)}

    def lead(page: Page) -> str:
        def target(match: re.Match[str]) -> str:
            name = home.get(unescape(match[1]), page.name)
            return match[0] if name == page.name else f'href="{name}#{match[1]}"'

        return HREF.sub(target, page.xhtml)

    return [Page(p.name, p.title, p.kind, p.section, lead(p)) for p in pages]


def _identifier(paper: Paper) -> str:
    meta = paper.metadata
    if meta.identifier:
        return meta.identifier
    names = "/".join(author.name for author in meta.authors)
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{names}/{meta.title}/{meta.subtitle}')}"


def _modified(paper: Paper) -> str:
    year = re.match(r"\d{4}", paper.metadata.date)
    day = re.match(r"\d{4}-\d\d-\d\d$", paper.metadata.date)
    date = day[0] if day else f"{year[0]}-01-01" if year else "1980-01-01"
    return f"{date}T00:00:00Z"


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
