"""The one clock of the checks: what lies in the future is asked here and nowhere else."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime


def today() -> date:
    """Return the day it is in Universal Time, or the day that RECTO_TODAY names (`2026-01-31`).

    SOURCE_DATE_EPOCH is not asked: it says which day an output shall bear, often one long gone, and
    a paper does not cite the future because it is built with an old stamp.
    """
    try:
        return date.fromisoformat(os.environ.get("RECTO_TODAY", "").strip())
    except ValueError:  # none is named, or none that is in the calendar
        return datetime.now(UTC).date()
