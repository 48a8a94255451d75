"""A daemon as its rig runs it and shows it, and the one that runs on the loop of the car.

The other one, in a process of its own, is in supervisor.py.
"""

import asyncio
from collections.abc import Sequence
from typing import Protocol

import can

from firmware.runtime.clock import Clock
from firmware.service.daemon import Daemon
from hil.rig import can_traffic
from hil.rig.rig import Rig
from hil.rig.run_report import Report, report


class Runner(Protocol):
    """One daemon. Texts are for people."""

    @property
    def report(self) -> Report:
        """Its last words about itself."""

    @property
    def status(self) -> str:
        """Its state: it runs, or how it ended."""

    @property
    def notes(self) -> Sequence[str]:
        """The last lines of its log."""

    @property
    def pid(self) -> int | None:
        """The process that runs it; None where there is none of its own now."""

    @property
    def can(self) -> can_traffic.Bus:
        """The bus for the frames that it hears."""

    async def run(self) -> None:
        """Never ends; when it is cancelled, the daemon stops in order first."""

    def close(self) -> None:
        """Give back what is left open when it no longer runs."""


class InProcess:
    """A Runner on the loop of the car: as fast as possible, and a test can look into it."""

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
        """The last cycle's."""
        latest = self.daemon.store.latest
        return Report() if latest is None else report(latest, self._config.settings, identity=self.daemon.identity)

    async def run(self) -> None:
        """Never ends."""
        await self.daemon.run()

    def close(self) -> None:
        """Leave the car's bus."""
        self.can.shutdown()
