"""The guard's rule for the fans of the compartments: no cold air is moved into a frozen one.

Frozen is told with hysteresis, and the rules of the compressor go by it, too:
- A compartment whose air is at or below its freeze guard counts as frozen until the air is RELEASE_K above. It does
  not matter if the sensor is believed: only a sensor that is read can tell that something freezes.
- A probe in the contents tells too, whatever the air reads: a sensor of the air that hangs outside the box, or has
  failed, reads warm while all is freezing. Where the air is not believed it tells PROBE_K earlier, for what is colder
  still comes on.
"""

from controller.guard.guard_memory import Reasons
from controller.interface.readings import Reading
from controller.interface.snapshot import CompartmentInputs
from controller.settings.fridge import CompartmentSettings

RELEASE_K = 0.5
"""A frozen compartment must warm up by this. Engineering choice: well above the noise of a sensor (0.1 K)."""

PROBE_K = 1.0
"""Contents whose air nobody sees get no more cold from this far above the freeze guard on. Engineering choice: a run
cools the air, and later the contents beside the plate, by about as much below what the probe shows (simulated boxes).
"""


def detect_frozen(
    before: tuple[bool, ...],
    believed: tuple[CompartmentInputs, ...],
    fresh: tuple[CompartmentInputs, ...],
    compartments: tuple[CompartmentSettings, ...],
) -> tuple[bool, ...]:
    """Tell for each compartment if it must get no more cold; without a reading it is not known to be frozen."""
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


def fans(
    fans_pct: tuple[float, ...], frozen: tuple[bool, ...], compartments: tuple[CompartmentSettings, ...], why: Reasons
) -> tuple[float, ...]:
    """Stop the fan of each frozen compartment."""
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
