"""The guard's rules for the compressor: its minimum times, and no cold for what is frozen.

It stops at once when every compartment that is to be cooled is frozen, or when outputs are not driven. This breaks the
minimum on time: frozen medicine is lost, one short run of a compressor is not. The minimum off time is never broken.

Compressor   becomes   when                                    stays although otherwise requested
off          on        requested, not at_once, off for long    less than min_off_s off
on           off       not requested, or at_once               not requested, less than min_on_s on
"""

from collections.abc import Sequence

from controller.guard.guard_memory import Reasons
from controller.interface.requests import Mode
from controller.interface.targets import Target
from controller.settings.fridge import CompressorSettings


def all_frozen(frozen: tuple[bool, ...], targets: Sequence[Target]) -> bool:
    """Tell if there is something to cool and all of it is frozen."""
    if True not in frozen:
        return False
    cooled = [is_frozen for is_frozen, target in zip(frozen, targets, strict=True) if target.mode is Mode.COOL]
    return bool(cooled) and all(cooled)


def compressor(
    is_on: bool, lasted_s: float, requested: bool, at_once: bool, settings: CompressorSettings, why: Reasons
) -> bool:
    """Apply the table in the head of this file to a compressor that is on or off for `lasted_s`.

    `at_once`: it must stop, whatever the minimum on time says.
    """
    if at_once:
        if requested:
            why["compressor"] = "all compartments to be cooled are at their freeze guard"
        return False
    if is_on and not requested and lasted_s < settings.min_on_s:
        why["compressor"] = f"minimum on time {settings.min_on_s:g} s"
        return True
    if not is_on and requested and lasted_s < settings.min_off_s:
        why["compressor"] = f"minimum off time {settings.min_off_s:g} s"
        return False
    return requested
