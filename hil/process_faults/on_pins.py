"""Faults of the output pins, and of the thread that monitors them."""

import asyncio
import ctypes
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hil.process_faults.virtual_stage import MONITOR, VirtualStage

HOLDS_UP_S = 4.0
"""So long nobody but the monitor thread could release anything: longer than the hold time."""

DRIVES_WITHIN_S = 3_900.0
"""By day a drive begins each hour in the cars that campaigns are played in."""

WRITES_WITHIN_S = 7_200.0
"""A fridge starts or stops more often than this."""

_AIR = "blower"
_SLICE_S = 0.2
"""The hold-up passes in slices, as often as the thread looks."""


@asynccontextmanager
async def write_fails(stage: VirtualStage) -> AsyncIterator[None]:
    """Let the blower's pin take no level from its next change on, while heater or cooler runs in its air.

    Where none of them runs for long, in a night without drives, no pin does.
    """
    works = await stage.until(lambda: _works_in_air(stage), DRIVES_WITHIN_S) is not None
    pins = {pin for output in stage.config.outputs if output.name == _AIR or not works for pin in output.pins}
    faults = stage.rig.pin_faults
    failed = faults.failed_writes
    faults.stuck |= pins
    try:
        await stage.until(lambda: faults.failed_writes > failed, WRITES_WITHIN_S)
        stage.lose_control()
        yield
    finally:
        faults.stuck -= pins


@asynccontextmanager
async def chip_missing(stage: VirtualStage) -> AsyncIterator[None]:
    """Start the service on a board whose pins cannot be opened."""
    stage.lose_control()
    await stage.end("daemon")
    stage.rig.pin_faults.missing = True
    stage.start_daemon()
    stage.note_whether_safe()
    try:
        yield
    finally:
        stage.rig.pin_faults.missing = False


@asynccontextmanager
async def watch_hit(stage: VirtualStage) -> AsyncIterator[None]:
    """Raise an error that nobody has foreseen in the monitor thread, and then hold the event loop up."""
    for thread in threading.enumerate():
        if thread.name == MONITOR:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(ValueError))
    stage.lose_control()
    began_s = stage.loop.time()
    while stage.safe_after_s is None and stage.loop.time() - began_s < HOLDS_UP_S:
        stage.block(_SLICE_S)
    await asyncio.sleep(0.0)
    yield


def _works_in_air(stage: VirtualStage) -> bool:
    applied = stage.rig.task.applied
    return applied.blower_pct > 0.0 and max(applied.heater_pct, applied.cooler_pct) > 0.0
