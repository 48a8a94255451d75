import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from controller import Absence, Reading, Settings
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
from firmware.board import Board
from firmware.config import SensorConfig
from firmware.faults import Faults
from firmware.sensing import FAILURES_UNTIL_LOST, SensorWatch, VehicleWatch, absence_of
from hil.virtual_time import run

POINT = "cabin.air_c"
CONFIG = SensorConfig(
    name="cabin air", chip="sht4x", i2c="main", address=0x44, every_s=2.0, gives={"temperature_c": POINT}
)


@dataclass(frozen=True, slots=True)
class Sample:
    temperature_c: float


class ScriptedSensor:
    """Gives what the script says, read by read, then 21 °C for ever."""

    def __init__(self, script: list[float | DriverError], start_error: DriverError | None = None) -> None:
        self.script, self.start_error = script, start_error
        self.starts = 0

    async def start(self) -> None:
        self.starts += 1
        if self.start_error is not None:
            raise self.start_error

    async def read(self) -> Sample:
        given = self.script.pop(0) if self.script else 21.0
        if isinstance(given, DriverError):
            raise given
        return Sample(given)


def watch(sensor: ScriptedSensor, seconds: float, then: Callable[[], None] = lambda: None) -> tuple[Reading, Faults]:
    """What the board has after `seconds` of watching; `then` happens halfway."""
    board, faults = Board(Settings(), frozenset({POINT})), Faults()

    async def main() -> None:
        watching = asyncio.create_task(SensorWatch(sensor, CONFIG, board, faults).run())
        await asyncio.sleep(seconds / 2)
        then()
        await asyncio.sleep(seconds / 2)
        watching.cancel()

    run(main(), speed=None)
    return board.readings[POINT], faults


def test_a_measurement_is_on_the_board_with_the_time_it_was_taken() -> None:
    reading, faults = watch(ScriptedSensor([20.0, 20.5]), 3.0)
    assert reading == Reading(20.5, 2.0)
    assert faults.current == {}


@pytest.mark.parametrize("error", [ChecksumFailed("crc"), Offline("nack"), NoDataYet("not yet")])
def test_one_disturbed_transfer_leaves_the_last_reading_to_age(error: DriverError) -> None:
    reading, faults = watch(ScriptedSensor([20.0, error]), 3.0)
    assert reading == Reading(20.0, 0.0)
    assert faults.current == {}


def test_failures_in_a_row_lose_the_device_with_its_reason_and_one_fault() -> None:
    sensor = ScriptedSensor([20.0, *[ChecksumFailed("temperature: CRC 12, should be 34")] * FAILURES_UNTIL_LOST])
    reading, faults = watch(sensor, 7.0)
    assert (reading.value, reading.absence) == (None, Absence.CHECKSUM)
    assert faults.current == {"cabin air": "cabin air: temperature: CRC 12, should be 34"}


def test_a_lost_device_is_started_anew_and_comes_back() -> None:
    sensor = ScriptedSensor([20.0, *[Offline("nack")] * FAILURES_UNTIL_LOST])
    reading, faults = watch(sensor, 30.0)
    assert reading.value == 21.0
    assert sensor.starts == 2
    assert faults.current == {}


def test_a_device_that_is_plugged_in_later_comes_alive() -> None:
    sensor = ScriptedSensor([], start_error=Offline("nothing at 0x44"))

    def plug_in() -> None:
        sensor.start_error = None

    reading, faults = watch(sensor, 120.0, plug_in)
    assert reading.value == 21.0
    assert faults.current == {}


def test_a_value_that_is_no_number_never_becomes_a_reading() -> None:
    reading, _faults = watch(ScriptedSensor([float("nan")]), 1.0)
    assert (reading.value, reading.absence) == (None, Absence.OUT_OF_RANGE)


@pytest.mark.parametrize(
    ("error", "absence"),
    [
        (NotFitted("x"), Absence.BUS),
        (BusTrouble("x"), Absence.BUS),
        (Offline("x"), Absence.OFFLINE),
        (NotIdentified("x"), Absence.OFFLINE),
        (ChecksumFailed("x"), Absence.CHECKSUM),
        (OutOfRange("x"), Absence.OUT_OF_RANGE),
        (NoDataYet("x"), Absence.NO_DATA_YET),
        (NotAvailable("x"), Absence.SENTINEL),
        (BadFrame("x"), Absence.UNDECODABLE),
        (DriverError("x"), Absence.OFFLINE),
    ],
)
def test_every_error_of_a_driver_is_a_reason(error: DriverError, absence: Absence) -> None:
    assert absence_of(error) is absence


class ScriptedVehicle:
    """Tells one speed, then a signal that is not available, then loses its interface."""

    async def run(self, on_value: Callable[[str, float | DriverError], None]) -> None:
        on_value("vehicle.speed_kph", 50.0)
        await asyncio.sleep(1.0)
        on_value("vehicle.outside_c", OutOfRange("vehicle.outside_c: 511"))
        await asyncio.sleep(1.0)
        raise BusTrouble("can0: network is down")


def test_a_car_tells_values_and_reasons_and_a_lost_bus_takes_all_of_them() -> None:
    points = ("vehicle.speed_kph", "vehicle.outside_c")
    board, faults = Board(Settings(), frozenset(points)), Faults()
    seen = []

    async def main() -> None:
        watching = asyncio.create_task(VehicleWatch("can vehicle", ScriptedVehicle(), points, board, faults).run())
        for _ in range(2):
            await asyncio.sleep(1.5)
            seen.append(dict(board.readings))
        watching.cancel()

    run(main(), speed=None)
    assert seen[0]["vehicle.speed_kph"] == Reading(50.0, 0.0)
    assert seen[0]["vehicle.outside_c"].absence is Absence.OUT_OF_RANGE
    assert [seen[1][point].absence for point in points] == [Absence.BUS, Absence.BUS]
    assert faults.current == {"can vehicle": "can vehicle: can0: network is down"}
