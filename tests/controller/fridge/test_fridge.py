"""The fridge law, tick by tick, on a box of a few lines of physics."""

from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest

from controller import (
    NOT_FITTED,
    Absence,
    Commands,
    CompartmentInputs,
    CompartmentSettings,
    FridgeInputs,
    FridgeSettings,
    Mode,
    Preset,
    Profile,
    Reading,
    Target,
    absent,
    all_off,
    present,
)
from controller.fridge import Asked, FridgeMemory, FridgeOutput, initial, regulate
from controller.interface.energy_budget import FREE, Budget
from controller.interface.outcome import Outcome
from controller.interface.status import Unsure

SETTINGS = FridgeSettings()
COOL = Asked(targets=(Target(4.0, Mode.COOL), Target(5.0, Mode.COOL)))
OFF = Asked(targets=(Target(4.0, Mode.OFF), Target(5.0, Mode.OFF)))
LONG_AGO_S = -10_000.0
LOST = absent(Absence.OFFLINE, 0.0)
ALL_OPEN = 1.0
TICK_S = 5.0


def inputs(
    *air_c: float | Reading,
    plate_c: float | None = None,
    lid_open: float | None = None,
    contents_c: float | None = None,
) -> FridgeInputs:
    """The same lid and contents for all compartments."""
    lid = NOT_FITTED if lid_open is None else present(lid_open, 0.0)
    contents = NOT_FITTED if contents_c is None else present(contents_c, 0.0)
    readings = [one if isinstance(one, Reading) else present(one, 0.0) for one in air_c]
    plate = NOT_FITTED if plate_c is None else present(plate_c, 0.0)
    return FridgeInputs(tuple(CompartmentInputs(reading, contents, lid) for reading in readings), plate)


Taken = Outcome[FridgeMemory, FridgeOutput]
STANDING = FridgeOutput(compressor_on=False, speed_pct=0.0, fan_pcts=(0.0, 0.0), boosted=(False, False))


def applied(output: FridgeOutput) -> Commands:
    return Commands(
        compressor_on=output.compressor_on, compartment_fan_pct=output.fan_pcts, compressor_speed_pct=output.speed_pct
    )


@dataclass
class Box:
    """Compartments of 3.5 kJ/K with 5 kg around a plate of 2.5 kJ/K; 60 W compressor, walls of 0.28 W/K, 8 W/K fans."""

    ambient_c: float
    air_c: list[float]
    plate_c: float
    contents_c: list[float] = field(default_factory=list)
    sees_plate: bool = True

    def __post_init__(self) -> None:
        self.contents_c = self.contents_c or list(self.air_c)

    def read(self) -> FridgeInputs:
        return inputs(*self.air_c, plate_c=self.plate_c if self.sees_plate else None)

    def advance(self, commands: Commands, dt_s: float) -> None:
        plate_w = -60.0 if commands.compressor_on else 0.0
        for index, fan_pct in enumerate(commands.compartment_fan_pct):
            flow_w = (0.3 + 7.7 * fan_pct / 100.0) * (self.air_c[index] - self.plate_c)
            goods_w = 2.0 * (1.0 + fan_pct / 100.0) * (self.contents_c[index] - self.air_c[index])
            entering_w = 0.28 * (self.ambient_c - self.air_c[index])
            self.air_c[index] += (entering_w + goods_w - flow_w) * dt_s / 3_500.0
            self.contents_c[index] -= goods_w * dt_s / 18_000.0
            plate_w += flow_w
        self.plate_c += plate_w * dt_s / 2_500.0


