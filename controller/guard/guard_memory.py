"""The memory of the guard, and the reasons that it collects in a tick."""

from collections.abc import Sequence
from dataclasses import replace
from math import inf, isinf

from controller.interface.immutable import immutable

Reasons = dict[str, str]
"""The reason for each limited output, by its name; filled while one set of requests is judged."""


@immutable
class Switch:
    """The history of one output with times: its duty, since when it is on or off, and when it was last requested."""

    duty_pct: float
    since_s: float
    asked_s: float

    @property
    def on(self) -> bool:
        """True while it is driven."""
        return self.duty_pct > 0.0


@immutable(kw_only=True)
class GuardMemory:
    """The history of the outputs: compressor state and since when, until when heater and cooler ran, what is frozen.

    `heated_until_s` and `cooled_until_s` are inf while it runs and -inf when it never did.
    """

    compressor_on: bool
    compressor_since_s: float
    heated_until_s: float
    cooled_until_s: float
    frozen: tuple[bool, ...]
    limited: tuple[str, ...] = ()
    shut_since_s: float | None = None
    """The time since which the cabin's air goes round unmeasured."""
    switches: tuple[Switch, ...] = ()
    """Of the outputs with times, in the order of `Settings.timed`."""


def initial(
    compartments: int, compressor_off_since_s: float | None, timed: Sequence[object] = (), *, now_s: float
) -> GuardMemory:
    """Begin with everything off. None: nothing proves the off time, so the compressor counts as just stopped.

    So do the `timed` outputs, each of which has a time of its own.
    """
    since_s = now_s if compressor_off_since_s is None else min(compressor_off_since_s, now_s)
    return GuardMemory(
        compressor_on=False,
        compressor_since_s=since_s,
        heated_until_s=-inf,
        cooled_until_s=-inf,
        frozen=(False,) * compartments,
        switches=(Switch(0.0, now_s, now_s),) * len(timed),
    )


def sound(memory: GuardMemory, compartments: int, timed: Sequence[object] = (), *, now_s: float) -> GuardMemory:
    """Return `memory` with a prohibition for what cannot be true: a time ahead counts as now, no record as frozen."""
    return GuardMemory(
        compressor_on=memory.compressor_on,
        compressor_since_s=min(now_s, memory.compressor_since_s),  # in this order: `now_s` for what is no number
        heated_until_s=_ended_s(memory.heated_until_s, now_s=now_s),
        cooled_until_s=_ended_s(memory.cooled_until_s, now_s=now_s),
        frozen=memory.frozen if len(memory.frozen) == compartments else (True,) * compartments,
        limited=memory.limited,
        shut_since_s=memory.shut_since_s,
        switches=_sound(memory.switches, timed, now_s=now_s),
    )


def _sound(switches: tuple[Switch, ...], timed: Sequence[object], *, now_s: float) -> tuple[Switch, ...]:
    """Return one for each of the `timed` outputs; without a record each counts as just stopped."""
    if len(switches) != len(timed):
        return (Switch(0.0, now_s, now_s),) * len(timed)
    return tuple([Switch(one.duty_pct, min(now_s, one.since_s), min(now_s, one.asked_s)) for one in switches])


def _ended_s(until_s: float, *, now_s: float) -> float:
    """Return a time that can be: inf while something goes on, -inf where it never did, otherwise none that is ahead."""
    return until_s if isinf(until_s) else min(now_s, until_s)


def stoppable(memory: GuardMemory) -> GuardMemory:
    """Waive the minimum on time of a compressor that no law controls any more."""
    return replace(memory, compressor_since_s=-inf) if memory.compressor_on else memory


def stopped(memory: GuardMemory, *, now_s: float) -> GuardMemory:
    """Remember that everything was switched off at `now_s`."""
    return GuardMemory(
        compressor_on=False,
        compressor_since_s=now_s if memory.compressor_on else memory.compressor_since_s,
        heated_until_s=min(memory.heated_until_s, now_s),
        cooled_until_s=min(memory.cooled_until_s, now_s),
        frozen=memory.frozen,
        limited=memory.limited,
        switches=tuple([Switch(0.0, now_s if one.on else one.since_s, one.asked_s) for one in memory.switches]),
    )


def ran_until_s(before_s: float, duty_pct: float, *, now_s: float) -> float:
    """Return the time until which an output ran: inf while it does."""
    return inf if duty_pct > 0.0 else min(before_s, now_s)
