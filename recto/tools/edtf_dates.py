"""edtf: dates that may be uncertain (EDTF, https://www.loc.gov/standards/datetime/)."""

from __future__ import annotations


def is_edtf(text: str) -> bool:
    """Tell whether a date is one of EDTF. Loading the library costs a tenth of a second."""
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        parse_edtf(text)
    except EDTFParseException:
        return False
    return True
