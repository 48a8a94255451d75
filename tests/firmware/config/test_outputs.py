"""The section on outputs: what follows for the controller from the wiring of each and the unit behind it."""

import pytest

from controller import OutputTimes
from firmware.config import Config
from firmware.config.file import parse
from firmware.errors import ConfigError


def config(*keys: str, name: str = "heater", kind: str = "pwm") -> Config:
    lines = [f'[[outputs]]\nname = "{name}"\npin = 17\nkind = "{kind}"', *keys]
    return parse("\n".join(lines), source="test")


def times(*keys: str, name: str = "heater", kind: str = "pwm") -> OutputTimes:
    return config(*keys, name=name, kind=kind).settings.fitted.times(name)


def test_a_plain_output_with_any_duty_has_no_times() -> None:
    assert times() == OutputTimes()


def test_a_relay_has_one_level_and_that_of_a_fan_is_taken_for_any_duty() -> None:
    assert times(kind="relay") == OutputTimes(levels_pct=(100.0,))
    assert times(name="blower", kind="relay") == OutputTimes(levels_pct=(100.0,), rounds_up=True)


def test_a_unit_has_usual_times_and_each_can_be_set_otherwise() -> None:
    usual = times('unit = "fuel_heater"', "levels_pct = [30, 100]")
    assert usual.min_on_s > 0.0
    assert usual.rest_s >= usual.after_run_s > 0.0
    assert usual.own_air
    assert usual.levels_pct == (30.0, 100.0)
    other = times('unit = "fuel_heater"', "min_on_s = 900", "own_air = false")
    assert (other.min_on_s, other.own_air, other.start_up_s) == (900.0, False, usual.start_up_s)


def test_some_outputs_have_usual_times_by_their_name() -> None:
    assert times(name="condenser_fan").run_on_s > 0.0


def test_what_is_no_list_of_numbers_is_told_in_these_words() -> None:
    with pytest.raises(ConfigError, match=r"levels_pct = 30 .*: must be a list of numbers"):
        config("levels_pct = 30")


@pytest.mark.parametrize("levels", ["[60, 30]", "[30, 30]", "[0, 50]", "[50, 101]"])
def test_levels_that_do_not_rise_are_refused_in_one_line(levels: str) -> None:
    with pytest.raises(ConfigError, match=r"outputs\[0\]\.levels_pct .*must rise, each above 0 and up to 100"):
        config(f"levels_pct = {levels}")
