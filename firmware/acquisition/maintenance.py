"""Maintenance of sensors beside their reads: compensation for the air around them, weekly cleaning of their fans.

The capabilities of a driver (see drivers.ports) select its maintenance tasks, never its name. A maintenance task is
awaited in the sensor's own task, so that it never interrupts a read.
"""

import asyncio
from collections.abc import Iterator
from contextlib import suppress

from controller import NOT_FITTED
from drivers.errors import OutOfRange
from drivers.ports import AirCompensated, FanCleaned, PressureCompensated
from firmware.acquisition.sensor_poller import MaintenanceTask
from firmware.control.process_image import Board
from firmware.runtime.clock import Clock
from firmware.runtime.persistence import Persistence

PRESSURE_STEP_HPA = 1.0
SEND_PRESSURE_EVERY_S = 60.0
"""Pressure is told when it has changed by a step (0.1 % of the reading), or after this time (engineering choices)."""

CLEANING_INTERVAL_S = 7 * 86_400.0
"""A week, as the SEN5x does by itself (data sheet); but its timer starts anew each time its supply is switched on."""

CLEAN_AGAIN_AFTER_S = 3_600.0
"""A cleaning that has failed is tried again not before this, so that the sensor measures meanwhile."""

EARLIEST_WALL_S = 1_767_225_600.0
"""2026-01-01: a clock that shows less was never set. One that lags behind only makes a cleaning late."""

_PRESSURE, _HUMIDITY, _TEMPERATURE = "cabin.pressure_hpa", "cabin.humidity_pct", "cabin.air_c"


def maintenance_tasks(
    sensor: object, name: str, board: Board, persistence: Persistence, clock: Clock
) -> Iterator[MaintenanceTask]:
    """Give each maintenance task that the driver `sensor` of the sensor called `name` needs."""
    if isinstance(sensor, PressureCompensated):
        yield _Pressure(sensor, board)
    if isinstance(sensor, AirCompensated):
        yield _Air(sensor, board)
    if isinstance(sensor, FanCleaned):
        yield _Fan(sensor, f"fan_cleaned.{name}", persistence, clock)


class _Pressure:
    """The task that tells a sensor the air pressure.

    While the pressure is not known, or beyond what the device can use, the last one holds.
    """

    def __init__(self, sensor: PressureCompensated, board: Board) -> None:
        self._sensor, self._board = sensor, board
        self._sent_hpa: float | None = None
        self._sent_s = 0.0

    async def __call__(self) -> None:
        pressure_hpa, now_s = _value(self._board, _PRESSURE), asyncio.get_running_loop().time()
        if pressure_hpa is None or not self._is_news(pressure_hpa, now_s):
            return
        with suppress(OutOfRange):
            await self._sensor.set_ambient_pressure(pressure_hpa)
        self._sent_hpa, self._sent_s = pressure_hpa, now_s

    def _is_news(self, pressure_hpa: float, now_s: float) -> bool:
        if self._sent_hpa is None or now_s - self._sent_s >= SEND_PRESSURE_EVERY_S:
            return True
        return abs(pressure_hpa - self._sent_hpa) >= PRESSURE_STEP_HPA


class _Air:
    """The task that tells a sensor humidity and temperature; while these are not known, the last ones hold."""

    def __init__(self, sensor: AirCompensated, board: Board) -> None:
        self._sensor, self._board = sensor, board

    async def __call__(self) -> None:
        humidity_pct, air_c = _value(self._board, _HUMIDITY), _value(self._board, _TEMPERATURE)
        if humidity_pct is not None and air_c is not None:
            with suppress(OutOfRange):
                self._sensor.set_air(humidity_pct, air_c)


class _Fan:
    """The task that cleans a fan; the time of the last one is persisted: devices forget it with their supply."""

    def __init__(self, sensor: FanCleaned, key: str, persistence: Persistence, clock: Clock) -> None:
        self._sensor, self._key, self._persistence, self._clock = sensor, key, persistence, clock
        self._not_before_s = 0.0

    async def __call__(self) -> None:
        now_s = asyncio.get_running_loop().time()
        if now_s < self._not_before_s or not is_cleaning_due(
            last_wall_s=_wall_s(await self._persistence.persisted(self._key)), now_wall_s=_wall_s(self._clock.wall_s())
        ):
            return
        self._not_before_s = now_s + CLEAN_AGAIN_AFTER_S
        await self._sensor.clean_fan()
        await self._persistence.persist(self._key, self._clock.wall_s())


def is_cleaning_due(*, last_wall_s: float | None, now_wall_s: float | None) -> bool:
    """Tell whether a week has passed since `last_wall_s`, the stored wall time of the last cleaning.

    Never cleaned (None), or in the future, which only a wrong clock can have written: due, because cleaning once too
    often does no harm. While the time is not known (None) nothing is due.
    """
    if now_wall_s is None:
        return False
    return last_wall_s is None or not 0.0 <= now_wall_s - last_wall_s < CLEANING_INTERVAL_S


def _value(board: Board, point: str) -> float | None:
    return board.readings.get(point, NOT_FITTED).value


def _wall_s(persisted: object) -> float | None:
    """Return `persisted` where it can be a wall time; None otherwise."""
    return persisted if isinstance(persisted, float) and persisted >= EARLIEST_WALL_S else None
