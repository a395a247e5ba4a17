"""The index: every mark comes into it, in its place, and every locator is true."""

from __future__ import annotations

import io
import random
import re
import shutil
import zipfile

import page as validation
import pikepdf
import pypdfium2
import pytest
import specimens
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html
from test_epub import complaints, needs_java

from recto.editions._alphabet import letter_of, sort_key
from recto.editions._foliation import LAYOUTS
from recto.reading.indexing import marked, parts

# The order of words

ORDERS = {
    "en": ["!?", "2 ways", "12 steps", "emeritus", "Émile", "Korea", "Korea, South", "Korean War",
           "Ōta", "“quoted”", "USA", "US-Japan", "zebra", "Zürich", "박철희", "添谷"],
    "de": ["Ähre", "Ahrens", "Öl", "Olymp", "Strasse", "Straße!", "Strauß"],
    "sv": ["ost", "zebra", "ål", "äta", "öl"],
    "da": ["ost", "zebra", "æble", "øl", "ål"],
    "es": ["nube", "nz", "ñandú", "oso"],
    "pl": ["lato", "ława", "mama", "zza", "źle", "żaba"],
}  # fmt: skip


@pytest.mark.parametrize("language", ORDERS)
def test_words_stand_in_the_order_of_their_language(language):
    words = ORDERS[language]
    shuffled = random.Random(1).sample(words, len(words))
    assert sorted(shuffled, key=lambda word: (sort_key(word, f"{language}-XX"), word)) == words


@settings(deadline=None)
@given(st.lists(st.text(max_size=6), max_size=30), st.sampled_from(["en", "sv", "pl", "ko"]))
def test_what_begins_with_one_letter_stands_together(words, language):
    keys = sorted(sort_key(word, language) for word in words)
    letters = [letter_of(key) for key in keys]
    groups = [one for at, one in enumerate(letters) if at == 0 or letters[at - 1] != one]
    assert len(groups) == len(set(groups))


@settings(deadline=None)
@given(st.text("abcdefghijklmnopqrstuvwxyz ", max_size=12), st.sampled_from("\u0301\u0304\u0308"))
def test_accents_and_case_do_not_count(word, accent):
    accented = "".join(sign + accent if sign != " " else sign for sign in word).upper()
    assert sort_key(accented, "en") == sort_key(word, "en")


@settings(deadline=None)
@given(st.text(max_size=40))
def test_a_term_has_one_to_three_levels_or_none(typed):
    found = parts(typed)
    assert len(found) <= 3
    assert all(words == " ".join(words.split()) != "" for words in found)


def test_levels_are_parted_and_a_doubled_mark_is_a_sign():
    assert parts("alliance!US–Japan") == ("alliance", "US–Japan")
    assert parts("Yahoo!!!history") == ("Yahoo!", "history")
    assert parts("a!b!c!d") == ("a", "b", "c, d")
    assert parts(" ! ") == ()


# What is marked

MARKED = """---
title: An Index
author: Ada Example
number-sections: true
abstract: The abstract has [an alliance]{.index term="alliance"}.
author-note: Thanks to [Keio University]{.index}.
---

Before any heading, [a treaty]{.index term="treaty"}.

# One

The [*Asahi Shimbun*]{.index} on [the [US]{.index term="United States"} alliance]{.index
term="alliance!US–Japan"}, twice [the same]{.index term="alliance!US–Japan"}.[^a] [An
alliance]{.index term="alliance"} and [添谷芳秀]{.index lang=ja sort="soeya"}.

[]{.index term="Korea, South" see="Republic of Korea"} []{.index term="alliance" see="treaty; pact"}
[]{.index} []{.index term="!"}

# Two on the [Republic of Korea]{.index}

## A part of it

A [pact]{.index} & [R&D]{.index}.[^b] [An alliance]{.index term="alliance"} by [@smith2001].

| Left | Right |
|------|-------|
| [cell]{.index} | [*cell*]{.index term="cell!other"} |

![A caption of [Élysée]{.index sort="Elysee"}.](a.png)

# Without a number {.unnumbered}

The [treaty]{.index}, [Ōhira]{.index} [Ohio]{.index}.

[^a]: A note on [the alliance]{.index term="alliance"} and [zeal]{.index}.
[^b]: Another on [the alliance]{.index term="alliance"}.
"""
# Number 1 is the author's note.
ENTRIES = """\
alliance, Abstract, 1, n. 2, 2.1, n. 3; see also treaty; pact
- US–Japan, 1
Asahi Shimbun, 1
cell, 2.1
- other, 2.1
Élysée, 2.1
Keio University, n. 1
Korea, South, see Republic of Korea
Ohio, Without a number
Ōhira, Without a number
pact, 2.1
R&D, 2.1
Republic of Korea, 2
添谷芳秀, 1
treaty, Opening, Without a number
United States, 1
zeal, n. 2
""".splitlines()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = specimens.plain(tmp_path_factory.mktemp("index"), MARKED)
    (folder / "a.png").write_bytes(specimens.PICTURE)
    return folder


