"""The one clock: the day it is, or the day that SOURCE_DATE_EPOCH names."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from recto.tools.clock import today


def test_the_epoch_of_the_environment_is_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert today() == date(1970, 1, 1)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", " 1700000000 ")
    assert today() == date(2023, 11, 14)


@pytest.mark.parametrize("nonsense", ["", "yesterday", "-1", "1.5", "²", "9" * 30])
def test_nonsense_is_the_day_it_is(nonsense: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", nonsense)
    assert abs(today() - datetime.now(UTC).date()) <= timedelta(days=1)  # midnight may pass
