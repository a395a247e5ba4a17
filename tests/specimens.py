"""Papers for the tests of the editions: one with everything that can be typed, and odd ones."""

from __future__ import annotations

import base64
import io
import re
import shutil
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

from lxml import etree
from tinyhtml5.parser import HTMLParser

from recto.editions import EditionError, Galley, leave_pages, make_edition, set_galley
from recto.model import Finding, Paper
from recto.reading import read_paper
from recto.tools.pandoc import Pandoc

__all__ = ["EditionError"]
HREF = re.compile(r'\shref="([^"]*)"')
ID = re.compile(r'\sid="([^"]*)"')

# Two by two pixels, red.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR42mPYYqMBRAwQCgAg3gRh"
    "KlaakAAAAABJRU5ErkJggg=="
)
DRAWING = """<?xml version="1.0"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<!-- drawn by hand -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
  width="60" height="40"><defs><path id="a" d="M5 5h50v30H5z"/></defs>
<use xlink:href="#a" style="fill:#246"/></svg>
"""

BIBLIOGRAPHY = r"""@book{smith2001, author = {Smith, John}, title = {A Book of {Things} \& Others},
  publisher = {Press}, address = {London}, year = {2001},
  doi = {10.1890/0012-9658(1999)080[1789:WDPCAS]2.0.CO;2}}
@article{jones:1999, author = {Jones, Ann}, title = {On Things}, journaltitle = {Journal of Things},
  volume = {3}, number = {2}, pages = {1--20}, date = {1999},
  url = {https://www.example.org/x_y?z=1&w=2}}
"""
METADATA = r"""
title: 'A Rich Paper with "Quotes" & Much Else: Everything That a Scholar May Type, and More'
subtitle: Tables, Figures, Formulas
author:
  - {name: Ōta Tarō, family: Ōta, given: Tarō, affiliation: University of Tōkyō}
  - {name: Élodie D’Arcy, affiliation: "École normale supérieure, Paris"}
date: 5 March 2024
keywords: [citations, "notes & calls"]
abstract: |
  The abstract cites [@smith2001, 5]. It has a formula $a^2$.

  It has a second paragraph.
author-note: "The author thanks *everyone*, and [the web](https://example.org/a?b=1&c=2)."
number-sections: true
citation-style: chicago-notes-bibliography
""".lstrip()
FIRST = r"""# Introduction

Text before.[^a] A body citation [@smith2001, 12–14; see also @jones:1999]. Adjacent calls.[^b][^c]
Inline note.^[An *inline* note with $x^2$ and `code`, citing [@jones:1999, 3].] @smith2001 says so.
Greek: Ἑλλάς.

## A table {#tables}

| Left | Right |  Centre  |
|:-----|------:|:--------:|
| one  |   1.5 | yes[^d]  |
| two  |  22.5 | $\alpha$ |

: A caption with a *word* in italics

| A table | that is | wider | than a | telephone |
|---|---|---|---|---|
| internationalisation | responsibilities | characteristics | 123,456,789 | <https://example.org/> |

### A third level

![A figure with a caption[^e]](figures/dot.png)

Inline picture ![a drawing](figures/drawing.svg){width=20px} here.

#### A fourth level

Formula inline $E = mc^2$ and display

$$\sum_{i=1}^{n} \frac{x_i^2}{\sigma_i} = \int_0^\infty e^{-x}\,dx
  + a + b + c + d + e + f + g + h + i + j + k$$

```python
def long_name(argument_one, argument_two, argument_three, argument_four, *arguments):
    return "a < b & c > d"
```

[^a]: A note with two paragraphs.

    Its second paragraph [@smith2001, 20].
[^b]: First of two.
[^c]: Second of two.
[^d]: In a table.
[^e]: In a caption.
"""
SECOND = r"""# Second section

> A block quotation, with a note.[^f]
>
> Its second paragraph.

- item one[^g]
- item two

    second paragraph of item two

1. first
2. second

Term
:   Its definition.[^h]

| Line block one
| Line two[^i]

A paragraph with <https://www.example.org/a/really/very/long/path/which/goes/on/and/on/index.html?q=1&p=2>.
See [the tables](#tables). H~2~O, x^2^, ~~struck~~, [small caps]{.smallcaps}, *emph **both***.

```python
twice = "lines of code are numbered by pandoc"
```

# A heading with *emphasis*, a formula $n^2$, a note[^j] and "quotes"

Last text.[^k]

[^f]: In a quotation.
[^g]: In a list.
[^h]: In a definition.
[^i]: In a line.
[^j]: In a heading.
[^k]: [@jones:1999, 7].
"""

