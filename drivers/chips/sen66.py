"""SEN66, particles, VOC, NOx and CO2 of the cabin air."""

import asyncio
from typing import ClassVar

from drivers.chips.co2_codec import correction_ppm, pressure_word, recalibration_word
from drivers.chips.sen66_codec import (
    FAULTS,
    FIELDS,
    OFF,
    PRODUCTS,
    READ,
    RECALIBRATE,
    RESET,
    SET_AMBIENT_PRESSURE,
    SET_SELF_CALIBRATION,
    STOP,
    Sen66Sample,
)
from drivers.chips.sen_codec import CLEAN_FAN, CLEANING_S, SET_TEMPERATURE_OFFSET, temperature_offset_words
from drivers.chips.sen_station import PERIOD_S, Model, SenStation
from drivers.ports import I2cDevicePort

_MODEL = Model(name="SEN66", products=PRODUCTS, reset=RESET, read=READ, fields=FIELDS, faults=FAULTS)
_SLOT = 0  # of five temperature offsets


class Sen66:
    """A Sensor at `address` (0x6B) that measures each second; `temperature_offset_c` is added to what it shows.

    It forgets all settings with its supply, so each start sets them anew: CO2 self-calibration, which takes the week's
    lowest value for outdoor air, is off.
    """

    period_s: ClassVar[float] = PERIOD_S

    def __init__(self, bus: I2cDevicePort, address: int, temperature_offset_c: float = 0.0) -> None:
        self._station = SenStation(bus, address, _MODEL)
        self._offset_words = temperature_offset_words(temperature_offset_c)
        self._pressure_word: int | None = None

    async def start(self) -> None:
        """Reset, identify and start measuring, which takes 2.6 s; raises DriverError."""
        await self._station.reset()
        await self._station.chip.execute(SET_SELF_CALIBRATION, OFF)
        await self._station.chip.execute(SET_TEMPERATURE_OFFSET, *self._offset_words, _SLOT)
        if self._pressure_word is not None:
            await self._station.chip.execute(SET_AMBIENT_PRESSURE, self._pressure_word)
        await self._station.begin()

    @property
    def complaints(self) -> tuple[str, ...]:
        """The complaints at the last read (drivers.ports.SelfMonitored)."""
        return self._station.complaints

    async def read(self) -> Sen66Sample:
        """Return a new measurement, or NoDataYet; Offline when it must be started again. Raises DriverError."""
        return Sen66Sample(**await self._station.read())

    async def set_ambient_pressure(self, pressure_hpa: float) -> None:
        """Tell the air pressure (700 to 1200 hPa), which the CO2 reading scales with; kept for the next start."""
        self._pressure_word = pressure_word(pressure_hpa)
        await self._station.chip.execute(SET_AMBIENT_PRESSURE, self._pressure_word)

    async def clean_fan(self) -> None:
        """Stop, blow the fan clean for 10 s, and measure again; the gas history is kept. Raises DriverError."""
        async with self._station.paused(STOP):
            await self._station.chip.execute(CLEAN_FAN)
            await asyncio.sleep(CLEANING_S)

    async def recalibrate(self, co2_ppm: float) -> int:
        """Declare the present air, after 3 minutes in it, to have `co2_ppm`; returns the correction in ppm."""
        target = recalibration_word(co2_ppm)
        async with self._station.paused(STOP):
            return correction_ppm(await self._station.chip.execute(RECALIBRATE, target))
