"""A page of everything: checked once while pandoc cites, so that every pattern is compiled."""

from __future__ import annotations

import re
from pathlib import Path

from recto.model import (
    Call,
    Citation,
    Locator,
    Manuscript,
    Metadata,
    Note,
    Paper,
    Paragraph,
    Settings,
    Source,
)
from recto.reading.bibliography import read_bibliography

TEXT = """# Of lights

In 1998 Hale argued that it was “a tax in the clothes of a fee, and worn by people.”[^1] As Olsen
and Berg (2003) write, it was so. *Tolls of the North Sea* says so too, see Hale’s 2009 study.[^2]

> The due is a small thing, and the collection of it a great one. We have found more clerks
> than lamps along the coast, and we propose to put out the clerks.

![A chart.](figures/a.png)

[^1]: See Thomas Hale, *The Keeper’s Ledger* (Oslo: Books, 1998), 12–15; Hale, “Lights,” 12.

[^2]: Ibid., 13. See note 1 above; [@hale2009, 45]. Box 4, Folder 2, Archives, March 4, 1871.
"""
WORKS = """@book{hale2009,
  author = {Hale, Margaret and {Ministry of Trade}}, title = {{Tolls} of the Sea: A U.S. View},
  location = {Oxford}, publisher = {Harbor Press}, edition = {2}, date = {2009-03-04}, volume = {1},
  isbn = {978-0-19-955371-6}, langid = {english}, note = {Accessed 2020}, pubstate = {forthcoming},
}
@article{olsen2003,
  author = {Kari Olsen and Berg, N.}, title = {Counting Wrecks in Ωmega and {DNA}},
  journal = {J. Mar. Hist.}, volume = {51}, number = {4}, year = {2003}, month = mar,
  pages = {301--327, xii}, issn = {0269-8897}, doi = {10.1016/j.jas.2011.08.036}, eprint = {2101.1},
  url = {https://www.example.org/a?b=1}, urldate = {2021-11-03}, keywords = {a, b}, abstract = {A.},
}
@incollection{moe2016, author = {Moe, A.}, title = {The End}, booktitle = {Proceedings of the End},
  editor = {Dahl, B.}, crossref = {hale2009}, publisher = {Harbor Press}, address = {Oxford},
  date = {2016}, pages = {12-15}}
"""
NOTE = re.compile(r"^\[\^(\w+)\]: (.*)$", re.MULTILINE)


def specimen() -> Paper:
    """Return a paper of one page with notes of most kinds. What is found in it means nothing."""
    source = Source("paper.md", TEXT)
    notes: list[Note] = []
    citations: list[Citation] = []
    for number, match in enumerate(NOTE.finditer(TEXT), 1):
        place, called = source.place(match.start()), TEXT.index(f"[^{number}]")
        cited: tuple[Citation, ...] = ()
        if (at := match[2].find("@")) >= 0:
            cited = (
                Citation("cite-0001", "hale2009", source.place(match.start(2) + at), f"n{number}",
                         "normal", "", "", Locator("page", "45"), "first", "Hale, 45."),
            )  # fmt: skip
        citations += cited
        notes.append(
            Note(f"n{number}", f"c{number}", number, match[1], "typed", "whole", place,
                 source.place(called), match[2], match[2], cited)
        )  # fmt: skip
    calls = tuple(Call(one.label, one.call) for one in notes if one.call)
    definitions = tuple(Call(one.label, one.place) for one in notes if one.place)
    manuscript = Manuscript(
        (source,), [], {}, tuple(notes), tuple(citations), (),
        (Paragraph("p1", "text", TEXT.split("\n\n")[1]),), (), {}, definitions, calls,
    )  # fmt: skip
    bibliography, _ = read_bibliography(Source("bibliography.bib", WORKS))
    return Paper(Path(), Metadata(), manuscript, bibliography, Settings(), (), Path())
