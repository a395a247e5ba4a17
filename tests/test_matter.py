"""What stands before and behind the text: imprint, lists, captions, colophon; and other scripts."""

from __future__ import annotations

import ctypes
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import page as validation
import pypdfium2
import pytest
import specimens
from lxml import etree
from lxml import html as lxml_html

from recto.editions._captions import set_sources_apart
from recto.editions._glyphs import missing_glyph
from recto.editions._imprint import imprint
from recto.reading.metadata import read_metadata
from recto.reading.tree import plain
from recto.tools.pandoc import Pandoc

ROOT = Path(__file__).parent.parent


def pages_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    found = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    document.close()
    return found


def facts(yaml):
    """Return what is known by the metadata, as lines."""
    with Pandoc() as pandoc:
        (reading,) = pandoc.read([f"---\ntitle: T\n{yaml}\n---\n"])
    return [
        f"{fact.name}: {fact.words}" + (f" <{fact.href}>" if fact.href else "")
        for fact in imprint(read_metadata(json.loads(reading.result)["meta"])).facts
    ]


# What is known of the publication

KNOWN = {
    "date: 2017": [],
    "publisher: A Press": ["Publisher: A Press"],
    "publisher: A Press\nplace: Tokyo\ndate: 2017": ["Publisher: A Press, Tokyo, 2017"],
    "place: Tokyo\ndate: 2017\ndate-inferred: true": ["Publisher: Tokyo, [2017]"],
    "series: {title: Studies}\nseries-number: 4": ["Series: Studies, 4"],
    "edition: Second edition\nversion: 1.2": ["Edition: Second edition", "Version: 1.2"],
    "isbn: 978-4-0": ["ISBN: 978-4-0"],
    "ISBN: {print: 978-4-0, EPUB: 978-4-1}": ["ISBN: 978-4-1 (EPUB)", "ISBN: 978-4-0 (print)"],
    "issn: [1234-5678, 8765-4321]": ["ISSN: 1234-5678", "ISSN: 8765-4321"],
    "doi: 10.1234/a.b": ["DOI: 10.1234/a.b <https://doi.org/10.1234/a.b>"],
    "identifier: https://doi.org/10.1234/a": ["DOI: 10.1234/a <https://doi.org/10.1234/a>"],
    "identifier: https://hdl.handle.net/1/2": [
        "Identifier: https://hdl.handle.net/1/2 <https://hdl.handle.net/1/2>"
    ],
    "identifier: urn:x:1": ["Identifier: urn:x:1"],
    "copyright: 2017 Ada": ["Copyright: © 2017 Ada"],
    "copyright: © Ada": ["Copyright: © Ada"],
    "copyright: {holder: Ada, year: 2017}": ["Copyright: © 2017 Ada"],
    "license: CC BY 4.0": ["Licence: CC BY 4.0"],
    "licence: {name: CC BY, url: 'https://x.org/'}": ["Licence: CC BY <https://x.org/>"],
    "license: {name: Free, url: 'javascript:x'}": ["Licence: Free"],
    "license: [{text: CC BY}]": ["Licence: CC BY"],
    "rights: All rights reserved.": ["Rights: All rights reserved."],
    "publisher: true\nisbn: []\nseries: {}\nissn: {a: [1, {b: 2}]}\nlicense: [[]]": [],
}


@pytest.mark.parametrize("yaml", KNOWN)
def test_what_is_known_is_said_and_nothing_else(yaml):
    found = facts(yaml)
    if "b: 2" in yaml:  # nonsense breaks nothing
        assert all(fact.startswith("ISSN") for fact in found)
    else:
        assert found == KNOWN[yaml]


