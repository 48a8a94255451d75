"""Decoding of a car's bus: its vehicle profile and its signal database become decoders."""

from collections.abc import Iterator, Sequence

import can

from drivers.diagnostics.id_pairs import wrong_ids
from drivers.diagnostics.obd_codec import Query, standard_formula
from drivers.diagnostics.poller import DiagnosticPoller
from drivers.diagnostics.response_codec import Diagnostics
from drivers.errors import NotFitted
from drivers.ports import FrameSource
from drivers.vehicle.dbc import SignalDatabase, load_database
from drivers.vehicle.e2e_codec import ChecksumSpec, ProtectionSpec
from drivers.vehicle.formula import BadFormula
from drivers.vehicle.formula import parse as parse_formula
from drivers.vehicle.frame_intake import Transport
from drivers.vehicle.j1939_groups_codec import Groups
from drivers.vehicle.signal_decoder_codec import Decoder, SignalSpec
from drivers.vehicle.vehicle_bus import VehicleBus
from firmware.config import CanConfig
from firmware.errors import ProfileError
from firmware.vehicles.profile import VehicleProfile
from firmware.vehicles.profile import load as load_profile
from firmware.vehicles.signals import MessageProfile
from firmware.wiring.hardware import Hardware


def decoding(config: CanConfig, poller: DiagnosticPoller | None = None) -> tuple[Decoder, tuple[Transport, ...]]:
    """Make the decoders of a bus, by its vehicle profile and the car's database; raises ProfileError or DriverError.

    Where a `poller` asks, it receives what is answered, and controls its flow.
    """
    profile = load_profile(config.vehicle)
    dbc = config.dbc or profile.shipped_dbc
    if dbc is None and profile.signals:
        raise NotFitted(f"{config.vehicle} needs the car's signal database, {profile.dbc}: name it by `dbc`")
    decoder = Decoder(load_database(dbc) if dbc else SignalDatabase("no map", ()), *signals(profile))
    groups = (Groups(decoder),) if decoder.has_groups else ()
    asking = (poller.sessions, poller.receive) if poller else ()
    diagnostics = (Diagnostics(queries(config.vehicle, profile), *asking),) if profile.queries else ()
    return decoder, (*groups, *diagnostics)


def vehicle(config: CanConfig, hardware: Hardware, *, survey: bool = False) -> VehicleBus:
    """Make one CAN bus; raises ProfileError or DriverError. `survey` looks at every frame, not only at wanted ones."""
    profile = load_profile(config.vehicle).bus

    def open_bus(filters: Sequence[can.typechecking.CanFilter]) -> can.BusABC | FrameSource:
        bitrate, fd = profile.bitrate, profile.fd
        return hardware.open_can(config.interface, config.channel, bitrate=bitrate, fd=fd, filters=filters)

    return VehicleBus(config.name, open_bus, *decoding(config), survey=survey, interface=config.channel)


def signals(profile: VehicleProfile) -> tuple[tuple[SignalSpec, ...], tuple[ProtectionSpec, ...]]:
    """Convert the signals of a profile and the protections of their messages for the driver."""
    specs = tuple(SignalSpec(**signal.model_dump()) for signal in profile.signals)
    return specs, tuple(_protection(message) for message in profile.messages)


def _protection(message: MessageProfile) -> ProtectionSpec:
    checksum = ChecksumSpec(**message.checksum.model_dump()) if message.checksum else None
    return ProtectionSpec(**message.model_dump(exclude={"checksum"}), checksum=checksum)


def queries(source: str, profile: VehicleProfile) -> tuple[Query, ...]:
    """Build the queries of a profile for the driver.

    Raises ProfileError for a bad formula, and for ids that no control unit can have, with a line for each; `source` is
    the profile's name in it.
    """
    built = tuple(_queries(source, profile))
    if lines := [f"{source}: queries[{index}].{why}" for index, why in wrong_ids(built)]:
        raise ProfileError("\n".join(lines))
    return built


def _queries(source: str, profile: VehicleProfile) -> Iterator[Query]:
    for index, query in enumerate(profile.queries):
        request = bytes.fromhex(query.request)
        try:
            formula = parse_formula(query.formula) if query.formula else standard_formula(request)
        except BadFormula as error:
            raise ProfileError(f"{source}: queries[{index}].formula: {error}") from error
        yield Query(**query.model_dump(exclude={"request", "formula"}), request=request, formula=formula)