@pytest.fixture(scope="module")
def made(folder):
    return specimens.made(folder, "html", "epub", "pdf")


def entries(page, depth=0):
    """Return the entries of a list as lines, those below another with a hyphen."""
    found = []
    for item in page.xpath("./*[local-name()='li']"):
        below = item.xpath("./*[local-name()='ul']")
        whole = "".join(item.itertext())
        for one in below:
            whole = whole.replace("".join(one.itertext()), "")
        found.append("- " * depth + " ".join(whole.split()))
        for one in below:
            found += entries(one, depth + 1)
    return found


def lines(page):
    tops = page.xpath("//*[@class='index-entries']/*[local-name()='ul']")
    return [line for top in tops for line in entries(top)]


def test_every_mark_is_an_entry_in_its_place(made):
    page = lxml_html.document_fromstring(made[0]["html"].decode())
    assert lines(page) == ENTRIES


def test_words_are_printed_unchanged_and_keep_what_they_are(made):
    page = lxml_html.document_fromstring(made[0]["html"].decode())
    text = " ".join(page.xpath("string(//main)").split())
    assert (
        "The Asahi Shimbun on the US alliance, twice the same.2 An alliance and 添谷芳秀." in text
    )
    assert not page.xpath("//main//*[@data-term or @data-see or @data-sort or @class='index']")
    assert page.xpath("//*[@class='term']/em/text()") == ["Asahi Shimbun"]
    assert page.xpath("//*[@class='term']/*[@lang='ja']/text()") == ["添谷芳秀"]


def test_locators_and_references_lead_to_what_they_name(made):
    page = lxml_html.document_fromstring(made[0]["html"].decode())
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    links = page.xpath("//*[@class='index-entries']//a")
    assert {link.get("href")[1:] for link in links} <= set(ids)

    def led(entry, name):
        (item,) = page.xpath(f"//li[*[@class='term'][.='{entry}']]")
        (link,) = item.xpath(f"./a[.='{name}']")
        return page.xpath(f"//*[@id='{link.get('href')[1:]}']")[0]

    assert led("US–Japan", "1").text_content() == "the US alliance"
    assert led("alliance", "n. 3").xpath("ancestor::*[@role='listitem']/@id") == ["note-b"]
    assert led("alliance", "treaty").xpath("./*[@class='term']")[0].text_content() == "treaty"
    assert led("Republic of Korea", "2").xpath("ancestor::h2")


def test_a_paper_without_marks_has_no_index_and_no_trace_of_one(tmp_path):
    editions, _ = specimens.made(
        specimens.plain(tmp_path, "# The index\n\nWords.\n"), "html", "epub"
    )
    page = lxml_html.document_fromstring(editions["html"].decode())
    assert not page.xpath("//*[@id='recto-index']|//*[@class='book-index']")
    assert "EPUB/index.xhtml" not in zipfile.ZipFile(io.BytesIO(editions["epub"])).namelist()


def test_marks_are_taken_out_of_a_copy(folder):
    paper, _ = specimens.read(folder)
    first = marked(paper.manuscript)
    assert marked(paper.manuscript)[1] == first[1]
    assert len(first[1]) == 26
    assert len({mark.id for mark in first[1]}) == 26


def test_notes_that_are_counted_anew_are_named_with_their_section(folder, tmp_path):
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    (tmp_path / "paper.toml").write_text('note-numbers = "section"\n')
    page = lxml_html.document_fromstring(specimens.made(tmp_path, "html")[0]["html"].decode())
    assert "zeal, 1 n. 1" in lines(page)


