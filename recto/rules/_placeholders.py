"""Words that were to be replaced, in English, German, French, Spanish and Italian."""

from __future__ import annotations

import re
from functools import cache

from recto.rules._late import late
from recto.rules._verbatim import BLANK

# A note that holds nothing but one of these.
WHOLE = frozenset(
    one.strip()
    for one in str.split(
        """
    todo|to do|tk|tktk|xx|xxx|xxxx|x|cite|cites|citation|citation needed|citation missing|
    cite needed|needs citation|need cite|need citation|needs cite|cite this|cite here|ref|refs|
    reference|references|reference needed|reference missing|missing reference|missing citation|
    missing source|missing|add ref|add reference|add citation|add cite|add source|source|sources|
    source needed|source missing|insert citation|insert reference|insert ref|insert source|
    insert note|insert footnote|insert citation here|insert reference here|insert ref here|
    insert source here|insert footnote here|fill in|fill in later|to be added|to be completed|
    to come|tbd|tba|tbc|note|footnote|note text|footnote text|text|placeholder|citation tk|
    source tk|page tk|check|check this|check source|check reference|verify|fixme|fix me|
    author title year|author year|author date|lorem ipsum|here|blah|
    quelle|quelle fehlt|quelle ergänzen|beleg|beleg fehlt|nachweis|nachweis fehlt|fehlt|ergänzen|
    folgt|literatur|literatur ergänzen|fußnote|
    référence|réf|référence manquante|référence à ajouter|réf à ajouter|à compléter|à ajouter|
    à vérifier|source manquante|note à compléter|
    fuente|referencia|falta referencia|falta fuente|falta cita|completar|por completar|cita|
    cita requerida|fonte|da completare|citazione necessaria|manca fonte|riferimento|inserire fonte
    """,
        "|",
    )
)
# In brackets they are a query wherever they stand.
ALONE = frozenset(
    """
    cn|cite|verify|clarify|clarification needed|fact check|fact-check|page needed|page number|page|
    page number needed|to be added|to be completed|to be confirmed|to be cited|to be checked|
    quelle fehlt|beleg fehlt|nachweis fehlt|seite fehlt|jahr fehlt|référence manquante|
    réf manquante|réf. manquante|référence à ajouter|à compléter|à vérifier|source manquante|
    cita requerida|falta cita|falta referencia|falta fuente|citazione necessaria|manca fonte|
    manca citazione
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
ASKED = frozenset(str.split("""
    page who when where which date title author year name quelle beleg nachweis seite jahr number
"""))  # fmt: skip
WANTED = "ref refs reference references cite cites citation citations source sources footnote note"
BEGINNINGS = ("todo", "fixme", "tk ", "tbd", "tba", "xxx", "au:", "au :", "aq:", "author query")
SQUARED = late(r"\[([^\[\]@^\n]{1,200})\]")
ESCAPED = late(r"\\\[([^\[\]@^\n\\]{1,200})\\\]")
DOUBLED = late(r"\{\{([^{}\n]{1,80})\}\}|<<([^<>\n]{1,80})>>")
ROUND = late(r"\(([^()@\n]{2,80})\)")
ORDER = late(
    r"(?:insert (?:citation|reference|footnote|source) here|add (?:ref|citation|reference) here"
    r"|lorem ipsum)\b"
)
# Each begins with few signs: so it is quickly looked for.
NUMBER = r"[TX0?](?:(?<=T)K|(?<=X)XXX+|(?<=0)0+|(?<=\?)\?*)"
SIGNS = (
    ("todo", late(r"(?:TODO|FIXME|TKTK|TBD)\b:?")),
    ("page", late(rf"{NUMBER}(?:[–-]{NUMBER})?(?!\w)")),
    ("marks", late(r"\?\?+(?![\w!])")),
    (
        "exes",
        late(
            r"(?:X{4,12}(?!X)|x{4,12}(?!x)|1[5-9]XX|20XX)\b"
            r"|XXX(?=:|\s+(?:add|find|check|fix|cite|ref))"
        ),
    ),
)


@cache
def _queries() -> tuple[frozenset[str], frozenset[str]]:
    """Return what is a query in any brackets, and what is one in square brackets alone."""
    wanted = WANTED.split()
    orders = {
        f"{verb} {article}{what}{here}"
        for verb in ("add", "insert", "need", "needs", "missing")
        for article in ("", "a ", "an ", "the ")
        for what in wanted
        for here in ("", " here")
    }
    lacks = {f"{what} {lack}" for what in wanted for lack in ("needed", "missing", "tk", "here")}
    checks = {
        f"check {what}"
        for what in ("this", "page", "date", "quote", "quotation", "spelling", *wanted)
    }
    sure = orders | lacks | checks | {"cite", "cite this", "cite here", "tk", "xxx"}
    return frozenset(sure), frozenset(sure | set(wanted) | ALONE | {"check", "verify"})


def is_query(words: str, *, squared: bool) -> bool:
    """Tell whether the words in a bracket are meant for the author's eye alone."""
    said = " ".join(words.lower().split()).rstrip(".! ")
    sure, in_square = _queries()
    if said.endswith("?"):
        asked = said.rstrip("? ")
        return asked in ASKED or asked in WANTED.split()
    if said.startswith(BEGINNINGS):
        return squared or said.startswith(("todo", "fixme"))
    return said in (in_square if squared else sure)


def whole_note(words: str) -> str | None:
    """Return the placeholder that a note consists of, None if it says something."""
    said = words.strip()
    if len(said) > 60 or "@" in said:
        return None
    bare = re.sub(rf"[\[\](){{}}<>*_.!:,\s{BLANK}-]+", " ", said).strip().lower()
    if bare and not bare.strip("? "):
        return said
    return said if bare.strip("? ") in WHOLE and bare else None
