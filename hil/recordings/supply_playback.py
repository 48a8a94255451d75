"""Recordings of supplies through the real power law: when it takes the car to be in use, and what it counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from controller import power
from controller.interface.commands import Commands
from controller.interface.energy_budget import FREE
from controller.interface.readings import NOT_FITTED, Reading
from controller.interface.snapshot import SupplyInputs, VehicleInputs
from controller.settings import CompartmentSettings, PowerSettings
from hil.recordings.supply_logs import SupplyLog, SupplyMoment

LOOK_S = 300.0
"""A voltage of a slow recording stands, and is looked at so often. Engineering choice: batteries move in hours."""

HOUR_S = 3_600.0
GAP_S = 7_200.0
"""Over a longer gap nothing is known, and nothing stands. Engineering choice: two rows of an hourly table."""

STEADY_S, STEADY_V = 86_400.0, 0.15
"""So steady for a day before and after is a battery that rests: nobody charges or uses it. Engineering choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyRow:
    """The words of the law on one recording, beside what is true."""

    recording: str
    battery: str
    hours: float
    in_use_h: float
    steady_h: float
    """So long the battery rested for sure."""
    in_use_while_steady_h: float
    """The aim is none."""
    counted_ah: float | None
    told_ah: float | None
    """By the recording's own monitor."""
    contradictions: tuple[str, ...]


def play(log: SupplyLog, settings: PowerSettings) -> SupplyRow:
    """Put a recording through the law."""
    memory, budget, applied = power.initial(), FREE, Commands(compartment_fan_pct=(0.0,))
    steady = _steady(log.moments)
    began_s = log.moments[0].at_s
    known_h = used_h = steady_h = wrong_h = 0.0
    seen: dict[str, None] = {}
    for (at_s, for_s, moment), rests in _looks(log.moments, steady):
        now_s = at_s - began_s
        inputs = power.Inputs(
            supply=_measured(moment, now_s),
            vehicle=VehicleInputs(),
            compartments=(CompartmentSettings(name="food"),),
            fresh_v=Reading(moment.voltage_v, now_s),
            budget=budget,
        )
        taken = power.regulate(memory, inputs, settings, applied, now_s=now_s)
        memory, budget = taken.memory, taken.output
        known_h += for_s / HOUR_S
        used_h += budget.awake * for_s / HOUR_S
        steady_h += rests * for_s / HOUR_S
        wrong_h += (rests and budget.awake) * for_s / HOUR_S
        seen |= dict.fromkeys(budget.contradictions)
    counted = memory.estimates.charge.counted_ah if memory.estimates else 0.0
    return SupplyRow(
        recording=log.name,
        battery=str(settings.battery),
        hours=round(known_h, 2),
        in_use_h=round(used_h, 2),
        steady_h=round(steady_h, 2),
        in_use_while_steady_h=round(wrong_h, 2),
        counted_ah=None if log.moments[0].current_a is None else round(counted, 4),
        told_ah=_told_ah(log.moments),
        contradictions=tuple(map(str, seen)),
    )


def _measured(moment: SupplyMoment, now_s: float) -> SupplyInputs:
    amps = NOT_FITTED if moment.current_a is None else Reading(moment.current_a, now_s)
    return SupplyInputs(Reading(moment.voltage_v, now_s), battery_a=amps)


def _looks(
    moments: Sequence[SupplyMoment], steady: Sequence[bool]
) -> Iterator[tuple[tuple[float, float, SupplyMoment], bool]]:
    """Yield the time of each look, for how long it stands, what was recorded, and whether the battery rested."""
    for (moment, after), rests in zip(pairwise(moments), steady, strict=False):
        left_s = after.at_s - moment.at_s
        if left_s > GAP_S:
            continue
        at_s = moment.at_s
        while left_s > 0.0:
            step_s = min(left_s, LOOK_S)
            yield (at_s, step_s, moment), rests
            at_s, left_s = at_s + step_s, left_s - step_s
    yield (moments[-1].at_s, 0.0, moments[-1]), False


def _steady(moments: Sequence[SupplyMoment]) -> list[bool]:
    """Tell for each moment whether the voltage hardly moved for a day before and after."""
    found, begin, end = list[bool](), 0, 0
    for moment in moments:
        while moments[begin].at_s < moment.at_s - STEADY_S:
            begin += 1
        while end < len(moments) and moments[end].at_s <= moment.at_s + STEADY_S:
            end += 1
        volts = [each.voltage_v for each in moments[begin:end]]
        whole = moments[0].at_s <= moment.at_s - STEADY_S and moment.at_s + STEADY_S <= moments[-1].at_s
        found.append(whole and max(volts) - min(volts) <= STEADY_V)
    return found


def _told_ah(moments: Sequence[SupplyMoment]) -> float | None:
    first, last = moments[0].told_ah, moments[-1].told_ah
    return None if first is None or last is None else round(last - first, 4)
