"""Medicine must not freeze where its air sensor tells nothing, or what nobody believes."""

from controller import (
    Absence,
    CabinInputs,
    CompartmentInputs,
    FridgeInputs,
    Settings,
    Snapshot,
    absent,
    initial,
    present,
    step,
)
from hil.plants import Fridge, FridgeOutputs, FridgeSurroundings, two_compartments

TICK_S, HOUR_S = 5.0, 3_600.0
MEDICINE = 1


def test_medicine_without_its_air_sensor_does_not_freeze_in_the_cool_night_after_a_hot_day() -> None:
    """A probe in it still works: the duty that held it by day is too much by night."""
    settings = Settings()
    fridge, outputs = Fridge(two_compartments(start_c=8.0), off_for_s=1e4, seed=1), FridgeOutputs()
    memory = initial(settings, now_s=0.0, compressor_off_since_s=-1e4)
    food, medicine = fridge.compartments
    coldest_c = 99.0
    for tick in range(round(9.0 * HOUR_S / TICK_S)):
        now_s, hour = tick * TICK_S, tick * TICK_S / HOUR_S
        around_c = 35.0 if hour < 4.0 else max(12.0, 35.0 - 12.0 * (hour - 4.0))
        lost = hour >= 4.0
        air_c = absent(Absence.OFFLINE, now_s) if lost else present(medicine.air_c, now_s)
        boxes = (
            CompartmentInputs(present(food.air_c, now_s)),
            CompartmentInputs(air_c, present(medicine.contents_c, now_s)),
        )
        seen = Snapshot(
            fridge=FridgeInputs(boxes, present(fridge.plate_c, now_s)),
            cabin=CabinInputs(air_c=present(around_c, now_s)),
        )
        taken = step(memory, seen, settings, now_s=now_s)
        memory = taken.memory
        outputs.obey(taken.commands)
        fridge.advance(outputs, FridgeSurroundings(air_c=around_c), TICK_S)
        coldest_c = min(coldest_c, medicine.contents_c)
    assert coldest_c > settings.fridge.compartments[MEDICINE].low_c - 0.5


def test_a_reading_below_the_freeze_guard_that_is_not_believed_still_forbids_the_fan() -> None:
    """Ice around the only sensor: it repeats 0.0 °C while the plate works, and so is stuck."""
    settings = Settings()
    memory = initial(settings, now_s=0.0, compressor_off_since_s=-1e4)
    plate_c, food_c, medicine_c, on = 5.0, 8.0, 8.0, False
    fans_pct: tuple[float, ...] = (0.0, 0.0)
    blown_s, told = 0.0, set[str]()
    for tick in range(round(4.0 * HOUR_S / TICK_S)):
        now_s = tick * TICK_S
        plate_c += TICK_S * ((-16.0 if on else 20.0) - plate_c) / 400.0
        food_c += TICK_S * ((30.0 - food_c) / 4e4 + fans_pct[0] / 100.0 * (plate_c - food_c) / 4e3)
        medicine_c += TICK_S * ((30.0 - medicine_c) / 4e4 + fans_pct[1] / 100.0 * (plate_c - medicine_c) / 4e3)
        iced = now_s >= 1.5 * HOUR_S
        boxes = (
            CompartmentInputs(present(food_c, now_s)),
            CompartmentInputs(present(0.0 if iced else medicine_c, now_s)),
        )
        taken = step(memory, Snapshot(fridge=FridgeInputs(boxes, present(plate_c, now_s))), settings, now_s=now_s)
        memory, on, fans_pct = taken.memory, taken.commands.compressor_on, taken.commands.compartment_fan_pct
        blown_s += TICK_S * (iced and now_s >= 1.5 * HOUR_S + 60.0 and fans_pct[MEDICINE] > 0.0)
        told |= {alarm.name for alarm in taken.alarms}
    assert blown_s == 0.0
    assert "fridge.medicine.frozen" in told
