"""Common behaviour of all simulated chips: the bus as a chip sees it, being busy, faults, conversions, noise."""

import random
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from math import floor

IDLE_LINE = 0xFF
"""Byte that is read where nobody drives the line, because of the pull-ups."""

_CHECK_INDEX = 2  # the third byte read is a check byte, CRC or PEC, in every chip that has one
_ROUNDING_S = 1e-6  # sums of times may miss by their last bits


@dataclass(slots=True, kw_only=True)
class Faults:
    """Faults of a chip or its wires; a scenario sets and clears them, a power cycle does not."""

    unplugged: bool = False
    nacks: int = 0
    """So many more times its address is not acknowledged."""
    read_nacks: int = 0
    """So many more times its address is not acknowledged for reading, only for writing."""
    write_nacks: int = 0
    """So many more times a byte that is written is not acknowledged: the one after `written_before_nack` bytes."""
    written_before_nack: int = 0
    short_reads: int = 0
    """So many more reads end with an adapter's error after their first byte, which the chip has given away."""
    bad_checks: int = 0
    """So many more check bytes are damaged on their way."""
    stuck_at: int | None = None
    """The byte that every read gives: 0x00 or 0xFF."""
    adapter_errno: int | None = None
    """Error of the adapter for each transfer, for example ETIMEDOUT for a chip that holds the clock."""
    no_data: bool = False
    """Its converter stands still: it answers everything as usual, and nothing new ever comes."""
    clock_ratio: float = 1.0
    """Speed of the chip's own clock: at 1.03 it is 3 % fast, and all that the chip does comes earlier."""


class SimChip(ABC):
    """One chip between START and STOP. Subclasses fill in the `on_` methods; time comes from `now_s`."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self.faults = Faults()
        self._true_now_s = now_s
        self._seen_s, self._lead_s = now_s(), 0.0
        self._busy_until_s = 0.0
        self._reads = self._writes = 0

    def now_s(self) -> float:
        """Time by the chip's own clock, which begins with true time and then runs as the faults say."""
        true_s = self._true_now_s()
        self._lead_s += (true_s - self._seen_s) * (self.faults.clock_ratio - 1.0)
        self._seen_s = true_s
        return true_s + self._lead_s

    def true_s(self, own_s: float) -> float:
        """Return the true time at `own_s` by the chip's own clock, as long as its ratio has not changed since."""
        ago_s = (self.now_s() - own_s) / self.faults.clock_ratio
        return self._seen_s - ago_s

    def start(self, read: bool) -> bool:
        """Take START or repeated START with this chip's address; returns whether it acknowledges."""
        self._reads = self._writes = 0
        if self.faults.unplugged or self._refuses(read):
            return False
        return self.on_start(read) and not self.is_busy

    def write(self, byte: int) -> bool:
        """Take one byte; returns whether it acknowledges."""
        self._writes += 1
        if self.faults.write_nacks and self._writes > self.faults.written_before_nack:
            self.faults.write_nacks -= 1
            return False
        return self.on_write(byte)

    def read(self) -> int:
        """Give one byte."""
        byte = self.on_read()
        if self._reads == _CHECK_INDEX and self.faults.bad_checks:
            self.faults.bad_checks -= 1
            byte ^= 0xFF
        self._reads += 1
        return byte if self.faults.stuck_at is None else self.faults.stuck_at

    def stop(self) -> None:
        """Take STOP."""
        self.on_stop()

    def _refuses(self, read: bool) -> bool:
        """Return whether a fault keeps it from acknowledging its address this time."""
        if self.faults.nacks:
            self.faults.nacks -= 1
            return True
        if read and self.faults.read_nacks:
            self.faults.read_nacks -= 1
            return True
        return False

    def finished(self, conversions: "Conversions") -> int:
        """Return the number of results so far."""
        return 0 if self.faults.no_data else conversions.finished(self.now_s())

    @property
    def is_busy(self) -> bool:
        """True while it works on something and acknowledges nothing."""
        return self.now_s() < self._busy_until_s - _ROUNDING_S

    def be_busy(self, duration_s: float) -> None:
        """Acknowledge nothing for so long."""
        self._busy_until_s = self.now_s() + duration_s

    @abstractmethod
    def power_cycle(self) -> None:
        """Lose the supply for a moment: all that is volatile is forgotten."""

    @abstractmethod
    def on_start(self, read: bool) -> bool:
        """Be addressed; returns whether there is something to acknowledge for."""

    @abstractmethod
    def on_write(self, byte: int) -> bool:
        """Take one byte; returns whether it is acknowledged."""

    @abstractmethod
    def on_read(self) -> int:
        """Give one byte."""

    @abstractmethod
    def on_stop(self) -> None:
        """End the transaction."""


@dataclass(frozen=True, slots=True)
class Conversions:
    """A converter that runs by itself: its first result takes `first_s`, each later one `period_s`."""

    started_s: float
    first_s: float
    period_s: float

    def finished(self, now_s: float) -> int:
        """Return the number of results until `now_s`."""
        return max(0, floor((now_s - self.started_s - self.first_s + _ROUNDING_S) / self.period_s) + 1)


def noisy(source: Callable[[], float], sigma: float, seed: int) -> Callable[[], float]:
    """Return `source` with normally distributed noise, the same for the same `seed`."""
    generator = random.Random(seed)
    return lambda: source() + generator.gauss(0.0, sigma)
