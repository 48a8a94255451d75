"""The memory from one tick to the next, and its initial state."""

from math import inf

from controller import air, alarms, climate, freshness, fridge, power, verify
from controller.containment import Failure
from controller.guard import guard
from controller.interface.commands import Commands, all_off
from controller.interface.energy_budget import FREE, Budget
from controller.interface.immutable import immutable
from controller.interface.targets import Targets
from controller.settings import Settings
from controller.targets import adopted


@immutable(kw_only=True)
class Requested:
    """The last requests of each law, and all together; they stand until the laws are asked again."""

    at_s: float
    budget: Budget
    fridge: fridge.FridgeOutput
    climate: climate.ClimateOutput
    air: air.AirOutput
    commands: Commands


@immutable(kw_only=True)
class Memory:
    """All state of the core; compare it, keep it, replay from it. `applied` is what the last tick put out."""

    targets: Targets
    freshness: freshness.FreshnessMemory
    verify: verify.VerifyMemory
    power: power.PowerMemory
    fridge: fridge.FridgeMemory
    climate: climate.ClimateMemory
    air: air.AirMemory
    guard: guard.GuardMemory
    alarms: alarms.AlarmMemory
    requested: Requested
    applied: Commands
    failures: tuple[Failure, ...] = ()
    """Parts of the core that raise."""


def initial(
    settings: Settings, *, now_s: float, targets: Targets | None = None, compressor_off_since_s: float | None = None
) -> Memory:
    """The memory before the first tick, all outputs off.

    `targets` are those persisted by an earlier run; what this installation does not take of them is as configured.
    `compressor_off_since_s` is a proven time on the clock of `now_s`; None: the compressor counts as just stopped.
    """
    count = len(settings.fridge.compartments)
    held, off = adopted(targets, settings), all_off(count)
    rules = guard.initial(count, compressor_off_since_s, now_s=now_s)
    return Memory(
        targets=held,
        freshness=freshness.initial(settings),
        verify=verify.initial(settings, now_s=now_s),
        power=power.initial(),
        fridge=fridge.initial(settings.fridge, rules.compressor_since_s, now_s=now_s),
        climate=climate.initial(),
        air=air.initial(),
        guard=rules,
        alarms=alarms.initial(settings, held, now_s=now_s),
        requested=Requested(
            at_s=-inf,
            budget=FREE,
            fridge=fridge.FridgeOutput(False, 0.0, off.compartment_fan_pct, (False,) * count),
            climate=climate.ClimateOutput(),
            air=air.AirOutput(),
            commands=off,
        ),
        applied=off,
    )
