"""One tick of the law: what becomes of each part of the memory, and what is asked of the outputs."""

from dataclasses import replace

import pytest

from controller import (
    NOT_FITTED,
    Absence,
    AirFlow,
    BoxKind,
    Commands,
    CompartmentInputs,
    CompartmentSettings,
    FridgeInputs,
    FridgeSettings,
    Mode,
    Profile,
    Reading,
    Target,
    absent,
    present,
)
from controller.algorithms import least_squares, sigma_delta
from controller.fridge import compartment, evaporator, law, thermal_model
from controller.fridge.averages import Sample, Tally, add
from controller.fridge.fallback_duty import LearnedDuty
from controller.fridge.fridge_memory import Aim, Cell, Drive, FridgeMemory, FridgeOutput, Motor, Pace, Turn
from controller.fridge.law import HOLD_S, Asked
from controller.interface.energy_budget import Budget

FOOD = CompartmentSettings(name="food")
FREEZER = CompartmentSettings(name="freezer", profile=Profile.FREEZER)
ONE = FridgeSettings(compartments=(FOOD,))
PAIR = FridgeSettings(compartments=(FOOD, replace(FOOD, name="drinks")))
SPILL_OVER = FridgeSettings(kind=BoxKind.SPILL_OVER, compartments=(FREEZER, FOOD))
MODULE = FridgeSettings(kind=BoxKind.THERMOELECTRIC, compartments=(FOOD,))
COOL, OFF = Target(4.0, Mode.COOL), Target(4.0, Mode.OFF)
LOST = absent(Absence.OFFLINE, 0.0)
NOW_S = 102.0
LASTED_S = 62.0
"""Since the compressor started or stopped."""

SEEN = Cell(
    box=thermal_model.initial(5.0),
    tally=Tally(s=10.0, air=50.0),
    aim=Aim(4.0),
    air_c=5.5,
    settled_c=5.2,
    coast_c=4.0,
    cooling=True,
    began_c=6.0,
    pull_k_h=5.0,
    half_k=0.3,
    freest_per_h=9.0,
    trim_k=0.1,
    turn=Turn(0.2, 4.5),
    pace=Pace(1.0, 9.0, 8.0, 0.7),
    learned_duty=LearnedDuty(0.2, 5_000.0, 21.0),
    repeated=3,
    seen_at_s=100.0,
)
RESTS = replace(SEEN, cooling=False, settled_c=4.0)
BLIND = sigma_delta.initial(0.0, now_s=100.0)


def memory(*cells: Cell, settings: FridgeSettings = ONE, running: bool = True) -> FridgeMemory:
    begun = law.initial(settings, -1e4, now_s=100.0)
    return replace(begun, cells=cells, motor=Motor(running, NOW_S - LASTED_S), window_s=10.0, run_s=5.0)


def ticked(
    before: FridgeMemory,
    *boxes: CompartmentInputs,
    settings: FridgeSettings = ONE,
    plate: Reading = NOT_FITTED,
    fan_pct: float = 50.0,
    mode: Mode = Mode.COOL,
    around_c: tuple[float | None, float | None] = (None, None),
) -> tuple[FridgeMemory, FridgeOutput]:
    """Two seconds; the compressor really did what it did before."""
    count = len(before.cells)
    targets = tuple(Target(one.set_point_c, mode) for one in settings.compartments)
    done = Commands(
        compressor_on=before.motor.running,
        compartment_fan_pct=(fan_pct,) * count,
    )
    asked = Asked(targets=targets, around_c=around_c)
    taken = law.regulate(before, FridgeInputs(boxes, plate), asked, settings, done, now_s=NOW_S)
    return taken.memory, taken.output


def air(air_c: float, lid: Reading = NOT_FITTED) -> CompartmentInputs:
    return CompartmentInputs(present(air_c, 0.0), lid_open=lid)


COLD_PLATE = present(-3.0, 0.0)


def test_a_compartment_that_is_seen_keeps_what_is_known_of_it_and_counts_the_tick() -> None:
    before = replace(SEEN, blind=BLIND, learned=least_squares.initial(thermal_model.PARAMETERS))
    after, _ = ticked(memory(before), air(5.0, present(1.0, 0.0)), plate=COLD_PLATE)
    assert SEEN.box is not None
    coast_c = compartment.coast_c(SEEN.box, 5.0, -3.0)
    sample = Sample(air_c=5.0, plate_k=-8.0, fan=0.5, lid_open=True, cooled=1.0, ran=True)
    assert after.cells == (
        replace(
            SEEN,
            tally=add(SEEN.tally, sample, 2.0),
            air_c=5.0,
            settled_c=compartment.settled_c(SEEN.box, evaporator.initial(1), 5.0, -3.0),
            coast_c=coast_c - 0.2,
            half_k=compartment.half_k(5.0, ONE.compressor.run_s),
            turn=Turn(0.2, coast_c - 0.2),
            seen_at_s=NOW_S,
        ),
    )


