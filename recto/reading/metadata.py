"""The metadata of a paper: what is known of it, and the texts of its front matter."""

from __future__ import annotations

from typing import Any

from recto.model import Author, Metadata
from recto.reading.tree import Node, paragraph, plain

# Texts that are printed before the paper, in this order; the byline's note comes first of all.
FRONT = ("author-note", "abstract", "editorial-note")
TITLES = {
    "title", "subtitle", "author", "authors", "date", "date-inferred", "date-note", "lang",
    "language", "rights", "keywords", "tags", "identifier", "doi", "number-sections",
    "citation-style", *FRONT,
}  # fmt: skip


def merge_metadata(trees: list[dict[str, Any]]) -> dict[str, Any]:
    """Return one metadata tree; the first that names a key wins."""
    merged: dict[str, Any] = {}
    for tree in trees:
        merged = tree | merged
    return merged


def read_metadata(tree: dict[str, Any]) -> Metadata:
    """Read pandoc's metadata tree; unknown keys are kept in ``extra``."""
    values = {key: _value(node) for key, node in tree.items()}
    return Metadata(
        title=_string(values.get("title")),
        subtitle=_string(values.get("subtitle")),
        authors=_authors(values),
        date=_string(values.get("date")),
        date_inferred=values.get("date-inferred") is True,
        date_note=_string(values.get("date-note")),
        language=_string(values.get("lang") or values.get("language")) or "en-US",
        rights=_string(values.get("rights")),
        keywords=_keywords(values.get("keywords") or values.get("tags")),
        identifier=_string(values.get("identifier") or values.get("doi")),
        number_sections=values.get("number-sections") is True,
        style=_string(values.get("citation-style")),
        extra={key: value for key, value in values.items() if key not in TITLES},
    )


def front_blocks(tree: dict[str, Any]) -> dict[str, list[Any]]:
    """Return the blocks of each text of the front matter that the metadata has."""
    found = {}
    for name in FRONT:
        node = tree.get(name)
        if node and node["t"] == "MetaBlocks":
            found[name] = node["c"]
        elif node and node["t"] == "MetaInlines" and node["c"]:
            found[name] = [paragraph(node["c"])]
    return found


def _value(node: Node) -> Any:
    kind, content = node["t"], node.get("c")
    if kind == "MetaMap":
        return {key: _value(child) for key, child in (content or {}).items()}
    if kind == "MetaList":
        return [_value(child) for child in content or []]
    if kind == "MetaBool":
        return content
    return content if kind == "MetaString" else plain(content)


def _string(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_string(one) for one in value)
    if isinstance(value, dict):
        return _string(value.get("text") or value.get("name") or "")
    return "" if value is None or isinstance(value, bool) else str(value)


def _keywords(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        value = value.split(",")
    return tuple(_string(one).strip() for one in value or () if _string(one).strip())


def _authors(values: dict[str, Any]) -> tuple[Author, ...]:
    value = values.get("author") or values.get("authors")
    people = value if isinstance(value, list) else [value] if value else []
    return tuple(_author(person, _affiliations(values)) for person in people)


def _affiliations(values: dict[str, Any]) -> dict[str, str]:
    """Return affiliations by the index that authors name (the JOSS convention)."""
    listed = values.get("affiliations")
    return {
        _string(one.get("index")): _string(one.get("name"))
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict)
    }


def _author(person: Any, affiliations: dict[str, str]) -> Author:
    if not isinstance(person, dict):
        return Author(_string(person))
    family, given = _string(person.get("family")), _string(person.get("given"))
    affiliation = _string(person.get("affiliation"))
    named = [affiliations.get(index.strip(), "") for index in affiliation.split(",")]
    return Author(
        name=_string(person.get("name")) or f"{given} {family}".strip(),
        family=family,
        given=given,
        orcid=_string(person.get("orcid")),
        affiliation="; ".join(named) if all(named) else affiliation,
        email=_string(person.get("email")),
    )
