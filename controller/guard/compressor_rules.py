"""The guard's rules for what makes the cold: its minimum times, and no cold for what is frozen.

It stops at once when all that is to be cooled is frozen, when a frozen compartment has no fan or damper to shut, or
when outputs are not driven. This breaks the minimum on time: frozen medicine is lost, one short run of a compressor is
not. The minimum off time is never broken. A thermoelectric module has neither; where a relay switches it, the relay
has both. Its hot side is blown at while it is driven and for a time after: what it has stored would flow back.

Compressor   becomes   when                                    stays although otherwise requested
off          on        requested, not at_once, off for long    less than min_off_s off
on           off       not requested, or at_once               not requested, less than min_on_s on
"""

from collections.abc import Sequence

from controller.guard.duty_range import FULL_PCT
from controller.guard.guard_memory import GuardMemory, Reasons
from controller.interface.requests import Mode
from controller.interface.targets import Target
from controller.settings.fridge import AirFlow, BoxKind, CompartmentSettings, FridgeSettings


def must_stop(frozen: tuple[bool, ...], targets: Sequence[Target], compartments: Sequence[CompartmentSettings]) -> bool:
    """Tell if only a stop spares what is frozen: all that is to be cooled, or a compartment with still air."""
    if True not in frozen:
        return False
    each_of = zip(frozen, targets, compartments, strict=True)
    cooled = [
        (is_frozen, one.air_flow is AirFlow.STILL) for is_frozen, target, one in each_of if target.mode is Mode.COOL
    ]
    return (True, True) in cooled or (bool(cooled) and all(is_frozen for is_frozen, _ in cooled))


def hot_side_fan_pct(requested_pct: float, module_on: bool, lasted_s: float, settings: FridgeSettings) -> float:
    """Return full while a module is driven and for its time after; it has been on or off for `lasted_s`."""
    is_hot = module_on or lasted_s < settings.thermoelectric.hot_side_run_on_s
    return FULL_PCT if is_hot and settings.kind is BoxKind.THERMOELECTRIC else requested_pct


def compressor(
    memory: GuardMemory, requested: bool, at_once: bool, settings: FridgeSettings, why: Reasons, *, now_s: float
) -> bool:
    """Apply the table in the head of this file to a compressor or module.

    `at_once`: it must stop, whatever the minimum on time says.
    """
    is_on, lasted_s = memory.compressor_on, now_s - memory.compressor_since_s
    times, name = settings.source, "thermoelectric" if settings.kind is BoxKind.THERMOELECTRIC else "compressor"
    if at_once:
        if requested:
            why[name] = "what it cools is at its freeze guard"
        return False
    if is_on and not requested and lasted_s < times.min_on_s:
        why[name] = f"minimum on time {times.min_on_s:g} s"
        return True
    if not is_on and requested and lasted_s < times.min_off_s:
        why[name] = f"minimum off time {times.min_off_s:g} s"
        return False
    return requested
