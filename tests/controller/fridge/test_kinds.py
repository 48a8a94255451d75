"""What the law of the fridge does otherwise in each kind of box, and for each way in which cold air comes in."""

from dataclasses import replace

import pytest

from controller import (
    AirFlow,
    BoxKind,
    Commands,
    CompartmentInputs,
    CompartmentSettings,
    FridgeInputs,
    FridgeSettings,
    Mode,
    Profile,
    Target,
    ThermoelectricSettings,
    absent,
    present,
)
from controller.algorithms.sigma_delta import Modulator
from controller.fridge import Asked, FridgeMemory, fan_outputs, initial, regulate
from controller.fridge.fallback_duty import UNLEARNED, LearnedDuty
from controller.fridge.fan_outputs import ENOUGH_K, GIVEN_K, SPILL_K
from controller.fridge.fridge_memory import RISE_K, Aim, Cell, Drive, FridgeOutput, Motor
from controller.fridge.thermoelectric import OFF_BELOW, ROOM_K, SCARCE, UNDER_WAY, Since, speed_pct, update
from controller.interface.energy_budget import FREE, Budget
from controller.interface.readings import Absence

FOOD = CompartmentSettings(name="food")
FREEZER = CompartmentSettings(name="freezer", profile=Profile.FREEZER)
MEDICINE = CompartmentSettings(name="medicine", profile=Profile.MEDICINE)
SPILL_OVER = FridgeSettings(kind=BoxKind.SPILL_OVER, compartments=(FREEZER, FOOD))
MODULE = FridgeSettings(kind=BoxKind.THERMOELECTRIC, compartments=(FOOD,))
UNIT = MODULE.thermoelectric
BLIND = Modulator(on=True, debt_s=0.0, duty=0.3, applied=1.0, running=True, since_s=0.0, at_s=0.0)
BEGUN = Drive(integral=0.0)
FROZEN = Cell(aim=Aim(-18.0), air_c=-18.0, settled_c=-18.0, coast_c=-18.0, half_k=0.5)
WARM = Cell(aim=Aim(4.0), air_c=6.0, settled_c=6.0, coast_c=6.0, half_k=0.5, cooling=True)


def blown(
    *cells: Cell, settings: FridgeSettings = SPILL_OVER, plate_c: float | None = -24.0, on: bool, quiet: bool = False
) -> tuple[float, ...]:
    return fan_outputs.fans(cells, (True,) * len(cells), plate_c, settings, on=on, quiet=quiet)


@pytest.mark.parametrize("on", [True, False])
def test_cold_spills_over_only_where_it_is_wanted_and_whether_the_compressor_runs_or_not(on: bool) -> None:
    assert blown(FROZEN, WARM, on=on)[1] == 100.0
    assert blown(FROZEN, replace(WARM, cooling=False), on=on)[1] == 0.0
    assert blown(FROZEN, WARM, on=on, quiet=True)[1] == SPILL_OVER.quiet_fan_pct


def test_no_air_is_moved_that_is_hardly_colder() -> None:
    thawed = replace(FROZEN, air_c=WARM.air_c - SPILL_K)
    assert blown(thawed, WARM, on=True)[1] == 0.0
    assert blown(replace(thawed, air_c=thawed.air_c - 0.01), WARM, on=True)[1] == 100.0
    assert blown(Cell(), WARM, plate_c=WARM.air_c - SPILL_K, on=True)[1] == 0.0
    assert blown(Cell(), WARM, plate_c=WARM.air_c - SPILL_K - 0.01, on=True)[1] == 100.0
    assert blown(Cell(), WARM, plate_c=None, on=True)[1] == 100.0
    assert blown(thawed, replace(WARM, blind=BLIND), on=True)[1] == 100.0


def test_the_part_with_the_plate_is_blown_at_as_in_any_box() -> None:
    assert blown(replace(FROZEN, cooling=True), WARM, on=True)[0] == 100.0
    assert blown(FROZEN, WARM, on=True)[0] == 0.0
    assert blown(FROZEN, WARM, on=False)[0] == 100.0
    assert blown(FROZEN, WARM, plate_c=-21.0, on=False)[0] == 0.0


def test_a_plate_gives_out_its_cold_to_nobody_who_has_had_enough() -> None:
    """Whatever the kind: beside a freezer a plate is always colder than the air of the others."""
    pair = FridgeSettings(compartments=(FREEZER, FOOD))
    enough_c = 4.0 - 0.5 - GIVEN_K
    full, nearly = (replace(WARM, cooling=False, settled_c=c) for c in (enough_c, enough_c + 0.01))
    assert blown(FROZEN, full, settings=pair, on=False) == (100.0, 0.0)
    assert blown(FROZEN, nearly, settings=pair, on=False) == (100.0, 100.0)
    assert blown(FROZEN, replace(full, trim_k=-0.5), settings=pair, on=False) == (100.0, 100.0)
    assert fan_outputs.fans((FROZEN, nearly), (False, True), -24.0, pair, on=False, quiet=False) == (0.0, 100.0)


