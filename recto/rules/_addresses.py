"""The addresses of entries, without the TeX in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.model import Field, Paper, Work
from recto.rules._values import works

IN_TEX = re.compile(r"\\(?=[_%&#{}~$^])|\{\\?([_~^%&#])\}")


def urls(paper: Paper) -> Iterator[tuple[Work, Field, str]]:
    """Yield every address: its work, its field, and the address without TeX."""
    for work in works(paper):
        field = work.fields.get("url")
        if field and (value := field.value):
            if "\\" in value or "{" in value:
                value = IN_TEX.sub(r"\1", value).removeprefix("\\url").strip("{}")
            if value := value.strip(" <>"):
                yield work, field, value


def short(url: str) -> str:
    """Return an address, cut off where it is long."""
    return url if len(url) < 90 else url[:89] + "…"
