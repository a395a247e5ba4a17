"""What a reader needs to find what is no book: archives, talks, cases, words at second hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from recto.model import Citation, Finding, Paper, Work
from recto.rules._note_forms import references
from recto.rules._note_patterns import NAME, compiled
from recto.rules._note_shape import ADDRESS, BRACKET, ITALIC, QUOTED, NoteText, note_texts
from recto.rules._rule import fault, rule

PAGE_WORDS = ("", "page", "pages", "p.", "pp.")
# How papers say where in a collection something lies: a word for it, or a call number.
CONTAINER = (
    r"(?i:\b(?:box(?:es)?|folders?|files?|reels?|vols?|volume|series|containers?|cartons?|bundle|"
    r"fols?|ms|mss|rg|entry|items?|no|nos|nr|docs?|inv|liasse|dossier|bd|karton|akte|mappe|caja|"
    r"legajo|busta|carton|cote|frame|microfilm|album|diary|accession)\b\.?)\s*[\dA-Z]|\d+/\d+|"
    r"\b[A-Z]{2,}\s?\d|\d{4,}\.\d"
)
ARCHIVE = (
    r"\b(?:Archiv\w*|Library|Librar\w+|Bibliothèque|Biblioteca|Bibliothek|Museum|Institut\w+|"
    r"Universit\w+|Records|Papers|Collections?|Fonds|Nachlass|Office|Society|Foundation|Archiwum|"
    r"Arquivo|[A-Z]{2,})\b"
)
COLLECTION = (
    r"\b(?:[A-Z][\w.’'-]{0,30}\s+(?:and\s+|of\s+|de\s+)?){1,5}"
    r"(?:Papers|Collection|Records|Nachlass|Fonds)\b|\bPapers of (?:[A-Z][\w.’'-]{0,30}\s?){1,4}"
)
LETTER = (
    rf"(?:[Ll]etter\s+(?:from\s+)?)?{NAME}(?:,\s+[Ll]etter)?\s+to\s+{NAME},\s"
    r"|(?:Letter|Telegram|Memorandum|Despatch|Dispatch)\s+(?:of|from|by|dated)\s"
)
YEAR = r"(?<!\d)(?:1\d|20)\d\d(?!\d)|\bn\.\s?d\.|\bundated\b"


@rule("info")
def secondary_quotation(paper: Paper) -> Iterator[Finding]:
    """A note names where something is quoted, and not what is quoted

    What it finds: a note that begins with "Quoted in" or "Cited in", and does not say whose words
    they are and where they first stood.

    Why it matters: the reader learns who copied the words. Chicago, 18th edition, 13.110: the
    original belongs in the note, the work in which it was found behind it.

    Example: `[^9]: Quoted in Kuo, *Rivers*, 25.`

    Instead: `[^9]: Jane Doe, *Diary* (London: Harbour, 1901), 3, quoted in Kuo, *Rivers*, 25.`
    """
    for note in note_texts(paper):
        if "in" not in note.text and "nach" not in note.text:
            continue
        match = _quoted_in().match(note.text)
        if match and not re.search(r"\b(?:[Oo]riginal|[Oo]riginally|first published)\b", note.text):
            yield fault(
                f"`{match['said']}` does not say what is quoted",
                note.place(*match.span("said")),
                "name the original before it: whose words, in what, from when",
            )


@rule("warning")
def interview_undated(paper: Paper) -> Iterator[Finding]:
    """An interview or a message has no date

    What it finds: a note that cites an interview, a conversation, a personal communication or a
    message to the author, and gives no year, where no earlier note gave one for the same person.

    Why it matters: nobody can look such a source up; the day is the only thing that tells one talk
    from another.

    Example: `[^9]: Jane Doe, interview by author.`

    Instead: `[^9]: Jane Doe, interview by author, Seoul, 3 May 2016.`
    """
    dated: set[str] = set()
    for note in note_texts(paper):
        if not re.search(
            r"(?i)interview|communication|mail|message|letter|conversation|discussion", note.text
        ):
            continue
        for start, end in note.parts:
            part = note.shape[start:end]
            match = _talk().match(part)
            names = set(re.findall(r"[A-Z][\w’'-]+", part)) - {
                "Interview",
                "See",
                "Personal",
                "Email",
            }
            if compiled(YEAR).search(note.text):
                dated |= names
            elif match and not names & dated and not _is_elsewhere(part, match):
                at = start + match.start("kind")
                yield fault(
                    f"`{match['kind']}` has no date",
                    note.place(at, at + len(match["kind"])),
                    "give the day, and the place if it matters",
                )


@rule("warning")
def archive_incomplete(paper: Paper) -> Iterator[Finding]:
    """A document of an archive cannot be found again

    What it finds: a note on a document of a collection that gives no box, folder or number, where
    other notes give one for the same collection; a letter in a collection of which no note says
    where it is kept; and a letter with a box and folder and no collection.

    Why it matters: archives bring boxes. Without the number, and without the archive, the document
    is lost among thousands.

    Example: `[^9]: Smith to Jones, 3 May 1950, Smith Papers.`

    Instead: `[^9]: Smith to Jones, 3 May 1950, box 3, folder 2, Smith Papers, Harbour Library.`
    """
    found = [one for one in map(_Document.read, note_texts(paper)) if one]
    complete: dict[str, _Document] = {}
    for one in found:
        if one.name and one.contained:
            complete.setdefault(one.name, one)
    named: set[str] = set()
    placed = sum(one.contained for one in found)
    for one in found:
        earlier = one.name in named
        named.add(one.name)
        if one.name and not one.contained and one.name in complete and not _shares_date(one, found):
            yield fault(
                f"`{one.name}` is cited without box, folder or number", one.note.place(*one.span),
                "say where in the collection it lies, as the other notes do",
                ((complete[one.name].note.place(*complete[one.name].span), "with its place here"),),
            )  # fmt: skip
        elif one.name and one.letter and not (one.contained or one.kept or earlier):
            yield fault(
                f"a letter in `{one.name}` has neither box nor archive", one.note.place(*one.span),
                "add box and folder, and the archive that keeps the collection",
            )  # fmt: skip
        elif one.kept and not one.name and not one.contained and 2 * placed >= len(found):
            yield fault(
                "a document is cited by its archive alone", one.note.place(*one.span),
                "say in which collection, box and folder it lies, as the other notes do",
            )  # fmt: skip
        elif one.letter and one.contained and not one.name and not one.kept:
            yield fault(
                "a letter has a box and no collection", one.note.place(*one.span),
                "name the collection and the archive that keeps it",
            )  # fmt: skip


@rule("warning")
def legal_citation_in_notes(paper: Paper) -> Iterator[Finding]:
    """A case is cited by its name only

    What it finds: a note that cites a case (`*Brown v. Board of Education*`) without reporter,
    court or year, where the paper gives them nowhere.

    Why it matters: many cases share their names; volume and page of the reporter, or court, number
    and day, are what finds one.

    Example: `[^9]: *Brown v. Board of Education*.`

    Instead: `[^9]: *Brown v. Board of Education*, 347 U.S. 483 (1954).`
    """
    for note in note_texts(paper):
        if " v" not in note.text:
            continue
        for start, end in note.parts:
            match = _case().fullmatch(note.text, start, end)
            if not match:
                continue
            name = match["name"].strip("*_ ,.")
            found = any(
                re.search(re.escape(name) + r"[*_,.]*[^\n]{0,80}?\d", source.text)
                for source in paper.manuscript.sources
            )
            if not found:
                at = match.start("name") + len(match["name"]) - len(match["name"].lstrip("*_ "))
                yield fault(
                    f"the case `{name}` is cited by its name only",
                    note.place(at, at + len(name)),
                    "add the reporter, or the court and the number, and the year",
                )


@rule("warning")
def series_volume_locator(paper: Paper) -> Iterator[Finding]:
    """A page of a work in several volumes is cited without the volume

    What it finds: a citation of a page where the entry has `volumes` and no `volume`, and a full
    form with "3 vols." where a page alone follows.

    Why it matters: every volume has a page 312.

    Example: `[@churchill1948, 312]`, where the entry has `volumes = {6}`.

    Instead: `[@churchill1948, 2:312]`, or `[@churchill1948, vol. 2, p. 312]`
    """
    for citation in paper.manuscript.citations:
        work = paper.bibliography.works.get(citation.key)
        if work and "volumes" in work.fields and _needs_volume(work, citation):
            yield fault(
                f"a page of `{citation.key}` has no volume: the work has {work.value('volumes')}",
                citation.place,
                "put the volume before the page: `2:312`",
                ((work.fields["volumes"].place, "its volumes"),),
            )
    for one in references(paper):
        if one.form != "full" or "vols" not in one.note.text[one.start : one.end]:
            continue
        text = one.note.text[one.start : one.end]
        match = re.search(
            r"\b[2-9]\d? vols\.[^:]*\([^()]*\),?\s+(?P<page>\d+(?:[-–]\d+)?)\s*\.?\s*\Z", text
        )
        if match:
            at = one.start + match.start("page")
            yield fault(
                f"page `{match['page']}` has no volume, and the work has several",
                one.note.place(at, at + len(match["page"])),
                "put the volume before the page: `2:312`",
            )


def _needs_volume(work: Work, citation: Citation) -> bool:
    count = re.fullmatch(r"\s*(\d+)\b.*", work.value("volumes"))
    locator = citation.locator
    if count is None or int(count[1]) < 2 or "volume" in work.fields or locator is None:
        return False
    beside = f"{citation.prefix} {citation.suffix} {locator.value}"
    told = re.search(r"(?i)\b(?:vols?|volume|bd|band|tome?|t|bk|book|part|pt)\b|:", beside)
    return locator.label.lower() in PAGE_WORDS and locator.value[:1].isdigit() and not told


class _Document:
    """A document of an archive as a note cites it."""

    def __init__(self, note: NoteText, name: str, span: tuple[int, int], letter: bool) -> None:
        rest = note.text[span[1] :] if name else ""
        self.note, self.name, self.span, self.letter = note, name, span, letter
        self.contained = bool(compiled(CONTAINER).search(note.text)) or ADDRESS in note.shape
        self.kept = bool(compiled(ARCHIVE).search(rest if name else note.text))
        self.dates = frozenset(
            re.findall(r"\d{1,2} [A-Z][a-z]+ \d{4}|[A-Z][a-z]+ \d{1,2}, \d{4}", note.text)
        )

    @classmethod
    def read(cls, note: NoteText) -> _Document | None:
        """Return the document of a note that cites one and nothing else."""
        if not note.typed or len(note.parts) != 1:
            return None
        shape = note.shape
        letter = compiled(LETTER).match(shape)
        found = compiled(COLLECTION).search(shape)
        if found and not (letter or compiled(YEAR).search(note.text)):
            return None
        if found and (letter or not re.search(rf"{ITALIC}", shape)):
            return cls(note, found[0], found.span(), letter is not None)
        if (
            letter
            and compiled(YEAR).search(note.text)
            and not re.search(f"[{ITALIC}{QUOTED}{BRACKET}]", shape)
        ):
            return cls(note, "", letter.span(), True)
        return None


def _shares_date(one: _Document, found: list[_Document]) -> bool:
    """Tell whether the same document was cited with its place before."""
    before = found[: found.index(one)]
    return any(one.dates & other.dates and other.contained for other in before)


def _is_elsewhere(part: str, match: re.Match[str]) -> bool:
    """Tell whether a talk is in print, or is only told of."""
    rest = part[match.end() :]
    published = ADDRESS in part or ITALIC in part or BRACKET in part
    told = re.search(
        r"\b(?:is|are|was|were|has|have|had|said|told|see|that|who|which|revealed|took)\b", rest
    )
    return published or told is not None or len(rest.split()) > 14


@cache
def _quoted_in() -> re.Pattern[str]:
    return re.compile(
        r"\s*\[?(?:[Aa]s\s+)?(?P<said>(?:[Qq]uoted|[Cc]ited|[Qq]td\.?|[Zz]itiert|[Zz]it\.|[Cc]itée?|"
        r"[Cc]itado|[Cc]itato)\s+(?:in|nach|bei|dans|en|por|da))\s"
    )


@cache
def _talk() -> re.Pattern[str]:
    kinds = (
        r"(?:(?:[Tt]elephone|[Pp]ersonal|[Oo]ral history|[Aa]uthor[’']s|[Ee]mail|[Zz]oom|[Oo]nline)"
        r"\s+)?(?:[Ii]nterview(?:ed)?(?:\s+(?:with|by))?|"
        r"[Pp]ersonal\s+(?:communication|correspondence)|"
        r"[Ee]-?mail(?:\s+(?:message|communication|correspondence))?(?:\s+(?:to|with|from))?|"
        r"[Ll]etter to (?:the )?author|[Cc]onversation\s+with|[Tt]ext message\s+to|"
        r"(?:in|In)\s+(?:discussion|conversation)\s+with)"
    )
    return re.compile(
        rf"(?:[Ss]ee\s+)?(?:{NAME}(?:\s*{BRACKET}+)?,\s+(?:[\w\s]{{1,60}},\s+)?)?(?P<kind>{kinds})(?=[\s,.]|\Z)"
    )


@cache
def _case() -> re.Pattern[str]:
    party = r"[A-Z][\w.’'&-]*(?:,?\s+(?:[A-Z&][\w.’'&-]*|of|the|and|de|ex|rel\.|in|for))*"
    return re.compile(
        rf"(?:(?:[Ss]ee|[Cc]f|and|also|e\.g|[Cc]ompare)\b[.,]*\s+)*(?P<name>[*_]?{party}\s+vs?\.?\s+{party}[*_]?)"
        r"(?:,?\s+(?:at\s+)?\d{1,4})?[\s.,]*"
    )
