"""lxml: HTML and XML as a stream of events. Files may be hostile: no network, no entities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

LIMIT_BYTES = 64_000_000


class MarkupError(Exception):
    """The bytes are not markup that can be read; the message is one line."""


@dataclass(frozen=True, slots=True)
class Event:
    """A step through a document: a tag opens or closes, or text stands there.

    ``tag`` is the local name; ``text`` belongs to text events, ``attributes`` to opening tags.
    """

    kind: Literal["open", "text", "close"]
    tag: str = ""
    text: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


def html_events(content: bytes) -> Iterator[Event]:
    """Yield the events of an HTML document in UTF-8. Raises MarkupError."""
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    return _walk(_parse(content, parser))


def xml_events(content: bytes) -> Iterator[Event]:
    """Yield the events of an XML document. Raises MarkupError."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    return _walk(_parse(content, parser))


def _parse(content: bytes, parser: Any) -> Any:
    from lxml import etree

    if len(content) > LIMIT_BYTES:
        raise MarkupError(f"it is larger than {LIMIT_BYTES // 1_000_000} MB")
    try:
        root = etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError) as problem:
        raise MarkupError(" ".join(str(problem).split())) from problem
    if root is None:
        raise MarkupError("it is empty")
    return root


def _walk(root: Any) -> Iterator[Event]:
    from lxml import etree

    for step, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if not isinstance(tag, str):  # an entity that was not resolved
            if step == "end" and element.tail:
                yield Event("text", text=element.tail)
            continue
        name = tag.rpartition("}")[2]
        if step == "start":
            yield Event("open", name, attributes=element.attrib)
            if element.text:
                yield Event("text", text=element.text)
        else:
            yield Event("close", name)
            if element.tail and element is not root:
                yield Event("text", text=element.tail)
