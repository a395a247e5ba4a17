"""Formulas as pictures, for the print engine, which reads no MathML: ziamath draws them."""

from __future__ import annotations

import base64
import logging
import re
from html import escape, unescape
from math import ceil

FORMULA = re.compile(r"<math\b[^>]*>.*?</math>", re.DOTALL)
# pandoc leaves as it is what it cannot read.
UNSET = re.compile(r'<span class="math (?:inline|display)">(.*?)</span>', re.DOTALL)
NOTATION = re.compile(r"<annotation\b[^>]*>(.*?)</annotation>", re.DOTALL)
SEMANTICS = re.compile(r"</?semantics\b[^>]*>")
# The text of a paragraph behind a displayed formula: the engine would indent its first line.
RESUMED = re.compile(r'(<img class="formula display"[^>]*>)\s*')
# Above and below a displayed formula together, in lines.
LEAST_ROOM = 0.7


def unset_formula(tex: str) -> str:
    """Say of a formula, as pandoc left it in HTML, that it cannot be set."""
    words = " ".join(unescape(tex).split())
    shown = words if len(words) <= 60 else f"{words[:59]}…"
    return f"the formula `{shown}` cannot be set and stands as TeX"


def drawn(html: str, size: float, leading: float = 0.0) -> tuple[str, tuple[str, ...]]:
    """Return HTML with each MathML formula as an SVG picture, drawn at a text size in pt.

    Its measures are in em: in a note or a heading it is as large as the text there. With a leading
    (in pt) a displayed formula takes whole lines of it, and stands in their middle; one that ends
    its paragraph has the class `last`.

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
            ends = match.string.startswith("</p>", match.end())
            return _picture(match[0], words, size, leading / size, last=ends)
        except Exception as problem:  # noqa: BLE001  # ziamath raises what it happens to meet
            failed.append(f"the formula `{words}` cannot be drawn: {problem}")
            return f"<code>{escape(words)}</code>"

    return RESUMED.sub(r'\1<span class="resumed"></span>', FORMULA.sub(draw, html)), tuple(failed)


def _picture(mathml: str, words: str, size: float, line: float, *, last: bool) -> str:
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
    wide, high = float(width) / size, float(height) / size
    if 'display="block"' in mathml:
        kind = "formula display last" if last else "formula display"
        room = f"{_above(high, line):.3f}em" if line else ""
        place = f";margin-top:{room};margin-bottom:{room}" if line else ""
    else:
        kind, place = "formula", f";vertical-align:{formula.getyofst() / size:.3f}em"
    return (
        f'<img class="{kind}" alt="{escape(words)}" src="data:image/svg+xml;base64,{data}" '
        f'style="width:{wide:.3f}em;height:{high:.3f}em{place}">'
    )


def _above(height: float, line: float) -> float:
    """Return the room above a formula, and below it, in em: with it, it fills whole lines."""
    # A hair less than that, or it would take one line more.
    return (ceil((height + LEAST_ROOM * line) / line) * line - height) / 2 - 0.002
