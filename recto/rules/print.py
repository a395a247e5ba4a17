"""What reading the file for a printer back finds; it is known only after the check."""

from __future__ import annotations

from recto.rules._rule import heard


@heard("error")
def print_unreadable() -> None:
    """The file for a printer cannot be read back

    What it finds: a file that is damaged or locked, draws itself without end, or holds a picture
    larger than any page.

    Why it matters: a printer's program would stop at it, or print something else.

    Example: a drawing that is cut off in the middle of a picture.

    Instead: build the edition anew; if it comes back, take out the picture of the page that is
    named.
    """


@heard("error")
def print_font_missing() -> None:
    """A font is named in the file and not in it

    What it finds: text in a font whose outlines are not embedded.

    Why it matters: the printer would set it in whatever font it has, with other widths.

    Example: `Helvetica` in a drawing that was made elsewhere.

    Instead: name a font file in the stylesheet with `@font-face`, or turn text of drawings into
    outlines.
    """


@heard("error")
def print_font_subset() -> None:
    """A font is cut to the signs of the paper, and the printer wants it whole

    What it finds: a font with the six letters of a subset before its name, where the printer says
    `fonts = "whole"`.

    Why it matters: some houses join or correct files, and refuse what they cannot.

    Example: `ABCDEF+Recto-Serif`.

    Instead: build the print edition anew; it embeds fonts as the printer's file says.
    """


@heard("error")
def print_colour() -> None:
    """Something is printed in a colour that the printer does not take

    What it finds: RGB, Lab or a colour by an ICC profile where the printer prints in black or in
    four inks, and inks in colour where it prints in black alone: in text, lines, areas, pictures,
    gradients and patterns.

    Why it matters: a machine converts it in its own way; black text gets coloured rims, or the
    house bills a page in colour.

    Example: a picture in RGB in a book that is printed in black.

    Instead: build the print edition anew; the message names the page, if a template draws there.
    """


@heard("error")
def print_mixed_black() -> None:
    """Black text is mixed of several inks

    What it finds: dark, colourless text that is printed in more than black ink.

    Why it matters: if one ink is off by a hair, every letter has a rim.

    Example: `color: device-cmyk(.7 .6 .6 .9)` in a stylesheet.

    Instead: `color: device-cmyk(0 0 0 1)`, or just `black`.
    """


@heard("error")
def print_ink() -> None:
    """More ink lies in one place than the paper can hold

    What it finds: a colour or a place in a picture whose inks together are more than the printer's
    `ink`, in percent.

    Why it matters: it does not dry, and prints off on the page opposite.

    Example: a black ground of four full inks, 400 %, where 300 % are the most.

    Instead: use the profile of the printer's paper (`profile`), or lighter colours.
    """


@heard("warning")
def print_resolution() -> None:
    """A picture has too few pixels for its size

    What it finds: a picture with fewer pixels per inch, as it stands on the page, than the
    printer's `resolution`.

    Why it matters: it is printed soft, or with steps.

    Example: a picture of a web page, 600 pixels wide, over the width of the text: 130 ppi.

    Instead: take one with more pixels, print it smaller, or make it a drawing (SVG).
    """


@heard("warning")
def print_safe_area() -> None:
    """Something stands too near to the edge of the page or to its spine

    What it finds: text, and anything else that does not run off the page on purpose, nearer to the
    trim than the printer's `safe`, or nearer to the spine than its `gutter` for so many pages.

    Why it matters: cutting is off by up to two millimetres, and a thick book does not open to its
    spine.

    Example: a folio 6 mm from the edge, where 12.7 mm are to be left.

    Instead: a trim with wider margins; for a picture that is to run off the page, let it reach the
    end of the bleed.
    """


@heard("warning")
def print_page_count() -> None:
    """The file has not as many pages as the printer wants

    What it finds: a number of pages that is no multiple of the printer's `pages-multiple`, or a
    last page that is not blank where `last-blank` asks for it.

    Why it matters: the house adds pages where it likes, or refuses the file.

    Example: 23 pages for leaves of two.

    Instead: build the print edition anew; it adds the blank pages.
    """


@heard("error")
def print_transparency() -> None:
    """Something is seen through, and the printer takes no transparency

    What it finds: colours with an alpha, soft masks of pictures, blend modes and transparency
    groups, where the printer refuses them or the standard (PDF/X-1a) knows none.

    Why it matters: each machine flattens them in its own way, and some leave them out.

    Example: a PNG with a soft edge on a tinted page.

    Instead: build the print edition anew; it flattens what is seen through.
    """


@heard("error")
def print_box() -> None:
    """The boxes of a page are not those that the printer cuts by

    What it finds: a trim of another size, a bleed that is too small or on the wrong side, room for
    crop marks that is not there, pages of several sizes, a page that is turned.

    Why it matters: the sheet is cut where the boxes say.

    Example: a bleed at the spine, for a house that asks for none there.

    Instead: build the print edition anew for this trim and printer.
    """


@heard("error")
def print_refused_content() -> None:
    """The file holds something beside its pages that the printer refuses

    What it finds: JavaScript, attached files, forms, layers or a lock, in any file for print; and
    bookmarks, annotations and metadata where the printer refuses them.

    Why it matters: the house sends the file back.

    Example: links in the interior of a paperback for Amazon KDP.

    Instead: build the print edition anew for this printer; keep links to the PDF for the web.
    """


@heard("error")
def print_standard() -> None:
    """The file says it is PDF/X, and is not

    What it finds: a version of PDF, a key, an output intent or an ICC profile that PDF/X-1a:2003
    (ISO 15930-4) or PDF/X-4 (ISO 15930-7) asks for and that is missing or other.

    Why it matters: the house's own check refuses the file.

    Example: PDF/X-4 without the profile of the print in it.

    Instead: give the printer's `profile` and `condition`, and build the print edition anew.
    """
