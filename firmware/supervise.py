"""Keep a device going: try, say once what is wrong, wait longer each time, try again."""

import asyncio
from collections.abc import Awaitable, Callable

from drivers.errors import DriverError
from firmware.faults import Faults

FIRST_WAIT_S = 5.0
LONGEST_WAIT_S = 60.0
"""A re-plugged device is back within a minute; a missing one costs its bus little (engineering choice)."""


class BackOff:
    """Waits that double from FIRST_WAIT_S to `longest_s`."""

    def __init__(self, longest_s: float = LONGEST_WAIT_S) -> None:
        self._longest_s, self._next_s = longest_s, FIRST_WAIT_S

    def next_s(self) -> float:
        """How long to wait now."""
        wait_s = self._next_s
        self._next_s = min(2 * wait_s, self._longest_s)
        return wait_s

    def begin_anew(self) -> None:
        """It worked: the next wait is a short one."""
        self._next_s = FIRST_WAIT_S


async def keep_going(
    name: str, attempt: Callable[[], Awaitable[None]], faults: Faults, on_failure: Callable[[DriverError], None]
) -> None:
    """Run `attempt`, which works until it raises DriverError and clears its own fault once it works, for ever."""
    back_off = BackOff()
    while True:
        try:
            await attempt()
        except DriverError as error:
            if name not in faults.current:
                back_off.begin_anew()
            faults.report(name, f"{name}: {error}")
            on_failure(error)
        else:
            back_off.begin_anew()
        await asyncio.sleep(back_off.next_s())
