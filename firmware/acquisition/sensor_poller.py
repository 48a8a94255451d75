"""Bring the measurements of drivers to the board: one task per device; a failed value is absent, with the reason."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from controller import Absence, Reading, absent
from drivers.errors import (
    BadFrame,
    BusError,
    ChecksumFailed,
    DriverError,
    NoDataYet,
    NoFix,
    NotAvailable,
    NotFitted,
    NothingToMeasure,
    NotIdentified,
    Offline,
    OutOfRange,
    Stale,
    WasReset,
)
from drivers.ports import Identified, SelfMonitored, Sensor, Vehicle
from firmware.acquisition.lasting_failures import FieldGaps, Relapses
from firmware.acquisition.sample_interval import cadence_s, can_wait, max_silence_s, stands_s
from firmware.config import SensorConfig
from firmware.control.process_image import Board
from firmware.devices.device import Carrier, Device
from firmware.devices.health import Outcome
from firmware.runtime.faults import Faults
from firmware.runtime.tasks import BackOff, keep_going

MaintenanceTask = Callable[[], Awaitable[None]]
"""What a sensor needs done beside its reads, such as being told the air pressure; raises DriverError."""

FAILURES_UNTIL_DEGRADED = 3
"""A single disturbed transfer leaves the last reading to age; this many in a row make it absent."""

FAILURES_UNTIL_LOST = 6
"""Half of them after the device was set up anew, so it was no brown-out (engineering choice)."""

_ABSENCES: tuple[tuple[type[DriverError], Absence], ...] = (
    (NotAvailable, Absence.SENTINEL),
    (NotFitted, Absence.BUS),
    (BusError, Absence.BUS),
    (Offline, Absence.OFFLINE),
    (NotIdentified, Absence.OFFLINE),
    (ChecksumFailed, Absence.CHECKSUM),
    (OutOfRange, Absence.OUT_OF_RANGE),
    (NoDataYet, Absence.NO_DATA_YET),
    (NoFix, Absence.NO_FIX),
    (NothingToMeasure, Absence.NO_DATA_YET),
    (Stale, Absence.STALE),
    (BadFrame, Absence.UNDECODABLE),
)


def absence_of(error: DriverError) -> Absence:
    """Map an error of a driver to the controller's reason why there is no value."""
    return next((absence for kind, absence in _ABSENCES if isinstance(error, kind)), Absence.OFFLINE)


def put(board: Board, point: str, value: Any, now_s: float, *, stands_s: float = 0.0) -> str | None:
    """Put `value` on the board, or the DriverError by which there is none; returns why it is not taken up."""
    if isinstance(value, DriverError):
        return board.put(point, absent(absence_of(value), now_s))
    return board.put(point, Reading(value, now_s, None, stands_s))


