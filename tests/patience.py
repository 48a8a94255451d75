"""How tests wait for what must come: for a condition, and so long that only a hang meets the end."""

import asyncio
import time
from collections.abc import Callable

PATIENCE_S = 300.0
"""Real time, on a machine with many times as much to do as it can; a test that passes never waits so long."""

LOOK_EVERY_S = 0.01


async def until(holds: Callable[[], object]) -> None:
    """Wait until `holds`, whose change nobody tells of; raises TimeoutError after PATIENCE_S of the loop's time."""
    async with asyncio.timeout(PATIENCE_S):
        while not holds():  # noqa: ASYNC110  # what is waited for has no event
            await asyncio.sleep(LOOK_EVERY_S)


def wait_until(holds: Callable[[], object]) -> None:
    """As `until`, in a thread that may block."""
    give_up_s = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > give_up_s:
            raise TimeoutError(f"it does not hold after {PATIENCE_S:g} s")
        time.sleep(LOOK_EVERY_S)
