"""SCD4x (SCD40, SCD41, SCD43), CO2 of the cabin air."""

import asyncio
from contextlib import suppress
from typing import ClassVar

from drivers.chips.co2_codec import correction_ppm, pressure_word, recalibration_word
from drivers.chips.scd4x_codec import (
    GET_DATA_READY,
    GET_SELF_CALIBRATION,
    GET_SERIAL,
    GET_VARIANT,
    OFF,
    PERIOD_S,
    PERSIST_SETTINGS,
    POWER_UP_S,
    READ_MEASUREMENT,
    RECALIBRATE,
    REINIT,
    SET_AMBIENT_PRESSURE,
    SET_SELF_CALIBRATION,
    START_PERIODIC,
    STOP,
    WAKE_UP,
    Scd4xSample,
    decode,
    is_off,
    is_ready,
    variant,
)
from drivers.errors import NoDataYet, NotIdentified, Offline
from drivers.i2c.sensirion import Sensirion
from drivers.ports import I2cDevicePort


class Scd4x:
    """A Sensor at `address` (0x62) that measures by itself every 5 s.

    A brown-out puts it back to idle without a word: then it has no data, for ever, until it is started again.
    """

    period_s: ClassVar[float] = PERIOD_S

    def __init__(self, bus: I2cDevicePort, address: int) -> None:
        self._chip = Sensirion(bus, address)
        self._where = f"SCD4x at 0x{address:02x}"
        self.serial: str | None = None
        self._pressure_word: int | None = None

    async def start(self) -> None:
        """Identify and start measuring, whatever it was doing; takes 1.6 s. Raises DriverError."""
        await asyncio.sleep(POWER_UP_S)
        with suppress(Offline):
            await self._chip.execute(WAKE_UP)
        await asyncio.sleep(WAKE_UP.wait_s)
        await self._chip.execute(STOP)
        await self._chip.execute(REINIT)
        await self._identify()
        await self._stop_self_calibration()
        await self._measure()

    async def read(self) -> Scd4xSample:
        """Return a new measurement, or NoDataYet; raises DriverError."""
        if not is_ready(await self._chip.execute(GET_DATA_READY)):
            raise NoDataYet(f"{self._where}: the next value is not ready")
        return decode(await self._chip.execute(READ_MEASUREMENT))

    async def set_ambient_pressure(self, pressure_hpa: float) -> None:
        """Tell the air pressure (700 to 1200 hPa), which the reading scales with; kept for the next start."""
        self._pressure_word = pressure_word(pressure_hpa)
        await self._chip.execute(SET_AMBIENT_PRESSURE, self._pressure_word)

    async def recalibrate(self, co2_ppm: float) -> int:
        """Declare the present air, after 3 minutes in it, to have `co2_ppm`; returns the correction in ppm."""
        target = recalibration_word(co2_ppm)
        await self._chip.execute(STOP)
        try:
            return correction_ppm(await self._chip.execute(RECALIBRATE, target))
        finally:
            await self._measure()

    async def _identify(self) -> None:
        self.serial = await self._chip.identify("SCD4x", GET_SERIAL)
        reply = await self._chip.execute(GET_VARIANT)
        if variant(reply) is None:
            raise NotIdentified(f"{self._where}: variant is 0x{reply[:2].hex()}, expected that of an SCD40 to SCD43")

    async def _stop_self_calibration(self) -> None:
        """Switch it off: it takes the week's lowest value for outdoor air, wrongly in a car that people sleep in."""
        if not is_off(await self._chip.execute(GET_SELF_CALIBRATION)):
            await self._chip.execute(SET_SELF_CALIBRATION, OFF)
            await self._chip.execute(PERSIST_SETTINGS)

    async def _measure(self) -> None:
        if self._pressure_word is not None:
            await self._chip.execute(SET_AMBIENT_PRESSURE, self._pressure_word)
        await self._chip.execute(START_PERIODIC)
