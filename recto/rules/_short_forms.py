"""Short forms set against the works that they may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from recto.model import Paper
from recto.rules._known_works import SMALL, Known, Works, known_works
from recto.rules._listed import listed
from recto.rules._note_forms import Reference, families, fold, references, title_words
from recto.rules._once import once

Verdict = Literal["known", "late", "uncited", "ambiguous", "misspelled", "retitled", "unknown"]

# Authors who are cited by book and line, from any edition, and need no full form.
CLASSICS = listed(
    "homer hesiod sappho pindar aeschylus sophocles euripides aristophanes herodotus "
    "thucydides xenophon plato platon aristotle aristoteles demosthenes polybius cicero "
    "caesar sallust lucretius catullus virgil vergil vergilius horace livy ovid seneca pliny "
    "lucan quintilian tacitus plutarch suetonius juvenal martial galen strabo pausanias "
    "epictetus plotinus eusebius josephus philo augustine augustinus boethius aquinas anselm "
    "dante petrarch boccaccio chaucer shakespeare milton cervantes confucius mencius laozi "
    "zhuangzi genesis exodus leviticus numbers deuteronomy isaiah jeremiah ezekiel psalms job "
    "proverbs matthew mark luke john acts romans corinthians revelation bible quran koran "
    "talmud mishnah tanakh"
)
# Of 100: `sneyder` and `snyder` are 92 alike, `sneider` and `snyder` 77, `rsuh` and `rush` 75.
# Where the title is that of the work, less will do.
NEAR, NEAR_WITH_TITLE = 76, 66


@dataclass(frozen=True)
class Judged:
    """A short form, what it is, and the works that speak for it; ``name`` is the name meant."""

    reference: Reference
    verdict: Verdict
    works: tuple[Known, ...] = ()
    name: str = ""


@once
def judged_short_forms(paper: Paper) -> tuple[Judged, ...]:
    """Return every typed short form that names a person, with what it is found to be."""
    short = [one for one in references(paper) if one.form == "short" and one.persons]
    if not short:
        return ()
    works = known_works(paper)
    return tuple(_judge(one, works) for one in short)


def _judge(short: Reference, works: Works) -> Judged:
    mine = works.by_persons(short)
    if short.title is None:
        return _judge_name(short, mine, works)
    words = short.words
    fitting = [known for known in mine if known.fits(words)]
    if fitting:
        judged = _of_fitting(short, fitting)
        named = works.by_title(words) if judged.verdict in ("late", "uncited") else ()
        # Its title may name its author, and its editor stand in the place of one.
        return Judged(short, "known") if any(_early(known, short) for known in named) else judged
    named = works.by_title(words)
    if mine:
        known_so = any(_early(known, short) for known in named)
        return Judged(short, "known") if known_so else _of_another_title(short, mine)
    for known in named:
        if known.families and (
            name := _near_name(short.persons[0][0], known.families, NEAR_WITH_TITLE)
        ):
            return Judged(short, "misspelled", (known,), name)
    return Judged(short, "known" if named or _is_classic(short) else "unknown")


def _of_another_title(short: Reference, mine: Sequence[Known]) -> Judged:
    """Judge a short form of a known author that has no known title."""
    strong = [known for known in mine if not known.weak]
    near = max(strong, key=lambda known: _shared(short.words, known), default=None)
    if near and _shared(short.words, near) >= 0.5:
        return Judged(short, "retitled", (near,))
    return Judged(short, "unknown", tuple(mine[:1]))


def _judge_name(short: Reference, mine: Sequence[Known], works: Works) -> Judged:
    """Judge "Smith, 25": a name and a page."""
    if mine:
        return _of_fitting(short, mine)
    if _is_classic(short) or ":" in short.pages or "." in short.pages.rstrip("."):
        return Judged(short, "known")
    name = short.persons[0][0]
    if len(name) > 3 and (near := _near_name(name, works.by_family)):
        return Judged(short, "misspelled", works.by_family[near], near)
    return Judged(short, "unknown")


def _of_fitting(short: Reference, fitting: Sequence[Known]) -> Judged:
    early = [known for known in fitting if _early(known, short)]
    if not early:
        late = [known for known in fitting if known.order is not None]
        return Judged(short, "late" if late else "uncited", tuple(late or fitting))
    if any(known.weak for known in early):
        return Judged(short, "known", tuple(early))
    meant = _meant(short, early)
    return Judged(short, "ambiguous" if len(meant) > 1 else "known", tuple(meant))


def _early(known: Known, short: Reference) -> bool:
    return known.order is not None and known.order <= short.note.order


def _meant(short: Reference, early: Sequence[Known]) -> list[Known]:
    """Return the different works that a short form may mean, as narrow as it can be told."""
    words = short.words
    left: list[Known] = []
    for known in early:
        if not any(_is_same(known, other) for other in left):
            left.append(known)
    if len(left) > 1 and words:
        left = _alike(short, left)
        exact = [known for known in left if words in known.titles]
        main = [known for known in left if _is_main_title(words, known)]
        # Words from the middle of two titles are a poor short form, but not one of both works.
        heads = [known for known in left if any(t[: len(words)] == words for t in known.titles)]
        left = exact or main or heads or left[:1]
    alone = [known for known in left if known.persons == len(short.persons)]
    return alone if len(alone) == 1 else left


def _is_same(one: Known, other: Known) -> bool:
    """Tell whether two are one work: an article and a book may have the same title."""
    if one.words != other.words or one.reference is None or other.reference is None:
        return one.words == other.words
    return one.reference.quoted == other.reference.quoted


def _alike(short: Reference, works: list[Known]) -> list[Known]:
    """Keep the works whose title is set as in the short form, in italics or quoted, if any is."""
    same = [one for one in works if one.reference and one.reference.quoted == short.quoted]
    return same or works


def _is_main_title(words: tuple[str, ...], known: Known) -> bool:
    main = re.split(r"[:.?!]\s", known.name, maxsplit=1)[0]
    return title_words(main) == words


def _shared(words: tuple[str, ...], known: Known) -> float:
    """Return which part of the words that matter a title has, as they are or nearly so."""
    from recto.tools.likeness import nearest

    mine = [word for word in words if word not in SMALL]
    if not mine:
        return 0.0
    theirs = {word for title in known.titles for word in title if word not in SMALL}
    return sum(word in theirs or bool(nearest(word, theirs)) for word in mine) / len(mine)


def _near_name(name: str, known: Iterable[str], least: float = NEAR) -> str | None:
    """Return the known family name that a name is a near miss of."""
    from recto.tools.likeness import likeness, nearest

    last, names = families(name)[0], list(known)
    if any(last in one.split() for one in names):
        return None
    near = (
        nearest(last, names) if least == NEAR else max(names, key=lambda one: likeness(last, one))
    )
    return near if near and likeness(last, near) >= least else None


def _is_classic(short: Reference) -> bool:
    return fold(short.persons[0][0]) in CLASSICS
