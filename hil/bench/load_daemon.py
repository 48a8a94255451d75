"""The process that runs the daemon under load: the product in the simulated car, but its CAN bus is a real one.

Several times per second it tells of itself in a Look, which goes to the bench as JSON by the wires of
hil.rig.process_link.
"""

import asyncio
import contextlib
import gc
import json
import logging
import signal
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Self

import can

from controller.interface.requests import Request
from firmware.control.state_store import State, Store
from firmware.runtime.clock import Clock
from firmware.service.daemon import Daemon
from hil.rig.demo_config import demo_config
from hil.rig.kernel_can import KernelCanHardware
from hil.rig.place import Setup
from hil.rig.process_link import DaemonEnd
from hil.rig.virtual_time import run

LOOK_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class AppliedCycle:
    """A cycle whose outputs were applied at `at_s`, `late_s` after it was due."""

    at_s: float
    late_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at the daemon. `received` and `lost` are its own counts of its bus, `cycles` are since the last look."""

    at_s: float
    cpu_s: float
    received: int
    lost: int
    overruns: int
    faults: tuple[str, ...]
    cycles: tuple[AppliedCycle, ...]

    def to_json(self) -> bytes:
        """Pack it as it travels."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """Unpack the look that was sent."""
        values = json.loads(text)
        cycles = tuple(AppliedCycle(**each) for each in values.pop("cycles"))
        return cls(**values | {"faults": tuple(values["faults"])}, cycles=cycles)


class MonitoredStore(Store):
    """The daemon's store, which notices when the outputs of a cycle are applied.

    A cycle is due as in firmware.control.cycle: at each tick, and anew after one that was missed altogether.
    """

    def __init__(self, tick_s: float) -> None:
        super().__init__()
        self._tick_s = tick_s
        self._due_s: float | None = None
        self._cycles: list[AppliedCycle] = []

    def take_requests(self) -> tuple[Request, ...]:
        """Hand them out as the store does; a cycle begins by it."""
        if self._due_s is None:
            self._due_s = asyncio.get_running_loop().time()
        return super().take_requests()

    def publish(self, state: State) -> None:
        """Publish as the store does; a cycle ends by it."""
        super().publish(state)
        now_s = asyncio.get_running_loop().time()
        due_s = now_s if self._due_s is None else self._due_s
        self._cycles.append(AppliedCycle(now_s, now_s - due_s))
        next_s = due_s + self._tick_s
        self._due_s = next_s if now_s <= next_s + self._tick_s else now_s

    def take(self) -> Sequence[AppliedCycle]:
        """Return the cycles since the last time."""
        cycles, self._cycles = self._cycles, []
        return cycles


def main(setup_json: str, interface: str, channel: str, i2c_fd: str, events_fd: str) -> None:
    """Run until told to stop, or until the car is gone. SIGUSR1 is for what the service does once it has settled."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    setup = Setup.from_json(setup_json)
    link = DaemonEnd(socket.socket(fileno=int(i2c_fd)), socket.socket(fileno=int(events_fd)))
    run(_serve(setup, interface, channel, link), speed=setup.speed, epoch_s=setup.epoch_s)


async def _serve(setup: Setup, interface: str, channel: str, link: DaemonEnd) -> None:
    loop, config = asyncio.get_running_loop(), demo_config(setup.place)
    bus = config.can[0].model_copy(update={"interface": interface, "channel": channel})
    config = config.model_copy(update={"can": (bus,)})
    buses = {each.bus: partial(link.bus, each.bus) for each in config.i2c if each.bus is not None}
    hardware = KernelCanHardware(buses, link.tell_pin)
    daemon = Daemon(
        config,
        hardware,
        Clock(monotonic_s=loop.time, wall_s=lambda: setup.wall_epoch_s + loop.time(), boot_id=setup.boot_id),
    )
    store = daemon.store = MonitoredStore(config.tick_s)
    task = asyncio.create_task(daemon.run(), name="daemon")
    loop.add_signal_handler(signal.SIGTERM, task.cancel)
    loop.add_signal_handler(signal.SIGUSR1, gc.freeze)
    helpers = [
        asyncio.create_task(_until_the_car_is_gone(link, task)),
        asyncio.create_task(_tell(link, store, hardware)),
    ]
    with contextlib.suppress(asyncio.CancelledError):
        await task
    for helper in helpers:
        helper.cancel()


async def _until_the_car_is_gone(link: DaemonEnd, task: asyncio.Task[None]) -> None:
    with can.Bus("nobody", "virtual", ignore_config=True) as nobody:
        await link.frames_to(nobody)
    task.cancel()


async def _tell(link: DaemonEnd, store: MonitoredStore, hardware: KernelCanHardware) -> None:
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        if store.latest is not None:
            link.report(_look(store.latest, store, hardware).to_json())


def _look(state: State, store: MonitoredStore, hardware: KernelCanHardware) -> Look:
    """Look at the daemon: the counts of its CAN bus are those that the technician sees."""
    return Look(
        at_s=asyncio.get_running_loop().time(),
        cpu_s=time.process_time(),
        received=sum(each.transfers for each in state.health.devices if each.name.startswith("can ")),
        lost=sum(source.lost for source in hardware.sources if not isinstance(source, can.BusABC)),
        overruns=state.health.cycle_overruns,
        faults=tuple(state.health.faults.values()),
        cycles=tuple(store.take()),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
