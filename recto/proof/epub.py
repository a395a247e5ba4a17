"""Reads the EPUB edition back: its XHTML files in the order of the spine."""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from recto.proof.account import Reading
from recto.proof.expected import Expected
from recto.proof.markup import Pages
from recto.tools.markup import LIMIT_BYTES, MarkupError, xml_events

CONTAINER = "META-INF/container.xml"
XHTML = "application/xhtml+xml"
# Generous for a book, and small enough for a file that only claims to be one.
LIMIT_FILES = 20_000


class BookError(Exception):
    """The file is no EPUB that can be read; the message is one line."""


UNREADABLE = (BookError, MarkupError, OSError, zlib.error)


def read(path: Path, expected: Expected) -> Reading:
    """Read every item of a finished EPUB. Raises BookError, MarkupError, OSError."""
    del expected  # the marks in the file say what is what
    pages = Pages()
    try:
        with zipfile.ZipFile(path) as book:
            _refuse_names(book)
            left = LIMIT_BYTES
            for name in _spine(book):
                content = _content(book, name, left)
                left -= len(content)
                pages.read(xml_events(content), name)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError) as problem:
        raise BookError(str(problem)) from problem
    return pages.reading("EPUB")


def _refuse_names(book: zipfile.ZipFile) -> None:
    names = book.namelist()
    if len(names) > LIMIT_FILES:
        raise BookError(f"it holds more than {LIMIT_FILES} files")
    for name, count in Counter(names).items():
        # Programs disagree on which of two files of one name counts.
        if count > 1:
            raise BookError(f"it holds {count} files named `{name}`")


def _content(book: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """Return a file of the book. The size it claims may be a lie, so no more is unpacked."""
    try:
        with book.open(name) as file:
            content = file.read(limit + 1)
    except KeyError:
        raise BookError(f"`{name}` is missing from it") from None
    if len(content) > limit:
        raise BookError(f"it is larger than {LIMIT_BYTES // 1_000_000} MB when unpacked")
    return content


def _spine(book: zipfile.ZipFile) -> list[str]:
    """Return the names of the XHTML files in reading order (EPUB 3.3, section 5.6)."""
    package = next(
        (
            event.attributes.get("full-path") or ""
            for event in xml_events(_content(book, CONTAINER, LIMIT_BYTES))
            if event.kind == "open" and event.tag == "rootfile"
        ),
        "",
    )
    if not package:
        raise BookError("its container names no package")
    files: dict[str, str] = {}
    order: list[str] = []
    for event in xml_events(_content(book, package, LIMIT_BYTES)):
        known = event.attributes
        if event.kind != "open":
            continue
        if event.tag == "item" and known.get("media-type") == XHTML:
            files[known.get("id") or ""] = known.get("href") or ""
        elif event.tag == "itemref" and known.get("linear") != "no":
            # What is not linear is no part of the reading order: a reader may never show it.
            order.append(known.get("idref") or "")
    folder = PurePosixPath(package).parent
    return [str(folder / unquote(files[id])) for id in order if id in files]
