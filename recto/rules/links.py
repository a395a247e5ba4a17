"""Links inside the paper: each must lead to something that is there."""

from __future__ import annotations

from collections.abc import Iterator

from recto.model import Finding, Paper, Place
from recto.reading.attributes import AT
from recto.reading.tree import classes, find
from recto.rules._rule import fault, rule


@rule("error")
def dead_link(paper: Paper) -> Iterator[Finding]:
    """A link leads to nothing

    What it finds: a link `[...](#name)` where no heading, figure or passage of the paper has the
    name.

    Why it matters: whoever follows it stays where he is, and the proof of the editions fails.

    Example: `as [section 3](#oportunities) shows`, where the heading is `# Opportunities`.

    Instead: `[section 3](#opportunities)`; a heading gets a name of its own by
    `# Opportunities {#name}`.
    """
    text = paper.manuscript
    if not any("(#" in source.text or "]: #" in source.text or "(<#" in source.text
               for source in text.sources):  # fmt: skip
        return
    trees = [text.blocks, *text.note_blocks.values(), *(text.front or {}).values()]
    names = {node["c"][AT[node["t"]]][0] for node in find(trees, *AT)}
    for node in find(trees, "Link"):
        href = node["c"][2][0]
        own = not {"call", "backlink"} & set(classes(node))
        if own and href.startswith("#") and href[1:] not in names:
            name = href.removeprefix("#").removeprefix("own-")
            help = _near(name, names)
            yield fault(f"nothing in the paper is named `{name}`", _typed(name, paper), help)


def _typed(name: str, paper: Paper) -> Place | None:
    """Return where a link to a name stands: the first, if there are several."""
    for source in paper.manuscript.sources:
        at = source.text.find(f"(#{name})")
        if at >= 0:
            return source.place(at + 1, at + 2 + len(name))
    return None


def _near(name: str, names: set[str]) -> str:
    from recto.tools.likeness import nearest

    near = nearest(name, [one for one in names if one])
    return f"did you mean `#{near}`?" if near else "name it where it stands: `{#" + name + "}`"
