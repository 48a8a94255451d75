"""What people asked for and what the laws learned outlives the process."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from controller import CABIN, DepartureRequest, Preset, PresetRequest, QuietRequest
from controller.persistence.learned import learned
from hil.rig.virtual_time import run
from tests.firmware.service.test_daemon import EXPECTED, MINUTE_S, Car

DEPARTS_IN_S = 3_600.0


def ask(car: Car) -> None:
    departs_at_s = asyncio.get_running_loop().time() + DEPARTS_IN_S
    car.daemon.store.submit(DepartureRequest(request_id="1", origin="test", appliance=CABIN, departs_at_s=departs_at_s))
    car.daemon.store.submit(PresetRequest("2", "test", CABIN, Preset.PET))
    car.daemon.store.submit(QuietRequest("3", "test", "car", True))


def test_targets_departure_and_learned_values_outlive_the_process(tmp_path: Path) -> None:
    async def main() -> None:
        first = await Car(tmp_path).drive(6 * MINUTE_S, ask)
        again = await Car(tmp_path).drive(4.0)
        assert set(again.health.faults) <= EXPECTED
        asked_for, targets = first.step.memory.targets, again.step.memory.targets
        assert asked_for.departs_at_s is not None
        assert targets.departs_at_s == pytest.approx(asked_for.departs_at_s, abs=0.001)
        assert replace(targets, departs_at_s=None) == replace(asked_for, departs_at_s=None)
        before, after = learned(first.step.memory).boxes[0], learned(again.step.memory).boxes[0]
        assert before is not None
        assert after is not None
        assert after.seen_h == before.seen_h > 0.0

    run(main(), speed=None)


def test_after_another_boot_the_plate_is_known_and_the_contents_are_not(tmp_path: Path) -> None:
    async def main() -> None:
        first = await Car(tmp_path, "boot-1").drive(6 * MINUTE_S)
        again = await Car(tmp_path, "boot-2").drive(4.0)
        assert learned(again.step.memory).plate == learned(first.step.memory).plate
        box = learned(again.step.memory).boxes[0]
        assert box is not None
        assert box.seen_h == 0.0

    run(main(), speed=None)
