"""The place where a campaign is played, as the engine sees it. Each tier has its own, with its own bounds."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Protocol

from hil.campaigns.campaign import Campaign


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The bounds of a tier, in seconds on the clock of its stage."""

    look_every_s: float
    lasts_s: float
    """A fault of which the row does not say it."""
    noticed_within_s: float
    """At least; a fault that lasts longer may be noticed as long as it lasts."""
    reported_within_s: float
    """After it was noticed, at the console and at the hub."""
    holds_from_s: float
    """After the injection: before that, what a row demands need not hold yet."""
    safe_allowance_s: float
    """On top of SAFE_WITHIN_S, where looks are far apart."""
    recovers_within_s: float
    stays_well_s: float
    """After the recovery, before the record is read."""


class Course(Protocol):
    """The regulation since a moment."""

    async def gaps(self) -> list[str]:
        """Return in words what did not go on; empty where everything did."""


class Window(NamedTuple):
    """A time, in seconds of the service's monotonic clock, for each minute of which each recorded point has a row."""

    since_s: float
    until_s: float


class Stage(ABC):
    """A running service and all that a fault can be put into. Its clock is that of the running loop."""

    bounds: ClassVar[Bounds]
    lost_control_s: float | None = None
    """The time at which control was lost, told by the fault."""
    safe_after_s: float | None = None
    """The time from there until all outputs were off; None as long as they are not."""
    requested: int = 0
    """The number of requests of people so far, each of which must be in the record."""

    @property
    def now_s(self) -> float:
        """Now, on the loop's clock."""
        return asyncio.get_running_loop().time()

    @property
    @abstractmethod
    def record(self) -> Path:
        """The file of the record."""

    @property
    @abstractmethod
    def faults(self) -> tuple[str, ...]:
        """The names of the faults that the service tells of."""

    @property
    @abstractmethod
    def outputs_are_off(self) -> bool:
        """True where no pin energises anything."""

    @property
    @abstractmethod
    def availability(self) -> str:
        """The service's availability at the home hub: online, offline, or "" before the hub heard of it."""

    @property
    @abstractmethod
    def min_off_violations(self) -> int:
        """The starts of the compressor so far that came too early."""

    @property
    @abstractmethod
    def condition(self) -> str:
        """The state of the service in words, for a failure."""

    @property
    def ends(self) -> tuple[str, ...]:
        """The ends of its processes so far that nobody asked for, in systemd's words."""
        return ()

    @abstractmethod
    async def settle(self) -> list[str]:
        """Wait until a fault may begin; return what is not as it should be then."""

    @abstractmethod
    async def console_reports(self, fault: str) -> bool:
        """Return True where the technician reads of it."""

    @abstractmethod
    def hub_reports(self, fault: str) -> bool:
        """Return True where the home hub has heard of it."""

    @abstractmethod
    def is_well(self, fault: str, *, stands: bool) -> bool:
        """Return True where the service works again after `fault`, which is still open where it `stands`."""

    @abstractmethod
    async def course(self) -> Course:
        """Begin to watch the regulation."""

    @abstractmethod
    async def written(self) -> Window:
        """Let the record be written; return the window of the service that runs, or ran last."""

    async def request(self) -> str | None:
        """Let a person change a set-point; return the answer, None where nobody is there to ask."""
        return None

    def lasts_s(self, campaign: Campaign[Any]) -> float:
        """Return how long the fault is there at least."""
        return self.bounds.lasts_s if campaign.lasts_s is None else campaign.lasts_s

    def lose_control(self) -> None:
        """Note that outputs must go off from now on, and the time when they are."""
        self.lost_control_s, self.safe_after_s = self.now_s, None
        self.note_whether_safe()

    def note_whether_safe(self) -> None:
        """Note the first time that all outputs are off since control was lost."""
        if self.lost_control_s is not None and self.safe_after_s is None and self.outputs_are_off:
            self.safe_after_s = self.now_s - self.lost_control_s

    def named(self, fault: str) -> tuple[str, ...]:
        """Return the faults whose names begin so."""
        return tuple(each for each in self.faults if each.startswith(fault))

    async def until(self, holds: Callable[[], bool], within_s: float, since_s: float | None = None) -> float | None:
        """Wait until it holds; return the seconds since `since_s` (None is now), None where it takes more."""

        async def asked() -> bool:
            return holds()

        return await self.until_asked(asked, within_s, since_s)

    async def until_asked(
        self, holds: Callable[[], Awaitable[bool]], within_s: float, since_s: float | None = None
    ) -> float | None:
        """Wait as `until`, where asking takes time."""
        since_s = self.now_s if since_s is None else since_s
        while not await holds():
            if self.now_s - since_s >= within_s:
                return None
            await asyncio.sleep(self.bounds.look_every_s)
        return self.now_s - since_s
