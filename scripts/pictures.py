#!/usr/bin/env python3
"""Make pictures of the finished editions: pages of the PDF, screens of the HTML and the EPUB.

python scripts/pictures.py --out DIR                       everything
python scripts/pictures.py --out DIR --pdf-pages 1,2,7-9   these pages alone
python scripts/pictures.py --out DIR --html --epub         the screens alone
python scripts/pictures.py --out DIR --contact-sheet       and all of it on one sheet a kind
python scripts/pictures.py --out docs/pictures --readme    the README's own few, small
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pypdfium2 as pdfium
from lxml import etree
from PIL import Image, ImageDraw, ImageFilter

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent

# No Chromium of its own is fetched: the system's is driven, and kept from calling home.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BROWSERS = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
]


class Screen(NamedTuple):
    """A window to look through."""

    name: str
    width: int
    height: int
    scheme: str


SCREENS = [
    Screen("wide-light", 1280, 900, "light"),
    Screen("wide-dark", 1280, 900, "dark"),
    Screen("phone-light", 390, 844, "light"),
    Screen("phone-dark", 390, 844, "dark"),
]


class Picture(NamedTuple):
    """A finished picture and the name it gets."""

    name: str
    image: Image.Image


def fail(message: str) -> SystemExit:
    """Say one line and stop as a tool that could not do its work."""
    print(f"pictures: {message}", file=sys.stderr)
    return SystemExit(2)


def newest(build: Path, ending: str) -> Path:
    """Return the edition of this kind that was made last."""
    files = sorted(build.glob(f"*.{ending}"), key=lambda file: file.stat().st_mtime)
    if not files:
        raise fail(f"no {build}/*.{ending}: run `make` first")
    return files[-1]


# Pages of the PDF


def numbers(text: str, last: int) -> list[int]:
    """Return the page numbers of a list such as 1,3,7-9 or 12- (-1 is the last page)."""
    found: list[int] = []
    for part in filter(None, text.replace(" ", "").split(",")):
        try:
            if part == "all":
                found += range(1, last + 1)
            elif part.startswith("-"):
                found.append(last + 1 + int(part))
            else:
                first, dash, end = part.partition("-")
                found += range(int(first), int(end or last if dash else first) + 1)
        except ValueError:
            raise fail(f"`{part}` is no page: write 1,3,7-9, 12- or all") from None
    outside = [number for number in found if not 1 <= number <= last]
    if outside:
        raise fail(f"page {outside[0]} is not there: the PDF has {last} pages")
    return found


def pages(file: Path, wanted: str, width: int, edge: str) -> Iterator[Picture]:
    """Draw pages of a PDF."""
    document = pdfium.PdfDocument(file)
    for number in numbers(wanted, len(document)):
        page = document[number - 1]
        # Drawn at twice the size and made smaller: pdfium's small type is coarse.
        image = page.render(scale=2 * width / page.get_width()).to_pil().convert("RGB")
        height = round(width * page.get_height() / page.get_width())
        image = image.resize((width, height), Image.Resampling.LANCZOS)
        yield Picture(f"pdf-{number:03d}", framed(image, edge))


def framed(image: Image.Image, edge: str) -> Image.Image:
    """Return the page with a thin line or a soft shadow around it, so that white shows on white."""
    if edge == "none":
        return image
    if edge == "line":
        ImageDraw.Draw(image).rectangle(
            (0, 0, image.width - 1, image.height - 1), outline=(200, 200, 196)
        )
        return image
    room = 14
    sheet = Image.new("RGB", (image.width + 2 * room, image.height + 2 * room), "white")
    box = (room, room + 3, room + image.width, room + 3 + image.height)
    ImageDraw.Draw(sheet).rectangle(box, fill=(190, 190, 186))
    sheet = sheet.filter(ImageFilter.GaussianBlur(5))
    sheet.paste(image, (room, room))
    return sheet


# Screens of the HTML and the EPUB


def browser_program() -> str:
    """Return the system's Chromium."""
    asked = os.environ.get("CHROMIUM")
    for name in [asked] if asked else BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    raise fail("no Chromium here: run `scripts/system-libraries.sh test`, or set CHROMIUM")


def shoot(
    targets: list[tuple[str, str]], screens: list[Screen], *, whole: bool
) -> Iterator[Picture]:
    """Take a picture of each address in each window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play, tempfile.TemporaryDirectory() as profile:
        for screen in screens:
            context = play.chromium.launch_persistent_context(
                f"{profile}/{screen.name}",
                executable_path=browser_program(),
                args=FLAGS,
                viewport={"width": screen.width, "height": screen.height},
                color_scheme="dark" if screen.scheme == "dark" else "light",
                # A README shows them at half their width.
                device_scale_factor=2 if screen.width < 600 else 1,
                is_mobile=screen.width < 600,
                offline=True,
            )
            page = context.new_page()
            for name, address in targets:
                page.goto(address)
                # Fonts come late, and a picture without them shows another page.
                page.evaluate("document.fonts.ready")
                if not whole:
                    go_to_anchor(page, address)
                shot = page.screenshot(full_page=whole)
                yield Picture(f"{name}-{screen.name}", Image.open(io.BytesIO(shot)).convert("RGB"))
            context.close()


def go_to_anchor(page: Any, address: str) -> None:
    """Scroll to what the address names, again, once the fonts have moved it."""
    _, _, anchor = address.partition("#")
    if anchor:
        page.evaluate("id => document.getElementById(id)?.scrollIntoView()", anchor)


def html_targets(file: Path, anchors: list[str]) -> list[tuple[str, str]]:
    """Return the page's top, and the places asked for, as addresses."""
    top = [("html", file.resolve().as_uri())]
    return top + [(f"html-{anchor}", f"{top[0][1]}#{anchor}") for anchor in anchors]


