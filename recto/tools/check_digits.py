"""python-stdnum: the check digits of ISBN, ISSN, ISMN and ORCID.

https://www.isbn-international.org/content/isbn-users-manual and https://www.issn.org
"""

from __future__ import annotations


def isbn_digit(compact: str) -> str:
    """Return the check digit that belongs to the first 9 or 12 digits of an ISBN.

    Empty where none does: an ISBN of 13 digits begins with 978 or 979.
    """
    from stdnum import isbn

    return next((one for one in "0123456789X" if isbn.is_valid(compact[:-1] + one)), "")


def issn_digit(compact: str) -> str:
    """Return the check digit that belongs to the first seven digits of an ISSN."""
    from stdnum import issn

    return str(issn.calc_check_digit(compact[:-1]))


def is_ismn(typed: str) -> bool:
    """Tell whether an ISMN adds up (https://www.ismn-international.org)."""
    from stdnum import ismn

    return bool(ismn.is_valid(typed.upper().removeprefix("ISMN").strip(" :")))


def orcid_digit(compact: str) -> str:
    """Return the check digit that belongs to the first 15 digits of an ORCID or ISNI.

    https://support.orcid.org/hc/en-us/articles/360006897674
    """
    from stdnum.iso7064 import mod_11_2

    return str(mod_11_2.calc_check_digit(compact[:-1]))
