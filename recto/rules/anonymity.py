"""Copies for blind review: nothing in them may tell who wrote the paper.

A paper says that it is such a copy in its metadata, `anonymous: true` (`blind: true` and
`review: double-blind` are understood as well), or in its words: "anonymized for review".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from recto.model import Author, Finding, Paper, Place, Source, Work
from recto.rules._note_forms import families, fold, references
from recto.rules._once import once
from recto.rules._people import cited_by
from recto.rules._rule import fault, rule
from recto.rules._sentences import passages_of

# Keys of the metadata that say so, without their hyphens.
SAYS_SO = ("anonymous", "anonymised", "anonymized", "anonymize", "blind", "blinded", "doubleblind",
           "blindreview", "anonymousreview", "peerreview", "review", "submission", "copy",
           "version", "status")  # fmt: skip
# Keys whose text tells who wrote the paper.
TELLS = ("affiliation", "affiliations", "institute", "institution", "orcid", "email",
         "correspondence", "corresponding", "thanks", "acknowledgments", "acknowledgements",
         "acknowledgment", "acknowledgement", "funding", "author-note", "authornote", "bio",
         "short-author", "shortauthor", "runningauthor")  # fmt: skip


@rule("error")
def blind_metadata(paper: Paper) -> Iterator[Finding]:
    """A copy for blind review names its author in the metadata or in its thanks

    What it finds: in a paper with `anonymous: true` in its metadata, the names of authors, their
    affiliation, address, ORCID, thanks, funding or note, and a section of acknowledgments.

    Why it matters: every edition prints it, and files carry it: the reviewer sees who wrote.

    Example:
        anonymous: true
        author: Junya Nishino

    Instead: `author: Anonymous`, or no author, until the paper is accepted.
    """
    if not is_blind(paper):
        return
    names = [author for author in paper.metadata.authors if not _is_anonymous(author.name)]
    help = "leave it out of this copy, and keep it beside the paper"
    for source, start, end in _heads(paper):
        head = source.text[start:end]
        for author in names[:1]:
            at = head.find(author.name if author.name in head else author.family or author.name)
            if at >= 0:
                place = source.place(start + at, start + at + len(author.name))
                yield fault(f"this blind copy names its author, `{author.name}`", place, help)
        for match in re.finditer(r"(?m)^([A-Za-z-]+):[ \t]*(?:\S|\n[ \t]+\S)", head):
            if match[1].lower() in TELLS:
                place = source.place(start + match.start(1), start + match.end(1))
                yield fault(f"this blind copy keeps its `{match[1]}`", place, help)
    for heading in paper.manuscript.headings:
        if _forms()["thanks"].fullmatch(heading.title.strip()):
            yield fault(f"this blind copy keeps its `{heading.title}`", heading.place, help)


@rule("error")
def self_citation_blind(paper: Paper) -> Iterator[Finding]:
    """A copy for blind review cites its own author by name

    What it finds: in a paper with `anonymous: true`, a citation of a work by one of its authors, a
    typed note or a sentence with an author's whole name, and a citation that the sentence calls
    the author's own ("my earlier article", "as I have argued elsewhere").

    Why it matters: the printed note names the author, and the sentence says whose work it is.

    Example: `As I argued elsewhere, the triangle holds.[^42]` with `[^42]: [@nishino2015, 12].`

    Instead: `[^42]: Author, 2015.`, or the third person where the journal wants it so.
    """
    if not is_blind(paper):
        return
    help = "write `Author` and the year, and keep the entry for the final copy"
    own = [author for author in paper.metadata.authors if not _is_anonymous(author.name)]
    seen: set[Place | None] = set()
    for citation in paper.manuscript.citations:
        work = paper.bibliography.works.get(citation.key)
        if work and any(wrote(author, work) for author in own):
            seen.add(citation.place)
            message = f"this blind copy cites `{work.key}`, by its own author"
            yield fault(message, citation.place, help, ((work.key_place, "its entry"),))
    for one in references(paper):
        for name, start, end in one.persons:
            if any(_family(author) in families(name) for author in own):
                yield fault(f"this blind copy names its author, `{name}`",
                            one.note.place(start, end), help)  # fmt: skip
    yield from _in_sentences(paper, own, seen, help)


def _in_sentences(
    paper: Paper, own: list[Author], seen: set[Place | None], help: str
) -> Iterator[Finding]:
    whole = [author.name for author in own if " " in author.name]
    for passage in passages_of(paper):
        if passage.kind == "note":
            continue
        for name in whole:
            at = passage.text.find(name)
            if at >= 0:
                start = passage.start + at
                yield fault(f"this blind copy names its author, `{name}`",
                            passage.place(start, start + len(name)), help)  # fmt: skip
        for sentence in passage.sentences if passage.references else ():
            said = passage.said(sentence.start, sentence.end)
            found = _forms()["own"].search(said) if sentence.references else None
            cited = [cited_by(reference, paper) for reference in sentence.references]
            places = [one.place for ref in sentence.references for one in ref.citations]
            if found and any(one and one.works for one in cited) and seen.isdisjoint(places):
                start = sentence.start + found.start()
                yield fault(
                    "this blind copy says that the cited work is its author's",
                    passage.place(start, start + len(found[0])),
                    "write of the work as somebody else's, or take the citation out",
                )


@rule("info")
def self_citation_share(paper: Paper) -> Iterator[Finding]:
    """Many of the works that are cited are the author's own

    What it finds: papers in which a third or more of the cited works, five at least, were written
    by the authors of the paper.

    Why it matters: reviewers ask whether the field is so small.

    Example: twelve cited works, six of them by the author.

    Instead: cite what others wrote, or be content that it is so.
    """
    first: dict[str, Place | None] = {}
    for citation in paper.manuscript.citations:
        if citation.key in paper.bibliography.works:
            first.setdefault(citation.key, citation.place)
    own = [
        key
        for key in first
        if any(wrote(one, paper.bibliography.works[key]) for one in paper.metadata.authors)
    ]
    if len(own) >= 5 and 3 * len(own) >= len(first):
        message = f"{len(own)} of {len(first)} cited works are by the paper's authors"
        yield fault(message, first[own[0]], "cite what others wrote where it can be done")


@once
def is_blind(paper: Paper) -> bool:
    """Tell whether a paper says that it is a copy for blind review."""
    for key, value in (paper.metadata.extra or {}).items():
        name = re.sub(r"[-_ ]", "", key.lower())
        if name in SAYS_SO:
            plain = name.startswith(("anonym", "blind", "double"))
            if value is True and plain:
                return True
            if isinstance(value, str) and (
                _forms()["blind"].search(value) or (plain and value.lower() in ("yes", "true"))
            ):
                return True
    words = [paper.metadata.subtitle, *(one.name for one in paper.metadata.authors)]
    if any(_forms()["for review"].search(one) for one in words):
        return True
    return any(
        _forms()["for review"].search(source.text[:3000]) for source in paper.manuscript.sources[:1]
    )


def wrote(author: Author, work: Work) -> bool:
    """Tell whether an author of the paper is one of a work: family name, and first initial."""
    family, given = _family(author), author.given or " ".join(author.name.split()[:-1])
    for role in ("author", "editor"):
        for person in work.persons.get(role, ()):
            same = fold(person.family) == family and family
            if same and (
                not given or not person.given or fold(person.given)[:1] == fold(given)[:1]
            ):
                return True
    return False


def _family(author: Author) -> str:
    return fold(author.family or author.name.split()[-1] if author.name else "")


def _is_anonymous(name: str) -> bool:
    return not name.strip() or _forms()["nobody"].search(name) is not None


def _heads(paper: Paper) -> Iterator[tuple[Source, int, int]]:
    """Yield the metadata of a paper as typed: its own file, and the head of each section."""
    for source in paper.manuscript.sources:
        if source.path.endswith((".yaml", ".yml")):
            yield source, 0, len(source.text)
        elif source.text.startswith("---"):
            end = re.compile(r"\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)").search(source.text)
            yield source, 0, end.start() if end else 0


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    return {
        "blind": re.compile(r"(?i)\b(?:blind(?:ed)?|anonym\w+)\b"),
        "for review": re.compile(
            r"(?i)\b(?:anonymi[sz]ed|blinded|anonymous copy|blind copy|"
            r"(?:removed|withheld|omitted) for)\s+(?:for\s+)?(?:double[- ])?(?:blind\s+|peer\s+|"
            r"anonymous\s+)*review\b"
        ),
        "nobody": re.compile(
            r"(?i)anonym|\bauthors?\b|removed|withheld|blinded|x{3,}|redacted|\*{3,}"
        ),
        "thanks": re.compile(
            r"(?i)acknowledge?ments?|about the authors?|author (?:bio|information)"
        ),
        "own": re.compile(
            r"(?i)\b(?:my|our)\s+(?:own\s+|earlier\s+|previous\s+|prior\s+|recent\s+|other\s+|"
            r"forthcoming\s+)+(?:work|article|book|essay|chapter|stud(?:y|ies)|paper|research|"
            r"publication|monograph|dissertation|thesis)s?\b|"
            r"\bas\s+(?:I|we)\s+(?:have\s+)?(?:\w+ly\s+)?(?:argued?|shown?|noted|demonstrated|"
            r"suggested|discussed|explained)\s+(?:elsewhere|previously|before|earlier|in)\b|"
            r"\b(?:I|we)\s+have\s+(?:argued|shown|discussed|explored|written)\s+(?:\w+\s+){0,4}?"
            r"elsewhere\b"
        ),
    }
