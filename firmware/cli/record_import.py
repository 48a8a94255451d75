"""homeward record import: what other devices have recorded, and how it compares with what we have."""

import argparse
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from firmware.cli.record_access import moment, record_of
from firmware.cli.record_papers import forms_arguments, forms_of
from firmware.coldchain.segment import MAX_BYTES, Handed, unsigned
from firmware.coldchain.segment_folder import folder_of, keep
from firmware.coldchain.series import Item
from firmware.coldchain.trip_reader import history
from firmware.coldchain.trips import Trip
from firmware.config.cargo_profiles import cargo_of
from firmware.errors import ConfigError, FirmwareError
from firmware.languages.local_forms import TemperatureUnit
from firmware.reports.fridge_tag import FridgeTag, as_mapping, contradictions, is_fridge_tag, read_fridge_tag
from firmware.reports.home_history import is_history, read_history
from firmware.reports.logger_comparison import Compared, compared

_DAY_S = 86_400.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the import."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a Fridge-tag 2 export, or a history of Home Assistant")
    parser.add_argument("--compartment", metavar="NAME", help="of a Fridge-tag: compare it with our record of this one")
    parser.add_argument("--consignment", metavar="REF", help="of a history: keep it as a segment of this consignment")
    parser.add_argument("--cargo", default="vaccine_2_8", metavar="NAME", help="of a history: the goods [vaccine_2_8]")
    parser.add_argument("--entity", default="", metavar="ID", help="of a history: the thermometer [the only one]")
    parser.add_argument("--keeper", default="home", metavar="NAME", help="of a history: whose fridge it is [home]")
    parser.add_argument(
        "--from", dest="since", type=moment, metavar="TIME", help="of a history: when the goods came in"
    )
    parser.add_argument("--to", dest="until", type=moment, metavar="TIME", help="of a history: when they left")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
    forms_arguments(parser)


def read_in(options: argparse.Namespace) -> int:
    """Read what another device has recorded."""
    text = _text(options.file)
    if is_fridge_tag(text):
        return _fridge_tag(options, read_fridge_tag(text, str(options.file)))
    if is_history(text):
        return _history(options, text)
    right = "must be a Fridge-tag 2 export, or a history of Home Assistant (CSV or JSON)"
    raise ConfigError([f"{options.file}: is no form that is known: {right}"])


def _fridge_tag(options: argparse.Namespace, export_: FridgeTag) -> int:
    wrong = [*contradictions(export_)]
    ours: list[Compared] = []
    if options.compartment is not None:
        forms = forms_of(options)
        first = datetime.combine(export_.days[0].day, datetime.min.time()).timestamp() - _DAY_S
        last = datetime.combine(export_.days[-1].day, datetime.min.time()).timestamp() + 2 * _DAY_S
        items, _ = history(record_of(options), options.compartment, first, last)
        ours = [*compared(export_, items, lambda wall_s: forms.local(wall_s).date())]
    if options.json:
        print(
            json.dumps(
                {
                    **as_mapping(export_),
                    "contradictions": [{"day": day.day.isoformat(), "text": told} for day, told in wrong],
                    "compared": [_compared(each) for each in ours],
                }
            )
        )
    else:
        print("\n".join(_fridge_tag_lines(export_, ours, compared_with=options.compartment)))
        for day, told in wrong:
            print(f"{day.day}: cannot be: {told}")
    return 1 if wrong or not all(each.agrees for each in ours) else 0


def _fridge_tag_lines(export_: FridgeTag, ours: Iterable[Compared], *, compared_with: str | None) -> Iterable[str]:
    yield f"{export_.device}, serial {export_.serial}, read out {export_.made}, {len(export_.days)} days"
    for number, limit in enumerate(export_.limits):
        side = "above" if limit.above else "below"
        beyond = sum(day.beyond_min[number] for day in export_.days)
        alarms = sum(day.alarms[number] for day in export_.days)
        yield f"{side} {limit.at_c:g} °C for {limit.for_min} min: {beyond} min in all, alarm on {alarms} days"
    known = [day for day in export_.days if day.min_c is not None and day.max_c is not None]
    if known:
        low, high = min(day.min_c or 0.0 for day in known), max(day.max_c or 0.0 for day in known)
        yield f"lowest {low:.1f} °C, highest {high:.1f} °C; {len(export_.days) - len(known)} days without a temperature"
    lines = [*ours]
    if compared_with is not None and not lines:
        yield f"our record of {compared_with} has none of these days"
    for each in lines:
        yield _compared_line(each)


def _compared_line(each: Compared) -> str:
    device = each.device
    return (
        f"{device.day}: device {device.min_c} to {device.max_c} °C, mean {device.mean_c}, {list(device.beyond_min)} min"
        f" beyond; ours {each.min_c:.1f} to {each.max_c:.1f} °C, mean {each.mean_c:.1f},"
        f" {[round(value) for value in each.beyond_min]} min of {each.recorded_min:.0f}:"
        f" {'agrees' if each.agrees else 'DIFFERS'}"
    )


def _compared(each: Compared) -> dict[str, Any]:
    return {
        "day": each.device.day.isoformat(),
        "recorded_min": each.recorded_min,
        "min_c": each.min_c,
        "max_c": each.max_c,
        "mean_c": each.mean_c,
        "beyond_min": list(each.beyond_min),
        "alarms": list(each.alarms),
        "agrees": each.agrees,
    }


@dataclass(frozen=True, slots=True)
class _Stay:
    """The time that goods were in a fridge at home."""

    from_s: float
    to_s: float
    items: list[Item]


def _history(options: argparse.Namespace, text: str) -> int:
    every = read_history(text, str(options.file), options.entity, TemperatureUnit(options.unit))
    last = every[-1]
    from_s = every[0].wall_s if options.since is None else options.since
    to_s = last.wall_s + (last.duration_s or 0.0) if options.until is None else options.until
    stay = _Stay(from_s, to_s, [item for item in every if from_s <= item.wall_s < to_s])
    if not stay.items:
        raise FirmwareError(f"{options.file}: has nothing between --from and --to")
    if not options.consignment:
        raise ConfigError(["a history of Home Assistant: must have --consignment REF, of which it becomes a segment"])
    handed = _handed(options, stay)
    file = keep(folder_of(record_of(options)), unsigned(handed))
    told = {"segment": str(file), "consignment": options.consignment, "minutes": len(stay.items)}
    print(json.dumps(told) if options.json else f"{options.consignment}: {len(stay.items)} minutes kept in {file}")
    return 0


def _handed(options: argparse.Namespace, stay: _Stay) -> Handed:
    trip = Trip(
        trip_id=f"H{stay.from_s:.0f}",
        compartment=options.entity or "fridge",
        cargo=cargo_of(options.cargo),
        started_s=stay.from_s,
        started_by="import",
        stopped_s=stay.to_s,
        stopped_by="import",
        consignment=options.consignment,
        clock="ntp",
    )
    return Handed(trip=trip, keeper=options.keeper, items=stay.items, facts=())


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise ConfigError([f"{file}: is larger than {MAX_BYTES >> 20} MB: must be an export"])
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise ConfigError([f"{file}: {reason}: must be an export of another device"]) from error
