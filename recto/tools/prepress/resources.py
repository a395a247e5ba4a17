"""pikepdf: pens, and the resources that a drawing names and draws (ISO 32000-1, 7.8.3)."""

from __future__ import annotations

from typing import Any, NamedTuple

from recto.tools.prepress.inks import GREY, Inks, PressError, Space, drop

# What only makes a drawing transparent, and what changes tones behind everybody's back.
VEILS = ("/ca", "/CA", "/SMask", "/BM", "/AIS", "/TK")
TRANSFERS = ("/TR", "/TR2", "/HT", "/HTO", "/BG", "/BG2", "/UCR", "/UCR2")
KINDS = ("/XObject", "/Pattern", "/Shading", "/ExtGState")


class Pen(NamedTuple):
    """What areas, or lines, are drawn with: a colour or the name of a pattern, and its alpha."""

    space: Space = GREY
    values: tuple[float, ...] = (0.0,)
    pattern: str = ""
    alpha: float = 1.0


class Frame(NamedTuple):
    """What is drawn, with which resources, how deep in forms, through which alpha."""

    resources: Any
    inks: Inks
    depth: int
    alpha: float


class Shelf:
    """The resources of a file: what is named by a drawing is remembered, the rest goes."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self._used: dict[Any, tuple[Any, set[tuple[str, str]]]] = {}

    def resources(self, owner: Any, inherited: Any = None) -> Any:
        """Return the resources of a page or form."""
        import pikepdf

        found = owner.get("/Resources")
        if found is None:
            found = inherited if inherited is not None else pikepdf.Dictionary()
        if not found.is_indirect:
            found = self._pdf.make_indirect(found)
        owner["/Resources"] = found
        self._used.setdefault(found.objgen, (found, set()))
        return found

    def named(self, resources: Any, kind: str, name: str) -> Any:
        """Return something that a drawing names. Raises PressError."""
        found = resources.get(kind, {}).get(name)
        if found is None:
            raise PressError(f"it draws `{name}`, which is not there")
        self._used[resources.objgen][1].add((kind, name))
        return found

    def renamed(self, resources: Any, kind: str, name: str, made: Any, alpha: float) -> str:
        """Return the name of something converted; a veiled copy has a name of its own."""
        if alpha < 1:
            name = f"{name}v{round(alpha * 10_000)}"
            resources[kind][name] = made
            self._used[resources.objgen][1].add((kind, name))
        return name

    def clean(self, *, opaque: bool) -> None:
        """Take out what no page draws, what changes tones, and the names of colour spaces."""
        for resources, used in self._used.values():
            drop(resources, "/ColorSpace")
            for kind in KINDS:
                entries = resources.get(kind, {})
                drop(entries, *(name for name in list(entries.keys()) if (kind, name) not in used))
            for state in resources.get("/ExtGState", {}).values():
                drop(state, *TRANSFERS, *(VEILS if opaque else ()))
