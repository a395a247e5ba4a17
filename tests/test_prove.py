"""`recto prove`: a broken or hostile file is a fault or one line, soon and in little room."""

from __future__ import annotations

import io
import resource
import shutil
import zipfile
import zlib

import pikepdf
import pytest
from mutations import Finished, finished

from recto.commands import main


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return finished(tmp_path_factory.getbasetemp())


def unreadable(made: Finished, edition: str, content: bytes) -> str:
    """Prove some bytes; return what the one fault of the file says."""
    account = made.account(edition, content)
    (fault,) = [one for one in account.faults if one.fault == "unreadable"]
    assert (fault.kind, fault.id) == ("file", "")
    assert account.arrived["note"] == 0
    assert not account.whole
    assert "\n" not in fault.message
    return fault.message


def book(**files: bytes | str) -> bytes:
    """Zip files; a name may stand for one that Python has no word for."""
    names = {"container": "META-INF/container.xml", "package": "EPUB/package.opf"}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(names.get(name, name), content)
    return packed.getvalue()


CONTAINER = '<container><rootfiles><rootfile full-path="EPUB/package.opf"/></rootfiles></container>'
ITEM = '<item id="a" href="{}" media-type="application/xhtml+xml"/>'
PACKAGE = "<package><manifest>" + ITEM + '</manifest><spine><itemref idref="a"/></spine></package>'
LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
PAGE = '<html xmlns="http://www.w3.org/1999/xhtml"><body><main><p>{}</p></main></body></html>'


@pytest.mark.parametrize("edition", ["html", "epub", "pdf"])
def test_an_empty_file(made: Finished, edition: str):
    assert "cannot be read back" in unreadable(made, edition, b"")


@pytest.mark.parametrize("edition", ["epub", "pdf"])
@pytest.mark.parametrize(
    "content", [b"\0" * 5000, b"not what it says it is", b"PK\x03\x04", b"%PDF-1.7\n"]
)
def test_a_file_of_another_kind(made: Finished, edition: str, content: bytes):
    assert "cannot be read back" in unreadable(made, edition, content)


@pytest.mark.parametrize(
    "content", [b"\0" * 5000, b"plain words", b"<a" * 9999, "\ufeff<p>".encode("utf-16")]
)
def test_a_page_without_a_paper(made: Finished, content: bytes):
    account = made.account("html", content)
    assert account.arrived == dict.fromkeys(account.expected, 0)
    assert len(account.faults) > 40


def test_a_page_nested_without_end(made: Finished):
    account = made.account("html", b"<main>" + b"<div>" * 200_000 + b"deep")
    assert not account.whole


@pytest.mark.parametrize("part", [0.02, 0.5, 0.97])
@pytest.mark.parametrize("edition", ["html", "epub", "pdf"])
def test_a_truncated_file(made: Finished, edition: str, part: float):
    content = made.editions[edition]
    account = made.account(edition, content[: int(len(content) * part)])
    assert not account.whole
    assert account.faults


def test_an_encrypted_pdf(made: Finished):
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(made.editions["pdf"])) as pdf:
        pdf.save(saved, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert "encrypted" in unreadable(made, "pdf", saved.getvalue())


def test_a_pdf_that_anybody_may_open_is_read(made: Finished):
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(made.editions["pdf"])) as pdf:
        pdf.save(saved, encryption=pikepdf.Encryption(owner="a", user=""))
    assert made.faults("pdf", saved.getvalue()) == set()


