"""One physical I2C bus: a worker thread of its own, combined transfers only, and a deadline.

Only I2C_RDWR is used: it carries the address and is atomic in the kernel, whoever else uses the bus.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from ctypes import string_at
from functools import partial
from typing import TypeVar

from smbus2 import i2c_msg

from drivers.errors import BusError, BusMissing, BusTimeout, DriverError, NotFitted, Offline
from drivers.i2c.bus_counts import BusCounts, ErrorStreak
from drivers.i2c.i2c_errors import is_descriptor_dead, open_error, transfer_error
from drivers.ports import I2cDevicePort, RawI2c, TransferCounts

_T = TypeVar("_T")

DEADLINE_S = 5.0
"""Kernel adapters give up after 1 s a message, so nothing that may still succeed is cut short (engineering choice)."""

RETRY_PAUSES_S = (0.002, 0.010, 0.050)
"""Long enough to outlast a disturbance, short enough for a reading every 0.5 s (engineering choice)."""


def _nobody(_address: int) -> str | None:
    return None


class I2cBus:
    """An I2cDevicePort on what `open_raw` gives: opened when first needed, and again after it was lost.

    A transfer that takes longer than `deadline_s` raises BusTimeout; while the worker hangs in it, all others raise
    it at once. `owner_of` names the kernel driver that owns an address, which is then left alone.
    """

    def __init__(
        self,
        name: str,
        open_raw: Callable[[], RawI2c],
        *,
        deadline_s: float = DEADLINE_S,
        owner_of: Callable[[int], str | None] = _nobody,
    ) -> None:
        self.name, self._counts = name, BusCounts()
        self._open_raw, self._deadline_s, self._owner_of = open_raw, deadline_s, owner_of
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"i2c-{name}")
        self._raw: RawI2c | None = None  # only the worker touches it
        self._begun = self._ended = self._overdue = 0  # jobs, counted; the worker hangs until `overdue` have ended
        self._streak = ErrorStreak()
        self._free: set[int] = set()  # addresses that no kernel driver owns, as seen since their last failure
        self._is_set_aside = False

    @property
    def error(self) -> DriverError | None:
        """Reason why nothing on this bus can be reached; None while something can, or before anything was tried."""
        return self._streak.error

    def counts_of(self, address: int) -> TransferCounts:
        """Return the counts of transfers to the device at `address`."""
        return self._counts.of(address)

    @property
    def totals(self) -> TransferCounts:
        """All transfers so far."""
        return self._counts.totals

    async def transfer(self, address: int, *operations: bytes | int) -> bytes:
        """Transfer in one START ... STOP transaction (I2cDevicePort); raises Offline, BusError or NotFitted."""
        where = f"i2c {self.name} 0x{address:02x}"
        try:
            reply = await self._in_worker(where, partial(self._carry_out, where, address, operations))
        except DriverError as error:
            self._free.discard(address)
            self._note(address, error)
            raise
        self._note(address, None)
        return reply

    async def open(self) -> None:
        """Open it unless it is open; raises BusMissing or BusTimeout."""
        await self._in_worker(f"i2c {self.name}", self._opened)
        if isinstance(self.error, BusMissing):
            self._streak.end()

    async def close(self) -> None:
        """Give the descriptor back and end the worker; one that hangs ends when the kernel lets go."""
        with suppress(BusError):
            await self._in_worker(f"i2c {self.name}", self._drop)
        self._worker.shutdown(wait=False, cancel_futures=True)

    @asynccontextmanager
    async def set_aside(self) -> AsyncIterator[None]:
        """Keep the bus free inside; what is under way has ended unless it hangs. It is opened anew afterwards."""
        with suppress(BusError):
            await self._in_worker(f"i2c {self.name}", self._drop)
        self._is_set_aside = True
        try:
            yield
        finally:
            self._is_set_aside = False

    def _note(self, address: int, error: DriverError | None) -> None:
        self._counts.count(address, error)
        self._streak.note(address, error, devices=self._counts.devices)

    async def _in_worker(self, where: str, job: Callable[[], _T]) -> _T:
        if self._is_set_aside:
            raise BusError(f"{where}: the bus is being recovered")
        if self._ended < self._overdue:
            raise BusTimeout(f"{where}: the bus hangs in an earlier transfer (is SDA or SCL held low?)")
        try:
            async with asyncio.timeout(self._deadline_s):
                return await asyncio.get_running_loop().run_in_executor(self._worker, self._counted, job)
        except TimeoutError as error:
            self._overdue = self._begun
            raise BusTimeout(f"{where}: no end after {self._deadline_s:g} s (is SDA or SCL held low?)") from error

    def _counted(self, job: Callable[[], _T]) -> _T:
        self._begun += 1
        try:
            return job()
        finally:
            self._ended += 1

    def _carry_out(self, where: str, address: int, operations: tuple[bytes | int, ...]) -> bytes:
        self._require_free(where, address)
        raw = self._opened()
        messages = [_message(address, operation) for operation in operations]
        try:
            raw.i2c_rdwr(*messages)
        except OSError as error:
            if is_descriptor_dead(error):
                self._drop()
            raise transfer_error(where, error) from error
        return b"".join(
            string_at(message.buf, message.len)
            for message, operation in zip(messages, operations, strict=True)
            if isinstance(operation, int)
        )

    def _require_free(self, where: str, address: int) -> None:
        """Refuse a chip that the kernel drives itself: it lets programs talk to it, and both are confused."""
        if address not in self._free:
            owner = self._owner_of(address)
            if owner is not None:
                raise NotFitted(f"{where}: owned by the kernel driver {owner}: read it through the kernel instead")
            self._free.add(address)

    def _opened(self) -> RawI2c:
        if self._raw is None:
            try:
                self._raw = self._open_raw()
            except OSError as error:
                raise open_error(f"i2c {self.name}", error) from error
        return self._raw

    def _drop(self) -> None:
        raw, self._raw = self._raw, None
        if raw is not None:
            with suppress(OSError):
                raw.close()


async def transfer_retrying(bus: I2cDevicePort, address: int, *operations: bytes | int) -> bytes:
    """Return a transfer with up to three retries; only for what may be repeated without harm, as reads are.

    A line that is held is not free again so soon: BusTimeout is raised at once, or one chip would stop all others.
    """
    for pause_s in RETRY_PAUSES_S:
        try:
            return await bus.transfer(address, *operations)
        except BusTimeout:
            raise
        except (Offline, BusError):
            await asyncio.sleep(pause_s)
    return await bus.transfer(address, *operations)


def _message(address: int, operation: bytes | int) -> i2c_msg:
    if isinstance(operation, int):
        return i2c_msg.read(address, operation)
    return i2c_msg.write(address, operation)
