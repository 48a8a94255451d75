"""One cause at a time: what a finding explains is held back while it stands, and withdrawn where it was told first.

    cause                                    what it explains
    nothing                                  told as found
    suspected: it holds, not yet long enough not told before the cause is decided; what was told stays
    told                                     withdrawn, not told
    gone since less than FORGOTTEN_S         not told: the means over the last hour still remember it

A finding whose silence harms people or goods (`stuck_on`, `left_open`, `heats_unasked`) is explained by nothing.
"""

from collections.abc import Mapping, Sequence

from controller.interface.alarm import QUIET, AlarmState
from controller.interface.immutable import immutable
from controller.verify.history import HOUR_S

FORGOTTEN_S = HOUR_S
"""The longest mean that a delay does not outlast is that of an hour."""

FRIDGE, BOX, OTHER, CABIN, SUPPLY = "fridge", "box", "other", "cabin", "supply"
"""Places in the table: the fridge, one compartment, the compartments beside it, the cabin, the supply."""

_UNSEEN_COLD = frozenset({"fridge.weak_cooling", "fridge.heat_loss", "box.lid_ajar"})
_WRONG_AIR = _UNSEEN_COLD | {"fridge.not_cooling", "fridge.plate_loose", "box.fan_failed", "box.sensors_disagree"}
_WRONG_PLATE = _UNSEEN_COLD | {"fridge.not_cooling", "box.fan_failed"}
_ENDLESS = frozenset({"fridge.runs_without_end"})
_LID = _UNSEEN_COLD | _ENDLESS | {"other.lid_ajar", "box.fan_failed", "box.sensors_disagree"}

EXPLAINS: Mapping[str, frozenset[str]] = {
    "supply.voltage_impossible": frozenset({"fridge.no_start"}),
    "supply.current_backwards": frozenset({"fridge.no_start"}),
    "fridge.no_start": frozenset({"fridge.not_cooling"}),
    "fridge.unit_cut_out": frozenset({"fridge.no_start", "fridge.not_cooling"}),
    "fridge.not_cooling": _ENDLESS | {"fridge.weak_cooling", "box.fan_failed"},
    "fridge.stuck_on": frozenset({"fridge.weak_cooling", "fridge.plate_stuck"}),
    "fridge.plate_stuck": _WRONG_PLATE | {"fridge.plate_loose"},
    "fridge.plate_loose": _WRONG_PLATE,
    "fridge.condenser_fan": _ENDLESS | {"fridge.not_cooling", "fridge.weak_cooling"},
    "fridge.weak_cooling": _ENDLESS | {"fridge.heat_loss", "box.lid_ajar"},
    "fridge.runs_without_end": frozenset({"fridge.heat_loss"}),
    "fridge.blows_unasked": _UNSEEN_COLD | {"box.fan_failed"},
    "fridge.air_swapped": _UNSEEN_COLD
    | {"fridge.plate_loose", "box.fan_failed", "box.sensors_disagree", "box.air_jumped"},
    "box.left_open": _LID | {"box.air_jumped", "box.contents_jumped"},
    "box.lid_seems_open": _LID | {"box.air_jumped", "box.contents_jumped"},
    "box.lid_ajar": _ENDLESS | {"fridge.heat_loss"},
    "box.fan_failed": _UNSEEN_COLD | _ENDLESS | {"other.lid_ajar"},
    "box.air_silent": _WRONG_AIR | _ENDLESS | {"box.air_stuck"},
    "box.air_stuck": _WRONG_AIR | {"box.air_jumped"},
    "box.air_jumped": _WRONG_AIR,
    "box.contents_silent": frozenset({"box.contents_stuck", "box.sensors_disagree"}),
    "box.probe_handled": frozenset({"box.contents_jumped", "box.sensors_disagree"}),
    "box.probe_out": frozenset({"box.contents_jumped", "box.sensors_disagree"}),
    "box.contents_stuck": frozenset({"box.contents_jumped", "box.sensors_disagree"}),
    "box.contents_jumped": frozenset({"box.sensors_disagree"}),
    "box.sensors_disagree": frozenset({"box.fan_failed", "box.lid_ajar"}),
    "cabin.air_stuck": frozenset(
        {"cabin.not_heating", "cabin.not_lit", "cabin.not_cooling", "fridge.weak_cooling", "fridge.heat_loss"}
    ),
}
"""Each cause and what follows from it; what follows from that follows from the cause too."""


@immutable
class Name:
    """A finding by its place in the table (`place`, `check`) and, in a compartment, by that (`box`)."""

    place: str
    check: str
    box: str = ""


def named(finding: str) -> Name:
    """Read a finding's name: "fridge.not_cooling", "fridge.food.lid_ajar"."""
    place, *box, check = finding.split(".")
    return Name(BOX, check, box[0]) if box else Name(place, check)


def explained(cause: str) -> frozenset[str]:
    """Return all that follows from a cause of the table, directly or not."""
    follows, new = frozenset[str](), EXPLAINS.get(cause, frozenset())
    while not new <= follows:
        follows |= new
        new = frozenset().union(*[EXPLAINS.get(each, frozenset()) for each in follows])
    return follows


_FOLLOWS = {cause: explained(cause) for cause in EXPLAINS}


def explains(cause: Name, effect: Name) -> bool:
    """Return True where `effect` follows from `cause`."""
    follows = _FOLLOWS.get(f"{cause.place}.{cause.check}", frozenset())
    elsewhere = cause.box and effect.box and cause.box != effect.box
    return f"{OTHER if elsewhere else effect.place}.{effect.check}" in follows


@immutable
class Ranked:
    """The states of all findings with one cause at a time, and until when each is held back."""

    states: tuple[AlarmState, ...]
    held_until_s: tuple[float, ...]


def ranked(
    names: Sequence[str],
    before: Sequence[AlarmState],
    states: Sequence[AlarmState],
    held_until_s: Sequence[float],
    *,
    now_s: float,
) -> Ranked:
    """Hold back what is explained; all are of the same findings in the same order, `before` of the last look."""
    if all(state is QUIET for state in states):
        return Ranked(tuple(states), tuple(held_until_s))
    known = [named(name) for name in names]
    told = [name for name, state in zip(known, states, strict=True) if state.alarm is not None]
    suspected = [name for name, state in zip(known, states, strict=True) if state.alarm is None and state is not QUIET]
    after, until_s = list(states), list(held_until_s)
    for index, (name, was, state) in enumerate(zip(known, before, states, strict=True)):
        if any(explains(cause, name) for cause in told):
            after[index], until_s[index] = QUIET, now_s + FORGOTTEN_S
        elif now_s < until_s[index] <= now_s + FORGOTTEN_S:
            after[index] = QUIET
        elif was.alarm is None and state.alarm is not None and any(explains(cause, name) for cause in suspected):
            after[index] = AlarmState(state.since_s)
    return Ranked(tuple(after), tuple(until_s))
