"""`check --online`: the registries are asked, and the entries held against their answers."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from registries import Registry, crossref, datacite, registry

from recto import press
from recto.commands import main
from recto.evidence import FRESH_DAYS
from recto.model import Evidence, Finding
from recto.press.online import MIRROR, ask_registries
from recto.reading.evidence import FILE, read_evidence, written
from recto.reading.sources import PaperError
from recto.tools import registries as registry_tool
from recto.tools import web

DOI = "10.5555/ser.2003.51.301"
WORK = f"/crossref/works/{DOI}"
DAY = date(2026, 1, 1)
ENTRY = f"""@article{{olsen2003,
  author       = {{Olsen, Kari and Berg, Nils}},
  title        = {{Counting Wrecks}},
  journaltitle = {{Scandinavian Economic Review}},
  volume       = {{51}},
  number       = {{4}},
  date         = {{2003}},
  pages        = {{301--327}},
  doi          = {{{DOI}}},
}}
"""
FAMILIES = ("records", "retractions", "pages_online")


@pytest.fixture
def stage(monkeypatch) -> Registry:
    monkeypatch.setenv("RECTO_TODAY", str(DAY))
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with registry() as found:
        monkeypatch.setenv(MIRROR, found.url)
        yield found


@pytest.fixture
def paper(tmp_path):
    def made(entry: str = ENTRY, key: str = "olsen2003", toml: str = "") -> Path:
        (tmp_path / "paper.md").write_text(f"The wrecks were counted.[^1]\n\n[^1]: [@{key}].\n")
        (tmp_path / "bibliography.bib").write_text(entry)
        (tmp_path / "paper.toml").write_text(toml)
        return tmp_path

    return made


def found(root: Path, *, online: bool = True) -> list[Finding]:
    """Ask, check, and return what the registries' answers mean, with what was not answered."""
    unanswered = ask_registries(root) if online else ()
    checked = press.check(root, select=FAMILIES).findings
    return [*unanswered, *checked]


def names(root: Path) -> list[str]:
    return [finding.rule for finding in found(root)]


def test_a_true_entry_has_nothing_to_hear(stage, paper):
    stage.answers[WORK] = crossref()
    assert names(paper()) == []


DIFFERENCES = [
    ("record-title", 3, {"title": ["Counting Wracks and Wrecks"]}),
    ("record-author", 2, {"author": [{"family": "Berg"}, {"family": "Olsen"}]}),
    ("record-author", 2, {"author": [{"family": "Olsen"}]}),
    ("record-author", 2, {"author": [{"family": "Olsen"}, {"family": "Borg"}]}),
    ("record-year", 7, {"issued": {"date-parts": [[2001]]}, "published-online": None}),
    ("record-source", 4, {"container-title": ["Journal of Cheese"]}),
    ("record-source", 5, {"volume": "15"}),
    ("record-source", 6, {"issue": "2"}),
    ("record-source", 8, {"page": "311-327"}),
    ("doi-of-another-work", 9, {"title": ["On bees"], "author": [{"family": "Apis"}]}),
    ("retracted-work", 9, {"updated-by": [{"type": "retraction", "DOI": "10.5555/r",
                           "source": "retraction-watch", "label": "Retraction",
                           "updated": {"date-time": "2021-03-01T00:00:00Z"}}]}),
    ("retracted-work", 9, {"update-to": [{"type": "retraction", "DOI": "10.5555/other"}]}),
    ("doubted-work", 9, {"updated-by": [{"type": "expression_of_concern"}]}),
    ("corrected-work", 9, {"updated-by": [{"type": "erratum"}]}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "line", "fields"), DIFFERENCES)
def test_what_differs_is_shown_beside_the_entry_and_nothing_is_overwritten(
    stage, paper, rule, line, fields
):
    stage.answers[WORK] = crossref(**fields)
    root = paper()
    (one,) = found(root)
    assert one.rule == rule
    assert one.place
    assert (one.place.file, one.place.line) == ("bibliography.bib", line)
    assert (root / "bibliography.bib").read_text() == ENTRY


INNOCENT = [
    {"title": ["<i>Counting</i> wrecks: A &amp; B"]},
    {"title": ["Counting Wrecks"], "subtitle": ["The North Sea"]},
    {"author": [{"family": "OLSEN"}, {"family": "Bérg"}]},
    {"author": [{"family": "van Olsen"}, {"family": "Berg Hansen"}]},
    {"container-title": ["The Scandinavian Economic Review"]},
    {"page": "301"},
    {"volume": None, "issue": None, "page": None, "container-title": []},
    {"title": [], "author": None, "issued": {"date-parts": [[None]]}, "published-online": None},
    {"updated-by": [{"type": "addendum"}], "update-to": [{"type": "new_version"}]},
]


@pytest.mark.parametrize("fields", INNOCENT)
def test_what_is_only_written_otherwise_is_no_difference(stage, paper, fields):
    stage.answers[WORK] = crossref(**fields)
    assert names(paper()) == []


def test_and_others_stands_for_those_who_are_not_named(stage, paper):
    stage.answers[WORK] = crossref()
    assert names(paper(ENTRY.replace("Berg, Nils", "others"))) == []


