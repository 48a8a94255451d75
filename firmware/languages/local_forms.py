"""Dates, times and temperatures as people of a language write them."""

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from enum import StrEnum

from firmware.languages.words import Words

_NO_BREAK = "\u00a0"
"""A space at which no line is broken: between a number and its unit."""

_MINUTE_S, _HOUR_MIN = 60.0, 60


class TemperatureUnit(StrEnum):
    """The unit in which temperatures are shown; everything inside is in degrees Celsius."""

    CELSIUS = "c"
    FAHRENHEIT = "f"


_SIGN = {TemperatureUnit.CELSIUS: "°C", TemperatureUnit.FAHRENHEIT: "°F"}
_DIFFERENCE_SIGN = {TemperatureUnit.CELSIUS: "K", TemperatureUnit.FAHRENHEIT: "°F"}
_FAHRENHEIT_PER_K, _FAHRENHEIT_AT_0_C = 1.8, 32.0


def in_celsius(shown: float, unit: TemperatureUnit) -> float:
    """Return a temperature of `unit` in degrees Celsius."""
    return shown if unit is TemperatureUnit.CELSIUS else (shown - _FAHRENHEIT_AT_0_C) / _FAHRENHEIT_PER_K


@dataclass(frozen=True, slots=True)
class LocalForms:
    """The forms of `words`' language. A `zone` of None is that of this computer."""

    words: Words
    unit: TemperatureUnit = TemperatureUnit.CELSIUS
    zone: tzinfo | None = None

    def number(self, value: float, digits: int = 1) -> str:
        """Write a number with its decimal sign; what is rounded to zero has no minus."""
        text = f"{value:.{digits}f}"
        return (text if float(text) else text.lstrip("-")).replace(".", self.words.say("form.decimal"))

    def in_unit(self, temperature_c: float) -> float:
        """Return a temperature in the unit that is shown."""
        if self.unit is TemperatureUnit.CELSIUS:
            return temperature_c
        return temperature_c * _FAHRENHEIT_PER_K + _FAHRENHEIT_AT_0_C

    def from_unit(self, shown: float) -> float:
        """Return a temperature of the unit that is shown in degrees Celsius."""
        return in_celsius(shown, self.unit)

    @property
    def unit_sign(self) -> str:
        """The sign of the unit that is shown."""
        return _SIGN[self.unit]

    def temperature(self, temperature_c: float, digits: int = 1) -> str:
        """Write a temperature with its unit."""
        return f"{self.number(self.in_unit(temperature_c), digits)}{_NO_BREAK}{_SIGN[self.unit]}"

    def band(self, low_c: float | None, high_c: float | None) -> str:
        """Write the range from `low_c` to `high_c`, either of which may be open."""
        if low_c is None or high_c is None:
            key = "form.at_most" if low_c is None else "form.at_least"
            end_c = high_c if low_c is None else low_c
            return "" if end_c is None else self.words.say(key, value=self.temperature(end_c))
        low = self.number(self.in_unit(low_c))
        return self.words.by_key["form.band"].format(low=low, high=self.temperature(high_c))

    def difference(self, difference_k: float) -> str:
        """Write a difference of temperatures with its unit."""
        factor = 1.0 if self.unit is TemperatureUnit.CELSIUS else _FAHRENHEIT_PER_K
        return f"{self.number(difference_k * factor)}{_NO_BREAK}{_DIFFERENCE_SIGN[self.unit]}"

    def local(self, wall_s: float) -> datetime:
        """Return a time of day in the zone that is shown."""
        return datetime.fromtimestamp(wall_s, tz=UTC).astimezone(self.zone)

    def day(self, wall_s: float) -> str:
        """Write the date of a moment."""
        return self.calendar_day(self.local(wall_s))

    def calendar_day(self, at: date) -> str:
        """Write a date."""
        return self._date("form.day", at)

    def day_of_year(self, wall_s: float) -> str:
        """Write the date of a moment without its year."""
        return self._date("form.day_of_year", self.local(wall_s))

    def _date(self, key: str, at: date) -> str:
        month = self.words.say(f"form.month.{at.month}")
        return self.words.by_key[key].format(day=at.day, month=month, month_number=at.month, year=at.year)

    def clock(self, wall_s: float) -> str:
        """Write a time of day."""
        return f"{self.local(wall_s):%H:%M}"

    def moment(self, wall_s: float) -> str:
        """Write a date and its time of day."""
        return self.words.by_key["form.moment"].format(day=self.day(wall_s), clock=self.clock(wall_s))

    def span(self, from_s: float, to_s: float) -> str:
        """Write from when to when, the date of the end only where it is another one."""
        same_day = self.local(from_s).date() == self.local(to_s).date()
        end = self.clock(to_s) if same_day else self.moment(to_s)
        return self.words.by_key["form.span"].format(begin=self.moment(from_s), end=end)

    def clock_and_new_day(self, wall_s: float, day: str) -> tuple[tuple[str, ...], str]:
        """Return the texts for an axis of time, the date only where it is not `day`; and the date."""
        new = self.day_of_year(wall_s)
        return (self.clock(wall_s), *([] if new == day else [new])), new

    def offset_s(self, wall_s: float) -> float:
        """Return how far the zone that is shown is ahead of UTC."""
        offset = self.local(wall_s).utcoffset()
        return 0.0 if offset is None else offset.total_seconds()

    def offset(self, wall_s: float) -> str:
        """Write how far the zone that is shown is from UTC, such as UTC+01:00."""
        text = f"{self.local(wall_s):%z}"
        return f"UTC{text[:3]}:{text[3:5]}"

    def _kept(self, key: str, **values: object) -> str:
        """Return a form in which no line is broken."""
        return self.words.by_key[key].format(**values).replace(" ", _NO_BREAK)

    def duration(self, duration_s: float) -> str:
        """Write how long something took, in minutes, or hours and minutes."""
        minutes = math.floor(duration_s / _MINUTE_S + 0.5)
        if minutes == 0 and duration_s > 0.0:
            return self._kept("form.seconds", seconds=max(round(duration_s), 1))
        if minutes < _HOUR_MIN:
            return self._kept("form.minutes", minutes=minutes)
        hours, rest = divmod(minutes, _HOUR_MIN)
        return self._kept("form.hours_minutes", hours=hours, minutes=f"{rest:02d}")
