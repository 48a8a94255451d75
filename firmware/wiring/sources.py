"""The inputs of an installation: the points that its sensors and cars give, and the settings that know them."""

from collections.abc import Iterator
from dataclasses import replace

from controller import Settings
from firmware.config import Config
from firmware.vehicles.profile import load as load_profile


def sources(config: Config) -> Iterator[str]:
    """Yield every point that a sensor or a car of `config` gives; raises ProfileError."""
    for sensor in config.sensors:
        yield from sensor.gives.values()
    for bus in config.can:
        yield from load_profile(bus.vehicle).points


def installed(config: Config) -> Settings:
    """Return the settings of the controller, with all that is fitted; raises ProfileError."""
    settings = config.settings
    return replace(settings, fitted=replace(settings.fitted, inputs=frozenset(sources(config))))
