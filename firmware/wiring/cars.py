"""What is wanted of a car's bus: its vehicle profile and its signal database become decoders."""

from collections.abc import Iterator, Sequence

import can

from drivers.dbc import SignalDatabase, load_database
from drivers.diagnostics_codec import Diagnostics
from drivers.errors import NotFitted
from drivers.formula import BadFormula
from drivers.formula import parse as parse_formula
from drivers.groups_codec import Groups
from drivers.obd_codec import Query, standard_formula
from drivers.vehicle_bus import Transport, VehicleBus
from drivers.vehicle_codec import Decoder, SignalSpec
from firmware.config import CanConfig
from firmware.errors import ProfileError
from firmware.hardware import Hardware
from firmware.vehicle_profile import VehicleProfile
from firmware.vehicle_profile import load as load_profile


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
