"""Boxes of other structures against recordings of real ones: a fridge with beer, a kegerator, water in two boxes."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from hil.boxes.chamber import ChamberParameters
from hil.boxes.goods import LumpParameters
from hil.boxes.network import Box, BoxParameters
from hil.boxes.thermoelectric import ThermoelectricParameters
from hil.plants import CompressorParameters, FridgeOutputs, FridgeSurroundings, RefrigerantParameters
from hil.plants.matter import WATER
from hil.recordings.reading import read
from hil.recordings.series import Moment
from hil.validation.fridges import hours_to_cool
from hil.validation.row import Row

_HOUR_S, _MINUTE_S, _TICK_S, _LONG_AGO_S, _DAY_S = 3_600.0, 60.0, 10.0, 3_600.0, 86_400.0
_WITHIN, _WITHIN_K = 0.25, 1.0

_BEER_FROM_S = datetime(2014, 2, 4, 7, 40, tzinfo=UTC).timestamp()
_BEER_TO_S = datetime(2014, 2, 4, 18, 20, tzinfo=UTC).timestamp()
"""As the log says, which knows no zone."""
_BEER_C, _BEER_HOURS = (10.0, 5.0, 3.0), (1.0, 2.0, 3.0)
_BEER_AROUND_C = 19.2
"""Fitted with the rest: its log has no temperature of the room."""

_KEG_GAP_S, _KEG_C = 100_000.0, (15.0, 10.0, 6.0, 4.0, 2.0)
"""It was silent, and without power, for four days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Like:
    """A box with water in it, adjusted to be like a real one."""

    water_kg: float
    water_w_k: float
    walls_w_k: float
    liner_j_k: float
    liner_air_w_k: float
    cold_w_k: float
    plate_j_k: float = 2_500.0
    unit: CompressorParameters | ThermoelectricParameters = field(default_factory=CompressorParameters)


def _compressor(*, displacement_cm3: float, refrigerant_w_k: float, krpm: float = 1.0) -> CompressorParameters:
    """Return one of a single speed. Of a household's fridge the product of speed and displacement is what counts."""
    refrigerant = RefrigerantParameters(displacement_cm3=displacement_cm3, plate_w_k=refrigerant_w_k)
    return CompressorParameters(refrigerant=refrigerant, min_krpm=krpm, max_krpm=krpm)


_BEER = _Like(
    water_kg=16.8,
    water_w_k=5.2,
    walls_w_k=1.3,
    liner_j_k=11_100.0,
    liner_air_w_k=40.0,
    cold_w_k=5.0,
    plate_j_k=8_000.0,
    unit=_compressor(displacement_cm3=5.0, refrigerant_w_k=10.2),
)
_KEG = _Like(
    water_kg=60.0,
    water_w_k=2.7,
    walls_w_k=1.6,
    liner_j_k=24_500.0,
    liner_air_w_k=35.0,
    cold_w_k=5.0,
    plate_j_k=8_000.0,
    unit=_compressor(displacement_cm3=6.4, refrigerant_w_k=21.8),
)
_MOBICOOL = _Like(
    water_kg=3.0,
    water_w_k=1.2,
    walls_w_k=0.65,
    liner_j_k=2_600.0,
    liner_air_w_k=10.0,
    cold_w_k=5.0,
    unit=_compressor(displacement_cm3=2.0, refrigerant_w_k=8.0, krpm=2.5),
)
_CAMPINGAZ = _Like(
    water_kg=3.0,
    water_w_k=1.5,
    walls_w_k=0.65,
    liner_j_k=2_000.0,
    liner_air_w_k=8.0,
    cold_w_k=3.5,
    plate_j_k=600.0,
    unit=ThermoelectricParameters(resistance_ohm=2.6, sink_k_w=0.35),
)

Line = Sequence[tuple[float, float]]
"""Seconds and temperature."""


def rows(data: Path | None) -> Iterator[Row]:
    """Compare each recording that is in `data`, the folder of recordings."""
    folder = data / "temperature" if data else None
    if folder is None or not folder.is_dir():
        return
    yield from _beer(folder / "brewpi_2014-02-03_steps.csv")
    yield from _kegerator(folder / "kegerator_events.json")
    figures = json.loads((folder / "mobicool_mcf40_figures.json").read_text(encoding="utf-8"))
    yield from _mobicool(figures)
    yield from _thermoelectric(figures["thermoelectric_Campingaz_Powerbox"], figures["ambient_C"])


def _beer(file: Path) -> Iterator[Row]:
    """Let the recorded compressor cool 19 l of beer from 16 °C."""
    recorded = list(_beer_log(read(file).moments))
    box = _box(_BEER, 16.0)
    outputs, around = FridgeOutputs(), FridgeSurroundings(_BEER_AROUND_C, 0.0)
    ours: list[tuple[float, float, float]] = [(recorded[0][0], 16.0, 16.0)]
    for (at_s, _, _, on), (next_s, _, _, _) in pairwise(recorded):
        outputs.compressor_on = on
        for _ in range(6):
            box.advance(outputs, around, (next_s - at_s) / 6.0)
        ours.append((next_s, box.compartments[0].contents_c, box.compartments[0].air_c))
    source = "BrewPi on a fridge, 16 to 2 C"
    beer, air = [(at_s, c) for at_s, c, _, _ in recorded], [(at_s, c) for at_s, _, c, _ in recorded]
    our_beer, our_air = [(at_s, c) for at_s, c, _ in ours], [(at_s, c) for at_s, _, c in ours]
    for c in _BEER_C:
        yield _near(f"beer at {c:g} C", _until_c(our_beer, c) / _HOUR_S, _until_c(beer, c) / _HOUR_S, "h", source)
    for hour in _BEER_HOURS:
        yield _near(f"air beside it after {hour:g} h", _at(our_air, hour), _at(air, hour), "C", source)


