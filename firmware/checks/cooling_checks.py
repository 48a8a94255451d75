"""Rules for the compartments of the fridge: each one can be seen, and gets its cold in the way that its settings say.

Compartments are cooled where an output makes cold. Without one, what their sensors give is only recorded.
"""

from collections.abc import Iterator

from controller import AirFlow, BoxKind, CompartmentSettings, FridgeSettings, Mode
from firmware.checks.wording import names_of
from firmware.config import Config
from firmware.config.problem import KeyPath, Problem

_PLATE = "fridge.plate_c"

_KIND: KeyPath = ("fridge", "kind")


def cooling_problems(config: Config) -> Iterator[Problem]:
    """Yield everything that is wrong with what should cool the compartments."""
    yield from _uncooled(config)
    if config.makes_cold:
        for index, box in enumerate(config.fridge.compartments):
            yield from _moved(config, index, box)
    yield from _plate(config)


def recorded_only(config: Config) -> Iterator[str]:
    """Yield a line for each compartment that has sensors and nothing that cools it."""
    for box in config.fridge.compartments:
        if not config.makes_cold and _is_measured(config, box.name):
            missing = f'there is no output "{config.cold_output}"'
            yield f'compartment "{box.name}": is measured and recorded, never cooled: {missing}'


def _uncooled(config: Config) -> Iterator[Problem]:
    """Yield compartments that are to be cooled and cannot be; those of the default count where something cools."""
    givers = (("sensors",), *(("sensors", index, "gives") for index in range(len(config.sensors))))
    for index, box in enumerate(config.fridge.compartments):
        path, air = ("fridge", "compartments", index), f"fridge.{box.name}.air_c"
        also = (_KIND, (*path, "name"), *givers)
        if box.mode is not Mode.COOL:
            continue
        if config.makes_cold and not _is_given(config, air):
            right = f'add one, or list only compartments that there are, or write mode = "{Mode.OFF}"'
            yield Problem(path, f'"{box.name}" is to be cooled and no sensor gives {air}: {right}', also=also)
        elif not config.makes_cold and _is_written(config) and not _is_measured(config, box.name):
            missing = f'an output "{config.cold_output}" is missing, and a sensor that gives {air}'
            yield Problem(path, f'"{box.name}" is to be cooled: {missing}', also=(*also, *_outputs(config)))


def _moved(config: Config, index: int, box: CompartmentSettings) -> Iterator[Problem]:
    """Judge what moves the air of one compartment: nobody knows whether a fan is missing or was never there."""
    path, fan = ("fridge", "compartments", index), f"fan.{box.name}"
    also = (_KIND, (*path, "name"), (*path, "air_flow"), *_outputs(config))
    if fan in config.wired:
        if box.air_flow is AirFlow.STILL:
            right = 'write "fan" or "damper", or take that output away'
            yield Problem((*path, "air_flow"), f'the output "{fan}" moves its air: {right}', str(box.air_flow), also)
        return
    others = [one.name for one in config.fridge.compartments if f"fan.{one.name}" in config.wired]
    if box.air_flow is AirFlow.STILL or box.mode is not Mode.COOL or index == config.fridge.plate_part:
        return
    if others or config.fridge.kind is BoxKind.SPILL_OVER:
        has = f", and {' and '.join(others)} {'have' if len(others) > 1 else 'has'} one" if others else ""
        right = f'an output "{fan}" is missing, or write air_flow = "{AirFlow.STILL}" where cold only creeps in'
        yield Problem(path, f'"{box.name}" has no fan or damper{has}: {right}', also=also)


def _plate(config: Config) -> Iterator[Problem]:
    """Refuse a sensor of a plate where there is none."""
    if config.fridge.kind is not BoxKind.THERMOELECTRIC:
        return
    for index, sensor in enumerate(config.sensors):
        for field, point in sensor.gives.items():
            if point == _PLATE:
                text = f'a box of the kind "{config.fridge.kind}" has no evaporator plate: its cold side may be'
                path: KeyPath = ("sensors", index, "gives", field)
                yield Problem(path, f'{text} "extra.cold_side_c"', point, (_KIND,))


def _outputs(config: Config) -> tuple[KeyPath, ...]:
    return names_of("outputs", len(config.outputs))


def _is_given(config: Config, point: str) -> bool:
    return any(point in sensor.gives.values() for sensor in config.sensors)


def _is_measured(config: Config, compartment: str) -> bool:
    points = [point for sensor in config.sensors for point in sensor.gives.values()]
    return any(point.startswith(f"fridge.{compartment}.") for point in points)


def _is_written(config: Config) -> bool:
    """Return True where somebody has named these compartments; those of the default are there in every car."""
    return config.fridge.compartments != FridgeSettings().compartments
