"""What stands inside a field: editions, volumes, numbers, publishers, languages and spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.model import Field, Finding, Paper, Work
from recto.rules._printed import (
    PLACES,
    instead,
    matching,
    printed,
    spot,
)  # fmt: skip
from recto.rules._rule import fault, rule

ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "erste": 1, "zweite": 2,
    "dritte": 3, "vierte": 4, "fünfte": 5, "première": 1, "deuxième": 2, "seconde": 2,
    "troisième": 3, "quatrième": 4, "primera": 1, "segunda": 2, "tercera": 3, "cuarta": 4,
    "prima": 1, "seconda": 2, "terza": 3, "quarta": 4, "primeira": 1, "terceira": 3,
}  # fmt: skip
EDITION_WORD = (
    r"ed(?:n|ition)?s?\b\.?|éd(?:ition)?s?\b\.?|auflage|aufl\b\.?|aufl|ausgabe|ausg\b\.?|"
    r"edici[óo]n|edizione|ediz\b\.?|edi[çc][ãa]o|druk|uitgave|udg(?:ave)?\b\.?|utg(?:[åa]va)?\b\.?|"
    r"wyd(?:anie)?\b\.?|изд(?:ание)?\b\.?|版|vyd(?:ání)?\b\.?|kiad(?:ás)?\b\.?|bask[ıi]"
)
EDITION = (
    rf"(?i)[\s{{]*(?:the\s+)?(?:(?P<number>\d{{1,3}})(?:st|nd|rd|th|d|e|er|[èe]re|[èe]me|de|ste|"
    rf"ª|º|a|o|\.ª|\.|-е|)|(?P<word>[^\W\d_]+))[\s~]*(?P<edition>{EDITION_WORD})?[\s}}.]*"
)
VOLUME = (
    r"(?i)[\s{]*(vols?\b\.?|volumes?\b|v\.|bde?\b\.?|b[äa]nde?\b|tomes?\b|tomos?\b|tomo\b|"
    r"t\.|том\b|т\.|jg\b\.?|jahrgang\b|jahrg\b\.?|årg(?:ang|ång)?\b\.?|deel\b|dl\.|第)[\s~:]*"
    r"(?=[\dIVXLC第])"
)
NUMBER = (
    r"(?i)[\s{]*(no\b\.?|nos\b\.?|num(?:ber|mer|éro|ero)?\b\.?|n[úu]m\b\.?|n[°ºo]\.?(?=\s*\d)|nr\b"
    r"\.?|nrs\b\.?|numéro\b|número\b|issues?\b|iss\b\.?|hefte?\b|h\.|fasc(?:icule)?\b\.?|č\.|"
    r"№|\\?#|вып\b\.?)[\s~:]*(?=\d)"
)
CHAPTER = (
    r"(?i)[\s{]*(chap(?:ter)?s?\b\.?|ch\b\.?|kap(?:itel)?\b\.?|cap(?:[íi]tulo)?\b\.?)[\s~]*"
    r"(?=[\dIVXLC])"
)
# Where a number is printed with "no." before it; in a report it is a part of the name.
COUNTED = ("article", "periodical", "suppperiodical", "inproceedings", "conference", "incollection",
           "book", "review")  # fmt: skip
ISSUE = (
    r"(?i)[\s{]*(?P<volume>\d{1,4}|[IVXLC]+)\s*(?:\(\s*(?P<issue>\d[\w–/-]*)\s*\)|[,;:]\s*"
    r"(?:no\b\.?|nr\b\.?|issue|heft|n[°º])\s*(?P<after>\d[\w–/-]*))[\s}]*"
)
HOUSE = (
    r"(?i)\b(press|publish\w*|books?|verlag|[ée]ditions?|edizioni|university|univ|ltd|inc|sons|co|"
    r"editorial|uitgeverij|förlag|wydawnictwo|cup|oup|mit)\b"
)
CITIES = (
    "london oxford cambridge paris berlin münchen munich frankfurt leipzig wien vienna "
    "zürich zurich basel bern leiden amsterdam dordrecht boston chicago tokyo seoul beijing "
    "shanghai singapore toronto montreal sydney melbourne canberra dublin edinburgh glasgow "
    "manchester philadelphia princeton stanford ithaca berkeley seattle washington rome roma "
    "milano milan torino bologna madrid barcelona lisboa lisbon stuttgart hamburg köln "
    "cologne tübingen göttingen heidelberg wiesbaden bruxelles brussels leuven stockholm "
    "oslo copenhagen københavn helsinki warszawa warsaw kraków praha prague budapest moscow "
    "moskva hoboken heidelberg cham abingdon aldershot basingstoke thousand\xa0oaks "
    "new\xa0york new\xa0haven new\xa0delhi hong\xa0kong"
)
PLACEHOLDER = (
    r"[\[(<{\s]*(?:to\s?do|tbd|tba|fix\s?me|x{3,}|\?+|null|undefined|nan|n\s?/\s?a|asdf\w*|"
    r"lorem ipsum.*|place\s?holder.*|\(?unknown\)?|(?:publisher|place|city|location|address|volume|"
    r"number|issue|school|institution|university|edition|series)(?: (?:here|name|unknown))?)"
    r"[\])>}.!]*"
)
FILLED = ("publisher", *PLACES, "volume", "number", "issue", "school", "institution",
          "organization", "edition", "series")  # fmt: skip
WORD_FIRST = r"^[\s{\\]*[^\d\s{}\\]"
LANGUAGE_FIELDS = ("langid", "language", "hyphenation", "origlanguage")


@rule("info")
def edition_ordinal(paper: Paper) -> Iterator[Finding]:
    """An edition is typed in words

    What it finds: an `edition` that says "edition" itself, or names its number in letters.

    Why it matters: the style makes "2nd ed." of a number, in the language of the paper. What is
    typed in words is printed as it stands.

    Example: `edition = {Second edition}`, `edition = {2. Auflage}`

    Instead: `edition = {2}`; what is no number stays: `edition = {rev. ed.}`;
    `check --fix` does it.
    """
    for work, field in printed(paper, ("edition",)):
        number = _edition(field.value)
        if (
            number
            and number > 1
            and not re.fullmatch(r"[\s{]*\d+(?:st|nd|rd|th|d)?[\s}]*", field.value)
        ):
            yield fault(
                f"the edition `{field.value}` of `{work.key}` is typed in words",
                field.value_place,
                f"write `{number}`: the style makes the words",
                fix=instead(paper, field, 0, len(field.value), str(number)),
            )


@rule("info")
def edition_first(paper: Paper) -> Iterator[Finding]:
    """A first edition is named

    What it finds: an `edition` that is the first.

    Why it matters: a book is in its first edition unless something else is said. Style manuals
    name later editions only.

    Example: `edition = {1}`

    Instead: no `edition`; or the one that was used.
    """
    for work, field in printed(paper, ("edition",)):
        if _edition(field.value) == 1:
            message = f"`{work.key}` is named a first edition"
            yield fault(message, field.value_place, "leave `edition` out")


@rule("warning")
def volume_prefix(paper: Paper) -> Iterator[Finding]:
    """A volume has a word before its number

    What it finds: "vol.", "Bd.", "tome" and the like in `volume`, "chap." in `chapter`.

    Why it matters: the style sets the word where one belongs. Then there are two, or one where none
    should be.

    Example: `volume = {vol. 3}`

    Instead: `volume = {3}`; `check --fix` does it.
    """
    for work, field in matching(paper, ("volume", "volumes", "part", "chapter"), WORD_FIRST):
        pattern = CHAPTER if field.name == "chapter" else VOLUME
        if found := re.match(pattern, field.value):
            yield from _prefixed(paper, work, field, found)
        elif field.name == "volume" and (found := re.match(NUMBER, field.value)):
            message = f"the volume of `{work.key}` begins with `{found[1]}`"
            yield fault(message, field.value_place, "if it is an issue, name the field `number`")


@rule("warning")
def number_prefix(paper: Paper) -> Iterator[Finding]:
    """An issue has a word before its number

    What it finds: "no.", "Heft", "issue", "vol." and the like in `number` or `issue`. The numbers
    of reports are left alone, for there the words are a part of the name.

    Why it matters: the style sets "no." itself. Then there are two.

    Example: `number = {no. 3}`

    Instead: `number = {3}`; `check --fix` does it.
    """
    for work, field in matching(paper, ("number", "issue"), WORD_FIRST):
        if work.type not in COUNTED:
            continue
        if found := re.match(NUMBER, field.value):
            yield from _prefixed(paper, work, field, found)
        elif found := re.match(VOLUME, field.value):
            message = f"the {field.name} of `{work.key}` begins with `{found[1]}`"
            yield fault(message, field.value_place, "if it is a volume, name the field `volume`")


@rule("warning")
def issue_in_volume(paper: Paper) -> Iterator[Finding]:
    """The volume holds the issue, too

    What it finds: a `volume` of the form "12(3)" or "12, no. 3".

    Why it matters: each style joins the two in its own way, and can only do so if they are two.

    Example: `volume = {12(3)}`

    Instead: `volume = {12}, number = {3}`
    """
    for work, field in matching(paper, ("volume",), r"[(,;:]\s*\w"):
        if found := re.fullmatch(ISSUE, field.value):
            issue = found["issue"] or found["after"]
            yield fault(
                f"the volume `{field.value}` of `{work.key}` holds the issue, too",
                field.value_place,
                f"write `volume = {{{found['volume']}}}`, `number = {{{issue}}}`",
            )


@rule("warning")
def publisher_with_place(paper: Paper) -> Iterator[Finding]:
    """The publisher's name has the place in it

    What it finds: a `publisher` of the form "Cambridge: Cambridge University Press", or one that
    ends with the place that stands in `location`; a `location` with the publisher behind a colon.

    Why it matters: the style puts place and publisher in its own order. The place is printed twice,
    or where it does not belong.

    Example: `publisher = {Cambridge: Cambridge University Press}`

    Instead: `location = {Cambridge}, publisher = {Cambridge University Press}`
    """
    found = list(matching(paper, ("publisher", *PLACES), "[:,]"))
    known = _places(paper) if found else set()
    for work, field in found:
        value = field.value.strip("{}")
        before, colon, after = value.partition(":")
        own = next((work.value(name) for name in PLACES if name in work.fields), "")
        if field.name in PLACES:
            if colon and after.strip()[:1].isupper():
                message = f"the {field.name} of `{work.key}` names the publisher, too"
                yield fault(
                    message, field.value_place, "move what follows the colon to `publisher`"
                )
        elif colon and after.startswith(" ") and _is_place(before, own, known):
            message = f"the publisher of `{work.key}` begins with its place, `{before}`"
            yield fault(message, field.value_place, "move it to `location`")
        elif "," in value:
            head, _, tail = value.rpartition(",")
            if head and _is_place(tail.strip(), own, known) and not re.search(HOUSE, tail):
                at = field.value.rindex(",")
                yield fault(
                    f"the publisher of `{work.key}` ends with its place, `{tail.strip()}`",
                    spot(paper, field, at + 1 + len(tail) - len(tail.lstrip()), len(field.value)),
                    "leave it out: it stands in `location`" if own else "move it to `location`",
                )


@rule("warning")
def field_placeholder(paper: Paper) -> Iterator[Finding]:
    """A field is filled with a placeholder

    What it finds: "TODO", "???", "n/a", "publisher" and the like for a publisher, a place, a
    volume, a number or an edition.

    Why it matters: it is printed.

    Example: `publisher = {TODO}`

    Instead: the publisher, or no field at all.
    """
    for work, field in matching(paper, FILLED, f"^{PLACEHOLDER}$", re.IGNORECASE):
        if len(field.value) < 40:
            yield fault(
                f"the {field.name} `{field.value}` of `{work.key}` is a placeholder",
                field.value_place,
                "fill it in, or take it out",
            )


@rule("warning")
def unknown_language(paper: Paper) -> Iterator[Finding]:
    """The language of an entry is none that is known

    What it finds: a `langid` that babel does not know, and a `language` that is nearly one.

    Why it matters: hyphenation, quotation marks and the letters of the title follow the language.
    An unknown one is taken for English.

    Example: `langid = {germn}`

    Instead: `langid = {ngerman}`; `language = {de}` is understood as well.
    """
    from recto.tools.language_tags import is_language, nearest_language

    for work, field in printed(paper, LANGUAGE_FIELDS):
        for one in re.split(r"\s*(?:[,;/]|\band\b|\n)\s*", field.value.strip("{} "), maxsplit=9):
            name = one.strip().removeprefix("lang")
            if not name or is_language(name):
                continue
            near = nearest_language(name) if len(name) < 40 else None
            if field.name in ("language", "origlanguage") and (not near or " " in name):
                continue  # free words: "Old Norse", "in German"
            at = field.value.find(one)
            yield fault(
                f"the {field.name} `{one[:40]}` of `{work.key}` is no language",
                spot(paper, field, at, at + len(one)),
                f"did you mean `{near}`?"
                if near
                else "write babel's name or a tag: `ngerman`, `de`",
            )
            break


def _edition(value: str) -> int:
    """Return the number of an edition, 0 where it is no mere number."""
    found = re.fullmatch(EDITION, value)
    if found is None:
        return 0
    if found["number"]:
        return int(found["number"])
    return ORDINALS.get(found["word"].lower(), 0)


def _prefixed(paper: Paper, work: Work, field: Field, found: re.Match[str]) -> Iterator[Finding]:
    yield fault(
        f"the {field.name} of `{work.key}` begins with `{found[1]}`",
        field.value_place,
        "leave it out: the style sets the word",
        fix=instead(paper, field, found.start(1), found.end(), ""),
    )


def _places(paper: Paper) -> set[str]:
    return {field.value.strip("{}").split(",")[0].casefold() for _, field in printed(paper, PLACES)}


def _is_place(words: str, own: str, known: set[str]) -> bool:
    """Tell whether words name a place: the entry's own, one of the file's, or a city of books."""
    name = words.strip("{} ").split(",")[0].casefold()
    if own and name == own.strip("{} ").split(",")[0].casefold():
        return True
    return len(name) > 3 and (name in known or name.replace(" ", "\xa0") in CITIES.split(" "))
