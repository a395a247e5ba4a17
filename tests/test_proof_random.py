"""No false alarms: every edition of a random paper is whole."""

from __future__ import annotations

import pytest
from mutations import WORKS, make
from proof_documents import random_paper

EDITIONS = ("html", "epub", "pdf")


def prove_paper(seed: int, folder) -> None:
    made = make(folder / f"paper-{seed}", random_paper(seed), WORKS, EDITIONS)
    for edition, content in made.editions.items():
        account = made.account(edition, content)
        assert account.faults == (), (seed, edition)
        assert account.arrived == account.expected


@pytest.mark.parametrize("seed", [0, 7, 29])
def test_a_random_paper_is_whole(seed: int, tmp_path):
    prove_paper(seed, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(100, 350, 10))
def test_many_random_papers_are_whole(first: int, tmp_path):
    for seed in range(first, first + 10):
        prove_paper(seed, tmp_path)
