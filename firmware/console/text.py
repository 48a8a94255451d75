"""Text of the technician's console: plain, 80 columns, no control codes. Pure."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from controller import Event, Reading, RequestAccepted, RequestRefused
from firmware.control.state_store import State
from firmware.devices.health import Condition, DeviceHealth
from firmware.points.event_text import describe
from firmware.points.quantities import OPENING, PROBLEM, WHY, Point
from firmware.requests import (
    ACKNOWLEDGE_USAGE,
    MAX_EVENTS,
    RECALIBRATE_USAGE,
    SET_USAGE,
    SHELVE_USAGE,
    TRIP_USAGE,
    TUNE_USAGE,
    USUAL_EVENTS,
)
from firmware.runtime.one_line import one_line

PROMPT = "> "
MAX_CHARACTERS = 2_000
"""Of one thing that is told; longer than any list of ours."""
WIDTH = 80

HELP = f"""\
help             this list
status           temperatures, set-points, modes, duties, alarms and faults
devices          how each bus and sensor does, since when and why, and counters
alarms           what must be looked at, and what was seen or put aside
{ACKNOWLEDGE_USAGE}
{SHELVE_USAGE}
                 such as: shelve fridge.food.too_warm 30 Ann
{SET_USAGE.replace(", or ", chr(10))}
                 such as: set food set_point 4.5
{TUNE_USAGE}      let the climate of the cabin find the tuning of its heater
recalibrate      the carbon dioxide sensors, and how their recalibration goes
{RECALIBRATE_USAGE.replace(", or ", chr(10))}
                 in air that is known, such as: recalibrate cabin 430
{TRIP_USAGE.replace(", or ", chr(10))}
                 such as: trip start medicine vaccine_2_8
