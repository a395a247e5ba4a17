"""The HTML edition: one file that needs nothing beside it."""

from __future__ import annotations

import base64
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from recto import __version__
from recto.editions.galley import Galley
from recto.model import Finding, Paper
from recto.tools.fonts import embedded_faces
from recto.tools.templates import Templates, safe

TAG = re.compile(r"<[^>]*>")
PICTURE = re.compile(r'(<img\b[^>]*?\bsrc=")([^"]+)(")')
MIME = {
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
    ".svg": "image/svg+xml", ".webp": "image/webp",
}  # fmt: skip


def make(paper: Paper, galley: Galley) -> tuple[bytes, tuple[Finding, ...]]:
    """Make the HTML edition as UTF-8 bytes."""
    templates = Templates(paper.root)
    style = templates.text("html/edition.css").replace("</", "<\\/")
    html = templates.render(
        "html/edition.html.jinja",
        meta=paper.metadata,
        galley=galley,
        style=safe(style),
        version=__version__,
    )
    signs = "".join(sorted(set(unescape(TAG.sub("", html)))))
    html = html.replace("<style>\n", f"<style>\n{embedded_faces(signs)}\n", 1)
    return PICTURE.sub(lambda match: _embedded(match, paper.root), html).encode(), ()


def _embedded(match: re.Match[str], root: Path) -> str:
    path = root / unquote(unescape(match[2]))
    data = base64.b64encode(path.read_bytes()).decode()
    return f"{match[1]}data:{MIME[path.suffix.lower()]};base64,{data}{match[3]}"
