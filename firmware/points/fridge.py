"""The rows of the fridge and of each of its compartments."""

from collections.abc import Iterator

from controller import AirFlow, CompartmentSettings, Mode, Target
from firmware.control.state_store import State
from firmware.points.builders import OWN, known, measured, target_points
from firmware.points.fridge_forecast import clocks
from firmware.points.quantities import ACTION, ACTIONS, DUTY, FAN_SPEED, OPENING, RUNNING, TEMPERATURE, Point
from firmware.points.trip_rows import of_trip

FRIDGE = (
    measured("fridge.plate_c", "Evaporator", TEMPERATURE, f"{OWN}.Fridge.Evaporator"),
    measured("fridge.condenser_c", "Condenser", TEMPERATURE, f"{OWN}.Fridge.Condenser"),
    measured("fridge.condenser_fan_rpm", "Condenser fan", FAN_SPEED, f"{OWN}.Fridge.CondenserFanSpeed"),
    known(
        "fridge.compressor_on",
        "Compressor",
        RUNNING,
        f"{OWN}.Fridge.IsCompressorOn",
        lambda s: s.step.commands.compressor_on,
        sources=("compressor",),
    ),
    known(
        "fridge.compressor_speed_pct",
        "Compressor speed",
        DUTY,
        f"{OWN}.Fridge.CompressorSpeed",
        lambda s: s.step.commands.compressor_speed_pct,
        sources=("compressor_speed",),
    ),
    known(
        "fridge.module_on",
        "Thermoelectric module",
        RUNNING,
        f"{OWN}.Fridge.IsModuleOn",
        lambda s: s.step.commands.compressor_on,
        sources=("thermoelectric",),
    ),
    known(
        "fridge.module_drive_pct",
        "Thermoelectric drive",
        DUTY,
        f"{OWN}.Fridge.ModuleDrive",
        lambda s: s.step.commands.compressor_speed_pct,
        sources=("thermoelectric",),
    ),
    known(
        "fridge.hot_side_fan_pct",
        "Hot side fan",
        DUTY,
        f"{OWN}.Fridge.HotSideFanSpeed",
        lambda s: s.step.commands.hot_side_fan_pct,
        sources=("hot_side_fan",),
    ),
    known(
        "fridge.defrosting",
        "Defrosting",
        RUNNING,
        f"{OWN}.Fridge.IsDefrosting",
        lambda s: s.step.status.fridge.defrosting,
        sources=("fridge.plate_c",),
    ),
)


def compartment(settings: CompartmentSettings, number: int) -> Iterator[Point]:
    """Make the points of one compartment of the fridge."""
    name = settings.name
    key, label, vss = f"fridge.{name}", name.replace("_", " ").capitalize(), f"{OWN}.Fridge.{name.title()}"
    fan, outputs = (f"fan.{name}",), ("compressor", "thermoelectric", f"fan.{name}")

    def fan_pct(state: State) -> float:
        return state.step.commands.compartment_fan_pct[number]

    def target(state: State) -> Target:
        return state.step.memory.targets.compartments[number]

    def action(state: State) -> float:
        if target(state).mode is Mode.OFF:
            return ACTIONS.index("off")
        creeps_in = settings.air_flow is AirFlow.STILL and state.step.commands.compressor_on
        return ACTIONS.index("cooling" if creeps_in or fan_pct(state) > 0.0 else "idle")

    yield measured(f"{key}.air_c", f"{label} air", TEMPERATURE, f"{vss}.AirTemperature", number)
    yield measured(f"{key}.contents_c", f"{label} contents", TEMPERATURE, f"{vss}.ContentsTemperature", number)
    yield measured(f"{key}.lid_open", f"{label} lid", OPENING, f"{vss}.IsLidOpen", number)
    yield from clocks(name, number, vss)
    yield known(f"{key}.fan_pct", f"{label} fan", DUTY, f"{vss}.FanSpeed", fan_pct, sources=fan)
    yield from target_points(key, f"{vss}.SetPoint", target, outputs)
    yield from of_trip(name, vss)
    yield known(f"{key}.action", "Action", ACTION, f"{vss}.Action", action, sources=outputs)
