"""The options that several verbs share: what is asked for over the paper's own settings."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recto import press

LAYOUT = {
    "trim": "the size of the page; `recto trims` lists them",
    "printer": "who prints it (for `print`); `recto trims` lists them",
    "notes": "where the notes of a page edition stand: foot, section, end or margin",
    "note-numbers": "through, or anew in each section",
}


def add_order(parser: argparse.ArgumentParser) -> None:
    """Add style and layout to what a verb takes."""
    parser.add_argument("--style", default="", metavar="NAME", help="a CSL style by name")
    for name, help in LAYOUT.items():
        parser.add_argument(f"--{name}", default="", metavar="NAME", help=help)


def order_of(args: argparse.Namespace) -> press.Order:
    """Return what was asked for."""
    from recto import press

    layout = {name: getattr(args, name.replace("-", "_")) for name in LAYOUT}
    return press.Order(
        style=args.style,
        layout={name: value for name, value in layout.items() if value},
        impose=getattr(args, "impose", ""),
        keep_going=getattr(args, "keep_going", False),
    )
