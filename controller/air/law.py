"""The law of the cabin's air: how much of it is recirculated, what the purifier does, and the least that must be blown.

    readings -> estimates (people, outside air) -> plan -> requested outputs, changed seldom

It looks every few seconds; between, what it requested stands. Clear windows come before clean air, clean air before
energy.
"""

from dataclasses import replace

from controller.air import source_estimator
from controller.air.air_memory import FRESH, OUTSIDE_CO2_PPM, AirEstimates, AirMemory, AirOutput
from controller.air.mass_balance import leak_m3_h
from controller.air.optimizer import Choice, Situation, best, cost, flowing, is_possible
from controller.interface.commands import Commands
from controller.interface.energy_budget import Budget
from controller.interface.immutable import immutable
from controller.interface.outcome import Outcome
from controller.interface.requests import Mode, Preset
from controller.interface.snapshot import CabinInputs, VehicleInputs
from controller.interface.targets import Target
from controller.settings.cabin import AirSettings

PERIOD_S = 5.0
"""Of the looks: as often as a carbon dioxide sensor measures (SCD4x)."""

EMPTY_PERIOD_S = 30.0
"""In an empty car nobody waits for the air."""

HOLD_S, MARGIN = 60.0, 0.12
"""A flap moves seldom: when it stood for long and the new place is worth it. Engineering choices."""

URGENT = 0.4
"""Of cost: the flap moves at once, as at the mouth of a tunnel. Engineering choice."""

STUFFY_PPM, STUFFY_OFF_PPM = 1_000.0, 2_000.0
"""From here the blower is asked for: good air ends, and where people have switched it off, act (bands of the facts)."""

RELIEF_PPM = 250.0
"""So far it falls until the blower is let go. Engineering choice."""

FOG_BELOW_C, DAMP_PCT, WET_PCT, DAMP_SHARE_PCT = 12.0, 60.0, 75.0, 50.0
"""In the cold the windows fog where the air is damp: half fresh, or all. Engineering choices."""

_SPARE = 1.15  # more fresh air than the balance asks for
_LESS = 0.6  # of what is blown: only when so little is needed does the blower slow down
_STEP_PCT = 5.0
_FULL_PCT = 100.0


@immutable(kw_only=True)
class Inputs:
    """The inputs of the law. `blower_pct` and `windscreen_pct` are requests of the climate law in this tick.

    `target` is that of the cabin, `requested` what the law requested when last asked.
    """

    cabin: CabinInputs
    vehicle: VehicleInputs
    blower_pct: float
    windscreen_pct: float
    target: Target
    quiet: bool = False
    requested: AirOutput = FRESH


def initial() -> AirMemory:
    """Begin without any knowledge of the air."""
    return AirMemory()


def regulate(
    memory: AirMemory, inputs: Inputs, settings: AirSettings, budget: Budget, applied: Commands, *, now_s: float
) -> Outcome[AirMemory, AirOutput]:
    """One tick; `applied` is what was put out since the last one."""
    requested = inputs.requested
    period_s = EMPTY_PERIOD_S if inputs.cabin.presence.value == 0.0 else PERIOD_S
    if memory.at_s is not None and 0.0 <= now_s - memory.at_s < period_s and not _must_change(inputs, budget):
        return Outcome(memory, requested)
    leak = leak_m3_h(settings, _or(inputs.vehicle.speed_kph.value, 0.0))
    seen = _seen(memory, inputs.cabin, leak, settings, applied, now_s=now_s)
    blower_pct = _min_blower_pct(requested.blower_pct, seen, inputs.target, settings, budget)
    situation = Situation(
        estimates=seen,
        leak_m3_h=leak,
        blown_m3_h=settings.blower_m3_h * max(inputs.blower_pct, blower_pct) / _FULL_PCT,
        heat_k=_heat_k(inputs, applied),
        quiet=inputs.quiet,
        max_recirculation_pct=_max_recirculation_pct(inputs),
        max_purifier_pct=_max_purifier_pct(inputs.cabin, settings, budget),
    )
    now = Choice(requested.recirculation_pct, requested.purifier_pct)
    stood_s = now_s - memory.changed_at_s
    choice = _choice(now, stood_s, situation, settings)
    return Outcome(
        AirMemory(now_s, memory.changed_at_s if choice == now else now_s, seen),
        AirOutput(choice.recirculation_pct, choice.purifier_pct, blower_pct),
    )


