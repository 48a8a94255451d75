"""Work in a task of its own that contains whatever it raises, also what asyncio takes for its own.

A SystemExit that leaves a task ends the whole event loop, and a CancelledError that comes from within looks like an
order to stop. Here both are outcomes like any other; only a cancellation of the caller cancels the caller.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")

STOP_WITHIN_S = 8.0
"""For work that is told to stop. The longest is a connection to a broker that is just being made, 6 s."""

ASKED_TWICE_WITHIN_S = 1.0
"""For work that did not; a library may lose a cancellation. Then nobody waits any more."""


@dataclass(frozen=True, slots=True)
class Ending(Generic[_T]):
    """The end of some work: its result, or the error it raised; work that was `left_behind` has not ended at all."""

    result: _T | None = None
    error: BaseException | None = None
    left_behind: bool = False


async def ending_of(
    work: Callable[[], Awaitable[_T]], *, name: str, limit_s: float | None = None, stop_within_s: float = STOP_WITHIN_S
) -> Ending[_T]:
    """Do `work` to its end and return that; a TimeoutError where it takes longer than `limit_s`.

    Raises nothing but the caller's own cancellation, which `work` hears as well. Work that does not stop within
    `stop_within_s` is left behind.
    """
    task = asyncio.create_task(_caught(work), name=name)
    try:
        await asyncio.wait([task], timeout=limit_s)
    finally:
        is_late = not task.done()
        if is_late:
            await _stop(task, stop_within_s)
    if is_late:
        return Ending(error=TimeoutError(f"not done within {limit_s:g} s"), left_behind=not task.done())
    return Ending(error=asyncio.CancelledError()) if task.cancelled() else task.result()


async def _caught(work: Callable[[], Awaitable[_T]]) -> Ending[_T]:
    try:
        return Ending(await work())
    except BaseException as error:  # noqa: BLE001  # see above
        return Ending(error=error)


async def _stop(task: asyncio.Task[Ending[_T]], within_s: float) -> None:
    for wait_s in (within_s, ASKED_TWICE_WITHIN_S):
        task.cancel()
        await asyncio.wait([task], timeout=wait_s)
        if task.done():
            return
    _LOG.error("%s: does not stop: it is left behind", task.get_name())
