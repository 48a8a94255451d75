"""What a minute teaches, and what is shown of a compartment by how well it is known."""

from dataclasses import replace

import pytest

from controller import (
    NOT_FITTED,
    CompartmentInputs,
    CompartmentSettings,
    FridgeInputs,
    FridgeSettings,
    Mode,
    Reading,
    Target,
    present,
)
from controller.algorithms.least_squares import Belief
from controller.fridge import contents_bounds, estimator, evaporator, fallback_duty, forecast, law, thermal_model
from controller.fridge.averages import EMPTY, Tally, Window
from controller.fridge.estimator import MOVES_MIN, NEAR_K, PACE_H, PACE_K, SURELY
from controller.fridge.fallback_duty import LearnedDuty
from controller.fridge.forecast import READY_K, Goal
from controller.fridge.fridge_memory import RISE_K, Aim, Cell, FridgeMemory, Pace
from controller.fridge.thermal_model import Box
from controller.interface.status import SHOWN_K, CompartmentStatus, Unsure

FOOD = CompartmentSettings(name="food")
DRINKS = replace(FOOD, name="drinks")
ONE, PAIR = FridgeSettings(compartments=(FOOD,)), FridgeSettings(compartments=(FOOD, DRINKS))
COOL, OFF = Target(4.0, Mode.COOL), Target(4.0, Mode.OFF)


def sure(contents_c: float = 5.0, contents_k: float = 0.5) -> Box:
    """A compartment with goods in it, of which all is known."""
    belief = Belief((20.0, 3.0, 3.0, 4.0, contents_c, 2.0), ((0.0,) * 6,) * 6)
    begun = thermal_model.initial(contents_c)
    bounds = contents_bounds.initial(contents_c, contents_k)
    return replace(begun, belief=belief, bounds=bounds, contents_k=contents_k, seen_h=9.0, calm_h=9.0)


def minute(s: float = 60.0, air_c: float = 5.0, cooled: float = 0.5) -> Tally:
    return Tally(s=s, air=air_c * s, plate=-8.0 * s, cooled=cooled * s)


HELD = Cell(box=sure(), aim=Aim(4.0), air_c=5.0, settled_c=4.5, half_k=0.5, tally=minute())


def after(
    *cells: Cell,
    settings: FridgeSettings = ONE,
    targets: tuple[Target, ...] = (COOL, COOL),
    contents: Reading = NOT_FITTED,
    plate_c: float | None = None,
    ambient_c: float | None = None,
    **changed: float | None,
) -> FridgeMemory:
    """A fridge after what is by default a full minute, in half of which its compressor ran."""
    full = replace(law.initial(settings, -1e4, now_s=0.0), cells=cells, window_s=60.0, run_s=30.0)
    begun = replace(full, **changed)  # type: ignore[arg-type]  # names are the test's own
    plate = NOT_FITTED if plate_c is None else present(plate_c, 0.0)
    inputs = FridgeInputs((CompartmentInputs(contents_c=contents),) * len(cells), plate)
    return estimator.learned(begun, inputs, targets[: len(cells)], settings, ambient_c)


def test_a_minute_teaches_when_it_is_full_and_a_new_one_begins() -> None:
    early = after(HELD, window_s=59.9)
    assert (early.cells, early.window_s, early.run_s) == ((HELD,), 59.9, 30.0)
    full = after(HELD)
    assert (full.window_s, full.run_s, full.cells[0].tally) == (0.0, 0.0, EMPTY)
    assert full.cells[0].box is not None
    assert full.cells[0].box.seen_h == pytest.approx(9.0 + 1.0 / 60.0)


def test_half_a_minute_of_readings_is_enough_and_less_breaks_the_row() -> None:
    box = after(replace(HELD, tally=minute(30.0))).cells[0].box
    assert box is not None
    assert box.before is not None
    assert box.seen_h == pytest.approx(9.0 + 0.5 / 60.0)
    begun = replace(HELD, box=replace(sure(), before=box.before), tally=minute(29.9))
    assert after(begun).cells[0] == replace(begun, box=sure(), tally=EMPTY, pace=after(begun).cells[0].pace)


def test_a_plate_is_learned_from_all_who_face_it_by_how_long_the_compressor_ran() -> None:
    both = after(HELD, HELD, settings=PAIR, window_s=80.0, run_s=20.0)
    assert both.plate.before == evaporator.PlateWindow(
        hours=1.0 / 60.0, plate_c=-3.0, run=0.25, still_k=16.0, moved_k=0.0
    )
    assert after(HELD, replace(HELD, tally=EMPTY), settings=PAIR).plate.before is None
    assert after(HELD, imagined_c=-3.0).plate.before is None


