"""One line of text for each event, the same at the hub, on the console and in the record; the time stands beside it."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from controller import (
    AlarmCleared,
    AlarmRaised,
    CompressorStarted,
    CompressorStopped,
    Event,
    GuardLimited,
    ReadingBack,
    ReadingLost,
    RequestAccepted,
    RequestRefused,
)

_TEXTS: Mapping[type, Callable[[Any], str]] = {
    ReadingLost: lambda event: f"{event.point} lost: {event.absence}",
    ReadingBack: lambda event: f"{event.point} is back",
    CompressorStarted: lambda _event: "compressor started",
    CompressorStopped: lambda _event: "compressor stopped",
    GuardLimited: lambda event: f"guard limits {event.output}: {event.why}",
    RequestAccepted: lambda event: f"accepted from {event.origin}: {event.target} {event.value}",
    RequestRefused: lambda event: f"refused from {event.origin}: {event.target}: {event.reason}",
    AlarmRaised: lambda event: f"ALARM {event.alarm}: {event.text}",
    AlarmCleared: lambda event: f"alarm over: {event.alarm}",
}


def describe(event: Event) -> str:
    """What happened, in one line; a kind of event that has no text of its own yet is shown field by field."""
    text = _TEXTS.get(type(event), _plain)(event)
    return " ".join(text.split())


def _plain(event: Any) -> str:
    values = (f"{field.name} {getattr(event, field.name)}" for field in fields(event) if field.name != "at_s")
    return f"{type(event).__name__}: {', '.join(values)}"
