"""What is said of a sign that no font has, and which package brings one that has it."""

from __future__ import annotations

import unicodedata

from recto.model import Finding

# Packages of Debian, by the first word of the names that Unicode gives to the signs of a script.
CJK = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "HALFWIDTH", "FULLWIDTH", "BOPOMOFO")
CJK_PACKAGE, OTHER_PACKAGE = "fonts-noto-cjk", "fonts-noto-core"


def missing_glyph(edition: str, said: str) -> Finding:
    """Return the error of a sign that is drawn as a box, with the package to install."""
    signs = said.partition('"')[2].rpartition('"')[0] or said
    names = {unicodedata.name(sign, "").partition(" ")[0] for sign in signs}
    package = CJK_PACKAGE if names & set(CJK) else OTHER_PACKAGE
    return Finding(
        "missing-glyph", "error", f"{edition}: {said}", None,
        f"install a font that has it (on Debian `apt-get install {package}`), "
        "or name one in the paper's own stylesheet",
    )  # fmt: skip
