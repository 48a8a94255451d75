from dataclasses import replace

import pytest

from controller import (
    NO_DATA_YET,
    NOT_FITTED,
    Absence,
    Alarm,
    AlarmCleared,
    AlarmRaised,
    CabinInputs,
    CompartmentInputs,
    Event,
    FridgeInputs,
    FridgeSettings,
    Mode,
    Preset,
    Reading,
    Settings,
    Snapshot,
    Target,
    Targets,
    absent,
    present,
)
from controller.alarms.evaluation import alarm_names, estimated, initial, update
from controller.alarms.rules import FROZEN_AFTER_S, LOST_AFTER_S
from controller.interface.energy_budget import FREE, Budget, Contradiction
from controller.targets import configured

SETTINGS = Settings()
TARGETS = configured(SETTINGS)
TOO_WARM_AFTER_S = SETTINGS.fridge.compartments[0].too_warm_after_s
LOST = absent(Absence.OFFLINE, 0.0)


def reading(value: float | Reading) -> Reading:
    return value if isinstance(value, Reading) else present(value, 0.0)


def inputs(food: float | Reading = 4.0, cabin: float | Reading = 21.0) -> Snapshot:
    boxes = (CompartmentInputs(reading(food)), CompartmentInputs(present(5.0, 0.0)))
    return Snapshot(fridge=FridgeInputs(boxes), cabin=CabinInputs(air_c=reading(cabin)))


class Watcher:
    """Feeds the alarms one tick after another."""

    def __init__(self, targets: Targets = TARGETS) -> None:
        self.targets, self.budget = targets, FREE
        self.memory = initial(SETTINGS, targets, now_s=0.0)

    def at(self, now_s: float, seen: Snapshot) -> tuple[Event, ...]:
        watched = update(self.memory, seen, self.targets, self.budget, SETTINGS, now_s=now_s)
        self.memory = watched.memory
        return watched.events

    @property
    def active(self) -> list[str]:
        return [alarm.name for alarm in self.memory.alarms]

    def target(self, food: Target) -> None:
        self.targets = replace(self.targets, compartments=(food, self.targets.compartments[1]))


def cold() -> Watcher:
    """A fridge that has been pulled down."""
    watcher = Watcher()
    assert watcher.at(0.0, inputs()) == ()
    return watcher


def test_every_possible_alarm_has_a_name() -> None:
    assert alarm_names(SETTINGS) == (
        "fridge.food.too_warm",
        "fridge.food.frozen",
        "fridge.food.sensor_lost",
        "fridge.food.cut_out",
        "fridge.food.contents_too_warm",
        "fridge.food.contents_too_cold",
        "fridge.food.not_getting_cold",
        "fridge.medicine.too_warm",
        "fridge.medicine.frozen",
        "fridge.medicine.sensor_lost",
        "fridge.medicine.cut_out",
        "fridge.medicine.contents_too_warm",
        "fridge.medicine.contents_too_cold",
        "fridge.medicine.not_getting_cold",
        "cabin.sensor_lost",
        "cabin.too_hot",
        "cabin.unsafe",
        "cabin.cut_out",
        "cabin.not_ready",
        "supply.other_voltage",
        "supply.rests_like_lithium",
        "supply.rests_like_lead",
        "supply.battery_current_backwards",
    )
    without_fridge = Settings(fridge=FridgeSettings(compartments=()))
    places = {name.split(".")[0] for name in alarm_names(without_fridge)}
    assert places == {"cabin", "supply"}


def test_while_all_is_well_nothing_is_built_anew() -> None:
    watcher = cold()
    before = watcher.memory
    watcher.at(1.0, inputs())
    assert watcher.memory is before


