"""All laws for one tick: first what the supply allows, then cold, climate and air, and what they request together.

Cold, climate and air move in minutes, so that they are asked seldom beside a tick, and at once when somebody wants
something else or the supply allows something else; between, what they requested stands. What must not wait is the
guard's.
"""

from collections.abc import Sequence
from math import isfinite

from controller.air import law as air_law
from controller.air.air_memory import AirMemory, AirOutput
from controller.auxiliary import law as auxiliary_law
from controller.auxiliary.auxiliary_memory import AuxiliaryMemory
from controller.climate import law as climate_law
from controller.climate import split_range
from controller.climate.climate_memory import Asked as ComfortAsked
from controller.climate.climate_memory import ClimateMemory
from controller.climate.scene import Air
from controller.containment import Attempt, Part
from controller.fridge import law as fridge_law
from controller.fridge.fridge_memory import FridgeMemory, FridgeOutput
from controller.interface.commands import Commands
from controller.interface.energy_budget import Budget
from controller.interface.evidence import Evidence
from controller.interface.immutable import immutable
from controller.interface.outcome import Outcome
from controller.interface.snapshot import CompartmentInputs, Snapshot
from controller.interface.status import CompartmentStatus
from controller.interface.targets import Targets
from controller.memory import Memory, Requested
from controller.power import law as power_law
from controller.power.power_memory import PowerMemory
from controller.settings import Settings

ASKED_EVERY_S = 1.9
"""Engineering choice: two readings of a sensor, a tenth of the lag of the outlets; a bit less than four whole ticks, so
that a fourth one that comes early still counts."""


@immutable(kw_only=True)
class Laws:
    """The memories of the laws."""

    power: PowerMemory
    fridge: FridgeMemory
    climate: ClimateMemory
    air: AirMemory
    auxiliary: AuxiliaryMemory


@immutable
class Case:
    """The common inputs of all laws in one tick."""

    memory: Memory
    evidence: Evidence
    held: Targets
    settings: Settings


def regulate(
    memory: Memory, evidence: Evidence, held: Targets, settings: Settings, attempt: Attempt, *, now_s: float
) -> Outcome[Laws, Requested]:
    """Run the power law, then the other laws within its budget."""
    supplied = _supplied(memory, evidence, settings, attempt, now_s=now_s)
    if _stand(memory, evidence.believed, held, supplied.output, now_s=now_s):
        laws = Laws(
            power=supplied.memory,
            fridge=memory.fridge,
            climate=memory.climate,
            air=memory.air,
            auxiliary=memory.auxiliary,
        )
        return Outcome(laws, memory.requested, supplied.events)
    return _asked(Case(memory, evidence, held, settings), supplied, attempt, now_s=now_s)


def _supplied(
    memory: Memory, evidence: Evidence, settings: Settings, attempt: Attempt, *, now_s: float
) -> Outcome[PowerMemory, Budget]:
    """Ask the power law for the budget, unless its last one stands."""
    if power_law.stands(memory.power, now_s=now_s):
        return Outcome(memory.power, memory.requested.budget)
    supply = power_law.Inputs(
        supply=evidence.believed.supply,
        vehicle=evidence.believed.vehicle,
        compartments=settings.fridge.compartments,
        fresh_v=evidence.fresh.supply.voltage_v,
        budget=memory.requested.budget,
    )
    allow = attempt.use(Part.POWER, power_law.regulate, power_law.restricted)
    return allow(memory.power, supply, settings.power, memory.applied, now_s=now_s)


def _stand(memory: Memory, inputs: Snapshot, held: Targets, budget: Budget, *, now_s: float) -> bool:
    """Tell whether the last requests stand: recent, applied to the compressor, without a new request or budget."""
    requested = memory.requested
    if inputs.requests or held is not memory.targets or budget is not requested.budget:
        return False
    is_applied = memory.applied.compressor_on == requested.commands.compressor_on
    return is_applied and 0.0 <= now_s - requested.at_s < ASKED_EVERY_S


