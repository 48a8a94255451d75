"""Tasks that live as long as the service: begun anew or tried again when they fail, and cancelled without fail."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

from drivers.errors import DriverError
from firmware.errors import FirmwareError
from firmware.runtime.exit_reason import in_one_line
from firmware.runtime.faults import Faults
from firmware.runtime.isolated_task import Ending, ending_of

FIRST_WAIT_S = 5.0
MAX_WAIT_S = 60.0
"""A re-plugged device is back within a minute; a missing one costs its bus little (engineering choice)."""

WELL_AFTER_S = 60.0
"""A task that was begun anew and has run for so long is well again (engineering choice: what fails at once fails within
seconds, and nobody wants a fault that comes and goes with each try)."""

FAULT = "task"
"""How the names of the faults of tasks begin; the name of the task follows."""

Work = Callable[[], Coroutine[Any, Any, None]]
"""Something that can be begun, and begun again."""

Rows = Iterable[tuple[str, Work]]
"""Each with its name."""


class TaskEnded(FirmwareError):
    """A task that must never end has ended; the service manager starts the daemon again."""


class BackOff:
    """Waits that double from FIRST_WAIT_S to MAX_WAIT_S."""

    def __init__(self) -> None:
        self._next_s = FIRST_WAIT_S

    def next_s(self) -> float:
        """Return the time to wait now."""
        wait_s = self._next_s
        self._next_s = min(2 * wait_s, MAX_WAIT_S)
        return wait_s

    def begin_anew(self) -> None:
        """Make the next wait a short one: it worked."""
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


def stop_of_this_task() -> Callable[[], object]:
    """Return a function that stops the running task in order, for someone else to call."""
    return cast("asyncio.Task[Any]", asyncio.current_task()).cancel


class Supervisor:
    """Supervisor of tasks that must never end, whatever they do: each is a row of the table that `run` gets.

    An end is a fault, whatever it came by; the task is begun anew, after a longer wait each time, and counted. When it
    has then run for WELL_AFTER_S, the fault is over.
    """

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._restarts: Counter[str] = Counter()

    @property
    def restarts(self) -> Mapping[str, int]:
        """The number of restarts of each task that has ever ended."""
        return dict(self._restarts)

    async def run(self, rows: Rows, *, vital: Mapping[str, Work]) -> None:
        """Run all, until one that is `vital` ends, which is an error, or this one is cancelled."""
        async with asyncio.TaskGroup() as group:
            for name, work in vital.items():
                group.create_task(_until_it_ends(name, work), name=f"{name} is watched")
            for name, work in rows:
                group.create_task(self._keep(name, work), name=f"{name} is kept going")

    async def _keep(self, name: str, work: Work) -> None:
        back_off, loop = BackOff(), asyncio.get_running_loop()
        while True:
            began_s = loop.time()
            well = loop.call_later(WELL_AFTER_S, self._faults.clear, f"{FAULT} {name}")
            try:
                ending = await ending_of(work, name=name)
            finally:
                well.cancel()
            if loop.time() - began_s >= WELL_AFTER_S:
                back_off.begin_anew()
            wait_s = back_off.next_s()
            self._report(name, ending, wait_s)
            await asyncio.sleep(wait_s)

    def _report(self, name: str, ending: Ending[None], wait_s: float) -> None:
        self._restarts[name] += 1
        how = "it has ended" if ending.error is None else in_one_line(ending.error)
        again = f"restarted after {wait_s:g} s, {self._restarts[name]} times so far"
        self._faults.report(f"{FAULT} {name}", f"{name}: {how}; {again}")


async def _until_it_ends(name: str, work: Work) -> None:
    """Make every end of `work` heard, also by a cancellation from within, which a task group passes over."""
    error = (await ending_of(work, name=name)).error
    if isinstance(error, Exception):
        raise error
    raise TaskEnded(f"task {name} has ended" + (f": {in_one_line(error)}" if error else ""))


@contextmanager
def cancellable() -> Iterator[None]:
    """Keep a cancellation that comes together with the result of a library's wait_for, which Python 3.11 loses.

    No TaskGroup may be left inside: that of Python 3.11 leaves a count of cancellations behind.
    """
    task = asyncio.current_task()
    before = task.cancelling() if task else 0
    yield
    if task and task.cancelling() > before:
        raise asyncio.CancelledError
