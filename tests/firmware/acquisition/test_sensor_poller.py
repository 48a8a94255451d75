import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

import pytest

from controller import Absence, Reading, Settings
from drivers.errors import (
    BadFrame,
    BusError,
    ChecksumFailed,
    DriverError,
    NoDataYet,
    NotAvailable,
    NotFitted,
    NotIdentified,
    Offline,
    OutOfRange,
)
from firmware.acquisition.lasting_failures import MANY_FAILURES, WELL_S
from firmware.acquisition.sensor_poller import (
    FAILURES_UNTIL_DEGRADED,
    FAILURES_UNTIL_LOST,
    MaintenanceTask,
    SensorPoller,
    VehicleMonitor,
    absence_of,
)
from firmware.config import SensorConfig
from firmware.control.process_image import Board
from firmware.devices.device import Carrier, Device
from firmware.devices.health import Condition
from firmware.runtime.faults import Faults
from firmware.runtime.tasks import MAX_WAIT_S
from hil.rig.virtual_time import run

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


def polled(sensor: ScriptedSensor, seconds: float, then: Callable[[], None] = lambda: None) -> tuple[Reading, Faults]:
    """What the board has after `seconds` of polling; `then` happens halfway."""
    board, faults = Board(Settings(), frozenset({POINT})), Faults()

    async def main() -> None:
        polling = asyncio.create_task(SensorPoller(sensor, CONFIG, board, faults).run())
        await asyncio.sleep(seconds / 2)
        then()
        await asyncio.sleep(seconds / 2)
        polling.cancel()

    run(main(), speed=None)
    return board.readings[POINT], faults


def test_a_measurement_is_on_the_board_with_the_time_it_was_taken() -> None:
    reading, faults = polled(ScriptedSensor([20.0, 20.5]), 3.0)
    assert reading == Reading(20.5, 2.0)
    assert faults.current == {}


@pytest.mark.parametrize("error", [ChecksumFailed("crc"), Offline("nack"), NoDataYet("not yet")])
def test_one_disturbed_transfer_leaves_the_last_reading_to_age(error: DriverError) -> None:
    reading, faults = polled(ScriptedSensor([20.0, error]), 3.0)
    assert reading == Reading(20.0, 0.0)
    assert faults.current == {}


def test_failures_in_a_row_take_the_value_away_with_its_reason_and_one_fault() -> None:
    sensor = ScriptedSensor([20.0, *[ChecksumFailed("temperature: CRC 12, should be 34")] * FAILURES_UNTIL_DEGRADED])
    reading, faults = polled(sensor, 7.0)
    assert (reading.value, reading.absence) == (None, Absence.CHECKSUM)
    assert faults.current == {"cabin air": "cabin air: temperature: CRC 12, should be 34"}


def test_a_lost_device_is_started_anew_and_comes_back() -> None:
    sensor = ScriptedSensor([20.0, *[Offline("nack")] * FAILURES_UNTIL_LOST])
    reading, faults = polled(sensor, 30.0)
    assert reading.value == 21.0
    assert sensor.starts == 3, "at first, when its value no longer counted, and after it was given up"
    assert faults.current == {}


def test_a_device_that_is_plugged_in_later_comes_alive() -> None:
    sensor = ScriptedSensor([], start_error=Offline("nothing at 0x44"))

    def plug_in() -> None:
        sensor.start_error = None

    reading, faults = polled(sensor, 120.0, plug_in)
    assert reading.value == 21.0
    assert faults.current == {}


def conditions_of(sensor: ScriptedSensor, at_s: Sequence[float], *maintenance: MaintenanceTask) -> list[Condition]:
    """How the device does at these times."""
    board, seen = Board(Settings(), frozenset({POINT})), list[Condition]()

    async def main() -> None:
        device = Device("cabin air", carrier=Carrier())
        polling = asyncio.create_task(
            SensorPoller(sensor, CONFIG, board, Faults(), maintenance=maintenance, device=device).run()
        )
        for each in at_s:
            await asyncio.sleep(each - asyncio.get_running_loop().time())
            seen.append(device.condition)
        polling.cancel()

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
    polled(sensor, hours * 3_600.0)
    waits_s = [5.0, 10.0, 20.0, 40.0]
    assert sensor.starts == 1 + len(waits_s) + (hours * 3_600.0 - sum(waits_s)) // MAX_WAIT_S


def test_maintenance_comes_before_each_read_and_a_task_that_fails_counts_as_a_failed_read() -> None:
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
        polling = asyncio.create_task(SensorPoller(Numbered([]), CONFIG, board, Faults(), device=device).run())
        await asyncio.sleep(1.0)
        polling.cancel()
        return device.health.serial

    assert run(main(), speed=None) == "A1"


def test_a_value_that_is_no_number_never_becomes_a_reading() -> None:
    reading, _faults = polled(ScriptedSensor([float("nan")]), 1.0)
    assert (reading.value, reading.absence) == (None, Absence.OUT_OF_RANGE)


