"""Bring the measurements of drivers to the board: one task a device; what fails is absent, with a reason."""

import asyncio

from controller import Absence, absent, present
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
)
from drivers.ports import Sensor, Vehicle
from firmware.board import Board
from firmware.config import SensorConfig
from firmware.faults import Faults
from firmware.supervise import keep_going

FAILURES_UNTIL_LOST = 3
"""A single disturbed transfer leaves the last reading to age; this many in a row lose the device."""

_ABSENCES: tuple[tuple[type[DriverError], Absence], ...] = (
    (NotAvailable, Absence.SENTINEL),
    (NotFitted, Absence.BUS),
    (BusTrouble, Absence.BUS),
    (Offline, Absence.OFFLINE),
    (NotIdentified, Absence.OFFLINE),
    (ChecksumFailed, Absence.CHECKSUM),
    (OutOfRange, Absence.OUT_OF_RANGE),
    (NoDataYet, Absence.NO_DATA_YET),
    (BadFrame, Absence.UNDECODABLE),
)


def absence_of(error: DriverError) -> Absence:
    """Why there is no value, in the controller's words."""
    return next((absence for kind, absence in _ABSENCES if isinstance(error, kind)), Absence.OFFLINE)


class SensorWatch:
    """One chip: started, read at its interval, started again when it is lost."""

    def __init__(self, sensor: Sensor, config: SensorConfig, board: Board, faults: Faults) -> None:
        self._sensor, self._config, self._board, self._faults = sensor, config, board, faults
        self._failures = 0

    async def run(self) -> None:
        """Never ends."""
        await keep_going(self._config.name, self._measure, self._faults, self._lose)

    async def _measure(self) -> None:
        self._failures = 0
        await self._sensor.start()
        while True:
            await self._read_once()
            await asyncio.sleep(self._config.every_s)

    async def _read_once(self) -> None:
        try:
            sample = await self._sensor.read()
        except NoDataYet:
            return
        except DriverError:
            self._failures += 1
            if self._failures >= FAILURES_UNTIL_LOST:
                raise
            return
        self._failures = 0
        self._faults.clear(self._config.name)
        now_s = asyncio.get_running_loop().time()
        for field, point in self._config.gives.items():
            self._board.put(point, present(getattr(sample, field), now_s))

    def _lose(self, error: DriverError) -> None:
        now_s = asyncio.get_running_loop().time()
        for point in self._config.gives.values():
            self._board.put(point, absent(absence_of(error), now_s))


class VehicleWatch:
    """One CAN bus: every wanted signal goes to the board as it arrives; silence is left to the core to notice."""

    def __init__(self, name: str, vehicle: Vehicle, points: tuple[str, ...], board: Board, faults: Faults) -> None:
        self._name, self._vehicle, self._points, self._board, self._faults = name, vehicle, points, board, faults

    async def run(self) -> None:
        """Never ends."""
        await keep_going(self._name, self._listen, self._faults, self._lose)

    async def _listen(self) -> None:
        await self._vehicle.run(self._take)

    def _take(self, point: str, value: float | DriverError) -> None:
        now_s = asyncio.get_running_loop().time()
        self._faults.clear(self._name)
        if isinstance(value, DriverError):
            self._board.put(point, absent(absence_of(value), now_s))
        else:
            self._board.put(point, present(value, now_s))

    def _lose(self, error: DriverError) -> None:
        now_s = asyncio.get_running_loop().time()
        for point in self._points:
            self._board.put(point, absent(absence_of(error), now_s))
