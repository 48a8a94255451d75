"""Each chip that can be configured, in the simulated car: its own driver finds the truth."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from controller import Commands
from drivers.errors import DriverError, NoDataYet
from drivers.ports import PressureCompensated
from firmware.checks.configuration import problems
from firmware.config import Config
from firmware.config.file import parse
from firmware.wiring.builtin_drivers import CHIPS
from firmware.wiring.sensor_places import Places
from hil.plants import SimulatedCar, demo_car
from hil.rig.device_factory import CHIPS as SIMULATED
from hil.rig.device_factory import TALKERS
from hil.rig.rig import Rig
from hil.rig.virtual_time import run

BUSES = """
[[i2c]]
name = "main"
bus = 1

[[i2c]]
name = "roof"
mux = "main"
mux_address = 0x70
channel = 3

[[i2c]]
name = "boot"
mux = "main"
mux_address = 0x70
channel = 5

[[i2c]]
name = "box"
mux = "boot"
mux_address = 0x71
channel = 0

[[i2c]]
name = "floor"
mux = "main"
mux_address = 0x72
channel = 1
"""
PATIENCE_S = 200.0
"""A PMS5003 needs 30 s, a SGP41 9 s and 45 s more."""

DRIVING_S = 5 * 60.0
"""The demonstration's first trip begins after 4 to 6 minutes."""


@dataclass(frozen=True, slots=True)
class Case:
    """A chip, what it gives, and how near to the truth."""

    chip: str
    place: str
    gives: dict[str, str]
    options: str = ""
    near: float = 0.02
    """Relative."""
    every_s: float = 1.0
    settles_s: float = 0.0
    """Readings before that do not count."""
    within: dict[str, float] = field(default_factory=dict)
    """Absolute, by measurement, where a resolution or a rule of the chip's own counts for more."""


AIR_STATION = {
    "pm1_0_ugm3": "cabin.pm1_ugm3",
    "pm2_5_ugm3": "cabin.pm25_ugm3",
    "pm10_ugm3": "cabin.pm10_ugm3",
    "voc_index": "cabin.voc_index",
    "nox_index": "cabin.nox_index",
    "temperature_c": "cabin.air_c",
    "humidity_pct": "cabin.humidity_pct",
}
POWER = {"voltage_v": "supply.voltage_v", "current_a": "supply.current_a"}
CASES = (
    Case(
        "ads1115",
        'i2c = "main"\naddress = 0x49',
        {"ntc0_c": "cabin.air_c", "ntc1_c": "fridge.plate_c", "lid_a_open": "fridge.food.lid_open"},
        "ntcs = 2\nladder = 1",
    ),
    Case("bme280", 'i2c = "main"\naddress = 0x76', {"pressure_hpa": "cabin.pressure_hpa"}, near=0.001),
    Case("ds18b20", 'one_wire = "28-0316a2797d5c"', {"temperature_c": "fridge.plate_c"}),
    Case(
        "emc2101",
        'i2c = "main"\naddress = 0x4C',
        {"diode_c": "fridge.condenser_c", "fan_rpm": "fridge.condenser_fan_rpm"},
        within={"fan_rpm": 450.0, "diode_c": 1.0},  # hysteresis, and eight steps instead of a line
    ),
    Case(
        "gnss",
        'port = "/dev/ttyAMA0"',
        {
            "latitude_deg": "vehicle.latitude_deg",
            "longitude_deg": "vehicle.longitude_deg",
            "altitude_m": "vehicle.altitude_m",
            "speed_kph": "vehicle.gnss_speed_kph",
        },
        near=1e-5,
        within={"altitude_m": 0.2, "speed_kph": 10.0},
    ),
    Case("ina226", 'i2c = "main"\naddress = 0x40', POWER, "shunt_ohm = 0.002"),
    Case(
        "ina228",
        'i2c = "main"\naddress = 0x40',
        {**POWER, "power_w": "supply.power_w"},
        "shunt_ohm = 0.002\nmax_current_a = 20.0",
    ),
    Case("ld2410", 'port = "/dev/ttyAMA0"', {"presence": "cabin.presence"}),
    Case("lis3dh", 'i2c = "main"\naddress = 0x18', {"shock_g": "vehicle.shock_g"}, within={"shock_g": 0.02}),
    Case("max30102", 'i2c = "main"\naddress = 0x57', {"contact": "cabin.pulse_contact"}, every_s=0.5),
    Case("mlx90614", 'i2c = "main"\naddress = 0x5A', {"object_c": "cabin.surface_c"}),
    Case(
        "pms5003",
        'port = "/dev/ttyAMA0"',
        {"pm1_ugm3": "cabin.pm1_ugm3", "pm25_ugm3": "cabin.pm25_ugm3", "pm10_ugm3": "cabin.pm10_ugm3"},
        within=dict.fromkeys(("pm1_ugm3", "pm25_ugm3", "pm10_ugm3"), 0.8),
    ),
    Case("scd4x", 'i2c = "main"\naddress = 0x62', {"temperature_c": "cabin.air_c"}, within={"temperature_c": 0.5}),
    Case("sen5x", 'i2c = "main"\naddress = 0x69', AIR_STATION, near=0.03, within=dict.fromkeys(AIR_STATION, 0.5)),
    Case("sen66", 'i2c = "main"\naddress = 0x6B', AIR_STATION, near=0.03, within=dict.fromkeys(AIR_STATION, 0.5)),
    Case(
        "sgp41",
        'i2c = "main"\naddress = 0x59',
        {"voc_index": "cabin.voc_index", "nox_index": "cabin.nox_index"},
        settles_s=120.0,
        within={"voc_index": 40.0, "nox_index": 2.0},  # it takes slow changes for what is usual
    ),
    Case(
        "sht4x", 'i2c = "main"\naddress = 0x44', {"temperature_c": "cabin.air_c", "humidity_pct": "cabin.humidity_pct"}
    ),
    Case("tmp117", 'i2c = "main"\naddress = 0x48', {"temperature_c": "fridge.food.air_c"}),
)


