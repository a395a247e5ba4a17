"""Sources are other people's files: nothing of them runs, and nothing from outside is let in."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
import specimens

from recto.editions import make_edition
from recto.reading import PaperError

SECRET = "the words of another file"
EDITIONS = ("html", "epub")


@pytest.fixture(autouse=True)
def without_fonts(monkeypatch):
    """Leave the fonts out: they are not what is looked at here."""
    monkeypatch.setattr("recto.editions.html.embedded_faces", lambda *_, **__: "")


def built(root, text, *names, files=None):
    """Return all that editions of a paper of one file hold, and what was found."""
    specimens.plain(root, text)
    for name, content in (files or {}).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    editions, findings = specimens.made(root, *(names or EDITIONS))
    return unpacked(editions), findings


def unpacked(editions):
    words = ""
    for name, content in editions.items():
        if name == "epub":
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                words += "".join(
                    book.read(one).decode("utf-8", "replace") for one in book.namelist()
                )
        else:
            words += content.decode("utf-8", "replace")
    return words


def said(findings, rule):
    return [finding for finding in findings if finding.rule == rule]


RAW = """
Text <script>alert(1)</script> and <b onclick="alert(1)">bold</b>, <img src=x onerror="alert(1)">.

<iframe src="https://evil.example/frame"></iframe>

<div onclick="alert(1)" style="background:url(https://evil.example/a.png)">a division</div>

[span]{onmouseover="alert(1)" style="position:fixed"} and `code`{onload="alert(1)"}

# Heading {onclick="alert(1)"}

| a |
|---|
| b |

