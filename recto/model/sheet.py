"""The page of a print edition, and what a printer asks for: data from `templates/print/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Standard = Literal["", "x-1a", "x-4"]
Colour = Literal["grey", "cmyk", "rgb"]
NotesAt = Literal["foot", "section", "end", "margin"]
NoteNumbers = Literal["through", "section"]


@dataclass(frozen=True)
class Trim:
    """A page after cutting. Sides are in mm; ``size`` and ``leading`` of the text in pt.

    ``inner`` is the margin at the spine. ``note_size`` and ``note_leading`` are those of notes.
    ``bleed`` (mm) and ``marks`` hold where a printer does not say what it wants.
    """

    name: str
    title: str
    width: float
    height: float
    inner: float
    outer: float
    top: float
    bottom: float
    size: float
    leading: float
    note_size: float
    note_leading: float
    bleed: float = 0.0
    marks: bool = False

    @property
    def lines(self) -> int:
        """Return how many whole lines of text stand between the margins."""
        return int((self.height - self.top - self.bottom) * 72 / 25.4 / self.leading + 0.001)


@dataclass(frozen=True)
class Printer:
    """What a printer asks of a file; ``sources`` says of each key where it is from, and when.

    ``bleed`` is in mm, on all four sides or (``bleed_sides`` "outer") on all but the spine's.
    ``marks``: crop marks, outside the bleed. ``pages_multiple``: the number of pages is filled up
    to a multiple of it with blanks; ``last_blank``: the last page stays blank. ``resolution`` is
    the least of pictures, in ppi. ``safe`` is the least distance of ink from the trim, in mm;
    ``gutter`` that from the spine by number of pages, as (up to so many pages, mm). ``ink`` is
    the most ink in one place, in percent (0: not said). ``condition`` is the name of a printing
    condition in the registry of the ICC; ``profile`` the path of an ICC profile, below the paper's
    folder. ``fonts``: "subset" or "whole".
    """

    name: str
    title: str
    standard: Standard = ""
    colour: Colour = "grey"
    bleed: float = 0.0
    bleed_sides: Literal["all", "outer"] = "all"
    marks: bool = False
    metadata: bool = True
    bookmarks: bool = False
    annotations: bool = False
    fonts: Literal["subset", "whole"] = "subset"
    transparency: bool = True
    pages_multiple: int = 1
    last_blank: bool = False
    resolution: int = 300
    safe: float = 0.0
    gutter: tuple[tuple[int, float], ...] = ()
    ink: int = 0
    condition: str = ""
    profile: str = ""
    sources: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Layout:
    """How the pages of an edition are laid out.

    ``trim`` and ``printer`` are names of files in `templates/print/`. ``note_numbers``: counted
    through the paper, or anew in each section.
    """

    trim: str = "170x240"
    printer: str = "plain"
    notes: NotesAt = "foot"
    note_numbers: NoteNumbers = "through"
