"""The `.bib` reader: exact places, a way on after every fault, and the part that citeproc gets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.model import Bibliography, Finding, Place, Source
from recto.reading.bibliography import part, read_bibliography
from recto.tools.names import plain
from recto.tools.pandoc import Pandoc


def read(text: str) -> tuple[Bibliography, tuple[Finding, ...]]:
    return read_bibliography(Source("b.bib", text))


def cut(text: str, place: Place) -> str:
    source = Source("b.bib", text)
    return text[
        source.offset(place.line, place.column) : source.offset(place.end_line, place.end_column)
    ]


GOOD = """\
% a comment, kept
@string{nbr = "NBR Press"}
@comment{ @book{hidden, title = {x}} }
@book{soeya2016,
  author = {Soeya, Yoshihide and {World Bank, Inc.} and de la Cruz, Jr, Juan},
  Title  = "The {Future}",
  publisher = nbr # " and Sons",
  year = 2016, month = jul
}
mail to someone@example.org
@Article(paren, title = {In parentheses}, pages = {1--9})
"""


def test_entries_fields_and_persons_are_read_with_their_places() -> None:
    read_, findings = read(GOOD)
    assert findings == ()
    assert list(read_.works) == ["soeya2016", "paren"]
    work = read_.works["soeya2016"]
    assert work.type == "book"
    assert {name: field.value for name, field in work.fields.items()} == {
        "author": "Soeya, Yoshihide and {World Bank, Inc.} and de la Cruz, Jr, Juan",
        "title": "The {Future}",
        "publisher": "NBR Press and Sons",
        "year": "2016",
        "month": "July",
    }
    assert cut(GOOD, work.key_place) == "soeya2016"
    assert cut(GOOD, work.fields["title"].place) == 'Title  = "The {Future}"'
    assert cut(GOOD, work.fields["title"].value_place) == "The {Future}"
    assert cut(GOOD, work.place).startswith("@book{soeya2016,")
    assert cut(GOOD, work.place).endswith("jul\n}")
    one, bank, cruz = work.persons["author"]
    assert (one.family, one.given) == ("Soeya", "Yoshihide")
    assert (bank.family, bank.corporate) == ("World Bank, Inc.", True)
    assert (cruz.prefix, cruz.family, cruz.suffix, cruz.given) == ("de la", "Cruz", "Jr", "Juan")


# A broken file, what is said of it and where, and the keys of what could be read all the same.
BROKEN = {
    "lost brace": (
        "@book{a,\n  title = {One,\n  year = {2000}\n}\n@book{b, title={Two}}\n",
        [("bib-syntax", "2:11", "the value of `title` is never closed")],
        {"a": {"title": "One", "year": "2000"}, "b": {"title": "Two"}},
    ),
    "lost quotation mark": (
        '@book{a,\n  title = "One,\n  year = {2000}\n}\n@book{b, title={Two}}\n',
        [("bib-syntax", "2:11", "the value of `title` is never closed")],
        {"a": {"title": "One", "year": "2000"}, "b": {"title": "Two"}},
    ),
    "lost comma": (
        "@book{a, title = {One}\n  year = {2000}}\n",
        [("bib-syntax", "1:22", "a comma is missing")],
        {"a": {"title": "One", "year": "2000"}},
    ),
    "no key": (
        "@book{title = {One}}\n@book{, title = {One}}\n@book{b, title={Two}}\n",
        [("bib-syntax", "1:1", "has no key"), ("bib-syntax", "2:1", "has no key")],
        {"b": {"title": "Two"}},
    ),
    "space in a key": (
        "@book{my key, title = {One}}\n",
        [("bib-syntax", "1:7", "`my key` has a space")],
        {"my key": {"title": "One"}},
    ),
    "unknown string": (
        "@book{a, publisher = nbr, title = {One}}\n",
        [("bib-syntax", "1:22", "the string `nbr` is not defined")],
        {"a": {"publisher": "nbr", "title": "One"}},
    ),
    "field twice": (
        "@book{a, title = {One}, title = {Two}}\n",
        [("duplicate-field", "1:25", "has the field `title` twice")],
        {"a": {"title": "Two"}},
    ),
    "never closed": (
        "@book{b, title={Two}}\n@book{a,\n  title = {One}\n",
        [("bib-syntax", "2:1", "`a` is not closed before the file ends")],
        {"b": {"title": "Two"}, "a": {"title": "One"}},
    ),
    "too many commas in a name": (
        "@book{a, author = {One, Two, Three, Four}}\n",
        [("name-form", "1:20", "has too many commas")],
        {"a": {"author": "One, Two, Three, Four"}},
    ),
    "no value": (
        "@book{a, title = , year = 2000}\n@book{b, title={Two}}\n",
        [("bib-syntax", "1:18", "field value expected")],
        {"b": {"title": "Two"}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_has_its_place_and_the_rest_is_read(name: str) -> None:
    text, said, works = BROKEN[name]
    read_, findings = read(text)
    assert [(one.rule, str(one.place).removeprefix("b.bib:")) for one in findings] == [
        (rule, place) for rule, place, _ in said
    ]
    for finding, (_, _, words) in zip(findings, said, strict=True):
        assert words in finding.message
        assert finding.help
    for key, fields in works.items():
        values = {name: field.value for name, field in read_.works[key].fields.items()}
        assert values == fields


def test_a_later_entry_with_the_same_key_is_kept_apart() -> None:
    read_, _ = read("@book{a, title={One}}\n@book{a, title={Two}}\n")
    assert read_.works["a"].value("title") == "One"
    assert [work.value("title") for work in read_.again] == ["Two"]


def test_tex_is_read_as_a_reader_sees_it() -> None:
    assert plain(r"{\"O}sterreich \& {U.S.}--x~y \emph{It} {\o}") == "Österreich & U.S.–x y It ø"


PIECES = st.sampled_from(
    ["@book{", "@Article(", "@string{s = ", "@comment{", "@", "key", "k 2", ",", "=", "title",
     " author = ", '"', "{", "}", "(", ")", "#", "s", "2000", "\n", "\n@misc{m, title = {x}}\n",
     " ", "\\", "{\\\"o}", "%", "é", "添谷", "A, B, C, D and E", " and ", "\t", "}}"]
)  # fmt: skip


@settings(max_examples=600, deadline=None, derandomize=True)
@given(text=st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_read_and_every_place_is_exact(text: str) -> None:
    read_, findings = read(text)
    for work in [*read_.works.values(), *read_.again]:
        assert cut(text, work.key_place) == work.key
        assert cut(text, work.place).startswith("@")
        for field in work.fields.values():
            assert cut(text, field.place).lower().startswith(field.name)
            assert cut(text, field.place).find(cut(text, field.value_place)) >= 0 or not field.value
    for finding in findings:
        assert finding.place is not None
        assert 1 <= finding.place.line <= text.count("\n") + 1


@settings(max_examples=150, deadline=None, derandomize=True)
@given(text=st.lists(PIECES, max_size=30).map("".join))
def test_one_broken_entry_never_takes_a_good_one_with_it(text: str) -> None:
    """What follows at the start of a line is read, whatever stands before it."""
    whole = text.replace("@comment", "") + "\n@book{last, title = {Whole}}\n"
    read_, _ = read(whole)
    assert "last" in read_.works or read_.works == {} or "last" in str(read_.again)


def test_citeproc_gets_the_cited_entries_and_what_they_lean_on() -> None:
    text = (
        '@string{p = "Press"}\n@book{other, title={Other}}\n'
        "@inbook{chapter, crossref = {whole}, title = {Chapter}, pages = {1--9}}\n"
        "@book{whole, title = {Whole}, publisher = p, year = 2000,\n  note = {never closed\n"
    )
    read_, _ = read(text)
    given_ = part(read_, ["chapter", "unknown"])
    assert "@string" in given_
    assert "{other" not in given_
    with Pandoc() as pandoc:
        reading, known = pandoc.take_bibliography(given_)
    assert reading.error == ""
    assert known == ["chapter"] or set(known) == {"chapter", "whole"}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_entry_takes_no_other_with_it_when_citeproc_reads(name: str) -> None:
    text = BROKEN[name][0] + "\n@book(round, title = {In parentheses})\n@book{good, title={Good}}\n"
    read_, _ = read(text)
    keys = [key for key in read_.works if " " not in key]
    with Pandoc() as pandoc:
        reading, known = pandoc.take_bibliography(part(read_, keys))
    assert reading.error == ""
    assert set(known) == set(keys) >= {"round", "good"}
