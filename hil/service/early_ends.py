"""End the service soon after each start until it stays in safe mode, and let a person take it out of that."""

import asyncio
import signal

from firmware.service.restart_policy import TRIES
from hil.service.trials import Service
from hil.service.unit import UNIT, ended_by, look, said_by
from hil.service.verdicts import EarlyEnds

_FAULTS, _SAFE_MODE = "hub.faults.notes", "safe_mode"


async def until_safe_mode(service: Service, *, ends: int) -> EarlyEnds:
    """`ends` is how many there were before."""
    found, ended_s = EarlyEnds(ends=ends), 0.0
    while found.ends < TRIES:
        ended_s = await _end(service)
        found.ends += 1
    told_s = await service.until(lambda: _SAFE_MODE in _faults(service))
    found.told, found.told_after_s = _faults(service), None if told_s is None else told_s - ended_s
    found.status, found.outputs_pct = (await look()).status, service.outputs_pct
    began_s = asyncio.get_running_loop().time()
    await said_by("systemctl", "restart", UNIT)
    drives_s = await service.until(service.drives)
    found.left_after_s = None if drives_s is None else drives_s - began_s
    return found


async def _end(service: Service) -> float:
    """Kill the next process as soon as it is ready, and wait until it has ended: when it had."""
    seen = await service.asked(lambda seen: seen.is_active and seen.pid != 0)
    pid = 0 if seen is None else seen.pid
    if not pid:
        return asyncio.get_running_loop().time()
    ended_s = await ended_by(signal.SIGKILL, pid)
    await service.asked(lambda seen: seen.pid not in {0, pid})
    return ended_s


def _faults(service: Service) -> str:
    return service.hub.values.get(_FAULTS, "")
