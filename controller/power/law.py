"""The law of the supply: it watches battery, charger and loads, and says what the other laws may spend.

    readings -> estimates (line, rest voltage, in use?) -> ranks, with hysteresis -> budget

It looks every other second; between, the budget stands. Events tell who was cut out and who came back, with the
evidence.

While the voltage is unknown the budget is small, but not nothing: the compressor's own electronics stop it at 10.4 V
whatever happens here, and a broken wire must not spoil medicine. So while the car sleeps comfort ends at once, and the
cold goes on for as long as a healthy starter battery carries it. Where a voltage was never fitted the owner relies on
that electronics, and the cold is left to it.
"""

from dataclasses import replace
from math import inf

from controller.interface.commands import Commands
from controller.interface.energy_budget import FREE, Budget, Contradiction, InUse
from controller.interface.events import Event, LoadRestored, LoadShed
from controller.interface.immutable import immutable
from controller.interface.outcome import Outcome
from controller.interface.readings import NOT_FITTED, Absence, Reading
from controller.interface.snapshot import SupplyInputs, VehicleInputs
from controller.interface.status import SupplyStatus
from controller.power import contradictions, load_shedding, supply_estimator
from controller.power.battery_kinds import KINDS
from controller.power.load_shedding import Supply
from controller.power.power_memory import RANKS, Estimates, PowerMemory, Rank, Share
from controller.power.supply_estimator import MAX_SPEED_A, MIN_SPEED_A
from controller.settings.fridge import CompartmentSettings, Profile
from controller.settings.power import PowerSettings

PERIOD_S = 2.0
"""Of the looks. Engineering choice: a battery moves in hours, an over-voltage has 3 s."""

MIN_LOADED_V = 11.2
"""The fridge's unit stops at 10.4 V; its start takes up to half more current (Secop BD35F). Engineering choice."""

PLENTY_PCT = 40.0
"""An electric car on the road stores cold only above this charge. Engineering choice: nobody's range suffers."""

ASLEEP_S = {Rank.MEDICINE: 86_400.0, Rank.FOOD: 43_200.0, Rank.SAFETY: 3_600.0, Rank.COMFORT: 0.0}
"""Asleep and blind: how long each rank goes on. A box at 32 C takes 0.75 Ah an hour: 18 and 9 Ah of a 60 Ah battery,
which leaves half of it from 80 %. Engineering choice."""

NEVER_FITTED_S = {**ASLEEP_S, Rank.MEDICINE: inf, Rank.FOOD: inf}

SUNNY_PCT = 80.0
"""What charges without an engine stores cold only above this charge of the battery: that comes first, and the night is
long. Engineering choice."""

_BY_SUN = frozenset({InUse.CURRENT, InUse.SOLAR, InUse.VOLTAGE})
_SPEED_STEPS = 4.0


@immutable(kw_only=True)
class Inputs:
    """The inputs of the law: the believed readings, and the voltage, believed or not.

    Of the compartments it matters what is in them. `budget` is the one that holds until now.
    """

    supply: SupplyInputs
    vehicle: VehicleInputs
    compartments: tuple[CompartmentSettings, ...]
    fresh_v: Reading = NOT_FITTED
    budget: Budget = FREE


def initial() -> PowerMemory:
    """Begin without any knowledge of the supply."""
    return PowerMemory()


def regulate(
    memory: PowerMemory, inputs: Inputs, settings: PowerSettings, applied: Commands, *, now_s: float
) -> Outcome[PowerMemory, Budget]:
    """One tick; `applied` is what was put out since the last one."""
    if stands(memory, now_s=now_s):
        return Outcome(memory, inputs.budget)
    before = memory.estimates or supply_estimator.initial(now_s=now_s)
    measured = supply_estimator.Measured(inputs.supply, inputs.fresh_v, inputs.vehicle)
    seen = supply_estimator.update(before, measured, settings, applied, now_s=now_s)
    if _is_unconnected(inputs):
        return Outcome(PowerMemory(replace(seen, in_use=InUse.UNKNOWN)), FREE)
    supply = _supply(seen, inputs.vehicle, settings)
    shares = tuple(
        [
            load_shedding.update(share, level, supply, settings, now_s=now_s)
            for share, level in zip(memory.shares, load_shedding.levels(settings, supply), strict=True)
        ]
    )
    allowed = _allowed(seen, shares, supply, inputs.supply)
    told = contradictions.told(seen.doubts, KINDS[settings.battery], settings.nominal_v)
    return Outcome(
        PowerMemory(seen, shares),
        _budget(inputs, seen, supply, allowed, told),
        _changes(memory.shares, shares, before.over, seen, supply),
    )


def stands(memory: PowerMemory, *, now_s: float) -> bool:
    """Return True where a tick would change nothing: the supply was looked at a moment ago."""
    seen = memory.estimates
    return seen is not None and 0.0 <= now_s - seen.at_s < PERIOD_S


def status(memory: PowerMemory, budget: Budget) -> SupplyStatus:
    """Return what people are shown of the supply."""
    seen = memory.estimates
    if seen is None:
        return SupplyStatus(budget=budget, rest_v=None)
    known_pct = seen.charge.known_pct
    return SupplyStatus(
        budget=budget,
        rest_v=seen.rest_v,
        in_use=seen.in_use,
        charge_pct=known_pct,
        charge_error_pct=None if known_pct is None else seen.charge.error_pct,
        nominal_v=seen.doubts.nominal_v,
    )