def test_datacite_is_asked_where_crossref_knows_nothing(stage, paper):
    stage.answers[f"/datacite/dois/{DOI}"] = datacite(publicationYear=1999)
    assert names(paper()) == ["record-year"]


def test_a_doi_that_nobody_knows_is_an_error_and_one_of_another_agency_is_not(stage, paper):
    root = paper()
    stage.answers[f"/handle/api/handles/{DOI}"] = (404, {"responseCode": 100})
    assert names(root) == ["doi-not-registered"]
    (root / FILE).unlink()
    stage.answers[f"/handle/api/handles/{DOI}"] = (200, {"responseCode": 1, "values": []})
    assert names(root) == []


BOOK = """@book{hale2009,
  author = {Hale, Margaret}, title = {Tolls of the North Sea}, location = {Oxford},
  publisher = {Press}, date = {2009},
  isbn = {978-0-19-955371-6},
}
"""


@pytest.mark.parametrize(
    ("book", "rules"),
    [
        ({"title": "Tolls of the North Sea", "authors": [{"name": "Margaret Hale"}]}, []),
        ({"title": "A Cookbook", "authors": [{"name": "Ann Chef"}]}, ["isbn-of-another-book"]),
        (None, []),
    ],
)
def test_the_isbn_of_a_book_is_asked_too(stage, paper, book, rules):
    isbn = "9780199553716"
    path = f"/openlibrary/api/books?bibkeys=ISBN:{isbn}&format=json&jscmd=data"
    stage.answers[path] = (200, {f"ISBN:{isbn}": book} if book else {})
    assert names(paper(BOOK, "hale2009")) == rules
    assert stage.asked[path] == 1


def page(url: str) -> str:
    fields = f"title = {{A Page}}, date = {{2019}}, urldate = {{2020-01-01}},\n  url = {{{url}}}"
    return f"@online{{a, {fields}}}\n"


def test_a_dead_page_is_told_with_the_kept_copy(stage, paper):
    gone = f"{stage.url}/gone"
    from urllib.parse import quote

    stage.answers[f"/wayback/wayback/available?url={quote(gone, safe='')}"] = (
        200,
        {"archived_snapshots": {"closest": {"available": True, "status": "200",
                                            "url": "http://web.archive.org/web/2019/x"}}},
    )  # fmt: skip
    (one,) = found(paper(page(gone), "a"))
    assert (one.rule, one.help) == (
        "dead-address",
        "a copy is kept: http://web.archive.org/web/2019/x",
    )


def test_a_page_that_moved_for_good_is_told_and_one_that_moved_for_now_is_not(stage, paper):
    stage.answers["/new"] = (200, "here")
    stage.faults["/old"] = f"!{stage.url}/new"
    stage.faults["/detour"] = f"{stage.url}/new"
    (one,) = found(paper(page(f"{stage.url}/old"), "a"))
    assert (one.rule, one.help) == ("moved-address", f"it is at {stage.url}/new")
    assert names(paper(page(f"{stage.url}/detour"), "a")) == []


def test_a_page_that_does_not_speak_to_programs_is_left_alone(stage, paper):
    stage.answers["/closed"] = (403, "no robots")
    assert names(paper(page(f"{stage.url}/closed"), "a")) == []


def test_a_busy_registry_is_asked_again(stage, paper):
    stage.answers[WORK] = crossref(volume="15")
    stage.faults[WORK] = "busy"
    assert names(paper()) == ["record-source"]
    assert stage.asked[WORK] == 3


@pytest.mark.parametrize(
    ("fault", "why"),
    [("down", "crossref: it answered 503"), ("drop", "crossref: it broke off"),
     ("slow", "crossref: it took too long"), ("huge", "crossref: the answer is longer than 4 MB"),
     ("day", "crossref: it answered 429")],
)  # fmt: skip
def test_where_no_answer_comes_nothing_is_said_of_the_work_and_nothing_is_forgotten(
    stage, paper, monkeypatch, fault, why
):
    monkeypatch.setattr(web, "READ_SECONDS", 0.4)
    monkeypatch.setattr(web, "WAIT_MAX_SECONDS", 0)
    root = paper()
    old = written(Evidence({})).replace("{}", json.dumps(
        {f"doi:{DOI}": {"asked": "2020-01-01", "state": "unknown"}}
    ))  # fmt: skip
    (root / FILE).write_text(old)
    stage.faults[WORK] = fault
    told = found(root)
    assert [one.rule for one in told] == ["unanswered", "doi-not-registered"]
    assert told[0].message == f"nothing was learnt of `{DOI}`: {why}"
    assert (root / FILE).read_text() == old


