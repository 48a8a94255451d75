"""Write docs/boxes.md from the tables themselves: kinds of boxes, the ranges they are drawn from, sets of sensors."""

import inspect
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from hil.boxes import KINDS, SEEN, Kind, ranges, sensor_sets
from hil.boxes.kinds import ChamberKind, CompressorKind, ThermoelectricKind
from hil.boxes.ranges import Range

FILE = Path(__file__).resolve().parents[2] / "docs" / "boxes.md"

_HEAD = """# Boxes of other structures

The boxes of `hil/boxes/`, made from its tables by `make reference`. A box is drawn from its kind by a seed, each
parameter evenly within its range. Conductances are in W/K, heat capacities in J/K, `cold` is the evaporator's plate or
the compartment that cold is blown from. Builders of a law do not tune on the kinds that are called unseen; their ranges
stand in `hil/boxes/unseen.py` alone.

"""

_COMMON = (ChamberKind(), CompressorKind(), ThermoelectricKind(), Kind(title="", compartments=()))


def page() -> str:
    """Return the whole page."""
    return _HEAD + "\n".join((*_kinds(), *_common(), *_own(), *_sensors())) + "\n"


def _kinds() -> Iterator[str]:
    yield "## Kinds\n"
    yield "| kind | structure | compartments | air around, °C | unseen |\n|---|---|---|---|---|"
    for name, kind in KINDS.items():
        compartments = ", ".join(each.name for each in kind.compartments)
        unseen = "yes" if kind.unseen else ""
        yield f"| {name} | {kind.title} | {compartments} | {_span(kind.ambient_c)} | {unseen} |"
    yield ""


def _common() -> Iterator[str]:
    """Yield the ranges of every kind that has no other, with the words for the sources."""
    yield "## Ranges of all\n"
    yield f"{inspect.cleandoc(ranges.__doc__ or '').split(chr(10), 2)[2]}\n"
    yield "| part | parameter | range | source |\n|---|---|---|---|"
    for record in _COMMON:
        for parameter, each in _ranges(record):
            yield f"| {_part(record)} | {parameter} | {_span(each)} | {each.source} |"
    yield ""


def _own() -> Iterator[str]:
    """Yield the ranges in which a kind is another than the rest."""
    usual = {type(record): dict(_ranges(record)) for record in _COMMON}
    yield "## Ranges of one kind\n"
    yield "| kind | part | parameter | range | source |\n|---|---|---|---|---|"
    for name, kind in SEEN.items():
        for record in (kind, kind.unit, *kind.compartments):
            part = record.name if isinstance(record, ChamberKind) else _part(record)
            for parameter, each in _ranges(record):
                if each is not usual[type(record)].get(parameter):
                    yield f"| {name} | {part} | {parameter} | {_span(each)} | {each.source} |"
    yield ""


def _sensors() -> Iterator[str]:
    yield "## Sensors\n"
    yield inspect.cleandoc(sensor_sets.__doc__ or "").split("\n", 2)[2]


def _ranges(record: Any) -> Iterator[tuple[str, Range]]:
    if is_dataclass(record):
        for each in fields(record):
            value = getattr(record, each.name)
            if isinstance(value, Range):
                yield each.name, value


def _part(record: object) -> str:
    names = {ChamberKind: "compartment", CompressorKind: "compressor", ThermoelectricKind: "thermoelectric element"}
    return names.get(type(record), "box")


def _span(each: Range) -> str:
    return f"{each.low:g}" if each.low == each.high else f"{each.low:g} to {each.high:g}"
