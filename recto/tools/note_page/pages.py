"""The two functions of WeasyPrint's page maker that are replaced."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from weasyprint.formatting_structure.boxes import FootnoteAreaBox, LineBox
from weasyprint.layout.block import block_level_layout
from weasyprint.layout.page import remake_page

from recto.tools.note_page.context import NoteContext
from recto.tools.note_page.geometry import Box, last_text

# So often a page is made again because its last word is divided: another line may now be last.
HYPHENS_REMOVED = 3


def part_of_page(context: Any, box: Box, *others: Any, **named: Any) -> tuple[Any, ...]:
    """Lay out a part of a page: its text as ever, its notes from the calls in the text.

    In place of `block_level_layout` as make_page() knows it, which lays out the text first.
    """
    if not isinstance(context, NoteContext):
        done: tuple[Any, ...] = block_level_layout(context, box, *others, **named)
        return done
    if isinstance(box, FootnoteAreaBox):
        return (context.settle(named["absolute_boxes"]),)
    done = block_level_layout(context, box, *others, **named)
    if done[0] is None:
        done = _beside_float(context, box, *others)
    context.body = done[0]
    return done


def _beside_float(
    context: NoteContext,
    root: Box,
    bottom_space: float,
    start: Any,
    around: Box,
    _: bool,
    *lists: Any,
) -> tuple[Any, ...]:
    """Lay out the text of a page that so far holds the rest of a float only.

    Such a page does not count as empty, so that a first line whose notes do not fit is moved, and
    moved again. WeasyPrint then prints the float alone, or fails with IndexError where the page
    begins inside a paragraph. Here the line stays, as it would on an empty page; the float stands
    alone only if the line cannot stand beside it.
    """  # fmt: skip
    done: tuple[Any, ...] = block_level_layout(
        context, root, bottom_space, start, around, True, *lists
    )
    if context.is_on_page(done[0]):
        return done
    copy = parent = box = root.deepcopy()
    path = start
    while path and len(path) == 1 and box.children and not isinstance(box.children[0], LineBox):
        ((index, path),) = path.items()
        parent, box = box, box.children[index]
    parent.children = []
    parent.force_fragmentation = True
    alone, _, *rest = block_level_layout(context, copy, bottom_space, start, around, True, *lists)
    return alone, start, *rest


def _made(index: int, context: NoteContext, root_box: Box, html: Any) -> tuple[Box, Any]:
    """Make a page; where it ends in the middle of a word, make it again with that word whole."""
    page, resume_at = None, None
    for _ in range(1 + HYPHENS_REMOVED):
        # An anchor of the try before may now stand on the next page.
        context.page_maker[index][-1].update(anchors=[], content_lookups=[])
        context.start_page(index + 1)
        page, resume_at = remake_page(index, context, root_box, html)
        context.end_page(index + 1)
        line = context.divided_lines.get(last_text(context.body)) if resume_at else None
        if line is None or line in context.whole_lines:
            break
        context.whole_lines.add(line)
    return page, resume_at


def make_all_pages(
    context: NoteContext, root_box: Box, html: Any, pages: list[Box]
) -> Iterator[Box]:
    """Yield the pages; make again those whose text, numbers, notes or floats have changed.

    In place of the function of this name, which looks at the text and the numbers only: it loses
    what an unchanged page carries to a changed one, notes and floats alike, and ends a document
    before the last notes when its last page is up to date.
    """
    context.rendered_notes = []
    for index in count():
        number = index + 1
        state = context.page_maker[index][-1]
        if (
            index >= len(pages)
            or state["content_changed"]
            or state["pages_wanted"]
            or context.is_made_again(number)
        ):
            state.update(content_changed=False, pages_wanted=False, anchors=[], content_lookups=[])
            page, resume_at = _made(index, context, root_box, html)
        else:
            page, resume_at = pages[index], context.page_maker[number][0]
        yield page
        if resume_at is None and not context.needs_page(number + 1):
            context.page_maker = context.page_maker[: number + 1]
            context.forget_pages_after(number)
            # New ones: what is kept for a page that is not made again may be the same objects.
            context.broken_out_of_flow, context.reported_footnotes = {}, []
            return
