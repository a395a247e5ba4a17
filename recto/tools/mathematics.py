"""Formulas as pictures, for the print engine, which reads no MathML: ziamath draws them."""

from __future__ import annotations

import base64
import logging
import re
from html import escape, unescape

FORMULA = re.compile(r"<math\b[^>]*>.*?</math>", re.DOTALL)
# pandoc leaves as it is what it cannot read.
UNSET = re.compile(r'<span class="math (?:inline|display)">(.*?)</span>', re.DOTALL)
NOTATION = re.compile(r"<annotation\b[^>]*>(.*?)</annotation>", re.DOTALL)
SEMANTICS = re.compile(r"</?semantics\b[^>]*>")


def unset_formula(tex: str) -> str:
    """Say of a formula, as pandoc left it in HTML, that it cannot be set."""
    words = " ".join(unescape(tex).split())
    shown = words if len(words) <= 60 else f"{words[:59]}…"
    return f"the formula `{shown}` cannot be set and stands as TeX"


def drawn(html: str, size: float) -> tuple[str, tuple[str, ...]]:
    """Return HTML with each MathML formula as an SVG picture, drawn at a text size in pt.

    Its measures are in em: in a note or a heading it is as large as the text there.

    The TeX of the formula is its alternative text. Also returned: what could not be drawn, which
    stays as text.
    """
    failed = [unset_formula(tex) for tex in UNSET.findall(html)]
    if "<math" not in html:
        return html, tuple(failed)

    def draw(match: re.Match[str]) -> str:
        tex = NOTATION.search(match[0])
        words = unescape(tex[1]).strip() if tex else ""
        try:
            return _picture(match[0], words, size)
        except Exception as problem:  # noqa: BLE001  # ziamath raises what it happens to meet
            failed.append(f"the formula `{words}` cannot be drawn: {problem}")
            return f"<code>{escape(words)}</code>"

    return FORMULA.sub(draw, html), tuple(failed)


def _picture(mathml: str, words: str, size: float) -> str:
    import ziamath

    bare = SEMANTICS.sub("", NOTATION.sub("", mathml))
    root = logging.getLogger()
    level, root.level = root.level, logging.CRITICAL
    try:
        formula = ziamath.Math(bare, size=size)  # type: ignore[attr-defined]
        svg = formula.svg()
    finally:
        root.level = level
    width, height = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg).groups()  # type: ignore[union-attr]
    data = base64.b64encode(svg.encode()).decode()
    display = 'display="block"' in mathml
    place = "" if display else f";vertical-align:{formula.getyofst() / size:.3f}em"
    kind = "formula display" if display else "formula"
    return (
        f'<img class="{kind}" alt="{escape(words)}" src="data:image/svg+xml;base64,{data}" '
        f'style="width:{float(width) / size:.3f}em;height:{float(height) / size:.3f}em{place}">'
    )
