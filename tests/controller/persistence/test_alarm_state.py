"""Alarms outlive a restart: told again at once or after what is left of their delay, and nonsense is left out."""

import json
from dataclasses import replace
from math import inf
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller import (
    Absence,
    AlarmCleared,
    CabinInputs,
    CompartmentInputs,
    FridgeInputs,
    Memory,
    Settings,
    Snapshot,
    Step,
    absent,
    initial,
    present,
    step,
)
from controller.alarms.pull_down import ARMED_AFTER_S, Arming
from controller.interface.alarm import QUIET, Alarm, AlarmState
from controller.persistence.alarm_state import MAX_TEXT, SHORT_S, Break, pending, persisted, recalled
from controller.verify.history import BoxHistory
from controller.verify.trends import Jump, Mean, Still

SETTINGS = Settings()
TOO_WARM = "fridge.food.too_warm"
DELAY_S = SETTINGS.fridge.compartments[0].too_warm_after_s
LATER_S = 50_000.0
"""What the clock of the next boot shows more than that of the last at the same moment."""


class Car:
    """Ticks of a minute; what is not told is well."""

    def __init__(self, memory: Memory | None = None, *, now_s: float = 0.0) -> None:
        self.memory, self.now_s = memory or initial(SETTINGS, now_s=now_s), now_s
        self.cleared: list[str] = []

    def tick(self, food_c: float | None, plate_c: float | None = None) -> Step:
        """A minute with this air in the food compartment."""
        now_s = self.now_s
        air = absent(Absence.OFFLINE, now_s) if food_c is None else present(food_c, now_s)
        boxes = (CompartmentInputs(air), CompartmentInputs(present(5.0 + 0.01 * (now_s % 7), now_s)))
        cabin = CabinInputs(air_c=present(21.0 + 0.01 * (now_s % 7), now_s))
        plate = present(5.0 + 0.01 * (now_s % 7) if plate_c is None else plate_c, now_s)
        snapshot = Snapshot(fridge=FridgeInputs(boxes, plate), cabin=cabin)
        taken = step(self.memory, snapshot, SETTINGS, now_s=now_s)
        self.memory, self.now_s = taken.memory, now_s + 60.0
        self.cleared += [event.alarm for event in taken.events if isinstance(event, AlarmCleared)]
        return taken

    def stay(self, for_s: float, food_c: float | None = 25.0) -> list[str]:
        """The alarms after `for_s` of air that moves a little."""
        for minute in range(round(for_s / 60.0)):
            self.tick(None if food_c is None else food_c + 0.01 * (minute % 5))
        return self.active

    @property
    def active(self) -> list[str]:
        return [alarm.name for alarm in (*self.memory.alarms.alarms, *self.memory.verify.alarms)]

    def restarted(self, away_s: float | None = 10.0) -> "Car":
        """The same after a boot; the new clock knows how long it took, or not."""
        values = json.loads(json.dumps(persisted(self.memory, SETTINGS), allow_nan=False))
        now_s = self.now_s + LATER_S
        pause = Break(self.now_s, LATER_S - (away_s or 0.0), away_s)
        again = recalled(initial(SETTINGS, now_s=now_s), values, pause, SETTINGS, now_s=now_s)
        assert again.left_out == ()
        return Car(again.memory, now_s=now_s)


def warm() -> Car:
    """The compressor is dead: a fridge that was cold gets warm, and that is told."""
    car = Car()
    car.stay(600.0, 4.0)
    assert car.stay(DELAY_S) == []
    assert car.stay(120.0) == [TOO_WARM]
    return car


