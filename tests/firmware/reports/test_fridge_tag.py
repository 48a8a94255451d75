"""Exports of another logger: read as it tells them, and everything that is wrong with one told in one line."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.coldchain.series import Item, Minute, Span
from firmware.errors import FirmwareError
from firmware.reports.fridge_tag import (
    AlarmLimit,
    FridgeTag,
    as_mapping,
    contradictions,
    is_fridge_tag,
    possible_min,
    read_fridge_tag,
)
from firmware.reports.logger_comparison import compared

HEAD = """Device: Q-tag Fridge-tag 2
Vers: 0.5
Fw Vers: 4.0p1o
Sensor: 1
Conf:
 Serial: 160400000001
 Temp unit: C
 Alarm:
  0:
   T AL: -0.5, t AL: 60
  1:
   T AL: +8.0, t AL: 600
 Int Sensor:
  Timeout: 1, Offset: +0.0
 Report history length: 60
 Test Res: 1, Test TS: 2025-05-15 15:23
Hist:
 TS Actv: 2026-01-20 11:51
 TS Report Creation: 2026-04-29 16:21
"""
TAIL = f"""Cert:
 Vers: 1.0
 Owner: Berlinger & Co. AG
Sig Cert: {"ab" * 64}
Sig: {"0f" * 64}
"""


def day(number: int, day_: str, lowest: str, highest: str, mean: str, above: str = "0") -> str:
    return f""" {number}:
  Date: {day_}
  Min T: {lowest}, TS Min T: 05:24
  Max T: {highest}, TS Max T: 17:00
  Avrg T: {mean}
  Alarm:
   0:
    t Acc: 0
   1:
    t Acc: {above}
  Int Sensor timeout:
   t AccST: 0
  Events: 0
  Checked:
   TS AM: 07:20
