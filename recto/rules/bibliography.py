"""What the reading of the `.bib` file finds itself; the findings come with the paper."""

from __future__ import annotations

from recto.rules._rule import heard


@heard("error")
def bib_syntax() -> None:
    """The bibliography breaks off or goes astray

    What it finds: a brace, a comma or a quotation mark that is missing, an entry without a key, a
    key with a space, an `@string` that is not defined. Reading goes on behind the fault.

    Why it matters: other programs stop there, or read the next entry as a part of this one.

    Example:
        @book{smith2016,
          title = {One,
          date  = {2016},
        }

    Instead: `title = {One},`
    """


@heard("warning")
def duplicate_field() -> None:
    """An entry has a field twice

    What it finds: a second field of the same name in an entry.

    Why it matters: only the last is printed, and another program may take the first.

    Example: `date = {2016}, title = {One}, date = {2017}`

    Instead: keep the one that is right.
    """


@heard("error")
def name_form() -> None:
    """A name cannot be read

    What it finds: a name with more than two commas, most often a list whose names are separated by
    commas.

    Why it matters: the style takes the parts for family and given names, and prints one person for
    several.

    Example: `author = {Smith, John, Jones, Mary, Brown}`

    Instead: `author = {Smith, John and Jones, Mary}`; a body of people stands in braces of its own:
    `author = {{Genron NPO}}`
    """


@heard("error")
def bibliography_unread() -> None:
    """Citeproc cannot read the bibliography

    What it finds: an entry that Recto could read and pandoc's citeproc cannot.

    Why it matters: without it no citation can be printed, so no edition is made.

    Example: an entry whose braces do not balance inside a field.

    Instead: mend the entry that the message shows.
    """
