"""May control units be asked now? Only while the car is awake by itself; a car is never woken, nor kept awake. Pure.

State        what it means                                                          may ask
ASLEEP       nobody but us has sent a frame for a while                             no
WAKING       others send, but not for long yet: it may be one stray frame           no
POLLING      others send                                                            yes
RESTING      nothing shows that the car is in use: we are silent, so that it can
             go to sleep; does it stay awake meanwhile, it was not because of us    no
LOW_SUPPLY   the 12 V supply is low and nothing charges it                          no

NEXT tells where each sign leads; TIMES_UP, where it leads once state and sign have lasted as long as the limits say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

CHARGING_V = 13.2
"""Somebody charges the 12 V supply, so the car is in use (AutoPi wakes up by the same figure)."""

HYSTERESIS_V = 0.2
"""A supply that was low must rise this far above the limit: it recovers by itself when its load goes (choice)."""


class State(StrEnum):
    """The present state of polling, from what is known of the car. The text is what a person is shown."""

    ASLEEP = "silent: the car is asleep"
    WAKING = "waits: the car has just begun to talk"
    POLLING = "asks"
    RESTING = "rests, so that the car can go to sleep"
    LOW_SUPPLY = "waits: the 12 V supply is low"


class Sign(StrEnum):
    """The evidence that can be seen of the car at one moment."""

    SILENT = "nobody else sends"
    LOW = "others send; the supply is low and nothing shows that the car is in use"
    WOKEN = "others send again, shortly after we had sent into their silence"
    STANDING = "others send; nothing shows that the car is in use"
    IN_USE = "others send, and the engine runs, the car is READY or its supply is charged"


NEXT: Mapping[State, Mapping[Sign, State]] = {
    State.ASLEEP: {
        Sign.SILENT: State.ASLEEP,
        Sign.LOW: State.LOW_SUPPLY,
        Sign.WOKEN: State.RESTING,
        Sign.STANDING: State.WAKING,
        Sign.IN_USE: State.WAKING,
    },
    State.WAKING: {
        Sign.SILENT: State.ASLEEP,
        Sign.LOW: State.LOW_SUPPLY,
        Sign.WOKEN: State.RESTING,
        Sign.STANDING: State.WAKING,
        Sign.IN_USE: State.WAKING,
    },
    State.POLLING: {
        Sign.SILENT: State.ASLEEP,
        Sign.LOW: State.LOW_SUPPLY,
        Sign.WOKEN: State.RESTING,
        Sign.STANDING: State.POLLING,
        Sign.IN_USE: State.POLLING,
    },
    State.RESTING: {
        Sign.SILENT: State.ASLEEP,
        Sign.LOW: State.LOW_SUPPLY,
        Sign.WOKEN: State.RESTING,
        Sign.STANDING: State.RESTING,
        Sign.IN_USE: State.POLLING,
    },
    State.LOW_SUPPLY: {
        Sign.SILENT: State.ASLEEP,
        Sign.LOW: State.LOW_SUPPLY,
        Sign.WOKEN: State.RESTING,
        Sign.STANDING: State.WAKING,
        Sign.IN_USE: State.WAKING,
    },
}

TIMES_UP: Mapping[tuple[State, Sign], State] = {
    (State.WAKING, Sign.STANDING): State.POLLING,
    (State.WAKING, Sign.IN_USE): State.POLLING,
    (State.POLLING, Sign.STANDING): State.RESTING,
    (State.RESTING, Sign.STANDING): State.POLLING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits in s and V; all engineering choices save the supply, at which a lead battery begins to empty."""

    received_within_s: float = 2.0
    """Others must have sent so shortly before: cars repeat most of what they send at least each second."""
    settle_s: float = 3.0
    """They must have sent for so long."""
    poll_s: float = 60.0
    """While nothing shows that the car is in use, it is asked for so long at a time ..."""
    rest_s: float = 300.0
    """... and then left alone for so long: most cars go to sleep within a few minutes."""
    blame_s: float = 10.0
    """A car that wakes up so shortly after we sent may have been woken by us."""
    lowest_supply_v: float = 12.8
    """Below, nothing is asked unless the car is in use."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the car; None is what is not known.

    `received_s` is when somebody else last sent; `wake_ups` is how often the car may have been woken by us so far.
    """

    received_s: float | None = None
    supply_v: float | None = None
    runs: bool | None = None
    wake_ups: int = 0


@dataclass(frozen=True, slots=True)
class Guard:
    """The memory from look to look; state and sign have been the same since `since_s`."""

    state: State = State.ASLEEP
    sign: Sign = Sign.SILENT
    since_s: float = 0.0
    wake_ups: int = 0

    @property
    def may_poll(self) -> bool:
        """True while requests to control units are permitted."""
        return self.state is State.POLLING


def step(guard: Guard, look: Look, limits: Limits, *, now_s: float) -> Guard:
    """Return the guard after one more `look`."""
    sign = _sign(guard, look, limits, now_s)
    since_s = guard.since_s if sign is guard.sign else now_s
    state = NEXT[guard.state][sign]
    if now_s - since_s >= _lasts_s(guard.state, limits):
        state = TIMES_UP.get((guard.state, sign), state)
    if state is not guard.state:
        since_s = now_s
    return Guard(state, sign, since_s, look.wake_ups)


def is_awake(received_s: float | None, limits: Limits, *, now_s: float) -> bool:
    """Return whether others have sent so shortly before `now_s` that the car is awake by itself."""
    return received_s is not None and 0.0 <= now_s - received_s <= limits.received_within_s


def _sign(guard: Guard, look: Look, limits: Limits, now_s: float) -> Sign:
    if not is_awake(look.received_s, limits, now_s=now_s):
        return Sign.SILENT
    if look.wake_ups > guard.wake_ups:
        return Sign.WOKEN
    if look.runs or (look.supply_v is not None and look.supply_v >= CHARGING_V):
        return Sign.IN_USE
    return Sign.LOW if _is_low(look.supply_v, limits, was_low=guard.state is State.LOW_SUPPLY) else Sign.STANDING


def _is_low(supply_v: float | None, limits: Limits, *, was_low: bool) -> bool:
    """Return whether the supply is low; a low one that is no longer known stays low: only asking may make it known."""
    if supply_v is None:
        return was_low
    return supply_v < limits.lowest_supply_v + (HYSTERESIS_V if was_low else 0.0)


def _lasts_s(state: State, limits: Limits) -> float:
    lasting = {State.WAKING: limits.settle_s, State.POLLING: limits.poll_s, State.RESTING: limits.rest_s}
    return lasting.get(state, float("inf"))
