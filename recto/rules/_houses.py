"""House rules: what one publisher wants and another does not.

A paper follows the houses that `paper.toml` names (`house = ["chicago-18", "no-ibid"]`); where it
names none, the house of its citation style. A rule says which houses ask for it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from recto.model import Paper

# What each house asks for, in words, for `recto rules --houses` and for settings that name none.
HOUSES = {
    "chicago-16": "The Chicago Manual of Style, 16th edition, notes and bibliography",
    "chicago-17": "The Chicago Manual of Style, 17th edition, notes and bibliography",
    "chicago-18": "The Chicago Manual of Style, 18th edition: the short form before ibid.",
    "author-date": "sources in brackets in the text, and notes for what is said beside it",
    "no-ibid": "no ibid., idem or op. cit., whatever else the house follows",
}
# The notes styles of the CSL package, 18 where they name no edition.
CHICAGO = re.compile(r"chicago-(?:shortened-)?notes(?:.*-(1[67])th-edition\Z)?")
IN_TEXT = re.compile(r"<style\b[^>]*\bclass=\"in-text\"")


def houses_of(paper: Paper) -> frozenset[str]:
    """Return the names of the house rules that a paper follows."""
    return frozenset(paper.settings.houses) or _house_of_style(paper.style)


@lru_cache(maxsize=8)
def _house_of_style(style: Path) -> frozenset[str]:
    """Return the house of a citation style: Chicago by its edition, author-date by its kind."""
    if named := CHICAGO.match(style.stem):
        return frozenset({f"chicago-{named[1] or 18}"})
    if style.is_file() and IN_TEXT.search(style.read_text("utf-8", errors="replace")[:4000]):
        return frozenset({"author-date"})
    return frozenset()
