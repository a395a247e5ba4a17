"""No false alarms: every edition of a random paper is whole."""

from __future__ import annotations

import pytest
from mutations import WORKS, Finished, make
from pdf_mutations import without_ways
from proof_documents import random_layout, random_paper, random_tables

EDITIONS = ("html", "epub", "pdf")
PAGES = ("pdf", "print", "review")


def prove(made: Finished, seed: int) -> None:
    for edition, content in made.editions.items():
        account = made.account(edition, content)
        assert account.faults == (), (seed, edition)
        assert account.arrived == account.expected


def prove_pages(seed: int, folder, text: str, settings: str) -> None:
    """Prove a paper on pages, and its print edition without destinations too."""
    made = make(folder / f"paper-{seed}", text, WORKS, PAGES, settings)
    prove(made, seed)
    assert made.faults("print", without_ways(made.editions["print"])) == set(), seed


# A picture stands on the page after the table, whose last row is broken, in 169.
@pytest.mark.parametrize("seed", [0, 7, 29, 169])
def test_a_random_paper_is_whole(seed: int, tmp_path):
    prove(make(tmp_path / "paper", random_paper(seed), WORKS, EDITIONS), seed)


# Notes in the margin, at the end and behind their sections.
@pytest.mark.parametrize("seed", [9000, 9003, 9006])
def test_a_random_layout_is_whole(seed: int, tmp_path):
    prove_pages(seed, tmp_path, random_paper(seed), random_layout(seed))


@pytest.mark.parametrize("seed", [7017, 7303])
def test_random_tables_are_whole(seed: int, tmp_path):
    prove_pages(seed, tmp_path, random_tables(seed), "")


@pytest.mark.slow
@pytest.mark.parametrize("first", range(100, 350, 10))
def test_many_random_papers_are_whole(first: int, tmp_path):
    for seed in range(first, first + 10):
        prove(make(tmp_path / f"paper-{seed}", random_paper(seed), WORKS, EDITIONS), seed)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(9100, 9150, 10))
def test_many_random_layouts_are_whole(first: int, tmp_path):
    for seed in range(first, first + 10):
        prove_pages(seed, tmp_path, random_paper(seed), random_layout(seed))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(7000, 7040, 10))
def test_many_random_tables_are_whole(first: int, tmp_path):
    for seed in range(first, first + 10):
        prove_pages(seed, tmp_path, random_tables(seed), "")


@pytest.mark.slow
@pytest.mark.parametrize("seed", [8001, 8004, 8005, 8009, 8010])
def test_notes_of_rows_higher_than_a_page_are_whole(seed: int, tmp_path):
    made = make(tmp_path / "paper", random_tables(seed, 600, noted=True), WORKS, ("pdf",))
    prove(made, seed)
