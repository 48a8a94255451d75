"""Parsing of typed lines into commands, or into one line that says what would be right. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from controller import CABIN
from firmware.requests.alarm_orders import (
    ACKNOWLEDGE,
    SHELVE,
    AlarmOrder,
    parse_acknowledge,
    parse_alarms,
    parse_shelve,
)
from firmware.requests.parsing import SET_FIELDS, SET_USAGE, TUNE_USAGE, Set
from firmware.requests.tokens import NUMBER, CommandError, complete, no_more, quoted
from firmware.requests.trip_orders import TripOrder, TripQuestion, parse_trip

RECALIBRATE_USAGE = "recalibrate SENSOR PPM, or recalibrate SENSOR stop"
FEWEST_EVENTS, USUAL_EVENTS, MAX_EVENTS = 1, 20, 200


@dataclass(frozen=True, slots=True)
class Help:
    """Command to show the commands."""


@dataclass(frozen=True, slots=True)
class Status:
    """Command to show the state of everything."""


@dataclass(frozen=True, slots=True)
class Devices:
    """Command to show the health of each bus and each sensor."""


@dataclass(frozen=True, slots=True)
class Events:
    """Command to show the last `count` events."""

    count: int = USUAL_EVENTS


@dataclass(frozen=True, slots=True)
class Restart:
    """Command to begin the service anew, also out of safe mode."""


@dataclass(frozen=True, slots=True)
class ListRecalibrations:
    """Command to show the sensors that can be recalibrated, and their progress."""


@dataclass(frozen=True, slots=True)
class Recalibrate:
    """Command to recalibrate the sensor whose name begins so in air of `co2_ppm`; None calls it off."""

    sensor: str
    co2_ppm: float | None


@dataclass(frozen=True, slots=True)
class OfAlarms:
    """Command on the list of alarms."""

    said: AlarmOrder


@dataclass(frozen=True, slots=True)
class OfTrips:
    """Command on the trips of goods."""

    said: TripOrder | TripQuestion


Command = Help | Status | Devices | Events | Restart | Set | ListRecalibrations | Recalibrate | OfTrips | OfAlarms


def parse_command(line: str) -> Command | None:
    """Parse one console line, None for an empty one; any unique beginning of a word will do.

    Raises CommandError.
    """
    words = line.split()
    if not words:
        return None
    name = complete(words[0], _COMMANDS, what="command", hint="try help")
    return _COMMANDS[name](words[1:])


def _alone(name: str, command: Command) -> Callable[[list[str]], Command]:
    """Make the parser of a command of one word."""

    def parse(words: list[str]) -> Command:
        no_more(words, name)
        return command

    return parse


def _parse_events(words: list[str]) -> Events:
    if not words:
        return Events()
    no_more(words[1:], "events COUNT")
    digits = words[0] if words[0].isascii() and words[0].isdigit() else ""
    # Counted first: converting thousands of digits is refused by Python itself.
    if not 1 <= len(digits) <= len(str(MAX_EVENTS)) or not FEWEST_EVENTS <= int(digits) <= MAX_EVENTS:
        raise CommandError(f"events {quoted(words[0])}: must be a count from {FEWEST_EVENTS} to {MAX_EVENTS}")
    return Events(int(digits))


def _parse_set(words: list[str]) -> Set:
    try:
        appliance, field, text = words
    except ValueError:
        raise CommandError(f"set takes three words: {SET_USAGE}") from None
    return Set(appliance.lower(), complete(field, SET_FIELDS, what="field", hint=SET_USAGE), text)


def _parse_tune(words: list[str]) -> Set:
    if len(words) != 1:
        raise CommandError(f"tune takes one word: {TUNE_USAGE}")
    return Set(CABIN, "tune", words[0])


def _parse_recalibrate(words: list[str]) -> ListRecalibrations | Recalibrate:
    if not words:
        return ListRecalibrations()
    *sensor, last = words
    if not sensor:
        raise CommandError(f"recalibrate takes a sensor and more: {RECALIBRATE_USAGE}")
    if last.lower() == "stop":
        return Recalibrate(" ".join(sensor), None)
    if not NUMBER.fullmatch(last):
        raise CommandError(f"recalibrate {quoted(last)}: must be a number of ppm, such as 430, or stop")
    return Recalibrate(" ".join(sensor), float(last))


_COMMANDS: Mapping[str, Callable[[list[str]], Command]] = {
    "help": lambda _words: Help(),
    "status": _alone("status", Status()),
    "devices": _alone("devices", Devices()),
    "recalibrate": _parse_recalibrate,
    "set": _parse_set,
    "tune": _parse_tune,
    "events": _parse_events,
    "restart": _alone("restart", Restart()),
    "alarms": lambda words: OfAlarms(parse_alarms(words)),
    ACKNOWLEDGE: lambda words: OfAlarms(parse_acknowledge(words)),
    SHELVE: lambda words: OfAlarms(parse_shelve(words)),
    "trip": lambda words: OfTrips(parse_trip(words)),
}
