"""A stop keeps what the next run goes on with, each alone."""

from pathlib import Path
from typing import Any

import pytest

from firmware.record import Record, alarm_state, learned_state
from firmware.record.keys import ALARMS, CLEAN_STOP, LEARNED_VALUES
from firmware.runtime.clock import Clock
from firmware.runtime.faults import Faults
from firmware.service import daemon
from hil.rig.virtual_time import run
from tests.firmware.service.test_daemon import Car

PERSISTED = {
    ALARMS: (alarm_state, "to_json"),
    LEARNED_VALUES: (learned_state, "to_json"),
    CLEAN_STOP: (daemon, "clean_stop"),
}
MOMENT_S = 10.0
"""Before this nothing else keeps any of them."""


@pytest.mark.parametrize("broken", PERSISTED)
def test_what_one_cannot_tell_does_not_cost_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fail(*_arguments: Any) -> Any:
        raise RecursionError("too deep")

    async def main() -> tuple[set[str], str]:
        car = Car(tmp_path)
        monkeypatch.setattr(*PERSISTED[broken], fail)
        await car.drive(MOMENT_S)
        record = Record(
            car.config.record.file,
            Clock(monotonic_s=lambda: 0.0, wall_s=lambda: 0.0, boot_id=""),
            Faults(),
            commit_every_s=1.0,
        )
        await record.open()
        persisted = {key for key in PERSISTED if await record.persisted(key) is not None}
        await record.close()
        return persisted, car.daemon.faults.current[broken]

    persisted, fault = run(main(), speed=None)
    assert persisted == set(PERSISTED) - {broken}
    assert fault.startswith(f"record: {broken} of this run cannot be stored: RecursionError: too deep (")
