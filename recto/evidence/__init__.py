"""Evidence: the registries are asked what they know of the works, and their answers are kept.

This is the one stage that goes out, and only when `--online` asks for it. What the answers mean
for the paper, the rules say (`rules/records.py` and its neighbours), from the evidence file alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from recto.evidence import asking
from recto.model import Answer, Evidence, Finding, Paper, Work
from recto.reading.identifying import address_of, doi_of, isbn_of
from recto.tools.web import Unanswered, Web

__all__ = ["FRESH_DAYS", "gather"]
# A retraction is known to Crossref within days; nobody is asked twice for nothing.
FRESH_DAYS = 30
AT_ONCE = 4
ASKING = {"doi": asking.doi, "isbn": asking.isbn, "url": asking.address}


def gather(
    paper: Paper, web: Web, day: date, tell: Callable[[int, int], None]
) -> tuple[Evidence, tuple[Finding, ...]]:
    """Ask for every cited work what is not known, or was asked long before a day.

    ``tell`` hears how many of how many questions are answered. Answers to questions that the
    bibliography no longer asks are dropped; where there is no answer, the old one stays and a
    finding says why.
    """
    asked_by: dict[str, Work] = {}
    for work in paper.bibliography.works.values():
        for question in _questions(work):
            asked_by.setdefault(question, work)
    known = {name: answer for name, answer in paper.evidence.answers.items() if name in asked_by}
    cited = {citation.key for citation in paper.manuscript.citations}
    open_ones = [
        name
        for name, work in asked_by.items()
        if work.key in cited and not _fresh(known.get(name), day)
    ]
    answers, silent = _ask_all(open_ones, web, day, tell)
    findings = tuple(_unanswered(asked_by[name], name, why) for name, why in silent.items())
    return Evidence(known | answers), findings


def _questions(work: Work) -> list[str]:
    found = []
    if doi := doi_of(work):
        found.append(f"doi:{doi}")
    elif isbn := isbn_of(work):
        found.append(f"isbn:{isbn}")
    if address := address_of(work):
        found.append(f"url:{address}")
    return found


def _fresh(answer: Answer | None, day: date) -> bool:
    if answer is None:
        return False
    try:
        asked = date.fromisoformat(answer.asked)
    except ValueError:
        return False
    return day - timedelta(days=FRESH_DAYS) < asked <= day


def _ask_all(
    questions: list[str], web: Web, day: date, tell: Callable[[int, int], None]
) -> tuple[dict[str, Answer], dict[str, str]]:
    """Ask several at once; return the answers, and why there was none to the others."""
    from concurrent.futures import ThreadPoolExecutor, as_completed

    answers: dict[str, Answer] = {}
    silent: dict[str, str] = {}
    with ThreadPoolExecutor(AT_ONCE) as crew:
        waiting = {crew.submit(_ask, web, question, day): question for question in questions}
        try:
            for done, future in enumerate(as_completed(waiting), 1):
                question = waiting[future]
                try:
                    answers[question] = future.result()
                except Unanswered as problem:
                    silent[question] = str(problem)
                tell(done, len(questions))
        except BaseException:
            crew.shutdown(wait=False, cancel_futures=True)
            raise
    return answers, {name: silent[name] for name in questions if name in silent}


def _ask(web: Web, question: str, day: date) -> Answer:
    kind, _, name = question.partition(":")
    return ASKING[kind](web, name, day.isoformat())


def _unanswered(work: Work, question: str, why: str) -> Finding:
    kind, _, name = question.partition(":")
    field = work.fields.get(kind) or work.fields.get("url")
    place = field.value_place if field else work.key_place
    return Finding(
        "unanswered", "info", f"nothing was learnt of `{name}`: {why}", place,
        "ask again later: `recto check --online`",
    )  # fmt: skip
