from dataclasses import replace
from itertools import cycle

import pytest

from controller.power.source_impedance import Line, Sample, is_step, rest_v, update

OHM, BLOWER_V = 0.25, 0.5


def sample(at_s: float, current_a: float, blower: float = 0.0, *, battery_v: float = 12.6) -> Sample:
    voltage_v = battery_v - OHM * current_a - BLOWER_V * blower
    return Sample(at_s=at_s, voltage_v=voltage_v, current_a=current_a, blower_power=blower)


def test_the_rest_voltage_is_the_terminals_without_the_loads() -> None:
    known = Line(ohm=OHM, blower_v=BLOWER_V)
    assert rest_v(known, sample(0.0, 4.0, 0.5)) == pytest.approx(12.6)


def test_one_switching_of_the_compressor_tells_the_resistance() -> None:
    line = update(Line(), sample(0.0, 0.0), sample(15.0, 5.0))
    assert line.ohm == pytest.approx(OHM, abs=0.01)
    assert line.blower_v == Line().blower_v


def test_both_drops_are_told_apart_when_both_loads_switch_with_noise() -> None:
    currents_a, blowers, errors_v = cycle((0.0, 4.0, 6.0)), cycle((0.0, 1.0, 0.1, 0.1)), cycle((-0.006, 0.004, 0.002))
    line, before = Line(), sample(0.0, 0.0)
    for number in range(1, 60):
        true = sample(15.0 * number, next(currents_a), next(blowers))
        after = replace(true, voltage_v=true.voltage_v + next(errors_v))
        line, before = update(line, before, after), after
    assert line.ohm == pytest.approx(OHM, abs=0.01)
    assert line.blower_v == pytest.approx(BLOWER_V, abs=0.03)


def test_nothing_is_learned_where_nothing_was_switched() -> None:
    line = Line()
    assert update(line, sample(0.0, 4.0), sample(15.0, 4.1, battery_v=12.0)) is line


def test_a_dip_of_the_starter_teaches_nothing() -> None:
    line = Line()
    assert update(line, sample(0.0, 4.0), sample(15.0, 0.0, battery_v=8.5)) is line


@pytest.mark.parametrize("battery_v", [11.0, 14.0])
def test_what_is_learned_stays_a_line(battery_v: float) -> None:
    line = update(Line(), sample(0.0, 0.0, 0.0), sample(15.0, 0.6, 0.6, battery_v=battery_v))
    assert 0.0 <= line.ohm <= 1.0
    assert 0.0 <= line.blower_v <= 1.0


def test_either_load_is_a_step() -> None:
    assert is_step(sample(0.0, 0.0), sample(1.0, 1.0))
    assert is_step(sample(0.0, 0.0, 0.0), sample(1.0, 0.0, 0.2))
    assert not is_step(sample(0.0, 1.0, 0.2), sample(1.0, 1.0, 0.2))
