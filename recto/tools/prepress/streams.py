"""pikepdf: every colour of a PDF in a printer's inks, and nothing that is seen through.

What is drawn is walked as it is drawn (ISO 32000-1, 8 and 9). What no page uses is taken out of
the resources, so that no other colour stays in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from recto.tools.prepress.inks import PATTERN, SPACES, Inks, PressError, size_of, space_of
from recto.tools.prepress.pictures import picture_in, shading_in
from recto.tools.prepress.resources import TRANSFERS, VEILS, Frame, Pen, Shelf

# Forms in forms, bytes of a drawing, states in states, steps in all: no layout comes near.
LIMIT_DEPTH, LIMIT_DRAWING, LIMIT_STATES, LIMIT_STEPS = 24, 8_000_000, 2_000, 3_000_000
PLAIN = {"g": "/DeviceGray", "rg": "/DeviceRGB", "k": "/DeviceCMYK"}
OPERATORS = {"grey": ("g", "G"), "rgb": ("rg", "RG"), "cmyk": ("k", "K")}
AREA, LINE = 0, 1


class Repainter:
    """Converts a file page by page; what pages share is converted once.

    ``opaque``: what is seen through is drawn as it looks on white paper. Whether that is what the
    page showed is another question, for whoever can look at it.
    """

    def __init__(self, pdf: Any, inks: Inks, *, opaque: bool) -> None:
        self._pdf = pdf
        self._inks = inks
        self._opaque = opaque
        self._masks = Inks("grey")  # a mask is light and dark, whatever the page is printed in
        self._made: dict[Any, Any] = {}
        self._open: set[Any] = set()
        self._costs: dict[Any, int] = {}
        self._steps = 0
        self._shelf = Shelf(pdf)
        self._veiled = False

    def every_page(self) -> tuple[int, ...]:
        """Convert what pages draw; return the numbers (from 0) of those that were seen through.

        Raises PressError.
        """
        veiled = []
        for number, page in enumerate(self._pdf.pages):
            self._veiled = False
            try:
                self._page(page)
            except PressError as problem:
                raise PressError(f"page {number + 1}: {problem}") from problem
            if self._veiled:
                veiled.append(number)
        self._shelf.clean(opaque=self._opaque)
        return tuple(veiled)

    def _page(self, page: Any) -> None:
        frame = Frame(self._shelf.resources(page.obj), self._inks, 0, 1.0)
        if "/Contents" in page:
            drawn = self._rewritten(page.obj, frame, [Pen(), Pen()])
            page.obj["/Contents"] = self._pdf.make_stream(drawn)
        self._group(page.obj, self._inks)
        for annotation in page.get("/Annots", ()):
            self._annotation(annotation, frame)
        # qpdf reads on after a fault, or stops; either way something would be lost.
        for warning in self._pdf.get_warnings():
            raise PressError(f"its drawing is damaged: {warning}")

    # The steps of a drawing

    def _rewritten(self, drawn: Any, frame: Frame, pens: list[Pen]) -> bytes:
        import pikepdf

        if frame.depth > LIMIT_DEPTH:
            raise PressError("forms stand in forms without end")
        contents = drawn.get("/Contents", drawn)
        streams = contents if isinstance(contents, pikepdf.Array) else [contents]
        if sum(len(stream.read_bytes()) for stream in streams) > LIMIT_DRAWING:
            raise PressError("it is drawn in more than eight megabytes")
        steps: list[Any] = []
        stack: list[list[Pen]] = []
        for step in pikepdf.parse_content_stream(drawn):
            self._count(1)
            operator = str(step.operator)
            if operator == "q":
                stack.append(list(pens))
                if len(stack) > LIMIT_STATES:
                    raise PressError("states of the drawing stand in states without end")
            elif operator == "Q" and stack:
                pens[:] = stack.pop()
            change = self._CHANGES.get(operator)
            if change is None:
                steps.append(step)
            else:
                steps += change(self, step, operator, frame, pens)
        return pikepdf.unparse_content_stream(steps)

    def _colour(self, step: Any, operator: str, frame: Frame, pens: list[Pen]) -> Iterator[Any]:
        """Change the colour of areas or lines."""
        import pikepdf

        which = LINE if operator.isupper() else AREA
        pen, operands, kind = pens[which], list(step.operands), operator.lower()
        if kind == "cs":
            space = space_of(operands[0], frame.resources)
            first = (0.0, 0.0, 0.0, 1.0) if space.kind == "cmyk" else (0.0,) * size_of(space)
            pen = Pen(space, first, "", pen.alpha)
        elif kind in PLAIN:
            space = space_of(pikepdf.Name(PLAIN[kind]))
            pen = Pen(space, tuple(float(one) for one in operands), "", pen.alpha)
        elif operands and isinstance(operands[-1], pikepdf.Name):
            if len(operands) > 1:
                raise PressError("a pattern without colours of its own cannot be converted")
            pen = Pen(PATTERN, (), str(operands[-1]), pen.alpha)
        else:
            pen = Pen(pen.space, tuple(float(one) for one in operands), "", pen.alpha)
        pens[which] = pen
        yield from self._inked(which, pen, frame)

    def _inked(self, which: int, pen: Pen, frame: Frame) -> Iterator[Any]:
        """Yield the steps that take up a pen."""
        from pikepdf import ContentStreamInstruction as Step
        from pikepdf import Name, Operator

        alpha = round(pen.alpha * frame.alpha, 4)
        if pen.pattern:
            name = self._pattern(pen.pattern, frame, alpha)
            yield Step([Name.Pattern], Operator("CS" if which else "cs"))
            yield Step([Name(name)], Operator("SCN" if which else "scn"))
        elif pen.space is not PATTERN:
            kind, numbers = frame.inks.mixed(pen.space, pen.values, alpha)
            short = [int(one) if one in (0, 1) else round(one, 4) for one in numbers]
            yield Step(short, Operator(OPERATORS[kind][which]))

    def _state(self, step: Any, _: str, frame: Frame, pens: list[Pen]) -> Iterator[Any]:
        """Change the graphics state: only alphas, and the tones of masks, are of interest."""
        name = str(step.operands[0])
        state = self._shelf.named(frame.resources, "/ExtGState", name)
        if not self._opaque:
            mask = state.get("/SMask")
            if mask is not None and "/G" in mask:
                self._form(mask["/G"], frame._replace(inks=self._masks), 1.0, [Pen(), Pen()])
            yield step
            return
        mask, mode = state.get("/SMask"), state.get("/BM")
        if (mask is not None and mask != "/None") or (mode is not None and mode != "/Normal"):
            self._veiled = True
        if any(key not in (*VEILS, *TRANSFERS, "/Type") for key, _ in state.items()):
            yield step
        for which, key in ((AREA, "/ca"), (LINE, "/CA")):
            alpha = float(state.get(key, pens[which].alpha))
            if alpha != pens[which].alpha:
                self._veiled = True
                pens[which] = pens[which]._replace(alpha=min(max(alpha, 0.0), 1.0))
                yield from self._inked(which, pens[which], frame)

    def _shade(self, step: Any, _: str, frame: Frame, pens: list[Pen]) -> Iterator[Any]:
        """Paint a gradient."""
        name, alpha = str(step.operands[0]), round(pens[AREA].alpha * frame.alpha, 4)
        shading = self._shelf.named(frame.resources, "/Shading", name)
        named = shading.objgen if shading.is_indirect else (frame.resources.objgen, name)
        made = self._once(
            (frame.inks, alpha, named),
            lambda: shading_in(frame.inks, shading, frame.resources, alpha, self._pdf),
        )
        yield self._draw(self._shelf.renamed(frame.resources, "/Shading", name, made, alpha), "sh")

    def _paint(self, step: Any, _: str, frame: Frame, pens: list[Pen]) -> Iterator[Any]:
        """Draw a picture or a form."""
        name = str(step.operands[0])
        drawn = self._shelf.named(frame.resources, "/XObject", name)
        alpha = round(pens[AREA].alpha * frame.alpha, 4)
        if drawn.get("/Subtype") == "/Image":
            if self._opaque and "/SMask" in drawn:
                self._veiled = True
            made = self._once(
                (frame.inks, alpha, drawn.objgen),
                lambda: picture_in(
                    frame.inks, drawn, frame.resources, alpha, self._pdf, opaque=self._opaque
                ),
            )
        elif drawn.get("/Subtype") == "/Form":
            made, alpha = self._drawn_form(drawn, frame, pens, alpha)
        else:
            raise PressError(f"it draws `{name}`, which is neither a picture nor a form")
        yield self._draw(self._shelf.renamed(frame.resources, "/XObject", name, made, alpha), "Do")

    def _drawn_form(
        self, form: Any, frame: Frame, pens: list[Pen], alpha: float
    ) -> tuple[Any, float]:
        """Return a form as it is drawn here, and the alpha of all that is in it.

        A group is drawn through the alpha of areas as a whole; any other form takes both alphas on.
        """
        # A pattern has a name in the resources of the page, which is none in those of the form.
        inside = [pen._replace(pattern="") for pen in pens]
        group = form.get("/Group")
        is_group = group is not None and group.get("/S") == "/Transparency"
        # The states of another form may set alphas anew: then this is not exact, but looked at.
        if is_group or (self._opaque and any(pen.alpha < 1 for pen in pens)):
            fresh = [pen._replace(alpha=1.0) for pen in inside]
            return self._form(form, frame, alpha, fresh), alpha
        return self._form(form, frame, frame.alpha, inside), frame.alpha

    def _form(self, form: Any, frame: Frame, alpha: float, pens: list[Pen]) -> Any:
        """Convert a form, a pattern or a glyph; through an alpha, a copy of it."""

        def make() -> Any:
            resources = self._shelf.resources(form, frame.resources)
            made = form
            if alpha < 1:
                made = self._pdf.make_stream(form.read_bytes())
                for key, value in form.items():
                    if key not in ("/Length", "/Filter", "/DecodeParms"):
                        made[key] = value
            inside = Frame(resources, frame.inks, frame.depth + 1, alpha)
            made.write(self._rewritten(made, inside, pens))
            self._group(made, frame.inks)
            return made

        if form.objgen in self._open:
            raise PressError("a form draws itself")
        key = frame.inks, alpha, form.objgen
        # Few bytes can draw more than anybody waits for: what is drawn again is counted again.
        before = self._steps
        self._count(self._costs.get(key, 0))
        self._open.add(form.objgen)
        made = self._once(key, make)
        self._open.remove(form.objgen)
        self._costs[key] = self._costs[frame.inks, 1.0, made.objgen] = self._steps - before
        return made

    def _count(self, steps: int) -> None:
        self._steps += steps
        if self._steps > LIMIT_STEPS:
            raise PressError("it is drawn in more than three million steps")

    def _once(self, key: Any, make: Any) -> Any:
        if key not in self._made:
            made = make()
            self._made[key] = made
            if getattr(made, "is_indirect", False):
                self._made[key[0], 1.0, made.objgen] = made
        return self._made[key]

    def _pattern(self, name: str, frame: Frame, alpha: float) -> str:
        import pikepdf

        pattern = self._shelf.named(frame.resources, "/Pattern", name)
        if int(pattern.get("/PatternType", 1)) == 1:
            if int(pattern.get("/PaintType", 1)) != 1:
                raise PressError("a pattern without colours of its own cannot be converted")
            made = self._form(pattern, frame, alpha, [Pen(), Pen()])
        else:
            made = pattern
            if alpha < 1:
                made = self._pdf.make_indirect(pikepdf.Dictionary(dict(pattern.items())))
            made["/Shading"] = shading_in(
                frame.inks, pattern["/Shading"], frame.resources, alpha, self._pdf
            )
        return self._shelf.renamed(frame.resources, "/Pattern", name, made, alpha)

    def _font(self, step: Any, _: str, frame: Frame, __: list[Pen]) -> Iterator[Any]:
        """Choose a font: the glyphs of some are drawings."""
        font = frame.resources.get("/Font", {}).get(str(step.operands[0]))
        if font is not None and font.get("/Subtype") == "/Type3":
            resources = self._shelf.resources(font, frame.resources)
            inside = Frame(resources, frame.inks, frame.depth + 1, 1.0)
            for glyph in font["/CharProcs"].values():
                if (frame.inks, 1.0, glyph.objgen) not in self._made:
                    self._made[frame.inks, 1.0, glyph.objgen] = glyph
                    glyph.write(self._rewritten(glyph, inside, [Pen(), Pen()]))
        yield step

    def _inline(self, step: Any, _: str, frame: Frame, pens: list[Pen]) -> Iterator[Any]:
        """Draw a picture that stands in the drawing itself: WeasyPrint makes masks of it only."""
        picture = step.iimage
        settled = frame.inks.colour == "rgb" and pens[AREA].alpha * frame.alpha == 1
        if not (picture.image_mask or settled or picture.colorspace in ("/DeviceGray", "/G")):
            raise PressError("a picture in colour stands in the drawing itself")
        yield step

    def _draw(self, name: str, operator: str) -> Any:
        from pikepdf import ContentStreamInstruction, Name, Operator

        return ContentStreamInstruction([Name(name)], Operator(operator))

    def _group(self, owner: Any, inks: Inks) -> None:
        """Settle the colours in which a group is mixed, or let it be none."""
        import pikepdf

        group = owner.get("/Group")
        if group is not None and self._opaque:
            del owner["/Group"]
        elif group is not None and "/CS" in group and inks.colour != "rgb":
            # A dictionary that several groups share may have been settled already.
            group["/CS"] = pikepdf.Name(SPACES[inks.colour])

    def _annotation(self, annotation: Any, frame: Frame) -> None:
        import pikepdf

        for drawn in dict(annotation.get("/AP", {})).values():
            one = isinstance(drawn, pikepdf.Stream)
            for form in [drawn] if one else dict(drawn).values():
                self._form(form, frame, 1.0, [Pen(), Pen()])
        for key in ("/C", "/IC"):
            numbers = tuple(float(one) for one in annotation.get(key, ()))
            kinds = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
            if len(numbers) in kinds:
                space = space_of(pikepdf.Name(kinds[len(numbers)]))
                annotation[key] = pikepdf.Array(frame.inks.mixed(space, numbers)[1])

    _CHANGES: ClassVar[dict[str, Any]] = {
        **dict.fromkeys(("g", "rg", "k", "cs", "sc", "scn"), _colour),
        **dict.fromkeys(("G", "RG", "K", "CS", "SC", "SCN"), _colour),
        "gs": _state, "sh": _shade, "Do": _paint, "Tf": _font, "INLINE IMAGE": _inline,
    }  # fmt: skip
