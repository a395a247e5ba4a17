"""Where links may lead from an edition: the last gate, for what citeproc makes of a `.bib` too."""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import quote

HREF = re.compile(r'\shref="([^"]*)"')
ADDRESS = re.compile(r'<a (href="[^"]*")(?: class="uri")?>(https?://[^<>/&]+)')
SCHEMES = ("http:", "https:", "mailto:", "ftp:", "tel:", "urn:", "#")
# What no URL has (RFC 3986, section 2): citeproc writes a DOI as it comes, brackets and all.
FOREIGN = re.compile(r"[\x00-\x20\"<>\\^`{|}\[\]\x7f]|%(?![0-9A-Fa-f]{2})")


def mended(html: str) -> str:
    """Return HTML whose links are valid and lead to where a reader can follow; words stay."""
    # Where the words are the address itself, no hyphen may break them.
    made = HREF.sub(_mend, html)
    return ADDRESS.sub(r'<a class="uri" \1><span class="host">\2</span>', made)


def _mend(match: re.Match[str]) -> str:
    address = unescape(match[1]).strip()
    lower = address.lower()
    if lower.startswith("doi:"):
        address = f"https://doi.org/{address[4:].strip()}"
    elif lower.startswith("www."):
        address = f"https://{address}"
    elif not lower.startswith(SCHEMES):
        return ""
    if address.startswith("#"):
        return match[0]
    address = FOREIGN.sub(lambda sign: quote(sign[0], safe=""), address)
    return f' href="{escape(address)}"'
