"""The laws of the auxiliary outputs, one row each, by the first word of the output's name.

They remember almost nothing: what is on is seen by what was applied, and the guard holds times and prohibitions.
"""

from collections.abc import Callable, Mapping

from controller.auxiliary.auxiliary_memory import AuxiliaryMemory
from controller.interface.alarm import Alarm
from controller.interface.commands import Commands
from controller.interface.energy_budget import FREE, Budget
from controller.interface.immutable import immutable
from controller.interface.outcome import Outcome
from controller.interface.requests import Mode
from controller.interface.snapshot import FridgeInputs
from controller.interface.targets import Targets
from controller.settings import Settings

ON_PCT, OFF_PCT = 100.0, 0.0

FROST_K, RELIEF_K = 1.0, 2.0
"""A compartment is warmed from this far above the least temperature of its goods on, until it is that far above.
Engineering choice: a sensor of the air and the coldest corner differ by less than 1 K."""

SOUNDS_S = 60.0
"""The buzzer sounds for so long for each new alarm. Engineering choice: longer than a door is slammed, short of a
nuisance."""

DANGERS = ("cabin.unsafe", "cabin.too_hot")
"""For these it sounds until they are over, also while quiet is asked for: somebody's life may hang on it."""


@immutable(kw_only=True)
class Inputs:
    """The inputs of these laws: readings, targets, the supply's budget, active alarms, and if the plate is thawed."""

    fridge: FridgeInputs
    targets: Targets
    budget: Budget = FREE
    alarms: tuple[Alarm, ...] = ()
    thaws: bool = False


@immutable(kw_only=True)
class Case:
    """All that one output is judged by: the inputs, what is `applied`, its name, and its duty there."""

    inputs: Inputs
    memory: AuxiliaryMemory
    settings: Settings
    applied: Commands
    name: str
    duty_pct: float


def initial() -> AuxiliaryMemory:
    """Begin with no alarm told."""
    return AuxiliaryMemory()


def regulate(
    memory: AuxiliaryMemory, inputs: Inputs, settings: Settings, applied: Commands, *, now_s: float
) -> Outcome[AuxiliaryMemory, tuple[float, ...]]:
    """Return the duty of each auxiliary output that is fitted, in their order."""
    names = settings.fitted.auxiliaries
    after = _listened(memory, inputs, now_s=now_s) if names else AuxiliaryMemory(now_s)
    before = applied.auxiliary_pct or (OFF_PCT,) * len(names)
    asked = [
        _LAWS[name.partition(".")[0]](
            Case(inputs=inputs, memory=after, settings=settings, applied=applied, name=name, duty_pct=duty_pct)
        )
        for name, duty_pct in zip(names, before, strict=True)
    ]
    return Outcome(after, tuple([ON_PCT if is_on else OFF_PCT for is_on in asked]))


def stopped(
    memory: AuxiliaryMemory, _inputs: Inputs, settings: Settings, applied: Commands, *, now_s: float
) -> Outcome[AuxiliaryMemory, tuple[float, ...]]:
    """Answer while these laws fail: all off but what cools a condenser."""
    cools = [name == "condenser_fan" and applied.compressor_on for name in settings.fitted.auxiliaries]
    duties = tuple([ON_PCT if is_on else OFF_PCT for is_on in cools])
    return Outcome(AuxiliaryMemory(min(memory.at_s, now_s), memory.known, memory.sounds_until_s), duties)


def _listened(memory: AuxiliaryMemory, inputs: Inputs, *, now_s: float) -> AuxiliaryMemory:
    """Note new alarms."""
    known = tuple([alarm.name for alarm in inputs.alarms])
    is_new = not set(known) <= set(memory.known)
    return AuxiliaryMemory(now_s, known, now_s + SOUNDS_S if is_new else min(memory.sounds_until_s, now_s + SOUNDS_S))


def _condenser_fan(case: Case) -> bool:
    """Blow while the compressor runs; it runs on as its times say."""
    return case.applied.compressor_on


def _defrost_heater(case: Case) -> bool:
    """Heat the plate while it is thawed, and nothing cools it."""
    return case.inputs.thaws and not case.applied.compressor_on


def _warmer(case: Case) -> bool:
    """Keep the goods of one compartment from frost, as in a car that stands in winter."""
    for settings, target, box, may in zip(
        case.settings.fridge.compartments,
        case.inputs.targets.compartments,
        case.inputs.fridge.compartments,
        case.inputs.budget.cooled or (True,) * len(case.settings.fridge.compartments),
        strict=True,
    ):
        if case.name == f"warmer.{settings.name}":
            air_c = box.air_c.value
            warm_c = min(settings.low_c + (RELIEF_K if case.duty_pct > 0.0 else FROST_K), target.set_point_c)
            return may and target.mode is Mode.COOL and air_c is not None and air_c < warm_c
    return False


def _lamp(case: Case) -> bool:
    """Shine while there is an alarm."""
    return bool(case.inputs.alarms)


def _buzzer(case: Case) -> bool:
    """Sound for each new alarm, and for a danger until it is over."""
    if any(name in DANGERS for name in case.memory.known):
        return True
    return not case.inputs.targets.quiet and case.memory.at_s < case.memory.sounds_until_s


def _charger(case: Case) -> bool:
    """Let one battery charge another while the car is in use, so that its engine or charger feeds both."""
    return case.inputs.budget.awake


_LAWS: Mapping[str, Callable[[Case], bool]] = {
    "condenser_fan": _condenser_fan,
    "defrost_heater": _defrost_heater,
    "warmer": _warmer,
    "lamp": _lamp,
    "buzzer": _buzzer,
    "charger": _charger,
}