def test_the_html_is_valid(made):
    parser = specimens.HTMLParser()
    parser.parse(made[0]["html"].decode())
    assert parser.errors == []


# The book


def test_the_book_has_an_index_whose_links_name_the_file(made):
    with zipfile.ZipFile(io.BytesIO(made[0]["epub"])) as book:
        pages = {
            name.removeprefix("EPUB/"): etree.fromstring(book.read(name))
            for name in book.namelist()
            if name.endswith(".xhtml")
        }
    assert lines(pages["index.xhtml"]) == ENTRIES
    ids = {name: set(page.xpath("//@id")) for name, page in pages.items()}
    for href in pages["index.xhtml"].xpath("//*[local-name()='a']/@href"):
        file, _, id = href.partition("#")
        assert id in ids[file or "index.xhtml"]
    landmarks = pages["contents.xhtml"].xpath("//*[@hidden]//*[local-name()='a']/@href")
    assert "index.xhtml" in landmarks


@pytest.mark.slow
@needs_java
def test_epubcheck_finds_nothing(made, tmp_path):
    assert complaints(made[0]["epub"], tmp_path) == []


# The pages


def words_of(pdf):
    """Return the text of every page."""
    document = pypdfium2.PdfDocument(pdf)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


def printed_index(pages):
    """Return the locators of every entry that ends in some, from the pages after the heading."""
    start = next(at for at, text in enumerate(pages) if re.search(r"(?m)^Index\r?$", text))
    whole = re.split(r"(?m)^Index\r?$", "\n".join(pages[start:]))[1]
    return dict(re.findall(r"(?m)^(.+?), ((?:\d+(?:[–n]\d+)?(?:,\s+)?)+)\r?$", whole))


def test_pages_stand_in_the_place_of_sections(made):
    found = printed_index(words_of(made[0]["pdf"]))
    assert found["Asahi Shimbun"] == "3"
    assert found["zeal"] == "3n2"
    assert found["Keio University"] == "1n1"
    assert made[1] == ()


def test_its_links_are_tagged_and_lead_to_the_marks(made):
    with pikepdf.open(io.BytesIO(made[0]["pdf"])) as pdf:
        names = pikepdf.NameTree(pdf.Root.Names.Dests)
        marks = {name for name in names if name.startswith("recto-mark-")}
        links = {
            str(link.A.D if "/A" in link and "/D" in link.A else link.get("/Dest", ""))
            for page in pdf.pages
            for link in page.get("/Annots", [])
        }
        assert marks
        assert {name for name in links if name.startswith("recto-mark-")} <= marks
        assert "recto-index" in links


@pytest.mark.parametrize("profile", ["PDF_UA_1", "PDF_A_3A"])
def test_the_pdf_stays_valid(made, profile):
    wanted = getattr(validation.ValidationProfile, profile)
    assert validation.validate_pdf_bytes(made[0]["pdf"], profile=wanted).failures == []


WORDS = ("island", "treaty", "policy", "summit", "of", "the", "and")


def random_paper(seed):
    """Return a paper of many pages, and of every term the words that it marks, notes by number."""
    rng = random.Random(seed)
    text, body, notes = ["---\ntitle: Folios\n---\n"], {}, {}
    number = 0
    for part in range(4):
        text.append(f"# Part {part}")
        for _ in range(9):
            words = [rng.choice(WORDS) for _ in range(70)]
            for _ in range(rng.randrange(3)):
                term, word = f"term{rng.randrange(9)}", f"zq{rng.randrange(10**8)}"
                body.setdefault(term, []).append(word)
                words.insert(rng.randrange(60), f'[{word}]{{.index term="{term}"}}')
            if rng.random() < 0.4:
                number += 1
                term, word = f"term{rng.randrange(9)}", f"zn{rng.randrange(10**8)}"
                notes.setdefault(term, []).append((word, number))
                words.append(f'^[See [{word}]{{.index term="{term}"}}.]')
            text.append(" ".join(words))
    return "\n\n".join(text), body, notes


