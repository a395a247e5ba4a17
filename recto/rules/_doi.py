"""What a DOI is, and what registrants are known to put into one: a year, a volume, a page."""

from __future__ import annotations

import re
from functools import cache

# https://www.doi.org/doi-handbook/HTML/doi-syntax.html; 10/abc is a short DOI.
DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+|10/[a-zA-Z0-9]+")
BEFORE = re.compile(
    r"(?i)\s*(?:https?:/{0,2}(?:dx\.|www\.|hdl\.)*doi\.org/|(?:dx\.)?doi\.org/|doi:?\s*)(?=\S)"
)

# For some registrants the form of the suffix; `y` a year, `t` its last two figures, `v` the volume,
# `n` the number, `p` the first page. A year is that of acceptance where `late` says so many years
# may follow. Each form stands on many DOIs as registered; a form that only mostly holds is no use.
FORMS: dict[str, tuple[tuple[str, int], ...]] = {
    "10.1016": ((r"j\.[a-z]+\.(?P<y>\d{4})\.\d\d\.\d{3,4}", 2),
                (r"s?\d{4}-\d{3}[\dx]\((?P<t>\d\d)\)\d{5}-[\dx]", 1)),
    "10.1111": ((r"j\.\d{4}-\d{3}[\dx]\.(?P<y>\d{4})\.\d{5}\.x", 3),),
    "10.1080": ((r"\d{7}[\dx]\.(?P<y>\d{4})\.\d+", 3),),
    "10.1017": ((r"s\d{7}[\dx](?P<t>[1-9]\d)\d{6}", 3),),
    "10.1177": ((r"\d{7}[\dx](?P<t>\d\d)\d{6}", 3),
                (r"\d{7}[\dx](?P<t>\d\d)(?P<v>\d{3})(?P<n>\d\d)\d{2,3}", 1)),
    "10.1093": ((r"[a-z]+/(?P<v>\d+)\.(?P<n>\d+)\.(?P<p>\d+)", 0),),
    "10.1007": ((r"s\d{5}-0(?P<t>\d\d)-\d{4,5}-[\dx]", 2),),
    "10.1186": ((r"s\d{5}-0(?P<t>\d\d)-\d{4,5}-[\dx]", 1),
                (r"\d{4}-\d{3}[\dx]-(?P<v>\d+)-(?P<p>\d+)", 0)),
    "10.1038": ((r"s\d{5}-0(?P<t>\d\d)-\d{4,5}-[\dx]", 2),
                (r"(?P<v>\d{3})(?P<p>\d{3})[a-z]\d", 0)),
    "10.1073": ((r"pnas\.(?P<v>\d{2,3})\.(?P<n>\d+)\.(?P<p>\d+)", 0),
                (r"pnas\.(?P<t>\d\d)\d{5}(?P<v>1\d\d)", 1)),
    "10.1103": ((r"(?:physrev[a-z]*|revmodphys)\.(?P<v>\d+)\.(?P<p>\d+)", 0),),
    "10.1088": ((r"\d{4}-\d{3}[\dx]/(?P<v>\d+)/(?P<n>\d+)/(?P<p>\d+)", 0),),
    "10.1126": ((r"science\.(?P<v>\d{3})\.(?P<n>\d{4})\.(?P<p>\d+)", 0),),
    "10.1146": ((r"annurev\.[a-z]+\.(?P<v>\d+)\.\d{4}(?P<t>\d\d)\.\d+", 2),
                (r"annurev-[a-z]+-\d{4}(?P<t>\d\d)-\d+", 2)),
    "10.1109": ((r"[a-z]+\.(?P<y>\d{4})\.\d+", 2),),
    "10.1029": ((r"(?P<y>(?:19|20)\d\d)[a-z]{2}\d{6}", 2),
                (r"[a-z]{2}(?P<v>\d{3})i[a-z]?\d+p0*(?P<p>\d+)", 0)),
    "10.5194": ((r"[a-z]+-(?P<v>\d+)-(?P<p>\d+)-(?P<y>\d{4})", 0),),
    "10.3389": ((r"f[a-z]+\.(?P<y>\d{4})\.\d{5}", 1),),
    "10.18637": ((r"jss\.v0*(?P<v>\d+)\.[ibc]0*(?P<n>\d+)", 0),),
    "10.32614": ((r"rj-(?P<y>\d{4})-\d{3}", 1),),
    "10.1525": ((r"[a-z]+\.(?P<y>\d{4})\.(?P<v>\d+)\.(?P<n>\d+)\.(?P<p>\d+)", 0),),
    "10.1353": ((r"[a-z]{2,4}\.(?P<y>\d{4})\.\d{4}", 2),),
    "10.1257": ((r"[a-z]+\.(?P<v>\d{1,3})\.(?P<n>\d)\.(?P<p>\d+)", 0),),
    "10.1037": ((r"\d{4}-\d{3}[\dx]\.(?P<v>\d+)\.(?P<n>\d+)\.(?P<p>\d+)", 0),),
    "10.1001": ((r"jama\.(?P<v>\d{3})\.(?P<n>\d+)\.(?P<p>\d+)", 0),),
    "10.1523": ((r"jneurosci\.\d{4}-\d\d\.(?P<y>\d{4})", 1),),
    "10.1152": ((r"[a-z]+\.\d{5}\.(?P<y>\d{4})", 1),),
    "10.1215": ((r"\d{7}[\dx]-(?P<v>\d+)-(?P<n>\d+)-(?P<p>\d+)", 0),
                (r"\d{7}[\dx]-(?P<y>\d{4})-\d{3}", 2)),
    "10.3406": ((r"[a-z]+\.(?P<y>\d{4})\.\d+", 1),),
}  # fmt: skip
# ANSI Z39.56, which many publishers used before they had DOIs of another form.
SICI = (
    r".*\d{4}-\d{3}[\dx]\((?P<y>\d{4})\d*\)0*(?P<v>\d+)(?::0*(?P<n>\d+))?[<\[]0*(?P<p>\d+)[:>\[].*"
)


@cache
def forms(prefix: str) -> tuple[tuple[re.Pattern[str], int], ...]:
    """Return what is known of the DOIs of a registrant: their form, and how late a year may be.

    The old common form is that of no registrant.
    """
    if prefix not in FORMS:
        return () if prefix else ((re.compile(SICI), 0),)
    return (*((re.compile(form), late) for form, late in FORMS[prefix]), *forms(""))


def known_forms(prefix: str, suffix: str) -> tuple[tuple[re.Pattern[str], int], ...]:
    """Return the forms that a suffix may have: those of its registrant, and an old common one."""
    return forms(prefix) or (forms("") if "(" in suffix else ())


def bare(value: str) -> str:
    """Return a DOI as registered, without the TeX in it and the address before it."""
    if value.startswith("10.") and "\\" not in value and "{" not in value:
        return value.strip().rstrip(".,;")
    value = re.sub(r"\\(?=[_%&#{}<>$~^])|(?<!\\)[{}]", "", value).strip()
    before = BEFORE.match(value)
    return (value[before.end() :] if before else value).strip().rstrip(".,;")
