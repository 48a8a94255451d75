import asyncio
from collections.abc import Callable, Sequence
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
from firmware.device_states import Condition
from firmware.devices import Carrier, Device
from firmware.faults import Faults
from firmware.sensing import (
    FAILURES_UNTIL_DEGRADED,
    FAILURES_UNTIL_LOST,
    LONGEST_WAIT_S,
    Chore,
    SensorWatch,
    VehicleWatch,
    absence_of,
)
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


def test_failures_in_a_row_take_the_value_away_with_its_reason_and_one_fault() -> None:
    sensor = ScriptedSensor([20.0, *[ChecksumFailed("temperature: CRC 12, should be 34")] * FAILURES_UNTIL_DEGRADED])
    reading, faults = watch(sensor, 7.0)
    assert (reading.value, reading.absence) == (None, Absence.CHECKSUM)
    assert faults.current == {"cabin air": "cabin air: temperature: CRC 12, should be 34"}


def test_a_lost_device_is_started_anew_and_comes_back() -> None:
    sensor = ScriptedSensor([20.0, *[Offline("nack")] * FAILURES_UNTIL_LOST])
    reading, faults = watch(sensor, 30.0)
    assert reading.value == 21.0
    assert sensor.starts == 3, "at first, when its value no longer counted, and after it was given up"
    assert faults.current == {}


def test_a_device_that_is_plugged_in_later_comes_alive() -> None:
    sensor = ScriptedSensor([], start_error=Offline("nothing at 0x44"))

    def plug_in() -> None:
        sensor.start_error = None

    reading, faults = watch(sensor, 120.0, plug_in)
    assert reading.value == 21.0
    assert faults.current == {}


def conditions_of(sensor: ScriptedSensor, at_s: Sequence[float], *chores: Chore) -> list[Condition]:
    """How the device does at these times."""
    board, seen = Board(Settings(), frozenset({POINT})), list[Condition]()

    async def main() -> None:
        device = Device("cabin air", carrier=Carrier())
        watching = asyncio.create_task(SensorWatch(sensor, CONFIG, board, Faults(), chores, device).run())
        for each in at_s:
            await asyncio.sleep(each - asyncio.get_running_loop().time())
            seen.append(device.condition)
        watching.cancel()

    run(main(), speed=None)
    return seen


def test_a_device_goes_from_ok_over_degraded_to_lost_and_back() -> None:
    sensor = ScriptedSensor([20.0, *[Offline("nack")] * FAILURES_UNTIL_LOST])
    conditions = conditions_of(sensor, (1.0, 5.0, 7.0, 11.0, 13.0, 18.0))
    assert conditions == [
        Condition.OK,
        Condition.OK,
        Condition.DEGRADED,
        Condition.DEGRADED,
        Condition.LOST,
        Condition.OK,
    ]


def test_a_device_that_is_set_up_anew_in_time_is_never_lost() -> None:
    sensor = ScriptedSensor([20.0, *[Offline("it was reset, start it again")] * FAILURES_UNTIL_DEGRADED])
    assert conditions_of(sensor, (1.0, 7.0, 9.0, 60.0)) == [
        Condition.OK,
        Condition.DEGRADED,
        Condition.OK,
        Condition.OK,
    ]
    assert sensor.starts == 2


def test_waits_of_a_lost_device_grow_to_five_minutes() -> None:
    sensor = ScriptedSensor([], start_error=Offline("nothing there"))
    hours = 10
    watch(sensor, hours * 3_600.0)
    waits_s = [5.0, 10.0, 20.0, 40.0, 80.0, 160.0]
    assert sensor.starts == 1 + len(waits_s) + (hours * 3_600.0 - sum(waits_s)) // LONGEST_WAIT_S


def test_chores_come_before_each_read_and_one_that_fails_counts_as_a_failed_read() -> None:
    done: list[float] = []
    errors: list[DriverError] = []

    async def tell_pressure() -> None:
        done.append(asyncio.get_running_loop().time())
        if errors:
            raise errors.pop()

    sensor = ScriptedSensor([])
    conditions = conditions_of(sensor, (1.0, 5.0), tell_pressure)
    assert (done, conditions) == ([0.0, 2.0, 4.0], [Condition.OK] * 2)
    errors += [Offline("nack")] * FAILURES_UNTIL_DEGRADED
    done.clear()
    assert conditions_of(ScriptedSensor([]), (5.0, 7.0), tell_pressure) == [Condition.DEGRADED, Condition.OK]


def test_a_device_that_has_a_serial_number_tells_it() -> None:
    class Numbered(ScriptedSensor):
        serial: str | None = None

        async def start(self) -> None:
            await super().start()
            self.serial = "A1"

    async def main() -> str | None:
        device = Device("cabin air", carrier=Carrier())
        board = Board(Settings(), frozenset({POINT}))
        watching = asyncio.create_task(SensorWatch(Numbered([]), CONFIG, board, Faults(), device=device).run())
        await asyncio.sleep(1.0)
        watching.cancel()
        return device.health.serial

    assert run(main(), speed=None) == "A1"


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
