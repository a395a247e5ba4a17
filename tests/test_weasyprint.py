"""What a paper's page may read: its own folder, our fonts, and nothing else."""

from __future__ import annotations

import base64
import io
import socket
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from recto.tools import weasyprint

SECRET = "the-words-of-a-file-outside"
PAGE = '<!DOCTYPE html><html lang="en"><title>t</title><body><h1>t</h1>{}</body></html>'
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)


@pytest.fixture
def paper(tmp_path, monkeypatch) -> Path:
    """Return a paper's folder beside a secret file, on a machine without a network."""

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the network was asked for something")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
    (tmp_path / "secret.css").write_text(f'p::before {{ content: "{SECRET}" }}')
    (tmp_path / "secret.png").write_bytes(PIXEL)
    root = tmp_path / "paper"
    root.mkdir()
    (root / "picture.png").write_bytes(PIXEL)
    (root / "own.css").write_text("p { color: #333 }")
    (root / "leads-out.png").symlink_to(tmp_path / "secret.png")
    (root / "folder-out").symlink_to(tmp_path)
    return root


def lay_out(root: Path, body: str, style: str = "") -> weasyprint.LaidOut:
    prepared = weasyprint.prepare(style, root)
    try:
        return weasyprint.lay_out(body, prepared, root, [])
    finally:
        weasyprint.release(prepared)


def drawn(inside: str) -> str:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="9" height="9">{inside}</svg>'
    )
    data = base64.b64encode(drawing.encode()).decode()
    return f'<img alt="" src="data:image/svg+xml;base64,{data}">'


STYLES = {
    "import from the network": '@import "http://192.0.2.1/x.css";',
    "import of a file": '@import "{outside}/secret.css";',
    "import by a way up": '@import "../secret.css";',
    "import through a link": '@import "folder-out/secret.css";',
    "import of a password file": '@import url("file:///etc/passwd");',
    "picture of a file": 'p { background: url("file:///etc/passwd") }',
    "picture from the network": "p { background: url(https://192.0.2.1/x.png) }",
    "list mark": "p { display: list-item; list-style-image: url(file:///etc/passwd) }",
    "content": "p::before { content: url(file:///etc/passwd) }",
    "font of a file": '@font-face { font-family: F; src: url("file:///etc/passwd") } '
    "p { font-family: F }",
    "font from the network": "@font-face { font-family: F; src: url(http://192.0.2.1/f.otf) } "
    "p { font-family: F }",
    "file on another machine": 'p { background: url("file://192.0.2.1{inside}/picture.png") }',
}


@pytest.mark.parametrize("attack", STYLES)
def test_a_stylesheet_reads_nothing_outside(attack: str, paper: Path):
    style = STYLES[attack].replace("{outside}", paper.parent.as_uri())
    style = style.replace("{inside}", str(paper))
    with pytest.raises(weasyprint.LayoutError, match=r"outside of|have to be fetched") as refusal:
        lay_out(paper, PAGE.format("<p>text"), style)
    assert "\n" not in str(refusal.value)


BODIES = {
    "attachment": '<link rel="attachment" href="file:///etc/passwd">',
    "attachment by a way up": '<link rel="attachment" href="../secret.css">',
    "attachment of a link": '<a rel="attachment" href="file:///etc/passwd">here</a>',
    "attachment through a link": '<link rel="attachment" href="folder-out/secret.css">',
    "picture through a link": '<img alt="" src="leads-out.png">',
    "picture by a way up": '<img alt="" src="../secret.png">',
    "picture by a hidden way up": '<img alt="" src="%2e%2e/secret.png">',
    "picture from the network": '<img alt="" src="http://192.0.2.1/x.png">',
    "picture by ftp": '<img alt="" src="ftp://192.0.2.1/x.png">',
    "picture without a scheme": '<img alt="" src="//192.0.2.1/x.png">',
    "stylesheet": '<link rel="stylesheet" href="http://192.0.2.1/x.css">',
    "style element": "<style>@import 'http://192.0.2.1/x.css';</style>",
    "style attribute": '<p style="background: url(file:///etc/passwd)">text',
    "object": '<object data="file:///etc/passwd">text</object>',
    "embed": '<embed src="file:///etc/passwd">',
    "base": '<base href="http://192.0.2.1/"><img alt="" src="picture.png">',
    "picture in a drawing": drawn('<image width="9" height="9" xlink:href="file:///etc/passwd"/>'),
    "font in a drawing": drawn(
        "<style>@font-face { font-family: F; src: url(file:///etc/passwd) }</style><rect/>"
    ),
}


@pytest.mark.parametrize("attack", BODIES)
def test_a_page_reads_nothing_outside(attack: str, paper: Path):
    with pytest.raises(weasyprint.LayoutError, match=r"outside of|have to be fetched"):
        lay_out(paper, PAGE.format(BODIES[attack]))


def test_a_drawing_cannot_take_in_a_file(paper: Path):
    """An entity that names a file is not read, whatever becomes of the drawing."""
    drawing = (
        f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{(paper.parent / "secret.css").as_uri()}">]>'
        '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="9"><text y="9">&x;</text></svg>'
    )
    (paper / "drawing.svg").write_text(drawing)
    done = lay_out(paper, PAGE.format('<img alt="" src="drawing.svg">'))
    with pypdfium2.PdfDocument(io.BytesIO(done.pdf)) as pdf:
        assert SECRET not in "".join(page.get_textpage().get_text_range() for page in pdf)
    assert SECRET.encode() not in done.pdf


def test_what_lies_in_the_folder_is_read(paper: Path):
    body = '<link rel="stylesheet" href="own.css"><p>text <img alt="a dot" src="picture.png">'
    assert lay_out(paper, PAGE.format(body)).warnings == ()


def test_our_fonts_are_read_and_no_other_file_by_their_name(paper: Path):
    face = '@font-face {{ font-family: F; src: url("recto-font:{}") }} p {{ font-family: F }}'
    body = PAGE.format("<p>text")
    assert lay_out(paper, body, face.format("SourceSerifPro-Regular.otf")).warnings == ()
    for name in ("../../../../etc/passwd", "..", "%2e%2e/secret.css", "nothing.otf"):
        with pytest.raises(weasyprint.LayoutError):
            lay_out(paper, body, face.format(name))


def test_a_picture_that_is_missing_is_named_by_its_path_in_the_paper(paper: Path):
    with pytest.raises(weasyprint.LayoutError) as refusal:
        lay_out(paper, PAGE.format('<img alt="" src="figures/map.png">'))
    assert "`figures/map.png` is not there" in str(refusal.value)
    assert str(paper) not in str(refusal.value)


def test_what_a_stylesheet_may_not_have_is_told_when_somebody_waits(paper: Path):
    prepared = weasyprint.prepare('@import "http://192.0.2.1/x.css";', paper)
    weasyprint.release(prepared)
    assert isinstance(prepared.refused, weasyprint.LayoutError)


def test_a_slip_in_a_stylesheet_is_warned_of(paper: Path):
    (warning,) = lay_out(paper, PAGE.format("<p>text"), "p { colour: red }").warnings
    assert "colour" in warning


def test_what_weasyprint_cannot_do_is_one_line(paper: Path, monkeypatch):
    from weasyprint import HTML

    def fail(*_: Any, **__: Any) -> None:
        raise AssertionError("not\npage_is_empty")

    monkeypatch.setattr(HTML, "render", fail)
    with pytest.raises(weasyprint.LayoutError, match=r"AssertionError: not page_is_empty$"):
        lay_out(paper, PAGE.format("<p>text"))
