"""One compartment as the record has it: samples every 10 s, and of each minute their lowest, mean and highest. Pure.

Values are whole numbers of a thousandth of their unit, which the ends of their names tell: _mc (°C), _mk, _mv, _ma,
_mpct and _ms.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from controller import NOT_FITTED, Absence, Reading
from firmware.control.state_store import State
from firmware.points.quantities import Point

SAMPLE_S, MINUTE_S = 10.0, 60.0

CONTENTS, BY, WITHIN = "contents_mc", "contents_by", "contents_within_mk"
PROBE, ESTIMATE = "probe", "estimate"
"""A thermometer in the contents, or the fridge law's estimate, which tells within what it is right."""

_PROBE = "probe_mc"
"""Only ever absent: where the estimate stands in for a probe that fails."""

LID, COLD = "lid_open_ms", "cold_ms"
"""So long the lid was open, and what makes the cold was commanded on."""

_LONGEST_STEP_S = 5.0
"""Between two states, what is on is taken to have stayed on for at most this long: ten ticks (engineering choice)."""

_MILLI = 1_000.0

Body: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample: whole numbers and words by key, and the reason for each value that is absent."""

    values: Mapping[str, int | str]
    absent: Mapping[str, str]

    @property
    def body(self) -> Body:
        """The body of its row."""
        return dict(self.values) | ({"absent": dict(self.absent)} if self.absent else {})


class Compartment:
    """The points of the compartment `name`, as far as this installation has them, and its minute until now."""

    def __init__(self, name: str, points: Mapping[str, Point]) -> None:
        own = f"fridge.{name}"
        self.name = name
        self._spanned = _found(
            points,
            {
                "air_mc": f"{own}.air_c",
                "plate_mc": "fridge.plate_c",
                "cabin_mc": "cabin.air_c",
                "supply_mv": "supply.voltage_v",
                "supply_ma": "supply.current_a",
            },
        )
        self._probe = points.get(f"{own}.contents_c")
        self._estimate = points.get(f"{own}.expected_c"), points.get(f"{own}.expected_k")
        self._set = _found(points, {"set_point_mc": f"{own}.set_point_c", "fan_mpct": f"{own}.fan_pct"})
        self._mode = points.get(f"{own}.mode")
        switches = {LID: f"{own}.lid_open", COLD: "fridge.compressor_on"}
        self._on = _found(points, {COLD: "fridge.module_on"}) | _found(points, switches)
        self._samples: list[Sample] = []
        self._on_s: dict[str, float] = {}
        self._was_on: dict[str, float | None] = {}

    def look(self, state: State, step_s: float) -> bool:
        """Follow what is on or off, `step_s` after the last look; True where the lid has moved."""
        lid = self._was_on.get(LID)
        for key, point in self._on.items():
            if self._was_on.get(key):
                self._on_s[key] = self._on_s.get(key, 0.0) + min(step_s, _LONGEST_STEP_S)
            reading = point.read(state)
            self._was_on[key] = reading.value
            if reading.value is not None:
                self._on_s.setdefault(key, 0.0)
        return lid is not None and lid != self._was_on.get(LID)

    def sample(self, state: State) -> Sample:
        """Take a sample, for the minute as well."""
        readings = {key: point.read(state) for key, point in {**self._spanned, **self._set}.items()}
        contents, more = self._contents(state)
        values = _whole(readings | contents) | more | self._on_now()
        if self._mode is not None:
            values["mode"] = self._mode.text(self._mode.read(state)) or ""
        taken = Sample(values, _absences({key: readings[key] for key in self._spanned} | contents))
        self._samples.append(taken)
        return taken

    def minute(self, duration_s: float) -> Body:
        """Give the body of the minute that ends now, after so long, and begin the next."""
        samples, on_s = self._samples, self._on_s
        self._samples, self._on_s = [], {}
        body: Body = {"ms": round(duration_s * _MILLI), "samples": len(samples)}
        for sample in samples:
            body |= {key: value for key, value in sample.values.items() if key not in (*self._on, *self._spanned)}
        for key in (*self._spanned, CONTENTS):
            body.pop(key, None)
            found = [value for sample in samples if isinstance(value := sample.values.get(key), int)]
            if found:
                body[key] = [min(found), round(sum(found) / len(found)), max(found)]
        body |= {key: round(seconds * _MILLI) for key, seconds in on_s.items()}
        absent = {key: why for sample in samples for key, why in sample.absent.items()}
        return body | ({"absent": absent} if absent else {})

    def _on_now(self) -> dict[str, int | str]:
        """Tell what is on at this moment, by the same keys as its time in a minute."""
        return {key: int(value) for key, value in self._was_on.items() if value is not None}

    def _contents(self, state: State) -> tuple[dict[str, Reading], dict[str, int | str]]:
        """Read the contents by the probe, else by the estimate; with what tells which."""
        probe = NOT_FITTED if self._probe is None else self._probe.read(state)
        estimate, within = (NOT_FITTED if each is None else each.read(state) for each in self._estimate)
        if probe.value is not None or estimate.value is None or within.value is None:
            contents = probe if probe.absence is not Absence.NOT_FITTED else estimate
            return {CONTENTS: contents}, {BY: PROBE} if probe.value is not None else {}
        return {CONTENTS: estimate, _PROBE: probe}, {BY: ESTIMATE, WITHIN: round(within.value * _MILLI)}


def _found(points: Mapping[str, Point], wanted: Mapping[str, str]) -> dict[str, Point]:
    return {key: points[point] for key, point in wanted.items() if point in points}


def _whole(readings: Mapping[str, Reading]) -> dict[str, int | str]:
    return {key: round(each.value * _MILLI) for key, each in readings.items() if each.value is not None}


def _absences(readings: Mapping[str, Reading]) -> dict[str, str]:
    return {
        key: str(each.absence)
        for key, each in readings.items()
        if each.value is None and each.absence is not Absence.NOT_FITTED
    }
