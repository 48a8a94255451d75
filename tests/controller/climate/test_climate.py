import pytest

from controller import CabinInputs, CabinSettings, Commands, Mode, Snapshot, Target, absent, present
from controller.algorithms.pid import Pid
from controller.climate import STILL, Air, Asked, ClimateMemory, ClimateOutput, regulate
from controller.climate.scene import OTHER_SIDE
from controller.climate.split_range import FAN_ONLY_PCT, HEATING_BLOWER_PCT, one_sided, split
from controller.interface.outcome import Outcome
from controller.interface.readings import Absence

SETTINGS = CabinSettings()
LOST = CabinInputs(air_c=absent(Absence.STALE, 0.0))


Taken = Outcome[ClimateMemory, ClimateOutput]
FRESH: Taken = Outcome(ClimateMemory(), ClimateOutput())


def applied(air: Air) -> Commands:
    return Commands(
        compressor_on=False,
        compartment_fan_pct=(),
        heater_pct=air.heater_pct,
        cooler_pct=air.cooler_pct,
        blower_pct=air.blower_pct,
    )


def at(air_c: float) -> CabinInputs:
    return CabinInputs(air_c=present(air_c, 0.0))


def run(taken: Taken, air: CabinInputs, target: Target, *, from_s: int, to_s: int) -> Taken:
    """Every second with the same air, every request applied in full."""
    for second in range(from_s, to_s):
        asked = Asked(target=target, requested=taken.output.air)
        commands = applied(taken.output.air)
        taken = regulate(taken.memory, Snapshot(cabin=air), asked, SETTINGS, commands, now_s=float(second))
    return taken


def settled(air_c: float, mode: Mode = Mode.AUTO) -> Taken:
    return run(FRESH, at(air_c), Target(21.0, mode), from_s=0, to_s=200)


def pid(taken: Taken) -> Pid:
    assert taken.memory.loop is not None
    return taken.memory.loop.pid


def output(taken: Taken) -> float:
    return pid(taken).output


def test_a_cold_cabin_is_heated_in_moving_air() -> None:
    air = settled(10.0).output.air
    assert air == Air(heater_pct=100.0, cooler_pct=0.0, blower_pct=HEATING_BLOWER_PCT)


def test_a_hot_cabin_is_cooled_in_moving_air() -> None:
    assert settled(40.0).output.air == Air(heater_pct=0.0, cooler_pct=100.0, blower_pct=100.0)


@pytest.mark.parametrize(("mode", "air_c"), [(Mode.HEAT, 10.0), (Mode.COOL, 40.0)])
def test_a_mode_does_its_part_in_full(mode: Mode, air_c: float) -> None:
    air = settled(air_c, mode).output.air
    assert max(air.heater_pct, air.cooler_pct) == 100.0


@pytest.mark.parametrize(
    ("mode", "air_c"), [(Mode.HEAT, 30.0), (Mode.COOL, 10.0), (Mode.AUTO, 21.0), (Mode.HEAT, 21.0)]
)
def test_a_mode_does_only_its_own_part(mode: Mode, air_c: float) -> None:
    assert settled(air_c, mode).output.air == Air(blower_pct=SETTINGS.blower_floor_pct)


def test_off_is_still_and_fan_only_moves_air() -> None:
    assert settled(10.0, Mode.OFF).output.air == STILL
    assert settled(10.0, Mode.FAN_ONLY).output.air == Air(blower_pct=FAN_ONLY_PCT)


def test_between_heating_and_cooling_lies_a_gap() -> None:
    half_gap = SETTINGS.split_gap_pct / 200.0
    for inside in (0.0, half_gap, -half_gap):
        assert split(inside, SETTINGS) == Air(blower_pct=SETTINGS.blower_floor_pct)
    assert split(half_gap + 0.01, SETTINGS).heater_pct > 0.0
    assert split(-half_gap - 0.01, SETTINGS).cooler_pct > 0.0
    assert split(1.0, SETTINGS).heater_pct == split(-1.0, SETTINGS).cooler_pct == 100.0


def test_the_blower_follows_the_demand_above_its_floor() -> None:
    assert split(0.0, SETTINGS).blower_pct == SETTINGS.blower_floor_pct
    assert SETTINGS.blower_floor_pct < split(0.5, SETTINGS).blower_pct < split(0.8, SETTINGS).blower_pct


def test_the_blower_keeps_to_what_may_be_received_but_not_below_its_floor() -> None:
    assert split(-1.0, SETTINGS, 45.0).blower_pct == 45.0
    assert split(-1.0, SETTINGS, 5.0).blower_pct == SETTINGS.blower_floor_pct


