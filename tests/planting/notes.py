"""Faults of note calls, note texts, citations, and of what the sentence says of its note."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator

from planting import PENCIL, Bed, Edit, Plan, fault

KEY = re.compile(r"@([\w:-]+)")
WHOLE = re.compile(r"\[@([\w:-]+), (\d+)(?:–(\d+))?\]\.")


def at_call(name: str, new: Callable[[str], str], before: str = ".") -> None:
    """A call is spoilt: `new` makes of its label what stands there; the sign before it matters."""

    @fault(name)
    def plant(bed: Bed) -> Iterator[Plan]:
        for file, call in bed.calls():
            if bed.texts[file][call.start() - 1] in before:
                yield (Edit(file, *call.span(), new(call[1])),)


def at_text(
    name: str, new: Callable[[str, str], str | None], only: Callable[[str], object] = bool
) -> None:
    """A note text is spoilt: `new` makes of label and text what stands there."""

    @fault(name)
    def plant(bed: Bed) -> Iterator[Plan]:
        for file, note in bed.notes():
            made = new(note[1], note[2]) if only(note[2]) and "{.lost" not in note[2] else None
            if made is not None:
                yield (Edit(file, note.start(), note.end() - 1, made),)


def typed(name: str, *texts: str) -> None:
    """A note has other words: the pencil stands in them, else before them."""
    for text in texts:
        made = text if PENCIL in text else PENCIL + text
        at_text(name, lambda label, _, made=made: f"[^{label}]: {made}")


def one_work(text: str) -> object:
    return WHOLE.fullmatch(text)


def keyed(text: str) -> object:
    return KEY.search(text)


# Markers


@fault("marker-without-note")
def _lose_text(bed: Bed) -> Iterator[Plan]:
    for file, note in bed.notes():
        call = bed.texts[file].find(f"[^{note[1]}]")
        if 0 <= call < note.start():
            yield Edit(file, call, call, PENCIL), Edit(file, note.start(), note.end(), "")


@fault("note-without-marker")
def _lose_call(bed: Bed) -> Iterator[Plan]:
    for file, note in bed.notes():
        call = f"[^{note[1]}]"
        at = bed.texts[file].find(call)
        if 0 <= at < note.start():
            yield Edit(file, note.start(), note.start(), PENCIL), Edit(file, at, at + len(call), "")


@fault("note-order")
def _swap_calls(bed: Bed) -> Iterator[Plan]:
    calls = list(bed.calls())
    for (file, one), (other_file, other) in itertools.pairwise(calls):
        if file == other_file:
            yield Edit(file, *one.span(), PENCIL + other[0]), Edit(file, *other.span(), one[0])


@fault("note-definition-duplicate")
def _twice(bed: Bed) -> Iterator[Plan]:
    for file, note in bed.notes():
        yield (Edit(file, note.end(), note.end(), f"\n{PENCIL}[^{note[1]}]: Another note.\n"),)


@fault("marker-reused")
def _again(bed: Bed) -> Iterator[Plan]:
    calls = list(bed.calls())
    for (file, one), (other_file, other) in zip(calls, calls[2:], strict=False):
        if file == other_file:
            text = bed.texts[file]
            at = other.start() - 1
            before = text.rfind(". ", one.end(), at)
            if before > 0:
                yield (Edit(file, before + 1, before + 1, f"{PENCIL}{one[0]}"),)


@fault("marker-before-punctuation")
def _before(bed: Bed) -> Iterator[Plan]:
    for file, call in bed.calls():
        if bed.texts[file][call.start() - 1] in ".,":
            sign = bed.texts[file][call.start() - 1]
            if bed.texts[file][call.start() - 2] not in '”"':
                yield (Edit(file, call.start() - 1, call.end(), f"{PENCIL}{call[0]}{sign}"),)


@fault("marker-inside-quotation")
def _inside(bed: Bed) -> Iterator[Plan]:
    for file, call in bed.calls():
        sign = bed.texts[file][call.start() - 1]
        if sign in '”"':
            yield (Edit(file, call.start() - 1, call.end(), f"{PENCIL}{call[0]}{sign}"),)


at_call("marker-spaced", lambda label: f" {PENCIL}[^{label}]")
at_call("markers-adjacent", lambda label: f"[^{label}]{PENCIL}[^{label}]")
at_call("marker-typed-superscript", lambda _: f"{PENCIL}¹²")
at_call("marker-typed-superscript", lambda _: f"{PENCIL}<sup>12</sup>")
at_call("marker-escaped", lambda label: f"{PENCIL}\\[^{label}\\]")
at_call("marker-malformed", lambda label: f"{PENCIL}[{label}^]")
at_call("marker-malformed", lambda label: f"{PENCIL}^[{label}]")
at_call("marker-malformed", lambda label: f"{PENCIL}[^ {label}]")
at_call("marker-numeric-bracket", lambda _: f"{PENCIL}[3]")


@fault("marker-in-heading")
def _heading(bed: Bed) -> Iterator[Plan]:
    for file, call in bed.calls():
        text = bed.texts[file]
        for heading in re.finditer(r"^#+ .+$", text, re.MULTILINE):
            yield (
                Edit(file, heading.end(), heading.end(), f"{PENCIL}{call[0]}"),
                Edit(file, *call.span(), ""),
            )


at_text("note-definition-no-colon", lambda label, text: f"{PENCIL}[^{label}] {text}")


@fault("marker-inside-note")
def _inside_note(bed: Bed) -> Iterator[Plan]:
    notes = list(bed.notes())
    for (file, one), (other_file, other) in itertools.pairwise(notes):
        if file == other_file and one[2].endswith("."):
            yield (Edit(file, one.end() - 1, one.end() - 1, f" More.{PENCIL}[^{other[1]}]"),)


@fault("note-number-gap")
def _gap(bed: Bed) -> Iterator[Plan]:
    for file, note in bed.notes():
        following = f"[^{int(note[1]) + 1}]" if note[1].isdigit() else "-"
        call = f"[^{note[1]}]"
        at = bed.texts[file].find(call)
        here = bed.texts[file].find(following)
        if 0 <= at < note.start() and 0 <= here < note.start():
            yield (
                Edit(file, here, here, PENCIL),
                Edit(file, at, at + len(call), ""),
                Edit(file, note.start(), note.end() + 1, ""),
            )


# Note texts

at_text("note-empty", lambda label, _: f"{PENCIL}[^{label}]:")
typed("note-placeholder", "TODO", "???", "tk", "Cite.", "[citation needed]", "XXX find source.")
at_text("note-no-final-period", lambda label, text: f"[^{label}]: {text[:-1]}{PENCIL}",
        lambda text: text[-1] == ".")  # fmt: skip
at_text("note-double-period", lambda label, text: f"[^{label}]: {text}{PENCIL}.",
        lambda text: text[-1] == ".")  # fmt: skip
at_text("note-truncated", lambda label, text: f"[^{label}]: {text[:-1]},{PENCIL}"
        if text.endswith("].") else None)  # fmt: skip
at_text("note-truncated", lambda label, text: f"[^{label}]: {text} See also {PENCIL}the")
at_text("note-truncated", lambda label, text: f"[^{label}]: {text} On this see {PENCIL}(")
at_text("note-lowercase-start", lambda label, _: f"[^{label}]: {PENCIL}the letters are private.")
typed("note-crossref-dangling", f"See {PENCIL}note 480 above.", f"Cf. {PENCIL}n. 399.")


@fault("citation-needed-in-text")
def _needed(bed: Bed) -> Iterator[Plan]:
    for file, call in bed.calls():
        yield (Edit(file, call.end(), call.end(), f" {PENCIL}[citation needed]"),)


@fault("note-text-lost")
def _stray(bed: Bed) -> Iterator[Plan]:
    for file, note in bed.notes():
        made = f"\n{PENCIL}The rest of this note, which fell out of it.\n"
        yield (Edit(file, note.end(), note.end(), made),)


@fault("note-crossref-direction")
def _direction(bed: Bed) -> Iterator[Plan]:
    notes = list(bed.notes())
    for number, (file, note) in enumerate(notes, 1):
        if note[1] == str(number) and number > 2 and "{.lost" not in note[2]:
            made = f"[^{note[1]}]: See {PENCIL}note {number - 2} below."
            yield (Edit(file, note.start(), note.end() - 1, made),)


# Ibid. and short forms


@fault("ibid-first-note")
def _first(bed: Bed) -> Iterator[Plan]:
    for file, note in list(bed.notes())[:1]:
        yield (Edit(file, note.start(), note.end() - 1, f"[^{note[1]}]: {PENCIL}Ibid., 4."),)


def after(name: str, text: str, only: Callable[[str], object]) -> None:
    """The note after one of a kind gets other words."""

    @fault(name)
    def plant(bed: Bed) -> Iterator[Plan]:
        notes = list(bed.notes())
        for (file, one), (other_file, other) in itertools.pairwise(notes):
            if file == other_file and only(one[2]) and "{.lost" not in other[2]:
                made = f"[^{other[1]}]: {text}"
                yield (Edit(file, other.start(), other.end() - 1, made),)


after("ibid-after-multiple", f"{PENCIL}Ibid., 12.",
      lambda text: len(set(KEY.findall(text))) > 1)  # fmt: skip
after("ibid-after-sourceless", f"{PENCIL}Ibid., 12.",
      lambda text: "@" not in text and not re.search(r"\d|[*“\"]", text))  # fmt: skip
after("ibid-hand-typed-over-key", f"{PENCIL}Ibid., 12.", one_work)
typed("op-cit", f"Hale, {PENCIL}op. cit., 44.", f"{PENCIL}Loc. cit.", f"{PENCIL}Idem, 33.")
typed("short-no-full", f"{PENCIL}Zimmermann, “Forgotten Coasts,” 44.",
      f"{PENCIL}Papadopoulos, *Lost Harbors*, 12.")  # fmt: skip
typed("hereafter-unused",
      f"Records of the Light Fund, Box 3, National Archives (hereafter {PENCIL}RLF).")  # fmt: skip
typed("plain-text-unknown-work",
      f"{PENCIL}Ned Nemo, *Deep Water Soundings* (Paris: Nautilus Books, 1999), 34.",
      f"{PENCIL}Ned Nemo, “Soundings,” *Journal of Depth* 12, no. 3 (1999): 34–35.")  # fmt: skip
typed("bare-url-note", f"{PENCIL}https://www.example.org/a/page.", f"{PENCIL}www.example.org/a/b.")
typed("secondary-quotation", f"{PENCIL}Quoted in Nemo.")
typed("archive-incomplete", f"Letter of May 3, 1871, {PENCIL}National Archives.")
typed("interview-undated", f"{PENCIL}Interview with a retired keeper.",
      f"{PENCIL}Email to the author.")  # fmt: skip
typed(
    "hand-locator-hyphen", f"Minutes of the committee, pp. 12{PENCIL}-15, National Archives, Oslo."
)


@fault("full-form-repeated")
def _full_again(bed: Bed) -> Iterator[Plan]:
    notes = [pair for pair in bed.notes() if "{.lost" not in pair[1][2]]
    full = "Ned Nemo, *Deep Water Soundings* (Paris: Nautilus Books, 1999), 34."
    for (file, one), (other_file, other) in zip(notes, notes[3:], strict=False):
        yield (
            Edit(file, one.start(), one.end() - 1, f"[^{one[1]}]: {full}"),
            Edit(other_file, other.start(), other.end() - 1, f"[^{other[1]}]: {PENCIL}{full}"),
        )


@fault("short-before-full")
def _short_first(bed: Bed) -> Iterator[Plan]:
    notes = [pair for pair in bed.notes() if "{.lost" not in pair[1][2]]
    full = "Ned Nemo, *Deep Water Soundings* (Paris: Nautilus Books, 1999), 34."
    for (file, one), (other_file, other) in zip(notes, notes[3:], strict=False):
        short = f"[^{one[1]}]: {PENCIL}Nemo, *Deep Water Soundings*, 30."
        yield (
            Edit(file, one.start(), one.end() - 1, short),
            Edit(other_file, other.start(), other.end() - 1, f"[^{other[1]}]: {full}"),
        )


def with_full(name: str, short: str) -> None:
    """A typed short form some notes after its full form."""

    @fault(name)
    def plant(bed: Bed) -> Iterator[Plan]:
        notes = [pair for pair in bed.notes() if "{.lost" not in pair[1][2]]
        full = "Edward Schwarzenegg, *Deep Water Soundings* (Paris: Nautilus Books, 1999), 34."
        for (file, one), (other_file, other) in zip(notes, notes[3:], strict=False):
            yield (
                Edit(file, one.start(), one.end() - 1, f"[^{one[1]}]: {full}"),
                Edit(other_file, other.start(), other.end() - 1, f"[^{other[1]}]: {short}"),
            )


with_full("short-author-misspelled", f"{PENCIL}Schwartzenegg, *Deep Water Soundings*, 35.")
with_full("short-title-mismatch", f"Schwarzenegg, *{PENCIL}Deep Sea Soundings*, 35.")


def of_work(name: str, made: Callable[[dict[str, str]], str | None]) -> None:
    """A note types what stands in the bibliography."""

    @fault(name)
    def plant(bed: Bed) -> Iterator[Plan]:
        for file, note in bed.notes():
            if "{.lost" in note[2]:
                continue
            for entry in bed.entries:
                values = {n: re.sub(r"[{}]", "", f.value) for n, f in entry.fields.items()}
                text = made(values) if "," in values.get("author", "") else None
                if text and entry.key not in note[2]:
                    yield (Edit(file, note.start(), note.end() - 1, f"[^{note[1]}]: {text}"),)
                    break


def _family(values: dict[str, str]) -> str:
    return values["author"].split(",")[0]


of_work("plain-text-known-work", lambda v: (
    f"{PENCIL}{_family(v)}, *{v['title']}* ({v['location']}: {v['publisher']}, {v['date']}), 7."
    if {"location", "publisher", "date"} <= v.keys() else None
))  # fmt: skip


@fault("short-ambiguous")
def _two(bed: Bed) -> Iterator[Plan]:
    notes = [pair for pair in bed.notes() if "{.lost" not in pair[1][2]]
    fulls = ("Ned Nemo, *Deep Water Soundings* (Paris: Nautilus Books, 1999), 34.",
             "Ned Nemo, *Shallow Waters* (Paris: Nautilus Books, 2003), 12.")  # fmt: skip
    for at in range(len(notes) - 4):
        three = (notes[at], notes[at + 1], notes[at + 3])
        texts = (*fulls, f"{PENCIL}Nemo, 35.")
        yield tuple(
            Edit(file, note.start(), note.end() - 1, f"[^{note[1]}]: {text}")
            for (file, note), text in zip(three, texts, strict=True)
        )


@fault("author-date-in-text")
def _author_date(bed: Bed) -> Iterator[Plan]:
    for file, call in bed.calls():
        if bed.texts[file][call.start() - 1] == ".":
            made = f" {PENCIL}(Nemo 1999, 34).{call[0]}"
            yield (Edit(file, call.start() - 1, call.end(), made),)


# Keys


def at_cite(name: str, new: Callable[[str], str | None]) -> None:
    """A bracketed citation is spoilt; `new` makes what stands there of it."""

    @fault(name)
    def plant(bed: Bed) -> Iterator[Plan]:
        for file, cite in bed.cites():
            made = new(cite[0])
            if made is not None and PENCIL in made:
                yield (Edit(file, *cite.span(), made),)


at_cite("key-undefined", lambda c: re.sub(r"@(\w+?)(\d+)", rf"{PENCIL}@\g<1>9\2", c, count=1))
at_cite("key-undefined", lambda c: re.sub(r"@(\w)(\w+)", rf"{PENCIL}@\1x\2", c, count=1))
at_cite("key-case", lambda c: re.sub(r"@(\w)", lambda m: f"{PENCIL}@{m[1].upper()}", c, count=1))
at_cite("citation-no-at", lambda c: f"[{PENCIL}{c[2:]}" if re.match(r"\[@\w+\d", c)
        and c.count("@") == 1 else None)  # fmt: skip
at_cite("citation-comma-separated",
        lambda c: re.sub(r"; (\w+ )?@", f", {PENCIL}@", c, count=1)
        if re.search(r"@\w+; @", c) else None)  # fmt: skip
at_cite("citation-duplicate-in-cluster",
        lambda c: f"{c[:-1]}; {PENCIL}{c[1:-1]}]" if c.count("@") == 1 else None)  # fmt: skip
at_cite("citation-split-cluster", lambda c: f"{c} {PENCIL}{c}" if c.count("@") == 1 else None)
at_cite("citation-unclosed", lambda c: f"{PENCIL}{c[:-1]}" if c[1] == "@" else None)
at_cite("locator-reversed",
        lambda c: re.sub(r", (\d+)–(\d+)\]", rf", {PENCIL}97–41]", c)
        if re.search(r", \d+–\d+\]", c) else None)  # fmt: skip
at_cite("locator-ff", lambda c: re.sub(r"(@\w+), (\d+)[^\]]*\]", rf"\1, \2 {PENCIL}ff.]", c)
        if re.search(r"@\w+, \d", c) else None)  # fmt: skip
at_cite("locator-label-double",
        lambda c: re.sub(r"(@\w+), (?:p\. )?(\d+)\]", rf"\1, {PENCIL}p. pp. \2]", c)
        if re.search(r"@\w+, (?:p\. )?\d+\]", c) else None)  # fmt: skip


@fault("citation-glued")
def _glued(bed: Bed) -> Iterator[Plan]:
    for name in bed.sections:
        for match in re.finditer(r"(?<=[a-z]) @(\w+\d{4})(?=[ .,;])", bed.texts[name]):
            yield (Edit(name, match.start(), match.end(), f"{PENCIL}@{match[1]}"),)


@fault("citation-narrative-in-note")
def _narrative(bed: Bed) -> Iterator[Plan]:
    for file, note in bed.notes():
        if found := WHOLE.fullmatch(note[2]):
            made = f"[^{note[1]}]: See {PENCIL}@{found[1]}, 12."
            yield (Edit(file, note.start(), note.end() - 1, made),)


@fault("citation-in-body")
def _in_body(bed: Bed) -> Iterator[Plan]:
    calls = list(bed.calls())
    for file, call in calls if len(calls) > 10 else []:
        key = bed.entries[0].key
        text = bed.texts[file]
        if text[call.start() - 1] == ".":
            made = f" [{PENCIL}@{key}, 5].{call[0]}"
            yield (Edit(file, call.start() - 1, call.end(), made),)


@fault("nocite-undefined")
def _nocite(bed: Bed) -> Iterator[Plan]:
    for name, text in bed.texts.items():
        if name.endswith("metadata.yaml"):
            yield (Edit(name, len(text), len(text), f"nocite: |\n  {PENCIL}@nobody1999\n"),)
        elif text.startswith("---\n"):
            yield (Edit(name, 4, 4, f"nocite: |\n  {PENCIL}@nobody1999\n"),)


# Locators


@fault("locator-outside-pages")
def _outside(bed: Bed) -> Iterator[Plan]:
    types = {entry.key: entry for entry in bed.entries}
    for file, cite in bed.cites():
        entry = types.get(cite[0][2:].split(",")[0].rstrip("]"))
        if entry and "pages" in entry.fields and entry.type in ("article", "incollection"):
            yield (Edit(file, *cite.span(), f"[@{entry.key}, {PENCIL}9977]"),)


@fault("locator-exceeds-total")
def _beyond(bed: Bed) -> Iterator[Plan]:
    keys = {entry.key: entry for entry in bed.entries if entry.type == "book"}
    for file, cite in bed.cites():
        entry = keys.get(cite[0][2:].split(",")[0].rstrip("]"))
        if entry:
            end = max(one.end for one in entry.fields.values())
            yield (
                Edit(file, *cite.span(), f"[@{entry.key}, {PENCIL}777]"),
                Edit(bed.bib, end, end, "  pagetotal = {312},\n"),
            )


# Quotations, names and years


QUOTED = "“a long and memorable sentence that somebody else wrote in another place”"


@fault("quotation-no-citation")
def _quotation(bed: Bed) -> Iterator[Plan]:
    for name in bed.sections:
        for match in re.finditer(r"(?<=\.)\n\n(?=[A-Z][a-z])", bed.texts[name]):
            for lead in ("One minister thought that", "Another said it was", "He wrote:"):
                yield (Edit(name, *match.span(), f"\n\n{lead} {PENCIL}{QUOTED}.\n\n"),)


@fault("block-quotation-no-citation")
def _block(bed: Bed) -> Iterator[Plan]:
    for name in bed.sections:
        for match in re.finditer(r"(?<=[\].])\n\n(?=[A-Z][a-z])", bed.texts[name]):
            made = (
                "\n\nAnd so it went on for many years.\n\n"
                f"> {PENCIL}The light was out, and nobody came. We waited for the boat\n"
                "> until the oil was gone, and then we burned the boat.\n\n"
            )
            yield (Edit(name, *match.span(), made),)


@fault("quotation-unbalanced")
def _open(bed: Bed) -> Iterator[Plan]:
    for name in bed.sections:
        if bed.texts[name].startswith("---"):
            continue  # the marks of its metadata are YAML's
        for match in re.finditer(r"(“)[^”“\n]{20,}(”)", bed.texts[name]):
            yield (
                Edit(name, match.start(), match.start(), PENCIL),
                Edit(name, match.start(2), match.end(2), ""),
            )
        for match in re.finditer(r'(?<=[ \n])(")[A-Za-z][^"“”]{20,200}?(")', bed.texts[name]):
            if (
                "\n\n" not in match[0]
                and bed.texts[name].rfind("[^", 0, match.start()) < match.start()
            ):
                yield (
                    Edit(name, match.start(), match.start(), PENCIL),
                    Edit(name, match.start(2), match.end(2), ""),
                )


@fault("quotation-no-locator")
def _no_page(bed: Bed) -> Iterator[Plan]:
    notes = {note[1]: (file, note) for file, note in bed.notes()}
    for name in bed.sections:
        for match in re.finditer(r"[”\"]\[\^(\w+)\]", bed.texts[name]):
            file, note = notes.get(match[1], ("", None))
            found = WHOLE.fullmatch(note[2]) if note and file == name else None
            if note and found:
                made = f"[^{note[1]}]: [{PENCIL}@{found[1]}]."
                yield (Edit(file, note.start(), note.end() - 1, made),)


@fault("name-in-text-not-in-note")
def _other_name(bed: Bed) -> Iterator[Plan]:
    for name in bed.sections:
        for match in re.finditer(
            r"\b(Hale|Whitfield|Lacombe|Moe) (argues|reads|notes|writes)", bed.texts[name]
        ):
            made = f"{PENCIL}Vanderbilt {match[2]}"
            yield (Edit(name, *match.span(), made),)


@fault("name-in-text-misspelled")
def _misspelled(bed: Bed) -> Iterator[Plan]:
    for name in bed.sections:
        for match in re.finditer(
            r"\b(Lacombe|Whitfield|Olsen|Sato)\b(?=[^\n\[]*\[?)", bed.texts[name]
        ):
            if (
                bed.texts[name].rfind("[^", 0, match.start())
                and "@" not in bed.texts[name][match.start() - 2 : match.end()]
            ):
                word = match[1]
                made = {"Lacombe": "Lacomb", "Whitfield": "Whitefield", "Olsen": "Ohlsen",
                        "Sato": "Satoh"}[word]  # fmt: skip
                yield (Edit(name, *match.span(), PENCIL + made),)


@fault("year-in-text-disagrees")
def _other_year(bed: Bed) -> Iterator[Plan]:
    for name in bed.sections:
        for match in re.finditer(r"(study of |\()(2009|1998|2011)\b", bed.texts[name]):
            made = f"{match[1]}{PENCIL}{int(match[2]) - 4}"
            yield (Edit(name, *match.span(), made),)