def config_of(*cases: Case) -> Config:
    lines = [BUSES]
    for number, case in enumerate(cases):
        lines.append(f'[[sensors]]\nname = "sensor {number}"\nchip = "{case.chip}"\n{case.place}')
        lines.append(f"every_s = {case.every_s}\n[sensors.options]\n{case.options}\n[sensors.gives]")
        lines += [f'{measurement} = "{point}"' for measurement, point in case.gives.items()]
    config = parse("\n".join(lines), source="test.toml")
    assert problems(config) == []
    return config


class Bench:
    """A car on the running loop, and the real drivers of what is fitted in it."""

    def __init__(self, config: Config, sysfs: Path) -> None:
        self.car: SimulatedCar = demo_car(seed=1)
        self.rig = Rig(self.car, config, asyncio.get_running_loop().time, seed=1, sysfs=sysfs)
        self._places = Places(config, self.rig.hardware())
        self.sensors = [self._places.sensor(each) for each in config.sensors]

    async def measured(self, index: int) -> Any:
        """The newest sample in which nothing is unknown."""
        sensor = self.sensors[index]
        await sensor.start()
        every_s = self.rig.config.sensors[index].every_s
        wanted = self.rig.config.sensors[index].gives
        for _ in range(round(PATIENCE_S / every_s)):
            await asyncio.sleep(every_s)
            with suppress(NoDataYet):
                sample = await sensor.read()
                if not any(isinstance(getattr(sample, measurement), DriverError) for measurement in wanted):
                    return sample
        raise AssertionError(f"sensor {index} gave nothing in {PATIENCE_S:g} s")

    async def close(self) -> None:
        await self._places.close()


