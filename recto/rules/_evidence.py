"""What tells a quotation that needs a source from words in quotation marks that need none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from recto.model import Paper, Work
from recto.rules._late import late
from recto.rules._once import once
from recto.rules._quoted import Quoted
from recto.rules._sentences import CALLED, NAMED, Passage, Reference, Sentence
from recto.rules._verbatim import BLANK

HEAD = late(r"[:?.!]\s")


# Words before a title, a term, a question of a poll, or what nobody said.
@cache
def _no_speech() -> re.Pattern[str]:
    return re.compile(
        r"(?ix)\b(?:entitled|titled|headed|called|dubbed|named|labell?ed|termed|known\ as|chapter|"
        r"section|article|essay|panel|song|poem|film|novel|slogan|motto|proverb|adage|saying|"
        r"headline|caption|heading|column|button|menu|variable|label|category|keywords?|"
        r"the\ (?:phrase|term|word|words|title|sentence|question|hypothesis|query|string|command|"
        r"message|idea|notion)s?|search(?:ed)?\ for|translat(?:es|ed)\ (?:as|to)|meaning|means|"
        r"hypothesi[sz]e[sd]?|research\ questions?|asked|asks|asking|read(?:s|ing)?\ as\ follows)"
        r"[\s,:—–-]*(?:\w+\s+){0,2}\Z"
    )


@cache
def _nobody() -> re.Pattern[str]:
    return re.compile(
        r"(?i)\b(?:respondents?|participants?|interviewees?|informants?|patients?|students?|"
        r"pupils?|questionnaires?|survey(?:s|ed)?|polls?|polled|reviewers?|users?|prompts?|"
        r"annotators?|subjects?|Likert|scale|imagine|suppose|hypothetical|"
        r"(?:would|might|could|may) (?:\w+ )?(?:say|ask|argue|object|reply|respond|read|put|claim)|"
        r"Befragten?|Teilnehmer\w*|enquêtés?|encuestad\w+)\b"
    )


@cache
def _speaks() -> re.Pattern[str]:
    return re.compile(
        r"(?i)\b(?:sa(?:id|ys?|ying)|wr(?:ote|ites?|iting|itten)|argu\w+|claim\w*|stat(?:ed?|es|ing)|"
        r"declar\w+|insist\w*|describ\w+|call(?:ed|s|ing)?|spoke|speaks?|warn\w*|promis\w+|"
        r"pledg\w+|announc\w+|explain\w*|complain\w*|demand\w*|propos\w+|conclud\w+|"
        r"not(?:ed|es|ing)|observ\w+|remark\w*|admit\w*|acknowledg\w+|quot\w+|words|according)\b"
    )


# What a speaker gave that a reader can find when it is named with its day or its place.
@cache
def _document() -> re.Pattern[str]:
    return re.compile(
        r"(?i)\b(?:statements?|speech|address|declaration|letter|telegram|communiqu[ée]|treaty|"
        r"agreement|constitution|article|act|law|bill|resolution|memorandum|memoir|testimony|"
        r"press (?:conference|release|statement)|strategy|white paper|report|minutes|charter|"
        r"protocol|convention|manifesto|edict|decree|diary|sermon|gospel|hearing|lecture|"
        r"broadcast|ruling|judge?ment|verdict|preamble|inscription|Rede|Brief|discours|lettre|"
        r"discurso|carta)\b"
    )


@cache
def _named_place() -> re.Pattern[str]:
    return re.compile(r"\b1[0-9]{3}\b|\b20\d\d\b|(?:\b[A-Z][\w’'-]+\s+){1,}[A-Z][\w’'-]+")


@cache
def _typed_source() -> re.Pattern[str]:
    # A page, a year, a verse in parentheses.
    return re.compile(r"\([^()]*(?:\d|\b[ivxlc]+\b|ibid|[Ee]mphasis)[^()]*\)", re.IGNORECASE)


SMALL = 4
# Fewer words are a term or a turn of phrase.
LONG = 8
# So many are no term, whatever stands before them.
LONGER = 15


def cites(paper: Paper) -> bool:
    """Tell whether a paper has notes or citations at all."""
    return bool(paper.manuscript.notes or paper.manuscript.citations)


def is_title(quoted: Quoted) -> bool:
    """Tell whether quoted words are set as a headline is: nearly every long word a capital."""
    words = [word for word in re.findall(r"[^\W\d_]+", quoted.words) if len(word) >= SMALL]
    capitals = sum(word[0].isupper() for word in words)
    return len(words) < 1 or capitals >= 0.6 * len(words)


def is_speech(quoted: Quoted, passage: Passage, sentence: Sentence, known: frozenset[str]) -> bool:
    """Tell whether quoted words are somebody's words: no title, term, question or example."""
    before = passage.said(sentence.start, quoted.start)
    if is_title(quoted) or folded(quoted.words) in known or BLANK in quoted.words[:1]:
        return False
    if _no_speech().search(before[-80:]) or re.search(r"[=*]\s*\Z", before):
        return False
    if quoted.count < LONGER and re.search(r"(?i)\b(?:the|a|an|this|these|of|such)\s\Z", before):
        return _speaks().search(before) is not None
    if quoted.words.rstrip(" ,.").endswith("?") and re.search(r"(?i)\b(?:ask|question)", before):
        return False
    said = passage.said(sentence.start, sentence.end)
    return _nobody().search(said.replace(quoted.words, "")) is None


