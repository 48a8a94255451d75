"""The interval between two values of a sensor, and the limits that follow: longest silence, longest life of a value."""

from controller.admission.freshness import SLOW_INPUTS
from drivers.ports import Paced
from firmware.control.process_image import SHOWN_ONLY

LATE = 1.25
"""So much later than usual a value may come: a read that waits for others on its bus (engineering choice)."""

SILENT_PERIODS = 3
MIN_SILENCE_S = 20.0
"""So long without a new value is a failure: three periods, but not before an air station has cleaned its fan (10 s)."""

QUICK_S = 10.0
"""A sensor that gives a value at least this often is judged by the ages in the settings alone (engineering choice)."""


def period_s(sensor: object) -> float:
    """Return the device's own interval between two values; 0 where it measures when it is asked."""
    return sensor.period_s if isinstance(sensor, Paced) else 0.0


def cadence_s(sensor: object, every_s: float) -> float:
    """Return the longest time between two values of `sensor`, read every `every_s`, while all is well."""
    return period_s(sensor) + every_s


def max_silence_s(cadence_s: float) -> float:
    """Return after how long without a new value a device has failed, however well it answers."""
    return max(SILENT_PERIODS * cadence_s, MIN_SILENCE_S)


def stands_s(cadence_s: float) -> float:
    """Return the age at which a value of so slow a sensor is stale, where the point can wait for it; else 0."""
    return LATE * cadence_s if cadence_s > QUICK_S else 0.0


def can_wait(point: str) -> bool:
    """Return True where no safety depends on `point`, so that a slow sensor serves for it."""
    return point in SLOW_INPUTS or point in SHOWN_ONLY or point.startswith("extra.")
