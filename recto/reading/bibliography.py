"""The bibliography: every entry of the `.bib` file, its persons, and where each field stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from recto.model import Bibliography, Field, Finding, Patch, Person, Place, Source, Work
from recto.reading.bib_file import CITEPROC_NAME, closed, read_bib
from recto.reading.bib_records import BibFault, RawEntry, RawField
from recto.reading.bib_scan import MONTHS

# The fields that hold names (biblatex manual, 2.2.2).
PERSONS = (
    "author", "editor", "editora", "editorb", "editorc", "translator", "bookauthor", "annotator",
    "commentator", "foreword", "introduction", "afterword", "holder",
)  # fmt: skip
# Fields by which an entry leans on others.
LEANS_ON = ("crossref", "xref", "xdata", "related", "entryset")
# Those that hand something down, so that a ring of them has no end; works may be related in rings.
INHERITS = ("crossref", "xref", "xdata", "entryset")
# A chapter in a book in a series leans on two; nobody means a chain of more than these.
GENERATIONS = 10
# Fields that no style prints: reference managers give some of them once a word.
UNPRINTED = frozenset({
    "keywords", "keyword", "annote", "annotation", "abstract", "file", "mendeley-groups", "groups",
    "mendeley-tags", "owner", "timestamp", "comment", "review",
})  # fmt: skip
# What biblatex calls the languages of papers that are not in English.
LANGUAGES = {
    "cs": "czech", "da": "danish", "de": "ngerman", "el": "greek", "es": "spanish",
    "et": "estonian",
    "fi": "finnish", "fr": "french", "hr": "croatian", "hu": "magyar", "it": "italian",
    "ja": "japanese", "ko": "korean", "la": "latin", "lt": "lithuanian", "lv": "latvian",
    "nb": "norsk", "nl": "dutch", "nn": "nynorsk", "no": "norsk", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sk": "slovak", "sl": "slovene",
    "sv": "swedish", "tr": "turkish", "uk": "ukrainian", "zh": "chinese",
}  # fmt: skip
# A name that needs no reading: a family and a given name, all words with a capital, and no TeX.
PLAIN_NAME = re.compile(r"([^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*)*), ([^\W\d_][\w.'’ -]*)")
# What citeproc's reader takes for a key, and for a type.
CITEPROC_KEY = re.compile(r"[\w.:;?!`'()/*@+=&\[\]-]+")
CITEPROC_TYPE = re.compile(r"[^\W\d_]+")
# Fields that only the manager of the references reads.
PRIVATE = re.compile(r"file|groups?|owner|timestamp|(?:mendeley|bdsk|date)-.*")
# Nothing that is longer is printed, but the names of the authors may be, in characters.
LONGEST = 20_000
# Commands of other programs that look like entries.
CONTROL = ("control", "bstctl", "ieeetranbstctl")


def read_bibliography(source: Source) -> tuple[Bibliography, tuple[Finding, ...]]:
    """Read a `.bib` file: works by key, and what is wrong with the file as findings.

    A broken entry is kept as far as it can be understood, and the rest of the file is read.
    """
    raw = read_bib(source.text)
    findings = [_fault(source, fault) for fault in raw.faults]
    places = _Places(source)
    works: dict[str, Work] = {}
    again = []
    for entry in raw.entries:
        if entry.type in CONTROL:
            continue
        work = _work(places, entry, findings)
        if work.key in works:
            again.append(work)
        else:
            works[work.key] = work
    findings += _rings(works)
    return Bibliography(source, works, tuple(again), raw.strings), tuple(findings)


def _leans_on(work: Work, names: tuple[str, ...] = LEANS_ON) -> list[str]:
    return [
        one.strip()
        for name in names
        if name in work.fields
        for one in work.value(name).split(",")
        if one.strip()
    ]


def _rings(works: dict[str, Work]) -> Iterator[Finding]:
    """Yield a finding for each entry that leans on itself, and let it lean on nothing."""
    leaning = {key: found for key, work in works.items() if (found := _leans_on(work, INHERITS))}
    rings = _ringed(leaning)
    for key, ring in rings.items():
        work = works[key]
        by = next(one for one in leaning[key] if rings.get(one) == ring)
        at = next(name for name in INHERITS if by in _leans_on(work, (name,)))
        yield Finding(
            "circular-reference", "error", f"`{key}` leans on itself by way of `{by}`",
            work.fields[at].value_place, "let one of the two lean on nothing",
        )  # fmt: skip
        fields = {name: one for name, one in work.fields.items() if name not in INHERITS}
        works[key] = replace(work, fields=fields, mended=True)


def _ringed(leaning: dict[str, list[str]]) -> dict[str, int]:
    """Return the entries that lead back to themselves, with the number of their ring.

    Tarjan's strongly connected components, without recursion: a chain may be of any length.
    """
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    ring: dict[str, int] = {}
    done: set[str] = set()
    path: list[str] = []
    at: dict[str, int] = {}
    for first in leaning:
        stack = [] if first in order else [first]
        left = {first: iter(leaning.get(first, ()))}
        while stack:
            key = stack[-1]
            if key not in order:
                order[key] = low[key] = len(order)
                at[key] = len(path)
                path.append(key)
            following = next((one for one in left[key] if one in leaning and one not in done), None)
            if following is not None and following not in order:
                stack.append(following)
                left[following] = iter(leaning[following])
            elif following is not None:
                low[key] = min(low[key], order[following])
            else:
                stack.pop()
                if stack:
                    low[stack[-1]] = min(low[stack[-1]], low[key])
                if low[key] == order[key]:
                    found, path[at[key] :] = path[at[key] :], []
                    done.update(found)
                    if len(found) > 1 or key in leaning[key]:
                        ring.update(dict.fromkeys(found, order[key]))
    return {key: ring[key] for key in leaning if key in ring}


def part(bibliography: Bibliography, keys: Iterable[str], language: str = "en") -> str:
    """Return the text of the entries with these keys, and of those that they lean on.

    citeproc then reads ten entries and not ten thousand. Each is written anew from what was read of
    it, in the form that citeproc's own, stricter reader knows: one broken entry would take all the
    others with it. An entry whose key that reader does not know is left out; a rule says so. One
    that names no language is in that of the paper: citeproc would take it for English, and write
    its title with small letters.
    """
    wanted = [key for key in with_leaned_on(bibliography, keys) if CITEPROC_KEY.fullmatch(key)]
    langid = LANGUAGES.get(language.partition("-")[0].lower(), "")
    entries = [_text(bibliography, bibliography.works[key], langid) for key in wanted]
    return "\n\n".join([bibliography.strings, *entries, ""])


def with_leaned_on(bibliography: Bibliography, keys: Iterable[str]) -> Iterator[str]:
    """Yield each of these keys that has an entry, and those that their entries lean on, once."""
    # Entries that lean on others come first: BibTeX wants it so.
    left, seen = [(key, 0) for key in sorted(keys, reverse=True)], set[str]()
    while left:
        key, depth = left.pop()
        work = bibliography.works.get(key)
        if work is None or key in seen:
            continue
        seen.add(key)
        yield key
        if depth < GENERATIONS:
            left += [(one, depth + 1) for one in _leans_on(work)]


def _text(bibliography: Bibliography, work: Work, langid: str) -> str:
    kind = work.type if CITEPROC_TYPE.fullmatch(work.type) else "misc"
    lines = [f"@{kind}{{{work.key},"]
    if langid and not any(work.value(name) for name in ("langid", "language", "hyphenation")):
        lines.append(f"  langid = {{{langid}}},")
    for name, field in work.fields.items():
        if len(field.value) > LONGEST and name not in PERSONS:
            continue
        if CITEPROC_NAME.fullmatch(name) and not PRIVATE.fullmatch(name):
            lines.append(f"  {name} = {_value(bibliography, work, field)},")
    return "\n".join([*lines, "}"])


def _value(bibliography: Bibliography, work: Work, field: Field) -> str:
    """Return a value with its delimiters, as citeproc reads it."""
    if field.name == "month":
        short = next((one for one, whole in MONTHS.items() if whole == field.value), "")
        if short:
            return short
    value = field.value
    if "%" in value and not work.mended:
        # To citeproc this begins a comment, which ends with its line.
        source, place = bibliography.source, field.value_place
        start = source.offset(place.line, place.column)
        typed = source.text[start : source.offset(place.end_line, place.end_column)]
        value = typed if " ".join(typed.split()) == value else value
    return f"{{{closed(value)}}}"


class _Places:
    """Places of a source, looked up in the order in which they stand."""

    def __init__(self, source: Source) -> None:
        self.source, self.path = source, source.path
        self._starts = [*source.line_starts, len(source.text) + 2]
        # The line of the last place, and the offsets at which it begins and ends.
        self._line, self._from, self._to = 1, 0, self._starts[1]

    def place(self, start: int, end: int) -> Place:
        """Return the place of the characters from `start` to `end`."""
        if not self._from <= start < self._to:
            self._line = line = self.source.line_and_column(start)[0]
            self._from, self._to = self._starts[line - 1], self._starts[line]
        column = start - self._from + 1
        if end < self._to:
            return Place(self.path, self._line, column, self._line, column + end - start)
        return Place(self.path, self._line, column, *self.source.line_and_column(end))


def _fault(source: Source, fault: BibFault) -> Finding:
    place = source.place(fault.start, max(fault.end, fault.start + 1))
    fix: tuple[Patch, ...] = ()
    if fault.insert:
        last = source.text[fault.end - 1]
        fix = (Patch(source.path, fault.end - 1, last, last + fault.insert),)
    return Finding("bib-syntax", fault.kind, fault.message, place, fault.help, (), fix)


def _work(places: _Places, entry: RawEntry, findings: list[Finding]) -> Work:
    fields: dict[str, Field] = {}
    persons: dict[str, tuple[Person, ...]] = {}
    place = places.place(entry.start, entry.end)
    key_place = places.place(entry.key_start, entry.key_start + len(entry.key))
    for raw in entry.fields:
        name = raw.name.lower()
        field = _field(places, raw, name)
        if name in fields:
            findings.append(_again(entry, field, fields[name]))
        fields[name] = field  # citeproc, too, takes the last
        if name in PERSONS:
            persons[name] = _persons(field, places.source, findings)
    return Work(entry.key, entry.type, fields, place, key_place, persons, entry.mended)


def _field(places: _Places, raw: RawField, name: str) -> Field:
    return Field(
        name,
        raw.value,
        places.place(raw.start, raw.end),
        places.place(raw.value_start, max(raw.value_end, raw.value_start + 1)),
    )


def _again(entry: RawEntry, field: Field, first: Field) -> Finding:
    harmless = field.name in UNPRINTED or field.value == first.value
    return Finding(
        "duplicate-field", "info" if harmless else "warning",
        f"`{entry.key}` has the field `{field.name}` twice; only this one is read", field.place,
        "keep one of the two", ((first.place, "first given here"),),
    )  # fmt: skip


def _persons(field: Field, source: Source, findings: list[Finding]) -> tuple[Person, ...]:
    names = _plain_names(field.value)
    if names is not None:
        return names
    from recto.tools.names import read_names

    read, odd = read_names(field.value)
    findings += [
        Finding(
            "name-form", "error", f"the name `{name}` {wrong}", _where(name, field, source),
            "separate names by ` and `, and write each as `Family, Given` or `Family, Jr, Given`",
        )
        for name, wrong in odd
    ]  # fmt: skip
    return tuple(read)


def _where(name: str, field: Field, source: Source) -> Place:
    """Return where a name stands in its field, the whole value if it is not typed so."""
    value = field.value_place
    start = source.offset(value.line, value.column)
    end = source.offset(value.end_line, value.end_column)
    typed = re.compile(r"\s+".join(map(re.escape, name.split())))
    found = typed.search(source.text, start, end)
    return source.place(*found.span()) if found else value


def _plain_names(value: str) -> tuple[Person, ...] | None:
    """Read names that are as plain as most, ten times as fast; None if one of them is not."""
    names = []
    for typed in value.split(" and "):
        found = PLAIN_NAME.fullmatch(typed)
        if not found or not all(word[0].isupper() for word in found[1].split(" ")):
            return None
        if "et al" in found[2].lower():
            return None
        names.append(Person(found[1], found[2].strip()))
    return tuple(names)