class SensorPoller:
    """One chip: started, read at its interval, set up anew when it fails; `device` tells how it does.

    The `maintenance` are awaited before each read; one that fails counts as a failed read.
    """

    def __init__(
        self,
        sensor: Sensor,
        config: SensorConfig,
        board: Board,
        faults: Faults,
        *,
        maintenance: Sequence[MaintenanceTask] = (),
        device: Device | None = None,
    ) -> None:
        self._sensor, self._config, self._board, self._faults = sensor, config, board, faults
        self._maintenance = maintenance
        self._device = device or Device(config.name, carrier=Carrier())
        self._carrier = self._device.carrier
        self._back_off = BackOff()
        self._gaps = FieldGaps()
        self._relapses = Relapses()
        self._cadence_s = 0.0
        self._has_spoken = False
        self._failures, self._received_s = 0, 0.0

    async def run(self) -> None:
        """Start the sensor, read it, and start it again after a failure, for ever."""
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
        """Read until the bus is recovered; raises DriverError when the device is given up."""
        self._failures = 0
        await self._start()
        while self._carrier.recoveries == recoveries:
            await self._read_once()
            await self._carrier.pause(self._config.every_s)

    async def _start(self) -> None:
        await self._sensor.start()
        self._received_s, self._cadence_s = _now_s(), cadence_s(self._sensor, self._config.every_s)
        self._has_spoken = False
        self._gaps.begin_anew()
        self._device.started(self._sensor.serial if isinstance(self._sensor, Identified) else None)

    async def _read_once(self) -> None:
        try:
            for task in self._maintenance:
                await task()
            sample = await self._sensor.read()
        except NothingToMeasure as error:
            self._wait(error)
        except NoDataYet as error:
            await self._notice_silence(error)
        except WasReset as error:
            await self._set_up_again(error)
        except DriverError as error:
            await self._fail(error)
        else:
            await self._take(sample)

    async def _set_up_again(self, error: WasReset) -> None:
        """Start a device that was reset, before its last value is too old.

        One that has not given any value since its last start has failed.
        """
        if not self._has_spoken:
            await self._fail(error)
            return
        self._device.failed(error)
        self._relapses.fail(str(error), now_s=_now_s())
        try:
            await self._start()
        except DriverError as why_not:
            await self._fail(why_not)

    async def _take(self, sample: Any) -> None:
        """Put every value that there is; a device that has none of them for long, and cannot say why, has failed."""
        now_s = _now_s()
        values: dict[str, Any] = {field: getattr(sample, field) for field in self._config.gives}
        refused = self._put(values, now_s)
        values |= refused
        lasting = self._gaps.lasting(values, now_s=now_s)
        idle = [value for value in values.values() if isinstance(value, NothingToMeasure)]
        has_value = not all(isinstance(value, DriverError) for value in values.values())
        if len(idle) == len(values):
            self._wait(idle[0])
        elif has_value or self._complaints:
            self._work([*self._complaints, *map(str, refused.values())], lasting, now_s, has_value=has_value)
        elif len(lasting) + len(idle) == len(values):
            await self._fail(next(iter(lasting.values())), at_once=True)

    def _put(self, values: Mapping[str, Any], now_s: float) -> dict[str, DriverError]:
        """Put each on the board; return why one is not taken up, by field."""
        refused: dict[str, DriverError] = {}
        for field, point in self._config.gives.items():
            age_s = stands_s(self._cadence_s) if can_wait(point) else 0.0
            why_not = put(self._board, point, values[field], now_s, stands_s=age_s)
            if why_not is not None:
                refused[field] = OutOfRange(why_not)
        return refused

    def _work(
        self, complaints: Sequence[str], lasting: Mapping[str, DriverError], now_s: float, *, has_value: bool
    ) -> None:
        """Note that it gives values; report its complaints, what the board refuses, and what stays absent."""
        texts = dict.fromkeys(map(str, lasting.values()))
        complaints = [*complaints, *(text for text in texts if not any(text in each for each in complaints))]
        self._received(now_s)
        complaints = self._relapses.reported(complaints, now_s=now_s)
        self._device.answered("; ".join(complaints) or None, now_s=now_s, has_value=has_value)
        self._report(complaints)

    def _wait(self, error: NothingToMeasure) -> None:
        """Note that it is well; its points are absent for as long as it has nothing to measure."""
        now_s = _now_s()
        self._received(now_s)
        self._device.waits(str(error))
        self._report(self._relapses.reported(self._complaints, now_s=now_s))
        self._withhold(error)

    def _received(self, now_s: float) -> None:
        self._failures, self._received_s, self._has_spoken = 0, now_s, True
        self._back_off.begin_anew()

    @property
    def _complaints(self) -> tuple[str, ...]:
        return self._sensor.complaints if isinstance(self._sensor, SelfMonitored) else ()

    def _report(self, complaints: Sequence[str]) -> None:
        """Report each broken part of a device that works otherwise, as a fault for as long as it lasts."""
        if complaints:
            self._faults.report(self._config.name, f"{self._config.name}: {'; '.join(complaints)}")
        else:
            self._faults.clear(self._config.name)

    async def _notice_silence(self, error: NoDataYet) -> None:
        """Take silence for a failure once it lasts longer than a few periods; between two values it is usual."""
        silent_s = _now_s() - self._received_s
        if silent_s <= max_silence_s(self._cadence_s):
            return
        self._device.fell_silent()
        usual = f"one every {self._cadence_s:.3g} s is usual"
        await self._fail(Stale(f"no new value for {silent_s:.0f} s ({usual}): start it again; {error}"), at_once=True)

    async def _fail(self, error: DriverError, *, at_once: bool = False) -> None:
        """Count one more failed read, with `at_once` as many as the next step takes; raise the last of them."""
        self._failures += FAILURES_UNTIL_DEGRADED - self._failures % FAILURES_UNTIL_DEGRADED if at_once else 1
        if self._failures >= FAILURES_UNTIL_LOST:
            raise error
        if self._failures != FAILURES_UNTIL_DEGRADED:
            self._device.failed(error)
            return
        self._device.failed(error, Outcome.FAILED_OFTEN)
        self._lose(error)
        await self._start()

    def _lose(self, error: DriverError) -> None:
        """Make its points absent; report a fault of its own unless nothing on its bus can be reached."""
        if self._carrier.error is None:
            self._relapses.fail(str(error), now_s=_now_s())
            self._faults.report(self._config.name, f"{self._config.name}: {error}")
        self._withhold(error)

    def _withhold(self, error: DriverError) -> None:
        now_s = _now_s()
        for point in self._config.gives.values():
            self._board.put(point, absent(absence_of(error), now_s))


def _now_s() -> float:
    return asyncio.get_running_loop().time()


class VehicleMonitor:
    """One CAN bus: every wanted signal goes to the board as it arrives, and so does that it has gone silent."""

    def __init__(self, name: str, vehicle: Vehicle, points: tuple[str, ...], board: Board, faults: Faults) -> None:
        self._name, self._vehicle, self._points, self._board, self._faults = name, vehicle, points, board, faults
        self._refused: dict[str, str] = {}
        self._relapses = Relapses()

    async def run(self) -> None:
        """Listen to the bus, and again after a failure, for ever."""
        await keep_going(self._name, self._listen, self._faults, self._lose)

    async def _listen(self) -> None:
        await self._vehicle.run(self._take)

    def _take(self, point: str, value: float | DriverError) -> None:
        now_s = _now_s()
        why_not = put(self._board, point, value, now_s)
        if why_not is not None:
            self._refused[point] = why_not
        elif self._refused:
            self._refused.pop(point, None)
        complaints = self._relapses.reported(tuple(self._refused.values()), now_s=now_s)
        if complaints:
            self._faults.report(self._name, f"{self._name}: {'; '.join(complaints)}")
        else:
            self._faults.clear(self._name)

    def _lose(self, error: DriverError) -> None:
        now_s = _now_s()
        for point in self._points:
            self._board.put(point, absent(absence_of(error), now_s))
