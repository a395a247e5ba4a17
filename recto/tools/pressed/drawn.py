"""pikepdf: what stands in a finished PDF, as records, and how its colour spaces are called.

A file that is read back may be anybody's: what no memory could hold is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from recto.tools.pdf_structure import PROBLEMS
from recto.tools.pdf_text import PdfError

Values = tuple[float, ...]
Matrix = tuple[float, float, float, float, float, float]
UPRIGHT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
# What one stream may hold, unpacked: a picture of eighty million pixels in four inks.
LIMIT_PIXELS = 80_000_000
LIMIT_STREAM = 4 * LIMIT_PIXELS
_SHORT = {"G": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK", "I": "Indexed"}


class Ink(NamedTuple):
    """A colour that is printed on a page: in text, an area, a line, a picture or a gradient.

    ``space`` is a device's, or the name of what is none: ICCBased, CalRGB, Lab, a spot colour as
    "Separation NAME". ``values`` are its numbers, none where there are many.
    """

    page: int
    what: str
    space: str
    values: Values = ()


class Picture(NamedTuple):
    """A picture on a page, in pixels; ``ppi`` is how many come on an inch, in its worse direction.

    ``ink`` is the most ink in one place of it, in percent, where it was asked for.
    """

    page: int
    width: int
    height: int
    ppi: float
    ink: float


class Font(NamedTuple):
    """A font that a page is set in; ``program`` is what is embedded of it: TrueType, OpenType.

    ``program`` is empty where nothing is.
    """

    page: int
    name: str
    program: str
    subset: bool


@dataclass(frozen=True)
class Inks:
    """What a PDF prints with, page by page; ``veils`` say what is seen through, and on which."""

    inks: frozenset[Ink]
    pictures: tuple[Picture, ...]
    fonts: frozenset[Font]
    veils: frozenset[tuple[int, str]]


@dataclass
class State:
    """What the steps of a drawing have set so far."""

    matrix: Matrix = UPRIGHT
    area: tuple[str, Values] = ("DeviceGray", (0.0,))
    line: tuple[str, Values] = ("DeviceGray", (0.0,))
    area_space: Any = None
    line_space: Any = None
    mode: int = 0

    def copy(self) -> State:
        """Return the same state, to come back to."""
        return State(**vars(self))


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """Open a PDF that may be anybody's. Raises PdfError; so does reading it inside."""
    import pikepdf

    before = pikepdf.settings.set_qpdf_limits(
        flate_max_memory=LIMIT_STREAM, run_length_max_memory=LIMIT_STREAM,
        png_max_memory=LIMIT_STREAM, tiff_max_memory=LIMIT_STREAM, doc_max_warnings=100,
    )  # fmt: skip
    try:
        with pikepdf.open(path) as pdf:
            yield pdf
    except pikepdf.PasswordError as problem:
        raise PdfError("it is encrypted") from problem
    except (*PROBLEMS, RuntimeError, OSError, OverflowError, pikepdf.PikepdfError) as problem:
        said = " ".join(str(problem).split()).replace(str(path), path.name)
        raise PdfError(f"it is damaged: {said or type(problem).__name__}") from problem
    finally:
        pikepdf.settings.set_qpdf_limits(**before)  # type: ignore[arg-type]


def resolved(space: Any, resources: Any) -> Any:
    """Return a colour space, looked up in the resources if it is a name in them."""
    import pikepdf

    if isinstance(space, pikepdf.Name) and resources is not None:
        return resources.get("/ColorSpace", {}).get(str(space), space)
    return space


def space_name(space: Any, resources: Any, depth: int = 0) -> str:
    """Return what a colour space is called; an indexed one is called as its base is."""
    import pikepdf

    if isinstance(space, pikepdf.Name):
        name = str(space).removeprefix("/")
        return _SHORT.get(name, name)
    family = str(space[0]).removeprefix("/")
    if family in ("Indexed", "I") and depth < 3:
        return space_name(resolved(space[1], resources), resources, depth + 1)
    if family == "Separation":
        return f"Separation {str(space[1]).removeprefix('/')}"
    return _SHORT.get(family, family)


def times(first: Any, then: Matrix) -> Matrix:
    """Return what two transformations do one after the other (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip
