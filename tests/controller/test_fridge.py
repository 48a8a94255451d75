"""The fridge law against vectors, and on a box of a few lines of physics."""

from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from controller import (
    NOT_FITTED,
    Absence,
    Commands,
    CompartmentInputs,
    FridgeInputs,
    FridgeSettings,
    Mode,
    Reading,
    Wish,
    absent,
    all_off,
    present,
)
from controller.fridge import (
    HOLD_S,
    LEAST_BLIND,
    MOST_BLIND,
    UNLEARNED,
    FridgeMemory,
    Lesson,
    Loop,
    initial,
    regulate,
)

SETTINGS = FridgeSettings()
COOL = (Wish(4.0, Mode.COOL), Wish(5.0, Mode.COOL))
LONG_AGO_S = -10_000.0
LOST = absent(Absence.OFFLINE, 0.0)


def inputs(*air_c: float | Reading) -> FridgeInputs:
    readings = [one if isinstance(one, Reading) else present(one, 0.0) for one in air_c]
    return FridgeInputs(tuple(CompartmentInputs(air_c=reading) for reading in readings))


def obeyed(memory: FridgeMemory) -> Commands:
    return Commands(memory.modulator.on, memory.fan_pcts)


def run(memory: FridgeMemory, air: FridgeInputs, wishes: tuple[Wish, ...], *, from_s: int, to_s: int) -> FridgeMemory:
    """Every second with the same air, every order obeyed."""
    for second in range(from_s, to_s):
        memory = regulate(memory, air, wishes, SETTINGS, obeyed(memory), now_s=float(second))
    return memory


def begun() -> FridgeMemory:
    return initial(SETTINGS, LONG_AGO_S, now_s=0.0)


@dataclass
class Box:
    """Two compartments of 3.5 kJ/K around a plate of 2.5 kJ/K; 60 W compressor, 0.28 W/K walls, fans 8 W/K."""

    ambient_c: float
    air_c: list[float]
    plate_c: float
    lowest_c: list[float] = field(default_factory=list)

    def advance(self, commands: Commands, dt_s: float) -> None:
        plate_w = -60.0 if commands.compressor_on else 0.0
        for index, fan_pct in enumerate(commands.compartment_fan_pct):
            flow_w = (0.3 + 7.7 * fan_pct / 100.0) * (self.air_c[index] - self.plate_c)
            self.air_c[index] += (0.28 * (self.ambient_c - self.air_c[index]) - flow_w) * dt_s / 3_500.0
            plate_w += flow_w
        self.plate_c += plate_w * dt_s / 2_500.0


def drive(
    box: Box, memory: FridgeMemory, wishes: tuple[Wish, ...], hours: float
) -> tuple[FridgeMemory, list[Commands]]:
    """Let the law have its way with the box, a tick a second."""
    orders: list[Commands] = []
    now_s = memory.modulator.at_s
    box.lowest_c = list(box.air_c)
    for _ in range(round(hours * 3_600)):
        now_s += 1.0
        memory = regulate(memory, inputs(*box.air_c), wishes, SETTINGS, obeyed(memory), now_s=now_s)
        orders.append(obeyed(memory))
        box.advance(orders[-1], 1.0)
        box.lowest_c = [min(pair) for pair in zip(box.lowest_c, box.air_c, strict=True)]
    return memory, orders


def starts(orders: list[Commands]) -> int:
    return sum(after.compressor_on > before.compressor_on for before, after in pairwise(orders))


@pytest.mark.parametrize("ambient_c", [20.0, 32.0])
def test_a_warm_box_is_pulled_down_without_undershoot_and_held_with_few_starts(ambient_c: float) -> None:
    box = Box(ambient_c, [25.0, 25.0], 25.0)
    memory, _ = drive(box, begun(), COOL, 3.0)
    assert box.lowest_c[0] > 4.0 - 1.5
    assert box.lowest_c[1] > 5.0 - 1.5
    temperatures: list[tuple[float, float]] = []
    orders: list[Commands] = []
    for _ in range(60):
        memory, minute = drive(box, memory, COOL, 1.0 / 20.0)
        orders += minute
        temperatures.append((box.air_c[0], box.air_c[1]))
    assert all(abs(food_c - 4.0) < 1.5 and abs(medicine_c - 5.0) < 1.5 for food_c, medicine_c in temperatures)
    assert starts(orders) <= 9


def test_a_long_pull_down_does_not_wind_up() -> None:
    memory = run(begun(), inputs(30.0, 30.0), COOL, from_s=1, to_s=20_000)
    assert memory.modulator.on
    assert all(loop.pid is not None and loop.pid.integral > -0.05 for loop in memory.loops)


def test_a_compressor_that_the_guard_holds_off_does_not_wind_up() -> None:
    memory = begun()
    for second in range(1, 20_000):
        memory = regulate(memory, inputs(6.0, 5.0), COOL, SETTINGS, all_off(2), now_s=float(second))
    assert memory.loops[0].pid is not None
    assert memory.loops[0].pid.integral > -0.2


def test_a_vetoed_fan_counts_as_nothing_given() -> None:
    memory = run(begun(), inputs(5.5, 5.0), COOL, from_s=1, to_s=60)
    before = memory.loops[0].pid
    for second in range(60, 4_000):
        vetoed = Commands(memory.modulator.on, (0.0, memory.fan_pcts[1]))
        memory = regulate(memory, inputs(5.5, 5.0), COOL, SETTINGS, vetoed, now_s=float(second))
    after = memory.loops[0].pid
    assert before is not None
    assert after is not None
    assert after.integral == pytest.approx(before.integral, abs=0.001)


