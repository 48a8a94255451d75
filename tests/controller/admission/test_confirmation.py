"""A sample that cannot be waits for a second one; a true one waits for no more than that."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller import (
    NOT_FITTED,
    Absence,
    CabinInputs,
    CompartmentInputs,
    CompartmentSettings,
    FridgeInputs,
    FridgeSettings,
    Reading,
    SampleRefused,
    Settings,
    Snapshot,
    absent,
    present,
)
from controller.admission import blind, initial, judge
from controller.admission.confirmation import AT_MOST_S, QUIET_S, REPEATED_S, WAITS_S

SETTINGS = Settings(fridge=FridgeSettings((CompartmentSettings(name="food"),)))
PLACES = {
    "air_c": "fridge.food.air_c",
    "contents_c": "fridge.food.contents_c",
    "plate_c": "fridge.plate_c",
    "condenser_c": "fridge.condenser_c",
    "cabin_c": "cabin.air_c",
    "surface_c": "cabin.surface_c",
}


@dataclass
class Sensor:
    """One sensor of the car, read each `every_s`; `shown` is what reached the laws."""

    place: str = "air_c"
    every_s: float = 2.0
    now_s: float = 100.0
    shown: list[float | None] = field(default_factory=list)
    refused: list[SampleRefused] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.memory = initial(SETTINGS)

    def put(self, reading: Reading) -> float | None:
        """Let the controller look at `reading` now."""
        seen = {self.place: reading}
        box = CompartmentInputs(seen.get("air_c", NOT_FITTED), seen.get("contents_c", NOT_FITTED))
        fridge = FridgeInputs((box,), seen.get("plate_c", NOT_FITTED), seen.get("condenser_c", NOT_FITTED))
        cabin = CabinInputs(air_c=seen.get("cabin_c", NOT_FITTED), surface_c=seen.get("surface_c", NOT_FITTED))
        judged = judge(self.memory, Snapshot(fridge=fridge, cabin=cabin), SETTINGS, now_s=self.now_s)
        self.memory, inputs = judged.memory, judged.output
        self.refused += [event for event in judged.events if isinstance(event, SampleRefused)]
        (one,) = inputs.fridge.compartments
        shown = {
            "air_c": one.air_c,
            "contents_c": one.contents_c,
            "plate_c": inputs.fridge.plate_c,
            "condenser_c": inputs.fridge.condenser_c,
            "cabin_c": inputs.cabin.air_c,
            "surface_c": inputs.cabin.surface_c,
        }[self.place]
        return shown.value

    def tell(self, *values: float) -> list[float | None]:
        """Give samples one after another; return what the laws saw of each."""
        for value in values:
            self.shown.append(self.put(present(value, self.now_s)))
            self.now_s += self.every_s
        return self.shown[-len(values) :]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("false_c", [-40.0, -30.0, 79.75, 85.0])
@pytest.mark.parametrize("every_s", [0.5, 1.0, 2.0, 10.0])
def test_one_false_sample_reaches_nobody_and_is_told(place: str, false_c: float, every_s: float) -> None:
    sensor = Sensor(place, every_s)
    assert sensor.tell(5.0, 5.1, 5.0, false_c, 5.1, 5.0) == [5.0, 5.1, 5.0, 5.0, 5.1, 5.0]
    assert [(event.point, event.value, event.refused) for event in sensor.refused] == [(PLACES[place], false_c, 1)]


@pytest.mark.parametrize("every_s", [1.0, 2.0])
def test_a_false_sample_within_the_band_neither_clears_nor_raises_anything(every_s: float) -> None:
    assert Sensor(every_s=every_s).tell(12.0, 12.1, 5.0, 12.1, -3.0, 12.2) == [12.0, 12.1, 12.1, 12.1, 12.1, 12.2]


def test_a_false_conversion_that_is_read_four_times_is_one_sample() -> None:
    sensor = Sensor(every_s=0.5)
    assert sensor.tell(5.0, 5.1, -30.0, -30.0, -30.0, -30.0, 5.0) == [5.0, 5.1, 5.1, 5.1, 5.1, 5.1, 5.0]
    assert len(sensor.refused) == 1


@pytest.mark.parametrize("every_s", [1.0, 2.0, 5.0, 10.0])
def test_a_door_opened_or_a_probe_pulled_out_is_seen_with_its_second_sample(every_s: float) -> None:
    assert Sensor(every_s=every_s).tell(4.0, 4.0, 10.0, 15.0, 18.0) == [4.0, 4.0, 4.0, 15.0, 18.0]
    assert Sensor("contents_c", every_s).tell(4.0, 4.0, 12.0, 18.0, 22.0) == [4.0, 4.0, 4.0, 18.0, 22.0]
    assert Sensor(every_s=every_s).tell(25.0, 25.0, 18.0, 18.0) == [25.0, 25.0, 25.0, 18.0]


def test_what_is_renewed_in_every_tick_is_believed_after_two_seconds() -> None:
    sensor = Sensor(every_s=0.5)
    sensor.tell(4.0, 4.0)
    ticks = round(REPEATED_S / sensor.every_s)
    assert sensor.tell(*[12.0] * (ticks + 1)) == [*[4.0] * ticks, 12.0]


@pytest.mark.parametrize("step_k", [0.25, 0.5, 1.0])
def test_a_coarse_sensor_is_never_held_back(step_k: float) -> None:
    steps = [5.0 + step_k * number for number in (0, 1, 0, -1, -2, -1, 0, 1, 2, 3)]
    assert Sensor().tell(*steps) == steps


def test_a_sensor_that_is_usually_rough_is_believed_in_what_is_usual() -> None:
    sensor = Sensor()
    rough = [5.0 + 2.5 * (number % 2) for number in range(400)]
    sensor.tell(*rough)
    assert sensor.tell(5.0, 7.5, 5.0, 7.5) == [5.0, 7.5, 5.0, 7.5]
    assert sensor.tell(40.0, 5.0) == [7.5, 5.0]


def test_two_false_samples_that_differ_confirm_each_other_not() -> None:
    sensor = Sensor()
    assert sensor.tell(5.0, 5.0, -30.0, 80.0, -30.0, 5.0) == [5.0] * 6
    assert sensor.memory.refused_samples == {"fridge.food.air_c": 3}


def test_a_sensor_that_tells_only_changes_is_believed_when_it_says_no_more() -> None:
    settings = Sensor("contents_c")
    settings.tell(4.0)
    jump = present(12.0, settings.now_s, 600.0)
    assert settings.put(jump) == 4.0
    settings.now_s += 20.0
    assert settings.put(jump) == 4.0
    settings.now_s = jump.taken_at_s + WAITS_S + 1.0
    settings.put(jump)
    assert settings.memory.traces[1].counts is jump
    assert settings.refused == []


def test_the_last_sample_that_counts_ages_while_others_wait() -> None:
    sensor = Sensor(every_s=10.0)
    shown = sensor.tell(5.0, -30.0, 80.0, -30.0, 80.0, -30.0)
    assert shown == [5.0, 5.0, 5.0, 5.0, None, None]


def test_after_a_long_silence_much_is_possible_and_the_rest_is_confirmed() -> None:
    sensor = Sensor()
    sensor.tell(4.0)
    sensor.now_s += 344_229.0
    assert sensor.tell(25.75, 25.7) == [25.75, 25.7]
    sensor.now_s += AT_MOST_S
    assert sensor.tell(85.0, 25.0)[-1] == 25.0


def test_it_is_told_once_an_hour_with_the_number() -> None:
    sensor = Sensor(every_s=30.0)
    sensor.tell(5.0)
    sensor.every_s = 5.0
    for _ in range(300):
        sensor.tell(5.0, 5.0, 60.0)
    sensor.tell(5.0, 5.0)
    told = [event.refused for event in sensor.refused]
    assert told[0] == 1
    assert len(told) == 2
    assert sensor.refused[1].at_s - sensor.refused[0].at_s >= QUIET_S
    assert sensor.memory.refused_samples == {"fridge.food.air_c": 300}


def test_a_lost_sensor_and_its_return_are_judged_by_the_last_sample() -> None:
    sensor = Sensor()
    sensor.tell(5.0, -30.0)
    assert sensor.put(absent(Absence.OFFLINE, sensor.now_s)) is None
    assert sensor.tell(5.1, 5.0) == [5.1, 5.0]
    assert sensor.memory.refused_samples == {"fridge.food.air_c": 1}


def test_a_clock_that_goes_back_begins_anew() -> None:
    sensor = Sensor()
    sensor.tell(5.0, 5.0)
    sensor.now_s = 10.0
    assert sensor.tell(20.0, 20.1) == [20.0, 20.1]


def test_nothing_is_built_anew_while_no_sensor_tells_anything_new() -> None:
    sensor, reading = Sensor(), present(5.0, 100.0)
    sensor.put(reading)
    before = sensor.memory
    sensor.put(reading)
    assert sensor.memory is before
    hidden = blind(before, Snapshot(), SETTINGS, now_s=100.0)
    assert hidden.memory is before
    assert hidden.output.fridge.compartments[0].air_c.absence is Absence.NOT_JUDGED


def test_a_snapshot_without_its_compartments_is_not_judged() -> None:
    memory = initial(SETTINGS)
    assert judge(memory, Snapshot(), SETTINGS, now_s=0.0).memory is memory


ODD = st.floats() | st.sampled_from([1e160, -1e160, 85.0, -127.0])


@given(st.lists(st.tuples(ODD, ODD, ODD), max_size=30))
@pytest.mark.untraced
def test_no_sample_raises(samples: list[tuple[float, float, float]]) -> None:
    memory = initial(SETTINGS)
    for value, taken_at_s, now_s in samples:
        reading = Reading(value, taken_at_s)
        seen = Snapshot(fridge=FridgeInputs((CompartmentInputs(reading, reading),), reading, reading))
        memory = judge(memory, seen, SETTINGS, now_s=now_s).memory


@given(st.lists(st.floats(min_value=-40.0, max_value=80.0), min_size=3, max_size=60), st.floats(0.5, 10.0))
@pytest.mark.untraced
def test_what_is_shown_is_never_older_than_two_samples_without_being_absent(
    values: list[float], every_s: float
) -> None:
    """A sensor of any kind: what counts is a sample that it gave, or nothing."""
    sensor = Sensor(every_s=every_s)
    for shown in sensor.tell(*values):
        assert shown is None or shown in values
