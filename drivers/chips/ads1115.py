"""ADS1115, thermistors and reed contacts, each measured against the supply of its divider."""

import asyncio

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
from drivers.errors import DriverError, NoDataYet, NotAvailable, NotIdentified, Offline, OutOfRange
from drivers.i2c.registers import Registers
from drivers.measured import Measured
from drivers.ports import I2cDevicePort

_LADDER_INPUT = INPUTS[-1]
_NOT_WIRED = NotAvailable("nothing is configured on this input")
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
        self._complaints: tuple[str, ...] = ()

    @property
    def complaints(self) -> tuple[str, ...]:
        """The complaints at the last read (drivers.ports.SelfMonitored)."""
        return self._complaints

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
        """Convert all inputs that are wired, 9 ms each; an input with a fault is absent alone. Raises DriverError."""
        supply_v = await self._supply_v()
        warm_c: list[Measured] = [_NOT_WIRED] * len(INPUTS)
        for each in self._ntc_inputs:
            warm_c[each] = await self._ntc_c(each, supply_v)
        lids: tuple[Measured, Measured] = (_NOT_WIRED, _NOT_WIRED)
        if self._has_ladder:
            lids = await self._lids(supply_v)
        values = (*warm_c, lids[0])
        self._complaints = tuple(
            str(each) for each in values if isinstance(each, DriverError) and each is not _NOT_WIRED
        )
        return Ads1115Sample(
            ntc0_c=warm_c[0], ntc1_c=warm_c[1], ntc2_c=warm_c[2], lid_a_open=lids[0], lid_b_open=lids[1]
        )

    async def _convert(self, channel: int) -> float:
        """Return the voltage of AIN`channel`."""
        try:
            await self._registers.write(CONFIGURATION, convert_word(channel))
            await asyncio.sleep(CONVERSION_S)
            require_converted(await self._registers.read(CONFIGURATION), channel)
            return voltage_v(await self._registers.read(CONVERSION))
        except NoDataYet as error:
            raise Offline(f"{self._where}: AIN{channel} {error} after {CONVERSION_S:g} s") from error

    async def _supply_v(self) -> float:
        """Return the supply of all dividers; without it nothing can be compared."""
        try:
            supply_v = await self._convert(SUPPLY_INPUT)
        except OutOfRange as error:
            raise self._of(SUPPLY_INPUT, error) from error
        try:
            ratio(0.0, supply_v)
        except OutOfRange as error:
            raise OutOfRange(f"{self._where}: {error}") from error
        return supply_v

    async def _ntc_c(self, channel: int, supply_v: float) -> Measured:
        try:
            return ntc_c(ratio(await self._convert(channel), supply_v), self._beta_k)
        except OutOfRange as error:
            return self._of(channel, error)

    async def _lids(self, supply_v: float) -> tuple[Measured, Measured]:
        try:
            a_open, b_open = lids_open(ratio(await self._convert(_LADDER_INPUT), supply_v))
        except OutOfRange as error:
            return (self._of(_LADDER_INPUT, error),) * 2
        return float(a_open), float(b_open)

    def _of(self, channel: int, error: OutOfRange) -> OutOfRange:
        return OutOfRange(f"{self._where}: AIN{channel}: {error}")
