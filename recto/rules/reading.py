"""What the reading of the manuscript finds itself; the findings come with the paper."""

from __future__ import annotations

from recto.rules._rule import heard


@heard("error")
def not_utf_8() -> None:
    """A file is not UTF-8

    What it finds: a byte in a source that UTF-8 does not allow. To go on, the file is read as
    Windows-1252.

    Why it matters: letters with accents, dashes and quotation marks come out as others, and names
    with them.

    Example: a file saved as "Western (Windows)", with the byte `0xe9` for é.

    Instead: save it as UTF-8; `iconv -f WINDOWS-1252 -t UTF-8 old.md > new.md` does it too.
    """


@heard("error")
def unreadable() -> None:
    """Pandoc cannot read a file

    What it finds: metadata that is no YAML, or a text that pandoc refuses.

    Why it matters: nothing of the file reaches an edition.

    Example: `title: Japan: A History`, where YAML takes the second colon for another key.

    Instead: `title: "Japan: A History"`
    """


@heard("error")
def empty_manuscript() -> None:
    """The manuscript holds no text

    What it finds: a paper whose Markdown files have no paragraph between them.

    Why it matters: the editions would be empty; more likely the wrong folder was named.

    Example: `recto -C old-folder`, where the text has moved on.

    Instead: name the folder of the paper with `-C`, or write the paper.
    """


@heard("info")
def unplaced() -> None:
    """Some citations or notes could not be placed to the column

    What it finds: a file in which pandoc read citations or notes that cannot be told apart in the
    source. What is said of them has no line, or the line of the paragraph.

    Why it matters: the check is as strict as ever; only the places in its report are missing.

    Example: notes in a table whose columns are drawn with hyphens.

    Instead: nothing need be done; simpler markup there would give the places back.
    """


@heard("info")
def places_unknown() -> None:
    """A file uses the letters that places are found with

    What it finds: a source with letters of scripts that Recto borrows to mark citations while it
    looks for their places (Canadian syllabics, Ethiopic, Vai, cuneiform, hieroglyphs).

    Why it matters: what is said of that file has no line. Its text is read and printed as ever.

    Example: a word in cuneiform beside its translation.

    Instead: nothing need be done; in a file of its own the passage takes the places from less.
    """


@heard("warning")
def raw_markup() -> None:
    r"""Raw HTML or TeX is not printed

    What it finds: HTML tags and TeX commands in the text, other than comments, line breaks and
    equations.

    Why it matters: one edition would understand it and the others not; and a source may come from
    a stranger. It is left out of all of them.

    Example: `<font color="red">important</font>`, `\vspace{1cm}`

    Instead: say it in Markdown: `**important**`.
    """


@heard("warning")
def unsafe_link() -> None:
    """A link leads where no reader can follow

    What it finds: a link with a scheme other than http, https, doi, mailto, ftp, tel and urn.

    Why it matters: `javascript:` runs in the reader's browser, and `file:` leads into the author's
    own disk. The words are printed without the link.

    Example: `[the data](file:///poll.csv)`

    Instead: put the file into a repository and link to its address.
    """


@heard("error")
def missing_picture() -> None:
    """A picture is not there

    What it finds: a picture that is no PNG, JPEG, SVG, GIF or WebP file in the paper's folder.
    Pictures on the network are never fetched.

    Why it matters: the editions would have a hole in the page.

    Example: `![The peninsula](map.pdf)`

    Instead: `![The peninsula](figures/map.svg)`, with the file beside the manuscript.
    """


@heard("error")
def unprinted_citation() -> None:
    """A citation stands where nothing is printed

    What it finds: a citation or a note in the alternative text of a picture that stands inside a
    line. The alternative text is for those who cannot see the picture; no page prints it.

    Why it matters: the citation would be lost without a word.

    Example: `See ![the map [@smith2016]](figures/map.png) on the wall.`

    Instead: let the picture stand in a paragraph of its own: then the words are its caption, and
    are printed.
    """


@heard("error")
def citeproc_failed() -> None:
    """The citations could not be printed in the style

    What it finds: a citation style (CSL) that citeproc cannot use.

    Why it matters: no citation is printed, so no edition is made.

    Example: `style = "house.csl"` in `paper.toml`, where the file is cut off.

    Instead: mend the style, or name another with `--style`.
    """


@heard("warning")
def citeproc_warning() -> None:
    """Citeproc has something to say

    What it finds: a warning of pandoc's citeproc while it printed the citations.

    Why it matters: a part of a reference may be missing from every edition.

    Example: a style that asks for a language that citeproc does not have.

    Instead: what the message names; mute it when you have looked at it.
    """
