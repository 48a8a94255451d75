"""Columns of a recording: which of them is the time, the air, the contents ..., by what their header says."""

import re
from collections.abc import Mapping, Sequence
from statistics import median

from hil.recordings import delimited, time_stamps
from hil.recordings.delimited import Table
from hil.recordings.series import Moment, Series, UnreadableError

WORDS: Mapping[str, tuple[str, ...]] = {
    "set_point_c": ("set point", "setpoint", "set", "target", "soll"),
    "contents_c": ("beer", "contents", "content", "product", "goods", "food", "probe", "core", "wine", "vaccine"),
    "running": ("compressor", "running", "relay", "cooling"),
    "heating": ("heater", "heating"),
    "door_open": ("door", "lid", "open"),
    "light": ("light", "lux", "ldr"),
    "power_w": ("power", "watt", "watts", "w"),
    "air_c": ("air", "fridge", "freezer", "temperature", "temp", "degc", "degf", "celsius", "fahrenheit"),
}
"""Words in headers, the more special first; the first column that has one is taken."""

TIME_WORDS = (
    "timestamp",
    "stamp",
    "unix",
    "epoch",
    "datetime",
    "date",
    "time",
    "zeit",
    "seconds",
    "sec",
    "millis",
    "ms",
)
"""The ones that tell most come first."""

MILLIS = frozenset({"millis", "ms"})

DRIVE_WORDS = frozenset({"velocity", "cabin", "odometer"})
"""A recording with such a column is of a car on its way, not of a box."""

FAHRENHEIT_FROM = 25.0
"""A median above this is no box in °C that works; 28 to 60 °F is any fridge. Engineering choice."""

NOT_MEANT = frozenset(
    {"set", "note", "avg", "average", "mean", "state", "mode", "ambient", "room", "outside", "counter"}
)
"""A column with such a word beside "fridge" or "beer" is no measured temperature of the box."""


def series(name: str, table: Table) -> Series:
    """Read a table with a header; raises UnreadableError where it has no time or nothing that a box tells."""
    words = [set(re.findall(r"[a-z]+", title.lower())) for title in table.header]
    taken = _fields(words)
    if DRIVE_WORDS & set().union(*words):
        raise UnreadableError(f"{name}: a car on its way, not a box")
    if not taken:
        wanted = "temperature, beer, compressor, door, light or power"
        raise UnreadableError(f"{name}: no column of a box in {', '.join(table.header)}; one named {wanted} is wanted")
    at_s = _times(name, table, words)
    values = {field: [delimited.number(row[index]) for _, row in table.rows] for field, index in taken.items()}
    values, notes = _in_celsius(values, {field: table.header[index] for field, index in taken.items()})
    rows = [(at, index) for index, at in enumerate(at_s) if at is not None]
    moments = [_moment(at, {field: column[index] for field, column in values.items()}) for at, index in rows]
    return in_order(name, moments, (*notes, *_losses(table, len(at_s) - len(rows))))


def in_order(name: str, moments: Sequence[Moment], notes: tuple[str, ...] = ()) -> Series:
    """Make a series of moments in the order of time, one for each time; raises UnreadableError where there is none."""
    if len(moments) <= 1:
        raise UnreadableError(f"{name}: {len(moments)} rows with a time; at least two are wanted")
    at: dict[float, Moment] = {}
    for moment in sorted(moments, key=lambda each: each.at_s):
        at[moment.at_s] = moment
    doubled = len(moments) - len(at)
    return Series(name, tuple(at.values()), (*notes, *([f"{doubled} doubled times"] if doubled else [])))


def to_celsius(degrees_f: float) -> float:
    """Return a temperature in °F in °C."""
    return (degrees_f - 32.0) / 1.8


def _fields(words: Sequence[set[str]]) -> Mapping[str, int]:
    taken: dict[str, int] = {}
    for field, known in WORDS.items():
        for index, each in enumerate(words):
            measured = field == "set_point_c" or not each & NOT_MEANT
            if measured and each & set(known) and index not in taken.values() and not each & set(TIME_WORDS):
                taken.setdefault(field, index)
    return taken


def _times(name: str, table: Table, words: Sequence[set[str]]) -> list[float | None]:
    """Read the time of each row: from one column, or from two that are date and time."""
    columns = [index for word in TIME_WORDS for index, each in enumerate(words) if word in each]
    pairs = [(first, second) for first in columns for second in columns if first < second]
    for each in (*[(index,) for index in columns], *pairs):
        texts = [" ".join(row[index] for index in each) for _, row in table.rows]
        parse = time_stamps.of_column(texts)
        if parse is not None:
            seconds = 1e-3 if words[each[0]] & MILLIS else 1.0
            return [at if at is None else at * seconds for at in (_read(parse, text) for text in texts)]
    raise UnreadableError(
        f"{name}: no column of times in {', '.join(table.header)}; seconds, or a date with a time, are wanted"
    )


def _read(parse: time_stamps.Parse, text: str) -> float | None:
    try:
        return parse(text)
    except ValueError:
        return None


def _in_celsius(
    values: Mapping[str, list[float | None]], titles: Mapping[str, str]
) -> tuple[dict[str, list[float | None]], list[str]]:
    """Bring temperatures to °C, where the header or the numbers show that they are in °F."""
    after, notes = dict(values), []
    for field in ("air_c", "contents_c", "set_point_c"):
        known = [value for value in values.get(field, ()) if value is not None]
        named = re.search(r"°\s?f\b|\bdeg_?f\b|fahrenheit|_f$|\(f\)|\[f\]", titles.get(field, "").lower())
        if known and (named or median(known) > FAHRENHEIT_FROM):
            after[field] = [None if value is None else to_celsius(value) for value in values[field]]
            why = "its header" if named else f"its median of {median(known):.0f}"
            notes.append(f"{titles[field]} taken as °F by {why}")
    return after, notes


def _moment(at_s: float, values: Mapping[str, float | None]) -> Moment:
    switches = ("running", "heating", "door_open")
    measured = {name: value for name, value in values.items() if name not in switches}
    states = {name: None if values.get(name) is None else values[name] != 0.0 for name in switches}
    return Moment(
        at_s=at_s,
        air_c=measured.get("air_c"),
        contents_c=measured.get("contents_c"),
        set_point_c=measured.get("set_point_c"),
        light=measured.get("light"),
        power_w=measured.get("power_w"),
        running=states["running"],
        heating=states["heating"],
        door_open=states["door_open"],
    )


def _losses(table: Table, without_time: int) -> list[str]:
    told = [(table.left_out, "lines with another number of columns"), (without_time, "rows without a time")]
    return [f"{count} {what} left out" for count, what in told if count]
