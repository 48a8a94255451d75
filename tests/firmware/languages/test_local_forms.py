"""Dates, times and temperatures in the forms of each language."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from firmware.languages.local_forms import LocalForms, TemperatureUnit
from firmware.languages.words import Words

AT_S = 1_796_108_400.0
"""2026-12-01 07:00 UTC."""


def forms(language: str, unit: TemperatureUnit = TemperatureUnit.CELSIUS) -> LocalForms:
    return LocalForms(Words(language), unit, ZoneInfo("Europe/Berlin"))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("language", "moment", "later", "temperature"),
    [
        ("en", "1 Dec 2026, 08:00", "1 Dec 2026, 08:00 to 2 Dec 2026, 07:00", "-3.2 °C"),
        ("de", "01.12.2026, 08:00 Uhr", "01.12.2026, 08:00 Uhr bis 02.12.2026, 07:00 Uhr", "-3,2 °C"),
        ("zh", "2026年12月1日 08:00", "2026年12月1日 08:00 至 2026年12月2日 07:00", "-3.2 °C"),
        ("ar", "1 ديسمبر 2026، 08:00", "من 1 ديسمبر 2026، 08:00 إلى 2 ديسمبر 2026، 07:00", "-3.2 °C"),
    ],
)
def test_each_language_has_its_forms(language: str, moment: str, later: str, temperature: str) -> None:
    local = forms(language)
    assert local.moment(AT_S) == moment
    assert local.span(AT_S, AT_S + 23 * 3_600.0) == later
    assert plain(local.temperature(-3.2)) == temperature


def test_the_date_of_an_end_on_the_same_day_is_left_out() -> None:
    assert forms("en").span(AT_S, AT_S + 3_600.0) == "1 Dec 2026, 08:00 to 09:00"


def test_fahrenheit_is_shown_where_it_is_asked_for() -> None:
    local = forms("en", TemperatureUnit.FAHRENHEIT)
    assert plain(local.temperature(5.0)) == "41.0 °F"
    assert plain(local.difference(1.0)) == "1.8 °F"
    assert plain(local.band(2.0, 8.0)) == "35.6 \N{EN DASH} 46.4 °F"
    assert local.from_unit(local.in_unit(3.3)) == pytest.approx(3.3)
    assert local.unit_sign == "°F"


def test_a_range_may_be_open() -> None:
    local = forms("en")
    assert plain(local.band(None, 8.0)) == "at most 8.0 °C"
    assert plain(local.band(2.0, None)) == "at least 2.0 °C"
    assert local.band(None, None) == ""


def test_what_rounds_to_zero_has_no_sign() -> None:
    assert forms("en").number(-0.04) == "0.0"


@pytest.mark.parametrize(
    ("duration_s", "text"), [(0.0, "0 min"), (20.0, "20 s"), (59.0 * 60, "59 min"), (7_500.0, "2 h 05 min")]
)
def test_durations_are_in_minutes_and_hours(duration_s: float, text: str) -> None:
    assert plain(forms("en").duration(duration_s)) == text


def test_the_zone_is_told() -> None:
    assert forms("en").offset(AT_S) == "UTC+01:00"
    assert LocalForms(Words("en"), zone=UTC).offset(AT_S) == "UTC+00:00"


def test_an_axis_of_time_tells_a_date_once() -> None:
    local = forms("en")
    assert local.clock_and_new_day(AT_S, "") == (("08:00", "1 Dec"), "1 Dec")
    assert local.clock_and_new_day(AT_S, "1 Dec") == (("08:00",), "1 Dec")
    assert local.offset_s(AT_S) == 3_600.0
