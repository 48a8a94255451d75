"""Make the keeper of trips of an installation, with what it knows of its sensors and of the record."""

from collections.abc import Callable, Sequence
from functools import partial

from firmware.coldchain.trip_book import Place
from firmware.coldchain.trip_keeper import Diary, TripKeeper
from firmware.coldchain.trip_reader import history
from firmware.coldchain.trips import SensorIdentity
from firmware.config import Config
from firmware.control.state_store import Store
from firmware.points.quantities import Point
from firmware.runtime.clock import Clock
from firmware.runtime.faults import Faults


def trip_keeper(
    config: Config, points: Sequence[Point], *, clock: Clock, store: Store, record: Diary, faults: Faults
) -> TripKeeper:
    """Make the keeper of trips of the installation `config`."""
    place = Place(
        compartments=config.settings.fridge.compartments,
        points=points,
        history=partial(history, config.record.file),
        own=config.cargo,
        rules=config.trips,
        sensors=_sensors(config, store),
    )
    return TripKeeper(place, clock=clock, store=store, record=record, faults=faults)


def _sensors(config: Config, store: Store) -> Callable[[str], tuple[SensorIdentity, ...]]:
    """Return what tells the sensors in a compartment: what the configuration says, and the numbers that chips tell."""

    def sensors(compartment: str) -> tuple[SensorIdentity, ...]:
        devices = () if store.latest is None else store.latest.health.devices
        serials = {device.name: device.serial or "" for device in devices}
        return tuple(
            SensorIdentity(
                point=point,
                chip=sensor.chip,
                serial=serials.get(sensor.name, "") or sensor.one_wire or "",
                certificate=sensor.certificate,
                due=sensor.certificate_due,
            )
            for sensor in config.sensors
            for point in sensor.gives.values()
            if point.startswith(f"fridge.{compartment}.") and point.endswith("_c")
        )

    return sensors