@pytest.mark.parametrize("away_s", [10.0, SHORT_S + 1.0, 1e6, None])
def test_an_alarm_stands_from_the_first_tick_after_a_restart_with_its_text_and_its_time(away_s: float | None) -> None:
    before = warm()
    again = before.restarted(away_s)
    (was,), (now,) = before.memory.alarms.alarms, again.memory.alarms.alarms
    assert (now.name, now.text) == (was.name, was.text)
    assert now.since_s == was.since_s + LATER_S - (away_s or 0.0)
    assert TOO_WARM in [alarm.name for alarm in again.tick(25.0).alarms]
    assert again.stay(3_600.0) == [TOO_WARM]
    assert again.cleared == []
    assert TOO_WARM not in again.stay(120.0, 4.0)
    assert again.cleared == [TOO_WARM]


@pytest.mark.parametrize("damaged", [None, "x", {"food": {"cooling": True}}])
def test_an_alarm_stands_although_the_pull_down_that_was_over_cannot_be_read(damaged: Any) -> None:
    """Otherwise the compartment is pulled down anew: three hours without the alarm."""
    before = warm()
    values, now_s = persisted(before.memory, SETTINGS) | {"pull_downs": damaged}, before.now_s + LATER_S
    pause = Break(before.now_s, LATER_S - 10.0, 10.0)
    again = Car(recalled(initial(SETTINGS, now_s=now_s), values, pause, SETTINGS, now_s=now_s).memory, now_s=now_s)
    assert again.stay(600.0) == [TOO_WARM]
    assert again.cleared == []


def test_an_alarm_waits_for_the_first_reading_of_its_sensor() -> None:
    again = warm().restarted()
    again.tick(None)
    assert (again.active, again.cleared) == ([TOO_WARM], [])


@pytest.mark.parametrize("away_s", [60.0, None])
def test_a_condition_that_has_not_held_long_enough_goes_on_with_its_delay(away_s: float | None) -> None:
    car = Car()
    car.stay(600.0, 4.0)
    assert car.stay(DELAY_S / 2.0) == []
    again = car.restarted(away_s)
    assert again.stay(DELAY_S / 2.0 - 120.0) == []
    assert again.stay(240.0) == [TOO_WARM]


def test_restarts_in_short_sequence_put_no_alarm_off() -> None:
    car = Car()
    for _ in range(5):
        car.stay(2_400.0)
        car = car.restarted()
    assert car.now_s - 5 * LATER_S > ARMED_AFTER_S
    assert car.stay(900.0) == [TOO_WARM]


def test_after_a_long_break_a_warm_box_is_pulled_down_first() -> None:
    car = Car()
    car.stay(600.0, 4.0)
    assert car.restarted(None).stay(DELAY_S + 120.0) == [TOO_WARM]
    assert car.restarted(SHORT_S).stay(DELAY_S + 120.0) == [TOO_WARM]
    again = car.restarted(SHORT_S + 1.0)
    assert TOO_WARM not in again.stay(ARMED_AFTER_S - 60.0)
    assert TOO_WARM in again.stay(DELAY_S + 240.0)


def test_after_a_long_break_a_compartment_that_is_off_is_pulled_down_by_nobody() -> None:
    memory = initial(SETTINGS, now_s=0.0)
    armings = (Arming(None, False, 4.0), memory.alarms.armings[1])
    car = Car(replace(memory, alarms=replace(memory.alarms, armings=armings)))
    assert car.restarted(SHORT_S + 1.0).memory.alarms.armings[0].since_s is None


def stuck() -> Car:
    """The air sensor of the food repeats itself while the plate moves."""
    car = Car()
    for minute in range(40):
        taken = car.tick(4.0, plate_c=-0.5 * minute)
    assert car.active == ["fridge.food.air_stuck"]
    assert taken.inputs.fridge.compartments[0].air_c.absence is Absence.IMPLAUSIBLE
    return car


