"""What one tick hands to the next, and how the first tick begins."""

from math import inf

from controller import air, climate, freshness, fridge, power, verify
from controller.alarms import evaluation as alarms
from controller.containment import Failure
from controller.guard import guard
from controller.interface.commands import Commands, all_off
from controller.interface.immutable import immutable
from controller.settings import Settings
from controller.targets import Targets, adopted


@immutable(kw_only=True)
class Memory:
    """All state of the core; compare it, keep it, replay from it.

    `applied` is what the last tick put out; `requested` is what the laws requested when they were last asked.
    """

    targets: Targets
    freshness: freshness.FreshnessMemory
    fridge: fridge.FridgeMemory
    climate: climate.ClimateMemory
    guard: guard.GuardMemory
    alarms: alarms.AlarmMemory
    applied: Commands
    power: power.PowerMemory
    air: air.AirMemory
    verify: verify.VerifyMemory
    requested: Commands
    asked_at_s: float
    failures: tuple[Failure, ...] = ()
    """Parts of the core that raise."""


def start(
    settings: Settings, *, now_s: float, targets: Targets | None = None, compressor_off_since_s: float | None = None
) -> Memory:
    """The memory before the first tick, all outputs off.

    `targets` are those kept from an earlier run; what this installation does not take of them is as configured.
    `compressor_off_since_s` is a proven time on the clock of `now_s`; None: the compressor counts as just stopped.
    """
    count = len(settings.fridge.compartments)
    held = adopted(targets, settings)
    rules = guard.initial(count, compressor_off_since_s, now_s=now_s)
    return Memory(
        targets=held,
        freshness=freshness.initial(settings),
        fridge=fridge.initial(settings.fridge, rules.compressor_since_s, now_s=now_s),
        climate=climate.ClimateMemory(),
        guard=rules,
        alarms=alarms.initial(settings, held, now_s=now_s),
        applied=all_off(count),
        power=power.PowerMemory(),
        air=air.AirMemory(),
        verify=verify.initial(settings, now_s=now_s),
        requested=all_off(count),
        asked_at_s=-inf,
    )