def test_a_tick_counts_for_the_minute_and_its_run() -> None:
    ran, _ = ticked(memory(SEEN), air(5.0))
    assert (ran.window_s, ran.run_s, ran.at_s) == (12.0, 7.0, NOW_S)
    assert ran.motor == Motor(True, NOW_S - LASTED_S)
    stood, _ = ticked(memory(RESTS, running=False), air(5.0))
    assert (stood.window_s, stood.run_s) == (12.0, 5.0)


@pytest.mark.parametrize(
    ("lid", "is_open"), [(present(1.0, 0.0), True), (present(0.0, 0.0), False), (NOT_FITTED, False)]
)
def test_a_lid_is_open_only_where_it_is_seen_so(lid: Reading, is_open: bool) -> None:
    assert ticked(memory(SEEN), air(5.0, lid))[0].cells[0].tally.lid_open is is_open


def cooled_s(*cells: Cell, running: bool = True) -> list[float]:
    after, _ = ticked(memory(*cells, settings=PAIR, running=running), air(5.0), air(5.0), settings=PAIR)
    return [cell.tally.cooled for cell in after.cells]


def test_each_that_is_cooled_gets_its_share_of_a_run() -> None:
    assert cooled_s(SEEN, SEEN) == [1.0, 1.0]
    assert cooled_s(SEEN, RESTS) == [2.0, 0.0]
    assert cooled_s(SEEN, SEEN, running=False) == [0.0, 0.0]
    assert cooled_s(RESTS, RESTS) == [0.0, 0.0]


def plate_ks(settings: FridgeSettings, plate: Reading, count: int = 1) -> list[float | None]:
    """Plate less air, as each compartment is taught it."""
    before = replace(memory(*[SEEN] * count, settings=settings), imagined_c=-5.0)
    after, _ = ticked(before, *[air(5.0)] * count, settings=settings, plate=plate)
    tallies = [cell.tally for cell in after.cells]
    return [each.plate / 2.0 if each.plate_known else None for each in tallies]


def test_a_plate_is_taught_to_those_who_face_it_as_it_is_read_or_else_imagined() -> None:
    assert plate_ks(ONE, COLD_PLATE) == [-8.0]
    after_c = evaporator.imagined_c(-5.0, (5.0,), (0.5,), True, 2.0)
    assert after_c is not None
    assert plate_ks(ONE, NOT_FITTED) == [after_c - 5.0]
    assert plate_ks(SPILL_OVER, COLD_PLATE, 2) == [-8.0, None]
    assert plate_ks(MODULE, COLD_PLATE) == [None]


def test_a_plate_is_imagined_from_all_air_that_is_seen() -> None:
    def imagined_c(*boxes: CompartmentInputs, plate: Reading = NOT_FITTED, running: bool = True) -> float | None:
        before = replace(memory(SEEN, SEEN, settings=PAIR, running=running), imagined_c=-5.0)
        return ticked(before, *boxes, settings=PAIR, plate=plate)[0].imagined_c

    lost = CompartmentInputs(LOST)
    assert imagined_c(air(5.0), air(3.0)) == evaporator.imagined_c(-5.0, (5.0, 3.0), (0.5, 0.5), True, 2.0)
    assert imagined_c(air(5.0), lost, running=False) == evaporator.imagined_c(-5.0, (5.0,), (0.5,), False, 2.0)
    assert imagined_c(lost, lost) is None
    assert imagined_c(air(5.0), air(3.0), plate=COLD_PLATE) is None


def test_a_run_that_ends_teaches_its_pull_to_those_who_face_the_plate() -> None:
    """From 8 to about 4 °C in a minute and a half: faster than any run before."""
    done = replace(SEEN, began_c=8.0)
    started = replace(memory(done), motor=Motor(True, NOW_S - 90.0))
    after, _ = ticked(started, air(2.0))
    assert (after.cells[0].cooling, after.cells[0].pull_k_h > 50.0) == (False, True)
    short, _ = ticked(memory(done), air(2.0))
    assert (short.cells[0].cooling, short.cells[0].pull_k_h) == (False, 5.0)
    pair = replace(memory(replace(SEEN, aim=None), done, settings=SPILL_OVER), motor=Motor(True, NOW_S - 900.0))
    beside, _ = ticked(pair, air(-10.0), air(2.0), settings=SPILL_OVER)
    assert (beside.cells[1].cooling, beside.cells[1].pull_k_h) == (False, 5.0)


