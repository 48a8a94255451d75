"""Every kind of output in the process tier: the commands of a step arrive at the load that its pins drive."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from controller import Commands
from firmware.checks.configuration import problems
from firmware.config import Config
from firmware.config.file import parse
from firmware.config.output_air import in_order
from firmware.control.output_stage import duties
from firmware.runtime.clock import Clock
from firmware.wiring.raspberry_pi import outputs
from hil.rig.simulated_hardware import Pins, SimulatedHardware, applied

CAR = """
[fridge]
kind = "compressor"
[[fridge.compartments]]
name = "food"
[[fridge.compartments]]
name = "medicine"
profile = "medicine"
[[fridge.compartments]]
name = "deep"
profile = "freezer"

[[i2c]]
name = "main"
bus = 1
[[sensors]]
name = "food"
chip = "tmp117"
i2c = "main"
address = 0x48
gives = { temperature_c = "fridge.food.air_c" }
[[sensors]]
name = "medicine"
chip = "tmp117"
i2c = "main"
address = 0x49
gives = { temperature_c = "fridge.medicine.air_c" }
[[sensors]]
name = "deep"
chip = "tmp117"
i2c = "main"
address = 0x4a
gives = { temperature_c = "fridge.deep.air_c" }

[[outputs]]                       # speed by a map, on and off on the same pin; less duty is more speed
name = "compressor"
pin = 12
kind = "pwm"
frequency_hz = 5_000
map = [{ at = 2_000, duty_pct = 86.3 }, { at = 3_500, duty_pct = 35.3 }]
[[outputs]]                       # a damper
name = "fan.food"
pin = 18
kind = "servo"
closed_us = 1_900
open_us = 1_100
[[outputs]]
name = "fan.medicine"
pin = 13
kind = "pwm"
[[outputs]]
name = "fan.deep"
pin = 19
kind = "relay"
active_high = false
[[outputs]]                       # three speeds
name = "blower"
kind = "steps"
steps = [{ at = 40, pins = [5] }, { at = 70, pins = [6] }, { at = 100, pins = [16] }]
[[outputs]]
name = "heater"
pin = 17
kind = "relay"
unit = "fuel_heater"
[[outputs]]
name = "condenser_fan"
pin = 20
kind = "pwm"
[[outputs]]
name = "defrost_heater"
pin = 21
kind = "relay"
[[outputs]]
name = "warmer.medicine"
pin = 22
kind = "relay"
[[outputs]]
name = "lamp"
pin = 23
kind = "relay"
[[outputs]]
name = "buzzer"
pin = 24
kind = "pwm"
frequency_hz = 2_700
[[outputs]]
name = "charger"
pin = 25
kind = "relay"
"""

MODULE = """
[fridge]
kind = "thermoelectric"
[[fridge.compartments]]
name = "food"
[[outputs]]
name = "thermoelectric"
kind = "steps"
gap_s = 0.0
steps = [{ at = 40, pins = [5] }, { at = 100, pins = [6] }]
[[outputs]]
name = "hot_side_fan"
pin = 13
kind = "relay"
[[sensors]]
name = "food"
chip = "ds18b20"
one_wire = "28-0316a2797d5c"
gives = { temperature_c = "fridge.food.air_c" }
"""


class Stage:
    """The driver's outputs on simulated pins, and a clock that is set."""

    def __init__(self, config: Config) -> None:
        self.config, self.pins, self.now_s = config, Pins(), 0.0
        clock = Clock(monotonic_s=lambda: self.now_s, wall_s=lambda: 0.0, boot_id="")
        self.bank = outputs(config, SimulatedHardware({}, self.pins.set), clock)

    def apply(self, commands: Commands, *, ticks: int = 1) -> Commands:
        """Apply them tick by tick, and return what arrives at the loads."""
        for _ in range(ticks):
            self.now_s += 0.5
            fitted = {each.name for each in self.config.outputs}
            wanted = {name: duty for name, duty in duties(commands, self.config.settings).items() if name in fitted}
            for name, duty_pct in in_order(wanted):
                self.bank.drive(name, duty_pct)
        return applied(self.pins, self.config)


@pytest.fixture
def car() -> Iterator[Stage]:
    stage = Stage(parse(CAR, source="car.toml"))
    yield stage
    stage.bank.close()


def test_such_a_car_can_be_configured() -> None:
    assert problems(parse(CAR, source="car.toml")) == []
    assert problems(parse(MODULE, source="car.toml")) == []


@pytest.mark.parametrize("speed_pct", [0.0, 30.0, 100.0])
def test_what_is_commanded_arrives_at_every_kind_of_load(car: Stage, speed_pct: float) -> None:
    commands = Commands(
        compressor_on=True,
        compressor_speed_pct=speed_pct,
        compartment_fan_pct=(35.0, 45.0, 100.0),
        heater_pct=100.0,
        blower_pct=70.0,
        auxiliary_pct=(100.0, 0.0, 100.0, 0.0, 50.0, 100.0),
    )
    done = car.apply(commands, ticks=2)
    assert done.compressor_on
    assert done.compressor_speed_pct == pytest.approx(speed_pct, abs=1e-6)
    assert done.compartment_fan_pct == pytest.approx((35.0, 45.0, 100.0))
    assert done.heater_pct == 100.0
    assert done.blower_pct == pytest.approx(70.0)
    assert done.auxiliary_pct == (100.0, 0.0, 100.0, 0.0, 50.0, 100.0)


def test_all_off_is_off_and_dampers_are_shut(car: Stage) -> None:
    on = Commands(compressor_on=True, compartment_fan_pct=(100.0, 50.0, 100.0), blower_pct=100.0)
    car.apply(on, ticks=3)
    assert car.apply(Commands(compartment_fan_pct=(0.0, 0.0, 0.0)), ticks=3) == Commands(
        compartment_fan_pct=(0.0, 0.0, 0.0), auxiliary_pct=(0.0,) * 6
    )


def test_a_bank_that_is_closed_leaves_nothing_on(car: Stage) -> None:
    car.apply(Commands(compressor_on=True, compartment_fan_pct=(0.0, 9.0, 9.0), blower_pct=50.0), ticks=3)
    car.bank.close()
    left = applied(car.pins, car.config)
    assert (left.compressor_on, left.blower_pct, left.compartment_fan_pct) == (False, 0.0, (0.0, 0.0, 0.0))


def test_a_module_has_its_drive_in_steps() -> None:
    stage = Stage(parse(MODULE, source="car.toml"))
    for speed_pct, drive_pct in ((0.0, 0.0), (100.0, 100.0)):
        done = stage.apply(Commands(compressor_on=True, compressor_speed_pct=speed_pct, compartment_fan_pct=(0.0,)))
        assert (done.compressor_on, done.compressor_speed_pct) == (True, drive_pct)
    assert not stage.apply(Commands(compartment_fan_pct=(0.0,))).compressor_on
    stage.bank.close()


def test_the_old_examples_are_good_as_they_are() -> None:
    for file in sorted((Path(__file__).parents[3] / "docs").glob("*.toml")):
        assert problems(parse(file.read_text(encoding="utf-8"), source=file.name)) == []
