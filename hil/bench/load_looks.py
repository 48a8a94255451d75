"""What a daemon under load says of itself to the bench; travels between processes as JSON."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Self

from controller import Request
from firmware.control.state_store import State, Store


@dataclass(frozen=True, slots=True)
class Ordered:
    """A cycle whose orders were out at `at_s`, so long after it was due."""

    at_s: float
    late_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at the daemon. `received` and `lost` are what it says of its bus, `cycles` those since the last look."""

    at_s: float
    cpu_s: float
    received: int
    lost: int
    overruns: int
    faults: tuple[str, ...]
    cycles: tuple[Ordered, ...]

    def to_json(self) -> bytes:
        """As it travels."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """The look that was sent."""
        values = json.loads(text)
        cycles = tuple(Ordered(**each) for each in values.pop("cycles"))
        return cls(**values | {"faults": tuple(values["faults"])}, cycles=cycles)


class WatchedStore(Store):
    """The daemon's store, which notices when the orders of a cycle are out.

    When a cycle is due is as in firmware.control.cycle: at each tick, and anew after one that was missed altogether.
    """

    def __init__(self, tick_s: float) -> None:
        super().__init__()
        self._tick_s = tick_s
        self._due_s: float | None = None
        self._cycles: list[Ordered] = []

    def take_requests(self) -> tuple[Request, ...]:
        """As the store does; a cycle begins by it."""
        if self._due_s is None:
            self._due_s = asyncio.get_running_loop().time()
        return super().take_requests()

    def publish(self, state: State) -> None:
        """As the store does; a cycle ends by it."""
        super().publish(state)
        now_s = asyncio.get_running_loop().time()
        due_s = now_s if self._due_s is None else self._due_s
        self._cycles.append(Ordered(now_s, now_s - due_s))
        next_s = due_s + self._tick_s
        self._due_s = next_s if now_s <= next_s + self._tick_s else now_s

    def take(self) -> Sequence[Ordered]:
        """The cycles since the last time."""
        cycles, self._cycles = self._cycles, []
        return cycles
