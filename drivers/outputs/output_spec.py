"""The description of one output: its pins, how its load hangs on them, and what each duty is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

RELAY_ON_FROM_PCT = 50.0

OFF_PCT, FULL_PCT = 0.0, 100.0


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an output with several relays: the pins that are on, and the duty that they are."""

    level_pct: float
    pins: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MapPoint:
    """One point of a map: the duty of the pulses that a duty of the load takes; between two points it is a line."""

    level_pct: float
    duty_pct: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ServoStops:
    """Pulse widths of a servo at both ends of its way, and how long it takes from one to the other."""

    closed_us: float
    open_us: float
    travel_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputSpec:
    """One output: its name, BCM pin number, and how the load hangs on it."""

    name: str
    pin: int | None = None
    """None where `steps` name the pins."""
    kind: Literal["relay", "pwm", "steps", "servo"]
    active_high: bool = True
    frequency_hz: int = 100
    """Of the pulses; a relay ignores it."""
    moves_air: bool = False
    """Released after all that needs moved air; its relay is on at any duty, since a floor of 20 % must not be none."""
    curve: tuple[MapPoint, ...] = ()
    """The map of a load that does not follow the duty of the pulses; rising levels."""
    steps: tuple[Step, ...] = ()
    """Rising levels."""
    gap_s: float = 0.0
    """All relays of `steps` are off for so long before others are on: break before make."""
    stops: ServoStops = ServoStops(closed_us=1_000.0, open_us=2_000.0, travel_s=1.0)
    """Of a servo."""

    def __str__(self) -> str:
        return f"output {self.name} (GPIO {', '.join(map(str, self.pins))})"

    @property
    def pins(self) -> tuple[int, ...]:
        """Every pin that it drives, once."""
        if self.pin is not None:
            return (self.pin,)
        return tuple(dict.fromkeys(pin for step in self.steps for pin in step.pins))

    def step(self, duty_pct: float) -> Step | None:
        """Return the step for a duty: the nearest, of a fan the next higher; None is off."""
        if duty_pct <= OFF_PCT:
            return None
        if self.moves_air:
            return next((one for one in self.steps if one.level_pct >= duty_pct), self.steps[-1])
        nearest = min(reversed(self.steps), key=lambda one: abs(one.level_pct - duty_pct))
        return nearest if abs(nearest.level_pct - duty_pct) <= duty_pct else None

    def pulses_pct(self, duty_pct: float) -> float:
        """Return the duty of the pulses for a duty of the load."""
        if duty_pct <= OFF_PCT or not self.curve:
            return duty_pct
        if duty_pct <= self.curve[0].level_pct:
            return self.curve[0].duty_pct
        return next(self._within(duty_pct), self.curve[-1].duty_pct)

    def _within(self, duty_pct: float) -> Iterator[float]:
        """Yield the duty on the line between the two points around `duty_pct`."""
        for low, high in pairwise(self.curve):
            if duty_pct <= high.level_pct:
                share = (duty_pct - low.level_pct) / (high.level_pct - low.level_pct)
                yield low.duty_pct + share * (high.duty_pct - low.duty_pct)
