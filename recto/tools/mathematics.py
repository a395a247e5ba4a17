"""Formulas as pictures, for the print engine, which reads no MathML: ziamath draws them."""

from __future__ import annotations

import base64
import logging
import re
from html import escape, unescape

FORMULA = re.compile(r"<math\b[^>]*>.*?</math>", re.S)
NOTATION = re.compile(r"<annotation\b[^>]*>(.*?)</annotation>", re.S)
SEMANTICS = re.compile(r"</?semantics\b[^>]*>")


def drawn(html: str, size: float) -> tuple[str, tuple[str, ...]]:
    """Return HTML with each MathML formula as an SVG picture of a text size in pt.

    The TeX of the formula is its alternative text. Also returned: what could not be drawn, which
    stays as text.
    """
    if "<math" not in html:
        return html, ()
    failed: list[str] = []

    def draw(match: re.Match[str]) -> str:
        tex = NOTATION.search(match[0])
        words = unescape(tex[1]).strip() if tex else ""
        try:
            return _picture(match[0], words, size)
        except Exception as problem:  # ziamath raises what it happens to meet
            failed.append(f"the formula `{words}` cannot be drawn: {problem}")
            return f"<code>{escape(words)}</code>"

    return FORMULA.sub(draw, html), tuple(failed)


def _picture(mathml: str, words: str, size: float) -> str:
    import ziamath

    bare = SEMANTICS.sub("", NOTATION.sub("", mathml))
    root = logging.getLogger()
    level, root.level = root.level, logging.CRITICAL
    try:
        formula = ziamath.Math(bare, size=size)
        svg = formula.svg()
    finally:
        root.level = level
    width, height = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg).groups()  # type: ignore[union-attr]
    data = base64.b64encode(svg.encode()).decode()
    display = 'display="block"' in mathml
    place = "" if display else f";vertical-align:{formula.getyofst():.2f}pt"
    kind = "formula display" if display else "formula"
    return (
        f'<img class="{kind}" alt="{escape(words)}" src="data:image/svg+xml;base64,{data}" '
        f'style="width:{float(width):.2f}pt;height:{float(height):.2f}pt{place}">'
    )
