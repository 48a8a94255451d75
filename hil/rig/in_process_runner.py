"""The daemon of the demo on the loop of the car: as fast as possible, or one that a test can look into."""

import asyncio

import can

from firmware.runtime.clock import Clock
from firmware.service.daemon import Daemon
from hil.rig.rig import Rig
from hil.rig.run_report import Report, report


class InProcess:
    """A hil.rig.runner.Runner."""

    def __init__(self, rig: Rig, *, wall_epoch_s: float, boot_id: str) -> None:
        loop = asyncio.get_running_loop()
        self._config = rig.config
        clock = Clock(monotonic_s=loop.time, wall_s=lambda: wall_epoch_s + loop.time(), boot_id=boot_id)
        self.daemon = Daemon(rig.config, rig.hardware(), clock)
        self.status = "runs in this process"
        self.notes: tuple[str, ...] = ()
        self.pid: int | None = None
        self.can: can.BusABC = can.Bus(rig.config.can[0].channel, "virtual")

    @property
    def report(self) -> Report:
        """What the last cycle says."""
        latest = self.daemon.store.latest
        return Report() if latest is None else report(latest, self._config.settings, identity=self.daemon.identity)

    async def run(self) -> None:
        """Never ends."""
        await self.daemon.run()

    def close(self) -> None:
        """Leave the car's bus."""
        self.can.shutdown()
