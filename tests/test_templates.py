"""A paper's own templates win, say where they are wrong, and reach nothing outside of the paper."""

from __future__ import annotations

import pytest
import specimens

from recto.editions import EditionError, make_edition
from recto.tools.templates import PACKAGED, TemplateFault, Templates

PAGE = "html/edition.html.jinja"


@pytest.fixture(scope="module")
def standing(tmp_path_factory):
    return specimens.standing(tmp_path_factory.getbasetemp())


def made(standing, root, files, name="html"):
    paper = specimens.with_templates(standing, root, files)
    return make_edition(name, paper, standing[1])[0]


def refusal(standing, root, files, name="html"):
    with pytest.raises(EditionError) as caught:
        made(standing, root, files, name)
    said = str(caught.value)
    assert "\n" not in said
    assert str(root) not in said
    return said


def test_a_stylesheet_of_the_paper_replaces_ours(standing, tmp_path):
    html = made(standing, tmp_path, {"html/edition.css": "body { color: teal }"}).decode()
    assert "color: teal" in html
    assert "--measure" not in html


def test_another_stylesheet_may_use_every_face_for_every_sign(standing, tmp_path):
    html = made(standing, tmp_path, {"html/edition.css": "p { font-style: italic }"}).decode()
    assert html.count("@font-face") == 4


def test_a_page_of_the_paper_replaces_ours(standing, tmp_path):
    page = "<!DOCTYPE html>\n<title>{{ meta.title }}</title>\n<style>\n</style>\n<p>Mine.\n"
    html = made(standing, tmp_path, {PAGE: page}).decode()
    assert html.endswith("<p>Mine.\n")
    assert "&amp; Much Else" in html


def test_a_part_of_the_paper_serves_every_edition(standing, tmp_path):
    parts = (PACKAGED / "parts/front.jinja").read_text().replace("Colophon", "Imprint")
    for name in ("html", "epub"):
        content = made(standing, tmp_path, {"parts/front.jinja": parts}, name)
        assert name == "epub" or b"Imprint" in content


def test_a_page_may_include_others_of_ours_and_its_own(standing, tmp_path):
    files = {PAGE: '{% include "html/mine.jinja" %}{% import "parts/front.jinja" as parts %}\n'
                   "{{ parts.date(meta) }}", "html/mine.jinja": "<b>included</b>"}  # fmt: skip
    html = made(standing, tmp_path, files).decode()
    assert html.startswith("<b>included</b>")
    assert "5 March 2024" in html


