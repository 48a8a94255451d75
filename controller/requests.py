"""What a person may ask for, and the modes an appliance can be in.

A wish is input: it enters a step in the snapshot and is answered by an event, never by a call.
"""

from dataclasses import dataclass
from enum import StrEnum

CABIN = "cabin"
"""The target of a request for the cabin; any other target is the name of a compartment."""


class Mode(StrEnum):
    """What an appliance is asked to do."""

    OFF = "off"
    COOL = "cool"
    HEAT = "heat"
    AUTO = "auto"
    FAN_ONLY = "fan_only"


COMPARTMENT_MODES = (Mode.OFF, Mode.COOL)
CABIN_MODES = (Mode.OFF, Mode.AUTO, Mode.HEAT, Mode.COOL, Mode.FAN_ONLY)


@dataclass(frozen=True, slots=True)
class SetPointRequest:
    """Ask `target` to hold `set_point_c`. `origin` is who asked ("mqtt", "console", ...)."""

    request_id: str
    origin: str
    target: str
    set_point_c: float


@dataclass(frozen=True, slots=True)
class ModeRequest:
    """Ask `target` to change to `mode`."""

    request_id: str
    origin: str
    target: str
    mode: Mode


Request = SetPointRequest | ModeRequest
