"""The `.bib` reader: exact places, a way on after every fault, and the part that citeproc gets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.model import Bibliography, Finding, Place, Source
from recto.reading.bibliography import CITEPROC_KEY, part, read_bibliography
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
    "lost brace of the last field": (
        "@book{a,\n  title = {One},\n  year = {2000\n}\n\n@book{b, title={Two}}\n",
        [("bib-syntax", "3:10", "the value of `year` is never closed")],
        {"a": {"title": "One", "year": "2000"}, "b": {"title": "Two"}},
    ),
    "lost brace in one line": (
        "@book{a, title = {One, year = {2000}, pages = {1--2}}\n@book{b, title={Two}}\n",
        [("bib-syntax", "1:18", "the value of `title` is never closed")],
        {"a": {"title": "One", "year": "2000", "pages": "1--2"}, "b": {"title": "Two"}},
    ),
    "lost brace inside a value": (
        "@book{a,\n  title = {The {US and Japan},\n  year = {2000}}\n@book{b, title={Two}}\n",
        [("bib-syntax", "2:11", "the value of `title` is never closed")],
        {"a": {"title": "The {US and Japan", "year": "2000"}, "b": {"title": "Two"}},
    ),
    "lost brace and a brace too many in one entry": (
        "@book{a,\n  title = {One,\n  year = {2000}},\n  pages = {1}\n}\n@book{b, title={Two}}\n",
        [("bib-syntax", "2:11", "the value of `title` is never closed")],
        {"a": {"title": "One", "year": "2000"}, "b": {"title": "Two"}},
    ),
    "lost brace of the entry": (
        "@book{a,\n  title = {One},\n\n@book{b, title={Two}}\n",
        [("bib-syntax", "1:1", "the entry `a` is not closed before the next begins")],
        {"a": {"title": "One"}, "b": {"title": "Two"}},
    ),
    "lost quotation mark before others": (
        '@book{a,\n  title = "One,\n  year = "2000"\n}\n@book{b, title="Two"}\n',
        [("bib-syntax", "2:11", "the value of `title` is never closed")],
        {"a": {"title": "One", "year": "2000"}, "b": {"title": "Two"}},
    ),
    "lost opening brace": (
        "@book{a,\n  title = The {US} and Japan},\n  year = {2000}\n}\n@book{b, title={Two}}\n",
        [("bib-syntax", "2:11", "the value of `title` has no opening brace")],
        {"a": {"title": "The {US} and Japan", "year": "2000"}, "b": {"title": "Two"}},
    ),
    "lost opening brace of the last field": (
        "@book{a,\n  title = {One},\n  year = 2000}\n}\n@book{b, title={Two}}\n",
        [("bib-syntax", "3:10", "the value of `year` has no opening brace")],
        {"a": {"title": "One", "year": "2000"}, "b": {"title": "Two"}},
    ),
    "brace too many": (
        "@book{a,\n  title = {One}},\n  year = {2000}\n}\n@book{b, title={Two}}\n",
        [("bib-syntax", "2:16", "a brace closes the entry before its field `year`")],
        {"a": {"title": "One", "year": "2000"}, "b": {"title": "Two"}},
    ),
    "brace too many at the end": (
        "@book{a,\n  title = {One}}\n}\n@book{b, title={Two}}\n",
        [("bib-syntax", "2:16", "a brace is too many")],
        {"a": {"title": "One"}, "b": {"title": "Two"}},
    ),
    "brace before the key": (
        "@article{{{key\n@book{b, title={Two}}\n",
        [("bib-syntax", "1:11", "a brace stands before the key `key`")],
        {"key": {}, "b": {"title": "Two"}},
    ),
    "comma behind the key": (
        "@book{a\n  title = {One}}\n@book{b title={Two}}\n",
        [("bib-syntax", "1:7", "a comma is missing"), ("bib-syntax", "3:7", "a comma is missing")],
        {"a": {"title": "One"}, "b": {"title": "Two"}},
    ),
    "lost equals": (
        '@book{a, title {One}, year "2000"}\n',
        [("bib-syntax", "1:10", "`=` is missing"), ("bib-syntax", "1:23", "`=` is missing")],
        {"a": {"title": "One", "year": "2000"}},
    ),
    "no braces": (
        "@book{a,\n  author = Smith, Ann,\n  pages = 1--9,\n  year = 2000\n}\n",
        [
            ("bib-syntax", "2:12", "the value of `author` has neither braces nor"),
            ("bib-syntax", "3:11", "the value of `pages` has neither braces nor"),
        ],
        {"a": {"author": "Smith, Ann", "pages": "1--9", "year": "2000"}},
    ),
    "semicolon": (
        "@book{a, title = {One}; year = {2000}}\n",
        [("bib-syntax", "1:23", "`;` stands where a comma belongs")],
        {"a": {"title": "One", "year": "2000"}},
    ),
    "open inside another": (
        "@book{a, title = {One, @book{b, title = {Two}}\n",
        [("bib-syntax", "1:18", "the value of `title` is never closed")],
        {"a": {"title": "One"}, "b": {"title": "Two"}},
    ),
    "cut off": (
        "@book{b, title={Two}}\n@book{a,\n  title = {On",
        [("bib-syntax", "3:11", "the value of `title` is never closed")],
        {"b": {"title": "Two"}, "a": {"title": "On"}},
    ),
    "strings in a ring": (
        "@string{s = t}\n@string{t = s}\n@book{a, title = s # t}\n",
        [("bib-syntax", "1:13", "the string `t` is not defined")],
        {"a": {"title": "tt"}},
    ),
    "string that is not closed": (
        '@string{s = "One}\n@book{a, title = {One}}\n',
        [("bib-syntax", "1:1", "this `@string` cannot be read")],
        {"a": {"title": "One"}},
    ),
    "comment that is not closed": (
        "@comment{jabref-meta: x\n@book{a, title = {One}}\n",
        [("bib-syntax", "1:1", "this comment is never closed")],
        {"a": {"title": "One"}},
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


def test_what_programs_write_between_the_entries_is_no_fault() -> None:
    text = (
        "\ufeff% Encoding: UTF-8\r\n@Comment{jabref-meta: databaseType:biblatex;}\r\n"
        '@preamble{"\\newcommand{\\x}{y}" # {z}}\r\n@BOOK ( a ,\r\n'
        " Title = {One (1)}, % said so\r\n% pages = {1},\r\n year = 2000 )\r\n"
        "%@book{hidden, title = {x}}\r\n@comment no braces\r\n"
        "@control{c, options = {x}}\r\n@book{b, month = jan # {~1}, title = {},}\r\n"
    )
    read_, findings = read(text)
    assert findings == ()
    values = {key: {n: f.value for n, f in w.fields.items()} for key, w in read_.works.items()}
    assert values == {
        "a": {"title": "One (1)", "year": "2000"},
        "b": {"month": "January~1", "title": ""},
    }


def test_a_missing_comma_is_put_in_by_its_fix() -> None:
    text = "@book{a\n  title = {One}\n  year = 2000\n}\n"
    _, findings = read(text)
    patches = [patch for finding in findings for patch in finding.fix]
    assert len(patches) == 2
    for patch in reversed(patches):
        assert text[patch.start : patch.end] == patch.old
        text = text[: patch.start] + patch.new + text[patch.end :]
    assert text == "@book{a,\n  title = {One},\n  year = 2000\n}\n"
    assert read(text)[1] == ()


def test_works_in_a_ring_are_found_however_long_the_chain() -> None:
    chain = "".join(f"@book{{k{n}, crossref = {{k{n + 1}}}}}\n" for n in range(3000))
    read_, findings = read(chain + "@book{k3000, crossref = {k2999}}\n")
    assert [finding.message.split("`")[1] for finding in findings] == ["k2999", "k3000"]
    assert read_.works["k2999"].value("crossref") == ""
    assert read_.works["k2998"].value("crossref") == "k2999"


def test_plain_names_are_read_as_the_slow_way_reads_them() -> None:
    for typed in ("Soeya, Yoshihide", "O'Neil, J. R. and Smith-Jones, Ann", "De la Cruz, A. B."):
        read_, _ = read(f"@book{{a, author = {{{typed}}}, editor = {{{typed} and {{X Y}}}}}}\n")
        persons = read_.works["a"].persons
        assert persons["author"] == persons["editor"][:-1]


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


@settings(max_examples=15, deadline=None, derandomize=True)
@given(texts=st.lists(st.lists(PIECES, max_size=40).map("".join), min_size=10, max_size=40))
def test_citeproc_reads_whatever_was_read(texts: list[str]) -> None:
    with Pandoc() as pandoc:
        for text in texts:
            read_, _ = read(text)
            reading, known = pandoc.take_bibliography(part(read_, read_.works))
            assert reading.error == ""
            readable = {key for key in read_.works if CITEPROC_KEY.fullmatch(key)}
            assert readable <= set(known)


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
