"""The things that only a run of the simulated car can know, as its processes tell them to one another."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Broker:
    """The address of the home hub's broker; `embedded` is one of our own."""

    host: str
    port: int
    embedded: bool

    @property
    def address(self) -> str:
        """Host and port, for people."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Place:
    """The surroundings of one daemon. `speed` None is as fast as possible."""

    broker: Broker
    console_port: str
    state: Path
    speed: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The start of a daemon's process. `epoch_s` (time.monotonic) and `wall_epoch_s` are where virtual time was 0."""

    speed: float
    epoch_s: float
    wall_epoch_s: float
    boot_id: str
    place: Place
    pace_fd: int | None = None
    """Of a hil.rig.pacing.Pace, where time waits for this process."""

    def to_json(self) -> str:
        """Pack it as one argument of a command line."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Unpack it."""
        values = json.loads(text)
        place = values.pop("place")
        place |= {"broker": Broker(**place["broker"]), "state": Path(place["state"])}
        return cls(**values, place=Place(**place))
