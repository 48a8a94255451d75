"""The rows of the device "hub": the controller itself, its alarms, the supply, and requests to the whole car."""

from controller import CAR
from controller.interface.energy_budget import Budget
from firmware.control.state_store import State
from firmware.points.builders import OWN, known, maybe, measured, shown
from firmware.points.quantities import (
    BATTERY,
    BATTERY_ERROR,
    CHARGE,
    COUNT,
    CURRENT,
    ENERGY,
    POWER,
    PROBLEM,
    RUNNING,
    SWITCH,
    TOTAL,
    VOLTAGE,
    Point,
    choice,
)

CARRIED = ("all and store cold", "all", "all but comfort", "fridge only", "medicine only", "nothing")
"""The loads that the supply carries, from most to least."""

_STORE, _ALL, _NO_COMFORT, _FRIDGE, _MEDICINE, _NOTHING = range(len(CARRIED))
_JUDGED_BY = (
    *(f"supply.{name}" for name in ("voltage_v", "battery_a", "soc_pct", "starter_v", "shore")),
    *(f"vehicle.{name}" for name in ("engine_rpm", "speed_kph", "ready", "charging")),
)
"""Without any of these nothing is known and nothing is limited."""

_CARRIED = choice(CARRIED, "car-battery")


def carried(budget: Budget) -> int:
    """Return the index in CARRIED of `budget`."""
    if budget.comfort_pct > 0.0:
        return _STORE if budget.store_cold else _ALL
    if budget.safety_pct > 0.0:
        return _NO_COMFORT
    if all(budget.cooled):
        return _FRIDGE
    return _MEDICINE if any(budget.cooled) else _NOTHING


def _rest_v(state: State) -> float | None:
    return state.step.status.supply.rest_v


HUB: tuple[Point, ...] = (
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
        "hub.to_acknowledge",
        "Alarms to acknowledge",
        COUNT,
        f"{OWN}.Alarm.ToAcknowledge",
        lambda s: sum(entry.asks for entry in s.alarm_list),
        notes=lambda s: {entry.name: f"{entry.severity}, {entry.standing}" for entry in s.alarm_list},
    ),
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
    measured("supply.voltage_v", "Supply voltage", VOLTAGE, f"{OWN}.Supply.Voltage"),
    measured("supply.current_a", "Supply current", CURRENT, f"{OWN}.Supply.Current"),
    # Positive while it is charged, as in VSS; the battery may be one of the appliances' own.
    measured("supply.battery_a", "Battery current", CURRENT, f"{OWN}.Supply.BatteryCurrent"),
    measured("supply.soc_pct", "Battery by its own monitor", BATTERY, f"{OWN}.Supply.BatteryStateOfCharge"),
    measured("supply.starter_v", "Starter battery", VOLTAGE, f"{OWN}.Supply.StarterVoltage"),
    measured("supply.solar_w", "Solar power", POWER, f"{OWN}.Supply.SolarPower"),
    measured("supply.shore", "Shore power", RUNNING, f"{OWN}.Supply.IsShorePowered"),
    shown("supply.power_w", "Supply power", POWER, f"{OWN}.Supply.Power"),
    shown("supply.energy_wh", "Supply energy", ENERGY, f"{OWN}.Supply.Energy"),
    shown("supply.charge_ah", "Supply charge", CHARGE, f"{OWN}.Supply.Charge"),
    known(
        "car.quiet",
        "Quiet",
        SWITCH,
        f"{OWN}.IsQuiet",
        lambda s: s.step.memory.targets.quiet,
        sources=("compressor", "thermoelectric", "blower", "purifier"),
        command=(CAR, "quiet"),
    ),
    known(
        "supply.carries",
        "Supply carries",
        _CARRIED,
        f"{OWN}.Supply.Carries",
        lambda s: carried(s.step.status.supply.budget),
        sources=_JUDGED_BY,
    ),
    known(
        "supply.car_in_use",
        "Car in use",
        RUNNING,
        f"{OWN}.Supply.IsCarInUse",
        lambda s: s.step.status.supply.budget.awake,
        sources=_JUDGED_BY,
        notes=lambda s: {"reason": s.step.status.supply.in_use},
    ),
    maybe(
        "supply.battery_pct",
        "Battery",
        BATTERY,
        f"{OWN}.Supply.EstimatedStateOfCharge",
        lambda s: s.step.status.supply.charge_pct,
        sources=("supply.battery_a", "supply.soc_pct"),
    ),
    maybe(
        "supply.battery_error_pct",
        "Battery within",
        BATTERY_ERROR,
        f"{OWN}.Supply.StateOfChargeError",
        lambda s: s.step.status.supply.charge_error_pct,
        sources=("supply.battery_a", "supply.soc_pct"),
    ),
    maybe(
        "supply.rest_v", "Supply at rest", VOLTAGE, f"{OWN}.Supply.RestVoltage", _rest_v, sources=("supply.voltage_v",)
    ),
)


def alarm(name: str) -> Point:
    """Make the point of one alarm, for automations; "fridge.food.too_warm" is "Food too warm" of the fridge."""
    label = " ".join(name.split(".")[1:]).replace("_", " ").capitalize()
    vss = f"{OWN}.Alarm.{name.title().replace('.', '').replace('_', '')}"
    return known(name, label, PROBLEM, vss, lambda s: any(alarm.name == name for alarm in s.step.alarms))
