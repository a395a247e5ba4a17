"""Colours and pictures in the inks of a printer: black alone, four inks, or as they are.

Colour numbers are read as the CSS of an edition means them: RGB is sRGB, whatever it is called.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

Values = tuple[float, ...]
# An A3 page at 600 dpi has seventy million; a file of a few kilobytes can claim a billion.
LIMIT_PIXELS = 80_000_000
# What the eye sees of red, green and blue (Rec. ITU-R BT.601); Pillow's "L" is the same.
LUMA = (0.299, 0.587, 0.114)
SPACES = {"grey": "/DeviceGray", "cmyk": "/DeviceCMYK", "rgb": "/DeviceRGB"}
BITS = 255


class PressError(Exception):
    """The file cannot be made ready for the printer; the message is one line."""


def drop(owner: Any, *keys: str) -> None:
    """Take keys out of a dictionary of a PDF that may have them."""
    for key in keys:
        if key in owner:
            del owner[key]


@dataclass(frozen=True)
class Space:
    """A colour space: grey, rgb, cmyk, lab, indexed or pattern; what it needs to be read.

    ``base`` and ``table`` are those of an indexed space.
    """

    kind: str
    base: Space | None = None
    table: bytes = b""


GREY, RGB, CMYK, PATTERN = Space("grey"), Space("rgb"), Space("cmyk"), Space("pattern")
_NAMED = {
    "/DeviceGray": GREY, "/G": GREY, "/CalGray": GREY,
    "/DeviceRGB": RGB, "/RGB": RGB, "/CalRGB": RGB,
    "/DeviceCMYK": CMYK, "/CMYK": CMYK, "/Lab": Space("lab"), "/Pattern": PATTERN,
}  # fmt: skip
_COMPONENTS = {1: GREY, 3: RGB, 4: CMYK}


def space_of(value: Any, resources: Any = None, depth: int = 0) -> Space:
    """Return what a colour space is (ISO 32000-1, 8.6). Raises PressError for a spot colour."""
    import pikepdf

    if isinstance(value, pikepdf.Name):
        name = str(value)
        own = resources.get("/ColorSpace", {}).get(name) if resources is not None else None
        if own is not None and depth == 0:
            return space_of(own, resources, 1)
        if name in _NAMED:
            return _NAMED[name]
        raise PressError(f"the colour space `{name.removeprefix('/')}` is not known")
    family, found = str(value[0]), None
    if family == "/ICCBased":
        found = _COMPONENTS.get(int(value[1].N))
    elif family in ("/Indexed", "/I") and depth < 3:
        table = value[3]
        content = table.read_bytes() if isinstance(table, pikepdf.Stream) else bytes(table)
        found = Space("indexed", space_of(value[1], resources, depth + 1), content)
    elif family != "/Pattern" or len(value) == 1:
        found = _NAMED.get(family)
    if found is None:
        raise PressError(f"a colour of the kind `{family.removeprefix('/')}` cannot be converted")
    return found


def size_of(space: Space) -> int:
    """Return how many numbers a colour has."""
    return {"grey": 1, "rgb": 3, "cmyk": 4, "lab": 3, "indexed": 1, "pattern": 0}[space.kind]


def plain(space: Space, values: Sequence[float]) -> tuple[Space, Values]:
    """Return a colour in grey, RGB or CMYK, from 0 to 1. Raises PressError."""
    if len(values) != size_of(space):
        raise PressError(f"a colour has {len(values)} numbers where {size_of(space)} belong")
    if space.kind == "indexed":
        base = space.base or RGB
        count = size_of(base)
        entry = space.table[int(values[0]) * count :][:count]
        if base.kind == "lab":
            raise PressError("a table of Lab colours cannot be converted")
        return plain(base, [one / BITS for one in entry])
    if space.kind == "lab":
        return RGB, _rgb_of_lab(values)
    return space, tuple(min(max(float(one), 0.0), 1.0) for one in values)


def _rgb_of_lab(values: Sequence[float]) -> Values:
    """Convert CIE L*a*b* to sRGB (IEC 61966-2-1); the white point becomes white."""
    f_y = (values[0] + 16) / 116
    curved = (f_y + values[1] / 500, f_y, f_y - values[2] / 200)
    parts = [one**3 if one > 6 / 29 else 3 * (6 / 29) ** 2 * (one - 4 / 29) for one in curved]
    x, y, z = (part * one for part, one in zip(parts, (0.95047, 1.0, 1.08883), strict=True))
    linear = (
        3.2404542 * x - 1.5371385 * y - 0.4985314 * z,
        -0.9692660 * x + 1.8760108 * y + 0.0415560 * z,
        0.0556434 * x - 0.2040259 * y + 1.0572252 * z,
    )
    bounded = [min(max(one, 0.0), 1.0) for one in linear]
    return tuple(12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in bounded)


def veiled(space: Space, values: Values, alpha: float) -> Values:
    """Return a plain colour that is seen through on white paper, as an opaque one."""
    if space.kind == "cmyk":
        return tuple(round(one * alpha, 4) for one in values)
    return tuple(round(1 - (1 - one) * alpha, 4) for one in values)


class Inks:
    """Converts colours and pictures for one printer; "rgb" leaves them in grey, RGB or CMYK.

    Black, and every grey, is black ink alone; so is whatever a paper mixes with full black.
    ``ink`` is the most ink in one place in percent, 0 for no limit.
    """

    def __init__(self, colour: str, profile: bytes | None = None, ink: int = 0) -> None:
        self.colour = colour
        self.ink = ink / 100 if ink else 4.0
        self.limited = self.ink < 4
        self._transform = _transform(profile) if profile and colour == "cmyk" else None
        self.mixed = cache(self._mixed)

    def _mixed(self, space: Space, values: Values, alpha: float = 1.0) -> tuple[str, Values]:
        """Return a colour, seen through on white, as kind (grey, rgb, cmyk) and numbers.

        Raises PressError.
        """
        space, values = plain(space, values)
        if alpha < 1:
            values = veiled(space, values, alpha)
        if self.colour == "grey":
            return "grey", (grey_of(space, values),)
        if self.colour == "rgb":
            return space.kind, values
        if space.kind == "cmyk":
            return "cmyk", self._limited(values)
        red, green, blue = rgb_of(space, values)
        if max(red, green, blue) - min(red, green, blue) < 1 / BITS:
            return "cmyk", (0.0, 0.0, 0.0, round(1 - red, 4))
        if self._transform is None:
            return "cmyk", self._limited(_cmyk_of((red, green, blue)))
        return "cmyk", self._limited(self._through_profile((red, green, blue)))

    def _through_profile(self, values: Values) -> Values:
        from PIL import Image, ImageCms

        one = Image.new("RGB", (1, 1), tuple(round(value * BITS) for value in values))
        found: Any = ImageCms.applyTransform(one, self._transform)  # type: ignore[arg-type]
        return tuple(part / BITS for part in found.getpixel((0, 0)))

    def _limited(self, values: Values) -> Values:
        *colours, black = values
        if black > 1 - 0.5 / BITS:
            return (0.0, 0.0, 0.0, 1.0)
        total = sum(colours)
        if total + black > self.ink:
            share = max(self.ink - black, 0.0) / total
            # Rounded down, so that four rounded numbers are never more than the limit.
            return (*(int(one * share * 10_000) / 10_000 for one in colours), round(black, 4))
        return tuple(round(one, 4) for one in values)

    def picture(self, image: Any) -> Any:
        """Return a picture (Pillow) in the printer's own space; one without colour is grey."""
        if self.colour == "rgb" or image.mode in ("1", "L"):
            return image
        if image.mode == "CMYK":
            return self._bounded(image) if self.colour == "cmyk" else image.convert("L")
        image = image.convert("RGB")
        if self.colour == "grey" or _is_colourless(image):
            return image.convert("L")
        if self._transform is None:
            return self._bounded(_four_inks(image))
        from PIL import ImageCms

        return self._bounded(ImageCms.applyTransform(image, self._transform))

    def _bounded(self, image: Any) -> Any:
        if not self.limited:
            return image
        from PIL import Image, ImageMath

        *colours, black = image.split()
        most = round(self.ink * BITS)

        def reduced(one: Any) -> Any:
            def formula(has: Any) -> Any:
                total = has["cyan"] + has["magenta"] + has["yellow"]
                room = has["max"](most - has["black"], 0)
                part = has["one"] * has["min"](total, room) / has["max"](total, 1)
                return has["convert"](part, "L")

            inks = dict(zip(("cyan", "magenta", "yellow"), colours, strict=True))
            return ImageMath.lambda_eval(formula, one=one, black=black, **inks)

        return Image.merge("CMYK", (*map(reduced, colours), black))


