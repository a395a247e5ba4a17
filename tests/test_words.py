"""The words of the templates are those of the paper's language, and a designer may add one."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest
import specimens
from mutations import make

from recto.commands import main
from recto.editions import EditionError
from recto.reading.words import read_words
from recto.tools.templates import PACKAGED, TemplateFault

LANGUAGES = sorted(file.stem for file in (PACKAGED / "words").glob("*.toml"))
TYPED = re.compile(r'say\("([^"]*)"\)')
SAID = {words for file in PACKAGED.rglob("*.jinja") for words in TYPED.findall(file.read_text())}
# What templates are given in English: names of facts and of editions, what leads to an entry.
GIVEN = {
    *("see", "see also", "Opening", "Figures", "Tables", "Bibliography", "Series", "Edition"),
    *("Publisher", "Copyright", "Rights", "Licence", "Identifier", "Version", "citation style"),
    *("PDF edition", "print edition", "review copy", "HTML edition", "EPUB edition"),
}
TEXT = """---
title: Ein Titel
lang: {lang}
author: [{{name: Ada, affiliation: A}}, {{name: Bert, affiliation: B}}]
abstract: Kurz.^[Eine andere.]
---

# Eins

Das ist der Text[^a] der [Arbeit]{{.index}}.

# Zwei

Noch ein Satz.

[^a]: Eine Anmerkung.
"""


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_word_and_no_other(tmp_path, language: str):
    known = read_words(tmp_path, language).known
    assert set(known) == SAID | GIVEN
    assert all(words.strip() for words in known.values())


def test_the_languages_that_there_must_be():
    assert {"de", "fr", "es", "it", "pt", "nl", "ja", "ko", "zh"} <= set(LANGUAGES)


@pytest.mark.parametrize(
    ("language", "contents"),
    [
        ("en", "Contents"), ("en-GB", "Contents"), ("x", "Contents"), ("", "Contents"),
        ("../words/de", "Contents"), ("de", "Inhalt"), ("de-AT", "Inhalt"), ("pt-BR", "Sumário"),
        ("zh", "目录"), ("zh-CN", "目录"), ("zh-Hant", "目錄"), ("zh-TW", "目錄"),
        ("zh-Hant-HK", "目錄"),
    ],
)  # fmt: skip
def test_a_language_is_found_by_its_tag(tmp_path, language: str, contents: str):
    words = read_words(tmp_path, language)
    assert words("Contents") == contents
    assert words("no word of ours") == "no word of ours"


WRONG = {
    '"Notes" = 4': "`Notes` must be words",
    '"Back to call %s" = "zurück"': "`Back to call %s` must keep each `%s`",
    '"Notes" = "%d Noten"': "`Notes` must keep each `%s`, and no other `%`",
    '"Notes" = ': "templates/words/de.toml: ",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_file_that_is_wrong_is_refused_in_one_line(tmp_path, text: str):
    (tmp_path / "templates/words").mkdir(parents=True)
    (tmp_path / "templates/words/de.toml").write_text(text + "\n")
    with pytest.raises(TemplateFault) as caught:
        read_words(tmp_path, "de")
    assert WRONG[text] in str(caught.value)
    assert "\n" not in str(caught.value)
    folder = specimens.plain(tmp_path, TEXT.format(lang="de"))
    with pytest.raises(EditionError, match=r"words/de\.toml"):
        specimens.read(folder)


@pytest.mark.parametrize("notes", ["foot", "end", "section"])
def test_a_german_paper_says_nothing_in_english_and_is_whole(tmp_path, notes: str):
    names = ("html", "epub", "pdf", "print", "review")
    settings = f'notes = "{notes}"\nprinter = "kdp"'
    paper = make(tmp_path / "paper", TEXT.format(lang="de-CH"), "", names, settings)
    for name in names:
        assert paper.faults(name, paper.editions[name]) == set(), name
    words = text_of(paper.editions["pdf"])
    for german in ("Zusammenfassung", "Inhalt", "Register", "Kolophon", "Ada", "und Bert"):
        assert german in words, german
    assert not re.search(r"\b(?:Contents|Index|Notes|Abstract|Colophon|and|made from)\b", words)
    assert bool(re.search(r"^Anmerkungen\b[ .]*\d*\s*$", words, re.MULTILINE)) == (notes != "foot")


def test_a_paper_may_bring_a_language(tmp_path):
    folder = specimens.plain(tmp_path / "paper", TEXT.format(lang="tlh"))
    (folder / "paper.toml").write_text('notes = "end"\n')
    (folder / "templates/words").mkdir(parents=True)
    own = '"Contents" = "ghom"\n"Notes" = "QInmey"\n'
    (folder / "templates/words/tlh.toml").write_text(own)
    assert main(["-C", str(folder), "build", "pdf"]) == 0
    words = text_of((folder / "build/paper.pdf").read_bytes())
    for word in ("ghom", "QInmey", "Colophon"):
        assert word in words


def test_no_template_has_words_of_its_own():
    """A title in English that is not said would stand in every language."""
    titles = re.compile(r"<(?:h[1-6]|title|b|dt)\b[^>]*>[A-Z][a-z]+")
    for file in Path(PACKAGED).rglob("*.jinja"):
        assert not titles.search(file.read_text()), file