def _beer_log(moments: Iterable[Moment]) -> Iterator[tuple[float, float, float, bool]]:
    """Yield seconds, beer, air, and whether the compressor runs."""
    for each in moments:
        if _BEER_FROM_S <= each.at_s <= _BEER_TO_S and each.contents_c is not None and each.air_c is not None:
            yield each.at_s - _BEER_FROM_S, each.contents_c, each.air_c, bool(each.running)


def _kegerator(file: Path) -> Iterator[Row]:
    """Let it pull down from the temperature of the room."""
    recorded = list(_after_the_gap(read(file).moments))
    start_c = recorded[0][1]
    box = _box(_KEG, start_c)
    outputs, around, ours = FridgeOutputs(compressor_on=True), FridgeSurroundings(start_c, 0.0), [(0.0, start_c)]
    while ours[-1][1] > min(_KEG_C) and ours[-1][0] < _DAY_S:
        box.advance(outputs, around, _TICK_S)
        ours.append((ours[-1][0] + _TICK_S, box.compartments[0].air_c))
    for c in _KEG_C:
        found, measured = _until_c(ours, c) / _MINUTE_S, _until_c(recorded, c) / _MINUTE_S
        yield _near(f"kegerator at {c:g} C", found, measured, "min", f"kegeratorjs, from {start_c:g} C")


def _after_the_gap(moments: Sequence[Moment]) -> Iterator[tuple[float, float]]:
    """Yield seconds and temperature from the end of its long silence on."""
    began_s: float | None = None
    for before, each in pairwise(moments):
        if each.at_s - before.at_s > _KEG_GAP_S:
            began_s = each.at_s
        if began_s is not None and each.air_c is not None:
            yield each.at_s - began_s, each.air_c


def _mobicool(figures: dict[str, float]) -> Iterator[Row]:
    """Cool three litres of water in a car fridge."""
    source = "0anton, 3 l of water at 25 C in a Mobicool MCF40"
    box = _box(_MOBICOOL, figures["ambient_C"], figures["cool_from_C"])
    hours = hours_to_cool(box, figures)
    yield _near("water in a car fridge, time", hours, figures["duration_h"], "h", source)
    yield _near("water in a car fridge, energy", box.energy_wh, 1_000.0 * figures["energy_kWh"], "Wh", source)
    yield _near(
        "water in a car fridge, duty", box.compressor.run_s / hours / _HOUR_S, figures["duty_cycle"], "", source
    )


def _thermoelectric(figures: dict[str, float], ambient_c: float) -> Iterator[Row]:
    """Cool three litres of water in a thermoelectric box, which never switches off."""
    source = "0anton, 3 l of water at 25 C in a Campingaz Powerbox"
    box = _box(_CAMPINGAZ, ambient_c, figures["from_C"])
    outputs, around = FridgeOutputs(compressor_on=True, speed_pct=100.0), FridgeSurroundings(ambient_c)
    ticks = round(figures["duration_h"] * _HOUR_S / _TICK_S)
    for _ in range(ticks):
        box.advance(outputs, around, _TICK_S)
    yield _near("water in a thermoelectric box", box.compartments[0].contents_c, figures["to_C"], "C", source)
    yield _near("its power", box.energy_wh / figures["duration_h"], figures["power_W"], "W", source)


def _box(like: _Like, start_c: float, water_c: float | None = None) -> Box:
    """Make one compartment with water in it, which may begin at a temperature of its own."""
    chamber = ChamberParameters(
        name="water",
        set_point_c=5.0,
        start_c=start_c,
        ambient_liner_w_k=like.walls_w_k,
        air_j_k=900.0,
        liner_j_k=like.liner_j_k,
        liner_air_w_k=like.liner_air_w_k,
        cold_still_w_k=like.cold_w_k,
        cold_fan_w_k=like.cold_w_k,
        lumps=(LumpParameters(kg=like.water_kg, matter=WATER, air_w_k=like.water_w_k, start_c=water_c),),
    )
    box = BoxParameters(kind="recorded", compartments=(chamber,), unit=like.unit, plate_j_k=like.plate_j_k)
    return Box(box, off_for_s=_LONG_AGO_S)


def _until_c(line: Line, c: float) -> float:
    """Return the seconds until it is as cold as `c`; infinity if never."""
    return next((at_s for at_s, each_c in line if each_c <= c), float("inf"))


def _at(line: Line, hour: float) -> float:
    """Return the temperature then."""
    return next(c for at_s, c in line if at_s >= hour * _HOUR_S)


def _near(name: str, found: float, measured: float, unit: str, source: str) -> Row:
    """Compare with what was measured: a temperature within a kelvin, anything else within a quarter."""
    margin = _WITHIN_K if unit == "C" else measured * _WITHIN
    fit = "walls, liner, exchangers, compressor"
    return Row(name=name, value=found, low=measured - margin, high=measured + margin, unit=unit, source=source, fit=fit)
