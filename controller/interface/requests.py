"""Requests of people, and the modes of an appliance.

A request is input: it enters a step in the snapshot and is answered by an event, never by a call.
"""

from enum import StrEnum

from controller.interface.immutable import immutable

CABIN = "cabin"
"""The appliance of a request for the cabin."""

CAR = "car"
"""The appliance of a request for everything at once; any other appliance is the name of a compartment."""


class Mode(StrEnum):
    """The mode of an appliance."""

    OFF = "off"
    COOL = "cool"
    HEAT = "heat"
    AUTO = "auto"
    FAN_ONLY = "fan_only"


class Preset(StrEnum):
    """A special way of following the set-point."""

    NONE = "none"
    BOOST = "boost"
    """As cold as allowed, as fast as possible, until it is."""
    DEFOG = "defog"
    """The windscreen first."""
    PET = "pet"
    """An animal waits in the parked car: never too hot or too cold while there is energy."""
    REST = "rest"
    """People sleep in the parked car: steady, quiet, with an energy floor."""


COMPARTMENT_PRESETS = (Preset.NONE, Preset.BOOST)
CABIN_PRESETS = (Preset.NONE, Preset.DEFOG, Preset.PET, Preset.REST)

COMPARTMENT_MODES = (Mode.OFF, Mode.COOL)
CABIN_MODES = (Mode.OFF, Mode.AUTO, Mode.HEAT, Mode.COOL, Mode.FAN_ONLY)


@immutable
class SetPointRequest:
    """Ask `appliance` to hold `set_point_c`. `origin` is who asked ("mqtt", "console", ...)."""

    request_id: str
    origin: str
    appliance: str
    set_point_c: float


@immutable
class ModeRequest:
    """Ask `appliance` to change to `mode`."""

    request_id: str
    origin: str
    appliance: str
    mode: Mode


@immutable
class PresetRequest:
    """Ask `appliance` for `preset`."""

    request_id: str
    origin: str
    appliance: str
    preset: Preset


@immutable
class QuietRequest:
    """Ask the whole car (`appliance` is CAR) to be quiet, or no longer."""

    request_id: str
    origin: str
    appliance: str
    quiet: bool


@immutable(kw_only=True)
class DepartureRequest:
    """Ask that the cabin (`appliance` is CABIN) be at its set-point at `departs_at_s`; None calls it off.

    `departs_by` is the same by the clock of the day, which the controller has not: it keeps these words for whoever
    asks, and reads none of them. With them, None waits until somebody knows the time.
    """

    request_id: str
    origin: str
    appliance: str
    departs_at_s: float | None
    departs_by: str = ""


@immutable
class AutotuneRequest:
    """Ask the climate of the cabin (`appliance` is CABIN) to find its own tuning."""

    request_id: str
    origin: str
    appliance: str


Request = SetPointRequest | ModeRequest | PresetRequest | QuietRequest | DepartureRequest | AutotuneRequest