def test_a_damper_makes_no_noise_and_still_air_has_nothing_to_move_it() -> None:
    settings = FridgeSettings(compartments=tuple(replace(FOOD, name=each, air_flow=each) for each in AirFlow))
    assert blown(WARM, WARM, WARM, settings=settings, on=True, quiet=True) == (50.0, 100.0, 0.0)


def test_a_module_blows_at_what_is_not_colder_than_it_wants() -> None:
    at_c = 4.0 - ENOUGH_K
    cold, not_yet = (replace(WARM, cooling=False, settled_c=c) for c in (at_c, at_c + 0.01))
    assert blown(cold, settings=MODULE, plate_c=None, on=True) == (0.0,)
    assert blown(not_yet, settings=MODULE, plate_c=None, on=True) == (100.0,)
    assert blown(replace(cold, trim_k=-0.1), settings=MODULE, plate_c=None, on=True) == (100.0,)
    assert blown(replace(cold, blind=BLIND), settings=MODULE, plate_c=None, on=True) == (100.0,)
    assert blown(Cell(), settings=MODULE, plate_c=None, on=True) == (100.0,)
    assert blown(not_yet, settings=MODULE, plate_c=None, on=False) == (0.0,)


def driven(drive: Drive, *cells: Cell, unit: ThermoelectricSettings = UNIT, dt_s: float = 0.0) -> Drive:
    return update(drive, [(cell, FOOD) for cell in cells], unit, Since(False, 600.0, dt_s, 1_000.0))


def integral(drive: Drive, cell: Cell, *, dt_s: float) -> float:
    after = driven(drive, cell, dt_s=dt_s).integral
    assert after is not None
    return after


def test_a_module_is_driven_by_what_a_compartment_is_above_its_aim() -> None:
    one = driven(BEGUN, replace(WARM, settled_c=6.0))
    assert one == Drive(wanted=2.0 * UNIT.gain_per_k, integral=0.0, on=True)
    assert driven(BEGUN, replace(WARM, settled_c=6.0, trim_k=0.5)).wanted == pytest.approx(1.5 * UNIT.gain_per_k)
    assert driven(BEGUN, replace(WARM, settled_c=20.0)).wanted == 1.0
    both = driven(BEGUN, replace(WARM, settled_c=4.5), replace(WARM, settled_c=5.0))
    assert both.wanted == pytest.approx(UNIT.gain_per_k)


def test_a_kelvin_that_stays_adds_the_same_again_in_the_time_of_the_integral() -> None:
    warm, cold = replace(WARM, settled_c=5.0), replace(WARM, settled_c=3.0)
    assert integral(BEGUN, warm, dt_s=UNIT.integral_s) == pytest.approx(UNIT.gain_per_k)
    assert integral(Drive(integral=0.8), warm, dt_s=1e9) == 1.0
    assert integral(Drive(integral=0.8), cold, dt_s=1e9) == OFF_BELOW
    full = Drive(wanted=1.0, integral=0.5, on=True)
    assert integral(full, warm, dt_s=60.0) == 0.5
    assert integral(full, cold, dt_s=60.0) < 0.5
    assert integral(replace(full, wanted=0.99), warm, dt_s=60.0) > 0.5


def test_a_module_stands_only_where_its_lowest_drive_is_too_much() -> None:
    def at(settled_c: float, on: bool) -> bool:
        return driven(replace(BEGUN, on=on), replace(WARM, settled_c=settled_c)).on

    lowest_c = 4.0 + OFF_BELOW / UNIT.gain_per_k
    assert (at(4.01, False), at(4.0, False)) == (True, False)
    assert (at(lowest_c + 0.01, True), at(lowest_c - 0.01, True)) == (True, False)
    assert driven(replace(BEGUN, wanted=0.5, on=True)) == Drive(wanted=OFF_BELOW, integral=0.0, on=False)
    assert driven(replace(BEGUN, on=True), Cell(cooling=True)).on is False


def test_a_module_leaves_air_above_its_floor() -> None:
    def wanted(coast_c: float) -> float:
        return driven(BEGUN, replace(WARM, settled_c=30.0, coast_c=coast_c)).wanted

    floor_c = FOOD.air_floor_c
    assert wanted(floor_c) == OFF_BELOW
    assert wanted(floor_c + 0.5 * ROOM_K) == pytest.approx(0.5 + OFF_BELOW)
    assert wanted(floor_c + 2.0 * ROOM_K) == 1.0