: A caption {onclick="alert(1)" #table}

```{.python onclick="alert(1)"}
code
```

\\input{/etc/passwd}

```{=html}
<script>alert(2)</script>
```
"""


def test_raw_markup_and_attributes_that_run_are_left_out(tmp_path):
    words, findings = built(tmp_path, RAW)
    for bad in ("alert(1)</script", "alert(2)", "onclick", "onerror", "onload", "onmouse",
                "evil.example", "position:fixed", "<iframe", "/etc/passwd"):  # fmt: skip
        assert bad not in words, bad
    assert "a division" in words
    assert len(said(findings, "raw-markup")) >= 5


LINKS = """
[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](&#106;avascript:alert(1))
[d](data:text/html;base64,PHNjcmlwdD4=) [e](vbscript:x) [f](file:///etc/passwd)
[g](../../secret.md) [h](<java	script:alert(1)>) [i](&#1;javascript:alert(1)) [j](//evil.example/x)
[k]() <javascript:alert(1)>

[good](https://example.org/a[b]?c=d&e=f "title") [doi](doi:10.1000/182) [mail](mailto:a@example.org)
[inner](#h) [web](www.example.org/x)

# H {#h}
"""


def test_links_lead_only_where_a_reader_can_follow(tmp_path):
    words, findings = built(tmp_path, LINKS, "html")
    hrefs = set(specimens.HREF.findall(words))
    assert hrefs - {"#paper", "#h", "#contents"} == {
        "https://example.org/a%5Bb%5D?c=d&amp;e=f", "https://doi.org/10.1000/182",
        "mailto:a@example.org", "https://www.example.org/x",
    }  # fmt: skip
    assert len(said(findings, "unsafe-link")) >= 9


def test_links_of_the_bibliography_pass_the_same_gate(tmp_path):
    bib = (
        "@misc{a, title={T}, url={javascript:alert(1)}}\n"
        "@misc{b, title={<script>alert(1)</script>}, url={http://ok.example/}}\n"
    )
    words, _ = built(tmp_path, "Text [@a; @b].\n", files={"bibliography.bib": bib})
    assert 'href="javascript' not in words
    assert "<script" not in words
    assert 'href="http://ok.example/"' in words


PICTURES = {
    "network": "https://evil.example/a.png",
    "no scheme": "//evil.example/a.png",
    "absolute": "/etc/passwd",
    "absolute picture": "{outside}/secret.png",
    "path up": "../secret.png",
    "escaped path up": "..%2fsecret.png",
    "file": "file://{outside}/secret.png",
    "data": "data:image/svg+xml;base64," + "A" * 5000,
    "symlink": "link.png",
    "symlinked folder": "folder/secret.png",
    "text": "text.png",
    "NUL": "a%00.png",
    "empty": "empty.png",
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_from_outside_is_not_embedded(tmp_path, name):
    (tmp_path / "secret.png").write_bytes(specimens.PICTURE + SECRET.encode())
    root = tmp_path / "paper"
    root.mkdir()
    (root / "link.png").symlink_to(tmp_path / "secret.png")
    (root / "folder").symlink_to(tmp_path)
    (root / "text.png").write_text("words")
    (root / "empty.png").write_text("")
    target = PICTURES[name].format(outside=tmp_path)
    words, findings = built(root, f"# Words\n\nA picture: ![words]({target})\n")
    assert len(said(findings, "missing-picture")) == 1
    assert "<img" not in words
    assert SECRET not in words
    assert "[picture " in words


def test_a_picture_that_changes_after_reading_is_looked_at_again(tmp_path):
    root = specimens.plain(tmp_path / "paper", "![words](a.png)\n")
    (root / "a.png").write_bytes(specimens.PICTURE)
    paper, galley = specimens.read(root)
    (tmp_path / "secret.png").write_bytes(specimens.PICTURE)
    (root / "a.png").unlink()
    (root / "a.png").symlink_to(tmp_path / "secret.png")
    for name in EDITIONS:
        with pytest.raises(specimens.EditionError, match=r"`a\.png` cannot be embedded"):
            make_edition(name, paper, galley)


def png(width, height):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


BOMBS = {
    "png": png(30_000, 30_000),
    "gif": b"GIF89a" + struct.pack("<HH", 30_000, 30_000) + b"\0" * 20,
    "jpg": b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08"
    + struct.pack(">HH", 30_000, 30_000)
    + b"\0" * 20,
    "webp": b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\x2f\x75\0" * 2 + b"\0" * 20,
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_picture_that_would_fill_the_memory_is_a_finding(tmp_path, kind):
    words, findings = built(tmp_path, f"![a bomb](a.{kind})\n", files={f"a.{kind}": BOMBS[kind]})
    (finding,) = said(findings, "missing-picture")
    assert "more than eighty million" in finding.message
    assert "<img" not in words


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
DRAWINGS = {
    "script": SVG.format("<script>alert(1)</script>"),
    "event": SVG.format('<rect onload="alert(1)"/>'),
    "picture": SVG.format('<image xlink:href="https://evil.example/a.png"/>'),
    "file": SVG.format('<image href="/etc/passwd"/>'),
    "svg in it": SVG.format('<image href="data:image/svg+xml,&lt;svg/&gt;"/>'),
    "use": SVG.format('<use href="other.svg#a"/>'),
    "style": SVG.format("<style>@import 'https://evil.example/a.css';</style>"),
    "escaped style": SVG.format(r"<style>rect { fill: \75 rl(https://evil.example/) }</style>"),
    "attribute": SVG.format('<rect fill="url(https://evil.example/#a)"/>'),
    "foreign": SVG.format("<foreignObject><p>words</p></foreignObject>"),
    "link": SVG.format('<a xlink:href="javascript:alert(1)"><rect/></a>'),
    "animation": SVG.format('<a><set attributeName="xlink:href" to="javascript:alert(1)"/></a>'),
    "entity": '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SVG.format("&x;"),
    "laughs": '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + SVG.format("&b;"),
    "html": "<html><script>alert(1)</script></html>",
    "broken": "<svg><g></svg>",
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_that_runs_or_fetches_is_not_embedded(tmp_path, name):
    words, findings = built(tmp_path, "![a](a.svg)\n", files={"a.svg": DRAWINGS[name]})
    (finding,) = said(findings, "missing-picture")
    assert "`a.svg` is not printed: its SVG" in finding.message or "no SVG" in finding.message
    assert "<img" not in words
    assert "evil.example" not in words


def test_a_harmless_drawing_is_embedded_without_its_prologue(tmp_path):
    words, findings = built(tmp_path, "![a](a.svg)\n", "epub", files={"a.svg": specimens.DRAWING})
    assert not said(findings, "missing-picture")
    assert "svg11.dtd" not in words
    assert "drawn by hand" not in words
    assert 'xlink:href="#a"' in words


def test_the_kind_of_a_picture_is_what_its_bytes_are(tmp_path):
    html, _ = built(tmp_path, "![a](a.jpg)\n", "html", files={"a.jpg": specimens.PICTURE})
    assert "data:image/png;base64," in html


def test_settings_in_a_document_name_no_other_files(tmp_path):
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "secret.csl").write_text(SECRET)
    outside = f"{tmp_path}/secret"
    text = (
        f"---\ntitle: T\ncsl: {outside}.csl\nbibliography: {outside}\ninclude-before: {SECRET}\n"
        f"include-before-body: {outside}\nheader-includes: <script>alert(1)</script>\n"
        f"css: https://evil.example/a.css\ntemplate: {outside}\nabstract: short\n---\n\n"
        f"Text [@smith2001].\n\n```{{.include}}\n{outside}\n```\n\n!include {outside}\n"
    )
    words, _ = built(tmp_path / "paper", text)
    assert SECRET not in words
    assert "alert(1)" not in words
    assert "evil.example" not in words
    assert "A Book of" in words


@pytest.mark.parametrize("name", ["paper.md", "bibliography.bib", "manuscript/metadata.yaml"])
def test_a_source_that_leads_out_of_the_paper_is_refused(tmp_path, name):
    (tmp_path / "secret").write_text(SECRET)
    root = specimens.plain(tmp_path / "paper", "Text.\n")
    path = root / name
    if "/" in name:
        path.parent.mkdir()
        (root / "paper.md").rename(path.parent / "01.md")
    path.unlink(missing_ok=True)
    path.symlink_to(tmp_path / "secret")
    with pytest.raises(PaperError, match="leads out of the paper's folder"):
        specimens.made(root, "html")


EVIL = "</title><script>alert(1)</script><p title=\"x' onload='y"


def test_metadata_is_text(tmp_path):
    quoted = EVIL.replace("'", "''")
    text = (
        f"---\ntitle: '`{quoted}`{{=html}} `{quoted}`'\nsubtitle: '`{quoted}`'\n"
        f"author: '`{quoted}`'\ndate: '`{quoted}`'\nkeywords: ['`{quoted}`']\n"
        f"rights: '`{quoted}`'\nlang: 'en\"><script>alert(1)</script>'\n"
        f"identifier: '`{quoted}`'\nabstract: '`{quoted}`'\n---\n\nText.\n"
    )
    words, _ = built(tmp_path, text)
    assert "<script" not in words
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in words


def test_labels_keys_and_ids_are_text(tmp_path):
    bib = "@misc{a\"b, title={T}}\n@misc{c'd<e, title={U}}\n@misc{x/y:(z), title={V}}\n"
    text = (
        'Text[^a"b] and [^c<d] and [@{a"b}; @{c\'d<e}; @{x/y:(z)}].\n\n'
        '# One {#a"b}\n\n# Two {id="c<script>d"}\n\n[x]{#"><script>}\n\n'
        '[^a"b]: A note.\n[^c<d]: Another.\n'
    )
    words, _ = built(tmp_path, text, files={"bibliography.bib": bib})
    assert "<script" not in words
    specimens.well_formed(tmp_path)


COLLIDING = """
# Notes {#notes}

# Paper

# Contents

# P 3

# Call a

# Note a {.note}

# Recto section 1

Text.[^a] ::: and [span]{#p-3 .anchor} [span]{#cite-0001 .citation} [span]{#note-a .note}
See [there](#p-3), [the notes](#notes) and [one](#twice).

::: {#twice .notes .front .skip}
A division.
:::

::: {#twice}
Another.
:::

::: {id="two words"}
A third.
:::

[^a]: A note.
"""


def test_ids_and_classes_of_the_paper_do_not_pass_for_ours(tmp_path):
    words, _ = built(tmp_path, COLLIDING, "html")
    html = specimens.well_formed(tmp_path)["html"]
    ids = specimens.ID.findall(html)
    assert len(ids) == len(set(ids))
    assert html.count('class="note whole"') == 1
    assert 'class="own-notes own-front own-skip"' in words


@pytest.mark.slow
@pytest.mark.parametrize("name", ["script", "picture", "entity"])
def test_a_hostile_drawing_stops_no_pdf(tmp_path, name):
    specimens.plain(tmp_path, "![a](a.svg)\n")
    (tmp_path / "a.svg").write_text(DRAWINGS[name])
    editions, _ = specimens.made(tmp_path, "pdf")
    assert editions["pdf"].startswith(b"%PDF")
