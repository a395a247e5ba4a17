"""The proof of the EPUB edition: whole as made, and red for everything that can be done to it."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from lxml import etree
from markup_mutations import PAGES, Pages
from mutations import Finished, finished

SECTION, LAST = "EPUB/section-01.xhtml", "EPUB/section-02.xhtml"
PACKAGE = "EPUB/package.opf"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return finished(tmp_path_factory.getbasetemp())


def unzip(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist()}


def rezip(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in files.items():
            book.writestr(name, content)
    return packed.getvalue()


def spoil(content: bytes, change) -> bytes:
    files = unzip(content)
    roots = {
        name: etree.fromstring(page) for name, page in files.items() if name.endswith(".xhtml")
    }
    change(Pages(roots))
    files |= {name: etree.tostring(root, encoding="utf-8") for name, root in roots.items()}
    return rezip(files)


def edited(content: bytes, name: str, old: str, new: str) -> bytes:
    files = unzip(content)
    text = files[name].decode()
    assert len(re.findall(old, text)) == 1
    return rezip(files | {name: re.sub(old, new, text).encode()})


def test_the_finished_file_is_whole(made: Finished):
    account = made.account("epub", made.editions["epub"])
    assert account.faults == ()
    assert account.arrived == account.expected
    assert account.expected == {"note": 16, "citation": 7, "paragraph": 26, "work": 3}


def test_writing_the_file_anew_changes_nothing(made: Finished):
    assert made.faults("epub", spoil(made.editions["epub"], lambda _: None)) == set()


@pytest.mark.parametrize("name", PAGES)
def test_a_mutation_is_named(made: Finished, name: str):
    change, expected = PAGES[name]
    assert made.faults("epub", spoil(made.editions["epub"], change)) == expected


def test_links_between_files_may_say_so_or_not(made: Finished):
    """A link to the same file may name it: readers follow both."""
    content = edited(
        made.editions["epub"], SECTION, 'href="#note-item"', 'href="section-01.xhtml#note-item"'
    )
    assert made.faults("epub", content) == set()


def test_a_call_that_leads_into_the_wrong_file(made: Finished):
    content = edited(
        made.editions["epub"], SECTION, 'href="#note-item"', 'href="section-02.xhtml#note-item"'
    )
    assert made.faults("epub", content) == {("call", "note-item", "unlinked")}


def test_the_contents_lead_to_nothing(made: Finished):
    content = edited(
        made.editions["epub"],
        "EPUB/title.xhtml",
        'href="#call-author"',
        'href="lost.xhtml#call-author"',
    )
    assert made.faults("epub", content) == {("note", "note-author", "unlinked")}


def test_the_order_of_the_spine(made: Finished):
    content = edited(
        made.editions["epub"], PACKAGE,
        r"(?s)(<itemref[^>]*page-2[^>]*>)(.*?)(<itemref[^>]*page-3[^>]*>)", r"\3\2\1",
    )  # fmt: skip
    faults = made.faults("epub", content)
    assert {fault for _, _, fault in faults} == {"disordered"}
    # The shorter section is what stands in the wrong place, with all that it holds.
    assert ("paragraph", "endings", "disordered") in faults
    assert ("note", "note-again", "disordered") in faults
    assert ("citation", "cite-0007", "disordered") in faults


def test_a_section_missing_from_the_spine(made: Finished):
    content = edited(made.editions["epub"], PACKAGE, r"<itemref[^>]*page-3[^>]*>", "")
    faults = made.faults("epub", content)
    assert {fault for _, _, fault in faults} == {"lost"}
    assert {id for kind, id, _ in faults if kind == "paragraph"} == {
        "endings",
        "p-24",
        "p-25",
        "p-26",
    }
    assert {id for kind, id, _ in faults if kind == "note"} == {"note-n15", "note-again"}


def test_a_section_that_the_reading_order_skips(made: Finished):
    content = edited(
        made.editions["epub"], PACKAGE, r"(<itemref[^>]*page-3[^>/]*)", r'\1 linear="no"'
    )
    assert ("paragraph", "p-24", "lost") in made.faults("epub", content)


def test_a_section_twice_in_the_spine(made: Finished):
    content = edited(made.editions["epub"], PACKAGE, r"(<itemref[^>]*page-3[^>]*>)", r"\1\1")
    assert ("paragraph", "p-24", "doubled") in made.faults("epub", content)


def test_a_section_missing_from_the_archive(made: Finished):
    files = unzip(made.editions["epub"])
    del files[LAST]
    account = made.account("epub", rezip(files))
    assert [(one.kind, one.fault) for one in account.faults][-1] == ("file", "unreadable")
    assert f"`{LAST}` is missing" in account.faults[-1].message
    assert account.arrived["note"] == 0


def test_a_section_of_a_kind_that_no_reader_shows(made: Finished):
    content = edited(
        made.editions["epub"], PACKAGE,
        r'(<item [^>]*section-02[^>]*media-type=")application/xhtml\+xml', r"\1application/x-note",
    )  # fmt: skip
    assert ("paragraph", "p-24", "lost") in made.faults("epub", content)


def test_an_archive_that_says_two_things(made: Finished):
    """Two files of one name: programs disagree on which of them counts."""
    packed = io.BytesIO(made.editions["epub"])
    with zipfile.ZipFile(packed, "a") as book, pytest.warns(UserWarning, match="Duplicate name"):
        book.writestr(SECTION, unzip(made.editions["epub"])[SECTION])
    account = made.account("epub", packed.getvalue())
    assert ("file", "unreadable") in {(one.kind, one.fault) for one in account.faults}
