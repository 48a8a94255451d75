"""The order of the guard's rules, and the memory they share. The last word on every requested output.

1. Every duty is a number from 0 to 100, of an output that is fitted; requests for another number of fans are all off
   (duty_range.py).
2. While the outputs are not driven, because one of them failed, nothing is applied: the compressor has stopped.
3. Compartments that are frozen: compartment_fan_rules.py, for their fans; compressor_rules.py goes by them, too. It
   rules a thermoelectric module as well, with the fan of its hot side.
4. Minimum run and rest of all other outputs, and the levels that they can have: output_times.py.
5. Heaters of the fridge: auxiliary_rules.py.
6. Heater, cooler and blower: cabin_rules.py. Recirculation: recirculation_rules.py.

Doubt takes away a permission, never a prohibition (evidence.py).
"""

from collections.abc import Sequence
from math import inf

from controller.guard import output_times
from controller.guard.auxiliary_rules import Place, auxiliaries
from controller.guard.cabin_rules import blower, cooler, heater, runs_down
from controller.guard.compartment_fan_rules import detect_frozen, fans
from controller.guard.compressor_rules import compressor, hot_side_fan_pct, must_stop
from controller.guard.duty_range import in_range, only_fitted
from controller.guard.guard_memory import GuardMemory, Reasons, ran_until_s, sound, stopped
from controller.guard.recirculation_rules import recirculation
from controller.interface.commands import Commands, all_off
from controller.interface.events import Event, GuardLimited
from controller.interface.evidence import Evidence
from controller.interface.outcome import Outcome
from controller.interface.snapshot import Snapshot
from controller.interface.targets import Target
from controller.settings import FridgeSettings, Settings


def allow(
    memory: GuardMemory,
    requested: Commands,
    evidence: Evidence,
    targets: Sequence[Target],
    settings: Settings,
    *,
    now_s: float,
) -> Outcome[GuardMemory, Commands]:
    """Apply every rule to `requested`, in the order of this file's head. `targets` are those of the compartments."""
    why, fridge, inputs = Reasons(), settings.fridge, evidence.believed
    memory = sound(memory, len(fridge.compartments), settings.timed, now_s=now_s)
    asked, requested = _timed(memory, requested, inputs.outputs_driven, settings, why, now_s=now_s)
    frozen, at_once = _frozen(memory, evidence, targets, fridge)
    compressor_on = compressor(memory, requested.compressor_on, at_once, fridge, why, now_s=now_s)
    since_s = memory.compressor_since_s if compressor_on == memory.compressor_on else now_s
    lasted_s = now_s - since_s if inputs.outputs_driven else inf
    heater_pct, cooler_pct, blower_pct = _conditioned(memory, requested, inputs, settings, why, now_s=now_s)
    recirculation_pct, shut_since_s = recirculation(
        memory.shut_since_s, requested.recirculation_pct, inputs.cabin.co2_ppm, why, now_s=now_s
    )
    place = Place(compressor_on, inputs.fridge, fridge.compartments)
    commands = Commands(
        compressor_on=compressor_on,
        compartment_fan_pct=fans(requested.compartment_fan_pct, frozen, fridge.compartments, why),
        heater_pct=heater_pct,
        cooler_pct=cooler_pct,
        blower_pct=blower_pct,
        compressor_speed_pct=requested.compressor_speed_pct if compressor_on else 0.0,
        hot_side_fan_pct=hot_side_fan_pct(requested.hot_side_fan_pct, compressor_on, lasted_s, fridge),
        windscreen_pct=requested.windscreen_pct,
        recirculation_pct=recirculation_pct,
        purifier_pct=requested.purifier_pct,
        auxiliary_pct=auxiliaries(requested.auxiliary_pct, settings.fitted.auxiliaries, place, why),
    )
    after = GuardMemory(
        compressor_on=compressor_on,
        compressor_since_s=since_s,
        heated_until_s=ran_until_s(memory.heated_until_s, heater_pct, now_s=now_s),
        cooled_until_s=ran_until_s(memory.cooled_until_s, cooler_pct, now_s=now_s),
        frozen=frozen,
        limited=tuple(why),
        shut_since_s=shut_since_s,
        switches=output_times.update(memory.switches, asked, commands, settings.timed, now_s=now_s),
    )
    return Outcome(after, only_fitted(commands, settings.fitted.missing), _begun(memory.limited, why, now_s=now_s))


def forbid(
    memory: GuardMemory,
    _requested: Commands,
    _evidence: Evidence,
    _targets: Sequence[Target],
    settings: Settings,
    *,
    now_s: float,
) -> Outcome[GuardMemory, Commands]:
    """Allow nothing: the answer while the guard itself fails."""
    return Outcome(stopped(memory, now_s=now_s), all_off(len(settings.fridge.compartments)))


def _timed(
    memory: GuardMemory, requested: Commands, driven: bool, settings: Settings, why: Reasons, *, now_s: float
) -> tuple[Commands, Commands]:
    """Return what can be asked of the outputs that are fitted, all off unless `driven`; and with their times kept."""
    boxes, fitted = settings.fridge.compartments, settings.fitted
    asked = in_range(requested if driven else all_off(len(boxes)), boxes, why, fitted.auxiliaries)
    asked = only_fitted(asked, fitted.missing)
    return asked, output_times.held(memory.switches, asked, settings.timed, why, now_s=now_s) if driven else asked


def _conditioned(
    memory: GuardMemory, requested: Commands, inputs: Snapshot, settings: Settings, why: Reasons, *, now_s: float
) -> tuple[float, float, float]:
    """Return the duties of heater, cooler and blower."""
    cabin = settings.cabin
    heater_pct = heater(requested, memory.cooled_until_s, inputs.cabin.air_c, cabin, why, now_s=now_s)
    cooler_pct = cooler(requested, memory.heated_until_s, cabin, why, now_s=now_s)
    heat, cold = settings.fitted.times("heater"), settings.fitted.times("cooler")
    needs_air = (
        (heater_pct > 0.0 or runs_down(memory.heated_until_s, heat, now_s=now_s)) and not heat.own_air,
        (cooler_pct > 0.0 or runs_down(memory.cooled_until_s, cold, now_s=now_s)) and not cold.own_air,
    )
    return heater_pct, cooler_pct, blower(requested.blower_pct, True in needs_air, cabin, why)


def _frozen(
    memory: GuardMemory, evidence: Evidence, targets: Sequence[Target], fridge: FridgeSettings
) -> tuple[tuple[bool, ...], bool]:
    """Tell which compartments must get no more cold, and if none may be made at all."""
    boxes, fresh = evidence.believed.fridge.compartments, evidence.fresh.fridge.compartments
    frozen = detect_frozen(memory.frozen, boxes, fresh, fridge.compartments)
    return frozen, not evidence.believed.outputs_driven or must_stop(frozen, targets, fridge.compartments)


def _begun(limited: tuple[str, ...], why: Reasons, *, now_s: float) -> tuple[Event, ...]:
    """Make an event for each output that is limited now and was not before."""
    if not why:
        return ()
    return tuple([GuardLimited(now_s, name, reason) for name, reason in why.items() if name not in limited])
