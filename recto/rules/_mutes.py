"""Mutes: what an editor has looked at and let stand.

In place, `<!-- recto: ignore RULE reason -->`. Inside a paragraph (a run of lines without a blank
line between them; a note text is one too) it mutes the findings of RULE that begin in that
paragraph. Alone between blank lines it mutes them in the next paragraph; several may stand one
below the other. In a `.bib` file the same comment, or a line `% recto: ignore RULE reason`,
stands before an entry and mutes the findings that begin in it. In `metadata.yaml`, and in the
metadata at the head of a text, a comment `# recto: ignore RULE reason` mutes them in its own line,
or, alone in a line, in the key below it. `RULE, RULE` names several.

For the whole paper, in `paper.toml`: a table `[ignore]` with `RULE = "reason"`.

A mute that mutes nothing, names no rule, or gives no reason is itself a finding. Of rules that
were not run (those of a house that the paper does not follow, and those that only the making of
editions can find) nobody knows whether their mutes are needed: these are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from recto.model import Finding, Paper, Place, Rule, Source
from recto.rules._houses import HOUSES, houses_of
from recto.rules._verbatim import HEAD, paragraph_span, without_fences

# A reason has an end: one that is never closed is not looked for through the whole file.
MUTE = re.compile(r"<!--\s*recto:\s*ignore\b[ \t]*([\w-]*)\s*(.{0,600}?)\s*-->", re.DOTALL)
LATE = ("editions", "print")
NOT_BLANK = re.compile(r"\S")
BIB_MUTE = re.compile(r"^[ \t]*%+[ \t]*recto:[ \t]*ignore\b[ \t]*([\w-]*)[ \t]*(.*)$", re.MULTILINE)
YAML_MUTE = re.compile(
    r"(?:^|(?<=[ \t]))#+[ \t]*recto:[ \t]*ignore\b[ \t]*([\w-]*)[ \t]*(.*)$", re.MULTILINE
)
# One more name, behind a comma; a word there that is no rule begins the reason.
NEXT = re.compile(r",\s*([\w-]+)\s*")


@dataclass(frozen=True)
class Mute:
    """A mute in place: the rule, the reason, where it stands, and the lines that it covers."""

    rule: str
    reason: str
    place: Place
    first_line: int
    last_line: int

    def covers(self, finding: Finding) -> bool:
        """Tell whether a finding is muted by this."""
        place = finding.place
        return (
            finding.rule == self.rule
            and place is not None
            and place.file == self.place.file
            and self.first_line <= place.line <= self.last_line
        )


def settle(
    found: Iterable[Finding], paper: Paper, rules: Mapping[str, Rule]
) -> tuple[list[Finding], list[Finding]]:
    """Return the findings that are not muted, and what is wrong with the mutes."""
    mutes = [mute for source in paper.sources.values() for mute in _mutes(source, paper, rules)]
    by_rule: dict[str, list[Mute]] = {}
    for mute in mutes:
        by_rule.setdefault(mute.rule, []).append(mute)
    everywhere = paper.settings.mutes or {}
    heeded: list[Finding] = []
    used: set[Mute | str] = set()
    for finding in found:
        here = [mute for mute in by_rule.get(finding.rule, ()) if mute.covers(finding)]
        if here:
            used.update(here)
        elif finding.rule in everywhere:
            used.add(finding.rule)
        else:
            heeded.append(finding)
    unknown = _not_run(paper, rules)
    used.update(unknown, (mute for mute in mutes if mute.rule in unknown))
    said = [*_said(mutes, used, rules), *_said_of_settings(paper, used, rules)]
    return heeded, [one for one in said if one.rule not in everywhere]


def _not_run(paper: Paper, rules: Mapping[str, Rule]) -> set[str]:
    """Return the rules that cannot have found anything yet."""
    houses = houses_of(paper)
    return {
        name
        for name, rule in rules.items()
        if rule.family in LATE or (rule.houses and not houses.intersection(rule.houses))
    }


def _mutes(source: Source, paper: Paper, rules: Mapping[str, Rule]) -> Iterator[Mute]:
    if "recto:" not in source.text:
        return
    found: Iterable[tuple[re.Match[str], int, int]]
    if source is paper.bibliography.source:
        found = _bib_mutes(source, paper)
    elif source.path.endswith(".yaml"):
        found = _yaml_mutes(source, len(source.text))
    else:
        head = HEAD.match(source.text)
        found = [*_yaml_mutes(source, head.end() if head else 0), *_text_mutes(source)]
    for match, first, last in found:
        for rule, reason, place in _named(source, match, rules):
            yield Mute(rule, reason, place, first, last)


def _named(
    source: Source, match: re.Match[str], rules: Mapping[str, Rule]
) -> Iterator[tuple[str, str, Place]]:
    """Yield each rule that a mute names, the reason, and where it is named.

    The first name stands for the whole comment.
    """
    names = [(match[1], source.place(*match.span()))]
    reason, at = match[2], match.start(2)
    while (more := NEXT.match(reason)) and (more[1] in rules or "-" in more[1]):
        names.append((more[1], source.place(at + more.start(1), at + more.end(1))))
        reason, at = reason[more.end() :], at + more.end()
    for name, place in names:
        yield name, " ".join(reason.lstrip(", ").split()), place


def _text_mutes(source: Source) -> Iterator[tuple[re.Match[str], int, int]]:
    """Yield the mutes of a text, and the first and last line that each covers."""
    for match in MUTE.finditer(without_fences(source.text)):
        start, end = _paragraph_meant(source, match.start())
        yield match, source.line_and_column(start)[0], source.line_and_column(end)[0]


def _yaml_mutes(source: Source, end: int) -> Iterator[tuple[re.Match[str], int, int]]:
    """Yield the mutes of metadata, and the first and last line that each covers."""
    for match in YAML_MUTE.finditer(source.text, 0, end):
        line = source.line_and_column(match.start())[0]
        if not source.line(line).lstrip().startswith("#"):
            yield match, line, line
            continue
        count = source.line_and_column(max(end - 1, 0))[0]
        first = line + 1
        while first < count and source.line(first).strip()[:1] in ("", "#"):
            first += 1
        last = first
        while last < count and _goes_on(source.line(last + 1), source.line(first)):
            last += 1
        yield match, first, last


def _goes_on(line: str, key: str) -> bool:
    """Tell whether a line of YAML belongs to the key that stands above it."""
    inner = len(line) - len(line.lstrip()) > len(key) - len(key.lstrip())
    return not line.strip() or inner or (line.startswith("- ") and not key.startswith("- "))


def _paragraph_meant(source: Source, at: int) -> tuple[int, int]:
    """Return the paragraph that holds a mute, or the next one if it holds nothing else."""
    start, end = paragraph_span(source, at)
    while not MUTE.sub("", source.text[start:end]).strip():
        after = NOT_BLANK.search(source.text, end)
        if after is None:
            break
        start, end = paragraph_span(source, after.start())
    return start, end


def _bib_mutes(source: Source, paper: Paper) -> Iterator[tuple[re.Match[str], int, int]]:
    """Yield the mutes of a bibliography, and the first and last line that each covers."""
    works = [*paper.bibliography.works.values(), *paper.bibliography.again]
    spans = sorted((work.place.line, work.place.end_line) for work in works)
    for pattern in (MUTE, BIB_MUTE):
        for match in pattern.finditer(source.text):
            line = source.line_and_column(match.start())[0]
            after = next((span for span in spans if span[1] >= line), (0, 0))
            yield match, *after


def _said(mutes: list[Mute], used: set[Mute | str], rules: Mapping[str, Rule]) -> Iterator[Finding]:
    for mute in mutes:
        if mute.rule not in rules:
            yield Finding(
                "unknown-rule", "warning", f"this mute names no rule: `{mute.rule}`",
                mute.place, _hint(mute.rule, rules),
            )  # fmt: skip
        elif mute not in used:
            yield Finding(
                "stale-mute", "warning", f"this mute of `{mute.rule}` mutes nothing",
                mute.place, "take it away: the fault is gone, or stands in another paragraph",
            )  # fmt: skip
        elif not mute.reason:
            yield Finding(
                "unexplained-mute", "info", f"this mute of `{mute.rule}` gives no reason",
                mute.place, f"say why: `<!-- recto: ignore {mute.rule} because ... -->`",
            )  # fmt: skip


def _said_of_settings(
    paper: Paper, used: set[Mute | str], rules: Mapping[str, Rule]
) -> Iterator[Finding]:
    for name in paper.settings.mutes or {}:
        if name not in rules:
            message = f"`[ignore]` in `paper.toml` names no rule: `{name}`"
            yield Finding("unknown-rule", "warning", message, None, _hint(name, rules))
        elif name not in used:
            message = f"the mute of `{name}` in `paper.toml` mutes nothing"
            yield Finding("stale-mute", "warning", message, None, "take it away: the fault is gone")
    for name in paper.settings.severities or {}:
        if name not in rules:
            message = f"`[severity]` in `paper.toml` names no rule: `{name}`"
            yield Finding("unknown-rule", "warning", message, None, _hint(name, rules))
    for name in paper.settings.houses:
        if name not in HOUSES:
            message = f"`house` in `paper.toml` names no house: `{name}`"
            help = _hint(name, HOUSES, "`recto rules --houses` lists them")
            yield Finding("unknown-house", "warning", message, None, help)


def _hint(name: str, known: Iterable[str], otherwise: str = "`recto rules` lists them") -> str:
    from recto.tools.likeness import nearest

    near = nearest(name, known)
    return f"did you mean `{near}`?" if near else otherwise