def grey_of(space: Space, values: Values) -> float:
    """Return how light a colour is, from 0 (black) to 1."""
    weighed = zip(LUMA, rgb_of(space, values), strict=True)
    return round(sum(weight * one for weight, one in weighed), 4)


def rgb_of(space: Space, values: Values) -> Values:
    """Return a plain colour as red, green and blue."""
    if space.kind == "grey":
        return values * 3
    if space.kind == "rgb":
        return values
    *colours, black = values
    return tuple((1 - one) * (1 - black) for one in colours)


def _cmyk_of(values: Values) -> Values:
    """Convert as PDF does without a profile (ISO 32000-1, 10.3.5), all grey as black ink."""
    black = 1 - max(values)
    return (*(1 - one - black for one in values), black)


def _four_inks(image: Any) -> Any:
    """Convert a picture as single colours are converted."""
    from PIL import Image, ImageChops

    inks = [ImageChops.invert(band) for band in image.split()]
    black = ImageChops.darker(ImageChops.darker(inks[0], inks[1]), inks[2])
    return Image.merge("CMYK", (*(ImageChops.subtract(one, black) for one in inks), black))


def _is_colourless(image: Any) -> bool:
    from PIL import ImageChops

    red, green, blue = image.split()
    return not any(ImageChops.difference(red, one).getbbox() for one in (green, blue))


def _transform(profile: bytes) -> Any:
    """Return the way from sRGB to a printing condition, by LittleCMS. Raises PressError."""
    from PIL import ImageCms

    try:
        return ImageCms.buildTransform(
            ImageCms.createProfile("sRGB"),
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            "RGB",
            "CMYK",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError) as problem:
        raise PressError("the ICC profile cannot convert sRGB to CMYK") from problem