FULL = """---
title: Matters
subtitle: Before and Behind
author: Ada Example
date: "2017"
publisher: Harbour Press
place: Tokyo
isbn: 978-4-0000-0000-0
doi: 10.1234/abc
version: 1.2
rights: All rights reserved.
list-of-figures: true
list-of-tables: true
---

# One

Words.

![A first figure, with a *word*.[^a] Source: Cabinet Office, *Survey*, 2016.](a.png)

One ![in a line](a.png) is not listed.

| A | B |
|---|---|
| 1 | 2 |

: A first table. It has two sentences.

::: source
Source: the author’s own count.
:::

# Two

![A second figure](a.png){#mine}

[^a]: A note.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = specimens.plain(tmp_path_factory.mktemp("matter"), FULL)
    (folder / "a.png").write_bytes(specimens.PICTURE)
    return specimens.made(folder, "html", "epub", "pdf")


@pytest.fixture(scope="module")
def html(made):
    return lxml_html.document_fromstring(made[0]["html"].decode())


@pytest.fixture(scope="module")
def pages(made):
    return pages_of(made[0]["pdf"])


def test_the_imprint_stands_on_the_verso_of_the_title_page(made, pages):
    assert made[1] == ()
    assert [line for line in pages[1].splitlines() if line] == [
        "Harbour Press, Tokyo, 2017",
        "All rights reserved.",
        "ISBN 978-4-0000-0000-0",
        "DOI 10.1234/abc",
        "Version 1.2",
    ]
    assert "Contents" in pages[2]
    assert "Harbour" not in "".join(pages[2:])


def test_elsewhere_the_same_stands_in_the_colophon(made, html):
    colophon = html.xpath("string(//section[@class='colophon'])")
    for words in ("Harbour Press, Tokyo, 2017", "978-4-0000-0000-0", "10.1234/abc", "1.2"):
        assert words in colophon
    assert colophon.count("All rights reserved.") == 1
    named = {one.get("name"): one.get("content") for one in html.xpath("//meta[@name]")}
    assert named["citation_isbn"] == "978-4-0000-0000-0"
    assert named["citation_doi"] == "10.1234/abc"
    with zipfile.ZipFile(io.BytesIO(made[0]["epub"])) as book:
        assert b"Harbour Press, Tokyo, 2017" in book.read("EPUB/colophon.xhtml")
        assert b"<dc:publisher>Harbour Press</dc:publisher>" in book.read("EPUB/package.opf")


def test_a_few_facts_are_no_page(tmp_path):
    text = "---\ntitle: T\nrights: Mine.\nversion: 3\n---\n\n# One\n\nText.\n"
    pages = pages_of(specimens.made(specimens.plain(tmp_path, text), "pdf")[0]["pdf"])
    assert [page.strip() for page in pages[:2]] == ["T", ""]
    assert "Mine." in pages[2]
    assert re.search(r"Version\s+3", pages[2])


def test_this_repository_has_no_imprint_page():
    paper, galley = specimens.read(ROOT)
    assert not galley.imprint.fills_a_page
    assert [fact.name for fact in galley.imprint.facts] == ["Rights"]
    assert galley.imprint.facts[0].words == paper.metadata.rights


def test_the_colophon_of_pages_names_trim_and_type(tmp_path, pages):
    assert "Set in Source Serif Pro, 10.3 on 14 points, the notes 8.4 on 11." in " ".join(
        pages[-1].split()
    )
    style = tmp_path / "templates/pdf/edition.css"
    style.parent.mkdir(parents=True)
    style.write_text("html { font-family: serif }")
    text = "---\ntitle: T\n---\n\n# One\n\nText.\n"
    own = pages_of(specimens.made(specimens.plain(tmp_path, text), "pdf")[0]["pdf"])
    assert "octavo" in own[-1]
    assert "Source Serif" not in own[-1]


# Figures and tables


def test_figures_and_tables_are_listed_with_their_pages(pages):
    text = " ".join(re.sub(r"[\s.]+", " ", pages[2]).split())
    assert "Figures A first figure, with a word 4 A second figure 4" in text
    assert "Tables A first table It has two sentences 4" in text
    assert "Cabinet Office" not in text


def test_elsewhere_they_are_linked(made, html):
    links = html.xpath("//nav[contains(@class, 'listed')]//a")
    assert [link.text_content() for link in links] == [
        "A first figure, with a word.",
        "A second figure",
        "A first table. It has two sentences.",
    ]
    targets = [html.xpath(f"//*[@id='{link.get('href')[1:]}']")[0].tag for link in links]
    assert targets == ["figure", "figure", "table"]
    with zipfile.ZipFile(io.BytesIO(made[0]["epub"])) as book:
        contents = etree.fromstring(book.read("EPUB/contents.xhtml"))
        assert book.testzip() is None
    kinds = contents.xpath("//*[local-name()='nav']/@*[local-name()='type']")
    assert kinds == ["toc", "loi", "lot", "landmarks"]
    loi = contents.xpath("//*[local-name()='nav'][2]//*[local-name()='a']/@href")
    assert loi == ["section-01.xhtml#recto-figure-1", "section-02.xhtml#mine"]


def test_nobody_who_does_not_ask_gets_a_list(tmp_path):
    text = FULL.replace("list-of-figures: true\n", "").replace("list-of-tables: true", "x: y")
    (specimens.plain(tmp_path, text) / "a.png").write_bytes(specimens.PICTURE)
    page = specimens.made(tmp_path, "html")[0]["html"]
    assert b'class="contents listed"' not in page
    assert b"recto-figure" not in page


def test_a_source_is_a_line_of_its_own_smaller_than_the_caption(made, html):
    (source,) = html.xpath("//figcaption//span[@class='source']")
    assert source.text_content() == "Source: Cabinet Office, Survey, 2016."
    assert html.xpath("//div[@class='source']/p/text()") == ["Source: the author’s own count."]
    document = pypdfium2.PdfDocument(made[0]["pdf"])
    text = document[3].get_textpage()
    whole = text.get_text_range()

    def height(words):
        left = whole.index(words)
        _, bottom, _, top = text.get_charbox(left, loose=True)
        return top - bottom

    caption, below = height("A first figure"), height("Source: Cabinet")
    assert height("Source: the author") == pytest.approx(below, abs=0.1)
    assert height("Words.") > caption > below
    document.close()


SOURCES = {
    "A caption. Source: Me.": "Source: Me.",
    "A caption (1990). Sources: Me; you.": "Sources: Me; you.",
    "Une légende. *Source :* Moi.": "Source : Moi.",
    "Eine. Quelle: Ich.": "Quelle: Ich.",
    "A caption. Source: One. Source: Two.": "Source: One. Source: Two.",
    "Source: Me.": "",
    "The Source: A Drawing": "",
    "A caption. Sourced from me.": "",
}


@pytest.mark.parametrize("caption", SOURCES)
def test_only_a_sentence_that_says_so_is_a_source(caption):
    with Pandoc() as pandoc:
        (reading,) = pandoc.read([f"![{caption}](a.png)\n"])
    blocks = json.loads(reading.result)["blocks"]
    for _ in range(2):  # a second time changes nothing
        set_sources_apart(blocks)
    inlines = blocks[0]["c"][1][1][0]["c"]
    last = inlines[-1]
    assert (plain(last) if last["t"] == "Span" else "") == SOURCES[caption]
    assert plain(inlines) == plain(json.loads(reading.result)["blocks"][0]["c"][1])


# Other scripts


def has_noto_cjk():
    folders = ("/usr/share/fonts", "/usr/local/share/fonts", str(Path.home() / ".fonts"))
    return any(any(Path(one).rglob("NotoSerifCJK-Regular.*")) for one in folders)


needs_cjk = pytest.mark.skipif(
    not has_noto_cjk(), reason="no Noto Serif CJK: scripts/system-libraries.sh test"
)
NAMES = """---
title: Of 添谷芳秀
author: 박철희
---

