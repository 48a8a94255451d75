"""The names of events in the record: fixed for ever, whatever the classes and fields of today are called. Pure."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from controller import (
    AlarmCleared,
    AlarmRaised,
    CompressorStarted,
    CompressorStopped,
    DefogChanged,
    Event,
    GuardLimited,
    LoadRestored,
    LoadShed,
    PreparationChanged,
    ReadingBack,
    ReadingLost,
    RequestAccepted,
    RequestRefused,
    TuningFound,
    TuningRefused,
)

KINDS: Mapping[type[Event], str] = {
    ReadingLost: "ReadingLost",
    ReadingBack: "ReadingBack",
    CompressorStarted: "CompressorStarted",
    CompressorStopped: "CompressorStopped",
    GuardLimited: "GuardLimited",
    PreparationChanged: "PreparationChanged",
    DefogChanged: "DefogChanged",
    TuningFound: "TuningFound",
    TuningRefused: "TuningRefused",
    LoadShed: "LoadShed",
    LoadRestored: "LoadRestored",
    RequestAccepted: "RequestAccepted",
    RequestRefused: "RequestRefused",
    AlarmRaised: "AlarmRaised",
    AlarmCleared: "AlarmCleared",
}
"""The kind under which each event is recorded. Programs that read records go by it."""

_KEYS = {"appliance": "target"}
"""Keys that are not the names of their fields."""


def kind_of(event: Event) -> str:
    """Name the kind of `event`."""
    return KINDS[type(event)]


def data_of(event: Event) -> dict[str, Any]:
    """Give what `event` says beside its time, by the keys of the record."""
    return {_KEYS.get(name, name): value for name, value in asdict(event).items() if name != "at_s"}