def test_too_warm_is_raised_after_its_delay_and_cleared_below_its_dead_band() -> None:
    watcher = cold()
    assert watcher.at(10.0, inputs(8.1)) == ()
    assert watcher.at(9.0 + TOO_WARM_AFTER_S, inputs(9.0)) == ()
    text = "food: air at 9.0 °C, set-point 4 °C; check the lid, the load and the compressor"
    assert watcher.at(10.0 + TOO_WARM_AFTER_S, inputs(9.0)) == (
        AlarmRaised(10.0 + TOO_WARM_AFTER_S, "fridge.food.too_warm", text),
    )
    assert list(watcher.memory.alarms) == [Alarm("fridge.food.too_warm", 10.0, text)]
    assert watcher.at(5_000.0, inputs(7.6)) == ()
    assert watcher.at(5_001.0, inputs(7.5)) == (AlarmCleared(5_001.0, "fridge.food.too_warm"),)
    assert watcher.active == []


def test_a_condition_that_is_interrupted_starts_its_delay_again() -> None:
    watcher = cold()
    watcher.at(10.0, inputs(9.0))
    watcher.at(1_000.0, inputs(7.0))
    watcher.at(1_001.0, inputs(9.0))
    watcher.at(1_000.0 + TOO_WARM_AFTER_S, inputs(9.0))
    assert watcher.active == []
    watcher.at(1_001.0 + TOO_WARM_AFTER_S, inputs(9.0))
    assert watcher.active == ["fridge.food.too_warm"]


def test_switching_off_clears_what_concerns_only_cooling() -> None:
    watcher = cold()
    watcher.at(10.0, inputs(12.0))
    watcher.at(10.0 + TOO_WARM_AFTER_S, inputs(12.0))
    watcher.target(Target(4.0, Mode.OFF))
    assert watcher.at(5_000.0, inputs(12.0)) == (AlarmCleared(5_000.0, "fridge.food.too_warm"),)
    watcher.at(5_001.0, inputs(-20.0))
    watcher.at(9_000.0, inputs(-20.0))
    assert watcher.active == []


def test_frozen_is_raised_after_its_delay() -> None:
    watcher = cold()
    watcher.at(10.0, inputs(0.0))
    assert watcher.active == []
    (raised,) = watcher.at(10.0 + FROZEN_AFTER_S, inputs(-0.4))
    assert isinstance(raised, AlarmRaised)
    assert raised.alarm == "fridge.food.frozen"
    assert raised.text == ("food: air at -0.4 °C, freeze guard 0.5 °C; take out what must not freeze and check the fan")
    watcher.at(1_000.0, inputs(0.5))
    assert watcher.active == ["fridge.food.frozen"]
    watcher.at(1_001.0, inputs(0.6))
    assert watcher.active == []


def test_air_just_at_the_freeze_guard_is_not_frozen() -> None:
    watcher = cold()
    watcher.at(10.0, inputs(0.1))
    watcher.at(10_000.0, inputs(0.1))
    assert watcher.active == []


def test_a_lost_sensor_is_reported_after_a_minute_and_holds_the_alarms_it_can_no_longer_judge() -> None:
    watcher = cold()
    watcher.at(10.0, inputs(12.0))
    watcher.at(10.0 + TOO_WARM_AFTER_S, inputs(12.0))
    watcher.at(3_000.0, inputs(LOST))
    watcher.at(2_999.0 + LOST_AFTER_S, inputs(LOST))
    assert watcher.active == ["fridge.food.too_warm"]
    (raised,) = watcher.at(3_000.0 + LOST_AFTER_S, inputs(LOST))
    assert isinstance(raised, AlarmRaised)
    assert raised.text == "food: no air temperature (device does not answer); check the sensor and its cable"
    assert watcher.active == ["fridge.food.too_warm", "fridge.food.sensor_lost"]
    assert watcher.at(4_000.0, inputs(12.0)) == (AlarmCleared(4_000.0, "fridge.food.sensor_lost"),)


def test_frozen_holds_while_the_sensor_is_lost() -> None:
    watcher = cold()
    watcher.at(10.0, inputs(-1.0))
    watcher.at(10.0 + FROZEN_AFTER_S, inputs(-1.0))
    watcher.at(500.0, inputs(LOST))
    assert watcher.active == ["fridge.food.frozen"]


