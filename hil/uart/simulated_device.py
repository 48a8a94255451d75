"""Common behaviour of all simulated serial devices: their own pace, and faults of them or their wire."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class LineFaults:
    """Faults of a device or its wire; a scenario sets and clears them, a power cycle does not."""

    silent: bool = False
    """Nothing arrives: the wire is cut."""
    noise: bytes = b""
    """Arrives before each frame."""
    damaged: int = 0
    """So many more frames arrive with one bit wrong."""
    truncated: int = 0
    """So many more frames lose their last byte."""
    piece_bytes: int = 0
    """Frames arrive in pieces of so many bytes; 0 is whole."""
    held: int = 0
    """So many more frames wait, and arrive together with the next."""


class SimUartDevice(ABC):
    """A device at the other end of a serial port."""

    wire: Callable[[bytes], None]
    """Receiver of its bytes; whoever connects the device sets it."""

    def __init__(self, baud: int, period_s: float) -> None:
        self.baud = baud
        """At which it talks and listens."""
        self.period_s = period_s
        self.faults = LineFaults()
        self.wire = lambda _data: None
        self._waiting = b""

    async def run(self) -> None:
        """Report at its own pace; never ends."""
        while True:
            await asyncio.sleep(self.period_s)
            self.report()

    @abstractmethod
    def report(self) -> None:
        """Tell what it measures now, if it is in the mood to."""

    @abstractmethod
    def receive(self, data: bytes) -> None:
        """Take bytes that were sent to it."""

    @abstractmethod
    def power_cycle(self) -> None:
        """Lose the supply for a moment: all that is volatile is forgotten."""

    def transmit(self, frame: bytes) -> None:
        """Send one frame, as far as the faults let it."""
        faults = self.faults
        if faults.silent:
            return
        if faults.damaged:
            faults.damaged -= 1
            frame = _damaged(frame)
        if faults.truncated:
            faults.truncated -= 1
            frame = frame[:-1]
        self._waiting += faults.noise + frame
        if faults.held:
            faults.held -= 1
            return
        data, self._waiting = self._waiting, b""
        size = faults.piece_bytes or len(data)
        for begin in range(0, len(data), size):
            self.wire(data[begin : begin + size])


def _damaged(frame: bytes) -> bytes:
    middle = len(frame) // 2
    return frame[:middle] + bytes([frame[middle] ^ 0x10]) + frame[middle + 1 :]