def on_bench(config: Config, sysfs: Path, scene: Callable[[Bench], Any]) -> None:
    async def main() -> None:
        bench = Bench(config, sysfs)
        around = asyncio.create_task(bench.rig.run())
        await asyncio.sleep(0.0)  # the serial ports are there now
        try:
            await scene(bench)
        finally:
            await bench.close()
            around.cancel()
            await asyncio.wait([around])

    run(main(), speed=None)


def test_every_chip_that_can_be_configured_can_be_simulated() -> None:
    assert {*SIMULATED, *TALKERS, "ds18b20"} == set(CHIPS) == {case.chip for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.chip)
@pytest.mark.parametrize("after_s", [0.0, DRIVING_S], ids=["parked", "in use"])
def test_the_driver_finds_the_truth(case: Case, after_s: float, tmp_path: Path) -> None:
    async def scene(bench: Bench) -> None:
        for _ in range(round(after_s)):
            bench.car.advance(Commands(), 1.0)
        sample = await bench.measured(0)
        for _ in range(round(case.settles_s / case.every_s)):
            await asyncio.sleep(case.every_s)
            sample = await bench.sensors[0].read()
        for measurement, point in case.gives.items():
            near = pytest.approx(bench.car.truth(point), rel=case.near, abs=case.within.get(measurement, 0.05))
            assert getattr(sample, measurement) == near, point

    on_bench(config_of(case), tmp_path, scene)


def test_equal_chips_behind_switches_each_measure_their_own_place(tmp_path: Path) -> None:
    places = (
        ("main", 0x48, "cabin.air_c"),
        ("roof", 0x49, "fridge.plate_c"),
        ("box", 0x49, "fridge.food.contents_c"),
        ("floor", 0x4A, "fridge.food.air_c"),
    )
    cases = [
        Case("tmp117", f'i2c = "{bus}"\naddress = {address}', {"temperature_c": point})
        for bus, address, point in places
    ]

    async def scene(bench: Bench) -> None:
        for index, case in enumerate(cases):
            (point,) = case.gives.values()
            sample = await bench.measured(index)
            assert sample.temperature_c == pytest.approx(bench.car.truth(point), abs=0.2), case.place

    on_bench(config_of(*cases), tmp_path, scene)


def test_the_switch_is_one_chip_whichever_of_its_channels_are_used(tmp_path: Path) -> None:
    config = config_of(
        Case("tmp117", 'i2c = "roof"\naddress = 0x48', {"temperature_c": "cabin.air_c"}),
        Case("tmp117", 'i2c = "boot"\naddress = 0x48', {"temperature_c": "fridge.plate_c"}),
    )

    async def scene(bench: Bench) -> None:
        assert set(bench.rig.wires.switches) == {("main", 0x70), ("main", 0x72), ("boot", 0x71)}
        assert set(bench.rig.wires.on_bus(1)) == {0x70, 0x72}

    on_bench(config, tmp_path, scene)


def test_a_calibration_memory_is_on_its_bus(tmp_path: Path) -> None:
    config = parse(f'{BUSES}[calibration]\ni2c = "main"\naddress = 0x50', source="test.toml")

    async def scene(bench: Bench) -> None:
        assert bench.rig.wires.on_bus(1)[0x50] is bench.rig.wires.memory

    on_bench(config, tmp_path, scene)


def test_a_barometer_in_the_configuration_makes_carbon_dioxide_right(tmp_path: Path) -> None:
    case = Case("scd4x", 'i2c = "main"\naddress = 0x62', {"co2_ppm": "cabin.co2_ppm"})

    async def scene(bench: Bench) -> None:
        blind = await bench.measured(0)
        assert isinstance(bench.sensors[0], PressureCompensated)
        await bench.sensors[0].set_ambient_pressure(bench.car.truth("cabin.pressure_hpa"))
        told = await bench.measured(0)
        truth_ppm = bench.car.truth("cabin.co2_ppm")
        assert abs(blind.co2_ppm - truth_ppm) > 0.03 * truth_ppm
        assert told.co2_ppm == pytest.approx(truth_ppm, abs=20.0)

    on_bench(config_of(case), tmp_path, scene)