def test_what_a_probe_in_the_contents_reads_is_learned() -> None:
    box = after(HELD, contents=present(3.0, 0.0)).cells[0].box
    assert box is not None
    assert box.probed


def test_by_a_plate_that_is_imagined_contents_are_known_as_far_as_by_any_goods() -> None:
    slow = replace(HELD, box=replace(sure(), bounds=replace(sure().bounds, slow_c=25.0)))
    measured, imagined = after(slow).cells[0].box, after(slow, imagined_c=-3.0).cells[0].box
    assert measured is not None
    assert imagined is not None
    assert measured.contents_k < 1.0
    assert imagined.contents_k == imagined.bounds.apart_k(imagined.contents_c) > 15.0
    probed = after(slow, imagined_c=-3.0, contents=present(5.0, 0.0)).cells[0].box
    assert probed is not None
    assert probed.contents_k < 1.0


@pytest.mark.parametrize(
    ("off_k", "repeated", "teaches"),
    [
        (NEAR_K - 0.01, 0, True),
        (-NEAR_K + 0.01, 0, True),
        (NEAR_K, 0, False),
        (0.0, MOVES_MIN - 2, True),
        (0.0, MOVES_MIN - 1, False),
    ],
)
def test_a_duty_is_learned_near_the_aim_from_readings_that_move(off_k: float, repeated: int, teaches: bool) -> None:
    same = Window(hours=1.0 / 60.0, air_c=5.0, fan=0.0, plate_k=-8.0, moved_k=0.0, cooled=0.5, lid_open=False)
    box = replace(sure(), before=same)
    one = after(replace(HELD, settled_c=4.0 + off_k, box=box, repeated=repeated), ambient_c=30.0).cells[0]
    learned = fallback_duty.update(LearnedDuty(), 0.5, 60.0, 25.0)
    assert one.learned_duty == (learned if teaches else LearnedDuty())
    assert one.repeated == repeated + 1


def test_a_reading_that_moves_begins_a_new_count() -> None:
    before = Window(hours=1.0 / 60.0, air_c=5.1, fan=0.0, plate_k=-8.0, moved_k=0.0, cooled=0.5, lid_open=False)
    moved = replace(HELD, box=replace(sure(), before=before), repeated=30)
    assert after(moved).cells[0].repeated == 0
    assert after(replace(HELD, repeated=30)).cells[0].repeated == 0
    assert after(HELD).cells[0].learned_duty == fallback_duty.update(LearnedDuty(), 0.5, 60.0, None)
    assert after(replace(HELD, aim=None)).cells[0].learned_duty == LearnedDuty()


def test_what_is_learned_of_a_compartment_is_that_of_the_minute() -> None:
    box = sure(4.6)
    one = after(replace(HELD, box=box, settled_c=4.0, trim_k=0.1, freest_per_h=9.0)).cells[0]
    assert one.box is not None
    assert one.trim_k == pytest.approx(0.1 + (4.0 - one.box.contents_c) / 60.0 / estimator.TRIM_H)
    assert one.freest_per_h == pytest.approx(9.0 * (1.0 - 1.0 / 60.0 / estimator.MONTH_H))


def test_nothing_is_shown_of_what_is_not_seen_but_for_how_long_it_was() -> None:
    for unseen in (replace(HELD, box=None), replace(HELD, aim=None)):
        seen_h = 0.0 if unseen.box is None else 9.0
        shown = after(replace(unseen, tally=EMPTY)).estimates[0]
        assert shown == CompartmentStatus(seen_h=seen_h, unsure=Unsure.NOT_SEEN)
    assert estimator.unknown(replace(HELD, box=None, freest_per_h=0.5)).frost_ratio == 0.0


def status(cell: Cell, *, plate_c: float | None = None, settings: CompartmentSettings = FOOD) -> CompartmentStatus:
    return estimator._estimate(cell, evaporator.initial(1), plate_c, settings, 1.0)


def test_what_is_shown_is_what_is_believed() -> None:
    shown = status(replace(HELD, box=sure(4.5, 0.75), freest_per_h=12.0))
    assert (shown.seen_h, shown.contents_c, shown.contents_k, shown.unsure) == (9.0, 4.5, 0.75, None)
    assert shown.load_k_h == sure(4.5).load_k_h
    assert shown.frost_ratio == 0.5
    assert status(replace(HELD, freest_per_h=0.5)).frost_ratio == 0.0
    assert status(HELD).frost_ratio is None


