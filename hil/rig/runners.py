"""The two ways in which the rig runs the daemon: in a process of its own, or on the loop of the car.

In a process of its own it is started again when it ends, as systemd does with Restart=always, so that it can be killed.
On the loop of the car time passes as fast as possible, and a test can look into it.
"""

import asyncio
import signal
import sys
from collections import deque
from dataclasses import replace

import can

from firmware.runtime.clock import Clock
from firmware.service.daemon import Daemon
from hil.rig.pacing import Pace
from hil.rig.place import Setup
from hil.rig.process_link import CarEnd
from hil.rig.rig import Rig
from hil.rig.run_report import Report, report, unpacked

RESTART_S = 2.0
"""Of real time, as RestartSec in the unit: a person sees that the car is unavailable at the hub."""

STOP_S = 10.0
"""Of real time: a daemon that has not ended by then is killed."""

_MAX_NOTES = 20
_MAX_NOTE = 4_096


class Supervisor:
    """One daemon at a time on the hardware of `rig`, each in a process of its own.

    What it logs goes to `notes` where a screen shows them (`with_screen`), else to stderr as usual.
    """

    def __init__(self, rig: Rig, setup: Setup, *, with_screen: bool = False, pace: Pace | None = None) -> None:
        self._setup, self._with_screen, self._pace = setup, with_screen, pace
        buses = {bus.bus: rig.bus(bus.bus) for bus in rig.config.i2c if bus.bus is not None}
        self.can = CarEnd(buses, rig.pins, self._take_report)
        self.report = Report()
        """What the daemon said last of itself."""
        self._counted_before = 0, 0
        self.status = "not started yet"
        self.pid: int | None = None
        """Of the daemon, while there is one."""
        self.notes: deque[str] = deque(maxlen=_MAX_NOTES)
        """The last lines that it logged."""

    async def run(self) -> None:
        """Run for ever; when it is cancelled, the daemon stops in order first."""
        while True:
            how = await self._run_once()
            self.status = f"died ({how}), starts again in {RESTART_S:g} s"
            await asyncio.sleep(RESTART_S * self._setup.speed)

    def close(self) -> None:
        """Part from whatever may be left."""
        self.can.close()

    def _wait_for_none(self) -> None:
        if self._pace is not None:
            self._pace.without_daemon()

    def _take_report(self, content: bytes) -> None:
        """Take a report; counts go on over the lives of all daemons."""
        said, (cycles, overruns) = unpacked(content), self._counted_before
        self.report = replace(said, cycles=cycles + said.cycles, cycle_overruns=overruns + said.cycle_overruns)

    async def _run_once(self) -> str:
        process = await self._start()
        reading = asyncio.create_task(self._read(process.stderr))
        try:
            how = _how_ended(await process.wait())
        finally:
            if process.returncode is None:
                await self._stop(process)
            self.pid = None
            await reading
            self.can.close()
            self._wait_for_none()
        return how

    async def _start(self) -> asyncio.subprocess.Process:
        ends = self.can.connect()
        try:
            fds = [end.fileno() for end in ends]
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "hil.rig.daemon_process", self._setup.to_json(), *map(str, fds)),
                pass_fds=[*fds, *([] if self._pace is None else [self._pace.fd])],
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE if self._with_screen else None,
                start_new_session=True,  # Ctrl-C is for this process, which then stops the daemon in order
            )
        finally:
            for end in ends:
                end.close()
        self._counted_before = self.report.cycles, self.report.cycle_overruns
        self.pid = process.pid
        self.status = f"runs, pid {process.pid}"
        return process

    async def _stop(self, process: asyncio.subprocess.Process) -> None:
        self.status = "stops"
        process.terminate()
        try:
            async with asyncio.timeout(STOP_S * self._setup.speed):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _read(self, stream: asyncio.StreamReader | None) -> None:
        while stream is not None and (line := await stream.readline()):
            self.notes.append(line.decode(errors="replace").rstrip()[:_MAX_NOTE])


class InProcess:
    """One daemon on the hardware of `rig` and on the loop of the car."""

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
        """Run for ever."""
        await self.daemon.run()

    def close(self) -> None:
        """Leave the car's bus."""
        self.can.shutdown()


def _how_ended(code: int) -> str:
    """Say how a process ended, as a shell does."""
    return signal.Signals(-code).name if code < 0 else f"exit {code}"
