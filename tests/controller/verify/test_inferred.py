"""Findings by inference: series that stopped, a probe out of the goods, a lid that seems open, runs without end."""

from dataclasses import replace

import pytest

from controller import (
    AimOutOfReach,
    CompartmentSettings,
    FridgeSettings,
    OpeningInferred,
    Reading,
    Settings,
    present,
)
from controller.settings import BoxKind
from controller.verify.probe_place import MAX_MOVES, UNPLACED, ProbePlace, Swing, update_place, update_swing
from controller.verify.reading_gaps import KNOWN_GAPS, NO_GAPS, SILENT_AFTER_S, Gaps, update_gaps
from controller.verify.trends import LOOK_EVERY_S
from tests.controller.verify.verified_car import HOUR_S, MINUTE_S, SETTINGS, Car


def gaps_of(lengths_s: list[float]) -> Gaps:
    gaps, at_s = update_gaps(NO_GAPS, present(4.0, 0.0)), 0.0
    for length_s in lengths_s:
        at_s += length_s
        gaps = update_gaps(gaps, present(4.0, at_s))
    return gaps


def test_a_series_is_silent_beyond_four_times_its_longest_gap() -> None:
    gaps = gaps_of([60.0, 777.0] * KNOWN_GAPS)
    at_s = gaps.taken_at_s or 0.0
    assert gaps.silent_s(now_s=at_s + 3.0 * 777.0) is None
    assert gaps.silent_s(now_s=at_s + 4.1 * 777.0) == pytest.approx(4.1 * 777.0)


def test_a_quick_series_may_be_silent_for_ten_minutes() -> None:
    gaps = gaps_of([1.0] * (2 * KNOWN_GAPS))
    assert gaps.limit_s == SILENT_AFTER_S


def test_a_silence_is_no_usual_gap_afterwards() -> None:
    gaps = gaps_of([*[60.0] * (KNOWN_GAPS + 1), 344_229.0, 60.0])
    assert gaps.usual_s == pytest.approx(60.0)


def test_nothing_is_silent_before_its_gaps_are_known() -> None:
    assert gaps_of([60.0] * (KNOWN_GAPS - 1)).silent_s(now_s=1e6) is None
    assert NO_GAPS.silent_s(now_s=1e6) is None


def test_a_reading_that_is_absent_has_its_own_reason() -> None:
    gaps = update_gaps(gaps_of([60.0] * 30), Reading(None, 0.0))
    assert gaps.silent_s(now_s=1e6) is None
    assert gaps.count == 30
    assert update_gaps(gaps, Reading(None, 0.0)) is gaps


def test_time_that_goes_back_begins_a_gap_anew() -> None:
    gaps = update_gaps(gaps_of([60.0] * 30), present(4.0, 100.0))
    assert gaps.taken_at_s == 100.0
    assert gaps.count == 30


class EventDriven(Car):
    """A car whose air sensor says something only when it has something new."""

    said_at_s: float = 0.0
    silent: bool = False

    def look(self) -> None:
        """One look; something new comes each two minutes."""
        if not self.silent and self.now_s - self.said_at_s >= 2 * MINUTE_S:
            self.said_at_s = self.now_s
        super().look()

    def believed_c(self) -> float | None:
        """The air as laws see it."""
        return self.inputs.fridge.compartments[0].air_c.value

    def _read(self, name: str) -> Reading:
        reading = super()._read(name)
        return replace(reading, taken_at_s=self.said_at_s, stands_s=1e9) if name == "air_c" else reading


def test_a_series_that_stopped_is_told_and_not_believed_until_it_goes_on() -> None:
    car = EventDriven({"air_c": 4.0, "contents_c": 4.0})
    car.stay(3 * HOUR_S)
    assert car.active == []
    car.silent = True
    car.stay(15 * MINUTE_S)
    assert car.active == ["fridge.food.air_silent"]
    assert car.text.startswith("food: nothing new from the air sensor for 10 min, usually within 2.0 min")
    assert car.believed_c() is None
    car.silent = False
    car.look()
    car.look()
    assert car.believed_c() == 4.0
    car.stay(6 * MINUTE_S)
    assert car.active == []


def test_a_box_that_is_off_may_be_silent() -> None:
    car = EventDriven({"air_c": 4.0})
    car.stay(3 * HOUR_S)
    car.switch_off()
    car.silent = True
    car.stay(3 * HOUR_S)
    assert car.active == []


def moved(place: ProbePlace, air_c: float, from_c: float, to_c: float, begin_s: float) -> tuple[ProbePlace, float]:
    """One block in which a probe goes from one temperature to another."""
    looks = 91
    for look in range(looks):
        now_s = begin_s + look * LOOK_EVERY_S
        contents_c = from_c + (to_c - from_c) * look / (looks - 1)
        place = update_place(place, present(air_c, now_s), present(contents_c, now_s), now_s=now_s)
    return place, begin_s + looks * LOOK_EVERY_S


