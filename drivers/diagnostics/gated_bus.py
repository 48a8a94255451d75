"""The way out to a car's bus: here, and nowhere else, a bus's `send` is called, for what the transmit gate permits."""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress

import can

from drivers.can.interface_errors import FAILURES, FAILURES_TO_OPEN, why_not_open, why_not_sent
from drivers.diagnostics.transmit_gate import Entry, Frame, GateState, Refusal, arm, disarm, permit
from drivers.errors import BusError, DriverError, NotFitted


class Refused(DriverError, PermissionError):
    """The transmit gate keeps a frame inside."""


class GatedBus:
    """One bus behind its own gate, which lists `entries`. Nothing is armed at first, and arming ends by itself.

    `sent` and `refused` count what became of frames, since the start.
    """

    def __init__(self, name: str, open_bus: Callable[[], can.BusABC], entries: Iterable[Entry] = ()) -> None:
        self.name, self._open_bus, self._gate = name, open_bus, GateState(tuple(entries))
        self._bus: can.BusABC | None = None
        self.sent = 0
        self.refused: Counter[Refusal] = Counter()

    def open(self) -> None:
        """Open the interface for sending, at once: whatever can be opened twice does not block. Raises NotFitted."""
        try:
            self._bus = self._open_bus()
        except FAILURES_TO_OPEN as error:
            raise NotFitted(why_not_open(self.name, error)) from error

    def close(self) -> None:
        """Give it back; nothing is armed any more."""
        self.disarm()
        bus, self._bus = self._bus, None
        if bus is not None:
            with suppress(can.CanError, OSError):  # an interface that is no longer there cannot be told
                bus.shutdown()

    def arm(self, *, now_s: float) -> None:
        """Let the listed frames leave for the next few seconds (transmit_gate.ARMED_S)."""
        self._gate = arm(self._gate, (entry.name for entry in self._gate.entries), now_s=now_s)

    def disarm(self) -> None:
        """Let nothing leave any more."""
        self._gate = disarm(self._gate)

    def send(self, frame: Frame, *, now_s: float) -> None:
        """Let `frame` out if the gate permits it; raises Refused, BusError or NotFitted."""
        verdict = permit(frame, self._gate, now_s=now_s)
        if verdict.refusal is not None:
            self.refused[verdict.refusal] += 1
            raise Refused(f"{self.name}: frame {frame.arbitration_id:X} stays inside: {verdict.refusal}")
        if self._bus is None:
            raise NotFitted(f"CAN interface {self.name} is not open for sending")
        self._gate = verdict.state
        message = can.Message(
            arbitration_id=frame.arbitration_id, is_extended_id=frame.is_extended, data=frame.data, check=True
        )
        try:
            self._bus.send(message, timeout=0.0)
        except FAILURES as error:
            raise BusError(why_not_sent(self.name, error)) from error
        self.sent += 1
