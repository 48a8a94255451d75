import asyncio
from pathlib import Path
from typing import Self

import pytest

from firmware.checks.configuration import load_checked
from firmware.config import Config
from firmware.control.state_store import State
from hil.chips import SimSen66
from hil.plants import demo_car
from hil.rig import can_traffic
from hil.rig.demo_config import FILE, demo_config
from hil.rig.place import Broker, Place
from hil.rig.rig import Rig
from hil.rig.runners import InProcess
from hil.rig.virtual_time import run

_NEAR = {"cabin.voc_index": 30.0, "fridge.condenser_fan_rpm": 450.0}
"""An index tells a trend; a fan has hysteresis."""

PLACE = Place(Broker("127.0.0.1", 1_883, embedded=True), "/dev/pts/0", Path(), None)


def config_without_network(folder: Path) -> Config:
    config = demo_config(PLACE)
    record = config.record.model_copy(update={"file": folder / "record.db"})
    return config.model_copy(update={"mqtt": None, "console": None, "record": record})


class Drive:
    """The real daemon in the simulated car, without a hub and without a technician."""

    def __init__(self, folder: Path) -> None:
        self.rig = Rig(demo_car(seed=1), config_without_network(folder), asyncio.get_running_loop().time, seed=1)
        self.runner = InProcess(self.rig, wall_epoch_s=1.8e9, boot_id="boot")
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        work = (self.rig.run(), can_traffic.run(self.runner.can, self.rig.on_the_bus), self.runner.run())
        self._tasks = [asyncio.create_task(each) for each in work]
        return self

    async def __aexit__(self, *_error: object) -> None:
        for task in reversed(self._tasks):
            task.cancel()
            await asyncio.wait([task])
        self.runner.close()

    def state(self) -> State:
        state = self.runner.daemon.store.latest
        assert state is not None
        return state


def test_the_demo_is_configured_as_an_owner_would() -> None:
    config = load_checked(FILE)
    assert [each.name for each in config.fridge.compartments] == ["food", "medicine"]
    assert {each.chip for each in config.sensors} >= {"tmp117", "sht4x", "scd4x", "ina228", "sen66", "sgp41", "bme280"}
    assert {each.chip for each in config.sensors} >= {"lis3dh", "mlx90614", "emc2101", "ads1115"}
    assert [bus.name for bus in config.i2c if bus.switch_port] == ["dash", "condenser"]


def test_threads_in_real_time_are_as_patient_as_on_a_real_car() -> None:
    live = demo_config(Place(Broker("hub", 1_884, embedded=False), "/dev/pts/3", Path("state"), 60.0))
    assert live.mqtt is not None
    assert live.console is not None
    assert (live.mqtt.host, live.mqtt.port, live.mqtt.keepalive_s) == ("hub", 1_884, 15)
    assert live.mqtt.timeout_s == pytest.approx(600.0)
    assert live.output_hold_s == pytest.approx(180.0)
    assert live.console.port == "/dev/pts/3"
    assert live.record.file == Path("state/record.db")


def test_every_measured_point_arrives_near_the_truth(tmp_path: Path) -> None:
    async def main() -> None:
        async with Drive(tmp_path) as drive:
            await asyncio.sleep(180.0)
            readings = drive.runner.daemon.board.readings
            assert drive.runner.report.faults == {}
            assert set(readings) - drive.rig.car.points == {"extra.boot_c"}
            for point in drive.rig.car.points & readings.keys():
                near = pytest.approx(drive.rig.car.truth(point), rel=0.05, abs=_NEAR.get(point, 1.0))
                assert readings[point].value == near, point
            assert readings["extra.boot_c"].value == pytest.approx(drive.rig.car.truth("cabin.air_c"), abs=1.0)

    run(main(), speed=None)


def test_a_pulled_sensor_is_absent_with_one_clear_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    async def main() -> None:
        async with Drive(tmp_path) as drive:
            await asyncio.sleep(60.0)
            drive.rig.chips["food air"].faults.unplugged = True
            await asyncio.sleep(60.0)
            (line,) = drive.runner.report.faults.values()
            assert "food air" in line
            assert "0x48" in line
            food, medicine = drive.state().step.inputs.fridge.compartments
            assert food.air_c.value is None
            assert food.air_c.absence is not None
            assert medicine.air_c.value is not None
            assert drive.runner.report.cycles > 200

            drive.rig.chips["food air"].faults.unplugged = False
            await asyncio.sleep(180.0)
            assert drive.runner.report.faults == {}
            assert drive.state().step.inputs.fridge.compartments[0].air_c.value is not None

    run(main(), speed=None)


def test_a_daemon_that_ends_leaves_nothing_on(tmp_path: Path) -> None:
    async def main() -> None:
        async with Drive(tmp_path) as drive:
            await asyncio.sleep(300.0)
            assert drive.rig.task.applied.compressor_on
        applied = drive.rig.task.applied
        assert not applied.compressor_on
        assert applied.compartment_fan_pct == (0.0, 0.0)
        assert applied.heater_pct == applied.cooler_pct == applied.blower_pct == 0.0

    run(main(), speed=None)


def test_the_fan_of_the_air_station_is_cleaned_once_and_that_survives_a_restart(tmp_path: Path) -> None:
    async def cleanings(seconds: float) -> int:
        async with Drive(tmp_path) as drive:
            await asyncio.sleep(seconds)
            station = drive.rig.chips["cabin particles"]
            assert isinstance(station, SimSen66)
            assert drive.runner.daemon.board.readings["cabin.pm25_ugm3"].value is not None
            return station.cleanings

    async def main() -> tuple[int, int]:
        return await cleanings(120.0), await cleanings(120.0)

    assert run(main(), speed=None) == (1, 0)


def test_carbon_dioxide_is_right_because_the_pressure_is_sent(tmp_path: Path) -> None:
    async def main() -> None:
        async with Drive(tmp_path) as drive:
            await asyncio.sleep(180.0)
            truth_ppm = drive.rig.car.truth("cabin.co2_ppm")
            assert drive.runner.daemon.board.readings["cabin.co2_ppm"].value == pytest.approx(truth_ppm, abs=20.0)
            assert drive.rig.car.truth("cabin.pressure_hpa") < 960.0

    run(main(), speed=None)
