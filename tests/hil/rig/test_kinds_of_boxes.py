"""Each example that is handed out drives a car of its kind: from the chips to the pins, to the record and to people."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from controller import Commands, SetPointRequest, all_off
from firmware.checks.configuration import load_checked
from firmware.config import Config
from firmware.config.outputs import Wiring
from firmware.console.text import status
from firmware.control.state_store import State
from firmware.points import table
from hil.boxes import BoxParameters, draw
from hil.plants import SimulatedCar
from hil.plants.car import CarParameters
from hil.plants.compartment import CompartmentParameters
from hil.plants.contents import ContentsParameters
from hil.plants.fridge import FridgeParameters
from hil.plants.ideal_sensors import SensorParameters
from hil.rig import can_traffic
from hil.rig.demo_config import FILE
from hil.rig.rig import Rig
from hil.rig.runners import InProcess
from hil.rig.virtual_time import run

DOCS = Path(__file__).resolve().parents[3] / "docs"
WARMER_K = 2.0


def example(name: str, folder: Path) -> Config:
    """An example, with the demo's bus, on which its daemon hears the car."""
    config = load_checked(DOCS / f"{name}.toml")
    record = config.record.model_copy(update={"file": folder / "record.db", "commit_every_s": 10.0})
    return config.model_copy(update={"record": record, "can": load_checked(FILE).can})


def four(config: Config) -> FridgeParameters:
    """A box with the compartments of `config`, each a bit warmer than it is to be."""
    return FridgeParameters(
        compartments=tuple(
            CompartmentParameters(
                name=one.name,
                contents=ContentsParameters(kg=2.0, start_c=one.set_point_c + WARMER_K),
                air_c=one.set_point_c + WARMER_K,
            )
            for one in config.fridge.compartments
        )
    )


def drawn(kind: str, config: Config) -> BoxParameters:
    box = draw(kind, 0)
    boxes = zip(box.compartments, config.fridge.compartments, strict=True)
    warm = (replace(each, name=one.name, start_c=one.set_point_c + WARMER_K) for each, one in boxes)
    return replace(box, compartments=tuple(warm))


class Drive:
    """The real daemon in a car with `fridge`, for some minutes."""

    def __init__(self, config: Config, fridge: FridgeParameters | BoxParameters, sysfs: Path) -> None:
        car = SimulatedCar(CarParameters(fridge=fridge, sensors=SensorParameters(noise_k=0.02)), seed=1)
        self.rig = Rig(car, config, asyncio.get_running_loop().time, seed=1, sysfs=sysfs)
        self.runner = InProcess(self.rig, wall_epoch_s=1.8e9, boot_id="boot")
        self.on_s = self.hot_side_s = 0.0
        self.blown = [0.0 for _ in config.fridge.compartments]
        self.drives_pct: set[float] = set()

    async def run(self, minutes: float, request: SetPointRequest) -> State:
        work = (self.rig.run(), can_traffic.run(self.runner.can, self.rig.on_the_bus), self.runner.run())
        tasks = [asyncio.create_task(each) for each in work]
        await asyncio.sleep(30.0)
        self.runner.daemon.store.submit(request)
        for _ in range(round(minutes * 60.0)):
            await asyncio.sleep(1.0)
            self._look(self.rig.task.applied)
        state = self.runner.daemon.store.latest
        assert state is not None
        for task in reversed(tasks):
            task.cancel()
            await asyncio.wait([task])
        self.runner.close()
        return state

    def _look(self, applied: Commands) -> None:
        """Count what is driven at this second."""
        self.on_s += applied.compressor_on
        self.hot_side_s += applied.hot_side_fan_pct > 0.0
        self.blown = [max(pair) for pair in zip(self.blown, applied.compartment_fan_pct, strict=True)]
        module = self.rig.config.wired.get("thermoelectric")
        if module is not None and applied.compressor_on:
            self.drives_pct.add(round(self.rig.pins.duty_pct(module), 1))


def played(
    config: Config, folder: Path, fridge: FridgeParameters | BoxParameters, request: SetPointRequest
) -> tuple[Drive, State]:
    async def main() -> tuple[Drive, State]:
        drive = Drive(config, fridge, folder)
        return drive, await drive.run(3.5, request)

    return run(main(), speed=None)


def recorded(folder: Path) -> set[str]:
    with closing(sqlite3.connect(folder / "record.db")) as connection:
        return {name for (name,) in connection.execute("SELECT DISTINCT point FROM samples")}


def shown(config: Config, state: State) -> str:
    """What a technician sees."""
    points = table(
        config.settings, frozenset(config.wired) | {point for each in config.sensors for point in each.gives.values()}
    )
    return status("car", state, points, now_s=state.step.now_s)


def test_four_compartments_go_through_everything(tmp_path: Path) -> None:
    config = example("four-compartments", tmp_path)
    drive, state = played(config, tmp_path, four(config), SetPointRequest("1", "test", "drinks", 6.0))
    names = [one.name for one in config.fridge.compartments]
    assert state.health.faults == {}
    assert [one.set_point_c for one in state.step.memory.targets.compartments] == [-18.0, 4.0, 5.0, 6.0]
    assert all(one.air_c.value is not None for one in state.step.inputs.fridge.compartments)
    assert drive.on_s > 30.0
    assert [fan_pct > 0.0 for fan_pct in drive.blown] == [True, True, True, False]
    assert {f"fridge.{name}.air_c" for name in names} <= recorded(tmp_path)
    assert all(f"fridge.{name}.set_point_c" in shown(config, state) for name in names)
    assert drive.rig.task.applied == all_off(4)


def test_a_spill_over_box_brings_cold_over_whether_its_compressor_runs_or_not(tmp_path: Path) -> None:
    config = example("spill-over", tmp_path)
    drive, state = played(config, tmp_path, drawn("spill-over", config), SetPointRequest("1", "test", "food", 3.0))
    assert state.health.faults == {}
    assert drive.on_s > 30.0
    assert [fan_pct > 0.0 for fan_pct in drive.blown] == [False, True]
    assert drive.rig.car.fridge.compartments[1].air_c < config.fridge.compartments[1].set_point_c + WARMER_K
    assert drive.rig.task.applied == all_off(2)


@pytest.mark.parametrize("kind", ["pwm", "relay"])
def test_a_module_is_driven_by_its_pin_with_the_fan_of_its_hot_side(tmp_path: Path, kind: str) -> None:
    config = example("thermoelectric", tmp_path)
    wired = [
        each.model_copy(update={"kind": Wiring(kind)}) if each.name == "thermoelectric" else each
        for each in config.outputs
    ]
    config = config.model_copy(update={"outputs": tuple(wired)})
    drive, state = played(
        config, tmp_path, drawn("thermoelectric", config), SetPointRequest("1", "test", "drinks", 9.0)
    )
    assert state.health.faults == {}
    assert drive.on_s > 30.0
    assert drive.hot_side_s >= drive.on_s  # and before: nobody knows what ran before the start
    lowest_pct, highest_pct = min(drive.drives_pct), max(drive.drives_pct)
    assert lowest_pct == highest_pct == 100.0 if kind == "relay" else 40.0 <= lowest_pct < highest_pct < 100.0
    assert "Thermoelectric module" in {point.name for point in table(config.settings, frozenset(config.wired))}
    assert drive.rig.car.fridge.energy_j > 0.0
    assert drive.rig.task.applied == all_off(1)
