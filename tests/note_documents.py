"""Random documents full of notes, in the shape that recto.tools.weasyprint gets, for tests.

One seed gives one document, on every machine: the text face comes with the fonts of the project.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from recto.tools import weasyprint

SIZES = ("110mm 150mm", "6in 9in", "A4")
WORDS = """
    the of and in to a treaty between both governments cooperation deterioration agreement security
    policy trilateral naval exercise intelligence-sharing statement President’s “visit” Seoul Tokyo
    Ōsaka internationalisation misunderstanding 1965 2012
""".split()  # noqa: SIM905  # a list of words is read as a text
FACE = """
@font-face { font-family: "Recto Serif"; src: url("recto-font:SourceSerifPro-Regular.otf"); }
@font-face { font-family: "Recto Serif"; font-style: italic;
             src: url("recto-font:SourceSerifPro-It.otf"); }
"""
STYLE = """
@page { size: %(size)s; margin: 15mm; @bottom-center { content: counter(page) }
        @footnote { border-top: .4pt solid; padding-top: 3pt; margin-top: 6pt } }
html { font: 10pt/13pt "Recto Serif" }
body { margin: 0; hyphens: auto; text-align: justify; orphans: %(orphans)d; widows: %(widows)d }
a { color: inherit; text-decoration: none }
p { margin: 0 } p + p { text-indent: 1em }
h2 { font-size: 12pt; margin: 12pt 0 6pt; break-after: avoid }
blockquote { margin: 6pt 1em }
table { margin: 6pt 0; border-collapse: collapse }
td, th { border: .5pt solid; padding: 2pt; vertical-align: top }
thead:has(.note) { display: table-row-group }
figure { margin: 6pt 0; break-inside: avoid } .box { height: %(figure)dpt; border: 1pt solid }
.beside { float: left; width: 30mm; margin-right: 2mm; font-size: 8pt }
sup { font-size: .65em; line-height: 0 }
.note { float: footnote; font: 7.5pt/10pt "Recto Serif"; text-indent: 0; white-space: normal;
        orphans: 2; widows: 2 }