@pytest.mark.parametrize(
    ("error", "absence"),
    [
        (NotFitted("x"), Absence.BUS),
        (BusError("x"), Absence.BUS),
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
        raise BusError("can0: network is down")


def test_a_car_tells_values_and_reasons_and_a_lost_bus_takes_all_of_them() -> None:
    points = ("vehicle.speed_kph", "vehicle.outside_c")
    board, faults = Board(Settings(), frozenset(points)), Faults()
    seen = []

    async def main() -> None:
        polling = asyncio.create_task(VehicleMonitor("can vehicle", ScriptedVehicle(), points, board, faults).run())
        for _ in range(2):
            await asyncio.sleep(1.5)
            seen.append(dict(board.readings))
        polling.cancel()

    run(main(), speed=None)
    assert seen[0]["vehicle.speed_kph"] == Reading(50.0, 0.0)
    assert seen[0]["vehicle.outside_c"].absence is Absence.OUT_OF_RANGE
    assert [seen[1][point].absence for point in points] == [Absence.BUS, Absence.BUS]
    assert faults.current == {"can vehicle": "can vehicle: can0: network is down"}


BOTH = SensorConfig(
    name="cabin air",
    chip="sht4x",
    i2c="main",
    address=0x44,
    gives={"temperature_c": "cabin.air_c", "humidity_pct": "cabin.humidity_pct"},
)


@dataclass(frozen=True, slots=True)
class Air:
    temperature_c: Any
    humidity_pct: Any = 40.0


class AirSensor:
    def __init__(self) -> None:
        self.sample = Air(21.0)

    async def start(self) -> None: ...

    async def read(self) -> Air:
        return self.sample


@pytest.mark.parametrize(
    ("temperature_c", "absence", "why"),
    [
        (1e160, Absence.OUT_OF_RANGE, "cabin.air_c = 1e+160: is out of range: it can be -60 to 150 °C"),
        (nan, Absence.OUT_OF_RANGE, "cabin.air_c = nan: is out of range: it can be -60 to 150 °C"),
        ("warm", Absence.UNDECODABLE, "cabin.air_c = 'warm': is no number: it must be a float"),
        (ChecksumFailed("crc"), Absence.CHECKSUM, None),
    ],
)
def test_one_bad_field_is_absent_alone_and_reported_for_its_device_until_it_is_good(
    temperature_c: Any, absence: Absence, why: str | None
) -> None:
    board, faults, sensor = Board(Settings(), frozenset(BOTH.gives.values())), Faults(), AirSensor()
    told: list[dict[str, str]] = []

    async def main() -> None:
        polling = asyncio.create_task(SensorPoller(sensor, BOTH, board, faults).run())
        sensor.sample = Air(temperature_c)
        await asyncio.sleep(3.0)
        told.append(dict(faults.current))
        assert board.readings["cabin.air_c"].absence is absence
        assert board.readings["cabin.humidity_pct"].value == 40.0
        sensor.sample = Air(22.0)
        await asyncio.sleep(3.0)
        assert board.readings["cabin.air_c"].value == 22.0
        polling.cancel()

    run(main(), speed=None)
    assert told == [{"cabin air": f"cabin air: {why}"} if why else {}]
    assert faults.current == {}


class TalkingCar:
    """Says what it is told, one value a second."""

    def __init__(self, *said: tuple[str, float | DriverError]) -> None:
        self.said = said

    async def run(self, on_value: Callable[[str, float | DriverError], None]) -> None:
        for point, value in self.said:
            on_value(point, value)
            await asyncio.sleep(1.0)
        await asyncio.sleep(1e9)


def test_a_value_of_the_car_beyond_its_point_is_absent_and_reported_until_a_good_one_comes() -> None:
    points = ("vehicle.speed_kph", "vehicle.outside_c")
    board, faults, told = Board(Settings(), frozenset(points)), Faults(), list[str]()
    car = TalkingCar((points[0], 1e308), (points[1], 20.0), (points[0], 50.0))

    async def main() -> None:
        polling = asyncio.create_task(VehicleMonitor("can car", car, points, board, faults).run())
        for _ in range(3):
            await asyncio.sleep(1.0)
            told.append(faults.current.get("can car", ""))
        polling.cancel()

    run(main(), speed=None)
    line = "can car: vehicle.speed_kph = 1e+308: is out of range: it can be 0 to 400 km/h"
    assert told == [line, line, ""]
    assert [board.readings[point].value for point in points] == [50.0, 20.0]


class FlickeringCar:
    """A signal that is good and impossible in turn, twenty times a second for three minutes."""

    async def run(self, on_value: Callable[[str, float | DriverError], None]) -> None:
        for index in range(3_600):
            on_value("vehicle.speed_kph", 50.0 if index % 2 else 1e308)
            await asyncio.sleep(0.05)
        while True:
            on_value("vehicle.speed_kph", 50.0)
            await asyncio.sleep(1.0)


def test_a_signal_that_flickers_is_one_fault_and_no_flood(caplog: pytest.LogCaptureFixture) -> None:
    point = "vehicle.speed_kph"
    board, faults, told = Board(Settings(), frozenset({point})), Faults(), set[str]()

    async def main() -> None:
        polling = asyncio.create_task(VehicleMonitor("can car", FlickeringCar(), (point,), board, faults).run())
        for _ in range(150):
            await asyncio.sleep(1.025)
            told.add(faults.current.get("can car", ""))
        await asyncio.sleep(60.0 + WELL_S)
        polling.cancel()

    with caplog.at_level("INFO"):
        run(main(), speed=None)
    (line,) = told
    assert line.endswith("(it comes and goes: check its supply and its wires)")
    assert len(caplog.messages) <= 2 * MANY_FAILURES
    assert faults.current == {}
