"""SEN5x (SEN50, SEN54, SEN55), particles, VOC and NOx in the cabin air."""

import asyncio
from typing import ClassVar

from drivers.chips.sen5x_codec import FAULTS, PRODUCTS, READ, RESET, Sen5xSample
from drivers.chips.sen_codec import (
    CLEAN_FAN,
    CLEANING_S,
    COMMON_FIELDS,
    SET_TEMPERATURE_OFFSET,
    temperature_offset_words,
)
from drivers.chips.sen_station import PERIOD_S, Model, SenStation
from drivers.ports import I2cDevicePort

_MODEL = Model(name="SEN5x", products=PRODUCTS, reset=RESET, read=READ, fields=COMMON_FIELDS, faults=FAULTS)


class Sen5x:
    """A Sensor at `address` (0x69) that measures each second; `temperature_offset_c` is added to what it shows."""

    period_s: ClassVar[float] = PERIOD_S

    def __init__(self, bus: I2cDevicePort, address: int, temperature_offset_c: float = 0.0) -> None:
        self._station = SenStation(bus, address, _MODEL)
        self._offset_words = temperature_offset_words(temperature_offset_c)

    async def start(self) -> None:
        """Reset, identify and start measuring, which takes 0.6 s; raises DriverError."""
        await self._station.reset()
        await self._station.chip.execute(SET_TEMPERATURE_OFFSET, *self._offset_words)
        await self._station.begin()

    @property
    def complaints(self) -> tuple[str, ...]:
        """The complaints at the last read (drivers.ports.SelfMonitored)."""
        return self._station.complaints

    async def read(self) -> Sen5xSample:
        """Return a new measurement, or NoDataYet; Offline when it must be started again. Raises DriverError."""
        return Sen5xSample(**await self._station.read())

    async def clean_fan(self) -> None:
        """Blow the fan clean, which takes 10 s without new values; only while it measures. Raises DriverError."""
        await self._station.chip.execute(CLEAN_FAN)
        self._station.expect_data()
        await asyncio.sleep(CLEANING_S)
