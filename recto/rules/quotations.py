"""Quotations: each closes, and says where its words were taken from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from recto.model import Citation, Finding, Note, Paper, Work
from recto.rules._evidence import (
    LONG,
    call_of,
    cites,
    folded,
    has_typed_source,
    is_speech,
    known_titles,
    names_its_document,
    sentence_of,
)
from recto.rules._once import once
from recto.rules._quoted import Quoted, scan
from recto.rules._ranges import PARTS, read_ranges
from recto.rules._rule import fault, rule
from recto.rules._sentences import Passage, Reference, Sentence, passages_of

# With a page fewer words are a quotation as well.
TERM = 5
BOUND = ("book", "collection", "mvbook", "thesis", "phdthesis", "mastersthesis", "techreport")


@dataclass(frozen=True)
class _Run:
    """Quoted words that run on in a sentence."""

    passage: Passage
    sentence: Sentence
    quoted: Quoted


@rule("warning")
def quotation_no_locator(paper: Paper) -> Iterator[Finding]:
    """The note of a quotation gives no page

    What it finds: quoted words, five or more, whose note or citation names works that have pages,
    and no page, chapter or other part of any of them. Said of notes, and of
    citations in the text where the paper gives the page with its quotations as a rule.

    Why it matters: the reader has to read the whole work to find one line.

    Example: `“A firm platform for the two governments”[^4]` with `[^4]: [@soeya2016].`

    Instead: `[^4]: [@soeya2016, 25].`
    """
    called = [(one, call_of(one.passage, one.quoted, one.sentence)) for one in _runs(paper)]
    found = [(one, call) for one, call in called if call and call.citations]
    bare = [one for one in found if _is_without_page(one[1], paper)]
    with_page = sum(any(map(_has_page, call.citations)) for _, call in found)
    seen: set[int] = set()
    for run, call in bare:
        typed = call.note is not None and call.note.origin == "typed"
        # In the text an author may mean the whole work, but not where the next has its page.
        if call.start in seen or not (typed or (with_page and run.quoted.count >= LONG)):
            continue
        seen.add(call.start)
        first = call.citations[0]
        yield fault(
            f"a quotation is cited without a page of `{first.key}`",
            first.place or run.passage.place(call.start, call.end),
            f"give the page: `[@{first.key}, 25]`",
            ((run.passage.place(run.quoted.start, run.quoted.end), "the quotation"),),
        )


@rule("error")
def quotation_no_citation(paper: Paper) -> Iterator[Finding]:
    """A quotation in the text has no note and no citation

    What it finds: quoted words, eight or more, with no citation in their sentence and no call in
    it or later in their paragraph; in a paper that sets the call into the sentence of the quotation
    nearly always, with none there or in the next sentence. Titles, terms, questions of a poll,
    words of respondents, and words that were quoted with their source elsewhere are no fault; nor
    is a page in parentheses, or a document that the sentence names (`quotation-far-from-note`).

    Why it matters: somebody else's words stand there as if nobody had written them.

    Example: `One minister thought that “the alliance would not survive another summer of this.”`

    Instead: `… “the alliance would not survive another summer of this.”[^12]`
    """
    if not cites(paper):
        return
    habit = _sets_calls_close(paper)
    for run in _without_call(paper):
        near = _called_near(run) and (_next_sentence_calls(run) or not habit)
        if not near and not names_its_document(_said(run)):
            yield fault(
                "this quotation has no note and no citation",
                run.passage.place(run.quoted.start, run.quoted.end),
                "say where the words are taken from, with the page",
            )


@rule("info")
def quotation_far_from_note(paper: Paper) -> Iterator[Finding]:
    """A quotation has no note of its own

    What it finds: quoted words of eight or more whose sentence has no call, where the sentence
    names the document that it quotes, or where the next call of the paragraph stands further on
    than in the next sentence.

    Why it matters: the reader must guess which note the words belong to.

    Example: `In a joint statement of 1969 he held that “the security of the one was essential to
    the other's own security.”`

    Instead: a call at the end of the quotation.
    """
    if not cites(paper):
        return
    help = "set a call at the end of the quotation"
    habit = _sets_calls_close(paper)
    for run in _without_call(paper):
        place = run.passage.place(run.quoted.start, run.quoted.end)
        if names_its_document(_said(run)):
            if not _next_sentence_calls(run):
                yield fault(
                    "this quotation has no note; the sentence names its source", place, help
                )
        elif _called_near(run) and not habit and not _next_sentence_calls(run):
            yield fault("the call of this quotation stands further on", place, help)


@once
def _runs(paper: Paper) -> list[_Run]:
    """Return the quotations in the text that are long enough to be somebody's words."""
    return list(_long(paper))