FAULTS = {
    "undefined": ("one\n{{ nothing }}", "html/edition.html.jinja:2: 'nothing' is undefined"),
    "unknown attribute": ("{{ meta.no }}", "html/edition.html.jinja:1: "),
    "syntax": ("one\n\n{% if %}", "html/edition.html.jinja:3: "),
    "unclosed": ("{% for x in [] %}", "html/edition.html.jinja:1: "),
    "no such filter": ("\n{{ 1 | wrong }}", "html/edition.html.jinja:2: "),
    "division": ("\n\n{{ 1 / 0 }}", "html/edition.html.jinja:3: division by zero"),
    "types": ("{{ 1 + 'a' }}", "html/edition.html.jinja:1: unsupported operand"),
    "missing include": ("\n{% include 'no.jinja' %}", ":2: there is no template `no.jinja`"),
    "endless": ("{% include 'html/edition.html.jinja' %}", ":1: maximum recursion"),
    "numbers without end": ("{% for a in range(10000000000) %}{% endfor %}", "jinja:1: "),
    "absolute path": ("{% include '/etc/passwd' %}", "there is no template `/etc/passwd`"),
    "path up": ("{% include '../../secret' %}", "there is no template `../../secret`"),
    "path up inside": ("{% include 'html/../../bibliography.bib' %}", "there is no template"),
    "backslash": (r"{% include '..\\secret' %}", "there is no template"),
    "class": ("{{ ''.__class__.__mro__ }}", "access to attribute '__class__'"),
    "globals": ("{{ cycler.__init__.__globals__ }}", "access to attribute '__init__'"),
    "format": ("{{ '{0.__class__.__mro__}'.format('') }}", "access to attribute '__class__'"),
    "method": ("{{ galley.notes_of.__func__ }}", "access to attribute '__func__'"),
    "changes a list": ("{{ galley.front.clear() }}", "html/edition.html.jinja:1: "),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_line_with_its_place(standing, tmp_path, name):
    template, said = FAULTS[name]
    assert said in refusal(standing, tmp_path, {PAGE: template})


def test_a_fault_in_another_template_names_that_one(standing, tmp_path):
    files = {PAGE: '{% include "html/mine.jinja" %}', "html/mine.jinja": "\n\n{{ oops }}"}
    assert "templates/html/mine.jinja:3: 'oops'" in refusal(standing, tmp_path, files)


@pytest.mark.parametrize("name", ["html", "epub"])
def test_a_fault_in_a_part_is_named_in_every_edition(standing, tmp_path, name):
    said = refusal(standing, tmp_path, {"parts/front.jinja": "{% macro title(meta) %}"}, name)
    assert said.startswith("templates/parts/front.jinja:1: ")


def test_a_template_that_leads_out_of_the_paper_is_refused(standing, tmp_path):
    (tmp_path / "secret").write_text("secret words")
    root = tmp_path / "paper"
    paper = specimens.with_templates(standing, root, {})
    (root / "templates/html").mkdir(parents=True)
    (root / "templates" / PAGE).symlink_to(tmp_path / "secret")
    with pytest.raises(EditionError, match="leads out of the paper's folder"):
        make_edition("html", paper, standing[1])


def test_a_folder_of_templates_that_leads_out_is_refused(standing, tmp_path):
    outside = tmp_path / "outside/html"
    outside.mkdir(parents=True)
    (outside / "edition.css").write_text("body {}")
    root = tmp_path / "paper"
    paper = specimens.with_templates(standing, root, {})
    (root / "templates").symlink_to(tmp_path / "outside")
    with pytest.raises(EditionError, match="leads out of the paper's folder"):
        make_edition("html", paper, standing[1])


def test_a_template_that_is_not_utf_8_is_refused(standing, tmp_path):
    paper = specimens.with_templates(standing, tmp_path, {"html/edition.css": ""})
    (tmp_path / "templates/html/edition.css").write_bytes(b"/* caf\xe9 */")
    with pytest.raises(EditionError, match="not UTF-8"):
        make_edition("html", paper, standing[1])


ASKING = {
    "import": '\n@import "https://example.org/a.css";',
    "picture": "\nbody { background: url(https://example.org/a.png) }",
    "quoted": "\nbody { background: url( 'a.png' ) }",
    "escaped": "\nbody { background: \\75 rl(a.png) }",
    "set": '\nbody { background: image-set("a.png" 1x) }',
    "split by a comment": "\nbody { background: u/**/rl(x); background: url(/**/a.png) }",
}


@pytest.mark.parametrize("name", ASKING)
@pytest.mark.parametrize("edition", ["html", "epub"])
def test_a_stylesheet_that_would_fetch_is_refused(standing, tmp_path, name, edition):
    said = refusal(standing, tmp_path, {f"{edition}/edition.css": ASKING[name]}, edition)
    assert said.startswith(f"templates/{edition}/edition.css:2: it asks for a file")


def test_a_stylesheet_may_hold_pictures_and_escapes(standing, tmp_path):
    css = 'a::after { content: "\\2014"; background: url("data:image/png;base64,AA") } /* url(x) */'
    assert css in made(standing, tmp_path, {"html/edition.css": css}).decode()


BRINGS = {
    "script": "<script>alert(1)</script>",
    "frame": '<iframe src="https://example.org"></iframe>',
    "event": '<p onclick="alert(1)">x</p>',
    "picture": '<video poster="https://example.org/a.png"></video>',
    "set": '<p><img alt="" srcset="https://example.org/a.png 2x"></p>',
    "sheet": '<LINK rel="stylesheet" href="https://example.org/a.css">',
}


@pytest.mark.parametrize("name", BRINGS)
def test_a_page_that_would_run_or_fetch_is_refused(standing, tmp_path, name):
    assert " brings " in refusal(standing, tmp_path, {PAGE: BRINGS[name]})


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(TemplateFault, match=r"templates/html/no\.css is missing"):
        Templates(tmp_path).text("html/no.css")