def test_a_probe_that_moves_away_from_the_air_up_and_down_is_out_of_the_goods() -> None:
    place, now_s = moved(UNPLACED, 8.0, 7.0, 2.0, 0.0)
    place, now_s = moved(place, 8.0, 9.0, 14.0, now_s)
    assert not place.is_out
    place, now_s = moved(place, 8.0, 6.0, 1.0, now_s)
    assert place.is_out


def test_goods_that_follow_the_air_and_warm_goods_put_in_are_no_probe_out() -> None:
    place, now_s = moved(UNPLACED, 4.0, 25.0, 10.0, 0.0)
    for _ in range(20):
        place, now_s = moved(place, 4.0, 10.0, 8.0, now_s)
        place, now_s = moved(place, 12.0, 8.0, 10.0, now_s)
    assert place.moves == ()


def test_moves_are_forgotten_after_hours_and_are_not_kept_for_ever() -> None:
    place, now_s = UNPLACED, 0.0
    for _ in range(20):
        place, now_s = moved(place, 8.0, 7.0, 2.0, now_s)
    assert len(place.moves) <= MAX_MOVES
    place = update_place(place, Reading(None, 0.0), present(2.0, now_s), now_s=now_s)
    assert place.since_s is None
    assert place.moves
    assert update_place(place, Reading(None, 0.0), present(2.0, now_s), now_s=now_s + 7 * HOUR_S).moves == ()


def test_a_probe_out_of_the_goods_is_told_and_not_believed() -> None:
    car = Car({"air_c": 8.0, "contents_c": 7.0})
    for slope_k_h in (-24.0, 24.0, -24.0):
        car.values["contents_c"] = 8.0 + 0.04 * slope_k_h
        car.stay(15 * MINUTE_S + LOOK_EVERY_S, contents_c=slope_k_h)
    assert "fridge.food.probe_out" in car.active
    assert car.inputs.fridge.compartments[0].contents_c.value is None


def swing_of(values_c: list[float], every_s: float = 60.0) -> Swing:
    swing = Swing(0.0, values_c[0])
    for index, value_c in enumerate(values_c):
        swing = update_swing(swing, present(value_c, index * every_s)) or swing
    return swing


def test_a_probe_that_goes_up_and_down_within_minutes_is_handled() -> None:
    assert swing_of([10.2, 18.1, 18.9, 26.0, 20.7, 17.5]).is_handled
    assert swing_of([5.0, 1.0, -3.0, 1.0, 5.0]).is_handled


def test_warm_goods_that_are_put_in_and_cooled_are_not_handled() -> None:
    assert not swing_of([5.0, 25.0, *[25.0 - 0.25 * minute for minute in range(60)]]).is_handled


def test_a_swing_begins_anew_after_a_silence_and_without_a_reading() -> None:
    swing = swing_of([5.0, 15.0])
    assert update_swing(swing, present(5.0, 10_000.0)) == Swing(10_000.0, 5.0)
    assert update_swing(swing, present(5.0, -10.0)) == Swing(-10.0, 5.0)
    assert update_swing(swing, Reading(None, 0.0)) is None


def test_a_probe_that_is_handled_is_told_and_not_believed() -> None:
    car = Car({"air_c": 8.0, "contents_c": 7.0})
    car.stay(HOUR_S)
    for contents_c in (12.0, 17.0, 12.0, 8.0):
        car.values["contents_c"] = contents_c
        car.stay(MINUTE_S)
    assert car.active == ["fridge.food.probe_handled"]
    assert car.text.startswith("food: contents probe went up by 7 K and down by 5 K within minutes")
    assert car.inputs.fridge.compartments[0].contents_c.value is None
    car.stay(HOUR_S)
    assert car.active == []


def test_an_opening_is_an_event() -> None:
    car = Car({"air_c": 4.0})
    car.stay(HOUR_S)
    for air_c in (5.5, 6.0, 5.0, 4.0, 4.0, 4.0):
        car.values["air_c"] = air_c
        car.look()
    (event,) = [event for event in car.events if isinstance(event, OpeningInferred)]
    assert event.compartment == "food"
    assert event.rise_k == pytest.approx(2.0)
    assert event.ago_s >= event.lasted_s


def test_a_lid_with_a_switch_is_not_inferred() -> None:
    car = Car({"air_c": 4.0, "lid_open": 0.0})
    car.stay(HOUR_S)
    for air_c in (5.5, 6.0, 5.0, 4.0, 4.0, 4.0):
        car.values["air_c"] = air_c
        car.look()
    assert not any(isinstance(event, OpeningInferred) for event in car.events)


def test_air_that_rose_far_and_stays_tells_that_the_lid_seems_open() -> None:
    car = Car({"air_c": 4.0})
    car.stay(HOUR_S)
    for air_c in (8.0, 12.0, 16.0):
        car.values["air_c"] = air_c
        car.look()
    car.stay(4 * MINUTE_S)
    assert car.active == []
    car.stay(3 * MINUTE_S)
    assert car.active == ["fridge.food.lid_seems_open"]
    assert car.text.startswith("food: air rose by 12 K 5 min ago and stays there")
    car.values["air_c"] = 9.0
    car.stay(6 * MINUTE_S)
    assert car.active == []


