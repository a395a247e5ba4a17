"""edtf: dates that may be uncertain (EDTF, https://www.loc.gov/standards/datetime/)."""

from __future__ import annotations

from contextlib import redirect_stdout
from io import StringIO

# No date is so long, in characters.
LIMIT = 100


def is_edtf(text: str) -> bool:
    """Tell whether a date is one of EDTF. Loading the library costs a tenth of a second."""
    if len(text) > LIMIT:
        return False
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    # The library stumbles over some texts that are no date, and says so on standard output.
    stumbles = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError)
    try:
        with redirect_stdout(StringIO()):
            parse_edtf(text)
    except (EDTFParseException, *stumbles):
        return False
    return True
