"""Keep a device going: try, say once what is wrong, wait longer each time, try again."""

import asyncio
from collections.abc import Awaitable, Callable

from drivers.errors import DriverError
from firmware.faults import Faults

FIRST_WAIT_S = 5.0
LONGEST_WAIT_S = 60.0
"""A re-plugged device is back within a minute; a missing one costs its bus little (engineering choice)."""


async def keep_going(
    name: str, attempt: Callable[[], Awaitable[None]], faults: Faults, on_failure: Callable[[DriverError], None]
) -> None:
    """Run `attempt`, which works until it raises DriverError and clears its own fault once it works, for ever."""
    wait_s = FIRST_WAIT_S
    while True:
        try:
            await attempt()
        except DriverError as error:
            wait_s = FIRST_WAIT_S if name not in faults.current else min(2 * wait_s, LONGEST_WAIT_S)
            faults.report(name, f"{name}: {error}")
            on_failure(error)
        await asyncio.sleep(wait_s)
