"""The guard's rules for heaters in the fridge: none heats what is cooled, nor without a believed reading.

- A defrost heater heats only while the compressor stands and the plate reads below DEFROSTED_C.
- A warmer heats only below the middle of the temperatures that its goods may have.
"""

from collections.abc import Sequence

from controller.guard.guard_memory import Reasons
from controller.interface.readings import Reading
from controller.interface.snapshot import FridgeInputs
from controller.settings.fridge import CompartmentSettings

DEFROSTED_C = 8.0
"""No ice is left on a plate from here on. Engineering choice: several kelvins above the end of a thaw, and harmless to
food that is beside it for minutes."""


def auxiliaries(
    requested_pct: tuple[float, ...],
    names: Sequence[str],
    compressor_on: bool,
    inputs: FridgeInputs,
    compartments: Sequence[CompartmentSettings],
    why: Reasons,
) -> tuple[float, ...]:
    """Return the duties, 0 with the reason for a heater that is forbidden."""
    return tuple(
        [
            duty_pct if duty_pct <= 0.0 else _allowed(duty_pct, name, compressor_on, inputs, compartments, why)
            for name, duty_pct in zip(names, requested_pct, strict=True)
        ]
    )


def _allowed(
    duty_pct: float,
    name: str,
    compressor_on: bool,
    inputs: FridgeInputs,
    compartments: Sequence[CompartmentSettings],
    why: Reasons,
) -> float:
    reason = ""
    if name == "defrost_heater":
        reason = "the compressor runs" if compressor_on else _too_warm(inputs.plate_c, DEFROSTED_C, "plate")
    for box, settings in zip(inputs.compartments, compartments, strict=True):
        if name == f"warmer.{settings.name}":
            reason = _too_warm(box.air_c, (settings.low_c + settings.high_c) / 2.0, "air")
    if reason:
        why[name] = reason
        return 0.0
    return duty_pct


def _too_warm(reading: Reading, limit_c: float, what: str) -> str:
    """Explain why a heater must not heat by this reading; empty where it may."""
    if reading.value is None:
        return f"no temperature of the {what} ({reading.absence})"
    if reading.value >= limit_c:
        return f"{what} at {reading.value:.1f} °C: heating only below {limit_c:g} °C"
    return ""
