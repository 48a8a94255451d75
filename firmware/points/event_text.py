"""One line of text for each event, the same at the hub, on the console and in the record; the time stands beside it."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from controller import (
    AimOutOfReach,
    AlarmCleared,
    AlarmRaised,
    CompressorStarted,
    CompressorStopped,
    DefogChanged,
    Event,
    GuardLimited,
    LoadRestored,
    LoadShed,
    OpeningInferred,
    PreparationChanged,
    ReadingBack,
    ReadingLost,
    RequestAccepted,
    RequestRefused,
    SampleRefused,
    TuningFound,
    TuningRefused,
)

_TEXTS: Mapping[type, Callable[[Any], str]] = {
    ReadingLost: lambda event: f"{event.point} lost: {event.absence}",
    ReadingBack: lambda event: f"{event.point} is back",
    SampleRefused: lambda event: (
        f"{event.point}: a sample of {event.value:.1f} was not believed: no change there is so fast, and the next one"
        f" did not confirm it ({event.refused} since the start); check its cable"
    ),
    CompressorStarted: lambda _event: "compressor started",
    CompressorStopped: lambda _event: "compressor stopped",
    GuardLimited: lambda event: f"guard limits {event.output}: {event.why}",
    OpeningInferred: lambda event: (
        f"{event.compartment}: lid opened {event.ago_s:.0f} s ago, as its air tells, which rose by {event.rise_k:.1f}"
        f" K in {event.lasted_s:.0f} s (confidence {event.confidence:.0%})"
    ),
    AimOutOfReach: lambda event: (
        f"{event.compartment}: {event.set_point_c:.1f} °C is out of reach in this heat: the cooler does all it can and"
        f" holds {event.air_c:.1f} °C, {event.lift_k:.0f} K below the cabin; move it to a cooler place, or ask for less"
    ),
    LoadShed: lambda event: f"load shed: {event.rank} ({event.why})",
    LoadRestored: lambda event: f"load restored: {event.rank} ({event.why})",
    RequestAccepted: lambda event: f"accepted from {event.origin}: {event.appliance} {event.value}",
    RequestRefused: lambda event: f"refused from {event.origin}: {event.appliance}: {event.reason}",
    PreparationChanged: lambda event: f"preparation for the departure: {event.stage}, air at {event.air_c:.1f} °C",
    DefogChanged: lambda event: "windscreen is defogged" if event.active else "windscreen is clear",
    TuningFound: lambda event: f"cabin tuned: {event.gain_per_k:.3g} per K, integral {event.integral_s:.0f} s",
    TuningRefused: lambda event: f"cabin not tuned: {event.why}",
    AlarmRaised: lambda event: f"ALARM {event.alarm}: {event.text}",
    AlarmCleared: lambda event: f"alarm over: {event.alarm}",
}


def describe(event: Event) -> str:
    """Describe an event in one line; a kind that has no text of its own yet is shown field by field."""
    text = _TEXTS.get(type(event), _plain)(event)
    return " ".join(text.split())


def _plain(event: Any) -> str:
    values = (f"{field.name} {getattr(event, field.name)}" for field in fields(event) if field.name != "at_s")
    return f"{type(event).__name__}: {', '.join(values)}"
