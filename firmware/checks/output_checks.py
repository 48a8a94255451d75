"""Rules for output pins: a name of this kind of box, a pin of their own that no bus needs, and nothing that burns."""

import re
from collections.abc import Iterator

from firmware.checks.wording import compartments, names_of, one_of, repeated
from firmware.config import Config
from firmware.config.output_air import never_without
from firmware.config.problem import ALSO, KeyPath, Problem
from firmware.control.output_stage import COLD_OUTPUTS, output_names

TICKS_HELD = 2.0
"""An output outlives one tick that is missed. Engineering choice."""

_COLD = ("compressor_speed", "hot_side_fan", "fan.", "condenser_fan", "defrost_heater")
"""How outputs begin that are of no use without what makes the cold."""

_I2C_PINS = {0: (0, 1), 1: (2, 3)}
"""By the number of the bus (BCM2835 ARM Peripherals, 6.2; RP1 alike); where others are, an overlay chooses."""

_UART_PINS, _ONE_WIRE_PINS, _SPI_PINS = (14, 15), (4,), range(7, 12)
"""Where the overlays of Raspberry Pi OS put them unless they are told otherwise."""

_UART = re.compile(r"/dev/(serial0|ttyAMA0|ttyS0)")
"""The names of the header's own serial port."""

_HAT = re.compile(r"can\d+")


def output_problems(config: Config) -> Iterator[Problem]:
    """Yield everything that is wrong with outputs."""
    yield from repeated("outputs", "name", (output.name for output in config.outputs))
    yield from _shared_pins(config)
    known = output_names(config.settings)
    for index, output in enumerate(config.outputs):
        path, also = ("outputs", index, "name"), compartments(config) if output.name.startswith("fan.") else ()
        if output.name in COLD_OUTPUTS and output.name not in known:
            yield _of_another_kind(config, path, output.name)
        else:
            yield from one_of(path, output.name, known, also=also)
        if output.name in known:
            yield from _lacking(config, path, output.name, also)
    yield from _on_a_bus(config)
    if config.output_hold_s < TICKS_HELD * config.tick_s:
        right = f"must be at least {TICKS_HELD:g} times tick_s = {config.tick_s:g}, or outputs go off between cycles"
        yield Problem(("output_hold_s",), right, config.output_hold_s, (("tick_s",),))


def _of_another_kind(config: Config, path: KeyPath, name: str) -> Problem:
    kind, cold = config.fridge.kind, config.cold_output
    text = (
        f'is no output of a box of the kind "{kind}", whose cold comes from the output "{cold}": write the right kind'
    )
    return Problem(path, f"{text} in [fridge], or another output", name, (("fridge", "kind"),))


def _lacking(config: Config, path: KeyPath, name: str, also: tuple[KeyPath, ...]) -> Iterator[Problem]:
    """Name each output that `name` must not be without."""
    also = (*also, ("fridge", "kind"), *names_of("outputs", len(config.outputs)))
    mover = never_without(name)
    if mover is not None and mover not in config.wired and not config.wired[name].times.own_air:
        yield Problem(path, f'needs moving air: an output "{mover}" is missing', name, also)
    is_of_another_kind = any(
        each in COLD_OUTPUTS and each not in output_names(config.settings) for each in config.wired
    )
    if name.startswith(_COLD) and not config.makes_cold and not is_of_another_kind:
        yield Problem(path, f'there is no cold for it: an output "{config.cold_output}" is missing', name, also)


def _on_a_bus(config: Config) -> Iterator[Problem]:
    """Yield outputs, and lines that free buses, on pins that a bus itself needs."""
    taken = dict(_pins_of_buses(config))
    pins = [(path, pin) for _, path, pin in pins_of_outputs(config)]
    for index, bus in enumerate(config.i2c):
        pins += [(("i2c", index, key), getattr(bus, key)) for key in bus.given("reset_pin", "rail_pin")]
    for path, pin in pins:
        if pin in taken:
            what, why = taken[pin]
            yield Problem(path, f"is a pin of {what} ({ALSO}): take another one", pin, (why,))


def pins_of_outputs(config: Config) -> Iterator[tuple[int, KeyPath, int]]:
    """Yield every pin of an output: the number of the output, where the pin is written, its BCM number."""
    for index, output in enumerate(config.outputs):
        if output.pin is not None:
            yield index, ("outputs", index, "pin"), output.pin
        for number, step in enumerate(output.steps):
            yield from (
                (index, ("outputs", index, "steps", number, "pins", place), pin) for place, pin in enumerate(step.pins)
            )


def _shared_pins(config: Config) -> Iterator[Problem]:
    """Yield pins of two outputs; the steps of one output may share some."""
    first: dict[int, tuple[int, KeyPath]] = {}
    for index, path, pin in pins_of_outputs(config):
        owner, where = first.setdefault(pin, (index, path))
        if owner != index:
            yield Problem(path, f"is there twice, first at {ALSO}; each must be there once", pin, (where,))


def _pins_of_buses(config: Config) -> Iterator[tuple[int, tuple[str, KeyPath]]]:
    """Yield each pin (BCM number) that a bus needs, with what needs it and where that is written."""
    for index, bus in enumerate(config.i2c):
        if bus.bus is not None:
            need = (f"/dev/i2c-{bus.bus}", ("i2c", index, "bus"))
            yield from ((pin, need) for pin in _I2C_PINS.get(bus.bus, ()))
    for path, port in _ports(config):
        if _UART.fullmatch(port):
            yield from ((pin, (port, path)) for pin in _UART_PINS)
    for index, sensor in enumerate(config.sensors):
        if sensor.one_wire is not None:
            yield from ((pin, ("the 1-Wire bus", ("sensors", index, "one_wire"))) for pin in _ONE_WIRE_PINS)
    for index, can in enumerate(config.can):
        if can.interface == "socketcan" and _HAT.fullmatch(can.channel):
            need = (f"SPI, on which {can.channel} is if it is a HAT", ("can", index, "channel"))
            yield from ((pin, need) for pin in _SPI_PINS)


def _ports(config: Config) -> Iterator[tuple[KeyPath, str]]:
    for index, sensor in enumerate(config.sensors):
        if sensor.port is not None:
            yield ("sensors", index, "port"), sensor.port
    if config.console is not None:
        yield ("console", "port"), config.console.port