def endless(air_c: float | None, slope_k_h: float = 0.0, settings: Settings = SETTINGS) -> Car:
    car = Car({} if air_c is None else {"air_c": air_c}, settings=settings)
    car.stay(HOUR_S)
    car.order(compressor_on=True)
    car.stay(5 * HOUR_S, **({} if air_c is None else {"air_c": slope_k_h}))
    return car


def test_a_run_of_hours_that_gets_no_colder_is_told() -> None:
    car = endless(9.0)
    (text,) = [alarm.text for alarm in car.memory.alarms if alarm.name == "fridge.runs_without_end"]
    assert text.startswith("compressor has run for 4.0 h without a stop and it gets no colder (food 9.0 °C of 4 °C)")
    car.order(compressor_on=False)
    car.look()
    car.look()
    assert "fridge.runs_without_end" not in car.active


def test_a_run_without_any_air_temperature_is_told_by_its_length() -> None:
    assert endless(None).text.startswith(
        "compressor has run for 4.0 h without a stop and it gets no colder (food not known of 4 °C)"
    )


def test_a_pull_down_and_a_box_at_its_aim_run_on_untold() -> None:
    assert endless(40.0, -4.0).active == []
    assert endless(3.0).active == []


def test_a_compartment_that_is_off_does_not_count() -> None:
    car = Car({"air_c": 9.0})
    car.order(compressor_on=True)
    car.switch_off()
    car.stay(6 * HOUR_S)
    assert "fridge.runs_without_end" not in car.active


def test_a_run_without_end_is_over_when_the_air_is_seen_to_be_cold() -> None:
    car = endless(None)
    for air_c, active in ((9.0, ["fridge.runs_without_end"]), (4.0, [])):
        car.values["air_c"] = air_c
        car.stay(6 * MINUTE_S)
        assert car.active == active


def test_a_thermoelectric_box_may_run_all_the_time_until_its_air_is_too_warm() -> None:
    food = CompartmentSettings(name="food")
    settings = Settings(fridge=FridgeSettings(kind=BoxKind.THERMOELECTRIC, compartments=(food,)))
    name = "fridge.runs_without_end"
    assert name not in endless(7.5, settings=settings).active
    assert name in endless(9.0, settings=settings).active


def test_a_box_that_was_opened_in_a_long_run_is_given_the_time_to_get_cold_again() -> None:
    car = endless(9.0, -0.5)
    car.stay(90 * MINUTE_S)
    for air_c in (14.0, 12.0):
        car.values["air_c"] = air_c
        car.stay(10 * MINUTE_S)
    car.stay(HOUR_S, air_c=-2.0)
    car.stay(HOUR_S)
    assert car.active == []
    car.stay(2 * HOUR_S)
    assert car.active == ["fridge.runs_without_end"]


def out_of_reach(car: Car) -> list[float]:
    return [event.set_point_c for event in car.events if isinstance(event, AimOutOfReach)]


def module(**values: float) -> Car:
    """A thermoelectric box that runs all the time."""
    food = CompartmentSettings(name="food")
    settings = Settings(fridge=FridgeSettings(kind=BoxKind.THERMOELECTRIC, compartments=(food,)))
    car = Car(values, settings=settings)
    car.order(compressor_on=True)
    return car


def test_an_aim_beyond_what_a_cooler_can_do_is_told_once_for_each_aim_and_is_no_fault() -> None:
    car = module(air_c=16.0, cabin_c=32.0)
    car.stay(6 * HOUR_S)
    assert (car.active, out_of_reach(car)) == ([], [4.0])
    (event,) = car.events
    assert isinstance(event, AimOutOfReach)
    assert (event.compartment, event.air_c, event.lift_k) == ("food", 16.0, 16.0)
    food = car.targets.compartments[0]
    car.targets = replace(car.targets, compartments=(replace(food, set_point_c=6.0),))
    car.stay(HOUR_S)
    assert out_of_reach(car) == [4.0, 6.0]
    car.values["air_c"] = 6.0
    car.stay(HOUR_S)
    car.values["air_c"] = 16.0
    car.stay(5 * HOUR_S)
    assert out_of_reach(car) == [4.0, 6.0, 6.0]


def test_a_cooler_that_does_less_than_it_has_shown_runs_without_end() -> None:
    car = module(air_c=4.0, cabin_c=28.0)
    car.stay(14 * HOUR_S)
    car.values["air_c"] = 10.0
    car.stay(4 * HOUR_S)
    assert car.active == ["fridge.runs_without_end"]
    car.values["air_c"] = 4.0
    car.stay(10 * MINUTE_S)
    assert car.active == []
    assert out_of_reach(car) == []


def test_where_the_cabin_is_not_measured_nobody_knows_the_reach() -> None:
    car = module(air_c=16.0)
    car.stay(5 * HOUR_S)
    assert car.active == ["fridge.runs_without_end"]


def test_air_within_the_swing_of_a_thermostat_has_reached_its_aim() -> None:
    assert "fridge.runs_without_end" not in endless(4.8).active
