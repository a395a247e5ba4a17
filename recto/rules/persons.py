"""What stands in the place of a person: a body, a word that keeps the place, capitals, titles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from recto.model import Finding, Paper, Person
from recto.rules._names import (
    INITIAL,
    is_body,
    lists,
    opens_body,
    outside,
    short,
    spans,
    spot,
)
from recto.rules._rule import fault, rule
from recto.rules._values import instead, typed

# Without one of these nothing is in a name that does not belong there: a quick look.
SIGNS = (*"0123456789*†‡§@(^¹²³", "Prof.", "Dr.", "Ph", "d.", "ds.", "rsg.", "Dir.", "dir.",
         "oord.", "rans", "Hg")  # fmt: skip


@rule("warning")
def author_caps(paper: Paper) -> Iterator[Finding]:
    """A name is in capitals

    What it finds: a family name in capitals, as catalogues and databases write it. The letters of
    a body (UNESCO) and short names (LI) are left alone.

    Why it matters: it is printed so, among names that are not.

    Example: `author = {SMITH, Ann}`

    Instead: `author = {Smith, Ann}`; where the style wants small capitals, it sets them.
    """
    for work, field in lists(paper):
        if not any(_shouts(one) for one in work.persons[field.name]):
            continue
        text, _ = typed(paper, field)
        for start, end in spans(text):
            name = text[start:end]
            if _is_shouted(name) and not is_body(name):
                calm = re.sub(r"[^\W\d_]{3,}", lambda word: word[0].capitalize(), name)
                yield fault(f"the name `{short(name)}` of `{work.key}` is in capitals",
                            spot(paper, field, start, end), f"write `{short(calm)}`")  # fmt: skip


def _shouts(person: Person) -> bool:
    family = person.family
    if person.corporate or not person.given or len(family) < 3:
        return False
    return family.isupper() or bool(re.fullmatch(r"(?:Ma?c|O['’])[A-Z]{3,}", family))


def _is_shouted(name: str) -> bool:
    """Tell whether a name as typed is a person's, with the family name in capitals."""
    family, comma, given = outside(name, "x").partition(",")
    if not comma:
        *before, family = name.split() or [""]
        given = " ".join(before)
        from recto.rules._given import GIVEN

        # Without a comma it may be two bodies' letters: NOAA NCEI.
        if not (INITIAL.match(given) or given.split(" ")[0].lower() in GIVEN):
            return False
    letters = re.sub(r"\W|\\\w*|^(?:Ma?c|O)(?=['’]?[A-Z])", "", family)
    spoken = re.search(r"[AEIOUY]|[^\x00-\x7f]", letters)
    return bool(letters.isupper() and len(letters) > 2 and spoken
                and re.search(r"[^\W\d_]", given))  # fmt: skip


@rule("warning")
def author_corporate_unbraced(paper: Paper) -> Iterator[Finding]:
    """The name of a body is read as a person's

    What it finds: a ministry, university, committee or other body among the names, without braces
    of its own; also one whose name has an "and" in it. One word alone (UNESCO) needs none.

    Why it matters: the last word is taken for the family name: "Affairs, Ministry of Foreign". An
    "and" in it makes two of one.

    Example: `author = {Ministry of Foreign Affairs}`

    Instead: `author = {{Ministry of Foreign Affairs}}`; `check --fix` does it.
    """
    for work, field in lists(paper):
        if not _may_be_body(field.value):
            continue
        text, _ = typed(paper, field)
        for start, end, several in _bodies(text):
            name = text[start:end]
            whole = re.sub(r"[\s,.]+$", "", name) if name.endswith(" .") else name
            yield fault(
                f"the body `{short(name)}` of `{work.key}` is read as "
                + ("several names" if several else "a person"),
                spot(paper, field, start, end),
                "put it into braces of its own: `{{" + short(whole) + "}}`",
                fix=instead(paper, field, "{" + whole + "}", name),
            )