def names_its_document(said: str) -> bool:
    """Tell whether a sentence names the document that it quotes, with a year or a name."""
    return _document().search(said) is not None and _named_place().search(said) is not None


def has_typed_source(said: str) -> bool:
    """Tell whether a page, a year or a verse stands in parentheses."""
    return _typed_source().search(said) is not None


def sentence_at(passage: Passage, at: int) -> Sentence:
    """Return the sentence of a passage that holds an offset."""
    return next((one for one in passage.sentences if at < one.end), passage.sentences[-1])


def sentence_of(passage: Passage, quoted: Quoted) -> Sentence:
    """Return the run of sentences in which quoted words stand, as one."""
    first, last = sentence_at(passage, quoted.start), sentence_at(passage, quoted.end - 1)
    if first is last:
        return first
    inside = [one for one in passage.references if first.start <= one.start < last.end]
    return Sentence(first.start, last.end, tuple(inside))


def call_of(passage: Passage, quoted: Quoted, sentence: Sentence) -> Reference | None:
    """Return the call of quoted words: the first behind them, else the last of the sentence."""
    behind = [one for one in sentence.references if one.start >= quoted.start]
    if behind:
        return behind[0]
    # A sentence that ends with the quotation: the call behind the closing mark is its own.
    rest = passage.source.text[quoted.end : quoted.end + 3].lstrip(" .,;")
    if rest.startswith(("[^", "[@")):
        return next((one for one in passage.references if one.start >= quoted.end), None)
    return sentence.references[-1] if sentence.references else None


@cache
def _space() -> re.Pattern[str]:
    return re.compile(rf"[^\w]+|_|{CALLED}|{NAMED}")


def folded(words: str) -> str:
    """Return words without marks and capitals, for comparison."""
    return _space().sub(" ", words).strip().casefold()


def known_titles(paper: Paper) -> frozenset[str]:
    """Return the titles of the paper and of its bibliography, folded."""
    own = {folded(paper.metadata.title), folded(paper.metadata.subtitle)}
    return frozenset(own.union(works_by_title(paper)) - {""})


@once
def works_by_title(paper: Paper) -> dict[str, list[Work]]:
    """Return the works by each of their titles, folded."""
    found: dict[str, list[Work]] = {}
    for work in paper.bibliography.works.values():
        for title in dict.fromkeys(titles_of(work)):
            found.setdefault(folded(title), []).append(work)
    return found


def titles_of(work: Work) -> Iterator[str]:
    """Yield the titles of a work: whole, short, and without its subtitle."""
    for name in ("title", "shorttitle", "booktitle", "maintitle"):
        value = work.value(name).replace("{", "").replace("}", "")
        if value:
            yield value
            head = HEAD.split(value, 1)[0]
            yield head
            if subtitle := work.value("subtitle"):
                yield f"{head}: {subtitle}"
