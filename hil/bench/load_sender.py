"""The sender of the load, a process of its own: the frames of the simulated car, so many a second.

On stdin one line of JSON, a Task; it answers `ready`, waits for another line, sends, and tells what it Sent.
"""

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from typing import Any, Self

import can

from hil.rig import can_traffic

TICKS = 80
"""After so many ticks of hil.rig.can_traffic all counters and cycles of the car begin anew."""


@dataclass(frozen=True, slots=True)
class Cruise:
    """A car that goes at a steady speed: its frames can be made beforehand."""

    speed_kph: float = 50.0
    engine_rpm: float = 1_800.0
    outside_c: float = 21.5
    driver_door_open: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """So many `frames` at `rate_hz` on `bus` (arguments of can.Bus)."""

    bus: Mapping[str, Any]
    frames: int
    rate_hz: float


@dataclass(frozen=True, slots=True)
class Sent:
    """The result of a task; times as time.monotonic has them. `worst_late_s` is of a frame against its own due time."""

    frames: int
    began_s: float
    ended_s: float
    worst_late_s: float

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Unpack the sender's words."""
        return cls(**json.loads(text))


def send(bus: can.BusABC, task: Task) -> Sent:
    """Send each frame when it is due, a late one at once; raises can.CanError or OSError."""
    frames = [frame for tick in range(TICKS) for frame in can_traffic.frames(Cruise(), tick)]
    began_s, worst_late_s = time.monotonic(), 0.0
    for index, frame in enumerate(islice(cycle(frames), task.frames)):
        due_s = began_s + index / task.rate_hz
        wait_s = due_s - time.monotonic()
        if wait_s > 0.0:
            time.sleep(wait_s)
        worst_late_s = max(worst_late_s, time.monotonic() - due_s)
        bus.send(frame)
    return Sent(task.frames, began_s, time.monotonic(), worst_late_s)


def main() -> int:
    """Carry out one task."""
    task = Task(**json.loads(sys.stdin.readline()))
    try:
        with can.Bus(**task.bus, ignore_config=True) as bus:
            print("ready", flush=True)
            if sys.stdin.readline():
                print(json.dumps(asdict(send(bus, task))))
    except (can.CanError, OSError) as error:
        print(f"{task.bus['channel']}: {error}", file=sys.stderr)
        return 1
    return 0
