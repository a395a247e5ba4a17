"""The marks of the index: each makes an entry, and each reference leads to one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from recto.model import Finding, Paper, Place, Source
from recto.reading.indexing import IndexMark, Term, marked, parts
from recto.rules._rule import fault, rule
from recto.rules._verbatim import text_of

# A line of an index holds a third of it; what is longer was meant to end earlier.
LONG = 120
# A bracket, what it marks, and its attributes, up to a depth that a pattern can follow.
TYPED = re.compile(r"\[(?P<words>(?:[^\[\]]|\[[^\[\]]*\])*)\]\{(?P<tags>[^{}]*\.index\b[^{}]*)\}")

TAG = re.compile(r"""\b(term|see|sort)=(?:"([^"]*)"|'([^']*)'|([^\s"']*))""")
# A picture has the words of its description; the call of a note has none.
PICTURE = re.compile(r"!\[([^\]]*)\](?:\([^)]*\))?|\[\^[^\]]*\]")


@rule("warning")
def empty_index_term(paper: Paper) -> Iterator[Finding]:
    """A mark of the index has no words

    What it finds: `[]{.index}` without a term, or with one of spaces and exclamation marks alone.

    Why it matters: nothing comes into the index.

    Example: `The treaty[]{.index} was signed.`

    Instead: `The treaty[]{.index term="treaty of 1965"} was signed.`
    """
    count = sum(not mark.term for mark in _marks(paper))
    if not count:
        return
    help = 'mark words, `[treaty]{.index}`, or name a term, `[]{.index term="treaty"}`'
    places: list[Place | None] = [
        source.place(*found.span())
        for source, found in _all_typed(paper)
        if _is_empty(found["words"], found["tags"])
    ]
    for place in places[:count] or [None]:
        yield fault("a mark of the index has no words", place, help)


@rule("warning")
def blank_index_term(paper: Paper) -> Iterator[Finding]:
    """A term of the index has a blank part

    What it finds: `term=""`, and a blank between two exclamation marks or beside one; a blank `see`
    or `sort`, and a blank between two semicolons of `see`.

    Why it matters: the blank is passed over in silence: the entry stands elsewhere than was meant.

    Example: `[the treaty]{.index term="alliance!"}`

    Instead: `[the treaty]{.index term="alliance!treaty"}`; an exclamation mark of the words
    themselves is typed twice.
    """
    if not _marks(paper):
        return
    for source, found in _all_typed(paper):
        if _is_empty(found["words"], found["tags"]):
            continue
        for tag in TAG.finditer(found["tags"]):
            value = next((one for one in tag.groups()[1:] if one is not None), "")
            if not _has_blank(tag[1], value):
                continue
            start = found.start("tags")
            yield fault(
                f"the {tag[1]} `{value}` of an index mark has a blank part",
                source.place(start + tag.start(), start + tag.end()),
                "fill it in, or take it out",
            )


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


def _all_typed(paper: Paper) -> Iterator[tuple[Source, re.Match[str]]]:
    """Yield every mark that is typed in the text, and its source."""
    for source in paper.manuscript.sources:
        if ".index" not in source.text:
            continue
        text = text_of(source)
        for found in TYPED.finditer(source.text):
            if text[found.start()] == "[":
                yield source, found


def _has_blank(name: str, value: str) -> bool:
    levels = value.replace("!!", "\0")
    if name == "see":
        return any(not one.strip() for one in re.split("[;!]", levels.rstrip().removesuffix(";")))
    return any(not one.strip() for one in levels.split("!"))


def _is_empty(words: str, tags: str) -> bool:
    term = _tag("term", tags)
    return not (parts(term) if term else PICTURE.sub(r"\1", words).strip())


def _tag(name: str, tags: str) -> str:
    found = re.search(rf"""\b{name}=(?:"([^"]*)"|'([^']*)'|(\S*))""", tags)
    return next(filter(None, found.groups()), "") if found else ""


def _near(name: str, known: set[Term]) -> str:
    from recto.tools.likeness import nearest

    near = nearest(name, sorted("!".join(term) for term in known))
    return f"did you mean `{near}`?" if near else "mark its words, or name an entry that is there"
