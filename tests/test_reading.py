"""Reading: what is a paper, what its notes and citations are, and where everything stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from papers import BIB, TEXT, write_paper

from recto.model import Paper
from recto.reading import PaperError, read_paper
from recto.tools.pandoc import Pandoc

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def pandoc() -> Iterator[Pandoc]:
    with Pandoc() as running:
        yield running


@pytest.fixture(scope="module")
def sample(pandoc: Pandoc) -> Paper:
    return read_paper(ROOT, pandoc)


# The repository's own paper


def test_the_sample_keeps_the_numbers_of_all_its_notes(sample: Paper) -> None:
    notes = sample.manuscript.notes
    assert [note.number for note in notes] == list(range(1, 44))
    assert [note.label for note in notes] == ["author", *map(str, range(2, 44))]
    assert notes[0].origin == "byline"
    states = {note.number: note.state for note in notes if note.state != "lost"}
    assert states == {
        32: "whole", 34: "cut", 39: "whole", 40: "cut", 41: "whole", 42: "whole", 43: "whole"
    }  # fmt: skip


def test_the_sample_cites_first_in_full_and_then_short(sample: Paper) -> None:
    text = {note.number: note.text for note in sample.manuscript.notes}
    assert text[32] == "Ibid."
    assert text[39] == (
        "Yoshihide Soeya, “The Future of Trilateral Cooperation: A Japanese Perspective,” in "
        "U.S.-ROK-Japan Trilateralism: Building Bridges and Strengthening Cooperation "
        "(Seattle: National Bureau of Asian Research, 2016), 23–32."
    )
    assert text[41] == text[43] == "Soeya, “The Future of Trilateral Cooperation.”"
    positions = {
        one.note: one.position for one in sample.manuscript.citations if one.key == "soeya2016"
    }
    assert positions == {"note-39": "first", "note-41": "short", "note-43": "short"}


def test_what_the_editor_adds_is_marked_as_the_editors(sample: Paper) -> None:
    added = [note for note in sample.manuscript.notes if note.editorial]
    assert len(added) == 16
    for note in added:
        assert note.state == "lost"
        assert note.text.startswith("[Lost. ")
        assert note.text.endswith("]")
    for citation in sample.manuscript.citations:
        assert citation.editorial == sample.bibliography.works[citation.key].editorial


def test_the_sample_has_its_sections_and_its_queries(sample: Paper) -> None:
    numbers = [heading.number for heading in sample.manuscript.headings]
    assert numbers == [
        "1", "2", "3", "3.1", "3.2", "3.3", "4", "5", "5.1", "5.2", "5.3", "5.4", "5.5", "6"
    ]  # fmt: skip
    kept = [query.text for query in sample.manuscript.queries]
    assert "Keio" in kept
    assert "2009 Japan-ROK" in kept or "2009Japan-ROK" in kept
    assert all(query.question and query.place for query in sample.manuscript.queries)


def test_every_citation_and_note_of_the_sample_has_its_exact_place(sample: Paper) -> None:
    sources = sample.sources
    for citation in sample.manuscript.citations:
        assert citation.place is not None
        line = sources[citation.place.file].line(citation.place.line)
        assert line[citation.place.column - 1 : citation.place.end_column - 1] == f"@{citation.key}"
    for note in sample.manuscript.notes[1:]:
        assert note.place
        assert note.call
        line = sources[note.place.file].line(note.place.line)
        assert line.startswith(f"[^{note.label}]:")


# Any paper


@pytest.mark.parametrize(
    "yaml", ["title: T", "\n\ntitle: T\n\n", "---\ntitle: T\n---\n", "\n---\n\ntitle: T\n..."]
)
def test_a_metadata_file_is_read_with_its_dashes_or_without(
    yaml: str, tmp_path: Path, pandoc: Pandoc
) -> None:
    folder = tmp_path / "manuscript"
    folder.mkdir()
    (folder / "01.md").write_text("Text.\n")
    (folder / "metadata.yaml").write_text(yaml)
    paper = read_paper(tmp_path, pandoc)
    assert paper.findings == ()
    assert paper.metadata.title == "T"
    assert [one.text for one in paper.manuscript.paragraphs] == ["Text."]


def test_a_paper_of_one_file_and_one_bibliography_is_read(tmp_path: Path, pandoc: Pandoc) -> None:
    paper = read_paper(write_paper(tmp_path), pandoc)
    assert paper.findings == ()
    assert paper.metadata.title == "A Small Paper"
    assert [note.text for note in paper.manuscript.notes] == [
        "Jane Doe, A Book (A Press, 2001), 5.",
        "See also Richard Roe, “An Article,” A Journal 3 (1999): chap. 2, which says less.",
        "Doe, A Book, 7; Roe, “An Article,” 3.",
        "Doe, A Book, 12.",
    ]
    last = paper.manuscript.notes[-1]
    assert (last.origin, last.number) == ("cited", 4)
    assert [one.locator.value for one in paper.manuscript.citations if one.locator] == [
        "5", "2", "7", "3", "12"
    ]  # fmt: skip


def test_equal_labels_in_two_files_do_not_swap_their_notes(tmp_path: Path, pandoc: Pandoc) -> None:
    for number, words in enumerate(["first", "second"], 1):
        text = f"# {words}\n\nText.[^1]\n\n[^1]: The {words} note.\n"
        path = tmp_path / "manuscript" / f"{number:02}-{words}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    paper = read_paper(tmp_path, pandoc)
    assert [note.text for note in paper.manuscript.notes] == ["The first note.", "The second note."]
    assert len({note.id for note in paper.manuscript.notes}) == 2
    assert [note.place.file for note in paper.manuscript.notes if note.place] == [
        "manuscript/01-first.md", "manuscript/02-second.md"
    ]  # fmt: skip


def test_a_typed_ibid_and_one_of_citeproc_begin_with_a_capital(
    tmp_path: Path, pandoc: Pandoc
) -> None:
    text = "A.[^1] B.[^2] C.[^3]\n\n[^1]: [@doe2001, 5].\n[^2]: [@doe2001, 6].\n[^3]: Ibid.\n"
    style = "chicago-notes-bibliography-subsequent-ibid"
    paper = read_paper(write_paper(tmp_path, text), pandoc, style)
    assert [note.text for note in paper.manuscript.notes[1:]] == ["Ibid., 6.", "Ibid."]
    assert [one.position for one in paper.manuscript.citations] == ["first", "ibid-with-locator"]


def test_the_settings_and_the_style_of_a_paper_are_its_own(tmp_path: Path, pandoc: Pandoc) -> None:
    toml = 'style = "apa"\nbibliography = "refs.bib"\nname = "small"\n'
    paper = read_paper(write_paper(tmp_path, paper_toml=toml), pandoc)
    assert paper.style.stem == "apa"
    assert paper.settings.name == "small"
    assert "(Doe, 2001, p. 12)" in " ".join(one.text for one in paper.manuscript.paragraphs)


@pytest.mark.parametrize("nocite", ["@roe1999", "[@roe1999]", "'@*'", '"@roe1999; @doe2001"'])
def test_works_that_are_only_listed_stand_in_the_bibliography(
    nocite: str, tmp_path: Path, pandoc: Pandoc
) -> None:
    yaml = nocite if nocite[0] in "'\"" else f'"{nocite}"'
    text = f"---\nnocite: {yaml}\n---\n\nText.[^1]\n\n[^1]: [@doe2001].\n"
    paper = read_paper(write_paper(tmp_path, text), pandoc)
    assert {key for key, _ in paper.manuscript.bibliography} == {"doe2001", "roe1999"}
    assert [one.key for one in paper.manuscript.citations] == ["doe2001"]


@pytest.mark.parametrize(
    ("language", "title"), [("de", "Wege und Umwege"), ("de-AT", "Wege und Umwege")]
)
def test_titles_keep_the_capitals_of_the_language_of_the_paper(
    language: str, title: str, tmp_path: Path, pandoc: Pandoc
) -> None:
    text = f"---\nlang: {language}\n---\n\nText.[^1]\n\n[^1]: [@weg].\n"
    bib = f"@book{{weg, author={{Weg, Anna}}, title={{{title}}}, publisher={{V}}, date={{2001}}}}\n"
    paper = read_paper(write_paper(tmp_path, text, bib), pandoc)
    assert title in paper.manuscript.notes[0].text


def test_metadata_that_is_not_closed_is_no_text(tmp_path: Path, pandoc: Pandoc) -> None:
    paper = read_paper(write_paper(tmp_path, "---\ntitle: A\n\nText.\n"), pandoc)
    assert [(one.rule, str(one.place)) for one in paper.findings] == [
        ("unreadable", "paper.md:1:1")
    ]


REFUSED = {
    "no such style": ({"paper_toml": 'style = "chicago-note-bibliography"'}, "did you mean"),
    "unknown setting": ({"paper_toml": 'styel = "apa"'}, "unknown key `styel`"),
    "no TOML": ({"paper_toml": "style = "}, "paper.toml:"),
    "two papers": ({"other_md": "# Other\n"}, "side by side"),
    "two bibliographies": ({"other_bib": BIB}, "side by side"),
    "name that leads out": ({"paper_toml": 'name = "../../paper"'}, "bare name of a file"),
    "name of a hidden file": ({"paper_toml": 'name = ".git"'}, "bare name of a file"),
    "bibliography outside": ({"paper_toml": 'bibliography = "../x.bib"'}, "leads out"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_paper_is_refused_in_one_line(name: str, tmp_path: Path, pandoc: Pandoc) -> None:
    files, said = REFUSED[name]
    with pytest.raises(PaperError) as refusal:
        read_paper(write_paper(tmp_path / "paper", **files), pandoc)
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_what_blows_up_is_refused_before_anybody_reads_it(tmp_path: Path, pandoc: Pandoc) -> None:
    bomb = "a0: &a0 x\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
    )
    with pytest.raises(PaperError, match="YAML aliases"):
        read_paper(write_paper(tmp_path / "yaml", f"---\n{bomb}title: T\n---\n\nText.\n"), pandoc)
    strings = "".join(f"@string{{s{n} = {' # '.join([f's{n - 1}'] * 9)}}}\n" for n in range(1, 20))
    bib = f'@string{{s0 = "0123456789"}}\n{strings}@book{{doe2001, title = s19}}\n{BIB}'
    findings = read_paper(write_paper(tmp_path / "bib", TEXT, bib), pandoc).findings
    assert {"bib-syntax"} == {one.rule for one in findings if "longer than" in one.message}


def test_an_empty_folder_and_an_empty_manuscript_are_said(tmp_path: Path, pandoc: Pandoc) -> None:
    with pytest.raises(PaperError, match="no paper"):
        read_paper(tmp_path, pandoc)
    paper = read_paper(write_paper(tmp_path / "empty", text="\n", bib=""), pandoc)
    assert [one.rule for one in paper.findings] == ["empty-manuscript"]


def test_a_file_that_is_not_utf_8_is_read_and_said_with_its_place(
    tmp_path: Path, pandoc: Pandoc
) -> None:
    write_paper(tmp_path)
    (tmp_path / "paper.md").write_bytes(TEXT.replace("A claim", "Un été").encode("cp1252"))
    paper = read_paper(tmp_path, pandoc)
    (finding,) = paper.findings
    assert (finding.rule, finding.severity) == ("not-utf-8", "error")
    assert str(finding.place) == "paper.md:8:4"
    assert "Un été" in paper.manuscript.paragraphs[1].text


NO_YAML = {
    "---\ntitle: a: b\n---\n\nText.\n": 2,
    "Text.\n\n---\na: 1\ntitle: a: b\n---\n\nText.\n": 5,
    "---\na: b\ntitle: [a\n---\n\nText.\n": 3,
}


@pytest.mark.parametrize("text", NO_YAML)
def test_front_matter_that_is_no_yaml_has_its_line(
    text: str, tmp_path: Path, pandoc: Pandoc
) -> None:
    (finding,) = read_paper(write_paper(tmp_path, text), pandoc).findings
    assert (finding.rule, finding.severity) == ("unreadable", "error")
    assert finding.place
    assert finding.place.line == NO_YAML[text]
    assert "line" not in finding.message


def test_a_metadata_file_that_is_no_yaml_has_its_line(tmp_path: Path, pandoc: Pandoc) -> None:
    folder = tmp_path / "manuscript"
    folder.mkdir()
    (folder / "01.md").write_text("Text.\n")
    (folder / "metadata.yaml").write_text("lang: en\ntitle: a: b\n")
    findings = read_paper(tmp_path, pandoc).findings
    assert [str(one.place) for one in findings] == ["manuscript/metadata.yaml:2:1"]


def test_documents_do_not_choose_files_for_citeproc(tmp_path: Path, pandoc: Pandoc) -> None:
    """`csl:` and `bibliography:` in a document's YAML are not obeyed: nothing else is opened."""
    secret = tmp_path / "secret.bib"
    secret.write_text("@book{secret, title = {Hidden}, date = {2000}}\n")
    yaml = f"---\nbibliography: {secret}\ncsl: http://127.0.0.1:9/x.csl\n---\n\nText [@secret].\n"
    paper = read_paper(write_paper(tmp_path / "paper", yaml), pandoc)
    assert "Hidden" not in paper.manuscript.notes[0].text
    assert paper.manuscript.bibliography == ()
    assert paper.style.stem != "x"
