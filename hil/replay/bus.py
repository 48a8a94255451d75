"""The bus that a recorded drive goes over: one within this process, or a virtual one of the kernel (SocketCAN)."""

import argparse
import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

import can

from drivers.can.interface_errors import FAILURES, FAILURES_TO_OPEN, why_not_open, why_not_sent
from drivers.errors import DriverError, NotFitted
from hil.rig.kernel_can import KernelCanHardware
from hil.rig.simulated_hardware import SimulatedHardware

MAX_PAUSE_S = 60.0
"""A longer pause in a recording is cut to this: everything is stale by then (engineering choice)."""

SETTLE_S = 1.0
"""Time for the daemon to open its bus before the first frame."""

DELIVERED_WITHIN_S = 10.0
"""Of real time (engineering choice: a machine that is much too busy)."""

LAST_S = 0.25
"""By then the last frames are taken, whatever the bus (vehicle_bus.POLL_S), and nobody counts as silent because the
recording is over (signal_timeouts.MIN_TIMEOUT_S)."""

_VIRTUAL = "vcan"


class NotWhatWasSent(DriverError):
    """Frames received on the bus other than those that were sent."""


@dataclass(frozen=True, slots=True)
class ReplayBus:
    """Both ends of it: where frames are put, and what the daemon's configuration names."""

    interface: str
    channel: str

    def hardware(self) -> SimulatedHardware:
        """Return the hardware that opens the daemon's end, as in production where the kernel has the bus."""
        kind = SimulatedHardware if self == IN_PROCESS else KernelCanHardware
        return kind({}, lambda _pin, _level: None)

    def sending_end(self) -> can.BusABC:
        """Open the other end, which hears what it sends; raises NotFitted."""
        try:
            return can.Bus(self.channel, self.interface, fd=True, receive_own_messages=True, ignore_config=True)
        except FAILURES_TO_OPEN as error:
            raise NotFitted(why_not_open(self.channel, error)) from error

    def check(self, *, sent: int, received: int) -> None:
        """Raise NotWhatWasSent unless each frame that was `sent` was `received`, or counted as lost, and none else."""
        if received > sent:
            raise NotWhatWasSent(f"{self.channel}: {received - sent} frames were not of the recording: who else sends?")
        if received < sent:
            raise NotWhatWasSent(f"{self.channel}: {sent - received} of {sent} frames were lost without being counted")


IN_PROCESS = ReplayBus("virtual", "replay")


def over(channel: str) -> ReplayBus:
    """Read the argument --over. Only virtual interfaces: nothing that was recorded may ever reach a car."""
    if not channel.startswith(_VIRTUAL):
        raise argparse.ArgumentTypeError(f"{channel}: must be a virtual interface, {_VIRTUAL}0 for example")
    return ReplayBus("socketcan", channel)


@dataclass(frozen=True, slots=True)
class Fed:
    """Number of frames put on the bus, and length of the recording in seconds."""

    frames: int
    recorded_s: float


async def feed(recorded: Iterable[can.Message], bus: can.BusABC) -> Fed:
    """Put every frame on `bus` when its time has come on the running loop's clock; raises NotFitted."""
    await asyncio.sleep(SETTLE_S)
    loop = asyncio.get_running_loop()
    start_s, sent = loop.time(), 0
    before: float | None = None
    for frame in recorded:
        pause_s = 0.0 if before is None else min(frame.timestamp - before, MAX_PAUSE_S)
        if pause_s > 0.0:
            await asyncio.sleep(pause_s)
        before = frame.timestamp
        _send(bus, frame)
        sent += 1
    fed = Fed(sent, loop.time() - start_s)
    await asyncio.sleep(LAST_S)
    return fed


def _send(bus: can.BusABC, frame: can.Message) -> None:
    """Put `frame` on `bus`, and wait in real time until it is delivered, which a busy kernel does later."""
    try:
        bus.send(frame)
        if bus.recv(DELIVERED_WITHIN_S) is None:
            raise NotFitted(f"{bus.channel_info}: a frame was not delivered within {DELIVERED_WITHIN_S:g} s")
    except FAILURES as error:
        raise NotFitted(why_not_sent(bus.channel_info, error)) from error