def test_one_that_is_seen_for_the_first_time_begins_with_what_was_learned_before() -> None:
    learned = least_squares.moved(least_squares.initial(thermal_model.PARAMETERS), thermal_model.STILL, 9.0, 0.5)
    after, _ = ticked(memory(Cell(learned=learned)), air(5.0))
    assert after.cells[0].box == thermal_model.initial(5.0, learned)


def unseen(before: Cell, reading: Reading = LOST, *, mode: Mode = Mode.COOL, fan_pct: float = 50.0) -> Cell:
    return ticked(memory(before), CompartmentInputs(reading), mode=mode, fan_pct=fan_pct)[0].cells[0]


def test_a_compartment_that_is_not_seen_is_left_as_it_was_for_a_moment() -> None:
    lately = replace(SEEN, seen_at_s=NOW_S - HOLD_S + 0.1)
    assert unseen(lately) == lately
    assert unseen(replace(lately, seen_at_s=NOW_S - HOLD_S)).blind is not None
    assert unseen(replace(lately, box=None)).blind is not None
    assert unseen(replace(lately, blind=BLIND)).blind != BLIND


def test_one_that_has_no_sensor_or_is_not_to_be_cooled_gets_nothing() -> None:
    blind = replace(SEEN, blind=BLIND)
    for after in (unseen(blind, NOT_FITTED), unseen(blind, mode=Mode.OFF)):
        assert after == replace(SEEN, cooling=False)


@pytest.mark.parametrize(
    ("air_flow", "fan_pct", "running", "is_cooled"),
    [
        (AirFlow.FAN, 50.0, True, True),
        (AirFlow.FAN, 0.5, True, True),
        (AirFlow.FAN, 0.0, True, False),
        (AirFlow.FAN, 50.0, False, False),
        (AirFlow.STILL, 0.0, True, True),
        (AirFlow.STILL, 0.0, False, False),
    ],
)
def test_a_blind_compartment_is_given_the_duty_that_held_it(
    air_flow: AirFlow, fan_pct: float, running: bool, is_cooled: bool
) -> None:
    settings = FridgeSettings(compartments=(replace(FOOD, air_flow=air_flow),))
    lost = replace(SEEN, seen_at_s=0.0)
    after, _ = ticked(
        memory(lost, running=running),
        CompartmentInputs(LOST),
        settings=settings,
        fan_pct=fan_pct,
        around_c=(30.0, 24.0),
    )
    begun = sigma_delta.initial(NOW_S - LASTED_S, now_s=NOW_S)
    duty = SEEN.learned_duty.duty_at(20.0)
    expected = sigma_delta.update(begun, duty, is_cooled, settings.compressor, now_s=NOW_S)
    assert after.cells == (replace(lost, cooling=expected.on, blind=expected),)


def test_two_blind_compartments_share_a_run() -> None:
    lost = replace(SEEN, seen_at_s=0.0, blind=replace(BLIND, running=True))
    both, _ = ticked(memory(lost, lost, settings=PAIR), *[CompartmentInputs(LOST)] * 2, settings=PAIR)
    assert [cell.blind and cell.blind.debt_s for cell in both.cells] == [-1.0, -1.0]


def test_nothing_is_asked_of_what_stands() -> None:
    _, cold = ticked(memory(RESTS, running=False), air(3.9))
    assert cold == FridgeOutput(False, 0.0, (0.0,), (False,))
    boosted = replace(RESTS, aim=Aim(4.0, boosted=True))
    assert law._boosted((RESTS, boosted, Cell())) == (False, True, False)


def test_a_start_takes_along_who_is_a_little_warm_and_a_run_does_not() -> None:
    """One wants cold; the other is a tenth of a kelvin above its aim."""
    warm, mild = replace(SEEN, settled_c=9.0, half_k=0.5), replace(RESTS, half_k=1.0)
    warm = replace(warm, box=thermal_model.initial(9.0))
    mild = replace(mild, box=thermal_model.initial(4.2))
    rested = replace(memory(warm, mild, settings=PAIR, running=False), motor=Motor(False, -1e4))
    start, output = ticked(rested, air(9.0), air(4.2), settings=PAIR)
    assert output.compressor_on
    assert [cell.cooling for cell in start.cells] == [True, True]
    run, output = ticked(memory(warm, mild, settings=PAIR), air(9.0), air(4.2), settings=PAIR)
    assert output.compressor_on
    assert [cell.cooling for cell in run.cells] == [True, False]
    resting, output = ticked(memory(warm, mild, settings=PAIR, running=False), air(9.0), air(4.2), settings=PAIR)
    assert not output.compressor_on
    assert [cell.cooling for cell in resting.cells] == [True, False]