# Of 添谷芳秀 and [박철희]{lang=ko}

Untold: 添谷芳秀, 박철희, かな.[^a] Told: [骨直海]{lang=ja}, [骨直海]{lang=ko},
[骨直海]{lang=zh-Hans}, [骨直海]{lang=zh-TW}; *添谷* and **박철희**.

[^a]: [박철희]{lang=ko}, 「자민당 정권」; 添谷芳秀『日本の外交』.
"""


@pytest.fixture(scope="module")
def named(tmp_path_factory):
    folder = specimens.plain(tmp_path_factory.mktemp("names"), NAMES)
    return specimens.made(folder, "html", "epub", "pdf")


def faces(pdf, words):
    """Return the faces in which some words are drawn, one for each time, in order."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        text = page.get_textpage()
        for match in re.finditer(words, text.get_text_range()):
            name = ctypes.create_string_buffer(200)
            pypdfium2.raw.FPDFText_GetFontInfo(text, match.start(), name, 200, ctypes.c_int())
            found.append(name.value.decode().rpartition("+")[2])
    document.close()
    return found


@needs_cjk
def test_names_are_drawn_in_the_face_of_their_language(named):
    assert named[1] == ()
    noto = "Noto-Serif-CJK-{}".format
    found = faces(named[0]["pdf"], "骨直海")
    assert found == [noto("JP"), noto("KR"), noto("SC"), noto("TC")]
    assert faces(named[0]["pdf"], "かな") == [noto("JP")]
    assert noto("KR") in faces(named[0]["pdf"], "박철희")
    assert faces(named[0]["pdf"], "日本の外交") == [noto("JP")]
    assert not [name for name in faces(named[0]["pdf"], "[添박]") if "Sans" in name]


