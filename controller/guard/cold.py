"""The guard's rules for the fridge: what is frozen gets no more cold, and the compressor keeps its minimum times.

- A compartment whose air is at or below its freeze guard gets no moved air until it is RELEASE_K above. Whether the
  sensor is believed does not matter: only a sensor that is heard can tell that something freezes.
- A probe in the contents tells too, whatever the air reads: a sensor of the air that hangs outside the box, or has
  failed, reads warm while all is freezing. Where the air is not believed it tells PROBE_K earlier, for what is colder
  still comes on.
- Compressor: off at once when every compartment that is to be cooled is so frozen, or when outputs are not driven. This
  breaks the minimum on time: frozen medicine is lost, one short run of a compressor is not. The minimum off time is
  never broken.

Compressor   becomes   when                                    stays although otherwise ordered
off          on        ordered, not at_once, off for long      less than min_off_s off
on           off       not ordered, or at_once                 not ordered, less than min_on_s on
"""

from collections.abc import Sequence

from controller.guard.limits import Reasons
from controller.interface.readings import Reading
from controller.interface.requests import Mode
from controller.interface.snapshot import CompartmentInputs
from controller.settings import CompartmentSettings, CompressorSettings
from controller.targets import Wish

RELEASE_K = 0.5
"""A frozen compartment must warm up by this. Engineering choice: well above the noise of a sensor (0.1 K)."""

PROBE_K = 1.0
"""So far above the freeze guard contents whose air nobody sees get no more cold. Engineering choice: a run cools the
air, and later the contents beside the plate, by about as much below what the probe shows (simulated boxes)."""


def frozen(
    before: tuple[bool, ...],
    believed: tuple[CompartmentInputs, ...],
    fresh: tuple[CompartmentInputs, ...],
    compartments: tuple[CompartmentSettings, ...],
) -> tuple[bool, ...]:
    """Which compartments are so cold that they must get no cold air; what is not measured is not known to be."""
    return tuple(
        [
            _at_or_below(one.air_c, settings.freeze_guard_c + (RELEASE_K if was else 0.0))
            or _at_or_below(one.contents_c, _contents_guard_c(settings, trusted) + (RELEASE_K if was else 0.0))
            for was, trusted, one, settings in zip(before, believed, fresh, compartments, strict=True)
        ]
    )


def _at_or_below(reading: Reading, limit_c: float) -> bool:
    return reading.value is not None and reading.value <= limit_c


def _contents_guard_c(settings: CompartmentSettings, trusted: CompartmentInputs) -> float:
    return settings.freeze_guard_c + (PROBE_K if trusted.air_c.value is None else 0.0)


def all_frozen(frozen: tuple[bool, ...], wishes: Sequence[Wish]) -> bool:
    """Whether there is something to cool and all of it is too cold already."""
    if True not in frozen:
        return False
    cooled = [is_frozen for is_frozen, wish in zip(frozen, wishes, strict=True) if wish.mode is Mode.COOL]
    return bool(cooled) and all(cooled)


def compressor(
    is_on: bool, lasted_s: float, ordered: bool, at_once: bool, settings: CompressorSettings, why: Reasons
) -> bool:
    """The table in the head of this file, for a compressor that is on or off for `lasted_s`.

    `at_once`: it must stand, whatever the minimum on time says.
    """
    if at_once:
        if ordered:
            why["compressor"] = "every compartment is at its freeze guard"
        return False
    if is_on and not ordered and lasted_s < settings.min_on_s:
        why["compressor"] = f"runs for at least {settings.min_on_s:g} s"
        return True
    if not is_on and ordered and lasted_s < settings.min_off_s:
        why["compressor"] = f"stands for at least {settings.min_off_s:g} s"
        return False
    return ordered


def fans(
    fans_pct: tuple[float, ...], frozen: tuple[bool, ...], compartments: tuple[CompartmentSettings, ...], why: Reasons
) -> tuple[float, ...]:
    """No cold air is moved into a frozen compartment."""
    if True not in frozen:
        return fans_pct
    return tuple(
        [
            _stopped(fan_pct, settings, why) if is_frozen else fan_pct
            for fan_pct, is_frozen, settings in zip(fans_pct, frozen, compartments, strict=True)
        ]
    )


def _stopped(fan_pct: float, settings: CompartmentSettings, why: Reasons) -> float:
    if fan_pct > 0.0:
        why[f"fan.{settings.name}"] = f"air or contents at the freeze guard of {settings.freeze_guard_c:g} °C"
    return 0.0
