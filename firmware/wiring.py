"""The only place that names concrete drivers: what the configuration says becomes objects.

A new chip is one file in `drivers/` and one row in CHIPS.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

import can
import serial
import smbus2

from drivers.dbc import SignalDatabase, load_database
from drivers.diagnostics_codec import Diagnostics
from drivers.errors import NotFitted
from drivers.formula import BadFormula
from drivers.formula import parse as parse_formula
from drivers.groups_codec import Groups
from drivers.i2c_bus import I2cBus
from drivers.ina226 import Ina226
from drivers.ina226_codec import Ina226Sample
from drivers.obd_codec import Query, standard_formula
from drivers.outputs import OutputBank, OutputSpec
from drivers.ports import I2cDevicePort, Outputs, RawI2c, Sensor
from drivers.scd4x import Scd4x
from drivers.scd4x_codec import Scd4xSample
from drivers.serial_line import SerialLine
from drivers.sht4x import Sht4x
from drivers.sht4x_codec import Sht4xSample
from drivers.tmp117 import Tmp117
from drivers.tmp117_codec import Tmp117Sample
from drivers.vehicle_bus import Transport, VehicleBus
from drivers.vehicle_codec import Decoder, SignalSpec
from firmware.clock import Clock
from firmware.config import CanConfig, Config, ConsoleConfig, SensorConfig
from firmware.errors import ProfileError
from firmware.hardware import Hardware
from firmware.vehicle_profile import VehicleProfile
from firmware.vehicle_profile import load as load_profile


@dataclass(frozen=True, slots=True)
class Chip:
    """How to make a chip's driver, what its sample has, and which options it takes."""

    make: Callable[..., Sensor]
    sample: type
    options: frozenset[str] = frozenset()


CHIPS: Mapping[str, Chip] = {
    "tmp117": Chip(Tmp117, Tmp117Sample),
    "sht4x": Chip(Sht4x, Sht4xSample),
    "scd4x": Chip(Scd4x, Scd4xSample),
    "ina226": Chip(Ina226, Ina226Sample, frozenset({"shunt_ohm"})),
}


class RealHardware:
    """The hardware of a Raspberry Pi, opened through the libraries' own means."""

    def open_i2c(self, bus: int) -> RawI2c:
        """/dev/i2c-`bus`."""
        raw: RawI2c = smbus2.SMBus(bus)
        return raw

    def open_can(
        self, interface: str, channel: str, *, bitrate: int, fd: bool, filters: Sequence[can.typechecking.CanFilter]
    ) -> can.BusABC:
        """A bus that was brought up by the system (SocketCAN), or that python-can brings up itself (slcan, ...)."""
        own: dict[str, Any] = {} if interface == "socketcan" else {"bitrate": bitrate, "listen_only": True}
        return can.Bus(channel, interface, can_filters=filters, fd=fd, ignore_config=True, **own)

    def open_serial(self, port: str, baud: int) -> serial.SerialBase:
        """A serial port for this process alone."""
        return serial.Serial(port, baud, timeout=0, write_timeout=0, exclusive=True)

    def pin_factory(self) -> Any:
        """The choice of gpiozero itself: lgpio on a Raspberry Pi, or what GPIOZERO_PIN_FACTORY names."""
        return None


def i2c_buses(config: Config, hardware: Hardware) -> dict[str, I2cBus]:
    """Every configured bus by name; none is opened yet."""
    return {
        bus.name: I2cBus(bus.name, partial(hardware.open_i2c, bus.bus), deadline_s=bus.deadline_s) for bus in config.i2c
    }


def sensor(config: SensorConfig, buses: Mapping[str, I2cDevicePort]) -> Sensor:
    """The driver of one chip."""
    return CHIPS[config.chip].make(buses[config.i2c], config.address, **config.options)


def decoding(config: CanConfig) -> tuple[Decoder, tuple[Transport, ...]]:
    """What is wanted of a bus, by its vehicle profile and the car's database; raises ProfileError or DriverError."""
    profile = load_profile(config.vehicle)
    dbc = config.dbc or profile.shipped_dbc
    if dbc is None and profile.signals:
        raise NotFitted(f"{config.vehicle} needs the car's signal database, {profile.dbc}: name it by `dbc`")
    decoder = Decoder(load_database(dbc) if dbc else SignalDatabase("no map", ()), signal_specs(profile))
    groups = (Groups(decoder),) if decoder.has_groups else ()
    diagnostics = (Diagnostics(queries(config.vehicle, profile)),) if profile.queries else ()
    return decoder, (*groups, *diagnostics)


def vehicle(config: CanConfig, hardware: Hardware, *, survey: bool = False) -> VehicleBus:
    """One CAN bus; raises ProfileError or DriverError. `survey` looks at every frame, not only at the wanted ones."""
    profile = load_profile(config.vehicle).bus

    def open_bus(filters: Sequence[can.typechecking.CanFilter]) -> can.BusABC:
        bitrate, fd = profile.bitrate, profile.fd
        return hardware.open_can(config.interface, config.channel, bitrate=bitrate, fd=fd, filters=filters)

    return VehicleBus(config.name, open_bus, *decoding(config), survey=survey, interface=config.channel)


def signal_specs(profile: VehicleProfile) -> tuple[SignalSpec, ...]:
    """The signals of a profile, as the driver wants them."""
    return tuple(SignalSpec(**signal.model_dump()) for signal in profile.signals)


def queries(source: str, profile: VehicleProfile) -> Iterator[Query]:
    """The queries of a profile, as the driver wants them; `source` names it in the ProfileError of a bad formula."""
    for index, query in enumerate(profile.queries):
        request = bytes.fromhex(query.request)
        try:
            formula = parse_formula(query.formula) if query.formula else standard_formula(request)
        except BadFormula as error:
            raise ProfileError(f"{source}: queries[{index}].formula: {error}") from error
        yield Query(**query.model_dump(exclude={"request", "formula"}), request=request, formula=formula)


def outputs(config: Config, hardware: Hardware, clock: Clock) -> Outputs:
    """All configured outputs, opened and watched; raises NotFitted."""
    specs = tuple(OutputSpec(**output.model_dump()) for output in config.outputs)
    bank = OutputBank(specs, hold_s=config.output_hold_s, now_s=clock.monotonic_s, pin_factory=hardware.pin_factory())
    bank.start_watch()
    return bank


def console_line(config: ConsoleConfig, hardware: Hardware) -> SerialLine:
    """The technician's line; it is opened when it is first used."""
    return SerialLine(config.port, lambda: hardware.open_serial(config.port, config.baud))


def sample_fields(chip: str) -> Iterator[str]:
    """What the samples of `chip` measure."""
    return (field.name for field in fields(CHIPS[chip].sample))
