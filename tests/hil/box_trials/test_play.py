"""Days under laws: the figures are those of the truth, and the soonest recovery cannot be beaten."""

from collections.abc import Sequence

import pytest

from hil.box_trials.cases import Case, stage
from hil.box_trials.compare import Trial, at_mean, compare
from hil.box_trials.course import Course, happenings, loaded
from hil.box_trials.holders import NARROW, OURS, PEERS, WIDE, Seer
from hil.box_trials.play import play, soonest_min
from hil.box_trials.tally import RISE_WITHIN_MIN, Tally
from hil.boxes.eyes import Eyes
from hil.plants import FridgeOutputs, GoodsIn, LidOpening, ProbeFault

HOUR = Course(settled_h=0.2, used_h=0.5, ends_h=1.0)
CHEST = Case(kind="chest", sensors="all", seed=0)
MEDICINE = Case(kind="chest", sensors="all", seed=8)


class Still:
    """A law that cools nothing, and shows what it is told to."""

    def __init__(self, shown_c: Sequence[float | None]) -> None:
        self._shown_c = shown_c

    def drive(self, _eyes: Eyes, outputs: FridgeOutputs, *, now_s: float) -> None:  # noqa: ARG002  as all
        outputs.compressor_on = False

    def shown_c(self) -> Sequence[float | None]:
        return self._shown_c


def test_goods_go_in_once_and_lids_of_all_else_are_opened() -> None:
    scene = stage(Case(kind="two", sensors="all", seed=0))
    done = happenings(scene.settings, scene.box, HOUR)
    assert loaded(scene.settings) == 0
    (goods,) = (each for each in done if isinstance(each, GoodsIn))
    assert 1.0 <= goods.kg <= 4.0
    assert [each.compartment for each in done if isinstance(each, LidOpening)] == [0, *[1] * 10]


def test_medicine_alone_gets_no_warm_goods() -> None:
    scene = stage(MEDICINE)
    assert loaded(scene.settings) is None
    assert all(isinstance(each, LidOpening) for each in happenings(scene.settings, scene.box, HOUR))


def test_an_estimate_is_held_against_the_truth_where_it_is_shown() -> None:
    scene = stage(CHEST, above_k=0.0)
    true_c = scene.box.compartments[0].contents_c
    held = play(scene, Still([true_c + 2.0]), law="still", course=HOUR)
    assert held.shown_share == 1.0
    assert max(held.errors_k) == pytest.approx(2.0, abs=0.5)
    assert not play(stage(CHEST), Still([None]), law="still", course=HOUR).errors_k


def test_medicine_counts_while_its_warmest_or_coldest_is_out_of_band() -> None:
    warm = play(stage(MEDICINE, above_k=6.0), Still([None]), law="still", course=HOUR)
    cool = play(stage(MEDICINE, above_k=0.0), Still([None]), law="still", course=HOUR)
    assert (warm.out_of_band_min, cool.out_of_band_min) == (48.0, 0.0)
    assert play(stage(CHEST, above_k=6.0), Still([None]), law="still", course=HOUR).out_of_band_min is None


def test_a_rise_that_is_shown_while_nobody_comes_is_goods_that_nobody_put_in() -> None:
    scene = stage(CHEST)
    tally = Tally(scene.box, scene.settings.fridge.compartments, Course(settled_h=0.0, used_h=3.0, ends_h=3.0))
    slow = [5.0 + 0.4 * minute / RISE_WITHIN_MIN for minute in range(60)]
    for minute, shown_c in enumerate([*slow, *[slow[-1] + 0.6] * 60]):
        tally.look([shown_c], 60.0 * minute)
    assert tally.held("any").goods_seen_per_day == pytest.approx(12.0)


def test_no_law_recovers_sooner_than_the_soonest() -> None:
    course = Course(settled_h=0.0, used_h=0.0, ends_h=6.0)
    scene = stage(CHEST, above_k=2.5)
    scene.box.compartments[0].set_lid(True)
    before_c = scene.box.compartments[0].air_c
    soonest = soonest_min(scene, 0, course, now_s=0.0)
    assert soonest is not None
    assert 0.0 < soonest < 120.0
    assert scene.box.compartments[0].air_c == before_c
    scene.box.compartments[0].set_lid(False)
    seer = Seer(scene.box, scene.settings)
    outputs, ticks = FridgeOutputs(), 0
    while scene.box.compartments[0].contents_c > scene.settings.fridge.compartments[0].set_point_c + 1.0:
        seer.drive(scene.eyes, outputs, now_s=5.0 * ticks)
        scene.box.advance(outputs, scene.ambient.at(5.0 * ticks), 5.0)
        ticks += 1
    assert ticks * 5.0 / 60.0 >= soonest


