"""Numbers and ids: after citeproc every note, citation, heading and paragraph gets its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from recto.model import RESERVED, Citation, Heading, Note, Paragraph, Place
from recto.reading.citing import Probed
from recto.reading.notes import state_of, tidy
from recto.reading.positions import Candidate
from recto.reading.tree import Node, classes, find, link, plain, span, text

KINDS = {
    "BlockQuote": "quotation",
    "BulletList": "item",
    "OrderedList": "item",
    "DefinitionList": "item",
    "Table": "cell",
}
Origin = Literal["typed", "inline", "cited", "byline"]
MODES: dict[str, Literal["normal", "author-in-text", "suppress-author"]] = {
    "NormalCitation": "normal",
    "AuthorInText": "author-in-text",
    "SuppressAuthor": "suppress-author",
}


@dataclass(frozen=True)
class TypedNote:
    """A note as its file has it: its call, its definition, and its words as typed."""

    origin: Literal["typed", "inline", "byline"]
    label: str
    call: Place | None
    definition: Place | None
    typed: str


@dataclass(frozen=True)
class TypedCluster:
    """The places of the works of one citation, as typed."""

    places: tuple[Place | None, ...]


@dataclass
class Numbering:
    """Walks the tree once, front matter first, and keeps what it numbers."""

    typed: list[TypedNote]
    clusters: list[TypedCluster]
    probed: list[list[Probed]]
    number_sections: bool
    heading_places: dict[str, Place | None]
    notes_by_section: bool = False
    notes: list[Note] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    note_blocks: dict[str, list[Any]] = field(default_factory=dict)
    nested: list[Place | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._cluster = self._typed = self._calls = self._number = 0
        self._top = 7  # of all levels of headings so far, the topmost
        self._depth = 0  # of the blocks around: only a heading in none begins a section
        self._ids = set(RESERVED)
        self._counts: list[int] = []
        self._note: str | None = None
        self._editorial = False
        self._after_call = False
        self.in_front = False

    # Blocks

    def blocks(self, nodes: list[Any], kind: str = "text") -> list[Any]:
        """Return blocks with ids, calls and numbers in place."""
        return [self.visit(node, kind) for node in nodes]

    # A line for each kind of node reads better than a table of methods.
    def visit(self, node: Any, kind: str) -> Any:  # noqa: C901, PLR0911, PLR0912
        """Return a node with everything below it numbered; ``kind`` is of its paragraphs."""
        if isinstance(node, list):
            return [self.visit(child, kind) for child in node]
        if not isinstance(node, dict):
            return node
        match node.get("t"):
            case "Header":
                return self._heading(node)
            case "Para" | "Plain" as name:
                return {"t": name, "c": self._paragraph(node["c"], kind)}
            case "LineBlock":
                return {"t": "LineBlock", "c": self._lines(node["c"])}
            case "CodeBlock":
                return self._code(node)
            case "DefinitionList":
                return {"t": "DefinitionList", "c": [self._defined(item) for item in node["c"]]}
            case "Cite":
                return self._cite(node)
            case "Note":
                return self._typed_note(node)
            case "Str" | "Space" | "SoftBreak" | "LineBreak" | "Code" | "Math" | "Image" as name:
                self._after_call = self._after_call and name == "Str" and not node["c"]
                return node if name != "Image" else self._inside(node, kind)
            case "Figure":
                # Its caption stands below it in every edition, but before it in the tree.
                attributes, caption, inside = node["c"]
                inside = self.visit(inside, "caption")
                return {"t": "Figure", "c": [attributes, self.visit(caption, "caption"), inside]}
            case "Span" if "editor" in classes(node):
                return self._editors(node, kind)
            case name:
                return self._inside(node, KINDS.get(str(name), kind))

    def _inside(self, node: Node, kind: str) -> Node:
        self._depth += 1
        made = {key: self.visit(child, kind) for key, child in node.items()}
        self._depth -= 1
        return made

    def _editors(self, node: Node, kind: str) -> Node:
        before, self._editorial = self._editorial, True
        made = {"t": "Span", "c": [node["c"][0], self.visit(node["c"][1], kind)]}
        self._editorial = before
        return made

    def _paragraph(self, inlines: list[Any], kind: str) -> list[Any]:
        self._after_call = False
        if self._note:
            return [self.visit(node, kind) for node in inlines]
        id = f"p-{len(self.paragraphs) + 1}"
        self.paragraphs.append(Paragraph(id, kind, ""))
        at = len(self.paragraphs) - 1
        made = [self.visit(node, kind) for node in inlines]
        self.paragraphs[at] = Paragraph(id, kind, plain(made))
        return [span([], id, ("anchor",)), *made]

    def _lines(self, lines: list[Any]) -> list[Any]:
        if self._note:
            return [self.visit(line, "line") for line in lines]
        id = f"p-{len(self.paragraphs) + 1}"
        self.paragraphs.append(Paragraph(id, "line", ""))
        at = len(self.paragraphs) - 1
        made = [self.visit(line, "line") for line in lines]
        self.paragraphs[at] = Paragraph(id, "line", " ".join(plain(line) for line in made))
        return [[span([], id, ("anchor",)), *made[0]], *made[1:]] if made else made

    def _code(self, node: Node) -> Node:
        if self._note:
            return node
        attributes, code = node["c"]
        id = f"p-{len(self.paragraphs) + 1}"
        self.paragraphs.append(Paragraph(id, "code", " ".join(code.split())))
        return {
            "t": "Div",
            "c": [[id, ["code"], []], [{"t": "CodeBlock", "c": [attributes, code]}]],
        }

    def _defined(self, item: Any) -> Any:
        term, texts = item
        return [self._paragraph(term, "item"), [self.blocks(blocks, "item") for blocks in texts]]

    def _heading(self, node: Node) -> Node:
        level, (id, names, attributes), inlines = node["c"]
        id = self._unique(id or "section")
        if not (self.in_front or self._depth):
            self._top = min(self._top, level)
            if self.notes_by_section and level == self._top:
                self._number = 0
        number = "" if "unnumbered" in names else self._next_number(level)
        made = [self.visit(child, "heading") for child in inlines]
        title = plain(made)
        place = self.heading_places.get(node.get("recto-id", ""))
        self.headings.append(Heading(id, level, number, title, place))
        self.paragraphs.append(Paragraph(id, "heading", title))
        if number:
            made = [span([text(number)], classes=("section-number",)), {"t": "Space"}, *made]
        return {"t": "Header", "c": [level, [id, names, attributes], made]}

    def _next_number(self, level: int) -> str:
        if not self.number_sections:
            return ""
        self._counts = [*self._counts, *[0] * level][:level]
        self._counts[-1] += 1
        return ".".join(str(count) for count in self._counts)

    def _unique(self, id: str) -> str:
        made, again = id, 1
        while made in self._ids:
            again += 1
            made = f"{id}-{again}"
        self._ids.add(made)
        return made

    # Citations

    def _cite(self, node: Node) -> Node:
        works, inlines = node["c"]
        at, self._cluster = self._cluster, self._cluster + 1
        id = f"cite-{at + 1:04}"
        typed = self.clusters[at] if at < len(self.clusters) else TypedCluster(())
        probed = self.probed[at] if at < len(self.probed) else []
        made_note = next((child for child in find(inlines, "Note")), None)
        if made_note and not self._note:
            place = typed.places[0] if typed.places else None
            note = TypedNote("typed", f"at-{id}", place, None, "")
            body = [self._made_note(child, made_note, note, id) for child in inlines]
            words = plain(made_note["c"])
            where: str | None = f"note-at-{id}"
        else:
            body, words, where = self.visit(inlines, "text"), plain(inlines), self._note
        found = []
        for order, work in enumerate(works):
            seen = probed[order] if order < len(probed) else Probed(None, None)
            found.append(
                Citation(
                    id=id,
                    key=work["citationId"],
                    place=typed.places[order] if order < len(typed.places) else None,
                    note=where,
                    mode=MODES[work["citationMode"]["t"]],
                    prefix=plain(work["citationPrefix"]),
                    suffix=plain(work["citationSuffix"]),
                    locator=seen.locator,
                    position=seen.position or "short",
                    text=words,
                    editorial=self._editorial,
                )
            )
        self.citations.extend(found)
        if made_note and not self._note:
            self.notes[-1] = _with_citations(self.notes[-1], tuple(found))
            return span(body)
        return span(body, id, ("citation",))

    def _made_note(self, child: Any, made: Node, note: TypedNote, id: str) -> Any:
        """Return a node of a citation in the body, its note numbered and marked."""
        if child is made:
            blocks = [
                {"t": block["t"], "c": [span(block["c"], id, ("citation",))]} for block in made["c"]
            ]
            return self._call(note, blocks, "cited")
        if isinstance(child, dict):
            return {
                name: [self._made_note(one, made, note, id) for one in value]
                if isinstance(value, list) else value
                for name, value in child.items()
            }  # fmt: skip
        if isinstance(child, list):
            return [self._made_note(one, made, note, id) for one in child]
        return child

    # Notes

    def _typed_note(self, node: Node) -> Node:
        typed = self.typed[self._typed]
        self._typed += 1
        if self._note:
            self.nested.append(typed.call)
        return self._call(typed, node["c"], typed.origin)

    def _call(self, typed: TypedNote, blocks: list[Any], origin: Origin) -> Node:
        self._calls += 1
        self._number += 1
        number = self._number
        id = self._unique("note-" + (_slug(typed.label) or f"n{self._calls}"))
        call_id = "call-" + id.removeprefix("note-")
        before, after_call = len(self.citations), self._after_call
        tidy(blocks)
        state, editorial = state_of(blocks)
        self._note = id
        made = self.blocks(blocks)
        self._note, self._after_call = None, after_call
        self.note_blocks[id] = made
        section = "title" if self.in_front else self.headings[-1].id if self.headings else ""
        self.notes.append(
            Note(
                id, call_id, number, typed.label, origin, state, typed.definition, typed.call,
                plain(made), typed.typed, tuple(self.citations[before:]), editorial, section,
            )
        )  # fmt: skip
        number_link = link([text(str(number))], f"#{id}", call_id, ("call",), "doc-noteref")
        # Two calls that touch would read as one number: 9 and 10 as 910.
        separator = [text(",")] if self._after_call else []
        self._after_call = True
        return {"t": "Superscript", "c": [*separator, number_link]}


def _with_citations(note: Note, citations: tuple[Citation, ...]) -> Note:
    from dataclasses import replace

    return replace(note, citations=citations)


def _slug(label: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", label).strip("-.")


def typed_words(source_text: str, candidate: Candidate) -> str:
    """Return the words of a note as typed, from its mark to the end of its paragraphs."""
    end = re.compile(r"\n[ \t]*\n(?!(?:[ ]{4}|\t))|\n[ ]{0,3}\[\^[^\]\s]+\]:").search(
        source_text, candidate.end
    )
    return source_text[candidate.end : end.start() if end else None].strip()
