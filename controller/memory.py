"""The memory from one tick to the next."""

from controller.air.air_memory import AirMemory, AirOutput
from controller.alarms.evaluation import AlarmMemory
from controller.climate.climate_memory import ClimateMemory, ClimateOutput
from controller.containment import Failure
from controller.freshness import FreshnessMemory
from controller.fridge.fridge_memory import FridgeMemory, FridgeOutput
from controller.guard.guard_memory import GuardMemory
from controller.interface.commands import Commands
from controller.interface.energy_budget import Budget
from controller.interface.immutable import immutable
from controller.interface.targets import Targets
from controller.power.power_memory import PowerMemory
from controller.verify.verify_memory import VerifyMemory


@immutable(kw_only=True)
class Requested:
    """The last requests of each law, and all together; they stand until the laws are asked again."""

    at_s: float
    budget: Budget
    fridge: FridgeOutput
    climate: ClimateOutput
    air: AirOutput
    commands: Commands


@immutable(kw_only=True)
class Memory:
    """All state of the core; compare it, keep it, replay from it. `applied` is what the last tick put out."""

    targets: Targets
    freshness: FreshnessMemory
    verify: VerifyMemory
    power: PowerMemory
    fridge: FridgeMemory
    climate: ClimateMemory
    air: AirMemory
    guard: GuardMemory
    alarms: AlarmMemory
    requested: Requested
    applied: Commands
    failures: tuple[Failure, ...] = ()
    """Parts of the core that raise."""