SHAPES = ["", "[]", "null", '"words"', "{}", '{"message": null}', '{"message": []}',
          '{"message": {"title": {}, "author": "x", "issued": 5, "updated-by": {}}}',
          '{"message": {"title": [null], "author": [null, {}], "issued": {"date-parts": null}}}',
          '{"message": {"title": [["x"]], "page": {}, "updated-by": [null, {"updated": 1}]}}',
          "[" * 100_000]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_an_answer_of_any_shape_breaks_nothing(stage, paper, shape):
    stage.answers[WORK] = (200, shape)
    told = found(paper())
    assert {one.rule for one in told} <= {"unanswered", "doi-not-registered"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["title", "author", "family", "issued", "date-parts", "updated-by", "type",
                         "container-title", "page", "volume", "update-to", "updated"]),
        inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["title", "author", "issued", "updated-by", "page"]), JSON))
def test_a_record_of_any_shape_is_read_and_written_the_same(message):
    record = registry_tool._crossref(message)
    from recto.model import Answer

    evidence = Evidence({"doi:x": Answer("doi:x", "2026-01-01", "found", record=record)})
    assert json.loads(written(evidence))["doi:x"]["record"]["source"] == "crossref"


def test_what_is_known_is_not_asked_again_before_a_month_has_gone(stage, paper, monkeypatch):
    stage.answers[WORK] = crossref()
    root = paper()
    found(root)
    first = (root / FILE).read_bytes()
    found(root)
    assert stage.asked[WORK] == 1
    assert (root / FILE).read_bytes() == first
    monkeypatch.setenv("RECTO_TODAY", str(DAY + timedelta(days=FRESH_DAYS)))
    found(root)
    assert stage.asked[WORK] == 2


def test_the_evidence_is_enough_without_the_network(stage, paper):
    stage.answers[WORK] = crossref(volume="15")
    root = paper()
    found(root)
    asked = stage.asked.total()
    assert [one.rule for one in found(root, online=False)] == ["record-source"]
    assert stage.asked.total() == asked


def test_a_check_that_is_not_online_asks_nobody(stage, paper):
    found(paper(), online=False)
    assert not stage.asked


def test_only_cited_works_are_asked_for_and_answers_of_works_that_are_gone_are_dropped(
    stage, paper
):
    stage.answers[WORK] = crossref()
    root = paper(ENTRY + page(f"{stage.url}/x"))
    found(root)
    assert list(stage.asked) == [WORK]
    root = paper(page(f"{stage.url}/x"), "a")
    stage.answers["/x"] = (200, "")
    found(root)
    assert list(read_evidence(root).answers) == [f"url:{stage.url}/x"]


def test_the_registries_are_told_who_asks(stage, paper):
    stage.answers[WORK] = crossref()
    found(paper(toml='contact = "editor@example.org"\n'))
    (agent,) = stage.agents
    assert agent.startswith("recto/")
    assert agent.endswith("(mailto:editor@example.org)")


@pytest.mark.parametrize("contact", ["a b@c", "x@y\\r\\nHost: z", "nobody", "<a@b>"])
def test_a_contact_that_is_no_address_is_refused(paper, contact):
    with pytest.raises(PaperError, match="must be an e-mail address"):
        ask_registries(paper(toml=f'contact = "{contact}"\n'))


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:{other}/secret", "http://localhost:{other}/secret",
     "http://[::ffff:127.0.0.1]:{other}/secret", "http://0.0.0.0:{other}/secret",
     "http://127.1:{other}/secret"],
)  # fmt: skip
def test_a_paper_cannot_send_us_into_a_private_network(stage, paper, url):
    with registry() as neighbour:
        neighbour.answers["/secret"] = (404, "")
        address = url.format(other=neighbour.server_address[1])
        told = found(paper(page(address), "a"))
        assert [one.rule for one in told] == ["unanswered"]
        # Nor by a detour over a page that we may speak to.
        stage.faults["/detour"] = address
        told = found(paper(page(f"{stage.url}/detour"), "a"))
        assert [one.rule for one in told] == ["unanswered"]
        assert not neighbour.asked


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "{", '{"doi:x": 5}', '{"doi:x": {"asked": "x", "state": "good"}}',
     '{"doi:x": {"asked": "x", "state": "found", "record": {"years": ["y"]}}}', "[" * 100_000],
)  # fmt: skip
def test_an_evidence_file_that_is_none_is_refused_in_a_line(paper, text):
    root = paper()
    (root / FILE).write_text(text)
    with pytest.raises(PaperError, match="delete it and run"):
        press.check(root)


def test_an_evidence_file_outside_the_paper_is_not_read(paper, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / FILE
    outside.write_text("{}")
    root = paper()
    (root / FILE).symlink_to(outside)
    with pytest.raises(PaperError, match="leads out of the paper's folder"):
        press.check(root)


def test_the_verb_asks_and_shows_what_it_heard(stage, paper, capsys):
    stage.answers[WORK] = crossref(volume="15")
    root = paper()
    assert main(["check", "-C", str(root), "--online", "--select", ",".join(FAMILIES)]) == 0
    told = capsys.readouterr()
    assert "warning[record-source]" in told.out
    assert not told.err  # nobody waits at a terminal
    stage.faults[WORK] = "down"
    (root / FILE).unlink()
    main(["check", "-C", str(root), "--online", "--select", "unanswered", "--format", "json"])
    (one,) = json.loads(capsys.readouterr().out)
    assert one["rule"] == "unanswered"
