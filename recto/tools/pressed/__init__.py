"""pikepdf: what a finished PDF prints with: colours, pictures, fonts, and what is seen through.

It reads what is drawn, as it is drawn (ISO 32000-1, 8 and 9), and shares no code with what made
it.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from recto.tools.pdf_text import PdfError
from recto.tools.pressed.drawn import (
    LIMIT_PIXELS,
    UPRIGHT,
    Font,
    Ink,
    Inks,
    Picture,
    State,
    Values,
    opened,
    resolved,
    space_name,
    times,
)  # fmt: skip

__all__ = ["Font", "Ink", "Inks", "Picture", "opened", "read_inks"]

# What one drawing may hold, in how many steps a file may draw, how deep forms and states stand.
LIMIT_DRAWING, LIMIT_STEPS, LIMIT_DEPTH, LIMIT_STATES = 8_000_000, 3_000_000, 32, 2_000
SUBSET = re.compile(r"[A-Z]{6}\+")
AREAS = frozenset(["f", "F", "f*"])
LINES = frozenset(["S", "s"])
BOTH = frozenset(["B", "B*", "b", "b*"])
TEXTS = frozenset(["Tj", "TJ", "'", '"'])
_DEVICE = {"g": ("DeviceGray", 1), "rg": ("DeviceRGB", 3), "k": ("DeviceCMYK", 4)}


def read_inks(pdf: Any, *, count_ink: bool = False) -> Inks:
    """Read what every page of an open PDF prints with; the ink of pictures where it is asked for.

    Raises PdfError.
    """
    reader = _Reader(count_ink=count_ink)
    for number, page in enumerate(pdf.pages):
        reader.page(page, number)
    # qpdf reads on after a fault, or stops; what a printer's program would do nobody knows.
    for warning in pdf.get_warnings():
        said = " ".join(str(warning).split())
        raise PdfError(f"it is damaged: {said}")
    return Inks(
        frozenset(reader.inks), tuple(reader.pictures), frozenset(reader.fonts),
        frozenset(reader.veils),
    )  # fmt: skip


class _Reader:
    """Walks the drawings of pages, each form as often as it is drawn on another page."""

    def __init__(self, *, count_ink: bool) -> None:
        self.inks: set[Ink] = set()
        self.pictures: list[Picture] = []
        self.fonts: set[Font] = set()
        self.veils: set[tuple[int, str]] = set()
        self._count_ink = count_ink
        self._ink_of: dict[Any, float] = {}
        self._steps = 0
        self._page = 0
        self._seen: set[Any] = set()
        self._open: set[Any] = set()
        self._costs: dict[Any, int] = {}

    def page(self, page: Any, number: int) -> None:
        """Read one page, and what its annotations draw."""
        import pikepdf

        self._page, self._seen = number, set()
        resources = page.resources
        self._group(page.obj)
        if "/Contents" in page.obj:
            self._drawing(page.obj, resources, State(), 0)
        for annotation in page.obj.get("/Annots", ()):
            for drawn in dict(annotation.get("/AP", {})).values():
                one = isinstance(drawn, pikepdf.Stream)
                for form in [drawn] if one else dict(drawn).values():
                    self._form(form, resources, State(), 1)

    def _drawing(self, drawn: Any, resources: Any, state: State, depth: int) -> None:
        import pikepdf

        if depth > LIMIT_DEPTH:
            raise PdfError("forms stand in forms without end")
        streams = drawn.get("/Contents", ()) if "/Contents" in drawn else (drawn,)
        streams = (streams,) if isinstance(streams, pikepdf.Stream) else streams
        if sum(len(stream.read_bytes()) for stream in streams) > LIMIT_DRAWING:
            raise PdfError(f"page {self._page + 1} is drawn in more than eight megabytes")
        self._defaults(resources)
        stack: list[State] = []
        for step in pikepdf.parse_content_stream(drawn):
            self._count(1)
            operator, operands = str(step.operator), step.operands
            if operator == "q":
                stack.append(state.copy())
                if len(stack) > LIMIT_STATES:
                    raise PdfError(f"page {self._page + 1} saves states in states without end")
            elif operator == "Q" and stack:
                vars(state).update(vars(stack.pop()))
            elif isinstance(step, pikepdf.ContentStreamInlineImage):
                self._inline(step.iimage, resources, state)
            elif operator in self._SETTING:
                self._SETTING[operator](self, state, operator, list(operands), resources)
            elif operator == "Do":
                self._do(resources["/XObject"][str(operands[0])], resources, state, depth)
            else:
                self._paint(operator, operands, resources, state, depth)

    # What is set

    def _set_matrix(self, state: State, _: str, operands: list[Any], __: Any) -> None:
        state.matrix = times([float(one) for one in operands], state.matrix)

    def _set_mode(self, state: State, _: str, operands: list[Any], __: Any) -> None:
        state.mode = int(operands[0])

    def _set_font(self, _: State, __: str, operands: list[Any], resources: Any) -> None:
        self._font(resources["/Font"][str(operands[0])], resources)

    def _set_plain(self, state: State, operator: str, operands: list[Any], _: Any) -> None:
        space, count = _DEVICE[operator.lower()]
        colour = space, tuple(float(one) for one in operands[:count])
        if operator.islower():
            state.area, state.area_space = colour, None
        else:
            state.line, state.line_space = colour, None

    def _set_space(self, state: State, operator: str, operands: list[Any], resources: Any) -> None:
        space = resolved(operands[0], resources)
        name = space_name(space, resources)
        if operator == "cs":
            state.area, state.area_space = (name, ()), space
        else:
            state.line, state.line_space = (name, ()), space

    def _set_colour(self, state: State, operator: str, operands: list[Any], resources: Any) -> None:
        import pikepdf

        which = "area" if operator.islower() else "line"
        if operands and isinstance(operands[-1], pikepdf.Name):
            pattern = resources["/Pattern"][str(operands[-1])]
            setattr(state, which, ("Pattern", ()))
            setattr(state, f"{which}_space", pattern)
        else:
            space, _ = getattr(state, which)
            setattr(state, which, (space, tuple(float(one) for one in operands)))

    def _set_state(self, _: State, __: str, operands: list[Any], resources: Any) -> None:
        """Look at a graphics state for what is seen through (ISO 32000-1, 11.6.4 and 11.3.5)."""
        found = resources["/ExtGState"][str(operands[0])]
        for key in ("/ca", "/CA"):
            if float(found.get(key, 1)) < 1:
                self.veils.add((self._page, "what is seen through (an alpha below 1)"))
        if found.get("/SMask", "/None") != "/None":
            self.veils.add((self._page, "a soft mask"))
            if "/G" in found["/SMask"]:
                self._form(found["/SMask"]["/G"], resources, State(), 1)
        if found.get("/BM", "/Normal") not in ("/Normal", "/Compatible"):
            self.veils.add((self._page, "a blend mode"))

    # What is painted

    def _paint(
        self, operator: str, operands: Any, resources: Any, state: State, depth: int
    ) -> None:
        if operator in TEXTS:
            if state.mode % 4 in (0, 2):
                self._put("text", state.area, state.area_space, resources, depth)
            if state.mode % 4 in (1, 2):
                self._put("text", state.line, state.line_space, resources, depth)
        elif operator in AREAS or operator in BOTH:
            self._put("area", state.area, state.area_space, resources, depth)
        if operator in LINES or operator in BOTH:
            self._put("line", state.line, state.line_space, resources, depth)
        if operator == "sh":
            self._shading(resources["/Shading"][str(operands[0])], resources)

    def _put(
        self, what: str, colour: tuple[str, Values], pattern: Any, resources: Any, depth: int
    ) -> None:
        space, values = colour
        if space != "Pattern":
            self.inks.add(Ink(self._page, what, space, values))
        elif pattern is not None and "/Shading" in pattern:
            self._shading(pattern["/Shading"], resources)
        elif pattern is not None and "/PatternType" in pattern:
            self._form(pattern, resources, State(), depth + 1)

    def _shading(self, shading: Any, resources: Any) -> None:
        space = space_name(resolved(shading["/ColorSpace"], resources), resources)
        self.inks.add(Ink(self._page, "gradient", space))

    def _do(self, drawn: Any, resources: Any, state: State, depth: int) -> None:
        if drawn.get("/Subtype") == "/Image":
            self._picture(drawn, resources, state)
        elif drawn.get("/Subtype") == "/Form":
            inside = state.copy()
            inside.matrix = times(_numbers(drawn.get("/Matrix", UPRIGHT)), state.matrix)
            self._form(drawn, resources, inside, depth + 1)

    def _form(self, form: Any, resources: Any, state: State, depth: int) -> None:
        """Read a form; how large it is drawn says how fine its pictures are, so each size counts.

        What is drawn again is only counted again: few bytes can draw more than anybody waits for.
        """
        size = tuple(round(one, 2) for one in state.matrix[:4])
        key = self._page, form.objgen, size, state.area, state.line
        if form.objgen in self._open:
            raise PdfError(f"a form on page {self._page + 1} draws itself")
        if key in self._costs:
            self._count(self._costs[key])
            return
        before = self._steps
        self._open.add(form.objgen)
        self._group(form)
        self._drawing(form, form.get("/Resources", resources), state, depth)
        self._open.remove(form.objgen)
        self._costs[key] = self._steps - before

    def _count(self, steps: int) -> None:
        self._steps += steps
        if self._steps > LIMIT_STEPS:
            raise PdfError("it draws in more than three million steps")

    def _picture(self, picture: Any, resources: Any, state: State) -> None:
        width, height = int(picture.Width), int(picture.Height)
        if min(width, height) < 1 or width * height > LIMIT_PIXELS:
            raise PdfError(f"a picture on page {self._page + 1} has {width} x {height} pixels")
        a, b, c, d, _, _ = state.matrix
        across, down = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5
        if not across or not down:
            return
        if "/SMask" in picture or int(picture.get("/SMaskInData", 0)):
            self.veils.add((self._page, "a picture with a soft mask"))
        ppi = min(width / across, height / down) * 72
        ink = 0.0
        if picture.get("/ImageMask", False):
            self._put("area", state.area, state.area_space, resources, 1)
        else:
            space = picture.get("/ColorSpace")
            if space is None:
                raise PdfError(f"a picture on page {self._page + 1} has no colour space")
            name = space_name(resolved(space, resources), resources)
            self.inks.add(Ink(self._page, "picture", name))
            if self._count_ink and name == "DeviceCMYK":
                ink = self._ink(picture)
        self.pictures.append(Picture(self._page, width, height, ppi, ink))

    def _ink(self, picture: Any) -> float:
        """Return the most ink in one place of a picture in four inks, in percent."""
        import pikepdf
        from PIL import ImageMath

        if picture.objgen not in self._ink_of:
            image = pikepdf.PdfImage(picture).as_pil_image(apply_mask=False).convert("CMYK")
            bands = dict(zip("cmyk", image.split(), strict=True))
            total: Any = ImageMath.lambda_eval(
                lambda has: has["c"] + has["m"] + has["y"] + has["k"], **bands
            )
            self._ink_of[picture.objgen] = total.getextrema()[1] / 255 * 100
        return self._ink_of[picture.objgen]

    def _inline(self, picture: Any, resources: Any, state: State) -> None:
        if picture.image_mask:
            self._put("area", state.area, state.area_space, resources, 1)
            return
        found = picture.obj.get("/ColorSpace", picture.obj.get("/CS"))
        self.inks.add(Ink(self._page, "picture", space_name(resolved(found, resources), resources)))

    def _font(self, font: Any, resources: Any) -> None:
        if (font.objgen, self._page) in self._seen:
            return
        self._seen.add((font.objgen, self._page))
        name = str(font.get("/BaseFont", font.get("/Name", "unnamed"))).removeprefix("/")
        if font.get("/Subtype") == "/Type3":
            self.fonts.add(Font(self._page, name, "Type3", subset=False))
            for glyph in font["/CharProcs"].values():
                self._drawing(glyph, font.get("/Resources", resources), State(), 1)
            return
        inner = font["/DescendantFonts"][0] if "/DescendantFonts" in font else font
        described, program = inner.get("/FontDescriptor", {}), ""
        for key, kind in (("/FontFile", "Type1"), ("/FontFile2", "TrueType"), ("/FontFile3", "")):
            if key in described:
                program = kind or str(described[key].get("/Subtype", "/CFF")).removeprefix("/")
        self.fonts.add(Font(self._page, name, program, bool(SUBSET.match(name))))

    def _group(self, owner: Any) -> None:
        group = owner.get("/Group")
        if group is not None and group.get("/S") == "/Transparency":
            self.veils.add((self._page, "a transparency group"))

    def _defaults(self, resources: Any) -> None:
        """A default space makes something else of every colour of a device (8.6.5.6)."""
        spaces = resources.get("/ColorSpace", {}) if resources is not None else {}
        for key in ("/DefaultGray", "/DefaultRGB", "/DefaultCMYK"):
            if key in spaces:
                name = space_name(resolved(spaces[key], None), None)
                self.inks.add(Ink(self._page, "default", name))

    _SETTING: ClassVar[dict[str, Any]] = {
        **dict.fromkeys(("g", "rg", "k", "G", "RG", "K"), _set_plain),
        **dict.fromkeys(("cs", "CS"), _set_space),
        **dict.fromkeys(("sc", "scn", "SC", "SCN"), _set_colour),
        "cm": _set_matrix, "gs": _set_state, "Tf": _set_font, "Tr": _set_mode,
    }  # fmt: skip


def _numbers(values: Any) -> list[float]:
    return [float(one) for one in values]