@pytest.mark.parametrize("away_s", [10.0, SHORT_S + 1.0, None])
def test_a_sensor_that_was_found_stuck_stays_doubted_until_it_reads_something_else(away_s: float | None) -> None:
    again = stuck().restarted(away_s)
    for _ in range(3):
        taken = again.tick(4.0)
        assert taken.inputs.fridge.compartments[0].air_c.absence is Absence.IMPLAUSIBLE
    taken = again.tick(4.1)
    assert taken.inputs.fridge.compartments[0].air_c.value == 4.1
    assert again.cleared == []
    for minute in range(31):
        again.tick(4.2 + 0.1 * minute)
    assert again.cleared == ["fridge.food.air_stuck"]


def seen() -> BoxHistory:
    still, mean = Still(value=4.0, since_s=100.0, least=1.0, most=2.0, step_k=0.5), Mean(0.5, 900.0)
    return BoxHistory(
        air=still,
        contents=Still(),
        air_c=4.0,
        contents_c=5.0,
        air_jump=Jump(90.0, 3.0, 9.0),
        contents_jump=None,
        day_gap=mean,
        gap=mean,
        mean_air_c=mean,
        lid_open_since_s=80.0,
        lid_shut_since_s=None,
        blown_since_s=70.0,
    )


def test_what_was_seen_goes_on_after_a_short_break_and_what_is_of_days_after_any() -> None:
    memory = initial(SETTINGS, now_s=0.0)
    histories = replace(memory.verify.fridge, usual_load=Mean(0.006, 40_000.0), switches=7)
    looked = replace(memory.verify, boxes=(seen(), seen()), fridge=histories)
    car = Car(replace(memory, verify=looked), now_s=200.0)
    short = car.restarted(10.0).memory.verify
    shift_s = LATER_S - 10.0
    mean = Mean(0.5, 900.0)
    assert short.boxes[1] == BoxHistory(
        air=Still(value=4.0, since_s=100.0 + shift_s, least=1.0, most=2.0, step_k=0.5),
        air_jump=Jump(90.0 + shift_s, 3.0, 9.0),
        day_gap=mean,
        gap=mean,
        mean_air_c=mean,
        lid_open_since_s=80.0 + shift_s,
    )
    assert (short.fridge.usual_load, short.fridge.switches) == (Mean(0.006, 40_000.0), 7)
    assert short.fridge.since_s == car.now_s + LATER_S
    for away_s in (SHORT_S + 1.0, None):
        later = car.restarted(away_s).memory.verify
        assert later.boxes[1] == BoxHistory(day_gap=mean)
        assert (later.fridge.usual_load, later.fridge.switches) == (Mean(0.006, 40_000.0), 0)


def test_a_finding_that_has_not_held_long_enough_is_found_anew_after_a_long_break() -> None:
    memory = initial(SETTINGS, now_s=0.0)
    waiting = (AlarmState(50.0), *memory.verify.states[1:])
    car = Car(replace(memory, verify=replace(memory.verify, states=waiting)), now_s=60.0)
    assert car.restarted(10.0).memory.verify.states[0].since_s == 50.0 + LATER_S - 10.0
    assert car.restarted(None).memory.verify.states[0] is QUIET


def test_nothing_that_was_persisted_lies_in_the_future() -> None:
    values = {"watches": {TOO_WARM: {"since_s": 9e9, "text": "warm"}}}
    again = recalled(initial(SETTINGS, now_s=5.0), values, Break(0.0, 0.0, None), SETTINGS, now_s=5.0)
    assert again.memory.alarms.alarms == (Alarm(TOO_WARM, 5.0, "warm"),)
    ahead = {"pull_downs": {"food": {"since_s": 9e9, "cooling": True, "set_point_c": 4.0}}}
    again = recalled(initial(SETTINGS, now_s=5.0), ahead, Break(0.0, 0.0, None), SETTINGS, now_s=5.0)
    assert again.memory.alarms.armings[0] == Arming(5.0, True, 4.0)


