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
def circular_reference() -> None:
    """Entries lean on each other in a ring

    What it finds: a `crossref`, `xref`, `xdata`, `related` or `entryset` that leads back to the
    entry it stands in.

    Why it matters: what one entry lacks is looked for in the next, and in a ring without end. The
    entries are read as if they leaned on nothing.

    Example:
        @incollection{chapter2016, crossref = {whole2016}, title = {One}}
        @book{whole2016, crossref = {chapter2016}, title = {Two}}

    Instead: let the chapter lean on the book, and the book on nothing.
    """


@heard("error")
def bibliography_unread() -> None:
    """Citeproc cannot read the bibliography

    What it finds: an entry that Recto could read and pandoc's citeproc cannot.

    Why it matters: without it no citation can be printed, so no edition is made.

    Example: `@book{smith#2016, title = {One}}`, whose key has a sign that citeproc does not allow.

    Instead: mend the entry that the message shows.
    """
