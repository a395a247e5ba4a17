"""Faults planted into good papers are found, on their line, and the good papers get no word.

`python bench/faults.py` plants more of them, into more papers, and prints what is missed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import planting
import planting.entries
import planting.notes
import pytest

from recto import press

TREE = Path(__file__).parent.parent
PAPERS = [TREE / "tests/faults/lighthouses", TREE / "tests/faults/tides"]
# Planted, and rightly left alone: what a copy editor would not query in that very place.
LEFT_ALONE = {
    ("lighthouses", "title-in-quotes"): "before a subtitle the title may be a quotation itself",
    ("tides", "entry-no-publisher"): "a book from before 1900 needs none",
}


def verdicts(each: int) -> Iterator[planting.Verdict]:
    beds = [planting.bed(path) for path in PAPERS]
    with tempfile.TemporaryDirectory() as scratch:
        yield from planting.judge(planting.mutants(beds, each), Path(scratch))


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_a_good_paper_gets_no_word(paper: Path, tmp_path: Path) -> None:
    mutant = planting.Mutant(planting.bed(paper), "none", (), 0)
    folder = tmp_path / "paper"
    with pytest.raises(AssertionError, match="nobody says where"):
        mutant.plant(folder)
    assert press.check(folder).findings == ()


def judged(found: list[planting.Verdict]) -> None:
    missed = [
        one
        for one in found
        if not one.on_line and (one.mutant.bed.name, one.mutant.fault) not in LEFT_ALONE
    ]
    assert not missed, "\n".join(f"{one.mutant} at {one.pencil}: {one.new}" for one in missed)
    placed = [one for one in found if one.on_line]
    assert sum(one.on_column for one in placed) >= 0.95 * len(placed)


def test_every_fault_is_found_where_it_is_planted() -> None:
    found = list(verdicts(1))
    names = {one.mutant.fault for one in found}
    assert names == set(planting.FAULTS), "a fault that nobody could plant"
    judged(found)


@pytest.mark.slow
def test_every_fault_is_found_in_other_places_too() -> None:
    judged(list(verdicts(4)))
