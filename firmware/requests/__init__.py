"""Requests of people: typed lines become commands, commands become requests, nonsense one line that says so."""

from firmware.requests.alarm_orders import ACKNOWLEDGE_USAGE, NO_LIST, SHELVE_USAGE, AlarmDesk
from firmware.requests.lines import (
    MAX_EVENTS,
    RECALIBRATE_USAGE,
    USUAL_EVENTS,
    Command,
    Devices,
    Events,
    Help,
    ListRecalibrations,
    OfAlarms,
    OfTrips,
    Recalibrate,
    Restart,
    Status,
    parse_command,
)
from firmware.requests.parsing import NO_DEPARTURE, SET_USAGE, TUNE_USAGE, Set, parse_set
from firmware.requests.tokens import CommandError
from firmware.requests.trip_orders import NO_TRIPS, TRIP_USAGE, TripDesk, TripQuestion

__all__ = [
    "ACKNOWLEDGE_USAGE",
    "MAX_EVENTS",
    "NO_DEPARTURE",
    "NO_LIST",
    "NO_TRIPS",
    "RECALIBRATE_USAGE",
    "SET_USAGE",
    "SHELVE_USAGE",
    "TRIP_USAGE",
    "TUNE_USAGE",
    "USUAL_EVENTS",
    "AlarmDesk",
    "Command",
    "CommandError",
    "Devices",
    "Events",
    "Help",
    "ListRecalibrations",
    "OfAlarms",
    "OfTrips",
    "Recalibrate",
    "Restart",
    "Set",
    "Status",
    "TripDesk",
    "TripQuestion",
    "parse_command",
    "parse_set",
]