def test_a_compartment_without_its_sensor_is_given_its_learned_duty_as_a_drive() -> None:
    assert driven(BEGUN, replace(WARM, blind=BLIND, settled_c=30.0)) == Drive(wanted=0.3, integral=0.0, on=True)
    assert driven(BEGUN, replace(WARM, blind=BLIND), replace(WARM, settled_c=14.0)).wanted == 1.0


def test_a_module_begins_with_what_was_learned_in_an_earlier_run() -> None:
    known = replace(WARM, settled_c=4.0, learned_duty=LearnedDuty(0.6))
    assert driven(Drive(), known, replace(known, learned_duty=LearnedDuty(0.2))).wanted == pytest.approx(0.6)
    assert driven(Drive()).integral is None
    assert driven(Drive(), replace(known, blind=BLIND)).integral is None


def test_a_relay_switches_a_module_for_shares_of_long_cycles() -> None:
    unit, drive, on_s = ThermoelectricSettings(proportional=False), Drive(), 0.0
    cell, starts = replace(WARM, settled_c=4.0 + 0.5 / UNIT.gain_per_k), 0
    for second in range(7_200):
        since = Since(drive.on, 600.0, 1.0, float(second))
        after = update(replace(drive, integral=0.0), [(cell, FOOD)], unit, since)
        starts += after.on and not drive.on
        drive, on_s = after, on_s + after.on
    assert on_s / 7_200.0 == pytest.approx(0.5, abs=0.05)
    assert starts == pytest.approx(7_200.0 / unit.cycle_s, abs=1)


def test_a_relay_closes_when_its_module_has_stood_long_enough_and_what_was_learned_is_kept() -> None:
    unit = ThermoelectricSettings(proportional=False)
    for stood_s, on in ((unit.min_off_s, True), (unit.min_off_s - 1.0, False)):
        after = update(
            BEGUN, [(replace(WARM, settled_c=30.0, coast_c=30.0), FOOD)], unit, Since(False, stood_s, 0.0, 1e3)
        )
        assert (after.wanted, after.integral, after.on) == (1.0, 0.0, on)


def test_scarce_energy_allows_half_the_drive() -> None:
    full = Drive(wanted=1.0, on=True)
    assert speed_pct(full, FREE) == 100.0
    assert speed_pct(full, Budget(max_speed_pct=0.0)) == 100.0 * SCARCE
    assert speed_pct(full, Budget(max_speed_pct=50.0)) == 75.0
    assert speed_pct(Drive(wanted=0.25, on=True), Budget(max_speed_pct=0.0)) == 25.0
    assert speed_pct(Drive(wanted=OFF_BELOW, on=True), FREE) == 0.0


def test_each_number_is_the_one_that_was_agreed() -> None:
    assert (GIVEN_K, SPILL_K, ENOUGH_K) == (0.2, 3.0, 0.6)
    assert (OFF_BELOW, ROOM_K, SCARCE, UNDER_WAY) == (-0.15, 1.0, 0.5, 0.25)


def inputs(*air_c: float | None) -> FridgeInputs:
    lost = absent(Absence.OFFLINE, 0.0)
    return FridgeInputs(tuple(CompartmentInputs(lost if one is None else present(one, 0.0)) for one in air_c))


def memory(settings: FridgeSettings, *cells: Cell, running: bool = False) -> FridgeMemory:
    begun = initial(settings, -1e4, now_s=0.0)
    return replace(begun, cells=cells, motor=Motor(running, -1e4))


def taken(
    before: FridgeMemory,
    seen: FridgeInputs,
    settings: FridgeSettings,
    *modes: Mode,
    fan_pct: float = 0.0,
    speed: float = 0.0,
    budget: Budget = FREE,
) -> tuple[FridgeOutput, FridgeMemory]:
    """One second of the law, each compartment at the set-point of its settings."""
    count = len(settings.compartments)
    modes = modes or (Mode.COOL,) * count
    targets = tuple(Target(one.set_point_c, mode) for one, mode in zip(settings.compartments, modes, strict=True))
    done = Commands(
        compressor_on=before.motor.running, compressor_speed_pct=speed, compartment_fan_pct=(fan_pct,) * count
    )
    asked = Asked(targets=targets, budget=budget)
    outcome = regulate(before, seen, asked, settings, done, now_s=before.at_s + 1.0)
    return outcome.output, outcome.memory


def test_the_compressor_of_a_spill_over_box_is_ruled_by_the_part_with_the_plate() -> None:
    start = memory(SPILL_OVER, Cell(), Cell())
    assert taken(start, inputs(-18.0, 20.0), SPILL_OVER)[0].compressor_on is False
    assert taken(start, inputs(-10.0, 4.0), SPILL_OVER)[0].compressor_on is True


