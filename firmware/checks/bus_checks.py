"""Rules for I2C buses: switches lead somewhere, and no two chips answer to the same address.

A switch keeps its last channel connected. So a chip behind it can be heard together with all that is before the switch,
and with all that is behind other switches beside it; only the channels of one switch hide from each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from firmware.checks.output_checks import pins_of_outputs
from firmware.checks.wording import names_of, one_of, repeated
from firmware.config import Config, I2cConfig, OnI2c
from firmware.config.problem import ALSO, KeyPath, Problem


class Hexadecimal(int):
    """An address, which is shown as people write it."""

    def __repr__(self) -> str:
        return f"{self:#04x}"


@dataclass(frozen=True, slots=True)
class _Occupant:
    """The chip that answers at `address` of `bus`; `path` is its place in the configuration."""

    path: KeyPath
    bus: str
    address: int


def bus_problems(config: Config) -> Iterator[Problem]:
    """Yield everything that is wrong with buses; collisions are looked for where the switches make a tree."""
    twice = list(repeated("i2c", "name", (bus.name for bus in config.i2c)))
    yield from twice
    yield from repeated("i2c", "bus", (bus.bus for bus in config.i2c))
    yield from repeated("i2c", "channel", map(_channel, config.i2c))
    circles = list(_circles(config))
    yield from (*_parents(config), *circles, *_pins(config))
    if not circles and not twice:
        yield from _collisions(config)


def _parents(config: Config) -> Iterator[Problem]:
    names = [bus.name for bus in config.i2c]
    for index, bus in enumerate(config.i2c):
        if bus.mux is not None:
            yield from one_of(("i2c", index, "mux"), bus.mux, names, also=names_of("i2c", len(names)))


def _circles(config: Config) -> Iterator[Problem]:
    parents = {bus.name: bus.mux for bus in config.i2c}
    for index, bus in enumerate(config.i2c):
        if not _leads_out(bus.name, parents):
            yield Problem(("i2c", index, "mux"), "goes round in a circle: one of these buses must have `bus`", bus.mux)


def _pins(config: Config) -> Iterator[Problem]:
    """Check that the pins which recover a bus have no other use."""
    taken = {pin: path for _, path, pin in pins_of_outputs(config)}
    for index, bus in enumerate(config.i2c):
        for key in bus.given("reset_pin", "rail_pin", "scl_pin", "sda_pin"):
            pin, path = getattr(bus, key), ("i2c", index, key)
            if pin in taken:
                yield Problem(path, f"is the pin of {ALSO}; each must have its own", pin, (taken[pin],))
            taken[pin] = path


def _channel(bus: I2cConfig) -> str | None:
    port = bus.switch_port
    return None if port is None else f"{port.channel} of 0x{port.address:02x} on {port.parent}"


def _leads_out(name: str, parents: dict[str, str | None]) -> bool:
    """Return True where its parents end at a bus of the Raspberry Pi itself, or at none that is known."""
    seen: set[str] = set()
    at: str | None = name
    while at is not None and at not in seen:
        seen.add(at)
        at = parents.get(at)
    return at is None


def _collisions(config: Config) -> Iterator[Problem]:
    occupants = list(_occupants(config))
    for bus in config.i2c:
        alone = [[each] for each in occupants if each.bus == bus.name]
        behind = [list(_behind(config, occupants, bus.name, address)) for address in _switches_on(config, bus.name)]
        for first, second in combinations(alone + behind, 2):
            yield from _clashes(first, second)


def _clashes(first: list[_Occupant], second: list[_Occupant]) -> Iterator[Problem]:
    taken = {each.address: each.path for each in first}
    for each in second:
        if each.address in taken:
            advice = "give one of them another address, or a channel of a switch for itself"
            other = taken[each.address]
            # A bus that stands in for a wrong one has nothing to do with the chips that are said to be on it.
            buses = ((*each.path[:-1], "i2c"), (*other[:-1], "i2c"))
            yield Problem(each.path, f"{ALSO} answers there, too: {advice}", Hexadecimal(each.address), (other, *buses))


def _behind(config: Config, occupants: list[_Occupant], parent: str, address: int) -> Iterator[_Occupant]:
    """Yield everything that is behind the switch at `address` of `parent`, however deep."""
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
            yield _Occupant(("i2c", index, "mux_address"), port.parent, port.address)
    for index, sensor in enumerate(config.sensors):
        if isinstance(sensor.place, OnI2c):
            yield _Occupant(("sensors", index, "address"), sensor.place.bus, sensor.place.address)
    if config.calibration is not None:
        yield _Occupant(("calibration", "address"), config.calibration.i2c, config.calibration.address)