def test_a_sensor_that_never_gives_data_is_lost_and_one_that_is_not_fitted_is_not() -> None:
    watcher = Watcher()
    for now_s in (0.0, LOST_AFTER_S):
        watcher.at(now_s, inputs(NO_DATA_YET, NOT_FITTED))
    assert watcher.active == ["fridge.food.sensor_lost"]


def test_the_cabin_tells_of_its_sensor_and_of_heat() -> None:
    watcher = cold()
    watcher.at(10.0, inputs(cabin=LOST))
    watcher.at(10.0 + LOST_AFTER_S, inputs(cabin=LOST))
    assert watcher.active == ["cabin.sensor_lost"]
    watcher.at(100.0, inputs(cabin=45.0))
    assert watcher.active == []
    (raised,) = watcher.at(160.0, inputs(cabin=47.25))
    assert isinstance(raised, AlarmRaised)
    assert raised.text == "cabin: air at 47.2 °C; get people and animals out, open the doors"
    watcher.at(161.0, inputs(cabin=LOST))
    watcher.at(162.0, inputs(cabin=44.6))
    assert watcher.active == ["cabin.too_hot"]
    watcher.at(163.0, inputs(cabin=44.4))
    assert watcher.active == []


def test_an_animal_that_gets_too_warm_or_too_cold_is_reported() -> None:
    watcher = Watcher(replace(TARGETS, cabin=Target(21.0, Mode.OFF, Preset.PET)))
    delay_s, min_c = SETTINGS.cabin.unsafe_after_s, SETTINGS.cabin.pet_lowest_c
    watcher.at(0.0, inputs(cabin=min_c - 0.1))
    watcher.at(delay_s, inputs(cabin=min_c - 0.1))
    assert watcher.active == ["cabin.unsafe"]
    watcher.at(delay_s + 1.0, inputs(cabin=LOST))
    watcher.at(delay_s + 2.0, inputs(cabin=min_c + 0.4))
    assert watcher.active == ["cabin.unsafe"]
    watcher.at(delay_s + 3.0, inputs(cabin=min_c + 0.6))
    assert watcher.active == []
    watcher.at(1_000.0, inputs(cabin=SETTINGS.cabin.pet_highest_c + 1.0))
    (raised,) = watcher.at(1_000.0 + delay_s, inputs(cabin=SETTINGS.cabin.pet_highest_c + 1.0))
    assert isinstance(raised, AlarmRaised)
    assert raised.text == "cabin: air at 27.0 °C, the animal needs 14 to 26 °C; return to the car"


def test_a_departure_that_cannot_be_met_is_told_with_what_can_until_it_can() -> None:
    watcher = Watcher(replace(TARGETS, cabin=Target(21.0, Mode.OFF)))
    watcher.memory = estimated(watcher.memory, (), 14.2)
    watcher.at(0.0, inputs())
    watcher.memory = estimated(watcher.memory, (), 14.4)
    (raised,) = watcher.at(60.0, inputs())
    assert isinstance(raised, AlarmRaised)
    assert raised.text == (
        "cabin: 21 °C may not be reached by the departure, count on 14 °C; leave later, ask for less, or warm or cool"
        " the car from the mains"
    )
    assert estimated(watcher.memory, (), 14.4) is watcher.memory
    watcher.memory = estimated(watcher.memory, ())
    watcher.at(70.0, inputs())
    assert watcher.active == []


def test_a_delay_of_zero_raises_at_once() -> None:
    compartment = replace(SETTINGS.fridge.compartments[0], too_warm_after_s=0.0)
    settings = Settings(fridge=FridgeSettings(compartments=(compartment,)))
    targets = configured(settings)

    def seen(air_c: float) -> Snapshot:
        return Snapshot(fridge=FridgeInputs((CompartmentInputs(present(air_c, 0.0)),)))

    memory = update(initial(settings, targets, now_s=0.0), seen(4.0), targets, FREE, settings, now_s=0.0).memory
    watched = update(memory, seen(9.0), targets, FREE, settings, now_s=1.0)
    assert [alarm.name for alarm in watched.memory.alarms] == ["fridge.food.too_warm"]