def test_where_the_part_with_the_plate_is_not_cooled_the_others_rule() -> None:
    start, seen = memory(SPILL_OVER, Cell(), Cell()), inputs(-10.0, 20.0)
    assert taken(start, seen, SPILL_OVER, Mode.OFF, Mode.COOL)[0].compressor_on is True
    assert taken(start, inputs(-10.0, 4.0), SPILL_OVER, Mode.OFF, Mode.COOL)[0].compressor_on is False
    shed = Budget(cooled=(False, True))
    assert taken(start, seen, SPILL_OVER, budget=shed)[0].compressor_on is True


def test_what_the_plate_holds_counts_for_those_alone_who_face_it() -> None:
    seen = replace(inputs(-18.0, 6.0), plate_c=present(-25.0, 0.0))
    cells = taken(memory(SPILL_OVER, Cell(), Cell()), seen, SPILL_OVER)[1].cells
    assert cells[0].settled_c < -18.0
    assert cells[1].settled_c == pytest.approx(6.0)


def test_no_cold_is_made_that_would_take_still_air_to_its_floor() -> None:
    still = FridgeSettings(compartments=(FOOD, replace(FOOD, name="drinks", air_flow=AirFlow.STILL)))
    floor_c = FOOD.air_floor_c

    def runs(drinks: Cell, drinks_c: float | None, *, running: bool = False, mode: Mode = Mode.COOL) -> bool:
        seen = inputs(12.0, drinks_c)
        return taken(memory(still, Cell(), drinks, running=running), seen, still, Mode.COOL, mode)[0].compressor_on

    coasting_k = 1.0  # without a plate sensor
    assert (runs(Cell(), floor_c + RISE_K + coasting_k), runs(Cell(), floor_c + RISE_K + coasting_k + 0.1)) == (
        False,
        True,
    )
    assert (
        runs(Cell(), floor_c + coasting_k, running=True),
        runs(Cell(), floor_c + coasting_k + 0.1, running=True),
    ) == (
        False,
        True,
    )
    assert runs(Cell(), floor_c, mode=Mode.OFF)
    assert runs(replace(Cell(), aim=Aim(4.0), blind=BLIND), None)


def test_a_compartment_with_still_air_has_been_cooled_whenever_cold_was_made() -> None:
    for air_flow, was_cooled in ((AirFlow.STILL, True), (AirFlow.FAN, False)):
        one = FridgeSettings(compartments=(replace(FOOD, air_flow=air_flow),))
        blind = replace(BLIND, debt_s=100.0, duty=0.0, at_s=0.0)
        after = taken(memory(one, replace(WARM, blind=blind), running=True), inputs(None), one)[1]
        assert after.cells[0].blind is not None
        assert after.cells[0].blind.running is was_cooled


def test_a_thermoelectric_box_is_driven_at_once_and_by_degrees() -> None:
    first, after = taken(memory(MODULE, Cell()), inputs(5.0), MODULE)
    assert (first.compressor_on, first.fan_pcts) == (True, (100.0,))
    assert first.speed_pct == pytest.approx(100.0 * (UNIT.gain_per_k + UNLEARNED), rel=0.01)
    assert taken(after, inputs(1.5), MODULE)[0].compressor_on is False
    assert taken(memory(MODULE, Cell()), inputs(5.0), MODULE, Mode.OFF)[0].compressor_on is False


def test_the_drive_of_a_module_is_what_a_compartment_has_had() -> None:
    running = memory(MODULE, Cell(), running=True)
    half = taken(running, inputs(4.0), MODULE, speed=50.0)[1].cells[0].tally
    assert half.cooled == pytest.approx(0.5)
    switched = replace(MODULE, thermoelectric=ThermoelectricSettings(proportional=False))
    assert taken(running, inputs(4.0), switched, speed=0.0)[1].cells[0].tally.cooled == pytest.approx(1.0)


def test_what_holding_takes_is_hardly_learned_while_the_air_is_beyond_the_aim() -> None:
    """The contents are on their way: to push harder would only carry them past."""
    on_its_way, not_yet = replace(WARM, settled_c=5.0, air_c=3.9), replace(WARM, settled_c=5.0, air_c=4.1)
    learned = integral(BEGUN, not_yet, dt_s=60.0)
    assert integral(BEGUN, on_its_way, dt_s=60.0) == pytest.approx(UNDER_WAY * learned)
    assert integral(BEGUN, replace(on_its_way, air_c=4.0), dt_s=60.0) == pytest.approx(UNDER_WAY * learned)
    warming = replace(WARM, settled_c=3.0, air_c=4.1)
    assert integral(Drive(integral=0.5), warming, dt_s=60.0) == pytest.approx(0.5 - UNDER_WAY * learned)
    assert integral(BEGUN, replace(on_its_way, trim_k=-0.2), dt_s=60.0) == pytest.approx(1.2 * learned)
