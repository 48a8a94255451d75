"""Keep things going: tasks that must never end, and devices that are tried again, after a longer wait each time."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any, cast

from drivers.errors import DriverError
from firmware.errors import FirmwareError
from firmware.faults import Faults
from firmware.last_words import in_one_line

FIRST_WAIT_S = 5.0
LONGEST_WAIT_S = 60.0
"""A re-plugged device is back within a minute; a missing one costs its bus little (engineering choice)."""

Work = Callable[[], Coroutine[Any, Any, None]]
"""Something that can be begun, and begun again."""

Tasks = Iterable[tuple[str, Coroutine[Any, Any, None]]]
"""Each with its name."""


class TaskEnded(FirmwareError):
    """A task that must never end has ended; the service manager starts the daemon again."""


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


async def contained(name: str, work: Work, faults: Faults) -> None:
    """Do `work` for ever, whatever it raises: that is a fault, and it is tried again. For safe mode only."""
    back_off = BackOff()
    while True:
        try:
            await work()
        except Exception as error:  # noqa: BLE001  # nobody knows what broke the controller: it may be this
            faults.report(name, f"{name}: {in_one_line(error)}")
        await asyncio.sleep(back_off.next_s())


def stop_of_this_task() -> Callable[[], object]:
    """What stops the running task in order, for whom it hands that to."""
    return cast("asyncio.Task[Any]", asyncio.current_task()).cancel


async def run_all(tasks: Tasks) -> None:
    """All tasks until one of them ends, which is an error, or this one is cancelled."""
    async with asyncio.TaskGroup() as group:
        for name, task in tasks:
            group.create_task(_never_ending(name, task))


async def _never_ending(name: str, task: Coroutine[Any, Any, None]) -> None:
    """Make every end of `task` heard, also by a cancellation from within, which a task group passes over.

    It is a task of its own, because after a nested task group Python 3.11 can leave a task counted as cancelled.
    """
    inner = asyncio.create_task(task, name=name)
    try:
        await asyncio.wait([inner])
    except asyncio.CancelledError:
        inner.cancel()
        await asyncio.wait([inner])
        raise
    if not inner.cancelled():
        inner.result()
    raise TaskEnded(f"task {name} has ended")