def _long(paper: Paper) -> Iterator[_Run]:
    known = known_titles(paper)
    for passage in passages_of(paper):
        if passage.kind != "text":
            continue
        for quoted in scan(passage.text, passage.start).quoted:
            if quoted.count >= TERM and quoted.end - quoted.start < 5000:
                sentence = sentence_of(passage, quoted)
                if is_speech(quoted, passage, sentence, known):
                    yield _Run(passage, sentence, quoted)


@once
def _without_call(paper: Paper) -> list[_Run]:
    """Return the quotations whose sentence cites nothing, and which are not quoted elsewhere."""
    return list(_bare(paper))


def _bare(paper: Paper) -> Iterator[_Run]:
    runs = [one for one in _runs(paper) if one.quoted.count >= LONG]
    bare = [one for one in runs if call_of(one.passage, one.quoted, one.sentence) is None]
    if not bare:
        return
    without = {id(one) for one in bare}
    cited = [folded(one.quoted.words) for one in runs if id(one) not in without]
    cited += [folded(one.text) for one in passages_of(paper)
              if one.kind == "quotation" and one.references]  # fmt: skip
    joined = "\n".join(cited)
    for run in bare:
        words = folded(run.quoted.words)
        if words not in joined and not has_typed_source(_said(run).replace(run.quoted.words, "")):
            yield run


def _said(run: _Run) -> str:
    return run.passage.said(run.sentence.start, run.sentence.end)


def _called_near(run: _Run) -> bool:
    """Tell whether a later call of the paragraph, or one just before, may be the quotation's."""
    # A citation in the text belongs to its own sentence, a call to what went before it.
    if any(one.start >= run.quoted.end and _is_call(one) for one in run.passage.references):
        return True
    before = [one for one in run.passage.sentences if one.end <= run.sentence.start]
    return bool(before and before[-1].references and _goes_on().match(_said(run)))


def _is_call(reference: Reference) -> bool:
    return not reference.citations or (
        reference.note is not None and reference.note.origin != "cited"
    )


@cache
def _goes_on() -> re.Pattern[str]:
    # He, she, it: the sentence goes on with the source of the one before.
    return re.compile(
        r"\W*(?:He|She|They|It|This|These|That|Those|There|Here|The (?:author|text|report|document|"
        r"same|latter|former)|His|Her|Their|Its|Il|Elle|Ils|Er|Sie|Es|Again|Further|Later)\b"
    )


def _next_sentence_calls(run: _Run) -> bool:
    after = [one for one in run.passage.sentences if one.start >= run.sentence.end]
    return bool(after and any(map(_is_call, after[0].references)))


def _sets_calls_close(paper: Paper) -> bool:
    """Tell whether the paper sets the call into the sentence of a quotation nearly always."""
    runs = [one for one in _runs(paper) if one.quoted.count >= LONG]
    close = sum(call_of(one.passage, one.quoted, one.sentence) is not None for one in runs)
    return close >= 5 and close >= 0.8 * len(runs)


def _has_page(citation: Citation) -> bool:
    return citation.locator is not None or bool(re.search(r"\d|passim", citation.suffix))


def _is_without_page(call: Reference, paper: Paper) -> bool:
    """Tell whether a call leads to works with pages, and to no page of them."""
    note: Note | None = call.note
    if note is not None and (note.state != "whole" or note.editorial):
        return False
    # A page may stand in the prose of a note.
    if note is not None and re.search(r"\d", re.sub(r"@\{?[\w:.#$%&+?<>~/-]+", "", note.typed)):
        return False
    works = [paper.bibliography.works.get(one.key) for one in call.citations]
    return not any(map(_has_page, call.citations)) and all(
        work is not None and _is_paged(work) for work in works
    )


def _is_paged(work: Work) -> bool:
    """Tell whether a work has pages to cite: no web page, no newspaper, no single page."""
    if work.value("pubstate"):
        return False
    if work.type in BOUND or (work.type == "report" and not work.value("url")):
        return True
    if pages := work.value("pages"):
        return work.type in PARTS and any(one.last - one.first > 1 for one in read_ranges(pages))
    return work.type in PARTS and any(map(work.value, ("volume", "booktitle", "number")))