def neutral(
    memory: AirMemory, _inputs: Inputs, _settings: AirSettings, _budget: Budget, _applied: Commands, *, now_s: float
) -> Outcome[AirMemory, AirOutput]:
    """Answer while the law fails: fresh air and no purifier, as changed at `now_s`."""
    return Outcome(replace(memory, changed_at_s=now_s), FRESH)


def _seen(
    memory: AirMemory, cabin: CabinInputs, leak: float, settings: AirSettings, applied: Commands, *, now_s: float
) -> AirEstimates:
    """Return the estimates now, with the air that was really moved."""
    if memory.estimates is None or memory.at_s is None:
        return source_estimator.initial(cabin, settings)
    if now_s <= memory.at_s:
        return memory.estimates
    done = Choice(applied.recirculation_pct, applied.purifier_pct)
    flows = flowing(done, leak, settings.blower_m3_h * applied.blower_pct / _FULL_PCT, settings)
    return source_estimator.update(memory.estimates, cabin, flows, settings, now_s - memory.at_s, now_s=now_s)


def _choice(now: Choice, stood_s: float, situation: Situation, settings: AirSettings) -> Choice:
    """Return the best choice, or the present one while a change is not worth it, or changes nothing."""
    if situation.blown_m3_h <= 0.0 and situation.max_purifier_pct <= 0.0:
        return Choice(min(now.recirculation_pct, situation.max_recirculation_pct), 0.0)
    planned, min_cost = best(situation, settings)
    if not is_possible(now, situation):
        return planned
    gain = cost(now, situation, settings) - min_cost
    return planned if gain >= URGENT or (gain >= MARGIN and stood_s >= HOLD_S) else now


def _must_change(inputs: Inputs, budget: Budget) -> bool:
    """Return True where the windows ask for fresh air, or the supply for less, at once."""
    requested = inputs.requested
    return requested.purifier_pct > budget.comfort_pct or (requested.recirculation_pct > 0.0 and _defogs(inputs))


def _defogs(inputs: Inputs) -> bool:
    return inputs.target.preset is Preset.DEFOG or inputs.windscreen_pct > 0.0


def _max_recirculation_pct(inputs: Inputs) -> float:
    """Return the share of recirculation that the windows allow."""
    if _defogs(inputs):
        return 0.0
    humidity_pct, outside_c = inputs.cabin.humidity_pct.value, inputs.vehicle.outside_c.value
    if humidity_pct is None or humidity_pct < DAMP_PCT or outside_c is None or outside_c >= FOG_BELOW_C:
        return _FULL_PCT
    return DAMP_SHARE_PCT if humidity_pct < WET_PCT else 0.0


def _max_purifier_pct(cabin: CabinInputs, settings: AirSettings, budget: Budget) -> float:
    """None where none is fitted, and not for an empty car."""
    if settings.purifier_m3_h <= 0.0 or cabin.presence.value == 0.0:
        return 0.0
    return budget.comfort_pct


def _heat_k(inputs: Inputs, applied: Commands) -> float:
    """Return the kelvins to heat or cool fresh air by; negative where it helps, 0 where neither is done."""
    outside_c, air_c = inputs.vehicle.outside_c.value, inputs.cabin.air_c.value
    if outside_c is None or air_c is None or applied.heater_pct == applied.cooler_pct:
        return 0.0
    return air_c - outside_c if applied.heater_pct > applied.cooler_pct else outside_c - air_c


def _min_blower_pct(
    before_pct: float, seen: AirEstimates, target: Target, settings: AirSettings, budget: Budget
) -> float:
    """Enough fresh air for those inside, once it is stuffy; from the parked car's battery only where it is needed."""
    stuffy_ppm = STUFFY_OFF_PPM if target.mode is Mode.OFF or budget.comfort_pct <= 0.0 else STUFFY_PPM
    limit_ppm = stuffy_ppm - RELIEF_PPM if before_pct > 0.0 else stuffy_ppm
    if seen.co2_ppm < limit_ppm or budget.safety_pct <= 0.0:
        return 0.0
    needed_m3_h = seen.exhaled_l_h * 1_000.0 / (settings.most_co2_ppm - OUTSIDE_CO2_PPM)
    needed_pct = _FULL_PCT * _SPARE * needed_m3_h / settings.blower_m3_h
    if _LESS * before_pct <= needed_pct <= before_pct:
        return before_pct
    return min(_STEP_PCT * (int(needed_pct / _STEP_PCT) + 1), _FULL_PCT)


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value
