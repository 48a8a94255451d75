"""Exports of the temperature loggers Fridge-tag 2 of Berlinger: their days as the device tells them. Pure.

The file is text: keys with values, indented by a space for each level, several of them on a line after commas. Its end
is the maker's signature, which needs the maker's program. The fields are described nowhere in public; their meaning is
that of the export's own figures ("t Acc" are minutes beyond the limit "T AL", "t AL" are the minutes that alarm).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from firmware.errors import FirmwareError
from firmware.languages.local_forms import TemperatureUnit, in_celsius

VERSIONS = frozenset({"0.5"})
"""Versions of the export that are known."""

_DEVICE = "fridge-tag 2"
_MAX_LINES = 20_000
_MISSING = "---"
_UNITS = {"C": TemperatureUnit.CELSIUS, "F": TemperatureUnit.FAHRENHEIT}
_LINE = re.compile(r"( *)([^:,]+):(.*)")
_MINUTES_PER_DAY = 1_440


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmLimit:
    """A limit of the device: below or above `at_c` for `for_min` without a break is an alarm."""

    above: bool
    at_c: float
    for_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day as the device tells it; temperatures are None where it measured none."""

    day: date
    min_c: float | None
    max_c: float | None
    mean_c: float | None
    beyond_min: Sequence[int]
    """Minutes beyond each limit, in the order of the limits."""
    alarms: Sequence[bool]
    """Whether it alarmed, for each limit."""
    sensor_lost_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FridgeTag:
    """An export: what the device is, its limits, and its days from the oldest on."""

    device: str
    serial: str
    made: str
    limits: Sequence[AlarmLimit]
    days: Sequence[Day]


class _Tree:
    """The keys of the file as a tree; each has its value and the line where it stands."""

    def __init__(self, value: str = "", line: int = 0) -> None:
        self.value, self.line = value, line
        self.children: dict[str, _Tree] = {}

    def at(self, *path: str) -> "_Tree":
        """Return what stands below; raises FirmwareError."""
        found = self
        for key in path:
            if key not in found.children:
                raise FirmwareError(f"line {found.line}: there is no {key!r} below it: the file is damaged or cut off")
            found = found.children[key]
        return found


def read_fridge_tag(text: str, name: str) -> FridgeTag:
    """Read an export; raises FirmwareError with one line that tells what, where, and what would be right."""
    try:
        tree = _parsed(text)
        _check(tree)
        return _export(tree)
    except FirmwareError as error:
        raise FirmwareError(f"{name}: {error}") from error


def is_fridge_tag(text: str) -> bool:
    """Return True for what begins as such an export."""
    return text.lstrip("\ufeff").startswith("Device:")


def _parsed(text: str) -> _Tree:
    root = _Tree()
    open_: list[tuple[int, _Tree]] = [(-1, root)]
    lines = text.lstrip("\ufeff").splitlines()
    if len(lines) > _MAX_LINES:
        raise FirmwareError(f"has {len(lines)} lines: must be an export of at most {_MAX_LINES}")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        for position, part in enumerate(_parts(line)):
            match = _LINE.fullmatch(part)
            if match is None:
                raise FirmwareError(f"line {number}: {line.strip()!r:.40} is no key with a value: damaged or cut off")
            level, key, value = len(match[1]), match[2].strip(), match[3].strip()
            if position == 0:
                while open_[-1][0] >= level:
                    open_.pop()
            child = _Tree(value, number)
            open_[-1][1].children.setdefault(key, child)
            if position == 0:
                first = level, child
        open_.append(first)
    return root


def _parts(line: str) -> Iterator[str]:
    """Part a line at commas that a key follows; later ones are of the same level as the first."""
    first, *others = re.split(r", (?=[A-Za-z][A-Za-z ]*:)", line)
    yield first
    yield from others


def _check(tree: _Tree) -> None:
    device = tree.at("Device").value
    if _DEVICE not in device.lower():
        raise FirmwareError(f"is of {device!r:.40}: must be an export of a Fridge-tag 2")
    version = tree.at("Vers").value
    if version not in VERSIONS:
        raise FirmwareError(f"is version {version!r:.10} of the export: must be {', '.join(sorted(VERSIONS))}")
    if "Sig" not in tree.children or not re.fullmatch(r"[0-9a-f]{128}", tree.at("Sig").value):
        raise FirmwareError("ends before its signature (Sig): it was cut off; copy it again from the device")


