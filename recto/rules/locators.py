"""The page that a citation points at."""

from __future__ import annotations

from collections.abc import Iterator

from recto.model import Citation, Finding, Paper, Work
from recto.rules._ranges import Range, read_ranges
from recto.rules._rule import fault, rule

# What citeproc calls a page, in the languages that papers come in.
PAGE_WORDS = {
    "", "page", "pages", "p.", "pp.", "seite", "seiten", "s.", "página", "páginas", "pagina",
    "pagine", "pagina’s", "sida", "sidor", "side", "sider", "strona", "strony", "стр.",
}  # fmt: skip
# Works whose `pages` are the pages that they fill in something larger.
PARTS = (
    "article", "incollection", "inbook", "inproceedings", "conference", "inreference", "suppbook",
    "bookinbook", "suppcollection", "suppperiodical", "review",
)  # fmt: skip


@rule("warning")
def locator_outside_pages(paper: Paper) -> Iterator[Finding]:
    """A cited page lies outside the pages of its work

    What it finds: a page in a citation of an article or a chapter that is smaller than the first or
    larger than the last of the entry's `pages`.

    Why it matters: the page belongs to another work, or one of the numbers is wrong.

    Example: `[@soeya2016, 45]`, where the chapter has `pages = {23--32}`.

    Instead: look the passage up again, and mend the page or the entry.
    """
    for citation, work, cited in _cited_pages(paper):
        pages = work.fields.get("pages")
        if pages is None or work.type not in PARTS:
            continue
        known = [one for one in read_ranges(pages.value) if not one.single and not one.reversed]
        comparable = [one for one in known if one.series == cited.series]
        if known != comparable or not known or cited.reversed:
            continue
        if not any(one.holds(cited) for one in known):
            yield fault(
                f"page `{cited.text}` lies outside `{citation.key}`, which has `{pages.value}`",
                citation.place,
                "look the page up again, or mend the pages of the entry",
                ((pages.place, "its pages"),),
            )


@rule("warning")
def locator_reversed(paper: Paper) -> Iterator[Finding]:
    """The cited pages run backwards

    What it finds: a range of pages in a citation whose last page is smaller than the first.
    `112–15` is 112 to 115 and is no fault.

    Why it matters: one of the two numbers is wrong, and the reader looks in the wrong place.

    Example: `[@soeya2016, 32–23]`

    Instead: look the passage up again: `[@soeya2016, 23–32]`
    """
    for citation, _, cited in _cited_pages(paper):
        if cited.reversed:
            yield fault(
                f"the cited pages `{cited.text}` run backwards",
                citation.place,
                "look the passage up again: one of the two numbers is wrong",
            )


def _cited_pages(paper: Paper) -> Iterator[tuple[Citation, Work, Range]]:
    for citation in paper.manuscript.citations:
        work, locator = paper.bibliography.works.get(citation.key), citation.locator
        if work and locator and locator.label.lower() in PAGE_WORDS:
            for cited in read_ranges(locator.value):
                yield citation, work, cited
