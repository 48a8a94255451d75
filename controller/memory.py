"""The memory from one tick to the next, also where somebody else than the guard has released the outputs."""

from dataclasses import replace

from controller.admission.admission_memory import AdmissionMemory
from controller.air.air_memory import AirMemory, AirOutput
from controller.alarms.alarm_memory import AlarmMemory
from controller.auxiliary.auxiliary_memory import AuxiliaryMemory
from controller.climate.climate_memory import ClimateMemory, ClimateOutput
from controller.containment import Failure
from controller.fridge.fridge_memory import FridgeMemory, FridgeOutput
from controller.guard import guard_memory
from controller.guard.guard_memory import GuardMemory
from controller.interface.alarm import Alarm
from controller.interface.commands import Commands, all_off
from controller.interface.energy_budget import Budget
from controller.interface.immutable import immutable
from controller.interface.targets import Targets
from controller.power.power_memory import PowerMemory
from controller.trials.trials_memory import Trials
from controller.verify.verify_memory import VerifyMemory


@immutable(kw_only=True)
class Requested:
    """The requests of each law when the laws were last asked, and all together; they stand until the next time."""

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
    admission: AdmissionMemory
    verify: VerifyMemory
    trials: Trials
    power: PowerMemory
    fridge: FridgeMemory
    climate: ClimateMemory
    air: AirMemory
    auxiliary: AuxiliaryMemory
    guard: GuardMemory
    alarms: AlarmMemory
    requested: Requested
    applied: Commands
    failures: tuple[Failure, ...] = ()
    """Parts of the core that raise."""

    @property
    def told(self) -> tuple[Alarm, ...]:
        """Every alarm that is active."""
        return (
            *self.alarms.alarms,
            *self.verify.alarms,
            *self.trials.alarms,
            *[failure.alarm for failure in self.failures],
        )


def released(memory: Memory, *, now_s: float) -> Memory:
    """Return `memory` with everything off since `now_s`, as far as it was on: minimum times count from there."""
    off = all_off(len(memory.targets.compartments))
    return replace(
        memory,
        guard=guard_memory.stopped(memory.guard, now_s=now_s),
        applied=off,
        requested=replace(memory.requested, commands=off),
    )


def compressor_off_since_s(memory: Memory, *, now_s: float) -> float:
    """Return since when the compressor is off, as the next run must know it; one that runs is released at `now_s`."""
    return now_s if memory.guard.compressor_on else memory.guard.compressor_since_s
