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


def told(text: str) -> str:
    """The one line about a wrong output."""
    with pytest.raises(ConfigError) as caught:
        parse("[[outputs]]\n" + text, source="test")
    (line,) = str(caught.value).splitlines()
    return line


STEP = "steps = [{ at = 50, pins = [5] }, { at = 100, pins = [6] }]"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            'name = "blower"\nkind = "steps"',
            'outputs[0].steps (output "blower"): is missing: the kind steps needs them',
        ),
        (
            'name = "blower"\nkind = "relay"',
            'outputs[0].pin (output "blower"): is missing: must be a whole number from 0 to 27',
        ),
        (f'name = "blower"\nkind = "steps"\npin = 5\n{STEP}', "must not be there: each of the steps names its pins"),
        (
            f'name = "blower"\nkind = "relay"\npin = 5\n{STEP}',
            "belongs to an output of the kind steps, this one is of the kind relay",
        ),
        ('name = "fan.food"\nkind = "servo"\npin = 5\nopen_us = 1500', "is missing: the kind servo needs it"),
        (
            'name = "fan.food"\nkind = "servo"\npin = 5\nclosed_us = 1000\nopen_us = 2200',
            "is beyond the stops of the servo: must be within least_us = 1000 and most_us = 2000",
        ),
        (
            'name = "fan.food"\nkind = "servo"\npin = 5\nclosed_us = 1000\nopen_us = 1900\nactive_high = false',
            "the pulses of a servo are high: to turn its way round swap closed_us and open_us",
        ),
        ('name = "fan.food"\nkind = "servo"\npin = 5\nclosed_us = 1500\nopen_us = 1500', "must differ from closed_us"),
        (
            'name = "blower"\nkind = "steps"\nsteps = [{ at = 50, pins = [5] }, { at = 40, pins = [6] }]',
            "must rise from each to the next",
        ),
        ('name = "compressor"\nkind = "pwm"\npin = 5\nmap = [{ at = 9, duty_pct = 9 }]', "one point is no map"),
    ],
)
def test_what_does_not_fit_its_kind_is_one_line(text: str, line: str) -> None:
    assert line in told(text)


def test_steps_and_maps_become_shares_of_full() -> None:
    fan = parse(f'[[outputs]]\nname = "blower"\nkind = "steps"\n{STEP}', source="test")
    assert fan.settings.fitted.times("blower").levels_pct == (50.0, 100.0)
    text = (
        'name = "compressor"\nkind = "pwm"\npin = 5\nmap = [{ at = 2000, duty_pct = 86 }, { at = 3500, duty_pct = 35 }]'
    )
    compressor = parse(f"[[outputs]]\n{text}", source="test").settings.fitted
    assert compressor.times("compressor").least_pct == pytest.approx(57.1, abs=0.1)
    assert compressor.has("compressor_speed")
