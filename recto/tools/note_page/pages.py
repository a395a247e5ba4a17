"""The two functions of WeasyPrint's page maker that are replaced."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from weasyprint.formatting_structure.boxes import FootnoteAreaBox
from weasyprint.layout.block import block_level_layout
from weasyprint.layout.page import remake_page

from recto.tools.note_page.context import NoteContext
from recto.tools.note_page.geometry import Box


def part_of_page(context: Any, box: Box, *others: Any, **named: Any) -> tuple[Any, ...]:
    """Lay out a part of a page: its text as ever, its notes from the calls in the text.

    In place of `block_level_layout` as make_page() knows it, which lays out the text first.
    """
    if isinstance(context, NoteContext) and isinstance(box, FootnoteAreaBox):
        return (context.settle(named["absolute_boxes"]),)
    done: tuple[Any, ...] = block_level_layout(context, box, *others, **named)
    if isinstance(context, NoteContext):
        context.body = done[0]
    return done


def make_all_pages(
    context: NoteContext, root_box: Box, html: Any, pages: list[Box]
) -> Iterator[Box]:
    """Yield the pages; make again those whose text, numbers or carried notes have changed.

    In place of the function of this name, which looks at the text and the numbers only, and
    which ends a document before the last notes when its last page is up to date.
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
            context.start_page(number)
            page, resume_at = remake_page(index, context, root_box, html)
        else:
            page, resume_at = pages[index], context.page_maker[number][0]
        yield page
        if resume_at is None and not context.carried_to(number + 1):
            context.page_maker = context.page_maker[: number + 1]
            context.forget_pages_after(number)
            context.broken_out_of_flow.clear()
            context.reported_footnotes.clear()
            return