ODD = {
    "no headings": "Text with a note.^[Note.] And [@smith2001].\n\n添谷芳秀, 박철희.\n",
    "no notes": "---\ntitle: No notes\nlang: de\n---\n\n# Eins\n\nText.\n\n### Drei\n\nMehr.\n",
    "no bibliography": "---\ntitle: N\n---\n\nA.^[B]\n\n## I\n\nC.^[D]\n\n## II\n\n### Sub\n\nE.\n",
    "no title": "# Only\n\nText [@smith2001].\n",
    "deep before high": "---\ntitle: D\n---\n\n### Deep\n\nText.^[Note.]\n\n# High\n\nText.\n",
}


def rich(folder: Path) -> Path:
    """Write the paper with everything in it."""
    figures = folder / "manuscript/figures"
    figures.mkdir(parents=True)
    (figures / "dot.png").write_bytes(PICTURE)
    (figures / "drawing.svg").write_text(DRAWING)
    (folder / "manuscript/metadata.yaml").write_text(METADATA)
    (folder / "manuscript/01-first.md").write_text(FIRST)
    (folder / "manuscript/02-second.md").write_text(SECOND)
    (folder / "bibliography.bib").write_text(BIBLIOGRAPHY)
    return folder


def plain(folder: Path, text: str) -> Path:
    """Write a paper of one file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "paper.md").write_text(text)
    (folder / "bibliography.bib").write_text(BIBLIOGRAPHY)
    return folder


def read(folder: Path) -> tuple[Paper, Galley]:
    """Read and set a paper."""
    with Pandoc() as pandoc:
        paper = read_paper(folder, pandoc)
        return paper, set_galley(paper, pandoc)


def made(folder: Path, *names: str) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """Make editions of a paper; return their bytes by name, and all that was found."""
    paper, galley = read(folder)
    editions, findings = {}, [*paper.findings]
    try:
        for name in names:
            editions[name], found, _ = make_edition(name, paper, galley)
            findings += found
    finally:
        leave_pages()
    return editions, tuple(findings)


@cache
def standing(base: Path) -> tuple[Paper, Galley]:
    """Return the rich paper, read once for all tests."""
    return read(rich(base / "rich"))


def with_templates(standing: tuple[Paper, Galley], root: Path, files: dict[str, str]) -> Paper:
    """Return a paper as if its folder were another one, with these templates in it."""
    paper = standing[0]
    shutil.copytree(paper.root, root, dirs_exist_ok=True)
    for name, text in files.items():
        path = root / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return replace(paper, root=root)


def well_formed(folder: Path) -> dict[str, str]:
    """Return the pages of the HTML and the EPUB of a paper, parsed without a fault."""
    editions, _ = made(folder, "html", "epub")
    pages = {"html": editions["html"].decode()}
    parser = HTMLParser()
    parser.parse(pages["html"])
    assert parser.errors == []
    with zipfile.ZipFile(io.BytesIO(editions["epub"])) as book:
        for name in book.namelist():
            if name.endswith((".xhtml", ".opf")):
                pages[name] = book.read(name).decode()
                etree.fromstring(pages[name].encode())
    return pages
