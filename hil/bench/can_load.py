"""The traffic of the CAN benchmark: fifty messages of four signals in turn, of which one in five is wanted."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any, Protocol, cast

import can
from cantools.database import Database, load_string

from drivers.vehicle.dbc import SignalDatabase, parse_database
from drivers.vehicle.signal_decoder_codec import SignalSpec

MESSAGES, ONE_WANTED_IN = 50, 5
FIRST_ID = 0x100
SIGNALS = ("SPEED", "TORQUE", "LEVEL", "ANGLE")

WANTED_IDS = frozenset(range(FIRST_ID, FIRST_ID + MESSAGES, ONE_WANTED_IN))

_LAYOUT = """ SG_ SPEED : 0|16@1+ (0.01,0) [0|300] "km/h" X
 SG_ TORQUE : 23|12@0- (0.5,0) [-1000|1000] "Nm" X
 SG_ LEVEL : 32|10@1+ (0.1,0) [0|100] "%" X
 SG_ ANGLE : 55|16@0- (0.1,0) [-3000|3000] "deg" X
"""

_SECONDS_TO_START = 20.0


def map_text() -> str:
    """Write the signal database of this bus."""
    messages = (f"BO_ {FIRST_ID + n} M{n}: 8 X\n{_LAYOUT}" for n in range(MESSAGES))
    return 'VERSION ""\n\nBU_: X\n\n' + "\n".join(messages)


def plain_map() -> Database:
    """Load it as cantools does."""
    return cast("Database", load_string(map_text(), "dbc"))


def our_map() -> tuple[SignalDatabase, tuple[SignalSpec, ...]]:
    """Load it as the driver does, with all signals of the wanted messages."""
    specs = (
        SignalSpec(
            point=f"M{number - FIRST_ID}.{signal}",
            message=f"M{number - FIRST_ID}",
            signal=signal,
            scale=1.0,
            offset=0.0,
            sentinels=(),
            low=-1e9,
            high=1e9,
            cycle_time_s=0.0125,
        )
        for number in sorted(WANTED_IDS)
        for signal in SIGNALS
    )
    return parse_database(map_text(), source="benchmark"), tuple(specs)


def messages(count: int) -> Iterator[can.Message]:
    """Make `count` frames, each id in turn."""
    once = [
        can.Message(arbitration_id=FIRST_ID + n, data=bytes(range(n, n + 8)), is_extended_id=False)
        for n in range(MESSAGES)
    ]
    return islice(cycle(once), count)


@dataclass(frozen=True, slots=True)
class Load:
    """So many frames, at a rate or (None) as fast as can be."""

    frames: int
    rate_hz: float | None


def send(bus: can.BusABC, load: Load) -> None:
    """Put the load on `bus`; a late frame is sent at once."""
    start_s = time.monotonic()
    for index, message in enumerate(messages(load.frames)):
        if load.rate_hz is not None:
            wait_s = start_s + index / load.rate_hz - time.monotonic()
            if wait_s > 0.0:
                time.sleep(wait_s)
        bus.send(message)


class Sender(Protocol):
    """Sends a load beside the receiver. `cpu_s` is what of the receiving process's CPU time is really the sender's."""

    cpu_s: float

    def start(self) -> None:
        """Begin."""

    def is_alive(self) -> bool:
        """Return True while there is more to come."""


class ThreadSender:
    """In a thread of this process; its CPU time is known when it has ended."""

    def __init__(self, bus: dict[str, Any], load: Load) -> None:
        self._bus, self._load = bus, load
        self._thread = Thread(target=self._run)
        self.cpu_s = 0.0

    def start(self) -> None:
        """Do as in Sender."""
        self._thread.start()

    def is_alive(self) -> bool:
        """Do as in Sender."""
        return self._thread.is_alive()

    def _run(self) -> None:
        with can.Bus(**self._bus) as bus:
            send(bus, self._load)
            self.cpu_s = time.thread_time()


class ProcessSender:
    """In a process of its own, which is ready when this is made."""

    cpu_s = 0.0

    def __init__(self, bus: dict[str, Any], load: Load) -> None:
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_send_when_told, args=(bus, load, theirs), daemon=True)
        self._process.start()
        if not self._pipe.poll(_SECONDS_TO_START):
            raise TimeoutError("the sender of the benchmark does not start")
        self._pipe.recv()

    def start(self) -> None:
        """Do as in Sender."""
        self._pipe.send("go")

    def is_alive(self) -> bool:
        """Do as in Sender."""
        return self._process.is_alive()


def _send_when_told(bus: dict[str, Any], load: Load, pipe: Connection) -> None:
    with can.Bus(**bus) as opened:
        pipe.send("ready")
        pipe.recv()
        send(opened, load)
