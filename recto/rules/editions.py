"""What making and proving the editions finds; it is known only after the check."""

from __future__ import annotations

from recto.rules._rule import heard


@heard("error")
def edition_failed() -> None:
    """An edition could not be made

    What it finds: an edition that stopped on the way: a template with a fault, a layout that does
    not come to an end.

    Why it matters: the edition of the last build stays as it was, and no longer fits the text.

    Example: a paper's own `templates/html/edition.html.jinja` with an unclosed block.

    Instead: mend what the message names, or take the paper's own template away.
    """


@heard("error")
def proof_failed() -> None:
    """A finished edition does not hold what the paper holds

    What it finds: a note, a citation, a paragraph or an entry of the bibliography that is lost,
    changed, doubled or out of order in the finished file, as the proof reads it back.

    Why it matters: this is what a reader would have got. The file is put into `build/rejected/`,
    and the last good edition stays.

    Example: a template that leaves out the notes of block quotations.

    Instead: mend the template or the style. If both are the package's own, it is a fault of Recto.
    """


@heard("warning")
def note_late() -> None:
    """A footnote begins on the page after its call

    What it finds: a note that found no room at the foot of its page, and stands on the next; or,
    where notes stand in the margin, one that had no room there and stands at the foot.

    Why it matters: the reader has to turn the page; the note is there, whole and in order.

    Example: five long notes called in the last line of a page.

    Instead: shorten or join notes, or let it stand.
    """


@heard("error")
def note_misplaced() -> None:
    """A footnote stands on a page where it does not belong

    What it finds: a note that stands before its call, or out of order.

    Why it matters: a reader takes one note for another.

    Example: a stylesheet that moves notes about.

    Instead: mend the stylesheet. If it is the package's own, it is a fault of Recto.
    """


@heard("info")
def long_note() -> None:
    """A footnote runs over many pages

    What it finds: a note whose text goes on at the foot of more than four pages.

    Why it matters: the note is whole, but its reader has lost the text above it.

    Example: an appendix that was typed as a note.

    Instead: move a part of the note into the text, or to an appendix; or let it stand.
    """


@heard("warning")
def overfull_line() -> None:
    r"""A line is wider than its place on the page

    What it finds: a word that cannot be broken, a formula or a picture that runs over the edge of
    the text or of its column. Where it leaves the page, this is an error.

    Why it matters: what is cut off cannot be read, and a printer refuses ink near the trim.

    Example: a number of fourteen digits in a narrow column; a web address in `code`.

    Instead: give the word a place to break (`\-` or a space), the table fewer or wider columns,
    the page a larger `--trim`.
    """


@heard("warning")
def trim_overruled() -> None:
    """The pages have another size than their trim

    What it finds: pages whose size is set by the paper's own `templates/pdf/edition.css`, which
    comes after the trim and wins.

    Why it matters: `--trim` asks for a size, and the printer gets another.

    Example: `@page { size: 170mm 240mm }` in the stylesheet, and `--trim 6x9`.

    Instead: take size and margins out of the stylesheet, and put them into
    `templates/print/NAME.toml`.
    """


@heard("error")
def missing_glyph() -> None:
    """No font has a letter of the paper

    What it finds: a character that none of the paper's fonts can draw.

    Why it matters: the page would show a box in its place.

    Example: a name in Hangul, in a paper whose one font is Latin.

    Instead: install a font that has the letter: on Debian, `fonts-noto-cjk` for Chinese, Japanese
    and Korean, `fonts-noto-core` for most other scripts. Or add one to `templates/pdf/edition.css`.
    """


@heard("error")
def page_untrue() -> None:
    """A table of contents names a page on which its heading is not

    What it finds: a page number that the edition prints of itself and that is not true: the
    engine's last round of layout moved the text once more.

    Why it matters: the reader is sent to the wrong page.

    Example: a paper's own template whose contents stand on the same page as the text.

    Instead: let a page begin behind the contents, as the package's own template does.
    """


@heard("error")
def index_untrue() -> None:
    """The index names pages on which its words are not

    What it finds: an index whose pages changed each time that it was set.

    Why it matters: the reader is sent to the wrong page.

    Example: a paper's own template with the index before the text, which a line more in it moves.

    Instead: let the index stand at the end, where its length moves nothing.
    """


@heard("warning")
def layout_warning() -> None:
    """The page layout has something to say

    What it finds: a warning of WeasyPrint while it laid out the pages: a property that it does not
    know, a picture that it cannot read.

    Why it matters: the page may look other than its designer meant.

    Example: `display: subgrid` in a stylesheet.

    Instead: what the message names; see `templates/pdf/edition.css`.
    """
