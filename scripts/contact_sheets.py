#!/usr/bin/env python3
"""Make contact sheets of a paper's pages: facing pages side by side, many on one picture.

python scripts/contact_sheets.py                           our paper, in every trim
python scripts/contact_sheets.py -C PAPER --trims a5,6x9   another one, in these trims
python scripts/contact_sheets.py build/*.pdf --out DIR     finished PDFs, as they are
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent

GROUND, FRAME, INK = "#d8d8d4", "#8c8c88", "#222222"
ROOM = 18  # pixels around a spread
CAPTION = 16  # their height
# Of the paper's own folder, what no build reads and a copy need not have.
LEFT_BEHIND = shutil.ignore_patterns(".*", "build", "__pycache__", "node_modules")


def fail(message: str) -> SystemExit:
    """Say one line and stop as a tool that could not do its work."""
    print(f"contact_sheets: {message}", file=sys.stderr)
    return SystemExit(2)


# Building


def all_trims(paper: Path) -> list[str]:
    """Return the names of the trims, ours and the paper's; not the sheet for reviewers."""
    folders = (ROOT / "templates" / "print", paper / "templates" / "print")
    names = {file.stem for folder in folders for file in folder.glob("*.toml")}
    return sorted(names - {"review"})


def built(paper: Path, trims: Sequence[str], scratch: Path) -> Iterator[tuple[str, Path]]:
    """Build the PDF edition of a copy of a paper in each trim; yield its name and its file."""
    if not paper.is_dir():
        raise fail(f"`{paper}` is not a folder: name the folder of the paper with -C")
    copy = scratch / "paper"
    shutil.copytree(paper, copy, ignore=LEFT_BEHIND, symlinks=True)
    for trim in trims:
        command = [sys.executable, str(ROOT / "build.py"), "build", "pdf"]
        done = subprocess.run(  # our own command
            [*command, "--trim", trim, "-C", str(copy)], capture_output=True, text=True, check=False
        )
        files = sorted((copy / "build").glob("*.pdf"))
        if done.returncode or len(files) != 1:
            said = (done.stderr or done.stdout).strip().splitlines() or ["no PDF was made"]
            raise fail(f"{trim}: {said[-1]}")
        name = f"{files[0].stem}-{trim}"
        yield name, files[0].rename(scratch / f"{name}.pdf")


# Drawing


def drawn(file: Path, dpi: int) -> list[Image.Image]:
    """Draw the pages of a PDF, all at one scale, each in a thin frame."""
    try:
        document = pdfium.PdfDocument(file)
    except (pdfium.PdfiumError, OSError) as problem:
        raise fail(f"`{file}` is no PDF that can be read: {problem}") from None
    with document:
        pages = []
        for page in document:
            # Drawn at twice the size and made smaller: pdfium's small type is coarse.
            image = page.render(scale=2 * dpi / 72).to_pil().convert("RGB")
            size = (max(image.width // 2, 1), max(image.height // 2, 1))
            image = image.resize(size, Image.Resampling.LANCZOS)
            ImageDraw.Draw(image).rectangle((0, 0, size[0] - 1, size[1] - 1), outline=FRAME)
            pages.append(image)
    return pages


def spreads(pages: Sequence[Image.Image]) -> list[list[Image.Image | None]]:
    """Return the pages two by two as the open book shows them: the first one is on the right."""
    padded = [None, *pages, *([] if len(pages) % 2 else [None])]
    return [padded[at : at + 2] for at in range(0, len(padded), 2)]


def contact_sheet(name: str, pages: Sequence[Image.Image], across: int) -> Image.Image:
    """Put the spreads of a PDF on one picture, with its name below."""
    width, height = (max(sizes) for sizes in zip(*(page.size for page in pages), strict=True))
    opened = spreads(pages)
    across = min(across, len(opened))
    rows = -(-len(opened) // across)
    sheet = Image.new(
        "RGB",
        (
            across * (2 * width + ROOM) + ROOM,
            rows * (height + ROOM) + ROOM + CAPTION + ROOM,
        ),
        GROUND,
    )
    for at, spread in enumerate(opened):
        row, column = divmod(at, across)
        spine = ROOM + column * (2 * width + ROOM) + width
        for page, is_recto in zip(spread, (False, True), strict=True):
            if page:
                left = spine if is_recto else spine - page.width
                sheet.paste(page, (left, ROOM + row * (height + ROOM)))
    count = f"{len(pages)} page{'s' * (len(pages) != 1)}"
    place = ROOM, sheet.height - ROOM - CAPTION
    font = ImageFont.load_default(CAPTION)
    ImageDraw.Draw(sheet).text(place, f"{name}, {count}", fill=INK, font=font)
    return sheet


def save(name: str, sheet: Image.Image, out: Path) -> None:
    """Write a contact sheet as a small palette PNG."""
    # Text on paper is a few greys and one or two tints; an octree keeps a tint that is rare.
    image = sheet.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    file = out / f"{name}.png"
    image.save(file, optimize=True)
    print(f"{file}  {image.width} x {image.height}  {file.stat().st_size // 1024} KiB")


def names(files: Sequence[Path]) -> list[str]:
    """Return a name for each file: its own, and with a number where two have the same."""
    given: list[str] = []
    for file in files:
        name, again = file.stem, 1
        while name in given:
            again += 1
            name = f"{file.stem}-{again}"
        given.append(name)
    return given


def arguments() -> argparse.Namespace:
    """Read the command line."""
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("pdf", metavar="PDF", type=Path, nargs="*", help="finished ones; builds none")
    ask.add_argument("-C", "--paper", metavar="PAPER", type=Path, default=ROOT, help="its folder")
    ask.add_argument("--trims", metavar="NAMES", help="a5,6x9 (default: all)")
    ask.add_argument("--out", metavar="DIR", type=Path, default=Path("build/sheets"))
    ask.add_argument("--across", metavar="N", type=int, default=4, help="spreads in a row")
    ask.add_argument("--dpi", metavar="N", type=int, default=48, help="of the pages")
    asked = ask.parse_args()
    if asked.across < 1 or not 1 <= asked.dpi <= 600:
        raise fail("a row has one spread or more, and a page 1 to 600 dpi")
    return asked


def main() -> int:
    """Make the contact sheets that were asked for."""
    asked = arguments()
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        named: Iterator[tuple[str, Path]]
        if asked.pdf:
            named = zip(names(asked.pdf), asked.pdf, strict=True)
        else:
            wanted = [name.strip() for name in (asked.trims or "").split(",") if name.strip()]
            trims = wanted or all_trims(asked.paper)
            named = built(asked.paper, trims, Path(scratch))
        for name, file in named:
            pages = drawn(file, asked.dpi)
            if not pages:
                raise fail(f"`{file}` has no pages")
            save(name, contact_sheet(name, pages, asked.across), asked.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
