"""The parts that references in notes are made of, as patterns over the shape of a note.

They are compiled when they are first asked for: most papers type no references.
"""

from __future__ import annotations

import re
from functools import cache

from recto.rules._listed import listed
from recto.rules._note_shape import ADDRESS, BRACKET, TITLE

UPPER = "A-ZÀ-ÖØ-ÞĀ-ſƏȘȚʿʾΆ-ΫЀ-Я"
WORD = (
    rf"(?:[{UPPER}][\w’'ʼ.\-‐]*|(?:[Aa]l|[Ee]l|[Aa]n|[Aa]r|[Aa]s)-[{UPPER}ḤṢṬḌẒ][\w’'ʼ-]*"
    rf"|d[’'][{UPPER}]\w+)"
)
PARTICLE = (
    r"(?:v[ao]n|de[rsnlm]?|della|d[aiou]s?|du|l[aeo]s?|ten|ter|zu[rm]?|bin|ibn|af|av|of|for|the|on)"
)
NAME = rf"(?:(?:{WORD}|{PARTICLE})\s+)*{WORD}"
AND = r"(?:and|&|und|et|y|e|en|och|og|i|with)"
ROLE = (
    r"(?:,?\s+\(?(?:eds?|trans|comps?|hrsg|hg|dir|éds?|coords?|orgs?|cur)\b\.?\)?|,?\s+u\.\s?a\.)?"
)
PERSONS = (
    rf"(?:\A|(?<=[\s{BRACKET}(\[]))(?P<list>{NAME}(?:(?:,\s+|\s*/\s*){NAME})*"
    rf"(?:,?\s+{AND}\s+{NAME})?(?:,?\s+et\s+al\.?)?)(?P<role>{ROLE})(?:\s*{BRACKET}+)?[,:]\s+\Z"
)
QUOTED_IN = (
    r"(?i)\b(?:quoted|cited|qtd|zit|zitiert|cité|citée|citado|citato|reproduced|reprinted)\.?\s+"
    r"(?:in|nach|dans|en|por|da)\s*\Z"
)
# Persons behind these words made something that is named before: a book, a translation.
PART_OF = (
    r"(?i)\b(?:in|by|from|von|par|di|dans|en|with|eds?|trans|edited|translated|rev|comp)\.?:?\s*\Z"
)
MADE_BY = r"\b(?:eds?|trans|by)\.?\s+\Z"
LEAD = listed(
    "see cf compare also and in on for as but quoted cited e.g i.e again by from siehe vgl "
    "auch voir vedi ver véase s so dazu hierzu nach especially particularly similarly "
    "likewise following qtd the a an this these here there compare after contra"
)
LEAD_IN = r"(?i)(?:(?:see|cf|but|and|also|compare|siehe|vgl|voir)\b[.,]?\s+)*"
NUMBER = r"(?:\d+[a-z]?|[ivxlcdm]+(?![\w]))"
COUNTER = (
    r"(?:(?:pp?|ff?|fols?|ch(?:ap)?s?|secs?|paras?|nn?|[Ss]|t|cols?|lot|notes?|and|chapter|pt|bk|"
    r"vols?|figs?|pls?|Bd|hier|bes)(?:\.\s*|\s+|(?=\d))|[§¶]\s*)"
)
PAGE = (
    rf"(?:{COUNTER}){{0,3}}{NUMBER}(?:\s*[-–—:.]\s*{NUMBER})*(?:\s?n{{1,2}}\.?\s?\d+|\s?ff?\b\.?)?"
)
PAGES = rf"{PAGE}(?:(?:,\s+|\s+and\s+|\s*[&;]\s*){PAGE})*"
SHORT_REST = rf"[,.]?\s*(?P<pages>{PAGES})?(?:,?\s*{BRACKET}+)?[\s.,]*"
BARE_SHORT = (
    rf"(?P<list>{NAME}(?:,?\s+{AND}\s+{NAME})?(?:\s+et\s+al\.)?),\s+(?P<pages>{PAGES})\s*\.?"
)
TITLES = "|".join(f"{sign}+" for sign in TITLE.strip("[]"))
YEAR = r"(?<!\d)(?:1[4-9]\d\d|20\d\d)(?!\d)"
# What a short form never has: where, when or in what the work was published.
PUBLISHED = (
    rf"{YEAR}|{ADDRESS}|{TITLE}|\b(?:forthcoming|unpublished|in press|diss|[Dd]issertation|thesis|"
    r"s\.d|n\.d|o\.J)\b"
)
UNDATED = r"\b(?:n\.\s?d|s\.\s?d|o\.\s?J)\.|\b(?:forthcoming|unpublished|in press)\b"
# Words in italics that are no title.
DEAD_WORDS = r"(?i)(?:(?:op|loc|art)\.?\s?cit\b|ibid|ibidem|idem|id|passim|see also|sic|et al)[.,]*"
SEPARATOR = rf",?\s+{AND}\s+|,\s+|\s*/\s*"
NOBODY = listed("ibid ibidem ib ebd ebenda id idem eadem ders dies")
ENDINGS = frozenset({"jr", "sr", "ii", "iii", "iv", "al", "et al"})
POINTS = r"(?<=\b[^\W\d_])\.(?=[^\W\d_]\b)"  # of U.S.
WORDS = r"[^\W_]+(?:[’'][^\W_]+)*"
ARTICLES = listed(
    "a an the der die das den dem ein eine le la les l un une el los las il lo gli i de"
)
IBID = (
    r"(?:(?:see|cf|but|and|also|compare|siehe|vgl|voir|vedi|véase|cfr)\b[.,]?\s+)*[*_]?"
    r"(?P<word>(?:ib(?:id(?:em)?)?|ibíd(?:em)?|ebd|ebenda|tamże|там\s+же)\b\.?)"
)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern, compiled once."""
    return re.compile(pattern)