@pytest.mark.parametrize(
    ("values", "left_out"),
    [
        ({"watches": {TOO_WARM: {"since_s": "soon", "text": None}}}, f"watches {TOO_WARM}"),
        ({"watches": {TOO_WARM: {"since_s": True, "text": None}}}, f"watches {TOO_WARM}"),
        ({"watches": {TOO_WARM: {"since_s": 1e12, "text": None}}}, f"watches {TOO_WARM}"),
        ({"watches": {TOO_WARM: {"since_s": 1.0, "text": 5}}}, f"watches {TOO_WARM}"),
        ({"watches": {TOO_WARM: {"since_s": 1.0, "text": "two\nlines"}}}, f"watches {TOO_WARM}"),
        ({"watches": {TOO_WARM: {"since_s": 1.0, "text": "x" * (MAX_TEXT + 1)}}}, f"watches {TOO_WARM}"),
        ({"pull_downs": {"food": {"since_s": None}}}, "pull_downs food"),
        ({"boxes": {"food": {"day_gap": {"value": 1.0, "seen_s": -1.0}}}}, "boxes food day_gap"),
        ({"boxes": {"food": {"day_gap": {"value": 1.0, "seen_s": 9e9}}}}, "boxes food day_gap"),
        ({"fridge": {"switches": float("inf")}}, "fridge switches"),
        ({"cabin": {"air_still": 5}}, "cabin air_still"),
    ],
)
def test_what_cannot_be_is_left_out_by_its_name_and_the_rest_is_taken_up(values: dict[str, Any], left_out: str) -> None:
    whole = {"watches": {"fridge.food.frozen": {"since_s": 2.0, "text": "x" * MAX_TEXT}}}
    mixed = values | {"watches": values.get("watches", {}) | whole["watches"]}
    again = recalled(initial(SETTINGS, now_s=5.0), mixed, Break(0.0, 0.0, 5.0), SETTINGS, now_s=5.0)
    assert again.left_out == (left_out,)
    assert [alarm.name for alarm in again.memory.alarms.alarms] == ["fridge.food.frozen"]


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
WHOLE = persisted(initial(SETTINGS, now_s=0.0), SETTINGS)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(WHOLE)), JSON, st.sampled_from([None, 10.0, 1e6]))
@pytest.mark.untraced
def test_no_damage_ends_a_start_or_a_step(key: str, value: Any, away_s: float | None) -> None:
    for values in (WHOLE | {key: value}, value):
        again = recalled(initial(SETTINGS, now_s=5.0), values, Break(0.0, 0.0, away_s), SETTINGS, now_s=5.0)
        assert step(again.memory, Snapshot(), SETTINGS, now_s=5.0).memory.failures == ()


def test_pending_is_what_waits_to_be_an_alarm_and_a_pull_down_that_is_not_over() -> None:
    car = Car()
    fresh = pending(car.memory)
    assert (fresh.alarms, fresh.waits) == (frozenset(), True)
    car.tick(5.0)
    settled = pending(car.memory)
    assert not settled.waits
    assert settled.since_s != fresh.since_s
    car.tick(25.0)
    car.tick(25.0)  # the sample that confirms it
    waiting = pending(car.memory)
    assert (waiting.alarms, waiting.waits) == (frozenset(), True)
    car.stay(DELAY_S)
    told = pending(car.memory)
    assert (told.alarms, told.waits) == (frozenset({TOO_WARM}), False)


def test_a_range_that_is_still_empty_outlives_a_restart_though_json_has_no_number_for_its_ends() -> None:
    memory = initial(SETTINGS, now_s=100.0)
    still = Still(value=4.0, since_s=50.0, least=inf, most=-inf)
    boxes = (replace(memory.verify.boxes[0], air=still), *memory.verify.boxes[1:])
    seen = replace(memory, verify=replace(memory.verify, boxes=boxes))
    values = json.loads(json.dumps(persisted(seen, SETTINGS), allow_nan=False))
    taken = recalled(memory, values, Break(100.0, 0.0, 0.0), SETTINGS, now_s=100.0)
    assert (taken.memory.verify.boxes[0].air, taken.left_out) == (still, ())
