"""The status line of `systemctl status`. Pure."""

from collections.abc import Iterable, Mapping

from firmware.control.state_store import State

_APPLIANCES: Mapping[str, str] = {
    "compressor": "fridge",
    "compressor_speed": "fridge",
    "thermoelectric": "fridge",
    "hot_side_fan": "fridge",
    "fan": "fridge",
    "heater": "cabin climate",
    "cooler": "cabin climate",
    "blower": "cabin climate",
    "windscreen": "cabin climate",
    "recirculation": "cabin climate",
    "purifier": "air purifier",
    "condenser_fan": "fridge",
    "defrost_heater": "fridge",
    "warmer": "fridge",
    "lamp": "alarms",
    "buzzer": "alarms",
    "charger": "supply",
}
"""The appliance that an output belongs to, by the first word of its name."""


def regulating(outputs: Iterable[str], state: State | None) -> str:
    """Tell the regulated `outputs` and the faults by name; the lines of faults are in the journal."""
    if state is None:
        return "starting"
    appliances = list(dict.fromkeys(_APPLIANCES[name.partition(".")[0]] for name in outputs))
    what = f"regulating: {', '.join(appliances)}" if appliances else "measuring: no output is fitted"
    alarms = _named("alarm", [alarm.name for alarm in state.step.alarms])
    return f"{what}; {alarms}, {_named('fault', state.health.faults)}"


def safe(why: str, *, wait_s: float) -> str:
    """Show safe mode, and when it is over."""
    return f"{why} (next try in {max(1, round(wait_s / 60))} min)"


def _named(what: str, names: Iterable[str]) -> str:
    listed = list(names)
    if not listed:
        return f"no {what}"
    return f"{len(listed)} {what}{'s' if len(listed) > 1 else ''}: {', '.join(listed)}"
