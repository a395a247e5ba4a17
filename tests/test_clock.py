"""The one clock: the day it is, or the day that RECTO_TODAY names."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from recto.tools.clock import today


def is_today(day: date) -> bool:
    return abs(day - datetime.now(UTC).date()) <= timedelta(days=1)  # midnight may pass


def test_the_environment_may_name_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECTO_TODAY", " 2023-11-14 ")
    assert today() == date(2023, 11, 14)


@pytest.mark.parametrize("nonsense", ["", "yesterday", "2023-02-30", "-1", "²", "9" * 30])
def test_nonsense_is_the_day_it_is(nonsense: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECTO_TODAY", nonsense)
    assert is_today(today())


def test_the_stamp_of_an_output_is_no_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert is_today(today())
