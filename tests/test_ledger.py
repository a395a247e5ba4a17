"""The ledger as a table for people and as JSON for programs."""

from __future__ import annotations

import json

from recto.model import Account, Fault, Ledger
from recto.proof.ledger import table, to_json

LOST = Fault(
    "note", "note-7", "lost", "note 7 is missing from the EPUB: its call stands in a.xhtml"
)


def account(edition: str, came: int = 43, faults: tuple[Fault, ...] = ()) -> Account:
    expected = {"note": 43, "citation": 24, "paragraph": 1060, "work": 19}
    return Account(edition, f"paper.{edition}", "00ff", expected | {"note": came}, expected, faults)


WHOLE = Ledger((account("html"), account("epub"), account("pdf")))
BROKEN = Ledger((account("html"), account("epub", 42, (LOST,)), account("pdf", 41, (LOST, LOST))))


def test_the_table_can_be_read():
    assert table(BROKEN) == (
        "edition     notes  citations    paragraphs     works  proof     file\n"
        "html     43 of 43   24 of 24  1060 of 1060  19 of 19  whole     paper.html\n"
        "epub     42 of 43   24 of 24  1060 of 1060  19 of 19  1 fault   paper.epub\n"
        "pdf      41 of 43   24 of 24  1060 of 1060  19 of 19  2 faults  paper.pdf"
    )


def test_the_table_has_no_spaces_at_its_ends():
    assert all(line == line.strip() for line in table(WHOLE).splitlines())


def test_an_empty_ledger_has_a_head_alone():
    assert table(Ledger(())).splitlines() == [
        "edition  notes  citations  paragraphs  works  proof  file"
    ]


def test_what_is_missing_without_a_fault_is_not_whole():
    assert not account("html", 42).whole
    assert "incomplete" in table(Ledger((account("html", 42),)))


def test_the_ledger_is_whole_if_all_its_accounts_are():
    assert WHOLE.whole
    assert not BROKEN.whole


def test_the_json_holds_everything():
    written = to_json(BROKEN)
    assert written.endswith("}\n")
    read = json.loads(written)
    assert [one["whole"] for one in read["editions"]] == [True, False, False]
    epub = read["editions"][1]
    assert set(epub) == {"edition", "file", "sha256", "arrived", "expected", "faults", "whole"}
    assert epub["arrived"]["note"] == 42
    assert epub["faults"] == [
        {"kind": "note", "id": "note-7", "fault": "lost", "message": LOST.message}
    ]


def test_the_same_ledger_has_the_same_bytes():
    assert to_json(BROKEN) == to_json(BROKEN)
    assert "西" in to_json(Ledger((account("html", 42, (Fault("note", "n", "lost", "西"),)),)))
