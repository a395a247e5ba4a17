"""The ends of lines: one that fits but for its last space is repaired, one may be kept whole.

Where a run of text ends in a space before other markup, and fits its line but for that space,
WeasyPrint 70.0 takes it for a run that is too wide to be broken, and hyphenates the first word
that it can: a line ends in the middle, and is stretched. Such a run ends its line as it is.

A context names the lines that may not end in a divided word, because a page ends with them
(`hyphenate-limit-last` of CSS Text 4, which WeasyPrint does not know).
"""

from __future__ import annotations

from math import inf
from typing import Any

from recto.tools.note_page import require_version

COLLAPSING = ("normal", "nowrap", "pre-line")
# No text of a line is narrower on average, in characters of its size: longer ones cannot fit.
CHARACTERS_IN_AN_EM = 3
# By so many characters a line is known again: more than fit into one.
KNOWN_BY = 160

_original: Any = None


def install() -> None:
    """Let every line laid out from now on hang the space at its end; twice is once.

    Raises UnknownWeasyPrint for any version but 70.0.
    """
    global _original  # noqa: PLW0603  # WeasyPrint's own function, needed by ours
    require_version("lines", "tests/test_line_end.py")
    from weasyprint.layout import inline

    if inline.split_first_line is not _split:
        _original = inline.split_first_line
        inline.split_first_line = _split


def _split(
    text: str, style: Any, context: Any, max_width: float | None, *others: Any, **named: Any
) -> tuple[Any, ...]:
    """Split a line off a text, as `split_first_line` does."""
    whole_lines = getattr(context, "whole_lines", None)
    if whole_lines is None or style["hyphens"] != "auto":
        return _fitted(text, style, context, max_width, *others, **named)
    if text[:KNOWN_BY] in whole_lines:
        style = style.copy()
        style["hyphens"] = "manual"
    done = _fitted(text, style, context, max_width, *others, **named)
    if done[2] is not None and done[0].text.endswith(style["hyphenate_character"]):
        context.divided_lines[done[0].text] = text[:KNOWN_BY]
    return done


def _fitted(
    text: str, style: Any, context: Any, max_width: float | None, *others: Any, **named: Any
) -> tuple[Any, ...]:
    done: tuple[Any, ...] = _original(text, style, context, max_width, *others, **named)
    bare = text.rstrip(" ")
    if (
        done[2] is None
        or max_width in (None, inf)
        or bare in ("", text)
        or style["white_space"] not in COLLAPSING
        or len(bare) * style["font_size"] > CHARACTERS_IN_AN_EM * max_width
    ):
        return done
    whole = _original(bare, style, context, max_width, *others, **named)
    if whole[2] is not None:
        return done
    layout, length, _, *sizes = whole
    return (layout, length, len(text.encode()), *sizes)
