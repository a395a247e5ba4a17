"""The bibliography: every entry of the `.bib` file, its persons, and where each field stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from recto.model import Bibliography, Field, Finding, Person, Source, Work
from recto.tools.bibtex import BibFault, RawEntry, RawField, read_bib
from recto.tools.names import read_names

# The fields that hold names (biblatex manual, 2.2.2).
PERSONS = (
    "author", "editor", "editora", "editorb", "editorc", "translator", "bookauthor", "annotator",
    "commentator", "foreword", "introduction", "afterword", "holder",
)  # fmt: skip
# Fields by which an entry leans on others.
LEANS_ON = ("crossref", "xref", "xdata", "related", "entryset")
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
# Commands of other programs that look like entries.
CONTROL = ("control", "bstctl", "ieeetranbstctl")


def read_bibliography(source: Source) -> tuple[Bibliography, tuple[Finding, ...]]:
    """Read a `.bib` file: works by key, and what is wrong with the file as findings.

    A broken entry is kept as far as it can be understood, and the rest of the file is read.
    """
    raw = read_bib(source.text)
    findings = [_fault(source, fault) for fault in raw.faults]
    works: dict[str, Work] = {}
    again = []
    for entry in raw.entries:
        if entry.type in CONTROL:
            continue
        work = _work(source, entry, findings)
        if work.key in works:
            again.append(work)
        else:
            works[work.key] = work
    findings += _rings(works)
    return Bibliography(source, works, tuple(again), raw.strings), tuple(findings)


def _leans_on(work: Work) -> list[str]:
    return [one.strip() for name in LEANS_ON for one in work.value(name).split(",") if one.strip()]


def _rings(works: dict[str, Work]) -> Iterator[Finding]:
    """Yield a finding for each entry that leans on itself, and let it lean on nothing."""
    leaning = {key: _leans_on(work) for key, work in works.items()}
    for key, nearest in leaning.items():
        for by in nearest:
            left, seen = [by], {by}
            while left:
                left += [one for one in leaning.get(left.pop(), ()) if one not in seen]
                seen.update(left)
            if key in seen:
                work = works[key]
                at = next(name for name in LEANS_ON if by in work.value(name))
                yield Finding(
                    "circular-reference", "error", f"`{key}` leans on itself by way of `{by}`",
                    work.fields[at].value_place, "let one of the two lean on nothing",
                )  # fmt: skip
                fields = {name: one for name, one in work.fields.items() if name not in LEANS_ON}
                works[key] = replace(work, fields=fields, mended=True)
                break


def part(bibliography: Bibliography, keys: Iterable[str], language: str = "en") -> str:
    """Return the text of the entries with these keys, and of those that they lean on.

    citeproc then reads ten entries and not ten thousand. A broken entry is written anew from what
    could be read of it: it must not take the others with it. An entry that names no language is in
    that of the paper: citeproc would take it for English, and write its title with small letters.
    """
    wanted = list(with_leaned_on(bibliography, keys))
    langid = LANGUAGES.get(language.partition("-")[0].lower(), "")
    entries = [_text(bibliography, bibliography.works[key], langid) for key in wanted]
    return "\n\n".join([bibliography.strings, *entries, ""])


def with_leaned_on(bibliography: Bibliography, keys: Iterable[str]) -> Iterator[str]:
    """Yield each of these keys that has an entry, and those that their entries lean on, once."""
    # Entries that lean on others come first: BibTeX wants it so.
    left, seen = sorted(keys, reverse=True), set[str]()
    while left:
        key = left.pop()
        work = bibliography.works.get(key)
        if work is None or key in seen:
            continue
        seen.add(key)
        yield key
        left += _leans_on(work)


def _text(bibliography: Bibliography, work: Work, langid: str) -> str:
    source = bibliography.source
    start = source.offset(work.place.line, work.place.column)
    typed = source.text[start : source.offset(work.place.end_line, work.place.end_column)]
    speaks = not langid or any(work.value(name) for name in ("langid", "language", "hyphenation"))
    if speaks and not work.mended and typed.endswith("}"):
        return typed
    # Written anew: an entry in parentheses, too, which pandoc does not read.
    own = "" if speaks else f"  langid = {{{langid}}},\n"
    fields = own + "".join(f"  {name} = {{{_closed(work.value(name))}}},\n" for name in work.fields)
    return f"@{work.type}{{{work.key},\n{fields}}}"


def _closed(value: str) -> str:
    """Return a value without braces if they do not pair off."""
    return value if value.count("{") == value.count("}") else re.sub(r"[{}]", "", value)


def _fault(source: Source, fault: BibFault) -> Finding:
    place = source.place(fault.start, max(fault.end, fault.start + 1))
    return Finding("bib-syntax", "error", fault.message, place, fault.help)


def _work(source: Source, entry: RawEntry, findings: list[Finding]) -> Work:
    fields: dict[str, Field] = {}
    persons: dict[str, tuple[Person, ...]] = {}
    for raw in entry.fields:
        name = raw.name.lower()
        field = _field(source, raw)
        if name in fields:
            findings.append(_again(entry, field, fields[name]))
        fields[name] = field  # citeproc, too, takes the last
        if name in PERSONS:
            persons[name] = _persons(field, findings)
    return Work(
        entry.key,
        entry.type,
        fields,
        source.place(entry.start, entry.end),
        source.place(entry.key_start, entry.key_start + len(entry.key)),
        persons,
        entry.mended,
    )


def _field(source: Source, raw: RawField) -> Field:
    return Field(
        raw.name.lower(),
        raw.value,
        source.place(raw.start, raw.end),
        source.place(raw.value_start, max(raw.value_end, raw.value_start + 1)),
    )


def _again(entry: RawEntry, field: Field, first: Field) -> Finding:
    harmless = field.name in UNPRINTED or field.value == first.value
    return Finding(
        "duplicate-field", "info" if harmless else "warning",
        f"`{entry.key}` has the field `{field.name}` twice; only this one is read", field.place,
        "keep one of the two", ((first.place, "first given here"),),
    )  # fmt: skip


def _persons(field: Field, findings: list[Finding]) -> tuple[Person, ...]:
    names, odd = read_names(field.value)
    findings += [
        Finding(
            "name-form", "error", f"the name `{name}` {wrong}", field.value_place,
            "separate names by ` and `, and write each as `Family, Given` or `Family, Jr, Given`",
        )
        for name, wrong in odd
    ]  # fmt: skip
    return tuple(names)
