"""Recordings of supplies: the text stream of a battery monitor (VE.Direct), or tables of voltages and currents.

A table has a column of times, or of dates and times, and columns whose names tell what they are: voltage, or the least
and the greatest of each interval; current, charge. Current is positive into the battery.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hil.recordings import delimited, time_stamps
from hil.recordings.delimited import Table
from hil.recordings.series import UnreadableError

_END = b"Checksum\t"
_MILLI = 1_000.0
MAX_MB = 64

LOWEST_V, HIGHEST_V = 6.0, 65.0
"""Of any battery of 12, 24 or 48 V. Engineering choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyMoment:
    """One row, recorded at `at_s`; None is not known. `told_ah` and `told_pct` are what a monitor said itself."""

    at_s: float
    voltage_v: float
    current_a: float | None = None
    told_ah: float | None = None
    told_pct: float | None = None


@dataclass(frozen=True, slots=True)
class SupplyLog:
    """One recording, in the order of time, and notes on how it was read."""

    name: str
    moments: Sequence[SupplyMoment]
    notes: tuple[str, ...] = ()


def read_folder(folder: Path) -> tuple[list[SupplyLog], list[str]]:
    """Read every file of a folder, and give a line on each that is no recording of a supply."""
    logs: list[SupplyLog] = []
    left_out: list[str] = []
    for file in sorted(each for each in folder.iterdir() if each.is_file() and not each.name.startswith("LICENSE")):
        try:
            logs.append(read(file))
        except UnreadableError as error:
            left_out.append(" ".join(str(error).split()).replace(f"{file}", file.name))
    if not logs:
        raise UnreadableError(
            f"{folder}: no recording of a supply; a VE.Direct stream or a table with a voltage is wanted"
        )
    return logs, left_out


def read(file: Path) -> SupplyLog:
    """Read one file; raises UnreadableError."""
    try:
        if file.stat().st_size > MAX_MB * 1_000_000:
            raise UnreadableError(f"{file}: larger than {MAX_MB} MB; cut it")
        data = file.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{file}: cannot be read: {error.strerror}") from error
    if _END in data:
        return _stream(file, data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return _table(file, delimited.read(file, text))


def _stream(file: Path, data: bytes) -> SupplyLog:
    """Read the blocks of a stream, one a second: each ends in the byte that makes their sum zero."""
    moments: list[SupplyMoment] = []
    bad = 0
    for block in _blocks(data):
        if sum(block) % 256:
            bad += 1
            continue
        fields = _fields(block)
        if "V" in fields:
            moments.append(_monitored(float(len(moments)), fields))
    if not moments:
        raise UnreadableError(f"{file}: no whole block with a voltage")
    return SupplyLog(file.name, moments, (f"{bad} blocks with a bad checksum",) if bad else ())


def _blocks(data: bytes) -> Iterator[bytes]:
    """Cut a stream after each checksum; what is before the first one is a part of a block."""
    begin = data.find(b"\r\n")
    while (found := data.find(_END, begin)) >= 0:
        end = found + len(_END) + 1
        yield data[begin:end]
        begin = end


def _fields(block: bytes) -> Mapping[str, float]:
    """Return the numbers of a block by their labels."""
    pairs = [line.partition(b"\t") for line in block.split(b"\r\n")]
    numbers = {label.decode("latin-1"): delimited.number(value.decode("latin-1")) for label, _, value in pairs}
    return {label: value for label, value in numbers.items() if value is not None}


def _monitored(at_s: float, fields: Mapping[str, float]) -> SupplyMoment:
    milliamps, counted, share = fields.get("I"), fields.get("CE"), fields.get("SOC")
    return SupplyMoment(
        at_s=at_s,
        voltage_v=fields["V"] / _MILLI,
        current_a=None if milliamps is None else milliamps / _MILLI,
        told_ah=None if counted is None else counted / _MILLI,
        told_pct=None if share is None else share / 10.0,
    )


def _table(file: Path, table: Table) -> SupplyLog:
    """Read a table; where each row has a least and a greatest voltage it becomes two moments."""
    places = _places(file, table)
    times = [_time(row, places["time"], places.get("date")) for _, row in table.rows]
    parse = time_stamps.of_column(times)
    if parse is None:
        raise UnreadableError(f"{file}: no column of times")
    moments: list[SupplyMoment] = []
    skipped = 0
    for text, (_, row) in zip(times, table.rows, strict=True):
        try:
            at_s = parse(text)
        except ValueError:
            skipped += 1
            continue
        moments.extend(_row(at_s, row, places))
    moments.sort(key=lambda each: each.at_s)
    if not moments:
        raise UnreadableError(f"{file}: no voltage between {LOWEST_V:g} and {HIGHEST_V:g} V")
    return SupplyLog(file.name, moments, (f"{skipped} rows without a time",) if skipped else ())


HALF_HOUR_S = 1_800.0

_WORDS: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "day"),
    "time": ("time", "stamp", "datetime"),
    "least": ("min",),
    "greatest": ("max",),
    "voltage": ("volt", "vbat", "v"),
    "current": ("current", "amp", "a"),
    "charge": ("soc", "charge"),
}
"""What the names of columns hold, or are where they have a single letter."""


def _places(file: Path, table: Table) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, cell in enumerate(table.header):
        name = cell.lower().strip()
        for what, words in _WORDS.items():
            if what not in found and any(name == word or (len(word) > 1 and word in name) for word in words):
                found[what] = index
                break
    if "time" not in found and "date" in found:
        found["time"] = found.pop("date")
    if "time" not in found or not ({"voltage", "least"} & found.keys()):
        raise UnreadableError(f"{file}: a header with a time and a voltage (or min and max) is wanted")
    return found


def _time(row: Sequence[str], time: int, date: int | None) -> str:
    return row[time] if date is None else f"{row[date]} {row[time]}"


def _row(at_s: float, row: Sequence[str], places: Mapping[str, int]) -> Iterator[SupplyMoment]:
    """Yield the moments of one row."""
    names = ("voltage",) if "voltage" in places else ("least", "greatest")
    current_a, told_pct = _cell(row, places.get("current")), _cell(row, places.get("charge"))
    for number, name in enumerate(names):
        volts = _cell(row, places.get(name))
        if volts is not None and LOWEST_V <= volts <= HIGHEST_V:
            yield SupplyMoment(
                at_s=at_s + number * HALF_HOUR_S, voltage_v=volts, current_a=current_a, told_pct=told_pct
            )


def _cell(row: Sequence[str], place: int | None) -> float | None:
    return None if place is None else delimited.number(row[place])