def _export(tree: _Tree) -> FridgeTag:
    conf = tree.at("Conf")
    shown_in = conf.at("Temp unit")
    unit = _UNITS.get(shown_in.value)
    if unit is None:
        raise FirmwareError(f"line {shown_in.line}: Temp unit: {shown_in.value!r:.10}: must be C or F")
    limits = [
        AlarmLimit(
            above=number == "1",
            at_c=in_celsius(_number(each.at("T AL")), unit),
            for_min=_whole(each.at("t AL")),
        )
        for number, each in sorted(conf.at("Alarm").children.items())
    ]
    history = tree.at("Hist")
    days = [_day(each, len(limits), unit) for key, each in history.children.items() if key.isdecimal()]
    if not days:
        raise FirmwareError(f"line {history.line}: Hist has no days")
    return FridgeTag(
        device=tree.at("Device").value,
        serial=conf.at("Serial").value,
        made=history.at("TS Report Creation").value,
        limits=limits,
        days=sorted(days, key=lambda each: each.day),
    )


def _day(tree: _Tree, limits: int, unit: TemperatureUnit) -> Day:
    alarms = [tree.at("Alarm", str(number)) for number in range(limits)]
    lost = tree.children.get("Int Sensor timeout")
    at = tree.at("Date")
    try:
        day = date.fromisoformat(at.value)
    except ValueError as error:
        raise FirmwareError(f"line {at.line}: Date: {at.value!r:.20}: must be a date such as 2026-04-29") from error
    return Day(
        day=day,
        min_c=_temperature(tree.at("Min T"), unit),
        max_c=_temperature(tree.at("Max T"), unit),
        mean_c=_temperature(tree.at("Avrg T"), unit),
        beyond_min=[_whole(each.at("t Acc")) for each in alarms],
        alarms=["TS A" in each.children for each in alarms],
        sensor_lost_min=0 if lost is None else _whole(lost.at("t AccST")),
    )


def _temperature(tree: _Tree, unit: TemperatureUnit) -> float | None:
    return None if tree.value == _MISSING else in_celsius(_number(tree), unit)


def _number(tree: _Tree) -> float:
    if not re.fullmatch(r"[+-]?\d{1,4}(\.\d{1,4})?", tree.value):
        raise FirmwareError(f"line {tree.line}: {tree.value!r:.20}: must be a temperature such as +8.0")
    return float(tree.value)


def _whole(tree: _Tree) -> int:
    if not re.fullmatch(r"\d{1,6}", tree.value):
        raise FirmwareError(f"line {tree.line}: {tree.value!r:.20}: must be a whole number of minutes")
    return int(tree.value)


def possible_min(day: Day, limit: AlarmLimit) -> tuple[int, int]:
    """Return the least and the most minutes beyond a limit that the lowest and highest temperature of a day allow.

    The device counts what is beyond, without its ends.
    """
    if day.min_c is None or day.max_c is None:
        return 0, _MINUTES_PER_DAY
    inner, outer = (day.min_c, day.max_c) if limit.above else (-day.max_c, -day.min_c)
    at = limit.at_c if limit.above else -limit.at_c
    least = _MINUTES_PER_DAY if inner > at else 0
    return least, _MINUTES_PER_DAY if outer > at else 0


def contradictions(export: FridgeTag) -> Iterator[tuple[Day, str]]:
    """Yield what in an export cannot be: a sum that its own extremes exclude, an alarm without the time for one."""
    for number, day in enumerate(export.days):
        whole = 0 < number < len(export.days) - 1
        low_c, mean_c, high_c = day.min_c, day.mean_c, day.max_c
        if low_c is not None and mean_c is not None and high_c is not None and not low_c <= mean_c <= high_c:
            yield day, f"the mean {mean_c:.1f} °C is not between {low_c:.1f} and {high_c:.1f} °C"
        for limit, beyond_min in zip(export.limits, day.beyond_min, strict=True):
            least, most = possible_min(day, limit)
            if beyond_min > most or (whole and beyond_min + day.sensor_lost_min < least):
                side = "above" if limit.above else "below"
                text = f"{beyond_min} min {side} {limit.at_c:g} °C, between {day.min_c} and {day.max_c} °C"
                yield day, text


def as_mapping(export: FridgeTag) -> Mapping[str, object]:
    """Return an export as JSON values."""
    return {
        "device": export.device,
        "serial": export.serial,
        "made": export.made,
        "limits": [{"above": each.above, "at_c": each.at_c, "for_min": each.for_min} for each in export.limits],
        "days": [
            {
                "day": each.day.isoformat(),
                "min_c": each.min_c,
                "max_c": each.max_c,
                "mean_c": each.mean_c,
                "beyond_min": list(each.beyond_min),
                "alarms": list(each.alarms),
                "sensor_lost_min": each.sensor_lost_min,
            }
            for each in export.days
        ],
    }
