"""Addresses on the web: whether they are any."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.model import Finding, Paper
from recto.rules._addresses import short, urls
from recto.rules._rule import fault, rule
from recto.rules._values import instead

ADDRESS = re.compile(r"(?:https?|ftp)://[^\s/?#:@]+\.[^\s/?#:@.]{2,}(?::\d+)?(?:[/?#]\S*)?")
SECOND = re.compile(r"(?i)(?<=\S)[;,]?\s+(?:and\s+)?(?=https?:)")
KNOWN = ("http", "https", "ftp", "ftps", "sftp", "git", "svn", "ssh", "rsync", "ipfs", "s3", "gs",
         "hdl", "doi", "irc", "magnet", "gemini", "dat", "ws", "wss", "ldap")  # fmt: skip
# What begins with the name of a host.
NO_SCHEME = re.compile(r"(?i)www\.\S+\.\S|[\w-]+(?:\.[\w-]+)*\.(?:org|com|net|edu|gov|int)(?:/|$)")
OWN = ("file:", "localhost", "http://localhost", "https://localhost", "http://127.", "c:\\",
       "/users/", "/home/")  # fmt: skip
# Addresses of other kinds.
OTHERS = ("urn:", "doi:", "hdl:", "mailto:", "gopher:", "git:", "ssh:", "swh:", "ark:", "info:",
          "ftp://", "http://[", "https://[")  # fmt: skip


@rule("error")
def url_malformed(paper: Paper) -> Iterator[Finding]:
    """An address cannot be one

    What it finds: a `url` whose scheme is misspelled or lacks a sign (`htp://`, `http//`,
    `https:/`), is there twice, or has no host with a point in it behind it; an address on
    somebody's own computer.

    Why it matters: the link leads nowhere, on paper and on the screen.

    Example: `url = {htp://www.example.org/a}`

    Instead: `url = {http://www.example.org/a}`; `check --fix` does it.
    """
    for work, field, value in urls(paper):
        if " " in value or (ADDRESS.fullmatch(value) and "://" not in value[8:]):
            continue  # of spaces `url-space` tells
        if said := _malformed(value):
            fix = instead(paper, field, said[1]) if said[1] and value == field.value else ()
            yield fault(
                f"the address `{short(field.value)}` of `{work.key}` {said[0]}",
                field.value_place,
                f"write `{short(said[1])}`" if said[1] else "copy it again",
                fix=fix,
            )


def _malformed(value: str) -> tuple[str, str] | None:
    """Say what is wrong with an address, and how it should be as far as that is known."""
    lower = value.lower()
    if lower.startswith(OTHERS) or NO_SCHEME.match(value):
        return None  # of addresses without a scheme `url-no-scheme` tells
    if lower.startswith(OWN):
        return "is on somebody's own computer", ""
    if re.match(r"(?i)(?:https?://){2,}", value):
        return "begins twice", re.sub(r"(?i)^(?:https?://)+(?=https?://)", "", value)
    if (mended := _mended(value)) and mended != value:
        return "has a misspelled beginning", mended
    return _hostless(value)


def _hostless(value: str) -> tuple[str, str] | None:
    """Say that an address has no host, or nothing of an address at all."""
    if re.match(r"(?i)https?://", value):
        host = re.split(r"[/?#]", value[value.index("//") + 2 :], maxsplit=1)[0]
        if re.fullmatch(r"(?:[^\s@]+@)?[\w-]+(?:\.[\w-]+)+\.?(?::\d+)?", host):
            return None
        return f"has no host: `{host}` is none" if host else "has no host", ""
    scheme = re.match(r"(?i)([a-z][a-z0-9+.-]*)://", value)
    if scheme and scheme[1].lower() not in KNOWN:
        return f"has a scheme that nobody knows: `{scheme[1]}`", ""
    if re.match(r"\\(?:url|href)\b|10\.\d{4,}/|[a-z]+:\S", value):
        return None
    return "is none", ""


def _mended(value: str) -> str:
    """Return an address with its scheme as it was meant, empty if that is not known."""
    match = re.match(
        r"(?i)(?!https?://[^/:])(h+t+p+(s?)|ht{0,2}ps?|hhtps?|htt|hptt(s?)|tt?p(s?)|https?)"
        r"\s*(?:;|:|\.|,)?\s*[/\\]{1,3}:?[/\\]*(?=[\w-]+(?:\.|,)\w)",
        value,
    )
    if not match:
        match = re.match(r"(?i)(https?):(?=[\w-]+\.[\w.-]+(?:/|$))", value)
    if not match:
        return ""
    scheme = "https" if match[1].lower().endswith("s") else "http"
    return f"{scheme}://{value[match.end() :]}"


@rule("info")
def url_no_scheme(paper: Paper) -> Iterator[Finding]:
    """An address has no scheme

    What it finds: a `url` that begins with the name of the host.

    Why it matters: it is taken for a file beside the edition, and leads nowhere.

    Example: `url = {www.example.org/a}`

    Instead: `url = {https://www.example.org/a}`
    """
    for work, field, value in urls(paper):
        if re.match(
            r"(?i)www\.\S+\.\S|[\w-]+(?:\.[\w-]+)*\.(?:org|com|net|edu|gov|int)(?:/|$)", value
        ):
            yield fault(f"the address of `{work.key}` does not begin with `https://`",
                        field.value_place, f"write `https://{short(value)}`, if it leads there",
                        )  # fmt: skip


@rule("error")
def url_space(paper: Paper) -> Iterator[Finding]:
    """An address has a space in it

    What it finds: a space inside a `url`.

    Why it matters: the address ends at the space for whoever follows it.

    Example: `url = {https://www.example.org/a report.pdf}`

    Instead: `url = {https://www.example.org/a%20report.pdf}`, if there is a space indeed
    """
    for work, field, value in urls(paper):
        if (
            " " not in value
            or SECOND.search(value)
            or value.lower().startswith(("urn:", "mailto:"))
        ):
            continue
        message = f"the address of `{work.key}` has a space in it"
        yield fault(message, field.value_place, "take it out, or write `%20`")


@rule("warning")
def url_several(paper: Paper) -> Iterator[Finding]:
    """Two addresses stand in one

    What it finds: a second address behind the first in a `url`, as some reference managers write
    them.

    Why it matters: the two are printed as one, and lead nowhere.

    Example: `url = {https://www.example.org/a http://www.example.com/b}`

    Instead: `url = {https://www.example.org/a}`
    """
    for work, field, value in urls(paper):
        if second := SECOND.search(value):
            first = value[: second.start()].rstrip(";, ")
            yield fault(f"`{work.key}` has two addresses in one", field.value_place,
                        f"keep one, such as `{short(first)}`")  # fmt: skip


@rule("warning")
def url_trailing(paper: Paper) -> Iterator[Finding]:
    """An address has a sign too many or too few at its end

    What it finds: a stop, a comma, a semicolon or a quotation mark at the end of a `url`, and a
    bracket that has no partner in it.

    Why it matters: it came with the sentence the address was copied from, or was lost there. The
    link leads nowhere.

    Example: `url = {https://www.example.org/a.}`, `url = {https://en.wikipedia.org/wiki/Moe_(}`

    Instead: `url = {https://www.example.org/a}`; `check --fix` does it.
    """
    for work, field, value in urls(paper):
        if " " in value or not value.lower().startswith(("http", "ftp", "www")):
            continue
        ended = value.rstrip(".,;:'\"”’»>")
        for pair in ("()", "[]"):
            if ended.endswith(pair[1]) and ended.count(pair[1]) > ended.count(pair[0]):
                ended = ended[:-1]
        if ended != value:
            yield fault(f"the address of `{work.key}` ends with `{value[len(ended) :]}`",
                        field.value_place, f"write `{short(ended)}`",
                        fix=instead(paper, field, ended) if value == field.value else (),
                        )  # fmt: skip
        elif value.count("(") > value.count(")") and re.search(r"\([^()]*$", value):
            yield fault(f"the address of `{work.key}` breaks off: a bracket has no partner",
                        field.value_place, "copy it again")  # fmt: skip
