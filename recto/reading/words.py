"""The words of the templates in the language of a paper: `templates/words/LANGUAGE.toml`.

A file holds the English of the templates and what stands for it: `"Contents" = "Inhalt"`. What it
does not have stays English; a file in the paper's own `templates/words/` replaces ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from recto.reading.settings import toml
from recto.tools.templates import TemplateFault, Templates

FOLDER = "words"
TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
PLACE = "%s"
# The script of a region that has another one than its language has elsewhere.
SCRIPTS = {"zh-TW": "zh-Hant", "zh-HK": "zh-Hant", "zh-MO": "zh-Hant"}


@dataclass(frozen=True)
class Words:
    """The words of one language; called with English, it says the same in that language."""

    known: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, english: str) -> str:
        """Return what stands for some English, or the English."""
        return self.known.get(english, english)


def read_words(root: Path, language: str) -> Words:
    """Return the words of a language: of `pt-BR`, or else of `pt`. Raises TemplateFault."""
    templates = Templates(root)
    names = templates.names(FOLDER, ".toml")
    for tag in _wider(language):
        if tag in names:
            file = f"{FOLDER}/{tag}.toml"
            return Words(_checked(f"templates/{file}", templates.text(file)))
    return Words()


def _wider(language: str) -> Iterator[str]:
    """Yield a tag (BCP 47), and what is left of it without its last parts."""
    tag = language if TAG.fullmatch(language) else ""
    while tag:
        yield tag
        if tag in SCRIPTS:
            yield SCRIPTS[tag]
        tag = tag.rpartition("-")[0]


def _checked(file: str, text: str) -> dict[str, str]:
    try:
        found = toml(text)
    except ValueError as problem:
        raise TemplateFault(f"{file}: {problem}") from problem
    for english, words in found.items():
        if not isinstance(words, str):
            raise TemplateFault(f"{file}: `{english}` must be words in quotation marks")
        if words.replace("%%", "").count("%") != words.count(PLACE) or words.count(
            PLACE
        ) != english.count(PLACE):
            raise TemplateFault(f"{file}: `{english}` must keep each `{PLACE}`, and no other `%`")
    return found
