"""Alarms on contents, and pull-downs: told from the first minute, an alarm where they stop on their way."""

from dataclasses import dataclass, field, replace

import pytest

from controller import (
    NOT_FITTED,
    Absence,
    CompartmentInputs,
    CompartmentSettings,
    CompartmentStatus,
    FridgeInputs,
    FridgeSettings,
    Mode,
    Profile,
    Settings,
    Snapshot,
    absent,
    present,
)
from controller.alarms import estimated, initial, update
from controller.alarms.pull_down import ARMED_AFTER_S, STALLED_S
from controller.alarms.rules import COLD_AFTER_S
from controller.interface.energy_budget import FREE
from controller.targets import configured

HOUR_S, MINUTE_S = 3_600.0, 60.0
SETTINGS = Settings(
    fridge=FridgeSettings((CompartmentSettings(name="med", profile=Profile.MEDICINE, too_warm_after_s=1_800.0),))
)
TOO_WARM, TOO_COLD = "fridge.med.contents_too_warm", "fridge.med.contents_too_cold"
STALLED = "fridge.med.not_getting_cold"


@dataclass
class Box:
    """A compartment of medicine; temperatures are fields, time passes in looks of a minute."""

    air_c: float | None = 5.0
    contents_c: float | None = None
    guessed_c: float | None = None
    now_s: float = 0.0
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.targets = configured(SETTINGS)
        self.memory = initial(SETTINGS, self.targets, now_s=0.0)

    def stay(self, for_s: float, *, air_k_h: float = 0.0, contents_k_h: float = 0.0) -> list[str]:
        """Return the alarms after `for_s`."""
        for _ in range(round(for_s / MINUTE_S)):
            self.now_s += MINUTE_S
            self.air_c = None if self.air_c is None else self.air_c + air_k_h / 60.0
            self.contents_c = None if self.contents_c is None else self.contents_c + contents_k_h / 60.0
            air = absent(Absence.OFFLINE, self.now_s) if self.air_c is None else present(self.air_c, self.now_s)
            probe = NOT_FITTED if self.contents_c is None else present(self.contents_c, self.now_s)
            seen = Snapshot(fridge=FridgeInputs((CompartmentInputs(air, probe),)))
            noted = estimated(self.memory, (CompartmentStatus(contents_c=self.guessed_c, contents_k=2.0),))
            self.memory = update(noted, seen, self.targets, FREE, SETTINGS, now_s=self.now_s).memory
            self.told += [alarm.name for alarm in self.memory.alarms if alarm.name not in self.told]
        return [alarm.name for alarm in self.memory.alarms]


def cold(**more: float | None) -> Box:
    """One whose pull-down is over."""
    box = Box(**{"contents_c": 5.0, **more})  # type: ignore[arg-type]  # fields by name
    box.stay(2 * HOUR_S)
    assert box.told == []
    return box


def test_measured_contents_that_get_too_warm_beside_cold_air_are_told_after_the_delay() -> None:
    box = cold(air_c=3.6)
    box.stay(2 * HOUR_S, contents_k_h=3.0)
    assert box.stay(MINUTE_S) == [TOO_WARM]
    (alarm,) = box.memory.alarms
    assert alarm.text.startswith("med: contents at ")
    assert "at most 8 °C is right" in alarm.text
    assert alarm.since_s == pytest.approx(2 * HOUR_S + HOUR_S, abs=2 * MINUTE_S)
    assert box.stay(2 * HOUR_S, contents_k_h=-1.0) == [TOO_WARM]
    assert box.stay(2 * HOUR_S, contents_k_h=-1.5) == []


def test_contents_that_are_surely_too_warm_by_an_estimate_are_told_as_such() -> None:
    box = cold(contents_c=None, guessed_c=5.0)
    box.guessed_c = 9.5
    assert box.stay(2 * HOUR_S) == []
    box.guessed_c = 10.7
    assert box.stay(2 * HOUR_S) == [TOO_WARM]
    assert "contents estimated at 10.7 ± 2.0 °C" in box.memory.alarms[0].text
    box.guessed_c = None
    assert box.stay(HOUR_S) == [TOO_WARM]


def test_contents_that_get_too_cold_are_told() -> None:
    box = cold(air_c=3.0)
    box.contents_c = 1.8
    assert box.stay(COLD_AFTER_S) == []
    assert box.stay(2 * MINUTE_S) == [TOO_COLD]
    box.contents_c = 2.3
    assert box.stay(MINUTE_S) == [TOO_COLD]
    box.contents_c = 2.6
    assert box.stay(MINUTE_S) == []


def test_warm_goods_put_in_are_no_alarm_while_they_get_colder() -> None:
    box = cold()
    box.contents_c = 20.0
    assert box.stay(3 * HOUR_S, contents_k_h=-3.0) == []
    assert box.stay(3 * HOUR_S) == [TOO_WARM]


def test_a_box_just_filled_is_being_pulled_down_since_it_was_switched_on_and_no_alarm() -> None:
    box = Box(air_c=25.0, contents_c=25.0)
    box.stay(MINUTE_S)
    assert box.memory.armings[0].since_s == 0.0
    assert box.stay(2.5 * HOUR_S, air_k_h=-8.0, contents_k_h=-4.0) == []
    assert box.memory.armings[0].since_s == 0.0
    box.stay(ARMED_AFTER_S, contents_k_h=-4.0)
    assert [arming.since_s for arming in box.memory.armings] == [None]
    assert box.told == []


@pytest.mark.parametrize("measured", [True, False])
def test_a_pull_down_that_stops_on_its_way_is_an_alarm_before_its_time_is_over(measured: bool) -> None:
    box = Box(air_c=3.6 if measured else 20.0, contents_c=10.7 if measured else None)
    assert box.stay(STALLED_S) == []
    assert box.stay(SETTINGS.fridge.compartments[0].too_warm_after_s + 2 * MINUTE_S) == [STALLED]
    assert box.memory.alarms[0].text.startswith("med: not cold yet and no longer on its way")
    assert box.now_s < ARMED_AFTER_S
    after = box.stay(ARMED_AFTER_S)
    assert STALLED not in after
    assert (TOO_WARM if measured else "fridge.med.too_warm") in after


def test_a_pull_down_that_goes_on_is_no_alarm_and_one_that_turns_back_is() -> None:
    box = Box(air_c=30.0)
    assert box.stay(1.5 * HOUR_S, air_k_h=-6.0) == []
    assert box.stay(HOUR_S, air_k_h=4.0) == [STALLED]
    assert STALLED not in box.stay(HOUR_S, air_k_h=-6.0)


def test_where_it_is_off_or_nothing_is_known_nothing_is_told() -> None:
    box = Box(air_c=None)
    box.stay(2.5 * HOUR_S)
    assert box.told == ["fridge.med.sensor_lost"]
    warm = Box(air_c=25.0, contents_c=25.0)
    warm.targets = replace(warm.targets, compartments=(replace(warm.targets.compartments[0], mode=Mode.OFF),))
    warm.stay(5 * HOUR_S)
    assert warm.told == []


def test_a_clock_that_goes_back_begins_the_course_anew() -> None:
    box = Box(air_c=20.0)
    box.stay(HOUR_S, air_k_h=-6.0)
    box.now_s = -1e6
    box.stay(MINUTE_S)
    assert box.memory.courses[0].fell is None
