"""The one clock of the checks: what lies in the future is asked here and nowhere else."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime


def today() -> date:
    """Return the day it is in Universal Time, or the day that SOURCE_DATE_EPOCH names.

    https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if epoch.isascii() and epoch.isdigit():
        try:
            return datetime.fromtimestamp(int(epoch), UTC).date()
        except (OverflowError, OSError, ValueError):  # beyond the calendar: no day is meant
            pass
    return datetime.now(UTC).date()