@pytest.mark.parametrize("air_c", [3.0, 8.0])
def test_inside_the_band_nothing_is_raised(air_c: float) -> None:
    watcher = cold()
    watcher.at(1.0, inputs(air_c))
    watcher.at(100_000.0, inputs(air_c))
    assert watcher.active == []


def test_a_compartment_that_the_supply_cannot_carry_is_reported_at_once_until_it_can() -> None:
    watcher = cold()
    watcher.budget = Budget(cooled=(False, True))
    (event,) = watcher.at(1.0, inputs())
    assert isinstance(event, AlarmRaised)
    assert event.alarm == "fridge.food.cut_out"
    assert event.text.startswith("food: battery too low for cooling")
    watcher.budget = Budget(cooled=(True, True))
    assert watcher.at(2.0, inputs()) == (AlarmCleared(2.0, "fridge.food.cut_out"),)


def test_a_compartment_that_is_off_needs_no_supply() -> None:
    watcher = cold()
    watcher.budget = Budget(cooled=(False, True))
    watcher.target(Target(4.0, Mode.OFF))
    assert watcher.at(1.0, inputs()) == ()


@pytest.mark.parametrize(
    ("preset", "alarms"), [(Preset.NONE, []), (Preset.PET, ["cabin.cut_out"]), (Preset.REST, ["cabin.cut_out"])]
)
def test_who_waits_in_the_parked_car_is_told_when_the_supply_carries_them_no_more(
    preset: Preset, alarms: list[str]
) -> None:
    watcher = Watcher(replace(TARGETS, cabin=replace(TARGETS.cabin, preset=preset)))
    watcher.budget = Budget(safety_pct=0.0)
    watcher.at(1.0, inputs())
    assert watcher.active == alarms


@pytest.mark.parametrize("preset", [Preset.PET, Preset.REST])
def test_who_waits_in_the_parked_car_is_told_what_is_shed_and_when_that_gets_more(preset: Preset) -> None:
    watcher = Watcher(replace(TARGETS, cabin=replace(TARGETS.cabin, preset=preset)))
    watcher.budget = Budget(comfort_pct=0.0)
    (first,) = watcher.at(1.0, inputs())
    assert isinstance(first, AlarmRaised)
    assert f"comfort is shed, the preset {preset} goes on" in first.text
    assert watcher.at(2.0, inputs()) == ()
    watcher.budget = Budget(comfort_pct=0.0, safety_pct=0.0)
    (second,) = watcher.at(3.0, inputs())
    assert isinstance(second, AlarmRaised)
    assert f"comfort and safety are shed, the preset {preset} has stopped" in second.text
    assert watcher.active == ["cabin.cut_out"]
    watcher.budget = FREE
    assert watcher.at(4.0, inputs()) == (AlarmCleared(4.0, "cabin.cut_out"),)


@pytest.mark.parametrize(
    ("one", "name", "words"),
    [
        (Contradiction.NOMINAL, "other_voltage", "not the 12 V system"),
        (Contradiction.LITHIUM, "rests_like_lithium", "no flooded battery has"),
        (Contradiction.LEAD, "rests_like_lead", "or of a charged one of lead"),
        (Contradiction.POLARITY, "battery_current_backwards", "swap the wires"),
    ],
)
def test_what_the_supply_contradicts_is_told_in_words(one: Contradiction, name: str, words: str) -> None:
    watcher = Watcher()
    watcher.budget = Budget(contradictions=(one,))
    (raised,) = watcher.at(1.0, inputs())
    assert isinstance(raised, AlarmRaised)
    assert raised.alarm == f"supply.{name}"
    assert words in raised.text