def located(pages, body, notes):
    """Return the locators that the index must have, by looking for the words on the pages."""

    def page_of(word):
        (found,) = [at for at, text in enumerate(pages, 1) if word in text.replace("\ufffe", "")]
        return found

    wanted = {}
    for term in {*body, *notes}:
        on = {page_of(word) for word in body.get(term, ())}
        places = [(page, 0, str(page)) for page in on]
        places += {
            (page_of(word), number, f"{page_of(word)}n{number}")
            for word, number in notes.get(term, ())
        }
        wanted[term] = [name for *_, name in sorted(places)]
    return wanted


def spread(locators):
    """Return locators with each range written out, as (page, note number)."""
    found = []
    for one in re.split(r",\s+", locators):
        first, _, last = one.partition("–")
        if last:
            found += [str(page) for page in range(int(first), int(last) + 1)]
        else:
            found.append(first)
    return sorted(found, key=lambda name: tuple(int(part) for part in f"{name}n0".split("n")[:2]))


def assert_true(pdf, body, notes):
    pages = words_of(pdf)
    found, wanted = printed_index(pages), located(pages, body, notes)
    named = {term: locators for term, locators in found.items() if term.startswith("term")}
    assert {term: spread(locators) for term, locators in named.items()} == wanted
    for locators in found.values():
        runs = [one for one in re.split(r",\s+", locators) if "n" not in one]
        ends = [int(one.rpartition("–")[2]) for one in runs]
        starts = [int(one.partition("–")[0]) for one in runs]
        assert all(after > end + 1 for end, after in zip(ends, starts[1:], strict=False))


@pytest.mark.parametrize("seed", [1, 2])
def test_every_word_is_on_the_pages_that_the_index_names(tmp_path, seed):
    text, body, notes = random_paper(seed)
    specimens.plain(tmp_path, text)
    (tmp_path / "paper.toml").write_text('trim = "pocket"\n')
    editions, findings = specimens.made(tmp_path, "pdf")
    assert [one for one in findings if one.severity == "error"] == []
    assert_true(editions["pdf"], body, notes)
    # And a word that stands elsewhere would be seen.
    del body[min(body)]
    with pytest.raises(AssertionError):
        assert_true(editions["pdf"], body, notes)


SHORT = """# One

Words with [a mark]{.index term="term"}.
"""
MOVED = """<html lang=en><title>x</title><p>Title.</p>
{% import "parts/front.jinja" as parts %}
{% set folio = index[0][0].locators[0].name if index[0][0].locators else "" %}
WHERE
<main>{% for section in galley.sections %}{{ section.html }}{% endfor %}</main></html>
"""


def moved(tmp_path, where):
    specimens.plain(tmp_path, SHORT)
    page = tmp_path / "templates/pdf/edition.html.jinja"
    page.parent.mkdir(parents=True)
    page.write_text(MOVED.replace("WHERE", where))
    return specimens.made(tmp_path, "pdf")


def test_an_index_before_the_text_is_set_until_it_is_true(tmp_path):
    before = (
        '{{ parts.index(index) }}{% if folio %}<p style="break-before: page">More.</p>{% endif %}'
    )
    editions, findings = moved(tmp_path, before)
    assert findings == ()
    pages = words_of(editions["pdf"])
    assert "term, 2" in pages[0]
    assert "a mark" in pages[1]


def test_an_index_that_never_comes_true_is_an_error(tmp_path):
    never = '{% if folio != "2" %}<p style="break-after: page">A page.</p>{% endif %}'
    _, findings = moved(tmp_path, never + "{{ parts.index(index) }}")
    assert [(one.rule, one.severity) for one in findings] == [("index-untrue", "error")]
    assert f"after {LAYOUTS} layouts" in findings[0].message


def test_a_mark_that_a_template_does_not_print_is_said(tmp_path):
    specimens.plain(tmp_path, f"---\nabstract: Of [peace]{{.index}}.\n---\n\n{SHORT}")
    page = tmp_path / "templates/pdf/edition.html.jinja"
    page.parent.mkdir(parents=True)
    page.write_text(MOVED.replace("WHERE", ""))
    _, findings = specimens.made(tmp_path, "pdf")
    assert [one.message for one in findings] == ["pdf: a mark of the index, `peace`, is on no page"]
