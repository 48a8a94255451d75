"""The law on boxes of each kind that settings know, by the whole step of the product: a day's end of holding."""

from dataclasses import dataclass, replace
from statistics import mean

import pytest

from controller import (
    AirFlow,
    BoxKind,
    CompartmentInputs,
    CompartmentSettings,
    FridgeInputs,
    FridgeSettings,
    Memory,
    Profile,
    Settings,
    Snapshot,
    initial,
    present,
    step,
)
from hil.boxes import Ambient, BoxParameters, draw, draw_sensors
from hil.plants.fridge_ports import FridgeOutputs

TICK_S, HOUR_S = 5.0, 3_600.0


@dataclass
class Held:
    """Means over the time that counts: the goods of each compartment, the coldest of them, power and starts."""

    contents_c: list[float]
    coldest_c: list[float]
    power_w: float
    starts_per_h: float


def held(box: BoxParameters, settings: Settings, *, hours: float, from_h: float, is_warmer_k: float = 0.0) -> Held:
    """Play `box` under the product, and look from the hour `from_h` on."""
    begun = tuple(replace(each, start_c=each.start_c + is_warmer_k) for each in box.compartments)
    fridge = replace(box, compartments=begun).build(sensors=draw_sensors("air and plate", 1), off_for_s=HOUR_S, seed=1)
    memory: Memory = initial(settings, now_s=0.0, compressor_off_since_s=-HOUR_S)
    outputs, ambient = FridgeOutputs(), Ambient(box)
    seen: list[tuple[list[float], list[float]]] = []
    since = (0.0, 0)
    for tick in range(round(hours * HOUR_S / TICK_S)):
        now_s = tick * TICK_S
        airs = [present(each.air_probe.read_c() or 0.0, now_s) for each in fridge.compartments]
        plate = present(fridge.plate_probe.read_c() or 0.0, now_s)
        inputs = FridgeInputs(tuple(CompartmentInputs(air) for air in airs), plate)
        if settings.fridge.kind is BoxKind.THERMOELECTRIC:
            inputs = FridgeInputs(inputs.compartments)
        taken = step(memory, Snapshot(fridge=inputs), settings, now_s=now_s)
        memory = taken.memory
        outputs.obey(taken.commands)
        fridge.advance(outputs, ambient.at(now_s), TICK_S)
        if now_s >= from_h * HOUR_S:
            since = since if seen else (fridge.energy_j, fridge.compressor.starts)
            boxes = fridge.compartments
            seen.append(([each.contents_c for each in boxes], [each.coldest_c for each in boxes]))
    counted_h = hours - from_h
    return Held(
        contents_c=[mean(values) for values in zip(*(contents for contents, _ in seen), strict=True)],
        coldest_c=[min(values) for values in zip(*(coldest for _, coldest in seen), strict=True)],
        power_w=(fridge.energy_j - since[0]) / counted_h / HOUR_S,
        starts_per_h=(fridge.compressor.starts - since[1]) / counted_h,
    )


def compartment(box: BoxParameters, number: int) -> CompartmentSettings:
    one = box.compartments[number]
    return CompartmentSettings(
        name=one.name,
        set_point_c=one.set_point_c,
        profile=Profile.FREEZER if one.set_point_c < -10.0 else Profile.FOOD,
        air_flow=AirFlow.FAN if one.has_fan else AirFlow.STILL,
    )


def configured(box: BoxParameters, kind: BoxKind) -> Settings:
    compartments = tuple(compartment(box, number) for number in range(len(box.compartments)))
    return Settings(fridge=FridgeSettings(kind=kind, compartments=compartments))


def test_the_fridge_part_of_a_spill_over_box_is_held_at_its_set_point() -> None:
    """It sank to 2.0 °C while air was blown in whenever the plate was 4 K colder."""
    box = draw("spill-over", 1)
    found = held(box, configured(box, BoxKind.SPILL_OVER), hours=7.0, from_h=3.0)
    frozen, cool = (each.set_point_c for each in box.compartments)
    assert found.contents_c[1] == pytest.approx(cool, abs=0.7)
    assert found.coldest_c[1] > 3.5
    assert found.contents_c[0] == pytest.approx(frozen, abs=4.0)
    assert found.starts_per_h <= 6.0


def test_a_module_is_driven_low_and_long() -> None:
    box = draw("thermoelectric", 0)
    settings = configured(box, BoxKind.THERMOELECTRIC)
    found = held(box, settings, hours=7.0, from_h=5.0)
    assert found.contents_c[0] == pytest.approx(box.compartments[0].set_point_c, abs=0.5)
    assert found.starts_per_h <= 0.5


@pytest.mark.parametrize("kind", ["three-frozen", "four"])
def test_three_and_four_compartments_are_held_each_at_its_own(kind: str) -> None:
    box = draw(kind, 0)
    found = held(box, configured(box, BoxKind.COMPRESSOR), hours=5.0, from_h=3.0)
    for one, contents_c, coldest_c in zip(box.compartments, found.contents_c, found.coldest_c, strict=True):
        assert contents_c == pytest.approx(one.set_point_c, abs=4.0 if one.set_point_c < 0.0 else 1.5), one.name
        assert coldest_c > 0.0 or one.set_point_c < 0.0, one.name
