"""Cold that is stored while energy is plentiful costs little, no start of the compressor, and no medicine its band."""

from dataclasses import dataclass, replace

from controller.fridge import law
from controller.interface.commands import Commands
from controller.interface.energy_budget import FREE
from controller.interface.readings import present
from controller.interface.requests import Mode
from controller.interface.snapshot import CompartmentInputs, FridgeInputs
from controller.interface.targets import Target
from controller.settings import CompartmentSettings, FridgeSettings, Profile
from hil.plants import Fridge, FridgeOutputs, FridgeSurroundings, random_fridge

HOURS, SETTLED_H, TICK_S, HOUR_S, MIN_OFF_S = 30.0, 6.0, 10.0, 3_600.0, 180.0
WARM = FridgeSurroundings(air_c=28.0)
SETTINGS = FridgeSettings(
    compartments=(CompartmentSettings(name="food"), CompartmentSettings(name="medicine", profile=Profile.MEDICINE))
)
TARGETS = (Target(5.0, Mode.COOL), Target(5.0, Mode.COOL))


@dataclass
class Days:
    wh: float = 0.0
    starts: int = 0
    food_c: float = 0.0
    coldest_medicine_c: float = 99.0


def seen(fridge: Fridge, now_s: float) -> FridgeInputs:
    boxes = [
        CompartmentInputs(
            present(box.air_probe.read_c() or 0.0, now_s), present(box.contents_probe.read_c() or 0.0, now_s)
        )
        for box in fridge.compartments
    ]
    return FridgeInputs(tuple(boxes), present(fridge.plate_probe.read_c() or 0.0, now_s))


def play(*, store_cold: bool) -> Days:
    fridge = random_fridge(4, start_c=5.0, compartments=2).build(off_for_s=HOUR_S, seed=4)
    memory, applied = law.initial(SETTINGS, -HOUR_S, now_s=0.0), Commands(compartment_fan_pct=(0.0, 0.0))
    asked = law.Asked(targets=TARGETS, budget=replace(FREE, store_cold=store_cold), around_c=(28.0, 28.0))
    outputs, days, off_s, looks = FridgeOutputs(), Days(), -HOUR_S, 0
    for tick in range(int(HOURS * HOUR_S / TICK_S)):
        now_s = tick * TICK_S
        taken = law.regulate(memory, seen(fridge, now_s), asked, SETTINGS, applied, now_s=now_s)
        memory, wanted = taken.memory, taken.output
        on = wanted.compressor_on and (applied.compressor_on or now_s - off_s >= MIN_OFF_S)
        off_s = now_s if applied.compressor_on and not on else off_s
        applied = Commands(compressor_on=on, compressor_speed_pct=wanted.speed_pct, compartment_fan_pct=wanted.fan_pcts)
        outputs.obey(applied)
        fridge.advance(outputs, WARM, TICK_S)
        if now_s < SETTLED_H * HOUR_S:
            days = Days(-fridge.energy_wh, -fridge.compressor.starts)
            continue
        looks += 1
        days.food_c += fridge.compartments[0].contents_c
        days.coldest_medicine_c = min(days.coldest_medicine_c, fridge.compartments[1].coldest_c)
    days.wh += fridge.energy_wh
    days.starts += fridge.compressor.starts
    days.food_c /= looks
    return days


def test_storing_cold_costs_a_tenth_at_most_and_no_start() -> None:
    usual, stored = play(store_cold=False), play(store_cold=True)
    assert stored.food_c < usual.food_c - 0.5
    assert stored.wh <= 1.1 * usual.wh
    assert stored.starts <= usual.starts + 1
    assert stored.coldest_medicine_c > SETTINGS.compartments[1].low_c
