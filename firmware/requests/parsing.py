"""Parsing of people's words into requests to the controller, or one line that says what would be right. Pure."""

from dataclasses import dataclass, replace
from math import isfinite

from controller import (
    CABIN,
    CABIN_MODES,
    COMPARTMENT_MODES,
    AutotuneRequest,
    DepartureRequest,
    Mode,
    ModeRequest,
    Preset,
    PresetRequest,
    QuietRequest,
    Request,
    SetPointRequest,
)
from controller.interface.requests import CABIN_PRESETS, COMPARTMENT_PRESETS
from firmware.requests.departure import SOON_S, departs_at_s
from firmware.requests.tokens import NUMBER, CommandError, quoted
from firmware.runtime.clock import Now
from firmware.runtime.local_time import in_two_digits
from firmware.runtime.time_zone import HOW_TO_SET

SET_FIELDS = ("set_point", "mode", "preset", "quiet", "departure", "tune")
SET_USAGE = (
    "set APPLIANCE set_point CELSIUS, or set APPLIANCE mode MODE, or set APPLIANCE preset PRESET, "
    "or set car quiet on|off, or set cabin departure HH:MM|off"
)
TUNE_USAGE = "tune heater"

TUNED = ("heater",)

NO_DEPARTURE = "off"

_SWITCH_WORDS = {"on": True, "off": False}


@dataclass(frozen=True, slots=True)
class Set:
    """Command to set `field` (one of SET_FIELDS) of `appliance` to `text`."""

    appliance: str
    field: str
    text: str

    def request(self, request_id: str, origin: str, now: Now) -> Request:
        """Convert this command to a request; raises CommandError."""
        return parse_set(self.appliance, self.field, self.text, request_id=request_id, origin=origin, now=now)


def parse_set(appliance: str, field: str, text: str, *, request_id: str, origin: str, now: Now) -> Request:
    """Make the request, `now`, that `field` (one of SET_FIELDS) of `appliance` be `text`; raises CommandError.

    Whether the appliance exists and the value is in its range is for the controller to say: it answers with an event.
    """
    match field:
        case "mode":
            return ModeRequest(request_id, origin, appliance, _mode(appliance, text))
        case "set_point":
            return SetPointRequest(request_id, origin, appliance, _set_point_c(appliance, text))
        case "preset":
            return PresetRequest(request_id, origin, appliance, _preset(appliance, text))
        case "quiet":
            return QuietRequest(request_id, origin, appliance, _on_or_off(appliance, field, text))
        case "departure":
            return _departure(
                DepartureRequest(request_id=request_id, origin=origin, appliance=appliance, departs_at_s=None),
                text,
                now,
            )
        case "tune":
            _tuned(appliance, text)
            return AutotuneRequest(request_id, origin, appliance)
    raise CommandError(f"{appliance} {quoted(field)}: must be one of {', '.join(SET_FIELDS)}")


def _mode(appliance: str, text: str) -> Mode:
    try:
        return Mode(text.strip().lower())
    except ValueError:
        modes = ", ".join(CABIN_MODES if appliance == CABIN else COMPARTMENT_MODES)
        raise CommandError(f"{appliance} mode {quoted(text)}: must be one of {modes}") from None


def _preset(appliance: str, text: str) -> Preset:
    try:
        return Preset(text.strip().lower())
    except ValueError:
        presets = ", ".join(CABIN_PRESETS if appliance == CABIN else COMPARTMENT_PRESETS)
        raise CommandError(f"{appliance} preset {quoted(text)}: must be one of {presets}") from None


def _on_or_off(appliance: str, field: str, text: str) -> bool:
    word = text.strip().lower()
    if word not in _SWITCH_WORDS:
        raise CommandError(f"{appliance} {field} {quoted(text)}: must be on or off")
    return _SWITCH_WORDS[word]


def _set_point_c(appliance: str, text: str) -> float:
    number = text.strip()
    if NUMBER.fullmatch(number):
        set_point_c = float(number)
        if isfinite(set_point_c):
            return set_point_c
    raise CommandError(f"{appliance} set_point {quoted(text)}: must be a number of degrees Celsius, such as 4.5")


def _departure(called_off: DepartureRequest, text: str, now: Now) -> DepartureRequest:
    """Request the time of day in `text`; `called_off` stands for none. Without a known clock it waits."""
    word = text.strip().lower()
    if word in ("", NO_DEPARTURE):
        return called_off
    departs_by, where = in_two_digits(word), f"{called_off.appliance} departure {quoted(text)}"
    if departs_by is None:
        raise CommandError(f"{where}: must be a time of day such as 7:30, or {NO_DEPARTURE}")
    if not now.has_zone:
        raise CommandError(f"{where}: the time zone of this computer is not set: {HOW_TO_SET}")
    at_s = departs_at_s(departs_by, now.monotonic_s + SOON_S, now)
    return replace(called_off, departs_at_s=at_s, departs_by=departs_by)


def _tuned(appliance: str, text: str) -> None:
    if text.strip().lower() not in TUNED:
        raise CommandError(f"{appliance} tune {quoted(text)}: must be one of {', '.join(TUNED)}")
