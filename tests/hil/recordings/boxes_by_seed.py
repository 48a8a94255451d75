"""Recordings of boxes that never were: one of each kind, in the form in which others write them down."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import exp

HOUR_S = 3_600.0
BEGIN = datetime(2020, 3, 1, 18, 0, tzinfo=UTC)
OPENED_S = tuple(3_900 + 1_800 * index for index in range(12))
"""An opening of 10 s each half hour for six hours; then a night."""


def cycle_c(at_s: float) -> float:
    """Air of a kitchen fridge: 20 min down, 40 min up, 1 to 5 °C."""
    phase_s = at_s % HOUR_S
    return 5.0 - 4.0 * phase_s / 1_200.0 if phase_s < 1_200.0 else 1.0 + 4.0 * (phase_s - 1_200.0) / 2_400.0


def warmed_k(at_s: float, opened_s: tuple[int, ...]) -> float:
    """The warmth that openings of 10 s have left in the air."""
    since_s = [at_s - began_s for began_s in opened_s if 0.0 <= at_s - began_s < 300.0]
    return sum(0.2 * each_s if each_s <= 10.0 else 2.0 * exp(-(each_s - 10.0) / 60.0) for each_s in since_s)


def door_csv(*, hours: float = 16.0) -> str:
    """A kitchen fridge in °F with a light sensor, each 5 s."""
    rng = random.Random(7)  # noqa: S311  noise needs no cryptography
    lines = ["millis,stamp,light,temp"]
    for tick in range(round(hours * HOUR_S / 5.0)):
        at_s = 5.0 * tick
        lit = any(began_s <= at_s <= began_s + 10.0 for began_s in OPENED_S)
        air_f = 32.0 + 1.8 * (cycle_c(at_s) + warmed_k(at_s, OPENED_S) + rng.gauss(0.0, 0.05))
        light = 600 if lit else 0
        lines.append(f"{at_s * 1e3:.0f}, {BEGIN.timestamp() + at_s:.0f}, {light}, {round(air_f / 0.58) * 0.58:.2f}")
    return "\n".join(lines) + "\n"


def brewpi_log(*, hours: float = 12.0, out_from_h: float | None = None) -> str:
    """A box with goods under a BrewPi, each minute; from `out_from_h` on the probe hangs between plate and heater."""
    lines, beer_c = [], 12.0
    for minute in range(round(hours * 60)):
        at = BEGIN + timedelta(minutes=minute)
        phase = minute % 120
        cools = phase < 60
        air_c = 10.0 - 6.0 * phase / 60.0 if cools else 4.0 + 6.0 * (phase - 60) / 60.0
        beer_c += (air_c - beer_c) / 240.0
        is_out = out_from_h is not None and minute >= out_from_h * 60.0
        shown_c = (air_c - 5.0 if cools else air_c + 5.0) if is_out else beer_c
        state = 4 if cools else 0
        lines.append(f"{at:%b %d %Y %H:%M:%S};{shown_c:.2f};7.0;None;{air_c:.2f};7.0;None;{state};None")
    return "\n".join(lines) + "\n"


def metered_log(*, hours: float, ends: bool = True) -> str:
    """A plug with a compressor behind it, each 10 s: 15 of 60 min, or all the time with a lamp now and then."""
    lines = []
    for tick in range(round(hours * HOUR_S / 10.0)):
        at_s = 10.0 * tick
        at = BEGIN + timedelta(seconds=at_s)
        on = not ends or at_s % HOUR_S < 900.0
        lamp = at_s % 7_200.0 in {1_800.0, 1_810.0}
        watts = 70 * on + 16 * lamp
        lines.append(f"{at:%d/%m/%Y %H:%M:%S};{watts};{watts}")
    return "\n".join(lines) + "\n"


def events_json(*, stopped_h: float) -> str:
    """A sensor that says something after each 0.25 K, and nothing for a time from the sixth hour on."""
    held = {str(index): event for index, event in enumerate(_events(stopped_h), 1)}
    return json.dumps({"_default": held})


def _events(stopped_h: float) -> Iterator[dict[str, object]]:
    last_c = float("inf")
    for minute in range(round((12.0 + stopped_h) * 60)):
        at_s = 60.0 * minute
        air_c = cycle_c(at_s)
        silent = 6.0 * HOUR_S <= at_s < (6.0 + stopped_h) * HOUR_S
        if abs(air_c - last_c) >= 0.25 and not silent:
            last_c = air_c
            yield {"data": {"degC": round(air_c, 2)}, "time": BEGIN.timestamp() + at_s, "type": "sense"}
    yield {"data": {"volumeL": 0.3}, "time": BEGIN.timestamp(), "type": "poured"}