def restricted(
    memory: PowerMemory,
    inputs: Inputs,
    _settings: PowerSettings,
    _applied: Commands,
    *,
    now_s: float,  # noqa: ARG001
) -> Outcome[PowerMemory, Budget]:
    """Answer while the law fails: no comfort, the lowest speed; cold and safety go on where they did until `now_s`.

    The compressor's own electronics protect the battery, and a life may hang on the rest.
    """
    before = inputs.budget
    budget = Budget(
        cooled=before.cooled,
        max_speed_pct=0.0,
        comfort_pct=0.0,
        safety_pct=before.safety_pct,
        store_cold=False,
        awake=False,
        contradictions=before.contradictions,
    )
    return Outcome(memory, before if budget == before else budget)


def _is_unconnected(inputs: Inputs) -> bool:
    """Neither supply nor car are measured: there is nothing to go by, and the law keeps out of the way."""
    vehicle = inputs.vehicle
    supply = inputs.supply
    sources = (supply.voltage_v, supply.battery_a, supply.soc_pct, supply.starter_v, supply.shore)
    readings = (*sources, vehicle.engine_rpm, vehicle.speed_kph, vehicle.ready, vehicle.charging)
    return all(reading.absence is Absence.NOT_FITTED for reading in readings)


def _supply(seen: Estimates, vehicle: VehicleInputs, settings: PowerSettings) -> Supply:
    """Return the state of the supply by which ranks are judged."""
    return Supply(
        rest_v=supply_estimator.fresh_rest_v(seen),
        charge_pct=vehicle.soc_pct.value,
        awake=seen.awake,
        charging=vehicle.charging.value is not None and vehicle.charging.value >= 1.0,
        battery_pct=seen.charge.known_pct,
        rested_s=seen.at_s - seen.awake_at_s,
        used_s=seen.at_s - seen.used_at_s,
        capacity_ah=supply_estimator.capacity_ah(seen, settings),
        kind=contradictions.judged_as(seen.doubts, settings.battery),
    )


def _allowed(seen: Estimates, shares: tuple[Share, ...], supply: Supply, inputs: SupplyInputs) -> dict[Rank, bool]:
    """Return the ranks that may run: none while a more important one may not, and none at over-voltage."""
    blind = supply.rest_v is None and not supply.awake
    limits_s = NEVER_FITTED_S if inputs.voltage_v.absence is Absence.NOT_FITTED else ASLEEP_S
    asleep_s = seen.at_s - seen.awake_at_s
    so_far = not seen.over
    allowed: dict[Rank, bool] = {}
    for rank, share in zip(RANKS, shares, strict=True):
        so_far = so_far and share.allowed and not (blind and asleep_s > limits_s[rank])
        allowed[rank] = so_far
    return allowed


def _budget(
    inputs: Inputs, seen: Estimates, supply: Supply, allowed: dict[Rank, bool], told: tuple[Contradiction, ...]
) -> Budget:
    """Return the same in words for the other laws; the old budget where nothing changed."""
    before, profiles = inputs.budget, [one.profile for one in inputs.compartments]
    budget = Budget(
        cooled=tuple([allowed[Rank.MEDICINE if one is Profile.MEDICINE else Rank.FOOD] for one in profiles]),
        max_speed_pct=100.0 if supply.awake else _max_speed_pct(seen, supply),
        comfort_pct=100.0 if allowed[Rank.COMFORT] else 0.0,
        safety_pct=100.0 if allowed[Rank.SAFETY] else 0.0,
        store_cold=supply.awake and _is_plenty(seen, supply),
        awake=supply.awake,
        contradictions=told,
    )
    return before if budget == before else budget


def _is_plenty(seen: Estimates, supply: Supply) -> bool:
    """Return True where energy costs nobody's range, and no battery that the sun has yet to fill."""
    if not supply.charging and supply.charge_pct is not None and supply.charge_pct < PLENTY_PCT:
        return False
    by_sun = seen.in_use in _BY_SUN
    return not by_sun or supply.battery_pct is None or supply.battery_pct >= SUNNY_PCT


def _max_speed_pct(seen: Estimates, supply: Supply) -> float:
    """Return the speed at which the fridge's terminals stay above MIN_LOADED_V, in steps that noise does not move."""
    if supply.rest_v is None:
        return 0.0
    spare_v = supply.rest_v - MIN_LOADED_V
    share = (spare_v - MIN_SPEED_A * seen.line.ohm) / max((MAX_SPEED_A - MIN_SPEED_A) * seen.line.ohm, 1e-6)
    return 100.0 * int(_SPEED_STEPS * min(max(share, 0.0), 1.0)) / _SPEED_STEPS


def _changes(
    before: tuple[Share, ...], after: tuple[Share, ...], was_over: bool, seen: Estimates, supply: Supply
) -> tuple[Event, ...]:
    """Return the events of one look."""
    events: list[Event] = []
    for rank, old, new in zip(RANKS, before, after, strict=True):
        if old.allowed != new.allowed:
            happened = LoadRestored if new.allowed else LoadShed
            events.append(happened(seen.at_s, rank, _evidence(seen, supply)))
    if was_over != seen.over:
        happened = LoadShed if seen.over else LoadRestored
        events.append(happened(seen.at_s, "all", f"over-voltage, {_evidence(seen, supply)}"))
    return tuple(events)


def _evidence(seen: Estimates, supply: Supply) -> str:
    """Measured and estimated; voltages as of a 12 V battery."""
    found = ["car in use" if supply.awake else "car asleep"]
    found.append("no voltage" if supply.rest_v is None else f"at rest {supply.rest_v:.2f} V")
    if seen.last is not None:
        found.append(f"terminals {seen.last.voltage_v:.2f} V at {seen.last.current_a:.1f} A")
        found.append(f"line {1_000.0 * seen.line.ohm:.0f} mohm")
    if supply.battery_pct is not None:
        found.append(f"battery at {supply.battery_pct:.0f} %")
    if supply.charge_pct is not None:
        found.append(f"charge {supply.charge_pct:.0f} %")
    return ", ".join(found)
