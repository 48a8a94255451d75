"""Openings of a lid that its air tells: found, not invented, with what a shut box does learned from the box."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import exp

import pytest

from controller import Absence, Reading, absent, present
from controller.verify.lid_inference import NO_TRACE, LidTrace, Opening, update
from controller.verify.shut_air import SETTLING_S

LOOK_S = 10.0
STEP_K = 0.32


@dataclass
class Box:
    """Air that is looked at each 10 s, in steps of a coarse sensor."""

    trace: LidTrace = NO_TRACE
    now_s: float = 0.0
    told: list[Opening] = field(default_factory=list)

    def is_open(self) -> bool:
        """An opening is at hand."""
        return self.trace.open is not None

    def see(self, air_c: float, *, switched: bool = False) -> None:
        """One look at a new sample."""
        self.look(present(round(air_c / STEP_K) * STEP_K, self.now_s), switched=switched)

    def look(self, air_c: Reading, *, switched: bool = False) -> None:
        """One look."""
        before = self.trace.told
        self.trace = update(self.trace, air_c, switched, now_s=self.now_s)
        if self.trace.told is not None and self.trace.told is not before:
            self.told.append(self.trace.told)
        self.now_s += LOOK_S

    def stay(self, airs: Iterable[float]) -> None:
        """See each of them."""
        for air_c in airs:
            self.see(air_c)


def cycles(rng: random.Random, for_s: float, *, begin_c: float = 2.0) -> Iterator[float]:
    """Air between two turns 4 K apart, 30 min down and 30 min up, with noise."""
    for tick in range(round(for_s / LOOK_S)):
        phase = (tick * LOOK_S % 3_600.0) / 1_800.0
        yield begin_c + 4.0 * abs(1.0 - phase) + rng.gauss(0.0, 0.1)


def opened(base_c: float, rise_k: float, open_s: float, for_s: float) -> Iterator[float]:
    """Air that rises while the lid is open, and loses that again within a minute."""
    for tick in range(round(for_s / LOOK_S)):
        at_s = tick * LOOK_S
        yield base_c + (rise_k * at_s / open_s if at_s <= open_s else rise_k * exp(-(at_s - open_s) / 45.0))


@pytest.fixture
def known() -> Box:
    """A box that was watched for an hour and rests at 4 °C."""
    box = Box()
    box.stay([4.0] * 360)
    return box


def test_a_shut_box_that_cycles_tells_no_opening() -> None:
    box = Box()
    rng = random.Random(1)  # noqa: S311  noise needs no cryptography
    box.stay(cycles(rng, 86_400.0))
    assert box.told == []


def test_an_opening_is_told_with_its_begin_and_rise(known: Box) -> None:
    begin_s = known.now_s
    known.stay(opened(4.0, 2.0, 20.0, 300.0))
    (told,) = known.told
    assert begin_s - 30.0 <= told.since_s <= begin_s
    assert told.rise_k == pytest.approx(2.0, abs=STEP_K)
    assert told.confidence == 0.9


def test_a_smaller_rise_is_told_with_less_confidence(known: Box) -> None:
    known.stay(opened(4.0, 1.0, 20.0, 300.0))
    assert [told.confidence for told in known.told] == [pytest.approx(0.74)]


def test_an_opening_of_two_seconds_moves_the_air_too_little(known: Box) -> None:
    known.stay(opened(4.0, 0.4, 10.0, 300.0))
    assert known.told == []


def test_one_false_reading_is_no_opening(known: Box) -> None:
    known.stay([4.0, 80.0, 4.0, 4.0, 7.0, 4.0, -30.0, 4.0, *[4.0] * 30])
    assert known.told == []
    assert not known.is_open()


def test_two_openings_with_a_rest_between_are_two(known: Box) -> None:
    known.stay(opened(4.0, 2.0, 20.0, 180.0))
    known.stay(opened(4.0, 1.5, 20.0, 180.0))
    assert len(known.told) == 2


def test_a_peak_may_come_after_the_confirmation(known: Box) -> None:
    known.stay([4.0, 5.3, 6.0, 7.0, 8.0, 7.5, 6.0, 5.0, 4.0])
    assert [told.peak_c for told in known.told] == [pytest.approx(8.0, abs=STEP_K)]


def test_air_that_stays_a_little_warmer_ends_the_opening_after_a_minute(known: Box) -> None:
    known.stay([4.0, 5.5, 5.5])
    assert known.is_open()
    known.stay([5.5] * 8)
    assert not known.is_open()
    assert len(known.told) == 1


def test_air_that_rose_far_and_stays_there_is_an_open_lid(known: Box) -> None:
    known.stay([4.0, 8.0, 12.0, 15.0, *[15.0] * 60])
    assert known.is_open()
    known.stay([12.0])
    assert not known.is_open()
    assert len(known.told) == 1


def test_before_the_box_is_known_it_takes_more() -> None:
    box = Box()
    box.stay([4.0] * 10)
    box.stay(opened(4.0, 1.0, 20.0, 120.0))
    assert box.told == []
    box.stay(opened(4.0, 2.0, 20.0, 120.0))
    assert len(box.told) == 1


def test_a_box_whose_air_jumps_at_each_stop_of_its_compressor_is_known_by_that() -> None:
    box = Box()
    for _ in range(12):
        box.stay([2.0] * 60)
        box.see(2.0, switched=True)
        box.stay([3.0, 4.0, 4.5, 4.7, 4.8, *[5.0] * 60])
        box.see(5.0, switched=True)
        box.stay([4.5, 4.0, 3.5, 3.0, 2.5])
    assert box.told == []
    box.stay([2.0] * 60)
    box.see(2.0, switched=True)
    box.stay([5.0, 8.0, 9.0, 6.0, 5.0, *[5.0] * 30])
    assert len(box.told) == 1


def test_switches_that_follow_each_other_settle_as_one() -> None:
    box = Box()
    box.see(4.0)
    box.see(4.0, switched=True)
    box.stay([5.0, 5.0])
    box.see(5.0, switched=True)
    assert box.trace.shut.settled_k == ()
    box.stay([5.0] * (round(SETTLING_S / LOOK_S) + 1))
    assert list(box.trace.shut.settled_k) == [pytest.approx(1.0, abs=STEP_K)]
    assert box.trace.shut.settling is None


def test_a_box_that_is_switched_on_and_on_is_known_by_each_ten_minutes() -> None:
    box = Box()
    box.see(4.0)
    for _ in range(180):
        box.see(4.0, switched=True)
    assert box.trace.shut.settled_k == (0.0, 0.0)
    assert box.trace.shut.limit_k is None


def test_a_coarse_sensor_that_flickers_by_two_steps_tells_no_opening() -> None:
    box = Box()
    for air_c in (*[4.0, 4.5] * 6, *[4.0] * 360, 4.5, 5.0, 5.0, 4.5, 4.0, 4.0, 4.0):
        box.look(present(air_c, box.now_s))
    assert box.told == []


def test_a_sensor_that_is_read_seldom_shows_no_lid(known: Box) -> None:
    known.now_s += 120.0
    known.stay([8.0, 8.0, 8.0, 4.0])
    assert known.told == []


def test_a_sensor_that_is_read_each_minute_shows_a_long_opening(known: Box) -> None:
    for air_c in (4.0, 4.0, 7.0, 9.0, 5.0, 4.0):
        known.now_s += 50.0
        known.see(air_c)
    assert len(known.told) == 1


def test_a_reading_that_is_lost_ends_what_was_thought(known: Box) -> None:
    known.stay([4.0, 6.0, 6.0])
    known.look(absent(Absence.STALE, known.now_s))
    assert not known.is_open()
    assert known.told == []


def test_a_sample_that_was_seen_is_not_seen_again(known: Box) -> None:
    sample = present(6.0, known.now_s)
    for _ in range(5):
        known.look(sample)
    assert not known.is_open()


def test_an_opening_after_a_switch_is_no_habit_of_the_box_but_two_in_a_row_are() -> None:
    box = Box()
    box.stay([4.0, 4.3] * 6)
    habits = []
    for rise_k in (0.0, 0.0, 0.0, 0.0, 0.0, 3.0, 0.0, 3.0, 3.0, 3.0):
        box.stay([4.0] * 60)
        box.see(4.0, switched=True)
        box.stay([4.0 + rise_k / 2.0, 4.0 + rise_k, 4.0 + rise_k / 2.0, *[4.0] * 30])
        habits.append(max(box.trace.shut.settled_k) > 1.0)
    assert len(box.told) == 3
    assert habits == [False] * 8 + [True] * 2