def test_what_is_unsure_is_not_shown_and_says_why() -> None:
    def why(**changed: object) -> tuple[float | None, Unsure | None]:
        shown = status(replace(HELD, box=replace(sure(), **changed)))  # type: ignore[arg-type]  # names are the test's own
        if shown.contents_c is None:
            assert (shown.hold_over_s, shown.hold_over_range_s, shown.ready_range_s) == (None, None, None)
        return shown.contents_c, shown.unsure

    assert why(contents_k=SHOWN_K) == (5.0, None)
    unsure = SHOWN_K + 0.01
    assert why(contents_k=unsure) == (None, Unsure.NOT_TOLD)
    narrow, wide = contents_bounds.initial(5.0, SHOWN_K), contents_bounds.initial(5.0, unsure)
    assert why(contents_k=unsure, bounds=narrow) == (None, Unsure.NOT_TOLD)
    assert why(contents_k=unsure, bounds=wide) == (None, Unsure.BRIEFLY)
    assert why(contents_k=unsure, bounds=replace(wide, disturbed=True)) == (None, Unsure.DISTURBED)
    empty = Belief((20.0, 3.0, 3.0, 0.05, 5.0, 2.0), ((0.0,) * 6,) * 6)
    assert why(belief=empty) == (None, Unsure.EMPTY)


def test_what_a_probe_tells_is_shown_though_hardly_anything_is_there() -> None:
    empty = Belief((20.0, 3.0, 3.0, 0.05, 5.0, 2.0), ((0.0,) * 6,) * 6)
    assert status(replace(HELD, box=replace(sure(), belief=empty, probed=True))).contents_c == 5.0


def test_no_clock_is_told_before_a_compartment_was_watched_for_an_hour() -> None:
    for seen_h, told in ((0.99, False), (1.0, True)):
        shown = status(replace(HELD, box=replace(sure(4.5), seen_h=seen_h), pace=Pace(0.0, 5.0, 4.0, 1.0)))
        assert (shown.hold_over_s is not None, shown.ready_s is not None) == (told, told)
        assert (shown.hold_over_range_s is not None, shown.ready_range_s is not None) == (told, told)
        assert (shown.hold_over_limit_c is not None) is told


def holds(box: Box, airs_c: tuple[float, float], stored: tuple[float, float, float]) -> list[float]:
    """How long it may hold: as believed, at worst, at best."""
    plate, band_c = evaporator.initial(1), (FOOD.low_c, FOOD.high_c)
    every = [
        forecast.hold_over(each, plate, airs_c, band_c, part)
        for each, part in zip(forecast.variants(box), stored, strict=True)
    ]
    return [0.0 if each is None else each.s for each in every]


@pytest.mark.parametrize(("plate_c", "cold_c"), [(None, 5.0), (9.0, 5.0), (-10.0, -10.0)])
def test_the_hold_over_counts_the_cold_of_the_plate_as_far_as_it_is_known(plate_c: float | None, cold_c: float) -> None:
    expected = holds(sure(), (5.0, cold_c), forecast.STORES)
    shown = status(HELD, plate_c=plate_c)
    assert shown.hold_over_s == expected[0]
    assert shown.hold_over_range_s == (min(expected), max(expected))
    assert shown.hold_over_limit_c == FOOD.high_c


def test_a_hold_over_that_is_not_told_has_no_edge() -> None:
    doubtful = replace(sure(), misfit=replace(sure().misfit, square=1e4))
    shown = status(replace(HELD, box=doubtful))
    assert (shown.hold_over_s, shown.hold_over_limit_c) == (None, None)
    assert shown.hold_over_range_s is not None


def test_contents_are_ready_when_they_surely_are_near_their_aim() -> None:
    margin_k = READY_K - SURELY * 0.5
    for off_k in (margin_k - 0.01, -margin_k + 0.01):
        shown = status(replace(HELD, box=sure(4.0 + off_k)))
        assert (shown.ready_s, shown.ready_range_s) == (0.0, (0.0, 0.0))
    assert status(replace(HELD, box=sure(4.0 + READY_K, 0.0))).ready_s == 0.0
    assert status(replace(HELD, box=sure(4.0 + margin_k + 0.01))).ready_s is None


WARM = replace(HELD, box=sure(12.0), air_c=9.0, settled_c=11.0)
GOAL = Goal(4.0, FOOD.air_floor_c + RISE_K / 2.0, 1.0)


def test_a_pull_down_is_told_at_the_pace_that_was_seen() -> None:
    every = [forecast.ready_s(each, evaporator.initial(1), 9.0, GOAL) for each in forecast.variants(sure(12.0))]
    at_once = [each for each in every if each is not None]
    assert len(at_once) == 3
    for times in (1.0, 0.5):
        shown = status(replace(WARM, pace=Pace(8.5, 13.0, 12.0, times)))
        assert shown.ready_s == pytest.approx(at_once[0] / times)
        assert shown.ready_range_s == pytest.approx((min(at_once) / times, max(at_once) / times))
    for unknown in (None, Pace(8.5, 13.0, 12.0, None)):
        shown = status(replace(WARM, pace=unknown))
        assert (shown.ready_s, shown.ready_range_s) == (None, None)


