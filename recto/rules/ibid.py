"""Ibid. and other words that point at the work cited just before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.model import Citation, Finding, Note, Paper, Place
from recto.rules._houses import houses_of
from recto.rules._ibid import sources_of, typed_ibids
from recto.rules._note_shape import QUOTED, note_texts
from recto.rules._rule import fault, rule
from recto.rules._words import tongue

# Dead words for a work cited before; behind them the number of its note makes it findable again.
OP_CIT = (
    r"\b(?:[Oo]p|[Ll]oc|[Aa]rt)\.?\s?cit\b\.?|(?:\A|(?<=[;(]\s)|(?<=[;(])|(?<=\.\s)|(?<=\bin\s)|(?<=\b[Ss]ee\s))"
    r"[*_]?(?:[Ii]dem|[Ii]d\.)[*_]?(?=[,.:]|\s*\Z)(?!\s+at\b)"
)
ITS_NOTE = re.compile(r"[^;.]{0,3}[,(]?\s*(?:n|nn|note|fn)\.?\s*\d")


@rule("warning")
def ibid_without_source(paper: Paper) -> Iterator[Finding]:
    """An "Ibid." has no source before it

    What it finds: a note that begins with "Ibid.", typed or printed by the style, where the note
    before it is lost, cites nothing, cites several works, or does not exist. "Ebd.", "Ibíd." and
    the like are read as it is.

    Why it matters: "Ibid." means the one work of the note just before. Where that is not one work,
    a reader cannot know which is meant, and a later hand will guess.

    Example:
        [^31]: [Lost.]{.lost}

        [^32]: Ibid.

    Instead: cite the work by its key, `[^32]: [@soeya2016, 25].`, and let the style print "Ibid."
    where it may. Where the source is lost, the note stays as it was received.
    """
    known = sources_of(paper)
    for ibid in typed_ibids(paper):
        if trouble := known.trouble(ibid.source):
            yield fault(
                f"`{ibid.word}` has no source: {trouble}",
                ibid.place,
                "cite the work by its key; if its note is lost, it stays as it was received",
                _also(ibid.source),
            )
    for note in paper.manuscript.notes:
        if not note.citations or not _prints_ibid(note.citations[0]):
            continue
        earlier = known.before.get(note.id)
        if trouble := known.trouble(earlier):
            yield fault(
                f"`Ibid.` is printed for `{note.citations[0].key}`: {trouble}",
                note.citations[0].place or note.place,
                "name the work in the note before, or write the short form by hand",
                _also(earlier),
            )


@rule("info")
def ibid_after_key(paper: Paper) -> Iterator[Finding]:
    """An "Ibid." is typed behind a work that is cited by its key

    What it finds: a note that begins with a typed "Ibid.", where the note that it points to cites
    one work by its key.

    Why it matters: the style knows the work of the note before and would set "Ibid." or the short
    form itself. Typed words stay as they are when a note is put between the two, and then name
    another work.

    Example:
        [^5]: [@soeya2016, 25].

        [^6]: Ibid., 27.

    Instead: `[^6]: [@soeya2016, 27].`
    """
    known = sources_of(paper)
    for ibid in typed_ibids(paper):
        source = ibid.source
        if source and source.citations and not known.trouble(source):
            key = source.citations[0].key
            yield fault(
                f"`{ibid.word}` is typed for `{key}`, which is cited by its key",
                ibid.place,
                f"cite it by its key here too: `[@{key}]`, with its page",
                _also(source),
            )


@rule("info", houses=("chicago-18", "no-ibid"))
def ibid_for_short_form(paper: Paper) -> Iterator[Finding]:
    """The house wants the short form where "Ibid." stands

    What it finds: in a paper of a house that wants no "Ibid.": the word where it is typed and has
    a source, and, once a paper, that the citation style prints it. Where `paper.toml` names no
    house, other languages than English keep theirs, and lawyers their "Id."

    Why it matters: The Chicago Manual of Style, 18th edition, 13.37, prefers the short form: it
    says at a glance what "Ibid." makes the reader look up, and it survives a note that is put
    before it.

    Example:
        [^5]: Ann Smith, *Bridges* (London: Harbour, 2016), 25.

        [^6]: Ibid., 27.

    Instead: `[^6]: Smith, *Bridges*, 27.`, or a style that prints short forms only.
    """
    known = sources_of(paper)
    asked = bool(paper.settings.houses)
    if not asked and tongue(paper) != "en":
        return  # the house is that of a style which nobody chose for such a paper
    for ibid in typed_ibids(paper):
        source = ibid.source
        if not asked and ibid.word.lower().startswith("id."):
            continue  # the lawyers' own word, which Chicago leaves to them
        if source and not source.citations and not known.trouble(source):
            help = "write the author's name, the short title and the page"
            yield fault(f"`{ibid.word}` stands for a short form", ibid.place, help, _also(source))
    printed = [one for one in paper.manuscript.citations if _prints_ibid(one)]
    if printed:
        times = "once" if len(printed) == 1 else f"{len(printed)} times"
        yield fault(
            f"the citation style prints `Ibid.` for a short form, {times} in all",
            printed[0].place,
            'choose the style without ibid., e.g. `style = "chicago-notes-bibliography"`',
        )


@rule("warning")
def op_cit(paper: Paper) -> Iterator[Finding]:
    """A note says "op. cit.", "loc. cit." or "idem"

    What it finds: "op. cit.", "loc. cit.", "art. cit." and "idem" in the notes of a paper in
    English, but not in quoted words. With the number of its note behind it ("op. cit., n. 7") it is
    found where the paper follows Chicago or wants no ibid. at all.

    Why it matters: "Smith, op. cit." names no work: the reader goes back through all notes for the
    one of Smith, and takes the wrong one if there are two.

    Example: `[^9]: Smith, op. cit., 27.`

    Instead: the short form, `[^9]: Smith, *Bridges*, 27.`, or the key, `[^9]: [@smith2016, 27].`
    """
    houses = houses_of(paper)
    chicago = any(house.startswith("chicago") for house in houses)
    if not paper.metadata.language.lower().startswith("en") and "no-ibid" not in houses:
        return
    pattern = None
    for note in note_texts(paper):
        if "cit" not in note.text and "d" not in note.text:
            continue
        pattern = pattern or re.compile(OP_CIT)
        for match in pattern.finditer(note.text):
            if note.shape[match.start()] == QUOTED:
                continue
            if ITS_NOTE.match(note.text, match.end()) and not (chicago or "no-ibid" in houses):
                continue
            if match.start() == 0 and not match[0].lower().lstrip("*_").startswith("idem, "):
                behind = note.text[match.end() :].lstrip(" .,")
                if behind[:1] not in '*_“"' and "cit" not in match[0]:
                    continue  # "Idem, 25" is an ibid.
            word = match[0].strip("*_")
            start = match.start() + match[0].find(word)
            yield fault(
                f"`{word}` names no work",
                note.place(start, start + len(word)),
                "write the author's name and a short title, or cite the work by its key",
            )


def _prints_ibid(citation: Citation) -> bool:
    return citation.position.startswith("ibid") and citation.text.lower().startswith("ibid")


def _also(note: Note | None) -> tuple[tuple[Place, str], ...]:
    place = (note.place or note.call) if note else None
    return ((place, "the note before it"),) if place else ()
