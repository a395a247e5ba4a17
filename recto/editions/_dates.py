"""Dates as typed, brought into the form that catalogues read (ISO 8601)."""

from __future__ import annotations

import re

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
FORMS = (
    re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d?)(?:-(?P<day>\d\d?))?)?"),
    re.compile(r"(?:(?P<day>\d\d?)(?:st|nd|rd|th)?\.? )?(?P<name>[a-z]{3,9})\.?,? (?P<year>\d{4})"),
    re.compile(r"(?P<name>[a-z]{3,9})\.? (?P<day>\d\d?)(?:st|nd|rd|th)?,? (?P<year>\d{4})"),
)
NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


def iso_date(typed: str) -> str:
    """Return a date as YYYY, YYYY-MM or YYYY-MM-DD; empty if it is none that is known."""
    words = " ".join(typed.lower().split())
    for form in FORMS:
        found = form.fullmatch(words)
        if found:
            return _written(found.groupdict())
    return ""


def _written(parts: dict[str, str | None]) -> str:
    name = parts.get("name")
    if name and not any(month.startswith(name) for month in NAMES):
        return ""
    month = MONTHS.index(name[:3]) + 1 if name else int(parts.get("month") or 0)
    day = int(parts.get("day") or 0)
    if month > 12 or day > 31:
        return ""
    written = str(parts["year"])
    if month:
        written += f"-{month:02}"
    return f"{written}-{day:02}" if month and day else written
