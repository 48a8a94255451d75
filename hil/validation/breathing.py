"""Carbon dioxide and particles in closed cabins, as measured in real cars.

The air changes of those cars were not measured; they are what a well-mixed cabin of 3 m3 needs to show the published
figure. So the rows check the balance, not the leaks.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from hil.plants import Cabin, CabinAirParameters, CabinConditions, CabinParameters, ClimateOutputs, People
from hil.validation.row import Row

_POLISH = "Gladyszewska-Fiedoruk 2011"
_SENSEAIR = "SenseAir, four adults"
_CLOSED = 0.0
_WITHIN = 0.10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Breathed:
    """People in a cabin with `changes_1_h` air changes, and the ppm measured after some minutes."""

    people: People
    changes_1_h: float
    minutes: float
    measured_ppm: float
    source: str


_CASES = (
    _Breathed(people=People(1), changes_1_h=1.45, minutes=60.0, measured_ppm=3_576.0, source=_POLISH),
    _Breathed(people=People(2), changes_1_h=2.2, minutes=45.0, measured_ppm=4_844.0, source=_POLISH),
    _Breathed(people=People(2, 2), changes_1_h=7.4, minutes=25.0, measured_ppm=3_018.0, source=_POLISH),
    _Breathed(people=People(4), changes_1_h=_CLOSED, minutes=1.5, measured_ppm=1_000.0, source=_SENSEAIR),
    _Breathed(people=People(4), changes_1_h=_CLOSED, minutes=5.0, measured_ppm=2_500.0, source=_SENSEAIR),
    _Breathed(people=People(4), changes_1_h=2.7, minutes=22.0, measured_ppm=6_000.0, source=_SENSEAIR),
)

_MAZDA_SOURCE = "2010 Mazda 3 (SmartAir)"
_MAZDA_MIN = 5.0
_MAZDA_UGM3 = 100.0
_MAZDA_REMOVED_PCT = (98.5, 99.5)
_MAZDA_BLOWER_PCT = 73.0
"""330 m3/h through a filter of 50 %: the 165 m3/h of clean air that the measured decay means."""


def rows() -> Iterator[Row]:
    """Compare carbon dioxide, then particles."""
    for case in _CASES:
        name = f"CO2, {case.people.adults + case.people.children} people, {case.minutes:g} min"
        low_ppm, high_ppm = case.measured_ppm * (1.0 - _WITHIN), case.measured_ppm * (1.0 + _WITHIN)
        fit = f"{case.changes_1_h:g} air changes an hour"
        yield Row(name=name, value=_breathe(case), low=low_ppm, high=high_ppm, unit="ppm", source=case.source, fit=fit)
    low_pct, high_pct = _MAZDA_REMOVED_PCT
    name = "PM2.5 removed in 5 min, recirculation"
    yield Row(name=name, value=_clean(), low=low_pct, high=high_pct, unit="%", source=_MAZDA_SOURCE)


def _breathe(case: _Breathed) -> float:
    """Return the ppm at the end."""
    cabin = Cabin(CabinParameters(air=CabinAirParameters(parked_leak_1_h=case.changes_1_h)))
    _run(cabin, CabinConditions(people=case.people), ClimateOutputs(), case.minutes)
    return cabin.co2_ppm


def _clean() -> float:
    """Return the share of particles in percent that is gone at the end, in clean surroundings."""
    cabin = Cabin(CabinParameters(air=CabinAirParameters(pm25_ugm3=_MAZDA_UGM3)))
    outputs = ClimateOutputs(blower_pct=_MAZDA_BLOWER_PCT, recirculation_pct=100.0)
    _run(cabin, CabinConditions(outside_pm25_ugm3=0.0), outputs, _MAZDA_MIN)
    return 100.0 * (1.0 - cabin.pm25_ugm3 / _MAZDA_UGM3)


def _run(cabin: Cabin, conditions: CabinConditions, outputs: ClimateOutputs, minutes: float) -> None:
    for _ in range(round(minutes * 60.0)):
        cabin.advance(conditions, outputs, 1.0)
