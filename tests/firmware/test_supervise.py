import asyncio
from itertools import pairwise

from drivers.errors import DriverError, Offline
from firmware.faults import Faults
from firmware.supervise import FIRST_WAIT_S, LONGEST_WAIT_S, keep_going
from hil.virtual_time import run


def attempts_within(seconds: float, *, well_at: int | None = None) -> tuple[list[float], Faults, list[DriverError]]:
    """When a device that is always lost is tried; at try `well_at` it works for a moment."""
    tried: list[float] = []
    failures: list[DriverError] = []
    faults = Faults()

    async def attempt() -> None:
        tried.append(asyncio.get_running_loop().time())
        if len(tried) == well_at:
            faults.clear("fan")
        raise Offline("no acknowledge")

    async def main() -> None:
        try:
            async with asyncio.timeout(seconds):
                await keep_going("fan", attempt, faults, failures.append)
        except TimeoutError:
            return

    run(main(), speed=None)
    return tried, faults, failures


def test_the_wait_grows_to_its_limit() -> None:
    tried, faults, failures = attempts_within(600.0)
    waits = [round(after - before, 6) for before, after in pairwise(tried)]
    assert waits[:4] == [FIRST_WAIT_S, 2 * FIRST_WAIT_S, 4 * FIRST_WAIT_S, 8 * FIRST_WAIT_S]
    assert max(waits) == LONGEST_WAIT_S
    assert faults.current == {"fan": "fan: no acknowledge"}
    assert len(failures) == len(tried)


def test_a_device_that_worked_is_tried_again_soon() -> None:
    tried, _faults, _failures = attempts_within(600.0, well_at=6)
    assert round(tried[6] - tried[5], 6) == FIRST_WAIT_S