def test_a_little_does_not_change_sides() -> None:
    little, enough = OTHER_SIDE - 0.01, OTHER_SIDE + 0.01
    assert one_sided(little, 1.0, SETTINGS) == little
    assert one_sided(-little, 1.0, SETTINGS) == 0.0
    assert one_sided(-enough, 1.0, SETTINGS) == -enough


def test_without_an_air_temperature_only_the_blower_runs() -> None:
    blind = run(settled(10.0), LOST, Target(21.0, Mode.AUTO), from_s=200, to_s=205)
    assert blind.output.air == Air(blower_pct=SETTINGS.blower_floor_pct)


def test_a_short_gap_in_the_readings_does_not_forget() -> None:
    before = settled(20.0)
    blind = run(before, LOST, Target(21.0, Mode.AUTO), from_s=200, to_s=210)
    after = run(blind, at(20.0), Target(21.0, Mode.AUTO), from_s=210, to_s=211)
    assert output(after) == pytest.approx(output(before), abs=0.02)


def test_a_gap_of_nearly_a_minute_does_not_forget() -> None:
    before = settled(20.0)
    blind = run(before, LOST, Target(21.0, Mode.AUTO), from_s=200, to_s=258)
    after = run(blind, at(20.0), Target(21.0, Mode.AUTO), from_s=258, to_s=259)
    assert output(after) == pytest.approx(output(before), abs=0.15)
    assert output(after) > 0.0


def test_after_a_long_gap_the_law_begins_anew() -> None:
    to_s = 270
    blind = run(settled(20.0), LOST, Target(21.0, Mode.AUTO), from_s=200, to_s=to_s)
    after = run(blind, at(10.0), Target(21.0, Mode.AUTO), from_s=to_s, to_s=to_s + 1)
    assert output(after) == 0.0


def test_a_start_is_bumpless() -> None:
    off = settled(10.0, Mode.OFF)
    on = run(off, at(10.0), Target(21.0, Mode.AUTO), from_s=200, to_s=202)
    assert 0.0 < output(on) < 0.4


def test_a_change_between_active_modes_is_bumpless() -> None:
    auto = settled(20.0)
    heat = run(auto, at(20.0), Target(21.0, Mode.HEAT), from_s=200, to_s=201)
    assert output(heat) == pytest.approx(output(auto), abs=0.01)


def test_a_change_to_the_other_side_leaves_no_integral_behind() -> None:
    cooling = settled(22.0)
    heat = run(cooling, at(22.0), Target(21.0, Mode.HEAT), from_s=200, to_s=201)
    assert pid(heat).integral == 0.0
    assert heat.output.air == Air(blower_pct=SETTINGS.blower_floor_pct)


def test_a_new_set_point_is_bumpless() -> None:
    before = settled(20.0)
    after = run(before, at(20.0), Target(25.0, Mode.AUTO), from_s=200, to_s=201)
    assert output(before) < output(after) < output(before) + 0.15


@pytest.mark.parametrize("mode", [Mode.AUTO, Mode.HEAT, Mode.COOL])
@pytest.mark.parametrize("air_c", [5.0, 50.0])
def test_a_long_time_at_a_limit_does_not_wind_up(mode: Mode, air_c: float) -> None:
    taken = run(FRESH, at(air_c), Target(21.0, mode), from_s=0, to_s=5_000)
    assert abs(pid(taken).integral) < 0.05


@pytest.mark.parametrize(("air_c", "share"), [(20.0, 0.0), (20.0, 0.5), (22.0, 0.0), (22.0, 0.5)])
def test_a_vetoed_or_reduced_request_does_not_wind_up(air_c: float, share: float) -> None:
    taken = settled(air_c)
    before = pid(taken)
    for second in range(200, 4_000):
        air = taken.output.air
        less = Commands(heater_pct=share * air.heater_pct, cooler_pct=share * air.cooler_pct)
        asked = Asked(target=Target(21.0, Mode.AUTO), requested=air)
        taken = regulate(taken.memory, Snapshot(cabin=at(air_c)), asked, SETTINGS, less, now_s=float(second))
    assert pid(taken).integral == pytest.approx(before.integral, abs=0.005)


def test_the_integral_crosses_the_gap() -> None:
    taken = run(FRESH, at(20.97), Target(21.0, Mode.AUTO), from_s=0, to_s=3_000)
    assert taken.output.air.heater_pct > 0.0
