"""What people type or send becomes requests to the controller, or one line that says what would be right. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import isfinite

from controller import (
    CABIN,
    CABIN_MODES,
    COMPARTMENT_MODES,
    AutotuneRequest,
    Mode,
    ModeRequest,
    Preset,
    PresetRequest,
    QuietRequest,
    Request,
    SetPointRequest,
)
from controller.requests import CABIN_PRESETS, COMPARTMENT_PRESETS
from firmware.errors import FirmwareError

SET_FIELDS = ("set_point", "mode", "preset", "quiet")
SET_USAGE = (
    "set TARGET set_point CELSIUS, or set TARGET mode MODE, or set TARGET preset PRESET, or set car quiet on|off"
)
TUNE_USAGE = "tune heater"
RECALIBRATE_USAGE = "recalibrate SENSOR PPM, or recalibrate SENSOR stop"
FEWEST_EVENTS, USUAL_EVENTS, MOST_EVENTS = 1, 20, 200

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
"""Narrower than float(): no nan, no inf, no 1_0, no digits of other scripts."""

_SWITCH_WORDS = {"on": True, "off": False}

_LONGEST_QUOTE = 30


class CommandError(FirmwareError, ValueError):
    """A command that cannot be used; the text says what is wrong and what would be right."""


@dataclass(frozen=True, slots=True)
class Help:
    """Show the commands."""


@dataclass(frozen=True, slots=True)
class Status:
    """Show how everything is."""


@dataclass(frozen=True, slots=True)
class Devices:
    """Show how each bus and each sensor does."""


@dataclass(frozen=True, slots=True)
class Events:
    """Show the last `count` events."""

    count: int = USUAL_EVENTS


@dataclass(frozen=True, slots=True)
class Restart:
    """Begin the service anew, also out of safe mode."""


@dataclass(frozen=True, slots=True)
class Set:
    """Ask for `text` as `field` (one of SET_FIELDS) of `target`."""

    target: str
    field: str
    text: str

    def request(self, request_id: str, origin: str) -> Request:
        """This command as a request; raises CommandError."""
        return parse_set(self.target, self.field, self.text, request_id=request_id, origin=origin)


@dataclass(frozen=True, slots=True)
class Tune:
    """Ask the climate of the cabin to find the tuning of its heater."""

    def request(self, request_id: str, origin: str) -> Request:
        """This command as a request."""
        return AutotuneRequest(request_id, origin, CABIN)


@dataclass(frozen=True, slots=True)
class ListRecalibrations:
    """Show which sensors can be recalibrated, and how it goes."""


@dataclass(frozen=True, slots=True)
class Recalibrate:
    """Recalibrate the sensor whose name begins so against air of `co2_ppm`; None calls it off."""

    sensor: str
    co2_ppm: float | None


Command = Help | Status | Devices | Events | Restart | Set | Tune | ListRecalibrations | Recalibrate


def parse_command(line: str) -> Command | None:
    """The command of one console line, None for an empty one; any unique beginning of a word will do.

    Raises CommandError.
    """
    words = line.split()
    if not words:
        return None
    name = complete(words[0], _COMMANDS, what="command", hint="try help")
    return _COMMANDS[name](words[1:])


def parse_set(target: str, field: str, text: str, *, request_id: str, origin: str) -> Request:
    """The request that `field` (one of SET_FIELDS) of `target` be `text`; raises CommandError.

    Whether the target exists and the value is in its range is for the controller to say: it answers with an event.
    """
    match field:
        case "mode":
            return ModeRequest(request_id, origin, target, _mode(target, text))
        case "set_point":
            return SetPointRequest(request_id, origin, target, _set_point_c(target, text))
        case "preset":
            return PresetRequest(request_id, origin, target, _preset(target, text))
        case "quiet":
            return QuietRequest(request_id, origin, target, _on_or_off(target, field, text))
    raise CommandError(f"{target} {_quoted(field)}: must be one of {', '.join(SET_FIELDS)}")


def complete(word: str, known: Iterable[str], *, what: str, hint: str) -> str:
    """The one of `known` that is or begins with `word`, in either case of letters; raises CommandError."""
    choices = list(known)
    low = word.lower()
    found = [low] if low in choices else [choice for choice in choices if choice.startswith(low)]
    if not found:
        raise CommandError(f"unknown {what} {_quoted(word)}: {hint}")
    if len(found) > 1:
        raise CommandError(f"{what} {_quoted(word)} is not clear: {' or '.join(found)}")
    return found[0]


def _mode(target: str, text: str) -> Mode:
    try:
        return Mode(text.strip().lower())
    except ValueError:
        modes = ", ".join(CABIN_MODES if target == CABIN else COMPARTMENT_MODES)
        raise CommandError(f"{target} mode {_quoted(text)}: must be one of {modes}") from None


def _preset(target: str, text: str) -> Preset:
    try:
        return Preset(text.strip().lower())
    except ValueError:
        presets = ", ".join(CABIN_PRESETS if target == CABIN else COMPARTMENT_PRESETS)
        raise CommandError(f"{target} preset {_quoted(text)}: must be one of {presets}") from None


def _on_or_off(target: str, field: str, text: str) -> bool:
    word = text.strip().lower()
    if word not in _SWITCH_WORDS:
        raise CommandError(f"{target} {field} {_quoted(text)}: must be on or off")
    return _SWITCH_WORDS[word]


def _set_point_c(target: str, text: str) -> float:
    number = text.strip()
    if _NUMBER.fullmatch(number):
        set_point_c = float(number)
        if isfinite(set_point_c):
            return set_point_c
    raise CommandError(f"{target} set_point {_quoted(text)}: must be a number of degrees Celsius, such as 4.5")


def _alone(name: str, command: Command) -> Callable[[list[str]], Command]:
    """A command of one word."""

    def parse(words: list[str]) -> Command:
        _no_more(words, name)
        return command

    return parse


def _parse_events(words: list[str]) -> Events:
    if not words:
        return Events()
    _no_more(words[1:], "events COUNT")
    digits = words[0] if words[0].isascii() and words[0].isdigit() else ""
    # Counted first: converting thousands of digits is refused by Python itself.
    if not 1 <= len(digits) <= len(str(MOST_EVENTS)) or not FEWEST_EVENTS <= int(digits) <= MOST_EVENTS:
        raise CommandError(f"events {_quoted(words[0])}: must be a count from {FEWEST_EVENTS} to {MOST_EVENTS}")
    return Events(int(digits))


def _parse_set(words: list[str]) -> Set:
    try:
        target, field, text = words
    except ValueError:
        raise CommandError(f"set takes three words: {SET_USAGE}") from None
    return Set(target.lower(), complete(field, SET_FIELDS, what="field", hint=SET_USAGE), text)


def _parse_tune(words: list[str]) -> Tune:
    if [word.lower() for word in words] != ["heater"]:
        raise CommandError(f"tune takes one word: {TUNE_USAGE}")
    return Tune()


def _parse_recalibrate(words: list[str]) -> ListRecalibrations | Recalibrate:
    if not words:
        return ListRecalibrations()
    *sensor, last = words
    if not sensor:
        raise CommandError(f"recalibrate takes a sensor and more: {RECALIBRATE_USAGE}")
    if last.lower() == "stop":
        return Recalibrate(" ".join(sensor), None)
    if not _NUMBER.fullmatch(last):
        raise CommandError(f"recalibrate {_quoted(last)}: must be a number of ppm, such as 430, or stop")
    return Recalibrate(" ".join(sensor), float(last))


def _no_more(words: list[str], usage: str) -> None:
    if words:
        raise CommandError(f"{_quoted(words[0])} is too much: the command is {usage}")


def _quoted(text: str) -> str:
    """As Python writes it, so that nothing in it can play with the terminal, and not longer than it helps."""
    return repr(text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}...")


_COMMANDS: Mapping[str, Callable[[list[str]], Command]] = {
    "help": lambda _words: Help(),
    "status": _alone("status", Status()),
    "devices": _alone("devices", Devices()),
    "recalibrate": _parse_recalibrate,
    "set": _parse_set,
    "tune": _parse_tune,
    "events": _parse_events,
    "restart": _alone("restart", Restart()),
}
