"""Pictures of the paper in an edition, which then needs no file, and whose bytes name no path."""

from __future__ import annotations

import base64
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from recto.editions.galley import EditionError
from recto.tools.pictures import MIME, PictureFault, eight_bits, picture_bytes

PICTURE = re.compile(r'(<img\b[^>]*?\bsrc=")(?!data:)([^"]+)(")')


def taken(name: str, root: Path) -> tuple[str, bytes]:
    """Return kind and bytes of a picture of the paper. Raises EditionError."""
    try:
        return picture_bytes(name, root)
    except PictureFault as fault:
        raise EditionError(f"the picture `{name}` cannot be embedded: {fault}") from fault


def embedded(html: str, root: Path, *, for_pages: bool = False) -> str:
    """Return HTML with each picture of the paper as a data: URI. Raises EditionError."""

    def embed(match: re.Match[str]) -> str:
        name = unquote(unescape(match[2]))
        kind, content = taken(name, root)
        if for_pages:
            try:
                content = eight_bits(kind, content)
            except PictureFault as fault:
                raise EditionError(f"the picture `{name}` cannot be embedded: {fault}") from fault
        data = base64.b64encode(content).decode()
        return f"{match[1]}data:{MIME[kind]};base64,{data}{match[3]}"

    return PICTURE.sub(embed, html)
