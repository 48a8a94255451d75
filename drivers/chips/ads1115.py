"""ADS1115, thermistors and reed contacts, each measured against the supply of its divider."""

import asyncio
import logging
from math import nan

from drivers.chips.ads1115_codec import (
    CONFIGURATION,
    CONVERSION,
    CONVERSION_S,
    HIGH_THRESHOLD,
    INPUTS,
    LOW_THRESHOLD,
    SUPPLY_INPUT,
    Ads1115Sample,
    convert_word,
    has_thresholds_of_power_up,
    lids_open,
    ntc_c,
    ratio,
    require_converted,
    voltage_v,
)
from drivers.errors import NoDataYet, NotIdentified, Offline, OutOfRange
from drivers.i2c.registers import Registers
from drivers.ports import I2cDevicePort

_LOG = logging.getLogger(__name__)

_LADDER_INPUT = INPUTS[-1]
_BETAS_K = (1_000.0, 10_000.0)  # thermistors that are made have 2500 to 5000 K


class Ads1115:
    """A Sensor at `address` (0x48 to 0x4B) that measures when it is asked.

    `ntcs` thermistors of 10 kOhm and `beta_k` are on AIN0 and up; with `ladder` 1 a reed ladder for two lids is on
    AIN2; the dividers' supply is on AIN3.
    """

    def __init__(
        self, bus: I2cDevicePort, address: int, ntcs: float = 3, ladder: float = 0, beta_k: float = 3_950.0
    ) -> None:
        self._registers = Registers(bus, address)
        self._where = f"ADS1115 at 0x{address:02x}"
        room = len(INPUTS) - (ladder == 1)
        if ladder not in (0, 1) or ntcs not in range(room + 1) or not ntcs + ladder:
            raise OutOfRange(f"{self._where}: ntcs = {ntcs:g} with ladder = {ladder:g}: there is room for 3 in all")
        if not _BETAS_K[0] <= beta_k <= _BETAS_K[1]:
            raise OutOfRange(f"{self._where}: beta_k = {beta_k:g} is outside {_BETAS_K[0]:g} to {_BETAS_K[1]:g} K")
        self._ntc_inputs, self._has_ladder, self._beta_k = range(int(ntcs)), ladder == 1, beta_k
        self._troubled: set[int] = set()

    async def start(self) -> None:
        """Identify, as far as a chip without an identity can be; raises DriverError."""
        low, high = await self._registers.read(LOW_THRESHOLD), await self._registers.read(HIGH_THRESHOLD)
        if not has_thresholds_of_power_up(low, high):
            found = f"thresholds are 0x{low.hex()} and 0x{high.hex()}"
            raise NotIdentified(f"{self._where}: {found}, expected 0x8000 and 0x7fff")
        try:
            await self._convert(SUPPLY_INPUT)
        except Offline as error:
            raise NotIdentified(f"{self._where}: does not convert as it is told: {error}") from error

    async def read(self) -> Ads1115Sample:
        """Convert all inputs that are wired, 9 ms each; an input with a fault is not a number. Raises DriverError."""
        supply_v = await self._convert(SUPPLY_INPUT)
        warm_c = {each: self._ntc_c(each, ratio(await self._convert(each), supply_v)) for each in self._ntc_inputs}
        lids = nan, nan
        if self._has_ladder:
            lids = self._lids(ratio(await self._convert(_LADDER_INPUT), supply_v))
        return Ads1115Sample(warm_c.get(0, nan), warm_c.get(1, nan), warm_c.get(2, nan), *lids)

    async def _convert(self, channel: int) -> float:
        """The voltage of AIN`channel`."""
        try:
            await self._registers.write(CONFIGURATION, convert_word(channel))
            await asyncio.sleep(CONVERSION_S)
            require_converted(await self._registers.read(CONFIGURATION), channel)
            return voltage_v(await self._registers.read(CONVERSION))
        except NoDataYet as error:
            raise Offline(f"{self._where}: AIN{channel} {error} after {CONVERSION_S:g} s") from error
        except OutOfRange as error:
            raise OutOfRange(f"{self._where}: AIN{channel}: {error}") from error

    def _ntc_c(self, channel: int, part: float) -> float:
        try:
            warm_c = ntc_c(part, self._beta_k)
        except OutOfRange as error:
            self._tell(channel, str(error))
            return nan
        self._tell(channel, None)
        return warm_c

    def _lids(self, part: float) -> tuple[float, float]:
        try:
            a_open, b_open = lids_open(part)
        except OutOfRange as error:
            self._tell(_LADDER_INPUT, str(error))
            return nan, nan
        self._tell(_LADDER_INPUT, None)
        return float(a_open), float(b_open)

    def _tell(self, channel: int, trouble: str | None) -> None:
        """A fault is logged when it begins and when it ends; figures in its text may change meanwhile."""
        if trouble and channel not in self._troubled:
            self._troubled.add(channel)
            _LOG.warning("%s: AIN%d: %s", self._where, channel, trouble)
        elif not trouble and channel in self._troubled:
            self._troubled.remove(channel)
            _LOG.warning("%s: AIN%d: well again", self._where, channel)