def with_stream(content: bytes, packed: bytes, filters: object) -> bytes:
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        stream = pdf.make_stream(b"")
        stream.write(packed, filter=filters)
        pdf.pages[0].Contents = pikepdf.Array([stream])
        pdf.save(saved, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return saved.getvalue()


def test_a_pdf_that_unpacks_without_end(made: Finished):
    machine = zlib.compressobj(9)
    packed = b"".join(machine.compress(b" " * 10_000_000) for _ in range(30)) + machine.flush()
    content = with_stream(made.editions["pdf"], packed, pikepdf.Name.FlateDecode)
    assert len(content) < 2_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "larger than 256 MB when unpacked" in unreadable(made, "pdf", content)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < before + 100_000


def with_forms(content: bytes, forms: list[tuple[bytes, list[int]]], *, above: bool) -> bytes:
    """Draw the first of some forms on the first page; each names others by their numbers.

    ``above``: the resources of the page stand in the tree of pages, and the forms have none.
    """
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        made = [pdf.make_stream(drawing, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form,
                                BBox=[0, 0, 9, 9]) for drawing, _ in forms]  # fmt: skip
        every = {f"/X{number}": form for number, form in enumerate(made)}
        for form, (_, named) in zip(made, forms, strict=True):
            if not above:
                inside = {f"/X{number}": made[number] for number in named}
                form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(inside))
        page = pdf.pages[0]
        page.Contents = pdf.make_stream(b"/X0 Do")
        if above:
            del page.obj["/Resources"]
            pdf.Root.Pages.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(every))
        else:
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(every))
        pdf.save(saved)
    return saved.getvalue()


HOSTILE_FORMS = {
    "itself": ([(b"/X0 Do /X0 Do", [0])], "a form on page 1 draws itself"),
    "each other": ([(b"/X1 Do", [1]), (b"q /X0 Do Q", [0])], "a form on page 1 draws itself"),
    "under a name that is written otherwise": (
        [(b"/#58#30 %\nDo /X0 Do", [0])], "a form on page 1 draws itself"
    ),
    "twice and twice and twice": (
        [*((f"/X{n} Do /X{n} Do".encode(), [n]) for n in range(1, 40)), (b"", [])],
        "page 1 draws forms in forms without end",
    ),
}  # fmt: skip


@pytest.mark.parametrize("above", [False, True])
@pytest.mark.parametrize("name", HOSTILE_FORMS)
def test_forms_that_draw_forms_without_end(made: Finished, name: str, above: bool):
    forms, said = HOSTILE_FORMS[name]
    assert said in unreadable(made, "pdf", with_forms(made.editions["pdf"], forms, above=above))


def test_a_form_in_a_form_is_read(made: Finished):
    forms = [(b"/X1 Do /X1 Do", [1]), (b"/X2 Do", [2]), (b"0 0 m", [])]
    content = with_forms(made.editions["pdf"], forms, above=False)
    assert not [one for one in made.account("pdf", content).faults if one.kind == "file"]


def test_a_pdf_that_is_packed_twice(made: Finished):
    packed = zlib.compress(zlib.compress(b" " * 50_000_000))
    twice = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
    assert "packed with" in unreadable(
        made, "pdf", with_stream(made.editions["pdf"], packed, twice)
    )


def test_a_pdf_whose_pages_are_in_a_ring(made: Finished):
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(made.editions["pdf"])) as pdf:
        pdf.Root.Pages.Kids = pikepdf.Array([pdf.Root.Pages])
        pdf.save(saved)
    account = made.account("pdf", saved.getvalue())
    assert not account.whole


@pytest.mark.parametrize(
    "damage",
    [
        lambda pdf: pdf.Root.__delitem__("/Names"),
        lambda pdf: pdf.Root.Names.__setitem__("/Dests", pikepdf.Array([1])),
        lambda pdf: pdf.Root.Names.__setitem__("/Dests", 7),
        lambda pdf: pdf.pages[2].__setitem__("/Annots", pikepdf.Array([3, pikepdf.Dictionary()])),
        lambda pdf: pdf.pages[2].__setitem__("/Resources", 4),
        lambda pdf: pdf.pages[2].__setitem__("/Contents", pikepdf.Array([pikepdf.Name.A])),
        lambda pdf: pdf.pages[2].__setitem__("/MediaBox", pikepdf.Array([0, 0])),
    ],
)
def test_a_pdf_damaged_in_its_structure(made: Finished, damage):
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(made.editions["pdf"])) as pdf:
        damage(pdf)
        pdf.save(saved)
    account = made.account("pdf", saved.getvalue())
    assert not account.whole
    assert account.faults


