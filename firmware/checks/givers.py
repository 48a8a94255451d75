"""Every point that something of an installation gives, and where that is written."""

from collections.abc import Iterator

from firmware.config import Config
from firmware.config.problem import KeyPath
from firmware.errors import ProfileError
from firmware.vehicles.profile import load as load_profile


def givers(config: Config) -> Iterator[tuple[KeyPath, str]]:
    """Yield each point with the place of the sensor or the car that gives it; a profile that is wrong gives none."""
    for index, sensor in enumerate(config.sensors):
        yield from ((("sensors", index, "gives", field), point) for field, point in sensor.gives.items())
    for index, bus in enumerate(config.can):
        try:
            yield from ((("can", index, "vehicle"), point) for point in load_profile(bus.vehicle).points)
        except ProfileError:
            continue  # told by its own rule
