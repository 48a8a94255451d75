from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.runtime.local_time import next_at, time_of_day
from tests.firmware.local_zone import in_zone


@pytest.fixture
def berlin() -> Iterator[None]:
    """A zone whose clocks change."""
    with in_zone("CET-1CEST,M3.5.0,M10.5.0/3"):
        yield


def utc(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.usefixtures("berlin")
def test_times_are_those_of_the_zone() -> None:
    now_s = utc("2026-07-01T05:00")
    assert time_of_day(now_s) == "07:00"
    assert next_at("7:30", wall_s=now_s) == now_s + 1_800.0
    assert next_at("07:00", wall_s=now_s) == now_s + 86_400.0


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("evening", "hours"), [("2026-03-28T21:00", 8.5), ("2026-10-24T20:00", 10.5), ("2026-06-01T20:00", 9.5)]
)
def test_a_night_on_which_the_clocks_change_is_as_long_as_it_is(evening: str, hours: float) -> None:
    assert time_of_day(utc(evening)) == "22:00"
    assert next_at("7:30", wall_s=utc(evening)) == utc(evening) + hours * 3_600.0


@pytest.mark.usefixtures("berlin")
def test_a_zone_that_is_set_while_this_runs_counts_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = utc("2026-07-01T05:00")
    assert time_of_day(now_s) == "07:00"
    monkeypatch.setenv("TZ", "EST5")  # as when the link /etc/localtime is changed: nobody tells the process
    assert time_of_day(now_s) == "00:00"
    assert next_at("7:30", wall_s=now_s) == now_s + 7.5 * 3_600.0


@pytest.mark.parametrize("text", ["", "7", "24:00", "7:60", "-1:00", "7:3", "07:30:00", "\uff17:30"])
def test_what_is_no_time_of_day_is_none(text: str) -> None:
    assert next_at(text, wall_s=0.0) is None


@given(st.integers(0, 1439), st.floats(0.0, 4e9))
def test_the_next_time_is_ahead_and_within_a_day_and_an_hour(minute: int, wall_s: float) -> None:
    text = f"{minute // 60}:{minute % 60:02}"
    at_s = next_at(text, wall_s=wall_s)
    assert at_s is not None
    assert 0.0 < at_s - wall_s <= 25.0 * 3_600.0
