"""Whatever a source gives, the controller meets a number that the point can have, or a reason why there is none."""

from decimal import Decimal
from math import inf, nan
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller import NO_DATA_YET, Absence, Memory, Mode, ModeRequest, Reading, Settings, initial, step
from firmware.control.plausible_ranges import BY_POINT, BY_UNIT, range_of
from firmware.control.process_image import SHOWN_ONLY, Board, known_inputs
from firmware.vehicles.profile import load, shipped

SETTINGS = Settings()
INPUTS = sorted(known_inputs(SETTINGS))
EVERY = sorted(known_inputs(SETTINGS) | SHOWN_ONLY | {"extra.radon_bqm3"})
TICK_S = 0.5


class Odd:
    def __repr__(self) -> str:
        raise ZeroDivisionError


NOT_FINITE_OR_HUGE = [nan, inf, -inf, 1e308, -1e308, 1e160, 10**5_000, -(10**5_000)]
NO_NUMBERS: list[Any] = [True, "warm", b"\xff", Decimal(21), 2j, [21.0], Odd()]


def board_of(*points: str) -> Board:
    return Board(SETTINGS, frozenset(points))


def test_each_point_has_a_range_and_takes_its_ends() -> None:
    board = board_of(*EVERY)
    for point in EVERY:
        limits = range_of(point)
        assert limits.min_value < limits.max_value
        for value in (limits.min_value, limits.max_value):
            assert board.put(point, Reading(value, 1.0)) is None
            assert board.readings[point] == Reading(value, 1.0)


@pytest.mark.parametrize("value", [*NOT_FINITE_OR_HUGE, *NO_NUMBERS], ids=lambda value: f"{type(value).__name__}")
def test_what_no_point_can_have_is_absent_with_a_reason_in_one_line(value: Any) -> None:
    board = board_of(*EVERY)
    for point in EVERY:
        line = board.put(point, Reading(value, 1.0))
        assert line is not None
        assert line.startswith(f"{point} = ")
        assert len(line) < 160
        absence = Absence.OUT_OF_RANGE if type(value) in {float, int} else Absence.UNDECODABLE
        assert board.readings[point] == Reading(None, 1.0, absence)


def test_the_reason_names_the_value_the_range_and_the_unit() -> None:
    board = board_of("cabin.air_c", "fridge.food.lid_open", "vehicle.pack_v")
    assert board.put("cabin.air_c", Reading(1e160, 1.0)) == (
        "cabin.air_c = 1e+160: is out of range: it can be -60 to 150 °C"
    )
    assert board.put("fridge.food.lid_open", Reading(2.0, 1.0)) == (
        "fridge.food.lid_open = 2: is out of range: it can be 0 to 1"
    )
    assert board.put("vehicle.pack_v", Reading(400.0, 1.0)) is None, "not the 60 V of a supply"
    assert board.put("cabin.air_c", NO_DATA_YET) is None


def test_a_whole_number_is_one_and_becomes_a_float() -> None:
    board = board_of("cabin.air_c")
    assert board.put("cabin.air_c", Reading(21, 1.0)) is None
    assert isinstance(board.readings["cabin.air_c"].value, float)


def test_no_shipped_profile_promises_what_its_point_cannot_have() -> None:
    for name in shipped():
        profile = load(name)
        promised = [(signal.point, signal.low, signal.high) for signal in profile.signals]
        promised += [(query.point, query.low, query.high) for query in profile.queries]
        for point, low, high in promised:
            limits = range_of(point)
            assert limits.min_value <= low < high <= limits.max_value, f"{name}: {point}"


def test_every_row_is_of_some_point() -> None:
    assert set(BY_POINT) <= set(EVERY)
    units = {point.rpartition(".")[2].rpartition("_")[2] for point in EVERY}
    assert set(BY_UNIT) <= units


def asked(point: str, values: list[Any], every_s: float = TICK_S) -> Memory:
    """The controller after `values` at `point`, one a tick, everything else being as usual."""
    board, memory = board_of(*INPUTS), initial(SETTINGS, now_s=0.0, compressor_off_since_s=-1e4)
    usual = {"air_c": 5.0, "contents_c": 5.0, "voltage_v": 12.8, "outside_c": 20.0, "humidity_pct": 50.0}
    requests = (ModeRequest("1", "test", "cabin", Mode.AUTO),)
    for number, value in enumerate(values):
        now_s = number * every_s
        for each in INPUTS:
            board.put(each, Reading(usual.get(each.rpartition(".")[2], 0.0), now_s))
        board.put(point, Reading(value, now_s))
        memory = step(memory, board.snapshot(requests if number == 0 else ()), SETTINGS, now_s=now_s).memory
    return memory


@pytest.mark.parametrize("value", [1e6, 1e100, 1e160, 1e308])
@pytest.mark.parametrize("point", ["fridge.plate_c", "vehicle.speed_kph", "cabin.co2_ppm", "supply.current_a"])
def test_one_absurd_reading_does_not_end_control_minutes_later(point: str, value: float) -> None:
    asked(point, [0.0, 0.0, value, *[0.0] * 120])


@settings(max_examples=150)
@given(st.sampled_from(INPUTS), st.lists(st.one_of(st.floats(), st.integers(), st.none()), max_size=12))
def test_no_value_of_any_source_makes_the_step_raise(point: str, values: list[Any]) -> None:
    asked(point, values, every_s=20.0)


def test_any_numbers_within_the_ranges_at_once_do_not_make_it_raise() -> None:
    rng, board = Random(1), board_of(*INPUTS)  # noqa: S311  # a seed, no secret
    memory, now_s = initial(SETTINGS, now_s=0.0), 0.0
    for _ in range(3_000):
        now_s += TICK_S if rng.random() < 0.98 else rng.choice((60.0, 7_200.0))
        for point in INPUTS:
            limits = range_of(point)
            value = rng.choice((limits.min_value, limits.max_value, rng.uniform(limits.min_value, limits.max_value)))
            board.put(point, Reading(rng.choice((value, value, value, nan)), now_s))
        memory = step(memory, board.snapshot(()), SETTINGS, now_s=now_s).memory
