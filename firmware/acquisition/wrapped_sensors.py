"""Sensors around others, and the discreet one: what goes wrong is told without a value of a person.

Errors of drivers quote what arrived: a sentence of a satellite receiver holds where the car is. Faults are published,
shown and logged, so such a quotation must not get that far.
"""

import re
from dataclasses import fields, replace
from typing import Any

from drivers.errors import BadFrame, ChecksumFailed, DriverError, OutOfRange
from drivers.ports import Paced, SelfMonitored, Sensor

_QUOTED = re.compile(r"b?'[^']*'|b?\"[^\"]*\"|(?<!\w)[-+]?\d\w*(?:[.,:]\w+)*")
"""Quotations and numbers; digits within a word, as in the name of a chip, are none."""

_TELLING = (BadFrame, ChecksumFailed, OutOfRange)
"""The errors that quote what was measured; those of a bus know nothing of it."""

HIDDEN = "..."


def without_values(text: str) -> str:
    """Return `text` with dots in place of each number and quotation."""
    return _QUOTED.sub(HIDDEN, text)


class WrappedSensor:
    """The base of each Sensor around `sensor`, with `start` and `read` of its own."""

    def __init__(self, sensor: Sensor) -> None:
        self._sensor = sensor

    @property
    def serial(self) -> str | None:
        """The sensor's own number, where it has one (drivers.ports.Identified)."""
        serial: str | None = getattr(self._sensor, "serial", None)
        return serial

    @property
    def period_s(self) -> float:
        """The sensor's own pace in s, 0 where it has none (drivers.ports.Paced)."""
        return self._sensor.period_s if isinstance(self._sensor, Paced) else 0.0

    @property
    def complaints(self) -> tuple[str, ...]:
        """The sensor's complaints, where it has any (drivers.ports.SelfMonitored)."""
        return self._sensor.complaints if isinstance(self._sensor, SelfMonitored) else ()


class Discreet(WrappedSensor):
    """A Sensor whose errors and complaints quote no values."""

    @property
    def complaints(self) -> tuple[str, ...]:
        """The sensor's complaints without values (drivers.ports.SelfMonitored)."""
        return tuple(without_values(each) for each in super().complaints)

    async def start(self) -> None:
        """Start the sensor; raises DriverError."""
        try:
            await self._sensor.start()
        except _TELLING as error:
            raise _discreet(error) from None

    async def read(self) -> Any:
        """Read a sample; raises DriverError, and so may each field be one."""
        try:
            sample = await self._sensor.read()
        except _TELLING as error:
            raise _discreet(error) from None
        values = {field.name: getattr(sample, field.name) for field in fields(sample)}
        hidden = {name: _discreet(value) for name, value in values.items() if isinstance(value, _TELLING)}
        return replace(sample, **hidden) if hidden else sample


def _discreet(error: DriverError) -> DriverError:
    return type(error)(without_values(str(error)))
