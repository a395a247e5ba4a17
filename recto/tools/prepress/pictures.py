"""Pillow and pikepdf: a picture, or a gradient, of a PDF in a printer's inks."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from typing import Any

from recto.tools.prepress.inks import (
    BITS,
    LIMIT_PIXELS,
    SPACES,
    Inks,
    PressError,
    Space,
    Values,
    drop,
    size_of,
    space_of,
)  # fmt: skip

# A gradient between two colours, as so many inks between them.
SAMPLES = 33
QUALITY = 95
KINDS = {"1": "grey", "L": "grey", "RGB": "rgb", "CMYK": "cmyk"}
LIMIT_FUNCTIONS = 8


def picture_in(
    inks: Inks, picture: Any, resources: Any, alpha: float, pdf: Any, *, opaque: bool
) -> Any:
    """Convert a picture where it stands, or a copy of it if it is seen through.

    ``opaque``: its mask is mixed with white paper. Its resolution stays as it is; a JPEG whose
    colours change becomes another JPEG. Raises PressError.
    """
    width, height = int(picture.Width), int(picture.Height)
    if width * height > LIMIT_PIXELS:
        raise PressError(f"a picture has {width} x {height} pixels, more than eighty million")
    if picture.get("/ImageMask", False):
        return picture
    drop(picture, "/Alternates", "/OPI")
    mask = picture.get("/SMask") if opaque else None
    if mask is None and alpha == 1 and _is_settled(inks, picture, resources):
        return picture
    if len(picture.get("/Mask", ())) and not _is_stream(picture["/Mask"]):
        raise PressError("a picture leaves a colour out, and its colours have to change")
    made = inks.picture(_on_white(_decoded(picture), mask, alpha))
    as_jpeg = _filters(picture)[-1:] == ["/DCTDecode"] and mask is None
    target = picture
    if alpha < 1:
        target = pdf.make_stream(b"")
        for key, value in picture.items():
            if key != "/Length":
                target[key] = value
    if opaque:
        drop(target, "/SMask")
    _put(target, made, as_jpeg=as_jpeg)
    return target


def _is_settled(inks: Inks, picture: Any, resources: Any) -> bool:
    if "/ColorSpace" not in picture:
        return False
    if inks.colour == "rgb":
        return True
    kind = space_of(picture["/ColorSpace"], resources).kind
    named = str(picture["/ColorSpace"]) in ("/DeviceGray", "/DeviceCMYK")
    return named and (kind == "grey" or (kind == inks.colour and not inks.limited))


def _is_stream(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Stream)


def _filters(stream: Any) -> list[str]:
    import pikepdf

    found = stream.get("/Filter", ())
    return [str(found)] if isinstance(found, pikepdf.Name) else [str(one) for one in found]


def _decoded(picture: Any) -> Any:
    """Return a picture without its masks, in grey, RGB or CMYK."""
    import pikepdf

    found = pikepdf.PdfImage(picture).as_pil_image(apply_mask=False)
    if found.width * found.height > LIMIT_PIXELS:
        raise PressError(f"a picture has {found.width} x {found.height} pixels inside")
    if found.mode == "1":
        return found.convert("L")
    return found if found.mode in ("L", "CMYK") else found.convert("RGB")


def _on_white(image: Any, mask: Any, alpha: float) -> Any:
    """Return a picture as it looks on white paper through its mask."""
    from PIL import Image

    if mask is None and alpha == 1:
        return image
    if mask is None:
        shown = Image.new("L", image.size, round(alpha * BITS))
    else:
        if int(mask.Width) * int(mask.Height) > LIMIT_PIXELS:
            raise PressError("the mask of a picture has more than eighty million pixels")
        shown = _decoded(mask).convert("L").point(lambda one: round(one * alpha))
    # Whichever of the two is finer keeps its pixels.
    size = max(image.width, shown.width), max(image.height, shown.height)
    image, shown = (one if one.size == size else one.resize(size) for one in (image, shown))
    white: Any = {"L": 255, "RGB": (255, 255, 255), "CMYK": (0, 0, 0, 0)}[image.mode]
    return Image.composite(image, Image.new(image.mode, size, white), shown)


def _put(picture: Any, image: Any, *, as_jpeg: bool) -> None:
    """Put a Pillow picture in the place of another."""
    import pikepdf

    drop(picture, "/Decode", "/DecodeParms", "/Intent", "/SMaskInData")
    picture["/Width"], picture["/Height"] = image.size
    picture["/BitsPerComponent"] = 8
    if image.mode == "1":
        image = image.convert("L")
    picture["/ColorSpace"] = pikepdf.Name(SPACES[KINDS[image.mode]])
    if as_jpeg:
        file = io.BytesIO()
        image.save(file, format="JPEG", quality=QUALITY, subsampling=0)
        if image.mode == "CMYK":
            # Pillow writes them the other way round, as Adobe does.
            picture["/Decode"] = pikepdf.Array([1, 0] * 4)
        picture.write(file.getvalue(), filter=pikepdf.Name.DCTDecode)
    else:
        picture.write(zlib.compress(image.tobytes()), filter=pikepdf.Name.FlateDecode)


# Gradients


def shading_in(inks: Inks, shading: Any, resources: Any, alpha: float, pdf: Any) -> Any:
    """Convert a gradient along a line or between circles, seen through on white.

    It is changed where it stands, or a copy is if ``alpha`` is below 1. Raises PressError for any
    other kind of gradient.
    """
    import pikepdf

    space = space_of(shading["/ColorSpace"], resources)
    named = isinstance(shading["/ColorSpace"], pikepdf.Name)
    keeps = space.kind == inks.colour and not inks.limited
    if alpha == 1 and named and (keeps or inks.colour == "rgb"):
        return shading
    if int(shading["/ShadingType"]) not in (2, 3) or isinstance(
        shading["/Function"], pikepdf.Array
    ):
        raise PressError("a gradient that follows no line or circle cannot be converted")
    if alpha < 1:
        shading = pdf.make_indirect(pikepdf.Dictionary(dict(shading.items())))
    kind, _ = inks.mixed(space, (0.0,) * size_of(space), alpha)
    shading["/Function"] = _function(inks, shading["/Function"], space, alpha, pdf, 0)
    if "/Background" in shading:
        ground = tuple(float(one) for one in shading["/Background"])
        shading["/Background"] = pikepdf.Array(inks.mixed(space, ground, alpha)[1])
    shading["/ColorSpace"] = pikepdf.Name(SPACES[kind])
    return shading


def _function(inks: Inks, function: Any, space: Space, alpha: float, pdf: Any, depth: int) -> Any:
    """Convert the colours of a function between colours, or of several stitched together."""
    import pikepdf

    kind = int(function["/FunctionType"])
    made = pikepdf.Dictionary(dict(function.items()))
    drop(made, "/Range")
    if kind == 3 and depth < LIMIT_FUNCTIONS:
        made["/Functions"] = pikepdf.Array(
            [_function(inks, one, space, alpha, pdf, depth + 1) for one in function["/Functions"]]
        )
        return made
    if kind != 2:
        raise PressError("a gradient with a table or a program of colours cannot be converted")
    ends = [
        tuple(float(one) for one in function.get(key, default))
        for key, default in (("/C0", (0,)), ("/C1", (1,)))
    ]
    exponent = float(function["/N"])
    if inks.colour == "cmyk":
        return _sampled(inks, ends, exponent, function, space, alpha, pdf)
    # What is linear in the colours is linear in what is mixed of them.
    for key, end in zip(("/C0", "/C1"), ends, strict=True):
        made[key] = pikepdf.Array(inks.mixed(space, end, alpha)[1])
    return made


def _sampled(
    inks: Inks, ends: Sequence[Values], exponent: float, function: Any, space: Space,
    alpha: float, pdf: Any,
) -> Any:  # fmt: skip
    """Return a function that looks inks up in a table (ISO 32000-1, 7.10.2)."""
    import pikepdf

    domain = [float(one) for one in function.get("/Domain", (0, 1))]
    table = bytearray()
    for step in range(SAMPLES):
        at = (domain[0] + (domain[1] - domain[0]) * step / (SAMPLES - 1)) ** exponent
        mixed = tuple(low + at * (high - low) for low, high in zip(*ends, strict=True))
        table += bytes(round(one * BITS) for one in inks.mixed(space, mixed, alpha)[1])
    made = pdf.make_stream(bytes(table))
    made["/FunctionType"] = 0
    made["/Domain"] = pikepdf.Array(domain)
    made["/Range"] = pikepdf.Array([0, 1] * 4)
    made["/Size"] = pikepdf.Array([SAMPLES])
    made["/BitsPerSample"] = 8
    return made
