"""What became of a work: retracted, doubted, corrected. Read from the evidence file."""

from __future__ import annotations

from collections.abc import Iterator

from recto.model import Finding, Paper
from recto.rules._records import first_cited, records_of, value_of
from recto.rules._rule import fault, rule

RETRACTED = ("retraction", "withdrawal", "removal", "partial_retraction")
DOUBTED = ("expression_of_concern",)
# What the reader of the cited work would want to know of, too.
CORRECTED = ("correction", "corrigendum", "erratum", "new_version", "new_edition")


@rule("error")
def retracted_work(paper: Paper) -> Iterator[Finding]:
    """A cited work was retracted

    What it finds: a work that its publisher or Retraction Watch has retracted, withdrawn or
    removed, as Crossref records it; and an entry that is itself the notice of a retraction.

    Why it matters: an argument that leans on it leans on nothing, unless it is about the
    retraction.

    Example: `updated-by` in the record of the DOI names a retraction of 2021.

    Instead: take the work out, or say in the text that it was retracted and mute this with that
    reason.
    """
    yield from _updated(paper, RETRACTED, "was retracted", "take it out, or say so in the text")
    for work, record in records_of(paper):
        notice = next((one for one in record.notice_of if one.kind in RETRACTED), None)
        if notice:
            yield fault(
                f"`{work.key}` is itself the notice of a {notice.kind.replace('_', ' ')}"
                + (f", of `{notice.doi}`" if notice.doi else ""),
                value_of(work, "doi", "url"), "cite the work that is meant",
                first_cited(paper, work),
            )  # fmt: skip


@rule("warning")
def doubted_work(paper: Paper) -> Iterator[Finding]:
    """The publisher has expressed concern about a cited work

    What it finds: a work with an expression of concern, as Crossref records it.

    Why it matters: its findings are being looked into, and a reader should know.

    Example: `updated-by` in the record of the DOI names an expression of concern.

    Instead: read the notice, and say in the text what it means for the argument.
    """
    help = "read the notice, and say in the text what it means for the argument"
    yield from _updated(paper, DOUBTED, "is under an expression of concern", help)


@rule("info")
def corrected_work(paper: Paper) -> Iterator[Finding]:
    """A cited work was corrected

    What it finds: a work with a correction, an erratum, or a newer version, as Crossref records it.

    Why it matters: the passage that is cited may be the one that was wrong.

    Example: `updated-by` in the record of the DOI names a correction of 2019.

    Instead: read the correction. If it touches the passage, cite it as well.
    """
    yield from _updated(paper, CORRECTED, "was corrected", "read the correction")


def _updated(
    paper: Paper, kinds: tuple[str, ...], said: str, help: str
) -> Iterator[Finding]:  # fmt: skip
    for work, record in records_of(paper):
        update = next((one for one in record.updates if one.kind in kinds), None)
        if update is None:
            continue
        told = [update.kind.replace("_", " ") if update.kind.replace("_", " ") not in said else "",
                update.date, f"notice {update.doi}" if update.doi else "",
                update.source.replace("-", " ")]  # fmt: skip
        details = ", ".join(filter(None, told))
        yield fault(
            f"`{work.key}` {said}" + (f" ({details})" if details else ""),
            value_of(work, "doi", "url"), help, first_cited(paper, work),
        )  # fmt: skip
