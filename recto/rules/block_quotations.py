"""Block quotations and epigraphs: each says whose words it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from recto.model import Finding, Paper, Place
from recto.rules._evidence import LONG, cites, has_typed_source, names_its_document
from recto.rules._once import once
from recto.rules._rule import fault, rule
from recto.rules._sentences import Passage, passages_of
from recto.rules._verbatim import BLANK


@rule("error")
def block_quotation_no_citation(paper: Paper) -> Iterator[Finding]:
    """A block quotation has no note and no citation

    What it finds: a quotation set as a block (`>`), with no call and no citation in it, in the
    sentence that leads to it, or at the head of the paragraph that goes on after it, and without
    a line that names its author.

    Why it matters: a reader cannot find the words, and cannot tell who wrote them.

    Example:
        The minister was blunt:

        > Should an armed attack occur, our own security would be seriously affected.

    Instead:
        > Should an armed attack occur, our own security would be seriously affected.[^12]
    """
    if not cites(paper):
        return
    for block, before in _without_source(paper):
        if before is not None and not _introduction_names(before):
            yield fault(
                "this block quotation has no note and no citation",
                _first_line(block),
                "set a call at its end",
            )


@rule("warning")
def epigraph_no_source(paper: Paper) -> Iterator[Finding]:
    """An epigraph does not say whose words it is

    What it finds: a block quotation at the head of the paper or of a section, before any text,
    without a line `— Author, Title`, a call or a citation.

    Why it matters: an epigraph is there to be recognised; without a name it is nobody's.

    Example:
        # The Harbour

        > The sea has neither meaning nor pity for those who would cross it.

    Instead:
        > The sea has neither meaning nor pity for those who would cross it.
        >
        > — Anton Chekhov, "Gusev"
    """
    if not cites(paper):
        return
    for block, before in _without_source(paper):
        if before is None:
            help = "name author and work in its last line: `> — Author, *Title*`"
            yield fault("this epigraph names no source", _first_line(block), help)


@rule("info")
def block_quotation_far_from_note(paper: Paper) -> Iterator[Finding]:
    """A block quotation has no note of its own, and its document is named

    What it finds: a block quotation with no call and no citation, where the sentence that leads to
    it names a speech, a statement, a treaty or another document, with its year or its place.

    Why it matters: the document can be looked for; where in it the words stand, nobody says.

    Example:
        In a speech before the National Press Club he said:

        > Should an armed attack occur, our own security would be seriously affected.

    Instead:
        > Should an armed attack occur, our own security would be seriously affected.[^12]
    """
    if not cites(paper):
        return
    for block, before in _without_source(paper):
        if before is not None and _introduction_names(before):
            yield fault(
                "this block quotation has no note; the sentence before names its source",
                _first_line(block),
                "set a call at its end",
            )


@once
def _without_source(paper: Paper) -> list[tuple[Passage, Passage | None]]:
    return list(_blocks_without_source(paper))


def _blocks_without_source(paper: Paper) -> Iterator[tuple[Passage, Passage | None]]:
    """Yield block quotations without a source: the block, and the text before it.

    Without a text before it, since the last heading, it is an epigraph.
    """
    passages = [one for one in passages_of(paper) if one.kind not in ("note", "cell", "caption")]
    for number, block in enumerate(passages):
        if block.kind != "quotation" or (number and passages[number - 1].kind == "quotation"):
            continue
        end = number
        while end < len(passages) and passages[end].kind == "quotation":
            end += 1
        before = passages[number - 1] if number else None
        if before is not None and (before.kind == "heading" or before.source is not block.source):
            before = None
        after = passages[end] if end < len(passages) else None
        parts = passages[number:end]
        if _quotes(parts, before) and not _sourced(parts, before, after):
            yield block, before


def _quotes(parts: Sequence[Passage], before: Passage | None) -> bool:
    """Tell whether a block is a quotation: words enough, and no hypothesis or remark."""
    words = re.findall(r"[^\W\d_]{2,}", " ".join(one.text for one in parts))
    if len(words) < LONG or _set_off().match(parts[0].text):
        return False
    last = before.sentences[-1] if before and before.sentences else None
    if before is None or last is None:
        return True
    led = before.said(last.start, last.end)
    return re.search(
        r"(?i)\b(?:respondents?|participants?|interviewee|question(?:s|naire)?|prompts?|survey|"
        r"hypothes[ie]s|definition|as follows|we (?:define|propose|ask)|instructions?)\b", led
    ) is None  # fmt: skip


def _sourced(parts: Sequence[Passage], before: Passage | None, after: Passage | None) -> bool:
    """Tell whether a block says where it is from, or the sentences round it do."""
    if any(one.references for one in parts) or _dashed().search(parts[-1].text):
        return True
    if re.search(r"\([^()]*\d[^()]*\)\W*\Z", parts[-1].text):
        return True
    if before is not None and before.sentences:
        last = before.sentences[-1]
        if last.references or has_typed_source(before.said(last.start, last.end)):
            return True
    if after is None or after.source is not parts[-1].source or after.kind == "heading":
        return False
    text = after.text.lstrip()
    goes_on = text[:1].islower() or text[:1] in "—–(\ufff9" or bool(_dashed().match("\n" + text))
    return goes_on and (bool(after.sentences[0].references) or not text[:1].islower())


def _introduction_names(before: Passage) -> bool:
    if not before.sentences:
        return False
    last = before.sentences[-1]
    return names_its_document(before.said(last.start, last.end))


def _first_line(block: Passage) -> Place:
    """Return the place of the first line of a block, behind its `>`."""
    lead = len(block.text) - len(block.text.lstrip())
    start = block.start + lead
    end = block.source.text.find("\n", start)
    return block.place(start, end if 0 <= end <= block.end else block.end)


@cache
def _dashed() -> re.Pattern[str]:
    # A last line that begins with a dash: who said it.
    return re.compile(r"(?:^|\n)[ \t]*(?:[—–]|-{1,3}[ \t])[ \t]*\S[^\n]*\s*\Z")


@cache
def _set_off() -> re.Pattern[str]:
    # A block that quotes nobody: a hypothesis, a definition, a remark to the reader.
    return re.compile(
        rf"\s*(?:\*\*|__|\[?!|{BLANK}{{2}}|[|*#-]|(?:H\d|RQ\d|Hypothesis|Definition|Theorem|Lemma|Note|Example|"
        r"Figure|Table|Research question)\b)"
    )
