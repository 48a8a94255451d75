"""The electricity that car fridges draw under their own thermostat: windows around products, and a measured one."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from hil.plants import (
    CompressorParameters,
    ContentsParameters,
    CoolingBox,
    CoolingCompartment,
    Fridge,
    FridgeOutputs,
    FridgeParameters,
    FridgeSurroundings,
    one_compartment,
)
from hil.plants.matter import FOOD
from hil.validation.row import Row

_HALF_BAND_K = 1.0
_MIN_REST_S = 180.0

_HOUR_S = 3_600.0
_DAY_H = 24.0
_SETTLING_S = 6.0 * _HOUR_S
_RATED_V = 12.0
_LONG_AGO_S = 3_600.0
_PRODUCTS = "figures of 35-55 L products, with a start penalty"
_WINDOWS = ((5.0, 32.0, 0.6, 1.0), (5.0, 20.0, 0.3, 0.5), (-15.0, 32.0, 1.5, 2.2))
"""Set-point and ambient in C, least and most Ah in an hour."""

_MOBICOOL_WITHIN = 0.25
_WATER_J_KG_K = 4_190.0
_WATER_KG = 3.0
_MOBICOOL_W_K = 0.55
"""Thinner walls than the reference box has."""
_MOBICOOL_KRPM = 2.5
"""Gives the 45 W that it draws when on."""
_MOBICOOL_SET_C = 3.0
"""The bottles ended 0.8 K below the 5 C that was set, so the air was colder than its thermostat showed."""


class Thermostat:
    """A car fridge's own: holds the air of the first compartment within 1 K, with 180 s of rest.

    Time passes in steps of one second.
    """

    def __init__(self, fridge: CoolingBox, set_point_c: float, around: FridgeSurroundings) -> None:
        self._fridge, self._around, self._outputs = fridge, around, FridgeOutputs()
        self._on_c, self._off_c = set_point_c + _HALF_BAND_K, set_point_c - _HALF_BAND_K
        self._rested_s = _MIN_REST_S
        self.elapsed_s = 0.0

    @property
    def box(self) -> CoolingCompartment:
        """The compartment that it holds."""
        return self._fridge.compartments[0]

    def hold(self, for_s: float) -> float:
        """Let time pass; returns the electricity used meanwhile in J."""
        before_j = self._fridge.energy_j
        for _ in range(round(for_s)):
            self.second()
        return self._fridge.energy_j - before_j

    def second(self) -> None:
        """Let one second pass."""
        air_c, outputs = self.box.air_c, self._outputs
        if outputs.compressor_on:
            outputs.compressor_on = air_c > self._off_c
            self._rested_s = 0.0
        else:
            self._rested_s += 1.0
            outputs.compressor_on = air_c >= self._on_c and self._rested_s >= _MIN_REST_S
        self._fridge.advance(outputs, self._around, 1.0)
        self.elapsed_s += 1.0


def rows(data: Path | None) -> Iterator[Row]:
    """Compare energy windows, and the measured fridge where `data`, the folder of recordings, is there."""
    for set_point_c, ambient_c, low, high in _WINDOWS:
        name = f"fridge at {set_point_c:g} in {ambient_c:g} C"
        yield Row(
            name=name, value=_ah_in_an_hour(set_point_c, ambient_c), low=low, high=high, unit="Ah/h", source=_PRODUCTS
        )
    figures = data / "temperature" / "mobicool_mcf40_figures.json" if data else None
    if figures and figures.is_file():
        yield from _mobicool(json.loads(figures.read_text(encoding="utf-8")))


def _ah_in_an_hour(set_point_c: float, ambient_c: float) -> float:
    fridge = Fridge(one_compartment(start_c=set_point_c), off_for_s=_LONG_AGO_S)
    thermostat = Thermostat(fridge, set_point_c, FridgeSurroundings(ambient_c))
    thermostat.hold(_SETTLING_S)
    return thermostat.hold(_DAY_H * _HOUR_S) / (_DAY_H * _HOUR_S) / _RATED_V


def hours_to_cool(mobicool: CoolingBox, figures: Mapping[str, float]) -> float:
    """Let a box that is like a Mobicool MCF40 cool its water as the real one did; returns the hours that it takes."""
    thermostat = Thermostat(mobicool, _MOBICOOL_SET_C, FridgeSurroundings(figures["ambient_C"]))
    while thermostat.box.contents_c > figures["cool_to_C"] and thermostat.elapsed_s < _DAY_H * _HOUR_S:
        thermostat.second()
    return thermostat.elapsed_s / _HOUR_S


def _mobicool(figures: Mapping[str, float]) -> Iterator[Row]:
    """Cool three litres of water: the time and the electricity that it takes."""
    fridge = Fridge(_mobicool_box(figures["ambient_C"], figures["cool_from_C"]), off_for_s=_LONG_AGO_S)
    hours = hours_to_cool(fridge, figures)
    fit = f"heat loss {_MOBICOOL_W_K:g} W/K, {_MOBICOOL_KRPM:g} krpm, air {_MOBICOOL_SET_C:g} C"
    for name, value, measured, unit in (
        ("time", hours, figures["duration_h"], "h"),
        ("energy", fridge.energy_wh, 1_000.0 * figures["energy_kWh"], "Wh"),
    ):
        low, high = measured * (1.0 - _MOBICOOL_WITHIN), measured * (1.0 + _MOBICOOL_WITHIN)
        yield Row(
            name=f"Mobicool MCF40, {name}",
            value=value,
            low=low,
            high=high,
            unit=unit,
            source="0anton, 3 l of water at 25 C",
            fit=fit,
        )


def _mobicool_box(ambient_c: float, water_c: float) -> FridgeParameters:
    """Return the reference box with other walls, another speed and water in it."""
    box = one_compartment(start_c=ambient_c)
    water = ContentsParameters(kg=_WATER_KG, start_c=water_c, matter=replace(FOOD, liquid_j_kg_k=_WATER_J_KG_K))
    compartment = replace(box.compartments[0], ambient_w_k=_MOBICOOL_W_K, contents=water)
    compressor = CompressorParameters(min_krpm=_MOBICOOL_KRPM, max_krpm=_MOBICOOL_KRPM)
    return replace(box, compartments=(compartment,), compressor=compressor)
