"""Bring the measurements of drivers to the board: one task a device; what fails is absent, with a reason."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from controller import Absence, Reading, absent
from drivers.errors import (
    BadFrame,
    BusTrouble,
    ChecksumFailed,
    DriverError,
    NoDataYet,
    NotAvailable,
    NotFitted,
    NotIdentified,
    Offline,
    OutOfRange,
    Stale,
)
from drivers.ports import Identified, Sensor, Vehicle
from firmware.board import Board
from firmware.config import SensorConfig
from firmware.device_states import Outcome
from firmware.devices import Carrier, Device
from firmware.faults import Faults
from firmware.supervise import BackOff, keep_going

Chore = Callable[[], Awaitable[None]]
"""What a sensor needs done beside its reads, such as being told the air pressure; raises DriverError."""

FAILURES_UNTIL_DEGRADED = 3
"""A single disturbed transfer leaves the last reading to age; this many in a row make it absent."""

FAILURES_UNTIL_LOST = 6
"""Half of them after the device was set up anew, so it was no brown-out (engineering choice)."""

LONGEST_WAIT_S = 300.0
"""A lost device is tried again after 5, 10, 20 ... s, at last this often (engineering choice)."""

_ABSENCES: tuple[tuple[type[DriverError], Absence], ...] = (
    (NotAvailable, Absence.SENTINEL),
    (NotFitted, Absence.BUS),
    (BusTrouble, Absence.BUS),
    (Offline, Absence.OFFLINE),
    (NotIdentified, Absence.OFFLINE),
    (ChecksumFailed, Absence.CHECKSUM),
    (OutOfRange, Absence.OUT_OF_RANGE),
    (NoDataYet, Absence.NO_DATA_YET),
    (Stale, Absence.STALE),
    (BadFrame, Absence.UNDECODABLE),
)


def absence_of(error: DriverError) -> Absence:
    """Why there is no value, in the controller's words."""
    return next((absence for kind, absence in _ABSENCES if isinstance(error, kind)), Absence.OFFLINE)


def put(board: Board, point: str, value: Any, now_s: float) -> str | None:
    """Put `value` on the board, or the DriverError by which there is none; returns why it is not taken up."""
    if isinstance(value, DriverError):
        return board.put(point, absent(absence_of(value), now_s))
    return board.put(point, Reading(value, now_s))


class SensorWatch:
    """One chip: started, read at its interval, set up anew when it fails; `device` tells how it does.

    The `chores` are awaited before each read; one that fails counts as a failed read.
    """

    def __init__(
        self,
        sensor: Sensor,
        config: SensorConfig,
        board: Board,
        faults: Faults,
        chores: Sequence[Chore] = (),
        device: Device | None = None,
    ) -> None:
        self._sensor, self._config, self._board, self._faults, self._chores = sensor, config, board, faults, chores
        self._device = device or Device(config.name, carrier=Carrier())
        self._carrier = self._device.carrier
        self._back_off = BackOff(LONGEST_WAIT_S)
        self._failures = 0

    async def run(self) -> None:
        """Never ends."""
        while True:
            recoveries = self._carrier.recoveries
            try:
                await self._measure(recoveries)
            except DriverError as error:
                self._device.failed(error, Outcome.GIVEN_UP)
                self._lose(error)
                if self._carrier.recoveries == recoveries:
                    await self._carrier.pause(self._back_off.next_s())
            if self._carrier.recoveries != recoveries:
                self._device.bus_restarted()

    async def _measure(self, recoveries: int) -> None:
        """Until the bus is recovered; raises DriverError when the device is given up."""
        self._failures = 0
        await self._start()
        while self._carrier.recoveries == recoveries:
            await self._read_once()
            await self._carrier.pause(self._config.every_s)

    async def _start(self) -> None:
        await self._sensor.start()
        self._device.started(self._sensor.serial if isinstance(self._sensor, Identified) else None)

    async def _read_once(self) -> None:
        try:
            for chore in self._chores:
                await chore()
            sample = await self._sensor.read()
        except NoDataYet:
            return
        except DriverError as error:
            await self._fail(error)
        else:
            self._take(sample)

    def _take(self, sample: Any) -> None:
        now_s = asyncio.get_running_loop().time()
        self._failures = 0
        self._back_off.begin_anew()
        self._device.gave_value(now_s)
        refused = [
            why_not
            for field, point in self._config.gives.items()
            if (why_not := put(self._board, point, getattr(sample, field), now_s)) is not None
        ]
        if refused:
            self._faults.report(self._config.name, f"{self._config.name}: {'; '.join(refused)}")
        else:
            self._faults.clear(self._config.name)

    async def _fail(self, error: DriverError) -> None:
        """One more failed read; raises it when that is the last."""
        self._failures += 1
        if self._failures >= FAILURES_UNTIL_LOST:
            raise error
        if self._failures != FAILURES_UNTIL_DEGRADED:
            self._device.failed(error)
            return
        self._device.failed(error, Outcome.FAILED_OFTEN)
        self._lose(error)
        await self._start()

    def _lose(self, error: DriverError) -> None:
        """Its points are absent; it has a fault of its own unless nothing on its bus can be reached."""
        if self._carrier.trouble is None:
            self._faults.report(self._config.name, f"{self._config.name}: {error}")
        now_s = asyncio.get_running_loop().time()
        for point in self._config.gives.values():
            self._board.put(point, absent(absence_of(error), now_s))


class VehicleWatch:
    """One CAN bus: every wanted signal goes to the board as it arrives, and so does that it has gone silent."""

    def __init__(self, name: str, vehicle: Vehicle, points: tuple[str, ...], board: Board, faults: Faults) -> None:
        self._name, self._vehicle, self._points, self._board, self._faults = name, vehicle, points, board, faults
        self._refused: dict[str, str] = {}

    async def run(self) -> None:
        """Never ends."""
        await keep_going(self._name, self._listen, self._faults, self._lose)

    async def _listen(self) -> None:
        await self._vehicle.run(self._take)

    def _take(self, point: str, value: float | DriverError) -> None:
        why_not = put(self._board, point, value, asyncio.get_running_loop().time())
        if why_not is not None:
            self._refused[point] = why_not
        elif self._refused:
            self._refused.pop(point, None)
        if self._refused:
            self._faults.report(self._name, f"{self._name}: {'; '.join(self._refused.values())}")
        else:
            self._faults.clear(self._name)

    def _lose(self, error: DriverError) -> None:
        now_s = asyncio.get_running_loop().time()
        for point in self._points:
            self._board.put(point, absent(absence_of(error), now_s))
