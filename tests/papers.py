"""Papers that tests write: a small good one, and how to run a verb over it."""

from __future__ import annotations

from pathlib import Path

TEXT = """\
---
title: A Small Paper
author: Ada Example
---

# One

A claim.[^a] Another one.[^b]

> Words of another.[^c]

# Two

A third claim [@doe2001, 12].

[^a]: [@doe2001, 5].
[^b]: See also @roe1999 [chap. 2], which says less.
[^c]: [@doe2001, 7; @roe1999, 3].
"""
BIB = """\
@book{doe2001,
  author    = {Doe, Jane},
  title     = {A Book},
  publisher = {A Press},
  location  = {Paris},
  date      = {2001},
}

@article{roe1999,
  author       = {Roe, Richard},
  title        = {An Article},
  journaltitle = {A Journal},
  volume       = {3},
  pages        = {1--20},
  date         = {1999},
}
"""


def write_paper(folder: Path, text: str = TEXT, bib: str = BIB, **files: str) -> Path:
    """Write a paper of one Markdown file and one bibliography; return its folder.

    Further files are named by their path, with ``__`` for a slash and ``_`` for the last dot.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "paper.md").write_text(text, encoding="utf-8")
    (folder / "refs.bib").write_text(bib, encoding="utf-8")
    for name, content in files.items():
        stem, _, suffix = name.replace("__", "/").rpartition("_")
        path = folder / f"{stem}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def editions(folder: Path) -> dict[str, bytes]:
    """Return the bytes of everything in a build folder but its cache."""
    return {
        path.relative_to(folder / "build").as_posix(): path.read_bytes()
        for path in sorted((folder / "build").rglob("*"))
        if path.is_file() and ".cache" not in path.parts
    }
