"""The marks of the index: each makes an entry, and each reference leads to one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from recto.model import Finding, Paper, Place
from recto.reading.indexing import IndexMark, Term, marked, parts
from recto.rules._rule import fault, rule

# A line of an index holds a third of it; what is longer was meant to end earlier.
LONG = 120
# A bracket, what it marks, and its attributes, up to a depth that a pattern can follow.
TYPED = re.compile(r"\[(?P<words>(?:[^\[\]]|\[[^\[\]]*\])*)\]\{(?P<tags>[^{}]*\.index\b[^{}]*)\}")


@rule("warning")
def empty_index_term(paper: Paper) -> Iterator[Finding]:
    """A mark of the index has no words

    What it finds: `[]{.index}` without a term, or with one of spaces and exclamation marks alone.

    Why it matters: nothing comes into the index.

    Example: `The treaty[]{.index} was signed.`

    Instead: `The treaty[]{.index term="treaty of 1965"} was signed.`
    """
    for mark in _marks(paper):
        if not mark.term:
            help = 'mark words, `[treaty]{.index}`, or name a term, `[]{.index term="treaty"}`'
            yield fault("a mark of the index has no words", _typed(paper, _is_empty), help)


@rule("warning")
def long_index_term(paper: Paper) -> Iterator[Finding]:
    """A term of the index is a passage

    What it finds: an entry of more than a hundred and twenty letters.

    Why it matters: nobody looks up a sentence; more likely a bracket closes too late.

    Example: `[the alliance, which was in its sixty-fifth year, ...]{.index}`

    Instead: `[the alliance, ...]{.index term="alliance"}`
    """
    seen = set()
    for mark in _marks(paper):
        long = next((words for words in mark.term if len(words) > LONG), "")
        if long and long not in seen:
            seen.add(long)
            shown = f"{long[:40].rpartition(' ')[0] or long[:40]} …"
            begins = long[:20]

            def is_it(words: str, tags: str, begins: str = begins) -> bool:
                return begins in words + _tag("term", tags)

            help = 'name a short one: `{.index term="..."}`'
            yield fault(f"the term `{shown}` has {len(long)} letters", _typed(paper, is_it), help)


@rule("warning")
def dead_see(paper: Paper) -> Iterator[Finding]:
    """A reference of the index leads to no entry

    What it finds: `see="..."` with a term that no mark has.

    Why it matters: the reader looks for an entry that is not there.

    Example: `[]{.index term="Korea, South" see="Republik of Korea"}`

    Instead: `see="Republic of Korea"`, with the words of another mark; several stand apart by `;`,
    and an entry below another is `see="alliance!US"`.
    """
    marks = _marks(paper)
    # An entry stands in the index with all that it stands below.
    known = {mark.term[:depth] for mark in marks for depth in range(1, len(mark.term) + 1)}
    for see in dict.fromkeys(see for mark in marks for see in mark.see):
        if see in known:
            continue

        def is_it(_: str, tags: str, see: Term = see) -> bool:
            return see in map(parts, _tag("see", tags).split(";"))

        name = "!".join(see)
        yield fault(f"the index has no entry `{name}`", _typed(paper, is_it), _near(name, known))


def _marks(paper: Paper) -> tuple[IndexMark, ...]:
    return marked(paper.manuscript)[1]


def _typed(paper: Paper, is_it: Callable[[str, str], bool]) -> Place | None:
    """Return where the first mark is typed of whose words and tags something is true."""
    for source in paper.manuscript.sources:
        for found in TYPED.finditer(source.text):
            if is_it(found["words"], found["tags"]):
                return source.place(*found.span())
    return None


def _is_empty(words: str, tags: str) -> bool:
    term = _tag("term", tags)
    return not (parts(term) if term else words.strip())


def _tag(name: str, tags: str) -> str:
    found = re.search(rf"""\b{name}=(?:"([^"]*)"|'([^']*)'|(\S*))""", tags)
    return next(filter(None, found.groups()), "") if found else ""


def _near(name: str, known: set[Term]) -> str:
    from recto.tools.likeness import nearest

    near = nearest(name, sorted("!".join(term) for term in known))
    return f"did you mean `{near}`?" if near else "mark its words, or name an entry that is there"
