"""Chips, outputs, points and cars that a configuration can name, as tables of its reference."""

import inspect
from collections.abc import Iterator
from dataclasses import fields
from math import inf

from controller.interface.commands import AUXILIARIES
from controller.settings import BoxKind, FridgeSettings, Settings
from firmware.config import OnI2c, OnOneWire
from firmware.config.outputs import USUAL
from firmware.control.output_stage import output_names
from firmware.control.plausible_ranges import range_of
from firmware.control.process_image import SHOWN_ONLY, known_inputs
from firmware.points.table import rows
from firmware.vehicles.profile import load, shipped
from firmware.wiring.builtin_drivers import CHIPS
from firmware.wiring.driver_spec import Driver, describe


def choices() -> Iterator[str]:
    """Yield all tables, line by line."""
    for table in (_chips, _outputs, _points, _cars):
        yield from table()


def _chips() -> Iterator[str]:
    yield "## Chips\n"
    yield "What `chip` can be in `[[sensors]]`; `gives` names what it measures."
    yield "An option without a default must be given.\n"
    yield "| chip | where | measures | options | read at least every |\n|---|---|---|---|---|"
    for name, kind in sorted(CHIPS.items()):
        driver = describe(kind)
        where = "`i2c`, `address`" if driver.place is OnI2c else "`one_wire`" if driver.place is OnOneWire else "`port`"
        often = f"{driver.longest_every_s:g} s" if driver.longest_every_s < inf else ""
        measures = ", ".join(f"`{field}`" for field in driver.fields)
        yield f"| `{name}` | {where} | {measures} | {', '.join(_options(driver))} | {often} |"
    yield ""


def _options(driver: Driver) -> Iterator[str]:
    parameters = inspect.signature(driver.make).parameters
    for name, must in driver.options.items():
        yield f"`{name}`" if must else f"`{name}` [{parameters[name].default:g}]"


def _outputs() -> Iterator[str]:
    yield "## Outputs\n"
    yield "What `name` can be in `[[outputs]]`; each compartment of the fridge may have a fan or damper of its own.\n"
    yield "| kind of box | outputs |\n|---|---|"
    module = Settings(fridge=FridgeSettings(kind=BoxKind.THERMOELECTRIC))
    for kinds, settings in (("`compressor`, `spill-over`", Settings()), ("`thermoelectric`", module)):
        names = (name for name in output_names(settings) if not name.startswith(("fan.", "warmer.")))
        yield f"| {kinds} | {', '.join(f'`{name}`' for name in names)}, `fan.COMPARTMENT`, `warmer.COMPARTMENT` |"
    yield "\nBeside the appliances:\n"
    yield "| output | what it does |\n|---|---|"
    for name, text in AUXILIARIES.items():
        yield f"| `{name}{'.COMPARTMENT' if name == 'warmer' else ''}` | {text} |"
    yield "\nUsual times, where `unit` or the name gives some; each can be written otherwise:\n"
    yield "| unit or output | times |\n|---|---|"
    for name, times in USUAL.items():
        written = (
            f"{one.name} = {_toml(getattr(times, one.name))}" for one in fields(times) if getattr(times, one.name)
        )
        yield f"| `{name}` | {', '.join(f'`{each}`' for each in written)} |"
    yield ""


def _toml(value: float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:g}"


def _points() -> Iterator[str]:
    yield "## Points\n"
    yield "What a measurement can be in `gives`; `food` stands for the name of a compartment."
    yield "Whatever else is measured is `extra.NAME_UNIT`.\n"
    yield "| point | name | range |\n|---|---|---|"
    known = known_inputs(Settings()) | SHOWN_ONLY
    for point in rows(Settings(), frozenset()):
        if point.key in known and not point.key.startswith("fridge.medicine."):
            yield f"| `{point.key}` | {point.name} | {range_of(point.key)} |"
    yield ""


def _cars() -> Iterator[str]:
    yield "## Cars\n"
    yield "What `vehicle` can be in `[[can]]`, besides a profile of your own.\n"
    yield "| vehicle | car | signal database | points |\n|---|---|---|---|"
    for name in shipped():
        profile = load(name)
        dbc = "shipped" if profile.shipped_dbc else f"yours: `{profile.dbc}`" if profile.dbc else "none needed"
        points = ", ".join(f"`{point}`" for point in profile.points)
        yield f"| `{name}` | {profile.name} | {dbc} | {points} |"
    yield ""
