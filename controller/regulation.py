"""All laws for one tick: first what the supply allows, then cold, climate and air, and what they request together.

Cold, climate and air move in minutes, so that they are asked seldom beside a tick, and at once when somebody wants
something else or the supply allows something else; between, what they requested stands. What must not wait is the
guard's.
"""

from controller import air, climate, fridge, power
from controller.containment import Attempt, Part
from controller.interface.commands import Commands
from controller.interface.energy_budget import Budget
from controller.interface.events import Event
from controller.interface.evidence import Evidence
from controller.interface.immutable import immutable
from controller.interface.snapshot import CompartmentInputs, Snapshot
from controller.memory import Memory
from controller.settings import Settings
from controller.targets import Targets

ASKED_EVERY_S = 1.9
"""Engineering choice: two readings of a sensor, a tenth of the lag of the outlets; a bit less than four whole ticks, so
that a fourth one that comes early still counts."""


@immutable(kw_only=True)
class Laws:
    """The memory of each law after a tick, their requested outputs since `asked_at_s`, and their events."""

    power: power.PowerMemory
    fridge: fridge.FridgeMemory
    climate: climate.ClimateMemory
    air: air.AirMemory
    requested: Commands
    asked_at_s: float
    events: tuple[Event, ...]


@immutable(kw_only=True)
class Case:
    """What the laws go by in one tick."""

    memory: Memory
    inputs: Snapshot
    held: Targets
    settings: Settings
    fresh: Snapshot
    """All that is read, believed or not."""


def regulate(
    memory: Memory, evidence: Evidence, held: Targets, settings: Settings, attempt: Attempt, *, now_s: float
) -> Laws:
    """Run the power law, then the other laws within its budget."""
    supplied, inputs = memory.power, evidence.believed
    if not power.stands(supplied, now_s=now_s):
        fresh_v = evidence.fresh.supply.voltage_v
        supply = power.Inputs(inputs.supply, inputs.vehicle, settings.fridge.compartments, fresh_v)
        allow = attempt.use(Part.POWER, power.regulate, power.restricted)
        supplied = allow(supplied, supply, settings.power, memory.applied, now_s=now_s)
    if _stand(memory, inputs, held, supplied.budget, now_s=now_s):
        requested, asked_at_s = memory.requested, memory.asked_at_s
        return Laws(
            power=supplied,
            fridge=memory.fridge,
            climate=memory.climate,
            air=memory.air,
            requested=requested,
            asked_at_s=asked_at_s,
            events=supplied.events,
        )
    return _asked(
        Case(memory=memory, inputs=inputs, held=held, settings=settings, fresh=evidence.fresh),
        supplied,
        attempt,
        now_s=now_s,
    )


def _stand(memory: Memory, inputs: Snapshot, held: Targets, budget: Budget, *, now_s: float) -> bool:
    """Whether the last requested outputs stand: recent, applied to the compressor, without a new request or budget."""
    if inputs.requests or held is not memory.targets or budget is not memory.power.budget:
        return False
    is_applied = memory.applied.compressor_on == memory.requested.compressor_on
    return is_applied and 0.0 <= now_s - memory.asked_at_s < ASKED_EVERY_S


def _asked(case: Case, supplied: power.PowerMemory, attempt: Attempt, *, now_s: float) -> Laws:
    """Cold, climate and air in their turn."""
    memory, inputs, held, settings = case.memory, case.inputs, case.held, case.settings
    applied, budget = memory.applied, supplied.budget
    cool = attempt.use(Part.FRIDGE, fridge.regulate, fridge.stopped)
    around_c = inputs.cabin.air_c.value, case.fresh.cabin.air_c.value
    coldest_c = tuple([_coldest_c(box) for box in case.fresh.fridge.compartments])
    asked = fridge.Asked(
        targets=held.compartments, quiet=held.quiet, budget=budget, around_c=around_c, coldest_c=coldest_c
    )
    cold = cool(memory.fridge, inputs.fridge, asked, settings.fridge, applied, now_s=now_s)
    condition = attempt.use(Part.CLIMATE, climate.regulate, climate.stopped)
    comfort = climate.Asked(held.cabin, held.quiet, held.departs_at_s, budget)
    cabin = condition(memory.climate, inputs, comfort, settings.cabin, applied, now_s=now_s)
    moved = cabin.air
    breathed = air.Inputs(
        cabin=inputs.cabin,
        vehicle=inputs.vehicle,
        blower_pct=moved.blower_pct,
        windscreen_pct=moved.windscreen_pct,
        target=held.cabin,
        quiet=held.quiet,
    )
    ventilate = attempt.use(Part.AIR, air.regulate, air.neutral)
    fresh = ventilate(memory.air, breathed, settings.air, budget, applied, now_s=now_s)
    requested = _together(cold, moved, fresh)
    return Laws(
        power=supplied,
        fridge=cold,
        climate=cabin,
        air=fresh,
        requested=requested,
        asked_at_s=now_s,
        events=(*supplied.events, *cabin.events),
    )


def _coldest_c(box: CompartmentInputs) -> float | None:
    """What reads coldest in a compartment."""
    air_c, contents_c = box.air_c.value, box.contents_c.value
    if air_c is None or contents_c is None:
        return contents_c if air_c is None else air_c
    return min(air_c, contents_c)


def _together(cold: fridge.FridgeMemory, cabin: climate.Air, fresh: air.AirMemory) -> Commands:
    """What they want together: the blower that either needs, and a flap within what suits the climate."""
    return Commands(
        compressor_on=cold.compressor_on,
        compartment_fan_pct=cold.fan_pcts,
        heater_pct=cabin.heater_pct,
        cooler_pct=cabin.cooler_pct,
        blower_pct=max(cabin.blower_pct, fresh.blower_pct),
        compressor_speed_pct=cold.speed_pct,
        windscreen_pct=cabin.windscreen_pct,
        recirculation_pct=climate.recirculation_pct(cabin, fresh.recirculation_pct),
        purifier_pct=fresh.purifier_pct,
    )