def test_what_is_only_perhaps_near_its_aim_has_no_clock() -> None:
    """By its likely edges it is there already, and not by its surest."""
    shown = status(replace(HELD, box=sure(4.8, 0.4), pace=Pace(8.5, 13.0, 12.0, 1.0)))
    assert (shown.ready_s, shown.ready_range_s) == (None, None)


def test_the_compressor_is_shared_by_those_who_are_cooled_and_not_by_one_that_is_off() -> None:
    cooling = replace(WARM, cooling=True, pace=Pace(8.5, 13.0, 12.0, 1.0), tally=EMPTY)

    def ready_s(*cells: Cell, targets: tuple[Target, ...] = (COOL, COOL)) -> list[float | None]:
        settings = ONE if len(cells) == 1 else PAIR
        return [one.ready_s for one in after(*cells, settings=settings, targets=targets).estimates]

    shared = evaporator.initial(2)
    alone_s, half_s = (forecast.ready_s(sure(12.0), shared, 9.0, replace(GOAL, share=share)) for share in (1.0, 0.5))
    assert alone_s is not None
    assert half_s is not None
    assert ready_s(cooling, replace(cooling, cooling=False)) == pytest.approx([alone_s] * 2)
    assert ready_s(cooling, cooling) == pytest.approx([half_s] * 2)
    assert ready_s(replace(cooling, cooling=False)) == pytest.approx([alone_s])
    assert ready_s(cooling, cooling, targets=(OFF, COOL)) == [None, pytest.approx(half_s)]


PLATE = evaporator.initial(1)


def test_a_pace_is_begun_anew_and_judged_after_half_an_hour() -> None:
    goal = replace(GOAL, share=0.5)
    begun = estimator.paced(None, sure(12.0), PLATE, 9.0, goal)
    assert begun == Pace(9.0, 12.0, forecast.contents_after(sure(12.0), PLATE, 9.0, goal, PACE_H), None)
    early = replace(sure(11.0), seen_h=9.0 + PACE_H - 0.01)
    assert estimator.paced(begun, early, PLATE, 9.0, goal) is begun
    seen = estimator.paced(begun, replace(early, seen_h=9.0 + PACE_H), PLATE, 9.0, goal)
    assert seen.times == pytest.approx(1.0 / (12.0 - begun.expected_c))
    assert (seen.since_h, seen.begun_c) == (9.0 + PACE_H, 11.0)
    for calm_h, is_known in ((PACE_H, True), (PACE_H - 0.01, False)):
        calm = replace(sure(11.0), seen_h=9.5, calm_h=calm_h)
        assert (estimator.paced(begun, calm, PLATE, 9.0, goal).times is not None) is is_known
    disturbed = replace(early, calm_h=0.1)
    assert estimator.paced(begun, disturbed, PLATE, 9.0, goal).since_h == early.seen_h


@pytest.mark.parametrize(
    ("before", "contents_c", "times"),
    [
        (None, 11.0, 0.5),
        (None, 9.0, 1.5),
        (None, 13.0, 0.1),
        (None, 1.0, 4.0),
        (2.0, 11.0, 1.0),
    ],
)
def test_a_pace_is_how_many_times_as_fast_the_contents_fell(
    before: float | None, contents_c: float, times: float
) -> None:
    assert estimator._times(Pace(8.5, 12.0, 10.0, before), contents_c) == pytest.approx(times)


def test_a_pace_is_not_judged_by_what_hardly_changes() -> None:
    assert estimator._times(Pace(8.5, 12.0, 12.0 - PACE_K + 0.01, 0.7), 11.0) == 0.7
    assert estimator._times(Pace(8.5, PACE_K, 0.0, None), 0.0) == 1.0


def test_every_compartment_that_is_seen_has_its_pace() -> None:
    one = after(replace(WARM, cooling=True), replace(WARM, cooling=True), settings=PAIR).cells[1]
    assert one.box is not None
    goal = Goal(4.0, DRINKS.air_floor_c + RISE_K / 2.0, 0.5)
    assert one.pace == Pace(
        one.box.seen_h, one.box.contents_c, forecast.contents_after(one.box, evaporator.initial(2), 9.0, goal, PACE_H)
    )
    for unseen in (replace(WARM, box=None), replace(WARM, aim=None)):
        assert after(unseen).cells[0].pace is None
    waits = replace(WARM, pace=Pace(8.9, 13.0, 12.0))
    assert estimator._paced(waits, PLATE, FOOD, 1.0) is waits
