"""What I2C buses must hold: switches that lead somewhere, and no two chips that answer to the same address.

A switch keeps its last channel connected. So a chip behind it can be heard together with all that is before the switch,
and with all that is behind other switches beside it; only the channels of one switch hide from each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from firmware.check_words import one_of, repeated
from firmware.config import Config, I2cConfig, OnI2c


@dataclass(frozen=True, slots=True)
class _Occupant:
    """What answers at `address` of `bus`; `key` is where the configuration says so."""

    key: str
    bus: str
    address: int


def bus_problems(config: Config) -> Iterator[str]:
    """One line for each thing that is wrong; collisions are looked for when all else is right."""
    lines = [
        *repeated("i2c", "name", (bus.name for bus in config.i2c)),
        *repeated("i2c", "bus", (bus.bus for bus in config.i2c)),
        *repeated("i2c", "channel", map(_channel, config.i2c)),
        *_switches(config),
        *_pins(config),
    ]
    yield from lines or _collisions(config)


def _switches(config: Config) -> Iterator[str]:
    parents = {bus.name: bus.mux for bus in config.i2c}
    for index, bus in enumerate(config.i2c):
        if bus.mux is None:
            continue
        yield from one_of(f"i2c[{index}].mux", bus.mux, parents)
        if not _leads_out(bus.name, parents):
            yield f"i2c[{index}].mux = {bus.mux!r}: goes round in a circle: one of these buses must have `bus`"


def _pins(config: Config) -> Iterator[str]:
    """What recovers a bus needs pins of its own."""
    taken = {output.pin: f"output {output.name}" for output in config.outputs}
    for index, bus in enumerate(config.i2c):
        for key in bus.given("reset_pin", "rail_pin", "scl_pin", "sda_pin"):
            pin = getattr(bus, key)
            if pin in taken:
                yield f"i2c[{index}].{key} = {pin}: is the pin of {taken[pin]}; each must have its own"
            taken[pin] = f"i2c[{index}].{key}"


def _channel(bus: I2cConfig) -> str | None:
    port = bus.switch_port
    return None if port is None else f"{port.channel} of 0x{port.address:02x} on {port.parent}"


def _leads_out(name: str, parents: dict[str, str | None]) -> bool:
    """Whether its parents end at a bus of the Raspberry Pi itself, or at none that is known."""
    seen: set[str] = set()
    at: str | None = name
    while at is not None and at not in seen:
        seen.add(at)
        at = parents.get(at)
    return at is None


def _collisions(config: Config) -> Iterator[str]:
    occupants = list(_occupants(config))
    for bus in config.i2c:
        alone = [[each] for each in occupants if each.bus == bus.name]
        behind = [list(_behind(config, occupants, bus.name, address)) for address in _switches_on(config, bus.name)]
        for first, second in combinations(alone + behind, 2):
            yield from _clashes(first, second)


def _clashes(first: list[_Occupant], second: list[_Occupant]) -> Iterator[str]:
    taken = {each.address: each.key for each in first}
    for each in second:
        if each.address in taken:
            here = f"{each.key} = 0x{each.address:02x}"
            advice = "give one of them another address, or a channel of a switch for itself"
            yield f"{here}: {taken[each.address]} answers there, too: {advice}"


def _behind(config: Config, occupants: list[_Occupant], parent: str, address: int) -> Iterator[_Occupant]:
    """Everything that is behind the switch at `address` of `parent`, however deep."""
    for bus in config.i2c:
        port = bus.switch_port
        if port is None or (port.parent, port.address) != (parent, address):
            continue
        yield from (each for each in occupants if each.bus == bus.name)
        for deeper in _switches_on(config, bus.name):
            yield from _behind(config, occupants, bus.name, deeper)


def _switches_on(config: Config, name: str) -> list[int]:
    ports = [bus.switch_port for bus in config.i2c]
    return sorted({port.address for port in ports if port is not None and port.parent == name})


def _occupants(config: Config) -> Iterator[_Occupant]:
    switches: set[tuple[str, int]] = set()
    for index, bus in enumerate(config.i2c):
        port = bus.switch_port
        if port is not None and (port.parent, port.address) not in switches:
            switches.add((port.parent, port.address))
            yield _Occupant(f"i2c[{index}].mux_address", port.parent, port.address)
    for index, sensor in enumerate(config.sensors):
        if isinstance(sensor.place, OnI2c):
            yield _Occupant(f"sensors[{index}].address", sensor.place.bus, sensor.place.address)
    if config.calibration is not None:
        yield _Occupant("calibration.address", config.calibration.i2c, config.calibration.address)
