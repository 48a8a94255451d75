"""The guard's rules for heaters in the fridge: none heats what is cooled, nor without a believed reading.

- A defrost heater heats only while the compressor stands and the plate reads below DEFROSTED_C.
- A warmer heats only below the middle of the temperatures that its goods may have.
"""

from collections.abc import Callable, Mapping, Sequence

from controller.guard.guard_memory import Reasons
from controller.interface.immutable import immutable
from controller.interface.readings import Reading
from controller.interface.snapshot import FridgeInputs
from controller.settings.fridge import CompartmentSettings

DEFROSTED_C = 8.0
"""No ice is left on a plate from here on. Engineering choice: several kelvins above the end of a thaw, and harmless to
food that is beside it for minutes."""


@immutable
class Place:
    """All that a rule goes by."""

    compressor_on: bool
    inputs: FridgeInputs
    compartments: tuple[CompartmentSettings, ...]


def auxiliaries(
    requested_pct: tuple[float, ...], names: Sequence[str], place: Place, why: Reasons
) -> tuple[float, ...]:
    """Return the duties, 0 with the reason for a heater that is forbidden."""
    if not requested_pct:
        return ()
    each_of = zip(names, requested_pct, strict=True)
    return tuple([_allowed(name, duty_pct, place, why) for name, duty_pct in each_of])


def _allowed(name: str, duty_pct: float, place: Place, why: Reasons) -> float:
    first, _, compartment = name.partition(".")
    if duty_pct <= 0.0 or first not in _RULES:
        return duty_pct
    reason = _RULES[first](place, compartment)
    if reason:
        why[name] = reason
        return 0.0
    return duty_pct


def _defrost_heater(place: Place, _compartment: str) -> str:
    return "the compressor runs" if place.compressor_on else _too_warm(place.inputs.plate_c, DEFROSTED_C, "plate")


def _warmer(place: Place, compartment: str) -> str:
    number = [one.name for one in place.compartments].index(compartment)
    settings = place.compartments[number]
    middle_c = (settings.low_c + settings.high_c) / 2.0
    return _too_warm(place.inputs.compartments[number].air_c, middle_c, "air")


_RULES: Mapping[str, Callable[[Place, str], str]] = {"defrost_heater": _defrost_heater, "warmer": _warmer}


def _too_warm(reading: Reading, limit_c: float, what: str) -> str:
    """Explain why a heater must not heat by this reading; empty where it may."""
    if reading.value is None:
        return f"no temperature of the {what} ({reading.absence})"
    if reading.value >= limit_c:
        return f"{what} at {reading.value:.1f} °C: heating only below {limit_c:g} °C"
    return ""
