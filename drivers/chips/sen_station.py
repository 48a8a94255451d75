"""Common driver of SEN5x and SEN6x: starts, waits for data, detects faults and brown-outs, keeps the gas history."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import NoReturn

from drivers.chips.sen_codec import (
    CLEAR_STATUS,
    GET_DATA_READY,
    GET_PRODUCT_NAME,
    GET_STATUS,
    GET_VOC_STATE,
    SET_VOC_STATE,
    START,
    Fault,
    Field,
    decode,
    faults_in,
    is_cleaning,
    is_ready,
    product_name,
)
from drivers.errors import (
    ChecksumFailed,
    NoDataYet,
    NotAvailable,
    NothingToMeasure,
    NotIdentified,
    OutOfRange,
    WasReset,
)
from drivers.i2c.sensirion import Sensirion
from drivers.i2c.sensirion_codec import Command, unpack_words
from drivers.measured import Measured
from drivers.ports import I2cDevicePort

PERIOD_S = 1.0
_SUSPICIOUS_S, _MAX_CLEANING_S = 3.0, 15.0
"""A value comes each second, but none in the 10 s of a fan cleaning (engineering choices)."""
_UNKNOWN_READS = 3  # that is what it answers after a brown-out (raspberry-pi-i2c-sen5x, GitHub #3)
_CARE_PERIOD_S = 10.0  # so long at most a value may be spoilt before it is known (engineering choice)
_LEARNT_S, _FORGOTTEN_S = 3 * 3_600.0, 600.0
"""A gas history is worth keeping after 3 h, and good for a pause of 10 min (Sensirion's gas index algorithm)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The differences between one family and the other."""

    name: str
    products: frozenset[str]
    reset: Command
    read: Command
    fields: tuple[Field, ...]
    faults: tuple[Fault, ...]


class SenStation:
    """The station at `address`. `chip` is for what only one family can do."""

    def __init__(self, bus: I2cDevicePort, address: int, model: Model) -> None:
        self.chip = Sensirion(bus, address)
        self.where = f"{model.name} at 0x{address:02x}"
        self._model = model
        self._faults: tuple[Fault, ...] = ()
        self._voc_state: tuple[int, ...] | None = None
        self._started_s = self._received_s = self._cared_s = 0.0
        self._unknown_reads = 0
        self._is_paused = False

    async def reset(self) -> None:
        """Reset from any state into idle with its defaults, and identify; raises DriverError."""
        await asyncio.sleep(self._model.reset.wait_s)  # as long as after power-up, which may be just now
        await self.chip.execute(self._model.reset)
        try:
            name = product_name(await self.chip.execute(GET_PRODUCT_NAME))
        except ChecksumFailed as error:
            raise NotIdentified(f"{self.where}: the answer to the question for its name is damaged: {error}") from error
        if name not in self._model.products:
            expected = " or ".join(sorted(self._model.products))
            raise NotIdentified(f"{self.where}: its name is {name!r}, expected {expected}")

    async def begin(self) -> None:
        """Go from idle into measuring, with the gas history where the pause was short; raises DriverError."""
        now_s = asyncio.get_running_loop().time()
        if self._voc_state is not None and now_s - self._received_s < _FORGOTTEN_S:
            await self.chip.execute(SET_VOC_STATE, *self._voc_state)
        else:
            self._voc_state, self._started_s = None, now_s
        await self.chip.execute(START)
        self.expect_data()
        self._cared_s = self._received_s

    def expect_data(self) -> None:
        """Give it the usual time from now on for a value before it counts as silent."""
        self._received_s, self._unknown_reads = asyncio.get_running_loop().time(), 0

    @asynccontextmanager
    async def paused(self, stop: Command) -> AsyncIterator[None]:
        """Idle inside, measuring again afterwards; a read meanwhile has no data. Raises DriverError."""
        self._is_paused = True
        try:
            await self.chip.execute(stop)
            yield
        finally:
            self.expect_data()
            self._is_paused = False
            await self.chip.execute(START)

    @property
    def complaints(self) -> tuple[str, ...]:
        """Faults in the device status, as in drivers.ports.SelfMonitored."""
        return tuple(f"{self.where}: {fault.text}" for fault in self._faults)

    async def read(self) -> Mapping[str, Measured]:
        """Read new values by field, those that are spoilt by a fault absent.

        Raises NoDataYet between two measurements, NothingToMeasure while it cleans its fan by itself, Offline when it
        must be started again, or another DriverError.
        """
        now_s = asyncio.get_running_loop().time()
        if self._is_paused:
            raise NoDataYet(f"{self.where}: it is not measuring now")
        if not is_ready(await self.chip.execute(GET_DATA_READY)):
            await self._explain_silence(now_s - self._received_s)
        values = self._known(await self.chip.execute(self._model.read))
        self.expect_data()
        if now_s - self._cared_s >= _CARE_PERIOD_S:
            self._cared_s = now_s
            await self._look_for_faults()
            await self._keep_history(now_s)
        return values | {field: OutOfRange(fault.text) for fault in self._faults for field in fault.spoils}

    async def _explain_silence(self, silent_s: float) -> NoReturn:
        """Raise the reason: after a brown-out it knows no values; while it cleans its fan it repeats the old ones."""
        if _SUSPICIOUS_S <= silent_s < _MAX_CLEANING_S:
            self._known(await self.chip.execute(self._model.read))
            if is_cleaning(await self.chip.execute(GET_STATUS)):
                raise NothingToMeasure(f"{self.where}: cleans its fan")
        raise NoDataYet(f"{self.where}: the next value is not ready")

    def _known(self, reply: bytes) -> dict[str, Measured]:
        try:
            return decode(reply, self._model.fields)
        except NotAvailable as error:
            self._unknown_reads += 1
            if self._unknown_reads < _UNKNOWN_READS:
                raise NotAvailable(f"{self.where}: {error}") from error
            raise WasReset(
                f"{self.where}: {error} {self._unknown_reads} times, it was reset: start it again"
            ) from error

    async def _look_for_faults(self) -> None:
        """Read and clear the error bits, which the chip keeps for ever: what lasts comes again."""
        self._faults = faults_in(await self.chip.execute(GET_STATUS), self._model.faults)
        if self._faults:
            await self.chip.execute(CLEAR_STATUS)

    async def _keep_history(self, now_s: float) -> None:
        if now_s - self._started_s >= _LEARNT_S:
            self._voc_state = unpack_words(await self.chip.execute(GET_VOC_STATE), GET_VOC_STATE.reply_words)
