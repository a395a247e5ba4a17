"""What the head of a paper names: its bibliography, its style, works that are listed uncited."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.model import Finding, Paper, Place
from recto.reading.positions import candidates
from recto.rules._heads import locale_of_style, missing_bibliographies, named, spans_of
from recto.rules._late import late
from recto.rules._once import once
from recto.rules._rule import fault, rule

REFERENCES = late(
    r"(?i)(?:\d+\.?\s*)?(?:references|bibliography|works cited|literature(?: cited)?|bibliographie"
    r"|literatur(?:verzeichnis)?|bibliografía|bibliografia|références)\s*\Z"
)
ID = late(r"^[ \t]*(?:-[ \t]+)?id[ \t]*:[ \t]*[\"']?([^\s\"']+)", re.MULTILINE)


@rule("error")
def bib_missing(paper: Paper) -> Iterator[Finding]:
    """The bibliography file is not there

    What it finds: a `.bib` file that `paper.toml` or the head of the paper names and that is not in
    the folder, and a paper that cites and has none.

    Why it matters: no citation can be printed; or another file is read than the author believes.

    Example: `bibliography: refrences.bib`, where the file is `references.bib`.

    Instead: the name of the file, from the folder of the paper.
    """
    near = sorted(path.name for path in paper.root.glob("*.bib"))
    first = next((one.place for one in paper.manuscript.citations if one.place), None)
    for name, place in missing_bibliographies(paper):
        help = f"did you mean `{near[0]}`?" if near else "put the file into the paper's folder"
        yield fault(f"the bibliography `{name}` is not there", place or first, help)


@rule("error")
def csl_missing(paper: Paper) -> Iterator[Finding]:
    """The citation style is not there

    What it finds: a `csl:` in the head that is no file of the paper and no style by name, and a
    file that is no CSL style. An address on the network is let alone.

    Why it matters: another program would stop, or print every citation in a style that nobody
    chose.

    Example: `csl: chicgo-notes.csl`

    Instead: `csl: chicago-notes-bibliography.csl`; Recto itself goes by `citation-style`.
    """
    for one in named(paper, "csl"):
        if "://" in one.value:
            continue
        folders = ("", "manuscript", "templates")
        files = [paper.root / folder / one.value for folder in folders]
        file = next((path for path in files if path.is_file()), None)
        if file is not None:
            with file.open(encoding="utf-8", errors="replace") as text:
                if "<style" not in text.read(20_000):
                    yield fault(f"`{one.value}` is no citation style", one.place,
                                "a CSL file begins with `<style>`")  # fmt: skip
        elif help := _no_style(one.value, paper):
            yield fault(f"the citation style `{one.value}` is not there", one.place, help)


@rule("info")
def csl_locale_mismatch(paper: Paper) -> Iterator[Finding]:
    """The citation style is written for another language

    What it finds: a paper whose head names its language, and whose style is written for another
    that is not English ("et al.", "Hg.", "ibidem" may be fixed words of it).

    Why it matters: references mix two languages.

    Example: `lang: en-GB` with a style of a German society.

    Instead: a style for the language of the paper.
    """
    locale = locale_of_style(paper)
    said = [*named(paper, "lang"), *named(paper, "language")]
    if said and locale not in ("", "en") and said[0].value[:2].lower() != locale:
        yield fault(
            f"the style `{paper.style.stem}` is written for `{locale}`, the paper is in "
            f"`{said[0].value}`", said[0].place, "choose a style for the language of the paper",
        )  # fmt: skip


@rule("error")
def nocite_undefined(paper: Paper) -> Iterator[Finding]:
    """A work that is to be listed uncited is not there

    What it finds: a key in `nocite` of the head that no entry has, and a key without its `@`.

    Why it matters: the work was to be listed uncited, and is not listed.

    Example: `nocite: "@soya2016"` with an entry `soeya2016`.

    Instead: `nocite: "@soeya2016"`; `@*` lists every entry.
    """
    works = paper.bibliography.works
    for source, start, end in spans_of(paper, "nocite"):
        text = source.text[start:end]
        for one in candidates(text):
            if one.kind == "cite" and one.name not in works and works:
                yield fault(
                    f"`nocite` names `{one.name}`, and no entry has that key",
                    source.place(start + one.start, start + one.end), _near(one.name, paper),
                )  # fmt: skip
        for match in re.finditer(r"(?<![\w@:./{-])[\w][\w:./-]*", text):
            if match[0] in works:
                yield fault(f"`{match[0]}` has no `@` in `nocite`",
                            source.place(start + match.start(), start + match.end()),
                            f"write `@{match[0]}`")  # fmt: skip


@rule("warning")
def inline_reference_duplicate(paper: Paper) -> Iterator[Finding]:
    """A reference in the head repeats an entry

    What it finds: an `id` below `references:` in the head that an entry of the bibliography has
    too, or an earlier reference there.

    Why it matters: two programs take different ones of the two.

    Example: `- id: soeya2016` beside an entry `@incollection{soeya2016, ...}`.

    Instead: keep one of them.
    """
    works = paper.bibliography.works
    for source, start, end in spans_of(paper, "references"):
        seen: dict[str, Place] = {}
        for match in ID.finditer(source.text, start, end):
            key, place = match[1], source.place(*match.span(1))
            if key in works:
                yield fault(f"`{key}` is in the head and in the bibliography", place,
                            "keep one of them", ((works[key].key_place, "its entry"),))  # fmt: skip
            elif key in seen:
                yield fault(f"two references have the id `{key}`", place,
                            "keep one of them", ((seen[key], "the first"),))  # fmt: skip
            seen.setdefault(key, place)


@rule("info")
def bibliography_heading_missing(paper: Paper) -> Iterator[Finding]:
    """A heading waits for the bibliography, which is printed elsewhere

    What it finds: an empty section "References" or "Bibliography" that is not the last.

    Why it matters: the bibliography is printed at the end, under a heading of its own. This one
    stays empty.

    Example:
        # References

        # Appendix

    Instead: put the heading at the end, or take it out.
    """
    paragraphs = paper.manuscript.paragraphs
    kinds = {one.id: number for number, one in enumerate(paragraphs)}
    for heading in paper.manuscript.headings:
        if not REFERENCES.match(heading.title) or heading.place is None:
            continue
        after = kinds.get(heading.id, len(paragraphs)) + 1
        if after < len(paragraphs) and paragraphs[after].kind == "heading" and _has_entries(paper):
            yield fault(f"nothing stands under `{heading.title}`", heading.place,
                        "put it at the end: the bibliography is printed there")  # fmt: skip


def _has_entries(paper: Paper) -> bool:
    return bool(paper.manuscript.bibliography)


@once
def _keys(paper: Paper) -> tuple[str, ...]:
    return tuple(paper.bibliography.works)


def _near(key: str, paper: Paper) -> str:
    from recto.tools.likeness import nearest

    near = nearest(key, _keys(paper))
    return f"did you mean `@{near}`?" if near else "write an entry with this key, or take it out"


def _no_style(name: str, paper: Paper) -> str:
    """Return the remedy where there is no style of a name, empty where there is one."""
    from recto.tools.styles import StyleError, find_style

    try:
        find_style(name.rpartition("/")[2], paper.root)
    except StyleError as problem:
        _, _, hint = str(problem).partition("; ")
        return hint or "name a style of the CSL project, or put the file into `templates/`"
    return ""