events [COUNT]   the last {USUAL_EVENTS} events, or COUNT of them (at most {MAX_EVENTS})
restart          begin anew, also out of safe mode; everything is off meanwhile
Any beginning of a word that is clear will do: st, ev 5, set food s 4."""

_OPEN_WORDS = {"OFF": "closed", "ON": "open"}
_UNITS_OF_AGE = ((86_400.0, "d"), (3_600.0, "h"), (60.0, "min"), (1.0, "s"))
_TIME = "%Y-%m-%d %H:%M:%S"


def banner(title: str) -> str:
    """Return the first lines of the screen."""
    return f"\n{title}\nType help for the commands.\n"


def status(title: str, state: State, points: Iterable[Point], *, now_s: float) -> str:
    """Show everything there is to know, one value per line; ages count up to `now_s` (monotonic)."""
    health = state.health
    alarms = {alarm.name: f"{alarm.text} (for {age(now_s - alarm.since_s)})" for alarm in state.step.alarms}
    lines = [
        f"{title}: {health.cycles} cycles, {health.cycle_overruns} missed",
        *_values(state, [point for point in points if not _has_own_list(point)], now_s=now_s),
        *_not_cold(state, points, now_s=now_s),
        *_list("alarms", alarms),
        *_list("faults", health.faults),
        *_counted("samples not believed", state.step.status.refused_samples),
        *_counted("restarted tasks", health.restarts),
    ]
    return "\n".join(lines)


def withheld(keys: Iterable[str]) -> list[str]:
    """Tell which points are not shown because they tell of a person."""
    listed = ", ".join(keys)
    return wrapped(f"private, see [privacy]: {listed}") if listed else []


def devices(all_of_them: Iterable[DeviceHealth], *, now_s: float) -> str:
    """Show each device: condition, since when, why, and its counters; ages count up to `now_s` (monotonic)."""
    return "\n".join(line for device in all_of_them for line in _device(device, now_s=now_s)) or "no devices"


def events(last: Iterable[tuple[float, Event]]) -> str:
    """Show events by their wall times (seconds since 1970) in local time, the oldest first."""
    lines = [line for wall_s, event in last for line in wrapped(f"{_local_time(wall_s)} {describe(event)}")]
    return "\n".join(lines) or "no events yet"


def outcome(event: RequestAccepted | RequestRefused) -> str:
    """Put the answer to a request into words for the person who made it."""
    if isinstance(event, RequestAccepted):
        return f"accepted: {event.appliance} {event.value}"
    return "\n".join(wrapped(f"refused: {event.reason}"))


def _has_own_list(point: Point) -> bool:
    return point.key.startswith("hub.") or (point.kind.device_class == PROBLEM.device_class and not point.sources)


def _values(state: State, points: list[Point], *, now_s: float) -> Iterator[str]:
    width = max((len(point.key) for point in points), default=0)
    for point in points:
        reading = point.read(state)
        notes = {} if point.notes is None else dict(point.notes(state))
        old = f"{age(now_s - reading.taken_at_s)} old" if point.measured and reading.value is not None else ""
        more = old or ", ".join(f"{word} {text}" for word, text in notes.items() if word != WHY)
        line = f"{point.key:<{width}}  {_value(point, reading, notes.get(WHY)):<24} {more}".rstrip()
        yield from textwrap.wrap(line, WIDTH - 1, subsequent_indent="    ")


def _not_cold(state: State, points: Iterable[Point], *, now_s: float) -> Iterator[str]:
    """Yield the compartments that are being pulled down and were not cold yet."""
    names = [point.key for point in points if point.key.startswith("fridge.") and point.key.endswith(".preset")]
    targets, since_s = state.step.memory.targets.compartments, state.step.status.fridge.not_cold_since_s
    each = {
        name.removesuffix(".preset"): f"for {age(now_s - one_s)}, on its way to {target.set_point_c:g} °C"
        for name, target, one_s in zip(names, targets, since_s, strict=False)
        if one_s is not None
    }
    if each:
        yield from _list("not cold yet", each)


def _value(point: Point, reading: Reading, why: str | None) -> str:
    text = point.text(reading)
    if text is None:
        return f"-- ({why or reading.absence})"
    if point.kind.device_class == OPENING.device_class:
        return _OPEN_WORDS.get(text, text)
    return f"{text.lower()} {point.unit or ''}".rstrip()


def _device(device: DeviceHealth, *, now_s: float) -> Iterator[str]:
    kind = device.kind if device.where == device.name else f"{device.kind} at {device.where}"
    serial = f", serial number {device.serial}" if device.serial else ""
    since = f"{device.condition} for {age(now_s - device.since_s)}"
    yield from wrapped(f"{device.name}: {since} ({kind}{serial})")
    if device.condition is not Condition.OK and device.reason:
        yield from wrapped(device.reason, indent="  ")
    yield from wrapped(", ".join(_figures(device, now_s)), indent="  ")


def _figures(device: DeviceHealth, now_s: float) -> Iterator[str]:
    """Yield the counters of a device; of failures only those that there were."""
    if device.newest_s is not None:
        yield f"newest value {age(now_s - device.newest_s)} old"
    yield f"{device.transfers} transfers"
    counts = (
        (device.nacks, "not acknowledged"),
        (device.timeouts, "timed out"),
        (device.other_errors, "disturbed"),
        (device.bad_checks, "with bad check bytes"),
        (device.silences, "times silent too long"),
        (device.starts, "starts"),
        (device.recoveries, "recoveries of the bus"),
    )
    yield from (f"{count} {what}" for count, what in counts if count)


def _list(heading: str, lines: Mapping[str, str]) -> Iterator[str]:
    if not lines:
        yield f"{heading}: none"
        return
    yield f"{heading}:"
    for name, line in lines.items():
        yield from wrapped(line if line.startswith(name) else f"{name}: {line}", indent="  ")


def _counted(heading: str, numbers: Mapping[str, int]) -> Iterator[str]:
    """Yield how often each happened, and nothing where none did, as is usual."""
    if numbers:
        yield from _list(heading, {name: f"{number} times" for name, number in numbers.items()})


def wrapped(line: str, indent: str = "") -> list[str]:
    """Break `line` into lines of the screen, each behind `indent`, the later ones further in.

    Whatever it holds, it is text: a device, a file or a broker commands no terminal.
    """
    return textwrap.wrap(
        one_line(line, MAX_CHARACTERS), WIDTH - 1, initial_indent=indent, subsequent_indent=f"{indent}    "
    )


def age(seconds: float) -> str:
    """Show a duration in the largest unit of which there is at least one."""
    seconds = max(seconds, 0.0)
    for length_s, unit in _UNITS_OF_AGE:
        if seconds >= length_s:
            return f"{seconds // length_s:.0f} {unit}"
    return "0 s"


def _local_time(wall_s: float) -> str:
    return datetime.fromtimestamp(wall_s, tz=UTC).astimezone().strftime(_TIME)