def chapters(file: Path, folder: Path) -> list[tuple[str, str]]:
    """Unpack an EPUB and return its chapters in reading order, as addresses."""
    with zipfile.ZipFile(file) as book:
        book.extractall(folder)
    container = etree.parse(folder / "META-INF/container.xml")
    rootfile = next(container.iter("{*}rootfile"))
    package = folder / str(rootfile.get("full-path"))
    tree = etree.parse(package)
    items = {item.get("id"): item.get("href") for item in tree.iter("{*}item")}
    order = [ref.get("idref") for ref in tree.iter("{*}itemref")]
    files = [package.parent / str(items[name]) for name in order]
    return [
        (f"epub-{number:02d}-{file.stem}", file.resolve().as_uri())
        for number, file in enumerate(files, 1)
    ]


# Writing


def save(picture: Picture, out: Path, width: int | None = None) -> Path:
    """Write a picture as a small palette PNG."""
    image = picture.image
    if width and image.width > width:
        size = (width, round(image.height * width / image.width))
        image = image.resize(size, Image.Resampling.LANCZOS)
    # Text on paper is a few greys and one or two tints; an octree keeps a tint that is rare.
    image = image.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    file = out / f"{picture.name}.png"
    image.save(file, optimize=True)
    print(f"{file}  {image.width} x {image.height}  {file.stat().st_size // 1024} KiB")
    return file


def contact_sheet(kind: str, pictures: list[Picture], out: Path) -> None:
    """Write all pictures of a kind on one sheet, each with its name."""
    across, width, room, caption = min(4, len(pictures)), 420, 12, 16
    small = []
    for picture in pictures:
        # A whole long page would leave nothing of the others: its beginning must do.
        height = min(round(picture.image.height * width / picture.image.width), 900)
        crop = picture.image.crop(
            (0, 0, picture.image.width, round(height * picture.image.width / width))
        )
        small.append(crop.resize((width, height), Image.Resampling.LANCZOS))
    rows = [small[start : start + across] for start in range(0, len(small), across)]
    heights = [max(image.height for image in row) + room + caption for row in rows]
    sheet = Image.new("RGB", (across * (width + room) + room, sum(heights) + room), "gray")
    draw = ImageDraw.Draw(sheet)
    names = iter(pictures)
    top = room
    for row, height in zip(rows, heights, strict=True):
        for column, image in enumerate(row):
            left = room + column * (width + room)
            draw.text((left, top), next(names).name, fill="white")
            sheet.paste(image, (left, top + caption))
        top += height
    save(Picture(f"sheet-{kind}", sheet), out)


def readme_pictures(build: Path, out: Path, wanted: str) -> None:
    """Write the few pictures that the README shows, in modest sizes."""
    for picture in pages(newest(build, "pdf"), wanted, 620, "shadow"):
        save(picture, out)
    for picture in shoot(html_targets(newest(build, "html"), []), [SCREENS[3]], whole=False):
        save(picture, out, 420)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    ask.add_argument("--build", type=Path, default=ROOT / "build", help="where the editions are")
    ask.add_argument("--pdf-pages", metavar="LIST", help="1,3,7-9, 12-, -1 (the last) or all")
    ask.add_argument("--width", type=int, default=800, help="of a page, in pixels")
    ask.add_argument("--edge", choices=["none", "line", "shadow"], default="line")
    ask.add_argument("--html", action="store_true", help="screens of the HTML edition")
    ask.add_argument("--at", metavar="ID", nargs="*", default=[], help="places in the HTML too")
    ask.add_argument("--epub", action="store_true", help="screens of every chapter")
    ask.add_argument("--screens", metavar="NAME", nargs="*", help="wide, phone, light, dark")
    ask.add_argument("--whole", action="store_true", help="whole pages, not the first window")
    ask.add_argument("--contact-sheet", action="store_true", help="and one sheet for each kind")
    ask.add_argument("--readme", action="store_true", help="the README's pictures, nothing else")
    return ask.parse_args()


def main() -> int:
    """Make the pictures that were asked for."""
    asked = arguments()
    asked.out.mkdir(parents=True, exist_ok=True)
    if asked.readme:
        readme_pictures(asked.build, asked.out, asked.pdf_pages or "1,5")
        return 0
    everything = not (asked.pdf_pages or asked.html or asked.epub)
    parts = [part for part in asked.screens or [] if part]
    screens = [s for s in SCREENS if all(part in s.name for part in parts)]
    if not screens:
        raise fail(f"no such screen: {' '.join(parts)}")
    with tempfile.TemporaryDirectory() as unpacked:
        kinds: dict[str, Iterator[Picture]] = {}
        if asked.pdf_pages or everything:
            pdf = newest(asked.build, "pdf")
            kinds["pdf"] = pages(pdf, asked.pdf_pages or "all", asked.width, asked.edge)
        if asked.html or everything:
            targets = html_targets(newest(asked.build, "html"), asked.at)
            kinds["html"] = shoot(targets, screens, whole=asked.whole)
        if asked.epub or everything:
            targets = chapters(newest(asked.build, "epub"), Path(unpacked))
            kinds["epub"] = shoot(targets, screens, whole=asked.whole)
        for kind, drawn in kinds.items():
            pictures = []
            for picture in drawn:
                save(picture, asked.out)
                pictures.append(picture)
            if asked.contact_sheet:
                contact_sheet(kind, pictures, asked.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