@pytest.mark.parametrize(
    ("soonest_min", "back_after_min", "ratio"),
    [(20.0, 30, 1.5), (20.0, None, 3.0), (50.0, None, None), (None, 30, None)],
)
def test_a_recovery_is_over_the_soonest_where_the_day_leaves_time(
    soonest_min: float | None, back_after_min: int | None, ratio: float | None
) -> None:
    scene = stage(CHEST, above_k=6.0)
    tally = Tally(scene.box, scene.settings.fridge.compartments, Course(settled_h=0.0, used_h=1.0, ends_h=2.0))
    cool = stage(CHEST, above_k=0.0).box.compartments
    for minute in range(120):
        if minute == 60:
            tally.put_in(0, soonest_min, 3_600.0)
        if minute - 60 == back_after_min:
            tally.places[0].box = cool[0]
        tally.look([None], 60.0 * minute)
    assert tally.held("any").recovery_ratio == ratio


def test_a_peer_cools_a_compartment_without_a_sensor_with_the_first() -> None:
    outputs = FridgeOutputs()
    one_only = stage(Case(kind="two", sensors="one only", seed=0), above_k=4.0)
    PEERS[NARROW]([0.0, 0.0]).drive(one_only.eyes, outputs, now_s=0.0)
    assert (outputs.compressor_on, outputs.fans_pct) == (True, (100.0, 100.0))
    both = stage(Case(kind="two", sensors="all", seed=0), above_k=4.0)
    both.box.compartments[1].air_probe.fault = ProbeFault.OPEN
    PEERS[NARROW]([0.0, 0.0]).drive(both.eyes, outputs, now_s=0.0)
    assert outputs.fans_pct == (100.0, 0.0)


def test_a_box_is_held_by_every_law() -> None:
    compared = compare(MEDICINE, Course(settled_h=0.1, used_h=0.4, ends_h=0.6))
    assert [each.law for each in compared.held] == [OURS, NARROW, WIDE, "brewpi"]
    ours = compared.held[0]
    assert ours.energy_w is not None
    assert ours.out_of_band_min is not None
    assert compared.reachable_min is not None
    assert ours.shown_share <= 1.0


@pytest.mark.parametrize(
    ("means_k", "watts"),
    [
        ((0.04,), 10.0),
        ((1.0, 0.02), 20.0),
        ((-0.4, 0.6), 14.0),
        ((0.4, 0.1), 23.333333),
        ((0.3, 0.2), None),
        ((2.0, 1.0), None),
    ],
)
def test_trials_to_both_sides_or_near_give_what_an_equal_mean_takes(
    means_k: Sequence[float], watts: float | None
) -> None:
    trials = [Trial(mean_k, 10.0 * (1 + number), 1.0) for number, mean_k in enumerate(means_k)]
    there = at_mean(trials, 0.0)
    assert (there and there.energy_w) == (None if watts is None else pytest.approx(watts, rel=1e-6))


@pytest.mark.parametrize(
    ("starts_min", "per_h"), [((30, 90, 150), 1.0), ((5, 35, 65, 95), 2.0), ((60, 100), 2.0 / 3.0), ((), 0.0)]
)
def test_starts_are_counted_from_the_first_to_the_last_where_there_are_some(
    starts_min: Sequence[int], per_h: float
) -> None:
    scene = stage(CHEST)
    tally = Tally(scene.box, scene.settings.fridge.compartments, Course(settled_h=0.0, used_h=3.0, ends_h=3.0))
    for minute in range(180):
        scene.box.compressor.starts += minute in starts_min
        tally.look([None], 60.0 * minute)
    assert tally.held("any").starts_per_h == pytest.approx(per_h)


def test_the_energy_of_a_store_that_is_used_up_is_not_said() -> None:
    scene = stage(CHEST)
    tally = Tally(scene.box, scene.settings.fridge.compartments, Course(settled_h=0.0, used_h=1.0, ends_h=1.0))
    for minute in range(61):
        scene.box.compartments[0].heat_in_j += 600.0
        scene.box.heat_out_j += 150.0
        tally.look([None], 60.0 * minute)
    assert tally.held("any").energy_w is None
