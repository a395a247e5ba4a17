"""Tags of a PDF, repaired: notes, their calls and numbers, links, lists and running heads.

WeasyPrint 70.0 tags a note and its call as `NonStruct`, which a screen reader passes over. It
gives the children of a link annotations of their own that no `Link` element holds, puts
paragraphs straight into a list item, and leaves running heads as text that is in no element.
PDF/UA-1 (ISO 14289-1, 7.1 to 7.18) allows none of it.

Tagged here, with the elements that recto.tools.weasyprint makes:

    <a class="call">                                Reference > Link
    <aside class="note" id="X">, floated            Note, with X as its ID; one, however split
    <a class="backlink"> in it                      Lbl > Link
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Final
from weakref import WeakKeyDictionary

from recto.tools.note_page import require_version

Box = Any
Element = Any  # a pydyf.Dictionary of /Type /StructElem

# What may stand in a list item besides its body (ISO 32000-1, table 336), and a list nested in
# an item, which WeasyPrint hands to the list around it.
IN_LIST_ITEM: Final = ("/Lbl", "/LBody", "/L", "/LI")
KINDS_OF_LINK: Final = {"call": "Reference", "backlink": "Lbl"}

# PDF/A allows a property of PDF/UA only where the file describes it (ISO 19005-3, 6.6.2.3.2).
PDF_UA: Final = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
    xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
  <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
      <pdfaProperty:name>part</pdfaProperty:name>
      <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
      <pdfaProperty:category>internal</pdfaProperty:category>
      <pdfaProperty:description>The part of ISO 14289 that is followed</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
  </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


@dataclass
class _Tree:
    """What is known of the tree of one PDF while it grows."""

    notes: dict[str, Element] = field(default_factory=dict)  # by id
    bodies: dict[int, Element] = field(default_factory=dict)  # by the number of the list item
    link: Element = None  # the link in which the box now built stands


_trees: WeakKeyDictionary[Any, _Tree] = WeakKeyDictionary()
_original: Any = None
_marked: Any = None


def install() -> None:
    """Give every PDF tagged from now on the repaired tags; twice is once.

    Raises UnknownWeasyPrint for any version but 70.0.
    """
    global _original, _marked  # WeasyPrint's own functions, needed by ours
    require_version("tags", "tests/test_pdf_tags.py")
    from weasyprint.pdf import tags
    from weasyprint.pdf.stream import Stream

    if tags._build_box_tree is not _build:  # noqa: SLF001  # the recursion has no other name
        _original, _marked = tags._build_box_tree, Stream.marked  # noqa: SLF001
        tags._build_box_tree, Stream.marked = _build, _mark  # noqa: SLF001


def declare(_document: Any, pdf: Any) -> None:
    """Declare a pydyf.PDF of the variant PDF/A-3a as PDF/UA-1 too, just before it is written."""
    number = int(pdf.catalog["Metadata"].split()[0])
    metadata = pdf.objects[number]
    metadata.compress = False  # so that programs that know no PDF find it
    metadata.stream = [
        part.replace(b"</rdf:RDF>", PDF_UA + b"</rdf:RDF>") for part in metadata.stream
    ]


def set_apart(document: Any) -> None:
    """Mark what stands in the margins of a WeasyPrint Document as no part of its text."""
    from weasyprint.formatting_structure.boxes import MarginBox

    for page in document.pages:
        for margin in page._page_box.children:  # noqa: SLF001
            if isinstance(margin, MarginBox):
                for box in margin.descendants():
                    box.is_set_apart = True


def _mark(stream: Any, box: Box, tag: str) -> AbstractContextManager[None]:
    """Mark content as that of a box, or as an artifact if it is set apart."""
    made: AbstractContextManager[None] = (
        stream.artifact() if getattr(box, "is_set_apart", False) else _marked(stream, box, tag)
    )
    return made


def _build(
    box: Box,
    parent: Element,
    pdf: Any,
    page_number: int,
    nums: dict[int, Any],
    annotations: list[tuple[Any, Any]],
    tags: dict[Box, Any],
) -> Iterator[Element]:
    """Yield the elements of a box, as `_build_box_tree` does, which calls this for each child."""
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout.absolute import AbsolutePlaceholder

    if isinstance(box, AbsolutePlaceholder):
        box = box._box  # noqa: SLF001
    around = pdf, page_number, nums, annotations, tags
    tree = _trees.setdefault(pdf, _Tree())
    if getattr(box, "is_set_apart", False) or _is_mute(box):
        return
    if isinstance(box, boxes.PageBox) or box.element_tag in ("html", "body"):
        yield from _original(box, parent, *around)  # no elements of their own
    elif isinstance(box, boxes.FootnoteAreaBox):
        for note in box.children:
            yield from _note(note, parent, tree, around)
    elif _is_listed_note(box):
        yield from _note(box, parent, tree, around)
    elif parent["S"] == "/L" and box.element_tag == "div":
        for child in box.children:  # `<dl><div><dt><dd>`: a list holds its items only
            yield from _build(child, parent, *around)
    else:
        for element in _element(box, parent, tree, around):
            if parent["S"] == "/LI" and element["S"] not in IN_LIST_ITEM:
                yield from _in_body(element, parent, pdf, tree)
            else:
                yield element


def _is_mute(box: Box) -> bool:
    """Tell whether a box is a mere anchor, or the call of a note, whose number stands before it."""
    from weasyprint.formatting_structure.boxes import InlineBox

    return isinstance(box, InlineBox) and not (box.children or box.link_annotation)


def _is_listed_note(box: Box) -> bool:
    """Tell whether a box is a note in a list; the anonymous boxes in it have its element too."""
    if box.element is None or box.element_tag != "aside" or not box.style["anchor"]:
        return False
    return "note" in box.element.get("class", "").split()


def _element(box: Box, parent: Element, tree: _Tree, around: tuple[Any, ...]) -> Iterator[Element]:
    """Yield the elements of a box that is no note, its links and its language repaired."""
    pdf, page_number, _, annotations, _ = around
    annotation, before = box.link_annotation, tree.link
    if annotation is not None and "Dest" in annotation:
        _name(annotation, box)
    tree.link = before or (parent if parent["S"] == "/Link" else None)
    if annotation is not None and tree.link is not None:
        # What stands in a link shall be read as part of it.
        box.link_annotation = None
        _hand_over(annotation, tree.link, pdf, page_number, annotations)
    made = list(_original(box, parent, *around))
    inside, tree.link = tree.link, before
    for element in made:
        if inside is not None and element["S"] == "/Link":
            element["S"] = "/NonStruct"
        elif inside is None and annotation is not None and element["S"] in ("/NonStruct", "/Span"):
            element["S"] = "/Link"
        if language := _language(box):
            element["Lang"] = _string(language)
        if element["S"] == "/Table":
            _give_body(element, pdf)
        kind = _kind_of_link(box)
        if kind and element["S"] == "/Link":
            yield _wrapped(kind, element, parent, pdf)
        else:
            yield element


def _note(box: Box, parent: Element, tree: _Tree, around: tuple[Any, ...]) -> Iterator[Element]:
    """Yield the element of a note where it begins; put its other parts into the first."""
    identity = "" if box.element is None else box.element.get("id", "")
    begun = tree.notes.get(identity)
    for element in _original(box, begun or parent, *around):
        if begun:
            element["S"] = "/NonStruct"
            begun["K"].append(element.reference)
            continue
        element["S"] = "/Note"
        element["ID"] = _string(identity or f"note at {element.number}")
        if identity:
            tree.notes[identity] = element
        yield element


def _in_body(element: Element, item: Element, pdf: Any, tree: _Tree) -> Iterator[Element]:
    """Put an element into the body of a list item; yield the body when it is new."""
    body = tree.bodies.get(item.number)
    if body:
        element["P"] = body.reference
        body["K"].append(element.reference)
        return
    body = tree.bodies[item.number] = _wrapped("LBody", element, item, pdf)
    yield body


def _give_body(table: Element, pdf: Any) -> None:
    """Let the header be the body of a table, where a page ends below the header."""
    kids = [pdf.objects[int(kid.split()[0])] for kid in table["K"] if isinstance(kid, bytes)]
    if not any(kid["S"] == "/TBody" for kid in kids):
        for kid in kids:
            if kid["S"] == "/THead":
                kid["S"] = "/TBody"


def _wrapped(kind: str, element: Element, parent: Element, pdf: Any) -> Element:
    import pydyf

    made = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": f"/{kind}",
            "K": pydyf.Array([element.reference]),
            "Pg": element["Pg"],
            "P": parent.reference,
        }
    )
    pdf.add_object(made)
    element["P"] = made.reference
    return made


def _hand_over(
    annotation: Any, link: Element, pdf: Any, page_number: int, annotations: list[tuple[Any, Any]]
) -> None:
    """Let a link hold the annotation of a box inside it."""
    import pydyf

    reference = pydyf.Dictionary(
        {"Type": "/OBJR", "Obj": annotation.reference, "Pg": pdf.page_references[page_number]}
    )
    pdf.add_object(reference)
    link["K"].append(reference.reference)
    annotations.append((link.reference, annotation))


def _name(annotation: Any, box: Box) -> None:
    """Let a link inside the document be called by its words, rather than by an id."""
    words = " ".join("".join(box.element.itertext()).split())
    if words := box.element.get("title") or words:
        annotation["Contents"] = _string(words)


def _kind_of_link(box: Box) -> str:
    if box.element is None or box.element_tag != "a":
        return ""
    names = box.element.get("class", "").split()
    return next((KINDS_OF_LINK[name] for name in names if name in KINDS_OF_LINK), "")


def _language(box: Box) -> str:
    """Return the language that an element declares; the document has its own already."""
    if box.element is None or box.element_tag != box.element.tag:
        return ""
    return str(box.element.get("lang", ""))


def _string(text: str) -> Any:
    import pydyf

    return pydyf.String(text)
