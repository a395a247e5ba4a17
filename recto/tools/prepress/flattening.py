"""pikepdf and pdfium: pages that show things through others, drawn without any transparency.

Each colour is mixed with white, as on bare paper. Where a page then looks other than before, since
something else lies below, a picture of that place is laid on top. The text stays as it is, so
that it can still be read back.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator
from typing import Any

from recto.tools.prepress.inks import LIMIT_PIXELS, Inks, PressError
from recto.tools.prepress.resources import VEILS
from recto.tools.prepress.streams import Repainter

# Both drawings are compared in so many pixels a point (432 ppi), and alike up to so many levels.
COMPARED, TOLERANCE = 6, 4
# Places of so many points belong together; more of them become one.
CELL, LIMIT_PLACES = 8, 24
Place = tuple[int, int, int, int]


def is_transparent(pdf: Any) -> bool:
    """Tell whether anything in a PDF might be seen through."""
    import pikepdf

    for one in pdf.objects:
        if isinstance(one, pikepdf.Stream) and "/SMask" in one:
            return True
        if isinstance(one, pikepdf.Stream | pikepdf.Dictionary):
            states: Any = one.get("/ExtGState", {})
            inside = states.values() if isinstance(states, pikepdf.Dictionary) else ()
            if any(_veils(state) for state in (one, *inside)):
                return True
    return False


def _veils(state: Any) -> bool:
    import pikepdf

    if not isinstance(state, pikepdf.Dictionary) or not any(key in state for key in VEILS):
        return False
    mask, mode = state.get("/SMask", "/None"), state.get("/BM", "/Normal")
    alphas = [float(state[key]) for key in ("/ca", "/CA") if key in state]
    return mask != "/None" or mode != "/Normal" or any(alpha < 1 for alpha in alphas)


def flatten(pdf: Any, content: bytes, resolution: int) -> None:
    """Draw a PDF without transparency; ``content`` is the file that it was opened from.

    Pictures of places get at least ``resolution`` ppi. Raises PressError.
    """
    import pypdfium2

    veiled = Repainter(pdf, Inks("rgb"), opaque=True).every_page()
    if not veiled:
        return
    scale = max(math.ceil(resolution / 72), 8)
    before, after = pypdfium2.PdfDocument(content), pypdfium2.PdfDocument(_saved(pdf))
    try:
        for number in veiled:
            if places := list(_differing(before[number], after[number])):
                _lay_on(pdf, pdf.pages[number], before[number], places, scale)
    finally:
        before.close()
        after.close()


def _saved(pdf: Any) -> bytes:
    import io

    file = io.BytesIO()
    pdf.save(file, compress_streams=False, deterministic_id=True)
    return file.getvalue()


def _drawn(page: Any, scale: float, crop: tuple[int, int, int, int] = (0, 0, 0, 0)) -> Any:
    width, height = page.get_size()
    area = (width - crop[0] - crop[2]) * (height - crop[1] - crop[3]) * scale * scale
    if area > LIMIT_PIXELS:
        raise PressError("a page is too large to be looked at")
    return page.render(scale=scale, crop=crop, draw_annots=False).to_pil().convert("RGB")


def _differing(before: Any, after: Any) -> Iterator[Place]:
    """Yield the places, in points from the upper left, where two drawings are not alike."""
    from PIL import ImageChops

    one, other = _drawn(before, COMPARED), _drawn(after, COMPARED)
    red, green, blue = ImageChops.difference(one, other).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    differs = most.point(lambda level: 255 * (level > TOLERANCE))
    # Edges are drawn a hair otherwise; what differs is at least three pixels wide and high.
    for _ in range(2):
        for shift in ((1, 0), (0, 1)):
            differs = ImageChops.darker(differs, ImageChops.offset(differs, *shift))
    if not differs.getbbox():
        return
    places = _joined(differs, CELL * COMPARED)
    width, height = before.get_size()
    for left, top, right, bottom in places:
        edge = (
            max(math.floor(left / COMPARED) - 1, 0), max(math.floor(top / COMPARED) - 1, 0),
            min(math.ceil(right / COMPARED) + 1, math.floor(width)),
            min(math.ceil(bottom / COMPARED) + 1, math.floor(height)),
        )  # fmt: skip
        if edge[0] < edge[2] and edge[1] < edge[3]:
            yield edge


def _joined(differs: Any, cell: int) -> list[Place]:
    """Return the boxes of what hangs together, looked at in cells of so many pixels."""
    columns, rows = math.ceil(differs.width / cell), math.ceil(differs.height / cell)
    open_cells = {
        (x, y)
        for x in range(columns)
        for y in range(rows)
        if differs.crop((x * cell, y * cell, (x + 1) * cell, (y + 1) * cell)).getbbox()
    }
    places = []
    while open_cells:
        found = [open_cells.pop()]
        for x, y in found:
            near = {(x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)} & open_cells
            open_cells -= near
            found += sorted(near)
        across, down = [x for x, _ in found], [y for _, y in found]
        area = (min(across), min(down), max(across) + 1, max(down) + 1)
        left, top, right, bottom = (side * cell for side in area)
        inside = differs.crop((left, top, right, bottom)).getbbox() or (0, 0, 0, 0)
        places.append((left + inside[0], top + inside[1], left + inside[2], top + inside[3]))
    if len(places) > LIMIT_PLACES:
        return [differs.getbbox()]
    return sorted(places)


def _lay_on(pdf: Any, page: Any, drawn: Any, places: list[Place], scale: int) -> None:
    """Put pictures of places over them."""
    import pikepdf

    width, height = drawn.get_size()
    steps = ["Q"]
    for number, (left, top, right, bottom) in enumerate(places):
        image = _drawn(drawn, scale, (left, height - bottom, width - right, top))
        picture = pdf.make_stream(zlib.compress(image.tobytes()))
        picture["/Filter"] = pikepdf.Name.FlateDecode
        for key, value in (
            ("/Type", pikepdf.Name.XObject), ("/Subtype", pikepdf.Name.Image),
            ("/Width", image.width), ("/Height", image.height), ("/BitsPerComponent", 8),
            ("/ColorSpace", pikepdf.Name.DeviceRGB),
        ):  # fmt: skip
            picture[key] = value
        wide, high = image.width / scale, image.height / scale
        x, y = float(page.mediabox[0]) + left, float(page.mediabox[3]) - top - high
        named = pikepdf.Name(f"/place{page.index}-{number}")
        name = page.add_resource(picture, pikepdf.Name.XObject, named)
        steps.append(f"q {wide:.4f} 0 0 {high:.4f} {x:.4f} {y:.4f} cm {name} Do Q")
    # What the page has drawn may have left the state as it liked.
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(" ".join(steps).encode("ascii"))
