"""The campaigns of the process tier, by name, each with what plays it.

All are played in virtual time on the demo's stage but one: SIGKILL of the daemon's own process, in real time, which is
started again by what stands for systemd.
"""

import asyncio
import os
import signal
import tempfile
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from random import Random

from firmware.config import OutputConfig
from hil.campaigns.campaign import SAFE_WITHIN_S, Campaign, Outcome
from hil.campaigns.play import Act
from hil.process_faults.demo_stage import DemoStage
from hil.process_faults.on_loads import LOAD_CAMPAIGNS, every_kind
from hil.process_faults.process_campaigns import CAMPAIGNS
from hil.process_faults.virtual_stage import VirtualStage
from hil.rig import can_traffic
from hil.rig.assembly import Scene, opened
from hil.rig.place import LOOPBACK, Broker, Setup
from hil.rig.runners import Supervisor
from hil.rig.virtual_time import run

NAME, INJECTED = "process-killed", "SIGKILL at a random moment"

_LOOK_EVERY_S = 0.05
_STARTS_WITHIN_S = 60.0
_LATEST_S = 3.0
_REAL_TIME = 1.0


def play(campaign: Campaign[VirtualStage], outputs: tuple[OutputConfig, ...] = ()) -> Outcome:
    """Play a row in virtual time, with files in a folder that is removed; `outputs` are by default the demo's."""
    with tempfile.TemporaryDirectory(prefix="homeward-campaign-") as parent:
        folder = Path(parent, "state")
        folder.mkdir()
        return run(_play(campaign, folder, outputs), speed=None)


async def _play(campaign: Campaign[VirtualStage], folder: Path, outputs: tuple[OutputConfig, ...]) -> Outcome:
    async with DemoStage(folder, outputs=outputs) as stage:
        return await Act(campaign, stage).play()


def play_killed() -> Outcome:
    """Kill a process once while it drives outputs, and wait until it regulates again."""
    with tempfile.TemporaryDirectory(prefix="homeward-campaign-") as folder:
        epoch_s = time.monotonic()
        return run(_killed(Path(folder), epoch_s), speed=_REAL_TIME, epoch_s=epoch_s)


async def _killed(folder: Path, epoch_s: float) -> Outcome:
    async with opened(Broker(LOOPBACK, 0, embedded=True), folder, _REAL_TIME, seed=1) as scene:
        setup = Setup(
            speed=_REAL_TIME, epoch_s=epoch_s, wall_epoch_s=time.time(), boot_id=str(uuid.uuid4()), place=scene.place
        )
        supervisor = Supervisor(scene.rig, setup, with_screen=True)
        work = (
            scene.rig.run(),
            scene.hub.run(),
            can_traffic.run(supervisor.can, scene.rig.on_the_bus),
            supervisor.run(),
        )
        tasks = [asyncio.create_task(each) for each in work]
        try:
            return await _watch(scene, supervisor)
        finally:
            for task in reversed(tasks):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            supervisor.close()


async def _watch(scene: Scene, supervisor: Supervisor) -> Outcome:
    """Watch two lives of the daemon, and what lies between them."""
    works = await _until(lambda: _drives(scene) and scene.hub.availability == "online", _STARTS_WITHIN_S)
    if works is None or supervisor.pid is None:
        return Outcome(fault=NAME, injected=INJECTED, failures=("it drove nothing at first",))
    await asyncio.sleep(Random().uniform(0.0, _LATEST_S))
    cycles, killed_s = supervisor.report.cycles, time.monotonic()
    os.kill(supervisor.pid, signal.SIGKILL)
    safe_s = await _until(lambda: not _drives(scene), _STARTS_WITHIN_S)
    noticed_s = await _until(lambda: scene.hub.availability == "offline", _STARTS_WITHIN_S, killed_s)
    back = await _until(lambda: supervisor.report.cycles > cycles + 1 and _drives(scene), _STARTS_WITHIN_S, killed_s)
    failures = []
    if safe_s is None or safe_s > SAFE_WITHIN_S:
        failures.append(f"outputs off after {safe_s} s, must be within {SAFE_WITHIN_S:g} s")
    if noticed_s is None:
        failures.append("the hub did not notice")
    if back is None:
        failures.append("it does not regulate again")
    if scene.rig.car.min_off_violations:
        failures.append("the compressor's minimum off time was not kept")
    return Outcome(
        fault=NAME,
        injected=INJECTED,
        noticed_after_s=noticed_s,
        safe_after_s=safe_s,
        recovered_after_s=back,
        failures=tuple(failures),
    )


def _drives(scene: Scene) -> bool:
    """Return True where any pin energises something."""
    now = scene.rig.task.applied
    return now.compressor_on or any((now.heater_pct, now.cooler_pct, now.blower_pct, *now.compartment_fan_pct))


async def _until(holds: Callable[[], bool], within_s: float, began_s: float | None = None) -> float | None:
    """Wait until it holds; return the seconds since `began_s` (time.monotonic; None is now), None where not in time."""
    began_s = time.monotonic() if began_s is None else began_s
    while not holds():
        if time.monotonic() - began_s >= within_s:
            return None
        await asyncio.sleep(_LOOK_EVERY_S)
    return time.monotonic() - began_s


PLAYS: Mapping[str, Callable[[], Outcome]] = {
    **{each.name: partial(play, each) for each in CAMPAIGNS},
    **{each.name: partial(play, each, every_kind()) for each in LOAD_CAMPAIGNS},
    NAME: play_killed,
}