@dataclass
class Drive:
    """The law at work on a box, tick by tick."""

    box: Box
    settings: FridgeSettings = SETTINGS
    asked: Asked = COOL
    memory: FridgeMemory = field(init=False)
    applied: list[Commands] = field(default_factory=list)
    min_c: float = 99.0

    def __post_init__(self) -> None:
        self.memory = initial(self.settings, LONG_AGO_S, now_s=0.0)
        self.applied.append(all_off(len(self.settings.compartments)))

    def run(self, hours: float, read: FridgeInputs | None = None) -> "Drive":
        for _ in range(round(hours * 3_600.0 / TICK_S)):
            now_s = self.memory.at_s + TICK_S
            seen = self.box.read() if read is None else read
            taken = regulate(self.memory, seen, self.asked, self.settings, self.applied[-1], now_s=now_s)
            self.memory = taken.memory
            self.applied.append(applied(taken.output))
            self.box.advance(self.applied[-1], TICK_S)
            self.min_c = min(self.min_c, *self.box.air_c)
        return self

    @property
    def starts(self) -> int:
        return sum(after.compressor_on > before.compressor_on for before, after in pairwise(self.applied))

    @property
    def duty(self) -> float:
        return sum(one.compressor_on for one in self.applied) / len(self.applied)


def still(taken: Taken, seen: FridgeInputs, asked: Asked, *, from_s: int, to_s: int) -> Taken:
    """Every second the same readings, every request applied in full."""
    for second in range(from_s, to_s):
        taken = regulate(taken.memory, seen, asked, SETTINGS, applied(taken.output), now_s=float(second))
    return taken


def begun() -> Taken:
    return Outcome(initial(SETTINGS, LONG_AGO_S, now_s=0.0), STANDING)


@pytest.mark.parametrize("ambient_c", [20.0, 32.0])
@pytest.mark.untraced
def test_a_warm_box_is_pulled_down_above_its_floor_and_held_with_few_starts(ambient_c: float) -> None:
    drive = Drive(Box(ambient_c, [12.0, 12.0], 12.0)).run(8.0)
    assert drive.min_c > SETTINGS.compartments[0].air_floor_c - 0.3
    drive.applied = drive.applied[-1:]
    temperatures = [(list(drive.run(0.05).box.contents_c)) for _ in range(80)]
    assert all(abs(food_c - 4.0) < 0.8 and abs(medicine_c - 5.0) < 0.8 for food_c, medicine_c in temperatures)
    assert drive.starts <= 5


@pytest.mark.untraced
def test_the_estimates_tell_the_contents_as_far_as_they_are_known_and_both_clocks() -> None:
    drive = Drive(Box(32.0, [5.0, 5.0], 5.0, [12.0, 5.0])).run(1.2)
    for estimate, cell, true_c in zip(drive.memory.estimates, drive.memory.cells, drive.box.contents_c, strict=True):
        assert cell.box is not None
        assert (estimate.contents_c, estimate.unsure) == (None, Unsure.BRIEFLY)
        assert cell.box.contents_c == pytest.approx(true_c, abs=cell.box.contents_k)
        assert estimate.seen_h == pytest.approx(1.2, abs=0.02)
    food, medicine = drive.run(12.8).memory.estimates
    assert food.contents_c == pytest.approx(drive.box.contents_c[0], abs=0.3)
    assert food.unsure is None
    assert food.contents_k is not None
    assert food.contents_k < 1.0
    assert food.ready_s == 0.0
    assert medicine.hold_over_range_s is not None
    assert 0.5 * 3_600.0 < medicine.hold_over_range_s[0] < medicine.hold_over_range_s[1] < 9.0 * 3_600.0
    assert medicine.load_k_h is not None
    assert medicine.load_k_h > 0.0


@pytest.mark.untraced
def test_without_a_plate_sensor_the_box_is_held_all_the_same() -> None:
    drive = Drive(Box(32.0, [5.0, 6.0], 5.0, sees_plate=False)).run(7.0)
    assert drive.box.contents_c == pytest.approx([4.0, 5.0], abs=1.5)
    assert drive.min_c > 0.5


def test_a_compartment_that_is_off_gets_nothing() -> None:
    half = Asked(targets=(Target(4.0, Mode.COOL), Target(5.0, Mode.OFF)))
    taken = still(begun(), inputs(8.0, 12.0, plate_c=8.0), half, from_s=1, to_s=600)
    assert taken.output.fan_pcts == (100.0, 0.0)
    assert taken.output.compressor_on
    assert taken.memory.estimates[1].ready_s is None
    assert applied(still(taken, inputs(8.0, 12.0, plate_c=8.0), OFF, from_s=600, to_s=900).output) == all_off(2)


