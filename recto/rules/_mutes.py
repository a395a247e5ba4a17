"""Mutes: what an editor has looked at and let stand.

In place, `<!-- recto: ignore RULE reason -->`. Inside a paragraph (a run of lines without a blank
line between them; a note text is one too) it mutes the findings of RULE that begin in that
paragraph. Alone between blank lines it mutes them in the next paragraph; several may stand one
below the other. In a `.bib` file the same comment, or a line `% recto: ignore RULE reason`,
stands before an entry and mutes the findings that begin in it.

For the whole paper, in `paper.toml`: a table `[ignore]` with `RULE = "reason"`.

A mute that mutes nothing, names no rule, or gives no reason is itself a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from recto.model import Finding, Paper, Place, Rule, Source
from recto.rules._verbatim import paragraph_span, without_fences

# A reason has an end: one that is never closed is not looked for through the whole file.
MUTE = re.compile(r"<!--\s*recto:\s*ignore\b[ \t]*([\w-]*)\s*(.{0,600}?)\s*-->", re.DOTALL)
LATE = "editions"
NOT_BLANK = re.compile(r"\S")
BIB_MUTE = re.compile(r"^[ \t]*%+[ \t]*recto:[ \t]*ignore\b[ \t]*([\w-]*)[ \t]*(.*)$", re.MULTILINE)


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
    mutes = [mute for source in paper.sources.values() for mute in _mutes(source, paper)]
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
    # What only the making of editions can find is not known yet: its mutes are not stale.
    late = {name for name, rule in rules.items() if rule.family == LATE}
    used.update(late, (mute for mute in mutes if mute.rule in late))
    said = [*_said(mutes, used, rules), *_said_of_settings(paper, used, rules)]
    return heeded, [one for one in said if one.rule not in everywhere]


def _mutes(source: Source, paper: Paper) -> Iterator[Mute]:
    if "recto:" not in source.text:
        return
    if source is paper.bibliography.source:
        yield from _bib_mutes(source, paper)
        return
    for match in MUTE.finditer(without_fences(source.text)):
        start, end = _paragraph_meant(source, match.start())
        lines = source.line_and_column(start)[0], source.line_and_column(end)[0]
        yield Mute(match[1], " ".join(match[2].split()), source.place(*match.span()), *lines)


def _paragraph_meant(source: Source, at: int) -> tuple[int, int]:
    """Return the paragraph that holds a mute, or the next one if it holds nothing else."""
    start, end = paragraph_span(source, at)
    while not MUTE.sub("", source.text[start:end]).strip():
        after = NOT_BLANK.search(source.text, end)
        if after is None:
            break
        start, end = paragraph_span(source, after.start())
    return start, end


def _bib_mutes(source: Source, paper: Paper) -> Iterator[Mute]:
    works = [*paper.bibliography.works.values(), *paper.bibliography.again]
    spans = sorted((work.place.line, work.place.end_line) for work in works)
    for pattern in (MUTE, BIB_MUTE):
        for match in pattern.finditer(source.text):
            place = source.place(*match.span())
            after = next((span for span in spans if span[1] >= place.line), (0, 0))
            yield Mute(match[1], " ".join(match[2].split()), place, *after)


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


def _hint(name: str, rules: Mapping[str, Rule]) -> str:
    from recto.tools.likeness import nearest

    near = nearest(name, rules)
    return f"did you mean `{near}`?" if near else "`recto rules` lists them"
