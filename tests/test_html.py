"""The HTML edition: one file that stands alone, is valid, and can be read by everybody."""

from __future__ import annotations

import base64
import io
import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import specimens
from fontTools.ttLib import TTFont
from lxml import html as lxml_html

from recto.editions import make_edition

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "scripts"))
needs_chromium = pytest.mark.skipif(
    not shutil.which("chromium"), reason="no Chromium: scripts/system-libraries.sh test"
)


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    standing = specimens.standing(tmp_path_factory.getbasetemp())
    return make_edition("html", *standing)[0].decode()


@pytest.fixture(scope="module")
def page(edition):
    return lxml_html.document_fromstring(edition)


def ids(page):
    return page.xpath("//@id")


def test_it_is_valid_by_the_rules_of_html5(edition):
    parser = specimens.HTMLParser()
    parser.parse(edition)
    assert parser.errors == []


def test_no_id_is_there_twice(page):
    assert len(ids(page)) == len(set(ids(page)))


def test_every_link_inside_leads_somewhere(page):
    inner = [href[1:] for href in page.xpath("//a/@href") if href.startswith("#")]
    assert set(inner) <= set(ids(page))


def test_no_link_stands_in_a_link(page):
    assert page.xpath("//a//a") == []


def test_notes_and_calls_lead_to_each_other(page):
    notes = page.xpath("//*[@role='listitem']")
    assert len(notes) == 16
    for number, note in enumerate(notes, 1):
        (back,) = note.xpath("./a[@role='doc-backlink']")
        (call,) = page.xpath(f"//a[@id='{back.get('href')[1:]}']")
        assert call.get("href") == f"#{note.get('id')}"
        assert call.text_content() == back.text_content() == str(number)
        assert back.get("aria-label") == f"Back to call {number}"