"""


DAYS = (
    day(1, "2026-04-29", "+3.2", "+9.5", "+4.3", "974, TS A: 10:00, C A: 0")
    + day(2, "2026-04-28", "+2.9", "+3.8", "+3.2")
    + day(3, "2026-04-27", "---", "---", "---")
)
GOOD = HEAD + DAYS + TAIL


def read(text: str) -> FridgeTag:
    return read_fridge_tag(text, "export.txt")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_export_is_read_as_the_device_tells_it(newline: str) -> None:
    found = read(GOOD.replace("\n", newline))
    assert (found.device, found.serial, found.made) == ("Q-tag Fridge-tag 2", "160400000001", "2026-04-29 16:21")
    assert found.limits == [
        AlarmLimit(above=False, at_c=-0.5, for_min=60),
        AlarmLimit(above=True, at_c=8.0, for_min=600),
    ]
    assert [each.day.day for each in found.days] == [27, 28, 29]
    last = found.days[-1]
    assert (last.min_c, last.max_c, last.mean_c, last.beyond_min, last.alarms) == (
        3.2,
        9.5,
        4.3,
        [0, 974],
        [False, True],
    )
    assert found.days[0].min_c is None
    assert not list(contradictions(found))
    assert as_mapping(found)["serial"] == "160400000001"


def test_a_device_that_shows_fahrenheit_is_read_in_celsius() -> None:
    found = read(GOOD.replace("Temp unit: C", "Temp unit: F").replace("+8.0", "+46.4"))
    assert found.limits[1].at_c == pytest.approx(8.0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD.replace("Vers: 0.5", "Vers: 0.6", 1), "is version '0.6' of the export: must be 0.5"),
        (GOOD.replace("Fridge-tag 2", "LogTag"), "must be an export of a Fridge-tag 2"),
        (GOOD[: GOOD.index("Sig:")], "ends before its signature"),
        (GOOD[:-20], "ends before its signature"),
        (GOOD[: GOOD.index("+3.8")], "ends before its signature"),
        (GOOD.replace("+3.8", "warm"), r"line \d+: 'warm': must be a temperature such as"),
        (GOOD.replace("2026-04-28", "2026-04-31"), "must be a date such as 2026-04-29"),
        (GOOD.replace("t Acc: 974", "t Acc: many"), "must be a whole number of minutes"),
        (GOOD.replace("Temp unit: C", "Temp unit: K"), "must be C or F"),
        (HEAD + TAIL, "Hist has no days"),
        (GOOD.replace("  Avrg T: +3.2\n", ""), "there is no 'Avrg T' below it"),
        ("Device: Q-tag Fridge-tag 2\nnonsense\n", "'nonsense' is no key with a value"),
        ("Device: Q-tag Fridge-tag 2\n" * 20_001, "must be an export of at most"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(text: str, message: str) -> None:
    with pytest.raises(FirmwareError, match=message) as told:
        read(text)
    assert str(told.value).startswith("export.txt: ")
    assert "\n" not in str(told.value)


@given(st.integers(0, len(GOOD)))
def test_an_export_that_is_cut_off_anywhere_is_refused_in_one_line(end: int) -> None:
    if GOOD[:end].rstrip() != GOOD.rstrip():
        with pytest.raises(FirmwareError):
            read(GOOD[:end])


@given(st.text(max_size=300))
def test_any_text_is_an_export_or_one_line(text: str) -> None:
    with suppress(FirmwareError):
        read(text)


@pytest.mark.parametrize(
    ("lowest", "highest", "limits"),
    [(3.0, 7.0, (0, 0)), (9.0, 10.0, (1_440, 1_440)), (7.0, 9.0, (0, 1_440)), (8.0, 8.0, (0, 0))],
)
def test_extremes_bound_the_minutes_beyond_a_limit(lowest: float, highest: float, limits: tuple[int, int]) -> None:
    found = read(HEAD + day(1, "2026-04-29", f"+{lowest}", f"+{highest}", f"+{lowest}") + TAIL)
    assert possible_min(found.days[0], found.limits[1]) == limits


def test_what_cannot_be_is_found() -> None:
    days = (
        day(1, "2026-04-29", "+3.0", "+4.0", "+5.0")
        + day(2, "2026-04-28", "+3.0", "+4.0", "+3.5", "20")
        + day(3, "2026-04-27", "+9.0", "+9.9", "+9.5", "100, TS A: 00:00")
        + day(4, "2026-04-26", "+3.0", "+4.0", "+3.5")
    )
    found = [(each.day.day, text) for each, text in contradictions(read(HEAD + days + TAIL))]
    assert [number for number, _ in found] == [27, 28, 29]
    assert "the mean 5.0" in found[2][1]
    assert "20 min above 8 °C" in found[1][1]


def test_only_what_begins_like_one_is_taken_for_one() -> None:
    assert is_fridge_tag(GOOD)
    assert is_fridge_tag(f"\ufeff{GOOD}")
    assert not is_fridge_tag("[]")


def recorded(day_: int, values: Sequence[float]) -> list[Item]:
    return [
        Minute(wall_s=86_400.0 * day_ + 60.0 * number, air_c=Span(value, value, value))
        for number, value in enumerate(values)
    ]


def test_our_own_record_of_the_same_days_is_set_beside_it() -> None:
    export = read(GOOD)
    days = {0: date(2026, 4, 28), 1: date(2026, 4, 29)}
    warm = [3.3] * 460 + [9.4] * 980
    ours = [*compared(export, recorded(0, [3.2] * 1_440) + recorded(1, warm), lambda at_s: days[int(at_s // 86_400)])]
    assert [each.device.day.day for each in ours] == [28, 29]
    assert ours[0].agrees
    assert (ours[1].beyond_min, ours[1].alarms, ours[1].recorded_min) == ([0.0, 980.0], [False, True], 1_440.0)
    assert not ours[1].agrees  # its mean is another
    assert ours[1].max_c == 9.4