def test_the_fans_share_the_cold_in_proportion_to_the_demands() -> None:
    memory = run(begun(), inputs(6.0, 6.0), COOL, from_s=1, to_s=400)
    food, medicine = (loop.demand for loop in memory.loops)
    assert 0.0 < medicine < food < 1.0
    assert memory.fan_pcts[0] == 100.0
    assert memory.fan_pcts[1] == pytest.approx(100.0 * medicine / food)


def test_fans_slow_down_while_the_air_is_colder_than_its_steady_need() -> None:
    memory = run(begun(), inputs(6.0, 6.0), COOL, from_s=1, to_s=4_000)
    colder = run(memory, inputs(3.8, 4.8), COOL, from_s=4_000, to_s=5_000)
    assert all(0.0 < fan_pct < 100.0 for fan_pct in colder.fan_pcts)


def test_cold_compartments_ask_for_nothing() -> None:
    memory = run(begun(), inputs(1.0, 1.0), COOL, from_s=1, to_s=2_000)
    assert obeyed(memory) == all_off(2)


def test_a_compartment_that_is_off_gets_nothing_and_starts_again_without_a_bump() -> None:
    half = (Wish(4.0, Mode.COOL), Wish(5.0, Mode.OFF))
    memory = run(begun(), inputs(8.0, 12.0), half, from_s=1, to_s=600)
    assert memory.fan_pcts == (100.0, 0.0)
    assert memory.loops[1].demand == 0.0
    on = regulate(memory, inputs(8.0, 12.0), COOL, SETTINGS, obeyed(memory), now_s=600.5)
    assert on.loops[1].demand < 0.02
    later = run(on, inputs(8.0, 12.0), COOL, from_s=601, to_s=1_200)
    assert later.loops[1].demand == 1.0


def test_a_short_gap_in_the_readings_changes_nothing() -> None:
    memory = run(begun(), inputs(8.0, 5.0), COOL, from_s=1, to_s=600)
    gap = run(memory, inputs(LOST, 5.0), COOL, from_s=600, to_s=600 + int(HOLD_S) - 1)
    assert gap.loops[0] == memory.loops[0]


def test_without_its_sensor_a_compartment_runs_what_it_learned() -> None:
    box = Box(25.0, [25.0, 25.0], 25.0)
    memory, _ = drive(box, begun(), COOL, 6.0)
    now_s = int(memory.modulator.at_s)
    learned = memory.loops[0].lesson.demand
    blind = run(memory, inputs(LOST, 5.0), COOL, from_s=now_s + 1, to_s=now_s + 200)
    assert blind.loops[0].demand == learned
    assert 0.03 < learned < 0.3
    back = regulate(blind, inputs(4.0, 5.0), COOL, SETTINGS, obeyed(blind), now_s=now_s + 200.0)
    assert back.loops[0].demand == pytest.approx(learned, abs=0.01)


def test_without_any_sensor_the_compressor_holds_the_learned_duty() -> None:
    box = Box(25.0, [25.0, 25.0], 25.0)
    memory, _ = drive(box, begun(), COOL, 6.0)
    orders: list[Commands] = []
    now_s = memory.modulator.at_s
    for second in range(1, 4 * 3_600):
        memory = regulate(memory, inputs(LOST, LOST), COOL, SETTINGS, obeyed(memory), now_s=now_s + second)
        orders.append(obeyed(memory))
        box.advance(orders[-1], 1.0)
    duty = sum(order.compressor_on for order in orders) / len(orders)
    assert duty == pytest.approx(sum(loop.lesson.demand for loop in memory.loops), abs=0.05)
    assert box.air_c == pytest.approx([4.0, 5.0], abs=2.0)


@pytest.mark.parametrize(("learned", "demand"), [(0.0, LEAST_BLIND), (0.9, MOST_BLIND), (0.2, 0.2)])
def test_what_was_learned_is_used_within_limits(learned: float, demand: float) -> None:
    loop = Loop(0.0, None, Lesson(learned, 100.0))
    memory = FridgeMemory((loop, loop), (0.0, 0.0), begun().modulator)
    assert regulate(memory, inputs(LOST, LOST), COOL, SETTINGS, all_off(2), now_s=1.0).loops[0].demand == demand


def test_nothing_is_learned_far_from_the_set_point() -> None:
    memory = run(begun(), inputs(20.0, 20.0), COOL, from_s=1, to_s=5_000)
    assert memory.loops[0].lesson.demand == UNLEARNED


def test_a_compartment_without_a_sensor_fitted_is_not_cooled() -> None:
    memory = run(begun(), inputs(NOT_FITTED, NOT_FITTED), COOL, from_s=1, to_s=3_000)
    assert obeyed(memory) == all_off(2)


def test_a_car_without_a_fridge_orders_nothing() -> None:
    settings = FridgeSettings(compartments=())
    memory = initial(settings, LONG_AGO_S, now_s=0.0)
    memory = regulate(memory, FridgeInputs(), (), settings, all_off(0), now_s=1.0)
    assert obeyed(memory) == all_off(0)