def test_a_compartment_that_the_budget_leaves_out_gets_nothing() -> None:
    asked = replace(COOL, budget=Budget(cooled=(False, True)))
    taken = still(begun(), inputs(8.0, 12.0, plate_c=8.0), asked, from_s=1, to_s=600)
    assert taken.output.fan_pcts == (0.0, 100.0)


def test_cold_compartments_ask_for_nothing() -> None:
    assert applied(still(begun(), inputs(3.0, 3.0, plate_c=3.0), COOL, from_s=1, to_s=2_000).output) == all_off(2)


def test_a_far_compartment_makes_the_compressor_fast_as_far_as_allowed() -> None:
    warm = inputs(20.0, 20.0, plate_c=20.0)
    assert still(begun(), warm, COOL, from_s=1, to_s=10).output.speed_pct == 100.0
    slow = replace(COOL, budget=Budget(max_speed_pct=40.0))
    assert still(begun(), warm, slow, from_s=1, to_s=10).output.speed_pct == 40.0
    quiet = still(begun(), warm, replace(COOL, quiet=True), from_s=1, to_s=10).output
    assert (quiet.speed_pct, quiet.fan_pcts) == (0.0, (50.0, 50.0))


@pytest.mark.untraced
def test_a_boost_goes_to_the_coldest_and_ends_there() -> None:
    boost = Asked(targets=(Target(6.0, Mode.COOL, Preset.BOOST), Target(5.0, Mode.COOL)))
    drive = Drive(Box(25.0, [6.0, 5.0], 6.0), asked=boost).run(0.1)
    assert drive.applied[-1].compressor_speed_pct == 100.0
    drive.run(10.0)
    food = drive.memory.cells[0].aim
    assert food is not None
    assert (food.boosted, food.c) == (True, 6.0)


@pytest.mark.untraced
def test_where_runs_end_at_the_floor_plenty_of_energy_stores_no_cold() -> None:
    asked = replace(COOL, budget=replace(FREE, store_cold=True))
    drive = Drive(Box(32.0, [6.0, 5.0], 6.0), asked=asked).run(4.0)
    assert drive.memory.cells[0].room_k < 0.0
    assert drive.box.contents_c[1] > 3.0


def test_a_short_gap_in_the_readings_changes_nothing() -> None:
    taken = still(begun(), inputs(8.0, 5.0, plate_c=5.0), COOL, from_s=1, to_s=600)
    gap = still(taken, inputs(LOST, 5.0, plate_c=5.0), COOL, from_s=600, to_s=659)
    assert gap.memory.cells[0].cooling == taken.memory.cells[0].cooling
    assert gap.memory.cells[0].blind is None


@pytest.mark.untraced
def test_without_any_sensor_the_compressor_holds_the_learned_duty() -> None:
    drive = Drive(Box(25.0, [6.0, 6.0], 6.0)).run(10.0)
    learned = sum(cell.learned_duty.duty for cell in drive.memory.cells)
    drive.applied = drive.applied[-1:]
    drive.run(5.0, read=inputs(LOST, LOST, plate_c=0.0))
    assert drive.box.contents_c == pytest.approx([4.0, 5.0], abs=2.5)
    assert 0.0 < drive.duty < 2.0 * learned
    assert [estimate.contents_c for estimate in drive.memory.estimates] == [None, None]
    drive.run(1.0)
    assert drive.memory.cells[0].blind is None
    assert drive.memory.estimates[0].contents_c is not None


@pytest.mark.untraced
def test_one_blind_compartment_gets_its_share_beside_one_that_is_seen() -> None:
    drive = Drive(Box(25.0, [6.0, 6.0], 6.0)).run(7.0)
    for _ in range(4 * 720):
        seen = inputs(LOST, drive.box.air_c[1], plate_c=drive.box.plate_c)
        drive.run(TICK_S / 3_600.0, read=seen)
    assert drive.box.contents_c[0] == pytest.approx(4.0, abs=3.0)
    assert drive.box.contents_c[1] == pytest.approx(5.0, abs=1.5)


def test_a_compartment_without_a_sensor_fitted_is_not_cooled() -> None:
    taken = still(begun(), inputs(NOT_FITTED, NOT_FITTED), COOL, from_s=1, to_s=3_000)
    assert applied(taken.output) == all_off(2)