def test_an_archive_that_unpacks_without_end(made: Finished):
    bomb = book(
        container=CONTAINER,
        package=PACKAGE.format("a.xhtml"),
        **{"EPUB/a.xhtml": b" " * 99_000_000},
    )
    assert len(bomb) < 200_000
    assert "larger than 64 MB when unpacked" in unreadable(made, "epub", bomb)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "..%2F..%2Fetc%2Fpasswd", "file:///etc/passwd"]
)
def test_an_archive_that_names_files_outside(made: Finished, name: str):
    """Nothing is unpacked to a folder; a name leads to a file of the archive or to none."""
    outside = book(container=CONTAINER, package=PACKAGE.format(name), **{"EPUB/../../x": "x"})
    assert "is missing from it" in unreadable(made, "epub", outside)


def test_an_archive_without_a_package(made: Finished):
    assert "container.xml` is missing" in unreadable(made, "epub", book(**{"a.txt": "a"}))
    assert "names no package" in unreadable(made, "epub", book(container="<container/>"))
    assert "package.opf` is missing" in unreadable(made, "epub", book(container=CONTAINER))


def test_an_archive_of_too_many_files(made: Finished):
    many = book(**{f"a{n}": "" for n in range(20_001)})
    assert "more than 20000 files" in unreadable(made, "epub", many)


@pytest.mark.parametrize(
    "entities",
    [
        f'<!DOCTYPE html [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE html [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE html SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
    ids=["a billion laughs", "a file", "an address"],
)
def test_entities_are_not_resolved(made: Finished, entities: str):
    page = entities + PAGE.format("&l9;" if "l9" in entities else "")
    account = made.account(
        "epub",
        book(container=CONTAINER, package=PACKAGE.format("a.xhtml"), **{"EPUB/a.xhtml": page}),
    )
    assert not any("root:" in one.message or "haha" in one.message for one in account.faults)
    assert account.arrived["note"] == 0


# The verb


@pytest.fixture
def paper(made: Finished, tmp_path):
    for name in ("paper.md", "works.bib", "dot.png"):
        shutil.copy(made.root / name, tmp_path / name)
    return tmp_path


def run(paper, *words) -> int:
    return main(["prove", "-C", str(paper), *map(str, words)])


def test_good_files_are_0(made: Finished, paper, capsys):
    paths = [paper / f"mine.{name}" for name in made.editions]
    for path in paths:
        path.write_bytes(made.editions[path.suffix[1:]])
    assert run(paper, *paths) == 0
    table = capsys.readouterr().out.splitlines()
    assert [line.split()[-2:] for line in table[1:]] == [["whole", path.name] for path in paths]


def test_a_spoiled_file_is_1_and_says_where(made: Finished, paper, capsys):
    path = paper / "mine.html"
    path.write_bytes(made.editions["html"].replace(b"A note of a list.", b"A note of lists."))
    assert run(paper, path) == 1
    said = capsys.readouterr().out
    assert "note 10 is changed in the HTML" in said
    assert "paper.md:" in said  # the note in the sources


@pytest.mark.parametrize("edition", ["html", "epub", "pdf"])
def test_a_broken_file_is_1(paper, edition: str, capsys):
    path = paper / f"mine.{edition}"
    path.write_bytes(b"")
    assert run(paper, path) == 1
    said = capsys.readouterr()
    assert "cannot be read back" in said.out
    assert "Traceback" not in said.out + said.err


@pytest.mark.parametrize("name", ["gone.pdf", "notes.docx", "folder.html", "README"])
def test_what_is_no_edition_is_2_in_one_line(paper, name: str, capsys):
    if name in ("notes.docx", "README"):
        (paper / name).write_text("words")
    if name == "folder.html":
        (paper / name).mkdir()
    assert run(paper, paper / name) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert name in said.err


def test_nothing_to_prove_is_2(paper, capsys):
    assert run(paper) == 2
    assert "recto build" in capsys.readouterr().err
