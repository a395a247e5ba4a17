"""Every rule, by the cases in tests/rules/: a file a family, a section a rule, a heading a case.

A case is a paper, a fenced block a file (`as latin-1` behind its name says how it is written), and
the findings of the whole check, each as `rule file:line:column part of the message`. What stands
before the first rule of a family is laid under each of its cases.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto import press
from recto.model import Finding, Manuscript, Metadata, Paper, Settings, Source
from recto.reading.bibliography import read_bibliography
from recto.report.text import render
from recto.rules import RULES, check, heed

HERE = Path(__file__).parent
CASES = HERE / "rules"
TREE = HERE.parent
FENCE = re.compile(r"^(`{3,})([^\s`]+)(?: as ([\w-]+))?\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#{1,3}) ([^\n]+)$", re.MULTILINE)

STEP = re.compile(f"{FENCE.pattern}|{HEADING.pattern}", re.MULTILINE | re.DOTALL)

# Rules that no paper of text alone can set off; where their firing is tested instead.
ELSEWHERE = {
    "unanswered": "tests/test_online.py: a registry must keep silent",
    "unplaced": "tests/test_positions.py: pandoc's tree and its twins must differ",
    **dict.fromkeys(
        (rule.name for rule in RULES.values() if rule.family in ("editions", "print")),
        "known only when an edition is made: the tests of the editions and of the proof",
    ),
}


@dataclass
class Case:
    """A paper, and what the check is to say of it."""

    family: str
    rule: str
    claim: str
    files: dict[str, tuple[str, str]] = field(default_factory=dict)
    expected: list[str] = field(default_factory=list)


def read_cases(path: Path) -> list[Case]:
    cases: list[Case] = []
    shared: dict[str, tuple[str, str]] = {}
    rule, at = "", 0
    text = path.read_text(encoding="utf-8")
    while found := STEP.search(text, at):
        at = found.end()
        if heading := found[5]:
            if heading == "##":
                rule = found[6]
            elif heading == "###":
                cases.append(Case(path.stem, rule, found[6], dict(shared)))
            continue
        _, name, encoding, content = found.groups()[:4]
        if not cases:
            shared[name] = (content, encoding or "utf-8")
        elif name == "findings":
            cases[-1].expected = content.splitlines()
        else:
            cases[-1].files[name] = (content, encoding or "utf-8")
    return cases


ALL = [case for path in sorted(CASES.glob("*.md")) for case in read_cases(path)]


def said(finding: Finding) -> str:
    return f"{finding.rule} {finding.place or '-'} {finding.message}"


def fits(expected: str, finding: Finding) -> bool:
    rule, place, part = (*expected.split(" ", 2), "")[:3]
    return finding.rule == rule and str(finding.place or "-") == place and part in finding.message


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.rule}: {case.claim}")
def test_case(case: Case, tmp_path: Path) -> None:
    for name, (content, encoding) in case.files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode(encoding))
    findings = press.check(tmp_path).findings
    matches = len(findings) == len(case.expected) and all(map(fits, case.expected, findings))
    assert matches, "\n".join(
        ["", "expected:", *case.expected, "", "found:", *map(said, findings), ""]
    )
    for finding in findings:
        assert finding.message[:1] in "`[" or finding.message[0] == finding.message[0].lower()
        assert not finding.message.endswith(".") or finding.message.endswith(("…", "etc."))
        assert finding.rule in RULES
        assert not finding.fix or "check --fix" in RULES[finding.rule].manual


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_every_rule_has_a_manual_page(rule) -> None:
    first, *_ = rule.manual.splitlines()
    assert first[0].isupper()
    assert not first.endswith(".")
    assert len(first) < 80
    heads = re.findall(r"^(\w[\w ]+):", rule.manual, re.MULTILINE)
    assert heads == ["What it finds", "Why it matters", "Example", "Instead"]
    for head in heads:
        part = rule.manual.partition(f"{head}:")[2]
        assert part.strip(), f"{head} says nothing"


@pytest.mark.parametrize("rule", sorted(set(RULES) - set(ELSEWHERE)))
def test_every_rule_has_a_case_that_fires_it_and_one_that_does_not(rule: str) -> None:
    family = RULES[rule].family
    mine = [case for case in ALL if case.rule == rule]
    assert mine, f"no section `## {rule}` in tests/rules/{family}.md"
    assert {case.family for case in mine} == {family}
    fires = [any(line.startswith(f"{rule} ") for line in case.expected) for case in mine]
    assert any(fires), "no case fires it"
    assert not all(fires), "no case shows where it keeps silent"


def test_every_section_is_a_rule() -> None:
    assert {case.rule for case in ALL} <= set(RULES)


def test_no_two_rules_share_a_name() -> None:
    written = re.findall(
        r"^@(?:rule|heard)\(.*\)\ndef (\w+)",
        "\n".join(path.read_text() for path in (TREE / "recto/rules").glob("*.py")),
        re.MULTILINE,
    )
    assert sorted(name.replace("_", "-") for name in written) == sorted(RULES)


def test_every_finding_of_the_package_has_a_rule() -> None:
    named = re.compile(r"Finding\(\s*(?:\"([a-z0-9-]+)\"|(?!\"\")\"([^\"]*)\" if)")
    for path in (TREE / "recto").rglob("*.py"):
        for match in named.finditer(path.read_text(encoding="utf-8")):
            name = match[1] or match[2]
            assert name in RULES, f"{path.relative_to(TREE)} says `{name}`: no rule is named so"


def test_the_paper_of_this_repository_has_exactly_these_findings() -> None:
    findings = press.check(TREE).findings
    assert Counter(finding.rule for finding in findings) == {
        "lost-note": 36,
        "cut-note": 2,
        "short-without-full": 3,
        "ibid-without-source": 1,
        "quotation-far-from-note": 2,
        "block-quotation-far-from-note": 1,
    }
    assert all(finding.place for finding in findings)
    ibid = next(finding for finding in findings if finding.rule == "ibid-without-source")
    assert ibid.message == "`Ibid.` has no source: note 31 is lost"
    assert str(ibid.place) == "manuscript/04-challenges-for-moving-forward.md:41:8"
    assert press.check(TREE).status() == 0


FIELDS = ("date", "year", "month", "urldate", "pages", "doi", "isbn", "issn", "crossref", "xdata")
VALUES = st.text(st.sampled_from("0123456789-–—/.:, xXivlcpP\\{~?n²٣東\u202e"), max_size=30)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), VALUES | st.text(max_size=20)))
def test_no_value_of_a_field_breaks_a_rule(values: dict[str, str]) -> None:
    fields = ",\n".join(f"  {name} = {{{value}}}" for name, value in values.items())
    source = Source("bibliography.bib", f"@article{{a,\n{fields}}}\n@book{{b, title = {{x}}}}\n")
    bibliography, found = read_bibliography(source)
    paper = paper_of(Source("paper.md", ""), bibliography, found, Settings())
    assert render(check(paper), paper.sources, verbose=True)


def test_what_the_editions_find_heeds_the_settings_of_the_paper() -> None:
    settings = Settings(severities={"note-late": "info"}, mutes={"layout-warning": "looked at"})
    bibliography, found = read_bibliography(Source("bibliography.bib", ""))
    paper = paper_of(Source("paper.md", ""), bibliography, found, settings)
    assert check(paper) == ()  # a mute of what is not known yet is not stale
    late = Finding("note-late", "warning", "note 5 begins a page later")
    layout = Finding("layout-warning", "warning", "pdf: no such property")
    assert heed((late, layout), paper) == (replace(late, severity="info"),)


def paper_of(text: Source, bibliography, found: tuple[Finding, ...], settings: Settings) -> Paper:
    manuscript = Manuscript((text,), [], {}, (), (), (), (), (), {}, (), ())
    return Paper(HERE, Metadata(), manuscript, bibliography, settings, found, HERE)