def test_a_probe_in_the_contents_corrects_the_estimate() -> None:
    seen = inputs(5.0, 5.0, plate_c=4.0, contents_c=7.0)
    taken = still(begun(), seen, COOL, from_s=1, to_s=200)
    assert taken.memory.estimates[0].contents_c == pytest.approx(7.0, abs=0.2)


def test_nothing_is_learned_with_an_open_lid_and_the_contents_become_doubtful() -> None:
    taken = still(begun(), inputs(5.0, 5.0, plate_c=4.5), COOL, from_s=1, to_s=1_300)
    opened = still(taken, inputs(15.0, 15.0, plate_c=4.5, lid_open=ALL_OPEN), COOL, from_s=1_300, to_s=1_400)
    shut = still(taken, inputs(5.0, 5.0, plate_c=4.5), COOL, from_s=1_300, to_s=1_400)
    before, after, otherwise = (each.memory.cells[0].box for each in (taken, opened, shut))
    assert before is not None
    assert after is not None
    assert otherwise is not None
    assert after.belief.mean[0] == pytest.approx(before.belief.mean[0], abs=1e-3)
    assert after.belief.covariance[4][4] > otherwise.belief.covariance[4][4]


@pytest.mark.untraced
def test_a_frosted_plate_is_left_to_thaw() -> None:
    drive = Drive(Box(32.0, [5.0, 5.0], 5.0)).run(8.0)
    cells = tuple(replace(cell, freest_per_h=40.0, cooling=False) for cell in drive.memory.cells)
    memory = replace(drive.memory, cells=cells, motor=replace(drive.memory.motor, running=False))
    calm = inputs(4.0, 5.0, plate_c=-2.0)
    thawing = regulate(memory, calm, COOL, SETTINGS, all_off(2), now_s=memory.at_s + 1.0)
    assert thawing.memory.thawing_since_s == memory.at_s + 1.0
    warm = regulate(
        thawing.memory, inputs(5.5, 6.0, plate_c=-2.0), COOL, SETTINGS, all_off(2), now_s=memory.at_s + 600.0
    )
    assert not warm.output.compressor_on
    thawed = regulate(warm.memory, inputs(5.5, 6.0, plate_c=3.5), COOL, SETTINGS, all_off(2), now_s=memory.at_s + 900.0)
    assert thawed.memory.thawing_since_s is None


def test_a_freezer_is_held_far_below_zero() -> None:
    settings = FridgeSettings(compartments=(CompartmentSettings(name="ice_box", profile=Profile.FREEZER),))
    drive = Drive(Box(20.0, [-15.0], -15.0), settings, Asked(targets=(Target(-18.0, Mode.COOL),))).run(8.0)
    assert drive.box.contents_c == pytest.approx([-18.0], abs=1.0)


def test_a_car_without_a_fridge_requests_nothing() -> None:
    settings = FridgeSettings(compartments=())
    memory = initial(settings, LONG_AGO_S, now_s=0.0)
    for second in range(1, 130):
        taken = regulate(memory, FridgeInputs(), Asked(targets=()), settings, all_off(0), now_s=float(second))
        memory = taken.memory
        assert applied(taken.output) == all_off(0)


@pytest.mark.untraced
def test_a_freezer_waits_for_medicine_that_its_runs_would_freeze_but_not_for_a_compartment_that_is_off() -> None:
    freezer = CompartmentSettings(name="food", profile=Profile.FREEZER)
    mixed = FridgeSettings(compartments=(freezer, CompartmentSettings(name="medicine", profile=Profile.MEDICINE)))
    frozen = Target(-18.0, Mode.COOL)
    beside, alone = (
        Drive(Box(22.0, [-10.0, 5.0], -12.0), mixed, Asked(targets=(frozen, Target(5.0, mode)))).run(24.0)
        for mode in (Mode.COOL, Mode.OFF)
    )
    assert beside.box.contents_c[1] > 3.0
    assert beside.box.air_c[1] > 2.0
    assert alone.box.contents_c[0] < beside.box.contents_c[0] - 1.0