def test_headings_go_down_one_step_at_a_time(page):
    levels = [int(one.tag[1]) for one in page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_it_has_its_landmarks(page):
    assert page.get("lang") == "en-US"
    assert "A Rich Paper" in page.findtext(".//title")
    for landmark in ("main", "nav", "footer"):
        assert len(page.xpath(f"//{landmark}")) == 1
    assert len(page.xpath("//body/header")) == 1
    skip = page.xpath("//body/a")[0]
    assert skip.get("class") == "skip"
    assert page.xpath(f"//main[@id='{skip.get('href')[1:]}']")


def test_nothing_is_fetched_and_the_policy_says_so(edition, page):
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy
    assert all(src.startswith("data:") for src in page.xpath("//@src"))
    assert not page.xpath("//script|//link|//iframe|//object")
    assert set(re.findall(r"url\((.{5})", edition)) == {"data:"}


def test_the_contents_name_headings_without_notes_and_with_formulas(page):
    contents = page.xpath("//nav//li/a")
    last = next(one for one in contents if "emphasis" in one.text_content())
    assert last.xpath(".//em/text()") == ["emphasis"]
    assert last.xpath(".//*[local-name()='math']")
    assert not last.xpath(".//sup")
    assert [len(one.xpath("ancestor::ol")) for one in contents[:4]] == [1, 2, 3, 1]


def test_search_engines_of_scholars_find_title_and_authors(page):
    found = {one.get("name"): one.get("content") for one in page.xpath("//meta[@name]")}
    assert found["citation_title"].endswith("and More: Tables, Figures, Formulas")
    assert found["citation_publication_date"] == "5 March 2024"
    assert page.xpath("//meta[@name='citation_author']/@content") == ["Ōta Tarō", "Élodie D’Arcy"]


def test_affiliations_are_told_apart_by_letters(page):
    assert page.xpath("string(//p[@class='byline'])") == "Ōta Taróa and Élodie D’Arcyb1".replace(
        "ó", "ō"
    )
    assert [one.text_content() for one in page.xpath("//p[@class='affiliation']")] == [
        "a University of Tōkyō", "b École normale supérieure, Paris",
    ]  # fmt: skip


def test_faces_hold_the_signs_of_the_page_and_small_capitals_only_where_they_are_used(tmp_path):
    plain = specimens.plain(tmp_path / "plain", "Ōta 1950 *and* **bold**.\n")
    small = specimens.plain(tmp_path / "small", "Ōta 1950, [nbr]{.smallcaps}.\n")
    faces, capitals = {}, {plain: False, small: False}
    for folder in (plain, small):
        html = specimens.made(folder, "html")[0]["html"]
        faces[folder] = [
            TTFont(io.BytesIO(base64.b64decode(data)))
            for data in re.findall(rb"data:font/otf;base64,([^)]+)", html)
        ]
        assert len(faces[folder]) == 4
        for face in faces[folder]:
            signs = set(face.getBestCmap())
            assert set(map(ord, "Ōta1950")) <= signs
            assert ord("Ж") not in signs
            tags = {record.FeatureTag for record in face["GSUB"].table.FeatureList.FeatureRecord}
            assert {"onum", "lnum"} <= tags
            capitals[folder] |= "smcp" in tags  # the italic has none to keep
    assert capitals == {plain: False, small: True}


def test_a_label_in_a_formula_prints_nothing(tmp_path):
    text = "$$\\begin{equation} x = y \\label{eq:a} \\end{equation}$$\n"
    editions, findings = specimens.made(specimens.plain(tmp_path, text), "html")
    assert b"<math" in editions["html"]
    assert b"eq:a" not in editions["html"]
    assert findings == ()


@pytest.mark.parametrize("edition_name", ["html", "epub"])
def test_a_formula_that_cannot_be_set_is_said(tmp_path, edition_name):
    _, findings = specimens.made(specimens.plain(tmp_path, "A $\\foo{x}$ b.\n"), edition_name)
    assert [finding.rule for finding in findings] == ["layout-warning"]
    assert "the formula `$\\foo{x}$` cannot be set" in findings[0].message


@pytest.mark.parametrize("name", specimens.ODD)
def test_odd_papers_are_valid_too(tmp_path, name):
    html = specimens.well_formed(specimens.plain(tmp_path, specimens.ODD[name]))["html"]
    page = lxml_html.document_fromstring(html)
    levels = [int(one.tag[1]) for one in page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(nav.xpath(".//li") for nav in page.xpath("//nav"))


PRINT = """
import sys
from pathlib import Path
sys.path.insert(0, "tests")
import hashlib, specimens
for content in specimens.made(Path(sys.argv[1]), *sys.argv[2:])[0].values():
    print(hashlib.sha256(content).hexdigest())
"""


def printed(folder, seed, *names):
    """Return the digests of editions made by a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", PRINT, str(folder), *names],
        cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed, "TZ": f"UTC{seed}"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def test_the_same_paper_gives_the_same_bytes(tmp_path):
    first = specimens.rich(tmp_path / "here")
    other = tmp_path / "a much longer place/for it"
    shutil.copytree(first, other)
    assert printed(first, "1", "html", "epub") == printed(other, "2", "html", "epub")


@pytest.mark.slow
def test_the_same_paper_gives_the_same_pdf(tmp_path):
    first = specimens.rich(tmp_path / "here")
    other = tmp_path / "a much longer place/for it"
    shutil.copytree(first, other)
    assert printed(first, "1", "pdf") == printed(other, "2", "pdf")


# Through a browser's eyes

CONTRAST = """() => {
  const channel = v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = c => .2126 * channel(c[0]) + .7152 * channel(c[1]) + .0722 * channel(c[2]);
  const colour = s => (s.match(/[\\d.]+/g) || []).map(Number);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = colour(getComputedStyle(e).backgroundColor);
      if (c.length == 3 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const poor = new Set();
  for (const e of document.body.querySelectorAll("*")) {
    if (![...e.childNodes].some(n => n.nodeType == 3 && n.data.trim())) continue;
    const a = light(colour(getComputedStyle(e).color)), b = light(ground(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) poor.add(`${e.tagName}.${e.className} ${ratio.toFixed(2)}`);
  }
  return [...poor];
}"""


@pytest.fixture(scope="module")
def file(tmp_path_factory, edition):
    path = tmp_path_factory.mktemp("html") / "paper.html"
    path.write_text(edition)
    return path


@pytest.fixture(scope="module")
def browser():
    import pictures
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=pictures.FLAGS
        )
        yield chromium
        chromium.close()


@pytest.fixture
def window(browser, file):
    """Open the paper in a window; what the browser complains of fails the test."""
    contexts, said = [], []

    def opened(width=1280, scheme="light"):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True
        )
        contexts.append(context)
        view = context.new_page()
        view.on("console", lambda message: said.append(message.text))
        view.on("request", lambda request: said.append(request.url[:60])
                if not request.url.startswith(("file:", "data:")) else None)  # fmt: skip
        view.goto(file.as_uri())
        view.evaluate("document.fonts.ready")
        return view

    yield opened
    for context in contexts:
        context.close()
    assert said == []


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(window, scheme):
    assert window(scheme=scheme).evaluate(CONTRAST) == []


@needs_chromium
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_the_page_never_scrolls_sideways(window, width):
    assert window(width).evaluate("document.documentElement.scrollWidth") <= width


@needs_chromium
def test_every_embedded_face_loads(window):
    states = """async () => { await Promise.all([...document.fonts].map(face => face.load()));
      return [...document.fonts].map(face => face.status) }"""
    assert window().evaluate(states) == ["loaded"] * 4


@needs_chromium
def test_the_first_key_leads_to_the_text(window):
    view = window()
    view.keyboard.press("Tab")
    assert view.evaluate("document.activeElement.className") == "skip"
    assert view.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    view.keyboard.press("Enter")
    assert view.evaluate("location.hash") == "#paper"


@needs_chromium
def test_what_scrolls_by_itself_can_be_reached_by_key(window):
    wide = """() => [...document.querySelectorAll("main *")]
      .filter(e => e.scrollWidth > e.clientWidth + 1
        && ["auto", "scroll"].includes(getComputedStyle(e).overflowX))
      .map(e => e.tagName + " " + (e.tabIndex >= 0))"""
    found = window(320).evaluate(wide)
    assert "DIV true" in found
    assert "PRE true" in found
    assert not [one for one in found if one.endswith("false") and not one.startswith("SPAN")]


@needs_chromium
def test_calls_can_be_touched_and_have_names(window):
    view = window(390)
    assert view.get_by_role("link", name="5", exact=True).count() >= 1
    heights = view.evaluate(
        "[...document.querySelectorAll('.call')].map(e => e.getBoundingClientRect().height)"
    )
    assert min(heights) >= 16


@needs_chromium
def test_it_prints_in_its_own_face_and_without_the_contents(window):
    import pypdfium2

    view = window(scheme="dark")
    document = pypdfium2.PdfDocument(view.pdf(format="A4"))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert "Last text." in text
    assert "Contents" not in text
    document.close()
