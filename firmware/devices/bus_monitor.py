"""Monitor of one I2C bus: one fault for all that hangs on it, its recovery, and word of that to its devices."""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from contextlib import suppress

from drivers.errors import BusMissing, DriverError
from drivers.ports import I2cBusPort, RecoveryAction
from firmware.devices.device import Carrier, Device
from firmware.devices.health import ALIVE, Condition, DeviceHealth
from firmware.runtime.faults import Faults

_LOG = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
PROBE_EVERY_S = 10.0
"""While nothing gets through, one device after the other tries again this often (engineering choice)."""

RECOVER_AFTER_S = 3.0
"""A disturbance may pass by itself (engineering choice: longer than the kernel's time-out of a transfer)."""


class BusMonitor(Carrier):
    """One bus; what recovers it are the `actions`, each stronger than the one before, at most every `every_s`."""

    def __init__(
        self, bus: I2cBusPort, faults: Faults, actions: Sequence[RecoveryAction] = (), *, every_s: float
    ) -> None:
        self.name = f"i2c {bus.name}"
        self._bus, self._faults, self._actions, self._every_s = bus, faults, actions, every_s
        self._devices: list[Device] = []
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._condition, self._since_s = Condition.UNKNOWN, 0.0
        self._silent_since_s: float | None = None
        self._probed_s, self._recovered_s = -PROBE_EVERY_S, -every_s
        self._tries = 0

    @property
    def error(self) -> str | None:
        """The reason why nothing on it can be reached; None where it works."""
        if self._bus.error is None:
            return None
        text = str(self._bus.error)
        return text if text.startswith(f"{self.name}:") else f"{self.name}: nothing gets through: {text}"

    def carries(self, device: Device) -> None:
        """Add a device that hangs on the bus."""
        self._devices.append(device)

    async def pause(self, wait_s: float) -> None:
        """Wait `wait_s`; less if the bus is back, was recovered, or it is this device's turn to probe it."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        try:
            await asyncio.wait([waiter], timeout=wait_s)
        finally:
            self._waiting.remove(waiter)

    async def run(self) -> None:
        """Monitor the bus for ever; give back what the recovery actions use when cancelled."""
        try:
            while True:
                self._prepare()
                await self._look(asyncio.get_running_loop().time())
                await asyncio.sleep(LOOK_EVERY_S)
        finally:
            for action in self._actions:
                action.close()

    @property
    def health(self) -> DeviceHealth:
        """The health of the bus, in the words for a device."""
        totals = self._bus.totals
        return DeviceHealth(
            name=self.name,
            kind="bus",
            where=self.name,
            condition=self._condition,
            since_s=self._since_s,
            reason=self.error,
            serial=None,
            newest_s=None,
            transfers=totals.transfers,
            nacks=totals.nacks,
            timeouts=totals.timeouts,
            other_errors=totals.other_errors,
            recoveries=self.recoveries,
        )

    def _prepare(self) -> None:
        """Bring the reset line and the supply to rest, before anything can be reached."""
        for action in self._actions:
            fault = f"{self.name} {action.name}"
            try:
                action.prepare()
            except DriverError as error:
                self._faults.report(fault, f"{self.name}: {error}")
            else:
                self._faults.clear(fault)

    async def _look(self, now_s: float) -> None:
        if isinstance(self._bus.error, BusMissing):
            with suppress(DriverError):
                await self._bus.open()
        if self.error is not None:
            self._report_down(self.error, now_s)
            self._probe(now_s)
        else:
            self._report_up(now_s)
        if self._actions and self._is_recovery_due(now_s):
            await self._recover(now_s)

    def _is_recovery_due(self, now_s: float) -> bool:
        if self._is_alive():
            self._silent_since_s, self._tries = None, 0
        elif self._silent_since_s is None and self._is_silent():
            self._silent_since_s = now_s
        if self._silent_since_s is None or isinstance(self._bus.error, BusMissing):
            return False
        return now_s >= max(self._silent_since_s + RECOVER_AFTER_S, self._recovered_s + self._every_s)

    def _is_alive(self) -> bool:
        return self.error is None and any(device.condition in ALIVE for device in self._devices)

    def _is_silent(self) -> bool:
        """Return whether nothing gets through, or all devices are lost.

        With SDA held low each address seems to be acknowledged.
        """
        all_lost = len(self._devices) > 1 and all(device.condition is Condition.LOST for device in self._devices)
        return self.error is not None or all_lost

    def _report_down(self, error: str, now_s: float) -> None:
        self._faults.report(self.name, error)
        for device in self._devices:
            self._faults.withdraw(device.name)
        self._go(Condition.LOST, now_s)

    def _report_up(self, now_s: float) -> None:
        self._faults.clear(self.name)
        if self._condition is Condition.LOST:
            self._wake(len(self._waiting))
        if self._bus.totals.transfers:
            self._go(Condition.OK, now_s)

    def _go(self, condition: Condition, now_s: float) -> None:
        if condition is not self._condition:
            self._condition, self._since_s = condition, now_s

    def _probe(self, now_s: float) -> None:
        if now_s >= self._probed_s + PROBE_EVERY_S:
            self._probed_s = now_s
            self._wake(1)

    async def _recover(self, now_s: float) -> None:
        action = self._actions[min(self._tries, len(self._actions) - 1)]
        level = logging.WARNING if self._tries < len(self._actions) else logging.DEBUG  # said once, not each time
        self._recovered_s, self._tries, self._silent_since_s = now_s, self._tries + 1, None
        _LOG.log(level, "%s: nothing gets through: recovery %d, by %s", self.name, self.recoveries + 1, action.name)
        try:
            async with self._bus.set_aside():
                await action.apply()
        except DriverError as error:
            _LOG.log(level, "%s: %s", self.name, error)
        self.recoveries += 1
        self._wake(len(self._waiting))

    def _wake(self, count: int) -> None:
        """Wake the first `count` that wait; a device that waits again is the last one then."""
        for waiter in list(self._waiting)[:count]:
            if not waiter.done():
                waiter.set_result(None)
