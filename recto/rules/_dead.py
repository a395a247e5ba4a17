"""Calls and note texts that are typed so that pandoc reads none: `moved.¹`, `[1^]`, `[^24] See`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from recto.model import Call, Paper, Place, Source
from recto.rules._late import late
from recto.rules._markers import Mark, Markers, brackets_of, read_markers
from recto.rules._once import once
from recto.rules._verbatim import text_of
from recto.rules._words import is_word, words_of

RAISED = str.maketrans("¹²³⁰⁴⁵⁶⁷⁸⁹", "1230456789")
# No notes: powers of what is measured.
UNITS = frozenset(str.split("""
    metre metres meter meters kilometre kilometres kilometer kilometers centimetre centimetres
    centimeter centimeters millimetre millimetres feet foot inch inches mile miles yard yards acre
    acres pixel pixels second seconds degree degrees arcsec arcmin mètre mètres
"""))  # fmt: skip
# Before a number in square brackets that is a paragraph of a judgment, or an item of a list.
NAMES_A_PART = late(
    r"\b(?:at|para|paras|paragraphs?|pt|parts?|sections?|eqs?|equations?|items?|tables?|figs?|figures?"
    r"|steps?|cases?|nos?|numbers?|refs?|references?|chapters?|lines?|vols?|abs|rn|and|und|et|to|from"
    r"|article|articles|art|principle|reg|schedule|row|column|index|array|level)\.?\W*\Z",
    re.IGNORECASE,
)
AFTER_WORD = late(r"[^\W\d_]{2,}[.,;:!?”’»\"')]*[ ]?\Z")
AFTER_STOP = late(r"(?:[^\W\d_]{3,}|\b[12]\d{3})[.,;:!?”’»\"')]+\Z")
LOWER_WORD = late(r"(?<![\w/^-])([a-zß-öø-ÿ]{4,})\Z")
BARE_AFTER = (
    r"(?:(?<=[^\W\d_][.,;:!?”’»)])|(?<=\b[12]\d{3}[.,;:])|(?<=[.,!?][”’»)])|(?<=[a-zß-öø-ÿ]{3}))"
)

Span = tuple[int, int]


@dataclass(frozen=True)
class Form:
    """Something in the text that may be meant for a call."""

    kind: str
    label: str
    start: int
    end: int


@dataclass(frozen=True)
class Dead:
    """A call that is none, by the rule that says so; ``text`` is its note text, if it has one."""

    rule: str
    form: Form
    source: Source
    text: Call | None

    @property
    def typed(self) -> str:
        """The words as typed."""
        return self.source.text[self.form.start : self.form.end]

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.source.place(self.form.start, self.form.end)


@cache
def _forms() -> re.Pattern[str]:
    return re.compile(
        r"(?P<escaped>\\\[\\?\^[\w*-]+\\?\]|\[\^[\w*-]+\\\]|\[\\\^[\w*-]+\\?\])"
        r"|(?P<spaced>\[[ \t]*\^[ \t]+[\w*-]+[ \t]*\]|\[[ \t]+\^[\w*-]+[ \t]*\]"
        r"|\[\^[\w*-]+[ \t]+\])"
        r"|(?P<reversed>\[[\w*-]{1,30}\^\])"
        r"|(?P<inline>\^\[[ \t]*\d{1,3}[ \t]*\])"
        r"|(?P<raised><sup>[ \t]*\[?\d{1,3}\]?[ \t]*</sup>|\^\\?\[?\d{1,3}\\?\]?\^|[¹²³⁰⁴-⁹]{1,3})"
        r"|(?P<wrong>[({]\^\d{1,3}[)}\]]|\[\^\d{1,3}[)}])"
        r"|(?P<open>\[\^[\w*-]{1,60}(?![^\s\[\]]*\])(?![\w*-]))"
        r"|(?P<closed>\^\d{1,3}\])"
        r"|(?P<foreign>\[(?:fn:?[ ]?|\#)\d{1,3}\])"
        r"|(?P<bracket>\[[\w*-]{1,60}\](?![(\[{:]))"
        r"|(?P<round>\(\d{1,3}\))"
    )


OPENS = late(r"[\[({\\^<¹²³⁰⁴-⁹]")
LABEL = late(r"[\w*-]+")
RULES = {
    "escaped": "marker-escaped",
    "raised": "marker-typed-superscript",
    "bare": "marker-typed-superscript",
    "bracket": "marker-numeric-bracket",
    "round": "marker-numeric-bracket",
}


@once
def read_dead(paper: Paper) -> tuple[Dead, ...]:
    """Return the dead calls of a paper, at most one for each note text that nothing calls."""
    markers = read_markers(paper)
    waiting: dict[str, dict[str, Call]] = {}
    for text in markers.uncalled:
        waiting.setdefault(text.place.file, {})[text.label] = text
    found: list[Dead] = []
    for source in paper.manuscript.sources:
        if not source.path.endswith(".yaml"):
            found += _of_source(source, waiting.get(source.path, {}), markers, paper)
    return tuple(found)


def _of_source(
    source: Source, waiting: Mapping[str, Call], markers: Markers, paper: Paper
) -> Iterator[Dead]:
    forms = list(_typed_forms(source))
    taken: set[str] = set()
    windows = _Windows(source, markers)
    if waiting:
        forms += _bare_digits(source, waiting)
        for label, text in waiting.items():
            best = _best([one for one in forms if one.label == label], windows)
            if best:
                taken.add(label)
                yield Dead(RULES.get(best.kind, "marker-malformed"), best, source, text)
    numbered = any(file == source.path and label.isdigit() for file, label in markers.texts)
    few = _few_brackets(forms, source, markers, paper)
    for form in forms:
        certain = _certain(form, source, numbered, markers)
        if form.label in taken or form.label in waiting:
            continue
        if certain:
            yield Dead(RULES.get(form.kind, "marker-malformed"), form, source, None)
        elif form.kind == "bracket" and few and _lone_bracket(form, source):
            yield Dead("marker-numeric-bracket", form, source, None)


def _typed_forms(source: Source) -> Iterator[Form]:
    text, forms, last = source.text, _forms(), 0
    for opens in OPENS.finditer(text):
        match = forms.match(text, opens.start()) if opens.start() >= last else None
        inside = match and match.lastgroup == "closed" and text[match.start() - 1] in "[\\"
        if match is None or inside:
            continue
        label = LABEL.search(match[0].replace("sup", "   ").replace("fn", "  ").translate(RAISED))
        if label and match.lastgroup and is_word(source, match.start() + label.start()):
            last = match.end()
            yield Form(match.lastgroup, label[0].strip("-"), match.start(), match.end())


def _bare_digits(source: Source, waiting: Mapping[str, Call]) -> Iterator[Form]:
    numbers = [re.escape(label) for label in waiting if label.isdigit()]
    if numbers:
        pattern = re.compile(rf"{BARE_AFTER}(?:{'|'.join(numbers)})(?=[\s.,;:!?”’)]|\Z)")
        for match in pattern.finditer(words_of(source)):
            yield Form("bare", match[0], *match.span())


class _Windows:
    """Between which calls the call of a number must stand."""

    def __init__(self, source: Source, markers: Markers) -> None:
        self.calls = sorted(
            (int(mark.label), mark.start)
            for mark in markers.marks
            if mark.source is source and mark.label.isdigit()
        )

    def hold(self, form: Form) -> bool:
        if not form.label.isdigit():
            return True
        number = int(form.label)
        before = max((at for n, at in self.calls if n < number), default=-1)
        after = min((at for n, at in self.calls if n > number), default=form.start + 1)
        return before < form.start < after


def _best(forms: list[Form], windows: _Windows) -> Form | None:
    """Return the form that is most likely meant for the call of a label."""
    sure = [one for one in forms if one.kind not in ("bracket", "round", "bare")]
    held = [one for one in forms if windows.hold(one)]
    for some in (
        [one for one in held if one in sure],
        sure,
        [one for one in held if one.kind == "bracket"],
    ):
        if some:
            return some[0]
    # A year, a sum or the item of a list may look like it: only where there is no choice.
    return held[0] if len(held) == 1 else None


def _certain(form: Form, source: Source, numbered: bool, markers: Markers) -> bool:
    """Tell whether a form is meant for a call though no note text waits for one."""
    head = source.text[source.text.rfind("\n", 0, form.start) + 1 : form.start]
    # At the head of a line it may be meant for a note text.
    if not form.label.isdigit() or markers.span_at(source, form.start) or not head.strip(" >\t"):
        return False
    before = source.text[max(form.start - 40, 0) : form.start]
    glued = AFTER_STOP.search(before) or re.search(r"[^\W\d_]{3,}\Z", before)
    if form.kind == "raised":
        return _raised_as_a_call(form, source, before)
    return {
        "escaped": numbered,
        "foreign": numbered,
        "spaced": True,
        "reversed": True,
        "inline": source.text[form.end : form.end + 1] not in ("(", "[", "{"),
        "open": bool(glued),
        "wrong": bool(glued),
        "closed": bool(AFTER_STOP.search(before)),
    }.get(form.kind, False)


def _raised_as_a_call(form: Form, source: Source, before: str) -> bool:
    text = source.text
    after = text[form.end : form.end + 1]
    if after.isalnum() or after in "⁺⁻₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹^{" or form.label.startswith("0"):
        return False
    line = text[text.rfind("\n", 0, form.start) + 1 : form.start]
    bare = line.strip("> -*#\\")
    # In a table, or in a note below one.
    if not bare or bare[0] in "|+¹²³⁰⁴⁵⁶⁷⁸⁹^" or line.count("|") > 1:
        return False
    if text.find("\n" + text[form.start : form.end], 0) >= 0:  # a note of a table, below it
        return False
    if AFTER_STOP.search(before):
        return True
    word = LOWER_WORD.search(before)
    return word is not None and word[1] not in UNITS


def _few_brackets(forms: list[Form], source: Source, markers: Markers, paper: Paper) -> bool:
    """Tell whether numbers in brackets are the exception in a paper that cites otherwise."""
    brackets = [one for one in forms if one.kind == "bracket" and one.label.isdigit()]
    others = len(markers.marks) + len(paper.manuscript.citations)
    listed = re.search(r"^[ \t>]*\\?\[\d{1,3}\\?\]", source.text, re.MULTILINE)
    return 0 < len(brackets) <= 3 and others >= 4 * len(brackets) and not listed


def _lone_bracket(form: Form, source: Source) -> bool:
    if not form.label.isdigit() or len(form.label) > 3 or form.label.startswith("0"):
        return False
    before = source.text[max(form.start - 40, 0) : form.start]
    after = source.text[form.end : form.end + 1]
    return bool(
        (AFTER_WORD.search(before) or AFTER_STOP.search(before))
        and not NAMES_A_PART.search(before)
        and (not after or after.isspace() or after in ".,;:!?”’)")
    )


@once
def read_swallowed(paper: Paper) -> Mapping[Place, Mark]:
    """Return the notes written in the text that are taken for links, by the place of their `^[`."""
    found: dict[Place, Mark] = {}
    for source in paper.manuscript.sources:
        text = text_of(source) if "^[" in source.text else ""
        for match in re.finditer(r"\^\[(?=\S)", text):
            close = brackets_of(source).get(match.end() - 1)
            if close is not None and text[close + 1 : close + 2] in ("(", "[", "{"):
                mark = Mark(source, match.start(), close + 1, "", True)
                found[source.place(*match.span())] = mark
    return found
