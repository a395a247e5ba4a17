"""pikepdf: how much the pages of a PDF draw, with the forms in the forms on them.

A form that draws itself, or forms that each draw the next one twice, are a few bytes in a file and
more than any memory when a program follows them (ISO 32000-1, 8.10).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from recto.tools.pdf_text import PdfError

NAME = re.compile(rb"/([^\s/\[\]<>(){}%]+)")
ESCAPE = re.compile(rb"#([0-9a-fA-F]{2})")
# So many bytes of drawing has no page that anybody reads; each form counts as so many more.
LIMIT_BYTES, FORM_BYTES = 64_000_000, 10_000


def refuse_endless(pdf: Any) -> None:
    """Raise PdfError for a file in which a form draws itself, or forms draw forms without end."""
    known: dict[Any, int] = {}
    for number, page in enumerate(pdf.pages, 1):
        _Drawing(number, known).weigh(page.obj, page.resources, ())


class _Drawing:
    """The drawing of one page; ``known`` are the bytes that each form draws, with those in it."""

    def __init__(self, number: int, known: dict[Any, int]) -> None:
        self._page = number
        self._known = known

    def weigh(self, drawn: Any, inherited: Any, around: tuple[Any, ...]) -> int:
        """Return how many bytes a page or a form draws. Raises PdfError."""
        content = _content(drawn)
        resources = drawn.get("/Resources", inherited)
        forms = {} if resources is None else _forms(resources)
        bytes_drawn = len(content)
        for name, times in _names(content).items() if forms else ():
            if name in forms:
                weight = self._of_form(forms[name], resources, around)
                bytes_drawn += times * (FORM_BYTES + weight)
        if bytes_drawn > LIMIT_BYTES:
            raise PdfError(f"page {self._page} draws forms in forms without end")
        return bytes_drawn

    def _of_form(self, form: Any, resources: Any, around: tuple[Any, ...]) -> int:
        if form.objgen in around:
            raise PdfError(f"a form on page {self._page} draws itself")
        # Without resources of its own a form has those of what draws it.
        key = form.objgen, None if "/Resources" in form else resources.objgen
        if key not in self._known:
            self._known[key] = self.weigh(form, resources, (*around, form.objgen))
        return self._known[key]


def _content(drawn: Any) -> bytes:
    import pikepdf

    if isinstance(drawn, pikepdf.Stream):
        return drawn.read_bytes()
    contents = drawn.get("/Contents", ())
    streams = [contents] if isinstance(contents, pikepdf.Stream) else contents
    return b"\n".join(one.read_bytes() for one in streams if one.get("/Subtype") != "/Image")


def _forms(resources: Any) -> dict[str, Any]:
    objects = resources.get("/XObject", {})
    return {name: one for name, one in objects.items() if one.get("/Subtype") == "/Form"}


def _names(content: bytes) -> Counter[str]:
    """Count the names in a drawing: any of a form may draw it."""
    return Counter(
        "/" + ESCAPE.sub(lambda code: bytes.fromhex(code[1].decode()), name).decode("latin-1")
        for name in NAME.findall(content)
    )
