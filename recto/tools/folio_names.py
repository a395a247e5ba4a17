"""WeasyPrint: what each page is called: the folio that it prints, or that it counts as."""

from __future__ import annotations

from typing import Any

Box = Any


def printed_folios(sheets: list[Box]) -> list[str]:
    """Return the folio of every page, of the boxes of a laid-out document."""
    from weasyprint.formatting_structure import build
    from weasyprint.html import UA_COUNTER_STYLE

    # WeasyPrint keeps no counters with its pages, but the styles that it counted with.
    state: Any = ([0], {"pages": [0]}, [{"pages"}], [])
    numbers: list[int] = []
    for sheet in sheets:
        build.update_counters(state, sheet.style)
        numbers.append(state[1].get("page", [0])[-1])
    printed = [_printed(sheet) for sheet in sheets]
    folios = []
    for found, number, numeral in zip(printed, numbers, _numerals(printed, numbers), strict=True):
        folio = UA_COUNTER_STYLE.render_value(number, numeral)
        if found:
            # As it stands there: a stylesheet may print it in capitals.
            at = found[1].casefold().find(folio.casefold())
            folio = found[1][at : at + len(folio)] if at >= 0 else found[1]
        folios.append(folio)
    return folios


def _printed(sheet: Box) -> tuple[Any, str] | None:
    """Return the numerals of the folio in a page's margins and the text it is in, if there is."""
    from weasyprint.formatting_structure import boxes

    for box in sheet.children:
        if isinstance(box, boxes.MarginBox):
            content = box.style["content"]
            for kind, value in content if isinstance(content, (list, tuple)) else ():
                if kind in ("counter()", "counters()") and value[0] == "page":
                    texts = (inside.text for inside in box.descendants() if hasattr(inside, "text"))
                    return value[-1], "".join(texts).strip()
    return None


def _numerals(printed: list[tuple[Any, str] | None], numbers: list[int]) -> list[Any]:
    """Return the numerals of every page: of one without a folio, those it is counted among."""
    found = [folio[0] if folio else None for folio in printed]
    for at in range(1, len(found)):
        if found[at] is None and numbers[at] == numbers[at - 1] + 1:
            found[at] = found[at - 1]
    for at in reversed(range(len(found))):
        if found[at] is None:
            found[at] = found[at + 1] if at + 1 < len(found) else "decimal"
    return found
