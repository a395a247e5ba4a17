"""What the registries said of the works: an answer a question, with the day it was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

State = Literal["found", "unknown", "reached", "moved", "dead", "closed"]


@dataclass(frozen=True)
class Update:
    """What happened to a work later: ``kind`` as Crossref names it ("retraction", "correction").

    ``doi`` is that of the notice, or, in a notice, of the work that it is about.
    """

    kind: str
    doi: str = ""
    date: str = ""
    source: str = ""


@dataclass(frozen=True)
class Record:
    """A work as a registry knows it. ``families`` are family or corporate names in order.

    ``years`` holds every year that the registry gives: in print, online, issued.
    ``updates`` happened to this work; ``notice_of`` is not empty where it is itself a notice.
    """

    source: str
    title: str = ""
    subtitle: str = ""
    families: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    container: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    updates: tuple[Update, ...] = ()
    notice_of: tuple[Update, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What was answered on a day (``asked``, ISO 8601) to a question ("doi:10.1000/1").

    ``detail`` is the status of an address, or where it moved to; ``archived`` the address of a
    kept copy of what is gone.
    """

    question: str
    asked: str
    state: State
    detail: str = ""
    archived: str = ""
    record: Record | None = None


@dataclass(frozen=True)
class Evidence:
    """All answers, by question."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
