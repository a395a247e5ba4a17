"""Mutes that have gone out of date; see `_mutes` for how they work."""

from __future__ import annotations

from recto.rules._rule import heard


@heard("warning")
def stale_mute() -> None:
    """A mute mutes nothing

    What it finds: a comment `<!-- recto: ignore RULE reason -->`, or a line of `[ignore]` in
    `paper.toml`, that silences no finding of the paper as it stands.

    Why it matters: a mute left behind hides the next fault of the kind, the one nobody looked at.

    Example:
        <!-- recto: ignore unknown-key the entry comes with the next volume -->
        A sentence whose citation has been mended.[@soeya2016]

    Instead: take the comment away. A mute in a paragraph covers that paragraph; one that stands
    alone covers the next paragraph. One comment may name several rules, with commas between them.
    """


@heard("warning")
def unknown_rule() -> None:
    """A mute or a severity names a rule that does not exist

    What it finds: a name after `recto: ignore`, or in `[ignore]` or `[severity]` of `paper.toml`,
    that is no rule's.

    Why it matters: a misspelled mute silences nothing, and its writer believes that it does.

    Example:
        <!-- recto: ignore unknwon-key the entry comes later -->

    Instead: `unknown-key`; `recto rules` lists the names.
    """


@heard("warning")
def unknown_house() -> None:
    """A house is named that does not exist

    What it finds: a name in `house` of `paper.toml` that is no house's.

    Why it matters: what that publisher asks for is not looked at, and the paper seems to be good.

    Example: `house = "chicgo-18"`

    Instead: `house = "chicago-18"`; `recto rules --houses` lists the names.
    """


@heard("info")
def unexplained_mute() -> None:
    """A mute gives no reason

    What it finds: a mute in place with a rule's name and nothing after it.

    Why it matters: whoever comes after you cannot tell a decision from an escape.

    Example:
        <!-- recto: ignore lost-note -->

    Instead: `<!-- recto: ignore lost-note the archive confirms that it is gone -->`
    """
