"""The proof of the HTML edition: whole as made, and red for everything that can be done to it."""

from __future__ import annotations

import pytest
from lxml import html
from markup_mutations import PAGES, Pages
from mutations import Finished, finished


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return finished(tmp_path_factory.getbasetemp())


def spoil(content: bytes, change) -> bytes:
    root = html.document_fromstring(content.decode())
    change(Pages({"": root}))
    return html.tostring(root, doctype="<!DOCTYPE html>", encoding="utf-8")


def test_the_finished_file_is_whole(made: Finished):
    account = made.account("html", made.editions["html"])
    assert account.faults == ()
    assert account.arrived == account.expected
    assert account.expected == {"note": 16, "citation": 7, "paragraph": 26, "work": 3}


def test_writing_the_file_anew_changes_nothing(made: Finished):
    assert made.faults("html", spoil(made.editions["html"], lambda _: None)) == set()


@pytest.mark.parametrize("name", PAGES)
def test_a_mutation_is_named(made: Finished, name: str):
    change, expected = PAGES[name]
    assert made.faults("html", spoil(made.editions["html"], change)) == expected
