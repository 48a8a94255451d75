"""Requests of people: typed lines become commands, commands become requests, nonsense one line that says so."""

from firmware.requests.lines import (
    MAX_EVENTS,
    RECALIBRATE_USAGE,
    USUAL_EVENTS,
    Command,
    Devices,
    Events,
    Help,
    ListRecalibrations,
    Recalibrate,
    Restart,
    Status,
    parse_command,
)
from firmware.requests.parsing import NO_DEPARTURE, SET_USAGE, TUNE_USAGE, Set, parse_set
from firmware.requests.tokens import CommandError

__all__ = [
    "MAX_EVENTS",
    "NO_DEPARTURE",
    "RECALIBRATE_USAGE",
    "SET_USAGE",
    "TUNE_USAGE",
    "USUAL_EVENTS",
    "Command",
    "CommandError",
    "Devices",
    "Events",
    "Help",
    "ListRecalibrations",
    "Recalibrate",
    "Restart",
    "Set",
    "Status",
    "parse_command",
    "parse_set",
]