@needs_cjk
@pytest.mark.parametrize("profile", ["PDF_UA_1", "PDF_A_3A"])
def test_the_pdf_of_names_stays_valid(named, profile):
    wanted = getattr(validation.ValidationProfile, profile)
    assert validation.validate_pdf_bytes(named[0]["pdf"], profile=wanted).failures == []


@needs_cjk
def test_names_can_be_copied_out_of_the_pdf(named):
    whole = " ".join("\n".join(pages_of(named[0]["pdf"])).split())
    assert (
        "Untold: 添谷芳秀, 박철희, かな. 1 Told: 骨直海, 骨直海, 骨直海, 骨直海; 添谷 and 박철희."
        in whole
    )
    assert "박철희, 「자민당 정권」; 添谷芳秀『日本の外交』." in whole


@needs_cjk
def test_without_a_language_signs_are_japanese(tmp_path):
    pdf = specimens.made(specimens.plain(tmp_path, "Of 添谷芳秀 alone.\n"), "pdf")[0]["pdf"]
    assert faces(pdf, "添谷芳秀") == ["Noto-Serif-CJK-JP"]


def test_elsewhere_the_reader_brings_the_face(named):
    page = lxml_html.document_fromstring(named[0]["html"].decode())
    assert page.xpath("//main//*[@lang='ko']/text()")[:1] == ["박철희"]
    assert page.xpath("string(//h1)") == "Of 添谷芳秀"
    with zipfile.ZipFile(io.BytesIO(named[0]["epub"])) as book:
        assert "添谷芳秀" in book.read("EPUB/section-01.xhtml").decode()


def test_a_sign_that_no_font_has_names_the_package_that_brings_it():
    said = '.notdef glyph rendered for Unicode string unsupported by fonts: "{}" (U+XXXX)'
    packages = {"添": "cjk", "박": "cjk", "カ": "cjk", "、": "cjk", "𓀀": "core", "\ue123": "core"}
    for sign, package in packages.items():
        found = missing_glyph("pdf", said.format(sign))
        assert (found.rule, found.severity) == ("missing-glyph", "error")
        assert f"apt-get install fonts-noto-{package}" in found.help


ALONE = """
import os, sys
from pathlib import Path
sys.path.insert(0, "tests")
import specimens
for finding in specimens.made(Path(sys.argv[1]), "pdf")[1]:
    print(finding.rule, finding.message, finding.help)
"""


def test_without_a_font_the_edition_says_which_package_is_missing(tmp_path):
    config = tmp_path / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    folder = specimens.plain(tmp_path / "paper", "Of 添谷芳秀.\n")
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(folder)],
        cwd=ROOT, env=os.environ | {"FONTCONFIG_FILE": str(config)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "missing-glyph pdf:" in done.stdout
    assert "apt-get install fonts-noto-cjk" in done.stdout
