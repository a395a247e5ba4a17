"""Code on pages: it has no colours there, and a long name may end a line."""

from __future__ import annotations

import re

SPAN = re.compile(r"</?span\b[^>]*>")
CODE = re.compile(r"(<pre\b.*?</pre>)|(<code\b[^>]*>)(.*?)(?=</code>)", re.DOTALL)
# A name so long, in letters, may be divided behind one of these signs, but not near its ends.
LONG = re.compile(r"[^\s<>]{14,}")
JOINT = re.compile(r"(?<=[^\s<>]{3})(?<=[_./(,:=$\[\-])(?=[^\s<>&;]{3})")


def on_pages(html: str) -> str:
    """Return HTML whose listings are plain, and whose long words of code may be divided.

    The engine breaks a line inside a span rather than before it: `TRUE` would end as `TRU`, `E`.
    """
    return CODE.sub(_mended, html) if "<code" in html else html


def _mended(code: re.Match[str]) -> str:
    if code[1]:
        return SPAN.sub("", code[1])
    return code[2] + LONG.sub(_divisible, code[3])


def _divisible(word: re.Match[str]) -> str:
    return JOINT.sub("<wbr>", word[0])
