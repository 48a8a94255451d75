"""The rows of the controller itself, of its supply and of its alarms."""

from firmware.points.builders import OWN, known, measured, shown
from firmware.points.quantities import CHARGE, COUNT, CURRENT, ENERGY, POWER, PROBLEM, TOTAL, VOLTAGE, Point

HUB = (
    known(
        "hub.alarm",
        "Alarm",
        PROBLEM,
        f"{OWN}.Alarm.IsActive",
        lambda s: bool(s.step.alarms),
        notes=lambda s: {alarm.name: alarm.text for alarm in s.step.alarms},
    ),
    known("hub.alarms", "Active alarms", COUNT, f"{OWN}.Alarm.Count", lambda s: len(s.step.alarms)),
    known(
        "hub.faults",
        "Faults",
        COUNT,
        f"{OWN}.Fault.Count",
        lambda s: len(s.health.faults),
        diagnostic=True,
        notes=lambda s: s.health.faults,
    ),
    known(
        "hub.overruns",
        "Missed cycles",
        TOTAL,
        f"{OWN}.Cycle.Overruns",
        lambda s: s.health.cycle_overruns,
        diagnostic=True,
    ),
    known(
        "hub.restarts",
        "Restarted tasks",
        TOTAL,
        f"{OWN}.Task.Restarts",
        lambda s: sum(s.health.restarts.values()),
        diagnostic=True,
    ),
    # At the controller's own terminals, so not Vehicle.LowVoltageBattery.
    measured("supply.voltage_v", "Supply voltage", VOLTAGE, f"{OWN}.Supply.Voltage", lambda i: i.supply.voltage_v),
    measured("supply.current_a", "Supply current", CURRENT, f"{OWN}.Supply.Current", lambda i: i.supply.current_a),
    shown("supply.power_w", "Supply power", POWER, f"{OWN}.Supply.Power"),
    shown("supply.energy_wh", "Supply energy", ENERGY, f"{OWN}.Supply.Energy"),
    shown("supply.charge_ah", "Supply charge", CHARGE, f"{OWN}.Supply.Charge"),
)


def alarm(name: str) -> Point:
    """One alarm by itself, for automations; "fridge.food.too_warm" is "Food too warm" of the fridge."""
    label = " ".join(name.split(".")[1:]).replace("_", " ").capitalize()
    vss = f"{OWN}.Alarm.{name.title().replace('.', '').replace('_', '')}"
    return known(name, label, PROBLEM, vss, lambda s: any(alarm.name == name for alarm in s.step.alarms))