def test_a_plate_that_thaws_makes_its_compressor_wait() -> None:
    """Nobody wanted cold when that began; now somebody does, a little."""
    frosted = replace(SEEN, box=thermal_model.initial(4.5), settled_c=4.5, freest_per_h=60.0)
    rested = replace(memory(frosted, running=False), motor=Motor(False, -1e4), thawing_since_s=90.0)
    thawing, output = ticked(rested, air(4.5), plate=present(0.0, 0.0))
    assert (thawing.thawing_since_s, output.compressor_on) == (90.0, False)
    thawed, output = ticked(rested, air(4.5), plate=present(3.5, 0.0))
    assert (thawed.thawing_since_s, output.compressor_on) == (None, True)
    begun, _ = ticked(
        replace(rested, cells=(replace(frosted, cooling=False, aim=Aim(4.0)),), thawing_since_s=None),
        air(3.9),
        plate=present(0.0, 0.0),
    )
    assert begun.thawing_since_s == NOW_S


def test_the_end_of_a_run_that_nothing_cut_short_shows_the_room_below() -> None:
    cold = replace(SEEN, box=thermal_model.initial(2.0), room_k=0.1)
    ended, _ = ticked(memory(cold), air(4.0))
    assert (ended.cells[0].cooling, ended.cells[0].room_k) == (False, 0.1 + compartment.ROOM_STEP_K)
    cut_short, _ = ticked(memory(cold), air(4.0), mode=Mode.OFF)
    assert (cut_short.cells[0].cooling, cut_short.cells[0].room_k) == (False, 0.1)
    begun, _ = ticked(memory(replace(RESTS, box=thermal_model.initial(9.0), room_k=0.1)), air(9.0))
    assert (begun.cells[0].cooling, begun.cells[0].room_k) == (True, 0.1)
    on, _ = ticked(memory(replace(SEEN, room_k=0.1)), air(5.0))
    assert (on.cells[0].cooling, on.cells[0].room_k) == (True, 0.1)


def test_cold_is_stored_as_far_as_there_is_room_in_longer_runs() -> None:
    asked = Asked(targets=(COOL,), budget=Budget(store_cold=True))
    done = Commands(compressor_on=True, compartment_fan_pct=(50.0,))
    for room_k, times in ((0.4, compartment.STORED_RUN), (0.0, 1.0)):
        before = memory(replace(SEEN, room_k=room_k))
        after = law.regulate(before, FridgeInputs((air(5.0),)), asked, ONE, done, now_s=NOW_S).memory.cells[0]
        assert after.aim == Aim(4.0 - room_k)
        assert after.half_k == compartment.half_k(5.0, times * ONE.compressor.run_s)


def test_an_aim_goes_on_from_where_it_was() -> None:
    delicate = FridgeSettings(compartments=(replace(FOOD, ramp_k_h=60.0),))
    after, _ = ticked(memory(replace(SEEN, aim=Aim(9.0))), air(5.0), settings=delicate)
    assert after.cells[0].aim == Aim(9.0 - 2.0 / 60.0)


def test_what_is_learned_of_the_surroundings_is_by_what_is_read_of_them() -> None:
    near = replace(SEEN, tally=Tally(s=48.0, air=240.0), aim=Aim(5.0), learned_duty=LearnedDuty(0.2, 5_000.0, None))
    after, _ = ticked(replace(memory(near), window_s=58.0), air(5.0), around_c=(None, 25.0))
    assert after.cells[0].learned_duty.lift_k == pytest.approx(20.0)


def test_after_a_run_the_cold_of_the_plate_is_given_out() -> None:
    rests = replace(RESTS, box=thermal_model.initial(4.6))
    blown = [ticked(memory(rests, running=False), air(4.6), plate=present(c, 0.0))[1].fan_pcts for c in (-9.0, 3.0)]
    assert blown == [(100.0,), (0.0,)]


def test_a_module_that_stands_is_asked_for_no_drive() -> None:
    begun = replace(memory(SEEN, settings=MODULE), drive=Drive(wanted=0.5))
    asked = Asked(targets=(COOL,))
    cases = law._cases(asked, MODULE, Commands(compartment_fan_pct=(0.0,)))
    pcts = [law._output(begun, None, asked, cases, MODULE, on=on).speed_pct for on in (False, True)]
    assert pcts == [0.0, 50.0]


def test_the_cold_source_of_a_module_is_shared_by_how_far_it_is_driven() -> None:
    done = Commands(compressor_speed_pct=25.0)
    assert law._share((SEEN, SEEN), MODULE, done) == 0.25
    assert law._share((SEEN, SEEN), PAIR, done) == 0.5
    assert law._share((RESTS, RESTS), PAIR, done) == 1.0
    switched = replace(MODULE, thermoelectric=replace(MODULE.thermoelectric, proportional=False))
    assert law._share((SEEN,), switched, done) == 1.0
