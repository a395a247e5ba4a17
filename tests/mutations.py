"""A small paper with everything in it, its finished editions, and what can be done to them.

The editions are made once. A test spoils the bytes of one of them and asks what the proof says.
"""

from __future__ import annotations

import base64
import gc
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from lxml import html
from markup_mutations import Pages

from recto.editions import Galley, leave_pages, make_edition, set_galley
from recto.model import Account, Built, Paper
from recto.proof import prove
from recto.reading import read_paper
from recto.tools import weasyprint
from recto.tools.pandoc import Pandoc
from recto.tools.store import digest

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)
FILLER = " ".join(
    f"Sentence {number} of the long history tells of {what} and of what came of it."
    for number, what in enumerate(
        ["treaties", "letters", "harvests", "journeys", "quarrels", "markets"] * 5, 1
    )
)
LONG_NOTE = " ".join(
    f"Remark {number} weighs {what} against its witnesses and finds it wanting."
    for number, what in enumerate(
        ["the ledger", "the map", "the diary", "the census", "the seal"] * 12, 1
    )
)

TEXT = f"""---
title: On the Keeping of Accounts
subtitle: A Specimen
author:
  - name: Ada Example
    family: Example
    given: Ada
author-note: "Written at leisure. [Read by a friend.]{{.editor}}"
abstract: What is counted, and by whom [@sohn2015, 4].
date: "2017"
number-sections: true
citation-style: chicago-notes-bibliography-17th-edition
---

# Beginnings

The first paragraph opens the matter.[^short] It goes on with a second call,[^many] and closes.

The second paragraph has two calls that touch.[^lost][^cut] It cites in the body [@sohn2015, 17].

{FILLER}[^long]

> A statement stands here as it was read,[^quoted] word for word.

## Lists and tables

- The first thing of the list
- The second thing, noted[^item]

1. A numbered thing
2. Another numbered thing

| Country | Reported by |
|---------|-------------|
| North   | the embassy[^north] |
| South   | the press, at length[^south] |

: What was reported.

![A figure of one point.[^figure]](dot.png)

The mass is $E = mc^2$, as everyone[^formula] knows.

```
count = 0
```

| A line of verse
| and its answer

# Endings

{FILLER.replace("history", "story")}

A man named Kōchi wrote this^[An inline note about the name Kōchi.] and left
[a doubt]{{.query note="?"}}.

The last paragraph ends the matter.[^again]

[^short]: Short and plain.
[^many]: [@soeya2016, 23--32; @park2014, chap. 3; see also @sohn2015]; and a few words more.
[^lost]: [Lost.]{{.lost}} [Named above: @park2014.]{{.editor}}
[^cut]: What is left of a note breaks off [here]{{.lost}}
[^long]: {LONG_NOTE}
[^quoted]: [@soeya2016, 25].
[^item]: A note of a list.
[^north]: [@park2014, 7].
[^south]: The press of the south said so.
[^figure]: Drawn by hand.
[^formula]: Even by those who do not.
[^again]: [@soeya2016, 40].
"""

WORKS = """
@book{park2014, author = {Park, Min}, title = {The Triangle of States}, publisher = {House Press},
  address = {Seoul}, year = {2014}}
@article{soeya2016, author = {Soeya, Yoshi}, title = {The Future of Counting}, journal = {Ledger},
  volume = {3}, year = {2016}, pages = {20--45}}
@incollection{sohn2015, author = {Sohn, Yul}, title = {Bridges of Paper}, booktitle = {Collected
  Bridges}, publisher = {Bridge Press}, address = {Tokyo}, year = {2015}, keywords = {editor}}
"""


@dataclass(frozen=True)
class Finished:
    """A paper, its galley, and the bytes of its finished editions."""

    root: Path
    paper: Paper
    galley: Galley
    editions: dict[str, bytes]

    def account(self, edition: str, content: bytes) -> Account:
        """Prove some bytes as if they were an edition of the paper."""
        path = self.root / f"spoiled.{edition}"
        path.write_bytes(content)
        return prove(Built(edition, path, digest(content)), self.paper)

    def faults(self, edition: str, content: bytes) -> set[tuple[str, str, str]]:
        """Prove some bytes; return (kind, id, fault) of every fault, and see that it says so."""
        account = self.account(edition, content)
        assert account.whole == (not account.faults)
        assert all(fault.message and "\n" not in fault.message for fault in account.faults)
        return {(fault.kind, fault.id, fault.fault) for fault in account.faults}

    def note(self, label: str) -> str:
        """Return the text of a note, as it must be printed."""
        return next(one.text for one in self.paper.manuscript.notes if one.label == label)


_made: dict[Path, Finished] = {}


def finished(folder: Path) -> Finished:
    """Make the paper and its editions, once for all tests; ``folder`` is the same for all."""
    if folder not in _made:
        _made[folder] = make(folder / "mutations", TEXT, WORKS, ("html", "epub", "pdf"))
    return _made[folder]


def for_print(folder: Path) -> Finished:
    """Make the print edition and the review copy of the paper, once for all tests."""
    root = folder / "mutations-for-print"
    if root not in _made:
        _made[root] = make(root, TEXT, WORKS, ("print", "review"))
    return _made[root]


def make(
    root: Path, text: str, works: str, editions: Iterable[str], settings: str = ""
) -> Finished:
    """Write a paper of one file into a folder, read it and make its editions."""
    root.mkdir()
    (root / "paper.toml").write_text(f'bibliography = "works.bib"\n{settings}', encoding="utf-8")
    (root / "paper.md").write_text(text, encoding="utf-8")
    (root / "works.bib").write_text(works, encoding="utf-8")
    (root / "dot.png").write_bytes(PIXEL)
    with Pandoc() as pandoc:
        paper = read_paper(root, pandoc)
        galley = set_galley(paper, pandoc)
    return Finished(root, paper, galley, _printed(paper, galley, editions))


def _printed(paper: Paper, galley: Galley, editions: Iterable[str]) -> dict[str, bytes]:
    with warnings.catch_warnings():
        # WeasyPrint leaves it to the collector to close the files of fonts and colours.
        warnings.simplefilter("ignore", ResourceWarning)
        made = {name: make_edition(name, paper, galley)[0] for name in editions}
        leave_pages()
        gc.collect()
    return made


def laid_out_anew(made: Finished, change: Callable[[Pages], None]) -> bytes:
    """Lay the PDF out from HTML that was changed just before: as finished as the first."""
    real = weasyprint.lay_out

    def changed(page: str) -> str:
        root = html.document_fromstring(page)
        change(Pages({"": root}))
        return html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>")

    def lay_out(page: str, *given: Any) -> Any:
        *others, again = given
        if again:  # with an index the pages are laid out once more
            others.append(lambda pages: (made := again(pages)) and changed(made))
        return real(changed(page), *others)

    with mock.patch.object(weasyprint, "lay_out", lay_out):
        return _printed(made.paper, made.galley, ("pdf",))["pdf"]
