"""Works typed as prose, set against the entries of the bibliography."""

from __future__ import annotations

from dataclasses import dataclass

from recto.model import Paper, Work
from recto.rules._known_works import Known, Works, known_works
from recto.rules._note_forms import Reference, references, title_words
from recto.rules._once import once
from recto.rules._short_forms import judged_short_forms


@dataclass(frozen=True)
class Plain:
    """A reference typed as prose, and the entry of its work if there is one."""

    reference: Reference
    work: Work | None


@once
def plain_works(paper: Paper) -> tuple[Plain, ...]:
    """Return the works that are typed in notes: known ones in any form, others in full."""
    typed = references(paper)
    if not typed:
        return ()
    works = known_works(paper)
    found = [Plain(one, _entry(one, works)) for one in typed if one.form == "full"]
    for judged in judged_short_forms(paper):
        entry = next((known.work for known in judged.works if known.work), None)
        if entry and judged.verdict in ("known", "uncited"):
            found.append(Plain(judged.reference, entry))
    found.sort(key=lambda plain: (plain.reference.note.order, plain.reference.start))
    return tuple(found)


@once
def keyed(paper: Paper) -> int:
    """Return how many citations of a paper are keyed by its author."""
    return sum(not citation.editorial for citation in paper.manuscript.citations)


def _entry(full: Reference, works: Works) -> Work | None:
    """Return the entry of a work that is typed in full."""
    words = full.words
    mine = [known for known in works.by_persons(full) if known.work]
    for known in mine:
        if known.words == words or (_agree(known, words) and _same_year(known, full)):
            return known.work
    if not full.persons and len(words) > 2:
        for known in works.by_title(words):
            if known.work and known.words == words:
                return known.work
    return None


def _agree(known: Known, words: tuple[str, ...]) -> bool:
    """Tell whether one of two titles is a part of the other, from its beginning on."""
    for title in known.titles:
        least = min(len(title), len(words))
        if (
            least
            and title[:least] == words[:least]
            and (least > 1 or len(title_words(known.name)) == 1)
        ):
            return True
    return known.fits(words) and len(words) > 2


def _same_year(known: Known, full: Reference) -> bool:
    if known.work is None:
        return False
    date = known.work.value("date") or known.work.value("year")
    return not date or not full.years or date[:4] in full.years
