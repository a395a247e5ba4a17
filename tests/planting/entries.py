"""Faults of entries and of the .bib file as a whole."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator

from planting import PENCIL, Bed, Edit, Entry, Field, Plan, fault


def _insert_pencil(bed: Bed, entry: Entry) -> Edit:
    return Edit(bed.bib, entry.key_start, entry.key_start, PENCIL)


def each(bed: Bed, *names: str, types: str = "") -> Iterator[tuple[Entry, Field]]:
    """Every field of one of the names, in entries whose type matches."""
    for entry in bed.entries:
        if re.fullmatch(types or r"\w+", entry.type):
            yield from ((entry, entry.fields[name]) for name in names if name in entry.fields)


def drop(fault_name: str, *names: str, types: str = "", without: tuple[str, ...] = ()) -> None:
    """A field is missing: the pencil stands at the key of the entry."""

    @fault(fault_name)
    def plant(bed: Bed) -> Iterator[Plan]:
        for entry, one in each(bed, *names, types=types):
            if not any(name in entry.fields for name in without):
                yield _insert_pencil(bed, entry), Edit(bed.bib, one.start, one.end, "")


def change(fault_name: str, names: str, new: Callable[[str], str | None], types: str = "") -> None:
    """A value is spoilt: the pencil stands where the new value has it, else before it."""

    @fault(fault_name)
    def plant(bed: Bed) -> Iterator[Plan]:
        for _, one in each(bed, *names.split(), types=types):
            made = new(one.value)
            if made is not None and made.replace(PENCIL, "") != one.value:
                made = made if PENCIL in made else PENCIL + made
                yield (Edit(bed.bib, one.value_start, one.value_end, made),)


def add(fault_name: str, line: str, types: str = "", without: tuple[str, ...] = ()) -> None:
    """A field too many: `line` with the pencil in it, as the last of the entry."""

    @fault(fault_name)
    def plant(bed: Bed) -> Iterator[Plan]:
        for entry in bed.entries:
            if re.fullmatch(types or r"\w+", entry.type) and not any(
                name in entry.fields for name in without
            ):
                last = max((one.end for one in entry.fields.values()), default=0)
                if last:
                    yield (Edit(bed.bib, last, last, f"  {line},\n"),)


def append(fault_name: str, text: Callable[[Bed, Entry], str | None]) -> None:
    """Another entry at the end of the file."""

    @fault(fault_name)
    def plant(bed: Bed) -> Iterator[Plan]:
        end = len(bed.texts[bed.bib])
        for entry in bed.entries:
            made = text(bed, entry)
            if made:
                yield (Edit(bed.bib, end, end, f"\n{made}\n"),)


def body(bed: Bed, entry: Entry) -> str:
    """The text of an entry from its first field on."""
    text = bed.texts[bed.bib][entry.start : entry.end]
    return text[text.index("\n") + 1 :].rstrip()


drop("entry-no-author", "author", types="article|thesis|incollection|inproceedings")
drop("entry-no-title", "title")
drop("entry-no-year", "date", "year")
drop("entry-no-publisher", "publisher", types="book|incollection")
drop("entry-no-journal", "journaltitle", "journal", types="article")
drop("entry-no-booktitle", "booktitle", types="incollection|inproceedings")
drop("entry-no-school", "institution", "school", types=".*thesis")
drop("entry-no-pages", "pages", types="article")
drop("entry-no-volume", "volume", types="article")
change("entry-empty-field", "title", lambda _: "")
add("entry-unknown-field", f"{PENCIL}jounral = {{x}}", types="article")
add("entry-unknown-field", f"{PENCIL}publsher = {{x}}", types="book")
change("entry-not-a-year", "date year", lambda v: "forthcomming" if v.isdigit() else None)


@fault("entry-duplicate-key")
def _same_key(bed: Bed) -> Iterator[Plan]:
    entries = bed.entries
    for one, other in itertools.pairwise(entries):
        yield (Edit(bed.bib, other.key_start, other.key_start + len(other.key), PENCIL + one.key),)


append("entry-duplicate-work", lambda bed, entry: (
    f"@{entry.type}{{{PENCIL}{entry.key}again,\n{body(bed, entry)}"
))  # fmt: skip


def _nearly(bed: Bed, entry: Entry) -> str | None:
    title = entry.fields.get("title")
    if not title or len(title.value) < 16 or "doi" in entry.fields:
        return None
    other = title.value.replace("e", "ee", 1)
    made = body(bed, entry).replace(title.value, other, 1)
    return f"@{entry.type}{{{PENCIL}{entry.key}near,\n{made}"


append("entry-near-duplicate", _nearly)


@fault("entry-duplicate-field")
def _twice(bed: Bed) -> Iterator[Plan]:
    text = bed.texts[bed.bib]
    for entry, one in each(bed, "title", "author", "publisher"):
        line = text[one.start : one.end].lstrip()
        last = max(f.end for f in entry.fields.values())
        yield (Edit(bed.bib, last, last, f"  {PENCIL}{line}"),)


@fault("entry-unknown-type")
def _type(bed: Bed) -> Iterator[Plan]:
    for entry in bed.entries:
        if entry.type in ("article", "book", "report"):
            new = entry.type[0] + entry.type[2] + entry.type[1] + entry.type[3:]
            start = entry.start + 1
            # An editor marks the type, with its @.
            yield (Edit(bed.bib, start, start + len(entry.type), PENCIL + new),)


@fault("bib-unbalanced-brace")
def _brace(bed: Bed) -> Iterator[Plan]:
    for _, one in each(bed, "title", "publisher", "journal"):
        if bed.texts[bed.bib][one.value_end] == "}":
            yield (Edit(bed.bib, one.value_start, one.value_end + 1, PENCIL + one.value),)


@fault("bib-missing-comma")
def _comma(bed: Bed) -> Iterator[Plan]:
    for _, one in each(bed, "author", "title"):
        if bed.texts[bed.bib][one.end - 2 : one.end] == ",\n":
            yield (Edit(bed.bib, one.end - 2, one.end, f"{PENCIL}\n"),)


@fault("bib-entry-no-key")
def _keyless(bed: Bed) -> Iterator[Plan]:
    for entry in bed.entries:
        head = bed.texts[bed.bib][entry.start : entry.key_start]
        made = f"{PENCIL}{head},"
        yield (Edit(bed.bib, entry.start, entry.key_start + len(entry.key) + 1, made),)


@fault("bib-key-bad-char")
def _spaced_key(bed: Bed) -> Iterator[Plan]:
    for entry in bed.entries:
        made = PENCIL + entry.key[:-4] + " " + entry.key[-4:]
        yield (Edit(bed.bib, entry.key_start, entry.key_start + len(entry.key), made),)


@fault("bib-undefined-string")
def _macro(bed: Bed) -> Iterator[Plan]:
    for _, one in each(bed, "publisher", "journaltitle", "journal"):
        if bed.texts[bed.bib][one.value_start - 1] == "{":
            yield (Edit(bed.bib, one.value_start - 1, one.value_end + 1, f"{PENCIL}nosuchname"),)


add("crossref-missing", f"crossref = {{{PENCIL}nobody1999}}")
add("xref-missing", f"xref = {{{PENCIL}nobody1999}}")
add("xdata-missing", f"xdata = {{{PENCIL}nobody1999}}")
add("related-missing", f"related = {{{PENCIL}nobody1999}}")


@fault("crossref-circular")
def _ring(bed: Bed) -> Iterator[Plan]:
    entries = bed.entries
    for one, other in itertools.pairwise(entries):
        ends = [max(f.end for f in each_one.fields.values()) for each_one in (one, other)]
        yield (
            Edit(bed.bib, ends[0], ends[0], f"  crossref = {{{PENCIL}{other.key}}},\n"),
            Edit(bed.bib, ends[1], ends[1], f"  crossref = {{{one.key}}},\n"),
        )


@fault("alias-collides")
def _alias(bed: Bed) -> Iterator[Plan]:
    entries = bed.entries
    for one, other in itertools.pairwise(entries):
        end = max(f.end for f in one.fields.values())
        yield (Edit(bed.bib, end, end, f"  ids = {{{PENCIL}{other.key}}},\n"),)


@fault("entryset-broken")
def _set(bed: Bed) -> Iterator[Plan]:
    end = len(bed.texts[bed.bib])
    made = f"\n@set{{{PENCIL}aset,\n  entryset = {{nobody1, nobody2}},\n}}\n"
    yield (Edit(bed.bib, end, end, made),)


@fault("string-unused")
def _string(bed: Bed) -> Iterator[Plan]:
    yield (Edit(bed.bib, 0, 0, f"@string{{{PENCIL}unused = {{Nobody's Journal}}}}\n"),)


@fault("comment-lost")
def _stray(bed: Bed) -> Iterator[Plan]:
    for entry in bed.entries[1:]:
        made = f"{PENCIL}author = {{Someone Else}}, title = {{Lost}}\n\n"
        yield (Edit(bed.bib, entry.start, entry.start, made),)


@fault("entry-type-mismatch")
def _as_book(bed: Bed) -> Iterator[Plan]:
    for entry in bed.entries:
        if entry.type == "article":
            yield (Edit(bed.bib, entry.start + 1, entry.start + 8, f"{PENCIL}book"),)


@fault("entry-unused")
def _unused(bed: Bed) -> Iterator[Plan]:
    end = len(bed.texts[bed.bib])
    made = (
        f"\n@book{{{PENCIL}nemo1999,\n  author = {{Nemo, Ned}},\n"
        "  title = {Deep Water Soundings},\n  address = {Paris},\n"
        "  publisher = {Nautilus Books},\n  year = {1999},\n}\n"
    )
    yield (Edit(bed.bib, end, end, made),)


# Names


def _swap_order(value: str) -> str | None:
    first = value.split(" and ", maxsplit=1)[0]
    if first.count(",") != 1 or "{" in first:
        return None
    family, given = (part.strip() for part in first.split(","))
    return value.replace(first, f"{given} {family}", 1)


change("author-order-inconsistent", "author editor", _swap_order)
change("author-semicolon", "author", lambda v: v.replace(" and ", "; ") if " and " in v else None)
change("author-commas-no-and", "author",
       lambda v: v.replace(" and ", ", ") if v.count(" and ") > 1 else None)  # fmt: skip
change("author-et-al", "author", lambda v: v + f" and {PENCIL}et al." if "{" not in v else None)
change("author-et-al", "author", lambda v: v + f" {PENCIL}et al." if "{" not in v else None)
change("author-and-and", "author",
       lambda v: v.replace(" and ", f" and {PENCIL}and ", 1) if " and " in v else None)  # fmt: skip
change("author-caps", "author", lambda v: v.upper().replace(" AND ", " and ") if "," in v else None)
change("author-corporate-unbraced", "author", lambda v: v[1:-1] if v[:1] == "{" else None)
change("author-corporate-unbraced", "author", lambda _: "Ministry of Trade and Shipping")
change("author-placeholder", "author", lambda _: "Author, A.")
change("author-placeholder", "author", lambda _: "TODO")
change("author-placeholder", "author", lambda _: "Lastname, Firstname")

# Dates

change("year-not-number", "year date", lambda v: v + "x" if v.isdigit() else None)
change("year-two-digits", "year date", lambda v: v[2:] if v.isdigit() else None)
change("year-future", "year date", lambda v: "2099" if v.isdigit() else None)
change("year-after-paper", "year date", lambda v: "2025" if v.isdigit() else None)
change("year-implausible", "year date", lambda v: "1214" if v.isdigit() else None, "article|book")
change("year-implausible", "year date", lambda v: "0" + v[1:] if v.isdigit() else None, "article")
add("year-date-disagree", f"year = {{{PENCIL}1931}}", without=("year",))
change("date-invalid", "date", lambda v: f"{v}-02-30" if v.isdigit() else None)
change("month-invalid", "month", lambda _: "13")
add("month-invalid", f"month = {{{PENCIL}Febuary}}", types="article", without=("month", "date"))
drop("url-no-access-date", "urldate", types="online")
change("access-date-invalid", "urldate", lambda _: "last summer")
change("access-before-publication", "urldate", lambda _: "1999-01-05")
change("access-date-future", "urldate", lambda _: "2098-01-05")
change("cited-after-deadline", "urldate", lambda _: "2025-01-05")
change("date-range-invalid", "date", lambda v: f"{v}/{int(v) - 3}" if v.isdigit() else None)

# Identifiers


def _wrong_check(value: str) -> str:
    last = value[-1]
    return value[:-1] + ("7" if last != "7" else "3")


change("isbn-checksum", "isbn", _wrong_check)
change("isbn-length", "isbn", lambda v: v[:-1])
change("issn-checksum", "issn", _wrong_check)
change("issn-format", "issn", lambda v: v[:-2])
change("doi-bad-prefix", "doi", lambda v: v.replace("10.", "11.", 1))
change("doi-no-slash", "doi", lambda v: v.replace("/", "", 1))
change("doi-as-url", "doi", lambda v: f"https://doi.org/{v}")
change("doi-trailing-period", "doi", lambda v: v + f"{PENCIL}.")
add("ismn-checksum", f"ismn = {{{PENCIL}979-0-060-11561-0}}", types="book")
add("pmid-malformed", f"pmid = {{{PENCIL}PM12x4}}", types="article")
add("eprint-malformed", f"eprint = {{{PENCIL}2101.1}},\n  eprinttype = {{arxiv}}", types="article")
add("url-malformed", f"url = {{{PENCIL}htp://www.example.org/a/page}}", without=("url",))
add("url-malformed", f"url = {{{PENCIL}https//www.example.org/a/page}}", without=("url",))
add("url-space", f"url = {{https://www.example.org/a{PENCIL} page}}", without=("url",))
add("url-tracking", f"url = {{https://www.example.org/a/page?{PENCIL}utm_source=mail}}",
    without=("url",))  # fmt: skip
add("url-homepage", f"url = {{{PENCIL}https://www.example.org/}}", types="online|article|book",
    without=("url",))  # fmt: skip
add("doi-url-disagree", f"url = {{{PENCIL}https://doi.org/10.1093/other/abc123}}", types="article",
    without=("url",))  # fmt: skip
add("file-missing", f"file = {{{PENCIL}papers/nosuch.pdf}}", without=("file",))


@fault("doi-duplicate")
def _same_doi(bed: Bed) -> Iterator[Plan]:
    fields = [one for _, one in each(bed, "doi")]
    for one, other in itertools.pairwise(fields):
        yield (Edit(bed.bib, other.value_start, other.value_end, PENCIL + one.value),)


change("doi-disagrees-with-fields", "doi", lambda _: "10.1016/j.marpol.1987.08.036", "article")

# Fields


def _pages(value: str, dash: str) -> str | None:
    return re.sub(r"--|–", dash, value) if re.search(r"--|–", value) else None


def _reversed(value: str) -> str | None:
    parts = re.split(r"--|–", value)
    return f"{parts[1]}--{parts[0]}" if len(parts) == 2 else None


change("pages-reversed", "pages", _reversed)
change("pages-hyphen", "pages", lambda v: _pages(v, "-"))
change("pages-em-dash", "pages", lambda v: _pages(v, "—"))
change("pages-prefix", "pages", lambda v: f"pp. {v}")
change("pages-repeated", "pages", lambda v: "--".join([v.split("-")[0]] * 2))
change("edition-ordinal", "edition", lambda v: f"{v}nd ed.")
add("edition-first", f"edition = {{{PENCIL}1}}", types="book", without=("edition",))
change("volume-prefix", "volume", lambda v: f"vol. {v}")
change("number-prefix", "number", lambda v: f"no. {v}", "article")
change("title-caps", "title", lambda v: v.upper() if len(v) > 15 and "{" not in v else None)
change("title-trailing-period", "title", lambda v: v + f"{PENCIL}.")
change("title-in-quotes", "title", lambda v: f"“{v}”")
change("title-retracted-mark", "title", lambda v: f"RETRACTED: {v}")
change("title-placeholder", "title", lambda _: "Title of the Article")
change("title-placeholder", "title", lambda _: "TODO")
change("title-url", "title", lambda v: v + f" {PENCIL}https://www.example.org/a")
change("html-entity", "title", lambda v: v + f" {PENCIL}&amp; More")
change("html-tag", "title", lambda v: f"{PENCIL}<i>{v}</i>")
change("ampersand-unescaped", "publisher journal booktitle", lambda v: v + f" {PENCIL}& Sons")
change("latex-residue", "title", lambda v: v + f" {PENCIL}\\fooo{{x}}")
change("math-unbalanced", "title", lambda v: v + f" {PENCIL}$x")
change("mojibake", "title publisher", lambda v: v + f" {PENCIL}Ã©tude")
change("mojibake", "title", lambda v: v + f" don{PENCIL}â€™t")
change("unicode-nfd", "author", lambda v: v + f"{PENCIL}e\u0301" if "," in v else None)
change("replacement-character", "title", lambda v: v + f"{PENCIL}\ufffd")
change("field-control-character", "title", lambda v: v + f"{PENCIL}\x0b")
change("field-double-space", "title",
       lambda v: v.replace(" ", f"{PENCIL}  ", 1) if " " in v else None)  # fmt: skip
change("field-whitespace-typography", "publisher", lambda v: v + f"{PENCIL} , Ltd")
change("unescaped-hash", "title", lambda v: v + f" {PENCIL}#1")
change("booktitle-year-pages", "booktitle", lambda v: v + f", {PENCIL}2015, pp. 1--9")
change("booktitle-ends-conference-on", "booktitle", lambda _: "International Conference on")
change("publisher-inconsistent", "publisher",
       lambda v: v.replace("University", "Univ.") if v.startswith("Harbor") else None)  # fmt: skip


@fault("journal-abbreviated")
def _short_journal(bed: Bed) -> Iterator[Plan]:
    fields = [one for _, one in each(bed, "journaltitle", "journal")]
    for one in fields:
        alike = sum(other.value == one.value for other in fields)
        words = [w for w in one.value.split() if w.lower() not in ("of", "the")]
        if alike > 1 and len(words) > 1 and bed.texts[bed.bib][one.value_start - 1] == "{":
            made = PENCIL + " ".join(f"{word[:4]}." for word in words)
            yield (Edit(bed.bib, one.value_start, one.value_end, made),)


@fault("journal-inconsistent")
def _other_journal(bed: Bed) -> Iterator[Plan]:
    fields = [one for _, one in each(bed, "journaltitle", "journal")]
    for one in fields:
        alike = sum(other.value == one.value for other in fields)
        if alike > 2 and " of " in one.value and bed.texts[bed.bib][one.value_start - 1] == "{":
            yield (Edit(bed.bib, one.value_start, one.value_end, f"{PENCIL}The {one.value}"),)


add("language-unknown", f"langid = {{{PENCIL}klingonese}}", without=("langid", "language"))
