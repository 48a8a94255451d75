"""The newest sample of a device that talks by itself on a serial port."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from drivers.errors import ChecksumFailed, DriverError, NoDataYet, NotIdentified, Offline
from drivers.ports import SerialPort
from drivers.uart.frames_codec import FrameCutter

SampleT = TypeVar("SampleT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """The serial protocol of a device."""

    device: str
    baud: int
    starts: bytes
    measure: Callable[[bytes], int]
    """Of its frames, as FrameCutter wants it."""
    stale_s: float
    """A few of its periods: without a sample for so long, it is lost; a good frame must come within, too."""


class FrameListener(Generic[SampleT]):
    """A listener for frames; `take` makes a sample of each, or None where it tells nothing; may raise DriverError."""

    def __init__(self, line: SerialPort, talk: Talk, take: Callable[[bytes], SampleT | None]) -> None:
        self.where = f"{talk.device} at {line.name}"
        self._line, self._talk, self._take = line, talk, take
        self._lost: DriverError | None = None
        self._outcome: SampleT | DriverError | None = None
        self._outcome_s = 0.0
        self._begin()

    async def start(self, greeting: bytes = b"") -> None:
        """Open, send `greeting`, wait for a good frame; raises NotFitted, Offline, NotIdentified, BusError."""
        self._begin()
        self._line.open(self._talk.baud, self._on_bytes, self._on_lost)
        self._line.send(greeting)
        self.expect()
        try:
            async with asyncio.timeout(self._talk.stale_s):
                await self._received.wait()
        except TimeoutError as error:
            raise self._unknown() from error
        self._require_line()

    def expect(self) -> None:
        """Forget what was told: only a sample from now on counts, and it must come in time."""
        self._outcome, self._outcome_s = None, asyncio.get_running_loop().time()

    def newest(self) -> SampleT:
        """Return the newest sample, once; raises what `take` raised, NoDataYet, or why there is none any more."""
        self._require_line()
        if asyncio.get_running_loop().time() - self._outcome_s > self._talk.stale_s:
            raise self._stale()
        outcome, self._outcome = self._outcome, None
        if outcome is None:
            raise NoDataYet(f"{self.where}: the next frame has not come yet")
        if isinstance(outcome, DriverError):
            raise outcome
        return outcome

    def _begin(self) -> None:
        self._cutter = FrameCutter(self._talk.starts, self._talk.measure)
        self._received = asyncio.Event()
        self._lost = None
        self._frame_s, self._bytes_since = 0.0, 0

    def _on_bytes(self, data: bytes) -> None:
        self._bytes_since += len(data)
        for frame in self._cutter.feed(data):
            self._frame_s, self._bytes_since = asyncio.get_running_loop().time(), 0
            self._received.set()
            self._on_frame(frame)

    def _on_frame(self, frame: bytes) -> None:
        outcome: SampleT | DriverError | None
        try:
            outcome = self._take(frame)
        except DriverError as error:
            outcome = error
        if outcome is not None:
            self._outcome, self._outcome_s = outcome, asyncio.get_running_loop().time()

    def _on_lost(self, why: DriverError) -> None:
        self._lost = why
        self._received.set()

    def _require_line(self) -> None:
        if self._lost is not None:
            raise self._lost

    def _unknown(self) -> DriverError:
        within = f"in {self._talk.stale_s:g} s"
        if not self._bytes_since:
            return Offline(f"{self.where}: silent {within} (has it power? is its TX on the RX of the port?)")
        return NotIdentified(
            f"{self.where}: {self._bytes_since} bytes {within} and no frame of a {self._talk.device} among them "
            f"(does it talk at {self._talk.baud} baud? is it another device?); last: {self._cutter.refusal}"
        )

    def _stale(self) -> DriverError:
        since = f"for {self._talk.stale_s:g} s"
        if asyncio.get_running_loop().time() - self._frame_s <= self._talk.stale_s:
            why = "is it set to tell something else, or does it repeat itself?"
            return NotIdentified(f"{self.where}: talks, but no measurement {since} ({why})")
        if self._bytes_since:
            return ChecksumFailed(
                f"{self.where}: no good frame {since} (is the wire disturbed?); last: {self._cutter.refusal}"
            )
        return Offline(f"{self.where}: silent {since} (has it power? is it plugged in?)")
