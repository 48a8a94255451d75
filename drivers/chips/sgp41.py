"""SGP41, VOC and NOx in the cabin air, as indices against what is usual there."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

from drivers.chips.gas_index import LEARNT_S, NOX, VOC, GasIndex
from drivers.chips.sgp41_codec import (
    CONDITION,
    CONDITIONING_S,
    GET_SERIAL,
    HEATER_OFF,
    MEASURE,
    NO_COMPENSATION,
    SELF_TEST,
    Ticks,
    compensation_words,
    decode,
    failed_pixels,
)
from drivers.errors import BusError, NoDataYet, Offline, OutOfRange
from drivers.i2c.sensirion import Sensirion
from drivers.measured import Measured
from drivers.ports import I2cDevicePort

_COOLING_TRIES, _COOLING_PAUSE_S = 8, 0.1
_INTERVAL_S = 1.0
_UNNOTICED_S, _FORGOTTEN_S = 60.0, 600.0
"""A short pause is bridged by the last value (engineering choice); a history is good for one of 10 min (Sensirion)."""


@dataclass(frozen=True, slots=True)
class Sgp41Sample:
    """Indices from 1 to 500, where usual is VOC 100 and NOx 1; absent in the 45 s after a start.

    They tell a trend, not a concentration. The ticks are raw signals: more VOC lowers, more NOx raises them.
    """

    voc_index: Measured
    nox_index: Measured
    voc_ticks: Measured
    nox_ticks: Measured


class Sgp41:
    """A Sensor at `address` (0x59) that is to be read each second.

    What is left out counts as unchanged; after a minute without a value the indices begin anew.
    """

    longest_every_s: ClassVar[float] = 1.0

    def __init__(self, bus: I2cDevicePort, address: int) -> None:
        self._chip = Sensirion(bus, address)
        self._where = f"SGP41 at 0x{address:02x}"
        self.serial: str | None = None
        self._air_words = NO_COMPENSATION
        self._gases: _Gases | None = None

    async def start(self) -> None:
        """Identify, test and condition, which takes 9 s; raises DriverError."""
        serial = await self._chip.identify("SGP41", GET_SERIAL)
        if serial != self.serial:
            self.serial, self._gases = serial, None  # what another one has learnt is not true of this one
        await self._chip.execute(HEATER_OFF)  # whoever came before may have left it conditioning
        failed = failed_pixels(await self._chip.execute(SELF_TEST))
        if failed:
            raise OutOfRange(f"{self._where}: its self-test failed (pixels 0b{failed:04b}), it must be replaced")
        await self._condition()
        self._gases = _resumed(self._gases, asyncio.get_running_loop().time())

    async def read(self) -> Sgp41Sample:
        """Measure now, which takes 50 ms, compensated for the air that was told; raises DriverError."""
        ticks = decode(await self._chip.execute(MEASURE, *self._air_words))
        self._gases = _resumed(self._gases, asyncio.get_running_loop().time())
        voc_index, nox_index = self._gases.process(ticks, asyncio.get_running_loop().time())
        return Sgp41Sample(voc_index, nox_index, _number(ticks.voc), _number(ticks.nox))

    def set_air(self, humidity_pct: float, temperature_c: float) -> None:
        """Tell the air around it, which the signals are compensated for until it is told anew; raises OutOfRange."""
        self._air_words = compensation_words(humidity_pct, temperature_c)

    async def _condition(self) -> None:
        """Heat the NOx pixel up, for no longer than it can bear, whatever happens meanwhile."""
        try:
            await self._chip.execute(CONDITION, *NO_COMPENSATION)
            await asyncio.sleep(CONDITIONING_S)
        finally:
            await self._cool()

    async def _cool(self) -> None:
        """Cool the chip as if it depended on it, which it does: also over a bus that fails for more than a second."""
        for _ in range(_COOLING_TRIES):
            with suppress(Offline, BusError):
                await self._chip.execute(HEATER_OFF)
                return
            await asyncio.sleep(_COOLING_PAUSE_S)
        await self._chip.execute(HEATER_OFF)


class _Gases:
    """Both indices, on one time base of a second whenever values come."""

    def __init__(self, now_s: float) -> None:
        self.voc, self.nox = GasIndex(VOC, _INTERVAL_S), GasIndex(NOX, _INTERVAL_S)
        self.learns_since_s, self.fed_until_s = now_s, now_s - _INTERVAL_S
        self._newest = _known(0), _known(0)

    def process(self, ticks: Ticks, now_s: float) -> tuple[Measured, Measured]:
        """Return the indices, or why there is none; a value stands for all seconds since the last one."""
        while self.fed_until_s + _INTERVAL_S <= now_s:
            self.fed_until_s += _INTERVAL_S
            self._newest = _fed(self.voc, ticks.voc), _fed(self.nox, ticks.nox)
        return self._newest


def _fed(gas: GasIndex, ticks: int | OutOfRange) -> Measured:
    return ticks if isinstance(ticks, OutOfRange) else _known(gas.process(ticks))


def _resumed(gases: _Gases | None, now_s: float) -> _Gases:
    """Go on after a short pause; after a longer one keep what was learnt of VOC; begin anew after a long one."""
    anew = _Gases(now_s)
    if gases is None:
        return anew
    pause_s, learnt_s = now_s - gases.fed_until_s, gases.fed_until_s - gases.learns_since_s
    if pause_s < _UNNOTICED_S:
        return gases
    if pause_s < _FORGOTTEN_S and learnt_s >= LEARNT_S:
        anew.voc.restore(*gases.voc.state)
        anew.learns_since_s = gases.learns_since_s
    return anew


def _known(index: int) -> Measured:
    return float(index) if index else NoDataYet("SGP41: no index in the 45 s after a start")


def _number(ticks: int | OutOfRange) -> Measured:
    return ticks if isinstance(ticks, OutOfRange) else float(ticks)
