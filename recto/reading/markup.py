"""Making a file's tree fit for every edition: what is unsafe, local or editorial is settled here.

Raw HTML is dropped (comments in silence, line breaks and TeX equations kept as what they mean),
links keep to schemes that a reader can trust, pictures to the paper's folder. The editor's marks,
`[..]{.query}`, `[..]{.lost}` and `[..]{.editor}`, become plain text and square brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from recto.model import Finding, Place, Query, Source
from recto.reading.attributes import tamed
from recto.reading.tree import SPACES, Node, classes, find, is_a, plain, rewrite, span, text
from recto.tools.pictures import PictureFault, picture_kind

SCHEMES = ("", "http", "https", "mailto", "doi", "ftp", "tel", "urn")
PICTURES = (".png", ".jpg", ".jpeg", ".svg", ".gif", ".webp")
EQUATION = re.compile(r"\s*\\begin\{(align|equation|gather|multline|eqnarray|alignat)\*?\}")
EDITORIAL = ("lost", "editor")


class Markup:
    """Settles one file's tree; ``findings`` and ``queries`` say what was met."""

    def __init__(self, source: Source, root: Path) -> None:
        self.source, self.root = source, root
        self.findings: list[Finding] = []
        self.queries: list[Query] = []
        self._seen: dict[str, int] = {}
        self._unprinted: dict[int, Finding] = {}

    def settle(self, tree: Any) -> Any:
        """Return the tree with everything settled, in document order."""
        changes: dict[str, Callable[[Node], Any]] = {
            "RawInline": self._raw,
            "RawBlock": self._raw,
            "Link": self._link,
            "Image": self._image,
            "Figure": self._figure,
            "Span": self._span,
            "Para": bracket,
            "Plain": bracket,
        }

        def change(node: Node) -> Any:
            settle = changes.get(node["t"])
            node = tamed(node)
            return settle(node) if settle else node

        settled = rewrite(tree, change)
        self.findings += self._unprinted.values()
        self._unprinted.clear()
        return settled

    def find(self, typed: str) -> Place | None:
        """Return where a piece of the source stands: each call looks for the next one."""
        at = self.source.text.find(typed, self._seen.get(typed, 0))
        if at < 0:
            return None
        self._seen[typed] = at + len(typed)
        return self.source.place(at, at + len(typed))

    def _raw(self, node: Node) -> Any:
        form, typed = node["c"]
        if form == "tex" and EQUATION.match(typed):
            equation = {"t": "Math", "c": [{"t": "DisplayMath"}, typed]}
            return equation if node["t"] == "RawInline" else {"t": "Para", "c": [equation]}
        if form == "html" and re.fullmatch(r"(?s)\s*<!--.*-->\s*", typed):
            return []
        if form == "html" and re.fullmatch(r"<br\s*/?>", typed):
            return {"t": "LineBreak"} if node["t"] == "RawInline" else []
        shown = " ".join(typed.split())
        self.findings.append(
            Finding(
                "raw-markup",
                "warning",
                f"raw {form} `{shown if len(shown) <= 40 else shown[:39] + '…'}` is not printed",
                self.find(typed.strip()),
                "say it in Markdown, which every edition understands",
            )
        )
        return []

    def _link(self, node: Node) -> Any:
        href = node["c"][2][0]
        try:
            scheme = urlsplit(href).scheme.lower()
        except ValueError:
            scheme = "?"
        if not href:
            return node["c"][1]
        inside = href.startswith(("#", "www."))
        if scheme in SCHEMES and (scheme or inside):
            return node
        what = f"with the scheme `{scheme}`" if scheme else f"to the file `{href}`"
        self.findings.append(
            Finding(
                "unsafe-link",
                "warning",
                f"a link {what} is printed without its target",
                self.find(href),
                "link to http, https, doi or mailto addresses, or to a heading of the paper",
            )
        )
        return node["c"][1]

    def _image(self, node: Node) -> Any:
        attributes, alternative, (href, title) = node["c"]
        name = unquote(href)
        beside = PurePosixPath(self.source.path).parent / name
        found = next(filter(None, map(self._picture, (beside, PurePosixPath(name)))), None)
        shown = name if len(name) <= 60 else f"{name[:59]}…"
        message = f"the picture `{shown}` is not a PNG, JPEG, SVG, GIF or WebP file of this paper"
        if found:
            try:
                picture_kind(self.root / found)
            except PictureFault as fault:
                message, found = f"the picture `{shown}` is not printed: {fault}", None
        # Alternative text is an attribute: no note or citation can be printed there.
        words = [text(plain(alternative))] if plain(alternative) else []
        if found:
            made = {"t": "Image", "c": [attributes, words, [found, title]]}
        else:
            self.findings.append(
                Finding(
                    "missing-picture",
                    "error",
                    message,
                    self.find(href) or self.find(name),
                    "put it into the paper's folder; pictures are never fetched",
                )
            )
            made = span([text(f"[picture {shown}]")], classes=("missing-picture",))
        if any(find(alternative, "Cite", "Note")):
            self._unprinted[id(made)] = Finding(
                "unprinted-citation", "error",
                f"the picture `{shown}` has a citation or a note in its alternative text",
                self.find(href) or self.find(name),
                "let the picture stand in a paragraph of its own: then the words are its caption",
            )  # fmt: skip
        return made

    def _picture(self, name: PurePosixPath) -> str | None:
        """Return the path below the root of a picture that may be shown."""
        root = self.root.resolve()
        try:
            path = (root / name).resolve()
            there = path.is_relative_to(root) and path.is_file()
        except (OSError, ValueError):  # too long for a name (a data: URI), or with a NUL in it
            return None
        if there and path.suffix.lower() in PICTURES:
            return path.relative_to(root).as_posix()
        return None

    def _figure(self, node: Node) -> Node:
        """A figure prints as its caption what pandoc also gives its picture as alternative text."""
        for inside in find(node["c"][2], "Image", "Span"):
            self._unprinted.pop(id(inside), None)
        return node

    def _span(self, node: Node) -> Any:
        if "query" not in classes(node):
            return node
        children = node["c"][1]
        attributes = dict(node["c"][0][2])
        typed = plain(children)
        place = self.find(f"[{typed}]{{.query")
        self.queries.append(Query(typed, attributes.get("note", ""), place))
        return children


def bracket(node: Node) -> Node:
    """Put each run of lost and editor's spans of a paragraph in one pair of square brackets."""
    made: list[Any] = []
    run: list[Any] = []

    def close() -> None:
        spaces: list[Any] = []
        while run and is_a(run[-1], *SPACES):
            spaces.insert(0, run.pop())
        if run:
            made.append(span([text("["), *run, text("]")], classes=("bracketed",)))
            run.clear()
        made.extend(spaces)

    for child in node["c"]:
        marked = is_a(child, "Span") and bool(set(EDITORIAL) & set(classes(child)))
        if marked or (run and is_a(child, *SPACES)):
            run.append(child)
        else:
            close()
            made.append(child)
    close()
    return {"t": node["t"], "c": made}