.note::footnote-marker { content: none }
.note::footnote-call { content: none; line-height: 0; vertical-align: baseline }
.backlink { margin-right: 3pt }
.page::after { content: target-counter(attr(href), page) }
#notes { display: none }
"""
FORMULA = (
    '<img alt="x" style="width:9pt;height:7pt" src="data:image/svg+xml,'
    "%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='7'/%3E\">"
)


@dataclass(frozen=True)
class NoteDocument:
    """A document, its stylesheet, and its notes as (note id, call id, words), in order."""

    html: str
    style: str
    notes: list[tuple[str, str, str]]


class Notes:
    """Hands out calls and keeps the notes, whose ids are numbers behind `note-` and `call-`."""

    def __init__(self) -> None:
        self._number = count(1)
        self.asides: list[str] = []
        self.listed: list[tuple[str, str, str]] = []

    def __call__(self, html: str, words: str | None = None) -> str:
        number = next(self._number)
        note, call = f"note-{number}", f"call-{number}"
        self.listed.append((note, call, html if words is None else words))
        self.asides.append(
            f'<aside class="note" id="{note}">'
            f'<a class="backlink" href="#{call}">{number}</a>{html}</aside>'
        )
        return f'<sup><a class="call" id="{call}" href="#{note}">{number}</a></sup>'

    def document(self, body: str, style: str) -> NoteDocument:
        """Return the document of a body that holds these calls."""
        html = (
            '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Notes</title>'
            f'<body><h1>Notes</h1>{body}<div id="notes">{"".join(self.asides)}</div></body></html>'
        )
        return NoteDocument(html, FACE + style, self.listed)


class _Author:
    """Writes one random document."""

    def __init__(self, seed: int, page_references: bool) -> None:
        self.seed = seed
        self.dice = random.Random(seed)
        self.notes = Notes()
        self.page_references = page_references
        self.density = self.dice.choice((0.2, 0.4, 0.7, 1, 1.5))
        self.longest = self.dice.choice((20, 40, 90, 200, 400))

    def document(self, blocks: int) -> NoteDocument:
        dice = self.dice
        style = STYLE % {
            "size": dice.choice(SIZES),
            "orphans": dice.randint(1, 3),
            "widows": dice.randint(1, 3),
            "figure": dice.randint(40, 160),
        }
        if self.seed % 2:  # the other half of the documents stands on the grid, as a paper does
            style += "html { --baseline-grid: on } h2 { --baseline-grid: off }"
        kinds = (
            *[self.paragraph] * 5, self.heading, self.list, self.quotation, self.table,
            self.figure, self.beside,
        )  # fmt: skip
        body = "".join(dice.choice(kinds)() for _ in range(blocks))
        if self.page_references:
            last = len(self.notes.listed) or 1
            contents = "".join(f"<p>{self.page(dice.randint(1, last))}</p>" for _ in range(50))
            body = contents + body
        return self.notes.document(body, style)

    def text(self, low: int, high: int) -> str:
        words = " ".join(self.dice.choice(WORDS) for _ in range(self.dice.randint(low, high)))
        return words + "."

    def page(self, number: int) -> str:
        return f'see <a class="page" href="#call-{number}">p. </a>'

    def note(self) -> str:
        """Call a note: of running text, of paragraphs, with a formula or with a page number."""
        high = self.longest if self.dice.random() < 0.25 else min(self.longest, 35)
        words = self.text(3, high)
        shape = self.dice.random()
        if shape < 0.1:
            more = self.text(3, high)
            return self.notes(f"<p>{words}</p><p><i>{more}</i></p>", f"{words} {more}")
        if shape < 0.2:
            return self.notes(f"{words} {FORMULA} holds.", f"{words} ⟦⟧ holds.")
        if shape < 0.4 and self.page_references:
            earlier = self.dice.randint(1, len(self.notes.listed) or 1)
            return self.notes(f"{words} {self.page(earlier)}", f"{words} see p.")
        return self.notes(words)

    def sentences(self, low: int, high: int) -> str:
        made = []
        for _ in range(self.dice.randint(low, high)):
            sentence, left = self.text(5, 25), self.density
            while self.dice.random() < left:
                sentence, left = sentence + self.note(), left - 1
            made.append(sentence)
        return " ".join(made)

    def rarely_noted(self, low: int, high: int) -> str:
        return self.text(low, high) + (self.note() if self.dice.random() < 0.2 else "")

    def paragraph(self) -> str:
        return f"<p>{self.sentences(2, 6)}</p>"

    def heading(self) -> str:
        return f"<h2>{self.rarely_noted(2, 5)}</h2><p>{self.sentences(2, 5)}</p>"

    def list(self) -> str:
        item = "<li><p>%s</p></li>" if self.dice.random() < 0.5 else "<li>%s</li>"
        items = (item % self.sentences(1, 3) for _ in range(self.dice.randint(2, 5)))
        return f"<ul>{''.join(items)}</ul>"

    def quotation(self) -> str:
        return f"<blockquote><p>{self.sentences(1, 4)}</p></blockquote>"

    def figure(self) -> str:
        caption = f"<figcaption>{self.sentences(1, 1)}</figcaption>"
        return f'<figure><div class="box"></div>{caption}</figure>'

    def beside(self) -> str:
        return f'<div class="beside">{self.sentences(1, 1)}</div><p>{self.sentences(3, 6)}</p>'

    def table(self) -> str:
        head = ""
        if self.dice.random() < 0.5:
            cells = (self.rarely_noted(1, 3), self.text(1, 3), self.text(1, 2))
            head = f"<thead><tr>{''.join(f'<th>{cell}</th>' for cell in cells)}</tr></thead>"
        rows = (
            f"<tr><td>{self.text(1, 4)}</td><td>{self.sentences(1, 2)}</td>"
            f"<td>{self.rarely_noted(1, 4)}</td></tr>"
            for _ in range(self.dice.randint(2, 7))
        )
        return f"<table>{head}<tbody>{''.join(rows)}</tbody></table>"


def random_document(seed: int, *, page_references: bool = False, blocks: int = 0) -> NoteDocument:
    """Return the document of a seed, of 14 to 30 blocks unless their number is given."""
    author = _Author(seed, page_references)
    return author.document(blocks or author.dice.randint(14, 30))


def render(document: NoteDocument, root: Path) -> Any:
    """Lay a document out as the PDF edition is; return WeasyPrint's own Document."""
    prepared = weasyprint.prepare(document.style, root)
    try:
        return weasyprint.render(document.html, prepared, root)
    finally:
        weasyprint.release(prepared)
