"""Advice on a configuration that is not an error: what it leaves undone, and whether control units are asked."""

from collections.abc import Iterator
from pathlib import Path

from firmware.checks.cooling_checks import recorded_only
from firmware.config import CanConfig, Config, Wiring
from firmware.vehicles.profile import load as load_profile
from firmware.wiring.vehicle_polling import asked

_CONDITIONERS, _CABIN_AIR = ("heater", "cooler"), "cabin.air_c"


def remarks(config: Config) -> Iterator[str]:
    """Yield a line for each thing; raises ProfileError."""
    if not config.outputs:
        yield "no outputs: everything is measured and recorded, nothing is regulated"
    else:
        yield from recorded_only(config)
        yield from _without_air(config)
        yield from _pulses(config)
        yield from _pulled_on(config)
        yield from _one_speed(config)
    password = config.mqtt and config.mqtt.password_file
    if password and _is_missing(password):
        yield f"mqtt.password_file: there is no {password} yet: write the broker's password into it, one line"
    yield from _cars(config)


def _without_air(config: Config) -> Iterator[str]:
    """Find outputs that condition a cabin whose air nobody measures."""
    fitted = [output.name for output in config.outputs if output.name in _CONDITIONERS]
    if fitted and not any(_CABIN_AIR in sensor.gives.values() for sensor in config.sensors):
        yield f"outputs {', '.join(fitted)}: the cabin is never heated or cooled: no sensor gives {_CABIN_AIR}"


def _pulses(config: Config) -> Iterator[str]:
    """Yield a line for each relay that has a frequency of pulses."""
    for index, output in enumerate(config.outputs):
        if output.kind == "relay" and "frequency_hz" in output.model_fields_set:
            yield f"outputs[{index}].frequency_hz ({output.name}): a relay does not pulse: it means nothing"


PULLED_UP = range(9)
"""The pins (BCM numbers) that the chip itself pulls up while nobody drives them, from power-on until the service
starts; it pulls all others down (BCM2711 ARM Peripherals, 5.3, pulls after a reset)."""


def _pulled_on(config: Config) -> Iterator[str]:
    """Yield a line for each load whose polarity lets an undriven pin switch it on, unless the wiring pulls harder."""
    for index, output in enumerate(config.outputs):
        wrong = sorted(pin for pin in output.pins if (pin in PULLED_UP) is output.active_high)
        if wrong and output.kind is not Wiring.SERVO:
            level, way = ("up", "down") if output.active_high else ("down", "up")
            others = "9 to 27" if output.active_high else "0 to 8"
            yield (
                f"outputs[{index}].active_high ({output.name}): an undriven GPIO {', '.join(map(str, wrong))} is pulled"
                f" {level}, which is on: take one of {others}, or a resistor that pulls it {way}"
            )


def _one_speed(config: Config) -> Iterator[str]:
    """Yield a line for a compressor whose pulses have no map: it has one speed."""
    for index, output in enumerate(config.outputs):
        has_speed = "compressor_speed" in config.wired or output.map
        if output.name == "compressor" and output.kind is Wiring.PWM and not has_speed:
            yield (
                f"outputs[{index}].map (compressor): without it the pulses are all or nothing: write the duty for its"
                ' lowest and its highest speed, or kind = "relay"'
            )


def _is_missing(file: Path) -> bool:
    """Return True where the file is absent for sure; without the right to look it stays unknown."""
    try:
        file.stat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False


def _cars(config: Config) -> Iterator[str]:
    """Yield a line for the bus of each car that has diagnostics."""
    for index, bus in enumerate(config.can):
        wanted = load_profile(bus.vehicle).queries
        if wanted or bus.polling.armed:
            yield f"can[{index}] {bus.name}: {_remark(bus, len(wanted))}"


def _remark(bus: CanConfig, wanted: int) -> str:
    requests = asked(bus)
    if not bus.polling.armed:
        return (
            f"listens only: nothing is ever sent, and the {wanted} diagnostic values of {bus.vehicle} come only while "
            "somebody else asks for them; polling = { armed = true } lets homeward ask"
        )
    if not requests:
        return f"is armed for polling, but {bus.vehicle} has nothing that may be asked: nothing is ever sent"
    return (
        f"asks {len(requests)} requests in turn, one every {bus.polling.every_s:g} s, while the car is awake by itself "
        f"and its supply is at {bus.polling.lowest_supply_v:g} V or more; the interface must be up without listen-only"
    )