def _asked(
    case: Case, supplied: Outcome[PowerMemory, Budget], attempt: Attempt, *, now_s: float
) -> Outcome[Laws, Requested]:
    """Ask cold, climate and air in their turn."""
    memory, inputs, held, settings = case.memory, case.evidence.believed, case.held, case.settings
    applied, budget = memory.applied, supplied.output
    cool = attempt.use(Part.FRIDGE, fridge_law.regulate, fridge_law.stopped)
    asked = _asked_of_fridge(case, budget)
    cold = cool(memory.fridge, inputs.fridge, asked, settings.fridge, applied, now_s=now_s)
    if cold.memory.estimates is not memory.fridge.estimates:
        _must_be_numbers(cold.memory.estimates)
    condition = attempt.use(Part.CLIMATE, climate_law.regulate, climate_law.stopped)
    comfort = ComfortAsked(
        target=held.cabin,
        quiet=held.quiet,
        departs_at_s=held.departs_at_s,
        budget=budget,
        requested=memory.requested.climate.air,
        fitted=settings.fitted,
    )
    cabin = condition(memory.climate, inputs, comfort, settings.cabin, applied, now_s=now_s)
    breathed = air_law.Inputs(
        cabin=inputs.cabin,
        vehicle=inputs.vehicle,
        blower_pct=cabin.output.air.blower_pct,
        windscreen_pct=cabin.output.air.windscreen_pct,
        target=held.cabin,
        quiet=held.quiet,
        requested=memory.requested.air,
    )
    ventilate = attempt.use(Part.AIR, air_law.regulate, air_law.neutral)
    fresh = ventilate(memory.air, breathed, settings.air, budget, applied, now_s=now_s)
    beside = _beside(case, cold.memory.thawing_since_s is not None, budget, attempt, now_s=now_s)
    requested = Requested(
        at_s=now_s,
        budget=budget,
        fridge=cold.output,
        climate=cabin.output,
        air=fresh.output,
        commands=_together(cold.output, cabin.output.air, fresh.output, beside.output),
    )
    laws = Laws(
        power=supplied.memory, fridge=cold.memory, climate=cabin.memory, air=fresh.memory, auxiliary=beside.memory
    )
    return Outcome(laws, requested, (*supplied.events, *cabin.events))


def _asked_of_fridge(case: Case, budget: Budget) -> fridge_law.Asked:
    believed, fresh = case.evidence.believed, case.evidence.fresh
    return fridge_law.Asked(
        targets=case.held.compartments,
        quiet=case.held.quiet,
        budget=budget,
        around_c=(believed.cabin.air_c.value, fresh.cabin.air_c.value),
        coldest_c=tuple([_coldest_c(box) for box in fresh.fridge.compartments]),
    )


def _beside(
    case: Case, thaws: bool, budget: Budget, attempt: Attempt, *, now_s: float
) -> Outcome[AuxiliaryMemory, tuple[float, ...]]:
    """Ask for the outputs beside the appliances."""
    memory, settings = case.memory, case.settings
    ask = attempt.use(Part.AUXILIARY, auxiliary_law.regulate, auxiliary_law.stopped)
    asked = auxiliary_law.Inputs(
        fridge=case.evidence.believed.fridge,
        targets=case.held,
        budget=budget,
        alarms=memory.told if settings.fitted.auxiliaries else (),
        thaws=thaws,
    )
    return ask(memory.auxiliary, asked, settings, memory.applied, now_s=now_s)


def _must_be_numbers(estimates: Sequence[CompartmentStatus]) -> None:
    """Raise ArithmeticError for an estimate, or a bound of it, that is no number: it would stay so."""
    for one in estimates:
        if not all(isfinite(value) for value in (one.contents_c, one.contents_k) if value is not None):
            raise ArithmeticError("an estimate is no number")


def _coldest_c(box: CompartmentInputs) -> float | None:
    """Return the coldest reading of a compartment."""
    air_c, contents_c = box.air_c.value, box.contents_c.value
    if air_c is None or contents_c is None:
        return contents_c if air_c is None else air_c
    return min(air_c, contents_c)


def _together(cold: FridgeOutput, cabin: Air, fresh: AirOutput, beside: tuple[float, ...]) -> Commands:
    """Join their requests: the blower that either needs, and a flap within the range that suits the climate."""
    return Commands(
        compressor_on=cold.compressor_on,
        compartment_fan_pct=cold.fan_pcts,
        heater_pct=cabin.heater_pct,
        cooler_pct=cabin.cooler_pct,
        blower_pct=max(cabin.blower_pct, fresh.blower_pct),
        compressor_speed_pct=cold.speed_pct,
        windscreen_pct=cabin.windscreen_pct,
        recirculation_pct=split_range.recirculation_pct(cabin, fresh.recirculation_pct),
        purifier_pct=fresh.purifier_pct,
        auxiliary_pct=beside,
    )