def _bodies(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where each body's name begins and ends, and whether an `and` divides it."""
    left = spans(text)
    while left:
        start, end = left.pop(0)
        name = text[start:end]
        if not is_body(name) or outside(name).count(",") > 2:  # of more, `name-form` tells
            continue
        several = False
        # "Organisation for Trade" and "Development" are one.
        while left and _is_open(text[start:end]) and _is_rest(text[slice(*left[0])]):
            end, several = left.pop(0)[1], True
        yield start, end, several


def _may_be_body(value: str) -> bool:
    from recto.rules._given import BODY, DOUBTFUL

    words = value.lower().replace(",", " ").replace("{", " ").replace("}", " ").split()
    return not (BODY.isdisjoint(words) and DOUBTFUL.isdisjoint(words)) or opens_body(value.lower())


def _is_open(name: str) -> bool:
    """Tell whether a body's name may go on behind an `and`."""
    return bool(re.search(r"(?i)\b(?:of|for|on|in|de|der|für|des)\b", name))


def _is_rest(name: str) -> bool:
    """Tell whether a name is no person's and no body's of its own: it ends the one before it."""
    from recto.rules._given import BODY, GIVEN

    words = name.lower().split()
    if not words or name.startswith("{") or "," in name or INITIAL.search(name):
        return False
    return words[0] not in GIVEN and BODY.isdisjoint(words) and not opens_body(name.lower())


@rule("error")
def author_placeholder(paper: Paper) -> Iterator[Finding]:
    """A name is a placeholder

    What it finds: a word that keeps the place of a name until somebody looks it up: Author,
    Unknown, N.N., TODO, `Firstname Lastname`, question marks. "Anonymous" is a name.

    Why it matters: it is printed as the name of whoever wrote the work.

    Example: `author = {TODO}`, `author = {Lastname, Firstname}`

    Instead: look it up. A work without an author is cited by its title: leave the field out.
    """
    for work, field in lists(paper):
        for person in work.persons[field.name]:
            if not _may_keep_place(person.family):
                continue
            name = " ".join([person.given, person.prefix, person.family]).lower()
            name = " ".join(re.sub(r"[\s.,_/\[\]()<>-]+", " ", name).split())
            if name in _placeholders() or not re.sub(r"[?\s*x#]", "", name + person.family.lower()):
                text, _ = typed(paper, field)
                whole = next((span for span in spans(text) if _is_same(text[slice(*span)], person)),
                             (0, len(text)))  # fmt: skip
                yield fault(f"`{short(text[slice(*whole)])}` of `{work.key}` is no name",
                            spot(paper, field, *whole),
                            "look the name up, or leave the field out")  # fmt: skip


def _may_keep_place(family: str) -> bool:
    """Tell quickly whether a family name may be a word that keeps the place of one."""
    last = family.rpartition(" ")[2].lower().strip(".[]()_<>,")
    return last in _last_words() or not last.strip("?x*#n./a")


@cache
def _last_words() -> frozenset[str]:
    return frozenset(name.rpartition(" ")[2] for name in _placeholders())


@cache
def _placeholders() -> frozenset[str]:
    names = (
        "author authors unknown todo tbd tba tk tktk fixme xxx xx n n|nn|n n n|no author|"
        "no author listed|not available|n a|none|null|nan|name|first last|last first|"
        "firstname lastname|lastname firstname|first name last name|given family|family given|"
        "surname|firstname|lastname|surname firstname|firstname surname|unknown author|"
        "author unknown|unbekannt|inconnu|desconocido|auteur|autor|verfasser|author name|"
        "name author|max mustermann|your name|somebody|someone|insert author|author here|"
        "author one|author two|a author|author a|b author|author b|an author|last name first name|"
        "editor|editor name|unknown editor|admin|webmaster|placeholder|"
        "dummy|lorem ipsum|foo bar|foo|bar"
    )
    first, _, rest = names.partition("|")
    return frozenset([*first.removesuffix(" n n").split(), "n n", *rest.split("|")])


@rule("warning")
def name_with_more(paper: Paper) -> Iterator[Finding]:
    """Something beside a name stands in it

    What it finds: the mark of a footnote or an affiliation (`Smith1`, `Smith*`), an address of
    mail, a title or a role (`Dr.`, `Prof.`, `(ed.)`) in a person's name.

    Why it matters: it is printed with the name, and two works of one person become two persons'.

    Example: `author = {Smith1, Ann}`, `editor = {Jones, Ben (Ed.)}`

    Instead: `author = {Smith, Ann}`, `editor = {Jones, Ben}`: the style says who is an editor.
    """
    for work, field in lists(paper):
        value = field.value
        if not any(sign in value for sign in SIGNS) or not _more().search(value):
            continue
        text, _ = typed(paper, field)
        for start, end in spans(text):
            name = text[start:end]
            match = _more().search(outside(name, "x"))
            if match and not is_body(name):
                at = start + match.start(match.lastgroup or 0)
                more = text[at : start + match.end()].strip()
                yield fault(f"`{more}` stands in a name of `{work.key}`",
                            spot(paper, field, at, start + match.end()),
                            "take it out: a name is all that belongs here")  # fmt: skip


@cache
def _more() -> re.Pattern[str]:
    return re.compile(
        r"[^\W\d_]{3}(?P<mark>\d{1,2}(?!\w)|[*†‡§]+|[¹²³⁴-⁹]+|\^\d|\$\^)"
        r"|(?P<mail>(?<![\w.])[\w.]{1,64}@[\w.]{1,64}\.\w)"
        r"|(?P<role>\(?\b(?:[Ee]ds?|[Hh]rsg|[Dd]ir|[Tt]rans|[Cc]oord|[Tt]ransl)\.\)?\s*$|"
        r"\((?:[Ee]ds?|[Hh]rsg|[Hh]g|[Ee]ditors?|[Tt]ranslator|[Aa]uthor)\.?\))"
        r"|(?P<title>(?:^|,\s*)(?:Prof|Dr)\.(?!\s+Seuss)|,?\s+Ph\.?\s?D\b\.?)"
    )


def _is_same(name: str, person: Person) -> bool:
    return (not name.strip("{} ") and not person.family) or (
        bool(person.family) and person.family in name and person.given in name
    )
