"""The alarms that an installation can have at all: those of what is fitted. A home hub is told of no others."""

from controller.settings import Fitted, Settings

NEEDS = (
    ("cabin.not_heating", "heater"),
    ("cabin.not_lit", "heater"),
    ("cabin.heats_unasked", "heater"),
    ("cabin.heater_reversed", "heater"),
    ("cabin.not_cooling", "cooler"),
    ("cabin.cooler_reversed", "cooler"),
    ("supply.voltage_", "supply.voltage_v"),
    ("supply.current_", "supply.current_a"),
    ("supply.other_voltage", "supply.voltage_v"),
    ("supply.rests_", "supply.voltage_v"),
    ("supply.battery_current_", "supply.battery_a"),
    ("fridge.plate_", "fridge.plate_c"),
    ("fridge.condenser_fan", "fridge.condenser_c"),
)
"""By the beginning of an alarm's name, the output or input without which it cannot be raised."""

_OF_CONDITIONED_AIR = frozenset({"cabin.unsafe", "cabin.cut_out", "cabin.not_ready"})


def is_offered(name: str, settings: Settings) -> bool:
    """Return True where the alarm `name` can be raised by what is fitted."""
    fitted = settings.fitted
    if not all(_has(fitted, need) for beginning, need in NEEDS if name.startswith(beginning)):
        return False
    if name.startswith("cabin."):
        return fitted.conditions if name in _OF_CONDITIONED_AIR else fitted.reads("cabin.air_c")
    if name.startswith("fridge."):
        own = name.split(".")[1]
        box = next((one for one in settings.fridge.compartments if one.name == own), None)
        if box is None:
            return any(one.cooled for one in settings.fridge.compartments)
        return fitted.reads(f"fridge.{own}.air_c") or fitted.reads(f"fridge.{own}.contents_c")
    return True


def _has(fitted: Fitted, need: str) -> bool:
    return fitted.reads(need) if "." in need else fitted.has(need)
