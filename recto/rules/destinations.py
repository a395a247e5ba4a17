"""Where addresses and files lead: to the work itself, for every reader, and to no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from recto.model import Finding, Paper, Work
from recto.rules._addresses import short, urls
from recto.rules._doi import DOI, bare
from recto.rules._rule import fault, rule
from recto.rules._values import folded, instead, typed, within, works

# Parameters that tell who followed a link and not what it leads to.
TRACKS = (
    r"(?:utm_\w+|fbclid|gclid|gclsrc|dclid|msclkid|yclid|twclid|mc_[ce]id|igshid|igsh|_hs(?:enc|mi)|"
    r"mkt_tok|ref_src|ref_url|cmpid|wt[._]mc(?:_id)?|spm|trk|__twitter_impression|at_medium|"
    r"at_campaign|smid|ocid|phpsessid|jsessionid|sessionid|session_id|asp\.net_sessionid|oly_\w+_id|"
    r"share_token)"
)


@rule("info")
def url_tracking(paper: Paper) -> Iterator[Finding]:
    """An address tells who followed it

    What it finds: parameters of advertising and of sessions in a `url` (`utm_source`, `fbclid`,
    `gclid`, `jsessionid`), and the detour by way of a search engine.

    Why it matters: they are long, they are printed, and some work for one reader only.

    Example: `url = {https://www.example.org/a?utm_source=twitter}`

    Instead: `url = {https://www.example.org/a}`; `check --fix` does it.
    """
    for work, field, value in urls(paper):
        if re.match(r"https?://(?:www\.)?google\.[a-z.]+/url\?", value):
            yield fault(f"the address of `{work.key}` goes by way of a search engine",
                        field.value_place, "give the address it leads to")  # fmt: skip
            continue
        if not any(sign in value for sign in "?&;#") or not (found := _tracks().search(value)):
            continue
        clean = _clean(field.value)
        yield fault(
            f"the address of `{work.key}` tells who followed it: `{found['name']}`",
            within(paper, field, found[0].lstrip("?&;#").replace("_", "\\_")
                   if "\\_" in field.value else found[0].lstrip("?&;#")),
            f"write `{short(clean)}`",
            fix=instead(paper, field, clean) if typed(paper, field)[0] == field.value else (),
        )  # fmt: skip


def _clean(url: str) -> str:
    """Return an address without the parameters of those who track."""
    page, hash_, part = url.partition("#")
    if hash_ and re.fullmatch(rf"(?i)(?:{TRACKS}=[^&]*&?)+", part):
        part, hash_ = "", ""
    page = re.sub(rf"(?i);{TRACKS}=[^?&;]*", "", page)
    page, mark, query = page.partition("?")
    kept = [one for one in re.split(r"\\?&", query)
            if not re.match(rf"(?i){TRACKS}(?:=|$)", one.replace("\\", ""))]  # fmt: skip
    return page + (mark + "&".join(kept) if kept and query else "") + hash_ + part


@cache
def _tracks() -> re.Pattern[str]:
    return re.compile(rf"(?i)(?:[?&#]|;(?=jsession|phpsess))(?P<name>{TRACKS})=[^&#;]*")


@rule("warning")
def url_by_proxy(paper: Paper) -> Iterator[Finding]:
    """An address leads by way of a library

    What it finds: the proxy of a library in a `url`: `ezproxy`, `offcampus.lib`, `idm.oclc.org`.

    Why it matters: it asks everybody else for the password of that library.

    Example: `url = {https://www-jstor-org.ezproxy.example.edu/stable/2009557}`

    Instead: `url = {https://www.jstor.org/stable/2009557}`
    """
    for work, field, value in urls(paper):
        found = re.match(
            r"(?i)https?://([^/]*(?:ezproxy|libproxy|offcampus\.lib|idm\.oclc\.org|proxy\.lib|"
            r"lib-?proxy|\.proxy\.)[^/]*)", value)  # fmt: skip
        if found:
            yield fault(f"the address of `{work.key}` leads by way of a library: `{found[1]}`",
                        within(paper, field, found[1]), "give the address of the page itself",
                        )  # fmt: skip


@rule("info")
def url_homepage(paper: Paper) -> Iterator[Finding]:
    """An address is only that of a home page

    What it finds: a `url` of an article, a chapter, a report or a page that leads to the front door
    of a host. A site that is cited as a whole is left alone: its title or its body has the name of
    the host.

    Why it matters: the reader has to look for the work there, and the front page changes first.

    Example: `@report{genron2016, title = {Joint Poll}, url = {https://www.genron-npo.net/}}`

    Instead: the address of the page where the work is.
    """
    for work, field, value in urls(paper):
        front = re.fullmatch(r"(?i)https?://(?:www\.)?([^/?#\s]+)(?:/?(?:index\.\w+)?)", value)
        if front is None or work.type in ("misc", "software", "manual", "dataset"):
            continue
        if not _is_site(work, front[1].lower()):
            yield fault(f"the address of `{work.key}` is only the home page of `{front[1]}`",
                        field.value_place, "give the address of the page where the work is",
                        )  # fmt: skip


def _is_site(work: Work, host: str) -> bool:
    """Tell whether a work is a site as a whole: it is named as its host is."""
    label = max(host.split(".")[:-1], key=len, default="")
    title = re.sub(r"\W", "", folded(work.value("title")))
    if label in title or title in label.replace("-", ""):
        return True
    bodies = [person.family for name in work.persons for person in work.persons[name]]
    bodies += map(work.value, ("organization", "institution", "publisher"))
    named = any(label in re.sub(r"\W", "", folded(body)) for body in bodies)
    return named and work.type in ("online", "www", "electronic")


@rule("warning")
def doi_url_disagree(paper: Paper) -> Iterator[Finding]:
    """The address is that of another DOI

    What it finds: a `url` with a DOI in it that is not the entry's `doi`, or with the number of
    another preprint than its `eprint`, or of another JSTOR page than its DOI. The DOIs of a book
    and of a chapter in it begin alike, and may differ.

    Why it matters: one of the two links leads to another work.

    Example: `doi = {10.1000/182}, url = {https://doi.org/10.1000/183}`

    Instead: look up which is right; the style needs only `doi`.
    """
    for work, field, value in urls(paper):
        doi, eprint = bare(work.value("doi")).lower(), work.value("eprint")
        other = _doi_in(value)
        archived = re.search(r"(?i)arxiv\.org/(?:abs|pdf)/([\w.-]+/\d{7}|\d{4}\.\d{4,5})", value)
        stable = re.search(r"(?i)jstor\.org/stable/(\d{4,})", value)
        said = ("doi", doi)
        if other and doi and DOI.fullmatch(doi):
            wrong = not (_alike(doi, other) or _are_versions(doi, other))
        elif archived and doi.startswith("10.48550/arxiv."):
            wrong = archived[1].lower() != re.sub(r"v\d+$", "", doi[15:])
        elif archived and re.fullmatch(r"(?i)(?:arxiv:)?[\w.-]*/?[\d.]{7,}(?:v\d+)?", eprint):
            said = "eprint", eprint
            wrong = archived[1].lower() not in eprint.lower()
        elif stable and re.fullmatch(r"10\.2307/\d+", doi):
            wrong = stable[1] != doi[8:]
        else:
            continue
        if wrong:
            yield fault(
                f"the address of `{work.key}` is not that of its {said[0]} `{said[1]}`",
                field.value_place, "look up which of the two is right",
                ((work.fields[said[0]].value_place, f"the {said[0]}"),),
            )  # fmt: skip


def _doi_in(url: str) -> str:
    found = re.search(r"(?i)(?:doi\.org/|/doi/(?:\w+/)?|[/=])(10\.\d{4,9}/[^\s?#&]+)", url)
    return found[1].rstrip("./").lower() if found else ""


def _alike(doi: str, other: str) -> bool:
    """Tell whether two DOIs are one, or one begins with the other: a chapter's, a page's."""
    from urllib.parse import unquote

    doi, other = unquote(doi), unquote(other)
    return other.startswith(doi) or doi.startswith(other)


def _are_versions(doi: str, other: str) -> bool:
    """Tell whether two DOIs may be versions of one deposit."""
    return doi.partition("/")[0] == other.partition("/")[0] and bool(
        re.search(r"zenodo|figshare|osf\.io|dryad|egusphere|dvn", doi)
    )


@rule("info")
def url_in_wrong_field(paper: Paper) -> Iterator[Finding]:
    """An address stands in a field for something else

    What it finds: an address in `eprint`, `publisher`, `journal`, `institution`, `pages`, `isbn` or
    `issn`, and one in the place of a date of access.

    Why it matters: the style prints it as what the field is for.

    Example: `eprint = {http://dx.doi.org/10.1080/01621459.2016.1180986}`

    Instead: `doi = {10.1080/01621459.2016.1180986}`
    """
    for work in works(paper):
        for name in ("eprint", "publisher", "journal", "journaltitle", "institution", "pages",
                     "isbn", "issn", "organization"):  # fmt: skip
            field = work.fields.get(name)
            if field and re.match(r"\s*\{?(?:\\url\{)?https?://(?!\S*arxiv\.org)", field.value):
                yield fault(f"an address stands in the {name} of `{work.key}`",
                            field.value_place, "give it as `url`")  # fmt: skip


@rule("info")
def file_missing(paper: Paper) -> Iterator[Finding]:
    """An attached file is not there

    What it finds: a `file` below the folder of the paper that does not exist. Where no file of the
    bibliography does, they are on its owner's computer, and nothing is said of them.

    Why it matters: whoever gets the paper looks for it.

    Example: `file = {:sources/soeya2016.pdf:PDF}`

    Instead: the right path, or no `file`.
    """
    found = [
        (work, field, path, (paper.root / path).is_file())
        for work in works(paper)
        if (field := work.fields.get("file"))
        for path in _paths(field.value)
    ]
    if len(found) > 2 and not any(there for *_, there in found):
        return
    for work, field, path, there in found:
        if not there:
            yield fault(f"the file `{path}` of `{work.key}` is not there",
                        within(paper, field, path), "correct its path, or take the field out",
                        )  # fmt: skip


def _paths(value: str) -> Iterator[str]:
    """Yield the paths below the paper that a `file` names: `path`, or `name:path:kind`, by `;`."""
    for one in re.split(r"(?<!\\);", value[:4000]):
        parts = re.split(r"(?<!\\):", one.strip("{} "))
        path = parts[1] if len(parts) == 3 else parts[0]
        away = (
            path.startswith(("/", "~", "..", "Users/", "home/", "C$"))
            or "\\" in path
            or len(parts) not in (1, 3)
        )
        if path and not away and len(path) < 200 and "\0" not in path:
            yield path
