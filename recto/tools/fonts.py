"""The fonts: Source Serif from `font-source-serif-pro`, cut down to the signs of one text."""

from __future__ import annotations

import base64
import importlib.util
import io
from pathlib import Path

FAMILY = "Recto Serif"
# Face, weight and style as CSS names them.
FACES = (("Regular", 400, "normal"), ("It", 400, "italic"), ("Semibold", 600, "normal"))
FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "onum", "lnum", "tnum", "smcp"]


class FontsMissing(Exception):
    """The fonts are not installed; the message is one line with the remedy."""


def font_folder() -> Path:
    """Return the folder of the font files. Raises FontsMissing."""
    found = importlib.util.find_spec("font_source_serif_pro")
    if not found or not found.origin:
        raise FontsMissing("the fonts are missing: run `pip install font-source-serif-pro`")
    return Path(found.origin).parent / "files"


def embedded_faces(text: str) -> str:
    """Return `@font-face` rules whose WOFF2 files hold just the signs of a text, as data URIs."""
    from fontTools import subset

    rules = []
    for face, weight, style in FACES:
        options = subset.Options(flavor="woff2", hinting=False, layout_features=FEATURES)
        font = subset.load_font(str(font_folder() / f"SourceSerifPro-{face}.otf"), options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=text)
        subsetter.subset(font)
        packed = io.BytesIO()
        subset.save_font(font, packed, options)
        data = base64.b64encode(packed.getvalue()).decode()
        rules.append(
            f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; font-style: {style}; '
            f"src: url(data:font/woff2;base64,{data}); font-display: swap; }}"
        )
    return "\n".join(rules)
